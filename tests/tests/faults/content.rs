//! What the JSON says: odd but allowed, wrong in one place, far too much, at odds with itself.

use std::time::{Duration, Instant};

use journeys::{Answer, Device, Result, inspect};
use serde_json::json;

use super::stage::{EDITION_JSON, LEAD_JSON, Stage, at, report};

/// Shows a document as an article, and says how that went.
pub async fn article(stage: &Stage, slug: &str, answer: Answer) -> Result<(bool, Vec<String>)> {
    stage.backend.set(&format!("articles/{slug}.json"), answer);
    stage.go(&format!("/article/{slug}")).await?;
    let look = stage.look().await?;
    let is_story = look.alerts.is_empty();
    let mut wrong = if is_story { look.never() } else { look.problem() };
    if !is_story && !look.has_retry() {
        wrong.push("no retry".to_owned());
    }
    Ok((is_story, wrong))
}

#[tokio::test(flavor = "multi_thread")]
async fn json_that_parsers_quarrel_about() -> Result<()> {
    let stage = Stage::at("/", Device::Phone).await?;
    let story = stage.backend.document(LEAD_JSON)?.to_string();
    let start = story.trim_end_matches('}');
    let deep =
        |levels: usize| format!("{start},\"x\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    let odd = |value: &str| format!("{start},\"x\":{value}}}").into_bytes();
    let mut not_text = odd("\"?\"");
    let at_end = not_text.len() - 3;
    not_text[at_end] = 0xff;
    let rows: Vec<(&str, Vec<u8>)> = vec![
        ("a number too large", odd("1e400")),
        ("a number too small", odd("1e-400")),
        ("many digits", odd(&"9".repeat(400))),
        ("half of a pair", odd("\"\\ud800\"")),
        ("a pair the wrong way round", odd("\"\\udc00\\ud800\"")),
        ("no character", odd("\"\\uffff\"")),
        ("a byte that is no text", not_text),
        ("one key twice", odd("1,\"x\":2")),
        ("500 levels", deep(500).into_bytes()),
        ("100,000 levels", deep(100_000).into_bytes()),
        ("a mark in the middle", odd("\u{feff}1")),
        ("another story behind it", format!("{story}{story}").into_bytes()),
        ("a comment", format!("{story} // a comment").into_bytes()),
        ("a comma too many", format!("{start},}}").into_bytes()),
    ];
    let mut wrong = Vec::new();
    for (number, (name, body)) in rows.into_iter().enumerate() {
        let began = Instant::now();
        let (_, found) =
            article(&stage, &format!("odd-{number}"), Answer::text("application/json", body))
                .await?;
        wrong.extend(at(name, found));
        if began.elapsed() > Duration::from_secs(5) {
            wrong.push(format!("{name}: {:?}", began.elapsed()));
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_field_at_a_time() -> Result<()> {
    let stage = Stage::at("/", Device::Desktop).await?;
    let story = stage.backend.document(LEAD_JSON)?;
    let keys: Vec<String> =
        story.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
    let required = ["slug", "headline", "section", "published_at", "body"];
    let odd = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(""),
        json!([]),
        json!({}),
        json!(["x", 1e300]),
    ];
    let mut wrong = Vec::new();
    for key in &keys {
        let is_required = required.contains(&key.as_str());
        let mut changed = vec![story.clone()];
        changed[0].as_object_mut().map(|fields| fields.remove(key));
        for value in &odd[..if is_required { odd.len() } else { 6 }] {
            let mut story = story.clone();
            story[key] = value.clone();
            changed.push(story);
        }
        for (number, document) in changed.iter().enumerate() {
            let place = format!("{key}: {}", document.get(key).unwrap_or(&json!("missing")));
            let (is_story, found) = article(
                &stage,
                &format!("{}-{number}", key.replace('_', "-")),
                Answer::json(document),
            )
            .await?;
            wrong.extend(at(&place, found));
            // A date that can't be read and an empty body are a story all the same.
            let is_bearable = document[key] == json!("") && key == "published_at"
                || document[key] == json!([]) && key == "body";
            if is_story != (!is_required || is_bearable) {
                wrong.push(format!("{place}: is a story: {is_story}"));
            }
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_this_client_does_not_know_is_skipped() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let answer = stage.changed(LEAD_JSON, |story| {
        story["mood"] = json!({"weather": ["fine"]});
        if let Some(body) = story["body"].as_array_mut() {
            body.insert(0, json!({"type": "hologram", "text": "ZZ-hologram"}));
            body.insert(1, json!({"type": "paragraph", "text": 7}));
            body.insert(2, json!("ZZ-loose"));
            body.push(json!({"type": "paragraph", "text": "The last word stands."}));
        }
    })?;
    stage.backend.set(LEAD_JSON, answer);
    stage.open("/article/alaska-summit").await?;
    let look = stage.look().await?;
    let mut wrong = look.never();
    if look.body.contains("ZZ-") || !look.body.contains("The last word stands.") {
        wrong.push("what is unknown is drawn, or what follows it is not".to_owned());
    }
    wrong.extend(stage.console_names(LEAD_JSON, "left out: body[1].text").await?);
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn twins_stand_once() -> Result<()> {
    let stage = Stage::set(Device::Desktop).await?;
    let edition = stage.changed(EDITION_JSON, |edition| {
        let cards = edition["top_stories"].clone();
        edition["most_read"] = cards.clone();
        edition["containers"][0]["cards"] = cards.clone();
        if let Some(top) = edition["top_stories"].as_array_mut() {
            top.extend(cards.as_array().cloned().unwrap_or_default());
        }
        let sections = edition["sections"].as_array_mut();
        if let Some(sections) = sections {
            sections.extend(sections.clone());
        }
    })?;
    stage.backend.set(EDITION_JSON, edition);
    let list = stage.changed("sections/science.json", |list| {
        if let Some(cards) = list["cards"].as_array_mut() {
            cards.extend(cards.clone());
        }
    })?;
    stage.backend.set("sections/science.json", list);
    let mut wrong = Vec::new();
    for path in ["/", "/section/science"] {
        stage.open(path).await?;
        stage.browser.wait_for("main .story-card").await?;
        wrong.extend(at(path, stage.look().await?.never()));
        wrong.extend(at(path, inspect::frame(&stage.browser).await?));
        let twins = "(() => {
            const all = [...document.querySelectorAll('main section:not([aria-label=\"Most read\"], .most-read) .story-card .headline a')].map((e) => e.pathname);
            return all.filter((path, at) => all.indexOf(path) !== at).join(' '); })()";
        let twins = stage.browser.js_text(twins).await?;
        if !twins.is_empty() {
            wrong.push(format!("{path}: {twins} stand twice"));
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

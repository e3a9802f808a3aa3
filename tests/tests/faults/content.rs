//! What the JSON says: odd but allowed, wrong in one place, far too much, at odds with itself.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use journeys::{Answer, Device, Result, inspect};
use serde_json::{Value, json};

use super::stage::{EDITION_JSON, LEAD_JSON, Stage, at, report};

/// Shows a document as an article, and says how that went.
async fn article(stage: &Stage, slug: &str, answer: Answer) -> Result<(bool, Vec<String>)> {
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

fn said(id: &str, parent: Option<&str>) -> Value {
    json!({"id": id, "parent_id": parent, "author": {"name": format!("Reader {id}")},
        "text": format!("Word of {id}."), "created_at": "2026-11-23T05:00:00Z", "status": "visible", "likes": 0})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discussion_at_odds_with_itself() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let comments = [
        said("a", Some("b")),
        said("b", Some("a")),
        said("self", Some("self")),
        said("orphan", Some("nobody")),
        said("child", Some("late")),
        said("late", None),
        said("twin", None),
        said("twin", None),
        said("reply", Some("twin")),
    ];
    let ids: HashSet<_> = comments.iter().filter_map(|comment| comment["id"].as_str()).collect();
    stage
        .backend
        .set("articles/alaska-summit/comments.json", Answer::json(&json!({"comments": comments})));
    stage.open("/article/alaska-summit#comments").await?;
    stage.browser.wait_for(".comment-list > li").await?;
    let look = stage.look().await?;
    let mut wrong = look.never();
    for id in ids {
        let count = look.body.matches(&format!("Word of {id}.")).count();
        if count != 1 {
            wrong.push(format!("{id} stands {count} times"));
        }
    }
    wrong.extend(inspect::frame(&stage.browser).await?);

    let chain: Vec<_> = (0..10_000)
        .map(|number| {
            said(&format!("c{number}"), (number > 0).then(|| format!("c{}", number - 1)).as_deref())
        })
        .collect();
    stage
        .backend
        .set("articles/alaska-summit/comments.json", Answer::json(&json!({"comments": chain})));
    let began = Instant::now();
    stage.open("/article/alaska-summit#comments").await?;
    stage.browser.wait_for(".comment-list > li").await?;
    let took = began.elapsed();
    wrong.extend(at("10,000 levels", stage.look().await?.never()));
    if took > Duration::from_secs(10) {
        wrong.push(format!("10,000 levels: {took:?}"));
    }
    wrong.extend(at(
        "10,000 levels",
        inspect::sideways(&stage.browser).await?.into_iter().collect(),
    ));
    // The deepest can be reached by its address, or read on the page.
    stage.open("/article/alaska-summit#comment-c9999").await?;
    if let Err(problem) = stage.browser.wait_for("[id='comment-c9999']").await {
        wrong.push(format!("10,000 levels: {problem:#}"));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

/// Far more than a page can hold is drawn a piece at a time, and the page answers.
#[tokio::test(flavor = "multi_thread")]
async fn far_too_much() -> Result<()> {
    let stage = Stage::at("/", Device::Desktop).await?;
    let list = stage.backend.document("sections/science.json")?;
    let card = json!({"slug": "x", "headline": "One of very many", "section": {"slug": "science", "name": "Science"},
        "published_at": "2026-11-23T05:00:00Z"});
    let many: Vec<Value> = (0..20_000)
        .map(|number| {
            let mut card = card.clone();
            card["slug"] = json!(format!("x{number}"));
            card
        })
        .collect();
    let mut nonsense = vec![json!(1); 1_000_000];
    nonsense.extend(list["cards"].as_array().cloned().unwrap_or_default());
    let mut wrong = Vec::new();
    for (slug, name, cards) in [
        ("nonsense", "a million numbers among the stories", nonsense),
        ("many", "20,000 stories", many),
    ] {
        let mut list = list.clone();
        list["cards"] = json!(cards);
        stage.backend.set(&format!("sections/{slug}.json"), Answer::json(&list));
        let began = Instant::now();
        if let Err(problem) = stage.go(&format!("/section/{slug}")).await {
            wrong.push(format!("{name}: {problem:#}"));
            continue;
        }
        let took = began.elapsed();
        let drawn = stage.browser.count(".listing .story-card").await?;
        if took > Duration::from_secs(10) || !(1..=500).contains(&drawn) {
            wrong.push(format!("{name}: {drawn} cards after {took:?}"));
        }
        wrong.extend(at(name, stage.look().await?.never()));
        if slug == "many" && stage.browser.count(".listing-more button").await? == 0 {
            wrong.push(format!("{name}: no way to the rest"));
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_that_are_none() -> Result<()> {
    let stage = Stage::at("/", Device::Phone).await?;
    let mut wrong = Vec::new();
    for (number, date) in [
        "0000-00-00",
        "2026-02-30",
        "2026-02-30T10:00:00Z",
        "+275760-09-13T00:00:00Z",
        "1763890000",
        "1763890000000",
        "2026-11-23T10:00:00",
        "9999-12-31T23:59:59Z",
        "2026-11-23",
        "yesterday",
        "",
        "2026-11-23T25:61:61Z",
        "-0001-01-01T00:00:00Z",
        "2026-11-23T10:00:00+99:99",
    ]
    .iter()
    .enumerate()
    {
        let answer = stage.changed(LEAD_JSON, |story| {
            story["published_at"] = json!(date);
            story["updated_at"] = json!(date);
            story["corrections"] = json!([{"at": date, "text": "A correction."}]);
            for card in story["related"].as_array_mut().into_iter().flatten() {
                card["published_at"] = json!(date);
            }
        })?;
        let (is_story, found) = article(&stage, &format!("date-{number}"), answer).await?;
        wrong.extend(at(date, found));
        let bad = "[...document.querySelectorAll('main time')].filter((e) => {
            const stated = e.getAttribute('datetime');
            return (stated !== null && Number.isNaN(Date.parse(stated))) || !e.innerText.trim();
          }).map((e) => e.outerHTML).join(' ')";
        let bad = stage.browser.js_text(bad).await?;
        if !is_story || !bad.is_empty() {
            wrong.push(format!("{date}: a story: {is_story}; {bad}"));
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

/// The reader's clock is wrong by a day, or by decades.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong() -> Result<()> {
    let mut wrong = Vec::new();
    for (name, shift) in [
        ("a day behind", "-86_400_000"),
        ("a day ahead", "86_400_000"),
        ("ten minutes behind", "-600_000"),
        ("1970", "-Date.now()"),
        ("2100", "(4_102_444_800_000 - Date.now())"),
    ] {
        let stage = Stage::set(Device::Phone).await?;
        let clock = format!(
            "{{ const shift = {shift}, Real = Date, now = Real.now;
               Real.now = () => now() + shift;
               globalThis.Date = class extends Real {{
                 constructor(...given) {{ if (given.length) super(...given); else super(Real.now()); }}
               }}; }}"
        );
        stage.browser.before_every_page(&clock).await?;
        let now = stage.browser.js_text("new Date().toISOString()").await?;
        let answer = stage.changed(EDITION_JSON, |edition| {
            for card in edition["top_stories"].as_array_mut().into_iter().flatten() {
                card["published_at"] = json!(now);
            }
        })?;
        stage.backend.set(EDITION_JSON, answer);
        stage.open("/").await?;
        wrong.extend(at(name, stage.look().await?.never()));
        let ages = stage.browser.texts(".top-stories time").await?;
        let is_future =
            |age: &String| age.starts_with("in ") || age.contains('-') || age.contains("tomorrow");
        if ages.is_empty() || ages.iter().any(is_future) {
            wrong.push(format!("{name}: {ages:?}"));
        }
        let is_behind = name.contains("behind") || name == "1970";
        if is_behind && !ages.iter().all(|age| age.contains("20")) {
            wrong.push(format!("{name}: no dates, but {ages:?}"));
        }
        stage.browser.close().await?;
    }
    report(&wrong);
    Ok(())
}

//! Dates that are none, and a reader's clock that is wrong.

use journeys::{Device, Result};
use serde_json::json;

use super::content::article;
use super::stage::{EDITION_JSON, LEAD_JSON, Stage, at, report};

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
            story["blocks"] =
                json!([{"id": "a", "at": date, "title": "A block", "key_event": true, "body": []}]);
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
        // The browser's first page may or may not have the wrong clock; this one is always right.
        let now = "new Date(performance.timeOrigin + performance.now()).toISOString()";
        let now = stage.browser.js_text(now).await?;
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

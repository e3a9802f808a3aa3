//! Silence, drips, and answers without an end: given up in time, and at once when the reader moves on.
//!
//! Each wait is long, and several browsers wait at once.

use std::time::{Duration, Instant};

use journeys::{Answer, Browser, Device, Result};

use super::stage::{EDITION_JSON, LEAD, LEAD_JSON, Stage, at, report};

/// What a clock that runs in another process may be early.
const EARLY: Duration = Duration::from_millis(30);

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_silent_is_given_up() -> Result<()> {
    let (headers, nothing, drip, parts) = tokio::try_join!(
        silent(
            "silence after the headers",
            Answer::file().silent_after_headers(),
            10,
            Device::Phone
        ),
        silent("silence", Answer::file().silent(), 10, Device::Desktop),
        silent("a drip", Answer::file().drip(100), 30, Device::Phone),
        silent_parts()
    )?;
    report(&[headers, nothing, drip, parts].concat());
    Ok(())
}

async fn silent(name: &str, answer: Answer, seconds: u64, device: Device) -> Result<Vec<String>> {
    let stage = Stage::set(device).await?;
    stage.backend.set(LEAD_JSON, answer);
    stage.browser.open_address(&stage.site.url(LEAD)).await?;
    let asked = stage.backend.wait_for_requests(LEAD_JSON, 1).await?[0].at;
    let due = Duration::from_secs(seconds);
    stage.browser.wait_until("watched.skeleton !== null").await?;
    let mut wrong = Vec::new();
    while asked.elapsed() + Duration::from_millis(700) < due {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let waits = "document.querySelector('main .skeletons') !== null
            && document.querySelector('nav.section-nav a[href=\"/section/sport\"]') !== null";
        if !stage.browser.is(waits).await? {
            wrong.push(format!("no skeleton any more after {:?}", asked.elapsed()));
            break;
        }
    }
    stage.browser.wait_until_settled().await?;
    let took = asked.elapsed();
    let look = stage.look().await?;
    wrong.extend(look.problem());
    if look.heading != "This page took too long" || !look.has_retry() {
        wrong.push(format!("{:?} with {:?}", look.heading, look.buttons));
    }
    if took + EARLY < due || took > due + Duration::from_secs(3) {
        wrong.push(format!("given up after {took:?} instead of {due:?}"));
    }
    if stage.backend.wait_until_closed(LEAD_JSON, asked).await? > due + Duration::from_secs(3) {
        wrong.push("the connection stays open".to_owned());
    }
    wrong.extend(stage.console_names(LEAD_JSON, "no answer in time").await?);
    stage.backend.heal();
    stage.try_again().await?;
    wrong.extend(stage.look().await?.never());
    stage.browser.close().await?;
    Ok(at(name, wrong))
}

/// A discussion and a front page that never come, beside a story that is there.
async fn silent_parts() -> Result<Vec<String>> {
    let stage = Stage::set(Device::Phone).await?;
    let discussion = "articles/alaska-summit/comments.json";
    stage.backend.set(discussion, Answer::file().silent_after_headers());
    stage.backend.set(EDITION_JSON, Answer::file().silent_after_headers());
    stage.open(&format!("{LEAD}#comments")).await?;
    stage.backend.wait_for_requests(discussion, 1).await?;
    let mut wrong = stage.look().await?.never();
    stage.browser.wait_for(".comments [role=alert]").await?;
    let look = stage.look().await?;
    wrong.extend(look.never());
    if !look.heading.starts_with("Two presidents") || look.alerts.len() != 1 {
        wrong.push(format!("{:?} with {:?}", look.heading, look.alerts));
    }
    stage.backend.heal();
    stage.browser.click_text(".comments [role=alert] button", "Try again").await?;
    stage.browser.wait_for(".comment-list > li").await?;
    stage.browser.close().await?;
    Ok(at("silent parts", wrong))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_moves_on_waits_for_nothing() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let mut wrong = Vec::new();
    let mut times = Vec::new();
    for (name, answer) in [
        ("a drip", Answer::file().drip(100)),
        ("silence", Answer::file().silent()),
        ("silence after the headers", Answer::file().silent_after_headers()),
    ] {
        stage.backend.forget();
        stage.backend.set(LEAD_JSON, answer);
        stage.browser.open_address(&stage.site.url(LEAD)).await?;
        stage.browser.wait_until("watched.skeleton !== null").await?;
        stage.browser.wait_for(".section-nav a[href='/section/world']").await?;
        let moved_on = Instant::now();
        stage.browser.click(".section-nav a[href='/section/world']").await?;
        stage.browser.wait_for_path("/section/world").await?;
        let after = stage.backend.wait_until_closed(LEAD_JSON, moved_on).await?;
        times.push(after);
        let look = stage.look().await?;
        let mut found = look.never();
        if look.heading != "World" || after > Duration::from_secs(3) {
            found.push(format!("{:?}; the story was given up after {after:?}", look.heading));
        }
        wrong.extend(at(name, found));
    }
    // By the fastest, since a loaded machine is no defect of the site.
    if times.iter().min().is_none_or(|fastest| *fastest > Duration::from_secs(1)) {
        wrong.push(format!("given up after {times:?}"));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

/// Notes the longest task of the page's own thread, in milliseconds.
const LONGEST_TASK: &str = "void (() => {
    globalThis.longestTask = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
    }).observe({ type: 'longtask' });
  })()";
/// How long a task may hold the page while a body that is too large comes in, in milliseconds.
const LONGEST: f64 = 200.0;
/// How much more memory may be in use after it: three times what is read of a body at most (8 MB).
const GROWTH: f64 = 24.0;

#[tokio::test(flavor = "multi_thread")]
async fn what_never_ends_is_refused_while_it_streams() -> Result<()> {
    let stage = Stage::at("/", Device::Desktop).await?;
    let mut wrong = Vec::new();
    let mut longest = Vec::new();
    stage.browser.js(LONGEST_TASK).await?;
    // A million times what is allowed: only who refuses early gets an answer.
    for (name, answer) in
        [("50 MB", Answer::huge(50_000_000)), ("8 TB", Answer::huge(8_000_000_000_000))]
    {
        let document = format!("articles/long-{}.json", name.len());
        stage.backend.set(&document, answer);
        let before = megabytes_in_use(&stage.browser).await?;
        stage.browser.js("void (longestTask = 0)").await?;
        let began = Instant::now();
        stage.go(&format!("/article/long-{}", name.len())).await?;
        let look = stage.look().await?;
        let mut found = look.problem();
        // Who had lost patience would be told so instead.
        if look.heading != "This page is too large to load" {
            found.push(format!("{:?} after {:?}", look.heading, began.elapsed()));
        }
        let after = stage.backend.wait_until_closed(&document, began).await;
        if after.is_err() {
            found.push("it is read to its end".to_owned());
        }
        longest.push(stage.browser.js_number("longestTask").await?);
        let growth = megabytes_in_use(&stage.browser).await? - before;
        if growth > GROWTH {
            found.push(format!("{growth:.0} MB more are in use"));
        }
        wrong.extend(at(name, found));
    }
    // By the fastest, as above.
    if longest.iter().all(|task| *task > LONGEST) {
        wrong.push(format!("tasks of {longest:?} ms held the page"));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

/// What the page has in use once nothing is kept that nobody needs.
async fn megabytes_in_use(browser: &Browser) -> Result<f64> {
    browser.devtools("HeapProfiler.collectGarbage", serde_json::json!({})).await?;
    let usage = browser.devtools("Runtime.getHeapUsage", serde_json::json!({})).await?;
    let bytes =
        ["usedSize", "backingStorageSize"].map(|kind| usage[kind].as_f64().unwrap_or_default());
    Ok(bytes.iter().sum::<f64>() / 1e6)
}

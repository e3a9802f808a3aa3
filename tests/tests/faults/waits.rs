//! Time: a backend that names when to come back, is silent, drips, or sends without end.
//!
//! Each wait is long, and several browsers wait at once.

use std::time::{Duration, Instant};

use journeys::{Answer, Backend, Browser, Device, Result};

use super::stage::{EDITION_JSON, LEAD, LEAD_JSON, Stage, at, report};

/// What a clock that runs in another process may be early.
const EARLY: Duration = Duration::from_millis(30);
/// How long to look whether a request comes that must not.
const LISTEN: Duration = Duration::from_millis(4_500);

fn busy(retry_after: &str) -> Answer {
    Answer::status(503).header("Retry-After", retry_after)
}

/// The pauses between the requests for the story.
fn pauses(backend: &Backend) -> Vec<Duration> {
    let times: Vec<_> = backend.seen(LEAD_JSON).into_iter().map(|seen| seen.at).collect();
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_to_come_back_is_kept() -> Result<()> {
    let (seconds, date, passing, leaving, pressing, odd) = tokio::try_join!(
        in_seconds(),
        at_a_date(),
        until_it_passes(),
        until_the_reader_leaves(),
        until_the_reader_asks(),
        odd_times()
    )?;
    report(&[seconds, date, passing, leaving, pressing, odd].concat());
    Ok(())
}

async fn in_seconds() -> Result<Vec<String>> {
    let stage = Stage::set(Device::Phone).await?;
    stage.backend.set(LEAD_JSON, Answer::status(429).header("Retry-After", "2"));
    stage.open(LEAD).await?;
    let look = stage.look().await?;
    let mut wrong = look.problem();
    if !look.body.contains("Trying again in 2 seconds.") || !look.has_retry() {
        wrong.push(format!("the wait is not told: {}", look.alerts.join(" ")));
    }
    stage.backend.wait_for_requests(LEAD_JSON, 3).await?;
    tokio::time::sleep(LISTEN).await;
    let pauses = pauses(&stage.backend);
    if pauses.len() != 2 || pauses.iter().any(|pause| *pause + EARLY < Duration::from_secs(2)) {
        wrong.push(format!("three tries with 2 s between them were due, not pauses of {pauses:?}"));
    }
    let look = stage.look().await?;
    wrong.extend(at("after the last try", look.problem()));
    if look.body.contains("Trying again in") || look.body.contains("by itself") || !look.has_retry()
    {
        wrong.push(format!("after the last try: {}", look.alerts.join(" ")));
    }
    stage.backend.heal();
    stage.try_again().await?;
    wrong.extend(stage.look().await?.never());
    stage.browser.close().await?;
    Ok(at("2 seconds", wrong))
}

/// By a clock that runs ten minutes ahead of the reader's.
async fn at_a_date() -> Result<Vec<String>> {
    let stage = Stage::set(Device::Desktop).await?;
    let date = |ahead: i64| {
        let format = format!("new Date(Date.now() + {ahead}).toUTCString()");
        async { stage.browser.js_text(format).await }
    };
    let (now, then) = (date(600_000).await?, date(604_000).await?);
    stage.backend.script(LEAD_JSON, [busy(&then).header("Date", &now), Answer::file()]);
    stage.open(LEAD).await?;
    let said = stage.look().await?.alerts.join(" ");
    stage.browser.wait_for("article h1").await?;
    let pauses = pauses(&stage.backend);
    let mut wrong = stage.look().await?.never();
    let four = Duration::from_secs(4);
    if pauses.len() != 1 || pauses[0] + EARLY < four || pauses[0] > four * 3 {
        wrong.push(format!("4 s were due, not pauses of {pauses:?}; {said}"));
    }
    stage.browser.close().await?;
    Ok(at("a date", wrong))
}

async fn until_it_passes() -> Result<Vec<String>> {
    let stage = Stage::at("/", Device::Phone).await?;
    stage.backend.script(LEAD_JSON, [busy("1"), busy("0"), Answer::file()]);
    stage.go(LEAD).await?;
    stage.browser.wait_for("article h1").await?;
    let mut wrong = stage.look().await?.never();
    let pauses = pauses(&stage.backend);
    if pauses.len() != 2 || pauses.iter().any(|pause| *pause + EARLY < Duration::from_secs(1)) {
        wrong.push(format!("pauses of at least a second were due, not {pauses:?}"));
    }
    stage.browser.close().await?;
    Ok(at("it passes", wrong))
}

async fn until_the_reader_leaves() -> Result<Vec<String>> {
    let stage = Stage::at("/", Device::Desktop).await?;
    stage.backend.set(LEAD_JSON, busy("2"));
    stage.go(LEAD).await?;
    stage.go("/section/world").await?;
    tokio::time::sleep(LISTEN).await;
    let asked = stage.backend.seen(LEAD_JSON).len();
    let look = stage.look().await?;
    let mut wrong = look.never();
    if asked != 1 || look.heading != "World" {
        wrong.push(format!("asked {asked} times, and shows {:?}", look.heading));
    }
    stage.browser.close().await?;
    Ok(at("the reader leaves", wrong))
}

/// Who presses the button has taken the wait into their own hands.
async fn until_the_reader_asks() -> Result<Vec<String>> {
    let stage = Stage::set(Device::Phone).await?;
    let late = Answer::file().late(Duration::from_secs(4));
    stage.backend.script(LEAD_JSON, [busy("3"), late]);
    stage.open(LEAD).await?;
    stage.try_again().await?;
    let asked = stage.backend.seen(LEAD_JSON);
    let mut wrong = stage.look().await?.never();
    if asked.len() != 2 || asked.iter().any(|seen| seen.closed_early.is_some()) {
        wrong.push(format!("the reader's try was given up for one by itself: {asked:?}"));
    }
    stage.browser.close().await?;
    Ok(at("the reader asks", wrong))
}

async fn odd_times() -> Result<Vec<String>> {
    let stage = Stage::set(Device::Desktop).await?;
    let minute = Some("60000");
    let mut wrong = Vec::new();
    for (time, timer) in [
        ("999999999", minute),
        ("99999999999999999999999999", minute),
        ("61", minute),
        ("Fri, 31 Dec 9999 23:59:59 GMT", minute),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("2026-11-23T12:00:00Z", None),
        ("", None),
    ] {
        stage.backend.forget();
        let date = "Mon, 23 Nov 2026 12:00:00 GMT";
        stage.backend.set(LEAD_JSON, busy(time).header("Date", date));
        stage.open(LEAD).await?;
        let look = stage.look().await?;
        let mut found = look.problem();
        let is_set = stage.browser.is("watched.timers.includes(60000)").await?;
        let is_told = look.body.contains("Trying again in 60 seconds.");
        let is_promised = look.body.contains("Trying again in") || look.body.contains("by itself");
        if timer.is_some() != is_set || timer.is_some() != is_told || is_promised != is_told {
            found.push(format!("a timer: {is_set}; {}", look.alerts.join(" ")));
        }
        if time == "soon" {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        if stage.backend.seen(LEAD_JSON).len() != 1 || !look.has_retry() {
            found.push("asked again by itself".to_owned());
        }
        wrong.extend(at(&format!("{time:?}"), found));
    }
    stage.browser.close().await?;
    Ok(wrong)
}

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
        let look = stage.look().await?;
        let mut found = look.never();
        if look.heading != "World" || after > Duration::from_secs(3) {
            found.push(format!("{:?}; the story was given up after {after:?}", look.heading));
        }
        wrong.extend(at(name, found));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_ends_is_refused_while_it_streams() -> Result<()> {
    let stage = Stage::at("/", Device::Desktop).await?;
    let mut wrong = Vec::new();
    // A million times what is allowed: only who refuses early gets an answer.
    for (name, answer) in
        [("50 MB", Answer::huge(50_000_000)), ("8 TB", Answer::huge(8_000_000_000_000))]
    {
        let document = format!("articles/long-{}.json", name.len());
        stage.backend.set(&document, answer);
        let began = Instant::now();
        stage.go(&format!("/article/long-{}", name.len())).await?;
        let look = stage.look().await?;
        let mut found = look.problem();
        if look.heading != "This page is too large to load" || began.elapsed().as_secs() >= 10 {
            found.push(format!("{:?} after {:?}", look.heading, began.elapsed()));
        }
        let after = stage.backend.wait_until_closed(&document, began).await;
        if after.is_err() {
            found.push("it is read to its end".to_owned());
        }
        found.extend(memory(&stage.browser).await?);
        wrong.extend(at(name, found));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

/// Three times what is allowed may be in use, not more.
async fn memory(browser: &Browser) -> Result<Option<String>> {
    browser.devtools("HeapProfiler.collectGarbage", serde_json::json!({})).await?;
    let usage = browser.devtools("Runtime.getHeapUsage", serde_json::json!({})).await?;
    let bytes =
        ["usedSize", "backingStorageSize"].map(|kind| usage[kind].as_f64().unwrap_or_default());
    let megabytes = bytes.iter().sum::<f64>() / 1e6;
    Ok((megabytes > 50.0).then(|| format!("{megabytes:.0} MB are in use")))
}

//! A backend that names when to come back.

use std::time::Duration;

use journeys::{Answer, Backend, Device, Result, wait};

use super::stage::{LEAD, LEAD_JSON, Stage, at, report};

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
    let (seconds, date, passing, leaving, going, pressing, odd) = tokio::try_join!(
        in_seconds(),
        at_a_date(),
        until_it_passes(),
        until_the_reader_leaves(),
        not_against_the_reader(),
        until_the_reader_asks(),
        odd_times()
    )?;
    report(&[seconds, date, passing, leaving, going, pressing, odd].concat());
    Ok(())
}

async fn in_seconds() -> Result<Vec<String>> {
    let stage = Stage::set(Device::Phone).await?;
    stage.backend.set(LEAD_JSON, Answer::status(429).header("Retry-After", "2"));
    stage.open(LEAD).await?;
    let look = stage.look().await?;
    let mut wrong = look.problem();
    // On a loaded machine the second try may be under way by now.
    let is_waiting = stage.backend.seen(LEAD_JSON).len() == 1;
    if is_waiting && !(look.body.contains("Trying again in 2 seconds.") && look.has_retry()) {
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
    stage.backend.set(LEAD_JSON, busy("5"));
    stage.go(LEAD).await?;
    stage.go("/section/world").await?;
    // On a loaded machine a try can have come before the reader left.
    let before = stage.backend.seen(LEAD_JSON).len();
    assert!(before < 3, "the machine is too slow to tell");
    tokio::time::sleep(LISTEN * 2).await;
    let after = stage.backend.seen(LEAD_JSON).len();
    let look = stage.look().await?;
    let mut wrong = look.never();
    if after != before || look.heading != "World" {
        wrong.push(format!("asked {before}, then {after} times, and shows {:?}", look.heading));
    }
    stage.browser.close().await?;
    Ok(at("the reader leaves", wrong))
}

/// A page on its way is what the reader wants: no try by itself gives it up.
async fn not_against_the_reader() -> Result<Vec<String>> {
    let stage = Stage::at("/", Device::Desktop).await?;
    stage.backend.set(LEAD_JSON, busy("5"));
    stage.go(LEAD).await?;
    let late = Answer::file().late(LISTEN * 2);
    stage.backend.set("sections/world.json", late);
    stage.browser.click(".section-list a[href='/section/world']").await?;
    // On a loaded machine a try can have come before the click; of three one must still be due.
    let before = stage.backend.seen(LEAD_JSON).len();
    assert!(before < 3, "the machine is too slow to tell");
    stage
        .browser
        .wait_up_to(
            LISTEN * 2 + wait::PATIENCE,
            "document.querySelector('main h1')?.innerText === 'World'",
        )
        .await?;
    let after = stage.backend.seen(LEAD_JSON).len();
    let mut wrong = stage.look().await?.never();
    if after != before {
        wrong.push(format!("asked {before}, then {after} times with another page on its way"));
    }
    stage.browser.close().await?;
    Ok(at("another page is on its way", wrong))
}

/// Who presses the button has taken the wait into their own hands.
async fn until_the_reader_asks() -> Result<Vec<String>> {
    let stage = Stage::set(Device::Phone).await?;
    // Longer than the wait, which is long enough for a loaded machine to press the button in.
    let late = Answer::file().late(Duration::from_secs(8));
    stage.backend.script(LEAD_JSON, [busy("6"), late]);
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

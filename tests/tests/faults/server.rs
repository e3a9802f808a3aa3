//! A comments server that fails: its list, its changes, its taking of a comment, its counts. The story
//! stays, what is written stays, and another try works.

use std::time::Instant;

use journeys::line::Wire;
use journeys::pill::pill;
use journeys::{Browser, Device, Newsroom, Result, inspect, wait};
use serde_json::json;

use super::stage::{at, look, report, watching};

pub const SLUG: &str = "alaska-summit";
pub const STORY: &str = "/article/alaska-summit";
/// Where it says that the discussion could not be had.
const PROBLEM: &str = ".comments > .problem[role=alert]";
const HEADLINE: &str = "Two presidents";

/// A clock that the journey moves on: it goes as the machine's does, and leaps where it is told to.
pub const CLOCK: &str = "globalThis.leap = 0;
    { const now = Date.now; Date.now = () => now.call(Date) + leap; }";

/// The answers that are wrong, with a body that would be right if it were whole.
pub fn failures(body: &str) -> [(&'static str, Wire); 4] {
    let busy = r#"{"type": "about:blank", "title": "Unavailable", "status": 503,
        "detail": "Try again.", "code": "unavailable"}"#;
    [
        ("503", Wire::whole(503, "application/problem+json", "retry-after: 1\n", busy)),
        ("another type", Wire::whole(200, "text/html", "", "<h1>Log in</h1>")),
        ("half", Wire::half(200, "application/json", body)),
        ("no JSON", Wire::whole(200, "application/json", "", "{\"comments\": [")),
    ]
}

/// The status line says so.
pub fn says(status: &str) -> String {
    format!("document.querySelector('.comments-status')?.innerText === {}", json!(status))
}

/// A comment with this text stands once, and is not on its way any more.
fn stands(text: &str) -> String {
    format!(
        "[...document.querySelectorAll('.comment-list .comment-text')].filter((e) => e.innerText === {}).length === 1
           && document.querySelector('li.on-its-way') === null",
        json!(text)
    )
}

/// Opens the story anew and goes to its discussion, whatever comes of that.
pub async fn go_to_the_comments(browser: &Browser, newsroom: &Newsroom) -> Result<()> {
    browser.open_address("about:blank").await?;
    browser.visit(&newsroom.url(STORY)).await?;
    browser.js("document.querySelector('.comments').scrollIntoView()").await?;
    Ok(())
}

/// What the console says that is not about a call that was made to fail.
pub async fn besides(browser: &Browser, call: &str) -> Result<Vec<String>> {
    let lines = browser.console().await?;
    let others = lines.into_iter().filter(|line| !line.contains(call));
    Ok(others.map(|line| format!("in the console: {line}")).collect())
}

/// What is wrong beside the discussion: the story must stand as ever.
pub async fn beside_it(browser: &Browser) -> Result<Vec<String>> {
    let look = look(browser).await?;
    let mut wrong = look.never();
    if !look.heading.starts_with(HEADLINE) || browser.count(".story-body p").await? < 5 {
        wrong.push(format!("the story: {:?}", look.heading));
    }
    Ok(wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_comments() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Phone).await?;
    let mut wrong = Vec::new();
    for (number, (name, answer)) in
        failures(r#"{"comments": [], "total": 0}"#).into_iter().enumerate()
    {
        reader.hold(if number % 2 == 0 { Device::Phone } else { Device::Desktop }).await?;
        reader.forget().await?;
        newsroom.line.answer("GET", "/comments", answer);
        go_to_the_comments(&reader, &newsroom).await?;
        reader.wait_for(PROBLEM).await?;
        let mut found = beside_it(&reader).await?;
        let told = look(&reader).await?;
        if told.alerts.len() != 1 || !told.has_retry() || told.alerts[0].contains("This page") {
            found.push(format!("{:?} with {:?}", told.alerts, told.buttons));
        }
        found.extend(inspect::frame(&reader).await?);
        if number < 2 {
            found.extend(inspect::accessible(&reader).await?);
        }
        // While it fails another try says so again.
        reader.click_text(&format!("{PROBLEM} button"), "Try again").await?;
        let asked =
            async || Ok((newsroom.line.answered("GET", "/comments").len() > 1).then_some(()));
        wait::until(wait::PATIENCE, "another try", asked).await?;
        reader.wait_for(PROBLEM).await?;
        newsroom.line.heal();
        reader.click_text(&format!("{PROBLEM} button"), "Try again").await?;
        reader.wait_for(".comment-list li[data-position]").await?;
        reader.wait_until(says("Live")).await?;
        if reader.count(PROBLEM).await? > 0 {
            found.push("the problem stays after the discussion has come".to_owned());
        }
        found.extend(besides(&reader, "/comments").await?);
        wrong.extend(at(name, found));
    }
    reader.close().await?;
    report(&wrong);
    Ok(())
}

/// Lets the page's clock leap until a condition holds, so that what waits for a time comes at once.
pub async fn leap_until(browser: &Browser, by: u32, condition: &str) -> Result<()> {
    wait::until(wait::PATIENCE, format!("{condition}, while the clock leaps"), || async {
        browser.js(format!("void (leap += {by})")).await?;
        browser.next_frames().await?;
        Ok(browser.is(condition).await?.then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_changes_where_no_stream_passes() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Desktop).await?;
    reader.before_every_page(CLOCK).await?;
    newsroom.line.answer("GET", "/comments/stream", Wire::whole(404, "text/plain", "", "No."));
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_for(".comment-list li[data-position]").await?;
    leap_until(&reader, 500, &says("Updating every 10 seconds")).await?;
    write(&reader, "Amina", "Half of a thought").await?;
    let mut wrong = Vec::new();
    let body = r#"{"events": [], "cursor": "e:1", "recovered": true}"#;
    for (number, (name, answer)) in failures(body).into_iter().enumerate() {
        let path = "/comments/changes";
        let before = newsroom.line.answered("GET", path).len();
        newsroom.line.answer("GET", path, answer);
        newsroom.say(SLUG, None, &format!("Said meanwhile, {number}")).await?;
        wait::until(wait::PATIENCE, "the changes to be asked for", || async {
            reader.js("void (leap += 2500)").await?;
            reader.next_frames().await?;
            Ok((newsroom.line.answered("GET", path).len() > before).then_some(()))
        })
        .await?;
        reader.next_frames().await?;
        let mut found = beside_it(&reader).await?;
        // It must not say that all is well.
        let status = reader.text(".comments-status").await?;
        if !["Updating every 10 seconds", "Reconnecting…"].contains(&status.as_str()) {
            found.push(format!("says {status:?}"));
        }
        wrong.extend(at(name, found));
    }
    // Once the server is well again all of it comes, each once.
    newsroom.line.answer("GET", "/comments/changes", Wire::whole(404, "text/plain", "", "No."));
    newsroom.line.heal();
    newsroom.line.answer("GET", "/comments/stream", Wire::whole(404, "text/plain", "", "No."));
    let all = pill("4 new comments");
    leap_until(&reader, 2_500, &all).await?;
    let typed = "document.querySelector('.comments-write .composer textarea').value";
    if reader.js_text(typed).await? != "Half of a thought" {
        wrong.push(format!("of what was typed {:?} is left", reader.js_text(typed).await?));
    }
    wrong.extend(besides(&reader, "/comments/").await?);
    reader.close().await?;
    report(&wrong);
    Ok(())
}

/// Types name and text, and lets the time pass that a person takes for it.
async fn write(browser: &Browser, name: &str, text: &str) -> Result<()> {
    browser.wait_for(".comments-write .composer textarea").await?;
    let script = format!(
        "(() => {{ const form = document.querySelector('.comments-write .composer');
           const set = (field, value) => {{ if (!field) return; field.focus(); field.value = value;
             field.dispatchEvent(new InputEvent('input', {{ bubbles: true }})); }};
           set(form.querySelector('[name=name]'), {});
           set(form.querySelector('textarea'), {});
           leap += 5000; }})()",
        json!(name),
        json!(text)
    );
    browser.js(script).await?;
    Ok(())
}

/// Presses "Try again", where it is offered.
const AGAIN: &str = "(() => {
    const buttons = [...document.querySelectorAll('li.on-its-way button')];
    const again = buttons.find((e) => e.innerText === 'Try again');
    again?.click();
    return Boolean(again);
  })()";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_is_sent() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Phone).await?;
    reader.before_every_page(CLOCK).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_until(says("Live")).await?;
    let mut wrong = Vec::new();
    for (name, answer) in failures(r#"{"comment": {"id": "x"}, "token": "t"}"#) {
        let text = format!("What is said although {name}");
        newsroom.line.answer("POST", "/comments", answer);
        write(&reader, "Amina", &text).await?;
        reader.click(".comments-write .composer button[type=submit]").await?;
        let mut found = not_sent(&reader, &text).await?;
        // Neither a reload nor another try that fails loses it.
        reader.reload().await?;
        reader.js("document.querySelector('.comments').scrollIntoView()").await?;
        found.extend(at("after a reload", not_sent(&reader, &text).await?));
        let before = Instant::now();
        // Pressed in one go: what the server asked to be sent again after a second goes by itself.
        reader.wait_until(AGAIN).await?;
        wait::until(wait::PATIENCE, "another try", || async {
            let tries = newsroom.line.answered("POST", "/comments");
            Ok(tries.last().is_some_and(|at| *at > before).then_some(()))
        })
        .await?;
        found.extend(at("after another try", not_sent(&reader, &text).await?));
        newsroom.line.heal();
        // It may have gone out by itself meanwhile, as the server asked for; and a press does nothing while the
        // try before is on its way.
        reader.wait_until(format!("({AGAIN}, {})", stands(&text))).await?;
        if newsroom.with_text(SLUG, &text).await?.len() != 1 {
            found.push("it is not there just once".to_owned());
        }
        found.extend(beside_it(&reader).await?);
        wrong.extend(at(name, found));
    }
    wrong.extend(besides(&reader, "/comments").await?);
    reader.close().await?;
    report(&wrong);
    Ok(())
}

/// What is wrong with how a comment stands that could not be sent: with its words, and a way on.
async fn not_sent(reader: &Browser, text: &str) -> Result<Vec<String>> {
    let state = "document.querySelector('li.on-its-way .comment-way')?.innerText";
    reader.wait_until(format!("{state} && {state} !== 'Posting…'")).await?;
    let mut wrong = Vec::new();
    let said = reader.text("li.on-its-way").await?;
    if !said.contains(text) || !said.contains("Try again") {
        wrong.push(format!("what was written stands as {said:?}"));
    }
    Ok(wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counts_on_the_cards() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Desktop).await?;
    let mut wrong = Vec::new();
    for (name, answer) in failures(r#"{"counts": {"alaska-summit": 5}}"#) {
        reader.forget().await?;
        let path = "/comments/counts";
        let before = newsroom.line.answered("GET", path).len();
        newsroom.line.answer("GET", path, answer);
        reader.open_address("about:blank").await?;
        reader.visit(&newsroom.url("/")).await?;
        wait::until(wait::PATIENCE, "the counts to be asked for", || async {
            Ok((newsroom.line.answered("GET", path).len() > before).then_some(()))
        })
        .await?;
        wait::until(wait::PATIENCE, "a line in the console", || async {
            let lines = reader.console().await?;
            Ok(lines.iter().any(|line| line.contains(path)).then_some(()))
        })
        .await?;
        let look = look(&reader).await?;
        let mut found = look.never();
        // What the cards said before stays.
        if !look.alerts.is_empty() || !look.body.contains("comments") {
            found.push(format!("{:?}, and no card has a count", look.alerts));
        }
        found.extend(besides(&reader, path).await?);
        wrong.extend(at(name, found));
        newsroom.line.heal();
    }
    reader.close().await?;
    report(&wrong);
    Ok(())
}

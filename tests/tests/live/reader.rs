//! A reader at a discussion.

use journeys::pill::{PILL, pill};
use journeys::{Browser, Device, Newsroom, Result};
use serde_json::json;
use thirtyfour::WindowHandle;

pub const SLUG: &str = "alaska-summit";
pub const STORY: &str = "/article/alaska-summit";

/// The status line says so.
pub fn says(status: &str) -> String {
    format!("document.querySelector('.comments-status')?.innerText === {}", json!(status))
}

/// A comment with this text stands so many times.
pub fn stands(text: &str, times: usize) -> String {
    format!(
        "[...document.querySelectorAll('.comment-list .comment-text')].filter((e) => e.innerText === {}).length === {times}",
        json!(text)
    )
}

/// A browser at the discussion of the lead story, once it is live.
pub async fn at_the_comments(newsroom: &Newsroom, device: Device) -> Result<Browser> {
    let browser = Browser::open(device).await?;
    go_to_the_comments(&browser, newsroom).await?;
    Ok(browser)
}

pub async fn go_to_the_comments(browser: &Browser, newsroom: &Newsroom) -> Result<()> {
    browser.visit(&newsroom.url(STORY)).await?;
    near(browser).await
}

/// Opens so many tabs of a browser, the one that it has among them; `script` runs before each of their
/// pages. Each is at the lead story, and scrolled to the discussion.
pub async fn tabs(
    browser: &Browser,
    newsroom: &Newsroom,
    count: usize,
    script: &str,
) -> Result<Vec<WindowHandle>> {
    let mut tabs = vec![browser.tab().await?];
    while tabs.len() < count {
        tabs.push(browser.web().new_tab().await?);
    }
    for tab in &tabs {
        browser.turn_to(tab).await?;
        browser.before_every_page(script).await?;
        browser.visit(&newsroom.url(STORY)).await?;
        browser.js("document.querySelector('.comments').scrollIntoView()").await?;
        browser.wait_for(".comment-list li[data-position]").await?;
    }
    Ok(tabs)
}

/// Waits in each tab until one new comment is offered there, and the status line says so.
pub async fn each_has_one(browser: &Browser, tabs: &[WindowHandle], status: &str) -> Result<()> {
    for tab in tabs {
        browser.turn_to(tab).await?;
        browser.wait_until(pill("1 new comment")).await?;
        browser.wait_until(says(status)).await?;
    }
    Ok(())
}

/// Scrolls to the discussion and waits until it is live.
pub async fn near(browser: &Browser) -> Result<()> {
    browser.js("document.querySelector('.comments').scrollIntoView()").await?;
    browser.wait_for(".comment-list li[data-position]").await?;
    browser.wait_until(says("Live")).await
}

/// Types into the composer that begins so (`.composer`), as a reader does.
pub async fn write(browser: &Browser, within: &str, name: &str, text: &str) -> Result<()> {
    let script = format!(
        "(() => {{ const form = document.querySelector({within});
           const set = (field, value) => {{ field.focus(); field.value = value;
             field.dispatchEvent(new InputEvent('input', {{ bubbles: true }})); }};
           const name = form.querySelector('[name=name]');
           if (name) set(name, {name});
           set(form.querySelector('textarea'), {text}); }})()",
        within = json!(within),
        name = json!(name),
        text = json!(text),
    );
    browser.wait_for(within).await?;
    browser.js(script).await?;
    // Whoever posts within two seconds of the first letter awaits approval, as robots do.
    browser.js("new Promise((done) => setTimeout(done, 2100))").await?;
    Ok(())
}

/// Writes and posts a thread's first comment.
pub async fn post(browser: &Browser, name: &str, text: &str) -> Result<()> {
    write(browser, ".comments-write .composer", name, text).await?;
    browser.click(".comments-write .composer button[type=submit]").await
}

/// Pauses, lets somebody speak meanwhile, and goes on: the page was quiet, and knows of it then.
pub async fn misses_nothing_by_a_pause(reader: &Browser, newsroom: &Newsroom) -> Result<()> {
    reader.click(".comments-pause").await?;
    reader.wait_until(says("Paused")).await?;
    assert_eq!(reader.text(".comments-pause").await?, "Resume");
    newsroom.say(SLUG, None, "Behind a closed door").await?;
    reader.js("new Promise((done) => setTimeout(done, 1500))").await?;
    assert_eq!(reader.count(PILL).await?, 0);
    reader.click(".comments-pause").await?;
    reader.wait_until(says("Live")).await?;
    reader.wait_until(pill("1 new comment")).await?;
    Ok(())
}

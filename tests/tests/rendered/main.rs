//! Pages that come with their stories: read before the program comes, taken up by it when it does, and
//! none the worse where it never does.

mod before;
mod fetched;
mod taken_up;
mod unusual;
mod without;

use std::time::Duration;

use anyhow::Context;
use broadsheet_server::rendered::export::export;
use journeys::backend::Gate;
use journeys::pill::PILL;
use journeys::site::Swap;
use journeys::{Backend, Browser, Device, Newsroom, Result, Site, dist, inspect, links};
use serde_json::{Value, json};

const STORY: &str = "/article/alaska-summit";
const TOLD_LIVE: &str = "/article/garve-storm";
const PATHS: [&str; 10] = [
    "/",
    STORY,
    "/article/long-read-lighthouse",
    "/article/monsoon-lahore",
    TOLD_LIVE,
    "/section/world",
    "/tag/ceasefire",
    "/author/mira-okafor",
    "/nowhere",
    "/article/no-such-story",
];

/// Before the page's own scripts: the program is held until `letGo()`, and what stood is remembered.
const HELD: &str = "(() => {
    const start = WebAssembly.instantiateStreaming;
    const gate = new Promise((open) => { window.letGo = open; });
    WebAssembly.instantiateStreaming = async (...given) => { await gate; return start(...given); };
    addEventListener('DOMContentLoaded', () => {
        window.stood = [...document.body.querySelectorAll('main, main *')];
        window.words = document.querySelector('main').textContent;
    });
})()";

const STARTED: &str = "document.documentElement.dataset.app === 'started'";
/// The same of the discussion's program.
const TALKING: &str = "document.documentElement.dataset.discussion !== undefined";

/// The console but for what the browser itself says of a page that isn't there.
async fn complaints(browser: &Browser) -> Result<Vec<String>> {
    let lines = browser.console().await?;
    Ok(lines.into_iter().filter(|line| !line.contains("status of 404")).collect())
}

/// Whether an address is that of a document that comes with a page: one of an edition's, or the first page of
/// a server's discussion.
fn is_document(url: &str) -> bool {
    url.ends_with(".json") || url.contains("/comments?sort=")
}

/// Opens a page in a browser that holds the program, and lets it take the page up: what is wrong with that.
async fn taken_up(browser: &Browser, url: &str) -> Result<Vec<String>> {
    browser.forget().await?;
    browser.open_address(url).await?;
    browser.wait_until("window.stood?.length > 3").await?;
    browser.js("(letGo(), 0)").await?;
    browser.wait_until(STARTED).await?;
    browser.wait_until_settled().await?;
    taken(browser).await
}

/// What is wrong with how a page was taken up so far.
async fn taken(browser: &Browser) -> Result<Vec<String>> {
    let mut found = complaints(browser).await?;
    found.extend(browser.requests().await?.into_iter().filter(|url| is_document(url)));
    // What a program in a browser knows better, such as how long ago it was, may read otherwise.
    let gone = "stood.filter((node) => !node.isConnected).map((node) => node.outerHTML.slice(0, 80)).join()";
    found.extend(Some(browser.js_text(gone).await?).filter(|gone| !gone.is_empty()));
    found.extend(inspect::still(browser).await?);
    found.extend(inspect::sideways(browser).await?);
    Ok(found)
}

/// Scrolls to the discussion, for which its program is sent for.
async fn come_near(browser: &Browser) -> Result<()> {
    browser.wait_for(".comments").await?;
    browser.js("(document.querySelector('.comments').scrollIntoView(), 0)").await.map(drop)
}

//! A first visit to a story: what it fetches, and when it can be read.

use std::collections::HashMap;

use anyhow::bail;
use journeys::browser::Shifts;
use journeys::{Browser, Result};
use serde_json::Value;

use crate::{phone, prefix};

/// What was measured of a first visit. Times are in milliseconds.
#[derive(Debug)]
pub struct Visit {
    /// When the story's first paragraph had been drawn.
    pub readable: f64,
    /// When the largest thing in view had been drawn.
    pub largest: f64,
    /// How long the main thread could not have answered a tap: total blocking time, as Lighthouse counts
    /// it from the first contentful paint on.
    pub blocked: f64,
    /// The same of what came before that paint.
    pub blocked_before: f64,
    /// How far the page moved by itself.
    pub shifts: Shifts,
    /// How many bytes had come when the story could be read, those of pictures included.
    pub before_readable: u64,
    /// What was fetched.
    pub fetched: Fetched,
    /// What it cost to go on to the comments, where it was a rendered page.
    pub comments: Option<OnwardVisit>,
}

/// What was measured from the end of a first visit on, until the comments were live.
#[derive(Debug)]
pub struct OnwardVisit {
    /// Total blocking time meanwhile.
    pub blocked: f64,
    /// What was fetched meanwhile.
    pub fetched: Fetched,
}

/// The bytes of the bodies as they were sent, by kind, and of the headers of all answers.
#[derive(Debug, Default)]
pub struct Fetched {
    bodies: HashMap<&'static str, u64>,
    /// What came before the bodies.
    pub headers: u64,
    /// How many answers there were.
    pub answers: usize,
}

/// The kinds, as the table lists them.
pub const KINDS: [&str; 8] =
    ["document", "script", "wasm", "style", "font", "JSON", "pictures", "other"];
/// What must be there before the app can do anything.
const CODE_AND_STYLES: [&str; 3] = ["script", "wasm", "style"];

impl Fetched {
    /// The bytes of one kind.
    pub fn kind(&self, kind: &str) -> u64 {
        self.bodies.get(kind).copied().unwrap_or_default()
    }

    /// Scripts, WebAssembly and styles.
    pub fn code_and_styles(&self) -> u64 {
        CODE_AND_STYLES.iter().map(|kind| self.kind(kind)).sum()
    }

    /// What a visit costs whatever the newsroom's pictures are.
    pub fn but_pictures_and_fonts(&self) -> u64 {
        self.all() - self.kind("pictures") - self.kind("font")
    }

    /// Everything.
    pub fn all(&self) -> u64 {
        self.bodies.values().sum()
    }
}

/// Opens an address in a browser of its own, so that no cache of any kind knows the page.
pub async fn visit(url: &str) -> Result<Visit> {
    let browser = phone::unpacked().await?;
    phone::slow_down(&browser).await?;
    browser.open_address(url).await?;
    phone::wait(&browser, "bench.readable !== null").await?;
    phone::calm(&browser).await?;
    // The program of a rendered page comes after its story, and belongs to the visit.
    phone::wait(&browser, "document.documentElement.dataset.app !== undefined || !document.querySelector('#broadsheet-app')")
        .await?;
    // And so does what it asks for then.
    phone::calm(&browser).await?;
    let readable = browser.js_number("bench.readable").await?;
    let (fetched, beside) = fetched(&browser, url, readable).await?;
    let before_readable = beside + prefix::until_readable(url).await?;
    let mut visit = Visit {
        readable,
        before_readable,
        largest: browser.js_number("bench.largest").await?,
        blocked: browser.js_number("bench.blocked()").await?,
        blocked_before: browser.js_number("bench.blockedBefore()").await?,
        shifts: browser.shifts().await?,
        fetched,
        comments: None,
    };
    if browser.is("document.documentElement.hasAttribute('data-rendered')").await? {
        visit.comments = Some(on_to_the_comments(&browser, url, visit.blocked).await?);
    }
    browser.close().await?;
    Ok(visit)
}

/// Scrolls on to the comments, and waits until they are live. So much had been blocked before.
async fn on_to_the_comments(browser: &Browser, url: &str, before: f64) -> Result<OnwardVisit> {
    browser.js("void document.querySelector('.discussion').scrollIntoView()").await?;
    phone::wait(browser, "document.querySelector('.comments-status')?.dataset.state === 'live'")
        .await?;
    phone::calm(browser).await?;
    let (fetched, _) = fetched(browser, url, 0.0).await?;
    Ok(OnwardVisit { blocked: browser.js_number("bench.blocked()").await? - before, fetched })
}

/// Reads the browser's log of the network, where an answer is told first by its headers, then by
/// the length of all of it.
///
/// Beside it stands how many bytes had come `until` so many milliseconds after the page was asked for, the page's
/// own left out.
async fn fetched(browser: &Browser, url: &str, until: f64) -> Result<(Fetched, u64)> {
    let mut asked_at = None;
    let mut page = None;
    let mut before = 0;
    let mut heads: HashMap<String, (&'static str, u64)> = HashMap::new();
    let mut fetched = Fetched::default();
    for entry in browser.web().get_log("performance").await? {
        let entry: Value = serde_json::from_str(&entry.message)?;
        let (event, parameters) = (&entry["message"]["method"], &entry["message"]["params"]);
        let id = parameters["requestId"].as_str().unwrap_or_default();
        let length = |value: &Value| value["encodedDataLength"].as_f64().unwrap_or_default() as u64;
        let at = parameters["timestamp"].as_f64().unwrap_or_default();
        let is_page = parameters["type"] == "Document" && parameters["request"]["url"] == url;
        if event == "Network.requestWillBeSent" && is_page {
            asked_at = Some(at);
            page = Some(id.to_owned());
        }
        let is_before = asked_at.is_some_and(|asked| (at - asked) * 1_000.0 <= until);
        let is_beside = page.as_deref() != Some(id);
        if event == "Network.dataReceived" && is_before && is_beside {
            before += length(parameters);
        }
        if event == "Network.responseReceived" {
            let answer = &parameters["response"];
            let is_ours = answer["url"].as_str().is_some_and(|url| url.starts_with("http"));
            let kind = kind(answer["mimeType"].as_str().unwrap_or_default());
            // The server passes over a copy that is older than its file, as in the middle of a build.
            if kind == "wasm" && answer["headers"]["content-encoding"] != "br" {
                bail!("the WebAssembly was not sent compressed: the site is not built to its end");
            }
            if is_ours {
                heads.insert(id.to_owned(), (kind, length(answer)));
            }
        } else if event == "Network.loadingFinished"
            && let Some((kind, head)) = heads.remove(id)
        {
            *fetched.bodies.entry(kind).or_default() += length(parameters).saturating_sub(head);
            fetched.headers += head;
            fetched.answers += 1;
        }
    }
    Ok((fetched, before))
}

fn kind(media_type: &str) -> &'static str {
    match media_type {
        "text/html" => "document",
        "text/javascript" | "application/javascript" => "script",
        "application/wasm" => "wasm",
        "text/css" => "style",
        "application/json" => "JSON",
        _ if media_type.starts_with("font/") => "font",
        _ if media_type.starts_with("image/") => "pictures",
        _ => "other",
    }
}

//! The same rows in a page that takes no care: what runs there, and is recorded, would have been seen
//! on the site as well.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::witness::{FLAGS, WATCH};
use super::{Kind, Row};
use crate::{Answer, Backend, Browser, Device, Result};

const SCRIPT: &str = include_str!("control.js");
const PAGE: &str = include_str!("control.html");
/// How many rows share a page; each has a frame of its own.
const TOGETHER: usize = 300;
/// How long nothing must have run until no more is expected to, in milliseconds.
const PATIENCE: u32 = 900;

/// The names of the rows that run when nobody takes care.
pub async fn running(rows: &[Row]) -> Result<HashSet<String>> {
    let _seat = super::seat().await?;
    let backend = Backend::open().await?;
    for page in ["control.html", "blank.html"] {
        backend.set(page, Answer::text("text/html", PAGE));
    }
    let address = format!("{}control.html", backend.url());
    let (alone, together): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.hangs);
    // Those that stop their tab are waited for, which costs nobody anything but time.
    let (together, alone) =
        tokio::try_join!(ran(&address, &together, TOGETHER), ran(&address, &alone, 1))?;
    Ok(together.into_iter().chain(alone).collect())
}

/// The names of the rows that ran, so many of them tried in a page.
async fn ran(address: &str, rows: &[&Row], together: usize) -> Result<Vec<String>> {
    let mut browser = open(address).await?;
    let mut ran = Vec::new();
    for batch in rows.chunks(together) {
        match tried(&browser, address, batch).await {
            Ok(places) => ran.extend(places.into_iter().map(|place| batch[place].id.clone())),
            // It has stopped its tab, so it needs another.
            Err(_) if batch.len() == 1 => browser = open(address).await?,
            Err(problem) => return Err(problem),
        }
    }
    browser.close().await?;
    Ok(ran)
}

async fn open(address: &str) -> Result<Browser> {
    let browser = Browser::open_with(Device::Desktop, &FLAGS).await?;
    browser.before_every_page(WATCH).await?;
    // Else a frame in the background gets no focus, and what waits for it is never seen.
    browser.devtools("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await?;
    browser.open_address(address).await?;
    Ok(browser)
}

/// The places in a batch of the rows that ran.
async fn tried(browser: &Browser, address: &str, batch: &[&Row]) -> Result<Vec<usize>> {
    let attempt = async {
        browser.open_address(address).await?;
        browser.wait_until("document.readyState === 'complete' && !window.careless").await?;
        browser.js(SCRIPT).await?;
        let rows: Vec<Value> =
            batch.iter().map(|row| json!({"kind": kind(row), "value": row.value})).collect();
        let places = browser.js(format!("careless({}, {PATIENCE})", json!(rows))).await?;
        Ok(serde_json::from_value(places)?)
    };
    tokio::time::timeout(Duration::from_secs(30), attempt).await?
}

fn kind(row: &Row) -> &'static str {
    match row.kind {
        Kind::Url => "url",
        Kind::Attr => "attr",
        Kind::Html | Kind::Encoded | Kind::Text => "html",
    }
}

//! The reader's phone: small, four times slower than this machine, on slow 4G.

use std::time::{Duration, Instant};

use anyhow::bail;
use journeys::{Browser, Device, Result};
use serde_json::json;

const PROBE: &str = include_str!("probe.js");
/// How long a fresh browser is left alone, so that its own start is not measured.
const CALM: Duration = Duration::from_secs(1);
/// How long the slowest page of them all may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a page under measurement is asked; each question costs it time of its own.
const LOOK: Duration = Duration::from_millis(400);

/// A browser that has seen nothing yet, as fast as the machine.
pub async fn unpacked() -> Result<Browser> {
    let browser = Browser::open(Device::Phone).await?;
    browser.before_every_page(PROBE).await?;
    tokio::time::sleep(CALM).await;
    Ok(browser)
}

/// From now on the browser runs as on a phone: 4× CPU, 1.6 Mbit/s down, 750 kbit/s up, 150 ms.
pub async fn slow_down(browser: &Browser) -> Result<()> {
    slow_line(browser).await?;
    slow_processor(browser).await
}

/// The processor as on a phone.
pub async fn slow_processor(browser: &Browser) -> Result<()> {
    browser.slow_down(4).await
}

/// The line as on a phone.
pub async fn slow_line(browser: &Browser) -> Result<()> {
    let conditions = json!({
        "offline": false,
        "latency": 150,
        "downloadThroughput": 1_600_000 / 8,
        "uploadThroughput": 750_000 / 8,
    });
    browser.devtools("Network.enable", json!({})).await?;
    browser.devtools("Network.emulateNetworkConditions", conditions).await?;
    Ok(())
}

/// Waits until a JavaScript condition holds, mostly without disturbing the page.
pub async fn wait(browser: &Browser, condition: &str) -> Result<()> {
    let began = Instant::now();
    loop {
        tokio::time::sleep(LOOK).await;
        // While one page gives way to the next there may be nobody to ask.
        if browser.is(condition).await.unwrap_or(false) {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            bail!("waited {PATIENCE:?} in vain for {condition}");
        }
    }
}

/// Waits until nothing is under way any more: no document, no picture in view, no other file.
pub async fn calm(browser: &Browser) -> Result<()> {
    let quiet = "document.readyState === 'complete'
        && [...document.images].every((image) => image.complete || image.loading === 'lazy')
        && performance.now() - Math.max(0, ...performance.getEntriesByType('resource')
            .map((entry) => entry.responseEnd)) > 1000";
    wait(browser, quiet).await
}

//! Browsers that can't run the app.

use journeys::{Browser, Device, Result, Site, inspect};
use serde_json::json;

use super::page::{Look, PATH, SOON, report, visits};

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_webassembly() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open_with(Device::Phone, &["--js-flags=--jitless"]).await?;
    browser.open_address(&site.url(PATH)).await?;
    browser.wait_until("document.querySelector('#boot-unable').checkVisibility()").await?;
    tokio::time::sleep(SOON).await;
    let look = Look::at(&browser).await?;
    let mut wrong = Vec::new();
    if !look.words.contains("WebAssembly") || look.links.is_empty() || look.title.is_empty() {
        wrong.push(format!("{look:?}"));
    }
    // What cannot come must not be promised.
    if look.words.contains("on its way") || look.words.contains("loading now") || look.has_reload()
    {
        wrong.push(format!("it promises what this browser can't do: {}", look.words));
    }
    if visits(&site) != 1 {
        wrong.push(format!("loaded {} times", visits(&site)));
    }
    for device in [Device::Phone, Device::Desktop] {
        browser.hold(device).await?;
        wrong.extend(inspect::sideways(&browser).await?);
        wrong.extend(inspect::accessible(&browser).await?);
    }
    browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_javascript() -> Result<()> {
    let site = Site::as_built().await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await?;
        browser.open_address(&site.url(PATH)).await?;
        browser.wait_for("h1").await?;
        tokio::time::sleep(SOON).await;
        let look = Look::at(&browser).await?;
        if !look.words.contains("JavaScript") || look.links.is_empty() || look.app.is_some() {
            wrong.push(format!("{look:?}"));
        }
        if look.words.contains("on its way") || look.words.contains("loading now") {
            wrong.push(format!("it promises what can't come: {}", look.words));
        }
        wrong.extend(inspect::sideways(&browser).await?);
        browser.close().await?;
    }
    report(&wrong);
    Ok(())
}

/// The accessibility checker is a script itself: it looks at what a browser without JavaScript makes of the
/// page, in one that has it.
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_without_javascript_is_accessible() -> Result<()> {
    let built = std::fs::read_to_string(journeys::dist().join("index.html"))?;
    let page = built
        .replace("<noscript>", "")
        .replace("</noscript>", "")
        .replace("<script src=", "<script type=\"application/json\" data-src=");
    assert!(page.contains("data-src="), "the page starts no script");
    let site = Site::with_page(&page).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.open_address(&site.url(PATH)).await?;
    browser.wait_until("document.readyState === 'complete'").await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        browser.hold(device).await?;
        let look = Look::at(&browser).await?;
        if look.heading != "The stories need JavaScript" || look.app.is_some() {
            wrong.push(format!("{look:?}"));
        }
        wrong.extend(inspect::sideways(&browser).await?);
        wrong.extend(inspect::accessible(&browser).await?);
    }
    browser.close().await?;
    report(&wrong);
    Ok(())
}

//! A deploy in the middle of a visit.

use std::time::Duration;

use journeys::site::Swap;
use journeys::{Browser, Device, Result, Site, wait};

use super::page::{Built, Look, PATH, SLACK, SOON, visits};

/// The page as it was before a deploy: it names files that are gone.
fn page_before_a_deploy(site: &Site) -> Result<Swap> {
    let built = Built::of(site)?;
    let mut page = String::from_utf8(site.read("/index.html")?)?;
    for file in [built.glue, built.program, built.styles] {
        let (name, ending) = file.split_once('.').unwrap_or_default();
        let old: String = name.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        page = page.replace(&file, &format!("{old}.{ending}"));
    }
    Ok(Swap::Answer { status: 200, content_type: "text/html; charset=utf-8", body: page.into() })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_from_before_a_deploy_reloads_once() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    site.swap("page", page_before_a_deploy(&site)?);
    browser.open_address(&site.url(PATH)).await?;
    // The old page has been handed out; whoever asks again gets the new one.
    while visits(&site) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    site.heal();
    browser.wait_for("article h1").await?;
    browser.wait_until_settled().await?;
    assert_eq!(visits(&site), 2);
    // The next deploy within the same visit: one reload again brings nothing new, and no loop.
    site.swap("page", page_before_a_deploy(&site)?);
    browser.open_address(&site.url(PATH)).await?;
    wait::until(SOON + SLACK, "a way on", || async {
        Ok(Look::at(&browser).await.ok().filter(Look::has_reload))
    })
    .await?;
    assert!(visits(&site) <= 4, "{} loads", visits(&site));
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deploy_that_stays_broken_is_no_loop() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Desktop).await?;
    site.swap("page", page_before_a_deploy(&site)?);
    browser.open_address(&site.url(PATH)).await?;
    let look = wait::until(SOON + SLACK, "a way on", || async {
        Ok(Look::at(&browser).await.ok().filter(Look::has_reload))
    });
    let look = look.await?;
    assert!(!look.heading.is_empty() && look.words.len() > 80, "{look:?}");
    tokio::time::sleep(SOON).await;
    assert_eq!(visits(&site), 2, "one reload by itself");
    // The reader's own tries stay one visit each.
    browser.click_text("a", "Reload the page").await?;
    wait::until(SOON, "another visit", || async { Ok((visits(&site) == 3).then_some(())) }).await?;
    tokio::time::sleep(SOON).await;
    assert_eq!(visits(&site), 3, "no reload by itself after the reader's own");
    browser.close().await
}

/// An app that stays in another tab, or in the browser's own store for going back, over a deploy.
#[tokio::test(flavor = "multi_thread")]
async fn going_back_over_a_deploy() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url(PATH)).await?;
    browser.open_address(&site.url("/robots.txt")).await?;
    browser.wait_until("location.pathname === '/robots.txt'").await?;
    let built = Built::of(&site)?;
    for file in [&built.glue, &built.program] {
        site.swap(file, Swap::missing());
    }
    browser.back().await?;
    browser.wait_until(format!("location.pathname === '{PATH}'")).await?;
    wait::until(SOON + SLACK, "the story or a way on", || async {
        let look = Look::at(&browser).await.ok();
        Ok(look.filter(|look| look.app.as_deref() == Some("started") || look.has_reload()))
    })
    .await?;
    assert!(visits(&site) <= 3, "{} loads", visits(&site));
    browser.close().await
}

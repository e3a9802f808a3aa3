//! From a click on a story's link to the story: in the app, and from one hand-written page to the
//! next.

use std::time::Duration;

use anyhow::{Context, bail};
use journeys::{Browser, Result, Site};
use serde_json::json;

use crate::{handwritten, phone};

/// How long the pointer rests on a link after its story has come, as a reader's does who decides.
const REST: Duration = Duration::from_millis(300);

/// How long the button is held: a finger rests on the screen for about that long, and what the page does
/// as the pointer goes down is done by the time it goes up, which is the click.
const PRESS: Duration = Duration::from_millis(80);

/// The times of one round, in milliseconds.
#[derive(Debug)]
pub struct Round {
    /// In the app, the story fetched while the pointer rested on its link.
    pub prefetched: f64,
    /// In the app, the story not fetched yet.
    pub unfetched: f64,
    /// From one hand-written page to another that has been read before.
    pub handwritten: f64,
}

/// Clicks its way through the front page and between two hand-written pages, in turn.
pub async fn rounds(site: &Site, slugs: [&str; 2], count: usize) -> Result<Vec<Round>> {
    let app = phone::unpacked().await?;
    app.visit(&site.url("/")).await?;
    // All pictures are there, so that none of them shares the slow line with a story.
    app.scroll_through().await?;
    let links = links(&app).await?;
    if links.len() < 2 * count {
        bail!("the front page links {} stories, not {}", links.len(), 2 * count);
    }
    phone::slow_line(&app).await?;
    let pages = phone::unpacked().await?;
    for slug in [slugs[1], slugs[0]] {
        pages.open_address(&site.url(&handwritten::address(slug))).await?;
        pages
            .wait_until(format!("location.pathname === {}", json!(handwritten::address(slug))))
            .await?;
        phone::calm(&pages).await?;
    }
    phone::slow_line(&pages).await?;
    let mut rounds = Vec::new();
    for (turn, pair) in links.chunks_exact(2).take(count).enumerate() {
        rounds.push(Round {
            prefetched: story(&app, &pair[0], true).await?,
            unfetched: story(&app, &pair[1], false).await?,
            handwritten: page(&pages, slugs[(turn + 1) % 2]).await?,
        });
    }
    app.close().await?;
    pages.close().await?;
    Ok(rounds)
}

/// The stories that the front page leads to and that have not been fetched, each once.
async fn links(app: &Browser) -> Result<Vec<String>> {
    let links = "[...new Set([...document.querySelectorAll('main a[href^=\"/article/\"]')]
        .map((link) => link.getAttribute('href')))]
        .filter((href) => !performance.getEntriesByType('resource')
          .some((entry) => entry.name.includes('/edition/articles/' + href.split('/').pop() + '.json')))";
    Ok(serde_json::from_value(app.js(links).await?)?)
}

/// Clicks on a story on the front page, and comes back to it.
async fn story(app: &Browser, href: &str, is_prefetched: bool) -> Result<f64> {
    let link = format!("main a[href={}]", json!(href));
    let slug = href.rsplit('/').next().unwrap_or_default();
    let has_come = format!(
        "performance.getEntriesByType('resource').some((entry) => entry.name.endsWith({}))",
        json!(format!("/edition/articles/{slug}.json"))
    );
    // In the margin the pointer rests on no link, whatever is scrolled under it.
    app.web().action_chain().move_to(1, 1).perform().await?;
    app.js(format!("document.querySelector({}).scrollIntoView({{block: 'center'}})", json!(link)))
        .await?;
    app.next_frames().await?;
    if is_prefetched {
        app.point_at(&link).await?;
        app.wait_until(&has_come).await.with_context(|| format!("{href} is not fetched ahead"))?;
        tokio::time::sleep(REST).await;
    } else if app.is(&has_come).await? {
        bail!("{href} was fetched before anybody pointed at it");
    }
    app.js("void (bench.arrived = null)").await?;
    let took = press_and_arrive(app, &link, href).await?;
    phone::calm(app).await?;
    app.back().await?;
    app.wait_for_path("/").await?;
    Ok(took)
}

/// Clicks on the link of one hand-written page to the other.
async fn page(pages: &Browser, slug: &str) -> Result<f64> {
    phone::calm(pages).await?;
    press_and_arrive(pages, ".next a", &handwritten::address(slug)).await
}

/// Clicks on a link, as slowly as on a phone. Only that long: a browser that is slowed down spins even
/// while nothing happens in it, and would take the time of the other one.
async fn press_and_arrive(browser: &Browser, link: &str, path: &str) -> Result<f64> {
    phone::slow_processor(browser).await?;
    press(browser, link).await?;
    let took = arrival(browser, path).await?;
    browser.slow_down(1).await?;
    Ok(took)
}

/// Points and clicks, and does nothing else: what a driver asks the page before and after a click of its
/// own runs four times slower too, and no reader asks it.
async fn press(browser: &Browser, link: &str) -> Result<()> {
    let link = browser.element(link).await?;
    link.scroll_into_view().await?;
    let pointer = || browser.web().action_chain_with_delay(None, Some(Duration::ZERO));
    pointer().move_to_element_center(&link).click_and_hold().perform().await?;
    tokio::time::sleep(PRESS).await;
    Ok(pointer().release().perform().await?)
}

async fn arrival(browser: &Browser, path: &str) -> Result<f64> {
    let arrived = format!("bench.arrived !== null && location.pathname === {}", json!(path));
    phone::wait(browser, &arrived).await?;
    browser.js_number("bench.arrived").await
}

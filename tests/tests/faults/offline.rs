//! Without a network: at the start, while reading, and back again.

use std::time::{Duration, Instant};

use journeys::browser::Network;
use journeys::site::Swap;
use journeys::{Answer, Device, Result, inspect};

use super::stage::{LEAD, LEAD_JSON, Stage, at, report};

const BANNER: &str = "document.querySelector('.offline-banner')?.checkVisibility()";

#[tokio::test(flavor = "multi_thread")]
async fn while_reading_and_back_again() -> Result<()> {
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let stage = Stage::at("/", device).await?;
        let found = match reading(&stage).await {
            Ok(found) => found,
            Err(problem) => vec![format!("{problem:#}")],
        };
        wrong.extend(at(&format!("{device:?}"), found));
        stage.browser.close().await?;
    }
    report(&wrong);
    Ok(())
}

async fn reading(stage: &Stage) -> Result<Vec<String>> {
    let browser = &stage.browser;
    stage.go(LEAD).await?;
    browser.js("void (globalThis.visit = 'the same')").await?;
    browser.connect(Network::Offline).await?;
    browser.wait_up_to(Duration::from_secs(2), BANNER).await?;
    let mut wrong = stage.look().await?.never();
    wrong.extend(inspect::accessible(browser).await?);

    // What is at hand can be read.
    stage.go("/").await?;
    wrong.extend(inspect::frame(browser).await?);
    let look = stage.look().await?;
    if !look.alerts.is_empty() || browser.count(".top-stories .story-card").await? == 0 {
        wrong.push(format!("the front page is at hand, but: {:?}", look.alerts));
    }
    stage.go("/section/world").await?;
    let look = stage.look().await?;
    wrong.extend(look.problem());
    if look.heading != "You are offline" || !look.has_retry() {
        wrong.push(format!("{:?} with {:?}", look.heading, look.buttons));
    }
    // A try in vain says so again, and the page stands.
    browser.click_text("[role=alert] button", "Try again").await?;
    browser.wait_until_settled().await?;
    browser
        .wait_until("document.querySelector('[role=alert] button')?.innerText === 'Try again'")
        .await?;
    wrong.extend(at("tried in vain", stage.look().await?.problem()));

    let back = Instant::now();
    browser.connect(Network::Usual).await?;
    browser
        .wait_up_to(
            Duration::from_secs(5),
            "document.querySelector('.listing .story-card') !== null
              && document.querySelector('[role=alert], .offline-banner') === null",
        )
        .await?;
    let look = stage.look().await?;
    wrong.extend(at(&format!("back after {:?}", back.elapsed()), look.never()));
    if look.heading != "World" || !browser.is("globalThis.visit === 'the same'").await? {
        wrong.push(format!("{:?}, or the page was loaded anew", look.heading));
    }
    Ok(wrong)
}

/// The page came, and then the network went.
#[tokio::test(flavor = "multi_thread")]
async fn before_the_story_has_come() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let browser = &stage.browser;
    stage.backend.set(LEAD_JSON, Answer::file().silent());
    browser.open_address(&stage.site.url(LEAD)).await?;
    browser.wait_for("main .skeletons").await?;
    stage.backend.wait_for_requests(LEAD_JSON, 1).await?;
    browser.connect(Network::Offline).await?;
    browser.wait_until(BANNER).await?;
    browser.wait_for("[role=alert]").await?;
    let look = stage.look().await?;
    let mut wrong = look.problem();
    stage.backend.heal();
    browser.connect(Network::Usual).await?;
    browser
        .wait_up_to(Duration::from_secs(5), "document.querySelector('article h1') !== null")
        .await?;
    browser.wait_until("document.querySelector('.offline-banner') === null").await?;
    wrong.extend(stage.look().await?.never());
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

/// The page came, and then the network went, before the app could start: what stands must not be given
/// up for the browser's own page.
#[tokio::test(flavor = "multi_thread")]
async fn before_the_app_has_come() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let browser = &stage.browser;
    let program = stage.site.file("broadsheet-", ".wasm")?;
    stage.site.swap(&program, Swap::Silence);
    browser.open_address(&stage.site.url(LEAD)).await?;
    browser.wait_for("#boot h1").await?;
    browser
        .wait_until("performance.getEntriesByType('resource').some((e) => e.name.endsWith('.js'))")
        .await?;
    browser.connect(Network::Offline).await?;
    browser
        .wait_up_to(
            Duration::from_secs(6),
            "document.querySelector('#boot-late').checkVisibility({ visibilityProperty: true })
              && document.querySelector('#boot-late a').innerText !== ''",
        )
        .await?;
    stage.site.heal();
    browser.connect(Network::Usual).await?;
    browser.click("#boot-late a").await?;
    browser.wait_until_settled().await?;
    report(&stage.look().await?.never());
    stage.browser.close().await
}

/// A copy that is too old to be shown without a word is better than none.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_is_marked_with_its_time() -> Result<()> {
    let stage = Stage::at("/section/world", Device::Phone).await?;
    let browser = &stage.browser;
    // Two minutes pass.
    browser
        .js("void (() => { const now = Date.now; Date.now = () => now() + 120_000; })()")
        .await?;
    stage.backend.set("sections/world.json", Answer::status(500));
    stage.go("/section/science").await?;
    stage.go("/section/world").await?;
    let look = stage.look().await?;
    let mut wrong = look.never();
    let banner = browser.texts(".offline-banner").await?.join(" ");
    if look.heading != "World" || !look.alerts.is_empty() || !banner.contains("copy fetched") {
        wrong.push(format!("{:?}, {:?}, marked {banner:?}", look.heading, look.alerts));
    }
    // What is known to be gone is not shown.
    stage.backend.set("sections/world.json", Answer::status(410));
    stage.go("/section/science").await?;
    stage.go("/section/world").await?;
    let look = stage.look().await?;
    if !look.heading.contains("removed") || browser.count(".offline-banner").await? > 0 {
        wrong.push(format!("what is gone: {:?}", look.heading));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

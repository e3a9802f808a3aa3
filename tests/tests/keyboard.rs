//! The whole way by keyboard alone: front page, story, discussion, and back. On a desktop, and on a screen
//! as small as a phone's: keyboards are connected to those too, and a large zoom makes one of any screen.

use journeys::keyboard::tab_to;
use journeys::{Browser, Device, Key, Result, Site, inspect};

const SMALL: Device = Device::Window(360, 740);

#[tokio::test(flavor = "multi_thread")]
async fn from_the_front_page_to_a_comment_and_back() -> Result<()> {
    to_a_comment_and_back(Device::Desktop).await
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_front_page_to_a_comment_and_back_on_a_small_screen() -> Result<()> {
    to_a_comment_and_back(SMALL).await
}

async fn to_a_comment_and_back(device: Device) -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(device).await?;
    browser.visit(&site.url("/")).await?;
    browser.wait_for(".section-nav a[href='/section/sport']").await?;

    // The first stop skips what stands on every page.
    assert_eq!(tab_to(&browser, ".skip-link", 1).await?, 1);
    browser.press(Key::Enter).await?;
    browser.wait_until("document.activeElement.id === 'main'").await?;
    assert_eq!(tab_to(&browser, ".story-card.lead .headline a", 1).await?, 1);
    browser.press(Key::Enter).await?;
    browser.wait_for_path("/article/alaska-summit").await?;
    browser.wait_until("document.activeElement === document.querySelector('h1')").await?;

    // On through the story to the discussion, which is fetched on the way.
    tab_to(&browser, ".comments select", 60).await?;
    browser.wait_for(".thread-lines > li").await?;
    browser.press(Key::Down).await?;
    browser.wait_until("document.querySelector('.comments select').selectedIndex === 1").await?;
    browser
        .wait_until("document.querySelector('.thread-lines > li').id === 'comment-c001'")
        .await?;

    tab_to(&browser, ".comment-collapse", 6).await?;
    let before = browser.count(".thread-lines > li").await?;
    browser.press(Key::Enter).await?;
    browser.wait_until("document.activeElement.getAttribute('aria-expanded') === 'false'").await?;
    browser
        .wait_until(format!("document.querySelectorAll('.thread-lines > li').length < {before}"))
        .await?;
    browser.press(Key::Space).await?;
    browser.wait_until("document.activeElement.getAttribute('aria-expanded') === 'true'").await?;
    browser
        .wait_until(format!("document.querySelectorAll('.thread-lines > li').length === {before}"))
        .await?;

    browser.back().await?;
    browser.wait_for_path("/").await?;
    browser.wait_until("document.activeElement.matches('.story-card.lead .headline a')").await?;
    inspect::end_quietly(browser, &[&site.url("")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn menus_open_and_close_by_keyboard() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Desktop).await?;
    for device in [Device::Desktop, SMALL] {
        browser.hold(device).await?;
        browser.open_address("about:blank").await?;
        browser.visit(&site.url("/article/alaska-summit")).await?;
        tab_to(&browser, ".theme-switch summary", 60).await?;
        browser.press(Key::Enter).await?;
        browser.wait_for(".theme-switch[open]").await?;
        browser.press(Key::Tab).await?;
        browser.wait_until("document.activeElement.innerText === 'Light'").await?;
        // What has opened stands on the screen.
        browser
            .wait_until(
                "[...document.querySelectorAll('.theme-switch button')].every((e) => {
                   const box = e.getBoundingClientRect();
                   return box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight; })",
            )
            .await?;
        browser.press(Key::Escape).await?;
        browser.wait_until("!document.querySelector('.theme-switch').open").await?;
        browser.wait_until("document.activeElement.matches('.theme-switch summary')").await?;
    }
    inspect::end_quietly(browser, &[&site.url("")]).await
}

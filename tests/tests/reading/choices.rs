//! Reading: the reader's choices last, the line grows, and large text on a small screen still fits.

use journeys::browser::Media;
use journeys::{Browser, Device, Result, Site, inspect};

const STORY: &str = "/article/seventh-year-river";

#[tokio::test(flavor = "multi_thread")]
async fn theme_and_text_size_last() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url(STORY)).await?;
    let paper = "getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor";
    let size = "parseFloat(getComputedStyle(document.querySelector('.story-body p')).fontSize)";
    let (light, usual) = (browser.js_text(paper).await?, browser.js_number(size).await?);

    browser.click(".theme-switch summary").await?;
    browser.click_text(".theme-switch button", "Dark").await?;
    browser.wait_for("html[data-theme=dark]").await?;
    browser.wait_for(".theme-switch button[aria-pressed=true]").await?;
    browser.click(".article-tools summary").await?;
    browser.click_text(".article-tools .disclosure button", "Largest").await?;
    browser.wait_for("html[data-text-size=largest]").await?;
    let (dark, largest) = (browser.js_text(paper).await?, browser.js_number(size).await?);
    assert_ne!(light, dark);
    assert!(largest >= usual * 1.2, "{usual} px grew to {largest} px only");

    browser.reload().await?;
    assert_eq!(browser.js_text(paper).await?, dark);
    assert_eq!(browser.js_number(size).await?, largest);
    assert_eq!(inspect::sideways(&browser).await?, None);

    // Light by choice on a device that is dark.
    browser.prefer(Media::Dark).await?;
    browser.click(".theme-switch summary").await?;
    browser.click_text(".theme-switch button", "Light").await?;
    browser.wait_for("html[data-theme=light]").await?;
    assert_eq!(browser.js_text(paper).await?, light);
    browser.click_text(".theme-switch button", "Automatic").await?;
    browser.wait_for("html:not([data-theme])").await?;
    assert_eq!(browser.js_text(paper).await?, dark);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_grows_as_the_story_is_read() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url("/article/long-read-lighthouse")).await?;
    let line = "document.querySelector('progress.reading-progress').value";
    assert_eq!(browser.js_number(line).await?, 0.0);
    let end = "document.querySelector('.story-body').getBoundingClientRect().bottom + scrollY - innerHeight";
    let end = browser.js_number(end).await?;
    let mut before = 0.0;
    for share in [0.4, 0.7, 1.0] {
        browser.scroll_to(end * share + 1.0).await?;
        browser.wait_until(format!("{line} > {before}")).await?;
        before = browser.js_number(line).await?;
    }
    assert!(before > 99.0, "{before} at the story's end");
    browser.close().await
}

/// Text twice as large, as readers set it in their browser.
const TWICE: &str = "void (document.documentElement.style.fontSize = '200%')";
/// The spacing that readers may ask for, by WCAG 1.4.12.
const SPACED: &str = "(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
    return 0;
  })()";
/// Words that their own box cuts off; a teaser that ends in dots is meant to, and goes on in its story.
const CLIPPED: &str = "[...document.querySelectorAll('main *, header *, nav *, footer *')].filter((e) => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip';
    return box.width > 2 && box.height > 2 && e.innerText?.trim() && !e.closest('.visually-hidden, .skip-link')
      && style.webkitLineClamp === 'none'
      && ((cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 2)
        || (cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 2));
  }).map((e) => e.tagName + '.' + e.className + ' ' + e.innerText.slice(0, 40)).join('\\n')";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_scrolls_sideways_or_is_cut_off() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Desktop).await?;
    let mut wrong = Vec::new();
    for (device, change, name) in [
        (Device::Window(320, 256), "0", "320 px"),
        (Device::Window(1280, 800), TWICE, "200 % on 1280 px"),
        (Device::Window(640, 480), TWICE, "200 % on 640 px"),
        (Device::Phone, SPACED, "text spacing on 360 px"),
    ] {
        browser.hold(device).await?;
        for path in [
            "/",
            "/section/science",
            STORY,
            "/article/monsoon-lahore",
            "/article/bread-price",
            "/author/mira-okafor",
            "/no-such-page",
        ] {
            browser.visit(&site.url(path)).await?;
            browser.wait_for(".section-nav a[href='/section/sport']").await?;
            browser.js(change).await?;
            browser.scroll_through().await?;
            wrong.extend(
                inspect::sideways(&browser).await?.map(|line| format!("{name}, {path}: {line}")),
            );
            let clipped = browser.js_text(CLIPPED).await?;
            wrong.extend(clipped.lines().map(|line| format!("{name}, {path}: cut off: {line}")));
        }
    }
    browser.close().await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

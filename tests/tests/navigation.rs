//! From one page to the next: what the reader sees, hears and waits for.

use std::time::{Duration, Instant};

use journeys::backend::Gate;
use journeys::{Answer, Backend, Browser, Device, Result, Site, inspect};
use serde_json::json;

const LEAD: &str = ".story-card.lead .headline a";
const LEAD_PATH: &str = "/article/alaska-summit";
const LEAD_JSON: &str = "articles/alaska-summit.json";

/// Notes what is announced, and whether a skeleton is ever drawn.
const WATCH: &str = "(() => {
    globalThis.said = [];
    globalThis.skeletons = 0;
    new MutationObserver(() => said.push(document.querySelector('#announcer').textContent))
      .observe(document.querySelector('#announcer'), { childList: true, characterData: true, subtree: true });
    new MutationObserver(() => { skeletons += document.querySelectorAll('.skeletons').length; })
      .observe(document.body, { childList: true, subtree: true });
    return 0;
  })()";

struct Stage {
    backend: Backend,
    site: Site,
    browser: Browser,
}

impl Stage {
    async fn at(path: &str, device: Device) -> Result<Self> {
        let backend = Backend::open().await?;
        let site = Site::with_backend(&backend.url()).await?;
        let browser = Browser::open(device).await?;
        browser.visit(&site.url(path)).await?;
        browser.wait_for(".section-nav a[href='/section/sport']").await?;
        browser.js(WATCH).await?;
        Ok(Self { backend, site, browser })
    }

    /// Ends the journey, on which the console was silent.
    async fn end(self) -> Result<()> {
        inspect::end_quietly(self.browser, &[&self.site.url(""), &self.backend.url()]).await
    }

    /// The documents that were asked for, without the pictures.
    fn documents(&self) -> Vec<String> {
        let paths = self.backend.all_seen().into_iter().map(|seen| seen.path);
        paths.filter(|path| path.ends_with(".json")).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_brings_title_focus_announcement_and_address() -> Result<()> {
    for device in [Device::Phone, Device::Desktop] {
        links_bring_all_of_it(device).await?;
    }
    Ok(())
}

async fn links_bring_all_of_it(device: Device) -> Result<()> {
    let stage = Stage::at("/", device).await?;
    let browser = &stage.browser;
    let mut heard = Vec::new();
    for (link, path) in [
        (LEAD, LEAD_PATH),
        (".section-nav a[href='/section/science']", "/section/science"),
        (".listing .story-card .headline a", ""),
        (".section-nav a[href='/section/world']", "/section/world"),
        ("a[href='/article/monsoon-lahore']", "/article/monsoon-lahore"),
        (".site-name[href='/']", "/"),
    ] {
        browser.scroll_to(0.0).await?;
        let before = browser.address().await?;
        browser.click(link).await?;
        if path.is_empty() {
            browser.wait_until(format!("location.pathname !== '{before}'")).await?;
            browser.wait_until_settled().await?;
        } else {
            browser.wait_for_path(path).await?;
        }
        let heading = browser.js_text("document.querySelector('h1').textContent").await?;
        let name = if path == "/" { "Broadsheet" } else { &heading };
        let title = if path == "/" { name.to_owned() } else { format!("{name} · Broadsheet") };
        assert_eq!(browser.title().await?, title);
        heard.push(format!("{name}, loaded"));
        browser.wait_until("document.activeElement === document.querySelector('h1')").await?;
        assert_eq!(browser.scroll().await?, 0.0, "{path}");
        assert_eq!(inspect::frame(browser).await?, Vec::<String>::new(), "{path}");
    }
    assert_eq!(serde_json::from_value::<Vec<String>>(browser.js("said").await?)?, heard);
    assert_eq!(browser.js("skeletons").await?, 0, "skeletons between two fast pages");
    let shifts = browser.shifts().await?;
    assert!(shifts.total <= inspect::MOST_SHIFT, "{shifts:#?}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn back_restores_scroll_and_focus_and_fetches_nothing() -> Result<()> {
    let stage = Stage::at("/", Device::Phone).await?;
    let browser = &stage.browser;
    let link = ".container:nth-of-type(4) .headline a";
    browser.wait_for(link).await?;
    browser
        .js(format!("document.querySelector(\"{link}\").scrollIntoView({{block: 'center'}})"))
        .await?;
    browser.next_frames().await?;
    let left_at = browser.scroll().await?;
    assert!(left_at > 500.0, "the link stands far down the page, not at {left_at}");
    let href = browser.attribute(link, "href").await?.unwrap_or_default();
    browser.click(link).await?;
    browser.wait_for_path(&href).await?;
    browser.scroll_to(640.0).await?;

    stage.backend.forget();
    browser.back().await?;
    browser.wait_for_path("/").await?;
    browser.wait_until(format!("Math.abs(scrollY - {left_at}) <= 2")).await?;
    browser.wait_until(format!("document.activeElement.getAttribute('href') === '{href}'")).await?;
    browser.forward().await?;
    browser.wait_for_path(&href).await?;
    browser.wait_until("Math.abs(scrollY - 640) <= 2").await?;
    assert_eq!(stage.documents(), Vec::<String>::new(), "what is fresh was fetched again");
    let shifts = browser.shifts().await?;
    assert!(shifts.total <= inspect::MOST_SHIFT, "{shifts:#?}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_page_stays_and_dims_until_a_slow_one_is_there() -> Result<()> {
    let stage = Stage::at("/", Device::Phone).await?;
    let browser = &stage.browser;
    stage.backend.set(LEAD_JSON, Answer::file().late(Duration::from_secs(2)));
    let heading = browser.text("h1").await?;
    browser.click(LEAD).await?;
    browser.wait_for("main[aria-busy=true]").await?;
    browser
        .wait_until("Number(getComputedStyle(document.querySelector('main')).opacity) < 0.9")
        .await?;
    assert_eq!(browser.text("h1").await?, heading);
    assert_eq!(browser.address().await?, "/");
    browser.wait_for_path(LEAD_PATH).await?;
    browser.wait_until("getComputedStyle(document.querySelector('main')).opacity === '1'").await?;
    assert_eq!(browser.js("skeletons").await?, 0);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn resting_on_a_link_fetches_its_page_once() -> Result<()> {
    let stage = Stage::at("/", Device::Desktop).await?;
    stage.browser.point_at(LEAD).await?;
    stage.backend.wait_for_requests(LEAD_JSON, 1).await?;
    stage.browser.click(LEAD).await?;
    stage.browser.wait_for_path(LEAD_PATH).await?;
    assert_eq!(stage.backend.seen(LEAD_JSON).len(), 1);
    assert_eq!(stage.backend.seen("edition.json").len(), 1);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_or_the_focus_on_a_link_fetches_its_page_as_well() -> Result<()> {
    let stage = Stage::at("/", Device::Phone).await?;
    let browser = &stage.browser;
    let touch = "document.querySelector(\".section-nav a[href='/section/science']\")
        .dispatchEvent(new TouchEvent('touchstart', { bubbles: true }))";
    browser.js(touch).await?;
    stage.backend.wait_for_requests("sections/science.json", 1).await?;
    // The window of another journey's browser may have the focus.
    browser.devtools("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await?;
    browser
        .js("void document.querySelector(\".section-nav a[href='/section/sport']\").focus()")
        .await?;
    stage.backend.wait_for_requests("sections/sport.json", 1).await?;
    // Neither leads anywhere.
    assert!(browser.is("location.pathname === '/'").await?);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_given_up_when_the_reader_moves_on() -> Result<()> {
    let stage = Stage::at("/", Device::Desktop).await?;
    let browser = &stage.browser;
    stage.backend.set(LEAD_JSON, Answer::file().silent_after_headers());
    browser.click(LEAD).await?;
    stage.backend.wait_for_requests(LEAD_JSON, 1).await?;
    browser.wait_for("main[aria-busy=true]").await?;
    let moved_on = Instant::now();
    browser.click(".section-nav a[href='/section/world']").await?;
    browser.wait_for_path("/section/world").await?;
    let after = stage.backend.wait_until_closed(LEAD_JSON, moved_on).await?;
    // A pause is allowed for a loaded machine; the app's own deadline would be 10 s.
    assert!(after < Duration::from_secs(4), "given up after {after:?}");
    assert_eq!(browser.text("h1").await?, "World");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_left_alone_is_asked_for_only_once() -> Result<()> {
    let stage = Stage::at(LEAD_PATH, Device::Phone).await?;
    let mut documents = stage.documents();
    documents.sort();
    assert_eq!(documents, [LEAD_JSON, "edition.json"]);
    assert!(stage.site.asked().iter().all(|path| !path.starts_with("/edition/")));
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn sections_and_top_stories_that_come_after_the_story_move_nothing() -> Result<()> {
    for device in [Device::Phone, Device::Desktop] {
        let gate = Gate::shut();
        let backend = Backend::open().await?;
        backend.set("edition.json", Answer::file().behind(&gate));
        let site = Site::with_backend(&backend.url()).await?;
        let browser = Browser::open(device).await?;
        browser.visit(&site.url(LEAD_PATH)).await?;
        browser.wait_for("article h1").await?;
        browser.next_frames().await?;
        let late = ".top-strip a, .section-nav a[href='/section/sport']";
        assert_eq!(browser.count(late).await?, 0, "the front page's data came too early");
        gate.open();
        browser.wait_for(".section-nav a[href='/section/sport']").await?;
        browser.wait_for(".top-strip a").await?;
        browser.next_frames().await?;
        assert_eq!(inspect::still(&browser).await?, None, "{device:?}");
        inspect::end_quietly(browser, &[&site.url(""), &backend.url()]).await?;
    }
    Ok(())
}

/// The rest of a list came with a button; the way back leads to it all the same.
#[tokio::test(flavor = "multi_thread")]
async fn back_on_a_list_stands_what_was_opened_of_it() -> Result<()> {
    const NEXT: &str = "sections/science-2.json";
    let backend = Backend::open().await?;
    let mut first = backend.document("sections/science.json")?;
    first["next"] = json!(NEXT);
    let second = backend.document("sections/world.json")?;
    let last = second["cards"].as_array().and_then(|cards| cards.last()?["slug"].as_str());
    let path = format!("/article/{}", last.unwrap_or_default());
    backend.set("sections/science.json", Answer::json(&first));
    backend.set(NEXT, Answer::json(&second));
    let site = Site::with_backend(&backend.url()).await?;
    for device in [Device::Phone, Device::Desktop] {
        backend.forget();
        let browser = Browser::open(device).await?;
        browser.visit(&site.url("/section/science")).await?;
        browser.click_text(".listing-more .pill", "More stories").await?;
        let link = format!(".listing a[href='{path}']");
        browser.wait_for(&link).await?;
        let scroll = format!(
            "(document.querySelector({}).scrollIntoView({{ block: 'center', behavior: 'instant' }}), scrollY)",
            json!(link)
        );
        let left_at = browser.js_number(scroll).await?;
        assert!(left_at > 0.0, "{device:?}");
        browser.click(&link).await?;
        browser.wait_for_path(&path).await?;
        browser.js("void history.back()").await?;
        browser.wait_for_path("/section/science").await?;
        browser.wait_until(format!("Math.abs(scrollY - {left_at}) <= 2")).await?;
        let is_focused = format!("document.activeElement.matches({})", json!(link));
        browser.wait_until(is_focused).await?;
        // To the top by a link within the page, and back: the same list is shown once more.
        browser
            .js("void (document.querySelector('main').id, location.hash = '#main', scrollTo(0, 0))")
            .await?;
        browser.wait_until("location.hash === '#main' && scrollY === 0").await?;
        browser.js("void history.back()").await?;
        browser.wait_until(format!("Math.abs(scrollY - {left_at}) <= 2")).await?;
        assert_eq!(backend.seen(NEXT).len(), 1, "{device:?}");
        browser.close().await?;
    }
    Ok(())
}

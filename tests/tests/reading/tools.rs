//! What can be done with a story: shared, copied, sent by mail, printed; and what a page does by itself
//! or for the asking: ages that tick, a newer edition, the way back to the top.

use journeys::{Answer, Backend, Browser, Device, Result, Site, wait};
use serde_json::json;

const STORY: &str = "/article/alaska-summit";
const HEADLINE: &str = "Two presidents, one hangar: ceasefire talks run into the night";

/// Stands for what the device would do: notes what it was given, and does it or refuses.
const DEVICE: &str = "globalThis.given = { shared: [], copied: [], printed: 0, refuses: false };
    const answer = (list) => (thing) => {
      list.push(thing);
      return given.refuses ? Promise.reject(new DOMException('No', 'NotAllowedError')) : Promise.resolve();
    };
    Object.defineProperty(Navigator.prototype, 'clipboard', {
      configurable: true, get: () => ({ writeText: answer(given.copied) }) });
    globalThis.print = () => { given.printed += 1; };
    addEventListener('error', (e) => (given.errors ??= []).push(e.message));
    addEventListener('unhandledrejection', (e) => (given.errors ??= []).push(String(e.reason)));";
const SHEET: &str = "Object.defineProperty(Navigator.prototype, 'share', {
      configurable: true, value: answer(given.shared) });";
const NO_SHEET: &str = "delete Navigator.prototype.share;";

async fn with_a_device(scripts: &[&str], device: Device, site: &Site) -> Result<Browser> {
    let browser = Browser::open(device).await?;
    browser.before_every_page(&[&[DEVICE], scripts].concat().join("\n")).await?;
    browser.visit(&site.url(STORY)).await?;
    browser.wait_for(".article-tools button").await?;
    Ok(browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_shared_copied_and_printed() -> Result<()> {
    let public = "https://news.example";
    let site = Site::configured(|config| config["site"]["url"] = json!(public)).await?;
    let address = format!("{public}{STORY}");
    let browser = with_a_device(&[SHEET], Device::Phone, &site).await?;
    browser.click_text(".article-tools button", "Share").await?;
    browser.wait_until("given.shared.length === 1").await?;
    let shared = browser.js("given.shared[0]").await?;
    assert_eq!(shared, json!({"title": HEADLINE, "url": address}));
    // Where there is a sheet, mail is one of its ways.
    let mails = "document.querySelector('.article-tools a[href^=\"mailto:\"]')?.checkVisibility()";
    assert!(!browser.is(mails).await?);
    // A reader who closes the sheet has done nothing wrong.
    browser.js("void (given.refuses = true)").await?;
    browser.click_text(".article-tools button", "Share").await?;
    browser.wait_until("given.shared.length === 2").await?;
    browser.click_text(".article-tools button", "Copy link").await?;
    browser.wait_until("given.copied.length === 1").await?;
    let said = |words: &str| {
        format!("document.querySelector('#announcer').innerText.includes({})", json!(words))
    };
    browser.wait_until(said("could not be copied")).await?;
    browser.js("void (given.refuses = false)").await?;
    browser.click_text(".article-tools button", "The link could not be copied").await?;
    browser.wait_until(said("Link copied")).await?;
    // The same words once more are said once more: a screen reader hears only of changes.
    let hear = "void (globalThis.heard = [], new MutationObserver(() =>
        heard.push(document.querySelector('#announcer').innerText))
        .observe(document.querySelector('#announcer'), { childList: true, characterData: true, subtree: true }))";
    browser.js(hear).await?;
    browser.click_text(".article-tools button", "Link copied").await?;
    browser.wait_until("given.copied.length === 3").await?;
    browser.wait_until("heard.at(-1) === 'Link copied' && heard.includes('')").await?;
    assert_eq!(browser.js("given.copied[2]").await?, json!(address));
    browser.click_text(".article-tools button", "Print").await?;
    browser.wait_until("given.printed === 1").await?;
    assert_eq!(browser.js("given.errors ?? []").await?, json!([]));
    assert_eq!(browser.console().await?, Vec::<String>::new());
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_sheet_there_is_mail() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = with_a_device(&[NO_SHEET], Device::Desktop, &site).await?;
    assert!(browser.is("!('share' in navigator)").await?);
    let shares = "[...document.querySelectorAll('.article-tools button')].some((b) => b.innerText === 'Share' && b.checkVisibility())";
    assert!(!browser.is(shares).await?);
    let mails = "document.querySelector('.article-tools a[href^=\"mailto:\"]').checkVisibility()";
    assert!(browser.is(mails).await?);
    let mail = "new URL(document.querySelector('.article-tools a[href^=\"mailto:\"]').href)";
    let read = |name: &str| format!("{mail}.searchParams.get('{name}')");
    assert_eq!(browser.js_text(read("subject")).await?, HEADLINE);
    let body = browser.js_text(read("body")).await?;
    assert!(body.starts_with("http") && body.ends_with(STORY), "{body}");
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_to_the_top() -> Result<()> {
    let site = Site::as_built().await?;
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.visit(&site.url(STORY)).await?;
        browser.scroll_through().await?;
        browser.wait_for(".comment-list > li").await?;
        let asked = site.asked().iter().filter(|path| path.ends_with(".json")).count();
        browser.click(".back-to-top").await?;
        // Up again, with the focus there, on the same page.
        browser.wait_until("scrollY < innerHeight / 2").await?;
        browser.wait_until("document.activeElement.id === 'main'").await?;
        assert_eq!(browser.text("h1").await?, HEADLINE);
        assert_eq!(site.asked().iter().filter(|path| path.ends_with(".json")).count(), asked);
        browser.close().await?;
    }
    Ok(())
}

/// A clock that the journey moves on; whatever the page does every half minute or more seldom is due then.
const CLOCK: &str = "globalThis.leap = 0;
    { const now = Date.now; Date.now = () => now.call(Date) + leap;
      globalThis.ticks = [];
      const every = globalThis.setInterval;
      globalThis.setInterval = (work, time, ...rest) => {
        if (time >= 30000) ticks.push(work);
        return every(work, time, ...rest);
      };
      globalThis.tick = (by) => { leap += by; ticks.forEach((work) => work()); }; }";

#[tokio::test(flavor = "multi_thread")]
async fn ages_tick() -> Result<()> {
    let backend = Backend::open().await?;
    let browser = Browser::open(Device::Phone).await?;
    let now = browser.js_text("new Date().toISOString()").await?;
    let mut edition = backend.document("edition.json")?;
    edition["updated_at"] = json!(now);
    backend.set("edition.json", Answer::json(&edition));
    let mut comments = backend.document("articles/alaska-summit/comments.json")?;
    comments["comments"].as_array_mut().into_iter().flatten().for_each(|comment| {
        comment["created_at"] = json!(now);
    });
    backend.set("articles/alaska-summit/comments.json", Answer::json(&comments));
    let site = Site::with_backend(&backend.url()).await?;
    browser.before_every_page(CLOCK).await?;
    browser.visit(&site.url(STORY)).await?;
    browser.js("document.querySelector('.comments').scrollIntoView()").await?;
    browser.wait_for(".comment-list > li time").await?;
    let ages = "['.masthead-edition .age', '.comment-list time']
        .map((css) => document.querySelector(css).innerText)";
    let mut before = browser.js(ages).await?;
    for (minutes, words) in [(7, "minutes"), (180, "hours")] {
        browser.js(format!("void tick({minutes} * 60000)")).await?;
        browser
            .wait_until(format!(
                "{ages}.every((age) => age.includes('{}'))",
                &words[..words.len() - 1]
            ))
            .await?;
        let after = browser.js(ages).await?;
        assert_ne!(before[0], after[0]);
        assert_ne!(before[1], after[1]);
        before = after;
    }
    // The exact time stays, for the eye and for machines.
    let exact = "document.querySelector('.comment-list time')";
    assert!(
        browser
            .is(format!("{exact}.title.length > 10 && Date.parse({exact}.dateTime) > 0"))
            .await?
    );
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_edition_is_offered_and_shown_for_the_asking() -> Result<()> {
    let backend = Backend::open().await?;
    let site = Site::with_backend(&backend.url()).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.before_every_page(CLOCK).await?;
    browser.visit(&site.url("/")).await?;
    browser.wait_for(".top-stories").await?;
    let mut edition = backend.document("edition.json")?;
    edition["top_stories"][0]["headline"] = json!("What has happened since");
    edition["updated_at"] = json!("2099-01-01T00:00:00Z");
    backend.set("edition.json", Answer::json(&edition));
    backend.forget();
    // The front page is looked for again every few minutes.
    browser.js("void tick(10 * 60000)").await?;
    wait::until(wait::PATIENCE, "the edition to be asked for", || async {
        Ok((!backend.seen("edition.json").is_empty()).then_some(()))
    })
    .await?;
    browser.wait_for(".stale-pill").await?;
    // Nothing under the reader's eyes changes by itself.
    assert!(!browser.is("document.body.innerText.includes('What has happened since')").await?);
    browser.scroll_to(600.0).await?;
    browser.click(".stale-pill").await?;
    browser
        .wait_until(
            "document.querySelector('.top-stories').innerText.includes('What has happened since')",
        )
        .await?;
    browser.wait_until("document.querySelector('.stale-pill') === null").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_party_comes_for_the_asking_and_where_the_newsroom_names_it() -> Result<()> {
    let story = "/article/seventh-year-river";
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url(story)).await?;
    browser.wait_for(".embed button").await?;
    assert_eq!(browser.count("iframe").await?, 0);
    browser.click(".embed button").await?;
    browser.wait_for(".embed iframe").await?;
    let of_the_frame = async |name| browser.attribute(".embed iframe", name).await;
    let address = "https://www.youtube-nocookie.com/embed/Lv7rnaGrvl0";
    assert_eq!(of_the_frame("src").await?.as_deref(), Some(address));
    assert_eq!(of_the_frame("referrerpolicy").await?.as_deref(), Some("no-referrer"));
    assert!(of_the_frame("sandbox").await?.is_some_and(|may| !may.contains("top-navigation")));
    assert!(of_the_frame("title").await?.is_some_and(|title| !title.is_empty()));
    let refused: Vec<String> = browser.console().await?;
    assert!(!refused.iter().any(|line| line.contains("Content Security Policy")), "{refused:?}");
    let unnamed = Site::configured(|config| config["embeds"] = json!([])).await?;
    browser.visit(&unnamed.url(story)).await?;
    browser.wait_for(".embed a[href^='https://www.youtube-nocookie.com/']").await?;
    assert_eq!(browser.count(".embed button").await?, 0);
    browser.close().await
}

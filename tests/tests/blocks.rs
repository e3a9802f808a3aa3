//! Stories that are told live: what is shown of their blocks, and the ways to one of them.

use journeys::{Answer, Backend, Browser, Device, Result, Site, inspect};
use serde_json::{Value, json};

const STORY: &str = "/article/garve-storm";
const JSON: &str = "articles/garve-storm.json";
const DEVICES: [Device; 2] = [Device::Phone, Device::Desktop];

/// Whether a block stands at the top of the window and has the focus.
fn is_before_the_reader(id: &str) -> String {
    format!(
        "(() => {{
            const block = document.getElementById({id});
            const top = block?.getBoundingClientRect().top;
            return top > -2 && top < 60 && document.activeElement === block;
        }})()",
        id = json!(id)
    )
}

fn block(id: &str, minute: usize) -> Value {
    let at = format!("2026-11-22T{:02}:{:02}:00Z", minute / 60, minute % 60);
    let said = json!([{"type": "paragraph", "text": "The water has not risen since. ".repeat(1 + minute % 9)}]);
    json!({"id": id, "at": at, "title": format!("At minute {minute}"), "key_event": minute.is_multiple_of(50), "body": said})
}

/// The newest first.
fn many(count: usize) -> Value {
    (0..count).rev().map(|minute| block(&format!("b{minute}"), minute)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_are_shown_the_newest_first() -> Result<()> {
    let site = Site::as_built().await?;
    for device in DEVICES {
        let browser = Browser::open(device).await?;
        browser.visit(&site.url(STORY)).await?;
        browser.wait_for(".block").await?;
        assert_eq!(browser.count(".block").await?, 15);
        assert_eq!(browser.count(".block.is-key-event").await?, 4);
        assert_eq!(browser.count(".block .quote cite").await?, 1);
        assert_eq!(browser.count(".block .photo img").await?, 1);
        assert_eq!(browser.text(".story-header .kicker").await?, "As it happened Severe weather");
        let times = browser
            .js("[...document.querySelectorAll('.block-time time')].map((time) => time.dateTime)");
        let times: Vec<String> = serde_json::from_value(times.await?)?;
        assert!(times.is_sorted_by(|newer, older| newer > older), "{times:?}");
        let named = browser.texts(".key-event-list a").await?;
        assert_eq!(named[1], "All six men are off the Corran Lass");
        let exact = "document.querySelector('.block-time time').title.includes('2026')";
        assert!(browser.is(exact).await?);
        browser.scroll_through().await?;
        assert_eq!(inspect::sideways(&browser).await?, None);
        assert_eq!(inspect::still(&browser).await?, None);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_event_leads_to_its_block_and_back() -> Result<()> {
    let site = Site::as_built().await?;
    for device in DEVICES {
        let browser = Browser::open(device).await?;
        browser.visit(&site.url(STORY)).await?;
        let link = ".key-event-list a[href='#block-over-the-wall']";
        browser.wait_for(link).await?;
        let to_it =
            format!("document.querySelector(\"{link}\").scrollIntoView({{block: 'center'}})");
        browser.js(to_it).await?;
        let left_at = browser.scroll().await?;
        browser.click(link).await?;
        browser.wait_until("location.hash === '#block-over-the-wall'").await?;
        browser.wait_until(is_before_the_reader("block-over-the-wall")).await?;
        browser.back().await?;
        browser.wait_until("location.hash === ''").await?;
        browser.wait_until(format!("Math.abs(scrollY - {left_at}) < 2")).await?;
        browser.wait_until(format!("document.activeElement.matches(\"{link}\")")).await?;
        // The time is the block's own address.
        browser.click("#block-six-saved .block-time a").await?;
        browser.wait_until("location.hash === '#block-six-saved'").await?;
        browser.wait_until(is_before_the_reader("block-six-saved")).await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_leads_to_its_block() -> Result<()> {
    for site in [Site::as_built().await?, Site::rendered(None).await?] {
        for device in DEVICES {
            let browser = Browser::open(device).await?;
            browser.visit(&site.url(&format!("{STORY}#block-beginning"))).await?;
            browser.wait_for("html[data-app=started]").await?;
            let is_near_end = "(() => {
                const box = document.getElementById('block-beginning')?.getBoundingClientRect();
                return box && box.top > -2 && box.bottom < innerHeight + 2;
            })()";
            browser.wait_until(is_near_end).await?;
            browser.open_address("about:blank").await?;
            browser.visit(&site.url(&format!("{STORY}#block-skarva"))).await?;
            browser.wait_until(is_before_the_reader("block-skarva")).await?;
            browser.close().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_another_story_leads_to_its_block() -> Result<()> {
    let backend = Backend::open().await?;
    let mut told = backend.document(JSON)?;
    told["blocks"][3]["id"] = json!("بند 1/2?");
    backend.set(JSON, Answer::json(&told));
    let mut other = backend.document("articles/alaska-summit.json")?;
    other["body"][0]["text"] = json!([
        {"text": "six men", "href": format!("{STORY}#block-six-saved")},
        {"text": "a block", "href": format!("{STORY}#block-%D8%A8%D9%86%D8%AF%201%2F2%3F")},
    ]);
    backend.set("articles/alaska-summit.json", Answer::json(&other));
    let site = Site::with_backend(&backend.url()).await?;
    let browser = Browser::open(Device::Phone).await?;
    for (words, id) in [("six men", "block-six-saved"), ("a block", "block-بند 1/2?")] {
        browser.visit(&site.url("/article/alaska-summit")).await?;
        browser.js("(window.same = true, 0)").await?;
        browser.wait_for(".story-body p a").await?;
        browser.click_text(".story-body p a", words).await?;
        browser.wait_for_path(STORY).await?;
        browser.wait_until(is_before_the_reader(id)).await?;
        assert!(browser.is("window.same === true").await?, "the page was loaded anew");
    }
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_blocks_stand_still_and_each_is_found() -> Result<()> {
    let backend = Backend::open().await?;
    let mut told = backend.document(JSON)?;
    (told["live"], told["blocks"]) = (json!("live"), many(200));
    backend.set(JSON, Answer::json(&told));
    let site = Site::with_backend(&backend.url()).await?;
    for device in DEVICES {
        let browser = Browser::open(device).await?;
        browser.visit(&site.url(STORY)).await?;
        browser.wait_for(".block").await?;
        assert_eq!(browser.count(".block").await?, 200);
        assert_eq!(browser.count(".key-event-list li").await?, 4);
        assert_eq!(browser.text(".story-header .live-mark.is-on").await?, "Live");
        browser.scroll_through().await?;
        assert_eq!(inspect::frame(&browser).await?, Vec::<String>::new());
        assert_eq!(inspect::still(&browser).await?, None);
        browser.open_address("about:blank").await?;
        browser.visit(&site.url(&format!("{STORY}#block-b100"))).await?;
        browser.wait_until(is_before_the_reader("block-b100")).await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_of_today_is_told_by_its_age() -> Result<()> {
    let backend = Backend::open().await?;
    let site = Site::with_backend(&backend.url()).await?;
    let browser = Browser::open(Device::Phone).await?;
    let ago =
        |minutes: u32| format!("new Date(Date.now() - {minutes} * 60_000 - 5_000).toISOString()");
    let mut told = backend.document(JSON)?;
    for (place, minutes) in [(0, 3), (1, 150), (2, 3_000)] {
        told["blocks"][place]["at"] = browser.js(ago(minutes)).await?;
    }
    backend.set(JSON, Answer::json(&told));
    browser.visit(&site.url(STORY)).await?;
    browser.wait_for(".block").await?;
    let times = browser.texts(".block-time").await?;
    assert_eq!(times[..2], ["3 minutes ago", "2 hours ago"]);
    assert!(times[2].contains(" at "), "{}", times[2]);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_out_leaves_no_empty_box() -> Result<()> {
    let backend = Backend::open().await?;
    let site = Site::with_backend(&backend.url()).await?;
    let browser = Browser::open(Device::Phone).await?;
    let told = backend.document(JSON)?;
    let said = json!([{"type": "paragraph", "text": "It has begun."}]);
    for (state, mark) in [("upcoming", "Live soon"), ("live", "Live"), ("closed", "As it happened")]
    {
        let mut told = told.clone();
        told["live"] = json!(state);
        told["body"] = json!([]);
        told["blocks"] = json!([
            {"id": "a", "at": "at noon", "title": "Without a time", "key_event": false, "body": []},
            {"id": "b", "at": "2026-11-22T10:00:00Z", "body": said},
            {"id": "c", "at": "2026-11-22T10:00:00Z", "body": [{"type": "from-the-future"}]},
        ]);
        backend.set(JSON, Answer::json(&told));
        browser.visit(&site.url(STORY)).await?;
        browser.wait_for(".block").await?;
        let kicker = browser.text(".story-header .kicker").await?;
        assert_eq!(kicker, format!("{mark} Severe weather"));
        assert_eq!(browser.count(".block").await?, 2);
        assert_eq!(browser.count(".key-events, .story-body:empty, #block-a time").await?, 0);
        assert!(!browser.text("main").await?.contains("no text yet"));
        assert_eq!(inspect::accessible(&browser).await?, Vec::<String>::new());
    }
    // Before the first block there is only the story.
    let mut told = told;
    told["blocks"] = json!([]);
    backend.set(JSON, Answer::json(&told));
    browser.visit(&site.url(STORY)).await?;
    browser.wait_for(".story-body p").await?;
    assert_eq!(browser.count(".blocks, .blocks-title, .key-events").await?, 0);
    browser.close().await
}

//! What a reader did before the program came.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_reader_did_before_stays_done() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.before_every_page(HELD).await?;
        browser.open_address(&newsroom.url(STORY)).await?;
        browser
            .wait_until("window.stood?.length > 3 && document.readyState === 'complete'")
            .await?;
        browser.js("(document.querySelector('.theme-switch').open = true, 0)").await?;
        browser.click(".composer textarea").await?;
        browser.press("Written before").await?;
        browser.click(".comment-collapse").await?;
        let select = "(() => {
            const text = document.querySelectorAll('.story-body p')[2].firstChild;
            getSelection().setBaseAndExtent(text, 3, text, 20);
            document.querySelectorAll('.story-body p')[2].scrollIntoView();
            window.before = [scrollY, String(getSelection())].join();
            return window.before;
        })()";
        assert!(browser.js_text(select).await?.len() > 15);
        browser.js("(letGo(), 0)").await?;
        browser.wait_until(STARTED).await?;
        browser
            .wait_until("document.querySelector('.comment-collapse').ariaExpanded === 'false'")
            .await?;
        browser.wait_until_settled().await?;
        let after = browser.js_text("[scrollY, String(getSelection())].join()").await?;
        assert_eq!(after, browser.js_text("window.before").await?);
        assert!(browser.is("document.querySelector('.theme-switch').open").await?);
        let written = "document.querySelector('.composer textarea').value";
        assert_eq!(browser.js_text(written).await?, "Written before");
        // It is a draft like any other from here on.
        browser.js("(window.letGo = null, location.reload(), 0)").await?;
        browser.wait_until("window.letGo && (letGo(), true)").await?;
        browser.wait_until(STARTED).await?;
        browser.js("(document.querySelector('.comments').scrollIntoView(), 0)").await?;
        browser.wait_until(format!("{written} === 'Written before'")).await?;
        assert_eq!(complaints(&browser).await?, Vec::<String>::new());
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_chosen_before_is_had_and_a_reload_leaves_the_reader_where_they_were() -> Result<()>
{
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.before_every_page(HELD).await?;
    browser.open_address(&newsroom.url(STORY)).await?;
    browser.wait_until("window.stood?.length > 3 && document.readyState === 'complete'").await?;
    let first = "document.querySelector('.comment-list .comment').id";
    let newest = browser.js_text(first).await?;
    let choose = "(() => {
        const select = document.querySelector('.comments-sort select');
        select.value = '1';
        for (const name of ['input', 'change']) select.dispatchEvent(new Event(name, { bubbles: true }));
        return 0;
    })()";
    browser.js(choose).await?;
    browser.js("(letGo(), 0)").await?;
    browser.wait_until(TALKING).await?;
    browser.wait_until(format!("{first} !== {}", json!(newest))).await?;
    assert!(browser.is("document.querySelector('.comments-sort select').value === '1'").await?);

    browser.js("(scrollTo({ top: 1500, behavior: 'instant' }), 0)").await?;
    browser.next_frames().await?;
    browser.js("(window.letGo = null, location.reload(), 0)").await?;
    browser.wait_until("window.letGo && document.readyState === 'complete'").await?;
    browser.wait_until("Math.abs(scrollY - 1500) <= 2").await?;
    browser.js("(letGo(), 0)").await?;
    browser.wait_until(STARTED).await?;
    browser.next_frames().await?;
    assert!(browser.is("Math.abs(scrollY - 1500) <= 2").await?);
    assert_eq!(complaints(&browser).await?, Vec::<String>::new());
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_and_what_is_typed_before_the_program_are_both_kept() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.before_every_page(HELD).await?;
    let field = "document.querySelector('.composer textarea').value";
    for (typed, whole) in [("First", "First"), ("Second", "First\n\nSecond")] {
        browser.open_address(&newsroom.url(STORY)).await?;
        browser.wait_until("window.stood?.length > 3").await?;
        browser.click(".composer textarea").await?;
        browser.press(typed).await?;
        browser.js("(letGo(), 0)").await?;
        browser.wait_until(TALKING).await?;
        browser.wait_until(format!("{field} === {}", json!(whole))).await?;
    }
    // Whoever leaves before any program has come finds it all the same.
    browser.open_address(&newsroom.url(STORY)).await?;
    browser.wait_until("window.stood?.length > 3").await?;
    browser.click(".composer textarea").await?;
    browser.press("Third").await?;
    browser.js("(window.letGo = null, location.reload(), 0)").await?;
    browser
        .wait_until("window.letGo && document.querySelector('.comments') && (letGo(), true)")
        .await?;
    browser.js("(document.querySelector('.comments').scrollIntoView(), 0)").await?;
    browser.wait_until(format!("{field} === 'First\\n\\nSecond\\n\\nThird'")).await?;
    browser.close().await
}

/// Whoever was here before has the program at once, and the page still comes.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_pressed_while_the_page_is_read_waits_for_its_end() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&newsroom.url("/")).await?;
    browser
        .before_every_page(
            "new MutationObserver((_, observer) => {
                const dark = [...document.querySelectorAll('.theme-switch button')].find((e) => e.textContent.includes('Dark'));
                if (!dark) return;
                observer.disconnect();
                window.pressed = document.readyState;
                dark.click();
            }).observe(document, { childList: true, subtree: true })",
        )
        .await?;
    let slow = json!({"offline": false, "latency": 20, "downloadThroughput": 12_000, "uploadThroughput": 12_000});
    browser.devtools("Network.enable", json!({})).await?;
    browser.devtools("Network.emulateNetworkConditions", slow).await?;
    browser.open_address(&newsroom.url(STORY)).await?;
    browser.wait_until("document.documentElement.dataset.theme === 'dark'").await?;
    browser.wait_until(STARTED).await?;
    assert_eq!(browser.js_text("window.pressed").await?, "loading");
    let asked: Vec<String> = serde_json::from_value(
        browser.js("performance.getEntriesByType('resource').map((e) => e.name)").await?,
    )?;
    assert_eq!(asked.iter().find(|url| is_document(url)), None);
    assert_eq!(browser.count("main").await?, 1);
    assert_eq!(browser.count("footer.site-foot, .site-footer").await?, 1);
    assert_eq!(complaints(&browser).await?, Vec::<String>::new());
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_comes_after_ten_seconds_disturbs_nobody() -> Result<()> {
    let site = Site::rendered(None).await?;
    let browser = Browser::open(Device::Phone).await?;
    site.swap(&site.file("broadsheet-", ".wasm")?, Swap::Late(Duration::from_secs(10)));
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_for("article .story-body p").await?;
    let read = "(() => {
        const third = document.querySelectorAll('.story-body p')[2];
        third.scrollIntoView();
        getSelection().setBaseAndExtent(third.firstChild, 3, third.firstChild, 20);
        window.third = third;
        return [scrollY, String(getSelection())].join();
    })()";
    let before = browser.js_text(read).await?;
    browser.wait_until(STARTED).await?;
    browser.wait_until_settled().await?;
    let after = "window.third.isConnected && [scrollY, String(getSelection())].join()";
    assert_eq!(browser.js_text(after).await?, before);
    assert_eq!(inspect::still(&browser).await?, None);
    assert_eq!(complaints(&browser).await?, Vec::<String>::new());
    // It is an app from here on.
    browser.click(".section-list a[href='/section/world']").await?;
    browser.wait_for("main .page-title").await?;
    let visits = site.asked().iter().filter(|path| path.starts_with("/section/")).count();
    assert_eq!(visits, 0, "a page of its own");
    browser.close().await
}

//! Pages that come with their stories: read before the program comes, taken up by it when it does, and
//! none the worse where it never does.

use std::time::Duration;

use broadsheet_server::rendered::export::export;
use journeys::backend::Gate;
use journeys::site::Swap;
use journeys::{Backend, Browser, Device, Newsroom, Result, Site, dist, inspect};
use serde_json::json;

const STORY: &str = "/article/alaska-summit";
const TOLD_LIVE: &str = "/article/garve-storm";
const PATHS: [&str; 10] = [
    "/",
    STORY,
    "/article/long-read-lighthouse",
    "/article/monsoon-lahore",
    TOLD_LIVE,
    "/section/world",
    "/tag/ceasefire",
    "/author/mira-okafor",
    "/nowhere",
    "/article/no-such-story",
];

/// Before the page's own scripts: the program is held until `letGo()`, and what stood is remembered.
const HELD: &str = "(() => {
    const start = WebAssembly.instantiateStreaming;
    const gate = new Promise((open) => { window.letGo = open; });
    WebAssembly.instantiateStreaming = async (...given) => { await gate; return start(...given); };
    addEventListener('DOMContentLoaded', () => {
        window.stood = [...document.body.querySelectorAll('main, main *')];
        window.words = document.querySelector('main').textContent;
    });
})()";

const STARTED: &str = "document.documentElement.dataset.app === 'started'";
/// The same of the discussion's program.
const TALKING: &str = "document.documentElement.dataset.discussion !== undefined";

/// The console but for what the browser itself says of a page that isn't there.
async fn complaints(browser: &Browser) -> Result<Vec<String>> {
    let lines = browser.console().await?;
    Ok(lines.into_iter().filter(|line| !line.contains("status of 404")).collect())
}

/// Whether an address is that of a document that comes with a page: one of an edition's, or the first page of
/// a server's discussion.
fn is_document(url: &str) -> bool {
    url.ends_with(".json") || url.contains("/comments?sort=")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_is_taken_up_on_every_route() -> Result<()> {
    let site = Site::rendered(None).await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.before_every_page(HELD).await?;
        for path in PATHS {
            browser.forget().await?;
            browser.open_address(&site.url(path)).await?;
            browser.wait_until("window.stood?.length > 3").await?;
            browser.js("(letGo(), 0)").await?;
            browser.wait_until(STARTED).await?;
            browser.wait_until_settled().await?;
            let mut found = complaints(&browser).await?;
            found.extend(browser.requests().await?.into_iter().filter(|url| is_document(url)));
            // What a program in a browser knows better, such as how long ago it was, may read otherwise.
            let gone = "stood.filter((node) => !node.isConnected).map((node) => node.outerHTML.slice(0, 80)).join()";
            found.extend(Some(browser.js_text(gone).await?).filter(|gone| !gone.is_empty()));
            found.extend(inspect::still(&browser).await?);
            found.extend(inspect::sideways(&browser).await?);
            wrong.extend(found.into_iter().map(|line| format!("{device:?} {path}: {line}")));
        }
        browser.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Before the page's own scripts: what is to be done at once waits for `step()`, and the clock runs so fast
/// that the program has time for one element a task.
const STEPPED: &str = "(() => {
    const later = window.setTimeout;
    const waiting = [];
    window.setTimeout = (run, after, ...given) =>
        after === 0 ? (waiting.push(run), 0) : later(run, after, ...given);
    window.steps = 0;
    window.step = () => { if (waiting.length > 0) { steps += 1; waiting.shift()(); } };
    const now = Date.now;
    let ahead = 0;
    Date.now = () => now() + (ahead += 20);
    addEventListener('DOMContentLoaded', () => {
        window.stood = [...document.body.querySelectorAll('main, main *')];
    });
})()";
/// Fifty of them.
const STEPS: &str = "Array.from({ length: 50 }, () => step())";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_taken_up_bit_by_bit_and_can_be_left_meanwhile() -> Result<()> {
    let site = Site::rendered(None).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.before_every_page(STEPPED).await?;
    for path in [STORY, "/", "/article/monsoon-lahore"] {
        browser.open_address(&site.url(path)).await?;
        browser.wait_until("window.stood?.length > 3").await?;
        browser.wait_until(format!("({STEPS}, {STARTED})")).await?;
        // Many more than begin the program.
        let steps = browser.js_number("steps").await?;
        assert!(steps > 40.0, "{path} was taken up in {steps} steps");
        let gone = "stood.filter((node) => !node.isConnected).length";
        assert_eq!(browser.js_number(gone).await?, 0.0, "{path}");
        browser.js("void document.querySelector('.theme-switch summary').click()").await?;
        browser.wait_for(".theme-switch[open]").await?;
        assert_eq!(complaints(&browser).await?, [""; 0], "{path}");
    }
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_until("window.stood?.length > 3").await?;
    browser.wait_until("(step(), history.state !== null)").await?;
    // The program follows links by now, and most of the page is not taken up.
    assert!(!browser.is(STARTED).await?);
    browser.js("void (window.same = true, document.querySelector('.section-list a[href=\"/section/world\"]').click())").await?;
    let steps = "Array.from({ length: 50 }, () => step())";
    browser
        .wait_until(format!("({steps}, {STARTED} && location.pathname === '/section/world')"))
        .await?;
    browser
        .wait_until(format!("({STEPS}, document.querySelector('main .page-title') !== null)"))
        .await?;
    assert_eq!(browser.count("main").await?, 1);
    assert!(browser.is("window.same && document.querySelector('.panic-overlay') === null").await?);
    assert_eq!(complaints(&browser).await?, [""; 0]);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rendered_page_is_accessible_before_the_program_comes() -> Result<()> {
    let site = Site::rendered(None).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.before_every_page(HELD).await?;
    let mut wrong = Vec::new();
    for path in ["/", STORY, "/article/monsoon-lahore", TOLD_LIVE, "/section/world", "/nowhere"] {
        browser.open_address(&site.url(path)).await?;
        browser
            .wait_until("window.stood?.length > 3 && document.readyState === 'complete'")
            .await?;
        let found = inspect::accessible(&browser).await?;
        wrong.extend(found.into_iter().map(|line| format!("{path}: {line}")));
    }
    browser.close().await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_as_an_app() -> Result<()> {
    let site = Site::rendered(None).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_until(STARTED).await?;
    browser.js("(window.same = true, 0)").await?;
    browser.click(".section-list a[href='/section/world']").await?;
    browser.wait_for_path("/section/world").await?;
    browser.wait_for("main .page-title").await?;
    assert!(browser.is("window.same === true").await?, "the page was loaded anew");
    browser.click(".site-name").await?;
    browser.wait_for_path("/").await?;
    browser.wait_for("main .top-stories").await?;
    browser.back().await?;
    browser.back().await?;
    browser.wait_for_path(STORY).await?;
    browser.wait_for("main article h1").await?;
    assert!(complaints(&browser).await?.is_empty());
    browser.close().await
}

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

#[tokio::test(flavor = "multi_thread")]
async fn the_discussion_that_came_with_the_page_goes_on_live() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let browser = Browser::open(Device::Desktop).await?;
    browser.open_address(&newsroom.url(STORY)).await?;
    browser.wait_until(STARTED).await?;
    assert!(browser.count("li.comment").await? > 20);
    browser.js("(document.querySelector('.comments').scrollIntoView(), 0)").await?;
    browser
        .wait_until("document.querySelector('.comments-status').dataset.state === 'live'")
        .await?;
    let asked = browser.requests().await?;
    let again: Vec<_> = asked.iter().filter(|url| is_document(url)).collect();
    assert!(again.is_empty(), "asked for once more: {again:?}");
    newsroom.say("alaska-summit", None, "Said after the page was made").await?;
    browser.wait_for(".comments-new button").await?;
    browser.click(".comments-new button").await?;
    browser
        .wait_until(
            "document.querySelector('.comment-list').textContent.includes('Said after the page')",
        )
        .await?;
    assert_eq!(complaints(&browser).await?, Vec::<String>::new());
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discussion_too_large_to_be_sent_twice_is_fetched_before_it_is_taken_up() -> Result<()> {
    let backend = Backend::open().await?;
    let comment = |number: usize| {
        json!({"id": format!("c{number}"), "parent_id": null, "author": {"name": "Ines"},
            "text": format!("Said as number {number}. {}", "More of it. ".repeat(30)),
            "created_at": format!("2026-11-22T{:02}:{:02}:00Z", number / 60, number % 60)})
    };
    let comments: Vec<_> = (0..900).map(comment).collect();
    let file = json!({"total": comments.len(), "comments": comments});
    let path = "articles/alaska-summit/comments.json";
    backend.set(path, journeys::Answer::json(&file));
    let site = Site::rendered(Some(&backend.url())).await?;
    // The first answer may have been sent before its comments were there.
    let browser = Browser::open(Device::Phone).await?;
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_until(STARTED).await?;
    browser.before_every_page(HELD).await?;
    let gate = Gate::shut();
    backend.set(path, journeys::Answer::json(&file).behind(&gate));
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_until("window.stood?.length > 3").await?;
    assert_eq!(browser.count("li.comment").await?, 20);
    browser.js("(letGo(), 0)").await?;
    browser.wait_until(STARTED).await?;
    come_near(&browser).await?;
    browser.wait_until(TALKING).await?;
    assert_eq!(browser.count("li.comment").await?, 20, "what stands is read meanwhile");
    gate.open();
    browser.wait_for(".comments-more button").await?;
    let gone = "stood.filter((node) => !node.isConnected).length";
    assert_eq!(browser.js_number(gone).await?, 0.0);
    browser.click(".comments-more button").await?;
    browser.wait_until("document.querySelectorAll('li.comment').length === 40").await?;
    assert_eq!(complaints(&browser).await?, [""; 0]);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_javascript_everything_can_be_read() -> Result<()> {
    let site = Site::rendered(None).await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await?;
        for (path, css) in [
            ("/", ".top-stories .headline a"),
            ("/section/world", ".listing .headline a"),
            ("/author/mira-okafor", ".listing .headline a"),
            (STORY, ".story-body p"),
            (STORY, "li.comment .comment-text"),
            (TOLD_LIVE, ".key-event-list a[href='#block-six-saved']"),
            (TOLD_LIVE, "#block-six-saved time[datetime]"),
            (TOLD_LIVE, "#block-six-saved .story-body p"),
        ] {
            browser.open_address(&site.url(path)).await?;
            browser.wait_for(css).await?;
            let idle =
                ".composer, .comments-bar, .article-tools, .theme-switch, .comment-foot button";
            for found in browser.web().find_all(thirtyfour::By::Css(idle)).await? {
                if found.is_displayed().await? {
                    wrong.push(format!("{path}: offers {}", found.outer_html().await?));
                }
            }
            wrong.extend(inspect::sideways(&browser).await?);
        }
        // A link is a link.
        browser.open_address(&site.url("/")).await?;
        browser.element(".top-stories .headline a").await?.click().await?;
        browser.wait_for("article .story-body p").await?;
        browser.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_program_does_not_come_the_page_stays() -> Result<()> {
    let site = Site::rendered(None).await?;
    let program = site.file("broadsheet-", ".wasm")?;
    let glue = site.file("broadsheet-", ".js")?;
    let broken =
        |content_type, body: &[u8]| Swap::Answer { status: 200, content_type, body: body.to_vec() };
    let mut wrong = Vec::new();
    for (what, file, swap, is_known) in [
        ("a blocked program", &program, Swap::missing(), true),
        ("a broken program", &program, broken("application/wasm", b"\0asm\x01\0\0\0\x63"), true),
        ("another type", &program, broken("text/html", b"<p>"), true),
        ("a missing script", &glue, Swap::missing(), true),
        ("a program lost with the line", &program, Swap::Broken, true),
        ("a script lost with the line", &glue, Swap::Broken, true),
        ("a program that never comes", &program, Swap::Silence, false),
    ] {
        let browser = Browser::open(Device::Phone).await?;
        let visited = site.asked().iter().filter(|path| *path == STORY).count();
        site.swap(file, swap.clone());
        browser.open_address(&site.url(STORY)).await?;
        if is_known {
            browser.wait_until("document.documentElement.dataset.app === 'absent'").await?;
        } else {
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        browser.wait_for("article .story-body p").await?;
        let words = browser.js_text("document.body.innerText").await?;
        for alarming in ["longer than it should", "can’t open", "WebAssembly", "stopped working"]
        {
            if words.contains(alarming) {
                wrong.push(format!("{what}: says {alarming:?}"));
            }
        }
        if !words.contains("Two presidents, one hangar") {
            wrong.push(format!("{what}: the story is gone"));
        }
        wrong.extend(inspect::still(&browser).await?.map(|line| format!("{what}: {line}")));
        // A page that is given up while the line is lost doesn't come back.
        let visits = site.asked().iter().filter(|path| *path == STORY).count() - visited;
        if matches!(swap, Swap::Broken) && visits != 1 {
            wrong.push(format!("{what}: loaded {visits} times"));
        }
        site.heal();
        browser.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
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

/// Scrolls to the discussion, for which its program is sent for.
async fn come_near(browser: &Browser) -> Result<()> {
    browser.wait_for(".comments").await?;
    browser.js("(document.querySelector('.comments').scrollIntoView(), 0)").await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_discussions_program_does_not_come_the_comments_stay() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let browser = Browser::open(Device::Phone).await?;
    let broken = "(() => {
        const start = WebAssembly.instantiateStreaming;
        window.heal = () => { WebAssembly.instantiateStreaming = start; };
        WebAssembly.instantiateStreaming = async (source, imports) => {
            const answer = await source;
            if (answer.url.includes('discussion')) throw new WebAssembly.CompileError('broken');
            return start(answer, imports);
        };
    })()";
    browser.before_every_page(broken).await?;
    browser.open_address(&newsroom.url(STORY)).await?;
    browser.wait_until(STARTED).await?;
    let stood = browser.count("li.comment").await?;
    come_near(&browser).await?;
    browser.wait_for(".discussion > .problem").await?;
    assert_eq!(browser.count("li.comment").await?, stood);
    // What is done meanwhile is done when it has come.
    browser.click(".comment-collapse").await?;
    browser.js("(heal(), 0)").await?;
    browser.click(".discussion > .problem button").await?;
    browser
        .wait_until("document.querySelector('.comments-status').dataset.state === 'live'")
        .await?;
    browser
        .wait_until("document.querySelector('.comment-collapse').ariaExpanded === 'false'")
        .await?;
    assert_eq!(browser.count(".discussion > .problem").await?, 0);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_to_be_sent_is_sent_from_any_page() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.open_address(&newsroom.url("/section/world")).await?;
    browser.wait_until(STARTED).await?;
    assert!(!browser.is(TALKING).await?, "nobody wants to say anything");
    let left = json!({"key": "5b3c1f7e-0c7a-4b7e-a4fd-0d7c9c1b1a77", "slug": "alaska-summit",
        "parent_id": null, "name": "Ines", "text": "Left behind in the outbox", "website": "",
        "took_ms": 9_000, "at": 1_790_000_000_000_u64});
    let keep = format!(
        "(localStorage.setItem('broadsheet-outbox:5b3c1f7e-0c7a-4b7e-a4fd-0d7c9c1b1a77', {}), 0)",
        json!(left.to_string())
    );
    browser.js(keep).await?;
    browser.open_address(&newsroom.url("/")).await?;
    browser.wait_until(TALKING).await?;
    browser
        .wait_until(
            "!Object.keys(localStorage).some((name) => name.startsWith('broadsheet-outbox'))",
        )
        .await?;
    browser.open_address(&newsroom.url(STORY)).await?;
    come_near(&browser).await?;
    browser
        .wait_until("document.querySelector('.comments').textContent.includes('Left behind in')")
        .await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_webassembly_the_story_is_read() -> Result<()> {
    let site = Site::rendered(None).await?;
    let browser = Browser::open_with(Device::Phone, &["--js-flags=--jitless"]).await?;
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_until("document.documentElement.dataset.app === 'absent'").await?;
    assert!(browser.text("h1").await?.contains("Two presidents"));
    assert!(!browser.js_text("document.body.innerText").await?.contains("WebAssembly"));
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deploy_in_mid_visit() -> Result<()> {
    let site = Site::rendered(None).await?;
    let browser = Browser::open(Device::Phone).await?;
    // The page was made before the deploy, its files are gone: the reader reads on, and there is one
    // reload at the most.
    for file in [site.file("broadsheet-", ".js")?, site.file("broadsheet-", ".wasm")?] {
        site.swap(&file, Swap::missing());
    }
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_until("document.documentElement.dataset.app === 'absent'").await?;
    browser.wait_for("article .story-body p").await?;
    let visits = site.asked().iter().filter(|path| *path == STORY).count();
    assert!((1..=2).contains(&visits), "{visits} loads");
    // Whoever reads on comes to the new page by any link.
    site.heal();
    browser.click(".section-list a[href='/section/world']").await?;
    browser.wait_for("main .page-title").await?;
    browser.wait_until(STARTED).await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_fails_is_asked_again_by_the_program() -> Result<()> {
    let backend = Backend::open().await?;
    let site = Site::rendered(Some(&backend.url())).await?;
    backend.set("articles/alaska-summit.json", journeys::Answer::status(503));
    let browser = Browser::open(Device::Phone).await?;
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_until(STARTED).await?;
    browser.wait_for("main .problem").await?;
    assert_eq!(browser.count("main").await?, 1);
    backend.heal();
    browser.click_text("main .problem button", "Try again").await?;
    browser.wait_for("article .story-body p").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_a_site() -> Result<()> {
    let source = tempfile::tempdir()?;
    let page = std::fs::read_to_string(dist().join("index.html"))?;
    let page = page
        .replace(r#""kind": "server", "url": "/api/""#, r#""kind": "files", "url": "/edition/""#);
    for entry in std::fs::read_dir(dist().canonicalize()?)? {
        let entry = entry?;
        if entry.file_name() != "index.html" {
            std::os::unix::fs::symlink(entry.path(), source.path().join(entry.file_name()))?;
        }
    }
    std::fs::write(source.path().join("index.html"), page)?;
    let out = tempfile::tempdir()?;
    let folder = out.path().join("site");
    let first = export(source.path(), &folder).await?;
    assert!(first.pages > 60 && first.written > first.pages, "{first:?}");
    let second = export(source.path(), &folder).await?;
    assert_eq!((second.pages, second.written, second.removed), (first.pages, 0, 0));
    for file in
        ["feed.xml", "sitemap.xml", "robots.txt", "article/alaska-summit/index.html.br", "404.html"]
    {
        assert!(folder.join(file).is_file(), "{file}");
    }
    let serving = tempfile::tempdir()?;
    std::fs::remove_dir(serving.path())?;
    std::fs::rename(&folder, serving.path())?;
    let site = Site::of_files(serving).await?;
    let browser = Browser::open(Device::Desktop).await?;
    for path in PATHS {
        browser.forget().await?;
        browser.open_address(&site.url(path)).await?;
        browser.wait_until(STARTED).await?;
        browser.wait_until_settled().await?;
        assert_eq!(browser.count("main").await?, 1, "{path}");
        let complaints = complaints(&browser).await?;
        let is_there = !path.contains("no");
        assert!(complaints.is_empty() || !is_there, "{path}: {complaints:?}");
    }
    browser.close().await
}

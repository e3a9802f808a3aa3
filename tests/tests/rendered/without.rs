//! Without the program, or without a part of it.

use super::*;

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
        for (link, place) in [
            (".author-card a[rel=author]", "h1.author-name"),
            (".listing .headline a", "article .story-body p"),
            ("ul.tags a", "main .listing .headline a"),
            (".section-nav a[href='/section/world']", "h1.page-title"),
        ] {
            browser.element(link).await.with_context(|| link)?.click().await?;
            browser.wait_for(place).await.with_context(|| link)?;
        }
        browser.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// What only the program could do for a discussion that takes comments.
const IDLE: &str = ".composer, .comments-bar, .comments-new button, .comments-more, .comment-foot button, \
    .comment-deeper, dialog";

#[tokio::test(flavor = "multi_thread")]
async fn without_javascript_a_live_discussion_can_be_read() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await?;
        browser.open_address(&newsroom.url(STORY)).await?;
        browser.wait_for("li.comment .comment-text p").await?;
        assert!(browser.element("li.comment .comment-text p").await?.is_displayed().await?);
        assert!(browser.count("li.comment [data-act]").await? > 0, "it is drawn, and hidden");
        for found in browser.web().find_all(thirtyfour::By::Css(IDLE)).await? {
            if found.is_displayed().await? {
                wrong.push(format!("{device:?} offers {}", found.outer_html().await?));
            }
        }
        wrong.extend(inspect::sideways(&browser).await?);
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
    let real = std::fs::read(dist().join(program.trim_start_matches('/')))?;
    let mut damaged = real.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].iter_mut().for_each(|byte| *byte ^= 0x55);
    let mut wrong = Vec::new();
    for (what, file, swap, is_known) in [
        ("a program cut short", &program, broken("application/wasm", &real[..middle]), true),
        ("a damaged program", &program, broken("application/wasm", &damaged), true),
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
async fn what_was_typed_stays_where_no_program_comes() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser
        .before_every_page(
            "const none = new Promise((_, fail) => { globalThis.giveUp = () => fail(new Error('none')); });
             WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => none;",
        )
        .await?;
    browser.open_address(&newsroom.url(STORY)).await?;
    browser.click(".composer textarea").await?;
    browser.press("Half a thought").await?;
    browser.js("void giveUp()").await?;
    browser.wait_until("document.documentElement.dataset.app === 'absent'").await?;
    browser.next_frames().await?;
    let field = "document.querySelector('.composer textarea')";
    let is_kept = format!(
        "{field}.value === 'Half a thought' && document.activeElement === {field} && {field}.checkVisibility({{ visibilityProperty: true }})"
    );
    assert!(browser.is(is_kept).await?);
    browser.close().await
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

/// Nobody is there to be told, at first.
#[tokio::test(flavor = "multi_thread")]
async fn a_discussion_that_is_lost_before_the_page_is_taken_up_is_told_then() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let browser = Browser::open(Device::Phone).await?;
    let broken = "(() => {
        const start = WebAssembly.instantiateStreaming;
        const gate = new Promise((open) => { window.letGo = open; });
        window.heal = () => { window.isHealed = true; };
        WebAssembly.instantiateStreaming = async (source, imports) => {
            const answer = await source;
            if (answer.url.includes('discussion') && !window.isHealed) {
                window.isBroken = true;
                throw new WebAssembly.CompileError('broken');
            }
            await gate;
            return start(answer, imports);
        };
    })()";
    browser.before_every_page(broken).await?;
    browser.open_address(&newsroom.url(STORY)).await?;
    browser.wait_for(".comment-collapse").await?;
    browser.js("(document.querySelector('.comment-collapse').scrollIntoView(), 0)").await?;
    browser.click(".comment-collapse").await?;
    browser.wait_until("window.isBroken").await?;
    browser.js("(letGo(), 0)").await?;
    browser.wait_until(STARTED).await?;
    browser.wait_for(".discussion > .problem").await?;
    browser.js("(heal(), 0)").await?;
    browser.click(".discussion > .problem button").await?;
    browser.wait_until(TALKING).await?;
    browser
        .wait_until("document.querySelector('.comment-collapse').ariaExpanded === 'false'")
        .await?;
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

/// The page is from before a deploy, and the one that comes with the reload is not.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_from_before_a_deploy_reloads_once_and_goes_on() -> Result<()> {
    let site = Site::rendered(None).await?;
    let mut page = reqwest::get(site.url(STORY)).await?.text().await?;
    for (begin, end) in [("broadsheet-", ".js"), ("broadsheet-", "_bg.wasm")] {
        let file = site.file(begin, end)?;
        let name = file.trim_start_matches('/');
        assert!(page.contains(name), "{name}");
        let old: String = name.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        page = page.replace(name, &old);
    }
    let content_type = "text/html; charset=utf-8";
    let visits = || site.asked().iter().filter(|path| *path == STORY).count();
    let before = visits();
    site.swap("page", Swap::Answer { status: 200, content_type, body: page.into_bytes() });
    let browser = Browser::open(Device::Phone).await?;
    browser.open_address(&site.url(STORY)).await?;
    // The old page has been handed out; whoever asks again gets the new one.
    while visits() == before {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    site.heal();
    browser.wait_until(STARTED).await?;
    browser.wait_for("article .story-body p").await?;
    assert_eq!(visits() - before, 2, "one reload, for the new page");
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
    let visits = || site.asked().iter().filter(|path| *path == STORY).count();
    assert_eq!(visits(), 2, "one reload, for the new page");
    // Whoever has begun to read isn't torn from it.
    let other = Browser::open(Device::Phone).await?;
    let reads = "addEventListener('DOMContentLoaded', () => scrollTo(0, 300))";
    other.before_every_page(reads).await?;
    other.open_address(&site.url(STORY)).await?;
    other.wait_until("document.documentElement.dataset.app === 'absent'").await?;
    assert_eq!(visits(), 3, "no reload under a reader");
    assert!(other.js_number("scrollY").await? > 0.0);
    other.close().await?;
    // Whoever reads on comes to the new page by any link.
    site.heal();
    browser.click(".section-list a[href='/section/world']").await?;
    browser.wait_for("main .page-title").await?;
    browser.wait_until(STARTED).await?;
    browser.close().await
}

//! Taken up by the program, and gone on with.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_is_taken_up_on_every_route() -> Result<()> {
    let site = Site::rendered(None).await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.before_every_page(HELD).await?;
        for path in PATHS {
            let found = taken_up(&browser, &site.url(path)).await?;
            wrong.extend(found.into_iter().map(|line| format!("{device:?} {path}: {line}")));
        }
        browser.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// As `cargo xtask serve` has it: cards ask how many comments there are, and the discussion goes on by itself.
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_is_taken_up_where_comments_are_live() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.before_every_page(HELD).await?;
        for path in PATHS {
            let mut found = taken_up(&browser, &newsroom.url(path)).await?;
            if path == STORY {
                come_near(&browser).await?;
                browser.wait_until(TALKING).await?;
                browser
                    .wait_until(
                        "document.querySelector('.comments-status').dataset.state === 'live'",
                    )
                    .await?;
                browser.wait_until_settled().await?;
                found.extend(taken(&browser).await?);
            }
            wrong.extend(found.into_iter().map(|line| format!("{device:?} {path}: {line}")));
        }
        browser.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_of_the_web_can_be_followed_in_comments_that_come_with_the_page() -> Result<()> {
    let newsroom = Newsroom::with(|options| {
        options.rendered = Some(16 << 20);
        options.links = links::MOST;
    })
    .await?;
    let id = newsroom.say("alaska-summit", None, links::SAID).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.before_every_page(HELD).await?;
    browser.open_address(&newsroom.url(STORY)).await?;
    browser.wait_until("window.stood?.length > 3 && document.readyState === 'complete'").await?;
    let it = format!("document.getElementById('comment-{id}')");
    assert_eq!(links::wrong(&browser, &it).await?, Vec::<String>::new(), "as rendered");
    // The same elements are taken up, and are what they were.
    browser
        .js(format!("window.links = [...{it}.querySelectorAll('.comment-text a')], letGo(), 0"))
        .await?;
    browser.wait_until(STARTED).await?;
    come_near(&browser).await?;
    browser.wait_until(TALKING).await?;
    browser.wait_until_settled().await?;
    assert_eq!(links::wrong(&browser, &it).await?, Vec::<String>::new(), "as taken up");
    assert!(browser.is("links.length === 2 && links.every((link) => link.isConnected)").await?);
    browser.close().await
}

/// Backends whose section is in three parts, each in a document of its own, and all in one; and the first story
/// of each part.
async fn in_three_parts() -> Result<[(Backend, [String; 3]); 2]> {
    Ok([in_three_documents().await?, in_one_document().await?])
}

async fn in_one_document() -> Result<(Backend, [String; 3])> {
    let backend = Backend::open().await?;
    let mut list = backend.document("sections/world.json")?;
    let card = list["cards"][0].take();
    let mut story = backend
        .document(&format!("articles/{}.json", card["slug"].as_str().unwrap_or_default()))?;
    let of = |mut named: Value, number: usize| {
        named["slug"] = json!(format!("story-{number}"));
        named
    };
    list["cards"] = (0..130).map(|number| of(card.clone(), number)).collect();
    for number in 0..130 {
        // Fetched ahead, where it is on the screen.
        story = of(story, number);
        let path = format!("articles/story-{number}.json");
        backend.set(&path, journeys::Answer::json(&story));
    }
    backend.set("sections/world.json", journeys::Answer::json(&list));
    Ok((backend, [0, 60, 120].map(|n| format!(".listing a[href='/article/story-{n}']"))))
}

async fn in_three_documents() -> Result<(Backend, [String; 3])> {
    let backend = Backend::open().await?;
    let mut firsts = Vec::new();
    for (name, of, next) in [
        ("world", "science", json!("sections/world-b.json")),
        ("world-b", "sport", json!("sections/world-c.json")),
        ("world-c", "culture", json!(null)),
    ] {
        let mut part = backend.document(&format!("sections/{of}.json"))?;
        let first = part["cards"][0]["slug"].as_str().unwrap_or_default().to_owned();
        firsts.push(format!(".listing a[href='/article/{first}']"));
        part["next"] = next;
        backend.set(&format!("sections/{name}.json"), journeys::Answer::json(&part));
    }
    let firsts = firsts.try_into().map_err(|_| anyhow::anyhow!("three parts"))?;
    Ok((backend, firsts))
}

const MORE: &str = ".listing-more a[rel=next]";

#[tokio::test(flavor = "multi_thread")]
async fn all_of_a_list_is_read_without_a_program() -> Result<()> {
    for (backend, [first, second, third]) in in_three_parts().await? {
        let site = Site::rendered(Some(&backend.url())).await?;
        let browser = Browser::open(Device::Phone).await?;
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await?;
        browser.open_address(&site.url("/section/world")).await?;
        browser.wait_for(&first).await?;
        browser.element(MORE).await?.click().await?;
        browser.wait_for(&second).await?;
        assert_eq!(browser.count(&first).await?, 0);
        browser.element(MORE).await?.click().await?;
        browser.wait_for(&third).await?;
        assert_eq!(browser.count(MORE).await?, 0);
        browser.element(".listing-more a[href='/section/world']").await?.click().await?;
        browser.wait_for(&first).await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_further_page_of_a_list_is_taken_up_and_gone_on_with() -> Result<()> {
    for (backend, parts) in in_three_parts().await? {
        let rendered = Site::rendered(Some(&backend.url())).await?;
        goes_on_from_the_second(&rendered, true, &backend, &parts).await?;
        let site = Site::with_backend(&backend.url()).await?;
        goes_on_from_the_second(&site, false, &backend, &parts).await?;
    }
    Ok(())
}

/// It has come as a whole, and is there without a line too.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_document_is_fetched_once_for_all_its_parts() -> Result<()> {
    let (backend, [first, second, third]) = in_one_document().await?;
    let site = Site::with_backend(&backend.url()).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url("/section/world")).await?;
    browser.wait_for(&first).await?;
    for part in [second, third] {
        browser.click(MORE).await?;
        browser.wait_for(&part).await?;
    }
    assert_eq!(browser.count(".listing .story-card").await?, 130);
    assert_eq!(backend.seen("sections/world.json").len(), 1);
    browser.close().await
}

async fn goes_on_from_the_second(
    site: &Site,
    is_rendered: bool,
    backend: &Backend,
    [first, second, third]: &[String; 3],
) -> Result<()> {
    let browser = Browser::open(Device::Desktop).await?;
    browser.visit(&site.url("/section/world/2")).await?;
    browser.wait_for(second).await?;
    assert_eq!(browser.count(first).await?, 0);
    assert!(browser.js_text("document.title").await?.contains(", page 2 · "));
    if is_rendered {
        browser.wait_until_settled().await?;
        let asked: Vec<_> =
            browser.requests().await?.into_iter().filter(|url| is_document(url)).collect();
        assert!(asked.iter().all(|url| !url.contains("/sections/world")), "{asked:?}");
    }
    assert_eq!(browser.attribute(MORE, "href").await?.as_deref(), Some("/section/world/3"));
    // What is below comes into the list, and no page is left for it; by keyboard too.
    browser.js("void document.querySelector('.listing-more a[rel=next]').focus()").await?;
    browser.press(journeys::Key::Enter).await?;
    browser.wait_for(third).await?;
    assert_eq!(browser.count(second).await?, 1);
    assert_eq!(browser.js_text("location.pathname").await?, "/section/world/2");
    assert_eq!(browser.count(".listing-more a[rel=next], .listing-more button").await?, 0);
    browser.click(".listing-more a[href='/section/world']").await?;
    browser.wait_for(first).await?;
    browser.wait_for_path("/section/world").await?;
    browser.js("void history.back()").await?;
    browser.wait_for(third).await?;
    browser.wait_for_path("/section/world/2").await?;
    assert_eq!((browser.count(first).await?, browser.count(second).await?), (0, 1));
    inspect::end_quietly(browser, &[&site.url(""), &backend.url()]).await?;
    // There are no more than three.
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url("/section/world/4")).await?;
    let is_none = "document.querySelector('meta[name=robots][content=noindex]') !== null";
    browser.wait_until(is_none).await?;
    assert_eq!(browser.count(".listing").await?, 0);
    browser.close().await
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
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.before_every_page(HELD).await?;
    let mut wrong = Vec::new();
    let paths = ["/", STORY, "/article/monsoon-lahore", TOLD_LIVE, "/section/world", "/nowhere"];
    // With a discussion that takes comments too.
    let all = paths.map(|path| (path, site.url(path))).into_iter();
    for (path, url) in all.chain([(STORY, newsroom.url(STORY))]) {
        browser.open_address(&url).await?;
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
    browser.wait_for(PILL).await?;
    browser.click(PILL).await?;
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
async fn a_story_that_was_taken_away_is_not_asked_for_again() -> Result<()> {
    let backend = Backend::open().await?;
    let site = Site::rendered(Some(&backend.url())).await?;
    backend.set("articles/alaska-summit.json", journeys::Answer::status(410));
    let browser = Browser::open(Device::Phone).await?;
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_until(STARTED).await?;
    browser.wait_for("main .problem").await?;
    assert_eq!(browser.count("main .problem button").await?, 0);
    let asked = "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('.json')).map((e) => e.name)";
    assert_eq!(browser.js(asked).await?, json!([]));
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
        let asked = browser.requests().await?;
        let again: Vec<_> = asked.iter().filter(|url| is_document(url)).collect();
        let complaints = complaints(&browser).await?;
        // One page stands for all that are not there, and knows of none of them.
        let is_there = !path.contains("no");
        assert!(again.is_empty() || !is_there, "{path}, asked for once more: {again:?}");
        assert!(complaints.is_empty() || !is_there, "{path}: {complaints:?}");
    }
    browser.close().await
}

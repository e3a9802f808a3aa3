//! Every page, at both devices, in light and dark, and right to left.

use journeys::browser::Named;
use journeys::{Answer, Backend, Browser, Device, Result, Site, inspect};
use serde_json::json;

/// A page, and what else than the frame must be on it: roles with their names.
struct Expected {
    path: &'static str,
    title: &'static str,
    named: &'static [(&'static str, &'static str)],
}

const fn page(
    path: &'static str,
    title: &'static str,
    named: &'static [(&'static str, &'static str)],
) -> Expected {
    Expected { path, title, named }
}

/// Every kind of page; of articles one of each kind that the built-in edition has.
const PAGES: [Expected; 19] = [
    page("/", "", &[("region", "Top stories"), ("region", "Most read")]),
    page("/section/world", "World", &[("region", "Stories")]),
    page("/section/politics", "Politics", &[("region", "Stories")]),
    page("/section/science", "Science", &[("region", "Stories")]),
    page("/section/business", "Business", &[("region", "Stories")]),
    page("/section/culture", "Culture", &[("region", "Stories")]),
    page("/section/sport", "Sport", &[("region", "Stories")]),
    page("/tag/rivers", "", &[("region", "Stories")]),
    page("/author/news-desk", "News Desk", &[("group", "News Desk"), ("region", "Stories")]),
    page("/author/mira-okafor", "Mira Okafor", &[("group", "Mira Okafor")]),
    page(
        "/article/alaska-summit",
        "Two presidents, one hangar: ceasefire talks run into the night",
        &[
            ("article", ""),
            ("region", "Key points"),
            ("region", "Comments 293"),
            ("group", "News Desk"),
            ("group", "Mira Okafor"),
            ("navigation", "Top stories"),
        ],
    ),
    page("/article/seventh-year-river", "", &[("article", ""), ("region", "Comments 9")]),
    page("/article/monsoon-lahore", "", &[("article", ""), ("region", "Key points")]),
    page("/article/long-read-lighthouse", "", &[("article", ""), ("region", "Comments 6")]),
    page("/article/border-bridge", "", &[("article", ""), ("region", "Corrections")]),
    page("/article/coalition-clock", "", &[("article", ""), ("region", "Comments 14")]),
    page("/article/rowing-eights", "", &[("article", ""), ("group", "Jonah Adeyemi")]),
    page(
        "/article/garve-storm",
        "",
        &[("article", ""), ("region", "Key events"), ("region", "The story so far")],
    ),
    page("/no-such-page", "Page not found", &[("region", "Top stories")]),
];

/// What is marked as the story being read in the strip of top stories, unless it is that story: which is
/// marked where it is among them, and else none is.
const MARKED: &str = "(() => {
    const links = [...document.querySelectorAll('.top-strip a')];
    const marked = links.filter((link) => link.hasAttribute('aria-current'));
    const right = links.filter((link) => link.pathname === location.pathname);
    const fits = marked.length === right.length
      && marked.every((link) => right.includes(link) && link.getAttribute('aria-current') === 'page');
    return fits ? '' : `${marked.map((link) => link.pathname).join()} at ${location.pathname}`;
  })()";

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone() -> Result<()> {
    let site = Site::as_built().await?;
    all_pages(&site, &[], Device::Phone, "ltr").await
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_desktop() -> Result<()> {
    let site = Site::as_built().await?;
    all_pages(&site, &[], Device::Desktop, "ltr").await
}

#[tokio::test(flavor = "multi_thread")]
async fn right_to_left_on_a_phone() -> Result<()> {
    let (backend, site) = right_to_left().await?;
    all_pages(&site, &[&backend.url()], Device::Phone, "rtl").await
}

#[tokio::test(flavor = "multi_thread")]
async fn right_to_left_on_a_desktop() -> Result<()> {
    let (backend, site) = right_to_left().await?;
    all_pages(&site, &[&backend.url()], Device::Desktop, "rtl").await
}

/// The built-in edition as an Urdu newsroom would run it.
async fn right_to_left() -> Result<(Backend, Site)> {
    let backend = Backend::open().await?;
    let mut edition = backend.document("edition.json")?;
    edition["lang"] = json!("ur");
    edition["dir"] = json!("rtl");
    backend.set("edition.json", Answer::json(&edition));
    let url = backend.url();
    let site = Site::configured(|config| {
        config["site"]["lang"] = json!("ur");
        config["edition"]["url"] = json!(url);
        config["comments"]["url"] = json!(url);
    });
    Ok((backend, site.await?))
}

async fn all_pages(site: &Site, backends: &[&str], device: Device, direction: &str) -> Result<()> {
    let origins: Vec<String> = backends
        .iter()
        .map(|url| url.trim_end_matches("/edition/").to_owned())
        .chain([site.url("")])
        .collect();
    let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
    let browser = Browser::open(device).await?;
    let mut wrong = Vec::new();
    for expected in &PAGES {
        let found = one_page(&browser, site, &origins, expected, direction).await?;
        wrong.extend(found.into_iter().map(|line| format!("{}: {line}", expected.path)));
    }
    browser.close().await?;
    assert!(wrong.is_empty(), "{device:?}, {direction}\n{}", wrong.join("\n"));
    Ok(())
}

async fn one_page(
    browser: &Browser,
    site: &Site,
    origins: &[&str],
    expected: &Expected,
    direction: &str,
) -> Result<Vec<String>> {
    // As a reader who comes for the first time: with nothing in the browser's cache.
    browser.devtools("Network.clearBrowserCache", json!({})).await?;
    browser.forget().await?;
    browser.visit(&site.url(expected.path)).await?;
    browser.wait_for(".section-nav a[href='/section/sport']").await?;
    browser.scroll_through().await?;
    if expected.named.iter().any(|(_, name)| name.starts_with("Comments")) {
        browser.wait_for(".comment-list > li").await?;
    }
    let mut wrong = inspect::frame(browser).await?;
    wrong.extend(inspect::still(browser).await?);
    wrong.extend(inspect::quiet(browser, origins).await?);
    wrong.extend(contents(browser, expected).await?);
    if browser.js_text("document.documentElement.dir").await? != direction {
        wrong.push(format!("does not run {direction}"));
    }
    wrong.extend(inspect::accessible(browser).await?);
    Ok(wrong)
}

async fn contents(browser: &Browser, expected: &Expected) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let heading = browser.text("h1").await?;
    let name = if expected.title.is_empty() { &heading } else { expected.title };
    let title = match expected.path {
        "/" => "Broadsheet".to_owned(),
        _ => format!("{name} · Broadsheet"),
    };
    if browser.title().await? != title {
        wrong.push(format!("titled {:?}, not {title:?}", browser.title().await?));
    }
    let outline = browser.outline().await?;
    for (role, name) in expected.named {
        let fits = |named: &Named| named.role == *role && named.name == *name;
        let count = outline.iter().filter(|named| fits(named)).count();
        if count != 1 {
            let others: Vec<_> =
                outline.iter().filter(|n| n.role == *role).map(|n| &n.name).collect();
            wrong.push(format!("{count} × {role} {name:?} among {others:?}"));
        }
    }
    if expected.path.starts_with("/article/") {
        wrong.extend(article(browser, expected.path).await?);
    }
    let is_kept_out = browser.count("meta[name=robots][content=noindex]").await? == 1;
    if is_kept_out != (expected.path == "/no-such-page") {
        wrong.push(format!("noindex: {is_kept_out}"));
    }
    Ok(wrong)
}

async fn article(browser: &Browser, path: &str) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for (what, css) in [
        ("h1 in the article", "article h1.headline"),
        ("standfirst", "article .standfirst"),
        ("linked author", ".author-card[role=group] a[rel=author][href^='/author/']"),
        ("time of publication", ".article-meta time[datetime]"),
        ("caption", "figure.main-photo figcaption .caption"),
        ("credit", "figure.main-photo figcaption .credit"),
        ("text alternative", "figure.main-photo img[alt]:not([alt=''])"),
        ("top stories in the strip", ".top-strip a"),
        ("related stories", ".related .headline a[href^='/article/']"),
        ("tags", "ul.tags[aria-label] a[href^='/tag/']"),
        ("tools", "[role=group][aria-label='Story tools'] button"),
    ] {
        if browser.count(css).await? == 0 {
            wrong.push(format!("no {what}"));
        }
    }
    let wrongly_marked = browser.js_text(MARKED).await?;
    if !wrongly_marked.is_empty() {
        wrong.push(format!("marked in the strip: {wrongly_marked}"));
    }
    let is_drawn = browser.is("document.querySelector('.main-photo img').naturalWidth > 0").await?;
    if !is_drawn {
        wrong.push("the main photograph is not drawn".to_owned());
    }
    let has_comments = browser.count("section.comments").await? == 1;
    if has_comments == path.ends_with("rowing-eights") {
        wrong.push(format!("comments: {has_comments}"));
    }
    let is_closed = browser.is("document.querySelector('.comments')?.innerText.includes('closed')");
    if is_closed.await? != path.ends_with("coalition-clock") {
        wrong.push("comments closed where open, or open where closed".to_owned());
    }
    Ok(wrong)
}

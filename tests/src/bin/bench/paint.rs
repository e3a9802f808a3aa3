//! The first paint of a rendered page, beside a static page with the same story, pictures, fonts and
//! styles, and no script.
//!
//! The static page is what a careful hand would have written: the rendered page's own markup without
//! the program's data and scripts; once with its first styles in a file, and once within itself, as the
//! rendered page has them. Beside it stands the page of [`handwritten`], with as little markup and style as the
//! story needs.

use anyhow::Context;
use journeys::{Newsroom, Result, Site};
use serde_json::json;

use crate::handwritten;
use crate::visits::{Visit, visit};

/// Where the static page stands.
const STATIC: &str = "/static/story.html";
/// The same with its first styles within itself.
const INLINE: &str = "/static/inline.html";

/// The memory for rendered pages, in bytes.
const PAGES: u64 = 16 << 20;

/// The same visit to both pages, one after the other.
pub struct Pair {
    /// The rendered page.
    pub site: Visit,
    /// The static one.
    pub plain: Visit,
    /// The static one with its first styles within itself.
    pub inline: Visit,
    /// The one with a small style of its own.
    pub small: Visit,
}

/// Visits the first of two stories so many times.
pub async fn pairs(slugs: [&str; 2], count: usize) -> Result<Vec<Pair>> {
    let path = format!("/article/{}", slugs[0]);
    let live = json!({"kind": "server", "url": "/api/"});
    let files = Site::configured(|config| config["comments"] = live).await?;
    let folder = files.folder().to_owned();
    let newsroom = Newsroom::with(|options| {
        options.rendered = Some(PAGES);
        options.dist = Some(folder);
    });
    let newsroom = newsroom.await?;
    let page = reqwest::get(newsroom.url(&path)).await?.error_for_status()?.text().await?;
    let style = files.file("broadsheet-", ".css")?;
    let inline = plain(&page)?;
    files.add(STATIC, with_style_in_file(&inline, &style)?.as_bytes())?;
    files.add(INLINE, inline.as_bytes())?;
    handwritten::publish(&files, slugs)?;
    let small = newsroom.url(&handwritten::address(slugs[0]));
    let mut pairs = Vec::new();
    for number in 1..=count {
        eprintln!("First paints, pair {number} of {count}.");
        let site = visit(&newsroom.url(&path)).await?;
        let plain = visit(&newsroom.url(STATIC)).await?;
        let inline = visit(&newsroom.url(INLINE)).await?;
        pairs.push(Pair { site, plain, inline, small: visit(&small).await? });
    }
    Ok(pairs)
}

/// A rendered page without what belongs to the program.
fn plain(page: &str) -> Result<String> {
    let mut plain = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, script)) = rest.split_once("<script") {
        plain.push_str(before);
        rest = script.split_once("</script>").context("a script that does not end")?.1;
    }
    plain.push_str(rest);
    let (before, app) = plain.split_once("<link id=\"broadsheet-app\"").context("no program")?;
    let (_, after) = app.split_once('>').context("a link that does not end")?;
    Ok(format!("{before}{after}").replace(" data-rendered", ""))
}

/// The same, its first styles in their own file.
fn with_style_in_file(page: &str, style: &str) -> Result<String> {
    let (before, rest) = page.split_once("<style>").context("no styles")?;
    let (_, after) = rest.split_once("</style>").context("styles that do not end")?;
    Ok(format!("{before}<link rel=\"stylesheet\" href=\"{style}\">{after}"))
}

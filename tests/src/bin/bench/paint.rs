//! The first paint of a rendered page, beside a static page with the same story, pictures, fonts and
//! styles, and no script.
//!
//! The static pages are what a careful hand would have written: the rendered page's own markup without
//! the program's data and scripts. One has its styles in two files; the other has those of the first
//! screen in itself, as the rendered page does, and is the strongest that it can be compared with.

use anyhow::Context;
use journeys::{Newsroom, Result, Site};
use serde_json::json;

use crate::visits::{Visit, visit};

/// Where the static page stands whose styles are files.
const STATIC: &str = "/static/story.html";
/// Where the one stands that has its first styles in itself, and its file.
const INLINE: (&str, &str) = ("/static/story-inline/", "/static/story-inline/index.html");

/// The memory for rendered pages, in bytes.
const PAGES: u64 = 16 << 20;

/// The same visit to the three pages, one after the other.
pub struct Round {
    /// The rendered page.
    pub site: Visit,
    /// The static one with its styles in files.
    pub files: Visit,
    /// The static one with its first styles in itself.
    pub inline: Visit,
}

/// Visits a story so many times.
pub async fn rounds(path: &str, count: usize) -> Result<Vec<Round>> {
    let live = json!({"kind": "server", "url": "/api/"});
    let files = Site::configured(|config| config["comments"] = live).await?;
    let folder = files.folder().to_owned();
    let newsroom = Newsroom::with(|options| {
        options.rendered = Some(PAGES);
        options.dist = Some(folder);
    });
    let newsroom = newsroom.await?;
    let page = reqwest::get(newsroom.url(path)).await?.error_for_status()?.text().await?;
    let style = files.file("broadsheet-", ".css")?;
    let inline = plain(&page)?;
    files.add(STATIC, in_files(&inline, &style)?.as_bytes())?;
    files.add(INLINE.1, inline.as_bytes())?;
    // To an export's pages the server's policy allows the styles that they have in themselves.
    files.add("/app.html", page.as_bytes())?;
    let exported = files.folder().to_owned();
    let exported = Newsroom::with(|options| options.dist = Some(exported)).await?;
    let mut rounds = Vec::new();
    for number in 1..=count {
        eprintln!("First paints, round {number} of {count}.");
        let site = visit(&newsroom.url(path)).await?;
        let files = visit(&newsroom.url(STATIC)).await?;
        rounds.push(Round { site, files, inline: visit(&exported.url(INLINE.0)).await? });
    }
    Ok(rounds)
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

/// A page whose first styles stand in their own file.
fn in_files(page: &str, style: &str) -> Result<String> {
    let (before, rest) = page.split_once("<style>").context("no styles")?;
    let (_, after) = rest.split_once("</style>").context("styles that do not end")?;
    Ok(format!("{before}<link rel=\"stylesheet\" href=\"{style}\">{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_static_pages_differ_in_where_their_styles_are() {
        let page = "<html data-rendered><head><link id=\"broadsheet-app\" href=\"/a.js\"><style>p{}</style>\
                    <script>boot()</script></head><body>A story<script type=\"x\">{}</script></body></html>";
        let inline = plain(page).unwrap();
        assert_eq!(inline, "<html><head><style>p{}</style></head><body>A story</body></html>");
        assert_eq!(
            in_files(&inline, "/a.css").unwrap(),
            "<html><head><link rel=\"stylesheet\" href=\"/a.css\"></head><body>A story</body></html>"
        );
    }
}

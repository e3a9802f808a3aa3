//! A comment with addresses in its text: those of the web can be followed, and all else is words.

use serde_json::{Value, json};

use crate::{Browser, Result};

/// How many links a comment may have for [`SAID`] not to await approval, as whoever counts them takes them.
pub const MOST: usize = 10;

/// What somebody says.
pub const SAID: &str = "See https://example.org/a?b=1&c=2#d. Or (http://example.net/), and \
    neither javascript:alert(1) nor JaVaScRiPt://example.org/%0aalert(1) nor data:text/html,x \
    nor <a href=\"javascript:alert(1)\">this</a> nor www.example.org.";

/// What is wrong with how it is drawn in the comment that the expression `comment` names.
pub async fn wrong(browser: &Browser, comment: &str) -> Result<Vec<String>> {
    let text = format!("{comment}.querySelector('.comment-text')");
    let links = format!(
        "[...{text}.querySelectorAll('*')].filter((e) => e.localName !== 'p').map((e) =>
             [e.localName, e.getAttribute('href'), e.rel, e.textContent])"
    );
    let (links, words) =
        (browser.js(links).await?, browser.js_text(format!("{text}.textContent")).await?);
    let link = |address: &str| json!(["a", address, "ugc nofollow noopener noreferrer", address]);
    let expected: Value = [link("https://example.org/a?b=1&c=2#d"), link("http://example.net/")]
        .into_iter()
        .collect();
    let mut wrong = Vec::new();
    if links != expected {
        wrong.push(format!("the links are {links}"));
    }
    if words != SAID {
        wrong.push(format!("the words are {words:?}"));
    }
    Ok(wrong)
}

//! What the deployer configured, checked.
//!
//! It stands in the page as `<script type="application/json" id="broadsheet-config">`, so that a
//! newsroom edits the built `index.html` and rebuilds nothing. It is never taken from the page's own
//! address: a link could then point the site at somebody else's stories.

use crate::backend::wire::common::{language, one_line};
use crate::backend::wire::json::{Context, Decoded, JsonProblem, Notes, Place};
use crate::backend::wire::value;
use crate::model::Language;

/// The configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The site itself.
    pub site: Site,
    /// Where stories come from.
    pub edition: Source,
    /// Where discussions come from; `None` draws none.
    pub comments: Option<Source>,
    /// The origins of third parties whose embeds may be loaded into the page on the reader's click.
    pub embeds: Vec<String>,
}

/// The site itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The masthead.
    pub name: String,
    /// The language of the interface.
    pub lang: Language,
    /// The site's public address, without a slash at its end, for links that leave the page.
    pub url: String,
}

/// A backend: what it is, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What it can do.
    pub kind: Kind,
    /// The base, ending in `/`.
    pub url: String,
}

/// A kind of backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The contract's documents as files: they can be read.
    Files,
    /// The companion: stories as files have them, and discussions that are live.
    Server,
}

impl Config {
    /// Reads the text of the configuration block. The error says which key is wrong.
    pub fn parse(text: &str) -> Result<Self, JsonProblem> {
        let value = value::parse(text)
            .map_err(|_| JsonProblem { path: String::new(), message: "expected JSON" })?;
        let notes = Notes::default();
        let config =
            config(&Place::whole(&value, Context::new("/", &notes))).map_err(|problem| *problem)?;
        // Optional keys are left out of a story when they are wrong; of a configuration they are not:
        // a deployer wants to know.
        notes.take().into_iter().next().map_or(Ok(config), Err)
    }
}

fn config(place: &Place<'_>) -> Decoded<Config> {
    place.only(&["site", "edition", "comments", "embeds", "images"])?;
    // For the server's policy: only checked here.
    place.list("images", origin);
    Ok(Config {
        site: place.required("site", |p| {
            p.only(&["name", "lang", "url"])?;
            Ok(Site {
                name: p.required("name", one_line)?,
                lang: p.required("lang", language)?,
                // Paths of pages and files begin at the root of the host.
                url: p.required("url", origin)?,
            })
        })?,
        edition: place.required("edition", |p| {
            let off = |kind: &Place<'_>| Err(kind.problem("an edition can't be off"));
            source(p)?.map_or_else(|| p.required("kind", off), Ok)
        })?,
        comments: place.required("comments", source)?,
        embeds: place.list("embeds", origin),
    })
}

fn source(place: &Place<'_>) -> Decoded<Option<Source>> {
    let kind = |p: &Place<'_>| match p.text()? {
        "off" => Ok(None),
        "files" => Ok(Some(Kind::Files)),
        "server" => Ok(Some(Kind::Server)),
        _ => Err(p.problem("expected \"files\", \"server\" or \"off\"")),
    };
    place.only(&["kind", "url"])?;
    let Some(kind) = place.required("kind", kind)? else { return Ok(None) };
    Ok(Some(Source { kind, url: place.required("url", base)? }))
}

/// A base: `http(s)://host/…/` or a path `/…/`.
fn base(place: &Place<'_>) -> Decoded<String> {
    let text = place.text()?;
    let is_path = text.starts_with('/') && !text.starts_with("//");
    let fits = (is_path || is_web(text)) && !text.contains(['?', '#', '\\', ' ']);
    if !fits {
        return Err(place.problem("expected an http or https address or a path that starts with /"));
    }
    Ok(format!("{}/", text.trim_end_matches('/')))
}

/// The address of a host, without anything behind it.
fn origin(place: &Place<'_>) -> Decoded<String> {
    let text = place.text()?;
    if !is_web(text) {
        return Err(place.problem("expected an http or https address"));
    }
    let origin = text.trim_end_matches('/');
    match origin.split("://").nth(1) {
        Some(host) if !host.contains(['/', '?', '#']) => Ok(origin.to_owned()),
        _ => Err(place.problem("expected a host and nothing behind it")),
    }
}

fn is_web(text: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{
        "site": {"name": "Broadsheet", "lang": "en", "url": "https://news.example/"},
        "edition": {"kind": "files", "url": "/edition"},
        "comments": {"kind": "off"}
    }"#;

    #[test]
    fn a_good_one() {
        let config = Config::parse(GOOD).unwrap();
        assert_eq!(config.edition.url, "/edition/");
        assert_eq!(config.site.url, "https://news.example");
        assert_eq!(config.comments, None);
    }

    #[test]
    fn a_wrong_one_names_the_key() {
        for (from, to, said) in [
            ("\"files\"", "\"file\"", "edition.kind: expected \"files\", \"server\" or \"off\""),
            ("\"files\"", "\"off\"", "edition.kind: an edition can't be off"),
            (
                "\"/edition\"",
                "\"edition\"",
                "edition.url: expected an http or https address or a path that starts with /",
            ),
            (
                "\"/edition\"",
                "\"//evil.example/\"",
                "edition.url: expected an http or https address or a path that starts with /",
            ),
            ("\"en\"", "5", "site.lang: expected a string"),
            ("\"https://news.example/\"", "\"/\"", "site.url: expected an http or https address"),
            (
                "news.example/",
                "news.example/paper/",
                "site.url: expected a host and nothing behind it",
            ),
            ("news.example/", "news.example?a", "site.url: expected a host and nothing behind it"),
            ("news.example/", "news.example/#a", "site.url: expected a host and nothing behind it"),
            ("\"comments\"", "\"coments\"", "coments: there is no such key"),
            (
                "\"edition\": {",
                "\"embeds\": [\"youtube\"], \"edition\": {",
                "embeds: none of its items can be read",
            ),
            ("\"site\"", "\"imges\": [], \"site\"", "imges: there is no such key"),
            ("\"lang\"", "\"title\": 1, \"lang\"", "site.title: there is no such key"),
            ("\"off\"", "\"off\", \"uri\": 1", "comments.uri: there is no such key"),
            ("{", "", "the whole: expected JSON"),
        ] {
            let text = GOOD.replacen(from, to, 1);
            let problem = Config::parse(&text).unwrap_err();
            assert!(problem.to_string() == said || said.starts_with("embeds"), "{problem}");
        }
        for (list, said) in [
            (r#"["https://a.example", "b.example"]"#, "[1]: expected an http or https address"),
            (r#"["https://a.example/x"]"#, "[0]: expected a host and nothing behind it"),
            ("\"https://a.example\"", ": expected a list"),
        ] {
            for name in ["images", "embeds"] {
                let text = GOOD.replacen('{', &format!("{{\"{name}\": {list},"), 1);
                let problem = Config::parse(&text).unwrap_err().to_string();
                assert!(problem.starts_with(&format!("{name}{said}")), "{problem}");
            }
        }
    }
}

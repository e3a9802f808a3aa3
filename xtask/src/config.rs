//! A site's configuration: checked, and written into the built page.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::language::Language;

/// The keys a configuration may have, part by part.
const PARTS: [(&str, &[&str]); 3] = [
    ("site", &["name", "lang", "url"]),
    ("edition", &["kind", "url"]),
    ("comments", &["kind", "url"]),
];
const LISTS: [&str; 2] = ["images", "embeds"];

/// Where the page in the repository says that the site stands.
const HERE: &str = "http://127.0.0.1:8080";

/// A configuration that has been found right.
#[derive(Debug)]
pub struct Config(Value);

impl Config {
    /// Reads a configuration; a problem names the key that is wrong.
    pub fn parse(json: &str) -> Result<Self> {
        let config: Value = serde_json::from_str(json).context("it is not JSON")?;
        known_keys(&config, "", |key| {
            LISTS.contains(&key) || PARTS.iter().any(|(part, _)| *part == key)
        })?;
        for (part, keys) in PARTS {
            known_keys(&config[part], part, |key| keys.contains(&key))?;
        }
        if text(&config, "site.name")?.trim().is_empty() {
            bail!("site.name: is empty");
        }
        language(text(&config, "site.lang")?)?;
        let url = text(&config, "site.url")?;
        if !is_web(url) {
            bail!("site.url: must begin with https:// or http:// and a host");
        }
        if !is_host(url) {
            bail!(
                "site.url: {url:?} goes on after the host, and the site stands at the root of it"
            );
        }
        backend(&config, "edition", &["files", "server"])?;
        backend(&config, "comments", &["files", "server", "off"])?;
        LISTS.iter().try_for_each(|list| origins(&config, list))?;
        Ok(Self(config))
    }

    /// The same site with the discussions that lie beside its stories, to be read only.
    pub fn with_comments_in_files(mut self) -> Self {
        self.0["comments"] = json!({"kind": "files", "url": self.0["edition"]["url"]});
        self
    }

    /// The same site at another port of this machine; one that stands elsewhere keeps its address.
    pub fn at_port(mut self, port: u16) -> Self {
        if self.0["site"]["url"] == json!(HERE) {
            self.0["site"]["url"] = json!(format!("http://127.0.0.1:{port}"));
        }
        self
    }

    /// Whether the site reads the edition that is built into it: below `/edition/`, or from the server's own
    /// `/api/`. Discussions at `/api/` are the server's, and come without it.
    pub fn reads_own_edition(&self) -> bool {
        let is_own = |part: &str| {
            let backend = &self.0[part];
            let url = backend["url"].as_str().filter(|_| backend["kind"] != "off");
            url.and_then(|url| self.on_this_site(url)).is_some_and(is_built_in)
        };
        is_own("edition") || self.0["comments"]["kind"] == "files" && is_own("comments")
    }

    /// The path of an address, where that lies on the site itself.
    fn on_this_site<'a>(&self, url: &'a str) -> Option<&'a str> {
        if url.starts_with('/') {
            return Some(url);
        }
        let site = self.0["site"]["url"].as_str()?.trim_end_matches('/');
        url.strip_prefix(site).filter(|path| path.starts_with('/'))
    }

    /// The web app's manifest with the site's name and language.
    pub fn write_into_manifest(&self, manifest: &str) -> Result<String> {
        let mut manifest: Value = serde_json::from_str(manifest).context("it is not JSON")?;
        for (field, key) in
            [("name", "site.name"), ("short_name", "site.name"), ("lang", "site.lang")]
        {
            manifest[field] = json!(text(&self.0, key)?);
        }
        Ok(serde_json::to_string_pretty(&manifest)?)
    }

    /// The page with this configuration in its block, and the site's name, its language and the way that
    /// is written where the page tells them before the app does.
    pub fn write_into(&self, html: &str) -> Result<String> {
        let (start, end) = block(html)?;
        // The script element would end at a closing tag within a string.
        let json = serde_json::to_string_pretty(&self.0)?.replace('<', "\\u003c");
        let html = format!("{}\n{json}\n{}", &html[..start], &html[end..]);
        let name = text(&self.0, "site.name")?;
        let html = with_masthead(&with_title(&html, name)?, name);
        with_language(&html, &language(text(&self.0, "site.lang")?)?)
    }
}

/// The configuration that stands in a page.
pub fn in_page(html: &str) -> Result<Config> {
    let (start, end) = block(html)?;
    Config::parse(&html[start..end])
}

/// Where in the page the text of the block begins and ends.
fn block(html: &str) -> Result<(usize, usize)> {
    let found = || {
        let start = html.match_indices("<script").find_map(|(at, _)| {
            let start = at + html[at..].find('>')? + 1;
            html[at..start].contains("broadsheet-config").then_some(start)
        })?;
        Some((start, start + html[start..].find("</script>")?))
    };
    found().context("the page has no <script type=\"application/json\" id=\"broadsheet-config\">")
}

fn with_title(html: &str, name: &str) -> Result<String> {
    let (before, rest) = html.split_once("<title>").context("the page has no <title>")?;
    let (_, after) = rest.split_once("</title>").context("the page's <title> does not end")?;
    let name = escaped(name);
    Ok(format!("{before}<title>{name}</title>{after}"))
}

/// The name in the masthead of the page that stands until the app does.
fn with_masthead(html: &str, name: &str) -> String {
    const MASTHEAD: &str = "<a class=\"site-name\" href=\"/\">";
    let named = || {
        let (before, rest) = html.split_once(MASTHEAD)?;
        let (_, after) = rest.split_once("</a>")?;
        Some(format!("{before}{MASTHEAD}{}</a>{after}", escaped(name)))
    };
    named().unwrap_or_else(|| html.to_owned())
}

fn with_language(html: &str, language: &Language) -> Result<String> {
    let (before, rest) = html.split_once("<html").context("the page has no <html>")?;
    let (tag, after) = rest.split_once('>').context("the page's <html> does not end")?;
    let is_other =
        |attribute: &&str| !["lang=", "dir="].iter().any(|own| attribute.starts_with(own));
    let others = tag.split_whitespace().filter(is_other).map(|attribute| format!(" {attribute}"));
    let (lang, dir) = (language.as_str(), language.direction().as_str());
    let others: String = others.collect();
    Ok(format!("{before}<html lang=\"{lang}\" dir=\"{dir}\"{others}>{after}"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn known_keys(value: &Value, path: &str, known: impl Fn(&str) -> bool) -> Result<()> {
    let Some(object) = value.as_object() else {
        match (value, path) {
            (Value::Null, "") => bail!("expected an object, found null"),
            (Value::Null, _) => bail!("{path}: is missing"),
            (_, "") => bail!("expected an object, found {}", kind_of(value)),
            _ => bail!("{path}: expected an object, found {}", kind_of(value)),
        }
    };
    match object.keys().find(|key| !known(key)) {
        Some(key) if path.is_empty() => bail!("{key}: there is no such key"),
        Some(key) => bail!("{path}.{key}: there is no such key"),
        None => Ok(()),
    }
}

fn text<'a>(config: &'a Value, path: &str) -> Result<&'a str> {
    let value = path.split('.').fold(config, |value, key| &value[key]);
    match value {
        Value::String(text) => Ok(text),
        Value::Null => bail!("{path}: is missing"),
        _ => bail!("{path}: expected a string, found {}", kind_of(value)),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn language(tag: &str) -> Result<Language> {
    Language::new(tag).with_context(|| {
        format!("site.lang: {tag:?} is not a language tag such as \"en\" or \"ur-PK\"")
    })
}

fn backend(config: &Value, part: &str, kinds: &[&str]) -> Result<()> {
    let kind = text(config, &format!("{part}.kind"))?;
    if !kinds.contains(&kind) {
        bail!("{part}.kind: {kind:?} is none of {}", kinds.join(", "));
    }
    if kind == "off" {
        return Ok(());
    }
    let url = text(config, &format!("{part}.url"))?;
    let is_path = url.starts_with('/') && !url.starts_with("//");
    if !is_path && !is_web(url) {
        bail!("{part}.url: {url:?} begins neither with / nor with https:// or http:// and a host");
    }
    if url.contains(['?', '#', '\\']) || url.contains(char::is_whitespace) {
        bail!("{part}.url: {url:?} is no base for paths: it holds a space, ?, # or \\");
    }
    Ok(())
}

fn origins(config: &Value, list: &str) -> Result<()> {
    let items = match &config[list] {
        Value::Null => return Ok(()),
        Value::Array(items) => items,
        other => bail!("{list}: expected a list of origins, found {}", kind_of(other)),
    };
    for (index, item) in items.iter().enumerate() {
        match item {
            Value::String(origin) if is_web(origin) && is_host(origin) => {}
            other => bail!(
                "{list}[{index}]: {other} is not an origin such as \"https://photos.example\""
            ),
        }
    }
    Ok(())
}

/// Whether a path of the site leads to the edition that is built into it.
fn is_built_in(path: &str) -> bool {
    matches!(path.split('/').nth(1), Some("edition" | "api"))
}

/// Whether nothing comes after the host but a slash.
fn is_host(url: &str) -> bool {
    let rest = url.split("://").nth(1).unwrap_or_default();
    !rest.trim_end_matches('/').contains(['/', '?', '#'])
}

/// Whether the text is an absolute HTTP URL whose host is made of what hosts are made of.
fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]*".contains(&byte);
        !host.is_empty() && host.bytes().all(plain) && !url.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = r#"{
        "site": {"name": "The <Daily> & Co", "lang": "ur-PK", "url": "https://daily.example"},
        "edition": {"kind": "files", "url": "/edition/"},
        "comments": {"kind": "off"},
        "images": ["https://photos.example"]
    }"#;

    const PAGE: &str = r#"<!doctype html><html class="plain" lang="en" dir="ltr"><head><title>Broadsheet</title>
<!-- broadsheet-config --><script src="/boot.js"></script><script type="application/json" id="broadsheet-config">{}</script></head><body><a class="site-name" href="/">Broadsheet</a></body></html>"#;

    #[test]
    fn what_stands_on_this_machine_moves_with_its_port() {
        let here = Config::parse(&RIGHT.replace("https://daily.example", HERE)).unwrap();
        assert_eq!(here.at_port(8123).0["site"]["url"], "http://127.0.0.1:8123");
        let elsewhere = Config::parse(RIGHT).unwrap().at_port(8123);
        assert_eq!(elsewhere.0["site"]["url"], "https://daily.example");
    }

    #[test]
    fn a_site_reads_its_own_edition_or_another() {
        let reads = |edition: &str, kind: &str, comments: &str| {
            let mut config = Config::parse(RIGHT).unwrap();
            config.0["edition"]["url"] = json!(edition);
            config.0["comments"] = json!({"kind": kind, "url": comments});
            config.reads_own_edition()
        };
        for own in ["/edition/", "/edition", "/api/", "https://daily.example/edition/"] {
            assert!(reads(own, "server", "/api/"), "{own}");
        }
        for other in ["https://cms.example/edition/", "/json/", "/editions/"] {
            assert!(!reads(other, "server", "/api/"), "{other}");
            assert!(!reads(other, "off", "/edition/"), "{other}");
            assert!(!reads(other, "files", other), "{other}");
            assert!(reads(other, "files", "/edition/"), "{other}");
        }
        assert!(Config::parse(RIGHT).unwrap().reads_own_edition());
    }

    #[test]
    fn a_right_configuration_goes_into_the_page_and_comes_back() {
        let config = Config::parse(RIGHT).unwrap();
        let page = config.write_into(PAGE).unwrap();
        assert!(page.contains(r#"<html lang="ur-PK" dir="rtl" class="plain">"#), "{page}");
        assert!(page.contains("<title>The &lt;Daily> &amp; Co</title>"), "{page}");
        assert!(page.contains("href=\"/\">The &lt;Daily> &amp; Co</a>"), "{page}");
        assert!(!page.contains("<Daily>"), "{page}");
        let manifest =
            config.write_into_manifest(r#"{"name": "Broadsheet", "scope": "/"}"#).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        let name = "The <Daily> & Co";
        assert_eq!(
            manifest,
            json!({"name": name, "short_name": name, "lang": "ur-PK", "scope": "/"})
        );
        assert_eq!(in_page(&page).unwrap().0, config.0);
        assert_eq!(config.write_into(&page).unwrap(), page);
    }

    #[test]
    fn a_wrong_key_is_named() {
        let change = |from: &str, to: &str| {
            assert!(RIGHT.contains(from));
            format!("{:#}", Config::parse(&RIGHT.replace(from, to)).unwrap_err())
        };
        for (from, to, named) in [
            (r#""lang": "ur-PK""#, r#""lang": "Urdu (Pakistan)""#, "site.lang"),
            (r#""lang": "ur-PK","#, "", "site.lang: is missing"),
            (r#""name": "The <Daily> & Co""#, r#""name": 3"#, "site.name: expected a string"),
            (r#""https://daily.example""#, r#""daily.example""#, "site.url"),
            ("https://daily.example", "https://daily.example/paper", "site.url"),
            ("https://daily.example", "https://daily.example/?a", "site.url"),
            ("https://daily.example", "https://daily.example#a", "site.url"),
            (r#""kind": "files""#, r#""kind": "wordpress""#, "edition.kind"),
            (r#""/edition/""#, r#""//elsewhere.example/""#, "edition.url"),
            (r#""/edition/""#, r#""javascript:alert(1)""#, "edition.url"),
            (r#""/edition/""#, r#""/edition?of=today""#, "edition.url"),
            (r#""kind": "off""#, r#""kind": "files""#, "comments.url: is missing"),
            (r#""comments": {"#, r#""comment": {"#, "comment: there is no such key"),
            (r#""kind": "off""#, r#""kind": "off", "uri": 1"#, "comments.uri"),
            (r#"["https://photos.example"]"#, r#"["https://a;b"]"#, "images[0]"),
            (r#"["https://photos.example"]"#, r#"["https://a/b"]"#, "images[0]"),
            (r#"["https://photos.example"]"#, r#""https://a""#, "images: expected a list"),
            (r#"{"kind": "off"}"#, r#"[]"#, "comments: expected an object"),
            (r#""images""#, "images", "it is not JSON"),
        ] {
            let problem = change(from, to);
            assert!(problem.contains(named), "{named}: {problem}");
        }
        assert!(Config::parse("[]").unwrap_err().to_string().contains("expected an object"));
    }

    /// The words in the page that stands before the app are English, whatever the site's language is.
    #[test]
    fn the_page_before_the_app_stays_english_in_a_site_that_runs_the_other_way() {
        let page = std::fs::read_to_string(crate::system::root().join("index.html")).unwrap();
        let page = Config::parse(RIGHT).unwrap().write_into(&page).unwrap();
        assert!(page.contains("<html lang=\"ur-PK\" dir=\"rtl\">"), "{page}");
        assert!(
            page.contains("<div class=\"boot\" id=\"boot\" lang=\"en\" dir=\"ltr\">"),
            "{page}"
        );
    }

    #[test]
    fn a_page_without_a_block_is_refused() {
        let config = Config::parse(RIGHT).unwrap();
        let problem = config.write_into("<html><title></title></html>").unwrap_err();
        assert!(problem.to_string().contains("broadsheet-config"));
    }
}

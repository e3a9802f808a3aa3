//! Served pages as a crawler reads them: their raw HTML, with a tokenizer that browsers' rules made.

use std::collections::BTreeMap;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::*;

const HOME: &str = "https://news.example";

/// What a crawler keeps of a page.
#[derive(Debug, Default)]
struct Crawled {
    /// Every `meta` of the head by name or property.
    metas: BTreeMap<String, Vec<String>>,
    canonical: Vec<String>,
    title: String,
    lang: String,
    /// The structured data.
    structured: Vec<Value>,
    headline: String,
    /// What the page leads to on its own site.
    links: Vec<String>,
}

impl Crawled {
    fn read(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut page = Self::default();
        let mut open = String::new();
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => {
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    let of =
                        |name: &str| tag.attributes.get(name.as_bytes()).map(|v| text(&v.value));
                    let name = text(&tag.name);
                    match name.as_str() {
                        "html" => page.lang = of("lang").unwrap_or_default(),
                        "meta" => {
                            if let Some(key) = of("name").or(of("property")) {
                                let content = of("content").unwrap_or_default();
                                page.metas.entry(key).or_default().push(content);
                            }
                        }
                        "link" if of("rel").as_deref() == Some("canonical") => {
                            page.canonical.extend(of("href"));
                        }
                        "a" => page.links.extend(of("href").filter(|href| href.starts_with('/'))),
                        _ => {}
                    }
                    let is_data = of("type").as_deref() == Some("application/ld+json");
                    if !tag.self_closing && (name == "title" || name == "h1" || is_data) {
                        open = if is_data { "data".to_owned() } else { name };
                    }
                }
                Token::String(string) => {
                    let text = String::from_utf8_lossy(&string.value).into_owned();
                    match open.as_str() {
                        "title" => page.title.push_str(&text),
                        "h1" => page.headline.push_str(&text),
                        "data" => page.structured.push(serde_json::from_str(&text).unwrap()),
                        _ => {}
                    }
                }
                Token::EndTag(tag) => {
                    if matches!(tag.name.as_slice(), b"title" | b"h1" | b"script") {
                        open.clear();
                    }
                }
                _ => {}
            }
        }
        page
    }

    /// What the page says once under a name.
    fn one(&self, name: &str) -> &str {
        match self.metas.get(name).map(Vec::as_slice) {
            Some([one]) => one,
            other => panic!("{name} of {}: {other:?}", self.title),
        }
    }
}

/// Every address of pictures in structured data.
fn pictures(data: &Value, into: &mut Vec<String>) {
    match data {
        Value::String(text) if text.ends_with(".jpg") || text.ends_with(".png") => {
            into.push(text.clone())
        }
        Value::Array(items) => items.iter().for_each(|item| pictures(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| pictures(field, into)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_that_the_sitemap_names_can_be_previewed() {
    let dist = built("/edition/");
    let app = app(&dist).await;
    let sitemap = text(get(&app, "/sitemap.xml").await).await;
    let addresses: Vec<&str> = sitemap
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split_once("</loc>").map(|(address, _)| address))
        .collect();
    assert!(addresses.len() > 30, "{sitemap}");
    for address in addresses {
        let path = address.strip_prefix(HOME).unwrap();
        let response = get(&app, path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let page = Crawled::read(&text(response).await);
        assert_eq!(page.canonical, [address], "{path}");
        assert_eq!(page.one("og:url"), address, "{path}");
        for name in ["description", "og:title", "og:description", "og:type", "twitter:card"] {
            assert!(!page.one(name).trim().is_empty(), "{name} of {path}");
        }
        assert!(page.title.starts_with(page.one("og:title")), "{path}: {}", page.title);
        assert!(!page.lang.is_empty() && !page.headline.is_empty(), "{path}");
        assert!(page.links.len() > 5, "{path}: {:?}", page.links);
        let mut shown = vec![page.one("og:image").to_owned()];
        page.structured.iter().for_each(|data| pictures(data, &mut shown));
        if path.starts_with("/article/") {
            assert_eq!(page.one("og:type"), "article", "{path}");
            assert_eq!(page.headline.trim(), page.one("og:title"), "{path}");
            assert_eq!(page.structured.len(), 1, "{path}");
        }
        for picture in shown {
            let file = picture.strip_prefix(HOME).unwrap_or_else(|| panic!("{picture} of {path}"));
            // The built site of these tests has the edition's files alone.
            if let Some(file) = file.strip_prefix("/edition/") {
                let response = get(&app, &format!("/edition/{file}")).await;
                assert_eq!(response.status(), StatusCode::OK, "{picture} of {path}");
                assert!(field(&response, "content-type").starts_with("image/"), "{picture}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_no_preview_of_anything() {
    let dist = built("/edition/");
    let app = app(&dist).await;
    for path in ["/article/no-such-story", "/nowhere", "/section/none"] {
        let page = Crawled::read(&text(get(&app, path).await).await);
        assert_eq!(page.one("robots"), "noindex", "{path}");
        assert!(page.canonical.is_empty() && page.structured.is_empty(), "{path}");
        assert!(!page.metas.keys().any(|name| name.starts_with("og:")), "{path}: {:?}", page.metas);
    }
}

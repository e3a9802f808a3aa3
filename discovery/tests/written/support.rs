//! What the tests read pages and documents with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use broadsheet::backend::{Backend, Request};
use broadsheet::config::Config;
use broadsheet::model::Slug;
use broadsheet::pages::Page;
use broadsheet::route::Route;
use broadsheet_discovery::{head, structured};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use jsonschema::Validator;
use serde_json::Value;

/// A site whose edition lies beside its pages.
pub fn config() -> Config {
    named("Broadsheet")
}

/// The same site under another name.
pub fn named(name: &str) -> Config {
    let text = serde_json::json!({
        "site": {"name": name, "lang": "en-GB", "url": "https://news.example"},
        "edition": {"kind": "files", "url": "/edition/"},
        "comments": {"kind": "off"},
    });
    Config::parse(&text.to_string()).unwrap()
}

/// A slug.
pub fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

/// A document of the contract as its page.
pub fn page(config: &Config, route: &Route, text: &str) -> Page {
    fn read<T>(request: Request<T>, text: &str) -> Arc<T> {
        Arc::new(request.read(text).unwrap().0)
    }
    let backend = Backend::new(config);
    match route {
        Route::Front => Page::Front(read(backend.edition(), text)),
        Route::Section(slug) => Page::Listing(read(backend.section(slug), text)),
        Route::Tag(slug) => Page::Listing(read(backend.tag(slug), text)),
        Route::Article(slug) => Page::Article(read(backend.article(slug), text)),
        Route::Author(slug) => Page::Author(read(backend.author(slug), text)),
        Route::Further(list, _) => page(config, list, text),
        Route::NotFound => Page::NotFound,
    }
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A schema of this crate.
pub fn schema(name: &str) -> Validator {
    let path = repository(&format!("discovery/schemas/{name}.schema.json"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// Asserts that a document holds to a schema.
pub fn assert_valid(schema: &Validator, document: &Value) {
    let violations: Vec<_> = schema
        .iter_errors(document)
        .map(|error| format!("{}: {}", error.instance_path(), error.masked()))
        .collect();
    assert_eq!(violations, Vec::<String>::new(), "{document:#}");
}

/// A `<head>` as a browser's tokenizer reads it.
#[derive(Debug, Default)]
pub struct Head {
    /// The elements in order: name, attributes, text.
    pub elements: Vec<(String, BTreeMap<String, String>, String)>,
}

impl Head {
    /// What is said of a page: in its head, and in its structured data, which may stand anywhere.
    pub fn of(config: &Config, page: &Page, route: &Route) -> Self {
        Self::read(&(head(config, page, route) + &structured(config, page, route)))
    }

    /// Reads the elements; anything that no head of ours holds is a failure.
    fn read(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut head = Self::default();
        let mut is_open = false;
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => {
                    let name = text(&tag.name);
                    assert!(!is_open, "<{name}> within another element: {html}");
                    is_open = matches!(name.as_str(), "title" | "script");
                    let attributes = tag.attributes.iter().map(|(k, v)| (text(k), text(&v.value)));
                    head.elements.push((name, attributes.collect(), String::new()));
                }
                Token::EndTag(_) => is_open = false,
                Token::String(string) if is_open => {
                    head.elements.last_mut().unwrap().2.push_str(&text(&string.value));
                }
                Token::String(string) => assert_eq!(text(&string.value).trim(), "", "{html}"),
                other => panic!("{other:?} in {html}"),
            }
        }
        let allowed = ["title", "meta", "link", "script"];
        for (name, attributes, _) in &head.elements {
            assert!(allowed.contains(&name.as_str()), "<{name}> in {html}");
            assert!(!attributes.keys().any(|name| name.starts_with("on")), "{attributes:?}");
        }
        head
    }

    /// The text of the title.
    pub fn title(&self) -> &str {
        &self.elements.iter().find(|(name, ..)| name == "title").unwrap().2
    }

    /// What stands in every `meta` of a name or property.
    pub fn metas(&self, name: &str) -> Vec<&str> {
        let is_named = |attributes: &BTreeMap<String, String>| {
            ["name", "property"].iter().any(|key| attributes.get(*key).is_some_and(|n| n == name))
        };
        let metas = self.elements.iter().filter(|(tag, a, _)| tag == "meta" && is_named(a));
        metas.map(|(_, attributes, _)| attributes["content"].as_str()).collect()
    }

    /// What stands in the one `meta` of a name or property; nothing where there is none.
    pub fn meta(&self, name: &str) -> Option<&str> {
        let metas = self.metas(name);
        assert!(metas.len() < 2, "{name}: {metas:?}");
        metas.first().copied()
    }

    /// The attributes of every `link` of a relation.
    pub fn links(&self, rel: &str) -> Vec<&BTreeMap<String, String>> {
        let links = self.elements.iter().filter(|(name, a, _)| name == "link" && a["rel"] == rel);
        links.map(|(_, attributes, _)| attributes).collect()
    }

    /// The structured data; nothing where there is none.
    pub fn structured(&self) -> Option<Value> {
        let scripts: Vec<_> = self.elements.iter().filter(|(name, ..)| name == "script").collect();
        assert!(scripts.len() < 2, "{scripts:?}");
        let (_, attributes, json) = scripts.first()?;
        assert_eq!(attributes["type"], "application/ld+json");
        Some(serde_json::from_str(json).unwrap())
    }

    /// The thing of a type in the structured data.
    pub fn thing(&self, kind: &str) -> Value {
        let data = self.structured().unwrap();
        let things = data["@graph"].as_array().unwrap();
        things.iter().find(|thing| thing["@type"] == kind).unwrap().clone()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

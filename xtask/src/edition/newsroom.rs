//! The files of an edition, by what they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

/// Documents of one kind by slug.
pub type Documents = BTreeMap<String, Value>;

/// The order of an author page's fields; a contributor's come first.
const AUTHOR: &[&str] = &["slug", "name", "role", "bio", "avatar", "links", "cards", "next"];
/// The order of a story's fields.
const ARTICLE: &[&str] = &[
    "slug",
    "headline",
    "kicker",
    "live",
    "trail_text",
    "standfirst",
    "section",
    "byline",
    "published_at",
    "updated_at",
    "main_photo",
    "photo",
    "contributors",
    "key_points",
    "body",
    "blocks",
    "tags",
    "corrections",
    "related",
    "lang",
    "dir",
    "commenting",
    "comment_count",
    "reading_minutes",
];
/// The order of a list's fields.
const LIST: &[&str] = &["slug", "name", "description", "cards", "next"];

/// An edition.
#[derive(Default)]
pub struct Newsroom {
    /// `edition.json`.
    pub front: Value,
    /// The stories.
    pub articles: Documents,
    /// The contributors.
    pub authors: Documents,
    /// The sections' pages.
    pub sections: Documents,
    /// The tags' pages.
    pub tags: Documents,
    /// The discussions. One with comments is read here and never written.
    pub comments: Documents,
}

impl Newsroom {
    /// Reads the folder of an edition.
    pub fn read(dir: &Path) -> Result<Self> {
        let articles = documents(&dir.join("articles"))?;
        let mut comments = Documents::new();
        for slug in articles.keys() {
            let path = dir.join("articles").join(slug).join("comments.json");
            if path.exists() {
                comments.insert(slug.clone(), document(&path)?);
            }
        }
        Ok(Self {
            front: document(&dir.join("edition.json"))?,
            articles,
            authors: documents(&dir.join("authors"))?,
            sections: documents(&dir.join("sections"))?,
            tags: documents(&dir.join("tags"))?,
            comments,
        })
    }

    /// Path and text of every file that is kept in step.
    pub fn files(&self) -> Vec<(String, String)> {
        let kinds = [
            ("articles", &self.articles, ARTICLE),
            ("authors", &self.authors, AUTHOR),
            ("sections", &self.sections, LIST),
            ("tags", &self.tags, LIST),
        ];
        let mut files = vec![("edition.json".to_owned(), pretty(&self.front))];
        for (kind, documents, order) in kinds {
            files.extend(documents.iter().map(|(slug, document)| {
                (format!("{kind}/{slug}.json"), pretty(&in_order(document, order)))
            }));
        }
        let empty = self.comments.iter().filter(|(_, page)| items(page, "comments").is_empty());
        files.extend(
            empty.map(|(slug, page)| (format!("articles/{slug}/comments.json"), pretty(page))),
        );
        files
    }
}

/// The string in a field.
pub fn string<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field)?.as_str()
}

/// The items of a list, none where there is no list.
pub fn items<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The fields of an object that are there and not null, in the order named, and no others.
pub fn only(value: &Value, fields: &[&str]) -> Map<String, Value> {
    let present = |field: &&str| value.get(*field).is_some_and(|value| !value.is_null());
    let fields = fields.iter().copied().filter(present);
    fields.map(|field| (field.to_owned(), value[field].clone())).collect()
}

/// An object with the fields named first, in that order, and what else it has behind them.
pub fn in_order(value: &Value, fields: &[&str]) -> Value {
    let Some(object) = value.as_object() else { return value.clone() };
    let known = fields.iter().filter_map(|field| object.get_key_value(*field));
    let others = object.iter().filter(|(field, _)| !fields.contains(&field.as_str()));
    Value::Object(known.chain(others).map(|(k, v)| (k.clone(), v.clone())).collect())
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn documents(dir: &Path) -> Result<Documents> {
    let mut documents = Documents::new();
    if !dir.exists() {
        return Ok(documents);
    }
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let path = entry?.path();
        let slug = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
        if let Some(slug) = slug.filter(|_| path.extension().is_some_and(|ext| ext == "json")) {
            documents.insert(slug, document(&path)?);
        }
    }
    Ok(documents)
}

fn document(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let value: Value = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    ensure!(value.is_object(), "{}: expected an object", path.display());
    Ok(value)
}

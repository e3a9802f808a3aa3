//! The pages of sections, tags and authors.

use serde_json::{Value, json};

use super::cards::newest_first;
use super::newsroom::{Documents, Newsroom, items, string};
use super::photos::Photos;
use super::problems::Problems;

/// Completes the authors' portraits. A portrait beside a name is decoration, so it may be given by
/// its address alone.
pub fn portraits(authors: &mut Documents, photos: &Photos, problems: &mut Problems) {
    for (slug, author) in authors {
        let file = format!("authors/{slug}.json");
        if string(author, "slug") != Some(slug.as_str()) {
            problems.add(&file, "slug", "differs from the file's name");
        }
        if let Some(src) = string(author, "avatar") {
            author["avatar"] = json!({"src": src, "alt": ""});
        }
        if let Some(avatar) = author.get_mut("avatar").filter(|avatar| avatar.is_object()) {
            photos.complete(avatar, &file, "avatar", problems);
        }
    }
}

/// Fills the cards of every section, tag and author.
pub fn fill(newsroom: &mut Newsroom, cards: &Documents, problems: &mut Problems) {
    let Newsroom { front, articles, authors, sections, tags, .. } = newsroom;
    for section in items(front, "sections") {
        let slug = string(section, "slug").unwrap_or_default().to_owned();
        let name = section.get("name").cloned().unwrap_or_default();
        sections.entry(slug.clone()).or_insert(json!({"slug": slug, "name": name}));
    }
    check_names(sections, articles, "section", problems);
    check_names(tags, articles, "tags", problems);

    for (documents, field) in [(sections, "section"), (tags, "tags"), (authors, "contributors")] {
        for (slug, document) in documents.iter_mut() {
            document["cards"] = newest_first(cards, |story| {
                let story = articles.get(story);
                let named = story.map(|story| references(story, field)).unwrap_or_default();
                named.iter().any(|(_, reference)| string(reference, "slug") == Some(slug.as_str()))
            });
            document["next"] = Value::Null;
        }
    }
}

/// A story calls its section and its tags as their own files do: a tag exists by having a file, so
/// that a slip of the pen is no new tag.
fn check_names(documents: &Documents, articles: &Documents, field: &str, problems: &mut Problems) {
    for (slug, article) in articles {
        let file = format!("articles/{slug}.json");
        for (path, reference) in references(article, field) {
            let slug = string(reference, "slug").unwrap_or_default();
            let Some(document) = documents.get(slug) else {
                problems.add(&file, path + ".slug", format_args!("“{slug}” is not in the set"));
                continue;
            };
            let name = string(document, "name");
            if name != string(reference, "name") {
                let name = name.unwrap_or_default();
                problems.add(&file, path + ".name", format_args!("expected “{name}”"));
            }
        }
    }
}

/// What a story names in a field that holds one reference or a list of them, with the paths.
fn references<'a>(story: &'a Value, field: &str) -> Vec<(String, &'a Value)> {
    match story.get(field) {
        Some(Value::Array(all)) => {
            let paths = (0..).map(|index| format!("{field}[{index}]"));
            paths.zip(all).collect()
        }
        Some(one) => vec![(field.to_owned(), one)],
        None => Vec::new(),
    }
}

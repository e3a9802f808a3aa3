//! What the built-in edition must have, so that every part of a page is seen on it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::articles::words;
use super::newsroom::Newsroom;
use super::root;

const LEAD: &str = "alaska-summit";
const ELEMENTS: [&str; 11] = [
    "paragraph",
    "heading",
    "list",
    "quote",
    "pullquote",
    "photo",
    "gallery",
    "table",
    "embed",
    "code",
    "divider",
];

fn edition() -> Newsroom {
    Newsroom::read(&root().join("public/edition")).unwrap()
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

fn has_text(value: &Value, field: &str) -> bool {
    match &value[field] {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(runs) => !runs.is_empty(),
        _ => false,
    }
}

fn kinds(story: &Value) -> BTreeSet<&str> {
    list(story, "body").iter().filter_map(|element| element["type"].as_str()).collect()
}

/// Every photograph below a value but portraits, and those of other stories' cards.
fn photos<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) if fields.contains_key("srcset") => found.push(value),
        Value::Object(fields) => {
            let own = fields
                .iter()
                .filter(|(name, _)| !["contributors", "related"].contains(&name.as_str()));
            own.for_each(|(_, value)| photos(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| photos(item, found)),
        _ => {}
    }
}

#[test]
fn there_are_stories_in_six_sections_by_six_contributors() {
    let edition = edition();
    assert!(edition.articles.len() >= 24, "{} stories", edition.articles.len());
    let sections = list(&edition.front, "sections");
    assert_eq!(sections.len(), 6);
    for section in sections {
        let is_in = |story: &&Value| story["section"]["slug"] == section["slug"];
        assert!(edition.articles.values().any(|story| is_in(&story)), "{section} has no story");
    }
    assert!(edition.authors.len() >= 6, "{} contributors", edition.authors.len());
    let desk = &edition.authors["news-desk"];
    assert_eq!(desk["name"], "News Desk");
    assert!(has_text(desk, "bio"));
}

#[test]
fn the_lead_has_all_that_a_lead_has() {
    let edition = edition();
    assert_eq!(list(&edition.front, "top_stories")[0]["slug"], LEAD);
    let lead = &edition.articles[LEAD];
    assert!(has_text(lead, "kicker") && has_text(lead, "standfirst"));
    assert_eq!(list(lead, "key_points").len(), 4);
    let is_paragraph = |element: &&Value| element["type"] == "paragraph";
    let paragraphs = list(lead, "body").iter().filter(is_paragraph).count();
    assert!(paragraphs >= 12, "{paragraphs} paragraphs");
}

#[test]
fn there_is_a_story_of_every_kind() {
    let edition = edition();
    let some = |what: &str, is: &dyn Fn(&Value) -> bool| {
        assert!(edition.articles.values().any(is), "no story {what}");
    };
    let all: BTreeSet<&str> = ELEMENTS.into_iter().collect();
    some("has every element of a body", &|story| kinds(story).is_superset(&all));
    some("runs from right to left", &|story| {
        story["dir"] == "rtl" && ["ur", "ar"].iter().any(|lang| story["lang"] == *lang)
    });
    some("has 5,000 words", &|story| words(story) >= 5_000);
    some("is corrected", &|story| list(story, "corrections").iter().any(|c| has_text(c, "text")));
    some("is closed for comments", &|story| story["commenting"] == "closed");
}

#[test]
fn there_is_a_discussion_of_three_hundred_nested_comments() {
    let edition = edition();
    let comments = list(&edition.comments[LEAD], "comments");
    assert!(comments.len() >= 300, "{} comments", comments.len());
    let replies = comments.iter().filter(|comment| comment["parent_id"].is_string()).count();
    assert!(replies >= 100, "{replies} replies");
}

#[test]
fn every_photograph_has_caption_credit_and_files_in_several_widths() {
    let edition = edition();
    let mut all = Vec::new();
    edition.articles.values().for_each(|story| photos(story, &mut all));
    assert!(all.len() >= edition.articles.len(), "{} photographs", all.len());
    let is_there =
        |src: &Value| root().join("public/edition").join(src.as_str().unwrap()).is_file();
    for photo in all {
        let src = &photo["src"];
        assert!(has_text(photo, "caption") && has_text(&photo["credit"], "text"), "{src}");
        assert!(src.as_str().is_some_and(|src| src.ends_with(".jpg")) && is_there(src), "{src}");
        let candidates = list(photo, "srcset");
        let smaller = |candidate: &&Value| {
            ["image/avif", "image/webp"].iter().any(|kind| candidate["type"] == *kind)
        };
        let widths: BTreeSet<_> =
            candidates.iter().filter(smaller).filter_map(|c| c["width"].as_u64()).collect();
        assert!(widths.len() >= 2, "{src} in {widths:?}");
        assert!(candidates.iter().all(|candidate| is_there(&candidate["src"])), "{src}");
    }
}

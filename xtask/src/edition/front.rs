//! The front page.

use serde_json::Value;

use super::cards;
use super::newsroom::{Documents, Newsroom, items, string};
use super::problems::Problems;

const FILE: &str = "edition.json";
/// What an edition that deserves the name has at least.
const STORIES: usize = 24;
const SECTIONS: usize = 6;

/// Fills the front page's cards and checks what the editor made of it.
pub fn fill(newsroom: &mut Newsroom, all: &Documents, problems: &mut Problems) {
    if all.len() < STORIES {
        problems.add(FILE, "articles", format_args!("{} stories, expected {STORIES}", all.len()));
    }
    let sections = items(&newsroom.front, "sections").len();
    if sections < SECTIONS {
        problems.add(FILE, "sections", format_args!("{sections} sections, expected {SECTIONS}"));
    }
    check_repeats(&newsroom.front, problems);
    for field in ["top_stories", "most_read"] {
        if let Some(list) = newsroom.front.get_mut(field) {
            cards::fill(list, all, FILE, field, problems);
        }
    }
    let containers = newsroom.front.get_mut("containers").and_then(Value::as_array_mut);
    for (index, container) in containers.into_iter().flatten().enumerate() {
        if let Some(list) = container.get_mut("cards") {
            cards::fill(list, all, FILE, &format!("containers[{index}].cards"), problems);
        }
    }
}

/// No story stands twice among the top stories and the containers. What is most read is a ranking
/// and may name a story that stands above.
fn check_repeats(front: &Value, problems: &mut Problems) {
    let mut seen: Vec<&str> = Vec::new();
    let containers = items(front, "containers").iter().enumerate();
    let lists = std::iter::once(("top_stories".to_owned(), items(front, "top_stories"))).chain(
        containers
            .map(|(i, container)| (format!("containers[{i}].cards"), items(container, "cards"))),
    );
    for (path, list) in lists {
        let slugs: Vec<_> = list.iter().filter_map(|card| string(card, "slug")).collect();
        for (index, slug) in slugs.iter().enumerate().filter(|(_, slug)| seen.contains(*slug)) {
            let path = format!("{path}[{index}].slug");
            problems.add(FILE, path, format_args!("“{slug}” stands on the front page already"));
        }
        seen.extend(slugs);
    }
}

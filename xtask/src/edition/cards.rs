//! Cards: what stands for a story elsewhere.

use std::cmp::Reverse;

use serde_json::Value;

use super::newsroom::{Documents, only, string};
use super::problems::Problems;

/// What a card takes from its story as it is.
const CARD: &[&str] = &[
    "slug",
    "headline",
    "kicker",
    "trail_text",
    "section",
    "byline",
    "published_at",
    "updated_at",
    "photo",
    "comment_count",
    "live",
    "lang",
    "dir",
];
/// What a card's photo keeps: no card shows a caption or a crop, and the bytes are paid for on every
/// list.
const CARD_PHOTO: &[&str] = &["src", "srcset", "width", "height", "alt", "focal_point"];

/// The card of every story.
pub fn of_all(articles: &Documents) -> Documents {
    articles.iter().map(|(slug, article)| (slug.clone(), of(article))).collect()
}

/// The cards of the stories that `belongs` picks, the newest first.
pub fn newest_first(cards: &Documents, belongs: impl Fn(&str) -> bool) -> Value {
    let mut picked: Vec<_> = cards.iter().filter(|(slug, _)| belongs(slug)).collect();
    // Every time is in UTC to the second (checked with the stories), so text sorts as time does.
    picked.sort_by_key(|(_, card)| Reverse(string(card, "published_at")));
    picked.into_iter().map(|(_, card)| card.clone()).collect()
}

/// Puts the cards in the place of a list of slugs, in the order given. Every slug may stand once.
pub fn fill(list: &mut Value, cards: &Documents, file: &str, path: &str, problems: &mut Problems) {
    let mut seen = Vec::new();
    for (index, item) in list.as_array_mut().into_iter().flatten().enumerate() {
        let path = format!("{path}[{index}].slug");
        let slug = string(item, "slug").unwrap_or_default().to_owned();
        match cards.get(&slug) {
            Some(card) => *item = card.clone(),
            None => problems.add(file, &path, format_args!("no story has the slug “{slug}”")),
        }
        if seen.contains(&slug) {
            problems.add(file, &path, format_args!("“{slug}” stands twice in the list"));
        }
        seen.push(slug);
    }
}

fn of(article: &Value) -> Value {
    let mut card = only(article, CARD);
    let photo = article.get("photo").or_else(|| article.get("main_photo"));
    if let Some(photo) = photo.filter(|photo| photo.is_object()) {
        card.insert("photo".to_owned(), Value::Object(only(photo, CARD_PHOTO)));
    }
    let order = CARD.iter().filter_map(|field| card.get_key_value(*field));
    Value::Object(order.map(|(k, v)| (k.clone(), v.clone())).collect())
}

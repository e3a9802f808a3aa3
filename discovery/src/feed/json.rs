//! JSON Feed 1.1.

use broadsheet::config::Config;
use broadsheet::model::{Card, Timestamp};
use serde_json::{Value, json};

use super::{Feed, summary, url};
use crate::address;
use crate::discovered::FeedKind;
use crate::picture::Picture;
use crate::text::in_one_line;

/// A feed's document.
pub fn written(feed: &Feed, config: &Config) -> String {
    let items: Vec<_> = feed.stories().into_iter().map(|card| item(config, card)).collect();
    let document = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": in_one_line(&feed.title),
        "home_page_url": address::of_page(config, &feed.route),
        "feed_url": feed.url(config, FeedKind::Json),
        "description": in_one_line(&feed.description),
        "icon": Picture::logo(config).url,
        "language": feed.lang.as_str(),
        "items": items,
    });
    document.to_string()
}

fn item(config: &Config, card: &Card) -> Value {
    let url = url(config, card);
    let picture = card.photo.as_ref().and_then(|photo| Picture::of(config, photo));
    let author = card.byline.as_deref().map(|byline| json!([{"name": in_one_line(byline)}]));
    let fields = [
        ("id", Some(json!(url))),
        ("url", Some(json!(url))),
        ("title", Some(json!(in_one_line(&card.headline)))),
        ("summary", card.trail_text.as_deref().map(|text| json!(in_one_line(text)))),
        // An item has to have content (1.1, "Items"); the story itself is on its page.
        ("content_text", Some(json!(summary(card)))),
        ("image", picture.map(|picture| json!(picture.url))),
        ("date_published", card.published_at.map(Timestamp::to_iso).map(Value::from)),
        ("date_modified", card.updated_at.map(Timestamp::to_iso).map(Value::from)),
        ("authors", author),
        ("tags", Some(json!([in_one_line(&card.section.name)]))),
        ("language", card.lang.as_ref().map(|lang| json!(lang.as_str()))),
    ];
    let known = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(known.collect())
}

//! RSS 2.0, with what Atom, Dublin Core and Media RSS add to it.

use broadsheet::config::Config;
use broadsheet::model::Card;

use super::{Feed, summary, url};
use crate::address;
use crate::dates::{changed, rfc_822};
use crate::discovered::FeedKind;
use crate::picture::Picture;
use crate::text::in_one_line;
use crate::xml::{DECLARATION, close, element, element_with, open};

/// The vocabularies by their prefixes.
const NAMESPACES: [(&str, &str); 4] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
];

/// A feed's document.
pub fn written(feed: &Feed, config: &Config) -> String {
    let stories = feed.stories();
    let mut out = DECLARATION.to_owned();
    open(&mut out, "rss", &NAMESPACES);
    open(&mut out, "channel", &[]);
    element(&mut out, "title", &in_one_line(&feed.title));
    element(&mut out, "link", &address::of_page(config, &feed.route));
    element(&mut out, "description", &in_one_line(&feed.description));
    element(&mut out, "language", feed.lang.as_str());
    if let Some(newest) = stories.iter().filter_map(|card| changed(card)).max() {
        element(&mut out, "lastBuildDate", &rfc_822(newest));
    }
    let own = feed.url(config, FeedKind::Rss);
    let link = [("rel", "self"), ("type", FeedKind::Rss.media_type()), ("href", own.as_str())];
    element_with(&mut out, "atom:link", &link, "");
    for card in stories {
        item(&mut out, config, card);
    }
    close(&mut out, "channel");
    close(&mut out, "rss");
    out
}

fn item(out: &mut String, config: &Config, card: &Card) {
    let url = url(config, card);
    open(out, "item", &[]);
    element(out, "title", &in_one_line(&card.headline));
    element(out, "link", &url);
    element_with(out, "guid", &[("isPermaLink", "true")], &url);
    element(out, "description", &summary(card));
    if let Some(published) = card.published_at {
        element(out, "pubDate", &rfc_822(published));
    }
    if let Some(updated) = card.updated_at {
        element(out, "atom:updated", &updated.to_iso());
    }
    if let Some(byline) = &card.byline {
        element(out, "dc:creator", &in_one_line(byline));
    }
    if let Some(lang) = &card.lang {
        element(out, "dc:language", lang.as_str());
    }
    element(out, "category", &in_one_line(&card.section.name));
    if let Some(picture) = card.photo.as_ref().and_then(|photo| Picture::of(config, photo)) {
        content(out, &picture);
    }
    close(out, "item");
}

/// The picture. An `enclosure` would have to say how many bytes it has, which only its server knows.
fn content(out: &mut String, picture: &Picture) {
    let (width, height) = (picture.width.to_string(), picture.height.to_string());
    let mut attributes = vec![
        ("url", picture.url.as_str()),
        ("medium", "image"),
        ("width", &width),
        ("height", &height),
    ];
    attributes.extend(picture.media_type().map(|media_type| ("type", media_type)));
    open(out, "media:content", &attributes);
    if !picture.alt.is_empty() {
        element(out, "media:description", &picture.alt);
    }
    close(out, "media:content");
}

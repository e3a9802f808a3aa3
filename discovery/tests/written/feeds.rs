//! Feeds, as a parser of XML and a schema of JSON Feed read them.

use crate::support::{assert_valid, config, named, page, repository, schema, slug};
use broadsheet::model::Timestamp;
use broadsheet::route::Route;
use broadsheet_discovery::{Discovered, Feed};
use roxmltree::{Document, Node};
use serde_json::{Value, json};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
const MEDIA: &str = "http://search.yahoo.com/mrss/";

fn cards() -> Value {
    let card = |slug: &str, published: &str| {
        json!({"slug": slug, "headline": format!("The {slug}"), "published_at": published,
            "section": {"slug": "world", "name": "World"}})
    };
    let mut second = card("second", "2026-11-23T09:10:00Z");
    for (field, value) in [
        ("trail_text", json!("What it is about.")),
        ("byline", json!("Ann & Bo")),
        ("updated_at", json!("2026-11-23T12:00:00+02:00")),
        ("lang", json!("ur")),
        ("photo", json!({"src": "photos/a-1200.jpg", "width": 1200, "height": 800, "alt": "Ice"})),
    ] {
        second[field] = value;
    }
    let first = card("first", "2026-11-22T09:10:00Z");
    json!([first, second, card("undated", "yesterday"), first])
}

pub fn world() -> Feed {
    let route = Route::Section(slug("world"));
    let list = json!({"name": "World", "description": "The world.", "cards": cards()});
    Feed::of(&config(), &page(&config(), &route, &list.to_string()), &route).unwrap()
}

fn child<'a>(
    node: Node<'a, 'a>,
    name: impl Into<roxmltree::ExpandedName<'a, 'a>> + Copy,
) -> Node<'a, 'a> {
    node.children().find(|child| child.has_tag_name(name)).unwrap()
}

fn text<'a>(
    node: Node<'a, 'a>,
    name: impl Into<roxmltree::ExpandedName<'a, 'a>> + Copy,
) -> &'a str {
    child(node, name).text().unwrap()
}

#[test]
fn rss() {
    let written = world().rss(&config());
    let document = Document::parse(&written).unwrap();
    assert_eq!(document.root_element().attribute("version"), Some("2.0"));
    let channel = child(document.root_element(), "channel");
    assert_eq!(text(channel, "title"), "World · Broadsheet");
    assert_eq!(text(channel, "link"), "https://news.example/section/world");
    assert_eq!(text(channel, "description"), "The world.");
    assert_eq!(text(channel, "language"), "en-GB");
    assert_eq!(text(channel, "lastBuildDate"), "Mon, 23 Nov 2026 10:00:00 GMT");
    let link = child(channel, (ATOM, "link"));
    assert_eq!(link.attribute("rel"), Some("self"));
    assert_eq!(link.attribute("href"), Some("https://news.example/section/world/feed.xml"));

    let items: Vec<_> = channel.children().filter(|node| node.has_tag_name("item")).collect();
    let titles: Vec<_> = items.iter().map(|item| text(*item, "title")).collect();
    assert_eq!(titles, ["The second", "The first", "The undated"]);
    let second = items[0];
    assert_eq!(text(second, "guid"), "https://news.example/article/second");
    assert_eq!(child(second, "guid").attribute("isPermaLink"), Some("true"));
    assert_eq!(text(second, "link"), text(second, "guid"));
    assert_eq!(text(second, "pubDate"), "Mon, 23 Nov 2026 09:10:00 GMT");
    assert_eq!(text(second, "description"), "What it is about.");
    assert_eq!(text(second, "category"), "World");
    assert_eq!(text(second, (DUBLIN_CORE, "creator")), "Ann & Bo");
    assert_eq!(text(second, (ATOM, "updated")), "2026-11-23T10:00:00Z");
    let picture = child(second, (MEDIA, "content"));
    assert_eq!(picture.attribute("url"), Some("https://news.example/edition/photos/a-1200.jpg"));
    assert_eq!(picture.attribute("type"), Some("image/jpeg"));
    assert_eq!(text(picture, (MEDIA, "description")), "Ice");
    assert!(!items[2].children().any(|node| node.has_tag_name("pubDate")));
    assert_eq!(text(items[2], "description"), "The undated");
}

#[test]
fn json_feed() {
    let document: Value = serde_json::from_str(&world().json(&config())).unwrap();
    assert_valid(&schema("json-feed"), &document);
    assert_eq!(document["title"], "World · Broadsheet");
    assert_eq!(document["home_page_url"], "https://news.example/section/world");
    assert_eq!(document["feed_url"], "https://news.example/section/world/feed.json");
    let second = json!({
        "id": "https://news.example/article/second",
        "url": "https://news.example/article/second",
        "title": "The second",
        "summary": "What it is about.",
        "content_text": "What it is about.",
        "image": "https://news.example/edition/photos/a-1200.jpg",
        "date_published": "2026-11-23T09:10:00Z",
        "date_modified": "2026-11-23T10:00:00Z",
        "authors": [{"name": "Ann & Bo"}],
        "tags": ["World"],
        "language": "ur",
    });
    assert_eq!(document["items"][0], second);
    assert_eq!(document["items"].as_array().unwrap().len(), 3);
}

#[test]
fn a_schema_that_refuses_nothing_proves_nothing() {
    type Change = fn(&mut Value);
    let broken: [Change; 5] = [
        |feed| feed["version"] = json!("https://jsonfeed.org/version/1"),
        |feed| feed["feed_url"] = json!("/feed.json"),
        |feed| feed["items"][0]["date_published"] = json!("Mon, 23 Nov 2026 09:10:00 GMT"),
        |feed| drop(feed["items"][0].as_object_mut().unwrap().remove("content_text")),
        |feed| feed["items"][0]["authors"] = json!([]),
    ];
    let whole: Value = serde_json::from_str(&world().json(&config())).unwrap();
    for change in broken {
        let mut feed = whole.clone();
        change(&mut feed);
        assert!(!schema("json-feed").is_valid(&feed));
    }
}

#[test]
fn a_flood_of_stories_is_cut_to_the_newest() {
    let mut feed = world();
    let story = feed.cards[0].clone();
    feed.cards = (0..300)
        .map(|at| {
            let mut card = story.clone();
            card.slug = slug(&format!("s{at}"));
            card.published_at = Some(Timestamp(at));
            card
        })
        .collect();
    let document: Value = serde_json::from_str(&feed.json(&config())).unwrap();
    let items = document["items"].as_array().unwrap();
    assert_eq!(items.len(), 100);
    assert_eq!(items[0]["id"], "https://news.example/article/s299");
}

#[test]
fn an_empty_feed_is_a_feed() {
    let feed = Feed { cards: Vec::new(), ..world() };
    let written = feed.rss(&config());
    assert!(!Document::parse(&written).unwrap().descendants().any(|n| n.has_tag_name("item")));
    assert_valid(&schema("json-feed"), &serde_json::from_str(&feed.json(&config())).unwrap());
}

#[test]
fn hostile_text_stays_text() {
    let corpus = std::fs::read_to_string(repository("tests/corpus/hostile.json")).unwrap();
    let corpus: Vec<Value> = serde_json::from_str(&corpus).unwrap();
    let values = corpus.iter().filter_map(|item| item["value"].as_str());
    let more = ["]]></title><script/>", "\u{1}\u{8}a\u{FFFE}\u{FFFF}", "a\r\nb", "&#0;&amp;"];
    let route = Route::Tag(slug("ice"));
    for text in values.chain(more).filter(|text| !text.trim().is_empty()) {
        let card = json!({"slug": "summit", "headline": text, "trail_text": text, "byline": text,
            "section": {"slug": "world", "name": text}, "published_at": "0850-01-01T00:00:00Z",
            "photo": {"src": text, "width": 9, "height": 9, "alt": text}});
        let list = json!({"name": text, "description": text, "cards": [card]});
        let config = named(text);
        let feed = Feed::of(&config, &page(&config, &route, &list.to_string()), &route).unwrap();
        let written = feed.rss(&config);
        let document = Document::parse(&written).unwrap_or_else(|e| panic!("{e}: {written}"));
        let names: Vec<_> = document.descendants().filter(|n| n.has_tag_name("item")).collect();
        assert_eq!(names.len(), 1, "{written}");
        assert!(!document.descendants().any(|node| node.tag_name().name() == "script"));
        serde_json::from_str::<Value>(&feed.json(&config)).unwrap();
    }
}

#[test]
fn a_story_has_no_feed() {
    let route = Route::Article(slug("summit"));
    let story = json!({"slug": "summit", "headline": "H", "section": {"slug": "a", "name": "A"},
        "published_at": "2026-11-23T09:10:00Z", "body": [{"type": "divider"}]});
    assert_eq!(Feed::of(&config(), &page(&config(), &route, &story.to_string()), &route), None);
}

#[test]
fn media_types() {
    for (path, expected) in [
        ("/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json"),
        ("/sitemap-1.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ] {
        assert_eq!(Discovered::parse(path).unwrap().media_type(), expected);
    }
}

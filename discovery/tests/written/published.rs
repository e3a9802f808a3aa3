//! What the crate writes, held to schemas and validators that others publish.

use std::collections::BTreeMap;

use crate::edition::pages;
use crate::feeds::world;
use crate::head::{hostile_documents, story, unbroken};
use crate::support::{Head, assert_valid, config, named, page, repository, slug};
use broadsheet::config::Config;
use broadsheet::model::Timestamp;
use broadsheet::pages::Page;
use broadsheet::route::Route;
use broadsheet_discovery::{Feed, Pages, Sitemap, news_sitemap};
use jsonschema::Validator;
use serde_json::{Value, json};

const NONE: [String; 0] = [];
/// The longest title of a story that sitemap.js takes; Google has no such rule.
const LONGEST_TITLE: usize = 200;

/// Pages made of every hostile text of the corpus, each with the configuration of its site.
fn hostile_pages() -> Vec<(Config, Route, Page)> {
    let corpus = std::fs::read_to_string(repository("tests/corpus/hostile.json")).unwrap();
    let corpus: Vec<Value> = serde_json::from_str(&corpus).unwrap();
    let texts = corpus.iter().filter_map(|item| item["value"].as_str());
    let made = texts.filter(|text| !text.trim().is_empty()).flat_map(|text| {
        hostile_documents(text).into_iter().map(move |(route, document)| {
            let config = named(text);
            let page = page(&config, &route, &document.to_string());
            (config, route, page)
        })
    });
    made.collect()
}

/// What the built-in edition has none of: a story told live to its end, one of which little is known, and
/// the second page of a list.
fn unusual_pages() -> Vec<(Config, Route, Page)> {
    let article = Route::Article(slug("summit"));
    let mut closed = story();
    closed["live"] = json!("closed");
    closed["blocks"] = json!([{"id": "a", "at": "2026-11-23T09:30:00Z", "title": "Talks begin",
        "body": [{"type": "quote", "text": "They are here.", "cite": "A guard"}]}]);
    let little = json!({"slug": "summit", "headline": "Ice", "lang": "ur", "byline": "Ann & Bo",
        "section": {"slug": "world", "name": "World"}, "published_at": "yesterday",
        "body": [{"type": "divider"}]});
    let list = json!({"name": "World", "cards": [story()]});
    let further = Route::Further(Box::new(Route::Section(slug("world"))), 2);
    let pages = [(article.clone(), closed), (article, little), (further, list)];
    let made = pages.map(|(route, document)| {
        let page = page(&config(), &route, &document.to_string());
        (config(), route, page)
    });
    made.into()
}

fn structured(config: &Config, route: &Route, page: &Page) -> Value {
    Head::of(config, page, route).structured().unwrap()
}

/// A document without what its texts say, of which the types of schema.org say nothing.
fn shape(document: &Value) -> Value {
    match document {
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::Object(fields) => {
            let shape_of = |(name, value): (&String, &Value)| {
                let is_type = name == "@type";
                (name.clone(), if is_type { value.clone() } else { shape(value) })
            };
            Value::Object(fields.iter().map(shape_of).collect())
        }
        Value::String(_) => json!("text"),
        Value::Null | Value::Bool(_) | Value::Number(_) => document.clone(),
    }
}

#[test]
fn structured_data_has_the_types_and_properties_of_schema_org() {
    let of_the_edition = pages().into_iter().map(|(route, page)| (config(), route, page));
    let mut documents = BTreeMap::new();
    for (config, route, page) in of_the_edition.chain(unusual_pages()).chain(hostile_pages()) {
        let data = structured(&config, &route, &page);
        documents
            .insert(shape(&data).to_string(), (format!("{route} of {}", config.site.name), data));
    }
    let documents: Vec<_> = documents.into_values().collect();
    assert!(documents.len() > 50, "{}", documents.len());
    assert_eq!(validators_for_tests::structured_data(&documents), NONE);
}

#[test]
fn what_schema_org_does_not_know_is_found() {
    let story = json!({"@type": "NewsArticle", "headline": "Two leaders fly north"});
    let with = |name: &str, value: Value| {
        let mut story = story.clone();
        story[name] = value;
        story
    };
    let step = json!({"@type": "ListItem", "place": 1, "name": "World"});
    let wrong = [
        with("@type", json!("NewsStory")),
        with("title", json!("Two leaders fly north")),
        with("commentCount", json!("many")),
        with("isAccessibleForFree", json!("certainly")),
        with("author", json!([{"@type": "ImageObject", "url": "https://news.example/a.jpg"}])),
        with("author", json!([{"@type": "Person", "fullName": "Ann"}])),
        with("image", json!([{"@type": "ImageObject", "width": 1200}])),
        json!({"@type": "BreadcrumbList", "itemListElement": [step]}),
    ];
    let graph = |thing| json!({"@context": "https://schema.org", "@graph": [thing]});
    let mut documents: Vec<_> =
        wrong.into_iter().map(|thing| (thing.to_string(), graph(thing))).collect();
    let wrong_context = json!({"@context": "https://schema.example", "@graph": [story]});
    documents.push(("context".to_owned(), wrong_context));
    let found = validators_for_tests::structured_data(&documents);
    for (name, _) in &documents {
        assert!(found.iter().any(|problem| problem.starts_with(name)), "{name} in {found:#?}");
    }
}

fn json_feed() -> Validator {
    let schema = validators_for_tests::json_feed();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

#[test]
fn json_feeds_hold_to_the_published_schema() {
    let schema = json_feed();
    let of_the_edition = pages().into_iter().map(|(route, page)| (config(), route, page));
    let mut feeds = vec![(config(), world()), (config(), Feed { cards: Vec::new(), ..world() })];
    for (config, route, page) in of_the_edition.chain(hostile_pages()) {
        feeds.extend(Feed::of(&config, &page, &route).map(|feed| (config, feed)));
    }
    assert!(feeds.len() > 1_000, "{}", feeds.len());
    for (config, feed) in feeds {
        assert_valid(&schema, &serde_json::from_str(&feed.json(&config)).unwrap());
    }
}

#[test]
fn what_json_feed_does_not_know_is_found() {
    type Change = fn(&mut Value);
    let broken: [Change; 6] = [
        |feed| feed["version"] = json!("https://jsonfeed.org/version/2"),
        |feed| feed["link"] = json!("https://news.example/"),
        |feed| feed["feed_url"] = json!("/feed.json"),
        |feed| feed["items"][0]["date_published"] = json!("Mon, 23 Nov 2026 09:10:00 GMT"),
        |feed| drop(feed["items"][0].as_object_mut().unwrap().remove("content_text")),
        |feed| feed["items"][0]["authors"][0]["email"] = json!("ann@news.example"),
    ];
    let whole: Value = serde_json::from_str(&world().json(&config())).unwrap();
    for change in broken {
        let mut feed = whole.clone();
        change(&mut feed);
        assert!(!json_feed().is_valid(&feed), "{feed:#}");
    }
}

/// The sitemaps of a site with these pages, at the moment of the built-in edition.
fn sitemaps(config: &Config, pages: &[(Route, Page)]) -> [String; 2] {
    let mut found = Pages::default();
    pages.iter().for_each(|(route, page)| found.add(config, page, route));
    let now = Timestamp::parse("2026-11-23T10:00:00Z").unwrap();
    let news = news_sitemap(config, found.stories(), now);
    [Sitemap::new(config, found.entries()).main().to_owned(), news]
}

#[test]
fn sitemaps_hold_to_the_published_schema_and_can_be_read() {
    let mut documents: Vec<_> = sitemaps(&config(), &pages())
        .into_iter()
        .map(|text| ("edition".to_owned(), text))
        .collect();
    let route = Route::Section(slug("समाचार-新聞-🙂"));
    for lang in ["ar-EG", "zh-Hant-HK", "sr-Latn-RS", "gsw"] {
        let card = json!({"slug": "a&b-é", "headline": "Ice & <fire>", "lang": lang,
            "section": {"slug": "world", "name": "World"}, "published_at": "2026-11-23T09:10:00+05:30"});
        let list = json!({"name": "World", "cards": [card]}).to_string();
        let page = page(&config(), &route, &list);
        documents.extend(
            sitemaps(&config(), &[(route.clone(), page)]).map(|text| (lang.to_owned(), text)),
        );
    }
    for (named, route, page) in hostile_pages() {
        let name = named.site.name.clone();
        // Of a text of control characters alone nothing is left, and every site has a name.
        let config = if unbroken(&name).is_empty() { config() } else { named };
        if name.chars().count() <= LONGEST_TITLE {
            documents.extend(sitemaps(&config, &[(route, page)]).map(|text| (name.clone(), text)));
        }
    }
    assert!(documents.iter().filter(|(_, text)| text.contains("<news:news>")).count() > 500);
    // A urlset of no url, which the schema doesn't take, and Google does of the news.
    documents.retain(|(_, text)| !text.contains("/sitemap-news/") || text.contains("<news:news>"));
    assert_eq!(validators_for_tests::sitemaps(&documents), NONE);
}

#[test]
fn what_is_wrong_with_a_sitemap_is_found() {
    let [sitemap, news] = sitemaps(&config(), &pages());
    let index = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap>\
                 <loc>https://news.example/sitemap-1.xml</loc></sitemap></sitemapindex>";
    let changes = [
        (sitemap.as_str(), "urlset>", "urls>"),
        (&sitemap, "/sitemap/0.9", "/sitemap/0.8"),
        (&sitemap, "<loc>https://news.example/</loc>", ""),
        (&sitemap, "<loc>https://news.example/</loc>", "<loc>/</loc>"),
        (&sitemap, "lastmod>", "modified>"),
        (&sitemap, "<lastmod>2026-11-", "<lastmod>11/2026/"),
        (&sitemap, "<url>", "<url><changefreq>often</changefreq>"),
        (&news, "/sitemap-news/0.9", "/sitemap-news/0.8"),
        (&news, "news:title>", "news:headline>"),
        (&news, "<news:language>en<", "<news:language>en-GB<"),
        (&news, "<news:name>Broadsheet</news:name>", ""),
        (&news, "<news:publication_date>2026-11-", "<news:publication_date>11/2026/"),
        (index, "https://news.example", ""),
        (index, "loc>", "url>"),
        (index, "</loc>", "</loc><lastmod>23.11.2026</lastmod>"),
    ];
    let changed = |(text, from, to): (&str, &str, &str)| {
        assert!(text.contains(from), "{from}");
        (format!("{from} → {to}"), text.replace(from, to))
    };
    let documents: Vec<_> = changes.map(changed).into();
    let found = validators_for_tests::sitemaps(&documents);
    for (name, _) in &documents {
        // One name may begin with another.
        let named = format!("{name}:");
        assert!(found.iter().any(|problem| problem.starts_with(&named)), "{name} in {found:#?}");
    }
    let whole = [("sitemap", sitemap.as_str()), ("news", &news), ("index", index)];
    assert_eq!(validators_for_tests::sitemaps(&whole), NONE);
}

//! The built-in edition through all that the crate writes.

use std::collections::HashSet;
use std::path::Path;

use crate::support::{Head, assert_valid, config, page, repository, schema, slug};
use broadsheet::model::{Slug, Timestamp};
use broadsheet::pages::Page;
use broadsheet::route::Route;
use broadsheet_discovery::{Discovered, Feed, FeedKind, Pages, Sitemap, feed_address};
use broadsheet_discovery::{news_sitemap, robots};
use roxmltree::Document;
use rss::validation::Validate;
use serde_json::Value;

/// The story that is told live.
const TOLD_LIVE: &str = "/article/garve-storm";

/// Every page of the edition with its address.
pub fn pages() -> Vec<(Route, Page)> {
    type Kind = (&'static str, fn(Slug) -> Route);
    let kinds: [Kind; 4] = [
        ("sections", Route::Section),
        ("tags", Route::Tag),
        ("authors", Route::Author),
        ("articles", Route::Article),
    ];
    let edition = repository("public/edition");
    let mut pages = vec![read(Route::Front, &edition.join("edition.json"))];
    for (folder, route) in kinds {
        for entry in std::fs::read_dir(edition.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let name = path.file_stem().unwrap().to_str().unwrap();
                pages.push(read(route(slug(name)), &path));
            }
        }
    }
    assert!(pages.len() > 50);
    pages
}

fn read(route: Route, path: &Path) -> (Route, Page) {
    let page = page(&config(), &route, &std::fs::read_to_string(path).unwrap());
    (route, page)
}

/// The file of the repository that an address of the site leads to.
fn is_there(address: &str) -> bool {
    let path = address.strip_prefix("https://news.example/").unwrap();
    repository("public").join(path).is_file()
}

#[test]
fn every_page_has_its_head() {
    let schema = schema("structured-data");
    let mut titles = HashSet::new();
    for (route, page) in pages() {
        let head = Head::of(&config(), &page, &route);
        assert!(titles.insert(head.title().to_owned()), "{route}: {} twice", head.title());
        let description = head.meta("description").unwrap();
        assert!((20..=160).contains(&description.chars().count()), "{route}: {description}");
        assert_eq!(head.links("canonical")[0]["href"], format!("https://news.example{route}"));
        assert!(is_there(head.meta("og:image").unwrap()), "{route}");
        assert_valid(&schema, &head.structured().unwrap());
        for link in head.links("alternate") {
            let path = link["href"].strip_prefix("https://news.example").unwrap();
            assert!(link.contains_key("hreflang") || Discovered::parse(path).is_some(), "{path}");
        }
        if matches!(page, Page::Article(_)) {
            story(&head);
        }
    }
}

fn story(head: &Head) {
    assert_eq!(head.meta("twitter:card"), Some("summary_large_image"));
    let is_told_live = head.meta("og:url").is_some_and(|url| url.ends_with(TOLD_LIVE));
    let article = head.thing(if is_told_live { "LiveBlogPosting" } else { "NewsArticle" });
    let images = article["image"].as_array().unwrap();
    let shapes: Vec<_> = images.iter().map(|image| [&image["width"], &image["height"]]).collect();
    let expected = [["1200 px", "675 px"], ["1066 px", "800 px"], ["800 px", "800 px"]];
    assert_eq!(shapes, expected);
    assert!(images.iter().all(|image| is_there(image["url"].as_str().unwrap())));
    assert!(article["wordCount"].as_u64().unwrap() > 100);
    assert!(article["datePublished"].is_string() && article["dateModified"].is_string());
}

#[test]
fn every_listing_has_its_feeds() {
    let schema = schema("json-feed");
    for (route, page) in pages() {
        let Some(feed) = Feed::of(&config(), &page, &route) else {
            assert_eq!(feed_address(&route, FeedKind::Rss), None, "{route}");
            continue;
        };
        let written = feed.rss(&config());
        let document = Document::parse(&written).unwrap();
        let items = document.descendants().filter(|node| node.has_tag_name("item")).count();
        rss::Channel::read_from(written.as_bytes()).unwrap().validate().unwrap();
        for text in [written, feed.json(&config())] {
            let read = feed_rs::parser::parse(text.as_bytes()).unwrap();
            assert_eq!(read.entries.len(), items);
            assert!(read.entries.iter().all(|entry| entry.published.is_some()));
        }
        let json: Value = serde_json::from_str(&feed.json(&config())).unwrap();
        assert_valid(&schema, &json);
        assert_eq!(json["items"].as_array().unwrap().len(), items);
        let images = json["items"].as_array().unwrap().iter().filter_map(|i| i["image"].as_str());
        assert!(images.into_iter().all(is_there));
    }
}

#[test]
fn the_front_page_alone_names_every_story() {
    let front = pages().swap_remove(0).1;
    let mut found = Pages::default();
    found.add(&config(), &front, &Route::Front);
    let sitemap = Sitemap::new(&config(), found.entries());
    let document = Document::parse(sitemap.main()).unwrap();
    let urls = document.descendants().filter_map(|node| node.text()).collect::<HashSet<_>>();
    for story in front.stories() {
        assert!(urls.contains(format!("https://news.example/article/{story}").as_str()));
    }
}

#[test]
fn the_sitemap_names_every_page_once() {
    let pages = pages();
    let mut found = Pages::default();
    pages.iter().for_each(|(route, page)| found.add(&config(), page, route));
    let sitemap = Sitemap::new(&config(), found.entries());
    let document = Document::parse(sitemap.main()).unwrap();
    let urls: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.sitemaps.org/schemas/sitemap/0.9", "url")))
        .collect();
    assert_eq!(urls.len(), pages.len());
    for url in urls {
        let fields: Vec<_> =
            url.children().filter(|node| node.is_element()).map(|n| n.tag_name().name()).collect();
        assert_eq!(fields, ["loc", "lastmod"], "{url:?}");
        let lastmod = url.children().filter(|node| node.is_element()).nth(1).unwrap();
        assert!(Timestamp::parse(lastmod.text().unwrap()).is_some());
    }

    let now = Timestamp::parse("2026-11-23T06:00:00Z").unwrap();
    let news = news_sitemap(&config(), found.stories(), now);
    let document = Document::parse(&news).unwrap();
    let count = document.descendants().filter(|node| node.tag_name().name() == "news").count();
    assert!((1..=26).contains(&count));
}

#[test]
fn a_story_from_elsewhere_is_in_no_sitemap() {
    let path = repository("public/edition/articles/alaska-summit.json");
    let mut story: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let route = Route::Article(slug("alaska-summit"));
    let mut names = |home: &str| {
        story["canonical_url"] = home.into();
        let mut found = Pages::default();
        let front = pages().swap_remove(0).1;
        found.add(&config(), &front, &Route::Front);
        found.add(&config(), &page(&config(), &route, &story.to_string()), &route);
        assert!(found.routes().any(|known| *known == route), "it is a page of this site");
        let is_listed = found.entries().any(|entry| entry.route == route);
        (is_listed, found.stories().any(|card| card.slug == slug("alaska-summit")))
    };
    assert_eq!(names("https://agency.example/a"), (false, false));
    assert_eq!(names("/article/alaska-summit"), (true, true));
}

#[test]
fn a_story_that_is_not_there_is_in_no_sitemap() {
    let route = Route::Article(slug("alaska-summit"));
    let mut found = Pages::default();
    let front = pages().swap_remove(0).1;
    found.add(&config(), &front, &Route::Front);
    found.leave_out(route.clone());
    assert!(found.routes().all(|known| *known != route));
    assert!(found.entries().all(|entry| entry.route != route));
    assert!(found.stories().all(|card| card.slug != slug("alaska-summit")));
}

#[test]
fn robots_names_addresses_that_are_there() {
    let text = robots(&config(), "");
    let sitemaps: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("Sitemap: ")).collect();
    let paths = sitemaps.iter().filter_map(|url| url.strip_prefix("https://news.example"));
    let found: Vec<_> = paths.filter_map(Discovered::parse).collect();
    assert_eq!(found, [Discovered::Sitemap, Discovered::NewsSitemap]);
}

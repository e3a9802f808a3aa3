//! Sitemaps within their limits, made small here.

use broadsheet::model::{SectionRef, Slug};
use roxmltree::{Document, Node};

use super::*;

fn config() -> Config {
    let text = r#"{"site": {"name": "B & Sons", "lang": "en-GB", "url": "https://b.example"},
        "edition": {"kind": "files", "url": "/edition/"}, "comments": {"kind": "off"}}"#;
    Config::parse(text).unwrap()
}

fn entries(count: usize) -> Vec<Entry> {
    let entry = |at: usize| Entry {
        route: Route::Article(Slug::new(&format!("s{at}")).unwrap()),
        lastmod: (at > 0).then_some(Timestamp(at as i64 * 1_000)),
    };
    (0..count).map(entry).collect()
}

fn card(slug: &str, published: i64) -> Card {
    let section = SectionRef { slug: Slug::new("world").unwrap(), name: "World".to_owned() };
    Card {
        slug: Slug::new(slug).unwrap(),
        headline: format!("</news:title>\u{1} & {slug}"),
        kicker: None,
        trail_text: None,
        section,
        byline: None,
        published_at: Some(Timestamp(published)),
        updated_at: None,
        photo: None,
        comment_count: None,
        live: None,
        lang: None,
        dir: None,
    }
}

fn texts<'a>(document: &'a Document<'_>, name: &str) -> Vec<&'a str> {
    let is_named = |node: &Node<'_, '_>| node.tag_name().name() == name;
    document.descendants().filter(is_named).filter_map(|node| node.text()).collect()
}

#[test]
fn a_small_site_has_one_file() {
    let sitemap = Sitemap::new(&config(), &entries(2));
    let document = Document::parse(sitemap.main()).unwrap();
    assert_eq!(document.root_element().tag_name().namespace(), Some(NAMESPACE.1));
    assert_eq!(
        texts(&document, "loc"),
        ["https://b.example/article/s0", "https://b.example/article/s1"]
    );
    assert_eq!(texts(&document, "lastmod"), ["1970-01-01T00:00:01Z"]);
    assert_eq!(sitemap.part(1), None);
    Document::parse(Sitemap::new(&config(), &[]).main()).unwrap();
}

#[test]
fn a_large_one_has_parts_and_an_index() {
    let sitemap = Sitemap::within(&config(), &entries(5), 2, MOST_BYTES);
    let index = Document::parse(sitemap.main()).unwrap();
    assert_eq!(index.root_element().tag_name().name(), "sitemapindex");
    assert_eq!(texts(&index, "loc")[2], "https://b.example/sitemap-3.xml");
    assert_eq!(texts(&index, "lastmod")[1], "1970-01-01T00:00:03Z");
    let counts = [1, 2, 3]
        .map(|number| texts(&Document::parse(sitemap.part(number).unwrap()).unwrap(), "loc").len());
    assert_eq!(counts, [2, 2, 1]);
    assert_eq!((sitemap.part(0), sitemap.part(4)), (None, None));
}

#[test]
fn no_part_is_heavier_than_allowed() {
    let sitemap = Sitemap::within(&config(), &entries(50), MOST_URLS, 1_000);
    let parts: Vec<_> = (1..).map_while(|number| sitemap.part(number)).collect();
    assert!(parts.iter().all(|part| part.len() <= 1_000));
    let counts = parts.iter().map(|part| texts(&Document::parse(part).unwrap(), "loc").len());
    assert_eq!(counts.sum::<usize>(), 50);
}

#[test]
fn the_limits_of_the_protocol_hold() {
    let sitemap = Sitemap::new(&config(), &entries(MOST_URLS + 1));
    let counts = [1, 2].map(|number| sitemap.part(number).unwrap().matches("<loc>").count());
    assert_eq!(counts, [MOST_URLS, 1]);
    let long = Entry { route: Route::Tag(Slug::new(&"語".repeat(200)).unwrap()), lastmod: None };
    let longer =
        Entry { route: Route::Tag(Slug::new(&"🙂".repeat(200)).unwrap()), lastmod: None };
    assert_eq!(Sitemap::new(&config(), [&long, &longer]).main().matches("<loc>").count(), 1);
}

#[test]
fn news_are_two_days_old_at_most() {
    let now = 10 * NEWS;
    let stories = [
        card("old", now - NEWS - 1),
        card("first", now - NEWS),
        card("new", now),
        card("new", now),
        card("to-come", now + 1),
        Card { published_at: None, ..card("undated", 0) },
    ];
    let text = news_sitemap(&config(), &stories, Timestamp(now));
    let document = Document::parse(&text).unwrap();
    assert_eq!(texts(&document, "title"), ["</news:title> & new", "</news:title> & first"]);
    assert_eq!(texts(&document, "name")[0], "B & Sons");
    assert_eq!(texts(&document, "language")[0], "en");
    let parsed = texts(&document, "publication_date").into_iter().map(Timestamp::parse);
    assert_eq!(parsed.collect::<Vec<_>>(), [Some(Timestamp(now)), Some(Timestamp(now - NEWS))]);
    assert!(document.descendants().any(|node| node.has_tag_name((NEWS_NAMESPACE.1, "news"))));
}

#[test]
fn a_flood_of_news_is_cut_to_the_newest() {
    let stories: Vec<_> = (0..1_200).map(|at| card(&format!("s{at}"), at)).collect();
    let text = news_sitemap(&config(), &stories, Timestamp(1_200));
    let document = Document::parse(&text).unwrap();
    let urls = texts(&document, "loc");
    assert_eq!(urls.len(), MOST_NEWS);
    assert_eq!(urls[0], "https://b.example/article/s1199");
}

#[test]
fn languages_of_the_news() {
    let language = |tag| news_language(&Language::new(tag).unwrap());
    assert_eq!(language("en-GB"), "en");
    assert_eq!(language("ur"), "ur");
    assert_eq!(language("zh"), "zh-cn");
    assert_eq!(language("zh-Hant"), "zh-tw");
}

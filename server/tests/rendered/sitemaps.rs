//! Sitemaps by the rules that are published of them: the protocol of sitemaps.org, and Google's of the
//! news; by what is said there alone, and by the schema and a reader that others publish.

use broadsheet::model::Timestamp;
use roxmltree::{Document, Node};
use url::Url;

use super::export::{card, newsroom_of_today};
use super::*;

const PROTOCOL: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";
/// The most bytes of a file, and the most addresses in it.
const MOST: (usize, usize) = (52_428_800, 50_000);
/// The most stories of a news sitemap.
const MOST_NEWS: usize = 1_000;
/// An address has fewer characters.
const LONGEST_URL: usize = 2_048;

/// The addresses that a sitemap or an index names.
pub fn urls(text: &str) -> Vec<String> {
    let document = Document::parse(text).unwrap();
    let is_loc = |node: &Node<'_, '_>| node.has_tag_name((PROTOCOL, "loc"));
    let found = document.descendants().filter(is_loc).filter_map(|node| node.text());
    found.map(str::to_owned).collect()
}

/// What is wrong with a sitemap of `https://news.example`.
fn problems(text: &str) -> Vec<String> {
    let mut problems = Problems::default();
    match Document::parse(text) {
        Ok(document) => problems.root(document.root_element()),
        Err(problem) => problems.0.push(problem.to_string()),
    }
    problems.check(text.len() <= MOST.0, || format!("{} bytes", text.len()));
    problems.0
}

#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn check(&mut self, holds: bool, problem: impl FnOnce() -> String) {
        if !holds {
            self.0.push(problem());
        }
    }

    fn root(&mut self, root: Node<'_, '_>) {
        let entry = match root.tag_name().name() {
            "urlset" => "url",
            "sitemapindex" => "sitemap",
            other => return self.0.push(format!("<{other}> at the root")),
        };
        let is_ours = root.tag_name().namespace() == Some(PROTOCOL);
        self.check(is_ours, || format!("the namespace {:?}", root.tag_name().namespace()));
        let entries: Vec<_> = root.children().filter(Node::is_element).collect();
        self.check(entries.len() <= MOST.1, || format!("{} entries", entries.len()));
        let news = entries.iter().filter(|entry| child(**entry, NEWS, "news").is_some()).count();
        self.check(news <= MOST_NEWS, || format!("{news} stories of the news"));
        self.no_text(root);
        for node in entries {
            self.check(node.has_tag_name((PROTOCOL, entry)), || format!("{node:?} in {root:?}"));
            self.entry(node, entry);
        }
    }

    fn entry(&mut self, node: Node<'_, '_>, name: &str) {
        let optional: &[(&str, &str)] = match name {
            "url" => &[
                (PROTOCOL, "lastmod"),
                (PROTOCOL, "changefreq"),
                (PROTOCOL, "priority"),
                (NEWS, "news"),
            ],
            _ => &[(PROTOCOL, "lastmod")],
        };
        self.children(node, &[(PROTOCOL, "loc")], optional);
        if let Some(loc) = child(node, PROTOCOL, "loc") {
            self.address(words(loc));
        }
        if let Some(lastmod) = child(node, PROTOCOL, "lastmod") {
            self.check(is_date(words(lastmod)), || format!("lastmod {:?}", words(lastmod)));
        }
        if let Some(news) = child(node, NEWS, "news") {
            self.news(news);
        }
    }

    fn address(&mut self, address: &str) {
        let is_short = address.chars().count() < LONGEST_URL;
        self.check(is_short, || format!("an address of {} characters", address.chars().count()));
        // What isn't ASCII is escaped (RFC 3986).
        let url = Url::parse(address).ok().filter(|_| address.is_ascii());
        let is_of_the_site = url.is_some_and(|url| {
            url.scheme() == "https"
                && url.host_str() == Some("news.example")
                && url.fragment().is_none()
        });
        self.check(is_of_the_site, || format!("the address {address:?}"));
    }

    fn news(&mut self, news: Node<'_, '_>) {
        let required = ["publication", "publication_date", "title"].map(|name| (NEWS, name));
        self.children(news, &required, &[]);
        if let Some(publication) = child(news, NEWS, "publication") {
            self.children(publication, &[(NEWS, "name"), (NEWS, "language")], &[]);
            let of = |name| child(publication, NEWS, name).map(words).unwrap_or_default();
            self.check(!of("name").trim().is_empty(), || "a publication without a name".to_owned());
            let language = of("language");
            // ISO 639 in two or three letters, but for the two ways of writing Chinese.
            let is_language = matches!(language, "zh-cn" | "zh-tw")
                || matches!(language.len(), 2 | 3)
                    && language.bytes().all(|byte| byte.is_ascii_lowercase());
            self.check(is_language, || format!("the language {language:?}"));
        }
        let of = |name| child(news, NEWS, name).map(words).unwrap_or_default();
        self.check(!of("title").trim().is_empty(), || "a story without a title".to_owned());
        let date = of("publication_date");
        // In the four ways with a day; a moment has its zone.
        self.check(is_date(date) && date.len() >= 10, || format!("publication_date {date:?}"));
    }

    /// Each of `required` once, each of `optional` once at most, in any order, and nothing else.
    fn children(
        &mut self,
        node: Node<'_, '_>,
        required: &[(&str, &str)],
        optional: &[(&str, &str)],
    ) {
        self.no_text(node);
        let count = |name: &(&str, &str)| node.children().filter(|n| n.has_tag_name(*name)).count();
        for name in required {
            self.check(count(name) == 1, || format!("{} times {name:?} in {node:?}", count(name)));
        }
        for name in optional {
            self.check(count(name) <= 1, || format!("{} times {name:?} in {node:?}", count(name)));
        }
        let known = |node: &Node<'_, '_>| {
            required.iter().chain(optional).any(|name| node.has_tag_name(*name))
        };
        for other in node.children().filter(|node| node.is_element() && !known(node)) {
            self.0.push(format!("{other:?} in {node:?}"));
        }
    }

    fn no_text(&mut self, node: Node<'_, '_>) {
        let texts = node.children().filter(Node::is_text).filter_map(|node| node.text());
        let is_blank = texts.map(str::trim).all(str::is_empty);
        self.check(is_blank, || format!("text in {node:?}"));
        self.check(node.attributes().len() == 0, || format!("attributes of {node:?}"));
    }
}

fn child<'a, 'b>(node: Node<'a, 'b>, space: &str, name: &str) -> Option<Node<'a, 'b>> {
    node.children().find(|node| node.has_tag_name((space, name)))
}

fn words<'a>(node: Node<'a, '_>) -> &'a str {
    node.text().unwrap_or_default()
}

/// Whether a text is a date by the W3C's profile of ISO 8601: a year, a month, a day, or a moment with its
/// zone.
fn is_date(text: &str) -> bool {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let parts: Vec<_> = date.split('-').collect();
    let is_date = match parts.as_slice() {
        [year] => number(year, 4, 0..=9_999),
        [year, month] => number(year, 4, 0..=9_999) && number(month, 2, 1..=12),
        [_, _, day] => {
            number(day, 2, 1..=31) && Timestamp::parse(&format!("{date}T00:00:00Z")).is_some()
        }
        _ => false,
    };
    is_date && time.is_none_or(|time| parts.len() == 3 && is_time(time))
}

fn is_time(text: &str) -> bool {
    let Some(at) = text.find(['Z', '+', '-']) else { return false };
    let (time, zone) = text.split_at(at);
    let is_zone = zone == "Z"
        || zone[1..]
            .split_once(':')
            .is_some_and(|(hours, minutes)| number(hours, 2, 0..=14) && number(minutes, 2, 0..=59));
    let parts: Vec<_> = time.split(':').collect();
    let is_second = |text: &str| {
        let (second, fraction) = text.split_once('.').unwrap_or((text, "0"));
        number(second, 2, 0..=59)
            && !fraction.is_empty()
            && fraction.bytes().all(|b| b.is_ascii_digit())
    };
    let begins = |hour, minute| number(hour, 2, 0..=23) && number(minute, 2, 0..=59);
    is_zone
        && match parts.as_slice() {
            [hour, minute] => begins(hour, minute),
            [hour, minute, second] => begins(hour, minute) && is_second(second),
            _ => false,
        }
}

fn number(text: &str, digits: usize, range: std::ops::RangeInclusive<u32>) -> bool {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number && text.parse().is_ok_and(|number| range.contains(&number))
}

fn urlset(inside: &str) -> String {
    format!("<urlset xmlns=\"{PROTOCOL}\" xmlns:n=\"{NEWS}\">{inside}</urlset>")
}

#[test]
fn what_is_wrong_is_found() {
    let loc = "<loc>https://news.example/a</loc>";
    let news = |inside: &str| urlset(&format!("<url>{loc}<n:news>{inside}</n:news></url>"));
    let paper = "<n:publication><n:language>en</n:language><n:name>E</n:name></n:publication>";
    let (day, title) =
        ("<n:publication_date>2026-11-23</n:publication_date>", "<n:title>T</n:title>");
    for right in [
        urlset(""),
        urlset(&format!("<url><lastmod>2026-11-23T06:00+01:00</lastmod>{loc}</url>")),
        format!("<sitemapindex xmlns=\"{PROTOCOL}\"><sitemap>{loc}</sitemap></sitemapindex>"),
        news(&format!("{title}{paper}{day}")),
    ] {
        assert_eq!(problems(&right), Vec::<String>::new(), "{right}");
    }
    let long = format!("<url><loc>https://news.example/{}</loc></url>", "a".repeat(2_048));
    for wrong in [
        "<urlset><url/>".to_owned(),
        "<urlset/>".to_owned(),
        format!("<feed xmlns=\"{PROTOCOL}\"/>"),
        format!("<sitemapindex xmlns=\"{PROTOCOL}\"><url>{loc}</url></sitemapindex>"),
        urlset("told"),
        urlset("<url/>"),
        urlset(&format!("<url>{loc}{loc}</url>")),
        urlset(&format!("<url>{loc}<title>A</title></url>")),
        urlset(&format!("<url id=\"a\">{loc}</url>")),
        urlset("<url><loc>/a</loc></url>"),
        urlset("<url><loc>http://news.example/a</loc></url>"),
        urlset("<url><loc>https://agency.example/a</loc></url>"),
        urlset("<url><loc>https://news.example/é</loc></url>"),
        urlset(&long),
        urlset(&format!("<url>{loc}</url>").repeat(50_001)),
        urlset(&format!("<url>{loc}<lastmod>23.11.2026</lastmod></url>")),
        urlset(&format!("<url>{loc}<lastmod>2026-02-30</lastmod></url>")),
        urlset(&format!("<url>{loc}<lastmod>2026-11-23T06:00:00</lastmod></url>")),
        news(&format!("{paper}{title}")),
        news(&format!("{paper}{day}")),
        news(&format!("{day}{title}")),
        news(&format!("{}{day}{title}", paper.replace("en", "en-GB"))),
        news(&format!("{}{day}{title}", paper.replace("<n:name>E</n:name>", ""))),
        news(&format!("{paper}{title}<n:publication_date>2026-11</n:publication_date>")),
        urlset(&format!("<url>{loc}<n:news>{paper}{day}{title}</n:news></url>").repeat(1_001)),
    ] {
        assert!(!problems(&wrong).is_empty(), "{}", &wrong[..wrong.len().min(300)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_of_the_server_and_of_an_export_keep_to_the_rules() {
    let newsroom = newsroom_of_today();
    newsroom.export().await.unwrap();
    let app = app(&newsroom.dist).await;
    for (file, named) in [("sitemap.xml", 5), ("news-sitemap.xml", 2)] {
        let served = text(get(&app, &format!("/{file}")).await).await;
        let sitemaps = [("served", served), ("exported", newsroom.read(file))];
        for (_, sitemap) in &sitemaps {
            assert_eq!(problems(sitemap), Vec::<String>::new(), "{file}: {sitemap}");
            assert_eq!(urls(sitemap).len(), named, "{file}: {sitemap}");
        }
        assert_eq!(validators_for_tests::sitemaps(&sitemaps), Vec::<String>::new(), "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parts_of_a_large_one_keep_to_the_rules_as_well() {
    let edition = tempfile::tempdir().unwrap();
    let front = json!({"title": "The Example", "top_stories": [card("first")]});
    fs::write(edition.path().join("edition.json"), front.to_string()).unwrap();
    fs::create_dir(edition.path().join("sections")).unwrap();
    // The first of them are looked for, and left out.
    let cards: Vec<_> = (0..MOST.1 + 3_000).map(|number| card(&format!("s{number}"))).collect();
    let list = json!({"name": "World", "cards": cards});
    fs::write(edition.path().join("sections/world.json"), list.to_string()).unwrap();
    let dist = built_over("/edition/", edition.path());
    let app = app(&dist).await;
    let index = text(get(&app, "/sitemap.xml").await).await;
    assert_eq!(problems(&index), Vec::<String>::new());
    let parts = urls(&index);
    assert_eq!(parts.len(), 2, "{index}");
    let mut sitemaps = vec![("/sitemap.xml".to_owned(), index)];
    for part in parts {
        let path = part.strip_prefix("https://news.example").unwrap();
        let part = text(get(&app, path).await).await;
        assert_eq!(problems(&part), Vec::<String>::new(), "{path}");
        assert!(!urls(&part).is_empty(), "{path}");
        sitemaps.push((path.to_owned(), part));
    }
    assert_eq!(validators_for_tests::sitemaps(&sitemaps), Vec::<String>::new());
}

//! A site as files: what is written, what ends it, and how it is served.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::time::SystemTime;

use broadsheet_server::rendered::export::{Exported, export};

use super::*;

/// A newsroom's folder and the site built over it.
pub struct Newsroom {
    edition: TempDir,
    pub dist: TempDir,
    out: TempDir,
}

pub fn card(slug: &str) -> Value {
    json!({
        "slug": slug,
        "headline": slug,
        "section": {"slug": "world", "name": "World"},
        "published_at": "2026-11-20T09:10:00Z",
    })
}

fn story(slug: &str) -> Value {
    let mut story = card(slug);
    story["body"] = json!([{"type": "paragraph", "text": "It is told here."}]);
    story
}

/// A list of cards, by the numbers of their stories, and what follows it.
pub fn list(stories: Range<usize>, next: Value) -> Value {
    let cards: Vec<_> = stories.map(|number| card(&format!("story-{number}"))).collect();
    json!({"name": "World", "slug": "world", "cards": cards, "next": next})
}

impl Newsroom {
    /// Of a front page, a section in two parts, and their stories; one of these is an agency's, and one is
    /// named and not there.
    fn new() -> Self {
        let edition = tempfile::tempdir().unwrap();
        let dist = built_over("/edition/", edition.path());
        let newsroom = Self { edition, dist, out: tempfile::tempdir().unwrap() };
        let mut agency = story("agency");
        agency["canonical_url"] = json!("https://agency.example/a");
        let world = json!({"slug": "world", "name": "World"});
        for (name, document) in [
            (
                "edition.json",
                json!({
                    "title": "The Example",
                    "updated_at": "2026-11-23T05:40:00Z",
                    "sections": [world],
                    "top_stories": [card("first"), card("agency"), card("absent")],
                }),
            ),
            (
                "sections/world.json",
                json!({"name": "World", "cards": [card("first")], "next": "sections/world-2.json"}),
            ),
            ("sections/world-2.json", json!({"name": "World", "cards": [card("older")]})),
            ("articles/first.json", story("first")),
            ("articles/agency.json", agency),
            ("articles/older.json", story("older")),
        ] {
            newsroom.write(name, &document.to_string());
        }
        newsroom
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.edition.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub async fn export(&self) -> anyhow::Result<Exported> {
        export(self.dist.path(), self.out.path()).await
    }

    async fn problem(&self) -> String {
        format!("{:#}", self.export().await.unwrap_err())
    }

    fn holds(&self, name: &str) -> bool {
        self.out.path().join(name).is_file()
    }

    /// Every file, with what it is to the system and when it was written: what is written anew is another, though
    /// it may be in the place of one that was removed.
    fn files(&self) -> BTreeMap<String, (u64, SystemTime)> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.out.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let file = entry.unwrap().path();
                // Its own list is written each time.
                if file.ends_with(".exported") {
                    continue;
                }
                if file.is_dir() {
                    folders.push(file);
                } else {
                    let name = file.strip_prefix(self.out.path()).unwrap().to_str().unwrap();
                    let known = fs::metadata(&file).unwrap();
                    files.insert(name.to_owned(), (known.ino(), known.modified().unwrap()));
                }
            }
        }
        files
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.out.path().join(name)).unwrap()
    }
}

#[tokio::test]
async fn every_page_is_written_and_the_sitemap_names_what_is_ours_and_there() {
    let newsroom = Newsroom::new();
    newsroom.export().await.unwrap();
    let sitemap = newsroom.read("sitemap.xml");
    for (story, is_written, is_named) in [
        ("first", true, true),
        ("older", true, true),
        ("agency", true, false),
        ("absent", false, false),
    ] {
        assert_eq!(newsroom.holds(&format!("article/{story}/index.html")), is_written, "{story}");
        assert_eq!(sitemap.contains(&format!("/article/{story}<")), is_named, "{story}");
    }
    let second = newsroom.read("section/world/2/index.html");
    assert!(second.contains("/article/older") && !second.contains("/article/first\""), "{second}");
    assert!(!sitemap.contains("/section/world/2<"), "{sitemap}");
    let again = newsroom.export().await.unwrap();
    assert_eq!((again.written, again.removed), (0, 0));
}

/// The addresses that a sitemap names.
fn named(sitemap: &str) -> BTreeSet<&str> {
    let urls = sitemap.split("<loc>").skip(1);
    urls.filter_map(|rest| rest.split_once("</loc>").map(|(url, _)| url)).collect()
}

/// The newsroom with stories of now on its front page and in its section, some of them not its own or not
/// there, and with older ones.
pub fn newsroom_of_today() -> Newsroom {
    let newsroom = Newsroom::new();
    let now = broadsheet::state::console::now();
    let today = |mut document: Value| {
        document["published_at"] = json!(now.to_iso());
        document
    };
    let mut edition: Value = serde_json::from_str(
        &fs::read_to_string(newsroom.edition.path().join("edition.json")).unwrap(),
    )
    .unwrap();
    for card in edition["top_stories"].as_array_mut().unwrap() {
        *card = today(card.take());
    }
    newsroom.write("edition.json", &edition.to_string());
    let part = json!({"name": "World", "cards": [today(card("older")), card("oldest")]});
    newsroom.write("sections/world-2.json", &part.to_string());
    let part = json!({
        "name": "World",
        "cards": [today(card("first")), today(card("wire"))],
        "next": "sections/world-2.json",
    });
    newsroom.write("sections/world.json", &part.to_string());
    for (slug, home) in [
        ("first", None),
        ("older", None),
        ("agency", Some("https://agency.example/a")),
        ("wire", Some("https://wire.example/w")),
    ] {
        let mut told = today(story(slug));
        told["canonical_url"] = json!(home);
        newsroom.write(&format!("articles/{slug}.json"), &told.to_string());
    }
    newsroom.write("articles/oldest.json", &story("oldest").to_string());
    newsroom
}

#[tokio::test]
async fn news_are_the_same_stories_in_an_export_and_on_the_server() {
    let newsroom = newsroom_of_today();
    newsroom.export().await.unwrap();
    let exported = newsroom.read("news-sitemap.xml");
    let served = text(get(&app(&newsroom.dist).await, "/news-sitemap.xml").await).await;
    let expected = ["first", "older"].map(|slug| format!("https://news.example/article/{slug}"));
    let expected: BTreeSet<_> = expected.iter().map(String::as_str).collect();
    assert_eq!(named(&exported), expected);
    assert_eq!(named(&served), expected);
}

#[tokio::test]
async fn what_an_export_that_broke_off_has_left_is_known_to_the_next() {
    let newsroom = Newsroom::new();
    let edition = fs::read_to_string(newsroom.edition.path().join("edition.json")).unwrap();
    newsroom.export().await.unwrap();
    let older = newsroom.out.path().join("article/older/index.html");
    fs::remove_file(&older).unwrap();
    fs::create_dir(&older).unwrap();
    let mut changed: Value = serde_json::from_str(&edition).unwrap();
    changed["top_stories"][2] = card("fresh");
    newsroom.write("edition.json", &changed.to_string());
    newsroom.write("articles/fresh.json", &story("fresh").to_string());
    assert!(newsroom.problem().await.contains("article/older/index.html"));
    assert!(newsroom.holds("article/fresh/index.html"));
    // It is withdrawn before the next.
    fs::remove_dir(&older).unwrap();
    newsroom.write("edition.json", &edition);
    fs::remove_file(newsroom.edition.path().join("articles/fresh.json")).unwrap();
    newsroom.export().await.unwrap();
    assert!(newsroom.holds("article/older/index.html"));
    assert!(!newsroom.holds("article/fresh/index.html"));
}

#[tokio::test]
async fn pages_bear_the_editions_day() {
    let newsroom = Newsroom::new();
    newsroom.export().await.unwrap();
    for page in ["index.html", "article/first/index.html", "404.html"] {
        assert!(newsroom.read(page).contains("<time>Monday 23 November 2026</time>"), "{page}");
    }
}

#[tokio::test]
async fn a_document_that_cannot_be_had_ends_it_and_removes_nothing() {
    let newsroom = Newsroom::new();
    newsroom.export().await.unwrap();
    fs::remove_file(newsroom.edition.path().join("sections/world-2.json")).unwrap();
    let problem = newsroom.problem().await;
    assert!(problem.contains("/edition/sections/world-2.json: status 404"), "{problem}");
    assert!(newsroom.holds("article/older/index.html"));
    newsroom.write("sections/world-2.json", "{");
    let problem = newsroom.problem().await;
    assert!(problem.contains("/edition/sections/world-2.json: not JSON: "), "{problem}");
    assert!(newsroom.holds("article/older/index.html"));
    newsroom.write("sections/world-2.json", r#"{"name": "World", "cards": []}"#);
    newsroom.write("articles/first.json", r#"{"slug": "first", "headline": 5}"#);
    let problem = newsroom.problem().await;
    assert!(problem.contains("/edition/articles/first.json: headline: expected"), "{problem}");
    newsroom.write("edition.json", "[]");
    let problem = newsroom.problem().await;
    assert!(problem.contains("/edition/edition.json: "), "{problem}");
}

#[tokio::test]
async fn what_stands_around_every_page_is_read_once_for_all_of_them() {
    let backend = Backend::open().await;
    let (dist, out) = (built(&backend.url), tempfile::tempdir().unwrap());
    let done = export(dist.path(), out.path()).await.unwrap();
    assert!(done.pages > 40, "{} pages", done.pages);
    assert_eq!(backend.asked_for(EDITION), 1);
}

/// For what it names, for all its pages and for its feeds: they tell of one moment.
#[tokio::test]
async fn a_long_list_is_read_once_for_all_its_pages() {
    let backend = Backend::open().await;
    backend.give("/sections/world.json", list(0..250, Value::Null));
    let (dist, out) = (built(&backend.url), tempfile::tempdir().unwrap());
    export(dist.path(), out.path()).await.unwrap();
    for (name, story) in [("", 0), ("2/", 60), ("5/", 249)] {
        let file = out.path().join(format!("section/world/{name}index.html"));
        let page = fs::read_to_string(&file).unwrap();
        assert!(page.contains(&format!("href=\"/article/story-{story}\"")), "{name}");
    }
    assert!(!out.path().join("section/world/6").exists());
    assert_eq!(backend.asked_for("/sections/world.json"), 1);
}

#[tokio::test]
async fn a_wrong_key_of_the_configuration_is_named() {
    let newsroom = Newsroom::new();
    let file = newsroom.dist.path().join("index.html");
    let page = fs::read_to_string(&file).unwrap();
    fs::write(&file, page.replace("\"en-GB\"", "5")).unwrap();
    let problem = newsroom.problem().await;
    assert!(problem.contains("index.html: the configuration is wrong: site.lang: "), "{problem}");
    fs::write(&file, page).unwrap();
    fs::remove_file(newsroom.dist.path().join("boot-1.js")).unwrap();
    let problem = newsroom.problem().await;
    assert!(problem.contains("/boot-1.js"), "{problem}");
}

#[tokio::test]
async fn compressed_copies_are_newer_than_their_files_and_of_the_same_content() {
    let newsroom = Newsroom::new();
    let dist = newsroom.dist.path();
    let write = |name: &str, text: &str, seconds: u64| {
        let file = dist.join(name);
        fs::write(&file, text).unwrap();
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        fs::File::options().write(true).open(file).unwrap().set_modified(changed).unwrap();
    };
    for number in 0..20 {
        write(&format!("file-{number}.svg.gz"), "packed", 2);
        write(&format!("file-{number}.svg"), "plain", 2);
    }
    // Edited since the build.
    write("edited.svg.br", "packed", 1);
    write("edited.svg", "plain", 2);
    newsroom.export().await.unwrap();
    assert!(newsroom.holds("edited.svg") && !newsroom.holds("edited.svg.br"));
    let changed =
        |name: &str| fs::metadata(newsroom.out.path().join(name)).unwrap().modified().unwrap();
    for number in 0..20 {
        let name = format!("file-{number}.svg");
        assert!(changed(&name) <= changed(&format!("{name}.gz")), "{name}");
    }
}

#[tokio::test]
async fn it_is_served_as_files_are() {
    let newsroom = Newsroom::new();
    newsroom.export().await.unwrap();
    let dist = Some(newsroom.out.path().to_owned());
    let app = App::open(Options { dist, ..Options::default() }).await.unwrap();
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/index.html", StatusCode::OK),
        ("/article/agency", StatusCode::OK),
        ("/article/absent", StatusCode::NOT_FOUND),
        ("/tag/node.js", StatusCode::NOT_FOUND),
        ("/section/world/index.js", StatusCode::NOT_FOUND),
    ] {
        let response = get(&app, path).await;
        assert_eq!(response.status(), status, "{path}");
        let is_page = text(response).await.starts_with("<!doctype");
        assert_eq!(is_page, !path.ends_with("index.js"), "{path}");
    }
    // What is asked of a part of a page is not asked of the one that says that there is none.
    for (name, value) in [
        ("range", "bytes=0-9"),
        ("range", "bytes=9999999-"),
        ("if-unmodified-since", "Mon, 23 Nov 2020 09:10:00 GMT"),
    ] {
        let asked = Request::get("/article/absent").header(name, value);
        let response = ask(&app, asked.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{name}: {value}");
        assert_eq!(field(&response, "content-range"), "", "{name}: {value}");
        assert!(text(response).await.ends_with("</html>"), "{name}: {value}");
    }
}

#[tokio::test]
async fn a_newsrooms_own_rules_for_crawlers_stand_in_every_copy_of_the_file() {
    let newsroom = Newsroom::new();
    let own = format!("{}User-agent: GPTBot\nDisallow: /\n", "# Of ours.\n".repeat(200));
    fs::write(newsroom.dist.path().join("robots.txt"), &own).unwrap();
    fs::write(newsroom.dist.path().join("robots.txt.gz"), "of the file as it was built").unwrap();
    for _ in 0..2 {
        newsroom.export().await.unwrap();
        let written = newsroom.read("robots.txt");
        assert!(written.starts_with(&own), "{written}");
        assert!(written.contains("\nSitemap: https://news.example/sitemap.xml\n"), "{written}");
        let packed = fs::File::open(newsroom.out.path().join("robots.txt.gz")).unwrap();
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, written);
    }
}

#[tokio::test]
async fn a_story_whose_name_no_file_can_have_keeps_the_others_from_nobody() {
    let newsroom = Newsroom::new();
    // 270 bytes below a server that keeps no files.
    let long = "語".repeat(90);
    let backend = Backend::open().await;
    let edition = json!({"title": "The Example", "sections": [], "top_stories": [card("first"), card(&long)]});
    backend.give("/edition.json", edition);
    backend.give("/articles/first.json", story("first"));
    backend.give(&format!("/articles/{}.json", "%E8%AA%9E".repeat(90)), story(&long));
    backend.give("/sections/world.json", json!({"name": "World", "cards": []}));
    let newsroom = Newsroom { dist: built(&backend.url), ..newsroom };
    newsroom.export().await.unwrap();
    assert!(newsroom.holds("article/first/index.html"));
    let stories = fs::read_dir(newsroom.out.path().join("article")).unwrap().count();
    assert_eq!(stories, 1);
    assert!(!newsroom.read("sitemap.xml").contains("%E8%AA%9E"));
}

#[tokio::test]
async fn comments_that_cannot_be_had_take_none_from_an_earlier_export() {
    let mut newsroom = Newsroom::new();
    // Nobody listens there.
    let comments = json!({"kind": "server", "url": "http://127.0.0.1:9/"});
    let files = json!({"kind": "files", "url": "/edition/"});
    newsroom.dist = built_with(&files, &comments, newsroom.edition.path());
    let discussed = |headline: &str| {
        let mut story = story("first");
        story["headline"] = json!(headline);
        story["commenting"] = json!("open");
        story.to_string()
    };
    newsroom.write("articles/first.json", &discussed("first"));
    let first = newsroom.export().await.unwrap();
    assert_eq!(first.poorer, 1);
    assert!(newsroom.holds("article/first/index.html"));
    // As if that one had them.
    let file = newsroom.out.path().join("article/first/index.html");
    let page = newsroom.read("article/first/index.html");
    let above = page.rfind("<section class=\"comments").expect("a discussion");
    let data = page.rfind("<script type=\"application/ld+json\">").expect("structured data");
    let richer = format!("{}With its comments.{}", &page[..above], &page[data..]);
    fs::write(&file, &richer).unwrap();
    let again = newsroom.export().await.unwrap();
    assert_eq!((again.poorer, again.written, again.removed), (1, 0, 0));
    assert_eq!(newsroom.read("article/first/index.html"), richer);
    // A story that says something else by now is worth more than its comments, were it to search engines alone.
    fs::write(&file, richer.replace("\"@graph\"", "\"@before\"")).unwrap();
    newsroom.export().await.unwrap();
    assert_eq!(newsroom.read("article/first/index.html"), page);
    fs::write(&file, &richer).unwrap();
    newsroom.write("articles/first.json", &discussed("Corrected"));
    newsroom.export().await.unwrap();
    let page = newsroom.read("article/first/index.html");
    assert!(page.contains("Corrected") && !page.contains("With its comments."));
}

#[tokio::test]
async fn a_site_over_the_servers_own_api_is_exported_from_its_files() {
    let mut newsroom = Newsroom::new();
    let own = json!({"kind": "server", "url": "/api/"});
    newsroom.dist = built_with(&own, &own, newsroom.edition.path());
    let exported = newsroom.export().await.unwrap();
    assert_eq!(exported.poorer, 0);
    assert!(newsroom.read("article/older/index.html").contains("It is told here."));
}

#[tokio::test]
async fn an_export_that_broke_off_leaves_no_copy_of_what_was() {
    let newsroom = Newsroom::new();
    newsroom.export().await.unwrap();
    // The page was written, and its copies were not.
    let copy = newsroom.out.path().join("article/first/index.html.gz");
    let whole = fs::read(&copy).unwrap();
    fs::remove_file(&copy).unwrap();
    newsroom.export().await.unwrap();
    assert_eq!(fs::read(&copy).unwrap(), whole);
    let mut changed = story("first");
    changed["headline"] = json!("Another");
    newsroom.write("articles/first.json", &changed.to_string());
    newsroom.export().await.unwrap();
    assert_ne!(fs::read(&copy).unwrap(), whole);
}

#[tokio::test]
async fn what_has_changed_is_written_and_nothing_else() {
    let newsroom = Newsroom::new();
    newsroom.export().await.unwrap();
    let before = newsroom.files();
    let mut renamed = card("older");
    renamed["headline"] = json!("What the older one says now");
    newsroom.write(
        "sections/world-2.json",
        &json!({"name": "World", "cards": [renamed.clone()]}).to_string(),
    );
    let mut story = story("older");
    story["headline"] = renamed["headline"].clone();
    newsroom.write("articles/older.json", &story.to_string());
    let again = newsroom.export().await.unwrap();
    let after = newsroom.files();
    let is_new = |name: &&String| before.get(*name) != after.get(*name);
    let written: Vec<&str> = after.keys().filter(is_new).map(String::as_str).collect();
    let pages = ["article/older/index.html", "section/world/2/index.html"];
    let documents = ["edition/articles/older.json", "edition/sections/world-2.json"];
    let with_copies =
        pages.iter().flat_map(|page| ["", ".br", ".gz"].map(|copy| [page, copy].concat()));
    let mut expected: Vec<String> =
        documents.map(str::to_owned).into_iter().chain(with_copies).collect();
    expected.sort();
    assert_eq!(written, expected);
    assert_eq!((again.written, again.removed), (expected.len(), 0));
}

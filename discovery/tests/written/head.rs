//! What a page's `<head>` says, page by page.

use crate::support::{Head, assert_valid, config, named, page, repository, schema, slug};
use broadsheet::backend::{BackendError, Fault};
use broadsheet::pages::Page;
use broadsheet::route::Route;
use serde_json::{Value, json};

pub fn story() -> Value {
    json!({
        "slug": "summit",
        "headline": "Two leaders fly north",
        "section": {"slug": "world", "name": "World"},
        "published_at": "2026-11-23T09:10:00Z",
        "updated_at": "2026-11-23T10:00:00Z",
        "contributors": [
            {"slug": "news-desk", "name": "News Desk", "role": "The desk"},
            {"slug": "ann", "name": "Ann", "role": "Desk editor"},
        ],
        "main_photo": {
            "src": "photos/a-1200.jpg", "width": 1200, "height": 800, "alt": "Two aircraft",
            "credit": {"text": "Ann / Broadsheet"},
            "srcset": [{"src": "photos/a-800.avif", "width": 800, "type": "image/avif"}],
        },
        "body": [{"type": "divider"}, {"type": "paragraph", "text": [{"text": "Four  "}, {"text": "words it has."}]}],
        "tags": [{"slug": "ice", "name": "Ice"}, {"slug": "talks", "name": "Talks"}],
        "commenting": "open",
        "comment_count": 7,
    })
}

fn read(story: &Value) -> Head {
    let route = Route::Article(slug("summit"));
    Head::of(&config(), &page(&config(), &route, &story.to_string()), &route)
}

fn changed(change: impl FnOnce(&mut Value)) -> Head {
    let mut story = story();
    change(&mut story);
    read(&story)
}

#[test]
fn a_story_says_what_it_is() {
    let head = read(&story());
    let own = "https://news.example/article/summit";
    assert_eq!(head.title(), "Two leaders fly north · Broadsheet");
    assert_eq!(head.meta("description"), Some("Four words it has."));
    assert_eq!(head.meta("robots"), Some("max-image-preview:large"));
    assert_eq!(head.links("canonical")[0]["href"], own);
    for (name, expected) in [
        ("og:type", "article"),
        ("og:title", "Two leaders fly north"),
        ("og:description", "Four words it has."),
        ("og:url", own),
        ("og:site_name", "Broadsheet"),
        ("og:locale", "en_GB"),
        ("og:image", "https://news.example/edition/photos/a-1200.jpg"),
        ("og:image:type", "image/jpeg"),
        ("og:image:width", "1200"),
        ("og:image:height", "800"),
        ("og:image:alt", "Two aircraft"),
        ("twitter:card", "summary_large_image"),
        ("article:published_time", "2026-11-23T09:10:00Z"),
        ("article:modified_time", "2026-11-23T10:00:00Z"),
        ("article:section", "World"),
    ] {
        assert_eq!(head.meta(name), Some(expected), "{name}");
    }
    assert_eq!(head.metas("article:tag"), ["Ice", "Talks"]);
    assert_eq!(head.metas("article:author")[1], "https://news.example/author/ann");
    let alternates = head.links("alternate");
    let languages: Vec<_> = alternates.iter().filter_map(|link| link.get("hreflang")).collect();
    assert_eq!(languages, ["en-GB", "x-default"]);
    let feeds: Vec<_> = alternates.iter().filter(|link| link.contains_key("type")).collect();
    assert_eq!(feeds.len(), 2);
    assert_eq!(feeds[0]["href"], "https://news.example/feed.xml");
    assert_eq!(feeds[1]["type"], "application/feed+json");
}

#[test]
fn a_story_is_structured() {
    let article = read(&story()).thing("NewsArticle");
    for (name, expected) in [
        ("headline", json!("Two leaders fly north")),
        ("datePublished", json!("2026-11-23T09:10:00Z")),
        ("dateModified", json!("2026-11-23T10:00:00Z")),
        ("articleSection", json!("World")),
        ("keywords", json!(["Ice", "Talks"])),
        ("inLanguage", json!("en-GB")),
        ("isAccessibleForFree", json!(true)),
        ("commentCount", json!(7)),
        ("wordCount", json!(4)),
    ] {
        assert_eq!(article[name], expected, "{name}");
    }
    assert_eq!(article["author"][0]["@type"], "Organization");
    assert_eq!(article["author"][1]["@type"], "Person");
    assert_eq!(article["author"][1]["jobTitle"], "Desk editor");
    assert_eq!(article["publisher"]["@type"], "Organization");
    assert_eq!(article["publisher"]["logo"]["url"], "https://news.example/icons/icon-512.png");
    assert_eq!(article["image"].as_array().unwrap().len(), 1);
    assert_eq!(article["image"][0]["creditText"], "Ann / Broadsheet");
    let trail = read(&story()).thing("BreadcrumbList");
    let steps = trail["itemListElement"].as_array().unwrap();
    assert_eq!(
        steps.iter().map(|step| step["item"].as_str().unwrap()).collect::<Vec<_>>(),
        [
            "https://news.example/",
            "https://news.example/section/world",
            "https://news.example/article/summit"
        ]
    );
}

#[test]
fn a_story_told_live_says_when_and_what() {
    let block = |at: u32| {
        json!({"id": format!("ب {at}"), "at": format!("2026-11-23T09:{at:02}:00Z"),
            "body": [{"type": "quote", "text": "They are here.", "cite": "A guard"}]})
    };
    let told = |state: &str, count: u32| {
        let head = changed(|story| {
            story["live"] = json!(state);
            story["canonical_url"] = json!("https://agency.example/a");
            story["blocks"] = (0..count).map(|at| block(59 - at)).collect();
            story["blocks"][0]["title"] = json!("Talks begin");
        });
        assert_valid(&schema("structured-data"), &head.structured().unwrap());
        head.thing("LiveBlogPosting")
    };
    let story = told("live", 40);
    assert_eq!(story["headline"], "Two leaders fly north");
    assert_eq!(story["coverageStartTime"], "2026-11-23T09:10:00Z");
    assert_eq!(story.get("coverageEndTime"), None);
    assert_eq!(story["wordCount"], 4 + 40 * 5);
    let updates = story["liveBlogUpdate"].as_array().unwrap();
    assert_eq!(updates.len(), 20);
    let first = json!({"@type": "BlogPosting", "headline": "Talks begin",
        "url": "https://news.example/article/summit#block-%D8%A8%2059",
        "datePublished": "2026-11-23T09:59:00Z", "articleBody": "They are here. A guard"});
    assert_eq!(updates[0], first);
    assert_eq!(updates[1]["headline"], "They are here.");
    assert_eq!(told("closed", 60)["coverageStartTime"], "2026-11-23T09:00:00Z");
    assert_eq!(told("closed", 2)["coverageEndTime"], "2026-11-23T09:59:00Z");
}

#[test]
fn headlines_and_descriptions_are_cut() {
    let long = ["word"; 60].join(" ");
    let head = changed(|story| {
        story["headline"] = json!(long);
        story["standfirst"] = json!(long);
    });
    let description = head.meta("description").unwrap();
    assert_eq!(description.chars().count(), 160);
    assert!(description.ends_with("word…"), "{description}");
    assert_eq!(head.thing("NewsArticle")["headline"].as_str().unwrap().chars().count(), 110);
    assert_eq!(head.meta("og:title"), Some(long.as_str()));
}

#[test]
fn crops_are_the_images_where_there_are_some() {
    let head = changed(|story| {
        story["main_photo"]["crops"] = json!([
            {"src": "photos/a-1200x675.jpg", "width": 1200, "height": 675},
            {"src": "photos/a-800x800.avif", "width": 800, "height": 800},
            {"src": "https://cdn.example/a.png", "width": 800, "height": 800},
        ]);
    });
    let article = head.thing("NewsArticle");
    assert_eq!(article["image"].as_array().unwrap().len(), 2);
    assert_eq!(article["image"][0]["height"], "675 px");
    assert_eq!(article["image"][1]["url"], "https://cdn.example/a.png");
}

#[test]
fn a_picture_for_browsers_alone_is_none_for_previews() {
    let avif = changed(|story| story["main_photo"]["src"] = json!("photos/a-1200.AVIF?v=2"));
    assert_eq!(avif.meta("og:image"), Some("https://news.example/icons/icon-512.png"));
    assert_eq!(avif.meta("twitter:card"), Some("summary"));
    let with_jpeg = changed(|story| {
        story["main_photo"]["src"] = json!("photos/a-1200.avif");
        story["main_photo"]["srcset"] = json!([
            {"src": "photos/a-800.avif", "width": 800, "type": "image/avif"},
            {"src": "photos/a-400.jpg", "width": 400, "type": "image/jpeg"},
            {"src": "photos/a-600.jpg", "width": 600, "type": "image/jpeg"},
        ]);
    });
    assert_eq!(with_jpeg.meta("og:image"), Some("https://news.example/edition/photos/a-600.jpg"));
    assert_eq!(with_jpeg.meta("og:image:height"), Some("400"));
    let small = changed(|story| story["main_photo"]["width"] = json!(200));
    assert_eq!(small.meta("twitter:card"), Some("summary"));
}

#[test]
fn a_story_from_elsewhere_names_its_home() {
    let head = changed(|story| story["canonical_url"] = json!("https://agency.example/a?b=c&d"));
    assert_eq!(head.links("canonical")[0]["href"], "https://agency.example/a?b=c&d");
    assert_eq!(head.meta("og:url"), Some("https://agency.example/a?b=c&d"));
    assert!(!head.links("alternate").iter().any(|link| link.contains_key("hreflang")));
    for no_home in ["mailto:a@b.example", "#a", "https://news.example/article/summit"] {
        let head = changed(|story| story["canonical_url"] = json!(no_home));
        assert_eq!(head.links("canonical")[0]["href"], "https://news.example/article/summit");
        assert!(head.links("alternate").iter().any(|link| link.contains_key("hreflang")));
    }
}

#[test]
fn a_story_had_by_an_earlier_address_names_its_own() {
    let head = changed(|story| story["slug"] = json!("two-leaders"));
    let own = "https://news.example/article/two-leaders";
    assert_eq!(head.links("canonical")[0]["href"], own);
    assert_eq!(head.meta("og:url"), Some(own));
    assert!(!head.links("alternate").iter().any(|link| link.contains_key("hreflang")));
}

#[test]
fn a_story_with_little_says_little() {
    let head = changed(|story| {
        for field in ["updated_at", "contributors", "main_photo", "tags", "comment_count"] {
            story[field] = Value::Null;
        }
        story["published_at"] = json!("yesterday");
        story["lang"] = json!("ur");
        story["byline"] = json!("Ann and Bo");
        story["body"] = json!([{"type": "divider"}]);
    });
    assert_eq!(head.meta("description"), Some("Broadsheet"));
    assert_eq!(head.meta("og:locale"), None);
    assert_eq!(head.meta("article:published_time"), None);
    assert_eq!(head.links("alternate")[0]["hreflang"], "ur");
    let article = head.thing("NewsArticle");
    assert_eq!(article["author"], json!([{"@type": "Person", "name": "Ann and Bo"}]));
    for absent in ["datePublished", "dateModified", "image", "keywords", "commentCount"] {
        assert_eq!(article.get(absent), None, "{absent}");
    }
    assert_valid(&schema("structured-data"), &head.structured().unwrap());
}

#[test]
fn lists_authors_and_the_front_page_say_what_they_are() {
    let card = json!({
        "slug": "summit", "headline": "Two leaders fly north", "published_at": "2026-11-23T09:10:00Z",
        "section": {"slug": "world", "name": "World"},
        "photo": {"src": "photos/a-1200.jpg", "width": 1200, "height": 800, "alt": ""},
    });
    let read = |route: Route, document: Value| {
        Head::of(&config(), &page(&config(), &route, &document.to_string()), &route)
    };
    let world = read(Route::Section(slug("world")), json!({"name": "World", "cards": [card]}));
    assert_eq!(world.meta("og:type"), Some("website"));
    assert_eq!(world.meta("description"), Some("Two leaders fly north"));
    assert_eq!(world.meta("og:image:alt"), None);
    assert_eq!(world.thing("CollectionPage")["mainEntity"]["numberOfItems"], 1);
    assert_eq!(world.thing("BreadcrumbList")["itemListElement"][1]["name"], "World");
    let feeds = world.links("alternate");
    assert!(feeds.iter().any(|l| l["href"] == "https://news.example/section/world/feed.json"));
    assert!(feeds.iter().any(|l| l.get("title").is_some_and(|t| t == "World · Broadsheet")));

    let ann = json!({"slug": "ann", "name": "Ann", "bio": "Writes.", "role": "Reporter",
        "links": [{"label": "Own page", "url": "https://ann.example/"}, {"label": "Mail", "url": "mailto:a@b"}],
        "cards": [card]});
    let ann = read(Route::Author(slug("ann")), ann);
    assert_eq!(ann.meta("og:type"), Some("profile"));
    assert_eq!(ann.meta("description"), Some("Writes."));
    let person = &ann.thing("ProfilePage")["mainEntity"];
    assert_eq!((&person["@type"], &person["name"]), (&json!("Person"), &json!("Ann")));
    assert_eq!(person["sameAs"], json!(["https://ann.example/"]));

    let front = json!({"title": "Today", "lang": "en", "top_stories": [card]});
    let front = read(Route::Front, front);
    assert_eq!(front.title(), "Broadsheet");
    assert_eq!(front.links("canonical")[0]["href"], "https://news.example/");
    assert_eq!(front.thing("WebSite")["inLanguage"], "en");
    assert_eq!(front.thing("NewsMediaOrganization")["name"], "Broadsheet");
    let feeds = front.links("alternate");
    assert_eq!(feeds.iter().filter(|link| link.contains_key("type")).count(), 2);
}

#[test]
fn what_is_not_worth_finding_asks_to_be_passed_by() {
    let problem = BackendError { url: String::new(), fault: Fault::Offline };
    for page in [Page::Loading, Page::NotFound, Page::Problem(problem)] {
        let head = Head::of(&config(), &page, &Route::NotFound);
        assert_eq!(head.meta("robots"), Some("noindex"));
        assert_eq!(head.elements.len(), 2);
    }
}

/// Every hostile text of the corpus in every place of every page at once.
#[test]
fn hostile_text_stays_text() {
    let corpus = std::fs::read_to_string(repository("tests/corpus/hostile.json")).unwrap();
    let corpus: Vec<Value> = serde_json::from_str(&corpus).unwrap();
    let values = corpus.iter().filter_map(|item| item["value"].as_str());
    let more =
        ["</title></script><script>alert(1)</script>", "\u{2028}<!--<script>\u{2029}", "a\0b"];
    let holds = schema("structured-data");
    let mut checked = 0;
    for hostile in values.chain(more).filter(|text| !text.trim().is_empty()) {
        for (route, document) in hostile_documents(hostile) {
            let config = named(hostile);
            let page = page(&config, &route, &document.to_string());
            let head = Head::of(&config, &page, &route);
            if let (Some(title), Page::Article(_)) = (head.meta("og:title"), &page) {
                assert_eq!(unbroken(title), unbroken(hostile));
            }
            let data = head.structured().unwrap();
            // Of a text of control characters alone nothing is left, not even a name.
            if !unbroken(hostile).is_empty() {
                assert_valid(&holds, &data);
            }
            checked += 1;
        }
    }
    assert!(checked > 1_000);
}

/// The beginning of a text in one line, without the characters that HTML has no place for.
pub fn unbroken(text: &str) -> String {
    let is_kept =
        |c: &char| c.is_whitespace() || (!c.is_control() && u32::from(*c) & 0xFFFE != 0xFFFE);
    let kept: String = text.chars().filter(is_kept).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(900).collect()
}

pub fn hostile_documents(text: &str) -> Vec<(Route, Value)> {
    let named = json!({"slug": "ann", "name": text, "role": text, "bio": text,
        "links": [{"label": text, "url": text}],
        "avatar": {"src": text, "width": 9, "height": 9, "alt": text}});
    let photo = json!({"src": text, "width": 900, "height": 600, "alt": text, "caption": text,
        "credit": {"text": text, "url": text}, "crops": [{"src": text, "width": 9, "height": 9}]});
    let card = json!({"slug": "summit", "headline": text, "kicker": text, "trail_text": text,
        "section": {"slug": "world", "name": text}, "byline": text, "photo": photo,
        "published_at": "2026-11-23T09:10:00Z"});
    let mut article = card.clone();
    for (field, value) in [
        ("standfirst", json!(text)),
        ("contributors", json!([named])),
        ("main_photo", photo),
        ("body", json!([{"type": "paragraph", "text": text}])),
        ("tags", json!([{"slug": "ice", "name": text}])),
        ("canonical_url", json!(text)),
        ("lang", json!(text)),
    ] {
        article[field] = value;
    }
    let mut told_live = article.clone();
    told_live["blocks"] = json!([{"id": text, "at": text, "title": text, "body": article["body"]},
        {"id": "b", "at": text, "body": article["body"]}]);
    let mut author = named;
    author["cards"] = json!([card]);
    vec![
        (Route::Article(slug("summit")), article),
        (Route::Article(slug("summit")), told_live),
        (Route::Author(slug("ann")), author),
        (Route::Tag(slug("ice")), json!({"name": text, "description": text, "cards": [card]})),
        (Route::Front, json!({"title": text, "lang": text, "top_stories": [card]})),
    ]
}

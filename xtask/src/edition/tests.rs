//! The derivation, on an edition made up here.

use serde_json::{Value, json};

use super::derive;
use super::newsroom::Newsroom;
use super::photos::Photos;
use super::problems::Problems;

/// Six sections, four stories each; the stories are named `s0` to `s23`, the newest last.
fn newsroom() -> Newsroom {
    let section = |i: usize| json!({"slug": format!("c{i}"), "name": format!("C{i}")});
    let mut newsroom = Newsroom {
        front: json!({
            "title": "Test",
            "sections": (0..6).map(section).collect::<Vec<_>>(),
            "top_stories": [{"slug": "s3"}, {"slug": "s1"}],
            "containers": [{"title": "C0", "cards": [{"slug": "s0"}]}],
            "most_read": [{"slug": "s3"}],
        }),
        ..Newsroom::default()
    };
    for i in 0..24 {
        let slug = format!("s{i}");
        newsroom.articles.insert(slug.clone(), story(&slug, section(i % 6), i));
    }
    for (slug, name) in [("ann", "Ann"), ("bo", "Bo")] {
        let author = json!({"slug": slug, "name": name, "avatar": "photos/ann-200.jpg"});
        newsroom.authors.insert(slug.to_owned(), author);
    }
    newsroom.tags.insert("ice".to_owned(), json!({"name": "Ice"}));
    newsroom
        .comments
        .insert("s3".to_owned(), json!({"comments": [{}], "total": 7, "state": "open"}));
    newsroom
}

fn story(slug: &str, section: Value, hour: usize) -> Value {
    json!({
        "slug": slug,
        "headline": "A headline",
        "section": section,
        "commenting": "open",
        "published_at": format!("2026-11-22T{hour:02}:00:00Z"),
        "main_photo": {"src": "photos/ice-800.jpg", "alt": "Ice", "caption": "Ice."},
        "contributors": [{"slug": "ann"}, {"slug": "bo"}],
        "body": [
            {"type": "paragraph", "text": vec!["word"; 230].join(" ")},
            {"type": "paragraph", "text": [{"text": "one"}, {"text": " more", "href": "/tag/ice"}]},
            {"type": "photo", "photo": {"src": "photos/ice-800.jpg", "alt": "Ice"}},
        ],
        "blocks": [
            block("2026-11-23T02:00:00Z", "late", &json!({"type": "paragraph", "text": vec!["word"; 230].join(" ")})),
            block("2026-11-23T01:00:00Z", "early", &json!({"type": "photo", "photo": {"src": "photos/ice-800.jpg", "alt": "Ice"}})),
        ],
        "tags": [{"slug": "ice", "name": "Ice"}],
        "related": [{"slug": if slug == "s3" { "s4" } else { "s3" }}],
    })
}

fn block(at: &str, id: &str, element: &Value) -> Value {
    json!({"id": id, "at": at, "title": "Ice", "key_event": false, "body": [element]})
}

fn photos() -> Photos {
    let mut photos = Photos::default();
    for width in [800, 400] {
        photos.add_jpeg("ice", width, width * 2 / 3);
        photos.add_avif("ice", width);
    }
    for (width, height) in [(400, 400), (800, 450), (533, 400)] {
        photos.add_crop("ice", width, height);
    }
    photos.add_jpeg("ann", 200, 200);
    photos
}

fn problems_of(newsroom: &mut Newsroom) -> Vec<String> {
    let mut problems = Problems::default();
    derive(newsroom, &photos(), &mut problems);
    problems.all().to_vec()
}

/// The edition completed; what it holds may be changed at will.
pub fn derived() -> Newsroom {
    let mut newsroom = newsroom();
    assert_eq!(problems_of(&mut newsroom), Vec::<String>::new());
    newsroom
}

/// The problems of an edition after a change to the story `s3`.
fn problems_with(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut newsroom = newsroom();
    change(newsroom.articles.get_mut("s3").unwrap());
    problems_of(&mut newsroom)
}

fn slugs(cards: &Value) -> Vec<&str> {
    cards.as_array().unwrap().iter().map(|card| card["slug"].as_str().unwrap()).collect()
}

#[test]
fn a_story_is_completed() {
    let newsroom = derived();
    let story = &newsroom.articles["s3"];
    let photo = json!({
        "src": "photos/ice-800.jpg",
        "srcset": [
            {"src": "photos/ice-400.avif", "width": 400, "type": "image/avif"},
            {"src": "photos/ice-800.avif", "width": 800, "type": "image/avif"},
            {"src": "photos/ice-400.jpg", "width": 400, "type": "image/jpeg"},
            {"src": "photos/ice-800.jpg", "width": 800, "type": "image/jpeg"},
        ],
        "width": 800, "height": 533, "alt": "Ice",
    });
    let crops = json!([
        {"src": "photos/ice-800x450.jpg", "width": 800, "height": 450},
        {"src": "photos/ice-533x400.jpg", "width": 533, "height": 400},
        {"src": "photos/ice-400x400.jpg", "width": 400, "height": 400},
    ]);
    assert_eq!(story["main_photo"]["crops"], crops);
    assert_eq!(story["body"][2]["photo"], photo);
    assert_eq!(story["blocks"][1]["body"][0]["photo"], photo);
    assert_eq!(story["byline"], "Ann and Bo");
    assert_eq!(story["reading_minutes"], 3);
    assert_eq!(story["comment_count"], 7);
    assert_eq!(story["contributors"][0]["avatar"]["height"], 200);
    assert_eq!(story["related"][0]["photo"], photo);
    assert_eq!(newsroom.articles["s4"]["comment_count"], 0);
    assert_eq!(newsroom.comments["s4"]["state"], "open");
}

/// Only search engines read crops, and lists weigh on every reader.
#[test]
fn no_card_has_crops() {
    for (path, text) in derived().files() {
        let is_story = path.starts_with("articles/") && !path.ends_with("/comments.json");
        let expected = usize::from(is_story);
        assert_eq!(text.matches("\"crops\"").count(), expected, "{path}");
    }
}

#[test]
fn lists_are_newest_first_and_the_front_page_keeps_the_editors_order() {
    let newsroom = derived();
    assert_eq!(slugs(&newsroom.sections["c1"]["cards"]), ["s19", "s13", "s7", "s1"]);
    assert_eq!(slugs(&newsroom.tags["ice"]["cards"]).len(), 24);
    assert_eq!(slugs(&newsroom.authors["bo"]["cards"])[0], "s23");
    assert_eq!(slugs(&newsroom.front["top_stories"]), ["s3", "s1"]);
    assert_eq!(newsroom.front["top_stories"][0]["comment_count"], 7);
}

#[test]
fn deriving_twice_changes_nothing() {
    let mut newsroom = derived();
    let files = newsroom.files();
    assert_eq!(problems_of(&mut newsroom), Vec::<String>::new());
    assert_eq!(newsroom.files(), files);
}

#[test]
fn mistakes_are_named_with_file_and_path() {
    type Change = fn(&mut Value);
    let mistakes: [(Change, &str); 15] = [
        (|s| s["slug"] = json!("other"), "slug: differs from the file's name"),
        (
            |s| s["related"] = json!([{"slug": "gone"}]),
            "related[0].slug: no story has the slug “gone”",
        ),
        (|s| s["related"] = json!([{"slug": "s3"}]), "related: a story is not related to itself"),
        (
            |s| s["contributors"][1]["slug"] = json!("cy"),
            "contributors[1].slug: no author has the slug “cy”",
        ),
        (
            |s| s["main_photo"]["src"] = json!("photos/x-800.jpg"),
            "main_photo.src: no file photos/x-800.jpg",
        ),
        (|s| s["body"][2]["photo"]["src"] = json!(3), "body[2].photo.src: expected a string"),
        (
            |s| s["body"][1]["text"][1]["href"] = json!("/article/gone"),
            "body[1].text[1].href: /article/gone leads nowhere",
        ),
        (
            |s| s["blocks"][1]["body"][0]["photo"]["src"] = json!("photos/x-800.jpg"),
            "blocks[1].body[0].photo.src: no file photos/x-800.jpg",
        ),
        (
            |s| s["blocks"][1]["at"] = json!("2026-11-23 01:00"),
            "blocks[1].at: expected a time in UTC: 2026-11-23T09:10:00Z",
        ),
        (
            |s| s["blocks"][1]["at"] = json!("2026-11-23T03:00:00Z"),
            "blocks[1].at: newer than the block before",
        ),
        (|s| s["blocks"][1]["id"] = json!("late"), "blocks[1].id: stands twice in the list"),
        (|s| s["tags"][0]["slug"] = json!("icy"), "tags[0].slug: “icy” is not in the set"),
        (|s| s["tags"][0]["name"] = json!("ICE"), "tags[0].name: expected “Ice”"),
        (|s| s["section"]["slug"] = json!("c9"), "section.slug: “c9” is not in the set"),
        (
            |s| s["updated_at"] = json!("2026-11-20T00:00:00Z"),
            "updated_at: earlier than published_at",
        ),
    ];
    for (change, expected) in mistakes {
        assert_eq!(problems_with(change), [format!("articles/s3.json: {expected}")]);
    }
    let no_zone = problems_with(|s| s["published_at"] = json!("2026-11-20 00:00"));
    assert!(no_zone[0].contains("published_at: expected a time in UTC"), "{no_zone:?}");
}

#[test]
fn the_front_page_is_checked() {
    let mut twice = newsroom();
    twice.front["containers"][0]["cards"] = json!([{"slug": "s1"}]);
    twice.front["most_read"] = json!([{"slug": "s3"}, {"slug": "s3"}]);
    assert_eq!(
        problems_of(&mut twice),
        [
            "edition.json: containers[0].cards[0].slug: “s1” stands on the front page already",
            "edition.json: most_read[1].slug: “s3” stands twice in the list",
        ]
    );
    let mut thin = newsroom();
    thin.articles.remove("s23");
    thin.front["sections"].as_array_mut().unwrap().pop();
    thin.sections.insert("c5".to_owned(), json!({"name": "C5"}));
    assert_eq!(
        problems_of(&mut thin),
        [
            "edition.json: articles: 23 stories, expected 24",
            "edition.json: sections: 5 sections, expected 6",
        ]
    );
}

#[test]
fn the_built_in_edition_is_in_step() {
    super::run(true).unwrap();
}

/// The beginning of a JPEG: as much of it as says how large the picture is.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8];
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xFF, 0xD9]);
    bytes
}

#[test]
fn photographs_are_measured() {
    let edition = tempfile::tempdir().unwrap();
    let photos = edition.path().join("photos");
    std::fs::create_dir(&photos).unwrap();
    for (name, width, height) in [
        ("a-400.jpg", 400, 267),
        ("a-800.jpg", 800, 533),
        ("b-400.jpg", 300, 200),
        ("c-9.jpg", 9, 9),
    ] {
        std::fs::write(photos.join(name), jpeg(width, height)).unwrap();
    }
    std::fs::write(photos.join("c-18.jpg"), jpeg(18, 12)).unwrap();
    std::fs::write(photos.join("d-400.avif"), "").unwrap();
    std::fs::write(photos.join("a-800x450.jpg"), jpeg(800, 450)).unwrap();
    std::fs::write(photos.join("a-400x400.jpg"), jpeg(400, 399)).unwrap();
    std::fs::write(photos.join("README.md"), "").unwrap();

    let mut problems = Problems::default();
    let photos = Photos::read(edition.path(), &mut problems).unwrap();
    let mut found = problems.all().to_vec();
    found.sort();
    assert_eq!(
        found,
        [
            "photos/a-400x400.jpg: size: the picture is 400 by 399",
            "photos/b-400.jpg: width: the picture is 300 wide",
            "photos/c-9.jpg: height: 9, expected 6",
            "photos/d: jpg: no JPEG behind the other files",
        ]
    );
    let mut photo = json!({"src": "photos/a-400.jpg", "alt": ""});
    photos.complete(&mut photo, "x.json", "photo", &mut problems);
    assert_eq!((&photo["width"], &photo["height"]), (&json!(400), &json!(267)));
    photos.name_crops(&mut photo);
    assert_eq!(photo["crops"][0]["src"], "photos/a-800x450.jpg");
    let mut uncut = json!({"src": "photos/c-18.jpg", "alt": "", "crops": [{"src": "gone.jpg"}]});
    photos.name_crops(&mut uncut);
    assert_eq!(uncut.get("crops"), None);
}

#[test]
fn a_discussion_is_as_open_as_its_story() {
    let closed = problems_with(|s| s["commenting"] = json!("closed"));
    assert_eq!(closed, ["articles/s3/comments.json: state: the story is closed for comments"]);
    let unsaid = problems_with(|s| drop(s.as_object_mut().unwrap().remove("commenting")));
    assert_eq!(unsaid, ["articles/s3.json: commenting: expected \"open\", \"closed\" or \"off\""]);
    assert_eq!(problems_with(|s| s["commenting"] = json!("off")), Vec::<String>::new());
}

mod damaged;
mod required;

use serde_json::{Value, json};

use super::comments::{comments, event};
use super::json::{Context, Decoded, JsonProblem, Notes, Place};
use super::{article::article, lists};
use crate::model::event::Rejected;
use crate::model::{Commenting, Element, Live, Status, Text, Timestamp, What};
use proptest::prelude::*;

fn read<T>(json: &Value, decode: fn(&Place<'_>) -> Decoded<T>) -> (Decoded<T>, Vec<JsonProblem>) {
    let value = &json.into();
    let notes = Notes::default();
    let decoded = decode(&Place::whole(value, Context::new("/edition/", &notes)));
    (decoded, notes.take())
}

fn story() -> Value {
    json!({
        "slug": "alaska-summit",
        "headline": "Two leaders fly north",
        "section": {"slug": "world", "name": "World"},
        "published_at": "2026-11-23T09:10:00Z",
        "standfirst": [{"text": "One "}, {"text": "line", "strong": true, "href": "javascript:alert(1)"}],
        "contributors": [{"slug": "news-desk", "name": "News Desk"}, {"slug": 7}],
        "main_photo": {"src": "photos/a-1200.jpg", "width": 1200, "height": 800, "alt": "",
            "srcset": [{"src": "photos/a-400.avif", "width": 400, "type": "image/avif"},
                       {"src": "photos/a-400.jpg", "width": 400}],
            "crops": [{"src": "photos/a-800x800.jpg", "width": 800, "height": 800}, {"src": "b.jpg"}]},
        "body": [
            {"type": "paragraph", "text": "First."},
            {"type": "from-the-future", "text": "?"},
            {"type": "heading", "level": 9, "text": "Wrong"},
            {"type": "photo", "src": "data:image/png;base64,", "width": 1, "height": 1, "alt": ""},
            {"type": "embed", "provider": "X", "url": "http://plain.example/"},
            {"type": "divider"}
        ],
        "blocks": [{"id": "a", "at": "2026-11-23T09:10:00Z", "title": "Begun", "key_event": true,
            "body": [{"type": "paragraph", "text": "They are here."}]}],
        "commenting": "open"
    })
}

#[test]
fn an_article_is_read_and_its_bad_parts_left_out() {
    let (read, notes) = read(&story(), article);
    let read = read.unwrap();
    assert_eq!(read.contributors.len(), 1);
    assert_eq!(read.body.len(), 2);
    assert_eq!(read.body[1], Element::Divider);
    assert_eq!(read.commenting, Commenting::Open);
    assert_eq!(read.standfirst.unwrap().0[1].href, None);
    let photo = read.main_photo.unwrap();
    assert_eq!(photo.src.as_str(), "/edition/photos/a-1200.jpg");
    assert_eq!(photo.sources.len(), 2);
    assert_eq!(photo.crops.len(), 1);
    assert_eq!(photo.crops[0].src.as_str(), "/edition/photos/a-800x800.jpg");
    let said: Vec<_> = notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "standfirst[1].href: expected an http, https or mailto address or a path",
            "contributors[1].slug: expected a string",
            "main_photo.crops[1].width: expected a whole number, zero or above",
            "body[2].level: expected 2, 3 or 4",
            "body[3].src: expected an http or https address or a path",
            "body[4].url: expected an https address",
        ]
    );
}

#[test]
fn blocks_are_read_and_their_bad_parts_left_out() {
    let said = |text: &str| json!([{"type": "paragraph", "text": text}]);
    let mut value = story();
    value["live"] = json!("live");
    value["blocks"] = json!([
        {"id": "c", "at": "2026-11-23T05:00:00Z", "title": "Over", "key_event": true, "body": said("It is over.")},
        {"id": "b", "at": "at noon", "title": 7, "key_event": "yes",
            "body": [{"type": "from-the-future"}, {"type": "paragraph", "text": 7}, {"type": "divider"}]},
        {"id": "c", "at": "2026-11-23T04:00:00Z", "body": said("Again.")},
        {"id": 7, "at": "2026-11-23T04:00:00Z", "body": []},
        {"id": "d", "body": []},
        {"id": "e", "at": "2026-11-23T04:00:00Z", "body": [{"type": "from-the-future"}]},
        {"id": "f", "at": "2026-11-23T04:00:00Z", "title": "Only a title", "body": []},
        {"id": "g", "at": "2026-11-23T04:00:00Z", "title": "No body"},
    ]);
    let (story, notes) = read(&value, article);
    let story = story.unwrap();
    assert_eq!(story.live, Some(Live::Live));
    let ids: Vec<_> = story.blocks.iter().map(|block| block.id.as_str()).collect();
    assert_eq!(ids, ["c", "b", "f"]);
    let (first, second) = (&story.blocks[0], &story.blocks[1]);
    assert_eq!(first.at, Timestamp::parse("2026-11-23T05:00:00Z"));
    assert_eq!((first.title.as_deref(), first.is_key_event), (Some("Over"), true));
    assert_eq!(first.body, [Element::Paragraph(Text::plain("It is over."))]);
    assert_eq!((second.at, &second.title, second.is_key_event), (None, &None, false));
    assert_eq!(second.body, [Element::Divider]);
    let said: Vec<_> = notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        said.iter().filter(|line| line.starts_with("blocks")).collect::<Vec<_>>(),
        [
            "blocks[1].title: expected a string",
            "blocks[1].key_event: expected true or false",
            "blocks[1].body[1].text: expected a string or a list of runs",
            "blocks[3].id: expected a string",
            "blocks[4].at: expected a string",
            "blocks[5]: expected a title or something in its body",
            "blocks[7].body: expected a list",
        ]
    );
}

#[test]
fn a_story_without_good_blocks_is_a_story() {
    for blocks in [json!(null), json!([]), json!({}), json!("<ol>"), json!([{}, 7, {"id": "a"}])] {
        let mut value = story();
        value["blocks"] = blocks;
        value["live"] = json!("tomorrow");
        let read = read(&value, article).0.unwrap();
        assert_eq!((read.blocks, read.live), (Vec::new(), None));
    }
}

#[test]
fn what_is_required_is_an_error_by_path() {
    for (key, message) in [
        ("headline", "headline: expected a string"),
        ("slug", "slug: expected a string"),
        ("section", "section: expected an object"),
        ("body", "body: expected a list"),
        ("published_at", "published_at: expected a string"),
    ] {
        let mut value = story();
        value[key] = Value::Null;
        assert_eq!(read(&value, article).0.unwrap_err().to_string(), message);
    }
    assert_eq!(
        read(&json!([]), article).0.unwrap_err().to_string(),
        "the whole: expected an object"
    );
    let mut value = story();
    value["body"] = json!([7, {"type": 7}]);
    let said = read(&value, article).0.unwrap_err().to_string();
    assert_eq!(said, "body: none of its items can be read");
}

#[test]
fn what_waits_for_others_is_withheld_and_keeps_its_place() {
    let one = |name: &str, text: &str| json!({"id": "a", "author": {"name": name}, "text": text, "created_at": "2026-11-23T10:00:00Z", "status": "pending"});
    let statuses = |value: Value| -> Vec<Status> {
        let value = json!({"comments": [value]});
        read(&value, comments).0.unwrap().comments.iter().map(|c| c.status).collect()
    };
    assert_eq!(statuses(one("Amina", "Mine.")), [Status::Pending]);
    assert_eq!(statuses(one("", "")), [Status::Unknown]);
}

#[test]
fn what_was_not_approved_is_its_authors() {
    let one = |viewer: Value| {
        json!({"comments": [{"id": "a", "author": {"name": "Amina"}, "text": "Mine.",
        "created_at": "2026-11-23T10:00:00Z", "status": "rejected", "viewer": viewer}]})
    };
    let status = |value: Value| read(&value, comments).0.unwrap().comments[0].status;
    assert_eq!(status(one(json!({"liked": false}))), Status::Rejected);
    // A file, or a server that tells everybody.
    assert_eq!(status(one(Value::Null)), Status::Unknown);
    let told = json!({"type": "comment.rejected", "id": "e:7", "comment_id": "a", "version": 2});
    let what = What::Rejected(Rejected { id: "a".to_owned(), version: 2 });
    assert_eq!(read(&told, event).0.unwrap().what, what);
    let other = json!({"type": "comment.rejected", "id": "e:7", "comment_id": "a"});
    assert!(read(&other, event).0.is_err());
}

#[test]
fn a_status_of_tomorrow_hides_the_comment() {
    let value = json!({"comments": [
        {"id": "1", "author": {"name": "A"}, "text": "", "created_at": "x", "status": "shadowed"},
        {"id": "2", "author": {"name": "A"}, "text": "", "created_at": "x", "status": 5},
        {"id": "3", "author": {"name": "A"}, "text": "", "created_at": "x"},
    ]});
    let statuses: Vec<_> =
        read(&value, comments).0.unwrap().comments.iter().map(|c| c.status).collect();
    assert_eq!(statuses, [Status::Unknown, Status::Unknown, Status::Visible]);
}

#[test]
fn a_next_page_stays_below_the_base() {
    for (next, kept) in [
        ("sections/world-2.json", true),
        ("https://other.example/", false),
        ("//other.example/", false),
        ("../../secret.json", false),
        ("/etc/passwd", false),
    ] {
        let value = json!({"name": "World", "cards": [], "next": next});
        assert_eq!(read(&value, lists::card_list).0.unwrap().next.is_some(), kept, "{next}");
    }
}

/// Any JSON at all, with the contract's own keys so that it gets far.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just(0_i64), Just(-1), Just(1), Just(i64::MAX), Just(800)].prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(paragraph|photo|list|gallery|table|embed|quote|heading|ltr|rtl|open|a|b|https://a.b/|javascript:a|.{0,9})"
            .prop_map(Value::from),
    ];
    let keys = "(slug|headline|section|name|body|blocks|at|key_event|type|text|level|items|photos|rows|head|photo|src|srcset|width|height|alt|caption|credit|top_stories|containers|cards|title|published_at|comments|id|author|parent_id|status|contributors|url|provider|x)";
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(keys, inner, 0..12)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// The story with one of its values, anywhere, replaced.
fn replaced(value: &Value, place: &mut usize, with: &Value) -> Value {
    if *place == 0 {
        *place = usize::MAX;
        return with.clone();
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter().map(|item| replaced(item, place, with)).collect(),
        Value::Object(map) => Value::Object(
            map.iter().map(|(key, item)| (key.clone(), replaced(item, place, with))).collect(),
        ),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn no_json_breaks_a_decoder(value in any_json()) {
        let _ = read(&value, article);
        let _ = read(&value, comments);
        let _ = read(&value, lists::edition);
        let _ = read(&value, lists::card_list);
        let _ = read(&value, lists::author);
    }

    #[test]
    fn a_story_with_one_value_replaced_is_read_or_refused_by_path(place in 0_usize..110, with in any_json()) {
        let (read, _) = read(&replaced(&story(), &mut { place }, &with), article);
        if let Err(problem) = read {
            prop_assert!(!problem.message.is_empty());
        }
    }
}

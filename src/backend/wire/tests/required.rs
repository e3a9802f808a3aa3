//! What a schema requires is what the decoder can't do without: no more, since whoever keeps to the decoder
//! would be refused by `check-json`, and no less, since a folder that is found right must be shown.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::read;
use crate::backend::wire::json::{Decoded, Place};
use crate::backend::wire::{article, comments, lists};
use crate::config::Config;

/// Whether a document is read with nothing of it left out.
type IsRight = fn(&Value) -> bool;

/// An object of the contract: where its schema stands, a document that has all of its fields, and where in
/// it the object is.
struct Object {
    schema: (&'static str, &'static str),
    document: Value,
    place: &'static str,
    is_right: IsRight,
}

fn is_whole<T>(document: &Value, decode: fn(&Place<'_>) -> Decoded<T>) -> bool {
    let (decoded, notes) = read(document, decode);
    decoded.is_ok() && notes.is_empty()
}

fn schema(name: &str) -> Value {
    let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The fields that a schema names under a key, those of what it builds on included.
fn named(schema_of: &Value, key: &str) -> BTreeSet<String> {
    let own: BTreeSet<String> = match &schema_of[key] {
        Value::Object(fields) => fields.keys().cloned().collect(),
        Value::Array(names) => names.iter().map(|name| name.as_str().unwrap().to_owned()).collect(),
        _ => BTreeSet::new(),
    };
    let parts = schema_of["allOf"].as_array().into_iter().flatten();
    let parts = parts.filter_map(|part| part["$ref"].as_str()?.strip_suffix(".schema.json"));
    parts.map(|name| named(&schema(name), key)).fold(own, |all, more| &all | &more)
}

fn photo() -> Value {
    json!({
        "src": "a-800.jpg", "width": 800, "height": 533, "alt": "A ferry", "caption": "The ferry.",
        "srcset": [{"src": "a-400.avif", "width": 400, "type": "image/avif"}],
        "crops": [{"src": "a-16x9.jpg", "width": 800, "height": 450}],
        "credit": {"text": "Ada Lund", "url": "https://photos.example/"},
        "focal_point": {"x": 0.5, "y": 0.25},
    })
}

fn card() -> Value {
    json!({
        "slug": "ferry", "headline": "Ferry runs again", "kicker": "Transport", "trail_text": "At last.",
        "section": {"slug": "world", "name": "World"}, "byline": "Ada Lund",
        "published_at": "2026-11-23T09:00:00Z", "updated_at": "2026-11-23T10:00:00Z", "photo": photo(),
        "comment_count": 3, "live": "closed", "lang": "en", "dir": "ltr",
    })
}

fn author() -> Value {
    json!({"slug": "ada", "name": "Ada Lund", "role": "Reporter", "bio": "Writes.", "avatar": photo(),
        "links": [{"label": "Mail", "url": "mailto:ada@news.example"}]})
}

fn with(mut document: Value, fields: Value) -> Value {
    let fields = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(fields);
    document
}

/// A body with every element.
fn body() -> Value {
    json!([
        {"type": "paragraph", "text": [{"text": "It ", "strong": true, "emphasis": true, "href": "/", "lang": "en"}]},
        {"type": "heading", "level": 2, "text": "Why"},
        {"type": "list", "ordered": true, "items": ["One"]},
        {"type": "quote", "text": "Ahoy", "cite": "The captain"},
        {"type": "gallery", "photos": [photo()]},
        {"type": "table", "caption": "Runs", "head": ["Day"], "rows": [["Monday"]]},
        {"type": "embed", "provider": "Video", "url": "https://video.example/a", "title": "A film",
            "width": 16, "height": 9},
        {"type": "code", "text": "run()", "language": "rust"},
        {"type": "pullquote", "text": "Ahoy", "cite": "The captain"},
    ])
}

fn story() -> Value {
    with(
        card(),
        json!({
            "standfirst": "After a month.", "contributors": [author()], "main_photo": photo(),
            "key_points": ["It runs."], "body": body(),
            "blocks": [{"id": "a", "at": "2026-11-23T09:00:00Z", "title": "Off", "key_event": true, "body": body()}],
            "tags": [{"slug": "ferries", "name": "Ferries"}], "canonical_url": "https://news.example/ferry",
            "corrections": [{"at": "2026-11-23T09:30:00Z", "text": "It was Monday."}], "related": [card()],
            "commenting": "open", "reading_minutes": 2,
        }),
    )
}

fn front() -> Value {
    json!({
        "title": "Today", "lang": "en", "dir": "ltr", "updated_at": "2026-11-23T09:00:00Z",
        "sections": [{"slug": "world", "name": "World"}], "top_stories": [card()], "most_read": [card()],
        "containers": [{"title": "World", "section": {"slug": "world", "name": "World"}, "layout": "row",
            "cards": [with(card(), json!({"slug": "other"}))]}],
    })
}

fn discussion() -> Value {
    json!({
        "comments": [{"id": "1", "parent_id": "0", "article": "ferry",
            "author": {"name": "Ayo", "avatar": "/a.png", "badge": "Staff"}, "text": "Good.",
            "created_at": "2026-11-23T09:00:00Z", "edited_at": "2026-11-23T09:05:00Z", "status": "visible",
            "version": 1, "likes": 2, "replies": 0, "featured": true,
            "viewer": {"liked": true, "editable_until": "2026-11-23T09:10:00Z"}}],
        "total": 1, "next": "n", "stream_cursor": "a:1", "state": "open",
        "threads": [{"id": "1", "total": 2, "next": "n"}],
    })
}

fn config() -> Value {
    json!({
        "site": {"name": "Broadsheet", "lang": "en", "url": "https://news.example"},
        "edition": {"kind": "files", "url": "/edition/"}, "comments": {"kind": "off"},
        "embeds": ["https://video.example"], "images": ["https://photos.example"],
    })
}

fn objects() -> Vec<Object> {
    let object = |name, within, document: fn() -> Value, place, is_right| Object {
        schema: (name, within),
        document: document(),
        place,
        is_right,
    };
    let of_story: IsRight = |document| is_whole(document, article::article);
    let of_front: IsRight = |document| is_whole(document, lists::edition);
    let of_list: IsRight = |document| is_whole(document, lists::card_list);
    let of_author: IsRight = |document| is_whole(document, lists::author);
    let of_discussion: IsRight = |document| is_whole(document, comments::page);
    let of_config: IsRight = |document| Config::parse(&document.to_string()).is_ok();
    let mut objects = vec![
        object("article", "", story, "", of_story),
        object("article", "/properties/corrections/items", story, "/corrections/0", of_story),
        object("article", "/$defs/block", story, "/blocks/0", of_story),
        object("common", "/$defs/reference", story, "/section", of_story),
        object("common", "/$defs/reference", story, "/tags/0", of_story),
        object("card", "", story, "/related/0", of_story),
        object("photo", "", story, "/main_photo", of_story),
        object("photo", "/properties/srcset/items", story, "/main_photo/srcset/0", of_story),
        object("photo", "/properties/crops/items", story, "/main_photo/crops/0", of_story),
        object("photo", "/properties/credit", story, "/main_photo/credit", of_story),
        object("photo", "/properties/focal_point", story, "/main_photo/focal_point", of_story),
        object("contributor", "", story, "/contributors/0", of_story),
        object(
            "contributor",
            "/properties/links/items",
            story,
            "/contributors/0/links/0",
            of_story,
        ),
        object("body", "/$defs/run", story, "/body/0/text/0", of_story),
        object("edition", "", front, "", of_front),
        object("edition", "/properties/containers/items", front, "/containers/0", of_front),
        object(
            "list",
            "",
            || json!({"name": "World", "description": "All of it.", "cards": [card()], "next": "sections/world-2.json"}),
            "",
            of_list,
        ),
        object(
            "author",
            "",
            || with(author(), json!({"cards": [card()], "next": "authors/ada-2.json"})),
            "",
            of_author,
        ),
        object("comments", "", discussion, "", of_discussion),
        object("comments", "/properties/threads/items", discussion, "/threads/0", of_discussion),
        object("comment", "", discussion, "/comments/0", of_discussion),
        object("comment", "/properties/author", discussion, "/comments/0/author", of_discussion),
        object("comment", "/properties/viewer", discussion, "/comments/0/viewer", of_discussion),
        object("config", "", config, "", of_config),
        object("config", "/properties/site", config, "/site", of_config),
        object("config", "/$defs/backend", config, "/edition", of_config),
    ];
    for (within, place) in [
        ("/$defs/paragraph", "/body/0"),
        ("/$defs/heading", "/body/1"),
        ("/$defs/list", "/body/2"),
        ("/$defs/quote", "/body/3"),
        ("/$defs/gallery", "/body/4"),
        ("/$defs/table", "/body/5"),
        ("/$defs/embed", "/body/6"),
        ("/$defs/code", "/body/7"),
        ("/$defs/quote", "/body/8"),
    ] {
        objects.push(object("body", within, story, place, of_story));
    }
    objects
}

#[test]
fn what_a_schema_requires_is_what_can_not_be_done_without() {
    for Object { schema: (name, within), document, place, is_right } in objects() {
        let schemas = schema(name);
        let schema = schemas.pointer(within).unwrap();
        let mut required = named(schema, "required");
        let mut known = named(schema, "properties");
        if place.starts_with("/body/") && !place.contains("text") {
            // Every element says what it is, as the schema has it of all of them together.
            required.insert("type".to_owned());
            known.insert("type".to_owned());
        }
        let fields = document.pointer(place).and_then(Value::as_object).unwrap();
        let has: BTreeSet<String> = fields.keys().cloned().collect();
        assert_eq!(has, known, "{name}{within}: the fields of the document here");
        assert!(is_right(&document), "{name}{within}: the document here is wrong");
        for field in &has {
            let mut without = document.clone();
            let object = without.pointer_mut(place).and_then(Value::as_object_mut).unwrap();
            object.remove(field);
            let is_needed = required.contains(field);
            assert_eq!(is_right(&without), !is_needed, "{name}{within}: {field}");
        }
    }
}

//! The contract's parts, filled with a row of a corpus.

use serde_json::{Value, json};

use super::Row;

/// A moment that every document shares.
pub(super) const MOMENT: &str = "2026-11-23T09:00:00Z";
/// A picture that is there, below the backend's base.
pub(super) const PICTURE: &str = "dot.gif";

/// A section or a tag.
pub(super) fn section(row: &Row) -> Value {
    json!({"slug": row.id, "name": row.value})
}

/// A card, with every field that a card has.
pub(super) fn card(row: &Row, place: &str) -> Value {
    let mut photo = photo(PICTURE, &row.value);
    if place == "m" || place == "r" {
        photo["src"] = json!(row.value);
    }
    json!({
        "slug": format!("{place}-{}", row.id), "headline": row.value, "kicker": row.value,
        "trail_text": row.value, "section": section(row), "byline": row.value,
        "published_at": MOMENT, "comment_count": 7, "live": "live", "photo": photo,
        "lang": row.value, "dir": row.value,
    })
}

/// A card whose slug is the row.
pub(super) fn with_slug(row: &Row) -> Value {
    json!({"slug": row.value, "headline": format!("By slug {}", row.id), "published_at": row.value,
        "updated_at": row.value, "comment_count": row.value, "live": row.value,
        "section": {"slug": "world", "name": "World"}, "photo": photo(&row.value, "Beside")})
}

/// A contributor.
pub(super) fn contributor(row: &Row) -> Value {
    json!({"slug": row.id, "name": row.value, "role": row.value, "bio": row.value,
        "avatar": photo(PICTURE, &row.value), "links": [{"label": row.value, "url": row.value}]})
}

/// A photograph: its address, and the text in all else.
pub(super) fn photo(src: &str, text: &str) -> Value {
    json!({
        "src": src, "width": 800, "height": 450, "alt": text, "caption": text,
        "srcset": [{"src": text, "width": 400}, {"src": text, "width": 800, "type": "image/avif"},
            {"src": PICTURE, "width": 200, "type": text}],
        "crops": [{"src": text, "width": 16, "height": 9}, {"src": PICTURE, "width": 4, "height": 3}],
        "credit": {"text": text, "url": text},
    })
}

fn runs(row: &Row) -> Value {
    let text = &row.value;
    json!([
        {"text": text, "strong": true, "href": text}, {"text": text, "emphasis": true},
        {"text": text, "lang": "ur"}, {"text": text, "lang": text},
    ])
}

/// One text that holds several rows, each in a run of its own.
pub(super) fn runs_of(rows: &[Row]) -> Value {
    let run = |row: &Row| json!({"text": row.value, "strong": true, "href": row.value});
    rows.iter().flat_map(|row| [run(row), json!({"text": " "})]).collect()
}

/// Every element of a body, filled with a row.
pub(super) fn elements(row: &Row) -> Vec<Value> {
    let text = &row.value;
    let mut linked = photo(PICTURE, "Beside");
    linked["caption"] = json!([{"text": text, "href": text}]);
    vec![
        json!({"type": "paragraph", "text": text}),
        json!({"type": "paragraph", "text": runs(row)}),
        json!({"type": "heading", "level": 2, "text": text}),
        json!({"type": "heading", "level": 3, "text": text}),
        json!({"type": "heading", "level": 4, "text": text}),
        json!({"type": "list", "items": [text, [{"text": text, "href": text}]]}),
        json!({"type": "list", "ordered": true, "items": [text]}),
        json!({"type": "quote", "text": text, "cite": text}),
        json!({"type": "pullquote", "text": text}),
        json!({"type": "pullquote", "text": "Beside", "cite": text}),
        with_type("photo", photo(PICTURE, text)),
        with_type("photo", photo(text, "Beside")),
        with_type("photo", linked),
        json!({"type": "gallery", "photos": [photo(PICTURE, text), photo(text, "Beside")]}),
        json!({"type": "table", "caption": text, "head": [text], "rows": [[text], [[{"text": text, "href": text}]]]}),
        json!({"type": "embed", "provider": text, "title": text, "url": "https://video.example/a"}),
        json!({"type": "embed", "provider": "Video", "title": "Beside", "url": text}),
        json!({"type": "code", "text": text, "language": text}),
        json!({"type": text, "text": text}),
    ]
}

/// Two blocks of a story told live: the row wherever a block has a text, and the row as a date.
pub(super) fn blocks(row: &Row) -> [Value; 2] {
    let text = &row.value;
    let said = json!([{"type": "paragraph", "text": runs(row)}, {"type": "heading", "level": 2, "text": text}]);
    [
        json!({"id": text, "at": MOMENT, "title": text, "key_event": true, "body": said}),
        json!({"id": row.id, "at": text, "key_event": true, "body": said}),
    ]
}

fn with_type(kind: &str, mut value: Value) -> Value {
    value["type"] = json!(kind);
    value
}

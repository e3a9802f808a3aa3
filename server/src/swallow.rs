//! Everything that reads somebody else's bytes, in one function: a fuzzer and the property tests
//! feed it.

use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, header};

use crate::api::moderation::{Act, Settle};
use crate::api::request::{
    self, Caller, Edit, IDEMPOTENCY_KEY, Post, Query, READER, Report, id_of, slug_of,
};
use crate::api::stream::known;
use crate::cursor::{After, Place, Sort};
use crate::limits::{Kind, Limits, Rates};
use crate::text::{self, NAME_LIMIT, TEXT_LIMIT};
use crate::{secrets, spam};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Reads `bytes` as every part of a request.
///
/// # Panics
/// Where a reader panics, or answers what it must not: that is what is looked for.
pub fn swallow(bytes: &[u8]) {
    bodies(bytes);
    fields(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        queries(text);
        cursors(text);
        texts(text);
    }
}

fn bodies(bytes: &[u8]) {
    if let Ok(post) = request::parse::<Post>(bytes) {
        texts(&post.text);
        texts(&post.author.name);
    }
    if let Ok(edit) = request::parse::<Edit>(bytes) {
        texts(&edit.text);
    }
    if let Ok(report) = request::parse::<Report>(bytes) {
        let note = text::note(report.note.as_deref().unwrap_or_default());
        assert!(!note.contains('\0'));
    }
    let _ = request::parse::<Act>(bytes);
    let _ = request::parse::<Settle>(bytes);
}

fn fields(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else {
        return;
    };
    let mut fields = HeaderMap::new();
    let names = [
        READER,
        IDEMPOTENCY_KEY,
        FORWARDED_FOR,
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::IF_NONE_MATCH,
    ];
    for name in names {
        fields.insert(name, value.clone());
    }
    let limits = Limits::new(Some(Rates::default()));
    for trust_proxy in [false, true] {
        let caller = Caller::of(&Extensions::new(), &fields, trust_proxy);
        assert!(caller.take(&limits, Kind::Read).is_ok() && caller.sit(&limits).is_ok());
    }
    let _ = known(&fields, "W/\"a\"");
    if let Ok(Some(reader)) = request::reader(&fields) {
        assert_eq!(reader.len(), 32);
    }
    if let Ok(key) = request::idempotency_key(&fields) {
        assert_eq!(key.len(), 36);
    }
    let token = request::bearer(&fields).unwrap_or_default();
    let secrets = secrets::Secrets::new(b"a secret for this alone", Some("token"));
    assert!(!secrets.is_token(token, "article", "comment"));
    assert!(!secrets.is_ticket(token, 0));
}

fn queries(text: &str) {
    let query = Query::of(Some(text));
    if let Ok(number) = query.number("limit", 50, 1..=200) {
        assert!((1..=200).contains(&number));
    }
    let _ = query.read("sort", Sort::of);
    let _ = query.read("after", After::read);
    if let Some(slug) = slug_of(text) {
        assert!(!slug.contains(['/', '\0']) && slug != "..");
    }
    if let Some(id) = id_of(text) {
        assert!(!id.contains('\0'));
    }
}

fn cursors(text: &str) {
    for sort in [Sort::Newest, Sort::Oldest, Sort::Liked] {
        if let Some(place) = Place::thread(text, sort) {
            assert_eq!(Place::thread(&place.to_string(), sort), Some(place));
        }
    }
    for read in [Place::reply, Place::queued] {
        if let Some(place) = read(text) {
            assert!(!place.id.contains('\0'));
            assert_eq!(read(&place.to_string()), Some(place));
        }
    }
    if let Some(after) = After::read(text) {
        assert!(after.seq >= 0);
    }
}

fn texts(typed: &str) {
    if let Ok(text) = text::text(typed) {
        assert!((1..=TEXT_LIMIT).contains(&text.chars().count()));
        assert!(text.chars().all(|letter| letter == '\n' || !letter.is_control()));
        // What was cleaned once is clean.
        assert_eq!(text::text(&text).as_deref(), Ok(text.as_str()));
        let rules = spam::Rules::new(typed, 2);
        let _ = rules.judge("Amina", &text, Some(9_000));
    }
    if let Ok(name) = text::name(typed) {
        assert!((1..=NAME_LIMIT).contains(&name.chars().count()));
        assert!(!name.contains('\n'));
        assert_eq!(text::name(&name).as_deref(), Ok(name.as_str()));
    }
}

//! Every document of the built-in edition with one value damaged: each value, in each of many ways.
//! Nothing panics; what can't be read is refused by a path that leads to the damage; and one bad item
//! never takes its siblings along.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};

use super::{article, comments, lists, read};
use crate::backend::wire::comments as discussion;
use crate::backend::wire::json::{Decoded, Place};
use crate::model::moderation::Queue;
use crate::model::{
    Article, AuthorPage, CardList, Comment, CommentPage, Edition, Event, Slug, What,
};

/// What must be tried at least.
const ENOUGH: usize = 100_000;
/// How many items of a list are kept where all are of one kind, as cards and comments are. A document
/// is read as a whole for each of its values: one twice as long takes four times as long.
const ITEMS: usize = 2;
/// A megabyte of text is tried at one in so many values, to be done within seconds.
const SPARSE: usize = 61;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

/// A kind of document: how it is read, what it can't do without, and what of its lists is the same.
struct Kind<T> {
    decode: fn(&Place<'_>) -> Decoded<T>,
    required: &'static [&'static str],
    lists: fn(&T, &T) -> Vec<Same>,
}

/// A list's name, how many items it had, and how many of them are still there unchanged.
type Same = (&'static str, usize, usize);

fn same<T: PartialEq>(name: &'static str, before: &[T], after: &[T]) -> Same {
    let from_start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let left = before.len().min(after.len()) - from_start;
    let pairs = before.iter().rev().zip(after.iter().rev());
    let from_end = pairs.take(left).take_while(|(a, b)| a == b).count();
    (name, before.len(), from_start + from_end)
}

const EDITION: Kind<Edition> = Kind {
    decode: lists::edition,
    required: &["title", "top_stories"],
    lists: |a, b| {
        vec![
            same("sections", &a.sections, &b.sections),
            same("top_stories", &a.top_stories, &b.top_stories),
            same("containers", &a.containers, &b.containers),
            same("most_read", &a.most_read, &b.most_read),
        ]
    },
};
const LIST: Kind<CardList> = Kind {
    decode: lists::card_list,
    required: &["name", "cards"],
    lists: |a, b| vec![same("cards", &a.cards, &b.cards)],
};
const AUTHOR: Kind<AuthorPage> = Kind {
    decode: lists::author,
    required: &["slug", "name", "cards"],
    lists: |a, b| {
        let links = same("links", &a.contributor.links, &b.contributor.links);
        vec![same("cards", &a.cards, &b.cards), links]
    },
};
const ARTICLE: Kind<Article> = Kind {
    decode: article,
    required: &["slug", "headline", "section", "published_at", "body"],
    lists: |a, b| {
        vec![
            same("contributors", &a.contributors, &b.contributors),
            same("key_points", &a.key_points, &b.key_points),
            same("body", &a.body, &b.body),
            same("blocks", &a.blocks, &b.blocks),
            same("tags", &a.tags, &b.tags),
            same("corrections", &a.corrections, &b.corrections),
            same("related", &a.related, &b.related),
        ]
    },
};
const COMMENTS: Kind<Vec<Comment>> = Kind {
    decode: |p| Ok(comments(p)?.comments),
    required: &["comments"],
    lists: |a, b| vec![same("comments", a, b)],
};

const PAGE: Kind<CommentPage> = Kind {
    decode: discussion::page,
    required: &["comments"],
    lists: |a, b| {
        vec![same("comments", &a.comments, &b.comments), same("threads", &a.rests, &b.rests)]
    },
};
const EVENT: Kind<Event> = Kind {
    decode: discussion::event,
    required: &["type", "comment", "recovered"],
    lists: |a, b| match (&a.what, &b.what) {
        (What::Counts(a), What::Counts(b)) => vec![same("counts", a, b)],
        _ => Vec::new(),
    },
};
const CHANGES: Kind<Vec<Event>> = Kind {
    decode: discussion::changes,
    required: &["recovered"],
    // The last is made of what stands beside the events.
    lists: |a, b| vec![same("events", &a[..a.len() - 1], &b[..b.len() - 1])],
};
const POSTED: Kind<(Comment, Option<String>)> =
    Kind { decode: discussion::posted, required: &["comment"], lists: |_, _| Vec::new() };
const LIKED: Kind<(u32, bool)> =
    Kind { decode: discussion::liked, required: &["likes", "liked"], lists: |_, _| Vec::new() };
const COUNTS: Kind<Vec<(Slug, u32)>> =
    Kind { decode: discussion::counts, required: &[], lists: |_, _| Vec::new() };
const QUEUE: Kind<Queue> = Kind {
    decode: discussion::queue,
    required: &["comments"],
    lists: |a, b| vec![same("comments", &a.waiting, &b.waiting)],
};

/// A comment as `docs/comments-protocol.md` has it.
fn said(id: &str, parent: Option<&str>) -> Value {
    json!({
        "id": id, "parent_id": parent, "article": "alaska-summit",
        "author": {"name": "Amina", "avatar": "/avatars/a.png", "badge": "Staff"},
        "text": "First.\n\nSecond.", "created_at": "2026-11-23T09:00:00Z",
        "edited_at": "2026-11-23T09:05:00Z", "status": "visible", "version": 3, "likes": 12,
        "replies": 2, "featured": true,
        "viewer": {"liked": true, "editable_until": "2026-11-23T09:05:00Z"},
    })
}

/// The events that a server sends, one of each kind that says something.
fn events() -> Vec<Value> {
    vec![
        json!({"type": "hello", "cursor": "e1:4", "recovered": true, "total": 7, "state": "open"}),
        json!({"type": "comment.created", "id": "e1:5", "comment": said("a", None), "total": 8}),
        json!({"type": "comment.updated", "id": "e1:6", "comment": said("a", Some("b")), "total": 8}),
        json!({"type": "counts", "id": "e1:7", "total": 8, "counts": [
            {"id": "a", "likes": 3, "replies": 1}, {"id": "b", "likes": 0, "replies": 0}]}),
        json!({"type": "discussion.closed", "id": "e1:8", "total": 8}),
    ]
}

#[test]
fn one_damaged_value_of_what_a_server_says_is_left_out_or_named() {
    let comments = [said("a", None), said("b", Some("a"))];
    let page = json!({"comments": comments, "total": 312, "next": "n1", "stream_cursor": "e1:4",
        "state": "open", "threads": [{"id": "a", "total": 3, "next": "r1"},
            {"id": "b", "total": 1, "next": "r2"}]});
    let changes = json!({"events": events()[1..], "cursor": "e1:8", "recovered": true, "total": 8,
        "state": "open"});
    let waiting = |id: &str| {
        json!({"comment": said(id, None), "headline": "Two leaders", "why": "words",
        "reports": [{"reason": "spam", "count": 2, "notes": ["a", "b"]},
            {"reason": "abuse", "count": 1, "notes": []}]})
    };
    let queue = json!({"comments": [waiting("a"), waiting("b")], "next": "n1", "waiting": 12});
    let posted = json!({"comment": said("a", None), "token": "t"});
    let mut outcomes = vec![
        damage_document(&PAGE, "page", page),
        damage_document(&CHANGES, "changes", changes),
        damage_document(&POSTED, "posted", posted),
        damage_document(&LIKED, "liked", json!({"likes": 13, "liked": true})),
        damage_document(&COUNTS, "counts of stories", json!({"counts": {"a": 1, "b": 2}})),
        damage_document(&QUEUE, "queue", queue),
    ];
    for event in events() {
        let name = event["type"].as_str().unwrap_or_default().to_owned();
        outcomes.push(damage_document(&EVENT, &name, event));
    }
    judged(outcomes, 3_000);
}

/// Damages a document in every place, and tells what came of it.
type Damaging = fn(&Path) -> Outcome;

/// What stands in a value's place; `None` for nothing at all.
fn damages() -> Vec<Option<Value>> {
    let nested = |levels| (0..levels).fold(json!(null), |inner, _| json!([inner]));
    let folded = |levels| (0..levels).fold(json!("x"), |inner, _| json!({"text": inner}));
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e308),
        json!(u64::MAX),
        json!(""),
        json!("x"),
        json!(" \u{202e}\u{0}\u{feff}\n"),
        json!("javascript:alert(1)"),
        json!([]),
        json!({}),
        json!([null, null, null]),
        json!([{}, 7, "x"]),
        nested(100),
        folded(100),
    ];
    [None].into_iter().chain(values.map(Some)).collect()
}

/// What came of a document: how many cases were tried, and what went wrong.
type Outcome = (usize, Vec<String>);

#[test]
fn one_damaged_value_is_left_out_or_named() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/edition");
    let mut documents: Vec<(PathBuf, Damaging)> = Vec::new();
    documents.push((base.join("edition.json"), |path| damage(&EDITION, path)));
    for path in ["sections", "tags"].iter().flat_map(|folder| files(&base.join(folder))) {
        documents.push((path, |path| damage(&LIST, path)));
    }
    for path in files(&base.join("authors")) {
        documents.push((path, |path| damage(&AUTHOR, path)));
    }
    for path in files(&base.join("articles")) {
        documents.push(match path.is_dir() {
            true => (path.join("comments.json"), |path| damage(&COMMENTS, path)),
            false => (path, |path| damage(&ARTICLE, path)),
        });
    }
    let (next, outcomes) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((path, damage)) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = damage(path);
            outcomes.lock().unwrap().push(outcome);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    judged(outcomes.into_inner().unwrap(), ENOUGH);
}

/// Fails where anything went wrong, or too little was tried.
fn judged(outcomes: Vec<Outcome>, enough: usize) {
    let cases: usize = outcomes.iter().map(|(cases, _)| cases).sum();
    let wrong: Vec<_> = outcomes.into_iter().flat_map(|(_, wrong)| wrong).collect();
    let first = wrong[..wrong.len().min(30)].join("\n");
    assert!(wrong.is_empty(), "{} of {cases} are wrong:\n{first}", wrong.len());
    assert!(cases >= enough, "only {cases} cases");
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())
}

fn damage<T>(kind: &Kind<T>, file: &Path) -> Outcome {
    let mut document = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    shorten(&mut document);
    damage_document(kind, &file.display().to_string(), document)
}

/// Reads a document with each of its values replaced by each damage.
fn damage_document<T>(kind: &Kind<T>, name: &str, mut document: Value) -> Outcome {
    let (before, notes) = read(&document, kind.decode);
    let before = before.unwrap();
    assert_eq!(notes, [], "{name}");
    let mut places = Vec::new();
    walk(&document, &mut Vec::new(), &mut places);
    let (damages, long) = (damages(), Some(json!("x".repeat(1_000_000))));
    let (mut cases, mut wrong) = (0, Vec::new());
    for (number, place) in places.iter().enumerate() {
        let sparse = (number % SPARSE == 0).then_some(&long);
        for damage in damages.iter().chain(sparse) {
            let undo = replace(&mut document, place, damage.clone());
            let found = judge(kind, &before, &document, place);
            let told = |line| format!("{name}, {}: {line}", path_of(place));
            wrong.extend(found.into_iter().map(told));
            restore(&mut document, place, undo);
            cases += 1;
        }
    }
    (cases, wrong)
}

/// What is wrong with how a document was read that is damaged at a place.
fn judge<T>(kind: &Kind<T>, before: &T, document: &Value, place: &[Step]) -> Vec<String> {
    let (after, notes) = read(document, kind.decode);
    let mut wrong = Vec::new();
    for problem in after.as_ref().err().map(|problem| &**problem).into_iter().chain(&notes) {
        let steps = steps_of(&problem.path);
        // Where nothing stands any more, what is beside it may be what is missing.
        let place = if is_gone(document, place) { &place[..place.len() - 1] } else { place };
        let leads_there = steps.starts_with(place) || place.starts_with(&steps);
        if !leads_there || !is_in(document, &steps) {
            wrong.push(format!("said {problem}"));
        }
    }
    let Some(Step::Key(first)) = place.first() else { return wrong };
    let is_required = kind.required.contains(&first.as_str());
    let is_in_list = matches!(place.get(1), Some(Step::Index(_)));
    // Of a list with a single item nothing is left, which is another document than an empty list.
    let is_only = document[first].as_array().is_none_or(|items| items.len() < 2);
    let is_indispensable = is_required && place.len() == 1 && document[first].is_null();
    match after {
        Ok(_) if is_indispensable => wrong.push("was read all the same".to_owned()),
        Ok(after) => {
            for (name, had, has) in (kind.lists)(before, &after) {
                let may_lose = match (name == first, is_in_list) {
                    (false, _) => 0,
                    (true, true) => 1,
                    (true, false) => had,
                };
                if has + may_lose < had {
                    wrong.push(format!("{has} of {had} {name} are left"));
                }
            }
        }
        Err(problem) if !is_required || is_in_list && !is_only => {
            wrong.push(format!("refused: {problem}"));
        }
        Err(_) => {}
    }
    wrong
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(items) => {
            // The elements of a body, which name their type, are of many kinds.
            if items.iter().any(|item| item["type"].is_null()) {
                items.truncate(ITEMS);
            }
            items.iter_mut().for_each(shorten);
        }
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}

/// Every place in a value, itself included.
fn walk(value: &Value, here: &mut Vec<Step>, places: &mut Vec<Vec<Step>>) {
    places.push(here.clone());
    let mut enter = |step, inner| {
        here.push(step);
        walk(inner, here, places);
        here.pop();
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| enter(Step::Index(index), item));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, field)| enter(Step::Key(key.clone()), field));
        }
        _ => {}
    }
}

fn enter<'a>(value: &'a mut Value, steps: &[Step]) -> &'a mut Value {
    steps.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Index(index) => &mut value[*index],
    })
}

/// Puts something else in a place, or takes the place away; hands over what stood there.
fn replace(document: &mut Value, place: &[Step], with: Option<Value>) -> (Value, bool) {
    let is_gone = with.is_none() && !place.is_empty();
    if let (true, Some((last, above))) = (is_gone, place.split_last()) {
        let old = match (enter(document, above), last) {
            (Value::Object(fields), Step::Key(key)) => fields.remove(key),
            (Value::Array(items), Step::Index(index)) => Some(items.remove(*index)),
            _ => None,
        };
        return (old.unwrap(), true);
    }
    (std::mem::replace(enter(document, place), with.unwrap_or_default()), false)
}

/// Puts back what stood in a place.
fn restore(document: &mut Value, place: &[Step], (old, was_gone): (Value, bool)) {
    if let (true, Some((Step::Index(index), above))) = (was_gone, place.split_last()) {
        enter(document, above).as_array_mut().unwrap().insert(*index, old);
    } else {
        // What is not there is added.
        *enter(document, place) = old;
    }
}

/// `body[3].photo.src`, step by step.
fn steps_of(path: &str) -> Vec<Step> {
    let parts = path.split(['.', '[']).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.strip_suffix(']') {
            Some(index) => Step::Index(index.parse().unwrap()),
            None => Step::Key(part.to_owned()),
        })
        .collect()
}

fn path_of(steps: &[Step]) -> String {
    let part = |step: &Step| match step {
        Step::Key(key) => format!(".{key}"),
        Step::Index(index) => format!("[{index}]"),
    };
    steps.iter().map(part).collect()
}

fn at<'a>(document: &'a Value, steps: &[Step]) -> Option<&'a Value> {
    steps.iter().try_fold(document, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(index),
    })
}

fn is_gone(document: &Value, place: &[Step]) -> bool {
    !place.is_empty() && at(document, place).is_none_or(Value::is_null)
}

/// Whether a document has a place, or could have it: a field of an object that is there.
fn is_in(document: &Value, steps: &[Step]) -> bool {
    let Some((last, above)) = steps.split_last() else { return true };
    at(document, above).is_some_and(|value| match last {
        Step::Key(_) => value.is_object(),
        Step::Index(index) => value.get(index).is_some(),
    })
}

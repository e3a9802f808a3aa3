//! The stories: what is filled in, and what has to be right.

use serde_json::{Value, json};

use super::cards;
use super::newsroom::{Documents, Newsroom, items, only, string};
use super::photos::Photos;
use super::problems::Problems;

/// What an author card shows of a contributor.
const CONTRIBUTOR: &[&str] = &["slug", "name", "role", "bio", "avatar", "links"];
/// Words that a careful reader reads in a minute.
const WORDS_A_MINUTE: usize = 230;

/// Completes every story but for its related cards, which need the other stories complete.
pub fn complete(newsroom: &mut Newsroom, photos: &Photos, problems: &mut Problems) {
    for (slug, article) in &mut newsroom.articles {
        let file = format!("articles/{slug}.json");
        if string(article, "slug") != Some(slug.as_str()) {
            problems.add(&file, "slug", "differs from the file's name");
        }
        check_times(article, &file, problems);
        for (photo, path) in photos_of(article) {
            photos.complete(photo, &file, &path, problems);
            if path == "main_photo" {
                photos.name_crops(photo);
            }
        }
        fill_contributors(article, &newsroom.authors, &file, problems);
        let byline = byline(items(article, "contributors"));
        if string(article, "byline").is_none() && !byline.is_empty() {
            article["byline"] = json!(byline);
        }
        article["reading_minutes"] = json!(words(article).div_ceil(WORDS_A_MINUTE).max(1));
        fill_comment_count(article, slug, &mut newsroom.comments, problems);
    }
}

/// Counts a story's comments. A discussion without any gets a file all the same: asking for one that
/// isn't there would leave an error in the reader's console.
fn fill_comment_count(
    article: &mut Value,
    slug: &str,
    comments: &mut Documents,
    problems: &mut Problems,
) {
    let state = string(article, "commenting").unwrap_or_default();
    if !["open", "closed", "off"].contains(&state) {
        let file = format!("articles/{slug}.json");
        problems.add(&file, "commenting", "expected \"open\", \"closed\" or \"off\"");
    }
    if matches!(state, "open" | "closed") {
        let page = comments.entry(slug.to_owned());
        let page =
            page.or_insert(json!({"comments": [], "total": 0, "next": null, "state": state}));
        if string(page, "state") != Some(state) {
            let file = format!("articles/{slug}/comments.json");
            problems.add(&file, "state", format_args!("the story is {state} for comments"));
        }
        article["comment_count"] = page.get("total").cloned().unwrap_or_default();
    } else if let Some(article) = article.as_object_mut() {
        article.shift_remove("comment_count");
    }
}

/// Fills the related cards.
pub fn relate(articles: &mut Documents, all: &Documents, problems: &mut Problems) {
    for (slug, article) in articles {
        let file = format!("articles/{slug}.json");
        if items(article, "related").iter().any(|card| string(card, "slug") == Some(slug.as_str()))
        {
            problems.add(&file, "related", "a story is not related to itself");
        }
        if let Some(related) = article.get_mut("related") {
            cards::fill(related, all, &file, "related", problems);
        }
    }
}

/// Links within the edition lead somewhere.
pub fn check_links(newsroom: &Newsroom, problems: &mut Problems) {
    for (slug, article) in &newsroom.articles {
        let file = format!("articles/{slug}.json");
        each_href(article, "", &mut |href, path| {
            let mut segments = href.splitn(3, '/').skip(1);
            let (kind, name) = (segments.next().unwrap_or_default(), segments.next());
            let documents = match kind {
                "article" => &newsroom.articles,
                "author" => &newsroom.authors,
                "section" => &newsroom.sections,
                "tag" => &newsroom.tags,
                _ => return,
            };
            if href.starts_with('/') && !name.is_some_and(|name| documents.contains_key(name)) {
                problems.add(&file, path, format_args!("{href} leads nowhere"));
            }
        });
    }
}

fn check_times(article: &Value, file: &str, problems: &mut Problems) {
    let parts = ["corrections", "blocks"].into_iter().flat_map(|list| {
        let parts = items(article, list).iter().enumerate();
        parts.map(move |(i, part)| (format!("{list}[{i}].at"), string(part, "at")))
    });
    let fields = ["published_at", "updated_at"].into_iter();
    let fields = fields.filter(|field| *field == "published_at" || article.get(field).is_some());
    let fields = fields.map(|field| (field.to_owned(), string(article, field)));
    for (path, time) in fields.chain(parts) {
        if !time.is_some_and(is_utc) {
            problems.add(file, path, "expected a time in UTC: 2026-11-23T09:10:00Z");
        }
    }
    let updated = string(article, "updated_at");
    if updated.is_some() && updated < string(article, "published_at") {
        problems.add(file, "updated_at", "earlier than published_at");
    }
    let blocks = items(article, "blocks");
    for (index, pair) in blocks.windows(2).enumerate() {
        if string(&pair[0], "at") < string(&pair[1], "at") {
            let path = format!("blocks[{}].at", index + 1);
            problems.add(file, path, "newer than the block before");
        }
    }
    for (index, block) in blocks.iter().enumerate() {
        let id = string(block, "id");
        if blocks[..index].iter().any(|before| string(before, "id") == id) {
            problems.add(file, format_args!("blocks[{index}].id"), "stands twice in the list");
        }
    }
}

/// Whether a time is written in UTC to the second, so that times sort as text.
fn is_utc(time: &str) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00Z";
    let fits = |(byte, shape): (u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        _ => byte == *shape,
    };
    time.len() == SHAPE.len() && time.bytes().zip(SHAPE).all(fits)
}

/// Every photo of a story with its path.
fn photos_of(article: &mut Value) -> Vec<(&mut Value, String)> {
    let mut photos = Vec::new();
    for (field, value) in article.as_object_mut().into_iter().flatten() {
        match field.as_str() {
            "main_photo" | "photo" => photos.push((value, field.clone())),
            "body" => photos_of_body(value, "body", &mut photos),
            "blocks" => {
                for (i, block) in value.as_array_mut().into_iter().flatten().enumerate() {
                    if let Some(body) = block.get_mut("body") {
                        photos_of_body(body, &format!("blocks[{i}].body"), &mut photos);
                    }
                }
            }
            _ => {}
        }
    }
    photos
}

fn photos_of_body<'a>(body: &'a mut Value, path: &str, photos: &mut Vec<(&'a mut Value, String)>) {
    for (index, element) in body.as_array_mut().into_iter().flatten().enumerate() {
        let path = format!("{path}[{index}]");
        match string(element, "type") {
            Some("photo") => {
                let photo = element.get_mut("photo");
                photos.extend(photo.map(|photo| (photo, format!("{path}.photo"))));
            }
            Some("gallery") => {
                let gallery = element.get_mut("photos").and_then(Value::as_array_mut);
                let gallery = gallery.into_iter().flatten().enumerate();
                photos.extend(gallery.map(|(i, p)| (p, format!("{path}.photos[{i}]"))));
            }
            _ => {}
        }
    }
}

fn fill_contributors(
    article: &mut Value,
    authors: &Documents,
    file: &str,
    problems: &mut Problems,
) {
    let contributors = article.get_mut("contributors").and_then(Value::as_array_mut);
    for (index, contributor) in contributors.into_iter().flatten().enumerate() {
        let slug = string(contributor, "slug").unwrap_or_default();
        match authors.get(slug) {
            Some(author) => *contributor = Value::Object(only(author, CONTRIBUTOR)),
            None => {
                let path = format!("contributors[{index}].slug");
                problems.add(file, path, format_args!("no author has the slug “{slug}”"));
            }
        }
    }
}

/// The names as a newspaper signs them: “A”, “A and B”, “A, B and C”.
fn byline(contributors: &[Value]) -> String {
    let names: Vec<_> = contributors.iter().filter_map(|c| string(c, "name")).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// How many words the body and the blocks have; captions are read with the pictures and not counted.
pub fn words(article: &Value) -> usize {
    let count = |text: &Value| plain(text).split_whitespace().count();
    let of_element = |element: &Value| {
        let texts = ["text", "cite"].into_iter().filter_map(|field| element.get(field));
        let lists = ["items", "head"].into_iter().flat_map(|field| items(element, field));
        let cells = items(element, "rows").iter().filter_map(Value::as_array).flatten();
        texts.chain(lists).chain(cells).map(count).sum::<usize>()
    };
    let blocks = items(article, "blocks").iter().flat_map(|block| items(block, "body"));
    items(article, "body").iter().chain(blocks).map(of_element).sum()
}

/// The characters of a text, which is a string or a list of runs.
fn plain(text: &Value) -> String {
    match text {
        Value::String(text) => text.clone(),
        Value::Array(runs) => runs.iter().filter_map(|run| string(run, "text")).collect(),
        _ => String::new(),
    }
}

fn each_href(value: &Value, path: &str, found: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(object) => {
            for (field, value) in object {
                let dot = if path.is_empty() { "" } else { "." };
                let path = format!("{path}{dot}{field}");
                match value.as_str() {
                    Some(href) if field == "href" => found(href, &path),
                    _ => each_href(value, &path, found),
                }
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                each_href(value, &format!("{path}[{index}]"), found);
            }
        }
        _ => {}
    }
}

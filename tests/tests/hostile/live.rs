//! Hostile texts in what a comments server says: events of a discussion, and the moderators' queue.

use std::collections::HashSet;

use broadsheet_server::Options;
use journeys::hostile::documents::{Batch, said, shown};
use journeys::hostile::{Expected, Row, own_corpus, witness};
use journeys::line::Wire;
use journeys::{Browser, Key, Newsroom, Result, wait};
use serde_json::{Value, json};

const SLUG: &str = "alaska-summit";
/// How many rows stand together.
const TOGETHER: usize = 60;

/// The rows that a comment can hold: those with a word, and not too long to be drawn whole. Each stands
/// once, since it is a comment's id too.
fn rows() -> Result<Vec<Row>> {
    let (rows, _) = own_corpus()?;
    let mut seen = HashSet::new();
    let mut is_new = |row: &Row| shown(row).is_some_and(|text| seen.insert(text));
    Ok(rows.into_iter().filter(|row| is_new(row)).collect())
}

/// What is wrong with a page of hostile texts, its own forms and dialogs excepted.
async fn judged(browser: &Browser, expected: &Expected) -> Result<Vec<String>> {
    let own = [
        "an element: \"<form class=\\\"composer",
        "an element: \"<dialog class=\\\"dialog\\\" aria-labelledby=\\\"dialog-title\\\">",
    ];
    // The moderators have no sections, and nothing at the foot of the page.
    let not_there = ["0 × .section-nav", "0 × .site-footer"];
    let found = witness::judged(browser, expected).await?;
    let is_own = |line: &String| own.iter().chain(&not_there).any(|own| line.starts_with(own));
    let mut wrong: Vec<String> = found.into_iter().filter(|line| !is_own(line)).collect();
    let console = browser.console().await?;
    let bad = ["panicked", "Uncaught", "Refused to execute", "Refused to run", "TrustedHTML"];
    wrong.extend(console.into_iter().filter(|line| bad.iter().any(|bad| line.contains(bad))));
    Ok(wrong)
}

/// What is wrong, a batch after the other, none too long to be read.
fn report(wrong: Vec<String>) {
    let lines: Vec<String> =
        wrong.iter().take(60).map(|line| line.chars().take(500).collect()).collect();
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), lines.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_events_while_the_page_is_read() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let browser = witness::reader().await?;
    let mut wrong = Vec::new();
    for rows in rows()?.chunks(TOGETHER) {
        let batch = Batch(rows);
        let comments = batch.comments();
        let comments = comments["comments"].as_array().cloned().unwrap_or_default();
        let (first, rest) = comments.split_first().expect("a thread");
        let list =
            json!({"comments": [first], "total": 1, "stream_cursor": "h:0", "state": "open"});
        newsroom.line.answer("GET", "/comments", json_answer(&list));
        newsroom.line.answer("GET", "/comments/stream", events(rest));
        browser.open_address("about:blank").await?;
        browser.visit(&newsroom.url("/article/alaska-summit")).await?;
        browser.js("document.querySelector('.comments').scrollIntoView()").await?;
        // They gather below the thread that they belong to, and stand once they are asked for.
        let held = format!(
            "document.querySelector('.comments-held button')?.innerText.startsWith('{} new')",
            rest.len()
        );
        browser.wait_until(&held).await?;
        browser.click(".comments-held button").await?;
        let stand = format!("document.querySelectorAll('.comment-text').length > {}", rest.len());
        browser.wait_until(&stand).await?;
        let all = || rows.iter().filter_map(shown);
        let expected = Expected::default()
            .attribute(".comment", "id", all().map(|text| format!("comment-{text}")))
            .text(".comment-author", all())
            .text(".comment .badge", all())
            .text(".comment-text", rows.iter().filter_map(said));
        let found = judged(&browser, &expected).await?;
        wrong.extend(found.into_iter().map(|line| format!("from {}: {line}", rows[0].id)));
        if !browser.is("document.querySelector('.comments-status').innerText === 'Live'").await? {
            wrong.push(format!("from {}: not live any more", rows[0].id));
        }
        browser.forget().await?;
    }
    browser.close().await?;
    report(wrong);
    Ok(())
}

fn json_answer(document: &Value) -> Wire {
    Wire::whole(200, "application/json", "", &document.to_string())
}

/// A stream that says hello, then all of these comments, then likes of each, and stays open.
fn events(comments: &[Value]) -> Wire {
    let mut text = String::new();
    let mut tell = |kind: &str, mut event: Value| {
        event["type"] = json!(kind);
        text.push_str(&format!("event: {kind}\ndata: {event}\n\n"));
    };
    tell("hello", json!({"cursor": "h:0", "recovered": true, "total": 1, "state": "open"}));
    for (place, comment) in comments.iter().enumerate() {
        let id = format!("h:{}", place + 1);
        tell("comment.created", json!({"id": id, "comment": comment, "total": place + 2}));
    }
    let count = |comment: &Value| json!({"id": comment["id"], "likes": 7, "replies": 0});
    let counts: Vec<Value> = comments.iter().map(count).collect();
    tell("counts", json!({"id": format!("h:{}", comments.len() + 1), "counts": counts}));
    Wire::stream(&text)
}

/// How many threads come with a page.
const RENDERED: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn in_a_discussion_that_comes_with_its_page_and_goes_on_live() -> Result<()> {
    let browser = witness::reader().await?;
    let mut wrong = Vec::new();
    for rows in rows()?.chunks(RENDERED) {
        let comment = |(place, row): (usize, &Row)| {
            json!({"id": row.value, "text": row.value, "likes": 2,
                "author": {"name": row.value, "badge": row.value, "avatar": row.value},
                "created_at": format!("2026-11-20T09:{place:02}:00Z")})
        };
        let comments: Vec<Value> = rows.iter().enumerate().map(comment).collect();
        let rendered = |options: &mut Options| options.rendered = Some(16 << 20);
        let newsroom = Newsroom::with_comments_and(SLUG, &comments, rendered).await?;
        let mut list = newsroom.comments(SLUG).await?;
        if list.len() != rows.len() {
            wrong.push(format!("from {}: the server took {} of them", rows[0].id, list.len()));
        }
        // The server takes out of names and texts what no screen shows: nothing is left of some.
        list.retain(|comment| comment["text"] != "");
        let url = newsroom.url("/article/alaska-summit");
        // On a loaded machine the first may come without its comments.
        let come = wait::until(wait::PATIENCE, "comments that come with the page", async || {
            let page = reqwest::get(&url).await?.text().await?;
            let come = page.matches("class=\"comment-text\"").count();
            Ok((come > 0).then_some(come))
        })
        .await?;
        if come != list.len() {
            wrong.push(format!("from {}: {come} came with the page", rows[0].id));
        }
        browser.open_address("about:blank").await?;
        browser.open_address(&url).await?;
        browser.wait_until("document.documentElement.dataset.app === 'started'").await?;
        browser.js("document.querySelector('.comments').scrollIntoView()").await?;
        let live = "document.querySelector('.comments-status').innerText === 'Live'";
        browser.wait_until(live).await?;
        newsroom.say(SLUG, None, "Goes on").await?;
        browser.wait_until(journeys::pill::pill("1 new comment")).await?;
        let all = |field: &str| -> Vec<String> {
            let texts = list.iter().filter_map(|comment| comment.pointer(field)?.as_str());
            texts.map(str::to_owned).collect()
        };
        let said = all("/text").into_iter();
        let ids = all("/id").into_iter();
        let expected = Expected::default()
            .attribute(".comment", "id", ids.map(|id| format!("comment-{id}")))
            .text(".comment-author", all("/author/name"))
            .text(".comment .badge", all("/author/badge"))
            .text(".comment-text", said.map(|text| text.split("\n\n").map(str::trim).collect()));
        let found = judged(&browser, &expected).await?;
        wrong.extend(found.into_iter().map(|line| format!("from {}: {line}", rows[0].id)));
        browser.forget().await?;
    }
    browser.close().await?;
    report(wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_moderators_page() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let browser = witness::reader().await?;
    let mut wrong = Vec::new();
    for rows in rows()?.chunks(TOGETHER) {
        let waiting = |row: &Row| {
            json!({
                "comment": {"id": row.value, "article": SLUG, "text": row.value,
                    "author": {"name": row.value, "badge": row.value, "avatar": row.value},
                    "created_at": "2026-11-23T09:00:00Z", "status": "pending", "version": 1},
                "headline": row.value, "why": row.value,
                "reports": [{"reason": row.value, "count": 2, "notes": [row.value, "Beside"]}],
            })
        };
        let all: Vec<Value> = rows.iter().map(waiting).collect();
        let queue = json!({"comments": all, "next": null, "waiting": rows.len()});
        newsroom.line.answer("GET", "/moderation/queue", json_answer(&queue));
        browser.open_address("about:blank").await?;
        browser.open_address(&newsroom.url("/moderation")).await?;
        // The tab keeps the token from the first time on.
        browser
            .wait_until("document.querySelector('[name=token], .moderation-queue') !== null")
            .await?;
        if browser.count("[name=token]").await? > 0 {
            browser.js("document.querySelector('[name=token]').focus()").await?;
            browser.press(journeys::newsroom::TOKEN).await?;
            browser.press(Key::Enter).await?;
        }
        let stand = format!(
            "document.querySelectorAll('.moderation-list > .comment').length === {}",
            rows.len()
        );
        browser.wait_until(&stand).await?;
        let all = || rows.iter().filter_map(shown);
        let expected = Expected::default()
            .text(".comment-author", all())
            .text(".comment-text", rows.iter().filter_map(said))
            .text(".moderated-story", all())
            .text(".moderated-note", all());
        let found = judged(&browser, &expected).await?;
        wrong.extend(found.into_iter().map(|line| format!("from {}: {line}", rows[0].id)));
        browser.forget().await?;
    }
    browser.close().await?;
    report(wrong);
    Ok(())
}

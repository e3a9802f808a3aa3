//! Two readers see each other, and neither is moved by the other.

use std::time::Duration;

use journeys::browser::Network;
use journeys::line::{Condition, Wire};
use journeys::pill::{PILL, pill};
use journeys::{Browser, Device, Newsroom, Result};
use serde_json::{Value, json};

use super::reader::{
    SLUG, STORY, at_the_comments, go_to_the_comments, near, post, says, stands, tabs,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_posted_in_one_window_arrives_in_the_other_within_a_second() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let amina = at_the_comments(&newsroom, Device::Phone).await?;
    let bo = at_the_comments(&newsroom, Device::Desktop).await?;
    let total = |text: String| text.trim_start_matches("Comments ").parse::<u32>();
    let before = total(bo.text(".comments-title").await?)?;
    // Both clocks are this machine's: the time of the answer, and that of the pill.
    bo.js("void (globalThis.arrived = null, new MutationObserver(() => {
        if (arrived === null && document.querySelector('.comments-new button')) arrived = Date.now();
      }).observe(document.querySelector('.comments'), { childList: true, subtree: true }))")
        .await?;
    amina
        .js("void (globalThis.sent = null, document.addEventListener('submit', () => { sent = Date.now(); }, true))")
        .await?;
    post(&amina, "Amina", "Has anybody seen the clock?").await?;
    amina.wait_until(stands("Has anybody seen the clock?", 1)).await?;
    bo.wait_until("arrived !== null").await?;
    let took = bo.js_number("arrived").await? - amina.js_number("sent").await?;
    assert!(took < 1_000.0, "it took {took} ms");
    assert_eq!(bo.text(PILL).await?, "1 new comment");
    bo.wait_until(format!(
        "document.querySelector('.comments-title').innerText === 'Comments {}'",
        before + 1
    ))
    .await?;
    // It stands where it was asked for, with the focus on it.
    assert!(bo.is(stands("Has anybody seen the clock?", 0)).await?);
    bo.click(PILL).await?;
    bo.wait_until(stands("Has anybody seen the clock?", 1)).await?;
    bo.wait_until("document.activeElement?.innerText.includes('Has anybody seen the clock?')")
        .await?;
    assert_eq!(bo.count(PILL).await?, 0);
    // A reply arrives at the foot of its thread.
    let id = bo.js_text("document.activeElement.id.replace('comment-', '')").await?;
    newsroom.say(SLUG, Some(&id), "On the wall behind you.").await?;
    for reader in [&amina, &bo] {
        reader
            .wait_until(
                "document.querySelector('.comments-held button')?.innerText === '1 new reply'",
            )
            .await?;
        assert!(reader.is(stands("On the wall behind you.", 0)).await?);
        reader.click(".comments-held button").await?;
        reader.wait_until(stands("On the wall behind you.", 1)).await?;
    }
    amina.close().await?;
    bo.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_read_never_moves() -> Result<()> {
    nothing_moves("").await
}

/// As in Safari, which doesn't keep what is read in its place by itself.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_read_never_moves_where_the_browser_does_not_see_to_it() -> Result<()> {
    nothing_moves(UNANCHORED).await
}

async fn nothing_moves(before: &str) -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    reader.before_every_page(before).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    // In the middle of the list, where something can come above and below.
    // What is laid out on the way there may still push it away.
    reader
        .wait_until(
            "(() => { const [it, next] = [...document.querySelectorAll('.comment-list .comment')].slice(12, 14);
             const { top, bottom } = next.getBoundingClientRect();
             const was = globalThis.stood; globalThis.stood = it.getBoundingClientRect().top;
             it.scrollIntoView({ block: 'center' });
             return top > 0 && bottom < innerHeight && was === globalThis.stood; })()",
        )
        .await?;
    reader.next_frames().await?;
    let ids: Vec<String> = serde_json::from_value(
        reader
            .js("[...document.querySelectorAll('.comment-list .comment')].map((e) => e.id.slice(8))")
            .await?,
    )?;
    // What is looked at, and what stands below a comment that will be taken away in plain view.
    reader
        .js("void (globalThis.eyes = [...document.querySelectorAll('.comment-list .comment')].slice(12, 15)
                 .filter((e, place) => place !== 1).map((e) => [e, e.getBoundingClientRect().top]),
             globalThis.drift = 0,
             (function look() { for (const [e, at] of eyes) drift = Math.max(drift, Math.abs(e.getBoundingClientRect().top - at)); requestAnimationFrame(look); })())")
        .await?;
    let in_view = "(() => { const { top, bottom } = document.querySelectorAll('.comment-list .comment')[13].getBoundingClientRect(); return top > 0 && bottom < innerHeight; })()";
    assert!(reader.is(in_view).await?);
    reader.js("void (journeyShifts.length = 0)").await?;
    for place in 0..8 {
        newsroom.say(SLUG, None, &format!("A thread, {place}.")).await?;
        newsroom.say(SLUG, Some(&ids[place * 3]), &format!("An answer, {place}.")).await?;
        newsroom.like(SLUG, &ids[place * 2], 900 + place as u32).await?;
    }
    // A long one above is taken away, and what is above shrinks; and one before the reader's eyes.
    newsroom.decide(&ids[1], "remove").await?;
    newsroom.decide(&ids[13], "remove").await?;
    reader.wait_until(pill("8 new comments")).await?;
    let removed = |id: &str| {
        let it = json!(format!("[id='comment-{id}']"));
        format!("document.querySelector({it}).innerText.includes('Removed by a moderator')")
    };
    reader.wait_until(removed(&ids[1])).await?;
    reader.wait_until(removed(&ids[13])).await?;
    reader.next_frames().await?;
    // Browsers scroll by whole pixels, so that what has grown by a part of one leaves a part over.
    let drift = reader.js_number("drift").await?;
    assert!(drift < 1.0, "it drifted by {drift} px");
    let shifts = reader.js("journeyShifts").await?;
    assert_eq!(shifts, json!([]), "the layout shifted");
    assert!(reader.is(says("Live")).await?);
    reader.close().await
}

/// As in Safari: before the page's own scripts.
const UNANCHORED: &str = "CSS.supports = () => false;
    addEventListener('DOMContentLoaded', () => { document.documentElement.style.overflowAnchor = 'none'; });";

/// Reads on, further down than anything of their own will stand, and notes where that is painted: an observer
/// is told once the frame has been laid out, what came near in it (`content-visibility`) included.
async fn read_on(reader: &Browser) -> Result<()> {
    reader
        .js("void (globalThis.eye = document.querySelectorAll('.comment-list .comment')[12])")
        .await?;
    // Twice: what comes near with the first is laid out then, and pushes away what was aimed at.
    for _ in 0..2 {
        reader.js("eye.scrollIntoView({ block: 'center' })").await?;
        reader.next_frames().await?;
    }
    reader
        .js("void (globalThis.places = [], (function look() {
               new IntersectionObserver(([seen], observer) => {
                 observer.disconnect();
                 if (places.at(-1) !== seen.boundingClientRect.top) places.push(seen.boundingClientRect.top);
                 look();
               }).observe(eye);
             })())")
        .await?;
    reader.wait_until("places.length > 0").await
}

/// What was read stands where it stood, and has never been painted elsewhere.
async fn nothing_has_moved(reader: &Browser) -> Result<()> {
    reader.next_frames().await?;
    let places: Vec<f64> = serde_json::from_value(reader.js("places").await?)?;
    let has_moved = places.iter().any(|place| (place - places[0]).abs() > 1.0);
    assert!(!has_moved, "it was painted at {places:?} px, one after the other");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_comment_that_waited_for_the_line_moves_nothing_where_the_browser_does_not_see_to_it()
-> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    reader.before_every_page(UNANCHORED).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.connect(Network::Offline).await?;
    reader.wait_until(says("Offline")).await?;
    post(&reader, "Amina", "From under a mountain").await?;
    reader
        .wait_until("document.querySelector('li.on-its-way .comment-way')?.innerText.includes('back online')")
        .await?;
    read_on(&reader).await?;
    reader.connect(Network::Usual).await?;
    reader.wait_until(stands("From under a mountain", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.wait_until(says("Live")).await?;
    nothing_has_moved(&reader).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_comment_from_another_tab_moves_nothing_where_the_browser_does_not_see_to_it()
-> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    let tabs = tabs(&reader, &newsroom, 2, UNANCHORED).await?;
    reader.turn_to(&tabs[0]).await?;
    reader.wait_until(says("Live")).await?;
    read_on(&reader).await?;
    reader.turn_to(&tabs[1]).await?;
    reader.wait_until(says("Live")).await?;
    post(&reader, "Amina", "From the other tab").await?;
    reader.wait_until(stands("From the other tab", 1)).await?;
    reader.turn_to(&tabs[0]).await?;
    reader.wait_until(stands("From the other tab", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    nothing_has_moved(&reader).await?;
    reader.close().await
}

/// What is longer or shorter than it was waits until nobody looks at what it would push away or draw near.
#[tokio::test(flavor = "multi_thread")]
async fn what_went_while_the_line_was_broken_keeps_its_line() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    let comment =
        |place: usize| format!("document.querySelectorAll('.comment-list .comment')[{place}]");
    reader.js(format!("{}.scrollIntoView({{ block: 'center' }})", comment(25))).await?;
    reader.next_frames().await?;
    // Two threads above it that nobody has answered: no list tells of them once they are gone.
    let gone: Vec<String> = serde_json::from_value(
        reader
            .js("[...document.querySelectorAll('.comment-list .comment')].slice(0, 26)
                   .filter((e, place, all) => place < 25 && e.dataset.depth === '0' && all[place + 1].dataset.depth === '0')
                   .slice(-2).map((e) => e.id.slice(8))")
            .await?,
    )?;
    assert_eq!(gone.len(), 2);
    let at = format!("{}.getBoundingClientRect().top", comment(25));
    let before = reader.js_number(&at).await?;
    reader.js("void (journeyShifts.length = 0)").await?;
    newsroom.line.become_so(Condition::Cut);
    reader.wait_until(says("Reconnecting…")).await?;
    for id in &gone {
        newsroom.decide(id, "remove").await?;
    }
    // A server that has forgotten what happened: the list is fetched anew, and tells of neither.
    let hello = r#"{"type": "hello", "cursor": "another:1", "recovered": false, "total": 1, "state": "open"}"#;
    let stream = format!("event: hello\ndata: {hello}\n\n");
    newsroom.line.answer_once("GET", "/stream", Wire::stream(&stream));
    newsroom.line.become_so(Condition::Whole);
    for id in &gone {
        let it = json!(format!("[id='comment-{id}']"));
        reader
            .wait_until(format!(
                "document.querySelector({it}).textContent.includes('This comment is not shown')"
            ))
            .await?;
    }
    reader.wait_until(says("Live")).await?;
    // Nor are threads news that moved up to the first page since.
    assert_eq!(reader.count(PILL).await?, 0);
    let moved = reader.js_number(&at).await? - before;
    assert!(moved.abs() < 1.0, "it moved by {moved} px");
    assert_eq!(reader.js("journeyShifts").await?, json!([]), "the layout shifted");
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_before_the_readers_eyes_moves_nothing() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    let (_, other) = newsroom.post(SLUG, None, "Spellt.").await?;
    let (_, longer) = newsroom.post(SLUG, None, "Short.").await?;
    let (_, shorter) = newsroom.post(SLUG, None, &"A long story. ".repeat(20)).await?;
    newsroom.say(SLUG, None, "Above them.").await?;
    go_to_the_comments(&reader, &newsroom).await?;
    let id = |posted: &Value| posted["comment"]["id"].as_str().unwrap_or_default().to_owned();
    let it = |posted: &Value| format!("document.getElementById('comment-{}')", id(posted));
    reader.js(format!("{}.scrollIntoView({{ block: 'center' }})", it(&shorter))).await?;
    reader.next_frames().await?;
    let next = format!("{}.closest('.thread').nextElementSibling", it(&other));
    reader
        .js(format!(
            "void (globalThis.eyes = [{}, {}, {}, {next}].map((e) => [e, e.getBoundingClientRect().top]), globalThis.drift = 0, journeyShifts.length = 0,
             (function look() {{ for (const [e, at] of eyes) drift = Math.max(drift, Math.abs(e.getBoundingClientRect().top - at)); requestAnimationFrame(look); }})())",
            it(&longer), it(&shorter), it(&other)
        ))
        .await?;
    assert!(reader.is(format!("{next}.getBoundingClientRect().top < innerHeight")).await?);
    newsroom.edit(SLUG, &longer, &"So long that it wraps. ".repeat(20)).await?;
    newsroom.edit(SLUG, &shorter, "Cut.").await?;
    newsroom.edit(SLUG, &other, "Spelt.").await?;
    reader.wait_until(format!("{}.innerText.includes('Spelt.')", it(&other))).await?;
    assert!(reader.is(format!("{}.innerText.includes('Short.')", it(&longer))).await?);
    assert!(reader.is(format!("{}.innerText.includes('A long story.')", it(&shorter))).await?);
    let drift = reader.js_number("drift").await?;
    assert!(drift < 1.0, "it drifted by {drift} px");
    assert_eq!(reader.js("journeyShifts").await?, json!([]), "the layout shifted");
    // What the reader does with it holds all the same.
    let like = format!("[id='comment-{}'] [data-act=like]", id(&longer));
    reader.click(&like).await?;
    reader
        .wait_until(format!("document.querySelector({}).ariaPressed === 'true'", json!(like)))
        .await?;
    assert!(reader.is(format!("{}.innerText.includes('Short.')", it(&longer))).await?);
    // The reader turns away, and something happens.
    reader.js("scrollTo(0, 0)").await?;
    newsroom.say(SLUG, None, "And after that").await?;
    reader.wait_until(format!("{}.textContent.includes('it wraps')", it(&longer))).await?;
    reader.wait_until(format!("{}.textContent.includes('Cut.')", it(&shorter))).await?;
    reader.close().await
}

/// A moderator's word is at once: the words go, their room is the reader's to leave.
#[tokio::test(flavor = "multi_thread")]
async fn ones_own_comment_that_is_taken_away_moves_nothing_either() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    post(&reader, "Amina", &"A long story of my own. ".repeat(12)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    let mine = "document.querySelector('.comment-list .comment')";
    let id = reader.js_text(format!("{mine}.id.slice(8)")).await?;
    reader.js(format!("{mine}.scrollIntoView()")).await?;
    reader.next_frames().await?;
    let next = "document.querySelectorAll('.comment-list .comment')[1].getBoundingClientRect().top";
    let before = reader.js_number(next).await?;
    assert!(before < 740.0, "out of sight");
    newsroom.decide(&id, "remove").await?;
    reader.wait_until(format!("{mine}.innerText.includes('Removed by a moderator')")).await?;
    reader.next_frames().await?;
    let moved = reader.js_number(next).await? - before;
    assert!(moved.abs() < 1.0, "it moved by {moved} px");
    reader.close().await
}

/// What was taken away out of sight takes a line; put back before the reader's eyes it would push away what
/// they read.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_back_is_drawn_once_the_reader_has_turned_away() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    let comment =
        |place: usize| format!("document.querySelectorAll('.comment-list .comment')[{place}]");
    let (it, next) = (comment(24), comment(25));
    let id = reader.js_text(&format!("{it}.id.slice(8)")).await?;
    newsroom.decide(&id, "remove").await?;
    let is_removed = format!("{it}.textContent.includes('Removed by a moderator')");
    reader.wait_until(&is_removed).await?;
    reader.js(format!("{it}.scrollIntoView({{ block: 'center' }})")).await?;
    reader.next_frames().await?;
    let at = format!("{next}.getBoundingClientRect().top");
    let before = reader.js_number(&at).await?;
    newsroom.decide(&id, "approve").await?;
    newsroom.say(SLUG, None, "Said after it").await?;
    reader.wait_until(pill("1 new comment")).await?;
    assert!(reader.is(&is_removed).await?);
    let moved = reader.js_number(&at).await? - before;
    assert!(moved.abs() < 1.0, "it moved by {moved} px");
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    newsroom.say(SLUG, None, "And after that").await?;
    reader.wait_until(pill("2 new comments")).await?;
    reader.wait_until(format!("!{is_removed}")).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_connected_before_they_come_near() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    reader.visit(&newsroom.url(STORY)).await?;
    // Longer than it takes to be live once one is near.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(newsroom.streams().await?, 0);
    near(&reader).await?;
    assert_eq!(newsroom.streams().await?, 1);
    reader.close().await
}

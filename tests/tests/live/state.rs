//! Every state that a reader can meet, for the eye and the ear.

use std::time::Duration;

use journeys::pill::{PILL, pill};
use journeys::{Browser, Device, Newsroom, Result};
use serde_json::json;

use super::reader::{SLUG, at_the_comments, near, post, says, stands, tabs};

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_comment_is_its_writers_until_it_is_approved() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    let amina = at_the_comments(&newsroom, Device::Phone).await?;
    let bo = at_the_comments(&newsroom, Device::Desktop).await?;
    post(&amina, "Amina", "May I?").await?;
    amina.wait_until(stands("May I?", 1)).await?;
    amina.wait_until("document.querySelector('.comment-list').parentElement.innerText.includes('Awaiting approval')").await?;
    amina.reload().await?;
    near(&amina).await?;
    amina.wait_until(stands("May I?", 1)).await?;
    let id = amina
        .js_text("[...document.querySelectorAll('.comment')].find((e) => e.innerText.includes('May I?')).id.slice(8)")
        .await?;
    assert_eq!(bo.count(PILL).await?, 0);
    newsroom.decide(&id, "approve").await?;
    bo.wait_until(pill("1 new comment")).await?;
    amina
        .wait_until(format!(
            "!document.getElementById('comment-{id}').innerText.includes('Awaiting')"
        ))
        .await?;
    amina.close().await?;
    bo.close().await
}

/// A page that is rendered is the same for everybody: what is the reader's alone comes after it, and is no news.
#[tokio::test(flavor = "multi_thread")]
async fn what_awaits_approval_stands_on_a_rendered_page_too() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.rendered = Some(16 << 20)).await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    let amina = at_the_comments(&newsroom, Device::Phone).await?;
    post(&amina, "Amina", "May I?").await?;
    amina.wait_until(stands("May I?", 1)).await?;
    let id = amina
        .js_text("[...document.querySelectorAll('.comment')].find((e) => e.innerText.includes('May I?')).id.slice(8)")
        .await?;
    amina.reload().await?;
    near(&amina).await?;
    amina.wait_until(stands("May I?", 1)).await?;
    assert_eq!(amina.count(PILL).await?, 0);
    newsroom.decide(&id, "remove").await?;
    let is_told =
        format!("document.getElementById('comment-{id}')?.innerText.includes('Not approved')");
    amina.wait_until(is_told.clone()).await?;
    amina.reload().await?;
    near(&amina).await?;
    amina.wait_until(is_told).await?;
    assert_eq!(amina.count(PILL).await?, 0);
    amina.close().await
}

/// In every tab of its writer's, and when they come again; and nobody else hears of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_approved_says_so_to_its_writer() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    let amina = Browser::open(Device::Phone).await?;
    let tabs = tabs(&amina, &newsroom, 2, "").await?;
    let bo = at_the_comments(&newsroom, Device::Desktop).await?;
    amina.wait_until(says("Live")).await?;
    post(&amina, "Amina", "May I?").await?;
    amina.wait_until(stands("May I?", 1)).await?;
    amina.turn_to(&tabs[0]).await?;
    amina.wait_until(stands("May I?", 1)).await?;
    let place = "[...document.querySelectorAll('.comment-list > li')].map((e) => e.getBoundingClientRect().top + scrollY).join()";
    let before = amina.js_text(place).await?;
    let id = amina
        .js_text("[...document.querySelectorAll('.comment')].find((e) => e.innerText.includes('May I?')).id.slice(8)")
        .await?;
    newsroom.decide(&id, "remove").await?;
    let marked = format!("document.getElementById('comment-{id}').innerText");
    let is_told = format!("{marked}.includes('Not approved') && {marked}.includes('May I?')");
    amina.wait_until(is_told.clone()).await?;
    amina
        .wait_until(
            "document.querySelector('#announcer').textContent === 'Your comment was not approved'",
        )
        .await?;
    assert_eq!(amina.js_text(place).await?, before);
    amina.turn_to(&tabs[1]).await?;
    amina.wait_until(is_told.clone()).await?;
    let buttons = format!(
        "[...document.getElementById('comment-{id}').querySelectorAll('button')].map((e) => e.innerText).join()"
    );
    assert_eq!(amina.js_text(&buttons).await?, "Remove");
    amina.reload().await?;
    near(&amina).await?;
    amina.wait_until(is_told).await?;
    assert_eq!(amina.js_text(&buttons).await?, "Remove");
    // What was said after it arrives, and nothing else has.
    newsroom.keep(SLUG, json!({"premoderated": false})).await?;
    newsroom.say(SLUG, None, "After it").await?;
    bo.wait_until(pill("1 new comment")).await?;
    assert!(!bo.is(format!("!!document.getElementById('comment-{id}')")).await?);
    // Its writer clears it away.
    amina.click(&format!("[id='comment-{id}'] [data-act=remove]")).await?;
    amina.wait_for("dialog[open]").await?;
    amina.click_text("dialog[open] button", "Remove").await?;
    amina.wait_until(format!("document.getElementById('comment-{id}') === null")).await?;
    amina.close().await?;
    bo.close().await
}

/// The stream tells nobody of what awaits approval: the other tab asks for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_pending_comment_stands_in_its_writers_other_tab() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    let amina = Browser::open(Device::Desktop).await?;
    let tabs = tabs(&amina, &newsroom, 2, "").await?;
    amina.wait_until(says("Live")).await?;
    post(&amina, "Amina", "May I?").await?;
    amina.wait_until(stands("May I?", 1)).await?;
    amina.turn_to(&tabs[0]).await?;
    amina.wait_until(stands("May I?", 1)).await?;
    let marked = "[...document.querySelectorAll('.comment')].some((comment) =>
        comment.textContent.includes('May I?') && comment.textContent.includes('Awaiting approval'))";
    amina.wait_until(marked).await?;
    assert_eq!(amina.count(PILL).await?, 0);
    // Nor does it tell anybody that it was taken back: the first tab hears of it from the one that did.
    amina.click_text(".comment-list button", "Remove").await?;
    amina.wait_for("dialog[open]").await?;
    amina.click_text("dialog[open] button", "Remove").await?;
    amina.wait_until(stands("May I?", 0)).await?;
    amina.turn_to(&tabs[1]).await?;
    amina.wait_until(stands("May I?", 0)).await?;
    amina.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_speaks_seldom_and_of_all_at_once() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    reader
        .js("void (globalThis.spoken = [], new MutationObserver(() => spoken.push(document.querySelector('#announcer').innerText))
             .observe(document.querySelector('#announcer'), { childList: true, characterData: true, subtree: true }))")
        .await?;
    newsroom.say(SLUG, None, "One").await?;
    reader.wait_until("spoken.length === 1").await?;
    reader.js("void (globalThis.first = performance.now())").await?;
    for word in ["Two", "Three", "Four"] {
        newsroom.say(SLUG, None, word).await?;
    }
    reader.wait_until(pill("4 new comments")).await?;
    reader.js("new Promise((done) => setTimeout(done, 2000))").await?;
    assert_eq!(reader.js("spoken").await?, json!(["1 new comment"]));
    // Half a minute after the first it tells of all that came since, once.
    reader.wait_up_to(Duration::from_secs(60), "spoken.length > 1").await?;
    assert_eq!(reader.js("spoken").await?, json!(["1 new comment", "3 new comments"]));
    assert!(reader.js_number("performance.now() - first").await? > 29_000.0);
    // The list itself is no live region: it would read out every comment.
    assert_eq!(reader.count(".comment-list[aria-live], .comments[aria-live]").await?, 0);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_finds_the_discussion_as_it_was() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let id = newsroom.say(SLUG, None, "Seen before the detour").await?;
    reader.click(PILL).await?;
    reader.wait_until(stands("Seen before the detour", 1)).await?;
    reader.js("document.querySelector('.related a, .site-footer a').click()").await?;
    reader.wait_until("location.pathname !== '/article/alaska-summit'").await?;
    reader.wait_until_settled().await?;
    newsroom.say(SLUG, Some(&id), "Said meanwhile").await?;
    reader.back().await?;
    reader.wait_for_path("/article/alaska-summit").await?;
    reader.wait_until(stands("Seen before the detour", 1)).await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    reader
        .wait_until("document.querySelector('.comments-held button')?.innerText === '1 new reply'")
        .await?;
    reader.close().await
}

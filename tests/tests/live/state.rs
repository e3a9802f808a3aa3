//! Every state that a reader can meet, for the eye, the keyboard and the ear.

use journeys::{Device, Key, Newsroom, Result, inspect};
use serde_json::json;

use super::reader::{SLUG, at_the_comments, near, post, says, stands};

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_any_state() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let mut wrong = Vec::new();
    let mut look = async |state: &str| -> Result<()> {
        // What lies over the page as it is scrolled hides colours from the checker.
        reader.js("scrollTo({ top: 0, behavior: 'instant' })").await?;
        reader.next_frames().await?;
        let found = inspect::accessible(&reader).await?;
        wrong.extend(found.into_iter().map(|line| format!("{state}: {line}")));
        wrong.extend(inspect::sideways(&reader).await?.map(|line| format!("{state}: {line}")));
        Ok(())
    };
    look("live").await?;
    newsroom.say(SLUG, None, "New").await?;
    reader.wait_for(".comments-new button").await?;
    look("with something new").await?;
    reader.click(".comment-list [data-act=reply]").await?;
    reader.wait_for(".comment-writing .composer").await?;
    look("answering").await?;
    reader.click_text(".comment-writing button", "Cancel").await?;
    reader.click(".comment-list [data-act=report]").await?;
    reader.wait_for("dialog[open]").await?;
    look("reporting").await?;
    reader.click_text("dialog[open] button", "Cancel").await?;
    newsroom.keep(SLUG, json!({"state": "closed"})).await?;
    reader
        .wait_until(
            "document.querySelector('.comments').innerText.includes('discussion is closed')",
        )
        .await?;
    assert_eq!(reader.count(".comments > .composer").await?, 0);
    look("closed").await?;
    newsroom.keep(SLUG, json!({"state": "open"})).await?;
    reader.wait_for(".comments > .composer").await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    reader.close().await
}

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
    assert_eq!(bo.count(".comments-new button").await?, 0);
    newsroom.decide(&id, "approve").await?;
    bo.wait_until("document.querySelector('.comments-new button')?.innerText === '1 new comment'")
        .await?;
    amina
        .wait_until(format!(
            "!document.getElementById('comment-{id}').innerText.includes('Awaiting')"
        ))
        .await?;
    amina.close().await?;
    bo.close().await
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
    for word in ["Two", "Three", "Four"] {
        newsroom.say(SLUG, None, word).await?;
    }
    reader
        .wait_until("document.querySelector('.comments-new button').innerText === '4 new comments'")
        .await?;
    reader.js("new Promise((done) => setTimeout(done, 2000))").await?;
    assert_eq!(reader.js("spoken").await?, json!(["1 new comment"]));
    // The list itself is no live region: it would read out every comment.
    assert_eq!(reader.count(".comment-list[aria-live], .comments[aria-live]").await?, 0);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn by_keyboard_alone() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    reader.js("document.querySelector('.comments-pause').focus()").await?;
    // Over the order to the name, the text and the button.
    reader.press(Key::Tab).await?;
    reader.press(Key::Tab).await?;
    reader.press("Kit").await?;
    reader.press(Key::Tab).await?;
    reader.press("Typed, not clicked").await?;
    reader.js("new Promise((done) => setTimeout(done, 2100))").await?;
    reader.press(Key::Tab).await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(stands("Typed, not clicked", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    // The composer is empty, and the focus has not been thrown about.
    assert!(reader.is("document.activeElement.matches('.comments > .composer *')").await?);
    reader.js("document.querySelector('.comment-list [data-act=report]').focus()").await?;
    reader.press(Key::Enter).await?;
    reader.wait_for("dialog[open]").await?;
    reader.press(Key::Escape).await?;
    reader.wait_until("document.querySelector('dialog[open]') === null").await?;
    reader.wait_until("document.activeElement.matches('[data-act=report]')").await?;
    assert!(reader.is(says("Live")).await?);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_finds_the_discussion_as_it_was() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let id = newsroom.say(SLUG, None, "Seen before the detour").await?;
    reader.click(".comments-new button").await?;
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

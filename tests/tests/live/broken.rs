//! The server and the line break and come back: nothing is lost, nothing stands twice.

use std::time::{Duration, Instant};

use journeys::line::Condition;
use journeys::{Device, Newsroom, Result};

use super::reader::{
    SLUG, at_the_comments, each_has_one, misses_nothing_by_a_pause, says, stands, tabs,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_and_a_deploy_in_mid_discussion_lose_nothing() -> Result<()> {
    let mut newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    newsroom.say(SLUG, None, "Before the crash").await?;
    reader
        .wait_until("document.querySelector('.comments-new button')?.innerText === '1 new comment'")
        .await?;
    newsroom.crash().await?;
    reader.wait_until(says("Reconnecting…")).await?;
    newsroom.start().await?;
    newsroom.say(SLUG, None, "After the crash").await?;
    reader.wait_until(says("Live")).await?;
    reader
        .wait_until(
            "document.querySelector('.comments-new button')?.innerText === '2 new comments'",
        )
        .await?;
    newsroom.stop().await?;
    newsroom.start().await?;
    newsroom.say(SLUG, None, "After the deploy").await?;
    reader
        .wait_until(
            "document.querySelector('.comments-new button')?.innerText === '3 new comments'",
        )
        .await?;
    reader.wait_until(says("Live")).await?;
    reader.click(".comments-new button").await?;
    for text in ["Before the crash", "After the crash", "After the deploy"] {
        reader.wait_until(stands(text, 1)).await?;
    }
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_line_is_back_within_seconds_with_what_was_missed() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    for round in 0..5 {
        newsroom.line.become_so(Condition::Cut);
        reader.wait_until(says("Reconnecting…")).await?;
        newsroom.say(SLUG, None, &format!("Said in the dark, {round}")).await?;
        newsroom.line.become_so(Condition::Whole);
        let whole = Instant::now();
        reader.wait_until(says("Live")).await?;
        assert!(whole.elapsed() < Duration::from_secs(5), "{:?}", whole.elapsed());
    }
    reader
        .wait_until(
            "document.querySelector('.comments-new button')?.innerText === '5 new comments'",
        )
        .await?;
    reader.click(".comments-new button").await?;
    for round in 0..5 {
        reader.wait_until(stands(&format!("Said in the dark, {round}"), 1)).await?;
    }
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn another_history_is_noticed() -> Result<()> {
    let mut newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let id = newsroom.say(SLUG, None, "Lost with the database").await?;
    reader.click(".comments-new button").await?;
    reader.wait_until(stands("Lost with the database", 1)).await?;
    newsroom.stop().await?;
    newsroom.lose_the_database().await?;
    newsroom.start().await?;
    newsroom.say(SLUG, None, "A new beginning").await?;
    reader.wait_until(says("Live")).await?;
    reader.wait_until(format!("document.getElementById('comment-{id}') === null")).await?;
    reader.wait_until("document.querySelector('.comments-new button') !== null").await?;
    reader.click(".comments-new button").await?;
    reader.wait_until(stands("A new beginning", 1)).await?;
    assert!(reader.is(stands("Lost with the database", 0)).await?);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_streams_do_not_pass_it_asks() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = journeys::Browser::open(Device::Phone).await?;
    reader.before_every_page(NO_STREAMS).await?;
    reader.visit(&newsroom.url(super::reader::STORY)).await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    reader.wait_until(says("Updating every 10 seconds")).await?;
    newsroom.say(SLUG, None, "Asked for").await?;
    reader
        .wait_until("document.querySelector('.comments-new button')?.innerText === '1 new comment'")
        .await?;
    reader.click(".comments-new button").await?;
    reader.wait_until(stands("Asked for", 1)).await?;
    // Who asks in vain is not told that all is well.
    const BAR: &str = "document.querySelector('.comments-bar').offsetHeight";
    let tall = reader.js_number(BAR).await?;
    newsroom.line.become_so(Condition::Cut);
    reader.wait_until(says("Reconnecting…")).await?;
    assert_eq!(
        reader.js_number(BAR).await?,
        tall,
        "nothing moves when the line says something else"
    );
    newsroom.say(SLUG, None, "Asked for in vain").await?;
    newsroom.line.become_so(Condition::Whole);
    reader.wait_until(says("Updating every 10 seconds")).await?;
    reader.wait_for(".comments-new button").await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_streams_do_not_pass_one_tab_asks_for_all() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = journeys::Browser::open(Device::Desktop).await?;
    let tabs = tabs(&reader, &newsroom, 2, NO_STREAMS).await?;
    for tab in &tabs {
        reader.web().switch_to_window(tab.clone()).await?;
        reader.wait_until(says("Updating every 10 seconds")).await?;
    }
    newsroom.say(SLUG, None, "For all tabs").await?;
    each_has_one(&reader, &tabs, "Updating every 10 seconds").await?;
    reader.close().await
}

/// As behind a proxy that lets no stream through.
pub const NO_STREAMS: &str = "globalThis.EventSource = class extends EventTarget {
    constructor() { super(); setTimeout(() => this.onerror?.(new Event('error')), 5); }
    close() {} };";

#[tokio::test(flavor = "multi_thread")]
async fn paused_it_stays_quiet_and_catches_up() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    misses_nothing_by_a_pause(&reader, &newsroom).await?;
    reader.close().await
}

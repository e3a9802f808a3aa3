//! What can't be posted at once: it waits, and is posted once, in its order, when it can be.

use std::time::Duration;

use broadsheet_server::limits::{Rate, Rates};
use journeys::browser::Network;
use journeys::line::Wire;
use journeys::{Device, Newsroom, Result};
use serde_json::json;

use super::reader::{SLUG, at_the_comments, go_to_the_comments, near, post, says, stands};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_offline_is_posted_once_after_reconnecting() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let offline = |is: bool| json!({"offline": is, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    reader.devtools("Network.emulateNetworkConditions", offline(true)).await?;
    reader.wait_until(says("Offline")).await?;
    post(&reader, "Amina", "From under a mountain").await?;
    reader
        .wait_until("document.querySelector('li.on-its-way .comment-way')?.innerText.includes('back online')")
        .await?;
    let said = "document.querySelector('#announcer').innerText.includes('back online')";
    reader.wait_until(said).await?;
    assert_eq!(newsroom.with_text(SLUG, "From under a mountain").await?.len(), 0);
    reader.devtools("Network.emulateNetworkConditions", offline(false)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.wait_until(stands("From under a mountain", 1)).await?;
    assert_eq!(newsroom.with_text(SLUG, "From under a mountain").await?.len(), 1);
    reader.wait_until(says("Live")).await?;
    reader.close().await
}

/// Nothing of the page is left that it was written on.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_offline_is_posted_once_from_a_later_visit() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let before = reader.tab().await?;
    let later = reader.web().new_tab().await?;
    reader.turn_to(&before).await?;
    reader.connect(Network::Offline).await?;
    reader.wait_until(says("Offline")).await?;
    post(&reader, "Amina", "Left on the train").await?;
    reader.wait_for("li.on-its-way").await?;
    assert_eq!(newsroom.with_text(SLUG, "Left on the train").await?.len(), 0);
    // The browser's line is whole again with that, if only for the page's last moment.
    reader.web().close_window().await?;
    reader.turn_to(&later).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_until(stands("Left on the train", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    assert_eq!(newsroom.with_text(SLUG, "Left on the train").await?.len(), 1);
    reader.close().await
}

/// The server says when it is possible again, and it is sent then without the reader.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_a_little_fast_is_posted_when_it_is_possible_again() -> Result<()> {
    let one = Rate { burst: 1, every: Duration::from_secs(8) };
    let newsroom = Newsroom::with(|options| {
        options.rates = Some(Rates { post: one, ..Rates::default() });
    })
    .await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    post(&reader, "Amina", "The first of two").await?;
    reader.wait_until(stands("The first of two", 1)).await?;
    post(&reader, "Amina", "The second of two").await?;
    let said = "That was a little fast. It will be possible again in a moment.";
    let way = format!(
        "document.querySelector('li.on-its-way .comment-way')?.innerText === {}",
        json!(said)
    );
    reader.wait_until(way).await?;
    assert_eq!(reader.texts("li.on-its-way button").await?, ["Try again", "Edit", "Discard"]);
    reader
        .wait_until(format!("document.querySelector('#announcer').innerText === {}", json!(said)))
        .await?;
    reader.wait_up_to(Duration::from_secs(40), &stands("The second of two", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    assert_eq!(newsroom.with_text(SLUG, "The second of two").await?.len(), 1);
    assert!(reader.is(says("Live")).await?);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn several_written_offline_are_posted_in_the_order_in_which_they_were() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    newsroom.line.answer("POST", "/comments", Wire::whole(503, "text/plain", "", "Busy"));
    let all = ["First", "Second", "Third"].map(|place| format!("{place} under the mountain"));
    for text in &all {
        post(&reader, "Amina", text).await?;
    }
    let each_can_be_thrown_away = "[...document.querySelectorAll('li.on-its-way')].filter((e) => e.querySelectorAll('button').length >= 2).length === 3";
    reader.wait_until(each_can_be_thrown_away).await?;
    // On another visit too.
    reader.reload().await?;
    near(&reader).await?;
    reader.wait_until(each_can_be_thrown_away).await?;
    // It is tried again by itself, and what can be done stays where it is meanwhile.
    reader
        .js("globalThis.tops = new Set(); globalThis.watch = setInterval(() =>
            tops.add(document.querySelector('.comments-new').getBoundingClientRect().top + scrollY), 50)")
        .await?;
    let waits = "[...document.querySelectorAll('li.on-its-way .comment-way')].some((e) => e.innerText.includes('not be posted'))";
    reader.wait_until(waits).await?;
    reader.js("new Promise((done) => setTimeout(done, 16000))").await?;
    assert_eq!(reader.js_number("clearInterval(watch), tops.size").await?, 1.0);
    newsroom.line.heal();
    reader
        .wait_up_to(
            std::time::Duration::from_secs(40),
            "document.querySelector('li.on-its-way') === null",
        )
        .await?;
    let mut at = Vec::new();
    for text in &all {
        let found = newsroom.with_text(SLUG, text).await?;
        assert_eq!(found.len(), 1, "{text}");
        at.push(found[0]["id"].as_str().unwrap_or_default().to_owned());
    }
    // Ids grow with time.
    assert!(at.is_sorted(), "{at:?}");
    reader.close().await
}

//! The moderators' queue: over broken lines and restarts, longer than a page, in every state.

use journeys::browser::Network;
use journeys::line::Condition;
use journeys::newsroom::TOKEN;
use journeys::{Browser, Device, Key, Newsroom, Result, inspect};
use serde_json::json;

use super::moderation::{PAGE, act, at_the_desk, item, sign_in};
use super::reader::{SLUG, STORY, says};

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_outlives_the_server() -> Result<()> {
    let mut newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    let moderator = at_the_desk(&newsroom, Device::Phone).await?;
    newsroom.post(SLUG, None, "Before").await?;
    moderator.wait_until(item("Before", "waits")).await?;
    newsroom.crash().await?;
    moderator.wait_until(says("Reconnecting…")).await?;
    act(&moderator, "Before", "approve").await?;
    // Refused, in words, and still there to be decided on.
    moderator
        .wait_until("document.querySelector('.moderation-list .composer-problem').innerText !== ''")
        .await?;
    assert!(moderator.is(item("Before", "waits")).await?);
    newsroom.start().await?;
    newsroom.post(SLUG, None, "After").await?;
    moderator.wait_up_to(std::time::Duration::from_secs(40), &item("After", "waits")).await?;
    act(&moderator, "Before", "approve").await?;
    moderator.wait_until(item("Before", "decided")).await?;
    moderator.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_line_is_said_and_what_was_missed_is_caught_up_with() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    let wait = async |text: &str| -> Result<String> {
        let (status, answer) = newsroom.post(SLUG, None, text).await?;
        assert_eq!(status, 202, "{answer}");
        Ok(answer["comment"]["id"].as_str().unwrap_or_default().to_owned())
    };
    wait("Stays").await?;
    let elsewhere = wait("Decided elsewhere").await?;
    let moderator = at_the_desk(&newsroom, Device::Desktop).await?;
    moderator.wait_until("document.title.startsWith('(2) Moderation')").await?;
    // What a second moderator decides leaves the queue of the first, whose lines stay where they are.
    newsroom.decide(&elsewhere, "approve").await?;
    moderator.wait_until(item("Decided elsewhere", "decided")).await?;
    moderator.wait_until("document.title.startsWith('(1) Moderation')").await?;
    let mut texts = vec!["Stays".to_owned(), "Decided elsewhere".to_owned()];
    for round in 0..3 {
        let dark = format!("Decided in the dark, {round}");
        let id = wait(&dark).await?;
        moderator.wait_until(item(&dark, "waits")).await?;
        newsroom.line.become_so(Condition::Cut);
        moderator.wait_until(says("Reconnecting…")).await?;
        newsroom.decide(&id, "remove").await?;
        let said = format!("Said in the dark, {round}");
        wait(&said).await?;
        // Nobody claims to know what can't be known.
        assert!(moderator.is(item(&dark, "waits")).await?);
        assert_ne!(
            moderator.attribute(".comments-status", "data-state").await?.as_deref(),
            Some("live")
        );
        newsroom.line.become_so(Condition::Whole);
        moderator.wait_until(says("Live")).await?;
        moderator.wait_until(item(&said, "waits")).await?;
        moderator.wait_until(item(&dark, "decided")).await?;
        moderator
            .wait_until(format!("document.title.startsWith('({}) Moderation')", round + 2))
            .await?;
        texts.extend([dark, said]);
    }
    assert_eq!(inspect::still(&moderator).await?, None);
    // The network of the device itself.
    moderator.connect(Network::Offline).await?;
    moderator.wait_until(says("Offline")).await?;
    wait("Said meanwhile").await?;
    moderator.connect(Network::Usual).await?;
    moderator.wait_until(says("Live")).await?;
    moderator.wait_until(item("Said meanwhile", "waits")).await?;
    texts.push("Said meanwhile".to_owned());
    // Each stands once, in the order in which it came.
    let stand = "[...document.querySelectorAll('.moderation-list .comment-text')].map((e) => e.textContent)";
    assert_eq!(moderator.js(stand).await?, json!(texts));
    moderator.click_text(".moderation-queue button", "Take away what is decided").await?;
    texts.retain(|text| !text.starts_with("Decided"));
    moderator
        .wait_until(format!("JSON.stringify({stand}) === {}", json!(json!(texts).to_string())))
        .await?;
    moderator.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_page_waits() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    for number in 0..60 {
        newsroom.post(SLUG, None, &format!("Number {number:02}")).await?;
    }
    let moderator = at_the_desk(&newsroom, Device::Phone).await?;
    moderator
        .wait_until("document.querySelectorAll('.moderation-list > .comment').length === 50")
        .await?;
    moderator.click_text(".comments-more button", "Load more").await?;
    moderator
        .wait_until("document.querySelectorAll('.moderation-list > .comment').length === 60")
        .await?;
    // What comes in meanwhile takes nothing away.
    newsroom.post(SLUG, None, "Number 60").await?;
    moderator.wait_until(item("Number 60", "waits")).await?;
    let texts = moderator.js("[...document.querySelectorAll('.moderation-list .comment-text')].map((e) => e.textContent)").await?;
    let expected: Vec<String> = (0..61).map(|number| format!("Number {number:02}")).collect();
    assert_eq!(texts, json!(expected));
    moderator.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_accessible_and_quiet_in_every_state() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    for device in [Device::Phone, Device::Desktop] {
        let moderator = Browser::open(device).await?;
        moderator.visit(&newsroom.url(PAGE)).await?;
        let mut wrong = Vec::new();
        let mut look = async |state: &str| -> Result<()> {
            // What lies under the edge of the window hides colours from the checker.
            moderator.js("scrollTo({ top: 0, behavior: 'instant' })").await?;
            moderator.next_frames().await?;
            let found = inspect::accessible(&moderator).await?;
            wrong.extend(found.into_iter().map(|line| format!("{state}: {line}")));
            wrong.extend(
                inspect::sideways(&moderator).await?.map(|line| format!("{state}: {line}")),
            );
            Ok(())
        };
        moderator.wait_for("[name=token]").await?;
        look("door").await?;
        sign_in(&moderator, TOKEN).await?;
        moderator.wait_until(says("Live")).await?;
        look("empty").await?;
        newsroom
            .post(SLUG, None, &format!("Hello\n\nhttps://example.org/{}", "long".repeat(80)))
            .await?;
        newsroom.post(SLUG, None, "مرحبا بكم").await?;
        moderator.wait_until(item("مرحبا", "waits")).await?;
        look("waiting").await?;
        // Up to here nothing was asked for that could push anything away.
        let moved = inspect::still(&moderator).await?;
        act(&moderator, "Hello", "approve").await?;
        act(&moderator, "مرحبا", "remove").await?;
        moderator.wait_until(item("مرحبا", "decided")).await?;
        look("decided").await?;
        moderator.js("document.querySelector('[name=address]').focus()").await?;
        moderator.press(STORY).await?;
        moderator.press(Key::Enter).await?;
        moderator.wait_for(".moderation-kept").await?;
        look("a discussion").await?;
        wrong.extend(inspect::quiet(&moderator, &[&newsroom.url("")]).await?);
        wrong.extend(moved);
        assert!(wrong.is_empty(), "{device:?}\n{}", wrong.join("\n"));
        moderator.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn another_token_is_asked_for_once_the_server_has_another() -> Result<()> {
    let mut newsroom = Newsroom::open().await?;
    let id = newsroom.say(SLUG, None, "Worth reading").await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    newsroom.post(SLUG, None, "Before").await?;
    let moderator = at_the_desk(&newsroom, Device::Phone).await?;
    moderator.js("document.querySelector('[name=address]').focus()").await?;
    moderator.press(format!("{STORY}#comment-{id}")).await?;
    moderator.press(Key::Enter).await?;
    moderator.wait_for(".moderation-found").await?;
    newsroom.stop().await?;
    newsroom.change_the_token("another token");
    newsroom.start().await?;
    act(&moderator, "Worth reading", "feature").await?;
    moderator.wait_for("[name=token]").await?;
    assert_eq!(moderator.count(".moderation-queue").await?, 0);
    sign_in(&moderator, "another token").await?;
    moderator.wait_until(item("Before", "waits")).await?;
    moderator.wait_until(says("Live")).await?;
    moderator.close().await
}

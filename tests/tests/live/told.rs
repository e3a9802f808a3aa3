//! What a reader is told of what they and others do.

use journeys::line::Condition;
use journeys::newsroom::TOKEN;
use journeys::pill::PILL;
use journeys::{Browser, Device, Newsroom, Result, inspect, links, wait};
use serde_json::{Value, json};

use super::reader::{SLUG, at_the_comments, near, post, says, stands, write};

const COMPOSER: &str = ".comments-write .composer";
const ANSWER: &str = ".comment-writing .composer";

/// The id of the reader's comment with this text, as a selector.
async fn own(reader: &Browser, text: &str) -> Result<String> {
    reader.wait_until(stands(text, 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    let id = reader
        .js_text(format!(
            "[...document.querySelectorAll('.comment-list .comment')]
                .find((e) => e.querySelector('.comment-text')?.innerText === '{text}').id"
        ))
        .await?;
    Ok(format!("[id='{id}']"))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_took_a_comment_away_is_told_where_answers_need_its_line() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let amina = at_the_comments(&newsroom, Device::Phone).await?;
    post(&amina, "Amina", "I will regret this").await?;
    let it = own(&amina, "I will regret this").await?;
    let id = it.trim_start_matches("[id='comment-").trim_end_matches("']");
    newsroom.say(SLUG, Some(id), "So you will").await?;
    let bo = at_the_comments(&newsroom, Device::Desktop).await?;
    bo.wait_until(stands("So you will", 1)).await?;
    let heading = "document.querySelector('.comments h2').innerText";
    let before = bo.js_text(heading).await?;
    amina.click(&format!("{it} [data-act=remove]")).await?;
    amina.click_text("dialog[open] button", "Remove").await?;
    let line =
        format!("document.querySelector(\"{it}\").innerText.includes('Removed by the author')");
    bo.wait_until(&line).await?;
    assert!(
        bo.is(stands("So you will", 1)).await? && bo.is(stands("I will regret this", 0)).await?
    );
    bo.wait_until(format!("{heading} !== {before:?}")).await?;
    // Who comes later finds the same, though a moderator has removed it since.
    newsroom.decide(id, "remove").await?;
    bo.reload().await?;
    near(&bo).await?;
    bo.wait_until(stands("So you will", 1)).await?;
    let said = bo.text(&it).await?;
    assert!(said.contains("Removed by the author"), "{said}");
    amina.close().await?;
    bo.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_reaches_the_moderators_with_its_reason_and_its_note() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let id = newsroom.say(SLUG, None, "Buy my clocks").await?;
    reader.click(PILL).await?;
    reader.wait_until(stands("Buy my clocks", 1)).await?;
    let it = format!("[id='comment-{id}']");
    reader.click(&format!("{it} [data-act=report]")).await?;
    reader.wait_for("dialog[open]").await?;
    reader.click("dialog[open] input[value=spam]").await?;
    reader.click("dialog[open] textarea").await?;
    reader.press("He sells <b>clocks</b>").await?;
    reader.click_text("dialog[open] button", "Send the report").await?;
    reader.wait_until("document.querySelector('dialog[open]') === null").await?;
    let queue = newsroom.api("moderation/queue");
    let client = reqwest::Client::new();
    let told = wait::until(wait::PATIENCE, "the report", async || {
        let answer = client.get(&queue).bearer_auth(TOKEN).send().await?.text().await?;
        Ok(Some(answer).filter(|answer| answer.contains("Buy my clocks")))
    })
    .await?;
    let told: Value = serde_json::from_str(&told)?;
    let items = told["comments"].as_array().into_iter().flatten();
    let mut reports =
        items.filter(|item| item["comment"]["id"] == *id).map(|item| &item["reports"]);
    let report = json!([{"reason": "spam", "count": 1, "notes": ["He sells <b>clocks</b>"]}]);
    assert_eq!(reports.next(), Some(&report), "{told:#}");
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_of_the_web_can_be_followed_in_what_arrives_and_nothing_else_can() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.links = links::MOST).await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let id = newsroom.say(SLUG, None, links::SAID).await?;
    reader.click(PILL).await?;
    reader.wait_for(&format!("[id='comment-{id}']")).await?;
    let it = format!("document.getElementById('comment-{id}')");
    assert_eq!(links::wrong(&reader, &it).await?, Vec::<String>::new());
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_like_is_seen_before_the_server_has_heard_of_it() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let id = newsroom.say(SLUG, None, "Likeable").await?;
    reader.click(PILL).await?;
    let it = format!("[id='comment-{id}']");
    reader.wait_for(&it).await?;
    // What is asked goes nowhere for now.
    newsroom.line.become_so(Condition::Held);
    reader.click(&format!("{it} [data-act=like]")).await?;
    reader.next_frames().await?;
    assert_eq!(reader.text(&format!("{it} .comment-likes")).await?, "1 like");
    let pressed = reader.attribute(&format!("{it} [data-act=like]"), "aria-pressed").await?;
    assert_eq!(pressed.as_deref(), Some("true"));
    newsroom.line.become_so(Condition::Whole);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_story_and_every_answer_has_a_draft_of_its_own() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let written = |within: &str| format!("document.querySelector('{within} textarea').value");
    let first = reader
        .js_text("document.querySelector('.comment-list .comment[data-position]').id")
        .await?;
    write(&reader, COMPOSER, "Amina", "Of the summit").await?;
    reader.click(&format!("[id='{first}'] [data-act=reply]")).await?;
    write(&reader, ANSWER, "", "To the first").await?;
    // Another story: nothing of it stands there.
    reader.visit(&newsroom.url("/article/garve-storm")).await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    reader.wait_until(says("Live")).await?;
    assert_eq!(reader.js_text(written(COMPOSER)).await?, "");
    write(&reader, COMPOSER, "", "Of the storm").await?;
    for (path, draft) in
        [("/article/alaska-summit", "Of the summit"), ("/article/garve-storm", "Of the storm")]
    {
        reader.visit(&newsroom.url(path)).await?;
        reader.js("document.querySelector('.comments').scrollIntoView()").await?;
        reader.wait_until(says("Live")).await?;
        reader.wait_until(format!("{} === '{draft}'", written(COMPOSER))).await?;
    }
    reader.visit(&newsroom.url("/article/alaska-summit")).await?;
    near(&reader).await?;
    reader.click(&format!("[id='{first}'] [data-act=reply]")).await?;
    reader.wait_until(format!("{} === 'To the first'", written(ANSWER))).await?;
    reader.close().await
}

/// WCAG 1.4.10: 320 px wide, as a page is that was enlarged four times.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_discussion_needs_to_be_scrolled_sideways() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Window(320, 640)).await?;
    let mut wrong = Vec::new();
    let mut look = async |state: &str| -> Result<()> {
        wrong.extend(inspect::sideways(&reader).await?.map(|line| format!("{state}: {line}")));
        Ok(())
    };
    look("a discussion").await?;
    let word = "x".repeat(400);
    newsroom.say(SLUG, None, &word).await?;
    reader.wait_for(PILL).await?;
    look("with the pill").await?;
    reader.click(PILL).await?;
    reader.wait_until(stands(&word, 1)).await?;
    look("a word without an end").await?;
    write(&reader, COMPOSER, "A name that is about as long as names may be", &word).await?;
    look("the composer").await?;
    reader.click(".comment-list [data-act=reply]").await?;
    write(&reader, ANSWER, "", &word).await?;
    look("an answer").await?;
    reader.click(".comment-list [data-act=report]").await?;
    reader.wait_for("dialog[open]").await?;
    look("the dialog").await?;
    let within =
        "(() => { const box = document.querySelector('dialog[open]').getBoundingClientRect();
        return box.left >= 0 && box.right <= 320; })()";
    assert!(reader.is(within).await?);
    reader.click_text("dialog[open] button", "Cancel").await?;
    newsroom.line.become_so(Condition::Cut);
    reader.wait_until(says("Reconnecting…")).await?;
    look("a broken line").await?;
    assert_eq!(wrong, Vec::<String>::new());
    reader.close().await
}

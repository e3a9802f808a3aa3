//! Everything by keyboard alone.

use journeys::keyboard::{is_on, tab_back_to, tab_to};
use journeys::line::Wire;
use journeys::pill::PILL;
use journeys::{Browser, Device, Key, Newsroom, Result};
use serde_json::json;

use super::reader::{SLUG, STORY, says, stands};

/// The answer to a removal comes when its event has long been there, and the button that the dialog gives
/// the focus back to has gone.
const LATE_REMOVALS: &str = "const ask = fetch; globalThis.fetch = async (...all) => {
    const answer = await ask(...all);
    if (all[1]?.method === 'DELETE') await new Promise((done) => setTimeout(done, 1500));
    return answer; };";

/// A reader who came to the discussion by keyboard alone, with the focus on the button that pauses it.
async fn came_by_keyboard(newsroom: &Newsroom) -> Result<Browser> {
    let reader = Browser::open(Device::Desktop).await?;
    reader.before_every_page(LATE_REMOVALS).await?;
    reader.visit(&newsroom.url(STORY)).await?;
    // Over what stands on every page, and through the story.
    assert_eq!(tab_to(&reader, ".skip-link", 1).await?, 1);
    reader.press(Key::Enter).await?;
    reader.wait_until("document.activeElement.id === 'main'").await?;
    tab_to(&reader, ".comments-pause", 60).await?;
    reader.wait_for(".comment-list li[data-position]").await?;
    reader.wait_until(says("Live")).await?;
    Ok(reader)
}

/// Whoever posts within two seconds of the first letter awaits approval, as robots do.
async fn take_time(reader: &Browser) -> Result<()> {
    reader.js("new Promise((done) => setTimeout(done, 2100))").await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_by_keyboard_alone() -> Result<()> {
    let threads: Vec<_> = (10..35)
        .map(|number| {
            json!({"id": format!("t{number}"), "author": {"name": "Somebody"}, "status": "visible",
                "text": format!("Thread {number}"), "created_at": format!("2026-11-20T09:{number}:00Z")})
        })
        .collect();
    let newsroom = Newsroom::with_comments(SLUG, &threads).await?;
    let reader = came_by_keyboard(&newsroom).await?;
    // Pause and resume.
    reader.press(Key::Enter).await?;
    reader.wait_until(says("Paused")).await?;
    is_on(&reader, ".comments-pause").await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(says("Live")).await?;
    is_on(&reader, ".comments-pause").await?;
    // The pill is on the way from the composer to the list, and leads to what it speaks of.
    newsroom.say(SLUG, None, "Come by keyboard").await?;
    reader.wait_for(PILL).await?;
    tab_to(&reader, ".comments-write .composer button[type=submit]", 6).await?;
    assert_eq!(tab_to(&reader, PILL, 1).await?, 1);
    reader.press(Key::Enter).await?;
    is_on_comment(&reader, "Come by keyboard").await?;
    // From the comment its buttons come next: like, and the focus stays.
    tab_to(&reader, "[data-act=like]", 4).await?;
    reader.press(" ").await?;
    is_on(&reader, "[data-act=like][aria-pressed=true]").await?;
    // An answer: the text first, and the name before it.
    tab_to(&reader, "[data-act=reply]", 4).await?;
    reader.press(Key::Enter).await?;
    is_on(&reader, ".comment-writing textarea").await?;
    reader.press("An answer by keyboard").await?;
    assert_eq!(tab_back_to(&reader, ".comment-writing [name=name]", 1).await?, 1);
    reader.press("Kit").await?;
    take_time(&reader).await?;
    tab_to(&reader, ".comment-writing button[type=submit]", 2).await?;
    reader.press(Key::Enter).await?;
    // The composer goes; the focus is on what was answered.
    is_on_comment(&reader, "Come by keyboard").await?;
    reader.wait_until(stands("An answer by keyboard", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    is_on(&reader, ".comment").await?;
    // A change to it, thought better of, and made.
    tab_to(&reader, "[data-act=edit]", 12).await?;
    for button in ["button[type=button]", "button[type=submit]"] {
        reader.press(Key::Enter).await?;
        is_on(&reader, ".comment-writing textarea").await?;
        reader.press(", changed").await?;
        tab_to(&reader, &format!(".comment-writing {button}"), 2).await?;
        reader.press(Key::Enter).await?;
        reader.wait_until("document.querySelector('.comment-writing') === null").await?;
        is_on_comment(&reader, "An answer by keyboard").await?;
        if button.contains("=button") {
            tab_to(&reader, "[data-act=edit]", 6).await?;
        }
    }
    is_on_comment(&reader, ", changed").await?;
    // And gone: the focus is on what stands before it.
    tab_to(&reader, "[data-act=remove]", 6).await?;
    reader.press(Key::Enter).await?;
    reader.wait_for("dialog[open]").await?;
    if !reader.is("document.activeElement.matches('dialog .primary')").await? {
        tab_to(&reader, "dialog .primary", 3).await?;
    }
    is_on(&reader, "dialog .primary").await?;
    reader.press(Key::Enter).await?;
    reader.wait_until("document.querySelector('dialog[open]') === null").await?;
    reader
        .wait_until("!document.querySelector('.comment-list').innerText.includes(', changed')")
        .await?;
    is_on_comment(&reader, "Come by keyboard").await?;
    // Answers that came fold away and out, and there the focus stays.
    newsroom.say(SLUG, Some(&the_first(&reader).await?), "An answer by somebody else").await?;
    tab_to(&reader, ".comments-held button", 12).await?;
    reader.press(Key::Enter).await?;
    is_on_comment(&reader, "An answer by somebody else").await?;
    tab_back_to(&reader, ".comment-collapse", 6).await?;
    for is_open in ["false", "true"] {
        reader.press(Key::Enter).await?;
        is_on(&reader, &format!(".comment-collapse[aria-expanded={is_open}]")).await?;
    }
    // More of the list: who asked for it reads on from where the list ended, with what came below.
    let comments = "[...document.querySelectorAll('.comment-list .comment')]";
    let last = reader.js_text(format!("{comments}.at(-1).id")).await?;
    tab_to(&reader, ".comments-more button", 120).await?;
    reader.press(Key::Enter).await?;
    reader.wait_until("document.querySelector('.comments-more button') === null").await?;
    is_on(&reader, &format!("[id='{last}']")).await?;
    let next = format!("{comments}[{comments}.findIndex((e) => e.id === '{last}') + 1].id");
    let next = reader.js_text(next).await?;
    tab_to(&reader, &format!("[id='{next}'] [data-act=like]"), 8).await?;
    // A report, with a reason and a note.
    tab_to(&reader, "[data-act=report]", 6).await?;
    reader.press(Key::Enter).await?;
    reader.wait_for("dialog[open]").await?;
    if !reader.is("document.activeElement.matches('dialog [type=radio]')").await? {
        tab_to(&reader, "dialog [type=radio]", 3).await?;
    }
    reader.press(Key::Down).await?;
    is_on(&reader, "dialog [value=abuse]:checked").await?;
    tab_to(&reader, "dialog textarea", 2).await?;
    reader.press("He shouts").await?;
    tab_to(&reader, "dialog .primary", 2).await?;
    reader.press(Key::Enter).await?;
    reader.wait_until("document.querySelector('dialog[open]') === null").await?;
    reader
        .wait_until(
            "document.querySelector('#announcer').innerText.includes('A moderator will look')",
        )
        .await?;
    is_on(&reader, "[data-act=report]").await?;
    reader.close().await
}

/// The focus is on the comment with these words.
async fn is_on_comment(reader: &Browser, words: &str) -> Result<()> {
    let it = format!(
        "document.activeElement.matches('.comment') && document.activeElement.innerText.includes({})",
        json!(words)
    );
    reader.wait_until(it).await?;
    is_on(reader, ".comment").await
}

/// The id of the first comment on the page.
async fn the_first(reader: &Browser) -> Result<String> {
    reader
        .js_text("document.querySelector('.comment-list .comment[data-position]').id.slice(8)")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn by_keyboard_alone() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = came_by_keyboard(&newsroom).await?;
    // Over the order to the name, the text and the button.
    assert_eq!(tab_to(&reader, ".comments-write .composer [name=name]", 2).await?, 2);
    reader.press("Kit").await?;
    let write = async |text: &str| -> Result<()> {
        assert_eq!(tab_to(&reader, ".comments-write .composer textarea", 1).await?, 1);
        reader.press(text).await?;
        take_time(&reader).await?;
        assert_eq!(tab_to(&reader, ".comments-write .composer button[type=submit]", 1).await?, 1);
        reader.press(Key::Enter).await
    };
    let to_the_name = async || {
        tab_back_to(&reader, ".comments-write .composer [name=name]", 12).await.map(|_| ())
    };
    write("Typed, not clicked").await?;
    reader.wait_until(stands("Typed, not clicked", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    // The composer is empty, and the focus has not been thrown about.
    is_on(&reader, ".comments-write .composer button[type=submit]").await?;
    assert_eq!(
        reader
            .js_text("document.querySelector('.comments-write .composer textarea').value")
            .await?,
        ""
    );
    // What is refused is written anew: the focus is in the text.
    to_the_name().await?;
    write("Typed, not clicked").await?;
    reader
        .wait_until(
            "document.querySelector('li.on-its-way .comment-way')?.innerText.includes('already')",
        )
        .await?;
    is_on(&reader, ".comments-write .composer button[type=submit]").await?;
    assert_eq!(tab_to(&reader, "li.on-its-way button:nth-of-type(2)", 2).await?, 2);
    assert_eq!(reader.js_text("document.activeElement.innerText").await?, "Edit");
    reader.press(Key::Enter).await?;
    is_on(&reader, ".comments-write .composer textarea").await?;
    assert_eq!(reader.js_text("document.activeElement.value").await?, "Typed, not clicked");
    // What can't be posted is tried again, and thrown away.
    reader.press(" yet").await?;
    take_time(&reader).await?;
    newsroom.line.answer("POST", "/comments", Wire::whole(503, "text/plain", "", "Busy"));
    tab_to(&reader, ".comments-write .composer button[type=submit]", 1).await?;
    reader.press(Key::Enter).await?;
    let waits = "document.querySelector('li.on-its-way .comment-way')?.innerText.includes('not be posted yet')";
    reader.wait_until(waits).await?;
    is_on(&reader, ".comments-write .composer button[type=submit]").await?;
    assert_eq!(tab_to(&reader, "li.on-its-way button", 1).await?, 1);
    assert_eq!(reader.js_text("document.activeElement.innerText").await?, "Try again");
    reader.press(Key::Enter).await?;
    // It stays where it is while it is tried, and so does the focus.
    is_on(&reader, "li.on-its-way button").await?;
    reader.wait_until(waits).await?;
    is_on(&reader, "li.on-its-way button").await?;
    assert_eq!(tab_to(&reader, "li.on-its-way button:last-of-type", 1).await?, 1);
    assert_eq!(reader.js_text("document.activeElement.innerText").await?, "Discard");
    reader.press(Key::Enter).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    is_on(&reader, ".comments-title").await?;
    newsroom.line.heal();
    // A report, and back without one.
    tab_to(&reader, "[data-act=report]", 16).await?;
    reader.press(Key::Enter).await?;
    reader.wait_for("dialog[open]").await?;
    reader.press(Key::Escape).await?;
    reader.wait_until("document.querySelector('dialog[open]') === null").await?;
    is_on(&reader, "[data-act=report]").await?;
    assert!(reader.is(says("Live")).await?);
    reader.close().await
}

/// What is further down is reached on the way down, by Tab alone.
#[tokio::test(flavor = "multi_thread")]
async fn threads_links_and_what_was_begun_by_tab() -> Result<()> {
    let newsroom = Newsroom::with_comments(SLUG, &[]).await?;
    let long = newsroom.say(SLUG, None, "A long thread").await?;
    for place in 0..22 {
        newsroom.say(SLUG, Some(&long), &format!("Reply {place}")).await?;
    }
    let mut deep = newsroom.say(SLUG, None, "Level 0").await?;
    for level in 1..9 {
        deep = newsroom.say(SLUG, Some(&deep), &format!("Level {level}")).await?;
    }
    let reader = came_by_keyboard(&newsroom).await?;
    // A link to a comment.
    tab_to(&reader, ".comment-time", 16).await?;
    reader.press(Key::Enter).await?;
    let is_there = "document.activeElement.matches('.is-target')
        && document.activeElement.id === location.hash.slice(1)";
    reader.wait_until(is_there).await?;
    // What is too deep for the list, and back.
    tab_to(&reader, ".comment-deeper a", 60).await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(stands("Level 8", 1)).await?;
    reader.wait_until("document.activeElement.innerText.includes('Level 6')").await?;
    tab_back_to(&reader, ".comments-back a", 12).await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(stands("Level 0", 1)).await?;
    // The rest of a thread, which fails first.
    newsroom.line.answer("GET", "/replies", Wire::whole(500, "text/plain", "", "No."));
    tab_to(&reader, "[data-act=rest]", 160).await?;
    reader.press(Key::Enter).await?;
    reader.wait_for(".comments .problem button").await?;
    newsroom.line.heal();
    tab_to(&reader, ".comments .problem button", 12).await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(stands("Reply 21", 1)).await?;
    reader.wait_until("document.activeElement.closest('#comments') !== null").await?;
    // What was begun, on an earlier visit.
    tab_back_to(&reader, "[data-act=reply]", 12).await?;
    reader.press(Key::Enter).await?;
    reader.wait_until("document.activeElement.matches('.comment-writing textarea')").await?;
    reader.press("Half an answer").await?;
    reader.wait_until("Object.values(localStorage).includes('Half an answer')").await?;
    reader.reload().await?;
    reader.wait_until("document.readyState === 'complete'").await?;
    tab_to(&reader, "li.unfinished button", 60).await?;
    reader.press(Key::Enter).await?;
    let writes = "document.activeElement.matches('textarea') && document.activeElement.value === 'Half an answer'";
    reader.wait_until(writes).await?;
    is_on(&reader, ".comment-writing textarea").await?;
    reader.close().await
}

//! What was sent off: it arrives once, in its order, whatever becomes of the way there.

use journeys::line::{Condition, Wire};
use journeys::pill::PILL;
use journeys::{Browser, Device, Newsroom, Result, wait};
use serde_json::json;

use super::reader::{
    SLUG, at_the_comments, go_to_the_comments, near, post, says, stands, tabs, write,
};

const COMPOSER: &str = ".comments-write .composer";
/// The answers to posts arrive late, when the event has long been there.
const LATE: &str = "globalThis.late = 0; const ask = fetch; globalThis.fetch = async (...all) => {
    const answer = await ask(...all);
    if (all[1]?.method === 'POST') await new Promise((done) => setTimeout(done, late));
    return answer; };
  globalThis.pills = []; document.addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
    const words = document.querySelector('.comments-new button')?.innerText;
    if (words && pills.at(-1) !== words) pills.push(words);
  }).observe(document.body, { childList: true, subtree: true, characterData: true }));";

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_posts_once() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    write(&reader, COMPOSER, "Amina", "Once is enough").await?;
    reader
        .js("(() => { const b = document.querySelector('.comments-write .composer button[type=submit]'); b.click(); b.click(); b.click(); })()")
        .await?;
    reader.wait_until(stands("Once is enough", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    assert_eq!(newsroom.with_text(SLUG, "Once is enough").await?.len(), 1);
    assert_eq!(reader.text(".comments-write .composer .composer-problem").await?, "");
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_in_mid_post_gives_one_comment() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    for (text, is_taken) in [("Sent into a hole", false), ("Answered into a hole", true)] {
        write(&reader, COMPOSER, "Amina", text).await?;
        match is_taken {
            false => newsroom.line.become_so(Condition::Held),
            // The server gets it, and its answer never arrives.
            true => newsroom.line.spoil("POST", "/comments", Wire::silence()),
        }
        reader.click(".comments-write .composer button[type=submit]").await?;
        reader.wait_for("li.on-its-way").await?;
        assert_eq!(reader.text("li.on-its-way .comment-way").await?, "Posting…");
        let of_it = async || anyhow::Ok(newsroom.with_text(SLUG, text).await?.len());
        wait::until(wait::PATIENCE, "the server to have it", async || {
            Ok((of_it().await? == usize::from(is_taken)).then_some(()))
        })
        .await?;
        newsroom.line.tear();
        newsroom.line.heal();
        reader.reload().await?;
        near(&reader).await?;
        reader.wait_until(stands(text, 1)).await?;
        reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
        assert_eq!(of_it().await?, 1);
    }
    reader.close().await
}

/// Notes by which keys posts were sent.
const KEYS: &str = "globalThis.keys = []; const ask = fetch; globalThis.fetch = (...all) => {
    const key = all[1]?.headers?.get?.('idempotency-key');
    if (key) keys.push(key);
    return ask(...all); };";

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_read_is_no_refusal_and_gives_one_comment() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    reader.before_every_page(KEYS).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    write(&reader, COMPOSER, "Amina", "Answered by noise").await?;
    let body = "{\"comment\":{\"id\":\"01\",\"text\":\"Answered by noise\"}}";
    let json = "application/json";
    for (place, answer) in [
        Wire::half(201, json, body),
        Wire::whole(201, json, "", &body[..20]),
        Wire::whole(201, json, "", "{\"comment\":[]}"),
        Wire::whole(201, json, "", ""),
        Wire::whole(200, "text/html", "", "<p>Thank you for your comment.</p>"),
        Wire::whole(502, "text/html", "", "<h1>Bad gateway</h1>"),
    ]
    .into_iter()
    .enumerate()
    {
        // The server takes it, and what the reader gets can't be read.
        newsroom.line.spoil("POST", "/comments", answer);
        let before = newsroom.line.answered("POST", "/comments").len();
        match place {
            0 => reader.click(".comments-write .composer button[type=submit]").await?,
            _ => reader.click_text("li.on-its-way button", "Try again").await?,
        }
        journeys::wait::until(journeys::wait::PATIENCE, "another try", async || {
            Ok((newsroom.line.answered("POST", "/comments").len() > before).then_some(()))
        })
        .await?;
        reader
            .wait_until("document.querySelector('li.on-its-way .comment-way')?.innerText.includes('not be posted yet')")
            .await?;
        assert_eq!(newsroom.with_text(SLUG, "Answered by noise").await?.len(), 1);
        // Written anew, under another key, it could stand twice.
        assert_eq!(reader.texts("li.on-its-way button").await?, ["Try again", "Discard"]);
    }
    // Its event comes as anybody's: once the reader looks at it, it stands there once.
    let seen = "[...document.querySelectorAll('.comments .comment-text')]
        .filter((text) => text.innerText === 'Answered by noise' && text.checkVisibility()).length";
    assert_eq!(reader.js_number(seen).await?, 1.0);
    reader.click(PILL).await?;
    reader.wait_until(stands("Answered by noise", 1)).await?;
    reader.wait_until(format!("{seen} === 1")).await?;
    // It outlives the page, and goes on until an answer can be read.
    newsroom.line.heal();
    let sent: Vec<String> = serde_json::from_value(reader.js("keys").await?)?;
    reader.reload().await?;
    near(&reader).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.wait_until(stands("Answered by noise", 1)).await?;
    assert_eq!(reader.count(PILL).await?, 0);
    assert_eq!(newsroom.with_text(SLUG, "Answered by noise").await?.len(), 1);
    let resent: Vec<String> = serde_json::from_value(reader.js("keys").await?)?;
    assert!(sent.len() >= 6 && !resent.is_empty(), "{sent:?} {resent:?}");
    assert!(sent.iter().chain(&resent).all(|key| *key == sent[0]), "{sent:?} {resent:?}");
    reader.close().await
}

/// Minutes later the server would take the same words again: they are the reader's to send, and nobody else's.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_sent_by_nobody_but_its_writer() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    reader.before_every_page(KEYS).await?;
    let tabs = tabs(&reader, &newsroom, 2, KEYS).await?;
    reader.wait_until(says("Live")).await?;
    post(&reader, "Amina", "Agreed.").await?;
    reader.wait_until(stands("Agreed.", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    let said = "document.querySelector('#announcer').innerText === 'Your comment has been posted'";
    reader.wait_until(said).await?;
    post(&reader, "Amina", "Agreed.").await?;
    let is_refused = "document.querySelector('li.on-its-way .comment-way')?.textContent.includes('said this already')";
    reader.wait_until(is_refused).await?;
    // Neither the other tab nor a later visit tries it.
    reader.turn_to(&tabs[0]).await?;
    reader.wait_until(is_refused).await?;
    reader.reload().await?;
    near(&reader).await?;
    reader.wait_until(is_refused).await?;
    reader.js("new Promise((done) => setTimeout(done, 1500))").await?;
    assert_eq!(reader.js("keys").await?, json!([]));
    // Nor is the discussion's program fetched for it elsewhere.
    reader.visit(&newsroom.url("/")).await?;
    reader.js("new Promise((done) => setTimeout(done, 1500))").await?;
    let fetched =
        "performance.getEntriesByType('resource').some((e) => e.name.includes('discussion'))";
    assert_eq!(reader.js(fetched).await?, json!(false));
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_until(is_refused).await?;
    reader.click_text("li.on-its-way button", "Discard").await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.close().await
}

/// The answer was lost, and with it what the comment could be removed by.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_thrown_away_is_taken_back_where_the_server_has_it() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    newsroom.line.spoil(
        "POST",
        "/comments",
        Wire::whole(502, "text/html", "", "<h1>Bad gateway</h1>"),
    );
    post(&reader, "Amina", "On second thoughts").await?;
    reader
        .wait_until("document.querySelector('li.on-its-way .comment-way')?.innerText.includes('not be posted yet')")
        .await?;
    assert_eq!(newsroom.with_text(SLUG, "On second thoughts").await?.len(), 1);
    newsroom.line.answer("DELETE", "/comments", Wire::whole(503, "text/plain", "", "Busy"));
    let posts = newsroom.line.answered("POST", "/comments").len();
    reader.click_text("li.on-its-way button", "Discard").await?;
    reader
        .wait_until("document.querySelector('li.on-its-way .comment-way')?.innerText.startsWith('Discarded.')")
        .await?;
    // It outlives the page.
    reader.reload().await?;
    near(&reader).await?;
    newsroom.line.heal();
    reader
        .wait_up_to(
            std::time::Duration::from_secs(40),
            "document.querySelector('li.on-its-way') === null",
        )
        .await?;
    assert_eq!(newsroom.with_text(SLUG, "On second thoughts").await?.len(), 0);
    // It was not sent once more to be taken back.
    assert_eq!(newsroom.line.answered("POST", "/comments").len(), posts);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_after_the_way_back_stands() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    // To a comment by its address, and back: the same story's discussion is drawn anew.
    reader.click(".comment-list .comment-time").await?;
    reader.wait_until("location.hash.startsWith('#comment-')").await?;
    reader.web().back().await?;
    reader.wait_until("location.hash === ''").await?;
    near(&reader).await?;
    post(&reader, "Amina", "May I?").await?;
    reader.wait_until(stands("May I?", 1)).await?;
    let said = "document.querySelector('#announcer').innerText === 'Your comment awaits approval'";
    reader.wait_until(said).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_why_and_keeps_the_text() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    post(&reader, "Amina", "The same again").await?;
    reader.wait_until(stands("The same again", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    post(&reader, "Amina", "The same again").await?;
    reader
        .wait_until(
            "document.querySelector('li.on-its-way .comment-way')?.innerText.includes('already')",
        )
        .await?;
    reader.click_text("li.on-its-way button", "Edit").await?;
    reader
        .wait_until(
            "document.querySelector('.comments-write .composer textarea').value === 'The same again'",
        )
        .await?;
    assert_eq!(reader.count("li.on-its-way").await?, 0);
    // Without a name or a word nothing is sent, and the reader is told.
    write(&reader, COMPOSER, "", "No name").await?;
    reader.click(".comments-write .composer button[type=submit]").await?;
    reader
        .wait_until("document.querySelector('.composer-problem').innerText.includes('call you')")
        .await?;
    reader.wait_until("document.activeElement.name === 'name'").await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_stands_below_what_was_begun_and_once() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    let refused = "{\"code\":\"blocked\"}";
    newsroom.line.answer(
        "POST",
        "/comments",
        Wire::whole(403, "application/problem+json", "", refused),
    );
    post(&reader, "Amina", "Refused").await?;
    reader
        .wait_until("document.querySelector('li.on-its-way .comment-way')?.innerText.includes('posted here')")
        .await?;
    write(&reader, COMPOSER, "Amina", "Begun anew").await?;
    reader.click_text("li.on-its-way button", "Edit").await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    let field = "document.querySelector('.comments-write textarea').value";
    reader.wait_until(format!("{field} === 'Begun anew\\n\\nRefused'")).await?;
    reader.js("new Promise((done) => setTimeout(done, 300))").await?;
    assert_eq!(reader.js_text(field).await?, "Begun anew\n\nRefused");
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_stands_in_an_answer_that_is_open_already() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    let first = reader
        .js_text("document.querySelector('.comment-list .comment[data-position]').id")
        .await?;
    let answer = format!("[id='{first}'] [data-act=reply]");
    for _ in 0..2 {
        reader.click(&answer).await?;
        reader.wait_for(".comment-writing .composer").await?;
        write(&reader, ".comment-writing .composer", "Amina", "The same again").await?;
        reader.click(".comment-writing button[type=submit]").await?;
        reader.wait_until("document.querySelector('.comment-writing') === null").await?;
        reader
            .wait_until(
                "!document.querySelector('li.on-its-way .comment-way')?.innerText.includes('Posting')",
            )
            .await?;
    }
    reader
        .wait_until(
            "document.querySelector('li.on-its-way .comment-way')?.innerText.includes('already')",
        )
        .await?;
    reader.click(&answer).await?;
    reader.wait_for(".comment-writing .composer").await?;
    write(&reader, ".comment-writing .composer", "", "Begun anew").await?;
    reader.click_text("li.on-its-way button", "Edit").await?;
    let field = "document.querySelector('.comment-writing textarea').value";
    reader.wait_until(format!("{field} === 'Begun anew\\n\\nThe same again'")).await?;
    assert_eq!(reader.count(".comment-writing").await?, 1);
    reader.close().await
}

/// An answer that waited for the line, to what was removed meanwhile or stands further down than the page goes.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_has_a_composer_wherever_what_it_answers_is() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let removed = newsroom.say(SLUG, None, "Soon removed").await?;
    let sunk = newsroom.say(SLUG, None, "Soon far down").await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    newsroom.line.become_so(Condition::Cut);
    for (id, text) in [(&removed, "To what is gone"), (&sunk, "To what is far down")] {
        reader.click(&format!("[id='comment-{id}'] [data-act=reply]")).await?;
        reader.wait_for(".comment-writing .composer").await?;
        write(&reader, ".comment-writing .composer", "Amina", text).await?;
        reader.click(".comment-writing button[type=submit]").await?;
        reader.wait_until("document.querySelector('.comment-writing') === null").await?;
    }
    newsroom.decide(&removed, "remove").await?;
    for number in 0..30 {
        newsroom.say(SLUG, None, &format!("One of thirty: {number}")).await?;
    }
    // Both are refused once they arrive.
    let refused = Wire::whole(403, "application/problem+json", "", "{\"code\":\"blocked\"}");
    newsroom.line.answer("POST", "/comments", refused);
    newsroom.line.become_so(Condition::Whole);
    reader.reload().await?;
    near(&reader).await?;
    let edit = async |text: &str| -> Result<()> {
        let has_edit = format!(
            "[...document.querySelectorAll('li.on-its-way')].some((e) => e.innerText.includes({0}) && e.innerText.includes('Edit'))",
            json!(text)
        );
        reader.wait_until(has_edit).await?;
        let press = format!(
            "[...[...document.querySelectorAll('li.on-its-way')].find((e) => e.innerText.includes({0})).querySelectorAll('button')].find((e) => e.innerText === 'Edit').click()",
            json!(text)
        );
        reader.js(press).await?;
        Ok(())
    };
    edit("To what is gone").await?;
    let first = "document.querySelector('.comments-write textarea').value";
    reader.wait_until(format!("{first} === 'To what is gone'")).await?;
    // Where nobody knows whether it is there, it stays, and that is said.
    let silent = Wire::whole(503, "application/problem+json", "", "{\"code\":\"unavailable\"}");
    newsroom.line.answer("GET", &format!("/comments/{sunk}"), silent);
    edit("To what is far down").await?;
    let is_said = "document.querySelector('#announcer').textContent.includes('newsroom’s server')";
    reader.wait_until(is_said).await?;
    assert_eq!(reader.count("li.on-its-way").await?, 1);
    newsroom.line.heal();
    edit("To what is far down").await?;
    let answer = "document.querySelector('.comment-writing textarea')?.value";
    reader.wait_until(format!("{answer} === 'To what is far down'")).await?;
    assert!(reader.is(stands("Soon far down", 1)).await?);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_device_keeps_nothing_a_retry_is_the_same_readers() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Phone).await?;
    reader
        .before_every_page(
            "Storage.prototype.setItem = () => { throw new DOMException('no room', 'QuotaExceededError'); };",
        )
        .await?;
    go_to_the_comments(&reader, &newsroom).await?;
    let lost = Wire::half(201, "application/json", "{\"comment\":{\"id\":\"01\"}}");
    newsroom.line.spoil("POST", "/comments", lost);
    post(&reader, "Amina", "Said but once").await?;
    reader.wait_for("li.on-its-way button").await?;
    newsroom.line.heal();
    reader.click_text("li.on-its-way button", "Try again").await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.wait_until(stands("Said but once", 1)).await?;
    assert_eq!(newsroom.with_text(SLUG, "Said but once").await?.len(), 1);
    // And it is theirs, as long as the page lasts.
    reader.click_text(".comment-list button", "Edit").await?;
    reader.wait_for(".comment-writing textarea").await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_comment_is_no_news_even_where_the_event_is_first() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = journeys::Browser::open(Device::Desktop).await?;
    let tabs = tabs(&reader, &newsroom, 2, LATE).await?;
    for tab in &tabs {
        reader.turn_to(tab).await?;
        reader.wait_until(says("Live")).await?;
    }
    reader.js("void (late = 3000)").await?;
    post(&reader, "Amina", "Overtaken by myself").await?;
    newsroom.say(SLUG, None, "By somebody else").await?;
    // The server told of it long before it answered.
    reader.js("new Promise((done) => setTimeout(done, 1500))").await?;
    assert_eq!(reader.count("li.on-its-way").await?, 1);
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    for tab in tabs.iter().rev() {
        reader.turn_to(tab).await?;
        reader.wait_until(stands("Overtaken by myself", 1)).await?;
        reader.wait_for(PILL).await?;
        assert_eq!(reader.js("pills").await?, json!(["1 new comment"]));
        assert!(reader.is("!document.querySelector('#announcer').innerText.includes('2')").await?);
        // And it is known as the reader's own.
        reader
            .wait_until("[...document.querySelectorAll('.comment-list .comment')].find((e) => e.innerText.includes('Overtaken')).querySelector('[data-act=remove]') !== null")
            .await?;
    }
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tab_posts_and_another_only_where_that_one_is_gone() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    let first = reader.tab().await?;
    let second = reader.open_tab().await?;
    super::reader::go_to_the_comments(&reader, &newsroom).await?;
    reader.turn_to(&first).await?;
    post(&reader, "Amina", "From one tab").await?;
    reader.wait_until(stands("From one tab", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.turn_to(&second).await?;
    reader.wait_until(stands("From one tab", 1)).await?;
    let posts = "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/comments')).length";
    assert_eq!(reader.js_number(posts).await?, 0.0);
    // The tab is closed before the server has it.
    reader.turn_to(&first).await?;
    write(&reader, COMPOSER, "Amina", "Left behind").await?;
    newsroom.line.become_so(Condition::Cut);
    reader.click(".comments-write .composer button[type=submit]").await?;
    reader.wait_for("li.on-its-way").await?;
    reader.web().close_window().await?;
    newsroom.line.become_so(Condition::Whole);
    reader.turn_to(&second).await?;
    reader.wait_for("li.on-its-way").await?;
    reader.wait_up_to(std::time::Duration::from_secs(70), &stands("Left behind", 1)).await?;
    assert_eq!(newsroom.with_text(SLUG, "Left behind").await?.len(), 1);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_without_room_keeps_the_draft_and_says_so() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let text = "document.querySelector('.comments-write .composer textarea').value";
    write(&reader, COMPOSER, "Amina", "No room for this").await?;
    reader
        .js("(() => { let part = 'x'.repeat(1 << 20); for (let n = 0; part; n += 1) {
               try { localStorage.setItem('full' + n, part); } catch { part = part.slice(0, part.length >> 1); } } })()")
        .await?;
    newsroom.line.become_so(Condition::Cut);
    reader.click(".comments-write .composer button[type=submit]").await?;
    reader
        .wait_until("document.querySelector('.composer-problem').innerText.includes('no room')")
        .await?;
    reader.wait_for("li.on-its-way").await?;
    // The page is closed before it could be posted: what was written is still here.
    newsroom.line.become_so(Condition::Whole);
    reader.reload().await?;
    near(&reader).await?;
    assert_eq!(reader.js_text(text).await?, "No room for this");
    // Once the server has it the draft is gone.
    write(&reader, COMPOSER, "Amina", "No room for this").await?;
    reader.click(".comments-write .composer button[type=submit]").await?;
    reader.wait_until(stands("No room for this", 1)).await?;
    reader.reload().await?;
    near(&reader).await?;
    assert_eq!(reader.js_text(text).await?, "");
    // Too many wait already: this one is not sent, and stays in the field.
    reader
        .js("void (localStorage.clear(), Array.from({ length: 50 }, (_, n) =>
               localStorage.setItem('broadsheet-outbox:k' + n, JSON.stringify({ key: 'k' + n,
                 slug: 'another', parent_id: null, name: 'A', text: 'T' + n, website: '', took_ms: 9,
                 at: 1 }))),
             window.dispatchEvent(new StorageEvent('storage')))")
        .await?;
    write(&reader, COMPOSER, "Amina", "One too many").await?;
    reader.click(".comments-write .composer button[type=submit]").await?;
    reader
        .wait_until("document.querySelector('.composer-problem').innerText.includes('Too many')")
        .await?;
    assert_eq!(reader.js_text(text).await?, "One too many");
    assert!(reader.is("Object.values(localStorage).includes('One too many')").await?);
    reader.close().await
}

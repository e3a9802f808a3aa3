//! What axe and the layout have to say of every state that a reader can meet.

use journeys::browser::Network;
use journeys::line::{Condition, Wire};
use journeys::pill::PILL;
use journeys::{Browser, Device, Newsroom, Result, inspect};
use serde_json::json;

use super::lists::{choose, with_many_threads};
use super::reader::{SLUG, STORY, at_the_comments, near, post, says, stands, write};

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_the_usual_states() -> Result<()> {
    for device in [Device::Phone, Device::Desktop] {
        let newsroom = Newsroom::open().await?;
        let reader = at_the_comments(&newsroom, device).await?;
        let mut wrong = Vec::new();
        look(&reader, "live", &mut wrong).await?;
        let thread =
            reader.js_text("document.querySelector('.comment-list .comment').id.slice(8)").await?;
        newsroom.say(SLUG, None, "New").await?;
        newsroom.say(SLUG, Some(&thread), "New below").await?;
        reader.wait_for(PILL).await?;
        reader.wait_for(".comments-held button").await?;
        look(&reader, "with something new", &mut wrong).await?;
        reader.click(".comments-held button").await?;
        reader.wait_until(stands("New below", 1)).await?;
        newsroom.decide(&thread, "remove").await?;
        reader.wait_for(&format!("#comment-{thread} .comment-removed")).await?;
        look(&reader, "removed, with something below", &mut wrong).await?;
        reader.click(".comment-collapse").await?;
        reader.wait_for(".comment-collapse[aria-expanded=false]").await?;
        look(&reader, "folded", &mut wrong).await?;
        reader.click(".comment-list [data-act=reply]").await?;
        reader.wait_for(".comment-writing .composer").await?;
        look(&reader, "answering", &mut wrong).await?;
        reader.click_text(".comment-writing button", "Cancel").await?;
        reader.click(".comment-list [data-act=report]").await?;
        reader.wait_for("dialog[open]").await?;
        look(&reader, "reporting", &mut wrong).await?;
        reader.click_text("dialog[open] button", "Cancel").await?;
        newsroom.keep(SLUG, json!({"state": "closed"})).await?;
        reader
            .wait_until(
                "document.querySelector('.comments').innerText.includes('discussion is closed')",
            )
            .await?;
        let can_write = "document.querySelector('.comments-write .composer').checkVisibility({ visibilityProperty: true })";
        assert!(!reader.is(can_write).await?);
        look(&reader, "closed", &mut wrong).await?;
        newsroom.keep(SLUG, json!({"state": "open"})).await?;
        reader.wait_until(can_write).await?;
        assert!(wrong.is_empty(), "{device:?}\n{}", wrong.join("\n"));
        reader.close().await?;
    }
    Ok(())
}

/// What axe and the layout have to say of a state.
async fn look(reader: &Browser, state: &str, wrong: &mut Vec<String>) -> Result<()> {
    // What lies over the page as it is scrolled hides colours from the checker.
    reader.js("scrollTo({ top: 0, behavior: 'instant' })").await?;
    reader.next_frames().await?;
    let found = inspect::accessible(reader).await?;
    wrong.extend(found.into_iter().map(|line| format!("{state}: {line}")));
    wrong.extend(inspect::sideways(reader).await?.map(|line| format!("{state}: {line}")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_the_rarer_states() -> Result<()> {
    for device in [Device::Phone, Device::Desktop] {
        let newsroom = Newsroom::open().await?;
        let mut id = newsroom.say(SLUG, None, "Level 0").await?;
        for level in 1..9 {
            id = newsroom.say(SLUG, Some(&id), &format!("Level {level}")).await?;
        }
        let reader = at_the_comments(&newsroom, device).await?;
        let mut wrong = Vec::new();
        reader.click(".comments-pause").await?;
        reader.wait_until(says("Paused")).await?;
        look(&reader, "paused", &mut wrong).await?;
        reader.click(".comments-pause").await?;
        reader.wait_until(says("Live")).await?;
        // The reader's own: with all its buttons, while it is changed, and before it goes.
        post(&reader, "Amina", "Mine").await?;
        reader.wait_until(stands("Mine", 1)).await?;
        reader.wait_for("[data-act=edit]").await?;
        reader.click("[data-act=edit]").await?;
        reader.wait_for(".comment-writing .composer").await?;
        look(&reader, "editing", &mut wrong).await?;
        reader.click_text(".comment-writing button", "Cancel").await?;
        reader.click("[data-act=remove]").await?;
        reader.wait_for("dialog[open]").await?;
        look(&reader, "removing", &mut wrong).await?;
        reader.click_text("dialog[open] button", "Cancel").await?;
        post(&reader, "Amina", "Mine").await?;
        reader
            .wait_until("document.querySelector('li.on-its-way .comment-way')?.innerText.includes('already')")
            .await?;
        look(&reader, "refused", &mut wrong).await?;
        reader.click_text("li.on-its-way button", "Discard").await?;
        newsroom.keep(SLUG, json!({"premoderated": true})).await?;
        post(&reader, "Amina", "May I?").await?;
        reader
            .wait_until(
                "document.querySelector('.comments').innerText.includes('Awaiting approval')",
            )
            .await?;
        look(&reader, "pending", &mut wrong).await?;
        let waits = "[...document.querySelectorAll('.comment-list .comment')].find((e) => e.innerText.includes('Awaiting approval'))";
        newsroom.decide(&reader.js_text(format!("{waits}.id.slice(8)")).await?, "remove").await?;
        reader
            .wait_until("document.querySelector('.comments').innerText.includes('Not approved')")
            .await?;
        look(&reader, "not approved", &mut wrong).await?;
        reader.click(".comment-list [data-act=like][aria-pressed=false]").await?;
        reader.wait_for(".comment-list [data-act=like][aria-pressed=true]").await?;
        look(&reader, "liked", &mut wrong).await?;
        reader.click(".comment-deeper a").await?;
        reader.wait_until(stands("Level 8", 1)).await?;
        // The reader is led there with a later frame, which must not scroll while the checker looks.
        reader.wait_until("document.activeElement.matches('.comment')").await?;
        look(&reader, "a thread by itself", &mut wrong).await?;
        reader.js("void (location.hash = '#comment-01NOSUCHCOMMENT')").await?;
        reader.wait_until("[...document.querySelectorAll('.comments-notice')].some((e) => !e.hidden && e.innerText.includes('no longer here'))").await?;
        look(&reader, "gone", &mut wrong).await?;
        newsroom.line.become_so(Condition::Cut);
        reader.wait_until(says("Reconnecting…")).await?;
        post(&reader, "Amina", "Into the dark").await?;
        reader
            .wait_until("document.querySelector('li.on-its-way .comment-way')?.innerText.includes('not be posted yet')")
            .await?;
        look(&reader, "reconnecting, with a comment that waits", &mut wrong).await?;
        newsroom.line.become_so(Condition::Whole);
        assert!(wrong.is_empty(), "{device:?}\n{}", wrong.join("\n"));
        reader.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_where_something_failed() -> Result<()> {
    for device in [Device::Phone, Device::Desktop] {
        let newsroom = Newsroom::open().await?;
        let id = newsroom.say(SLUG, None, "A long thread").await?;
        for place in 0..22 {
            newsroom.say(SLUG, Some(&id), &format!("Reply {place}")).await?;
        }
        let reader = Browser::open(device).await?;
        reader.visit(&newsroom.url(&format!("{STORY}#comment-{id}"))).await?;
        reader.wait_for(".comment.is-target").await?;
        reader.wait_until(says("Live")).await?;
        let mut wrong = Vec::new();
        look(&reader, "led to a comment", &mut wrong).await?;
        // Nothing was written.
        reader.click(".comments-write .composer textarea").await?;
        reader.click(".comments-write .composer button[type=submit]").await?;
        let problem = |within: &str| {
            format!("document.querySelector('{within} .composer-problem').innerText !== ''")
        };
        reader.wait_until(problem(".comments-write")).await?;
        look(&reader, "nothing written", &mut wrong).await?;
        newsroom.line.become_so(Condition::Cut);
        reader.wait_until(says("Reconnecting…")).await?;
        reader.click("[data-act=rest]").await?;
        reader.wait_for(".comments .problem button").await?;
        look(&reader, "more of a thread failed", &mut wrong).await?;
        reader.click(".comment-list [data-act=like]").await?;
        reader.wait_for(".toast").await?;
        look(&reader, "a like failed", &mut wrong).await?;
        reader.click(".comment-list [data-act=report]").await?;
        reader.wait_for("dialog[open]").await?;
        reader.click("dialog[open] input[type=radio]").await?;
        reader.click_text("dialog[open] button", "Send the report").await?;
        reader.wait_until(problem("dialog[open]")).await?;
        look(&reader, "a report failed", &mut wrong).await?;
        newsroom.line.become_so(Condition::Whole);
        assert!(wrong.is_empty(), "{device:?}\n{}", wrong.join("\n"));
        reader.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_where_it_asks_or_from_right_to_left() -> Result<()> {
    for device in [Device::Phone, Device::Desktop] {
        let newsroom = Newsroom::open().await?;
        let reader = Browser::open(device).await?;
        let mut wrong = Vec::new();
        reader.before_every_page(super::broken::NO_STREAMS).await?;
        reader.visit(&newsroom.url(STORY)).await?;
        reader.js("document.querySelector('.comments').scrollIntoView()").await?;
        reader.wait_until(says("Updating every 10 seconds")).await?;
        look(&reader, "asking", &mut wrong).await?;
        // In Urdu: the page runs from right to left.
        reader
            .before_every_page(
                "new MutationObserver((_, self) => {
                const config = document.getElementById('broadsheet-config')?.firstChild;
                if (!config?.data.trim().endsWith('}')) return;
                const read = JSON.parse(config.data); read.site.lang = 'ur';
                config.data = JSON.stringify(read); self.disconnect();
              }).observe(document, { childList: true, subtree: true });",
            )
            .await?;
        reader.visit(&newsroom.url(STORY)).await?;
        reader.js("document.querySelector('.comments').scrollIntoView()").await?;
        reader.wait_for(".comment-list li[data-position]").await?;
        assert_eq!(reader.attribute(".discussion", "dir").await?.as_deref(), Some("rtl"));
        newsroom.say(SLUG, None, "من اليمين إلى اليسار").await?;
        reader.wait_for(PILL).await?;
        reader.click(".comment-list [data-act=reply]").await?;
        reader.wait_for(".comment-writing .composer").await?;
        look(&reader, "from right to left", &mut wrong).await?;
        assert!(wrong.is_empty(), "{device:?}\n{}", wrong.join("\n"));
        reader.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_where_nobody_has_spoken_or_what_was_said_waits_offline() -> Result<()> {
    for device in [Device::Phone, Device::Desktop] {
        let newsroom = Newsroom::with_comments(SLUG, &[]).await?;
        let reader = Browser::open(device).await?;
        let mut wrong = Vec::new();
        reader.visit(&newsroom.url(STORY)).await?;
        reader.js("document.querySelector('.comments').scrollIntoView()").await?;
        reader.wait_until(says("Live")).await?;
        let nobody = "[...document.querySelectorAll('.comments-notice')].filter((e) => !e.hidden && e.innerText.includes('Nobody has said anything here yet')).length";
        assert_eq!(reader.js_number(nobody).await?, 1.0);
        assert_eq!(reader.count(".comment-list li").await?, 0);
        assert_eq!(reader.text(".comments-title").await?, "Comments 0");
        look(&reader, "nobody has spoken", &mut wrong).await?;
        reader.connect(Network::Offline).await?;
        reader.wait_until(says("Offline")).await?;
        post(&reader, "Amina", "From under a mountain").await?;
        reader
            .wait_until("document.querySelector('li.on-its-way .comment-way')?.innerText === 'Will be posted when you are back online.'")
            .await?;
        assert_eq!(reader.text("li.on-its-way .comment-text").await?, "From under a mountain");
        look(&reader, "offline, with a comment that waits", &mut wrong).await?;
        assert!(reader.is(says("Offline")).await?);
        reader.connect(Network::Usual).await?;
        reader.wait_until(stands("From under a mountain", 1)).await?;
        reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
        assert_eq!(reader.js_number(nobody).await?, 0.0);
        assert!(wrong.is_empty(), "{device:?}\n{}", wrong.join("\n"));
        reader.close().await?;
    }
    Ok(())
}

/// A reader at a discussion of whose story the comments' server knows nothing.
async fn at_no_discussion(device: Device, wrong: &mut Vec<String>) -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let absent = Wire::whole(404, "application/problem+json", "", "{\"code\":\"not_found\"}");
    newsroom.line.answer("GET", "/comments", absent);
    let reader = Browser::open(device).await?;
    reader.visit(&newsroom.url(STORY)).await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    reader
        .wait_until("document.querySelector('.comments').innerText.includes('no discussion')")
        .await?;
    look(&reader, "no discussion", wrong).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_where_there_is_too_much_or_nothing_at_all() -> Result<()> {
    for device in [Device::Phone, Device::Desktop] {
        let mut wrong = Vec::new();
        at_no_discussion(device, &mut wrong).await?;
        let newsroom = with_many_threads().await?;
        let reader = at_the_comments(&newsroom, device).await?;
        let problem = |said: &str| {
            format!(
                "document.querySelector('.comments-write .composer-problem').innerText.includes('{said}')"
            )
        };
        // What is almost too long is counted, and what is too long is said.
        let left = "document.querySelector('.comments-write .composer').innerText.includes('characters left')";
        write(&reader, COMPOSER, "Amina", &"x".repeat(4_990)).await?;
        reader.wait_until(left).await?;
        look(&reader, "almost too long", &mut wrong).await?;
        write(&reader, COMPOSER, "Amina", &"x".repeat(5_001)).await?;
        reader.click(".comments-write .composer button[type=submit]").await?;
        reader.wait_until(problem("too long")).await?;
        look(&reader, "too long", &mut wrong).await?;
        // An answer that was begun on an earlier visit.
        reader.click(".comment-list [data-act=reply]").await?;
        write(&reader, ".comment-writing .composer", "Amina", "Half an answer").await?;
        reader.reload().await?;
        near(&reader).await?;
        reader.wait_for("li.unfinished").await?;
        look(&reader, "with an answer that was begun", &mut wrong).await?;
        reader.click_text("li.unfinished button", "Discard").await?;
        // What was thrown away, and the server may have.
        let lost = Wire::whole(502, "text/html", "", "<h1>Bad gateway</h1>");
        newsroom.line.spoil("POST", "/comments", lost);
        post(&reader, "Amina", "On second thoughts").await?;
        reader.wait_until(way("not be posted yet")).await?;
        newsroom.line.answer("DELETE", "/comments", Wire::whole(503, "text/plain", "", "Busy"));
        reader.click_text("li.on-its-way button", "Discard").await?;
        reader.wait_until(way("Discarded.")).await?;
        look(&reader, "taking back", &mut wrong).await?;
        newsroom.line.heal();
        reader.js("void localStorage.clear()").await?;
        reader.reload().await?;
        near(&reader).await?;
        // Another order can't be had.
        newsroom.line.become_so(Condition::Cut);
        choose(&reader, 1).await?;
        reader.wait_for(".comments .problem button").await?;
        look(&reader, "another order failed", &mut wrong).await?;
        // The device has no room for what can't be posted.
        reader
            .js("void (Storage.prototype.setItem = () => { throw new DOMException('no room', 'QuotaExceededError'); })")
            .await?;
        post(&reader, "Amina", "No room for this").await?;
        reader.wait_until(problem("no room")).await?;
        look(&reader, "no room", &mut wrong).await?;
        newsroom.line.become_so(Condition::Whole);
        assert!(wrong.is_empty(), "{device:?}\n{}", wrong.join("\n"));
        reader.close().await?;
    }
    Ok(())
}

const COMPOSER: &str = ".comments-write .composer";

/// What is on its way says so.
fn way(words: &str) -> String {
    format!("document.querySelector('li.on-its-way .comment-way')?.innerText.includes('{words}')")
}

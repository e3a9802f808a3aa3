//! Writing: nothing is lost, nothing is posted twice.

use journeys::line::{Condition, Wire};
use journeys::pill::PILL;
use journeys::{Browser, Device, Newsroom, Result, inspect, wait};
use serde_json::json;

use super::reader::{SLUG, at_the_comments, go_to_the_comments, near, post, says, stands, write};

const COMPOSER: &str = ".comments-write .composer";
/// The answers to whatever is asked of the discussion arrive when the journey says so.
const HELD: &str = "globalThis.isHeld = false; globalThis.letGo = () => {}; const ask = fetch;
  globalThis.hold = () => { isHeld = true; globalThis.held = new Promise((go) => { globalThis.letGo = () => { isHeld = false; go(); }; }); };
  globalThis.waiting = 0;
  globalThis.fetch = async (...all) => { const answer = await ask(...all);
    if (isHeld && String(all[0]?.url ?? all[0]).includes('/comments')) { waiting += 1; await held; waiting -= 1; }
    return answer; };";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_a_reload() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    write(&reader, COMPOSER, "Amina", "Begun and\n\nnot ended").await?;
    reader.reload().await?;
    near(&reader).await?;
    let text = reader
        .js_text("document.querySelector('.comments-write .composer textarea').value")
        .await?;
    assert_eq!(text, "Begun and\n\nnot ended");
    // And goes once it is posted.
    post(&reader, "Amina", "Begun and ended").await?;
    reader.wait_until(stands("Begun and ended", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.reload().await?;
    near(&reader).await?;
    let text = reader
        .js_text("document.querySelector('.comments-write .composer textarea').value")
        .await?;
    assert_eq!(text, "");
    assert!(reader.is(stands("Begun and ended", 1)).await?);
    reader.close().await
}

/// Without a word of it nobody would come back to it, and where the comment is gone nobody could.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_below_a_comment_is_offered_again() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let stays = newsroom.say(SLUG, None, "Stays").await?;
    let goes = newsroom.say(SLUG, None, "Goes").await?;
    let third = newsroom.say(SLUG, None, "The third").await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    post(&reader, "Amina", "My own").await?;
    reader.wait_until(stands("My own", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    let begun = [(&stays, "To what stays"), (&goes, "To what goes"), (&third, "Given up")];
    for (id, text) in begun {
        reader.click(&format!("[id='comment-{id}'] [data-act=reply]")).await?;
        reader.wait_for(".comment-writing .composer").await?;
        write(&reader, ".comment-writing .composer", "Amina", text).await?;
        // What the reader has just begun they know of.
        assert_eq!(reader.count("li.unfinished").await?, 0);
        reader.click_text(".comment-writing button", "Cancel").await?;
    }
    reader.click(".comment-list [data-act=edit]").await?;
    reader.wait_for(".comment-writing .composer").await?;
    write(&reader, ".comment-writing .composer", "", "My own, changed").await?;
    newsroom.decide(&goes, "remove").await?;
    reader.reload().await?;
    near(&reader).await?;
    reader.wait_until("document.querySelectorAll('li.unfinished').length === 4").await?;
    assert_eq!(inspect::accessible(&reader).await?, Vec::<String>::new());
    let press = |text: &str, button: &str| {
        format!(
            "[...[...document.querySelectorAll('li.unfinished')].find((e) => e.innerText.includes({})).querySelectorAll('button')].find((e) => e.innerText === {}).click()",
            json!(text),
            json!(button)
        )
    };
    // Given up, it is not offered again.
    reader.js(press("Given up", "Discard")).await?;
    reader.wait_until("document.querySelectorAll('li.unfinished').length === 3").await?;
    // Whoever has it before them again needs no word of it, and throws nothing away that they write now.
    reader.click(&format!("[id='comment-{third}'] [data-act=reply]")).await?;
    reader.wait_for(".comment-writing .composer").await?;
    write(&reader, ".comment-writing .composer", "Amina", "Begun anew").await?;
    reader.click_text(".comment-writing button", "Cancel").await?;
    reader.reload().await?;
    near(&reader).await?;
    reader.wait_until("document.querySelectorAll('li.unfinished').length === 4").await?;
    reader.click(&format!("[id='comment-{third}'] [data-act=reply]")).await?;
    reader.wait_until("document.querySelectorAll('li.unfinished').length === 3").await?;
    reader.click_text(".comment-writing button", "Cancel").await?;
    // What it answers stands: there it is gone on with.
    reader.js(press("To what stays", "Continue writing")).await?;
    let answer = "document.querySelector('.comment-writing textarea')";
    reader
        .wait_until(format!(
            "{answer}?.value === 'To what stays' && document.activeElement === {answer}"
        ))
        .await?;
    reader.wait_until("document.querySelectorAll('li.unfinished').length === 2").await?;
    reader.click(".comment-writing button[type=submit]").await?;
    reader.wait_until(stands("To what stays", 1)).await?;
    // So is a change.
    reader.js(press("My own, changed", "Continue writing")).await?;
    reader.wait_until(format!("{answer}?.value === 'My own, changed'")).await?;
    reader.click(".comment-writing button[type=submit]").await?;
    reader.wait_until(stands("My own, changed", 1)).await?;
    // Where nobody knows whether it is there, it stays, and that is said.
    let silent = Wire::whole(503, "application/problem+json", "", "{\"code\":\"unavailable\"}");
    newsroom.line.answer("GET", &format!("/comments/{goes}"), silent);
    reader.js(press("To what goes", "Continue writing")).await?;
    let is_said = |words: &str| {
        format!("document.querySelector('#announcer').textContent.includes({})", json!(words))
    };
    reader.wait_until(is_said("newsroom’s server")).await?;
    assert_eq!(reader.count("li.unfinished").await?, 1);
    newsroom.line.heal();
    // It is gone: the text is no answer any more, and nothing of it is lost.
    reader.js(press("To what goes", "Continue writing")).await?;
    let first = "document.querySelector('.comments-write textarea')";
    reader
        .wait_until(format!(
            "{first}.value === 'To what goes' && document.activeElement === {first}"
        ))
        .await?;
    reader.wait_until(is_said("What you were replying to is gone")).await?;
    assert_eq!(reader.count("li.unfinished").await?, 0);
    reader.reload().await?;
    near(&reader).await?;
    reader.wait_until(format!("{first}.value === 'To what goes'")).await?;
    // What was left alone is all that is offered.
    reader.wait_for("li.unfinished").await?;
    assert_eq!(reader.texts("li.unfinished .comment-text").await?, ["Begun anew"]);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_while_the_server_is_asked_is_not_followed() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let id = newsroom.say(SLUG, None, "Likeable").await?;
    let it = format!("[id='comment-{id}']");
    let reader = Browser::open(Device::Phone).await?;
    reader.before_every_page(HELD).await?;
    reader.visit(&newsroom.url("/")).await?;
    let to_the_story = format!("main a[href='/article/{SLUG}']");
    let leave = async || {
        reader.wait_until("waiting > 0").await?;
        reader.js("scrollTo(0, 0)").await?;
        reader.click(".masthead a.site-name").await?;
        reader.wait_for(".top-stories").await?;
        reader.js("letGo()").await?;
        reader.wait_until("waiting === 0").await?;
        reader.next_frames().await?;
        assert_eq!(reader.count(".panic-overlay").await?, 0);
        reader.click(&to_the_story).await?;
        reader.wait_for(".comments").await
    };
    // Before the list has come.
    reader.click(&to_the_story).await?;
    reader.wait_for(".comments").await?;
    reader.js("hold()").await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    leave().await?;
    // With a like on its way.
    near(&reader).await?;
    reader.wait_for(&it).await?;
    reader.js("hold()").await?;
    reader.click(&format!("{it} [data-act=like]")).await?;
    leave().await?;
    near(&reader).await?;
    // Thought better of, and left at once: the last word is told all the same.
    reader.js("hold()").await?;
    reader.click(&format!("{it} [data-act=like]")).await?;
    reader.click(&format!("{it} [data-act=like]")).await?;
    leave().await?;
    near(&reader).await?;
    reader
        .wait_until(format!(
            "document.querySelector(\"{it} [data-act=like]\").ariaPressed === 'true'"
        ))
        .await?;
    let is_told = async || -> Result<Option<()>> {
        let found = newsroom.with_text(SLUG, "Likeable").await?;
        let tellings = reader
            .js_number("performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/like')).length")
            .await?;
        Ok((found[0]["likes"] == 1 && tellings == 3.0).then_some(()))
    };
    wait::until(wait::PATIENCE, "the likes to be told", is_told).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discussion_that_is_closed_meanwhile_moves_nothing_and_loses_nothing() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let is_closed = "document.querySelector('.comments').matches('.is-closed')";
    const PLACE: &str =
        "document.querySelector('.comment-list > li').getBoundingClientRect().top + scrollY";
    let is_written = "document.querySelector('.comments-write textarea')";
    write(&reader, COMPOSER, "Amina", "Half a thought").await?;
    let place = reader.js_number(PLACE).await?;
    let heads = "[...document.querySelectorAll('.comment-foot')].map((e) => e.offsetHeight).join()";
    let before = reader.js_text(heads).await?;
    newsroom.keep(SLUG, json!({"state": "closed"})).await?;
    reader.wait_until(is_closed).await?;
    reader.next_frames().await?;
    let is_seen = format!("{is_written}.checkVisibility({{ visibilityProperty: true }})");
    // Whoever is writing goes on to see what they write, and nothing over it; that it is closed is shown beside.
    assert!(reader.is(is_seen.clone()).await?);
    assert!(reader.text("#announcer.toast").await?.contains("closed"));
    let notice = "document.querySelector('.comments-entry > .comments-notice')";
    assert!(reader.is(format!("!{notice}.checkVisibility({{ visibilityProperty: true }})")).await?);
    reader.js("void document.activeElement.blur()").await?;
    assert!(reader.is(format!("!{is_seen}")).await?);
    assert!(reader.text(".comments-entry > .comments-notice").await?.contains("closed"));
    assert_eq!(reader.js_number(PLACE).await?, place);
    assert_eq!(reader.js_text(heads).await?, before);
    newsroom.keep(SLUG, json!({"state": "open"})).await?;
    reader.wait_until(format!("!{is_closed}")).await?;
    assert!(reader.is(format!("{is_written}.checkVisibility({{ visibilityProperty: true }}) && {is_written}.value === 'Half a thought'")).await?);
    assert_eq!(reader.js_number(PLACE).await?, place);
    // What was sent off before is not taken any more, and its writer is told.
    newsroom.line.become_so(Condition::Cut);
    reader.click(".comments-write button[type=submit]").await?;
    reader.wait_for("li.on-its-way .comment-foot button").await?;
    newsroom.keep(SLUG, json!({"state": "closed"})).await?;
    newsroom.line.become_so(Condition::Whole);
    reader.wait_until(is_closed).await?;
    reader
        .wait_up_to(
            std::time::Duration::from_secs(40),
            "document.querySelector('li.on-its-way .comment-way')?.innerText.includes('closed')",
        )
        .await?;
    assert!(reader.text("li.on-its-way .comment-text").await?.contains("Half a thought"));
    reader.close().await
}

/// Wherever the reader is looking: below a folded comment, or in a thread by itself.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_posted_is_seen() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let mut top = String::new();
    let mut id = newsroom.say(SLUG, None, "Level 0").await?;
    for level in 1..9 {
        let next = newsroom.say(SLUG, Some(&id), &format!("Level {level}")).await?;
        if level == 1 {
            top.clone_from(&id);
        }
        id = next;
    }
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let first = format!("[id='comment-{top}']");
    reader.click(&format!("{first} [data-act=fold]")).await?;
    reader.wait_until(stands("Level 1", 0)).await?;
    reader.click(&format!("{first} [data-act=reply]")).await?;
    write(&reader, ".comment-writing .composer", "Amina", "Below the fold").await?;
    reader.click(".comment-writing button[type=submit]").await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.wait_until(stands("Below the fold", 1)).await?;
    assert!(reader.is(stands("Level 1", 1)).await?);
    // A thread of one's own, written while another is seen by itself.
    reader.click(".comment-deeper a").await?;
    reader.wait_until(stands("Level 8", 1)).await?;
    post(&reader, "Amina", "Something else").await?;
    reader.wait_until(stands("Something else", 1)).await?;
    assert!(reader.is(stands("Below the fold", 1)).await?);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_an_edit_and_a_removal() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let amina = at_the_comments(&newsroom, Device::Phone).await?;
    let bo = at_the_comments(&newsroom, Device::Desktop).await?;
    let id =
        amina.js_text("document.querySelector('.comment-list .comment[data-position]').id").await?;
    let first = format!("[id='{id}']");
    amina.click(&format!("{first} [data-act=reply]")).await?;
    amina.wait_for(".comment-writing .composer").await?;
    amina.wait_until("document.activeElement.matches('.comment-writing textarea')").await?;
    write(&amina, ".comment-writing .composer", "Amina", "An aswer").await?;
    amina.click(".comment-writing button[type=submit]").await?;
    amina.wait_until(stands("An aswer", 1)).await?;
    amina.wait_until("document.querySelector('li.on-its-way') === null").await?;
    assert_eq!(amina.count(".comment-writing").await?, 0);
    bo.click(".comments-held button").await?;
    bo.wait_until(stands("An aswer", 1)).await?;
    // Changed in one window, changed in the other.
    let mine = amina
        .js_text("[...document.querySelectorAll('.comment-list .comment')].find((e) => e.innerText.includes('An aswer')).id")
        .await?;
    let mine = format!("[id='{mine}']");
    amina.click(&format!("{mine} [data-act=edit]")).await?;
    write(&amina, ".comment-writing .composer", "", "An answer").await?;
    amina.click(".comment-writing button[type=submit]").await?;
    for reader in [&amina, &bo] {
        reader.wait_until(stands("An answer", 1)).await?;
        assert!(reader.is(stands("An aswer", 0)).await?);
        assert!(reader.text(&mine).await?.contains("edited"));
    }
    // Nobody else can change it.
    assert_eq!(bo.count(&format!("{mine} [data-act=edit]")).await?, 0);
    amina.click(&format!("{mine} [data-act=remove]")).await?;
    amina.click_text("dialog[open] button", "Remove").await?;
    for reader in [&amina, &bo] {
        reader.wait_until(stands("An answer", 0)).await?;
    }
    // The event may be here before the answer is.
    amina.wait_until("document.querySelector('dialog[open]') === null").await?;
    amina.close().await?;
    bo.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_comes_too_late_is_refused_and_its_text_stays() -> Result<()> {
    let newsroom =
        Newsroom::with(|options| options.edit_window = std::time::Duration::from_secs(8)).await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    post(&reader, "Amina", "In haste").await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.click("[data-act=edit]").await?;
    write(&reader, ".comment-writing .composer", "", "At leisure").await?;
    reader.js("new Promise((done) => setTimeout(done, 6500))").await?;
    reader.click(".comment-writing button[type=submit]").await?;
    reader
        .wait_until("document.querySelector('.comment-writing .composer-problem').innerText.includes('too late')")
        .await?;
    // It is theirs to copy, and stays so if they come back to it.
    let field = "document.querySelector('.comment-writing textarea')";
    assert_eq!(reader.js_text(format!("{field}.value")).await?, "At leisure");
    assert!(reader.is(stands("In haste", 1)).await?);
    reader.close().await
}

/// What the reader turns away from while the server is asked ends well, and ends nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_late_disturbs_nothing_else() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let theirs = newsroom.say(SLUG, None, "Somebody else's").await?;
    reader.click(PILL).await?;
    post(&reader, "Amina", "Not quiet right").await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    reader.wait_until(stands("Not quiet right", 1)).await?;
    let mine = reader
        .js_text("[...document.querySelectorAll('.comment-list .comment')].find((e) => e.innerText.includes('Not quiet right')).id")
        .await?;
    let (mine, theirs) = (format!("[id='{mine}']"), format!("[id='comment-{theirs}']"));
    // Saved, closed, and something else begun, before the server answers.
    newsroom.line.become_so(Condition::Held);
    reader.click(&format!("{mine} [data-act=edit]")).await?;
    write(&reader, ".comment-writing .composer", "", "Not quite right").await?;
    reader.click(".comment-writing button[type=submit]").await?;
    reader.click_text(".comment-writing button", "Cancel").await?;
    reader.click(&format!("{theirs} [data-act=reply]")).await?;
    write(&reader, ".comment-writing .composer", "Amina", "Half an answer").await?;
    newsroom.line.become_so(Condition::Whole);
    reader.wait_until(stands("Not quite right", 1)).await?;
    reader.next_frames().await?;
    let half = "document.querySelector('.comment-writing textarea')?.value === 'Half an answer'";
    assert!(reader.is(half).await?);
    // Reported once, however often the button is pressed, and the next dialog stays open.
    newsroom.line.become_so(Condition::Held);
    reader.click(&format!("{theirs} [data-act=report]")).await?;
    reader
        .js("(() => { const send = document.querySelector('dialog[open] .primary'); send.click(); send.click(); })()")
        .await?;
    reader.wait_for("dialog[open] .primary[aria-disabled=true]").await?;
    reader.click_text("dialog[open] button", "Cancel").await?;
    reader.click(&format!("{mine} [data-act=remove]")).await?;
    reader.wait_for("dialog[open]").await?;
    newsroom.line.become_so(Condition::Whole);
    let said = "document.querySelector('#announcer').innerText.includes('moderator')";
    reader.wait_until(said).await?;
    assert_eq!(reader.count("dialog[open]").await?, 1);
    let reports =
        "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/report')).length";
    assert_eq!(reader.js_number(reports).await?, 1.0);
    assert_eq!(reader.count(".panic-overlay").await?, 0);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_like_is_seen_by_others_and_taken_back_where_it_is_refused() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let amina = at_the_comments(&newsroom, Device::Phone).await?;
    let bo = at_the_comments(&newsroom, Device::Desktop).await?;
    let id = newsroom.say(SLUG, None, "Likeable").await?;
    let it = format!("[id='comment-{id}']");
    for reader in [&amina, &bo] {
        reader.click(PILL).await?;
        reader.wait_for(&it).await?;
    }
    amina.click(&format!("{it} [data-act=like]")).await?;
    for reader in [&amina, &bo] {
        reader
            .wait_until(format!(
                "document.querySelector(\"{it} .comment-likes\").innerText === '1 like'"
            ))
            .await?;
    }
    assert_eq!(
        amina.attribute(&format!("{it} [data-act=like]"), "aria-pressed").await?.as_deref(),
        Some("true")
    );
    assert!(amina.is(format!("document.activeElement.matches(\"{it} [data-act=like]\")")).await?);
    amina.click(&format!("{it} [data-act=like]")).await?;
    bo.wait_until(format!("document.querySelector(\"{it} .comment-likes\").innerText === ''"))
        .await?;
    // Who can't decide has said in the end what stands, whatever is still on its way.
    amina
        .js(format!("[1, 2, 3, 4, 5].forEach(() => document.querySelector(\"{it} [data-act=like]\").click())"))
        .await?;
    bo.wait_until(format!(
        "document.querySelector(\"{it} .comment-likes\").innerText === '1 like'"
    ))
    .await?;
    // The first of them said it already: the others were never sent, and none can overtake another.
    let tellings =
        "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/like')).length";
    amina.wait_until(format!("{tellings} === 3")).await?;
    amina.click(&format!("{it} [data-act=like]")).await?;
    bo.wait_until(format!("document.querySelector(\"{it} .comment-likes\").innerText === ''"))
        .await?;
    assert_eq!(amina.js_number(tellings).await?, 4.0);
    // The line is cut: the like shows at once, and goes again.
    newsroom.line.become_so(Condition::Cut);
    amina.click(&format!("{it} [data-act=like]")).await?;
    amina
        .wait_until("document.querySelector('#announcer').innerText.includes('as it was before')")
        .await?;
    assert_eq!(
        amina.attribute(&format!("{it} [data-act=like]"), "aria-pressed").await?.as_deref(),
        Some("false")
    );
    amina.close().await?;
    bo.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_survive_the_server_and_the_page() -> Result<()> {
    let mut newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let id = reader
        .js_text("document.querySelector('.comment-list .comment[data-position]').id")
        .await?;
    let reply = format!("[id='{id}'] [data-act=reply]");
    let written = |within: &str| format!("document.querySelector('{within} textarea').value");
    write(&reader, COMPOSER, "Amina", "Begun before the restart").await?;
    reader.click(&reply).await?;
    write(&reader, ".comment-writing .composer", "Amina", "An answer, half written").await?;
    newsroom.stop().await?;
    reader.wait_until(says("Reconnecting…")).await?;
    newsroom.start().await?;
    reader.wait_until(says("Live")).await?;
    assert_eq!(reader.js_text(written(COMPOSER)).await?, "Begun before the restart");
    assert_eq!(reader.js_text(written(".comment-writing")).await?, "An answer, half written");
    reader.reload().await?;
    near(&reader).await?;
    assert_eq!(reader.js_text(written(COMPOSER)).await?, "Begun before the restart");
    reader.click(&reply).await?;
    reader.wait_for(".comment-writing textarea").await?;
    assert_eq!(reader.js_text(written(".comment-writing")).await?, "An answer, half written");
    write(&reader, ".comment-writing .composer", "Amina", "An answer, half written").await?;
    reader.click(".comment-writing button[type=submit]").await?;
    reader.wait_until(stands("An answer, half written", 1)).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_in_one_tab_is_not_lost_with_what_is_written_in_another() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    let first = reader.tab().await?;
    let written = "document.querySelector('.comments-write .composer textarea').value";
    reader.open_tab().await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.turn_to(&first).await?;
    write(&reader, COMPOSER, "Amina", "Five hundred words").await?;
    let tabs = reader.web().windows().await?;
    for tab in tabs.iter().filter(|tab| **tab != first) {
        reader.turn_to(tab).await?;
        post(&reader, "Amina", "Hello").await?;
        reader.wait_until(stands("Hello", 1)).await?;
        reader.reload().await?;
        near(&reader).await?;
        assert_eq!(reader.js_text(written).await?, "");
    }
    reader.turn_to(&first).await?;
    reader.reload().await?;
    near(&reader).await?;
    assert_eq!(reader.js_text(written).await?, "Five hundred words");
    // Who goes on with a draft is no robot, however quickly they are done.
    reader.click(".comments-write .composer button[type=submit]").await?;
    reader.wait_until(stands("Five hundred words", 1)).await?;
    let said = newsroom.with_text(SLUG, "Five hundred words").await?;
    assert_eq!(said[0]["status"], "visible");
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nearly_too_long_is_counted_and_what_is_too_long_stays() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let note = ".comments-write .composer-note";
    let typed = "document.querySelector('.comments-write .composer textarea').value.length";
    for (length, said) in [
        (12, "Plain text. An empty line begins a new paragraph."),
        (4_999, "1 character left"),
        (5_000, "0 characters left"),
        (5_002, "2 characters too long"),
    ] {
        write(&reader, COMPOSER, "Amina", &"e".repeat(length)).await?;
        let is_said =
            format!("document.querySelector({}).innerText === {}", json!(note), json!(said));
        reader.wait_until(is_said).await?;
    }
    let posts = "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/comments')).length";
    reader.click(".comments-write .composer button[type=submit]").await?;
    reader
        .wait_until("document.querySelector('.comments-write .composer-problem').innerText !== ''")
        .await?;
    assert_eq!(reader.js_number(posts).await?, 0.0);
    assert_eq!(reader.js_number(typed).await?, 5_002.0);
    reader.close().await
}

//! Every state that a reader can meet, for the eye, the keyboard and the ear.

use journeys::browser::Network;
use journeys::keyboard::{is_on, tab_back_to, tab_to};
use journeys::line::{Condition, Wire};
use journeys::pill::{PILL, pill};
use journeys::{Browser, Device, Key, Newsroom, Result, inspect};
use serde_json::json;

use super::reader::{SLUG, STORY, at_the_comments, near, post, says, stands, tabs};

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
    for word in ["Two", "Three", "Four"] {
        newsroom.say(SLUG, None, word).await?;
    }
    reader.wait_until(pill("4 new comments")).await?;
    reader.js("new Promise((done) => setTimeout(done, 2000))").await?;
    assert_eq!(reader.js("spoken").await?, json!(["1 new comment"]));
    // The list itself is no live region: it would read out every comment.
    assert_eq!(reader.count(".comment-list[aria-live], .comments[aria-live]").await?, 0);
    reader.close().await
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

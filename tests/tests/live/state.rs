//! Every state that a reader can meet, for the eye, the keyboard and the ear.

use journeys::line::Condition;
use journeys::{Browser, Device, Key, Newsroom, Result, inspect};
use serde_json::json;

use super::reader::{SLUG, STORY, at_the_comments, near, post, says, stands};

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
        reader.click(".comment-deeper a").await?;
        reader.wait_until(stands("Level 8", 1)).await?;
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
async fn axe_finds_nothing_where_it_asks_or_nobody_has_spoken_or_from_right_to_left() -> Result<()>
{
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
        assert_eq!(reader.attribute(".comments", "dir").await?.as_deref(), Some("rtl"));
        newsroom.say(SLUG, None, "من اليمين إلى اليسار").await?;
        reader.wait_for(".comments-new button").await?;
        reader.click(".comment-list [data-act=reply]").await?;
        reader.wait_for(".comment-writing .composer").await?;
        look(&reader, "from right to left", &mut wrong).await?;
        assert!(wrong.is_empty(), "{device:?}\n{}", wrong.join("\n"));
        reader.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_by_keyboard_alone() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    for place in 0..25 {
        newsroom.say(SLUG, None, &format!("Thread {place}")).await?;
    }
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    // Pause and resume.
    reader.js("document.querySelector('.comments-pause').focus()").await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(says("Paused")).await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(says("Live")).await?;
    // The pill is on the way from the composer to the list, and leads to what it speaks of.
    newsroom.say(SLUG, None, "Come by keyboard").await?;
    reader.wait_for(".comments-new button").await?;
    reader
        .js("document.querySelector('.comments > .composer button[type=submit]').focus()")
        .await?;
    reader.press(Key::Tab).await?;
    assert!(reader.is("document.activeElement.matches('.comments-new button')").await?);
    reader.press(Key::Enter).await?;
    reader
        .wait_until("document.activeElement.matches('.comment') && document.activeElement.innerText.includes('Come by keyboard')")
        .await?;
    // From the comment its buttons come next: like, and the focus stays.
    let to = async |act: &str| -> Result<()> {
        for _ in 0..12 {
            reader.press(Key::Tab).await?;
            if reader.is(format!("document.activeElement.matches('[data-act={act}]')")).await? {
                return Ok(());
            }
        }
        anyhow::bail!("{act} is not reached by Tab")
    };
    to("like").await?;
    reader.press(" ").await?;
    reader
        .wait_until("document.activeElement.matches('[data-act=like][aria-pressed=true]')")
        .await?;
    // An answer.
    to("reply").await?;
    reader.press(Key::Enter).await?;
    reader.wait_until("document.activeElement.matches('.comment-writing textarea')").await?;
    reader.press("An answer by keyboard").await?;
    reader.js("new Promise((done) => setTimeout(done, 2100))").await?;
    reader.js("document.querySelector('.comment-writing [name=name]').value = 'Kit'").await?;
    reader.press(Key::Tab).await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(stands("An answer by keyboard", 1)).await?;
    reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
    // A change to it.
    reader.js("document.querySelector('[data-act=edit]').focus()").await?;
    reader.press(Key::Enter).await?;
    reader.wait_until("document.activeElement.matches('.comment-writing textarea')").await?;
    reader.press(", changed").await?;
    reader.press(Key::Tab).await?;
    reader.press(Key::Enter).await?;
    reader
        .wait_until("document.querySelector('.comment-list').innerText.includes(', changed')")
        .await?;
    // And gone.
    reader.js("document.querySelector('[data-act=remove]').focus()").await?;
    reader.press(Key::Enter).await?;
    reader.wait_for("dialog[open]").await?;
    assert!(reader.is("document.activeElement.closest('dialog') !== null").await?);
    for _ in 0..4 {
        if reader.is("document.activeElement.innerText === 'Remove'").await? {
            break;
        }
        reader.press(Key::Tab).await?;
    }
    reader.press(Key::Enter).await?;
    reader.wait_until("document.querySelector('dialog[open]') === null").await?;
    reader
        .wait_until("!document.querySelector('.comment-list').innerText.includes(', changed')")
        .await?;
    // More of the list: the focus stays where the reader is.
    let threads = "document.querySelectorAll('.comment-list > .thread').length";
    let before = reader.js_number(threads).await?;
    reader.js("document.querySelector('.comments-more button').focus()").await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(format!("{threads} > {before}")).await?;
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

//! The server and the line break and come back: nothing is lost, nothing stands twice.

use std::time::{Duration, Instant};

use journeys::line::{Condition, Wire};
use journeys::pill::{PILL, pill};
use journeys::{Browser, Device, Newsroom, Result, wait};
use serde_json::json;

use super::reader::{
    SLUG, STORY, at_the_comments, each_has_one, go_to_the_comments, misses_nothing_by_a_pause,
    near, says, stands, tabs, write,
};

/// Watches whether what is read stays in its place, from a comment in the middle of the window on.
const WATCH: &str =
    "void (document.querySelectorAll('.comment-list .comment')[8].scrollIntoView({ block: 'center' }), journeyShifts.length = 0,
    globalThis.eye = document.querySelectorAll('.comment-list .comment')[8],
    globalThis.at = eye.getBoundingClientRect().top, globalThis.drift = 0,
    (function look() {
      drift = Math.max(drift, Math.abs(eye.getBoundingClientRect().top - at));
      requestAnimationFrame(look);
    })())";

async fn nothing_has_moved(reader: &Browser) -> Result<()> {
    assert_eq!(reader.js_number("drift").await?, 0.0);
    assert_eq!(reader.js("journeyShifts").await?, json!([]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_and_a_deploy_in_mid_discussion_lose_nothing() -> Result<()> {
    let mut newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    reader.js(WATCH).await?;
    newsroom.say(SLUG, None, "Before the crash").await?;
    reader.wait_until(pill("1 new comment")).await?;
    newsroom.crash().await?;
    reader.wait_until(says("Reconnecting…")).await?;
    newsroom.start().await?;
    newsroom.say(SLUG, None, "After the crash").await?;
    reader.wait_until(says("Live")).await?;
    reader.wait_until(pill("2 new comments")).await?;
    newsroom.stop().await?;
    newsroom.start().await?;
    newsroom.say(SLUG, None, "After the deploy").await?;
    reader.wait_until(pill("3 new comments")).await?;
    reader.wait_until(says("Live")).await?;
    nothing_has_moved(&reader).await?;
    reader.click(PILL).await?;
    for text in ["Before the crash", "After the crash", "After the deploy"] {
        reader.wait_until(stands(text, 1)).await?;
    }
    reader.close().await
}

/// When the server ends, of a post that is on its way.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// Nothing has reached it.
    Before,
    /// So many milliseconds after it was sent off.
    About(u64),
    /// It has the comment, and the reader not the answer.
    After,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_while_the_readers_own_comment_is_on_its_way_gives_one_comment() -> Result<()> {
    use Moment::{About, After, Before};
    let mut newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let send =
        "void document.querySelector('.comments-write .composer button[type=submit]').click()";
    let moments = [Before, About(0), About(4), About(16), After];
    for moment in moments {
        let text = format!("Said into a crash: {moment:?}");
        write(&reader, ".comments-write .composer", "Amina", &text).await?;
        match moment {
            Before => newsroom.line.become_so(Condition::Held),
            About(_) => {}
            After => newsroom.line.spoil("POST", "/comments", Wire::silence()),
        }
        reader.js(send).await?;
        reader.wait_for("li.on-its-way").await?;
        match moment {
            Before => assert_eq!(newsroom.with_text(SLUG, &text).await?.len(), 0),
            About(after) => tokio::time::sleep(Duration::from_millis(after)).await,
            After => {
                wait::until(wait::PATIENCE, "the server to have it", async || {
                    Ok((newsroom.with_text(SLUG, &text).await?.len() == 1).then_some(()))
                })
                .await?;
                assert_eq!(reader.text("li.on-its-way .comment-way").await?, "Posting…");
            }
        }
        newsroom.crash().await?;
        newsroom.line.heal();
        newsroom.start().await?;
        reader.wait_until(says("Live")).await?;
        // What failed is tried again after 15 s.
        reader.wait_up_to(Duration::from_secs(60), &stands(&text, 1)).await?;
        reader.wait_until("document.querySelector('li.on-its-way') === null").await?;
        assert_eq!(newsroom.with_text(SLUG, &text).await?.len(), 1, "{moment:?}");
    }
    // And each of them stands on once the page is opened anew.
    reader.reload().await?;
    near(&reader).await?;
    for moment in moments {
        reader.wait_until(stands(&format!("Said into a crash: {moment:?}"), 1)).await?;
    }
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_line_is_back_within_seconds_with_what_was_missed() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    reader.js(WATCH).await?;
    for round in 0..5 {
        newsroom.line.become_so(Condition::Cut);
        reader.wait_until(says("Reconnecting…")).await?;
        newsroom.say(SLUG, None, &format!("Said in the dark, {round}")).await?;
        newsroom.line.become_so(Condition::Whole);
        let whole = Instant::now();
        reader.wait_until(says("Live")).await?;
        assert!(whole.elapsed() < Duration::from_secs(5), "{:?}", whole.elapsed());
    }
    reader.wait_until(pill("5 new comments")).await?;
    nothing_has_moved(&reader).await?;
    reader.click(PILL).await?;
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
    reader.click(PILL).await?;
    reader.wait_until(stands("Lost with the database", 1)).await?;
    newsroom.stop().await?;
    newsroom.lose_the_database().await?;
    newsroom.start().await?;
    newsroom.say(SLUG, None, "A new beginning").await?;
    reader.wait_until(says("Live")).await?;
    reader.wait_until(format!("document.getElementById('comment-{id}') === null")).await?;
    reader.wait_until("document.querySelector('.comments-new button') !== null").await?;
    reader.click(PILL).await?;
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
    reader.wait_until(pill("1 new comment")).await?;
    reader.click(PILL).await?;
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
    reader.wait_for(PILL).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_streams_do_not_pass_one_tab_asks_for_all() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = journeys::Browser::open(Device::Desktop).await?;
    let tabs = tabs(&reader, &newsroom, 2, NO_STREAMS).await?;
    for tab in &tabs {
        reader.turn_to(tab).await?;
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

/// Nobody has told the server of the story: that is no fault which another try would mend.
#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_the_server_does_not_know_has_no_discussion() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let absent = Wire::whole(404, "application/problem+json", "", "{\"code\":\"not_found\"}");
    newsroom.line.answer("GET", "/comments", absent);
    let reader = Browser::open(Device::Phone).await?;
    reader.visit(&newsroom.url(STORY)).await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    let notice =
        "[...document.querySelectorAll('.comments-notice')].map((e) => e.innerText).join()";
    reader.wait_until(format!("{notice} === 'There is no discussion of this story.'")).await?;
    assert_eq!(reader.count(".comments .composer, .comments [role=alert]:not(:empty)").await?, 0);
    assert_eq!(reader.count(".story-body").await?, 1);
    reader.close().await
}

/// Nothing else on the page says why it is off again.
#[tokio::test(flavor = "multi_thread")]
async fn a_like_that_fails_is_undone_and_said_to_all() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let blocked = Wire::whole(403, "application/problem+json", "", "{\"code\":\"blocked\"}");
    newsroom.line.answer("PUT", "/like", blocked);
    let before = reader.js_number("document.body.offsetHeight").await?;
    reader
        .js("void (globalThis.spoken = [], new MutationObserver(() => spoken.push(document.querySelector('#announcer').innerText))
             .observe(document.querySelector('#announcer'), { childList: true, characterData: true, subtree: true }))")
        .await?;
    reader.click(".comment-list [data-act=like]").await?;
    reader.wait_until("document.querySelector('#announcer.toast')?.innerText.length > 5").await?;
    reader
        .wait_until(
            "document.querySelector('.comment-list [data-act=like]').ariaPressed === 'false'",
        )
        .await?;
    let seen = "(() => { const box = document.querySelector('#announcer').getBoundingClientRect();
        return box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth && box.width > 60; })()";
    assert_eq!(reader.js(seen).await?, json!(true));
    assert_eq!(reader.js_number("document.body.offsetHeight").await?, before);
    reader
        .wait_up_to(
            std::time::Duration::from_secs(12),
            "document.querySelector('#announcer.toast') === null",
        )
        .await?;
    // It goes without a word.
    reader.js("new Promise((done) => setTimeout(done, 400))").await?;
    assert_eq!(reader.js_number("spoken.filter((words) => words).length").await?, 1.0);
    reader.close().await
}

/// It has nothing to go on from, and would keep the line from the tabs that have.
#[tokio::test(flavor = "multi_thread")]
async fn a_tab_whose_comments_could_not_be_had_keeps_no_other_from_them_and_tries_again()
-> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Desktop).await?;
    newsroom.line.answer("GET", "/comments", Wire::whole(503, "text/plain", "", "Restarting.\n"));
    reader.visit(&newsroom.url(STORY)).await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    reader.wait_for(".comments .problem").await?;
    reader.wait_until(says("Reconnecting…")).await?;
    let first = reader.tab().await?;
    newsroom.line.heal();
    reader.open_tab().await?;
    go_to_the_comments(&reader, &newsroom).await?;
    // Nobody has to ask.
    reader.turn_to(&first).await?;
    reader.wait_up_to(Duration::from_secs(40), &says("Live")).await?;
    assert_eq!(reader.count(".comments .problem").await?, 0);
    newsroom.say(SLUG, None, "Heard in both").await?;
    reader.wait_for(PILL).await?;
    reader.close().await
}

/// One that hangs, or was stopped by the system, says nothing and lets go of nothing.
#[tokio::test(flavor = "multi_thread")]
async fn where_the_tab_with_the_stream_is_never_heard_of_another_asks_by_itself() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let held = "navigator.locks.query().then(({ held }) => held.map(({ name }) => name).find((name) => name.startsWith('broadsheet:')))";
    let name = reader.js_text(held).await?;
    reader.open_address(&newsroom.url("/robots.txt")).await?;
    let hang =
        format!("void navigator.locks.request({}, () => new Promise(() => {{}}))", json!(name));
    reader.js(hang).await?;
    reader.open_tab().await?;
    reader.visit(&newsroom.url(STORY)).await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    reader.wait_for(".comment-list li[data-position]").await?;
    reader.wait_until(says("Connecting…")).await?;
    newsroom.say(SLUG, None, "Asked for").await?;
    reader
        .wait_up_to(Duration::from_secs(70), "document.querySelector('.comments-new button')")
        .await?;
    reader.wait_until(says("Updating every 10 seconds")).await?;
    reader.close().await
}

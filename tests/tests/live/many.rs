//! Many comments, and many tabs.

use std::sync::Arc;
use std::time::Duration;

use journeys::line::Condition;
use journeys::pill::{PILL, pill};
use journeys::{Browser, Device, Newsroom, Result, wait};
use serde_json::{Value, json};

use super::reader::{
    SLUG, at_the_comments, each_has_one, go_to_the_comments, misses_nothing_by_a_pause, says, tabs,
};

/// How many comments come while the reader reads.
const BURST: usize = 5_000;
/// The longest that a frame may take meanwhile, in milliseconds, where the server, eight writers and
/// the browser share a machine that may be loaded: a guard against a page that stands still. How long
/// frames take by themselves is for the bench to say.
const LONGEST: f64 = 1_500.0;
/// How many of all frames may take more than 100 ms.
const LATE: f64 = 0.02;

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_comments_arrive_while_the_reader_reads_and_types() -> Result<()> {
    let newsroom = Arc::new(Newsroom::open().await?);
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    // The reader answers a comment in the middle of the list.
    reader.js("document.querySelectorAll('.comment-list [data-act=reply]')[8].click()").await?;
    reader.wait_until("document.activeElement.matches('.comment-writing textarea')").await?;
    reader.js(WATCH).await?;
    // Threads above the one that is answered are spoken of as well.
    let above =
        reader.js_text("document.querySelectorAll('.comment-list .comment')[0].id.slice(8)");
    let said = tokio::spawn(burst(Arc::clone(&newsroom), above.await?));
    // Typing goes on all the while, in a line that is taken back again and again.
    let mut typed = String::new();
    while !said.is_finished() {
        reader.press("abcdefghij").await?;
        typed.push_str("abcdefghij");
        if typed.len() >= 30 {
            assert_eq!(reader.js_text("document.activeElement.value").await?, typed);
            reader.js("document.activeElement.select()").await?;
            typed.clear();
        }
    }
    said.await??;
    reader.wait_until(pill(&format!("{BURST} new comments"))).await?;
    let answers = format!(
        "document.querySelector('.comments-held button')?.innerText === '{} new replies'",
        BURST / 8 / 25
    );
    reader.wait_until(answers).await?;
    assert_eq!(reader.js_number("drift").await?, 0.0);
    assert_eq!(reader.js("journeyShifts").await?, json!([]));
    let frames = "frames.sort((a, b) => a - b)";
    let longest = reader.js_number(format!("{frames}.at(-1)")).await?;
    let late = reader.js_number("frames.filter((f) => f > 100).length / frames.length").await?;
    println!("the longest frame took {longest} ms, {late} of all more than 100 ms");
    assert!(longest < LONGEST, "the longest frame took {longest} ms");
    assert!(late < LATE, "{late} of all frames took more than 100 ms");
    reader.click(PILL).await?;
    // Each once, and none is missing.
    reader
        .wait_until(format!(
            "(() => {{ const said = [...document.querySelectorAll('.comment-text')].map((e) => e.textContent)
                .filter((t) => t.startsWith('Speaker ')); return said.length === {BURST} && new Set(said).size === {BURST}; }})()"
        ))
        .await?;
    assert!(reader.is(says("Live")).await?);
    reader.close().await
}

/// Watches whether what is written in stays in its place, and how long a frame takes.
const WATCH: &str =
    "void (document.activeElement.scrollIntoView({ block: 'center' }), journeyShifts.length = 0,
    globalThis.eye = document.activeElement,
    globalThis.at = eye.getBoundingClientRect().top, globalThis.drift = 0, globalThis.frames = [],
    (function look(before) {
      const now = performance.now();
      frames.push(now - before);
      drift = Math.max(drift, Math.abs(eye.getBoundingClientRect().top - at));
      requestAnimationFrame(() => look(now));
    })(performance.now()))";

async fn burst(newsroom: Arc<Newsroom>, above: String) -> Result<()> {
    let speakers = (0..8).map(|speaker| {
        let (newsroom, above) = (Arc::clone(&newsroom), above.clone());
        tokio::spawn(async move {
            for place in 0..BURST / 8 {
                newsroom.say(SLUG, None, &format!("Speaker {speaker}, {place}")).await?;
                if speaker == 0 && place % 25 == 0 {
                    newsroom.like(SLUG, &above, 1_000 + u32::try_from(place)?).await?;
                    newsroom.say(SLUG, Some(&above), &format!("Answer {place}")).await?;
                }
            }
            anyhow::Ok(())
        })
    });
    for speaker in speakers.collect::<Vec<_>>() {
        speaker.await??;
    }
    Ok(())
}

/// How many threads a discussion has that is long, and how many comments each: 10,000 in all.
const THREADS: usize = 500;
const IN_A_THREAD: usize = 20;
/// The most threads that are near enough to the window to be drawn, the first of all among them.
const DRAWN: usize = 25;

/// A long discussion, as an edition's folder has it; the last thread is the newest.
fn ten_thousand() -> Vec<Value> {
    let comment = |number: usize| {
        let (thread, place) = (number / IN_A_THREAD, number % IN_A_THREAD);
        let parent = (place > 0).then(|| format!("t{thread:03}-00"));
        json!({"id": format!("t{thread:03}-{place:02}"), "parent_id": parent, "status": "visible",
            "author": {"name": "Somebody"}, "text": format!("Word {place:02} of thread {thread:03}."),
            "created_at": format!("2026-11-20T{:02}:{:02}:{:02}Z",
                number / 3_600, number / 60 % 60, number % 60)})
    };
    (0..THREADS * IN_A_THREAD).map(comment).collect()
}

/// Reads on until all of a long discussion stands on the page.
async fn all_of_it(reader: &Browser) -> Result<()> {
    let come = "(() => {
        document.querySelector('.comments-more button:not([aria-disabled])')?.click();
        return document.querySelectorAll('.comment-list .comment').length;
      })()";
    reader.wait_until(format!("{come} === {}", THREADS * IN_A_THREAD)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_comments_are_drawn_where_they_are_seen_and_found_where_they_are_not()
-> Result<()> {
    let newsroom = Newsroom::with_comments(SLUG, &ten_thousand()).await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    all_of_it(&reader).await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    // What is skipped has a box, and nothing in it is laid out or painted.
    let drawn = "[...document.querySelectorAll('.comment-list > .thread')].filter((thread) =>
        thread.querySelector('.comment').checkVisibility({ contentVisibilityAuto: true })).length";
    reader.wait_until(format!("{drawn} < {DRAWN}")).await?;
    let text = format!("Word 13 of thread {:03}.", THREADS / 2);
    let it = format!("document.querySelector(\"[id='comment-t{:03}-13']\")", THREADS / 2);
    let thread = format!("{it}.closest('.thread')");
    let how = format!("getComputedStyle({thread}).contentVisibility");
    assert_eq!(reader.js_text(how).await?, "auto");
    assert!(reader.is(format!("{it}.checkVisibility()")).await?, "it isn't on the page");
    let is_drawn = format!("{it}.checkVisibility({{ contentVisibilityAuto: true }})");
    assert!(!reader.is(&is_drawn).await?, "it is drawn");
    // Without room of its own it would be as if nothing stood there, and who scrolls would come to the foot
    // of the page at once.
    let room = reader.js_number(format!("{thread}.getBoundingClientRect().height")).await?;
    assert!(room > 100.0, "it has {room} px");
    let whole = reader.js_number("document.querySelector('.comment-list').offsetHeight").await?;
    assert!(whole > 100.0 * THREADS as f64, "all of them have {whole} px");
    // The browser finds what is in it, and shows it.
    assert!(reader.is(format!("window.find({})", json!(text))).await?, "it isn't found");
    assert_eq!(reader.js_text("String(getSelection())").await?, text);
    let found = "getSelection().anchorNode.parentElement.closest('.comment')";
    assert!(reader.is(format!("{found} === {it}")).await?, "something else is found");
    let place = "getSelection().getRangeAt(0).getBoundingClientRect()";
    reader
        .wait_until(format!(
            "{place}.height > 0 && {place}.top >= 0 && {place}.bottom <= innerHeight"
        ))
        .await?;
    reader.wait_until(is_drawn).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_tabs_share_one_stream() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Desktop).await?;
    let mut tabs = tabs(&reader, &newsroom, 12, "").await?;
    newsroom.say(SLUG, None, "To all of you").await?;
    each_has_one(&reader, &tabs, "Live").await?;
    assert_eq!(newsroom.streams().await?, 1);
    // The tab with the stream is closed: another takes it up.
    for tab in tabs.drain(..6) {
        reader.turn_to(&tab).await?;
        reader.web().close_window().await?;
    }
    reader.web().switch_to_window(tabs[0].clone()).await?;
    newsroom.say(SLUG, None, "To those who stayed").await?;
    for tab in &tabs {
        reader.turn_to(tab).await?;
        reader.wait_until(pill("2 new comments")).await?;
    }
    assert_eq!(newsroom.streams().await?, 1);
    reader.close().await
}

/// Stories whose discussions are open.
const STORIES: [&str; 8] = [
    "alaska-summit",
    "port-reopens",
    "council-budget",
    "relay-by-a-width",
    "garve-storm",
    "strait-convoy",
    "desert-grid",
    "border-bridge",
];

/// Over HTTP/1.1 a browser has six connections to a site: with a stream on each of them no page would come.
#[tokio::test(flavor = "multi_thread")]
async fn eight_discussions_leave_room_for_pages_and_none_is_silent() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Desktop).await?;
    let mut tabs = Vec::new();
    for slug in STORIES {
        if !tabs.is_empty() {
            reader.open_tab().await?;
        }
        tabs.push(reader.tab().await?);
        reader.visit(&newsroom.url(&format!("/article/{slug}"))).await?;
        reader.js("document.querySelector('.comments').scrollIntoView()").await?;
        let is_joined = format!("{} || {}", says("Live"), says("Updating every 10 seconds"));
        reader.wait_until(is_joined).await?;
    }
    assert_eq!(newsroom.streams().await?, 4);
    let mut statuses = Vec::new();
    for (tab, slug) in tabs.iter().zip(STORIES) {
        reader.turn_to(tab).await?;
        newsroom.say(slug, None, "Is anybody there?").await?;
        reader.wait_until(pill("1 new comment")).await?;
        statuses.push(reader.text(".comments-status").await?);
    }
    statuses.sort();
    assert_eq!(statuses[..4], ["Live"; 4], "{statuses:?}");
    assert_eq!(statuses[4..], ["Updating every 10 seconds"; 4], "{statuses:?}");
    // Who leaves makes room for one who waits.
    reader.web().switch_to_window(tabs[0].clone()).await?;
    assert!(reader.is(says("Live")).await?, "the first has a stream");
    reader.web().close_window().await?;
    wait::until(wait::PATIENCE, "four of those that are left are live", async || {
        let mut live = 0;
        for tab in &tabs[1..] {
            reader.turn_to(tab).await?;
            live += usize::from(reader.is(says("Live")).await?);
        }
        Ok((live == 4 && newsroom.streams().await? == 4).then_some(()))
    })
    .await?;
    reader.close().await
}

/// Before the page's own scripts: the streams that it opens are noted.
const NOTED: &str = "{
    const Stream = window.EventSource;
    window.streams = [];
    window.EventSource = class extends Stream {
        constructor(url) { super(url); streams.push(this); }
    };
}";

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_whose_program_has_ended_leaves_the_stream_to_another() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Desktop).await?;
    let tabs = tabs(&reader, &newsroom, 3, NOTED).await?;
    newsroom.say(SLUG, None, "To all of you").await?;
    each_has_one(&reader, &tabs, "Live").await?;
    // The first two end, the one with the stream among them, and one that waits for it.
    for tab in &tabs[..2] {
        reader.turn_to(tab).await?;
        reader.js("void window.dispatchEvent(new Event('broadsheet-panic'))").await?;
        reader.wait_for(".panic-overlay").await?;
        reader.wait_until("streams.every((stream) => stream.readyState === 2)").await?;
    }
    reader.web().switch_to_window(tabs[2].clone()).await?;
    reader.wait_until("streams.some((stream) => stream.readyState === 1)").await?;
    newsroom.say(SLUG, None, "To you").await?;
    let two = pill("2 new comments");
    reader.wait_until(two).await?;
    // The server may hear of a closed connection a moment later.
    wait::until(wait::PATIENCE, "one stream", async || {
        Ok((newsroom.streams().await? == 1).then_some(()))
    })
    .await?;
    // The dead ones stay dead, whatever the living one tells.
    newsroom.say(SLUG, None, "And to you").await?;
    reader.wait_until(pill("3 new comments")).await?;
    assert_eq!(newsroom.streams().await?, 1);
    reader.close().await
}

/// Before the page's own scripts: whether it is hidden is ours to say, and so is the time.
const OURS: &str = "{
    const now = Date.now.bind(Date);
    globalThis.later = 0;
    globalThis.shown = 'visible';
    Date.now = () => now() + later;
    Object.defineProperty(document, 'visibilityState', { get: () => shown });
}";

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_nobody_sees_gives_up_the_stream_after_a_minute() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Desktop).await?;
    reader.before_every_page(OURS).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    assert_eq!(newsroom.streams().await?, 1);
    // Some looks at the time, the first of which sees that it is hidden.
    let a_while = "new Promise((done) => setTimeout(done, 2000))";
    reader.js("void (shown = 'hidden')").await?;
    reader.js(a_while).await?;
    reader.js("void (later = 40_000)").await?;
    reader.js(a_while).await?;
    assert_eq!(newsroom.streams().await?, 1, "given up too early");
    reader.js("void (later = 61_000)").await?;
    wait::until(wait::PATIENCE, "no stream", async || {
        Ok((newsroom.streams().await? == 0).then_some(()))
    })
    .await?;
    newsroom.say(SLUG, None, "While nobody looked").await?;
    reader.js("void (shown = 'visible')").await?;
    reader.wait_until(says("Live")).await?;
    reader.wait_until(pill("1 new comment")).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tab_says_at_once_how_live_it_is() -> Result<()> {
    // Beats are so far apart that a tab which waited for the next would still wait when the test ends.
    let newsroom = Newsroom::with(|options| options.heartbeat = Duration::from_secs(40)).await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    reader.open_tab().await?;
    go_to_the_comments(&reader, &newsroom).await?;
    assert_eq!(newsroom.streams().await?, 1);
    // And so does one that comes back, which also learns what it has missed.
    misses_nothing_by_a_pause(&reader, &newsroom).await?;
    assert_eq!(newsroom.streams().await?, 1);
    // It is no better than the line of the tab that it asked.
    newsroom.line.become_so(Condition::Cut);
    reader.wait_until(says("Reconnecting…")).await?;
    newsroom.line.become_so(Condition::Whole);
    reader.wait_until(says("Live")).await?;
    reader.close().await
}

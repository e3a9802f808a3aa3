//! The stream of a discussion breaks in every way that was thought of, and again and again: nothing is
//! lost, nothing comes twice, and it is back within seconds. Several tabs, and tabs that nobody looks at.

use std::fmt;
use std::time::Duration;

use journeys::line::{Condition, Wire};
use journeys::pill::{WORDS, pill};
use journeys::{Browser, Device, Newsroom, Result, wait};
use serde_json::json;

use super::server::{CLOCK, SLUG, STORY, beside_it, besides, go_to_the_comments, leap_until, says};
use super::stage::{report, watching};

/// How often the stream is broken, and how many events there are in all.
const FAULTS: usize = 50;
const EVENTS: usize = 1_000;
/// How many of those faults leave the history whole.
const RESUMED: usize = 40;
/// How long a loaded machine may take to draw them all.
const ALL_WITHIN: Duration = Duration::from_secs(120);
/// How long it may take until the discussion is live again, by the page's clock.
const BACK_WITHIN: f64 = 5_000.0;

/// How many streams have said hello, and a clock that stands still while the machine gives the page no
/// time, and leaps with the page's own: what a page that was let run would have counted. While the page
/// only waits for its next try time can pass, half a second after the other, with all that is due.
const WATCH: &str = "globalThis.hellos = 0;
    globalThis.EventSource = class extends EventSource {
      constructor(...given) {
        super(...given);
        globalThis.lastStream = this;
        this.addEventListener('hello', (event) => { hellos += 1; globalThis.lastHello = event.data; });
      }
    };
    const due = [];
    { const every = globalThis.setInterval;
      globalThis.setInterval = (work, time, ...rest) => {
        if (time === 500) due.push(work);
        return every(work, time, ...rest);
      }; }
    globalThis.pass = () => {
      if (globalThis.lastStream?.readyState !== 2) return;
      leap += 500;
      due.forEach((work) => work());
    };
    globalThis.awake = 0;
    { let last = performance.now();
      setInterval(() => { const now = performance.now(); awake += Math.min(now - last, 40); last = now; }, 20); }
    globalThis.clock = () => awake + leap;";

/// A way in which a stream breaks.
enum Break {
    /// The connection is torn, and the next one stands.
    Torn,
    /// Nobody answers until the reader has noticed.
    Cut,
    /// The connection stands, and nothing goes over it any more.
    Dead,
    /// The next stream is answered so.
    Answered(Wire),
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Torn => "torn",
            Self::Cut => "cut",
            Self::Dead => "dead",
            Self::Answered(_) => "answered by the line",
        })
    }
}

/// After these the stream goes on where it ended: what came meanwhile is told.
fn breaks() -> Vec<Break> {
    let answer = |status, kind, body: &str| Break::Answered(Wire::whole(status, kind, "", body));
    let busy = Wire::whole(503, "text/plain", "retry-after: 1\n", "Busy.");
    let stream = "text/event-stream";
    vec![
        Break::Torn,
        Break::Cut,
        Break::Dead,
        answer(204, "text/plain", ""),
        answer(404, "text/plain", "Nothing here."),
        answer(401, "text/plain", "Who are you?"),
        answer(410, "text/plain", "No more."),
        answer(429, "text/plain", "Too many."),
        answer(500, "text/plain", "Broken."),
        Break::Answered(busy),
        answer(200, "text/html", "<h1>Log in</h1>"),
        answer(200, "application/json", "{}"),
        // It ends before it has begun, and in the middle of an event.
        answer(200, stream, ""),
        answer(200, stream, "event: hello\ndata: {\"type\": \"hel"),
    ]
}

/// After these it is not known what was missed, and what stands is fetched anew.
fn losses() -> Vec<Break> {
    let answer = |body: &str| Break::Answered(Wire::whole(200, "text/event-stream", "", body));
    vec![
        answer("event: comment.created\ndata: {\"type\": \"comment.created\"}\n\n"),
        answer("id: \u{0}\nevent: comment.created\ndata: \u{fffd}\u{0}\n\n"),
        answer("event: reset\ndata: {\"type\": \"reset\", \"reason\": \"too slow\"}\n\n"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_events_across_fifty_faults_come_once_each() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Phone).await?;
    reader.before_every_page(CLOCK).await?;
    reader.before_every_page(WATCH).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_until(says("Live")).await?;
    let mut wrong = Vec::new();
    let (breaks, losses) = (breaks(), losses());
    let resumed = breaks.iter().cycle().take(RESUMED);
    let faults = resumed.chain(losses.iter().cycle().take(FAULTS - RESUMED));
    for (number, how) in faults.enumerate() {
        // What is said meanwhile falls before, into and behind the gap.
        let (said, back) =
            tokio::join!(say_some(&newsroom, number), broken(&newsroom, &reader, how));
        said?;
        let took = back?;
        if took > BACK_WITHIN {
            wrong.push(format!("{number}, {how}: live again after {took:.0} ms"));
        }
        if number + 1 == RESUMED {
            let all = EVENTS / FAULTS * RESUMED;
            let told = reader.wait_until(pill(&format!("{all} new comments"))).await;
            if told.is_err() {
                wrong.push(format!("of {all} events the pill says {}", reader.js(WORDS).await?));
            }
        }
    }
    // All that is new, and then all that there is; what was missed last may still be on its way.
    let rounds = "[...document.querySelectorAll('.comment-text')].map((e) => e.textContent)
        .filter((text) => text.startsWith('Round '))";
    let all = wait::until(ALL_WITHIN, "all that was said", || async {
        reader.js("void document.querySelector('.comments-new button')?.click()").await?;
        reader.js(MORE).await?;
        let count = reader.js_number(format!("{rounds}.length")).await?;
        Ok((count >= EVENTS as f64).then_some(()))
    });
    if let Err(why) = all.await {
        wrong.push(why.to_string());
    }
    let count = reader.js_number(format!("{rounds}.length")).await?;
    let different = reader.js_number(format!("new Set({rounds}).size")).await?;
    if (count, different) != (EVENTS as f64, EVENTS as f64) {
        wrong.push(format!("{count} of {EVENTS} stand, {different} different ones"));
    }
    wrong.extend(beside_it(&reader).await?);
    let others = besides(&reader, "/comments").await?;
    // The browser's own word on a stream of another type, and ours on an event that can't be read.
    let is_known = |line: &String| line.contains("EventSource") || line.contains("can't be read");
    wrong.extend(others.into_iter().filter(|line| !is_known(line)));
    reader.close().await?;
    report(&wrong);
    Ok(())
}

/// Loads more until there is no more, for some seconds: what is new meanwhile is asked for in between.
const MORE: &str = "(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (const end = performance.now() + 5_000; performance.now() < end; await frame()) {
      const more = document.querySelector('.comments-more button');
      if (!more) return;
      if (!more.hasAttribute('aria-disabled')) more.click();
    }
  })()";

async fn say_some(newsroom: &Newsroom, round: usize) -> Result<()> {
    for place in 0..EVENTS / FAULTS {
        newsroom.say(SLUG, None, &format!("Round {round}, {place}")).await?;
    }
    Ok(())
}

/// Breaks the stream and mends it; how long the reader then waited, by the page's clock.
async fn broken(newsroom: &Newsroom, reader: &Browser, how: &Break) -> Result<f64> {
    let line = &newsroom.line;
    let before = reader.js_number("hellos").await?;
    match how {
        Break::Torn => line.tear(),
        Break::Cut => {
            line.become_so(Condition::Cut);
            reader.wait_until(says("Reconnecting…")).await?;
            line.become_so(Condition::Whole);
        }
        Break::Dead => {
            line.become_so(Condition::Held);
            // Three beats have not come.
            leap_until(reader, 46_000, &says("Reconnecting…")).await?;
            line.become_so(Condition::Whole);
        }
        Break::Answered(answer) => {
            let path = "/comments/stream";
            let answered = line.answered("GET", path).len();
            line.answer_once("GET", path, answer.clone());
            line.tear();
            wait::until(wait::PATIENCE, "the next stream", || async {
                reader.js("pass()").await?;
                Ok((line.answered("GET", path).len() > answered).then_some(()))
            })
            .await?;
        }
    }
    let mended = reader.js_number("clock()").await?;
    let is_back = format!("hellos > {before} && {}", says("Live"));
    wait::until(wait::PATIENCE, "the discussion to be live again", || async {
        reader.js("pass()").await?;
        Ok(reader.is(&is_back).await?.then_some(()))
    })
    .await?;
    Ok(reader.js_number("clock()").await? - mended)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_has_gone_dead_is_noticed_after_three_beats_and_no_earlier() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Desktop).await?;
    reader.before_every_page(CLOCK).await?;
    reader.before_every_page(WATCH).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_until(says("Live")).await?;
    newsroom.line.become_so(Condition::Held);
    newsroom.say(SLUG, None, "Into a dead line").await?;
    let awake = reader.js_number("(leap += 30000, awake)").await?;
    // The line looks at the time twice a second.
    reader.wait_until(format!("awake > {awake} + 1500")).await?;
    assert!(reader.is(says("Live")).await?, "given up after two beats");
    reader.js("void (leap += 15000)").await?;
    reader.wait_until(says("Reconnecting…")).await?;
    newsroom.line.become_so(Condition::Whole);
    leap_until(&reader, 50, &says("Live")).await?;
    reader.wait_until(pill("1 new comment")).await?;
    reader.close().await
}

/// Tells of a comment that the server never heard of, so many events after the hello.
const TELL: &str = "globalThis.tell = (after, text) => {
    const [epoch, seq] = JSON.parse(lastHello).cursor.split(':');
    const comment = { id: `told-${after}`, author: { name: 'Somebody' }, status: 'visible', version: 1,
      created_at: '2026-11-30T12:00:00Z', text };
    const id = `${epoch}:${Number(seq) + after}`;
    lastStream.dispatchEvent(new MessageEvent('comment.created', {
      data: JSON.stringify({ type: 'comment.created', id, comment }) }));
  }; 0";

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_five_megabytes_is_left_out() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Phone).await?;
    reader.before_every_page(WATCH).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_until(says("Live")).await?;
    reader.js(TELL).await?;
    reader.js("tell(1, 'As long as any.')").await?;
    reader.wait_until(pill("1 new comment")).await?;
    let lists = "performance.getEntriesByType('resource')
        .filter((it) => /comments[?]/.test(it.name) && it.responseEnd > 0).length";
    let before = reader.js_number(lists).await?;
    reader.js("tell(2, 'Huge. '.repeat(5 << 20))").await?;
    // It may have been what matters: the list is fetched anew.
    reader.wait_until(format!("{lists} > {before}")).await?;
    newsroom.say(SLUG, None, "Said after it").await?;
    reader.wait_until(pill("2 new comments")).await?;
    assert!(!reader.text(".comments").await?.contains("Huge."));
    assert!(reader.is(says("Live")).await?);
    let unread = |lines: &[String]| lines.iter().any(|line| line.contains("can't be read"));
    assert!(unread(&reader.console().await?));
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_spares_data_is_asked_before_a_stream_is_opened() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Phone).await?;
    let spares = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });";
    reader.before_every_page(spares).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_until(says("Paused to save data")).await?;
    newsroom.say(SLUG, None, "Said meanwhile").await?;
    // The line looks at the time twice a second.
    reader.js("new Promise((done) => setTimeout(done, 1500))").await?;
    assert!(reader.is("!document.querySelector('.comments-new button')").await?);
    assert_eq!(newsroom.line.answered("GET", "/comments/stream").len(), 0);
    reader.click(".comments-pause").await?;
    reader.wait_until(says("Live")).await?;
    reader.wait_until(pill("1 new comment")).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_was_frozen_is_live_again_and_tells_of_all_at_once() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Phone).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_until(says("Live")).await?;
    reader.devtools("Page.setWebLifecycleState", json!({"state": "frozen"})).await?;
    for place in 0..3 {
        newsroom.say(SLUG, None, &format!("Said to a frozen tab, {place}")).await?;
    }
    newsroom.line.tear();
    reader.devtools("Page.setWebLifecycleState", json!({"state": "active"})).await?;
    reader.wait_until(pill("3 new comments")).await?;
    reader.wait_until(says("Live")).await?;
    assert_eq!(newsroom.streams().await?, 1);
    reader.close().await
}

/// What a laptop's sleep is to a page: it stands still, hours pass at once, and its connection is gone without a word.
#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_that_slept_is_live_again_and_tells_of_all_at_once() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = watching(Device::Desktop).await?;
    reader.before_every_page(CLOCK).await?;
    go_to_the_comments(&reader, &newsroom).await?;
    reader.wait_until(says("Live")).await?;
    let begun =
        "(() => { const field = document.querySelector('.comments-write .composer textarea');
        field.focus(); field.value = 'Begun in the evening';
        field.dispatchEvent(new InputEvent('input', { bubbles: true })); })()";
    reader.js(begun).await?;
    reader.devtools("Page.setWebLifecycleState", json!({"state": "frozen"})).await?;
    newsroom.line.forget();
    for place in 0..3 {
        newsroom.say(SLUG, None, &format!("Said at night, {place}")).await?;
    }
    reader.devtools("Page.setWebLifecycleState", json!({"state": "active"})).await?;
    reader.js("void (leap += 8 * 3_600_000)").await?;
    reader.wait_until(pill("3 new comments")).await?;
    reader.wait_until(says("Live")).await?;
    // It is live in truth, and what was begun is there.
    newsroom.say(SLUG, None, "Said in the morning").await?;
    reader.wait_until(pill("4 new comments")).await?;
    let typed = "document.querySelector('.comments-write .composer textarea').value";
    assert_eq!(reader.js_text(typed).await?, "Begun in the evening");
    assert_eq!(besides(&reader, "/comments").await?, Vec::<String>::new());
    reader.close().await
}

/// The most that a tab may take, and how many times as long as the first where the machine is slow.
const LOADS_WITHIN: f64 = 3_000.0;
const TIMES_THE_FIRST: f64 = 3.0;

/// A page that can be put out of sight.
const SIGHT: &str = "globalThis.isHidden = false;
    Object.defineProperty(Document.prototype, 'visibilityState', {
      get: () => (isHidden ? 'hidden' : 'visible') });";

#[tokio::test(flavor = "multi_thread")]
async fn twelve_tabs_load_each_and_give_the_stream_up_when_nobody_looks() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let reader = Browser::open(Device::Desktop).await?;
    let mut tabs = Vec::new();
    let mut times: Vec<f64> = Vec::new();
    for number in 0..12 {
        if number > 0 {
            reader.open_tab().await?;
        }
        tabs.push(reader.tab().await?);
        for script in [CLOCK, SIGHT] {
            reader.before_every_page(script).await?;
        }
        reader.open_address(&newsroom.url(STORY)).await?;
        reader.wait_until_settled().await?;
        let load = "performance.getEntriesByType('navigation')[0].loadEventEnd";
        reader.wait_until(format!("{load} > 0")).await?;
        times.push(reader.js_number(load).await?);
        // Every one of them wants the stream, which the first has.
        reader.js("document.querySelector('.comments').scrollIntoView()").await?;
        reader.wait_for(".comment-list li[data-position]").await?;
        if number == 0 {
            reader.wait_until(says("Live")).await?;
        }
    }
    let most = LOADS_WITHIN.max(times[0] * TIMES_THE_FIRST);
    assert!(times.iter().all(|time| *time <= most), "at most {most} ms: {times:?}");
    assert_eq!(newsroom.streams().await?, 1);

    // A minute in which nobody looks at any of them.
    for tab in &tabs {
        reader.turn_to(tab).await?;
        reader.js("void (isHidden = true)").await?;
    }
    let streams = async |count: u64, leap: bool| -> Result<()> {
        wait::until(wait::PATIENCE, format!("{count} streams"), || async {
            for tab in tabs.iter().filter(|_| leap) {
                reader.turn_to(tab).await?;
                reader.js("void (leap += 61000)").await?;
            }
            Ok((newsroom.streams().await? == count).then_some(()))
        })
        .await
    };
    streams(0, true).await?;
    newsroom.say(SLUG, None, "Said to nobody").await?;
    let last = &tabs[11];
    reader.turn_to(last).await?;
    reader.js("void (isHidden = false)").await?;
    reader.wait_until(pill("1 new comment")).await?;
    reader.wait_until(says("Live")).await?;
    streams(1, false).await?;
    reader.close().await
}

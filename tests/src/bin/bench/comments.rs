//! Discussions: how long a list takes to be drawn, beside the same list in plain DOM JavaScript, and
//! how smoothly events go into a list that stands.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use journeys::line::Condition;
use journeys::site::Swap;
use journeys::{Browser, Device, Newsroom, Result, Site, dist};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::phone;

/// The story whose discussion is drawn.
const SLUG: &str = "alaska-summit";
const SCRIPT: &str = include_str!("../../../bench/comments.js");
const PAGE: &str = include_str!("../../../bench/comments.html");
/// How long a frame may take, in milliseconds.
pub const AIM_FRAME: f64 = 50.0;
/// How long a key may take until what it writes is seen, in milliseconds: what people take for at once
/// (<https://web.dev/articles/rail>).
pub const AIM_KEY: f64 = 100.0;
/// How many events go into the list that stands.
pub const EVENTS: usize = 1_000;
/// How often as many happen while the reader types: one round is over in a second, in which nobody types much.
/// From seven on what happens would concern comments that were removed before.
const TYPED_ROUNDS: usize = 5;
/// How many threads there are at first, and how many more each time.
const THREADS: usize = 20;

/// In each page: from the moment at which all of the answer is there to the frame after the one that
/// draws the last comment. Looked for once a frame, which costs both sides the same.
const PROBE: &str = "
    globalThis.benchDrawn = null;
    globalThis.benchAwait = (count, answer) => {
      const comments = document.getElementsByClassName('comment');
      const look = () => {
        if (comments.length < count) return requestAnimationFrame(look);
        requestAnimationFrame(() => requestAnimationFrame(() => {
          const now = performance.now();
          const entry = performance.getEntriesByType('resource').find((e) => e.name.includes(answer));
          benchDrawn = now - entry.responseEnd;
        }));
      };
      look();
    };";

/// One list drawn by both, in milliseconds.
#[derive(Debug)]
pub struct Drawing {
    /// By the site.
    pub app: f64,
    /// By plain DOM JavaScript.
    pub plain: f64,
}

/// Draws a discussion of so many comments on both sides in turn.
pub async fn drawings(count: usize, rounds: usize) -> Result<Vec<Drawing>> {
    let site = Site::as_built().await?;
    let answer = format!("/edition/articles/{SLUG}/comments.json");
    let body = discussion(THREADS, count / THREADS).to_string().into_bytes();
    site.swap(&answer, Swap::Answer { status: 200, content_type: "application/json", body });
    site.add("/bench/comments.js", SCRIPT.as_bytes())?;
    let page = PAGE
        .replace("{{style}}", &site.file("broadsheet-", ".css")?)
        .replace("{{script}}", "/bench/comments.js")
        .replace("{{url}}", &answer);
    site.add("/bench/comments.html", page.as_bytes())?;
    let mut drawings = Vec::new();
    for _ in 0..rounds {
        let app = drawn(&site.url(&format!("/article/{SLUG}")), count, true).await?;
        let plain = drawn(&site.url("/bench/comments.html"), count, false).await?;
        drawings.push(Drawing { app, plain });
    }
    Ok(drawings)
}

async fn drawn(url: &str, count: usize, is_app: bool) -> Result<f64> {
    let browser = Browser::open(Device::Phone).await?;
    let begin = format!("benchAwait({count}, '/comments.json')");
    let at_once = if is_app { "" } else { &begin };
    browser
        .before_every_page(&format!(
            "{PROBE} addEventListener('DOMContentLoaded', () => {{ {at_once} }});"
        ))
        .await?;
    browser.open_address(url).await?;
    if is_app {
        browser.wait_until_settled().await?;
        phone::calm(&browser).await?;
        browser
            .js(format!("void ({begin}, document.querySelector('.comments').scrollIntoView())"))
            .await?;
    }
    phone::wait(&browser, "benchDrawn !== null").await?;
    let took = browser.js_number("benchDrawn").await?;
    let stand = browser.js_number("document.getElementsByClassName('comment').length").await?;
    anyhow::ensure!(stand as usize == count, "{stand} comments stand, not {count}");
    browser.close().await?;
    Ok(took)
}

/// What was seen while events went into an open discussion.
#[derive(Debug)]
pub struct Smoothness {
    /// How many comments stood.
    pub comments: usize,
    /// The longest frames while all events came at once, as after a tunnel, the longest first, in
    /// milliseconds. Nobody writes by then: the machine is the reader's alone.
    pub at_once: Vec<f64>,
    /// The same while the events were made, by eight hands and a server on the same machine, which step aside
    /// for the browser.
    pub as_made: Vec<f64>,
    /// The longest frame of the same page while nothing happened, in milliseconds.
    pub idle: f64,
    /// What a reader sees of their typing while events are made.
    pub typing: Typing,
}

/// What a reader sees of their typing.
#[derive(Debug)]
pub struct Typing {
    /// How many keys were pressed.
    pub keys: usize,
    /// How long the slowest took from being pressed to the frame that shows it, the slowest first, in
    /// milliseconds; the browser tells of none that took less than 16.
    pub slowest: Vec<f64>,
}

/// Opens a discussion of 10,000 comments, all of them on the page, and lets 1,000 events happen in it,
/// again and again: told at once, told as they are made, and the same while the reader types.
pub async fn smoothness() -> Result<Smoothness> {
    const PAGES: usize = 25;
    let folder = tempfile::tempdir()?;
    copy(&dist().join("edition"), folder.path())?;
    let file = folder.path().join(format!("articles/{SLUG}/comments.json"));
    fs::write(file, discussion(PAGES * THREADS, 20).to_string())?;
    let seed = folder.path().to_owned();
    let newsroom = Arc::new(Newsroom::with(move |options| options.seed = Some(seed)).await?);
    let reader = Browser::open(Device::Phone).await?;
    reader.visit(&newsroom.url(&format!("/article/{SLUG}"))).await?;
    reader.js("document.querySelector('.comments').scrollIntoView()").await?;
    let status = "document.querySelector('.comments-status')?.innerText === 'Live'";
    reader.wait_until(status).await?;
    for page in 1..=PAGES {
        let here = page * THREADS * 20;
        reader
            .wait_up_to(
                Duration::from_secs(60),
                &format!("document.getElementsByClassName('comment').length >= {here}"),
            )
            .await?;
        if page < PAGES {
            reader.js("document.querySelector('.comments-more button').click()").await?;
        }
    }
    let stands: Vec<String> = serde_json::from_value(
        reader
            .js("[...document.getElementsByClassName('comment')].map((e) => e.id.slice(8))")
            .await?,
    )?;
    // In the middle of the list, with comments on either side.
    reader.js("document.getElementsByClassName('comment')[5000].scrollIntoView()").await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    reader.js(WATCH).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let idle = reader.js_number("Math.max(...benchFrames)").await?;
    newsroom.line.become_so(Condition::Held);
    happen(&newsroom, &stands, 0).await?;
    reader.js("void (benchFrames.length = 0)").await?;
    newsroom.line.tear();
    let at_once = frames(&reader, 1).await?;
    reader.js("void (benchFrames.length = 0)").await?;
    step_aside();
    happen(&newsroom, &stands, 1).await?;
    let as_made = frames(&reader, 2).await?;
    let long = async {
        for round in 2..2 + TYPED_ROUNDS {
            happen(&newsroom, &stands, round).await?;
        }
        Ok(())
    };
    let typing = typing(&reader, long).await?;
    reader.close().await?;
    Ok(Smoothness { comments: stands.len(), at_once, as_made, idle, typing })
}

/// Lets this process, in which the server and the hands are, wait for the browser where both want a processor:
/// on a reader's phone there is neither. What can't be had so is measured as it is.
fn step_aside() {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let ids = threads.map(|thread| thread.file_name());
    let _ = Command::new("renice").args(["-n", "10", "-p"]).args(ids).output();
}

/// Writes into the composer, key after key, for as long as something happens.
async fn typing(reader: &Browser, happening: impl Future<Output = Result<()>>) -> Result<Typing> {
    const FIELD: &str = "document.querySelector('.comments-write .composer textarea')";
    reader.js(format!("void ({FIELD}.scrollIntoView(), {FIELD}.focus())")).await?;
    // What the scrolling brings in is drawn before.
    tokio::time::sleep(Duration::from_secs(2)).await;
    reader.js(WATCH_KEYS).await?;
    let mut happening = std::pin::pin!(happening);
    let mut keys = 0;
    loop {
        tokio::select! {
            ended = &mut happening => break ended?,
            pressed = press(reader) => pressed?,
        }
        keys += 1;
    }
    // An event that was under way when all had happened is in the field as well.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let written = reader.js_number(format!("{FIELD}.value.length")).await?;
    anyhow::ensure!((keys..=keys + 1).contains(&(written as usize)), "{written} of {keys} keys");
    let slowest = reader.js("benchKeys.sort((a, b) => b - a).slice(0, 5)").await?;
    Ok(Typing { keys, slowest: serde_json::from_value(slowest)? })
}

/// Presses a key as fast as people do: ten a second.
async fn press(reader: &Browser) -> Result<()> {
    for kind in ["keyDown", "keyUp"] {
        let text = if kind == "keyDown" { "e" } else { "" };
        let key = json!({"type": kind, "text": text, "key": "e", "code": "KeyE", "windowsVirtualKeyCode": 69});
        reader.devtools("Input.dispatchKeyEvent", key).await?;
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    Ok(())
}

/// How long each key takes from being pressed to the frame that shows it.
const WATCH_KEYS: &str = "void (globalThis.benchKeys = [], new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === 'keydown') benchKeys.push(duration);
  }).observe({ type: 'event', durationThreshold: 16 }))";

/// The longest frames until all of so many rounds of events have been taken in.
async fn frames(reader: &Browser, rounds: usize) -> Result<Vec<f64>> {
    let after = 10_000 + rounds * (EVENTS / 2 - EVENTS / 4);
    reader
        .wait_up_to(
            Duration::from_secs(60),
            &format!("document.querySelector('.comments-title .count').innerText.replace(/\\D/g, '') === '{after}'"),
        )
        .await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let frames = reader.js("benchFrames.sort((a, b) => b - a).slice(0, 10)").await?;
    Ok(serde_json::from_value(frames)?)
}

/// The time that each frame's work takes, from its beginning to its end: what comes after the frame is
/// told by a message that the browser delivers once it has drawn.
const WATCH: &str = "void (globalThis.benchFrames = [], (() => {
    const { port1, port2 } = new MessageChannel();
    let last = performance.now();
    port1.onmessage = () => requestAnimationFrame((now) => {
      benchFrames.push(performance.now() - last);
      last = performance.now();
      port2.postMessage(0);
    });
    port2.postMessage(0);
  })())";

/// 500 comments and answers are said, 250 removed, 250 made picks, by eight at a time.
async fn happen(newsroom: &Arc<Newsroom>, stands: &[String], round: usize) -> Result<()> {
    let mut acting = JoinSet::new();
    for hand in 0..8 {
        let newsroom = Arc::clone(newsroom);
        let stands: Vec<String> = stands.to_vec();
        acting.spawn(async move {
            for number in (hand..EVENTS).step_by(8) {
                let id = &stands[(number * 7 + 3 + round) % stands.len()];
                match number % 4 {
                    0 => drop(
                        newsroom.say(SLUG, None, &format!("A thread, {round}, {number}")).await?,
                    ),
                    1 => drop(
                        newsroom.say(SLUG, Some(id), &format!("Answer {round}, {number}")).await?,
                    ),
                    2 => newsroom.decide(id, "remove").await?,
                    _ => newsroom.decide(id, "feature").await?,
                }
            }
            anyhow::Ok(())
        });
    }
    while let Some(ended) = acting.join_next().await {
        ended??;
    }
    Ok(())
}

/// A discussion of so many threads of so many comments, four levels deep, with texts of the lengths
/// that people write.
fn discussion(threads: usize, each: usize) -> Value {
    const WORDS: [&str; 12] = [
        "the", "talks", "ran", "long", "and", "nobody", "in", "the", "hangar", "had", "a", "clock",
    ];
    let comment = |thread: usize, place: usize| {
        let number = thread * each + place;
        let parent = (place > 0).then(|| match place % 4 {
            1 => thread * each,
            _ => number - 1,
        });
        let words: Vec<&str> =
            (0..8 + number * 13 % 60).map(|word| WORDS[(word + number) % WORDS.len()]).collect();
        let minute = number / 60 % 60;
        json!({
            "id": format!("b{number:05}"),
            "parent_id": parent.map(|parent| format!("b{parent:05}")),
            "article": SLUG,
            "author": {"name": format!("Reader {}", number % 700), "avatar": null, "badge": null},
            "text": words.join(" "),
            "created_at": format!("2026-11-2{}T{:02}:{minute:02}:{:02}Z", number / 86_400 % 3 + 1, number / 3_600 % 24, number % 60),
            "edited_at": null, "status": "visible", "version": 1,
            "likes": number % 90 + 2, "replies": 0,
        })
    };
    let comments: Vec<Value> = (0..threads)
        .flat_map(|thread| (0..each).map(move |place| (thread, place)))
        .map(|(thread, place)| comment(thread, place))
        .collect();
    json!({"comments": comments})
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

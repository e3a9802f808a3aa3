//! A long visit: what the pages have taken by the hundredth, they take after the five-hundredth; and so
//! does a long discussion that is live, by its first hundred events and its fifth.

use std::fs;

use journeys::{Browser, Device, Newsroom, Result, Site, dist};
use serde_json::{Value, json};

/// How many pages a round has, and how many rounds there are. Each round is the same, so that the same
/// documents are at hand at the end of each.
const ROUND: usize = 100;
const ROUNDS: usize = 5;
/// What may have been added between the end of the first round and the end of the last.
const MOST_GROWTH: f64 = 1.10;
/// The way back, among the paths of a round.
const BACK: &str = "";

/// What Chromium is started with: pages may follow each other as fast as they like, and what it makes of
/// scripts that run often is not counted.
const FLAGS: [&str; 2] =
    ["--disable-ipc-flooding-protection", "--js-flags=--no-opt --no-maglev --no-sparkplug"];

/// Keeps hold of the programs' memories, to be measured; Chromium itself keeps no list of what it fetched.
const WATCH: &str = "
    performance.setResourceTimingBufferSize(0);
    globalThis.journeyMemories = [];
    for (const name of ['instantiate', 'instantiateStreaming']) {
      const start = WebAssembly[name];
      WebAssembly[name] = async (...given) => {
        const started = await start.apply(WebAssembly, given);
        journeyMemories.push((started.instance ?? started).exports.memory);
        return started;
      };
    }";

/// How much of it there is.
const MEMORY: &str = "journeyMemories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0)";

/// Goes from page to page as a reader does: points at a link and clicks, reads down to the discussion,
/// folds a thread and sorts anew, goes back. Answers with the paths that did not come.
const TOUR: &str = "globalThis.tour = async (paths) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const until = async (condition) => {
      const end = performance.now() + 15_000;
      while (!condition()) {
        if (performance.now() > end) return false;
        await new Promise((done) => setTimeout(done, 2));
      }
      return true;
    };
    const isHere = () => {
      const main = document.querySelector('main');
      return main?.querySelector('h1') && !main.hasAttribute('aria-busy') && !main.querySelector('.skeletons');
    };
    const go = async (path) => {
      const before = document.querySelector('main');
      if (path === '') {
        history.back();
      } else {
        const link = document.createElement('a');
        link.href = path;
        before.append(link);
        link.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        link.click();
      }
      const came = await until(() => document.querySelector('main') !== before && isHere()
        && (path === '' || location.pathname === path));
      await frame();
      await frame();
      return came;
    };
    const discuss = async () => {
      const place = document.querySelector('.discussion');
      if (!place) return true;
      place.scrollIntoView();
      // Its program puts the discussion in the place of what stood there.
      const came = await until(() => place.querySelector('#comments:not(.is-awaited)'));
      const section = place.querySelector('#comments');
      section.querySelector('.comment-collapse')?.click();
      await frame();
      const order = section.querySelector('select');
      order.value = '1';
      order.dispatchEvent(new Event('change', { bubbles: true }));
      await frame();
      return came;
    };
    const missing = [];
    for (const path of paths) {
      if (!(await go(path) && await discuss())) missing.push(`${path} at ${location.pathname}`);
    }
    return missing;
  };
  0";

/// The paths of one round: each story and the way back from it, each list, and the front page between
/// and at the end.
fn round() -> Result<Vec<String>> {
    let edition = dist().join("edition");
    let slugs = |folder: &str| -> Result<Vec<String>> {
        let names = fs::read_dir(edition.join(folder))?.filter_map(|entry| {
            Some(entry.ok()?.file_name().to_str()?.strip_suffix(".json")?.to_owned())
        });
        let mut names: Vec<String> = names.collect();
        // Backwards, so that the longest discussion comes when as many documents are at hand as ever.
        names.sort_by(|one, other| other.cmp(one));
        Ok(names)
    };
    let mut paths = Vec::new();
    for (folder, route) in
        [("sections", "section"), ("authors", "author"), ("tags", "tag"), ("articles", "article")]
    {
        for slug in slugs(folder)? {
            paths.push(format!("/{route}/{slug}"));
            if route == "article" {
                paths.push(BACK.to_owned());
            }
        }
    }
    // What is over goes from the front page to nowhere and back to the front page.
    let over = ["/", "/nowhere"].into_iter().cycle().map(str::to_owned);
    let missing = ROUND.checked_sub(paths.len()).expect("a round holds every page");
    paths.extend(over.take(missing));
    paths.pop();
    paths.push("/".to_owned());
    Ok(paths)
}

/// What the page holds when all that is garbage has been taken away.
#[derive(Clone, Copy, Debug)]
struct Held([(&'static str, f64); 4]);

impl Held {
    async fn by(browser: &Browser) -> Result<Self> {
        // Once more, since what is taken away may have held something else.
        for _ in 0..3 {
            browser.next_frames().await?;
            browser.devtools("HeapProfiler.collectGarbage", json!({})).await?;
        }
        let heap = browser.devtools("Runtime.getHeapUsage", json!({})).await?;
        let page = browser.devtools("Memory.getDOMCounters", json!({})).await?;
        let number = |of: &serde_json::Value, name: &str| of[name].as_f64().unwrap_or(f64::NAN);
        // Nodes are counted rather than weighed: beside them lies what Chromium notes of slow frames and
        // of shifts, up to 200 of each.
        Ok(Self([
            ("bytes of heap", number(&heap, "usedSize")),
            ("bytes of WebAssembly", browser.js_number(MEMORY).await?),
            ("nodes", number(&page, "nodes")),
            ("listeners", number(&page, "jsEventListeners")),
        ]))
    }

    fn growth_to(self, later: Self) -> Vec<String> {
        let pairs = self.0.into_iter().zip(later.0);
        pairs
            // What can't be told is as bad as what has grown.
            .filter(|((_, before), (_, after))| {
                (before + after).is_nan() || *after > before * MOST_GROWTH
            })
            .map(|((name, before), (_, after))| format!("{name}: from {before} to {after}"))
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_pages_leave_nothing_behind() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open_with(Device::Phone, &FLAGS).await?;
    browser.before_every_page(WATCH).await?;
    browser.visit(&site.url("/")).await?;
    browser.js(TOUR).await?;
    let paths = round()?;
    let mut held = Vec::new();
    let mut wrong = Vec::new();
    for number in 1..=ROUNDS {
        // A page has a minute to answer.
        for paths in paths.chunks(25) {
            let missing = browser.js(format!("tour({})", json!(paths))).await?;
            if missing != json!([]) {
                wrong.push(format!("round {number}: {missing} did not come"));
            }
        }
        held.push(Held::by(&browser).await?);
    }
    let lines: Vec<_> = held.iter().map(|held| format!("{held:?}")).collect();
    println!("{}", lines.join("\n"));
    wrong.extend(held[0].growth_to(held[ROUNDS - 1]));
    let console = browser.console().await?;
    wrong.extend(console.into_iter().map(|line| format!("in the console: {line}")));
    browser.close().await?;
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), lines.join("\n"));
    Ok(())
}

const STORY: &str = "/article/alaska-summit";
const SLUG: &str = "alaska-summit";
/// How many threads the discussion has, and how many comments each: 10,000 in all.
const THREADS: usize = 500;
const IN_A_THREAD: usize = 20;
/// How many events come in a round, and how often the reader leaves and comes back meanwhile.
const EVENTS: usize = 100;
const DETOURS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn a_live_discussion_of_ten_thousand_leaves_nothing_behind() -> Result<()> {
    let newsroom = Newsroom::with_comments(SLUG, &discussion()).await?;
    let browser = Browser::open_with(Device::Phone, &FLAGS).await?;
    browser.before_every_page(WATCH).await?;
    browser.visit(&newsroom.url(STORY)).await?;
    near(&browser).await?;
    all_of_it(&browser).await?;
    let mut held = Vec::new();
    for round in 1..=ROUNDS {
        for detour in 0..DETOURS {
            // Likes: they change what stands, and add nothing to it.
            let events = EVENTS / DETOURS;
            for place in 0..events {
                let reader = (round * DETOURS + detour) * EVENTS + place;
                newsroom.like(SLUG, &thread(THREADS - 1 - place), u32::try_from(reader)?).await?;
            }
            let likes = (round - 1) * DETOURS + detour + 1;
            browser
                .wait_until(format!(
                    "document.querySelector(\"[id='comment-{}'] .comment-likes\")?.innerText.startsWith('{likes} ')",
                    thread(THREADS - 1)
                ))
                .await?;
            browser.js("void document.querySelector('.masthead .site-name').click()").await?;
            browser.wait_for_path("/").await?;
            browser.back().await?;
            browser.wait_for_path(STORY).await?;
            near(&browser).await?;
        }
        held.push(Held::by(&browser).await?);
    }
    let lines: Vec<_> = held.iter().map(|held| format!("{held:?}")).collect();
    println!("{}", lines.join("\n"));
    let mut wrong = held[0].growth_to(held[ROUNDS - 1]);
    // One page is open, and so is one stream.
    let streams = newsroom.streams().await?;
    if streams != 1 {
        wrong.push(format!("{streams} streams are open"));
    }
    // What was measured is a discussion that is still known as a whole: nothing is fetched for it.
    let pages =
        "performance.getEntriesByType('resource').filter((e) => e.name.includes('cursor=')).length";
    browser.js("void (performance.clearResourceTimings(), performance.setResourceTimingBufferSize(250))").await?;
    all_of_it(&browser).await?;
    assert_eq!(browser.js_number(pages).await?, 0.0);
    let console = browser.console().await?;
    wrong.extend(console.into_iter().map(|line| format!("in the console: {line}")));
    browser.close().await?;
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), lines.join("\n"));
    Ok(())
}

/// Scrolls to the discussion and waits until it is live.
async fn near(browser: &Browser) -> Result<()> {
    browser.js("document.querySelector('.comments').scrollIntoView()").await?;
    browser.wait_for(".comment-list li[data-position]").await?;
    browser.wait_until("document.querySelector('.comments-status')?.innerText === 'Live'").await
}

/// Reads on until all comments stand on the page, each once.
async fn all_of_it(browser: &Browser) -> Result<()> {
    let come = "(async () => {
        const stand = () => document.querySelectorAll('.comment-list .thread').length;
        for (let button; (button = document.querySelector('.comments-more button'));) {
          const before = stand();
          button.click();
          const end = performance.now() + 20_000;
          while (stand() === before && performance.now() < end) await new Promise((done) => setTimeout(done, 5));
          if (stand() === before) return 'no more came than ' + before;
        }
        const ids = [...document.querySelectorAll('.comment-list .comment')].map((e) => e.id);
        return ids.length + ' comments, ' + new Set(ids).size + ' of them different';
      })()";
    let all = THREADS * IN_A_THREAD;
    let expected = format!("{all} comments, {all} of them different");
    assert_eq!(browser.js_text(come).await?, expected);
    Ok(())
}

/// The id of a thread's first comment; the last thread is the newest.
fn thread(number: usize) -> String {
    format!("t{number:03}")
}

/// The discussion, as an edition's folder has it.
fn discussion() -> Vec<Value> {
    let comment = |id: String, parent: Option<String>, second: usize| {
        json!({"id": id, "parent_id": parent, "author": {"name": "Somebody else"}, "status": "visible",
            "text": format!("What {id} has to say of it.\n\nAnd a second paragraph."),
            "created_at": format!("2026-11-{:02}T{:02}:{:02}:{:02}Z",
                10 + second / 86_400, second / 3_600 % 24, second / 60 % 60, second % 60)})
    };
    let threads = (0..THREADS).flat_map(|number| {
        let first = comment(thread(number), None, number * IN_A_THREAD);
        let answers = (1..IN_A_THREAD).map(move |place| {
            let id = format!("{}-{place:02}", thread(number));
            comment(id, Some(thread(number)), number * IN_A_THREAD + place)
        });
        std::iter::once(first).chain(answers)
    });
    threads.collect()
}

//! The app dies while it is read: the story stays, the page says what happened, and nothing that
//! follows reaches what is broken.

use std::time::{Duration, Instant};

use journeys::{Browser, Device, Newsroom, Result, Site, inspect, wait};
use serde_json::json;

const STORY: &str = "/article/alaska-summit";
const HEADLINE: &str = "Two presidents";

/// Counts what is reported, and what the app is still asked to do.
const WATCH: &str = "
    globalThis.watched = { panics: 0, errors: [] };
    addEventListener('broadsheet-panic', () => watched.panics += 1);
    addEventListener('error', (e) => e.message && watched.errors.push(e.message));
    addEventListener('unhandledrejection', (e) => watched.errors.push(String(e.reason)));";

/// How many panics and errors have been told of.
const REPORTED: &str = "watched.panics + watched.errors.length";

/// From now on the next node that is made can't be: the app's own code takes that for impossible.
const NO_NODES: &str = "void (() => {
    const kinds = [[Document, 'createElement'], [Document, 'createElementNS'], [Document, 'createTextNode'],
      [Document, 'createComment'], [Node, 'cloneNode']];
    const made = kinds.map(([kind, name]) => kind.prototype[name]);
    const heal = () => kinds.forEach(([kind, name], at) => { kind.prototype[name] = made[at]; });
    kinds.forEach(([kind, name]) => {
      kind.prototype[name] = () => { heal(); throw new DOMException('no more nodes', 'QuotaExceededError'); };
    });
  })()";
/// From now on the clock fails once.
const NO_CLOCK: &str = "void (() => {
    const now = Date.now;
    Date.now = () => { Date.now = now; throw new Error('no clock'); };
  })()";

/// From now on the next event of a stream can't be read.
const NO_EVENTS: &str = "void (() => {
    const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
    Object.defineProperty(MessageEvent.prototype, 'data', { configurable: true, get() {
      Object.defineProperty(MessageEvent.prototype, 'data', data);
      throw new Error('no data');
    } });
  })()";

/// Whether the overlay stands, with words, on the screen.
const SEEN: &str = "(() => {
    const box = document.querySelector('.panic-overlay'), place = box.getBoundingClientRect();
    return box.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.role === 'alertdialog'
      && box.innerText.length > 40 && place.left >= 0 && place.right <= innerWidth;
  })()";

struct Death {
    name: &'static str,
    /// What breaks the app.
    sabotage: &'static str,
    /// What makes the app run into it.
    trigger: &'static str,
}

const DEATHS: [Death; 6] = [
    Death {
        name: "an effect, after a link",
        sabotage: NO_NODES,
        trigger: "document.querySelector('.section-nav a[href=\"/section/world\"]').click()",
    },
    Death {
        name: "an effect, after a button",
        sabotage: NO_NODES,
        trigger: "document.querySelector('.comments-more button').click()",
    },
    Death {
        name: "a task, after a link",
        sabotage: NO_CLOCK,
        trigger: "document.querySelector('.section-nav a[href=\"/section/world\"]').click()",
    },
    Death {
        name: "an event's listener",
        sabotage: NO_CLOCK,
        trigger: "dispatchEvent(new PopStateEvent('popstate'))",
    },
    Death {
        name: "a trap in a task",
        sabotage: "0",
        trigger: "Promise.reject(new WebAssembly.RuntimeError('unreachable'))",
    },
    Death {
        name: "a trap in a timer",
        sabotage: "0",
        trigger: "setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); }, 0)",
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn the_story_stays_and_the_app_is_left_alone() -> Result<()> {
    let mut wrong = Vec::new();
    for (number, death) in DEATHS.iter().enumerate() {
        let site = Site::as_built().await?;
        let device = if number.is_multiple_of(2) { Device::Phone } else { Device::Desktop };
        let browser = Browser::open(device).await?;
        browser.before_every_page(WATCH).await?;
        let other = if number.is_multiple_of(2) { Device::Desktop } else { Device::Phone };
        let found = match dies(&site, &browser, death, [device, other]).await {
            Ok(found) => found,
            Err(problem) => vec![format!("{problem:#}")],
        };
        wrong.extend(found.into_iter().map(|line| format!("{}: {line}", death.name)));
        browser.close().await?;
    }
    report(&wrong);
    Ok(())
}

/// How long nothing may happen in an app that has died.
const A_MINUTE: Duration = Duration::from_secs(60);

/// An app that has died does nothing by itself any more: no timer, no frame, no stream.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_stirs_for_a_minute() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let stream = Death { name: "a stream's listener", sabotage: NO_EVENTS, trigger: "0" };
    let mut dead = Vec::new();
    for death in DEATHS.iter().chain([&stream]) {
        let browser = Browser::open(Device::Phone).await?;
        browser.before_every_page(WATCH).await?;
        browser.visit(&newsroom.url(&format!("{STORY}#comments"))).await?;
        let is_live = "document.querySelector('.comments-status')?.innerText === 'Live'";
        browser.wait_until(is_live).await?;
        browser.js(death.sabotage).await?;
        browser.js(format!("void {}", death.trigger)).await?;
        if death.name == stream.name {
            newsroom.say("alaska-summit", None, "What breaks the camel's back.").await?;
        }
        browser.wait_for(".panic-overlay").await?;
        browser.js("void (globalThis.stirred = [], new MutationObserver((all) => stirred.push(
            ...all.map((one) => `${one.type} in ${one.target.nodeName}`)))
            .observe(document, { subtree: true, childList: true, attributes: true, characterData: true }))")
            .await?;
        let reported = browser.js_number(REPORTED).await?;
        browser.forget().await?;
        dead.push((death.name, browser, reported, Instant::now()));
    }
    let mut wrong = Vec::new();
    for (name, browser, reported, since) in dead {
        tokio::time::sleep(A_MINUTE.saturating_sub(since.elapsed())).await;
        let still = browser.js_number(REPORTED).await?;
        let is_once = "watched.panics <= 1 && watched.errors.length <= 1";
        if still != reported || !browser.is(is_once).await? {
            wrong.push(format!("{name}: {reported} reports became {still}"));
        }
        let stirred = browser.js("stirred").await?;
        if stirred != json!([]) {
            wrong.push(format!("{name}: the page changed: {stirred}"));
        }
        let console = browser.console().await?;
        if !console.is_empty() {
            wrong.push(format!("{name}: the console says {console:?}"));
        }
        let asked = browser.requests().await?;
        if !asked.is_empty() {
            wrong.push(format!("{name}: it still asks for {asked:?}"));
        }
        if browser.count(".panic-overlay").await? != 1 {
            wrong.push(format!("{name}: the overlay is gone"));
        }
        browser.close().await?;
    }
    report(&wrong);
    Ok(())
}

async fn dies(
    site: &Site,
    browser: &Browser,
    death: &Death,
    [device, other]: [Device; 2],
) -> Result<Vec<String>> {
    open_story(site, browser).await?;
    browser.js("void (globalThis.visit = 'the same')").await?;
    browser.forget().await?;
    browser.js(death.sabotage).await?;
    let began = Instant::now();
    browser.js(format!("void {}", death.trigger)).await?;
    browser.wait_for(".panic-overlay").await?;
    let took = began.elapsed();
    let mut wrong = overlay(browser).await?;
    if took > Duration::from_secs(1) {
        wrong.push(format!("the overlay came after {took:?}"));
    }
    for device in [other, device] {
        browser.hold(device).await?;
        wrong.extend(inspect::sideways(browser).await?);
        if !browser.is(SEEN).await? {
            wrong.push(format!("the overlay has no words on {device:?}"));
        }
        if death.name == DEATHS[0].name {
            wrong.extend(inspect::accessible(browser).await?);
        }
    }
    wrong.extend(nothing_reaches_the_app(site, browser).await?);
    wrong.extend(a_link_is_the_browsers_own(browser).await?);

    open_story(site, browser).await?;
    browser.js(death.sabotage).await?;
    browser.js(format!("void {}", death.trigger)).await?;
    browser.wait_for(".panic-overlay a").await?;
    browser.js("void (globalThis.visit = 'the same')").await?;
    let address = browser.js_text("location.pathname").await?;
    browser.click(".panic-overlay a").await?;
    browser.wait_until("globalThis.visit === undefined").await?;
    browser.wait_until_settled().await?;
    let (here, heading) = (browser.address().await?, browser.text("h1").await?);
    let is_right = heading.starts_with(if address == STORY { HEADLINE } else { "World" });
    if browser.count(".panic-overlay").await? > 0 || !here.starts_with(&address) || !is_right {
        wrong.push(format!("the reload of {address} shows {here} with {heading:?}"));
    }
    Ok(wrong)
}

/// A story with everything that lives on its page.
async fn open_story(site: &Site, browser: &Browser) -> Result<()> {
    browser.visit(&site.url(&format!("{STORY}#comments"))).await?;
    browser.wait_for(".comments-more button").await?;
    browser.wait_for(".section-nav a[href='/section/world']").await
}

async fn overlay(browser: &Browser) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, line: String| {
        if !holds {
            wrong.push(line);
        }
    };
    expect(browser.is(SEEN).await?, "the overlay has no words".to_owned());
    expect(
        browser.is("document.activeElement === document.querySelector('.panic-overlay a')").await?,
        "the focus is not on the way on".to_owned(),
    );
    let readable = "(() => {
        const paragraph = document.querySelectorAll('.story-body p')[3];
        paragraph.scrollIntoView({ block: 'start', behavior: 'instant' });
        const box = paragraph.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + 20, box.top + 5);
        getSelection().selectAllChildren(paragraph);
        return paragraph.contains(top) && getSelection().toString().length > 100
          && getComputedStyle(paragraph).userSelect !== 'none';
      })()";
    expect(browser.is(readable).await?, "the story can't be read below the overlay".to_owned());
    let heading = browser.text("h1").await?;
    expect(heading.starts_with(HEADLINE), format!("the heading is {heading:?}"));
    expect(!browser.title().await?.is_empty(), "no title".to_owned());
    Ok(wrong)
}

/// Everything that a reader may do, twice over; then what was reported in all.
async fn nothing_reaches_the_app(site: &Site, browser: &Browser) -> Result<Vec<String>> {
    let asked = site.asked().len();
    let doings = "(async () => {
        const fire = (target, kinds) => kinds.forEach((kind) => target.dispatchEvent(new Event(kind, { bubbles: true })));
        for (let round = 0; round < 2; round += 1) {
          // A menu that opens is the browser's doing, so its line is left alone.
        document.querySelectorAll('main button, header .disclosure button').forEach((e) => e.click());
          document.querySelectorAll('select').forEach((e) => {
            e.value = '1';
            fire(e, ['input', 'change']);
          });
          document.querySelectorAll('nav a').forEach((e) => fire(e, ['pointerover', 'focusin', 'touchstart']));
          fire(window, ['scroll', 'resize', 'popstate', 'hashchange', 'online', 'offline', 'pagehide']);
          fire(document, ['visibilitychange', 'keydown', 'scroll']);
          location.hash = '#comment-c254';
          scrollTo(0, 900 * round);
          await new Promise((done) => setTimeout(done, 700));
        }
      })()";
    let drawn = "[...document.querySelectorAll('main *')].map((e) => `${e.tagName} ${e.className}`).join('\\n')
        + document.querySelector('main').textContent";
    let before = browser.js_text(drawn).await?;
    let reported = browser.js(REPORTED).await?;
    browser.js(doings).await?;
    let mut wrong = Vec::new();
    let after = browser.js_text(drawn).await?;
    if before != after {
        let changed = before.lines().zip(after.lines()).find(|(before, after)| before != after);
        wrong.push(format!("the page changed under the reader's hands: {changed:?}"));
    }
    let still = browser.js(REPORTED).await?;
    let overlays = browser.count(".panic-overlay").await?;
    if reported != still || overlays != 1 {
        wrong.push(format!("{reported} reports became {still}; {overlays} overlays"));
    }
    let console = browser.console().await?;
    let panics = console.iter().filter(|line| line.contains("panicked at")).count();
    let uncaught = console.iter().filter(|line| line.contains("Uncaught")).count();
    if panics > 1 || uncaught > 1 || panics + uncaught == 0 {
        wrong.push(format!(
            "{panics} panics and {uncaught} errors are reported:\n      {}",
            console.join("\n      ")
        ));
    }
    let documents: Vec<_> =
        site.asked().into_iter().skip(asked).filter(|path| path.ends_with(".json")).collect();
    if !documents.is_empty() {
        wrong.push(format!("the app still asks for {documents:?}"));
    }
    Ok(wrong)
}

/// A link loads its page as any link does, and the app is alive there.
async fn a_link_is_the_browsers_own(browser: &Browser) -> Result<Vec<String>> {
    browser
        .js("void document.querySelector('.section-nav a[href=\"/section/science\"]').click()")
        .await?;
    browser.wait_until("globalThis.visit === undefined").await?;
    browser.wait_for_path("/section/science").await?;
    let overlays = browser.count(".panic-overlay").await?;
    let heading = browser.text("h1").await?;
    Ok(if overlays == 0 && heading == "Science" {
        Vec::new()
    } else {
        vec![format!("a link shows {heading:?} and {overlays} overlays")]
    })
}

/// The app dies before it has drawn anything.
#[tokio::test(flavor = "multi_thread")]
async fn while_it_starts() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.before_every_page(WATCH).await?;
    let once = format!("document.addEventListener('DOMContentLoaded', () => {{ {NO_NODES}; }})");
    browser.before_every_page(&once).await?;
    browser.open_address(&site.url(STORY)).await?;
    let words = "document.body.innerText.trim().length > 80
        && [...document.querySelectorAll('a')].some((e) => e.innerText === 'Reload the page'
          && e.checkVisibility({ visibilityProperty: true }))";
    browser.wait_up_to(Duration::from_secs(6), words).await?;
    let loads = || site.asked().iter().filter(|path| *path == STORY).count();
    wait::until(Duration::from_secs(1), "quiet", || async { Ok((loads() <= 2).then_some(())) })
        .await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(loads() <= 2, "{} loads", loads());
    for device in [Device::Phone, Device::Desktop] {
        browser.hold(device).await?;
        assert!(browser.is(words).await?, "{device:?}");
        assert_eq!(inspect::sideways(&browser).await?, None, "{device:?}");
    }
    browser.close().await
}

/// Somebody else's script, such as a browser's extension, fails: that is not the app's death.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_apps_does_not_end_it() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Desktop).await?;
    open_story(&site, &browser).await?;
    for failure in [
        "setTimeout(() => { throw new Error('somebody else'); }, 0)",
        "Promise.reject(new TypeError('somebody else'))",
        "Promise.reject('no error at all')",
        "dispatchEvent(new ErrorEvent('error', { message: 'Script error.' }))",
    ] {
        browser.js(format!("void {failure}")).await?;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(browser.count(".panic-overlay").await?, 0);
    assert_eq!(browser.js("document.documentElement.dataset.app").await?, json!("started"));
    browser.click(".section-nav a[href='/section/world']").await?;
    browser.wait_for_path("/section/world").await?;
    browser.close().await
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

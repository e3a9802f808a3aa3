//! What the reader's device asks for: its own colours, as little motion as possible, paper.

use journeys::browser::Media;
use journeys::pill::PILL;
use journeys::{Browser, Device, Key, Newsroom, Result};
use serde_json::{Value, json};

const STORY: &str = "/article/alaska-summit";
const PATHS: [&str; 4] = ["/", "/section/science", STORY, "/no-such-page"];

/// The colours that a device has for what can be used, and whether each thing that can be used shows
/// itself as such: by a border, an underline, or a background of its own.
const CONTROLS: &str = "(() => {
    // A background that is forced keeps how clear it was.
    const isClear = (colour) => /, 0\\)$/.test(colour);
    const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && e.getClientRects().length && e.getBoundingClientRect().width > 2;
    const shows = (e) => {
      const style = getComputedStyle(e), page = getComputedStyle(document.body).backgroundColor;
      const lined = ['Top', 'Bottom', 'Left', 'Right'].some((side) => parseFloat(style[`border${side}Width`]) > 0
        && style[`border${side}Style`] !== 'none' && style[`border${side}Color`] !== page);
      return lined || style.textDecorationLine.includes('underline')
        || (!isClear(style.backgroundColor) && style.backgroundColor !== page);
    };
    return [...document.querySelectorAll('button, select, summary, textarea, input:not([hidden])')]
      .filter((e) => seen(e) && !e.closest('[aria-hidden=true]') && !shows(e))
      .map((e) => e.outerHTML.slice(0, 120));
  })()";
/// Words in a colour that can't be told from what is behind them, as what a style has taken for granted.
const UNSEEN: &str = "(() => {
    const isClear = (colour) => /, 0\\)$/.test(colour);
    const behind = (e) => { for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!isClear(colour)) return colour;
    } return ''; };
    const said = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    return [...document.querySelectorAll('body *')].filter((e) => said(e) && e.checkVisibility()
        && getComputedStyle(e).color === behind(e))
      .map((e) => e.outerHTML.slice(0, 120));
  })()";
/// What of a row of choices is chosen must be told from what is not.
const CHOSEN: &str = "(() => {
    const look = (e) => { const s = getComputedStyle(e);
      return [s.color, s.backgroundColor, s.borderBottomColor, s.borderTopColor].join(); };
    const pairs = [['.section-list a[aria-current]', '.section-list a:not([aria-current])'],
      ['.theme-switch button[aria-pressed=true]', '.theme-switch button:not([aria-pressed=true])']];
    return pairs.filter(([is, isNot]) => {
      const [a, b] = [is, isNot].map((css) => document.querySelector(css));
      return a && b && look(a) === look(b);
    }).map(([is]) => is);
  })()";

/// A control that looks like nothing, and words in the colour of the page.
const BARE: &str = "void (() => {
    const bare = document.createElement('button');
    bare.id = 'bare';
    bare.textContent = 'bare';
    Object.assign(bare.style, { forcedColorAdjust: 'none', border: 0, background: 'none', transition: 'opacity 1s',
      color: getComputedStyle(document.body).backgroundColor });
    document.querySelector('main').prepend(bare);
  })()";

fn told(place: &str, found: Value) -> Vec<String> {
    let lines: Vec<String> = serde_json::from_value(found).unwrap_or_default();
    lines.into_iter().map(|line| format!("{place}: {line}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_colours_of_the_devices_own_everything_can_be_told_apart() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let browser = Browser::open(Device::Phone).await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        browser.hold(device).await?;
        for path in PATHS {
            browser.prefer(Media::ForcedColours).await?;
            browser.visit(&newsroom.url(path)).await?;
            browser.wait_for(".section-nav a[href='/section/sport']").await?;
            assert!(browser.is("matchMedia('(forced-colors: active)').matches").await?);
            if path == STORY {
                browser.js("document.querySelector('.comments').scrollIntoView()").await?;
                browser.wait_for(".comments-write .composer textarea").await?;
                browser.wait_for(".comment-list li[data-position]").await?;
            }
            browser.click(".theme-switch summary").await?;
            browser.wait_for(".theme-switch[open]").await?;
            for (what, script) in [
                ("can't be seen to be a control", CONTROLS),
                ("unseen", UNSEEN),
                ("chosen", CHOSEN),
            ] {
                let place = format!("{path} {device:?}, {what}");
                wrong.extend(told(&place, browser.js(script).await?));
            }
            browser.press(Key::Escape).await?;
            wrong.extend(told(&format!("{path} {device:?}"), focus(&browser).await?));
        }
    }
    // What is looked for would be seen.
    browser.js(BARE).await?;
    for script in [CONTROLS, UNSEEN] {
        let found = told("", browser.js(script).await?);
        assert!(found.iter().any(|line| line.contains("id=\"bare\"")), "{found:?}");
    }
    browser.close().await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Stops of the Tab key at which no ring shows that is drawn in a colour of its own. Shadows are not
/// drawn where colours are forced, and tell nothing there.
async fn focus(browser: &Browser) -> Result<Value> {
    let mut unseen = Vec::new();
    browser.js("void (scrollTo(0, 0), document.activeElement?.blur())").await?;
    for _ in 0..12 {
        browser.press(Key::Tab).await?;
        let found = browser
            .js("(() => {
                const e = document.activeElement, page = getComputedStyle(document.body).backgroundColor;
                if (e === document.body) return '';
                const rings = [null, '::before', '::after'].map((part) => getComputedStyle(e, part));
                const shows = rings.some((r) => r.outlineStyle !== 'none' && parseFloat(r.outlineWidth) >= 2
                  && r.outlineColor !== page && !/, 0\\)$/.test(r.outlineColor));
                return shows ? '' : 'no ring of the focus on ' + e.outerHTML.slice(0, 120);
              })()")
            .await?;
        if found != json!("") {
            unseen.push(found);
        }
    }
    Ok(json!(unseen))
}

/// What moves or fades for longer than an eye could see; what appears at once after a while may.
const MOVING: &str = "(() => {
    const moves = document.getAnimations().filter((a) => {
      const timing = a.effect.getComputedTiming();
      return timing.activeDuration > 10;
    }).map((a) => `${a.animationName ?? a.transitionProperty} on ${a.effect.target?.className}`);
    const all = [...document.querySelectorAll('*')].flatMap((e) => [null, '::before', '::after'].map((part) => [e, getComputedStyle(e, part)]));
    const seconds = (list) => Math.max(...list.split(',').map(parseFloat));
    const may = all.filter(([, s]) => seconds(s.transitionDuration) > 0.01 || s.scrollBehavior === 'smooth'
        || (s.animationName !== 'none' && seconds(s.animationDuration) > 0.01))
      .map(([e, s]) => `${e.tagName}.${e.className}: ${s.transitionDuration} ${s.animationName} ${s.scrollBehavior}`);
    return [...new Set([...moves, ...may])].slice(0, 10);
  })()";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_where_motion_is_not_wanted() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.prefer(Media::ReducedMotion).await?;
    let mut wrong = Vec::new();
    for path in PATHS {
        browser.visit(&newsroom.url(path)).await?;
        assert!(browser.is("matchMedia('(prefers-reduced-motion: reduce)').matches").await?);
        browser.wait_for(".section-nav a[href='/section/sport']").await?;
        if path == STORY {
            browser.js("document.querySelector('.comments').scrollIntoView()").await?;
            browser.wait_for(".comment-list li[data-position]").await?;
            newsroom.say("alaska-summit", None, "Quietly").await?;
            browser.wait_for(PILL).await?;
            // The way to what is new is gone at once.
            browser.click(PILL).await?;
            browser.wait_until("document.activeElement.innerText.includes('Quietly')").await?;
        }
        browser.click(".theme-switch summary").await?;
        wrong.extend(told(path, browser.js(MOVING).await?));
        browser.press(Key::Escape).await?;
        // What is clicked on the way to another page neither slides nor fades.
        browser
            .js("void document.querySelector('.section-nav a[href=\"/section/sport\"]').click()")
            .await?;
        wrong.extend(told(&format!("leaving {path}"), browser.js(MOVING).await?));
        browser.wait_for_path("/section/sport").await?;
    }
    // What is looked for would be seen.
    browser.js(BARE).await?;
    assert_ne!(browser.js(MOVING).await?, json!([]));
    browser.close().await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_paper_stands_the_story_and_none_of_the_furniture() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let browser = Browser::open(Device::Desktop).await?;
    browser.visit(&newsroom.url(STORY)).await?;
    browser.wait_for(".section-nav a[href='/section/sport']").await?;
    browser.scroll_through().await?;
    browser.wait_for(".comment-list li[data-position]").await?;
    let words = browser.text(".story-body").await?;
    let photos = browser.count("article figure img").await?;
    // A reader of a dark page prints on paper that is white.
    browser.js("void (document.documentElement.dataset.theme = 'dark')").await?;
    browser.prefer(Media::Print).await?;
    browser.next_frames().await?;
    let seen = "(css) => [...document.querySelectorAll(css)].filter((e) => e.checkVisibility()
        && e.getBoundingClientRect().width > 2 && e.getBoundingClientRect().height > 2)";
    let is_seen = |css: &str| format!("({seen})({}).length", json!(css));
    let mut wrong = Vec::new();
    for css in ["h1.headline", ".standfirst", ".story-body", ".article-meta", ".print-address"] {
        if browser.js_number(is_seen(css)).await? < 1.0 {
            wrong.push(format!("{css} is not printed"));
        }
    }
    for css in [
        ".skip-link",
        ".section-nav",
        ".top-strip",
        ".theme-switch",
        ".article-tools",
        ".related",
        ".comments",
        ".tags",
        ".site-footer",
        ".reading-progress",
        "button",
        "select",
        "textarea",
    ] {
        let count = browser.js_number(is_seen(css)).await?;
        if count > 0.0 {
            wrong.push(format!("{count} × {css} is printed"));
        }
    }
    let printed = browser.text(".story-body").await?;
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    if bare(&printed) != bare(&words) {
        wrong.push("the story is printed otherwise than it is read".to_owned());
    }
    let drawn = format!(
        "({seen})('article figure img').filter((i) => i.complete && i.naturalWidth > 0).length"
    );
    let drawn = browser.js_number(&drawn).await? as usize;
    if photos == 0 || drawn != photos {
        wrong.push(format!("{drawn} of {photos} photographs are printed"));
    }
    let address = browser.text(".print-address").await?;
    if !address.ends_with(STORY) || !address.starts_with("http") {
        wrong.push(format!("the address is {address:?}"));
    }
    let colours = browser
        .js("['color', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])")
        .await?;
    if colours != json!(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]) {
        wrong.push(format!("printed in {colours}"));
    }
    // As the printer gets it, on A4: some pages, and words that can be read.
    let paper = json!({"paperWidth": 8.27, "paperHeight": 11.69});
    let pdf = browser.devtools("Page.printToPDF", paper).await?;
    let bytes = pdf["data"].as_str().unwrap_or_default().len();
    if bytes < 20_000 {
        wrong.push(format!("the print has {bytes} letters of base64"));
    }
    browser.close().await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

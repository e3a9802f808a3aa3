//! What must hold on every page, whatever it shows. Each check answers with what is wrong, one line
//! a defect, so that a journey can tell of all of them at once.

use std::time::Duration;

use crate::browser::{Finding, Media, Named};
use crate::{Browser, Result};

/// The most that a page may move by itself.
pub const MOST_SHIFT: f64 = 0.01;

/// How often the landmarks are looked for: Chromium tells what a screen reader has a moment after it has drawn.
const LOOKS: usize = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// Landmarks, heading, focus order's first stop: the frame of every page.
pub async fn frame(browser: &Browser) -> Result<Vec<String>> {
    let mut wrong = landmarks(browser).await?;
    for _ in 1..LOOKS {
        if wrong.is_empty() {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        wrong = landmarks(browser).await?;
    }
    let headings = browser.count("h1").await?;
    if headings != 1 {
        wrong.push(format!("{headings} × h1"));
    }
    if browser.text("h1").await?.trim().is_empty() {
        wrong.push("an h1 without words".to_owned());
    }
    let twins = browser.js(
        "[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i)",
    );
    let twins = twins.await?;
    if twins != serde_json::json!([]) {
        wrong.push(format!("ids that stand twice: {twins}"));
    }
    if browser.count("[style]").await? > 0 {
        wrong.push("style attributes".to_owned());
    }
    wrong.extend(sideways(browser).await?);
    Ok(wrong)
}

/// Which landmarks are not there once each.
async fn landmarks(browser: &Browser) -> Result<Vec<String>> {
    let outline = browser.outline().await?;
    let mut wrong = Vec::new();
    for (role, name) in [
        ("banner", None),
        ("navigation", Some("Sections")),
        ("main", None),
        ("contentinfo", None),
        ("status", None),
    ] {
        let fits = |named: &&Named| named.role == role && name.is_none_or(|n| n == named.name);
        let count = outline.iter().filter(fits).count();
        // A discussion has a status of its own; the page's is the one that is always there.
        let is_right = if role == "status" { count >= 1 } else { count == 1 };
        if !is_right {
            wrong.push(format!("{count} × {role} {}", name.unwrap_or_default()));
        }
    }
    Ok(wrong)
}

/// Whether the page has something of a role with a name.
pub async fn has(browser: &Browser, role: &str, name: &str) -> Result<bool> {
    let outline = browser.outline().await?;
    Ok(outline.iter().any(|named| named.role == role && named.name == name))
}

/// What makes the page scroll sideways.
pub async fn sideways(browser: &Browser) -> Result<Option<String>> {
    let wide = browser.js_text(
        "(() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return '';
            const scrolls = (e) => e && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
            const over = [...document.body.querySelectorAll('*')].filter((e) => {
              const box = e.getBoundingClientRect();
              return box.width > 0 && (box.right > room + 1 || box.left < -1) && !scrolls(e.parentElement);
            });
            return document.documentElement.scrollWidth + ' in ' + room + ': '
              + over.slice(0, 4).map((e) => e.tagName.toLowerCase() + '.' + e.className).join(', ');
          })()",
    );
    let wide = wide.await?;
    Ok((!wide.is_empty()).then(|| format!("scrolls sideways, {wide}")))
}

/// Silence in the console, and no request to another origin than those given.
pub async fn quiet(browser: &Browser, origins: &[&str]) -> Result<Vec<String>> {
    let mut wrong: Vec<_> =
        browser.console().await?.iter().map(|line| format!("in the console: {line}")).collect();
    let others = browser.requests_to_others(origins).await?;
    wrong.extend(others.iter().map(|url| format!("a request to {url}")));
    Ok(wrong)
}

/// Ends a journey on which the console said nothing, and no request went to another origin than those
/// given.
///
/// # Errors
///
/// Where either did, all that it was.
pub async fn end_quietly(browser: Browser, origins: &[&str]) -> Result<()> {
    let wrong = quiet(&browser, origins).await?;
    browser.close().await?;
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// A page that stays where it is.
pub async fn still(browser: &Browser) -> Result<Option<String>> {
    let shifts = browser.shifts().await?;
    let moved = shifts.moved.join("\n      ");
    let line = || format!("layout shift {:.4}:\n      {moved}", shifts.total);
    Ok((shifts.total > MOST_SHIFT).then(line))
}

/// What axe finds and what it can't decide, in light and in dark.
pub async fn accessible(browser: &Browser) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    // What has not been seen yet has a height that is guessed, and axe takes what doesn't fit into it
    // for something that lies over what follows.
    browser
        .js("void (() => { const all = new CSSStyleSheet();
            all.replaceSync('* { content-visibility: visible !important }');
            document.adoptedStyleSheets = [all]; })()")
        .await?;
    for (media, scheme) in [(Media::Dark, "dark"), (Media::Usual, "light")] {
        browser.prefer(media).await?;
        browser.next_frames().await?;
        let report = browser.axe().await?;
        let undecided = report.incomplete.iter().filter(|found| !is_explained(found));
        let found = report.violations.iter().chain(undecided);
        wrong.extend(found.map(|found| format!("axe, {scheme}: {found}")));
    }
    browser.js("void (document.adoptedStyleSheets = [])").await?;
    Ok(wrong)
}

/// A row that scrolls sideways holds words that are out of sight, and a table cells of one digit; axe
/// can't tell what is behind the ones and whether the others are words. Their neighbours, in the same
/// colours, are judged.
fn is_explained(found: &Finding) -> bool {
    let is_seen_elsewhere = |node: &String| {
        node.contains("partially obscured by another element") || node.contains("too short")
    };
    found.id == "color-contrast" && found.nodes.iter().all(is_seen_elsewhere)
}

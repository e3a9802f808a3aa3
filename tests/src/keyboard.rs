//! Going about a page by keyboard alone: every stop on the way shows where the focus is.

use anyhow::{Context, bail, ensure};

use crate::{Browser, Key, Result};

/// What has the focus: whether it is what the selector names, shows that it has the focus, and is on the
/// screen; whether it is nothing at all, and what it is.
fn focus(css: &str) -> String {
    format!(
        "(() => {{
           const e = document.activeElement, box = e.getBoundingClientRect();
           // A card's ring stands around the whole card, which its link covers.
           const rings = [null, '::before', '::after'].map((part) => getComputedStyle(e, part));
           const shows = rings.some((ring) =>
             (ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) > 0) || ring.boxShadow !== 'none');
           const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
           return [e.matches({}), shows, seen, e === document.body, e.outerHTML.slice(0, 160)];
         }})()",
        serde_json::json!(css)
    )
}

/// Presses Tab until the focus is on an element.
///
/// # Errors
///
/// Where it is not there after so many stops, or a stop on the way does not show that it has the focus.
pub async fn tab_to(browser: &Browser, css: &str, most: usize) -> Result<usize> {
    go(browser, css, most, false).await
}

/// The same backwards: with Shift and Tab.
///
/// # Errors
///
/// As [`tab_to`].
pub async fn tab_back_to(browser: &Browser, css: &str, most: usize) -> Result<usize> {
    go(browser, css, most, true).await
}

async fn go(browser: &Browser, css: &str, most: usize, back: bool) -> Result<usize> {
    for stop in 1..=most {
        let keys = browser.web().action_chain();
        let keys = match back {
            true => keys.key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift),
            false => keys.send_keys(Key::Tab),
        };
        keys.perform().await?;
        let state = browser.js(focus(css)).await?;
        let (is_nothing, what) = (state[3] == true, &state[4]);
        // What takes the focus from code alone is left at once, and after the last stop comes the
        // browser's own.
        let shows = is_nothing || state[1] == true || what.to_string().contains("tabindex=\\\"-1");
        ensure!(shows, "the focus is not to be seen on {what}");
        ensure!(is_nothing || state[2] == true, "the focus is off the screen, on {what}");
        if state[0] == true {
            return Ok(stop);
        }
    }
    bail!("{most} stops did not lead to {css}")
}

/// Waits until the focus is on an element, and sees to it that it is on the screen and shows that it has
/// the focus.
///
/// # Errors
///
/// Where it is elsewhere, lost or hidden.
pub async fn is_on(browser: &Browser, css: &str) -> Result<()> {
    let matches = format!("document.activeElement.matches({})", serde_json::json!(css));
    let waited = browser.wait_until(matches).await;
    let state = browser.js(focus(css)).await?;
    let what = &state[4];
    waited.with_context(|| format!("the focus is on {what}"))?;
    ensure!(state[3] == false, "the focus is lost");
    ensure!(state[1] == true, "the focus is not to be seen on {what}");
    ensure!(state[2] == true, "the focus is off the screen, on {what}");
    Ok(())
}

//! The room of a comment whose words go while it is being looked at: it is kept until the reader has turned
//! away, so that nothing below it moves up under their thumb.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::acts::css_knows;
use crate::model::Comment;
use crate::model::comment::anchor;
use crate::state::reader;

const PROPERTY: &str = "min-height";
/// The comments that are kept high by a style of their own; no other has one.
const KEPT: &str = ".comment-list .comment[style]";

/// Keeps the height of those comments that are before the reader's eyes.
pub fn keep<'a>(ids: impl Iterator<Item = &'a str>) {
    // All are measured before any is changed: else the page would be laid out anew for each.
    let seen: Vec<(Element, i32)> = ids.filter_map(seen).collect();
    for (comment, height) in seen {
        let height = ["calc(", &height.to_string(), "px / 64)"].concat();
        let _ = style(&comment).set_property(PROPERTY, &height);
    }
}

/// A comment of somebody else's that the reader sees, and how high it is in 64ths of a pixel.
fn seen(id: &str) -> Option<(Element, i32)> {
    if reader::token(id).is_some() {
        return None;
    }
    let comment = document().get_element_by_id(&anchor(id))?;
    // A thread out of sight is not laid out, and would be for a look at what is in it.
    let thread = comment.closest(".thread").ok()??;
    let is_seen = is_seen(&thread) && is_seen(&comment);
    is_seen.then(|| {
        // In what browsers count in (Chromium's `LayoutUnit`), as a whole number: rounded to pixels it moves
        // what is below, and writing out fractions costs every reader 6 KB of code.
        let height = (comment.get_bounding_client_rect().height() * 64.0).ceil() as i32;
        (comment, height)
    })
}

/// Whether a comment has words again that its line has no room for, before the reader's eyes: it is drawn once
/// they have turned away.
pub fn is_too_small(was: &Comment, is: &Comment) -> bool {
    if was.is_readable() || !is.is_readable() {
        return false;
    }
    let comment = document().get_element_by_id(&anchor(&is.id));
    comment.is_some_and(|comment| !comment.has_attribute("style") && is_seen(&comment))
}

/// Gives back the room of what the reader no longer sees. What stands above them keeps it where the browser
/// would not hold what they read in its place.
pub fn give_back() {
    let Ok(kept) = document().query_selector_all(KEPT) else { return };
    let holds = css_knows("overflow-anchor", "auto");
    for place in 0..kept.length() {
        let Some(comment) = kept.item(place) else { continue };
        let comment: Element = comment.unchecked_into();
        let is_above = comment.get_bounding_client_rect().bottom() <= 0.0;
        if !is_seen(&comment) && (holds || !is_above) {
            let _ = comment.remove_attribute("style");
        }
    }
}

fn is_seen(element: &Element) -> bool {
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    let place = element.get_bounding_client_rect();
    place.bottom() > 0.0 && height.is_none_or(|height| place.top() < height)
}

fn style(element: &Element) -> web_sys::CssStyleDeclaration {
    element.unchecked_ref::<HtmlElement>().style()
}

//! The room of a comment whose words change while it is being looked at: what is taken away keeps it, and what
//! would need more or less of it waits, until the reader has turned away. So nothing moves under their thumb.

use std::cmp::Ordering;

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::acts::css_knows;
use crate::model::comment::anchor;

const PROPERTY: &str = "min-height";
/// The comments that are kept high by a style of their own; no other has one.
const KEPT: &str = ".comment-list .comment[style]";

/// A comment before the reader's eyes, and how high it is in 64ths of a pixel.
pub struct Seen {
    comment: Element,
    height: i32,
}

impl Seen {
    /// The comment with this id, if the reader sees it.
    pub fn new(id: &str) -> Option<Self> {
        let comment = document().get_element_by_id(&anchor(id))?;
        // A thread out of sight is not laid out, and would be for a look at what is in it.
        let thread = comment.closest(".thread").ok()??;
        let is_seen = is_seen(&thread) && is_seen(&comment);
        is_seen.then(|| Self { height: height(&comment), comment })
    }

    /// Keeps the height that it had, whatever it says from now on.
    pub fn keep(&self) {
        let height = ["calc(", &self.height.to_string(), "px / 64)"].concat();
        let _ = style(&self.comment).set_property(PROPERTY, &height);
    }

    /// How high it is by now, compared with what it was.
    pub fn compared(&self) -> Ordering {
        height(&self.comment).cmp(&self.height)
    }
}

/// In what browsers count in (Chromium's `LayoutUnit`), as a whole number: rounded to pixels it moves what is
/// below, and writing out fractions costs every reader 6 KB of code.
fn height(comment: &Element) -> i32 {
    (comment.get_bounding_client_rect().height() * 64.0).ceil() as i32
}

/// Whether a comment can take another height and move nothing that the reader sees.
pub fn is_free(id: &str) -> bool {
    let comment = document().get_element_by_id(&anchor(id));
    comment.is_none_or(|comment| is_out_of_sight(&comment, css_knows("overflow-anchor", "auto")))
}

/// What stands above the reader is still in the way where the browser would not hold what they read in its
/// place.
fn is_out_of_sight(comment: &Element, holds: bool) -> bool {
    let is_above = comment.get_bounding_client_rect().bottom() <= 0.0;
    !is_seen(comment) && (holds || !is_above)
}

/// Gives back the room of what the reader no longer sees.
pub fn give_back() {
    let Ok(kept) = document().query_selector_all(KEPT) else { return };
    let holds = css_knows("overflow-anchor", "auto");
    for place in 0..kept.length() {
        let Some(comment) = kept.item(place) else { continue };
        let comment: Element = comment.unchecked_into();
        if is_out_of_sight(&comment, holds) {
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

//! Where the reader finds themselves on a page that is shown: its scroll and its focus.

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollRestoration};

use super::{Arrival, history};
use crate::model::slug::decoded;
use crate::state::places::Place;

/// Who sees to the scroll where a page is opened again: the browser, or this program.
pub fn restore_scroll(by: ScrollRestoration) {
    if let Some(history) = history() {
        let _ = history.set_scroll_restoration(by);
    }
}

/// Scroll and focus where the reader expects them.
pub fn settle(arrival: &Arrival, place: Option<Place>) {
    match (arrival, place) {
        (Arrival::History, place) => {
            let place = place.unwrap_or_default();
            window().scroll_to_with_x_and_y(0.0, place.scroll);
            let link = place.focus.as_deref().and_then(link_to);
            focus(link.or_else(heading));
        }
        (Arrival::Link(_) | Arrival::Renewed, _) => {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            focus(heading());
            if matches!(arrival, Arrival::Link(address) if address.contains('#')) {
                to_fragment();
            }
        }
        (Arrival::Again, _) => focus(heading()),
        // A reload restores the place; a first visit has none. The focus stays with the browser.
        (Arrival::First, Some(place)) => window().scroll_to_with_x_and_y(0.0, place.scroll),
        (Arrival::First, None) => to_fragment(),
    }
}

/// To the element that the address names, if there is one. A comment is looked for by its list, which
/// knows when it has come.
fn to_fragment() {
    let hash = window().location().hash().unwrap_or_default();
    let id = hash.strip_prefix('#').and_then(decoded);
    let element = id.and_then(|id| document().get_element_by_id(&id));
    if let Some(element) = element {
        element.scroll_into_view();
        focus(element.dyn_into().ok());
    }
}

fn heading() -> Option<HtmlElement> {
    document().query_selector("main h1").ok().flatten()?.dyn_into().ok()
}

/// The link that leads there: of several the one that is seen where the reader has left the page.
fn link_to(href: &str) -> Option<HtmlElement> {
    const LINKS: &str = "main a[href], header a[href], nav a[href], footer a[href]";
    let links = document().query_selector_all(LINKS).ok()?;
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    let link = |place| links.item(place)?.dyn_into::<HtmlElement>().ok();
    let leads_there = |link: &HtmlElement| link.get_attribute("href").as_deref() == Some(href);
    let is_seen = |link: &HtmlElement| {
        let place = link.get_bounding_client_rect();
        place.bottom() > 0.0 && height.is_none_or(|height| place.top() < height)
    };
    let all = || (0..links.length()).filter_map(link).filter(leads_there);
    all().find(is_seen).or_else(|| all().next())
}

/// Whether the reader is about to write something.
pub fn is_writing() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| element.matches("input, textarea") == Ok(true))
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// The focus is nowhere, until something else has it.
pub fn give_up_focus() {
    if let Some(element) =
        document().active_element().and_then(|e| e.dyn_into::<HtmlElement>().ok())
    {
        let _ = element.blur();
    }
}

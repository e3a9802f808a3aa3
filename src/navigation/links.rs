//! Links within the site: followed in the app, and fetched ahead when the reader means to.

use std::time::Duration;

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent};

use super::Navigation;
use crate::route::Route;
use crate::state::connection::is_data_dear;
use crate::state::listen;

/// How long the pointer must rest on a link before its page is fetched. Below, a pointer that only
/// passes by fetches half the front page.
const REST: Duration = Duration::from_millis(65);

/// Listens for clicks and intentions on every link of the page, content's links included.
pub fn follow(navigation: Navigation) {
    listen("click", move |event| on_click(navigation, &event)).forever();
    // Each by itself: the focus scrolls its link into view, and what then comes to lie below the pointer
    // is nobody's intention.
    for intention in ["pointerover", "focusin"] {
        let resting = StoredValue::new(None::<TimeoutHandle>);
        let rest = move |event: Event| {
            if let Some(timer) = resting.try_update_value(Option::take).flatten() {
                timer.clear();
            }
            let Some(route) = link_of(&event).as_ref().and_then(page_of) else { return };
            let timer = set_timeout_with_handle(move || mean(navigation, route), REST).ok();
            resting.set_value(timer);
        };
        listen(intention, rest).forever();
    }
    let touch = move |event: Event| {
        if let Some(route) = link_of(&event).as_ref().and_then(page_of) {
            mean(navigation, route);
        }
    };
    listen("touchstart", touch).forever();
}

fn mean(navigation: Navigation, route: Route) {
    if !is_data_dear() {
        navigation.prefetch(route);
    }
}

fn on_click(navigation: Navigation, event: &Event) {
    let Some(event) = event.dyn_ref::<MouseEvent>() else { return };
    let is_plain = event.button() == 0
        && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key())
        && !event.default_prevented();
    if !is_plain {
        return;
    }
    let Some(link) = link_of(event) else { return };
    let is_page = page_of(&link).is_some();
    let is_fragment = link.pathname() == window().location().pathname().unwrap_or_default()
        && link.search() == window().location().search().unwrap_or_default()
        && !link.hash().is_empty();
    if !is_page {
        return;
    }
    let href = link.get_attribute("href");
    if is_fragment {
        // The browser goes there; the way back leads here.
        navigation.keep_place(href);
        return;
    }
    event.prevent_default();
    let address = format!("{}{}{}", link.pathname(), link.search(), link.hash());
    navigation.follow(address, href);
}

fn link_of(event: &Event) -> Option<HtmlAnchorElement> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.closest("a[href]").ok()??.dyn_into().ok()
}

/// The page of this site that a link leads to; `None` for other hosts, files, new windows and
/// downloads, which are the browser's.
fn page_of(link: &HtmlAnchorElement) -> Option<Route> {
    let is_here = link.origin() == window().location().origin().unwrap_or_default();
    let is_ours = is_here && link.target().is_empty() && !link.has_attribute("download");
    (is_ours && Route::is_page(&link.pathname())).then(|| Route::parse(&link.pathname()))
}

//! A comment's own address, and the way to it.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use crate::prelude::*;
use leptos::html::Section;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
};

use crate::model::comment::anchor;
use crate::model::slug::{decoded, encoded};
use crate::state::IS_BROWSER;
use crate::state::listen::listen_first;

/// How far below the screen the discussion is fetched ahead of the reader.
const AHEAD: &str = "800px";

/// The address of a comment on its story's page.
pub fn href(id: &str) -> String {
    fragment("#comment-", id)
}

fn fragment(what: &str, id: &str) -> String {
    [what, &encoded(id)].concat()
}

fn in_address(what: &str) -> Option<String> {
    if !IS_BROWSER {
        // What stands behind the `#` is never sent.
        return None;
    }
    decoded(window().location().hash().ok()?.strip_prefix(what)?)
}

/// The comment that the page's address names.
pub fn comment_in_address() -> Option<String> {
    in_address("#comment-")
}

/// The address of a thread by itself.
pub fn thread_href(id: &str) -> String {
    fragment("#thread-", id)
}

/// The comment whose thread the page's address names.
pub fn thread_in_address() -> Option<String> {
    in_address("#thread-")
}

/// Brings the comment that the address names before the reader, and marks it.
pub fn aim_at(id: &str) {
    if let Ok(Some(before)) = document().query_selector(".comment.is-target") {
        let _ = before.class_list().remove_1("is-target");
    }
    go_to(id);
    let anchor = anchor(id);
    request_animation_frame(move || {
        if let Some(comment) = document().get_element_by_id(&anchor) {
            let _ = comment.class_list().add_1("is-target");
        }
    });
}

/// Brings a comment before the reader and moves the focus to it, once it has been drawn.
pub fn go_to(id: &str) {
    let anchor = anchor(id);
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&anchor) {
            element.scroll_into_view();
            if let Ok(element) = element.dyn_into::<HtmlElement>() {
                let _ = element.focus();
            }
        }
    });
}

/// Runs once when the section comes near the screen, or at once where the address leads into it.
pub fn when_near(section: NodeRef<Section>, run: Rc<dyn Fn()>) {
    let watch = StoredValue::new(None::<Watch>);
    let once = Cell::new(Some(run));
    Effect::new(move || {
        let Some(section) = section.get() else { return };
        let Some(run) = once.take() else { return };
        let watching = if is_led_here() { None } else { Watch::new(&section, run.clone()) };
        if watching.is_none() {
            run();
        }
        watch.set_value(watching);
    });
}

fn is_led_here() -> bool {
    let hash = window().location().hash().unwrap_or_default();
    hash.starts_with("#comment") || hash.starts_with("#thread-")
}

/// What anybody does with a discussion.
const WANTED: [&str; 5] = ["click", "focusin", "input", "change", "pointerdown"];

/// Runs when a section that stands already comes near the screen or is used, or soon where the address
/// leads into it; what is answered has to be kept until then.
pub fn comes_near(section: &Element, run: Rc<dyn Fn()>) -> Box<dyn Any> {
    let wants = |name| {
        let run = run.clone();
        listen_first(section, name, Box::new(move |_| run()))
    };
    let wanted = WANTED.map(wants);
    let watch = if is_led_here() {
        set_timeout(move || run(), Duration::ZERO);
        None
    } else {
        Watch::new(section, run)
    };
    Box::new((wanted, watch))
}

/// Watches an element until it comes near or the page goes.
struct Watch {
    observer: IntersectionObserver,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

impl Watch {
    fn new(element: &Element, run: Rc<dyn Fn()>) -> Option<Self> {
        let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let is_near = |entry: JsValue| {
                entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting()
            };
            if entries.iter().any(is_near) {
                run();
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(&format!("{AHEAD} 0px"));
        let observer =
            IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), &options)
                .ok()?;
        observer.observe(element);
        Some(Self { observer, _callback: callback })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

//! The end of a program that has panicked.

use std::sync::atomic::{AtomicBool, Ordering};

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

/// The event that tells `boot.js` that the app has died: what follows (the overlay, the end of every
/// listener and timer) must not run in the program that is broken.
const PANIC_EVENT: &str = "broadsheet-panic";
/// The event by which `boot.js` tells that the app has ended.
const ENDED_EVENT: &str = "broadsheet-ended";

/// From now on a panic is reported, once, to the console and to `boot.js`.
pub fn report_panics() {
    static REPORTED: AtomicBool = AtomicBool::new(false);
    std::panic::set_hook(Box::new(|panic| {
        // What was under way when the app died may panic again over the same broken state.
        if REPORTED.swap(true, Ordering::Relaxed) {
            return;
        }
        web_sys::console::error_1(&JsValue::from_str(&panic.to_string()));
        tell_boot(PANIC_EVENT);
    }));
}

/// Whether the program has ended: what was on its way by then may still come.
pub fn has_ended() -> bool {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    root.is_some_and(|root| root.get_attribute("data-app").as_deref() == Some("ended"))
}

/// What is called when the program has ended, unless this is dropped before: a function of the browser's
/// own, since the program's are dead by then.
pub struct AtTheEnd(Function);

impl AtTheEnd {
    /// From now on.
    pub fn call(function: Function) -> Self {
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback(ENDED_EVENT, &function);
        }
        Self(function)
    }

    /// A method of something that the browser has.
    pub fn call_method(object: &JsValue, name: &str) -> Option<Self> {
        let method: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
        Some(Self::call(method.bind0(object)))
    }
}

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let _ = window.remove_event_listener_with_callback(ENDED_EVENT, &self.0);
        }
    }
}

/// Tells `boot.js` of something, by an event of the window.
pub(crate) fn tell_boot(event: &str) {
    if let Some(window) = web_sys::window() {
        tell(&window, event);
    }
}

/// Tells whoever listens there of something.
pub(crate) fn tell(target: &EventTarget, event: &str) {
    if let Ok(event) = CustomEvent::new(event) {
        let _ = target.dispatch_event(&event);
    }
}

/// Hands words to another program of the page, by an event of the window.
pub(crate) fn say(event: &str, words: &str) {
    let detail = CustomEventInit::new();
    detail.set_detail(&JsValue::from_str(words));
    let event = CustomEvent::new_with_event_init_dict(event, &detail);
    if let (Some(window), Ok(event)) = (web_sys::window(), event) {
        let _ = window.dispatch_event(&event);
    }
}

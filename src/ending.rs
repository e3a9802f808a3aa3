//! The end of a program that has panicked.

use std::sync::atomic::{AtomicBool, Ordering};

use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

/// The event that tells `boot.js` that the app has died: what follows (the overlay, the end of every
/// listener and timer) must not run in the program that is broken.
const PANIC_EVENT: &str = "broadsheet-panic";

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

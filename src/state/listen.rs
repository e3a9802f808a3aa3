//! The window's events.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Event;

/// A listener on the window; it ends when this is dropped.
pub struct Listener {
    name: &'static str,
    callback: Closure<dyn Fn(Event)>,
}

/// Listens for one of the window's events. Untyped, so that the machinery stands in the program once
/// and not once an event.
#[must_use = "it ends when it is dropped; `forever` keeps it"]
pub fn listen(name: &'static str, callback: impl Fn(Event) + 'static) -> Listener {
    let callback: Box<dyn Fn(Event)> = Box::new(callback);
    let callback = Closure::wrap(callback);
    let _ = window().add_event_listener_with_callback(name, callback.as_ref().unchecked_ref());
    Listener { name, callback }
}

impl Listener {
    /// Listens as long as the page lives.
    pub fn forever(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = window()
            .remove_event_listener_with_callback(self.name, self.callback.as_ref().unchecked_ref());
    }
}

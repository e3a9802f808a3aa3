//! The events of the window and of elements.

use std::borrow::Cow;

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

use super::IS_BROWSER;

/// A listener; it ends when this is dropped.
pub struct Listener(Option<Listening>);

struct Listening {
    target: EventTarget,
    name: Cow<'static, str>,
    callback: Closure<dyn Fn(Event)>,
}

/// Listens for one of the window's events.
#[must_use = "it ends when it is dropped; `forever` keeps it"]
pub fn listen(name: &'static str, callback: impl Fn(Event) + 'static) -> Listener {
    if !IS_BROWSER {
        return Listener(None);
    }
    listen_at(&window(), name.into(), Box::new(callback))
}

/// Listens for one of the events of an element. Untyped, so that the machinery stands in the program
/// once and not once an event.
#[must_use = "it ends when it is dropped; `forever` keeps it"]
pub fn listen_at(
    target: &EventTarget,
    name: Cow<'static, str>,
    callback: Box<dyn Fn(Event)>,
) -> Listener {
    let callback = Closure::wrap(callback);
    let _ = target.add_event_listener_with_callback(&name, callback.as_ref().unchecked_ref());
    Listener(Some(Listening { target: target.clone(), name, callback }))
}

impl Listener {
    /// Listens as long as the page lives.
    pub fn forever(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let Some(Listening { target, name, callback }) = &self.0 else { return };
        let callback = callback.as_ref().unchecked_ref();
        let _ = target.remove_event_listener_with_callback(name, callback);
    }
}

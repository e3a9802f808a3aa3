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
    /// Whether it hears of an event before whom it is for.
    is_first: bool,
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
    listening(target, name, callback, false)
}

/// Listens for one of the events of an element and of what is in it, before those whom it is for hear of
/// it.
#[must_use = "it ends when it is dropped; `forever` keeps it"]
pub fn listen_first(
    target: &EventTarget,
    name: &'static str,
    callback: Box<dyn Fn(Event)>,
) -> Listener {
    listening(target, name.into(), callback, true)
}

fn listening(
    target: &EventTarget,
    name: Cow<'static, str>,
    callback: Box<dyn Fn(Event)>,
    is_first: bool,
) -> Listener {
    let callback = Closure::wrap(callback);
    let listener = callback.as_ref().unchecked_ref();
    let _ = target.add_event_listener_with_callback_and_bool(&name, listener, is_first);
    Listener(Some(Listening { target: target.clone(), name, callback, is_first }))
}

impl Listener {
    /// Listens as long as the page lives.
    pub fn forever(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let Some(Listening { target, name, callback, is_first }) = &self.0 else { return };
        let callback = callback.as_ref().unchecked_ref();
        let _ = target.remove_event_listener_with_callback_and_bool(name, callback, *is_first);
    }
}

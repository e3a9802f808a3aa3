//! Whether the browser has a network.

use leptos::ev;
use leptos::prelude::*;

/// Whether the browser has a network, by its own word.
#[derive(Clone, Copy)]
pub struct Connection(RwSignal<bool>);

impl Connection {
    /// Listens as long as the page lives.
    pub fn listen() -> Self {
        let online = RwSignal::new(window().navigator().on_line());
        let _ = window_event_listener(ev::online, move |_| online.set(true));
        let _ = window_event_listener(ev::offline, move |_| online.set(false));
        Self(online)
    }

    /// The one that the app provided.
    pub fn from_context() -> Self {
        expect_context()
    }

    /// Whether there is a network; whoever reads it is told when that changes.
    pub fn is_online(self) -> bool {
        self.0.get()
    }
}

/// Whether the reader asked the browser to spare data, so that nothing is fetched on a guess.
pub fn is_data_dear() -> bool {
    let field = |object: &wasm_bindgen::JsValue, name: &str| {
        js_sys::Reflect::get(object, &name.into()).ok()
    };
    let connection = field(&window().navigator().into(), "connection");
    connection
        .and_then(|connection| field(&connection, "saveData"))
        .is_some_and(|save| save.is_truthy())
}

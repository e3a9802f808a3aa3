//! Whether the browser has a network.

use crate::prelude::*;

use super::{IS_BROWSER, listen};

/// Whether the browser has a network, by its own word.
#[derive(Clone, Copy)]
pub struct Connection(RwSignal<bool>);

impl Connection {
    /// Listens as long as the page lives.
    pub fn listen() -> Self {
        let online = RwSignal::new(!IS_BROWSER || window().navigator().on_line());
        listen("online", move |_| online.set(true)).forever();
        listen("offline", move |_| online.set(false)).forever();
        Self(online)
    }

    /// Whether there is a network; whoever reads it is told when that changes.
    pub fn is_online(self) -> bool {
        self.0.get()
    }

    /// Whether there is a network, for whoever asks once.
    pub fn is_online_untracked(self) -> bool {
        self.0.get_untracked()
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

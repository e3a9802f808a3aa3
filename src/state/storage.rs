//! What the device keeps for the reader. A private window may refuse: then it lasts as long as the
//! page does.

use super::IS_BROWSER;
use super::listen::{Listener, listen};

/// Runs with the name under which another tab has kept or forgotten something; with none where it forgot all.
pub fn hear(told: impl Fn(Option<String>) + 'static) -> Listener {
    listen("storage", move |event| {
        told(js_sys::Reflect::get(&event, &"key".into()).ok().and_then(|key| key.as_string()));
    })
}

/// What is kept under a name.
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps a text under a name; an empty one is forgotten.
pub fn keep(name: &str, text: &str) {
    let Some(storage) = storage() else { return };
    let _ = match text {
        "" => storage.remove_item(name),
        text => storage.set_item(name, text),
    };
}

/// What is kept under a name until the tab is closed.
pub fn kept_by_tab(name: &str) -> Option<String> {
    of_tab()?.get_item(name).ok()?
}

/// Keeps a text under a name until the tab is closed; an empty one is forgotten.
pub fn keep_by_tab(name: &str, text: &str) {
    let Some(storage) = of_tab() else { return };
    let _ = match text {
        "" => storage.remove_item(name),
        text => storage.set_item(name, text),
    };
}

/// The names that begin so.
pub fn names(begin: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let name = |place| storage.key(place).ok().flatten();
    (0..storage.length().unwrap_or_default())
        .filter_map(name)
        .filter(|name| name.starts_with(begin))
        .collect()
}

fn storage() -> Option<web_sys::Storage> {
    if !IS_BROWSER {
        return None;
    }
    web_sys::window()?.local_storage().ok().flatten()
}

fn of_tab() -> Option<web_sys::Storage> {
    if !IS_BROWSER {
        return None;
    }
    web_sys::window()?.session_storage().ok().flatten()
}

//! What the device keeps for the reader. A private window may refuse, and a full one has no room: then it
//! lasts as long as the page does.

use std::cell::RefCell;

use web_sys::Storage;

use super::IS_BROWSER;
use super::listen::{Listener, listen};

/// Runs with the name under which another tab has kept or forgotten something; with none where it forgot all.
pub fn hear(told: impl Fn(Option<String>) + 'static) -> Listener {
    listen("storage", move |event| {
        told(js_sys::Reflect::get(&event, &"key".into()).ok().and_then(|key| key.as_string()));
    })
}

thread_local! {
    /// What the device did not take: whether it was for the tab alone, the name, the text.
    static REFUSED: RefCell<Vec<(bool, String, String)>> = const { RefCell::new(Vec::new()) };
}

/// What is kept under a name.
pub fn kept(name: &str) -> Option<String> {
    found(storage(), false, name)
}

/// Keeps a text under a name; an empty one is forgotten. Whether the device has it, rather than the page alone.
pub fn keep(name: &str, text: &str) -> bool {
    put(storage(), false, name, text)
}

/// What is kept under a name until the tab is closed.
pub fn kept_by_tab(name: &str) -> Option<String> {
    found(of_tab(), true, name)
}

/// Keeps a text under a name until the tab is closed; an empty one is forgotten.
pub fn keep_by_tab(name: &str, text: &str) {
    put(of_tab(), true, name, text);
}

fn found(storage: Option<Storage>, is_of_tab: bool, name: &str) -> Option<String> {
    let refused = REFUSED.with_borrow(|refused| {
        let it = refused.iter().find(|(of_tab, known, _)| *of_tab == is_of_tab && known == name);
        it.map(|(_, _, text)| text.clone())
    });
    refused.or_else(|| storage?.get_item(name).ok()?)
}

fn put(storage: Option<Storage>, is_of_tab: bool, name: &str, text: &str) -> bool {
    let is_kept = storage.is_some_and(|storage| match text {
        "" => storage.remove_item(name).is_ok(),
        text => storage.set_item(name, text).is_ok(),
    });
    REFUSED.with_borrow_mut(|refused| {
        refused.retain(|(of_tab, known, _)| *of_tab != is_of_tab || known != name);
        if !is_kept && IS_BROWSER {
            refused.push((is_of_tab, name.to_owned(), text.to_owned()));
        }
    });
    is_kept
}

/// The names that begin so.
pub fn names(begin: &str) -> Vec<String> {
    names_in(storage(), begin)
}

/// The names that begin so, of what is kept until the tab is closed.
pub fn names_by_tab(begin: &str) -> Vec<String> {
    names_in(of_tab(), begin)
}

fn names_in(storage: Option<Storage>, begin: &str) -> Vec<String> {
    let Some(storage) = storage else { return Vec::new() };
    let name = |place| storage.key(place).ok().flatten();
    (0..storage.length().unwrap_or_default())
        .filter_map(name)
        .filter(|name| name.starts_with(begin))
        .collect()
}

fn storage() -> Option<Storage> {
    if !IS_BROWSER {
        return None;
    }
    web_sys::window()?.local_storage().ok().flatten()
}

fn of_tab() -> Option<Storage> {
    if !IS_BROWSER {
        return None;
    }
    web_sys::window()?.session_storage().ok().flatten()
}

//! The browser's clock and its console.

use super::IS_BROWSER;
use crate::backend::wire::json::JsonProblem;
use crate::model::Timestamp;

/// This moment by the reader's clock.
#[cfg(target_arch = "wasm32")]
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

/// This moment by the machine's clock.
#[cfg(not(target_arch = "wasm32"))]
pub fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp(since.map_or(0, |since| since.as_millis() as i64))
}

/// A line for each thing that had to be left out of a document.
pub fn left_out(url: &str, notes: &[JsonProblem]) {
    for note in notes {
        warn(&format!("{url}: left out: {note}"));
    }
}

/// A line for whoever looks after the site.
pub fn warn(line: &str) {
    if !IS_BROWSER {
        // Whoever renders pages has what was left out from the documents, and logs in its own way.
        return;
    }
    web_sys::console::warn_1(&line.into());
}

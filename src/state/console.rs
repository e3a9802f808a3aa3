//! The browser's clock and its console.

use crate::model::Timestamp;

/// This moment by the reader's clock.
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

/// A line for whoever looks after the site.
pub fn warn(line: &str) {
    web_sys::console::warn_1(&line.into());
}

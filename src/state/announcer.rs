//! What is said aloud to those who don't see the page change.

use crate::prelude::*;

/// The one polite status of the page.
#[derive(Clone, Copy)]
pub struct Announcer(RwSignal<String>);

impl Announcer {
    /// Silent so far.
    pub fn silent() -> Self {
        Self(RwSignal::new(String::new()))
    }

    /// Says something once.
    pub fn say(self, words: String) {
        self.0.set(words);
    }

    /// What was said last.
    pub fn said(self) -> String {
        self.0.get()
    }
}

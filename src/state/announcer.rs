//! What is said aloud to those who don't see the page change.

use std::time::Duration;

use crate::prelude::*;

/// How long nothing is said before the same words are said again: long enough to be noticed as two changes.
const AGAIN: Duration = Duration::from_millis(150);

/// The one polite status of the page.
#[derive(Clone, Copy)]
pub struct Announcer(RwSignal<String>);

impl Announcer {
    /// Silent so far.
    pub fn silent() -> Self {
        Self(RwSignal::new(String::new()))
    }

    /// Says something once. The same words again are said again: a screen reader hears only of changes.
    pub fn say(self, words: String) {
        if words.is_empty() || self.0.with_untracked(|said| *said != words) {
            self.0.set(words);
            return;
        }
        self.0.set(String::new());
        set_timeout(
            move || {
                // What has been said meanwhile is newer.
                if self.0.try_with_untracked(String::is_empty) == Some(true) {
                    self.0.set(words);
                }
            },
            AGAIN,
        );
    }

    /// What was said last.
    pub fn said(self) -> String {
        self.0.get()
    }
}

//! What is said aloud to those who don't see the page change, and shown to all where nothing on the page says it.

use std::time::Duration;

use crate::prelude::*;

/// How long nothing is said before the same words are said again: long enough to be noticed as two changes.
const AGAIN: Duration = Duration::from_millis(150);

/// How long what is shown stays: twice as long as a sentence of a dozen words is read.
const SHOWN: Duration = Duration::from_secs(8);

/// The one polite status of the page.
#[derive(Clone, Copy)]
pub struct Announcer {
    said: RwSignal<String>,
    is_shown: RwSignal<bool>,
    /// Grows with everything that is shown.
    count: StoredValue<u32>,
}

impl Announcer {
    /// Silent so far.
    pub fn silent() -> Self {
        let (said, is_shown) = (RwSignal::new(String::new()), RwSignal::new(false));
        Self { said, is_shown, count: StoredValue::new(0) }
    }

    /// Says something, and shows it for a while to whoever looks: nothing else on the page tells of it.
    pub fn show(self, words: String) {
        self.say(words);
        self.is_shown.set(true);
        self.count.update_value(|count| *count += 1);
        let count = self.count.get_value();
        let hide = move || {
            if self.count.try_with_value(|now| *now == count) == Some(true) {
                self.is_shown.set(false);
            }
        };
        set_timeout(hide, SHOWN);
    }

    /// Whether what was said last is shown as well.
    pub fn is_shown(self) -> bool {
        self.is_shown.get()
    }

    /// Says something once. The same words again are said again: a screen reader hears only of changes.
    pub fn say(self, words: String) {
        if self.is_shown.get_untracked() {
            self.is_shown.set(false);
        }
        if words.is_empty() || self.said.with_untracked(|said| *said != words) {
            self.said.set(words);
            return;
        }
        self.said.set(String::new());
        set_timeout(
            move || {
                // What has been said meanwhile is newer.
                if self.said.try_with_untracked(String::is_empty) == Some(true) {
                    self.said.set(words);
                }
            },
            AGAIN,
        );
    }

    /// What was said last.
    pub fn said(self) -> String {
        self.said.get()
    }
}

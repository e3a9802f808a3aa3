//! The time that relative times are told by: one signal for all of them, which ticks.

use std::time::Duration;

use crate::prelude::*;

use crate::model::Timestamp;
use crate::state::{IS_BROWSER, console};

/// How often relative times are told anew; they name no unit below a minute.
const TICK: Duration = Duration::from_secs(30);

/// This moment, to half a minute.
#[derive(Clone, Copy)]
pub struct Clock(RwSignal<Timestamp>);

impl Clock {
    /// A clock that runs as long as the page does, except in a hidden tab.
    pub fn start() -> Self {
        let now = RwSignal::new(console::now());
        if !IS_BROWSER {
            return Self(now);
        }
        set_interval(
            move || {
                if document().visibility_state() == web_sys::VisibilityState::Visible {
                    now.set(console::now());
                }
            },
            TICK,
        );
        Self(now)
    }

    /// Shows this moment and no other, for a page that is kept for longer than a day.
    pub fn stop(self, at: Timestamp) {
        self.0.set(at);
    }

    /// This moment; whoever reads it is told when it has passed.
    pub fn now(self) -> Timestamp {
        self.0.get()
    }

    /// This moment, for whoever asks once.
    pub fn now_untracked(self) -> Timestamp {
        self.0.get_untracked()
    }
}

//! The rest of the buttons that do something else than a moment ago.

use super::Moderation;
use crate::model::moderation::Item;
use crate::prelude::*;
use crate::state::console;

impl Moderation {
    /// The rest lasts from when the moderator can see what is new: a phone that is slow draws it late, and
    /// a hidden tab when it is turned to.
    pub(super) fn watch_what_is_drawn(self) {
        Effect::new(move || {
            if self.is_one(Item::is_unseen) {
                request_animation_frame(move || {
                    let now = console::now().0;
                    self.change_each(|item| item.seen(now));
                });
            }
        });
    }

    /// Ends each rest that has lasted long enough.
    pub(super) fn wake(self, now: i64) {
        if untrack(|| self.is_one(|item| item.has_rested(now))) {
            self.change_each(|item| item.wake(now));
        }
    }

    /// Whether a comment on the screen is so.
    fn is_one(self, is_so: impl Fn(&Item) -> bool) -> bool {
        let is_in_queue = self.tray.with(|tray| tray.items().iter().any(&is_so));
        let found = |is_so| self.found.with(|found| found.as_ref()?.item.as_ref().map(is_so));
        found(is_so) == Some(true) || is_in_queue
    }

    fn change_each(self, change: impl Fn(&mut Item)) {
        self.tray.update(|tray| tray.change_each(&change));
        self.found.update(|found| {
            if let Some(item) = found.as_mut().and_then(|found| found.item.as_mut()) {
                change(item);
            }
        });
    }
}

//! What has come goes into the discussion, a frame at a time.

use std::time::Duration;

use crate::prelude::*;
use web_sys::VisibilityState;

use super::inbox::{Came, Taken};
use super::{Known, Live};
use crate::backend::discussion::event;
use crate::model::discussion::{Discussion, Outcome};
use crate::model::{Comment, Event, Status, What};
use crate::state::task::spawn;
use crate::state::{console, reader, talk, tools};
use crate::words;

/// How often a hidden tab, which draws no frames, takes in what has come.
const UNSEEN: Duration = Duration::from_millis(500);

fn is_seen() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

impl Live {
    /// An event goes into the discussion with the next frame, together with those that come meanwhile.
    pub(super) fn take(self, came: Came) {
        if self.engine.try_update_value(|engine| engine.inbox.add(came)) == Some(true) {
            self.flush_soon();
        }
    }

    fn flush_soon(self) {
        let flush = move || {
            let _ = self.engine.try_update_value(|engine| engine.inbox.begin_frame());
            self.flush();
        };
        if is_seen() {
            request_animation_frame(flush);
        } else {
            set_timeout(flush, UNSEEN);
        }
    }

    pub(super) fn flush(self) {
        let is_ready = matches!(self.known.try_get_untracked(), Some(Known::Here));
        if !is_ready {
            return;
        }
        let Some(Taken { events, unreadable, wants_frame }) = self.take_in() else { return };
        if wants_frame {
            self.flush_soon();
        }
        if !events.is_empty() {
            self.apply(events);
        }
        unreadable.iter().for_each(|text| self.lose(text));
    }

    /// What goes into the discussion at this moment.
    fn take_in(self) -> Option<Taken> {
        let (slug, outbox) = (self.slug(), talk().outbox);
        let base = self.backend.with_value(|backend| backend.base.clone());
        let read = |text: &str| event(text, &base).ok();
        let is_own = |event: &Event| match &event.what {
            What::Said(comment) => outbox.is_sending(&slug, comment),
            _ => false,
        };
        self.engine.try_update_value(|engine| {
            if let Some(tabs) = &engine.tabs {
                tabs.flush();
            }
            // A page on its way may be older than what is told meanwhile: that goes on from it.
            let is_free = !engine.is_catching_up && engine.sorting.is_none();
            is_free.then(|| engine.inbox.take(console::now().0, is_seen(), read, is_own))
        })?
    }

    fn apply(self, events: Vec<Event>) {
        // What this reader said, in this tab or in another: it is no news to them.
        let name = reader::name();
        let own = |event: &Event| match &event.what {
            What::Said(comment) if comment.author == name => {
                reader::token(&comment.id).map(|_| (**comment).clone())
            }
            _ => None,
        };
        let own: Vec<Comment> = events.iter().filter_map(own).collect();
        let is_stale = || self.discussion.with_untracked(|discussion| discussion.stale().is_some());
        let was_stale = is_stale();
        let held = self.discussion.with_untracked(Discussion::held);
        let status = |id: &String| self.discussion.with_untracked(|d| d.status(id));
        let waiting = |event: &Event| match &event.what {
            What::Rejected(it) => Some(it.id.clone()),
            _ => None,
        };
        let mut waiting: Vec<String> = events.iter().filter_map(waiting).collect();
        waiting.retain(|id| status(id) == Some(Status::Pending));
        let is_lost = self.keeping_still(|discussion| {
            let is_lost = events.into_iter().any(|event| discussion.apply(event) == Outcome::Lost);
            discussion.settle();
            is_lost
        });
        // Nothing else tells who doesn't look; it may have been approved after all meanwhile.
        if waiting.iter().any(|id| status(id) == Some(Status::Rejected)) {
            tools().announcer.say(words::NOT_APPROVED.to_owned());
        }
        let has_own = !own.is_empty();
        own.into_iter().for_each(|comment| self.put(comment));
        let news = self.discussion.with_untracked(Discussion::held).saturating_sub(held);
        let _ = self.engine.try_update_value(|engine| engine.voice.hear(news));
        if has_own {
            // What waited behind it, and is counted by itself.
            self.flush();
        }
        if is_lost == Some(true) {
            self.catch_up_when_due();
        } else if !was_stale && is_stale() {
            // What answers it brings back what a gap may have changed.
            spawn(self.renew_what_is_stale());
        }
    }
}

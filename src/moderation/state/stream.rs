//! The moderators' stream.

use super::{Moderation, Wire};
use crate::backend::discussion::queue_event;
use crate::model::moderation::QueueEvent;
use crate::state::console;
use crate::state::live::line::{Do, Liveness};
use crate::state::live::{Known, Stream};
use crate::state::task::spawn;

impl Moderation {
    /// Looks at the time. A hidden tab keeps the line: its title says how many wait, and few people
    /// moderate at once.
    pub(super) fn tick(self) {
        let is_online = self.tools.with_value(|tools| tools.connection.is_online_untracked());
        let is_here = self.known.with_untracked(|known| matches!(known, Known::Here));
        let (now, random) = (console::now().0, js_sys::Math::random());
        self.wake(now);
        let is_due = |wire: &Wire| wire.fetch_again_at.is_some_and(|at| now >= at);
        if is_here && is_online && self.wire.with_value(is_due) {
            self.refresh();
        }
        let act = self
            .wire
            .try_update_value(|wire| wire.line.tick(now, is_here && is_online, true, random));
        self.carry_out(act.unwrap_or(Do::Nothing));
        let liveness = match is_online {
            true => self.wire.with_value(|wire| wire.line.liveness()),
            false => Liveness::Offline,
        };
        if self.liveness.get_untracked() != liveness {
            self.liveness.set(liveness);
        }
    }

    fn carry_out(self, act: Do) {
        match act {
            Do::Nothing => {}
            Do::Open => self.open_stream(),
            Do::Close => self.end_stream(),
            Do::Ask => {
                self.refresh();
                self.renew_what_was_found();
            }
        }
    }

    pub(super) fn end_stream(self) {
        self.wire.update_value(|wire| {
            wire.opening += 1;
            wire.stream = None;
        });
    }

    fn open_stream(self) {
        let Some(backend) = self.backend() else { return };
        let opening = self.wire.with_value(|wire| wire.opening);
        spawn(async move {
            let ticket = backend.ticket().answer().await;
            if self.wire.with_value(|wire| wire.opening) != opening {
                return;
            }
            let stream = ticket.ok().and_then(|ticket| {
                Stream::open(&backend.stream(&ticket), move |told| {
                    self.told(told.as_ref().map(|told| told.text.as_str()));
                })
            });
            match stream {
                Some(stream) => self.wire.update_value(|wire| wire.stream = Some(stream)),
                None => self.broke(),
            }
        });
    }

    fn broke(self) {
        let (now, random) = (console::now().0, js_sys::Math::random());
        let act = self.wire.try_update_value(|wire| wire.line.failed(now, random));
        self.carry_out(act.unwrap_or(Do::Nothing));
    }

    fn told(self, event: Option<&str>) {
        match event.map(queue_event) {
            Some(Ok(QueueEvent::Changed)) => {
                self.heard();
                self.refresh();
                self.renew_what_was_found();
            }
            Some(Ok(QueueEvent::Beat)) => {
                self.heard();
                self.renew_what_was_found();
            }
            Some(Ok(QueueEvent::Reset)) | None => self.broke(),
            Some(Err(fault)) => {
                console::warn(&format!("the moderators’ stream: {fault:?}"));
                self.broke();
            }
        }
    }

    fn heard(self) {
        self.wire.update_value(|wire| wire.line.heard(console::now().0));
    }
}

//! The buttons of a comment on the screen: which there are, and which of them do something.
//!
//! Each has a place of its own, so that none comes to lie where a finger sets out for another. One that
//! comes to say or to publish something else rests for a while: whoever presses it then has aimed at what
//! stood there before.

use super::{Action, Item, Stage, Waiting};
use crate::model::Status;

/// How long such a button does nothing after it has been drawn, in milliseconds.
const REST: i64 = 2_000;

/// Whether a button does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It does.
    Ready,
    /// It can be seen, but does nothing: it has been done, or is being done, or rests.
    Idle,
    /// There is no such thing to do; its room is kept.
    Absent,
}

/// Whether the buttons rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// They don't.
    Over,
    /// They do, and what is new has not been drawn.
    Unseen,
    /// They do, and it was drawn then.
    Since(i64),
}

impl Item {
    /// The buttons, each in its place: what lets the comment stand, what takes it away, and what makes it
    /// a pick or a comment among others.
    pub fn buttons(&self) -> [(Action, Readiness); 3] {
        actions(&self.waiting).map(|action| (action, self.readiness(action)))
    }

    fn readiness(&self, action: Action) -> Readiness {
        let is_deciding = matches!(self.stage, Stage::Deciding(_));
        let rests = self.rest != Rest::Over && action != Action::Remove;
        match self.standing(action) {
            Readiness::Ready if is_deciding || rests => Readiness::Idle,
            readiness => readiness,
        }
    }

    /// By what the comment is, whatever the moderator has just done.
    fn standing(&self, action: Action) -> Readiness {
        let comment = &self.waiting.comment;
        let is_reported =
            is_reported(&self.waiting) && matches!(self.stage, Stage::Waits | Stage::Deciding(_));
        match (action, comment.status) {
            (_, Status::RemovedByAuthor | Status::Unknown) => Readiness::Absent,
            (Action::Remove, Status::RemovedByModerator | Status::Rejected) => Readiness::Idle,
            (Action::Remove, _) => Readiness::Ready,
            // Found by its address, what an edit sent back is as readers have it: without a word to read.
            (Action::Approve, Status::Pending) if comment.text.is_empty() => Readiness::Absent,
            (Action::Approve, Status::Pending | Status::RemovedByModerator | Status::Rejected) => {
                Readiness::Ready
            }
            (Action::Approve | Action::Dismiss, _) if is_reported => Readiness::Ready,
            (Action::Approve | Action::Dismiss, _) => Readiness::Idle,
            (Action::Feature | Action::Unfeature, Status::Visible) if !is_reported => {
                Readiness::Ready
            }
            (Action::Feature | Action::Unfeature, _) => Readiness::Absent,
        }
    }

    /// Puts what is known by now in the place of what was known. Where that is another text, or a button
    /// does something else by it, they rest.
    pub(super) fn replace(&mut self, waiting: Waiting) {
        let known = std::mem::replace(&mut self.waiting, waiting);
        let is_other_text = known.comment.text != self.waiting.comment.text;
        if is_other_text || actions(&known) != actions(&self.waiting) {
            self.rest = Rest::Unseen;
        }
    }

    /// Whether its buttons rest on account of what has not been drawn.
    pub fn is_unseen(&self) -> bool {
        self.rest == Rest::Unseen
    }

    /// It has been drawn: from now on it can be seen.
    pub fn seen(&mut self, now: i64) {
        if self.is_unseen() {
            self.rest = Rest::Since(now);
        }
    }

    /// Whether the rest has lasted long enough, or the clock was set back.
    pub fn has_rested(&self, now: i64) -> bool {
        matches!(self.rest, Rest::Since(at) if !(0..REST).contains(&(now - at)))
    }

    /// Ends the rest where it has lasted long enough.
    pub fn wake(&mut self, now: i64) {
        if self.has_rested(now) {
            self.rest = Rest::Over;
        }
    }
}

fn actions(waiting: &Waiting) -> [Action; 3] {
    let comment = &waiting.comment;
    let stand = if is_reported(waiting) { Action::Dismiss } else { Action::Approve };
    let pick = if comment.is_featured { Action::Unfeature } else { Action::Feature };
    [stand, Action::Remove, pick]
}

fn is_reported(waiting: &Waiting) -> bool {
    waiting.why == "reported" && waiting.comment.status == Status::Visible
}

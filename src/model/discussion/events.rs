//! What is told of a discussion, event by event.

use std::sync::Arc;

use super::super::comment::Comment;
use super::super::comment::Status;
use super::super::event::{Count, Cursor, Event, Rejected, What};
use super::{Discussion, Entry, Outcome, Standing};

impl Discussion {
    /// Carries the discussion on by one event.
    pub fn apply(&mut self, event: Event) -> Outcome {
        let Event { at, what, total } = event;
        match what {
            What::Hello { is_recovered, cursor, is_closed } => {
                let epoch = cursor.as_ref().map(|cursor| &cursor.epoch);
                if !is_recovered || epoch != self.cursor.as_ref().map(|cursor| &cursor.epoch) {
                    return Outcome::Lost;
                }
                // An answer to who asked may be late: what has happened since is known better by now.
                let seq = |cursor: &Option<Cursor>| cursor.as_ref().map(|cursor| cursor.seq);
                if seq(&cursor) < seq(&self.cursor) {
                    return Outcome::Ignored;
                }
                // What led up to there was never told here.
                if seq(&cursor) > seq(&self.cursor) {
                    return Outcome::Lost;
                }
                self.is_closed = is_closed.unwrap_or(self.is_closed);
                self.said_total = total.or(self.said_total);
                return Outcome::Applied;
            }
            What::Reset => return Outcome::Lost,
            What::Beat | What::Leaving => return Outcome::Ignored,
            _ => {}
        }
        let (Some(at), Some(cursor)) = (at, &mut self.cursor) else { return Outcome::Ignored };
        if at.epoch != cursor.epoch {
            return Outcome::Lost;
        }
        if at.seq <= cursor.seq {
            return Outcome::Ignored;
        }
        if at.seq > cursor.seq + 1 {
            return Outcome::Lost;
        }
        cursor.seq = at.seq;
        self.said_total = total.or(self.said_total);
        match what {
            What::Said(comment) => self.said(*comment, at.seq),
            What::Changed(comment) => self.changed(*comment, at.seq),
            What::Rejected(rejected) => self.rejected(rejected, at.seq),
            What::Counts(counts) => self.counted(counts, at.seq),
            What::Closed => self.is_closed = true,
            What::Opened => self.is_closed = false,
            _ => {}
        }
        Outcome::Applied
    }

    fn said(&mut self, comment: Comment, seq: u64) {
        let (place, is_new) = self.keep(comment, Some(seq), Some(seq));
        let is_unheard = self.is_unheard(place);
        let entry = &mut self.entries[place];
        entry.told_at = seq;
        if is_unheard || entry.standing == Standing::Loose {
            entry.said_at = Some(seq);
        }
        if !is_new && self.entries[place].standing != Standing::Loose {
            self.hold_above(place);
            return;
        }
        if is_new {
            self.attach(place);
        }
        let entry = &self.entries[place];
        let belongs = match entry.parent {
            // Of a thread that nobody could read until now no list tells, or not as yet.
            Some(_) => self.topmost_loose(place).is_some(),
            // A reply to what isn't here lies on a page that wasn't asked for.
            None => entry.comment.parent_id.is_none(),
        };
        if belongs {
            self.hold(place);
            let root = self.root(place);
            if let Some(rest) = self.entries[root].rest.as_mut().filter(|_| is_new) {
                rest.total += 1;
            }
        }
    }

    fn changed(&mut self, comment: Comment, seq: u64) {
        let (place, is_new) = self.keep(comment, Some(seq), None);
        if is_new {
            self.attach(place);
        }
        let entry = &mut self.entries[place];
        entry.told_at = seq;
        if entry.standing == Standing::Loose {
            entry.changed_at = seq;
            if entry.comment.is_readable() && self.is_missing(place) {
                self.hold(place);
            }
        } else if entry.comment.is_readable() {
            self.hold_above(place);
        }
    }

    fn rejected(&mut self, rejected: Rejected, seq: u64) {
        let Some(place) = self.place(&rejected.id) else {
            self.heard_rejections.push(rejected);
            return;
        };
        let entry = &mut self.entries[place];
        if entry.comment.status == Status::Pending && entry.comment.version < rejected.version {
            let comment = Arc::make_mut(&mut entry.comment);
            (comment.status, comment.version) = (Status::Rejected, rejected.version);
            entry.told_at = seq;
        }
    }

    fn counted(&mut self, counts: Vec<Count>, seq: u64) {
        for count in counts {
            let Some(place) = self.place(&count.id) else {
                // Its page may be on its way, and older than this.
                self.heard_of.add(&count.id, self.heard_counts.len());
                self.heard_counts.push((seq, count));
                continue;
            };
            let entry = &mut self.entries[place];
            if seq < entry.counted_at {
                continue;
            }
            (entry.counted_at, entry.is_like_news) = (seq, false);
            let comment = Arc::make_mut(&mut entry.comment);
            (comment.likes, comment.replies) = (count.likes, count.replies);
        }
    }

    /// Whether a comment would stand on the page, had it been there to read when that was fetched: no
    /// further page will bring it. What can't be read above it is told before it.
    pub(super) fn is_missing(&self, place: usize) -> bool {
        let Some(place) = self.topmost_loose(place) else { return false };
        let Some(parent) = self.parent(place) else { return self.is_before(place, &self.end) };
        let root = self.root(parent);
        // What came by itself stands after all that is still to be fetched.
        let is_fetched =
            |reply: &Entry| reply.standing != Standing::Loose && reply.said_at.is_none();
        let is_after =
            |&reply: &usize| is_fetched(&self.entries[reply]) && self.is_older(place, reply);
        self.entries[root].rest.is_none()
            || self.entries[place].is_passed
            || self.everything_below(root).iter().any(is_after)
    }

    /// Of a comment and what it answers, the topmost that stands nowhere; none where one of them can be
    /// read, which then lies on a page that was not asked for.
    pub(super) fn topmost_loose(&self, mut place: usize) -> Option<usize> {
        while let Some(above) = self.parent(place) {
            let above_it = &self.entries[above];
            if above_it.standing != Standing::Loose {
                break;
            }
            if above_it.comment.is_readable() {
                return None;
            }
            place = above;
        }
        Some(place)
    }

    /// Says what the events of late have changed: call it after each batch of [`Discussion::apply`].
    pub fn settle(&mut self) {
        self.hold_what_comes_back();
        self.count();
    }

    /// What is off the page, since it could not be read when its page came or the reader took it away, and can
    /// be read now, or has something below it that can, is held as what is new.
    fn hold_what_comes_back(&mut self) {
        for place in 0..self.entries.len() {
            let entry = &self.entries[place];
            if entry.standing != Standing::Held {
                if !self.is_off(place) || !entry.comment.is_readable() {
                    continue;
                }
                self.entries[place].standing = Standing::Held;
            }
            let mut above = self.parent(place);
            while let Some(off) = above.filter(|&above| self.is_off(above)) {
                self.entries[off].standing = Standing::Held;
                above = self.parent(off);
            }
        }
    }

    /// Whether a comment would stand on the page, were there anything to draw.
    pub(super) fn is_off(&self, place: usize) -> bool {
        let entry = &self.entries[place];
        entry.standing == Standing::Listed && !entry.is_shown
    }
}

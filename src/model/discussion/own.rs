//! What the reader does themselves stands at once.

use std::sync::Arc;

use super::super::comment::{Comment, Status};
use super::{Discussion, Standing};

/// When a comment was said of which the reader knows by the answer to their post alone: after all that was told.
const UNHEARD: u64 = u64::MAX;

impl Discussion {
    /// Puts the reader's own comment on the page at once, with what it answers: in another tab that may be
    /// held as yet.
    pub fn say(&mut self, comment: Comment) {
        let id = comment.id.clone();
        self.say_late(comment);
        // What the server answers is as new as anything that was told.
        let told_at = self.cursor.as_ref().map_or(0, |cursor| cursor.seq).max(self.listed_at);
        if let Some(place) = self.place(&id) {
            let entry = &mut self.entries[place];
            entry.told_at = entry.told_at.max(told_at);
        }
    }

    /// The same, where the answer may be older than pages that were fetched since something was missed: what
    /// became of the comment before them was told nobody here, and is asked for ([`Discussion::stale`]).
    pub fn say_late(&mut self, comment: Comment) {
        let (place, is_new) = self.keep(comment, None, Some(UNHEARD));
        if is_new {
            self.attach(place);
        }
        // Also where a page has proven it gone meanwhile; and what was fetched anew of its thread may have gone
        // past it.
        self.entries[place].told_at = 0;
        let root = self.root(place);
        self.renewed.retain(|(thread, _)| *thread != root);
        self.list_with_above(place);
        self.count();
    }

    /// Whether the reader said a comment that neither a page nor an event has shown yet: a page that was on
    /// its way meanwhile proves nothing of it.
    pub(super) fn is_unheard(&self, place: usize) -> bool {
        self.entries[place].said_at == Some(UNHEARD)
    }

    /// Puts a comment on the page that is the reader's own, if it is known, with what it answers; its position.
    pub fn claim(&mut self, id: &str) -> Option<usize> {
        let place = self.place(id)?;
        self.list_with_above(place);
        self.count();
        Some(place)
    }

    /// Puts comments of the reader's own on the page that a page has brought, each where it was said.
    pub fn claim_all(&mut self, ids: &[&String]) {
        let places: Vec<usize> = ids.iter().filter_map(|id| self.place(id)).collect();
        for place in places {
            self.list_with_above(place);
            let root = self.root(place);
            self.order.retain(|&other| other != root);
            let is_after = |&other: &usize| {
                let mut two = [root, other];
                self.sort_places(&mut two);
                two[0] == root
            };
            let at = self.order.iter().position(is_after).unwrap_or(self.order.len());
            self.order.insert(at, root);
        }
        self.count();
    }

    /// The comments, by id, that are held.
    pub fn held_names(&self) -> Vec<String> {
        let held = self.entries.iter().filter(|entry| entry.standing == Standing::Held);
        held.map(|entry| entry.comment.id.clone()).collect()
    }

    /// Whether and how a comment shows, if it is known.
    pub fn status(&self, id: &str) -> Option<Status> {
        self.place(id).map(|place| self.entries[place].comment.status)
    }

    /// Takes up what the server answered to a change of one comment. What its author took away goes, where
    /// nothing below it needs its line.
    pub fn answered(&mut self, comment: Comment) {
        let (place, is_new) = self.keep(comment, None, None);
        if is_new {
            self.attach(place);
        }
        let entry = &mut self.entries[place];
        if entry.comment.status == Status::RemovedByAuthor && entry.held_below == 0 {
            entry.is_shown = false;
        }
        self.count();
    }

    /// Takes away what only its author sees, and removed in another tab: the stream tells nobody of that.
    pub fn withdrawn(&mut self, id: &str) {
        let known = self.place(id).map(|place| self.entries[place].comment.clone());
        let Some(known) = known else { return };
        if matches!(known.status, Status::Pending | Status::Rejected) {
            let (status, version) = (Status::RemovedByAuthor, known.version + 1);
            self.answered(Comment { status, version, ..Comment::clone(&known) });
        }
    }

    /// Takes up a like of this reader's, or takes it back, before the server has heard of it. The answer
    /// tells when the comment's figures were told last, for [`Discussion::liked`].
    pub fn like(&mut self, id: &str, has_liked: bool) -> u64 {
        let Some(place) = self.place(id) else { return 0 };
        let entry = &mut self.entries[place];
        entry.count_like(has_liked);
        entry.counted_at
    }

    /// What the server said to a like: whether it holds, and the likes by the answer, where there was
    /// one. Where figures were told since, they stay: whether the answer is as new as they are nobody
    /// knows, and one that is newer is told too.
    pub fn liked(&mut self, id: &str, has_liked: bool, likes: Option<u32>, since: u64) {
        let Some(place) = self.place(id) else { return };
        let entry = &mut self.entries[place];
        let (is_told, figure) = (entry.counted_at != since, entry.comment.likes);
        entry.count_like(has_liked);
        let comment = Arc::make_mut(&mut entry.comment);
        comment.likes = match likes {
            _ if is_told => figure,
            Some(likes) => likes,
            None => comment.likes,
        };
    }
}

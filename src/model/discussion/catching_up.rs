//! What was missed: the pages that were fetched anew, what they prove gone, and what they do not reach.

use std::sync::Arc;

use super::super::comment::{Comment, Status};
use super::super::event::{CommentPage, Rest};
use super::super::names::Names;
use super::super::time::Timestamp;
use super::{Discussion, End, Entry, Sort, Stale, Standing};

/// The version of what the server has no more: any that it tells of once more is newer.
const GONE: u64 = 0;

/// Whether a comment is known to be gone, and not how.
pub(super) fn is_gone(comment: &Comment) -> bool {
    !comment.is_readable() && comment.version == GONE
}

impl Discussion {
    /// Takes up pages that were fetched anew because something was missed. What they prove gone keeps its
    /// line, what they don't reach stays as it is ([`Discussion::stale`]), and what is new is held, so that
    /// nothing moves under the reader.
    pub fn catch_up(&mut self, page: CommentPage) {
        let is_same = match (&self.cursor, &page.cursor) {
            (Some(mine), Some(theirs)) => mine.epoch == theirs.epoch,
            _ => true,
        };
        if !is_same {
            // Another history: its versions and figures can't be compared with ours.
            let is_listed = |id: &str| {
                self.place(id).is_some_and(|at| self.entries[at].standing == Standing::Listed)
            };
            let listed: Vec<String> = page
                .comments
                .iter()
                .filter(|comment| is_listed(&comment.id))
                .map(|comment| comment.id.clone())
                .collect();
            let mut fresh = Self::new(page, self.sort);
            fresh.hold_all_but(&listed);
            *self = fresh;
            return;
        }
        self.cursor.clone_from(&page.cursor);
        self.listed_at = page.cursor.as_ref().map_or(0, |cursor| cursor.seq);
        self.renewed.clear();
        let end = End::of(&page);
        let mine = self.end.clone();
        let (page, is_cut) = self.up_to_the_end(page);
        self.take_up(page, None, None);
        if is_cut {
            // With the next page, which begins there.
            self.end = mine;
        }
        // A thread that is held beyond the end of the page lies on one that was not asked for.
        let is_gone = |&place: &usize| {
            let root = self.root(place);
            let is_proven = self.is_stale(root) && self.is_before(root, &end);
            let is_held = |place: usize| self.entries[place].standing == Standing::Held;
            let is_beyond = self.is_stale(root) && is_held(root) && is_held(place);
            self.is_stale(place) && !self.is_unheard(place) && (is_proven || is_beyond)
        };
        let gone: Vec<usize> = (0..self.entries.len()).filter(is_gone).collect();
        self.let_go(&gone);
    }

    /// A page of threads without those that lie beyond what the reader has come to, on a page that they have
    /// not asked for: they are no news. Where some have gone, one that is as long as theirs reaches further; and whether it did.
    fn up_to_the_end(&self, mut page: CommentPage) -> (CommentPage, bool) {
        let (mut beyond, told) = (Names::default(), page.comments.len());
        let is_known = |comment: &Comment| {
            self.place(&comment.id).is_some_and(|at| self.entries[at].standing != Standing::Loose)
        };
        page.comments.retain(|comment| {
            let is_beyond = match &comment.parent_id {
                Some(parent) => beyond.has(parent),
                None => self.is_beyond(comment) && !is_known(comment),
            };
            if is_beyond {
                beyond.add(&comment.id, 0);
            }
            !is_beyond
        });
        page.rests.retain(|rest| !beyond.has(&rest.id));
        let is_cut = page.comments.len() < told;
        if is_cut {
            page.next.clone_from(&self.next);
        }
        (page, is_cut)
    }

    /// Whether a thread comes after the last that the reader has asked for. By likes nobody knows.
    fn is_beyond(&self, first: &Comment) -> bool {
        let End::Thread(last) = &self.end else { return false };
        let place = (first.created_at, &first.id);
        match self.sort {
            Sort::Oldest => place > (last.0, &last.1),
            Sort::Newest => place < (last.0, &last.1),
            Sort::Liked => false,
        }
    }

    /// How many threads on the page are neither among those that were fetched anew nor proven gone by
    /// them.
    pub fn left_out(&self, page: &CommentPage) -> usize {
        let end = End::of(page);
        let mut told = Names::default();
        for comment in &page.comments {
            told.add(&comment.id, 0);
        }
        let is_left_out = |&&place: &&usize| {
            let comment = &self.entries[place].comment;
            !is_gone(comment) && !told.has(&comment.id) && !self.is_before(place, &end)
        };
        self.order.iter().filter(is_left_out).count()
    }

    /// What is to be fetched anew next: what stands and was not told of since something was missed.
    pub fn stale(&self) -> Option<Stale> {
        let place = (0..self.entries.len()).find(|&place| self.is_stale(place))?;
        let root = self.root(place);
        let rest = self.renewed.iter().find(|(thread, _)| *thread == root);
        Some(match rest {
            Some((_, rest)) => Stale::Replies(rest.clone()),
            None => Stale::Thread(self.entries[root].comment.id.clone()),
        })
    }

    /// Takes up what was fetched anew; nothing where the server has it no more.
    pub fn renew(&mut self, stale: &Stale, page: Option<CommentPage>) {
        let (id, walk) = match stale {
            Stale::Thread(id) => (id, None),
            Stale::Replies(rest) => (&rest.id, Some(rest)),
        };
        let Some(root) = self.place(id) else { return };
        self.renewed.retain(|(thread, _)| *thread != root);
        // A page of answers says nothing of what they answer.
        let is_asked_for = walk.is_none() || page.is_none();
        if let Some(mut page) = page {
            if let (Some(rest), Some(next)) = (walk, page.next.take()) {
                page.rests.push(Rest { next, ..rest.clone() });
            }
            self.take_up(page, Some(root), walk);
        }
        let is_whole = self.renewed.iter().all(|(thread, _)| *thread != root);
        let is_gone = |&place: &usize| {
            self.is_stale(place) && self.root(place) == root && (place != root || is_asked_for)
        };
        let gone: Vec<usize> =
            (0..self.entries.len()).filter(|place| is_whole && is_gone(place)).collect();
        self.let_go(&gone);
    }

    /// Lists a page that was fetched anew, and holds what of it is new. Of the threads that it tells of
    /// (and of `thread`) what it doesn't name is gone, up to where it ends. `walk` is where it began,
    /// where it goes on with a thread.
    pub(super) fn take_up(
        &mut self,
        page: CommentPage,
        thread: Option<usize>,
        walk: Option<&Rest>,
    ) {
        let ids: Vec<String> = page.comments.iter().map(|c| c.id.clone()).collect();
        let standing = |place: usize| match self.is_off(place) {
            true => Standing::Held,
            false => self.entries[place].standing,
        };
        let before: Vec<Standing> = (0..self.entries.len()).map(standing).collect();
        // What is held of a page lies before where its thread goes on, as does what stands.
        let is_come_to: Vec<bool> = (before.iter().zip(&self.entries))
            .map(|(standing, entry)| match standing {
                Standing::Listed => true,
                Standing::Held => entry.said_at.is_none(),
                Standing::Loose => false,
            })
            .collect();
        // Where the reader goes on in each thread. What was fetched anew so far may have set it, where no line
        // says so as yet.
        let own = |entry: &mut Entry| {
            let has_line = entry.standing == Standing::Listed && !entry.is_rest_held;
            let is_own = |rest: &Rest| has_line || walk.is_none_or(|walk| walk.next != rest.next);
            (entry.rest.take().filter(is_own), entry.is_rest_held)
        };
        let mut rests: Vec<(Option<Rest>, bool)> = self.entries.iter_mut().map(own).collect();
        let order = self.order.clone();
        self.list(page, thread.is_none());
        // What was there to answer is held: its answer goes on to stand where it did.
        self.order = order;
        rests.resize(self.entries.len(), (None, false));
        let places: Vec<usize> = ids.iter().filter_map(|id| self.place(id)).collect();
        let had = |place: usize| before.get(place).copied().unwrap_or(Standing::Loose);
        // Up to which comment of each thread the page tells, and up to which the reader has it.
        let mut told = vec![None; self.entries.len()];
        let mut stood = told.clone();
        if let Some(thread) = thread {
            told[thread] = Some(thread);
        }
        // A thread that has turned out to be an answer came with what stands above it, not with what else
        // answers that.
        if thread.is_none_or(|thread| self.parent(thread).is_none()) {
            places.iter().for_each(|&place| self.note_last(&mut told, place));
        }
        for place in (0..before.len()).filter(|&place| is_come_to[place]) {
            self.note_last(&mut stood, place);
        }
        for &place in &places {
            let root = self.root(place);
            let is_further = stood[root].is_none_or(|last| self.is_older(last, place))
                && !self.entries[place].is_passed;
            self.entries[place].standing = match had(place) {
                // The reader has not come so far in this thread yet, and still can.
                Standing::Loose if is_further && rests[root].0.is_some() => Standing::Loose,
                Standing::Listed => Standing::Listed,
                _ => Standing::Held,
            };
        }
        let is_gone = |&place: &usize| {
            let root = self.root(place);
            let is_told = |last| self.entries[root].rest.is_none() || !self.is_older(last, place);
            // What is asked for thread by thread is younger than what the reader said before.
            let is_known = thread.is_some() || !self.is_unheard(place);
            self.is_stale(place)
                && is_known
                && !self.is_stale(root)
                && told[root].is_some_and(is_told)
        };
        let gone: Vec<usize> = (0..self.entries.len()).filter(is_gone).collect();
        // The threads of which something stands that is still to be fetched anew.
        let mut is_unfinished = vec![false; self.entries.len()];
        for place in (0..before.len()).filter(|&place| had(place) == Standing::Listed) {
            let root = self.root(place);
            let is_told = |told: usize| !self.is_older(told, place);
            is_unfinished[root] |= self.is_stale(place) && !told[root].is_some_and(is_told);
        }
        for (place, (own, is_held)) in rests.into_iter().enumerate() {
            let entry = &mut self.entries[place];
            let total = entry.rest.as_ref().map(|fresh| fresh.total);
            if let Some(fresh) = &entry.rest {
                self.renewed.push((place, fresh.clone()));
            }
            // A thread that the reader had to its end is fetched anew up to there, and no line says meanwhile
            // that there is more of it; nor then, until they ask.
            if own.is_some() || is_unfinished[place] {
                // Where the reader goes on in it is theirs, how many there are by now the server's.
                let own = own.map(|own| Rest { total: total.unwrap_or(own.total), ..own });
                (entry.rest, entry.is_rest_held) = (own, is_held);
            } else {
                entry.is_rest_held = entry.rest.is_some() && had(place) == Standing::Listed;
            }
        }
        self.let_go(&gone);
    }

    /// Notes a comment as the last of its thread, if it is.
    fn note_last(&self, last: &mut [Option<usize>], place: usize) {
        let last = &mut last[self.root(place)];
        if last.is_none_or(|last| self.is_older(last, place)) {
            *last = Some(place);
        }
    }

    /// Takes up that the server has comments no more. Those that the reader has before them keep their line.
    fn let_go(&mut self, gone: &[usize]) {
        for &place in gone {
            let is_thread = self.stands_alone(place);
            let entry = &mut self.entries[place];
            if entry.standing != Standing::Listed || !entry.is_shown {
                (entry.standing, entry.rest, entry.is_rest_held) = (Standing::Loose, None, false);
                entry.is_passed = entry.said_at.is_none();
                // What answers it has gone with it: should it be told of again, nothing is known of that.
                entry.is_fetched = false;
                continue;
            }
            // A line that says that there was more stands until the reader asks for it. Only a thread has one.
            if entry.is_rest_held || !is_thread {
                (entry.rest, entry.is_rest_held) = (None, false);
            }
            // Who took it away was told to those who were there.
            let known = (*entry.comment).clone();
            let status = if known.is_readable() { Status::Unknown } else { known.status };
            let gone = Comment { status, text: String::new(), version: GONE, ..known };
            entry.comment = Arc::new(gone);
            entry.told_at = self.listed_at;
        }
        // Where a thread went as a whole, the reader's place in it is none: they begin anew, should it come back.
        let has_gone = |place: &&usize| self.entries[**place].standing == Standing::Loose;
        let threads = gone.iter().filter(has_gone);
        let below: Vec<usize> = threads.flat_map(|&place| self.everything_below(place)).collect();
        for place in below {
            self.entries[place].is_passed = false;
        }
        self.count();
    }

    /// Whether a comment stands of which something may have been missed.
    fn is_stale(&self, place: usize) -> bool {
        let entry = &self.entries[place];
        entry.standing != Standing::Loose && entry.told_at < self.listed_at
    }

    /// Whether a thread has its place before the end of a page, so that the page tells of it if it is
    /// there. By likes it may have gone anywhere.
    pub(super) fn is_before(&self, root: usize, end: &End) -> bool {
        let first = &self.entries[root].comment;
        let is_older =
            |last: &(Option<Timestamp>, String)| (first.created_at, &first.id) < (last.0, &last.1);
        match (end, self.sort) {
            _ if first.parent_id.is_some() => false,
            (End::OfAll, _) => true,
            (End::Thread(last), Sort::Oldest) => is_older(last),
            (End::Thread(last), Sort::Newest) => !is_older(last),
            _ => false,
        }
    }
}

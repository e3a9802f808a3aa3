//! What was said while the reader was reading: held until they ask for it.

use super::{Discussion, Entry, Sort, Standing};

impl Discussion {
    /// How many threads are held.
    pub fn held_threads(&self) -> usize {
        (0..self.entries.len()).filter(|&place| self.is_held_thread(place)).count()
    }

    /// How many comments are held in all.
    pub fn held(&self) -> usize {
        let is_held =
            |entry: &&Entry| entry.standing == Standing::Held && entry.comment.is_readable();
        let rests = (0..self.entries.len()).filter(|&place| self.entries[place].is_rest_held);
        self.entries.iter().filter(is_held).count()
            + rests.map(|place| self.rest_below(place)).sum::<usize>()
    }

    /// How many comments below one are held, with what is still to be fetched of its thread where that came
    /// while the reader was reading.
    pub fn held_below(&self, position: usize) -> usize {
        let rest = if self.is_rest_held(position) { self.rest_below(position) } else { 0 };
        self.entries.get(position).map_or(0, |entry| entry.held_below) + rest
    }

    /// Whether the thread that a comment stands in grew past what was fetched of it while the reader was
    /// reading: a line that says so is held too.
    pub fn is_rest_held(&self, position: usize) -> bool {
        self.entries.get(self.top(position)).is_some_and(|top| top.is_rest_held)
    }

    /// Puts the held threads on the page; the id of the first of them.
    pub fn release_threads(&mut self) -> Option<String> {
        let is_due = |&place: &usize| self.is_held_thread(place) || self.is_held_above(place);
        let mut released: Vec<usize> = (0..self.entries.len()).filter(is_due).collect();
        self.sort_places(&mut released);
        let first = released.iter().find(|&&place| self.is_held_thread(place));
        let first = first.map(|&place| self.entries[place].comment.id.clone());
        for &place in &released {
            self.release(place);
        }
        if self.sort == Sort::Oldest {
            self.order.extend(released);
        } else {
            self.order.splice(0..0, released);
        }
        self.count();
        first
    }

    /// Puts what is held below a comment on the page; the id of the first of it.
    pub fn release_replies(&mut self, position: usize) -> Option<String> {
        let held: Vec<usize> = self
            .everything_below(position)
            .into_iter()
            .filter(|&place| self.entries[place].standing == Standing::Held)
            .collect();
        for &place in &held {
            self.entries[place].standing = Standing::Listed;
        }
        let top = self.top(position);
        self.entries[top].is_rest_held = false;
        self.count();
        held.into_iter()
            .find(|&place| self.entries[place].comment.is_readable())
            .map(|place| self.entries[place].comment.id.clone())
    }

    /// Holds a comment, with what stands nowhere above it.
    pub(super) fn hold(&mut self, place: usize) {
        let mut at = Some(place);
        while let Some(loose) = at.filter(|&at| self.entries[at].standing == Standing::Loose) {
            self.entries[loose].standing = Standing::Held;
            at = self.parent(loose);
        }
    }

    /// Holds what stands nowhere above a comment, where none of it can be read: no page brings that which does
    /// not bring the comment.
    pub(super) fn hold_above(&mut self, place: usize) {
        if let Some(parent) = self.parent(place).filter(|_| self.topmost_loose(place).is_some()) {
            self.hold(parent);
        }
    }

    /// Of what a page listed, all but some is held.
    pub(super) fn hold_all_but(&mut self, listed: &[String]) {
        let mut is_new = vec![true; self.entries.len()];
        for place in listed.iter().filter_map(|id| self.place(id)) {
            is_new[place] = false;
        }
        for (entry, is_new) in self.entries.iter_mut().zip(is_new) {
            if entry.standing == Standing::Listed && is_new {
                entry.standing = Standing::Held;
            }
        }
        // Of what is held above it an answer that stood takes no harm.
        let stands = |place: &usize| self.entries[*place].standing == Standing::Listed;
        let mut order: Vec<usize> = (0..self.entries.len()).filter(stands).collect();
        order.retain(|&place| self.stands_alone(place));
        self.sort_places(&mut order);
        self.order = order;
        self.count();
    }

    /// What was said or came back since a page was read, among its threads or below a comment of it that
    /// wasn't here at the time.
    pub(super) fn hold_what_came_since(&mut self, seq: u64) {
        for place in 0..self.entries.len() {
            let entry = &self.entries[place];
            if entry.standing != Standing::Loose || !entry.comment.is_readable() {
                continue;
            }
            let is_said_since = entry.said_at.is_some_and(|at| at > seq);
            let above = entry.parent.map(|parent| self.entries[parent].standing);
            let belongs = is_said_since && above.is_some_and(|above| above != Standing::Loose);
            let is_since = is_said_since || entry.changed_at > seq;
            if belongs || (is_since && self.is_missing(place)) {
                self.hold(place);
            }
        }
    }

    /// Whether a thread is held with something in it to read.
    fn is_held_thread(&self, place: usize) -> bool {
        let entry = &self.entries[place];
        let has_words = entry.comment.is_readable() || entry.rest.is_some() || entry.held_below > 0;
        entry.standing == Standing::Held && entry.parent.is_none() && has_words
    }

    /// Whether a thread is held with nothing new in it to read, above what stands already: no news by itself,
    /// it comes with what is.
    fn is_held_above(&self, place: usize) -> bool {
        let entry = &self.entries[place];
        let stands = |below: usize| self.entries[below].standing == Standing::Listed;
        entry.standing == Standing::Held
            && entry.parent.is_none()
            && self.everything_below(place).into_iter().any(stands)
    }

    fn release(&mut self, place: usize) {
        self.entries[place].standing = Standing::Listed;
        for reply in self.everything_below(place) {
            if self.entries[reply].standing == Standing::Held {
                self.entries[reply].standing = Standing::Listed;
            }
        }
    }
}

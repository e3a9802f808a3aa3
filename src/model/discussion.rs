//! A discussion: comments in their threads, kept in step with what happens to them.
//!
//! Whatever a backend sends (replies to nothing, replies to themselves, circles, the same comment
//! twice, ten thousand levels), every comment that may show stands exactly once. Nothing here
//! recurses, so no depth overflows a stack.
//!
//! What a reader has before them never moves by itself: what is said while they read is *held* until
//! they ask for it ([`Discussion::release_threads`], [`Discussion::release_replies`]). The whole is one
//! plain value that [`Discussion::apply`] carries from one event to the next; [`rows`] lays it out.

mod rows;
mod threading;

use std::sync::Arc;

use super::Comment;
use super::event::{CommentPage, Count, Cursor, Event, Rest, What};
use super::names::Names;

pub use rows::{DEEPEST, Row, RowKind, View};

/// The order of the threads. Replies always stand in the order in which they were said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The newest thread first.
    #[default]
    Newest,
    /// The oldest thread first.
    Oldest,
    /// The most liked thread first.
    Liked,
}

/// Whether and how a comment stands before the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Known by hearsay: it lies on a page that was not asked for.
    Loose,
    /// Said while the reader was reading, and not asked for yet.
    Held,
    /// On the page.
    Listed,
}

/// A comment and where it stands.
#[derive(Clone, Debug)]
struct Entry {
    comment: Arc<Comment>,
    /// The comment that it answers, by position; never a circle.
    parent: Option<usize>,
    /// Its replies, by position, in the order in which they were said.
    replies: Vec<usize>,
    standing: Standing,
    /// Whether it is drawn: it can be read, or something below it can.
    is_shown: bool,
    /// How many comments are drawn below it.
    below: usize,
    /// How many comments below it are held.
    held_below: usize,
    /// What is still to be fetched of the thread that begins with it.
    rest: Option<Rest>,
    /// When its figures were last told.
    counted_at: u64,
    /// With which event it came; none where it came with a page.
    said_at: Option<u64>,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Applied,
    /// It was known.
    Ignored,
    /// Something was missed: the lists must be fetched anew.
    Lost,
}

/// The comments of one story.
#[derive(Clone, Debug, Default)]
pub struct Discussion {
    entries: Vec<Entry>,
    /// The position of each comment, by its id.
    places: Names,
    /// The threads on the page, by position, in the order in which they stand.
    order: Vec<usize>,
    next: Option<String>,
    cursor: Option<Cursor>,
    /// Where the history stood when the first page was read.
    listed_at: u64,
    said_total: Option<u32>,
    is_closed: bool,
    sort: Sort,
    /// The latest figures of comments that aren't here: when, likes, replies.
    heard_counts: Vec<(u64, u32, u32)>,
    /// Where those of each comment are, by its id.
    heard_of: Names,
    /// The comments, by id, that something here answers and that aren't here.
    awaited: Names,
}

impl Discussion {
    /// Threads the comments of a first page. Of several with one id the highest version wins; a reply
    /// to a comment that isn't there stands as a thread of its own, and so does the first comment of a
    /// circle.
    pub fn new(page: CommentPage, sort: Sort) -> Self {
        let mut discussion = Self { sort, ..Self::default() };
        discussion.listed_at = page.cursor.as_ref().map_or(0, |cursor| cursor.seq);
        discussion.cursor.clone_from(&page.cursor);
        discussion.list(page);
        discussion
    }

    /// Adds a further page of threads, or of a thread's replies.
    pub fn list_more(&mut self, page: CommentPage) {
        self.list(page);
    }

    /// Adds a further page of a thread; `id` is the thread's first comment.
    pub fn list_replies(&mut self, id: &str, page: CommentPage) {
        let next = self.next.take();
        if let Some(place) = self.place(id) {
            let total = u32::try_from(page.comments.len()).unwrap_or_default();
            let rest = |next| Rest { id: id.to_owned(), total, next };
            self.entries[place].rest = page.next.clone().map(rest);
        }
        self.list(page);
        self.next = next;
    }

    /// Adds what a permalink needs: a comment with those above it. Says nothing of the next page.
    pub fn list_permalink(&mut self, page: CommentPage) {
        let next = self.next.take();
        let fresh: Vec<String> = page.comments.iter().map(|c| c.id.clone()).collect();
        self.list(page);
        self.next = next;
        // The thread stands first, whatever the order: the reader came for it.
        let root = fresh.first().and_then(|id| self.place(id));
        if let Some(at) = root.and_then(|root| self.order.iter().position(|&p| p == root)) {
            let root = self.order.remove(at);
            self.order.insert(0, root);
        }
    }

    /// Takes up pages that were fetched anew because something was missed. What stood and is not among
    /// them goes; what is new is held, so that nothing moves under the reader.
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
        let ids: Vec<String> = page.comments.iter().map(|c| c.id.clone()).collect();
        let before: Vec<Standing> = self.entries.iter().map(|entry| entry.standing).collect();
        for entry in &mut self.entries {
            entry.standing = Standing::Loose;
            entry.rest = None;
        }
        self.cursor.clone_from(&page.cursor);
        self.listed_at = page.cursor.as_ref().map_or(0, |cursor| cursor.seq);
        let order = std::mem::take(&mut self.order);
        self.list(page);
        let listed: Vec<String> = ids
            .into_iter()
            .filter(|id| {
                let at = self.place(id);
                at.and_then(|at| before.get(at)).is_some_and(|s| *s == Standing::Listed)
            })
            .collect();
        self.hold_all_but(&listed);
        let stands = |&place: &usize| self.entries[place].standing == Standing::Listed;
        self.order = order.into_iter().filter(stands).collect();
        self.count();
    }

    /// Carries the discussion on by one event.
    pub fn apply(&mut self, event: Event) -> Outcome {
        let Event { at, what, total } = event;
        match what {
            What::Hello { is_recovered, cursor, is_closed } => {
                let epoch = cursor.as_ref().map(|cursor| &cursor.epoch);
                if !is_recovered || epoch != self.cursor.as_ref().map(|cursor| &cursor.epoch) {
                    return Outcome::Lost;
                }
                self.is_closed = is_closed.unwrap_or(self.is_closed);
                self.said_total = total.or(self.said_total);
                return Outcome::Applied;
            }
            What::Reset => return Outcome::Lost,
            What::Beat => return Outcome::Ignored,
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
            What::Counts(counts) => self.counted(counts, at.seq),
            What::Closed => self.is_closed = true,
            What::Opened => self.is_closed = false,
            _ => {}
        }
        Outcome::Applied
    }

    /// Says what the events of late have changed: call it after each batch of [`Discussion::apply`].
    pub fn settle(&mut self) {
        self.count();
    }

    /// Puts the reader's own comment on the page at once.
    pub fn say(&mut self, comment: Comment) {
        let (place, is_new) = self.keep(comment, None, None);
        if is_new {
            self.attach(place);
        }
        if self.entries[place].standing != Standing::Listed {
            self.entries[place].standing = Standing::Listed;
            if self.entries[place].parent.is_none() {
                self.order.insert(0, place);
            }
        }
        self.count();
    }

    /// Takes up what the server answered to a change of one comment.
    pub fn answered(&mut self, comment: Comment) {
        let (place, is_new) = self.keep(comment, None, None);
        if is_new {
            self.attach(place);
        }
        self.count();
    }

    /// Takes up a like of this reader's, or takes it back.
    pub fn liked(&mut self, id: &str, has_liked: bool, likes: Option<u32>) {
        let Some(place) = self.place(id) else { return };
        let comment = Arc::make_mut(&mut self.entries[place].comment);
        let viewer = comment.viewer.get_or_insert_default();
        if viewer.has_liked != has_liked && likes.is_none() {
            let likes = comment.likes;
            comment.likes = if has_liked { likes + 1 } else { likes.saturating_sub(1) };
        }
        viewer.has_liked = has_liked;
        comment.likes = likes.unwrap_or(comment.likes);
    }

    /// Puts the held threads on the page; the id of the first of them.
    pub fn release_threads(&mut self) -> Option<String> {
        let mut released: Vec<usize> =
            (0..self.entries.len()).filter(|&place| self.is_held_thread(place)).collect();
        self.sort_places(&mut released);
        for &place in &released {
            self.release(place);
        }
        let first = released.first().map(|&place| self.entries[place].comment.id.clone());
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
        self.count();
        held.into_iter()
            .find(|&place| self.entries[place].comment.is_readable())
            .map(|place| self.entries[place].comment.id.clone())
    }

    /// How many threads are held.
    pub fn held_threads(&self) -> usize {
        (0..self.entries.len()).filter(|&place| self.is_held_thread(place)).count()
    }

    /// How many comments are held in all.
    pub fn held(&self) -> usize {
        let is_held =
            |entry: &&Entry| entry.standing == Standing::Held && entry.comment.is_readable();
        self.entries.iter().filter(is_held).count()
    }

    /// How many comments a reader can read; removed ones don't count. By the server's word where it
    /// gave one, since not all of them need have been fetched.
    pub fn total(&self) -> usize {
        let readable = || self.entries.iter().filter(|entry| entry.comment.is_readable()).count();
        self.said_total.map_or_else(readable, |total| total as usize)
    }

    /// Whether nothing more may be said.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Where the history stands, as far as it was told.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// The cursor of the next page of threads.
    pub fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// What is still to be fetched of the thread that a comment belongs to.
    pub fn rest(&self, position: usize) -> Option<&Rest> {
        self.entries.get(self.root(position))?.rest.as_ref()
    }

    /// Whether everything is here.
    pub fn is_whole(&self) -> bool {
        self.next.is_none() && self.entries.iter().all(|entry| entry.rest.is_none())
    }

    /// The order of the threads.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// Puts the threads into another order, which needs all of them.
    pub fn set_sort(&mut self, sort: Sort) {
        self.sort = sort;
        let mut order = std::mem::take(&mut self.order);
        self.sort_places(&mut order);
        self.order = order;
    }

    /// The comment at a position that a [`Row`] named.
    pub fn comment(&self, position: usize) -> Option<&Arc<Comment>> {
        self.entries.get(position).map(|entry| &entry.comment)
    }

    /// How many comments are drawn below one.
    pub fn below(&self, position: usize) -> usize {
        self.entries.get(position).map_or(0, |entry| entry.below)
    }

    /// How many comments are known, positions below that number name one.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no comment is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The position of a comment that is on the page.
    pub fn find(&self, id: &str) -> Option<usize> {
        let is_drawn = |place: &usize| {
            let entry = &self.entries[*place];
            entry.is_shown && entry.standing == Standing::Listed
        };
        self.place(id).filter(is_drawn)
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id)
    }

    fn said(&mut self, comment: Comment, seq: u64) {
        let (place, is_new) = self.keep(comment, Some(seq), Some(seq));
        if !is_new && self.entries[place].standing != Standing::Loose {
            return;
        }
        if is_new {
            self.attach(place);
        }
        let entry = &self.entries[place];
        let belongs = match entry.parent {
            Some(parent) => self.entries[parent].standing != Standing::Loose,
            // A reply to what isn't here lies on a page that wasn't asked for.
            None => entry.comment.parent_id.is_none(),
        };
        if belongs {
            self.entries[place].standing = Standing::Held;
        }
    }

    fn changed(&mut self, comment: Comment, seq: u64) {
        let (place, is_new) = self.keep(comment, Some(seq), None);
        if is_new {
            self.attach(place);
        }
    }

    fn counted(&mut self, counts: Vec<Count>, seq: u64) {
        for Count { id, likes, replies } in counts {
            let Some(place) = self.place(&id) else {
                // Its page may be on its way, and older than this.
                self.heard_of.add(&id, self.heard_counts.len());
                self.heard_counts.push((seq, likes, replies));
                continue;
            };
            let entry = &mut self.entries[place];
            if seq < entry.counted_at {
                continue;
            }
            entry.counted_at = seq;
            let comment = Arc::make_mut(&mut entry.comment);
            (comment.likes, comment.replies) = (likes, replies);
        }
    }

    /// Puts the comments of a page on it.
    fn list(&mut self, page: CommentPage) {
        let seq = page.cursor.as_ref().map_or(0, |cursor| cursor.seq);
        let mut fresh = Vec::new();
        for comment in page.comments {
            let (place, _) = self.keep(comment, Some(seq), None);
            if self.entries[place].standing != Standing::Listed {
                self.entries[place].standing = Standing::Listed;
                self.entries[place].said_at = None;
                fresh.push(place);
            }
        }
        self.thread();
        for rest in page.rests {
            if let Some(place) = self.place(&rest.id) {
                self.entries[place].rest = Some(rest);
            }
        }
        let mut roots: Vec<usize> =
            fresh.into_iter().filter(|&place| self.entries[place].parent.is_none()).collect();
        self.sort_places(&mut roots);
        // A circle that was opened elsewhere may have made a reply of what was a thread.
        let order = std::mem::take(&mut self.order);
        let is_root = |place: &usize| self.entries[*place].parent.is_none();
        self.order = order.into_iter().filter(is_root).collect();
        let mut is_known = vec![false; self.entries.len()];
        self.order.iter().for_each(|&place| is_known[place] = true);
        self.order.extend(roots.into_iter().filter(|&place| !is_known[place]));
        self.next = page.next;
        self.said_total = page.total.or(self.said_total);
        self.is_closed = page.is_closed;
        self.hold_what_came_since(seq);
        self.count();
    }

    /// What was said since a page was read, below a comment of it that wasn't here at the time.
    fn hold_what_came_since(&mut self, seq: u64) {
        for place in 0..self.entries.len() {
            let entry = &self.entries[place];
            let is_since = entry.said_at.is_some_and(|at| at > seq);
            let above = entry.parent.map(|parent| self.entries[parent].standing);
            if entry.standing == Standing::Loose
                && is_since
                && above.is_some_and(|standing| standing != Standing::Loose)
            {
                self.entries[place].standing = Standing::Held;
            }
        }
    }

    /// Of what a page listed, all but some is held.
    fn hold_all_but(&mut self, listed: &[String]) {
        let mut is_new = vec![true; self.entries.len()];
        for place in listed.iter().filter_map(|id| self.place(id)) {
            is_new[place] = false;
        }
        for (entry, is_new) in self.entries.iter_mut().zip(is_new) {
            if entry.standing == Standing::Listed && is_new {
                entry.standing = Standing::Held;
            }
        }
        let entries = &self.entries;
        self.order.retain(|&place| entries[place].standing == Standing::Listed);
        self.count();
    }

    /// Keeps a comment, or the newer of two with one id. `counted_at` tells how old its figures are;
    /// none means that they are older than any.
    fn keep(
        &mut self,
        comment: Comment,
        counted_at: Option<u64>,
        said_at: Option<u64>,
    ) -> (usize, bool) {
        let Some(place) = self.place(&comment.id) else {
            let (mut comment, mut counted_at) = (comment, counted_at.unwrap_or_default());
            if let Some(heard) = self.heard_of.remove(&comment.id)
                && let Some(&(seq, likes, replies)) = self.heard_counts.get(heard)
                && seq > counted_at
            {
                (counted_at, comment.likes, comment.replies) = (seq, likes, replies);
            }
            let place = self.entries.len();
            self.places.add(&comment.id, place);
            self.entries.push(Entry {
                comment: Arc::new(comment),
                parent: None,
                replies: Vec::new(),
                standing: Standing::Loose,
                is_shown: false,
                below: 0,
                held_below: 0,
                rest: None,
                counted_at,
                said_at,
            });
            return (place, true);
        };
        let entry = &mut self.entries[place];
        let are_counts_newer = counted_at.is_some_and(|at| at >= entry.counted_at);
        let is_newer = comment.version > entry.comment.version;
        let known = &entry.comment;
        let (likes, replies) = if are_counts_newer || (is_newer && counted_at.is_none()) {
            (comment.likes, comment.replies)
        } else {
            (known.likes, known.replies)
        };
        let viewer = comment.viewer.or(known.viewer);
        let base = if is_newer { comment } else { (**known).clone() };
        let next = Comment { likes, replies, viewer, ..base };
        if are_counts_newer {
            entry.counted_at = counted_at.unwrap_or_default();
        }
        if *entry.comment != next {
            entry.comment = Arc::new(next);
        }
        (place, false)
    }

    /// Whether a thread is held with something in it to read.
    fn is_held_thread(&self, place: usize) -> bool {
        let entry = &self.entries[place];
        let has_words = entry.comment.is_readable() || entry.held_below > 0;
        entry.standing == Standing::Held && entry.parent.is_none() && has_words
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

#[cfg(test)]
mod tests;

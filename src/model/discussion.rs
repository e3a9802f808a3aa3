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

use super::comment::{Comment, Status};
use super::event::{CommentPage, Count, Cursor, Event, Rest, What};
use super::names::Names;
use super::time::Timestamp;

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
    /// With which event it came; none where it came with a page, the end of all time where the reader
    /// said it and no page has shown it yet.
    said_at: Option<u64>,
    /// With which event it was last changed while it stood nowhere.
    changed_at: u64,
    /// Up to where of the history its text is known, by the page or the event that it came with.
    told_at: u64,
}

impl Entry {
    /// Whether this reader likes it from now on; one like more or less where that is another thing.
    fn count_like(&mut self, has_liked: bool) {
        let comment = Arc::make_mut(&mut self.comment);
        let viewer = comment.viewer.get_or_insert_default();
        if std::mem::replace(&mut viewer.has_liked, has_liked) != has_liked {
            let likes = comment.likes;
            comment.likes = if has_liked { likes + 1 } else { likes.saturating_sub(1) };
        }
    }
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

/// What stands on the page and may have changed unheard, since something was missed and no page that
/// was fetched anew reached it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// A thread, by its first comment.
    Thread(String),
    /// What comes in a thread after those that were fetched anew.
    Replies(Rest),
}

/// Up to where a page of threads tells of them.
#[derive(Clone, Debug, Default)]
enum End {
    OfAll,
    /// Up to the thread that began then, with this id.
    Thread((Option<Timestamp>, String)),
    #[default]
    Unknown,
}

impl End {
    fn of(page: &CommentPage) -> Self {
        if page.next.is_none() {
            return Self::OfAll;
        }
        let last = page.comments.iter().rev().find(|comment| comment.parent_id.is_none());
        last.map_or(Self::Unknown, |last| Self::Thread((last.created_at, last.id.clone())))
    }
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
    /// Up to where the threads on the page go.
    end: End,
    cursor: Option<Cursor>,
    /// Since where nothing was missed. What was told before may have changed unheard.
    listed_at: u64,
    /// The threads of which a part was fetched anew, and where they go on.
    renewed: Vec<(usize, Rest)>,
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
        discussion.list(page, true);
        discussion
    }

    /// Adds a further page of threads.
    pub fn list_more(&mut self, page: CommentPage) {
        self.list_asked(page, true);
    }

    /// Puts on the page what the reader asked for.
    fn list_asked(&mut self, page: CommentPage, is_of_threads: bool) {
        let fresh: Vec<String> = page.comments.iter().map(|c| c.id.clone()).collect();
        self.list(page, is_of_threads);
        // What is held above it comes with it, or it would be drawn nowhere.
        for id in fresh {
            if let Some(place) = self.place(&id) {
                self.list_with_above(place);
            }
        }
        self.count();
    }

    /// Adds a further page of a thread; `id` is the thread's first comment.
    pub fn list_replies(&mut self, id: &str, page: CommentPage) {
        if let Some(place) = self.place(id) {
            let known = self.entries[place].rest.as_ref().map(|rest| rest.total);
            let total = known.unwrap_or_default();
            let rest = |next| Rest { id: id.to_owned(), total, next };
            self.entries[place].rest = page.next.clone().map(rest);
        }
        self.list_asked(page, false);
    }

    /// Adds what a permalink needs: a comment with those above it. Says nothing of the next page.
    pub fn list_permalink(&mut self, page: CommentPage) {
        let first = page.comments.first().map(|comment| comment.id.clone());
        self.list_asked(page, false);
        // The thread stands first, whatever the order: the reader came for it.
        let root = first.and_then(|id| self.place(&id));
        if let Some(at) = root.and_then(|root| self.order.iter().position(|&p| p == root)) {
            let root = self.order.remove(at);
            self.order.insert(0, root);
        }
    }

    /// Takes up pages that were fetched anew because something was missed. What they prove gone goes,
    /// what they don't reach stays as it is ([`Discussion::stale`]), and what is new is held, so that
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
        self.take_up(page, None, None);
        // What is held beyond the end of the page lies on one that was not asked for.
        let is_gone = |&place: &usize| {
            let root = self.root(place);
            let is_proven = self.is_stale(root) && self.is_before(root, &end);
            self.is_stale(place) && (is_proven || self.entries[place].standing == Standing::Held)
        };
        let gone: Vec<usize> = (0..self.entries.len()).filter(is_gone).collect();
        self.let_go(&gone);
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
            !told.has(&self.entries[place].comment.id) && !self.is_before(place, &end)
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
        if let Some(mut page) = page {
            if let (Some(rest), Some(next)) = (walk, page.next.take()) {
                page.rests.push(Rest { next, ..rest.clone() });
            }
            self.take_up(page, Some(root), walk);
        }
        let is_whole = self.renewed.iter().all(|(thread, _)| *thread != root);
        let is_gone = |&place: &usize| self.is_stale(place) && self.root(place) == root;
        let gone: Vec<usize> =
            (0..self.entries.len()).filter(|place| is_whole && is_gone(place)).collect();
        self.let_go(&gone);
    }

    /// Lists a page that was fetched anew, and holds what of it is new. Of the threads that it tells of
    /// (and of `thread`) what it doesn't name is gone, up to where it ends. `walk` is where it began,
    /// where it goes on with a thread.
    fn take_up(&mut self, page: CommentPage, thread: Option<usize>, walk: Option<&Rest>) {
        let ids: Vec<String> = page.comments.iter().map(|c| c.id.clone()).collect();
        let standing = |place: usize| match self.is_off(place) {
            true => Standing::Held,
            false => self.entries[place].standing,
        };
        let before: Vec<Standing> = (0..self.entries.len()).map(standing).collect();
        let is_own = |rest: &Rest| walk.is_none_or(|walk| walk.next != rest.next);
        // Where the reader goes on in each thread; what was fetched anew so far may have set it.
        let mut rests: Vec<Option<Rest>> =
            self.entries.iter_mut().map(|entry| entry.rest.take().filter(is_own)).collect();
        self.list(page, thread.is_none());
        rests.resize(self.entries.len(), None);
        let places: Vec<usize> = ids.iter().filter_map(|id| self.place(id)).collect();
        let had = |place: usize| before.get(place).copied().unwrap_or(Standing::Loose);
        // Up to which comment of each thread the page tells, and up to which the reader has it.
        let mut told = vec![None; self.entries.len()];
        let mut stood = told.clone();
        if let Some(thread) = thread {
            told[thread] = Some(thread);
        }
        for &place in &places {
            self.note_last(&mut told, place);
        }
        for place in (0..before.len()).filter(|&place| had(place) == Standing::Listed) {
            self.note_last(&mut stood, place);
        }
        for &place in &places {
            let root = self.root(place);
            let is_further = stood[root].is_none_or(|last| self.is_older(last, place));
            self.entries[place].standing = match had(place) {
                // The reader has not come so far in this thread yet, and still can.
                Standing::Loose if is_further && rests[root].is_some() => Standing::Loose,
                Standing::Listed => Standing::Listed,
                _ => Standing::Held,
            };
        }
        let is_gone = |&place: &usize| {
            let root = self.root(place);
            let is_told = |last| self.entries[root].rest.is_none() || !self.is_older(last, place);
            self.is_stale(place) && !self.is_stale(root) && told[root].is_some_and(is_told)
        };
        let gone: Vec<usize> = (0..self.entries.len()).filter(is_gone).collect();
        for (place, own) in rests.into_iter().enumerate() {
            if let Some(fresh) = &self.entries[place].rest {
                self.renewed.push((place, fresh.clone()));
            }
            if own.is_some() {
                self.entries[place].rest = own;
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

    /// Takes comments off the page.
    fn let_go(&mut self, gone: &[usize]) {
        for &place in gone {
            self.entries[place].standing = Standing::Loose;
        }
        let entries = &self.entries;
        self.order.retain(|&place| entries[place].standing == Standing::Listed);
        self.count();
    }

    /// Whether a comment stands of which something may have been missed.
    fn is_stale(&self, place: usize) -> bool {
        let entry = &self.entries[place];
        let is_own = entry.said_at == Some(u64::MAX);
        entry.standing != Standing::Loose && entry.told_at < self.listed_at && !is_own
    }

    /// Whether a thread has its place before the end of a page, so that the page tells of it if it is
    /// there. By likes it may have gone anywhere.
    fn is_before(&self, root: usize, end: &End) -> bool {
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
            What::Counts(counts) => self.counted(counts, at.seq),
            What::Closed => self.is_closed = true,
            What::Opened => self.is_closed = false,
            _ => {}
        }
        Outcome::Applied
    }

    /// Says what the events of late have changed: call it after each batch of [`Discussion::apply`].
    pub fn settle(&mut self) {
        self.hold_what_comes_back();
        self.count();
    }

    /// What was taken off the page while the reader was reading and can be read again, or has something
    /// below it that can, is held as what is new.
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
        let entries = &self.entries;
        self.order.retain(|&place| entries[place].standing == Standing::Listed);
    }

    /// Whether a comment would stand on the page, were there anything to draw.
    fn is_off(&self, place: usize) -> bool {
        let entry = &self.entries[place];
        entry.standing == Standing::Listed && !entry.is_shown
    }

    /// Puts the reader's own comment on the page at once, with what it answers: in another tab that may be
    /// held as yet.
    pub fn say(&mut self, comment: Comment) {
        let (place, is_new) = self.keep(comment, None, Some(u64::MAX));
        if is_new {
            self.attach(place);
        }
        self.list_with_above(place);
        self.count();
    }

    /// Puts a comment on the page with all that it answers.
    fn list_with_above(&mut self, place: usize) {
        let mut at = Some(place);
        while let Some(place) = at {
            at = self.parent(place);
            if self.entries[place].standing != Standing::Listed {
                self.entries[place].standing = Standing::Listed;
                if at.is_none() {
                    self.order.insert(0, place);
                }
            }
        }
    }

    /// Takes up what the server answered to a change of one comment.
    pub fn answered(&mut self, comment: Comment) {
        let (place, is_new) = self.keep(comment, None, None);
        if is_new {
            self.attach(place);
        }
        self.count();
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

    /// Whether a comment on the page says this, in this name and in answer to this one.
    pub fn has_said(&self, name: &str, text: &str, parent_id: Option<&str>) -> bool {
        self.entries.iter().any(|entry| {
            let comment = &entry.comment;
            entry.is_shown
                && entry.standing == Standing::Listed
                && comment.text == text
                && comment.author == name
                && comment.parent_id.as_deref() == parent_id
        })
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
        let entry = &mut self.entries[place];
        if entry.said_at == Some(u64::MAX) {
            (entry.said_at, entry.told_at) = (Some(seq), seq);
        } else if entry.standing == Standing::Loose {
            entry.said_at = Some(seq);
        }
        if !is_new && self.entries[place].standing != Standing::Loose {
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
        }
    }

    fn changed(&mut self, comment: Comment, seq: u64) {
        let (place, is_new) = self.keep(comment, Some(seq), None);
        if is_new {
            self.attach(place);
        }
        let entry = &mut self.entries[place];
        if entry.standing == Standing::Loose {
            entry.changed_at = seq;
            if entry.comment.is_readable() && self.is_missing(place) {
                self.hold(place);
            }
        }
    }

    /// Whether a comment would stand on the page, had it been there to read when that was fetched: no
    /// further page will bring it. What can't be read above it is told before it.
    fn is_missing(&self, place: usize) -> bool {
        let Some(place) = self.topmost_loose(place) else { return false };
        let Some(parent) = self.parent(place) else { return self.is_before(place, &self.end) };
        let root = self.root(parent);
        // What came by itself stands after all that is still to be fetched.
        let is_fetched =
            |reply: &Entry| reply.standing != Standing::Loose && reply.said_at.is_none();
        let is_after =
            |&reply: &usize| is_fetched(&self.entries[reply]) && self.is_older(place, reply);
        self.entries[root].rest.is_none() || self.everything_below(root).iter().any(is_after)
    }

    /// Of a comment and what it answers, the topmost that stands nowhere; none where one of them can be
    /// read, which then lies on a page that was not asked for.
    fn topmost_loose(&self, mut place: usize) -> Option<usize> {
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

    /// Holds a comment, with what stands nowhere above it.
    fn hold(&mut self, place: usize) {
        let mut at = Some(place);
        while let Some(loose) = at.filter(|&at| self.entries[at].standing == Standing::Loose) {
            self.entries[loose].standing = Standing::Held;
            at = self.parent(loose);
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

    /// Puts the comments of a page on it; one that isn't of threads says nothing of where they go on.
    fn list(&mut self, page: CommentPage, is_of_threads: bool) {
        let seq = page.cursor.as_ref().map_or(0, |cursor| cursor.seq);
        // What was read before something that has been told says nothing of how things stand.
        let is_news = self.cursor.as_ref().is_none_or(|cursor| seq >= cursor.seq);
        if is_of_threads {
            self.end = End::of(&page);
            self.next = page.next;
        }
        let mut fresh = Vec::new();
        for comment in page.comments {
            let (place, _) = self.keep(comment, Some(seq), None);
            let entry = &mut self.entries[place];
            (entry.said_at, entry.told_at) = (None, seq);
            if entry.standing != Standing::Listed {
                entry.standing = Standing::Listed;
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
        if is_news {
            self.said_total = page.total.or(self.said_total);
            self.is_closed = page.is_closed;
        }
        self.hold_what_came_since(seq);
        self.count();
    }

    /// What was said or came back since a page was read, among its threads or below a comment of it that
    /// wasn't here at the time.
    fn hold_what_came_since(&mut self, seq: u64) {
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
            let told_at = counted_at.unwrap_or_default();
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
                changed_at: 0,
                told_at,
            });
            return (place, true);
        };
        let entry = &mut self.entries[place];
        let are_counts_newer = counted_at.is_some_and(|at| at >= entry.counted_at);
        // What was withheld from everybody is told to its author by the answer to the edit.
        let is_told = entry.comment.status == Status::Unknown && comment.status == Status::Pending;
        let is_newer = comment.version > entry.comment.version
            || (comment.version == entry.comment.version && is_told);
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
        let has_words = entry.is_shown || entry.held_below > 0;
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

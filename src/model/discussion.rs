//! A discussion: comments in their threads, kept in step with what happens to them.
//!
//! Whatever a backend sends (replies to nothing, replies to themselves, circles, the same comment
//! twice, ten thousand levels), every comment that may show stands exactly once. Nothing here
//! recurses, so no depth overflows a stack.
//!
//! What a reader has before them never moves by itself: what is said while they read is *held* until
//! they ask for it ([`Discussion::release_threads`], [`Discussion::release_replies`]), and what others take
//! away keeps its line, in which it stands again where they put it back. The whole is one
//! plain value that [`Discussion::apply`] carries from one event to the next; [`rows`] lays it out.

mod catching_up;
mod events;
mod held;
mod own;
mod pages;
mod passed_over;
mod rows;
mod threading;

use std::sync::Arc;

use super::comment::{Comment, Status};
use super::event::{CommentPage, Count, Cursor, Rejected, Rest};
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
    /// Whether it is drawn: it can be read, or something below it can; or it could while it stood on the page,
    /// which nothing leaves under the reader's eyes but what they take away themselves.
    is_shown: bool,
    /// How many comments are drawn below it.
    below: usize,
    /// How many comments below it are held.
    held_below: usize,
    /// What is still to be fetched of the thread that begins with it.
    rest: Option<Rest>,
    /// Whether that came while the reader was reading: the thread grew past what a page tells of it, and
    /// they had it to its end.
    is_rest_held: bool,
    /// When its figures were last told.
    counted_at: u64,
    /// Whether the reader has liked it, or no longer does, and no event has told its figures since: a page
    /// may be older than that.
    is_like_news: bool,
    /// With which event it came; none where it came with a page, the end of all time where the reader
    /// said it and no page has shown it yet.
    said_at: Option<u64>,
    /// Whether a page has brought it.
    is_fetched: bool,
    /// Whether it went when the reader had come past it in its thread: should it come back, no page that goes on
    /// from there brings it.
    is_passed: bool,
    /// With which event it was last changed while it stood nowhere.
    changed_at: u64,
    /// Up to where of the history its text is known, by the page or the event that it came with.
    told_at: u64,
}

impl Entry {
    /// Whether this reader likes it from now on; one like more or less where that is another thing.
    fn count_like(&mut self, has_liked: bool) {
        self.is_like_news = true;
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
    /// Figures of comments that weren't here: when, and which.
    heard_counts: Vec<(u64, Count)>,
    /// Where the latest of each comment that isn't here are, by its id.
    heard_of: Names,
    /// What was not approved of what isn't here: an older page, or the answer to the post, may bring it still.
    heard_rejections: Vec<Rejected>,
    /// Whether a page of threads was not the last.
    is_paged: bool,
    /// The comments, by id, that were asked for since they may have been passed over.
    asked_for: Vec<String>,
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

    /// What is still to be fetched of the thread that a comment stands in.
    pub fn rest(&self, position: usize) -> Option<&Rest> {
        self.entries.get(self.top(position))?.rest.as_ref()
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
                && comment.status != Status::Rejected
                && comment.text == text
                && comment.author == name
                && comment.parent_id.as_deref() == parent_id
        })
    }

    /// Whether a comment is known, drawn or not.
    pub fn knows(&self, id: &str) -> bool {
        self.place(id).is_some()
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
}

#[cfg(test)]
mod tests;

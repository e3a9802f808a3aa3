//! Pages of comments, put where they belong.

use std::sync::Arc;

use super::super::comment::{Comment, Status, Viewer};
use super::super::event::{CommentPage, Rejected, Rest};
use super::catching_up::is_gone;
use super::{Discussion, End, Entry, Standing};

impl Discussion {
    /// Adds a further page of threads; `after` is the cursor that it was asked for with. Where something was
    /// missed meanwhile, the page does not tell where the threads go on: there may be others by now.
    pub fn list_more(&mut self, after: &str, page: CommentPage) {
        let seq = page.cursor.as_ref().map_or(0, |cursor| cursor.seq);
        let is_next = self.next() == Some(after) && seq >= self.listed_at;
        self.list_asked(page, is_next);
    }

    /// Adds a further page of a thread; `id` is the thread's first comment.
    pub fn list_replies(&mut self, id: &str, page: CommentPage) {
        if let Some(place) = self.place(id) {
            let known = self.entries[place].rest.as_ref().map(|rest| rest.total);
            let total = known.unwrap_or_default();
            let rest = |next| Rest { id: id.to_owned(), total, next };
            self.entries[place].rest = page.next.clone().map(rest);
            self.entries[place].is_rest_held = false;
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

    /// Puts on the page what the reader asked for.
    pub(super) fn list_asked(&mut self, page: CommentPage, is_of_threads: bool) {
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

    /// Puts the comments of a page on it; one that isn't of threads says nothing of where they go on.
    pub(super) fn list(&mut self, page: CommentPage, is_of_threads: bool) {
        let seq = page.cursor.as_ref().map_or(0, |cursor| cursor.seq);
        // What was read before something that has been told says nothing of how things stand.
        let is_news = self.cursor.as_ref().is_none_or(|cursor| seq >= cursor.seq);
        if is_of_threads {
            self.end = End::of(&page);
            self.next = page.next;
            self.is_paged |= self.next.is_some();
        }
        let mut fresh = Vec::new();
        for comment in page.comments {
            let (place, _) = self.keep(comment, Some(seq), None);
            let entry = &mut self.entries[place];
            (entry.said_at, entry.is_fetched) = (None, true);
            // The page may be older than what was told since.
            entry.told_at = entry.told_at.max(seq);
            if entry.standing != Standing::Listed {
                // Not drawn so far: that it would be, while it was held, says nothing.
                (entry.standing, entry.is_shown) = (Standing::Listed, false);
                fresh.push(place);
            }
        }
        self.thread();
        for rest in page.rests {
            if let Some(place) = self.place(&rest.id) {
                self.entries[place].rest = Some(rest);
                self.entries[place].is_rest_held = false;
            }
        }
        let mut roots: Vec<usize> =
            fresh.into_iter().filter(|&place| self.stands_alone(place)).collect();
        self.sort_places(&mut roots);
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

    /// Puts a comment on the page with all that it answers.
    pub(super) fn list_with_above(&mut self, place: usize) {
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

    /// Keeps a comment, or the newer of two with one id. `counted_at` tells how old its figures are;
    /// none means that they are older than any.
    pub(super) fn keep(
        &mut self,
        comment: Comment,
        counted_at: Option<u64>,
        said_at: Option<u64>,
    ) -> (usize, bool) {
        let Some(place) = self.place(&comment.id) else {
            let told_at = counted_at.unwrap_or_default();
            let (mut comment, mut counted_at) = (comment, counted_at.unwrap_or_default());
            if let Some(heard) = self.heard_of.remove(&comment.id)
                && let Some((seq, count)) = self.heard_counts.get(heard)
                && *seq > counted_at
            {
                (counted_at, comment.likes, comment.replies) = (*seq, count.likes, count.replies);
            }
            let is_it = |rejected: &Rejected| rejected.id == comment.id;
            if let Some(heard) = self.heard_rejections.iter().position(is_it) {
                let Rejected { version, .. } = self.heard_rejections.swap_remove(heard);
                if comment.status == Status::Pending && comment.version < version {
                    (comment.status, comment.version) = (Status::Rejected, version);
                }
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
                is_rest_held: false,
                counted_at,
                is_like_news: false,
                said_at,
                is_fetched: false,
                is_passed: false,
                changed_at: 0,
                told_at,
            });
            return (place, true);
        };
        let entry = &mut self.entries[place];
        // A page that is as old as the last figures may not know of a like that was given since.
        let known_at = entry.counted_at + u64::from(entry.is_like_news);
        let are_counts_newer = counted_at.is_some_and(|at| at >= known_at);
        // What was withheld from everybody is told to its author by the answer to the edit.
        let is_told = entry.comment.status == Status::Unknown && comment.status == Status::Pending;
        // What is known to be gone comes back by what was read after that.
        let is_from_before = counted_at.is_some_and(|at| at < entry.told_at);
        let is_newer = (comment.version > entry.comment.version
            || (comment.version == entry.comment.version && is_told))
            && !(is_gone(&entry.comment) && is_from_before);
        let known = &entry.comment;
        let (likes, replies) = if are_counts_newer || (is_newer && counted_at.is_none()) {
            (comment.likes, comment.replies)
        } else {
            (known.likes, known.replies)
        };
        // Which of two pages knows of the reader's like only the figures tell, once they are told anew.
        let tells_like = are_counts_newer && !entry.is_like_news;
        let viewer = match (comment.viewer, known.viewer) {
            (Some(told), Some(Viewer { has_liked, .. })) if !tells_like => {
                Some(Viewer { has_liked, ..told })
            }
            (told, known) => told.or(known),
        };
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
}

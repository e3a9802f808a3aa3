//! What is fetched of a discussion: its first page, the others, and more of a thread.

use std::time::Duration;

use crate::prelude::*;

use super::super::task::spawn;
use super::super::{console, reader};
use super::engine::Engine;
use super::{Known, Live, THREADS, Wanted};
use crate::backend::discussion::Ask;
use crate::backend::{BackendError, Fault};
use crate::model::discussion::{Discussion, Sort};
use crate::model::{CommentPage, Cursor};

/// How soon the server has told of what it tells of; likes it gathers for a second.
pub(super) const TOLD_WITHIN: Duration = Duration::from_secs(2);

impl Live {
    /// Asks for the discussion: at first, and when the reader tries again.
    pub fn ask(self, again: bool) {
        self.known.set(Known::Asked);
        self.ask_for_first_page(again);
    }

    /// The same without a word: what stands meanwhile stays.
    pub(super) fn ask_for_first_page(self, again: bool) {
        let sort = self.discussion.with_untracked(Discussion::sort);
        spawn(async move {
            let answer = self.fetch(self.first_page(sort, 0, again)).await;
            // Asked for twice, by the reader and by itself: the first has come.
            if matches!(self.known.try_get_untracked(), Some(Known::Here)) {
                return;
            }
            let now = match answer {
                Ok(page) => {
                    self.become_page(page, sort);
                    // Without a place to go on from the line could not be put up, however often it tried.
                    let _ = self.engine.try_update_value(Engine::begin_line_anew);
                    Known::Here
                }
                // A story that nobody commented on has no file of comments.
                Err(BackendError { fault: Fault::NotFound, .. }) if !self.is_server() => {
                    Known::Here
                }
                Err(error) => {
                    let _ = self.engine.try_update_value(|engine| engine.refuse(&error));
                    Known::Problem(error)
                }
            };
            // The reader may have left meanwhile.
            if self.known.try_set(now).is_none() {
                self.start();
                self.flush();
            }
        });
    }

    pub(super) fn first_page(self, sort: Sort, threads: usize, is_fresh: bool) -> Ask<CommentPage> {
        let mut ask = self.backend.with_value(|b| b.first(sort, threads, reader::key().as_deref()));
        ask.call.is_fresh = is_fresh || self.is_server();
        ask
    }

    pub(super) async fn fetch(self, ask: Ask<CommentPage>) -> Result<CommentPage, BackendError> {
        let answer = ask.answer().await;
        if let Err(error) = &answer {
            console::warn(&error.to_string());
        }
        answer
    }

    fn become_page(self, page: CommentPage, sort: Sort) {
        self.forget_cells();
        self.grow_old();
        let _ = self.discussion.try_set(Discussion::new(page, sort));
    }

    /// Positions mean other comments from now on, and what is on its way belongs to those before.
    pub(super) fn grow_old(self) {
        let _ = self.generation.try_update(|generation| *generation += 1);
        let _ = self.problem.try_set(None);
    }

    /// Whether a page tells of the history that the discussion follows.
    pub(super) fn is_of_this_history(self, page: &CommentPage) -> bool {
        let epoch = |cursor: Option<&Cursor>| cursor.map(|cursor| cursor.epoch.clone());
        let mine = self.discussion.try_with_untracked(|d| epoch(d.cursor())).flatten();
        mine == epoch(page.cursor.as_ref())
    }

    /// Puts the threads into another order. Where not all of them are here, they are fetched anew.
    pub fn sort_by(self, sort: Sort) {
        self.problem.set(None);
        if self.discussion.with_untracked(Discussion::is_whole) {
            self.engine.update_value(|engine| engine.sorting = None);
            self.update(|discussion| discussion.set_sort(sort));
            return;
        }
        self.is_fetching.set(true);
        self.engine.update_value(|engine| engine.sorting = Some(sort));
        spawn(async move {
            let answer = self.fetch(self.first_page(sort, 0, false)).await;
            // Another order was chosen meanwhile, or the page was left.
            let is_wanted = self.engine.try_update_value(|engine| {
                let is_wanted = engine.sorting == Some(sort);
                engine.sorting = engine.sorting.filter(|_| !is_wanted);
                is_wanted
            });
            if is_wanted != Some(true) {
                return;
            }
            self.is_fetching.set(false);
            match answer {
                Ok(page) => {
                    self.threads.set(THREADS);
                    let known = self.discussion.with_untracked(|d| d.cursor().cloned());
                    let is_behind =
                        known.zip(page.cursor.clone()).is_some_and(|(known, cursor)| {
                            known.epoch == cursor.epoch && known.seq > cursor.seq
                        });
                    self.become_page(page, sort);
                    let now = console::now().0;
                    self.engine.update_value(|engine| engine.caught_up_at = Some(now));
                    if is_behind {
                        self.ask_for_changes();
                    }
                }
                // The list stays in the order in which it is, and with the cursor that belongs to it.
                Err(error) => self.problem.set(Some((Wanted::Sort(sort), error))),
            }
            self.flush();
        });
    }

    /// Puts further threads on the page.
    pub fn more(self) {
        let threads = self.threads.get_untracked();
        let next = self.discussion.with_untracked(|d| {
            (d.threads() <= threads).then(|| d.next().map(str::to_owned)).flatten()
        });
        self.problem.set(None);
        let Some(cursor) = next else {
            self.threads.update(|threads| *threads += THREADS);
            return;
        };
        let sort = self.discussion.with_untracked(Discussion::sort);
        let ask = self.backend.with_value(|b| b.more(sort, &cursor, 0, reader::key().as_deref()));
        self.fetch_more(Wanted::More, ask, move |live, page| {
            live.update(|discussion| discussion.list_more(&cursor, page));
            let _ = live.threads.try_update(|threads| *threads += THREADS);
        });
    }

    /// Fetches more of a thread.
    pub fn more_replies(self, position: usize) {
        let rest = self.discussion.with_untracked(|d| d.rest(position).cloned());
        let Some(rest) = rest else { return };
        let key = reader::key();
        let ask = self.backend.with_value(|b| b.replies(&rest.id, &rest.next, key.as_deref()));
        self.problem.set(None);
        self.fetch_more(Wanted::Replies(position), ask, move |live, page| {
            live.update(|discussion| discussion.list_replies(&rest.id, page));
        });
    }

    fn fetch_more(
        self,
        wanted: Wanted,
        ask: Ask<CommentPage>,
        then: impl FnOnce(Self, CommentPage) + 'static,
    ) {
        if self.is_fetching.get_untracked() {
            return;
        }
        self.is_fetching.set(true);
        let generation = self.generation.get_untracked();
        let then: Box<dyn FnOnce(Self, CommentPage)> = Box::new(then);
        spawn(async move {
            let answer = self.fetch(ask).await;
            let is_sorting = self.engine.try_with_value(|engine| engine.sorting.is_some());
            let _ = self.is_fetching.try_set(is_sorting == Some(true));
            // It belonged to what stood before.
            if self.generation.try_get_untracked() != Some(generation) {
                return;
            }
            match answer {
                Ok(page) if self.is_of_this_history(&page) => {
                    then(self, page);
                    // Something may have been missed while it was on its way: it is older than that.
                    self.renew_what_is_stale().await;
                    self.fetch_passed_over().await;
                    // What rose just before the page was read is told a moment later.
                    set_timeout(move || spawn(self.fetch_passed_over()), TOLD_WITHIN);
                }
                Ok(_) => self.catch_up(),
                // All of a thread may be gone by now: nothing more of it is to come.
                Err(error) if error.is_absent() && matches!(wanted, Wanted::Replies(_)) => {
                    then(self, CommentPage::default());
                }
                Err(error) => self.problem.set(Some((wanted, error))),
            }
        });
    }

    /// Tries once more to fetch what could not be had.
    pub fn try_again(self, wanted: Wanted) {
        match wanted {
            Wanted::More => self.more(),
            Wanted::Replies(position) => self.more_replies(position),
            Wanted::Sort(sort) => self.sort_by(sort),
            Wanted::Link => {}
        }
    }
}

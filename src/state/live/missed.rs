//! What was missed is fetched anew, without moving what stands.

use std::time::Duration;

use crate::prelude::*;

use super::super::task::spawn;
use super::super::{console, reader};
use super::inbox::Came;
use super::{Live, THREADS};
use crate::backend::BackendError;
use crate::model::CommentPage;
use crate::model::discussion::{Discussion, Stale};

/// How long to wait before what was missed is asked for once more, in milliseconds.
const CATCH_UP_AGAIN: i64 = 5_000;
/// The most pages of threads that are fetched anew to reach what stands.
const MOST_PAGES: usize = 50;
/// How many threads that stand beyond those pages are sooner asked for one by one.
const FEW: usize = 3;
/// The most that is asked for one by one.
const MOST_ASKED: usize = 100;
/// How soon a tab that follows asks for what one answer did not hold.
const FOLLOWERS_MORE: Duration = Duration::from_secs(1);
/// The most events that one answer to those who ask holds (docs/comments-protocol.md).
const MOST_TOLD: usize = 500;

impl Live {
    /// Asks for what happened since.
    pub(super) fn ask_for_changes(self) {
        // The reader may have left since it was to be done.
        let ask = self.discussion.try_with_untracked(|discussion| {
            let after = discussion.cursor()?;
            Some(self.backend.with_value(|backend| backend.changes(after)))
        });
        let Some(ask) = ask.flatten() else { return };
        spawn(async move {
            let answer = ask.answer().await;
            let retry_after = answer.as_ref().err().and_then(|error| error.retry_after());
            let (now, is_answered) = (console::now().0, answer.is_ok());
            let is_full = answer.as_ref().is_ok_and(|events| events.len() >= MOST_TOLD);
            let asks_again = self.engine.try_update_value(|engine| {
                engine.line.asked(now, is_answered, retry_after);
                // A tab that follows has nobody who asks for it.
                is_full && !engine.line.more_waits(now)
            });
            let Some(asks_again) = asks_again else { return };
            if asks_again {
                set_timeout(move || self.ask_for_changes(), FOLLOWERS_MORE);
            }
            match answer {
                Ok(events) => {
                    events.into_iter().for_each(|event| self.take(Came::Read(Box::new(event))));
                }
                Err(error) => console::warn(&error.to_string()),
            }
            self.flush();
            self.tick();
            // Nothing else tells them: how it goes, and that there is something to ask for.
            self.tell_tabs();
        });
    }

    /// Something was missed. Where the lists could not be had lately they are asked for again in their time,
    /// whatever is told meanwhile.
    pub(super) fn catch_up_when_due(self) {
        let now = console::now().0;
        let is_due = self.engine.try_with_value(|e| e.catch_up_at.is_none_or(|at| now >= at));
        if is_due == Some(true) {
            self.catch_up();
        }
    }

    /// Something was missed: what stands is fetched anew.
    pub(super) fn catch_up(self) {
        let is_free = self.engine.try_update_value(|engine| {
            engine.catch_up_at = None;
            !std::mem::replace(&mut engine.is_catching_up, true)
        });
        if is_free != Some(true) {
            return;
        }
        let generation = self.generation.get_untracked();
        spawn(async move {
            let answer = self.fetch_all_that_stands().await;
            let _ = self.engine.try_update_value(|engine| engine.is_catching_up = false);
            // What was fetched in another order meanwhile is as fresh.
            if self.generation.try_get_untracked() == Some(generation) {
                match answer {
                    Ok(page) => self.caught_up(page).await,
                    Err(error) => self.catch_up_later(error.retry_after()),
                }
            }
            self.flush();
        });
    }

    fn catch_up_later(self, retry_after: Option<u32>) {
        let named = i64::from(retry_after.unwrap_or_default()) * 1_000;
        let at = Some(console::now().0 + named.max(CATCH_UP_AGAIN));
        let _ = self.engine.try_update_value(|engine| engine.catch_up_at = at);
    }

    async fn caught_up(self, page: CommentPage) {
        let is_another = !self.is_of_this_history(&page);
        if is_another {
            self.forget_cells();
        }
        let now = console::now().0;
        let _ = self.engine.try_update_value(|engine| engine.caught_up_at = Some(now));
        self.catch_up_with(|discussion| discussion.catch_up(page));
        self.claim_own();
        if is_another {
            self.grow_old();
        }
        self.flush();
        self.renew_what_is_stale().await;
    }

    fn catch_up_with(self, change: impl FnOnce(&mut Discussion)) {
        let change: Box<dyn FnOnce(&mut Discussion)> = Box::new(change);
        let news = self.keeping_still(|discussion| {
            let held = discussion.held();
            change(discussion);
            discussion.held().saturating_sub(held)
        });
        let _ = self.engine.try_update_value(|e| e.voice.hear(news.unwrap_or_default()));
    }

    /// Asks for what stands and no page of threads reached, thread by thread.
    pub(super) async fn renew_what_is_stale(self) {
        let generation = self.generation.try_get_untracked();
        for _ in 0..MOST_ASKED {
            let stale = self.discussion.try_with_untracked(Discussion::stale).flatten();
            let Some(stale) = stale else { return };
            let key = reader::key();
            let ask = self.backend.try_with_value(|b| match &stale {
                Stale::Thread(id) => b.permalink(id, key.as_deref()),
                Stale::Replies(rest) => b.replies(&rest.id, &rest.next, key.as_deref()),
            });
            let Some(ask) = ask else { return };
            let page = match self.fetch(ask).await {
                Err(error) if error.is_absent() => None,
                Ok(page) if self.is_of_this_history(&page) => Some(page),
                answer => {
                    self.catch_up_later(answer.err().and_then(|error| error.retry_after()));
                    return;
                }
            };
            if self.generation.try_get_untracked() != generation {
                return;
            }
            self.catch_up_with(|discussion| discussion.renew(&stale, page));
        }
    }

    /// Asks for the threads that rose past the page that would have brought them.
    pub(super) async fn fetch_passed_over(self) {
        let generation = self.generation.try_get_untracked();
        let ids = self.discussion.try_with_untracked(Discussion::passed_over);
        for id in ids.unwrap_or_default() {
            let key = reader::key();
            let ask = self.backend.try_with_value(|b| b.permalink(&id, key.as_deref()));
            let Some(ask) = ask else { return };
            let page = match self.fetch(ask).await {
                Err(error) if error.is_absent() => None,
                Ok(page) if self.is_of_this_history(&page) => Some(page),
                // It is named again with the next page.
                _ => return,
            };
            if self.generation.try_get_untracked() != generation {
                return;
            }
            let threads = self.discussion.with_untracked(Discussion::threads);
            self.catch_up_with(|discussion| discussion.list_passed_over(&id, page));
            let more = self.discussion.with_untracked(Discussion::threads).saturating_sub(threads);
            self.threads.update(|threads| *threads += more);
        }
    }

    async fn fetch_all_that_stands(self) -> Result<CommentPage, BackendError> {
        let (threads, sort) = self.discussion.with_untracked(|d| (d.threads(), d.sort()));
        let threads = threads.max(THREADS + 1);
        let mut page = self.fetch(self.first_page(sort, threads, true)).await?;
        for _ in 1..MOST_PAGES {
            let is_far = self.is_of_this_history(&page)
                && self.discussion.try_with_untracked(|d| d.left_out(&page) > FEW) == Some(true);
            let Some(cursor) = page.next.clone().filter(|_| is_far) else { break };
            let key = reader::key();
            let ask =
                self.backend.try_with_value(|b| b.more(sort, &cursor, threads, key.as_deref()));
            let Some(ask) = ask else { break };
            let mut more = self.fetch(ask).await?;
            page.comments.append(&mut more.comments);
            page.rests.append(&mut more.rests);
            page.next = more.next;
        }
        Ok(page)
    }
}

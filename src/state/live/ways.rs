//! Where the reader goes in a discussion: what hides a comment gives way.

use crate::prelude::*;

use super::super::task::spawn;
use super::super::{reader, tools};
use super::{Live, Wanted, Writing};
use crate::backend::BackendError;
use crate::model::Status;
use crate::model::discussion::Discussion;
use crate::words;

/// A comment's id.
fn name_of(discussion: &Discussion, position: usize) -> Option<String> {
    discussion.comment(position).map(|comment| comment.id.clone())
}

/// The ids of all that a comment answers.
fn names_above(discussion: &Discussion, position: usize) -> Vec<String> {
    discussion.ancestors(position).filter_map(|place| name_of(discussion, place)).collect()
}

impl Live {
    /// Whether there are threads that don't stand on the page yet.
    pub fn has_more(self) -> bool {
        let threads = self.threads.get();
        self.thread.with(Option::is_none)
            && self.with(|d| d.threads() > threads || d.next().is_some())
    }

    /// Folds what stands below a comment away, or unfolds it.
    pub fn fold(self, id: &str) {
        self.folded.update(|folded| {
            if folded.remove(id).is_none() {
                folded.add(id, 0);
            }
        });
        self.tell_all_cells();
    }

    /// Shows a comment's thread by itself, or all threads again.
    pub fn look_at(self, thread: Option<String>) {
        self.thread.set(thread);
    }

    /// The address names another comment than before, or none.
    pub fn seek_nothing(self) {
        self.is_gone.set(false);
    }

    /// Where a comment that the address names isn't there any more, the reader is told.
    fn found(self, is_gone: bool) {
        self.is_gone.set(is_gone);
        if is_gone {
            tools().announcer.say(words::COMMENT_GONE.to_owned());
        }
    }

    /// Puts a comment on the page, whatever it takes; `then` runs when it is there.
    pub fn reach(self, id: String, then: impl Fn(&str) + 'static) {
        let then: Box<dyn Fn(&str)> = Box::new(then);
        let is_here = self.discussion.with_untracked(|d| d.find(&id).is_some());
        if is_here || !self.is_server() {
            self.found(!is_here);
            if is_here {
                self.uncover(&id);
                then(&id);
            }
            return;
        }
        self.problem.set(None);
        spawn(async move {
            let answer = self.ask_for_comment(&id).await;
            let Some(is_here) = self.discussion.try_with_untracked(|d| d.find(&id).is_some())
            else {
                return;
            };
            self.found(answer.is_ok() && !is_here);
            match answer {
                _ if is_here => {
                    self.uncover(&id);
                    then(&id);
                }
                Ok(()) => {}
                // It may well be there.
                Err(error) => self.problem.set(Some((Wanted::Link, error))),
            }
            // Something may have been missed while it was on its way.
            self.renew_what_is_stale().await;
        });
    }

    /// Puts a comment on the page for the reader to answer or change it; `then` is told whether they can. Where
    /// nobody knows, they are told why.
    pub fn reach_to_write(self, writing: Writing, then: Box<dyn FnOnce(bool)>) {
        let id = writing.id().to_owned();
        if self.discussion.with_untracked(|d| d.find(&id).is_some()) {
            let can_be_written = self.can_be_written(&writing);
            if can_be_written {
                self.bring_out(&id);
            }
            then(can_be_written);
            return;
        }
        spawn(async move {
            let answer = self.ask_for_comment(&id).await;
            if self.discussion.try_with_untracked(|_| ()).is_none() {
                return;
            }
            match answer {
                _ if self.can_be_written(&writing) => {
                    self.bring_out(&id);
                    then(true);
                }
                // Another history, and what it has is not known yet.
                Ok(()) if self.engine.with_value(|engine| engine.is_catching_up) => {
                    tools().announcer.show(words::ASK_AGAIN.to_owned());
                }
                Ok(()) => then(false),
                Err(error) => {
                    tools().announcer.show(words::problem(&error).title.to_owned());
                }
            }
            self.renew_what_is_stale().await;
        });
    }

    /// Whether the comment stands here, and the server lets the reader write this.
    fn can_be_written(self, writing: &Writing) -> bool {
        let comment = self.discussion.with_untracked(|d| {
            let position = d.find(writing.id())?;
            d.comment(position).cloned()
        });
        comment.is_some_and(|comment| match writing {
            Writing::Answer(_) => comment.status == Status::Visible,
            Writing::Change(id) => {
                let now = tools().clock.now_untracked();
                reader::token(id).is_some() && comment.is_editable(now)
            }
        })
    }

    /// Asks for a comment by its permalink, and puts it on the page if it is there.
    async fn ask_for_comment(self, id: &str) -> Result<(), BackendError> {
        let ask = self.backend.with_value(|b| b.permalink(id, reader::key().as_deref()));
        match self.fetch(ask).await {
            Ok(page) if self.is_of_this_history(&page) => {
                self.update(|discussion| discussion.list_permalink(page));
            }
            Ok(_) => self.catch_up(),
            Err(error) if error.is_absent() => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Uncovers a comment that the reader has just asked for, where it isn't drawn: in another thread than
    /// the one they look at, below a folded one, too deep, or beyond the end of the page.
    pub(super) fn bring_out(self, id: &str) {
        if !untrack(|| self.is_drawn(id)) {
            self.uncover(id);
        }
    }

    /// Uncovers what the reader has just posted, where it isn't drawn below what they look at. One that is
    /// too deep to stand there has its line at the place where it was written.
    pub fn bring_out_own(self, id: &str) {
        let thread = self.thread.get_untracked();
        let ancestors = self.discussion.with_untracked(|d| d.find(id).map(|at| names_above(d, at)));
        let ancestors = ancestors.unwrap_or_default();
        if thread.is_some_and(|thread| !ancestors.contains(&thread)) {
            self.bring_out(id);
        } else {
            self.unfold(&ancestors);
        }
    }

    fn unfold(self, ids: &[String]) {
        if !self.folded.with_untracked(|folded| ids.iter().any(|id| folded.has(id))) {
            return;
        }
        self.folded.update(|folded| {
            for id in ids {
                folded.remove(id);
            }
        });
        self.tell_all_cells();
    }

    /// Unfolds, opens and lengthens whatever hides a comment.
    fn uncover(self, id: &str) {
        let Some((thread, ancestors, view)) = self.discussion.with_untracked(|d| {
            let position = d.find(id)?;
            let view = d.view_of(position).and_then(|place| name_of(d, place));
            Some((d.thread_of(position).unwrap_or_default(), names_above(d, position), view))
        }) else {
            return;
        };
        if self.thread.get_untracked() != view {
            self.thread.set(view);
        }
        if self.threads.get_untracked() <= thread {
            self.threads.set(thread + 1);
        }
        self.unfold(&ancestors);
    }
}

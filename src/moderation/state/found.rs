//! What a moderator looks up by its address.

use super::{Found, Moderation, end};
use crate::backend::BackendError;
use crate::backend::discussion::ModerationBackend;
use crate::model::moderation::{Action, Change, Item, Stage, Subject, Tray, Waiting};
use crate::state::task::spawn;
use crate::words::moderation as said;

impl Moderation {
    /// Decides on the comment that was looked up; `done` is told once it has been drawn anew.
    pub fn decide_found(self, action: Action, done: impl Fn() + 'static) {
        let read =
            self.found.with_untracked(|found| Some(found.as_ref()?.item.as_ref()?.waiting.clone()));
        let (Some(read), Some(backend)) = (read, self.backend()) else { return };
        let key = read.key();
        self.change_found(&key, |item| item.decide(action));
        spawn(async move {
            let answer = backend.decide(&read, action).answer().await;
            let ended = self.ended(answer.as_ref().map(|_| ()));
            let is_refused = answer.is_err();
            self.change_found(&key, |item| end(item, action, answer, ended));
            done();
            self.refresh();
            if is_refused {
                self.renew_found(read).await;
            }
        });
    }

    /// Fetches what was looked up once more: of what others decide outside of the queue the stream tells nothing.
    pub(super) fn renew_what_was_found(self) {
        let found = self.found.get_untracked();
        let (Some(Found { article, item, .. }), Some(backend)) = (found, self.backend()) else {
            return;
        };
        // What one has just decided on stays before one, so that it can be undone.
        let read = item.filter(|item| item.stage == Stage::Waits).map(|item| item.waiting);
        spawn(async move {
            if let Ok(keeping) = backend.article(&article).answer().await {
                let is_news = |found: &Found| found.article == article && found.keeping != keeping;
                if self.found.with_untracked(|found| found.as_ref().is_some_and(is_news)) {
                    self.found.update(|found| {
                        found.iter_mut().for_each(|found| found.keeping = keeping);
                    });
                }
            }
            if let Some(read) = read {
                self.renew_found(read).await;
            }
        });
    }

    /// Fetches the comment that was looked up once more.
    async fn renew_found(self, read: Waiting) {
        let Some((article, backend)) = read.article.as_ref().zip(self.backend()) else { return };
        if let Ok(now) = backend.comment(article, &read.comment.id).answer().await
            && now != read
        {
            self.change_found(&read.key(), |item| {
                // It was done all the same, or by somebody else: that it could not be is not true any more.
                let (before, after) = (&read.comment, &now.comment);
                if before.status != after.status || before.is_featured != after.is_featured {
                    item.refusal = None;
                }
                item.renew(now);
            });
        }
    }

    /// Changes the comment that was looked up, unless another has been looked up meanwhile.
    fn change_found(self, key: &str, change: impl FnOnce(&mut Item)) {
        self.found.update(|found| {
            let item = found.as_mut().and_then(|found| found.item.as_mut());
            if let Some(item) = item.filter(|item| item.waiting.key() == key) {
                change(item);
            }
        });
    }

    /// Takes away what has been decided on.
    pub fn clear(self) {
        self.tray.update(Tray::clear);
    }

    /// Looks up the discussion of a story, and the comment of it that is meant. It was asked for from the
    /// element of this name; `done` is told whether the discussion was found.
    pub fn look_up(self, address: &str, from: &str, done: impl Fn(bool) + 'static) {
        let Some(lookup) = self.wire.try_update_value(|wire| {
            wire.lookups += 1;
            wire.lookups
        }) else {
            return;
        };
        let (Some(subject), Some(backend)) = (Subject::parse(address), self.backend()) else {
            self.lookup_from.set(None);
            self.lookup_problem.set(Some(said::NO_ADDRESS));
            done(false);
            return;
        };
        self.lookup_problem.set(None);
        self.lookup_from.set(Some(from.to_owned()));
        spawn(async move {
            let answer = find(&backend, subject).await;
            if !self.is_last(lookup) {
                return;
            }
            let (found, error) = match answer {
                Ok((found, error)) => (Some(found), error),
                Err(error) => (None, Some(error)),
            };
            let problem = match error {
                Some(error) if found.is_some() && error.is_absent() => Some(said::NO_COMMENT),
                error => error.and_then(|error| self.ended(Err(&error))),
            };
            if !self.is_last(lookup) {
                return;
            }
            self.lookup_from.set(None);
            self.lookup_problem.set(problem);
            let is_found = found.is_some();
            if let Some(found) = found {
                self.say(said::found(found.article.as_str()));
                self.found.set(Some(found));
            }
            done(is_found);
        });
    }

    /// Whether nothing else was looked up since, and nobody has signed out.
    fn is_last(self, lookup: u64) -> bool {
        self.wire.with_value(|wire| wire.lookups == lookup)
    }

    /// Keeps the discussion that was looked up differently.
    pub fn keep(self, change: Change) {
        let article = self.found.with_untracked(|found| found.as_ref().map(|f| f.article.clone()));
        let (Some(article), Some(backend)) = (article, self.backend()) else { return };
        spawn(async move {
            let answer = backend.keep(&article, change).answer().await;
            let refusal = self.ended(answer.as_ref().map(|_| ()));
            self.found.update(|found| {
                let Some(found) = found.as_mut().filter(|found| found.article == article) else {
                    return;
                };
                found.refusal = refusal;
                if let Ok(keeping) = answer {
                    found.keeping = keeping;
                }
            });
        });
    }
}

/// The discussion with the comment that is meant, and why that can't be shown where it can't.
async fn find(
    backend: &ModerationBackend,
    subject: Subject,
) -> Result<(Found, Option<BackendError>), BackendError> {
    let Subject { article, comment } = subject;
    let keeping = backend.article(&article).answer().await?;
    let mut found = Found { article, keeping, item: None, refusal: None };
    let Some(id) = comment else { return Ok((found, None)) };
    let answer = backend.comment(&found.article, &id).answer().await;
    let (waiting, error) = match answer {
        Ok(waiting) => (Some(waiting), None),
        Err(error) => (None, Some(error)),
    };
    found.item = waiting.map(Item::new);
    Ok((found, error))
}

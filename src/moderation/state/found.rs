//! What a moderator looks up by its address.

use super::{Found, Moderation, end};
use crate::model::moderation::{Action, Change, Item, Keeping, Subject, Tray, Waiting};
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

    /// Fetches the comment that was looked up once more.
    async fn renew_found(self, read: Waiting) {
        let Some((article, backend)) = read.article.as_ref().zip(self.backend()) else { return };
        if let Ok(now) = backend.comment(article, &read.comment.id).answer().await {
            self.change_found(&read.key(), |item| item.renew(now));
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

    /// Looks up the discussion of a story, and the comment of it that is meant.
    pub fn look_up(self, address: &str) {
        let (Some(subject), Some(backend)) = (Subject::parse(address), self.backend()) else {
            self.lookup_problem.set(Some(said::NO_ADDRESS));
            return;
        };
        self.lookup_problem.set(None);
        let Some(lookup) = self.wire.try_update_value(|wire| {
            wire.lookups += 1;
            wire.lookups
        }) else {
            return;
        };
        spawn(async move {
            let answer = backend.article(&subject.article).answer().await;
            if !self.is_last(lookup) {
                return;
            }
            match answer {
                Ok(keeping) => self.show(subject, keeping, lookup).await,
                Err(error) => {
                    let words = self.ended(Err(&error));
                    self.lookup_problem.set(words);
                }
            }
        });
    }

    /// Whether nothing else was looked up since, and nobody has signed out.
    fn is_last(self, lookup: u64) -> bool {
        self.wire.with_value(|wire| wire.lookups == lookup)
    }

    async fn show(self, subject: Subject, keeping: Keeping, lookup: u64) {
        let Subject { article, comment } = subject;
        let mut item = None;
        if let Some(id) = &comment {
            let Some(backend) = self.backend() else { return };
            let found = backend.comment(&article, id).answer().await;
            if !self.is_last(lookup) {
                return;
            }
            let problem = match &found {
                Ok(_) => None,
                Err(error) if error.is_absent() => Some(said::NO_COMMENT),
                Err(error) => self.ended(Err(error)),
            };
            self.lookup_problem.set(problem);
            item = found.ok().map(Item::new);
        }
        self.found.set(Some(Found { article, keeping, item, refusal: None }));
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

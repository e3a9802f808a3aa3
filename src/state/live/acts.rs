//! What a reader does in a discussion.

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::pages::TOLD_WITHIN;
use super::{Known, Live};
use crate::backend::discussion::DiscussionBackend;
use crate::backend::{BackendError, Fault};
use crate::model::discussion::Discussion;
use crate::model::{Comment, Timestamp};
use crate::state::task::spawn;
use crate::state::{console, reader, talk, tools};
use crate::words;

/// A comment whose like the server is being told.
pub struct Liking {
    id: String,
    /// What the reader wants last.
    has_liked: bool,
    /// When the comment's figures were told last, as the reader said so.
    since: u64,
}

impl Live {
    /// Likes a comment, or takes it back: at once, and undone where the server won't have it.
    pub fn like(self, position: usize) {
        let found = self.discussion.with_untracked(|d| d.comment(position).cloned());
        let Some(comment) = found else { return };
        let has_liked = !comment.viewer.unwrap_or_default().has_liked;
        let id = comment.id.clone();
        let since = self.update(|discussion| discussion.like(&id, has_liked)).unwrap_or_default();
        let is_asking = talk().liking.try_update_value(|all| {
            let before = all.len();
            all.retain(|liking| liking.id != id);
            let is_asking = all.len() < before;
            all.push(Liking { id: id.clone(), has_liked, since });
            is_asking
        });
        if is_asking == Some(false) {
            let backend = self.backend.get_value();
            spawn(async move { self.tell_likes(backend, id, has_liked).await });
        }
    }

    /// One after the other: of two that are on their way nobody knows which comes first. It goes on where
    /// the reader has left the page.
    async fn tell_likes(self, backend: DiscussionBackend, id: String, mut has_liked: bool) {
        loop {
            let answer = backend.like(&id, has_liked, &reader::key_or_new()).answer().await;
            // Nobody knows whether it was counted where the answer was lost.
            let is_lost = answer.as_ref().is_err_and(|error| match &error.fault {
                Fault::Refused { code, .. } => code == "unavailable",
                fault => *fault != Fault::Offline,
            });
            let next = talk().liking.try_update_value(|all| {
                let place = all.iter().position(|liking| liking.id == id)?;
                let wanted = all[place].has_liked;
                // The reader thought better of it meanwhile; where it failed that is so already.
                let is_needed = wanted != has_liked && (answer.is_ok() || is_lost);
                Some(if is_needed { Err(wanted) } else { Ok(all.swap_remove(place)) })
            });
            match (next.flatten(), answer) {
                (None, _) => return,
                (Some(Err(wanted)), _) => {
                    has_liked = wanted;
                    continue;
                }
                (Some(Ok(last)), Ok((likes, liked))) => {
                    self.update(|d| d.liked(&id, liked, Some(likes), last.since));
                }
                (Some(Ok(last)), Err(error)) if last.has_liked == has_liked => {
                    self.update(|d| d.liked(&id, !has_liked, None, last.since));
                    self.say_refusal(&error, words::LIKE_FAILED);
                }
                (Some(Ok(_)), Err(_)) => {}
            }
            return;
        }
    }

    /// Tells the moderators of a comment; `done` is told what became of it.
    pub fn report(
        self,
        id: &str,
        reason: &str,
        note: &str,
        done: impl Fn(Result<(), BackendError>) + 'static,
    ) {
        let key = reader::key_or_new();
        let ask = self.backend.with_value(|b| b.report(id, reason, note, &key));
        spawn(async move { done(ask.answer().await) });
    }

    /// Changes one's own comment; `done` is told what became of it.
    pub fn change(self, id: &str, text: &str, done: impl Fn(Result<(), BackendError>) + 'static) {
        let token = reader::token(id).unwrap_or_default();
        let key = reader::key();
        let ask = self.backend.with_value(|b| b.edit(id, text, &token, key.as_deref()));
        spawn(async move { done(ask.answer().await.map(|(comment, _)| self.answered(comment))) });
    }

    /// Removes one's own comment; `done` is told what became of it.
    pub fn remove(self, id: &str, done: impl Fn(Result<(), BackendError>) + 'static) {
        let token = reader::token(id).unwrap_or_default();
        let key = reader::key();
        let ask = self.backend.with_value(|b| b.remove(id, &token, key.as_deref()));
        let id = id.to_owned();
        let removed = move |comment| {
            self.answered(comment);
            // By which the reader's other tabs know.
            reader::mark_removed(&id);
        };
        spawn(async move { done(ask.answer().await.map(|(comment, _)| removed(comment))) });
    }

    /// A comment of the reader's is gone, which they removed in another tab.
    pub fn withdrawn(self, id: &str) {
        self.update(|discussion| discussion.withdrawn(id));
    }

    fn answered(self, comment: Comment) {
        self.update(|discussion| discussion.answered(comment));
    }

    /// The reader's own comment has been taken, which was sent off then: it stands at once.
    pub fn say(self, comment: Comment, sent_at: Timestamp) {
        let caught_up_at = self.engine.try_with_value(|engine| engine.caught_up_at);
        if caught_up_at.flatten().is_some_and(|at| at >= sent_at.0) {
            self.put_so(comment, Discussion::say_late);
        } else {
            self.put(comment);
        }
        // What waited for the answer.
        self.flush();
    }

    /// Puts the reader's own comment on the page. Who reads something else by now is moved nowhere.
    pub(super) fn put(self, comment: Comment) {
        self.put_so(comment, Discussion::say);
    }

    fn put_so(self, comment: Comment, say: fn(&mut Discussion, Comment)) {
        let anchor = if is_seen(".on-its-way") { Anchor(None) } else { Anchor::drop_here() };
        self.list(|discussion| say(discussion, comment));
        anchor.hold();
    }

    /// A comment proves to be the reader's own, said in another tab: it may have been told here before that
    /// was known, and be held as somebody's. One that awaits approval is told to nobody, and asked for.
    pub fn claim(self, id: &str) {
        if !self.has_claimed(id) {
            let id = id.to_owned();
            set_timeout(move || spawn(self.ask_for_own(id)), TOLD_WITHIN);
        }
    }

    /// Puts on the page what is held and the reader's own: a page that was rendered for everybody lacks what
    /// awaits approval, and a reader who comes back finds what they said where they said it.
    pub(super) fn claim_own(self) {
        let held = self.discussion.try_with_untracked(Discussion::held_names).unwrap_or_default();
        let own: Vec<&String> = held.iter().filter(|id| reader::token(id).is_some()).collect();
        if own.is_empty() {
            return;
        }
        let before = self.discussion.with_untracked(Discussion::held);
        let anchor = Anchor::drop_here();
        self.list(|discussion| discussion.claim_all(&own));
        anchor.hold();
        let seen = before.saturating_sub(self.discussion.with_untracked(Discussion::held));
        self.engine.update_value(|engine| engine.voice.forget(seen));
    }

    fn has_claimed(self, id: &str) -> bool {
        let held = self.discussion.with_untracked(Discussion::held);
        let anchor = Anchor::drop_here();
        let claimed = self.list(|discussion| discussion.claim(id));
        anchor.hold();
        let Some(Some(place)) = claimed else { return false };
        let seen = held.saturating_sub(self.discussion.with_untracked(Discussion::held));
        self.engine.update_value(|engine| engine.voice.forget(seen));
        self.own_cell(place);
        true
    }

    /// Asks for the reader's own comment that this tab was not told of.
    async fn ask_for_own(self, id: String) {
        let is_lacking = || {
            let is_here = matches!(self.known.try_get_untracked(), Some(Known::Here));
            is_here && self.discussion.try_with_untracked(|d| d.knows(&id)) == Some(false)
        };
        if !is_lacking() {
            return;
        }
        let asked_at = console::now();
        let ask = self.backend.with_value(|b| b.permalink(&id, reader::key().as_deref()));
        // Where it can't be had now, it comes when the lists are fetched again.
        let Ok(page) = self.fetch(ask).await else { return };
        if !is_lacking() || reader::is_removed(&id) || !self.is_of_this_history(&page) {
            return;
        }
        let own = page.comments.into_iter().find(|comment| comment.id == id);
        let has_place = |comment: &Comment| {
            let parent = comment.parent_id.as_deref();
            parent.is_none_or(|id| self.discussion.with_untracked(|d| d.knows(id)))
        };
        if let Some(own) = own.filter(has_place) {
            self.say(own, asked_at);
        }
    }

    /// Changes what stands on the page, with as many threads more as come by it.
    fn list<T>(self, change: impl FnOnce(&mut Discussion) -> T) -> Option<T> {
        let before = self.discussion.with_untracked(Discussion::threads);
        let outcome = self.update(change);
        let after = self.discussion.with_untracked(Discussion::threads);
        self.threads.update(|threads| *threads += after.saturating_sub(before));
        // What it answers may be known by hearsay alone.
        spawn(self.renew_what_is_stale());
        outcome
    }

    fn say_refusal(self, error: &BackendError, otherwise: &'static str) {
        console::warn(&error.to_string());
        let words = match &error.fault {
            Fault::Refused { .. } | Fault::Offline => words::refusal(&error.fault),
            _ => otherwise,
        };
        tools().announcer.show(words.to_owned());
    }
}

/// Holds what the reader looks at in its place while the list changes around it. Browsers that anchor
/// the scroll by themselves need no help; Safari's engine before its version 18.4 does.
pub struct Anchor(Option<(Element, f64)>);

impl Anchor {
    /// Notes the comment at the middle of the window.
    pub fn drop_here() -> Self {
        if css_knows("overflow-anchor", "auto") {
            return Self(None);
        }
        let window = window();
        let half = |size: Result<wasm_bindgen::JsValue, _>| {
            size.ok().and_then(|size| size.as_f64()).unwrap_or_default() / 2.0
        };
        let (x, y) = (half(window.inner_width()), half(window.inner_height()));
        let at = document().element_from_point(x as f32, y as f32);
        let comment = at.and_then(|element| element.closest(".comment").ok().flatten());
        Self(comment.map(|comment| {
            let top = comment.get_bounding_client_rect().top();
            (comment, top)
        }))
    }

    /// Puts it back where it was, once the list has been drawn.
    pub fn hold(self) {
        let Some((comment, top)) = self.0 else { return };
        spawn(async move {
            leptos::task::tick().await;
            let moved = comment.get_bounding_client_rect().top() - top;
            if comment.is_connected() && moved != 0.0 {
                window().scroll_by_with_x_and_y(0.0, moved);
            }
        });
    }
}

/// Whether one of these elements is in the window.
fn is_seen(elements: &str) -> bool {
    let Ok(elements) = document().query_selector_all(elements) else { return false };
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    (0..elements.length()).filter_map(|place| elements.item(place)).any(|element| {
        let place = element.unchecked_into::<Element>().get_bounding_client_rect();
        place.bottom() > 0.0 && height.is_none_or(|height| place.top() < height)
    })
}

/// Whether the browser knows a value of a property; one that can't be asked knows it.
pub fn css_knows(property: &str, value: &str) -> bool {
    let css = js_sys::Reflect::get(&window(), &"CSS".into()).ok();
    let supports = css.and_then(|css| {
        let supports = js_sys::Reflect::get(&css, &"supports".into()).ok()?;
        let supports: js_sys::Function = supports.dyn_into().ok()?;
        supports.call2(&css, &property.into(), &value.into()).ok()
    });
    supports.is_none_or(|knows| knows.is_truthy())
}

//! What the moderators' page knows, and how it is kept in step: the queue, the line to the server, and
//! the discussion that was looked up.

mod found;
mod rest;
mod stream;

use std::time::Duration;

use crate::prelude::*;

use crate::backend::discussion::ModerationBackend;
use crate::backend::{BackendError, Fault};
use crate::model::moderation::{Action, Item, Keeping, Queue, Stage, Tray};
use crate::model::{Comment, Slug};
use crate::state::live::line::{Line, Liveness};
use crate::state::live::{Known, Stream};
use crate::state::task::spawn;
use crate::state::{Tools, console, storage, tools};
use crate::words::moderation as said;

/// Where the tab keeps the token.
const TOKEN: &str = "broadsheet-moderator";
/// How often the line looks at the time.
const TICK: Duration = Duration::from_millis(500);
/// How long to wait before what could not be fetched is asked for once more, in milliseconds.
const FETCH_AGAIN: i64 = 5_000;
/// The most pages that are fetched to see what became of what stands on the screen.
const MOST_PAGES: usize = 20;

/// The line to the server.
#[derive(Default)]
struct Wire {
    line: Line,
    stream: Option<Stream>,
    /// Grows when the stream ends: a ticket that comes after that opens none.
    opening: u64,
    is_fetching: bool,
    is_fetch_due: bool,
    /// Grows with each look-up: the answer to an earlier one changes nothing any more.
    lookups: u64,
    /// When what could not be fetched is asked for once more.
    fetch_again_at: Option<i64>,
}

/// A discussion that was looked up, and the comment in it that was meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The story.
    pub article: Slug,
    /// How its discussion is kept.
    pub keeping: Keeping,
    /// The comment.
    pub item: Option<Item>,
    /// Why the last change was refused.
    pub refusal: Option<&'static str>,
}

/// What the moderators' page knows.
#[derive(Clone, Copy)]
pub struct Moderation {
    tools: StoredValue<Tools>,
    base: StoredValue<String>,
    token: RwSignal<Option<String>>,
    /// Why the token was not taken.
    refused: RwSignal<Option<&'static str>>,
    /// Whether the server has taken the token before.
    is_trusted: RwSignal<bool>,
    known: RwSignal<Known>,
    tray: RwSignal<Tray>,
    more_problem: RwSignal<Option<BackendError>>,
    liveness: RwSignal<Liveness>,
    found: RwSignal<Option<Found>>,
    lookup_problem: RwSignal<Option<&'static str>>,
    /// From where on the page something is being looked up, by the element's name.
    lookup_from: RwSignal<Option<String>>,
    wire: StoredValue<Wire>,
}

impl Moderation {
    /// Begins with the token that the tab has, if it has one.
    pub fn start(base: String) -> Self {
        let moderation = Self {
            tools: StoredValue::new(tools()),
            base: StoredValue::new(base),
            token: RwSignal::new(None),
            refused: RwSignal::new(None),
            is_trusted: RwSignal::new(false),
            known: RwSignal::new(Known::Nothing),
            tray: RwSignal::new(Tray::default()),
            more_problem: RwSignal::new(None),
            liveness: RwSignal::new(Liveness::Connecting),
            found: RwSignal::new(None),
            lookup_problem: RwSignal::new(None),
            lookup_from: RwSignal::new(None),
            wire: StoredValue::new(Wire::default()),
        };
        set_interval(move || moderation.tick(), TICK);
        moderation.watch_what_is_drawn();
        if let Some(token) = storage::kept_by_tab(TOKEN).filter(|token| !token.is_empty()) {
            moderation.is_trusted.set(true);
            moderation.sign_in(token);
        }
        moderation
    }

    /// Whether there is a token that the server has taken.
    pub fn is_signed_in(self) -> bool {
        self.is_trusted.get()
    }

    /// Whether a token is being tried.
    pub fn is_signing_in(self) -> bool {
        self.known.with(|known| matches!(known, Known::Asked))
    }

    /// Why the token was not taken.
    pub fn refused(self) -> Option<&'static str> {
        self.refused.get()
    }

    /// What is known of the queue.
    pub fn known(self) -> RwSignal<Known> {
        self.known
    }

    /// The queue as it stands on the screen.
    pub fn tray(self) -> RwSignal<Tray> {
        self.tray
    }

    /// Why the next page of the queue could not be had.
    pub fn more_problem(self) -> Option<BackendError> {
        self.more_problem.get()
    }

    /// How live the queue is.
    pub fn liveness(self) -> Liveness {
        self.liveness.get()
    }

    /// The discussion that was looked up.
    pub fn found(self) -> RwSignal<Option<Found>> {
        self.found
    }

    /// Why nothing was found.
    pub fn lookup_problem(self) -> RwSignal<Option<&'static str>> {
        self.lookup_problem
    }

    /// Whether something is being looked up from this element.
    pub fn is_looked_up_from(self, name: &str) -> bool {
        self.lookup_from.with(|from| from.as_deref() == Some(name))
    }

    /// Tries a token.
    pub fn sign_in(self, token: String) {
        self.refused.set(token.is_empty().then_some(said::NO_TOKEN));
        if !token.is_empty() {
            self.token.set(Some(token));
            self.known.set(Known::Asked);
            self.refresh();
        }
    }

    /// Forgets the token and what it gave to see.
    pub fn sign_out(self) {
        storage::keep_by_tab(TOKEN, "");
        self.end_stream();
        self.wire.update_value(|wire| {
            wire.line = Line::default();
            wire.lookups += 1;
        });
        self.token.set(None);
        self.is_trusted.set(false);
        self.known.set(Known::Nothing);
        self.tray.set(Tray::default());
        self.more_problem.set(None);
        self.found.set(None);
        self.lookup_problem.set(None);
        self.lookup_from.set(None);
    }

    fn backend(self) -> Option<ModerationBackend> {
        let token = self.token.get_untracked()?;
        Some(ModerationBackend { base: self.base.get_value(), token })
    }

    /// Asks again after a problem.
    pub fn retry(self) {
        self.known.set(Known::Asked);
        self.refresh();
    }

    /// Fetches so much of the queue as stands on the screen; one fetch at a time.
    fn refresh(self) {
        let is_free = self.wire.try_update_value(|wire| {
            wire.is_fetch_due = wire.is_fetching;
            wire.fetch_again_at = None;
            !std::mem::replace(&mut wire.is_fetching, true)
        });
        if is_free != Some(true) {
            return;
        }
        spawn(async move {
            loop {
                // By the token of this moment: somebody may have signed out, and in with another.
                if let Some(backend) = self.backend() {
                    self.fetch(&backend).await;
                }
                let again = self.wire.try_update_value(|wire| {
                    wire.is_fetching = wire.is_fetch_due;
                    std::mem::take(&mut wire.is_fetch_due)
                });
                if again != Some(true) {
                    break;
                }
            }
        });
    }

    async fn fetch(self, backend: &ModerationBackend) {
        let (mut fetch, mut open) = (0, 0);
        self.tray.update_untracked(|tray| {
            fetch = tray.fetch();
            open = tray.open();
        });
        let answer = Self::fetch_queue(backend, open).await;
        let token = self.token.get_untracked();
        if token.as_deref() != Some(&*backend.token) {
            // Signed out meanwhile.
            return;
        }
        let retry_after = answer.as_ref().err().and_then(BackendError::retry_after);
        let (now, is_answered) = (console::now().0, answer.is_ok());
        self.wire.update_value(|wire| wire.line.asked(now, is_answered, retry_after));
        match answer {
            Ok(queue) => {
                storage::keep_by_tab(TOKEN, &backend.token);
                if !self.is_trusted.get_untracked() {
                    self.is_trusted.set(true);
                }
                self.tray.update(|tray| tray.fetched(fetch, queue));
                if !self.known.with_untracked(|known| matches!(known, Known::Here)) {
                    self.known.set(Known::Here);
                }
            }
            Err(error) if is_unauthorized(&error) => {
                self.sign_out();
                self.refused.set(Some(said::WRONG_TOKEN));
            }
            Err(error) => {
                console::warn(&error.to_string());
                // What stands stays, and what was missed is asked for again: the stream tells it once.
                let again = console::now().0 + FETCH_AGAIN;
                self.wire.update_value(|wire| wire.fetch_again_at = Some(again));
                if !self.is_trusted.get_untracked() {
                    self.refused.set(Some(said::refusal(&error.fault)));
                    self.known.set(Known::Nothing);
                } else if !self.known.with_untracked(|known| matches!(known, Known::Here)) {
                    self.known.set(Known::Problem(error));
                }
            }
        }
    }

    async fn fetch_queue(backend: &ModerationBackend, open: usize) -> Result<Queue, BackendError> {
        let mut queue = backend.queue(None).answer().await?;
        for _ in 1..MOST_PAGES {
            if queue.waiting.len() >= open {
                break;
            }
            let Some(cursor) = queue.next.take() else { break };
            let mut more = backend.queue(Some(&cursor)).answer().await?;
            queue.waiting.append(&mut more.waiting);
            queue.next = more.next;
        }
        Ok(queue)
    }

    /// Fetches the next page of the queue.
    pub fn more(self) {
        let (cursor, fetch) =
            self.tray.with_untracked(|tray| (tray.next().map(str::to_owned), tray.fetches()));
        let (Some(cursor), Some(backend)) = (cursor, self.backend()) else { return };
        self.more_problem.set(None);
        spawn(async move {
            match backend.queue(Some(&cursor)).answer().await {
                Ok(queue) => self.tray.update(|tray| tray.more(fetch, queue)),
                Err(error) => {
                    self.ended(Err(&error));
                    self.more_problem.set(Some(error));
                }
            }
        });
    }

    /// Decides on a comment of the queue; `done` gets the one to go on with: the next that
    /// waits, or the same where it has not been settled.
    pub fn decide(self, key: String, action: Action, done: impl Fn(Option<String>) + 'static) {
        let read =
            self.tray.with_untracked(|tray| tray.item(&key).map(|item| item.waiting.clone()));
        let (Some(read), Some(backend)) = (read, self.backend()) else { return };
        self.tray.update(|tray| tray.change(&key, |item| item.decide(action)));
        spawn(async move {
            let answer = backend.decide(&read, action).answer().await;
            let ended = self.ended(answer.as_ref().map(|_| ()));
            if answer.is_err() {
                // The server may have decided all the same, and its answer been lost.
                self.refresh();
            }
            self.tray.update(|tray| tray.change(&key, |item| end(item, action, answer, ended)));
            let next = (ended.is_none() && action.settles())
                .then(|| self.tray.with_untracked(|tray| tray.next_after(&key)));
            done(next.unwrap_or_else(|| Some(key.clone())));
            let waiting = said::waiting(self.tray.with_untracked(Tray::total));
            let decided = said::stage(Stage::Decided(action)).unwrap_or_default();
            self.say(match ended {
                Some(refusal) => format!("{refusal} {waiting}."),
                None => format!("{decided}. {waiting}."),
            });
        });
    }

    /// Why it was not done, in words; nothing where it was.
    fn ended(self, answer: Result<(), &BackendError>) -> Option<&'static str> {
        let error = answer.err()?;
        console::warn(&error.to_string());
        if is_unauthorized(error) {
            self.sign_out();
            self.refused.set(Some(said::WRONG_TOKEN));
        }
        Some(said::refusal(&error.fault))
    }

    fn say(self, words: String) {
        self.tools.with_value(|tools| tools.announcer.say(words));
    }
}

fn end(
    item: &mut Item,
    action: Action,
    answer: Result<(Comment, Option<String>), BackendError>,
    refusal: Option<&'static str>,
) {
    match answer {
        Ok((comment, _)) => item.decided(action, comment),
        Err(error) if is_changed(&error) => item.changed(),
        Err(_) => item.refused(refusal.unwrap_or_default()),
    }
}

/// Whether the comment is no longer what the moderator has read.
fn is_changed(error: &BackendError) -> bool {
    matches!(&error.fault, Fault::Refused { code, .. } if code == "changed_meanwhile")
}

fn is_unauthorized(error: &BackendError) -> bool {
    match &error.fault {
        Fault::Refused { code, .. } => code == "unauthorized",
        Fault::Status { status, .. } => *status == 401,
        _ => false,
    }
}

//! The discussion under a story, alive: fetched when the reader comes near, kept in step by the
//! server's events, and told to the components by signals.
//!
//! [`Discussion`] holds what is known, [`line`] when to ask for more; here the two meet the browser.

mod acts;
mod drawn;
mod engine;
mod flow;
mod inbox;
pub mod line;
mod missed;
mod pace;
mod pages;
mod room;
mod stream;
mod tabs;
mod voice;
mod ways;

use std::sync::Arc;

use crate::prelude::*;

use super::connection::is_data_dear;
use super::{IS_BROWSER, talk};
use crate::backend::BackendError;
use crate::backend::discussion::DiscussionBackend;
use crate::config::Kind;
use crate::model::Slug;
use crate::model::discussion::{Discussion, Sort};
use crate::model::names::Names;
use crate::signal::run_all;

pub use acts::Liking;
use drawn::Cells;
pub use drawn::{Line, Shown, Thread};
pub use engine::Kept;
use engine::restored;
pub use line::Liveness;
pub use stream::Stream;

use engine::Engine;

/// How many threads stand at first, and how many more each time.
const THREADS: usize = 20;
/// The most threads that are laid out at once on the way back: thousands of comments would stop the page.
const MOST_LAID_OUT: usize = 60;

/// What is known of the discussion.
#[derive(Clone)]
pub enum Known {
    /// The reader isn't near yet.
    Nothing,
    /// It is being fetched.
    Asked,
    /// It is here.
    Here,
    /// It could not be had.
    Problem(BackendError),
}

/// What the reader writes just now, below which comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writing {
    /// An answer to a comment.
    Answer(String),
    /// A change to the reader's own comment.
    Change(String),
}

impl Writing {
    /// The comment, by id.
    pub fn id(&self) -> &str {
        let (Self::Answer(id) | Self::Change(id)) = self;
        id
    }
}

/// What could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Further threads.
    More,
    /// More of the thread of the comment at this position.
    Replies(usize),
    /// The threads in this order.
    Sort(Sort),
    /// The comment that the address names.
    Link,
}

/// The discussion under a story.
#[derive(Clone, Copy)]
pub struct Live {
    backend: StoredValue<DiscussionBackend>,
    discussion: RwSignal<Discussion>,
    known: RwSignal<Known>,
    liveness: RwSignal<Liveness>,
    is_paused: RwSignal<bool>,
    is_fetching: RwSignal<bool>,
    problem: RwSignal<Option<(Wanted, BackendError)>>,
    threads: RwSignal<usize>,
    folded: RwSignal<Names>,
    thread: RwSignal<Option<String>>,
    writing: RwSignal<Option<Writing>>,
    /// Grows when the composer is to begin anew.
    turn: RwSignal<u32>,
    is_gone: RwSignal<bool>,
    /// One a comment that is drawn, by its position.
    cells: StoredValue<Cells<Shown>>,
    /// One a thread that is drawn, by the position of its first comment.
    thread_cells: StoredValue<Cells<Arc<Vec<Line>>>>,
    /// Grows when positions begin to mean other comments.
    generation: RwSignal<u32>,
    engine: StoredValue<Engine>,
}

/// The discussion that came with the page.
fn supplied(backend: &DiscussionBackend) -> Option<Discussion> {
    let sort = Sort::default();
    let ask = backend.first(sort, 0, None);
    let supply = talk().supply;
    let answer = supply.try_update_value(|supply| supply.take(&ask.call.url)).flatten()?;
    ask.read(&answer.ok()?).ok().map(|page| Discussion::new(page, sort))
}

impl Live {
    /// The discussion of a story; nothing is fetched yet, unless the reader was here before.
    pub fn of(backend: DiscussionBackend, is_closed: bool) -> Self {
        let (discussion, threads, folded, left_at) = match restored(&backend.slug) {
            Some(kept) => (Some(kept.discussion), kept.threads, kept.folded, Some(kept.at)),
            None => (supplied(&backend), THREADS, Names::default(), None),
        };
        let is_here = discussion.is_some();
        let live = Self {
            backend: StoredValue::new(backend),
            discussion: RwSignal::new(discussion.unwrap_or_default()),
            known: RwSignal::new(if is_here { Known::Here } else { Known::Nothing }),
            liveness: RwSignal::new(Liveness::ReadOnly),
            // Who spares data asks for a line that stays open by themselves.
            is_paused: RwSignal::new(IS_BROWSER && is_data_dear()),
            is_fetching: RwSignal::new(false),
            problem: RwSignal::new(None),
            threads: RwSignal::new(threads),
            folded: RwSignal::new(folded),
            thread: RwSignal::new(None),
            writing: RwSignal::new(None),
            turn: RwSignal::new(0),
            is_gone: RwSignal::new(false),
            cells: StoredValue::default(),
            thread_cells: StoredValue::default(),
            generation: RwSignal::new(0),
            engine: StoredValue::new(Engine::new(is_closed, left_at)),
        };
        if live.is_server() {
            live.liveness.set(Liveness::Connecting);
        }
        live
    }

    /// Whether the backend takes comments and tells of them.
    pub fn is_server(self) -> bool {
        self.backend.with_value(|backend| backend.kind == Kind::Server)
    }

    /// Whether the reader was here before, for whoever draws the list first; and not with more than a browser
    /// lays out in a moment.
    pub fn comes_back(self) -> bool {
        let comes_back =
            self.engine.try_update_value(|engine| std::mem::take(&mut engine.comes_back));
        comes_back == Some(true) && self.threads.get_untracked() <= MOST_LAID_OUT
    }

    /// What is known.
    pub fn known(self) -> RwSignal<Known> {
        self.known
    }

    /// How live it is.
    pub fn liveness(self) -> Liveness {
        self.liveness.get()
    }

    /// The story.
    pub fn slug(self) -> Slug {
        self.backend.with_value(|backend| backend.slug.clone())
    }

    /// Something of the discussion; whoever reads it is told when it changes.
    pub fn with<T>(self, pick: impl FnOnce(&Discussion) -> T) -> T {
        self.discussion.with(pick)
    }

    /// Whether nothing more may be said.
    pub fn is_closed(self) -> bool {
        let by_story = self.engine.with_value(|engine| engine.is_closed_by_story);
        // What the story says holds until the server has said otherwise.
        let is_told = self.is_server() && self.known.with(|known| matches!(known, Known::Here));
        self.with(Discussion::is_closed) || (by_story && !is_told)
    }

    /// Whether the reader has paused it.
    pub fn is_paused(self) -> RwSignal<bool> {
        self.is_paused
    }

    /// Whether further comments are being fetched.
    pub fn is_fetching(self) -> bool {
        self.is_fetching.get()
    }

    /// What could not be fetched, and why.
    pub fn problem(self) -> Option<(Wanted, BackendError)> {
        self.problem.get()
    }

    /// Whether the comment that the address names is gone.
    pub fn is_gone(self) -> bool {
        self.is_gone.get()
    }

    /// The comment whose thread is seen by itself.
    pub fn thread(self) -> Option<String> {
        self.thread.get()
    }

    /// What the reader writes below which comment.
    pub fn writing(self) -> RwSignal<Option<Writing>> {
        self.writing
    }

    /// Changes when the composer is to begin anew.
    pub fn turn(self) -> u32 {
        self.turn.get()
    }

    /// The same, for whoever isn't to be told when it changes.
    pub fn turn_untracked(self) -> u32 {
        self.turn.get_untracked()
    }

    /// Lets the composer begin anew, below a comment or above all.
    pub fn write_anew(self, writing: Option<Writing>) {
        if writing.is_none() {
            self.turn.update(|turn| *turn += 1);
        } else if self.writing.with_untracked(|open| *open == writing) {
            // It reads its draft when it is made.
            self.writing.set(None);
            run_all();
        }
        self.writing.set(writing);
    }

    /// What the positions of the lines are those of.
    pub fn generation(self) -> u32 {
        self.generation.get()
    }

    /// Changes the discussion by what the reader does, and tells everybody.
    fn update<T>(self, change: impl FnOnce(&mut Discussion) -> T) -> Option<T> {
        // An answer may come after the reader has left.
        let outcome = self.discussion.try_update(change)?;
        self.tell_changed_cells(true);
        Some(outcome)
    }
}

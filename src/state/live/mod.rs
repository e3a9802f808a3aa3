//! The discussion under a story, alive: fetched when the reader comes near, kept in step by the
//! server's events, and told to the components by signals.
//!
//! [`Discussion`] holds what is known, [`line`] when to ask for more; here the two meet the browser.

mod acts;
mod engine;
pub mod line;
mod stream;
mod tabs;
mod voice;

use std::sync::Arc;

use crate::prelude::*;

use super::task::spawn;
use super::{console, reader, talk, tools};
use crate::backend::discussion::{Ask, DiscussionBackend};
use crate::backend::{BackendError, Fault};
use crate::config::Kind;
use crate::model::discussion::{DEEPEST, Discussion, Row, RowKind, Sort, View};
use crate::model::names::Names;
use crate::model::time::Age;
use crate::model::{Comment, CommentPage, Cursor, Slug};
use crate::view::Key;

pub use acts::Liking;
pub use engine::Kept;
use engine::restored;
pub use line::Liveness;
pub use stream::Stream;

use engine::Engine;

/// How many threads stand at first, and how many more each time.
const THREADS: usize = 20;

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

/// A comment as it is drawn at this moment.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The comment.
    pub comment: Arc<Comment>,
    /// How many comments stand below it.
    pub below: usize,
    /// Whether those are folded away.
    pub is_folded: bool,
    /// How long ago it was said.
    pub age: Option<Age>,
    /// Whether the reader wrote it.
    pub is_mine: bool,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.comment, &other.comment)
            && (self.below, self.is_folded, self.age, self.is_mine)
                == (other.below, other.is_folded, other.age, other.is_mine)
    }
}

/// What the reader writes just now, below which comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writing {
    /// An answer to a comment.
    Answer(String),
    /// A change to the reader's own comment.
    Change(String),
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

/// A line of the list with all that its key must tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Of the discussion itself.
    Row(Row),
    /// Where the reader writes.
    Writing(Writing, u8),
    /// What the reader wrote and the server has not taken yet, by its key.
    OnItsWay(String, u8),
}

impl Line {
    /// What tells this line from others; `generation` is that of the positions. What changes while a
    /// line stands is not part of it.
    pub fn key(&self, generation: u32) -> Key {
        let named = |kind: char, depth: u8, id: &str| Key::Name(format!("{kind}{depth}{id}"));
        match self {
            Self::Row(row) => {
                let kind = match row.kind {
                    RowKind::Comment => 0,
                    RowKind::Deeper => 1,
                    RowKind::Held(_) => 2,
                    RowKind::Rest(_) => 3,
                };
                let (position, depth) = (row.position as u64, u64::from(row.depth));
                Key::Number(u64::from(generation) << 48 | position << 8 | depth << 4 | kind)
            }
            Self::Writing(Writing::Answer(id), depth) => named('a', *depth, id),
            Self::Writing(Writing::Change(id), depth) => named('c', *depth, id),
            Self::OnItsWay(key, depth) => named('o', *depth, key),
        }
    }
}

/// A thread as it stands on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The place of its first comment.
    pub position: usize,
    /// Its lines.
    pub lines: Arc<Vec<Line>>,
}

/// Signals by position.
struct Cells<T>(Vec<Option<ArcRwSignal<T>>>);

impl<T> Default for Cells<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Cells<T> {
    fn get(&self, position: usize) -> Option<&ArcRwSignal<T>> {
        self.0.get(position)?.as_ref()
    }

    fn set(&mut self, position: usize, cell: ArcRwSignal<T>) {
        if self.0.len() <= position {
            self.0.resize_with(position + 1, || None);
        }
        self.0[position] = Some(cell);
    }
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

/// Tells whoever draws from a cell, if there is news.
fn tell<T: Clone + PartialEq + 'static>(cell: &ArcRwSignal<T>, now: &T) {
    if cell.with_untracked(|known| known != now) {
        cell.set(now.clone());
    }
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
        let kept = restored(&backend.slug);
        let (discussion, left_at) = kept.unzip();
        let discussion = discussion.or_else(|| supplied(&backend));
        let is_here = discussion.is_some();
        let live = Self {
            backend: StoredValue::new(backend),
            discussion: RwSignal::new(discussion.unwrap_or_default()),
            known: RwSignal::new(if is_here { Known::Here } else { Known::Nothing }),
            liveness: RwSignal::new(Liveness::ReadOnly),
            is_paused: RwSignal::new(false),
            is_fetching: RwSignal::new(false),
            problem: RwSignal::new(None),
            threads: RwSignal::new(THREADS),
            folded: RwSignal::default(),
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

    /// Lets the composer begin anew, below a comment or above all.
    pub fn write_anew(self, writing: Option<Writing>) {
        if writing.is_none() {
            self.turn.update(|turn| *turn += 1);
        }
        self.writing.set(writing);
    }

    /// Tells every comment how old it is now.
    pub fn tick_ages(self) {
        untrack(|| self.tell_all_cells());
    }

    /// Whether there are threads that don't stand on the page yet.
    pub fn has_more(self) -> bool {
        let threads = self.threads.get();
        self.thread.with(Option::is_none)
            && self.with(|d| d.threads() > threads || d.next().is_some())
    }

    /// What the positions of the lines are those of.
    pub fn generation(self) -> u32 {
        self.generation.get()
    }

    /// The threads of the list. A memo of it is what the list draws from.
    pub fn drawn_threads(self) -> Vec<Thread> {
        let view = self.view();
        let writing = self.writing.get();
        let own = talk().outbox.all_of(&self.backend.with_value(|backend| backend.slug.clone()));
        self.with(|discussion| {
            let below = writing.as_ref().and_then(|writing| match writing {
                Writing::Answer(id) | Writing::Change(id) => discussion.find(id),
            });
            let rows = discussion.rows(&view);
            let threads = rows.chunk_by(|_, row| row.kind != RowKind::Comment || row.depth > 0);
            let lines = |rows: &[Row]| {
                let mut lines = Vec::with_capacity(rows.len());
                for row in rows {
                    lines.push(Line::Row(*row));
                    if row.kind != RowKind::Comment {
                        continue;
                    }
                    if let Some(writing) = writing.as_ref().filter(|_| Some(row.position) == below)
                    {
                        lines.push(Line::Writing(writing.clone(), row.depth));
                    }
                    for (item, _) in &own {
                        let parent = item.parent_id.as_deref().and_then(|id| discussion.find(id));
                        if parent == Some(row.position) {
                            let depth = (row.depth + 1).min(DEEPEST);
                            lines.push(Line::OnItsWay(item.key.clone(), depth));
                        }
                    }
                }
                Arc::new(lines)
            };
            threads.map(|rows| Thread { position: rows[0].position, lines: lines(rows) }).collect()
        })
    }

    /// What the reader looks at; whoever asks is told of changes.
    fn view(self) -> View {
        View { threads: self.threads.get(), folded: self.folded.get(), thread: self.thread.get() }
    }

    /// Whether a comment has a line of its own at this moment; whoever asks is told of changes.
    pub fn is_drawn(self, id: &str) -> bool {
        let view = self.view();
        self.with(|discussion| {
            discussion.find(id).is_some_and(|place| discussion.has_row(&view, place))
        })
    }

    /// The lines of a thread, as they stand at this moment and from now on.
    pub fn thread_cell(self, thread: &Thread) -> ArcRwSignal<Arc<Vec<Line>>> {
        let known = self.thread_cells.with_value(|cells| cells.get(thread.position).cloned());
        if let Some(cell) = known {
            tell(&cell, &thread.lines);
            return cell;
        }
        let cell = ArcRwSignal::new(thread.lines.clone());
        self.thread_cells.update_value(|cells| cells.set(thread.position, cell.clone()));
        cell
    }

    /// Tells every thread what has become of its lines.
    pub fn tell_threads(self, threads: &[Thread]) {
        self.thread_cells.with_value(|cells| {
            for thread in threads {
                if let Some(cell) = cells.get(thread.position) {
                    tell(cell, &thread.lines);
                }
            }
        });
    }

    /// The comment at a position, as it is drawn at this moment and from now on.
    pub fn cell(self, position: usize) -> Option<ArcRwSignal<Shown>> {
        let known = self.cells.with_value(|cells| cells.get(position).cloned());
        if known.is_some() {
            return known;
        }
        let cell = ArcRwSignal::new(self.shown(position)?);
        self.cells.update_value(|cells| cells.set(position, cell.clone()));
        Some(cell)
    }

    fn shown(self, position: usize) -> Option<Shown> {
        let now = tools().clock.now_untracked();
        let (comment, below) = self.discussion.with_untracked(|discussion| {
            Some((discussion.comment(position)?.clone(), discussion.below(position)))
        })?;
        Some(Shown {
            is_folded: self.folded.with_untracked(|folded| folded.has(&comment.id)),
            below,
            age: comment.created_at.map(|at| at.age(now)),
            is_mine: reader::token(&comment.id).is_some(),
            comment,
        })
    }

    /// Tells every comment that is drawn what has become of it, its age and whether it is folded
    /// included.
    fn tell_all_cells(self) {
        self.tell_cells(|_, _, _| true);
    }

    /// Tells the comments that an event may have changed: most of thousands are as they were, which a
    /// look at two numbers tells.
    fn tell_changed_cells(self) {
        self.tell_cells(|shown, comment, below| {
            !Arc::ptr_eq(&shown.comment, comment) || shown.below != below
        });
    }

    fn tell_cells(self, may_differ: fn(&Shown, &Arc<Comment>, usize) -> bool) {
        let now = tools().clock.now_untracked();
        self.cells.with_value(|cells| {
            self.discussion.with_untracked(|discussion| {
                self.folded.with_untracked(|folded| {
                    for (position, cell) in cells.0.iter().enumerate() {
                        let (Some(cell), Some(comment)) = (cell, discussion.comment(position))
                        else {
                            continue;
                        };
                        let below = discussion.below(position);
                        if !cell.with_untracked(|shown| may_differ(shown, comment, below)) {
                            continue;
                        }
                        let next = Shown {
                            comment: comment.clone(),
                            below,
                            is_folded: folded.has(&comment.id),
                            age: comment.created_at.map(|at| at.age(now)),
                            is_mine: cell.with_untracked(|shown| shown.is_mine),
                        };
                        tell(cell, &next);
                    }
                });
            });
        });
    }

    /// Changes the discussion, and tells everybody.
    fn update<T>(self, change: impl FnOnce(&mut Discussion) -> T) -> Option<T> {
        // An answer may come after the reader has left.
        let outcome = self.discussion.try_update(change)?;
        self.tell_changed_cells();
        Some(outcome)
    }

    /// Asks for the discussion: at first, and when the reader tries again.
    pub fn ask(self, again: bool) {
        self.known.set(Known::Asked);
        let sort = self.discussion.with_untracked(Discussion::sort);
        spawn(async move {
            let now = match self.fetch(self.first_page(sort, 0, again)).await {
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
                Err(error) => Known::Problem(error),
            };
            // The reader may have left meanwhile.
            if self.known.try_set(now).is_none() {
                self.start();
                self.flush();
            }
        });
    }

    fn first_page(self, sort: Sort, threads: usize, is_fresh: bool) -> Ask<CommentPage> {
        let mut ask = self.backend.with_value(|b| b.first(sort, threads, reader::key().as_deref()));
        ask.call.is_fresh = is_fresh || self.is_server();
        ask
    }

    async fn fetch(self, ask: Ask<CommentPage>) -> Result<CommentPage, BackendError> {
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
    fn grow_old(self) {
        let _ = self.generation.try_update(|generation| *generation += 1);
        let _ = self.problem.try_set(None);
    }

    /// Whether a page tells of the history that the discussion follows.
    fn is_of_this_history(self, page: &CommentPage) -> bool {
        let epoch = |cursor: Option<&Cursor>| cursor.map(|cursor| cursor.epoch.clone());
        let mine = self.discussion.try_with_untracked(|d| epoch(d.cursor())).flatten();
        mine == epoch(page.cursor.as_ref())
    }

    /// Positions are about to mean other comments.
    fn forget_cells(self) {
        let _ = self.cells.try_set_value(Cells::default());
        let _ = self.thread_cells.try_set_value(Cells::default());
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
            live.update(|discussion| discussion.list_more(page));
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
                }
                Ok(_) => self.catch_up(),
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

    /// Puts a comment on the page, whatever it takes; `then` runs when it is there.
    pub fn reach(self, id: String, then: impl Fn(&str) + 'static) {
        let then: Box<dyn Fn(&str)> = Box::new(then);
        let is_here = self.discussion.with_untracked(|d| d.find(&id).is_some());
        if is_here || !self.is_server() {
            self.is_gone.set(!is_here);
            if is_here {
                self.uncover(&id);
                then(&id);
            }
            return;
        }
        let ask = self.backend.with_value(|b| b.permalink(&id, reader::key().as_deref()));
        self.problem.set(None);
        spawn(async move {
            let (mut is_absent, mut problem) = (true, None);
            match self.fetch(ask).await {
                Ok(page) if self.is_of_this_history(&page) => {
                    self.update(|discussion| discussion.list_permalink(page));
                }
                Ok(_) => self.catch_up(),
                Err(error) if error.is_absent() => {}
                // It may well be there.
                Err(error) => (is_absent, problem) = (false, Some((Wanted::Link, error))),
            }
            let Some(is_here) = self.discussion.try_with_untracked(|d| d.find(&id).is_some())
            else {
                return;
            };
            self.is_gone.set(is_absent && !is_here);
            if is_here {
                self.uncover(&id);
                then(&id);
            } else if problem.is_some() {
                self.problem.set(problem);
            }
            // Something may have been missed while it was on its way.
            self.renew_what_is_stale().await;
        });
    }

    /// Uncovers a comment that the reader has just asked for, where it isn't drawn: in another thread than
    /// the one they look at, below a folded one, too deep, or beyond the end of the page.
    fn bring_out(self, id: &str) {
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

/// A comment's id.
fn name_of(discussion: &Discussion, position: usize) -> Option<String> {
    discussion.comment(position).map(|comment| comment.id.clone())
}

/// The ids of all that a comment answers.
fn names_above(discussion: &Discussion, position: usize) -> Vec<String> {
    discussion.ancestors(position).filter_map(|place| name_of(discussion, place)).collect()
}

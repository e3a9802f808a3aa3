//! What is drawn of a discussion: the lines of each thread, and each comment as it stands. Every one of
//! them has a signal of its own, so that an event redraws what it changed and nothing else.

use std::sync::Arc;

use crate::prelude::*;

use super::super::outbox::Entry;
use super::super::{IS_BROWSER, reader, talk, tools};
use super::{Live, Writing, room};
use crate::model::Comment;
use crate::model::comment::Status;
use crate::model::discussion::{DEEPEST, Row, RowKind, View};
use crate::model::time::Age;
use crate::signal::run_all;
use crate::view::Key;

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

impl Shown {
    /// Whether it says something else, and so may need another room.
    fn says_otherwise(&self, next: &Self) -> bool {
        let words = |comment: &Comment| (comment.status, comment.is_featured, comment.edited_at);
        let (was, is) = (&self.comment, &next.comment);
        words(was) != words(is) || was.text != is.text
    }

    /// The comment with its words as they are drawn, and what is known of its likes by now.
    fn with_figures_of(&self, now: &Comment) -> Arc<Comment> {
        let Comment { likes, replies, viewer, .. } = *now;
        let next = Comment { likes, replies, viewer, ..(*self.comment).clone() };
        if next == *self.comment { self.comment.clone() } else { Arc::new(next) }
    }
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
pub struct Cells<T>(Vec<Option<ArcRwSignal<T>>>);

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

/// Tells whoever draws from a cell, if there is news.
fn tell<T: Clone + PartialEq + 'static>(cell: &ArcRwSignal<T>, now: &T) {
    if cell.with_untracked(|known| known != now) {
        cell.set(now.clone());
    }
}

impl Live {
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
                    for Entry { item, .. } in &own {
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
    pub(super) fn view(self) -> View {
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

    /// Tells every comment how old it is now.
    pub fn tick_ages(self) {
        if IS_BROWSER {
            room::give_back();
        }
        untrack(|| self.tell_all_cells());
    }

    /// Tells every comment that is drawn what has become of it, its age and whether it is folded
    /// included.
    pub(super) fn tell_all_cells(self) {
        self.tell_cells(false, |_, _, _| true);
    }

    /// Tells the comments that may have changed, by the reader's own act or by what is told: most of thousands
    /// are as they were, which a look at two numbers tells.
    pub(super) fn tell_changed_cells(self, is_by_reader: bool) {
        self.tell_cells(is_by_reader, |shown, comment, below| {
            !Arc::ptr_eq(&shown.comment, comment) || shown.below != below
        });
    }

    fn tell_cells(self, is_by_reader: bool, may_differ: fn(&Shown, &Arc<Comment>, usize) -> bool) {
        let now = tools().clock.now_untracked();
        let mut changed = Vec::new();
        self.cells.with_value(|cells| {
            self.discussion.with_untracked(|discussion| {
                self.folded.with_untracked(|folded| {
                    for (position, cell) in cells.0.iter().enumerate() {
                        let (Some(cell), Some(comment)) = (cell, discussion.comment(position))
                        else {
                            continue;
                        };
                        let below = discussion.below(position);
                        let was = cell.with_untracked(|shown| {
                            may_differ(shown, comment, below).then(|| shown.clone())
                        });
                        let Some(was) = was else { continue };
                        let is_own = is_by_reader && was.is_mine;
                        let next = Shown {
                            comment: match is_own || self.may_be_drawn(position, comment) {
                                true => comment.clone(),
                                false => was.with_figures_of(comment),
                            },
                            below,
                            is_folded: folded.has(&comment.id),
                            age: comment.created_at.map(|at| at.age(now)),
                            is_mine: was.is_mine,
                        };
                        if IS_BROWSER && !is_own && was.says_otherwise(&next) {
                            changed.push((position, was));
                        }
                        tell(cell, &next);
                    }
                });
            });
        });
        if !changed.is_empty() {
            self.keep_still(changed);
        }
    }

    /// Whether a comment may be drawn with what is known of it by now. What was put off waits for the reader to
    /// turn away, but for a moderator's word.
    fn may_be_drawn(self, position: usize, comment: &Comment) -> bool {
        let is_put_off = self.engine.with_value(|engine| engine.put_off.contains(&position));
        if !is_put_off {
            return true;
        }
        let is_free = !comment.is_readable() || room::is_free(&comment.id);
        if is_free {
            self.engine.update_value(|engine| engine.put_off.retain(|&other| other != position));
        }
        is_free
    }

    /// Draws what comments say by now that the reader may see. Whether it takes the same room only the page can
    /// tell: what doesn't is put off, or keeps its room where it was taken away.
    fn keep_still(self, changed: Vec<(usize, Shown)>) {
        let seen = |(position, was): (usize, Shown)| {
            room::Seen::new(&was.comment.id).map(|place| (position, was, place))
        };
        let seen: Vec<_> = changed.into_iter().filter_map(seen).collect();
        if seen.is_empty() {
            return;
        }
        run_all();
        // All are measured before any is changed: else the page would be laid out anew for each.
        let heights = seen.into_iter().map(|(at, was, place)| (at, was, place.compared(), place));
        let other: Vec<_> = heights.filter(|(_, _, height, _)| height.is_ne()).collect();
        for (position, was, height, place) in other {
            let Some(cell) = self.cells.with_value(|cells| cells.get(position).cloned()) else {
                continue;
            };
            // That it was approved its author is told at once.
            let was_waiting = matches!(was.comment.status, Status::Pending | Status::Rejected);
            let is_news = was_waiting && height.is_lt();
            if cell.with_untracked(|shown| shown.comment.is_readable()) && !is_news {
                self.engine.update_value(|engine| engine.put_off.push(position));
                tell(&cell, &was);
            } else {
                place.keep();
            }
        }
    }

    /// A comment that may be drawn already is the reader's own.
    pub(super) fn own_cell(self, position: usize) {
        let cell = self.cells.with_value(|cells| cells.get(position).cloned());
        if let Some(cell) = cell {
            tell(&cell, &Shown { is_mine: true, ..cell.get_untracked() });
        }
    }

    /// Positions are about to mean other comments.
    pub(super) fn forget_cells(self) {
        let _ = self.cells.try_set_value(Cells::default());
        let _ = self.thread_cells.try_set_value(Cells::default());
        let _ = self.engine.try_update_value(|engine| engine.put_off.clear());
    }
}

//! A discussion laid out line by line.

use super::{Discussion, Standing};
use crate::model::names::Names;

/// The deepest level that a screen bears; what is deeper opens in a view of its own.
pub const DEEPEST: u8 = 6;

/// What the reader looks at.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// How many threads stand on the page.
    pub threads: usize,
    /// The comments, by id, below which nothing is drawn.
    pub folded: Names,
    /// The comment, by id, whose thread is seen by itself.
    pub thread: Option<String>,
}

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the line is.
    pub kind: RowKind,
    /// The comment's position, for [`Discussion::comment`].
    pub position: usize,
    /// How far it is indented, at most [`DEEPEST`].
    pub depth: u8,
    /// The position of the comment that it answers.
    pub answers: Option<usize>,
    /// How many comments stand below it in its thread, shown or folded away.
    pub below: usize,
}

/// What a line of the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// A comment.
    Comment,
    /// The way to what is too deep to stand here.
    Deeper,
    /// What was said in the thread while the reader was reading: so many.
    Held(usize),
    /// What was not fetched of the thread: so many, as far as is known.
    Rest(usize),
}

impl Discussion {
    /// How many threads are on the page, drawn or not.
    pub fn threads(&self) -> usize {
        self.order.iter().filter(|&&place| self.entries[place].is_shown).count()
    }

    /// The place of a comment's thread among all threads.
    pub fn thread_of(&self, position: usize) -> Option<usize> {
        let top = self.top(position);
        let mut shown = self.order.iter().filter(|&&place| self.entries[place].is_shown);
        shown.position(|&place| place == top)
    }

    /// The comment in whose own view one is drawn, if it is too deep for the list: the first comment
    /// above it that stands at the last level of that view or higher.
    pub fn view_of(&self, position: usize) -> Option<usize> {
        let mut line: Vec<usize> = self.ancestors(position).collect();
        line.reverse();
        let step = usize::from(DEEPEST);
        let at = line.len().checked_sub(1)? / step * step;
        (line.len() > step && at > 0).then(|| line[at])
    }

    /// The lines that a reader sees.
    pub fn rows(&self, view: &View) -> Vec<Row> {
        let mut rows = Vec::new();
        let alone = view.thread.as_deref().and_then(|id| self.find(id));
        match alone {
            Some(position) => self.thread_rows(position, view, &mut rows),
            None => {
                let shown = self.order.iter().filter(|&&place| self.entries[place].is_shown);
                for &root in shown.take(view.threads) {
                    self.thread_rows(root, view, &mut rows);
                }
            }
        }
        rows
    }

    /// Whether a reader sees a comment at this position.
    pub fn has_row(&self, view: &View, position: usize) -> bool {
        let is_it = |row: &Row| row.kind == RowKind::Comment && row.position == position;
        self.rows(view).iter().any(is_it)
    }

    /// How many comments of a thread were not fetched, as far as is known; 0 where it isn't.
    pub fn rest_below(&self, position: usize) -> usize {
        let Some(rest) = self.rest(position) else { return 0 };
        // What was removed counts in a thread, drawn or not.
        let is_here = |place: &usize| self.entries[*place].standing != Standing::Loose;
        let here = self.everything_below(self.top(position)).into_iter().filter(is_here).count();
        (rest.total as usize).saturating_sub(here)
    }

    fn thread_rows(&self, first: usize, view: &View, rows: &mut Vec<Row>) {
        let mut waiting = vec![(first, 0_u8)];
        while let Some((position, depth)) = waiting.pop() {
            let entry = &self.entries[position];
            let row = Row {
                kind: RowKind::Comment,
                position,
                depth,
                answers: entry.parent,
                below: entry.below,
            };
            rows.push(row);
            if view.folded.has(&entry.comment.id) {
                continue;
            }
            if depth == DEEPEST {
                if entry.below > 0 {
                    rows.push(Row { kind: RowKind::Deeper, ..row });
                }
                continue;
            }
            let is_drawn = |&&reply: &&usize| {
                let reply = &self.entries[reply];
                reply.is_shown && reply.standing == Standing::Listed
            };
            let replies = entry.replies.iter().rev().filter(is_drawn);
            waiting.extend(replies.map(|&reply| (reply, depth + 1)));
        }
        let foot = |kind| Row { kind, position: first, depth: 1, answers: None, below: 0 };
        let is_rest_held = self.is_rest_held(first);
        if self.rest(first).is_some() && !is_rest_held {
            rows.push(foot(RowKind::Rest(self.rest_below(first))));
        }
        let held = self.held_below(first);
        if held > 0 || is_rest_held {
            rows.push(foot(RowKind::Held(held)));
        }
    }
}

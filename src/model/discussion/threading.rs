//! Who answers whom, and in which order.

use std::cmp::Ordering;

use super::{Discussion, Entry, Sort, Standing};
use crate::model::Comment;
use crate::model::names::Names;

impl Discussion {
    /// Finds every comment's parent anew, with every circle opened at its oldest comment.
    pub(super) fn thread(&mut self) {
        let mut parents: Vec<Option<usize>> = self
            .entries
            .iter()
            .map(|entry| entry.comment.parent_id.as_deref().and_then(|id| self.place(id)))
            .collect();
        self.awaited = Names::default();
        for (place, entry) in self.entries.iter().enumerate() {
            if let (None, Some(id)) = (parents[place], &entry.comment.parent_id) {
                self.awaited.add(id, place);
            }
        }
        open_circles(&self.entries, &mut parents);
        for entry in &mut self.entries {
            entry.replies.clear();
        }
        for (place, parent) in parents.iter().enumerate() {
            self.entries[place].parent = *parent;
            if let Some(parent) = parent {
                self.entries[*parent].replies.push(place);
            }
        }
        for place in 0..self.entries.len() {
            let mut replies = std::mem::take(&mut self.entries[place].replies);
            sort(&mut replies, &|a, b| by_age(&self.entries[a].comment, &self.entries[b].comment));
            self.entries[place].replies = replies;
        }
    }

    /// Finds the place of one comment that has just come. What waited for it is threaded with it.
    pub(super) fn attach(&mut self, place: usize) {
        let comment = self.entries[place].comment.clone();
        if self.awaited.has(&comment.id) {
            self.thread();
            return;
        }
        let parent = comment.parent_id.as_deref().and_then(|id| self.place(id));
        if let (None, Some(id)) = (parent, &comment.parent_id) {
            self.awaited.add(id, place);
        }
        let parent = parent.filter(|&parent| parent != place);
        self.entries[place].parent = parent;
        if let Some(parent) = parent {
            let replies = &self.entries[parent].replies;
            let at = replies.partition_point(|&reply| {
                by_age(&self.entries[reply].comment, &self.entries[place].comment).is_lt()
            });
            self.entries[parent].replies.insert(at, place);
        }
    }

    /// Says which comments are drawn, and how many below each: the replies before what they answer, so
    /// that a removed comment stays exactly where something below it needs it.
    pub(super) fn count(&mut self) {
        for place in self.deepest_first() {
            let (mut below, mut held_below) = (0, 0);
            for &reply in &self.entries[place].replies {
                let reply = &self.entries[reply];
                match reply.standing {
                    Standing::Listed => below += reply.below + usize::from(reply.is_shown),
                    Standing::Held => held_below += usize::from(reply.comment.is_readable()),
                    Standing::Loose => {}
                }
                held_below += reply.held_below;
            }
            // What was not fetched of a thread can be read, and has its line below the first of it.
            let has_rest = self.entries[place].rest.is_some() && self.stands_alone(place);
            let entry = &mut self.entries[place];
            (entry.below, entry.held_below) = (below, held_below);
            // And what is removed while the reader looks
            // keeps its line: nothing below it moves up under their thumb.
            let has_words = entry.comment.is_readable() || has_rest;
            let has_stood = entry.is_shown && entry.standing == Standing::Listed;
            entry.is_shown = below > 0 || has_words || has_stood;
        }
        let order = std::mem::take(&mut self.order);
        let is_thread = |&place: &usize| {
            self.entries[place].standing == Standing::Listed && self.stands_alone(place)
        };
        self.order = order.into_iter().filter(is_thread).collect();
    }

    fn deepest_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            (0..self.entries.len()).filter(|&p| self.entries[p].parent.is_none()).collect();
        let mut next = 0;
        while next < order.len() {
            order.extend_from_slice(&self.entries[order[next]].replies);
            next += 1;
        }
        order.reverse();
        order
    }

    /// Everything that answers a comment, at any depth, in the order in which it is drawn.
    pub(super) fn everything_below(&self, position: usize) -> Vec<usize> {
        let mut below = Vec::new();
        let mut waiting: Vec<usize> =
            self.entries[position].replies.iter().rev().copied().collect();
        while let Some(place) = waiting.pop() {
            below.push(place);
            waiting.extend(self.entries[place].replies.iter().rev());
        }
        below
    }

    /// The comments that stand above one in its thread, the thread's first comment last.
    pub fn ancestors(&self, position: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parent(position), |&position| self.parent(position))
    }

    /// The first comment of the thread that a comment belongs to.
    pub fn root(&self, position: usize) -> usize {
        self.ancestors(position).last().unwrap_or(position)
    }

    /// The first comment of the thread that a comment stands in: one that answers what is held stands in one of
    /// its own.
    pub(super) fn top(&self, position: usize) -> usize {
        let line = std::iter::successors(Some(position), |&at| self.parent_on_the_page(at));
        line.last().unwrap_or(position)
    }

    /// Whether a comment of the page is a thread of its own: it answers nothing that stands there.
    pub(super) fn stands_alone(&self, position: usize) -> bool {
        self.parent_on_the_page(position).is_none()
    }

    /// The comment that one answers, where that stands on the page.
    pub(super) fn parent_on_the_page(&self, position: usize) -> Option<usize> {
        let parent = self.parent(position)?;
        (self.entries[parent].standing == Standing::Listed).then_some(parent)
    }

    pub(super) fn parent(&self, position: usize) -> Option<usize> {
        self.entries.get(position).and_then(|entry| entry.parent)
    }

    /// Whether a comment was said before another.
    pub(super) fn is_older(&self, a: usize, b: usize) -> bool {
        by_age(&self.entries[a].comment, &self.entries[b].comment).is_lt()
    }

    /// Puts threads into the discussion's order.
    pub(super) fn sort_places(&self, places: &mut [usize]) {
        let comment = |place: usize| &self.entries[place].comment;
        let by_age = |a: usize, b: usize| by_age(comment(a), comment(b));
        let by_likes = |a: usize, b: usize| comment(b).likes.cmp(&comment(a).likes);
        match self.sort {
            Sort::Oldest => sort(places, &by_age),
            Sort::Newest => sort(places, &|a, b| by_age(b, a)),
            Sort::Liked => sort(places, &|a, b| by_likes(a, b).then_with(|| by_age(b, a))),
        }
    }
}

/// By time, and by id where times agree; a comment without a time counts as the oldest.
fn by_age(a: &Comment, b: &Comment) -> Ordering {
    a.created_at.cmp(&b.created_at).then_with(|| a.id.cmp(&b.id))
}

/// One sort for every order, by merging. The library's own is made for millions, of which a discussion has
/// none, and weighs eight times as much in the reader's download.
pub(super) fn sort(places: &mut [usize], order: &dyn Fn(usize, usize) -> Ordering) {
    let (before, after) = places.split_at_mut(places.len() / 2);
    if before.is_empty() {
        return;
    }
    sort(before, order);
    sort(after, order);
    let (before, after) = (before.to_vec(), after.to_vec());
    let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
    for place in places {
        let next = match (before.peek(), after.peek()) {
            (Some(&a), Some(&b)) if order(a, b).is_gt() => after.next(),
            (Some(_), _) => before.next(),
            _ => after.next(),
        };
        *place = next.unwrap_or(*place);
    }
}

fn open_circles(entries: &[Entry], parents: &mut [Option<usize>]) {
    // 0: not walked; otherwise the number of the walk that came by first.
    let mut walked = vec![0; entries.len()];
    for start in 0..entries.len() {
        let walk = start + 1;
        let mut at = start;
        while walked[at] == 0 {
            walked[at] = walk;
            match parents[at] {
                Some(parent) => at = parent,
                None => break,
            }
        }
        if walked[at] == walk && parents[at].is_some() {
            let oldest = circle_through(at, parents)
                .into_iter()
                .min_by(|&a, &b| by_age(&entries[a].comment, &entries[b].comment))
                .unwrap_or(at);
            parents[oldest] = None;
        }
    }
}

/// The comments of the circle that a walk came back to; empty where `start` lies on none.
fn circle_through(start: usize, parents: &[Option<usize>]) -> Vec<usize> {
    let mut circle = vec![start];
    let mut at = parents[start];
    while let Some(place) = at {
        if place == start {
            return circle;
        }
        circle.push(place);
        at = parents[place];
    }
    Vec::new()
}

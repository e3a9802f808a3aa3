//! A discussion: comments in their threads, in the order that the reader chose.
//!
//! Whatever a backend sends (replies to nothing, replies to themselves, circles, the same comment
//! twice, ten thousand levels), every comment that may show stands exactly once. Nothing here
//! recurses, so no depth overflows a stack.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::{Comment, Status};

/// The deepest level that is indented; what is deeper stands at this level and names whom it answers.
pub const DEEPEST: u8 = 8;

/// The order of the threads. Replies always stand in the order in which they were said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The newest thread first.
    #[default]
    Newest,
    /// The oldest thread first.
    Oldest,
    /// The most liked thread first.
    Liked,
}

/// The comments of one story.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discussion {
    comments: Vec<Comment>,
    /// For each comment the one that it answers, by position; never a circle.
    parents: Vec<Option<usize>>,
    /// For each comment its replies, by position, in the order in which they were said.
    replies: Vec<Vec<usize>>,
    /// For each comment whether it stands on the page.
    shown: Vec<bool>,
    /// For each comment how many stand below it on the page.
    below: Vec<usize>,
}

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The comment's position, for [`Discussion::comment`].
    pub position: usize,
    /// How far it is indented, at most [`DEEPEST`].
    pub depth: u8,
    /// The position of the comment that it answers.
    pub answers: Option<usize>,
    /// How many comments stand below it in its thread, shown or folded away.
    pub below: usize,
}

impl Discussion {
    /// Threads comments. Of several with one id the highest version wins; a reply to a comment that
    /// isn't there stands as a thread of its own, and so does the first comment of a circle.
    pub fn new(comments: Vec<Comment>) -> Self {
        let comments = newest_versions(comments);
        let parents = parents(&comments);
        let mut replies = vec![Vec::new(); comments.len()];
        for (position, parent) in parents.iter().enumerate() {
            if let Some(parent) = parent {
                replies[*parent].push(position);
            }
        }
        for list in &mut replies {
            sort(list, &|a, b| by_age(&comments[a], &comments[b]));
        }
        let mut discussion = Self {
            shown: vec![false; comments.len()],
            below: vec![0; comments.len()],
            comments,
            parents,
            replies,
        };
        discussion.count();
        discussion
    }

    /// How many comments a reader can read; removed ones don't count.
    pub fn total(&self) -> usize {
        self.comments.iter().filter(|c| is_readable(c)).count()
    }

    /// The comment at a position that a [`Row`] named.
    pub fn comment(&self, position: usize) -> Option<&Comment> {
        self.comments.get(position)
    }

    /// The comment with an id, by position.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.comments.iter().position(|c| c.id == id).filter(|&position| self.shown[position])
    }

    /// The comments that stand above one in its thread, the thread's first comment last.
    pub fn ancestors(&self, position: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parent(position), |&position| self.parent(position))
    }

    /// How many threads there are to show.
    pub fn threads(&self) -> usize {
        self.roots().count()
    }

    /// The place of a comment's thread among all threads in an order.
    pub fn thread_of(&self, position: usize, sort: Sort) -> Option<usize> {
        let root = self.ancestors(position).last().unwrap_or(position);
        self.sorted_roots(sort).iter().position(|&r| r == root)
    }

    /// The rows of the first `threads` threads, without what lies below the `folded` comments.
    pub fn rows(&self, sort: Sort, threads: usize, folded: &HashSet<String>) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut waiting: Vec<(usize, u8)> =
            self.sorted_roots(sort).into_iter().take(threads).rev().map(|root| (root, 0)).collect();
        while let Some((position, depth)) = waiting.pop() {
            let row = Row {
                position,
                depth,
                answers: self.parent(position),
                below: self.below[position],
            };
            rows.push(row);
            if !folded.contains(&self.comments[position].id) {
                let replies =
                    self.replies[position].iter().rev().filter(|&&reply| self.shown[reply]);
                waiting.extend(replies.map(|&reply| (reply, (depth + 1).min(DEEPEST))));
            }
        }
        rows
    }

    fn parent(&self, position: usize) -> Option<usize> {
        self.parents.get(position).copied().flatten()
    }

    fn roots(&self) -> impl Iterator<Item = usize> {
        (0..self.comments.len()).filter(|&p| self.shown[p] && self.parents[p].is_none())
    }

    fn sorted_roots(&self, sort_by: Sort) -> Vec<usize> {
        let mut roots: Vec<_> = self.roots().collect();
        let by_age = |a: usize, b: usize| by_age(&self.comments[a], &self.comments[b]);
        let by_likes = |a: usize, b: usize| self.comments[b].likes.cmp(&self.comments[a].likes);
        match sort_by {
            Sort::Oldest => sort(&mut roots, &by_age),
            Sort::Newest => sort(&mut roots, &|a, b| by_age(b, a)),
            Sort::Liked => sort(&mut roots, &|a, b| by_likes(a, b).then_with(|| by_age(b, a))),
        }
        roots
    }

    /// Says which comments stand on the page, and how many below each: the replies before what they
    /// answer, so that a removed comment stays exactly where something below it needs it.
    fn count(&mut self) {
        for position in self.deepest_first() {
            let below: usize = self.replies[position]
                .iter()
                .map(|&r| self.below[r] + usize::from(self.shown[r]))
                .sum();
            self.below[position] = below;
            self.shown[position] = below > 0 || is_readable(&self.comments[position]);
        }
    }

    fn deepest_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            (0..self.comments.len()).filter(|&p| self.parents[p].is_none()).collect();
        let mut next = 0;
        while next < order.len() {
            order.extend_from_slice(&self.replies[order[next]]);
            next += 1;
        }
        order.reverse();
        order
    }
}

fn is_readable(comment: &Comment) -> bool {
    matches!(comment.status, Status::Visible | Status::Pending)
}

/// By time, and by id where times agree; a comment without a time counts as the oldest.
fn by_age(a: &Comment, b: &Comment) -> Ordering {
    a.created_at.cmp(&b.created_at).then_with(|| a.id.cmp(&b.id))
}

/// One sort for every order: each closure handed to the library's own would be a sort of its own in
/// the reader's download.
fn sort(positions: &mut [usize], order: &dyn Fn(usize, usize) -> Ordering) {
    positions.sort_unstable_by(|&a, &b| order(a, b));
}

fn newest_versions(comments: Vec<Comment>) -> Vec<Comment> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Comment> = Vec::with_capacity(comments.len());
    for comment in comments {
        match places.get(&comment.id) {
            Some(&place) if kept[place].version >= comment.version => {}
            Some(&place) => kept[place] = comment,
            None => {
                places.insert(comment.id.clone(), kept.len());
                kept.push(comment);
            }
        }
    }
    kept
}

/// The position of each comment's parent, with every circle opened at its oldest comment.
fn parents(comments: &[Comment]) -> Vec<Option<usize>> {
    let places: HashMap<&str, usize> =
        comments.iter().enumerate().map(|(place, c)| (c.id.as_str(), place)).collect();
    let mut parents: Vec<Option<usize>> = comments
        .iter()
        .map(|c| c.parent_id.as_deref().and_then(|id| places.get(id)).copied())
        .collect();
    // 0: not walked; otherwise the number of the walk that came by first.
    let mut walked = vec![0; comments.len()];
    for start in 0..comments.len() {
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
            let oldest = circle_through(at, &parents)
                .into_iter()
                .min_by(|&a, &b| by_age(&comments[a], &comments[b]))
                .unwrap_or(at);
            parents[oldest] = None;
        }
    }
    parents
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

#[cfg(test)]
mod tests;

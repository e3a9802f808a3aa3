//! What a comments server does, as the design has it, in as few lines as can be: what it keeps, what it tells, and
//! what it answers.

use super::super::*;
use std::collections::{HashMap, HashSet};

/// The replies that a thread comes with.
pub const REPLIES: usize = 2;

/// What the server does next.
#[derive(Clone, Debug)]
pub enum Deed {
    Say {
        parent: Option<usize>,
    },
    /// The reader says something: the answer to the post and the event may come in either order.
    SayMyself {
        parent: Option<usize>,
        is_answer_first: bool,
    },
    /// The reader says something that awaits approval: nobody is told, and the answer to the post may come
    /// after the decision.
    SayPending {
        parent: Option<usize>,
        is_answered_late: bool,
    },
    Edit(usize),
    Remove(usize),
    /// A moderator holds it up, or no longer.
    Feature(usize),
    /// An edit sends it back to approval: everybody else reads nothing of it.
    Withhold(usize),
    /// A moderator approves what waits, or brings back what was removed: told as said, as our server does
    /// it, or as changed.
    Approve(usize, bool),
    Like(usize),
    /// What is new about likes is told.
    TellLikes,
    /// The reader likes something on the page, or no longer does.
    Press(usize),
    /// The server hears of it.
    TakePress,
    /// And the reader of what it made of it.
    AnswerPress,
    /// The answer to a post comes.
    AnswerPost,
    Close,
    Open,
    /// The history is lost: the database was put back from a copy.
    Forget,
    /// The reader asks for a further page while things happen.
    TurnPage,
    /// The reader asks for more of a thread.
    MoreReplies(usize),
    /// The reader follows somebody's link.
    Follow(usize),
    /// What the line makes of the next events.
    Line(Fault),
    /// The reader puts what is held on the page.
    Release,
}

#[derive(Clone, Copy, Debug)]
pub enum Fault {
    Drop,
    Double,
    Swap,
    Replay,
    Delay,
    /// Nothing comes for a while, and what was told meanwhile never does.
    Part,
}

/// The server's own state, and the events that it has told.
#[derive(Default)]
pub struct Server {
    pub comments: Vec<Comment>,
    /// What the reader likes.
    liked: HashSet<String>,
    /// The comments with likes that were not told.
    untold: Vec<usize>,
    pub is_closed: bool,
    epoch: u32,
    pub log: Vec<Event>,
}

impl Server {
    pub fn cursor(&self) -> Cursor {
        Cursor { epoch: self.epoch.to_string(), seq: self.log.len() as u64 }
    }

    pub fn total(&self) -> u32 {
        self.comments.iter().filter(|c| c.status == Status::Visible).count() as u32
    }

    fn tell(&mut self, what: What) {
        let at = Cursor { epoch: self.epoch.to_string(), seq: self.log.len() as u64 + 1 };
        self.log.push(Event { at: Some(at), what, total: Some(self.total()) });
    }

    pub fn pick(&self, at: usize) -> Option<usize> {
        (!self.comments.is_empty()).then(|| at % self.comments.len())
    }

    fn pick_visible(&self, at: Option<usize>) -> Option<usize> {
        let at = self.pick(at?)?;
        (self.comments[at].status == Status::Visible).then_some(at)
    }

    /// Whether a comment was never approved, so that its author alone knows of it.
    fn is_unknown(&self, at: usize) -> bool {
        let status = self.pick(at).map(|at| self.comments[at].status);
        matches!(status, Some(Status::Pending | Status::Rejected))
    }

    pub fn act(&mut self, deed: &Deed) {
        match *deed {
            Deed::SayPending { parent, .. } => {
                let parent = self.pick_visible(parent);
                let id = format!("{}-{:04}", self.epoch, self.comments.len());
                let parent_id = parent.map(|at| self.comments[at].id.clone());
                let said = comment(&id, parent_id.as_deref(), self.comments.len() as i64);
                self.comments.push(Comment { status: Status::Pending, ..said });
            }
            Deed::Say { parent } | Deed::SayMyself { parent, .. } => {
                let parent = self.pick_visible(parent);
                let id = format!("{}-{:04}", self.epoch, self.comments.len());
                let parent_id = parent.map(|at| self.comments[at].id.clone());
                let said = comment(&id, parent_id.as_deref(), self.comments.len() as i64);
                self.comments.push(said.clone());
                self.tell(What::Said(Box::new(said)));
                if let Some(at) = parent {
                    self.comments[at].replies += 1;
                    self.count(at);
                }
            }
            // What was never approved is told nobody but by its author's pages, and that it was rejected.
            Deed::Remove(at) if self.is_unknown(at) => {
                if let Some(at) =
                    self.pick(at).filter(|&at| self.comments[at].status == Status::Pending)
                {
                    let comment = &mut self.comments[at];
                    comment.status = Status::Rejected;
                    comment.version += 1;
                    let (id, version) = (comment.id.clone(), comment.version);
                    self.tell(What::Rejected(Rejected { id, version }));
                }
            }
            Deed::Edit(at) | Deed::Feature(at) | Deed::Withhold(at) | Deed::Like(at)
                if self.is_unknown(at) => {}
            Deed::Edit(at) => self.change(at, |comment| comment.text.push('!')),
            Deed::Remove(at) => self.change(at, |comment| {
                comment.status = Status::RemovedByModerator;
                comment.text.clear();
            }),
            Deed::Feature(at) => self.change(at, |comment| comment.is_featured ^= true),
            Deed::Withhold(at) => self.change(at, |comment| {
                comment.status = Status::Unknown;
                comment.text.clear();
            }),
            // What stands already is not approved.
            Deed::Approve(at, _)
                if self.pick(at).is_none_or(|at| self.comments[at].status == Status::Visible) => {}
            Deed::Approve(at, is_said) => {
                self.tell_above(at);
                self.change(at, |comment| {
                    comment.status = Status::Visible;
                    comment.text.push_str("Approved.");
                });
                if let Some(Event { what, .. }) = self.log.last_mut().filter(|_| is_said)
                    && let What::Changed(comment) = what
                {
                    *what = What::Said(comment.clone());
                }
            }
            Deed::Like(at) => {
                if let Some(at) = self.pick(at) {
                    self.comments[at].likes += 1;
                    self.untold.push(at);
                }
            }
            Deed::TellLikes => self.tell_likes(),
            Deed::Close => {
                self.is_closed = true;
                self.tell(What::Closed);
            }
            Deed::Open => {
                self.is_closed = false;
                self.tell(What::Opened);
            }
            Deed::Forget => {
                self.epoch += 1;
                self.log.clear();
                self.liked.clear();
                self.untold.clear();
                // The copy is older: what was said last is gone, and versions begin anew.
                let kept = self.comments.len() / 2;
                self.comments.truncate(kept);
                for comment in &mut self.comments {
                    comment.version = 1;
                    comment.likes /= 2;
                }
                self.recount();
            }
            Deed::TurnPage
            | Deed::MoreReplies(_)
            | Deed::Follow(_)
            | Deed::Press(_)
            | Deed::TakePress
            | Deed::AnswerPress
            | Deed::AnswerPost
            | Deed::Line(_)
            | Deed::Release => {}
        }
    }

    fn change(&mut self, at: usize, change: impl FnOnce(&mut Comment)) {
        let Some(at) = self.pick(at) else { return };
        change(&mut self.comments[at]);
        self.comments[at].version += 1;
        let changed = self.comments[at].clone();
        self.tell(What::Changed(Box::new(changed)));
    }

    /// What can't be read above a comment may be listed nowhere as yet: it is told before it, the topmost
    /// first.
    fn tell_above(&mut self, at: usize) {
        let Some(at) = self.pick(at) else { return };
        let mut above = Vec::new();
        let mut parent = self.comments[at].parent_id.clone();
        while let Some(place) = parent.and_then(|id| self.comments.iter().position(|c| c.id == id))
            && self.comments[place].status != Status::Visible
        {
            above.push(self.comments[place].clone());
            parent = self.comments[place].parent_id.clone();
        }
        above.into_iter().rev().for_each(|comment| self.tell(What::Changed(Box::new(comment))));
    }

    fn count(&mut self, at: usize) {
        let Comment { id, likes, replies, .. } = self.comments[at].clone();
        self.tell(What::Counts(vec![Count { id, likes, replies }]));
    }

    pub fn tell_likes(&mut self) {
        for at in std::mem::take(&mut self.untold) {
            self.count(at);
        }
    }

    /// Hears of a like of the reader's; the likes since, where it lets them.
    pub fn take_press(&mut self, id: &str, has_liked: bool) -> Option<u32> {
        let is_it = |comment: &Comment| comment.id == id && comment.status == Status::Visible;
        let at = self.comments.iter().position(is_it).filter(|_| !self.is_closed)?;
        let is_news = match has_liked {
            true => self.liked.insert(id.to_owned()),
            false => self.liked.remove(id),
        };
        let likes = &mut self.comments[at].likes;
        if is_news {
            *likes = if has_liked { *likes + 1 } else { likes.saturating_sub(1) };
            self.untold.push(at);
        }
        Some(self.comments[at].likes)
    }

    /// A comment as the reader is answered it.
    pub fn seen(&self, at: usize) -> Comment {
        let comment = self.comments[at].clone();
        let has_liked = self.liked.contains(&comment.id);
        Comment { viewer: Some(Viewer { has_liked, editable_until: None }), ..comment }
    }

    fn recount(&mut self) {
        let mut replies: HashMap<String, u32> = HashMap::new();
        for comment in &self.comments {
            if let Some(parent) = &comment.parent_id {
                *replies.entry(parent.clone()).or_default() += 1;
            }
        }
        for comment in &mut self.comments {
            comment.replies = replies.get(&comment.id).copied().unwrap_or_default();
        }
    }

    /// Whether a comment is answered: one that is gone only as long as something below it is not.
    pub fn is_listed(&self, at: usize) -> bool {
        let comment = &self.comments[at];
        let answers = |place: &usize| self.comments[*place].parent_id.as_ref() == Some(&comment.id);
        comment.is_readable()
            || (at..self.comments.len()).filter(answers).any(|place| self.is_listed(place))
    }

    /// Whether a comment stands in the pages of its thread: what was removed does as a line, what is withheld
    /// where something answers it.
    fn is_told(&self, at: usize) -> bool {
        let comment = &self.comments[at];
        let is_answered =
            || self.comments.iter().any(|other| other.parent_id.as_ref() == Some(&comment.id));
        comment.status != Status::Unknown || is_answered()
    }

    fn is_below(&self, at: usize, top: &str) -> bool {
        let mut above = self.comments[at].parent_id.as_deref();
        while let Some(id) = above.filter(|id| *id != top) {
            let parent = self.comments.iter().find(|c| c.id == id);
            above = parent.and_then(|parent| parent.parent_id.as_deref());
        }
        above.is_some()
    }

    /// Everything below a comment that was said after the one at `after`.
    fn below(&self, top: &str, after: Option<usize>) -> Vec<usize> {
        let is_after = |at: usize| after.is_none_or(|after| at > after);
        let all = (0..self.comments.len()).filter(|&at| is_after(at) && self.is_told(at));
        all.filter(|&at| self.is_below(at, top)).collect()
    }

    fn answer(&self, places: Vec<usize>, next: Option<String>, rests: Vec<Rest>) -> CommentPage {
        CommentPage {
            comments: places.into_iter().map(|at| self.seen(at)).collect(),
            total: Some(self.total()),
            next,
            cursor: Some(self.cursor()),
            is_closed: self.is_closed,
            rests,
        }
    }

    /// A comment with the first of what is below it, and where that goes on.
    fn with_first(&self, at: usize, replies: usize) -> (Vec<usize>, Option<Rest>) {
        let id = self.comments[at].id.clone();
        let mut below = self.below(&id, None);
        let total = below.len() as u32;
        let is_cut = below.len() > replies;
        below.truncate(replies);
        let next = below.last().map_or("start".to_owned(), ToString::to_string);
        below.insert(0, at);
        (below, is_cut.then_some(Rest { id, total, next }))
    }

    /// The first `threads` threads after a place, as a server answers them.
    ///
    /// Its cursor is a place, so that what is said meanwhile moves no thread from one page to another. What
    /// is liked meanwhile does.
    pub fn page(
        &self,
        sort: Sort,
        after: Option<&str>,
        threads: usize,
        replies: usize,
    ) -> CommentPage {
        // What comes first is the least.
        let place = |at: usize| match sort {
            Sort::Newest => (0, -(at as i64)),
            Sort::Oldest => (0, at as i64),
            Sort::Liked => (-i64::from(self.comments[at].likes), -(at as i64)),
        };
        let after = after.and_then(|after| after.split_once(' '));
        let after = after.map(|(likes, at)| (likes.parse().unwrap(), at.parse().unwrap()));
        let is_root = |&at: &usize| self.comments[at].parent_id.is_none() && self.is_listed(at);
        let is_after = |&at: &usize| after.is_none_or(|after| place(at) > after);
        let mut roots: Vec<usize> =
            (0..self.comments.len()).filter(is_root).filter(is_after).collect();
        roots.sort_by_key(|&at| place(at));
        let has_more = roots.len() > threads;
        roots.truncate(threads);
        let next = roots.last().filter(|_| has_more).map(|&last| place(last));
        let next = next.map(|(likes, at)| format!("{likes} {at}"));
        let (mut comments, mut rests) = (Vec::new(), Vec::new());
        for root in roots {
            let (thread, rest) = self.with_first(root, replies);
            comments.extend(thread);
            rests.extend(rest);
        }
        self.answer(comments, next, rests)
    }

    pub fn permalink(&self, id: &str) -> Option<CommentPage> {
        let at = self.comments.iter().position(|c| c.id == id).filter(|&at| self.is_told(at))?;
        let is_above = |&top: &usize| self.is_below(at, &self.comments[top].id);
        let mut comments: Vec<usize> = (0..at).filter(is_above).collect();
        let (thread, rest) = self.with_first(at, REPLIES);
        let mut rests: Vec<Rest> = rest.into_iter().collect();
        if let Some(&top) = comments.first() {
            let id = self.comments[top].id.clone();
            let total = self.below(&id, None).len() as u32;
            rests.push(Rest { id, total, next: "start".to_owned() });
        }
        comments.extend(thread);
        Some(self.answer(comments, None, rests))
    }

    pub fn replies(&self, rest: &Rest) -> CommentPage {
        let mut below = self.below(&rest.id, rest.next.parse().ok());
        let is_cut = below.len() > REPLIES;
        below.truncate(REPLIES);
        let next = below.last().filter(|_| is_cut).map(ToString::to_string);
        self.answer(below, next, Vec::new())
    }

    /// What a stream that resumes after a cursor begins with.
    pub fn resume(&self, after: &Cursor) -> Vec<Event> {
        let is_recovered = after.epoch == self.epoch.to_string();
        let cursor = Some(self.cursor());
        let is_closed = Some(self.is_closed);
        let what = What::Hello { is_recovered, cursor, is_closed };
        let hello = Event { at: None, what, total: Some(self.total()) };
        let missed = self.log.iter().skip(after.seq as usize).filter(|_| is_recovered);
        std::iter::once(hello).chain(missed.cloned()).collect()
    }
}

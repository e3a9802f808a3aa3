//! What moderators see and decide: the queue, and how it stands on the screen while others decide too.
//!
//! Plain Rust. What stands on the screen keeps its place: what is decided becomes a line where it was,
//! and what is new comes at the end.

mod buttons;

use super::slug::decoded;
use super::{Comment, Slug, Status, Timestamp};
use buttons::Rest;

pub use buttons::Readiness;

/// What a moderator can do with a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It can be read.
    Approve,
    /// It can't.
    Remove,
    /// It is worth reading.
    Feature,
    /// It is a comment among others again.
    Unfeature,
    /// Nothing is wrong with what was reported.
    Dismiss,
}

impl Action {
    /// As the protocol names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Remove => "remove",
            Self::Feature => "feature",
            Self::Unfeature => "unfeature",
            Self::Dismiss => "dismiss",
        }
    }

    /// Whether the comment leaves the queue by it.
    pub fn settles(self) -> bool {
        matches!(self, Self::Approve | Self::Remove | Self::Dismiss)
    }
}

/// Who reported a comment for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reports {
    /// The reason, as the protocol names it.
    pub reason: String,
    /// How many readers.
    pub count: u32,
    /// What they wrote, where they wrote something.
    pub notes: Vec<String>,
}

/// A comment that waits for a moderator.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The comment.
    pub comment: Comment,
    /// The story that it stands under.
    pub article: Option<Slug>,
    /// The story's headline, where the server knows it.
    pub headline: Option<String>,
    /// Why it waits: `premoderated`, `words`, `links`, `spam`, `reported`.
    pub why: String,
    /// The reports.
    pub reports: Vec<Reports>,
}

impl Waiting {
    /// What it is known by: ids are unique in their discussions only.
    pub fn key(&self) -> String {
        let article = self.article.as_ref().map_or("", Slug::as_str);
        format!("{article}/{}", self.comment.id)
    }

    fn place(&self) -> (Option<Timestamp>, &str) {
        (self.comment.created_at, &self.comment.id)
    }
}

/// A page of the queue, or several of them one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// What waits, the oldest first.
    pub waiting: Vec<Waiting>,
    /// How many wait in all.
    pub total: u32,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// What the moderators' stream says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueEvent {
    /// The queue is another.
    Changed,
    /// The line stands.
    Beat,
    /// The server ends the line.
    Reset,
}

/// How a story's discussion is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Whether nothing more may be said.
    pub is_closed: bool,
    /// Whether every comment waits for a moderator.
    pub is_premoderated: bool,
    /// How many comments can be read.
    pub total: u32,
}

/// A change of how a discussion is kept. One thing at a time: what another moderator changed meanwhile
/// is not changed back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing more may be said.
    Close,
    /// Everybody may speak.
    Open,
    /// Every comment waits for a moderator.
    Premoderate,
    /// Comments stand at once.
    LetIn,
}

/// How far a comment on the screen has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It waits for a decision.
    Waits,
    /// The decision is on its way.
    Deciding(Action),
    /// It has been decided on here.
    Decided(Action),
    /// It has left the queue without this page's doing.
    Elsewhere,
}

/// A comment on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The comment and why it waits.
    pub waiting: Waiting,
    /// How far it has come.
    pub stage: Stage,
    /// Why the last decision was refused.
    pub refusal: Option<&'static str>,
    /// Whether it says something else than it said when it came onto the screen, or than what the last
    /// decision was about.
    pub is_changed: bool,
    /// The fetch after which it was decided on.
    settled_at: u64,
    rest: Rest,
}

impl Item {
    /// A comment as it was fetched.
    pub fn new(waiting: Waiting) -> Self {
        let (stage, rest) = (Stage::Waits, Rest::Over);
        Self { waiting, stage, refusal: None, is_changed: false, settled_at: 0, rest }
    }

    /// A decision is on its way.
    pub fn decide(&mut self, action: Action) {
        self.stage = Stage::Deciding(action);
        self.refusal = None;
        self.is_changed = false;
    }

    /// The server has decided so. What a moderator removed is shown to no other reader any more, but stays on
    /// their screen, so that a slip can be seen and undone.
    pub fn decided(&mut self, action: Action, mut comment: Comment) {
        if comment.status == Status::RemovedByModerator {
            let read = &self.waiting.comment;
            comment.text.clone_from(&read.text);
            comment.author.clone_from(&read.author);
            // Its author may have changed it just before: that text nobody has read, and it is not the one
            // that an undoing brings back.
            comment.version = comment.version.min(read.version.saturating_add(1));
        }
        self.replace(Waiting { comment, ..self.waiting.clone() });
        self.stage = Stage::Decided(action);
        self.is_changed = false;
    }

    /// The server has not; the comment waits as before.
    pub fn refused(&mut self, why: &'static str) {
        self.stage = Stage::Waits;
        self.refusal = Some(why);
    }

    /// The server has not, since the comment is no longer what was read; it waits to be read again.
    pub fn changed(&mut self) {
        self.stage = Stage::Waits;
        self.is_changed = true;
    }

    /// The comment as it is by now.
    pub fn renew(&mut self, waiting: Waiting) {
        self.is_changed |= self.waiting.comment.text != waiting.comment.text;
        self.replace(waiting);
    }

    /// The comment waits again.
    fn waits_again(&mut self, waiting: Waiting) {
        self.stage = Stage::Waits;
        self.refusal = None;
        self.is_changed = false;
        self.renew(waiting);
    }

    fn is_settled(&self) -> bool {
        match self.stage {
            Stage::Decided(action) => action.settles(),
            Stage::Elsewhere => true,
            Stage::Waits | Stage::Deciding(_) => false,
        }
    }
}

/// The queue as it stands on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tray {
    items: Vec<Item>,
    /// How many wait that are not here, by the server's last word.
    below: u32,
    next: Option<String>,
    fetches: u64,
}

impl Tray {
    /// The comments, in the order in which they stand.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// One of them.
    pub fn item(&self, key: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.waiting.key() == key)
    }

    /// How many wait in all: those here, and those that the server knows of besides. What is decided
    /// on here is counted out once, whichever comes first, the answer or the queue without it.
    pub fn total(&self) -> u32 {
        self.below.saturating_add(u32::try_from(self.open()).unwrap_or(u32::MAX))
    }

    /// The cursor of what waits below.
    pub fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// How many of the comments here have been decided on.
    pub fn settled(&self) -> usize {
        self.items.iter().filter(|item| item.is_settled()).count()
    }

    /// How many of the comments here wait.
    pub fn open(&self) -> usize {
        self.items.len() - self.settled()
    }

    /// The queue is about to be fetched: the number to hand back with the answer.
    pub fn fetch(&mut self) -> u64 {
        self.fetches += 1;
        self.fetches
    }

    /// The number of the last fetch.
    pub fn fetches(&self) -> u64 {
        self.fetches
    }

    /// The queue from its beginning, as it was at some time after that fetch began.
    pub fn fetched(&mut self, fetch: u64, queue: Queue) {
        let end =
            queue.waiting.last().map(|last| (last.comment.created_at, last.comment.id.clone()));
        let reached = |item: &Item| match &end {
            _ if queue.next.is_none() => true,
            Some((at, id)) => item.waiting.place() <= (*at, id.as_str()),
            None => false,
        };
        let keys: Vec<String> = queue.waiting.iter().map(Waiting::key).collect();
        let mut known = keys.len();
        for item in self.items.iter_mut().filter(|item| !keys.contains(&item.waiting.key())) {
            if !reached(item) {
                known += usize::from(!item.is_settled());
            } else if item.stage == Stage::Waits {
                item.stage = Stage::Elsewhere;
                item.refusal = None;
                item.is_changed = false;
                item.settled_at = fetch;
            }
        }
        self.take(fetch, queue.waiting);
        self.below = beyond(queue.total, known);
        self.next = queue.next;
    }

    /// What waits below.
    pub fn more(&mut self, fetch: u64, queue: Queue) {
        self.take(fetch, queue.waiting);
        self.below = beyond(queue.total, self.open());
        self.next = queue.next;
    }

    fn take(&mut self, fetch: u64, waiting: Vec<Waiting>) {
        for one in waiting {
            let key = one.key();
            let Some(item) = self.items.iter_mut().find(|item| item.waiting.key() == key) else {
                self.items.push(Item::new(one));
                continue;
            };
            // An answer from before the decision knows nothing of it.
            if item.is_settled() && item.settled_at < fetch {
                item.waits_again(one);
            } else if !item.is_settled() {
                item.renew(one);
            }
        }
    }

    /// Changes a comment, and notes when it was decided on.
    pub fn change(&mut self, key: &str, change: impl FnOnce(&mut Item)) {
        let Some(item) = self.items.iter_mut().find(|item| item.waiting.key() == key) else {
            return;
        };
        change(item);
        if item.is_settled() {
            item.settled_at = self.fetches;
        }
    }

    /// Changes each comment.
    pub fn change_each(&mut self, change: impl FnMut(&mut Item)) {
        self.items.iter_mut().for_each(change);
    }

    /// Takes away what has been decided on.
    pub fn clear(&mut self) {
        self.items.retain(|item| !item.is_settled());
    }

    /// The next comment that waits after one; from the beginning where there is none below.
    pub fn next_after(&self, key: &str) -> Option<String> {
        let place = self.items.iter().position(|item| item.waiting.key() == key)?;
        let waits = |item: &&Item| item.stage == Stage::Waits;
        let below = self.items[place + 1..].iter().find(waits);
        below.or_else(|| self.items[..place].iter().find(waits)).map(|item| item.waiting.key())
    }
}

fn beyond(total: u32, known: usize) -> u32 {
    total.saturating_sub(u32::try_from(known).unwrap_or(u32::MAX))
}

/// What an address names: a story, and one of its comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The story.
    pub article: Slug,
    /// The comment, by id.
    pub comment: Option<String>,
}

impl Subject {
    /// Reads what a moderator copied: a whole address, a path, or a slug.
    pub fn parse(address: &str) -> Option<Self> {
        let (path, fragment) = address.trim().split_once('#').unwrap_or((address.trim(), ""));
        let path = path.split('?').next()?;
        let slug = path.rsplit_once("/article/").map_or(path, |(_, slug)| slug);
        let article = decoded(slug.trim_end_matches('/')).as_deref().and_then(Slug::new)?;
        let named = fragment.strip_prefix("comment-").or_else(|| fragment.strip_prefix("thread-"));
        let comment = named.and_then(decoded).filter(|id| !id.is_empty());
        Some(Self { article, comment })
    }
}

#[cfg(test)]
mod tests;

//! Cursors: where a page ended, and where a stream did. Readers hand them back as they got them.

use std::fmt;

use crate::comment::Comment;
use crate::ids::{from_hex, hex};

/// The longest id that is looked for.
pub const ID_LIMIT: usize = 200;

/// The order of threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// The most liked first, the newer of equals.
    Liked,
}

impl Sort {
    /// The order that the query names.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "newest" => Some(Self::Newest),
            "oldest" => Some(Self::Oldest),
            "liked" => Some(Self::Liked),
            _ => None,
        }
    }

    /// The place before the first thread.
    pub fn start(self) -> Place {
        let edge = if self == Self::Oldest { i64::MIN } else { i64::MAX };
        Place { kind: self.kind(), likes: edge, at: edge, id: String::new() }
    }

    fn kind(self) -> char {
        match self {
            Self::Newest => 'n',
            Self::Oldest => 'o',
            Self::Liked => 'l',
        }
    }
}

/// The last comment of a page, by what the page is sorted by. New comments do not move it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    kind: char,
    /// The comment's likes, where they sort.
    pub likes: i64,
    /// When it was made, in milliseconds since 1970.
    pub at: i64,
    /// Its id.
    pub id: String,
}

/// Replies are in the order in which they were said.
const REPLIES: char = 'r';
/// The moderators' queue.
const QUEUE: char = 'q';

impl Place {
    /// Before the first of what is in the order of time.
    pub fn start() -> Self {
        Self { kind: REPLIES, likes: 0, at: i64::MIN, id: String::new() }
    }

    /// The place of a reply.
    pub fn of(comment: &Comment) -> Self {
        Self { kind: REPLIES, likes: 0, at: comment.created_at, id: comment.id.clone() }
    }

    /// The place of a comment in the moderators' queue.
    pub fn of_queued(comment: &Comment) -> Self {
        Self { kind: QUEUE, ..Self::of(comment) }
    }

    /// The place of a thread.
    pub fn of_thread(sort: Sort, comment: &Comment) -> Self {
        let likes = if sort == Sort::Liked { comment.likes } else { 0 };
        Self { kind: sort.kind(), likes, ..Self::of(comment) }
    }

    /// Reads a cursor of a list of threads in this order.
    pub fn thread(cursor: &str, sort: Sort) -> Option<Self> {
        Self::read(cursor, sort.kind())
    }

    /// Reads a cursor of replies.
    pub fn reply(cursor: &str) -> Option<Self> {
        Self::read(cursor, REPLIES)
    }

    /// Reads a cursor of the moderators' queue.
    pub fn queued(cursor: &str) -> Option<Self> {
        Self::read(cursor, QUEUE)
    }

    fn read(cursor: &str, kind: char) -> Option<Self> {
        let mut parts = cursor.strip_prefix(kind)?.split('.');
        let (likes, at, id) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || id.len() > 8 * ID_LIMIT {
            return None;
        }
        let id = String::from_utf8(from_hex(id)?).ok()?;
        let place = Self { kind, likes: likes.parse().ok()?, at: at.parse().ok()?, id };
        // PostgreSQL keeps no zero bytes, and no id has one.
        (!place.id.contains('\0')).then_some(place)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}.{}.{}", self.kind, self.likes, self.at, hex(self.id.as_bytes()))
    }
}

/// Where somebody stands in the events of an article: `epoch:seq`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The database that the number belongs to.
    pub epoch: String,
    /// The last event that they have.
    pub seq: i64,
}

impl After {
    /// Reads `epoch:seq`.
    pub fn read(cursor: &str) -> Option<Self> {
        let (epoch, seq) = cursor.split_once(':')?;
        let plain = (1..=64).contains(&epoch.len())
            && epoch.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let digits = seq.bytes().all(|byte| byte.is_ascii_digit());
        let seq = seq.parse().ok()?;
        (plain && digits).then(|| Self { epoch: epoch.to_owned(), seq })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        for sort in [Sort::Newest, Sort::Oldest, Sort::Liked] {
            let place = Place { kind: sort.kind(), likes: 3, at: -7, id: "c·1".to_owned() };
            assert_eq!(Place::thread(&place.to_string(), sort), Some(place.clone()));
            assert_eq!(Place::reply(&place.to_string()), None);
            assert_eq!(Place::thread(&sort.start().to_string(), sort), Some(sort.start()));
        }
        let start = Place::start();
        assert_eq!(Place::reply(&start.to_string()), Some(start));
    }

    #[test]
    fn what_is_no_cursor_is_none() {
        for wrong in ["", "r", "r0", "r0.1", "r0.1.zz", "r0.1.00", "r0.1.ff", "r0.1.61.", "é"] {
            assert_eq!(Place::reply(wrong), None, "{wrong}");
        }
        for wrong in ["", ":", "a", "a:", "a:-1", "a:+1", "a b:1", ":1", "a:99999999999999999999"] {
            assert_eq!(After::read(wrong), None, "{wrong}");
        }
        assert_eq!(After::read("ab12:7").map(|after| after.seq), Some(7));
    }
}

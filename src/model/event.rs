//! What happens in a discussion, as its server tells it.

use std::fmt;

use super::Comment;

/// A place in a discussion's history: `epoch:seq`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Which history; another one means that the first was lost.
    pub epoch: String,
    /// How many things have happened in it.
    pub seq: u64,
}

impl Cursor {
    /// Reads `epoch:seq`.
    pub fn parse(text: &str) -> Option<Self> {
        let (epoch, seq) = text.rsplit_once(':')?;
        let is_sound = !epoch.is_empty() && seq.bytes().all(|b| b.is_ascii_digit());
        let seq = seq.parse().ok().filter(|_| is_sound)?;
        Some(Self { epoch: epoch.to_owned(), seq })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.epoch, self.seq)
    }
}

/// Something that happened, or that the line itself has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its place in the history; what the line says of itself has none.
    pub at: Option<Cursor>,
    /// What happened.
    pub what: What,
    /// How many comments can be read since.
    pub total: Option<u32>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The line stands.
    Hello {
        /// Whether everything that was missed follows.
        is_recovered: bool,
        /// Where the history stands.
        cursor: Option<Cursor>,
        /// Whether nothing more may be said.
        is_closed: Option<bool>,
    },
    /// The line is still there.
    Beat,
    /// Somebody said something.
    Said(Box<Comment>),
    /// A comment was changed or removed.
    Changed(Box<Comment>),
    /// A moderator did not approve a comment, which its author alone knows of.
    Rejected(Rejected),
    /// Figures of comments, as they are now.
    Counts(Vec<Count>),
    /// Nothing more may be said.
    Closed,
    /// Readers may write again.
    Opened,
    /// What happened since can't be told: ask for all of it.
    Reset,
    /// The server is going away. Nothing is lost by that: the next line goes on after the cursor.
    Leaving,
    /// Something of tomorrow's server.
    Unknown,
}

/// A comment that was not approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The comment.
    pub id: String,
    /// The version of it that was not approved, or the one after it.
    pub version: u64,
}

/// A comment's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The comment.
    pub id: String,
    /// How many liked it.
    pub likes: u32,
    /// How many answered it.
    pub replies: u32,
}

/// A part of a discussion, as a backend answers it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommentPage {
    /// The comments, each after the one that it answers.
    pub comments: Vec<Comment>,
    /// How many comments of the whole discussion can be read.
    pub total: Option<u32>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Where the history stood before the page was read; a file has none.
    pub cursor: Option<Cursor>,
    /// Whether nothing more may be said.
    pub is_closed: bool,
    /// The threads of which not everything came.
    pub rests: Vec<Rest>,
}

/// What is still to be fetched of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The thread's first comment.
    pub id: String,
    /// How many comments stand below it in all.
    pub total: u32,
    /// The cursor of the next ones.
    pub next: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cursors() {
        let cursor = Cursor::parse("a:b:12").unwrap();
        assert_eq!((cursor.epoch.as_str(), cursor.seq), ("a:b", 12));
        for none in ["", "a", ":1", "a:", "a:-1", "a:+1", "a:1x", "a:99999999999999999999"] {
            assert_eq!(Cursor::parse(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn printed_and_read_again(epoch in "[0-9A-Za-z]{1,20}", seq in any::<u64>()) {
            let cursor = Cursor { epoch, seq };
            prop_assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
    }
}

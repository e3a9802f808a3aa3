//! What a reader said.

use super::text::find;
use super::{Src, Timestamp};

/// One comment of a discussion.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// The comment's name, unique in its discussion.
    pub id: String,
    /// The comment that it answers.
    pub parent_id: Option<String>,
    /// Who wrote it, as they called themselves.
    pub author: String,
    /// Their picture.
    pub avatar: Option<Src>,
    /// What they are to the newsroom: `Staff`.
    pub badge: Option<String>,
    /// Plain text; an empty line divides paragraphs.
    pub text: String,
    /// When it was written.
    pub created_at: Option<Timestamp>,
    /// When it was last changed by its author.
    pub edited_at: Option<Timestamp>,
    /// Whether and how it shows.
    pub status: Status,
    /// Grows with every change of this comment: the newest wins.
    pub version: u64,
    /// How many liked it.
    pub likes: u32,
    /// How many answered it and can be read.
    pub replies: u32,
    /// Whether a moderator holds it up as worth reading.
    pub is_featured: bool,
    /// What the reader who asked may do with it, where the backend said so.
    pub viewer: Option<Viewer>,
}

/// What one reader may see and do of a comment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// Whether this reader liked it.
    pub has_liked: bool,
    /// Until when this reader may change it; absent where it isn't theirs or the time is over.
    pub editable_until: Option<Timestamp>,
}

impl Comment {
    /// Whether there is something to read: removed comments stand as a line, if at all.
    pub fn is_readable(&self) -> bool {
        matches!(self.status, Status::Visible | Status::Pending | Status::Rejected)
    }

    /// Whether the reader who asked may change it at this moment.
    pub fn is_editable(&self, now: Timestamp) -> bool {
        let until = self.viewer.and_then(|viewer| viewer.editable_until);
        matches!(self.status, Status::Visible | Status::Pending)
            && until.is_some_and(|until| until > now)
    }
}

/// Whether and how a comment shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// To everyone.
    Visible,
    /// To its author, until a moderator approves.
    Pending,
    /// To its author, since no moderator approved it.
    Rejected,
    /// As a line, where it has replies.
    RemovedByAuthor,
    /// As a line, where it has replies.
    RemovedByModerator,
    /// A status that this client doesn't know: it hides the comment, since the reason may be good.
    Unknown,
}

/// A stretch of a comment's paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it is.
    Plain(&'a str),
    /// An address that was written out, made clickable.
    Link(&'a str),
}

/// The name of a comment's element, and so of its address on the story's page.
pub fn anchor(id: &str) -> String {
    ["comment-", id].concat()
}

/// The paragraphs of a comment's text, none of them blank.
pub fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    let paragraphs = std::iter::from_fn(move || {
        let text = rest?;
        let end = find(text, &["\n\n"]);
        rest = end.and_then(|end| text.get(end + 2..));
        end.map_or(Some(text), |end| text.get(..end))
    });
    paragraphs.map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

/// Divides a paragraph into plain text and the addresses written out in it (`http` and `https`
/// only). A full stop, a comma or a closing bracket after an address belongs to the sentence.
pub fn pieces(paragraph: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = paragraph;
    while let Some((before, found)) =
        find(rest, &["https://", "http://"]).and_then(|start| rest.split_at_checked(start))
    {
        let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"');
        let address = found.split(ends).next().unwrap_or_default();
        let address =
            address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '”', '’', '…']);
        if !before.is_empty() {
            pieces.push(Piece::Plain(before));
        }
        pieces.push(if address.ends_with("//") {
            Piece::Plain(address)
        } else {
            Piece::Link(address)
        });
        rest = found.get(address.len()..).unwrap_or_default();
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_found_in_sentences() {
        assert_eq!(
            pieces("See (https://a.example/b). Or http://c.example, which…"),
            vec![
                Piece::Plain("See ("),
                Piece::Link("https://a.example/b"),
                Piece::Plain("). Or "),
                Piece::Link("http://c.example"),
                Piece::Plain(", which…"),
            ]
        );
        assert_eq!(pieces("https://"), vec![Piece::Plain("https://")]);
        assert_eq!(pieces("javascript:alert(1)"), vec![Piece::Plain("javascript:alert(1)")]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "(https?://|[a-z]|[ .,)<>\"]|é|\n){0,40}") {
            let whole: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece { Piece::Plain(t) | Piece::Link(t) => t })
                .collect();
            prop_assert_eq!(whole, text);
        }
    }
}

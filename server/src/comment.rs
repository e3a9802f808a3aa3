//! A comment as it is kept, and as each of those who ask may see it.

use serde::Serialize;

use crate::times;

/// Whether a comment is there to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Everybody sees it.
    Visible,
    /// It awaits a moderator; its author sees it.
    Pending,
    /// Its author took it back.
    RemovedByAuthor,
    /// A moderator took it away.
    RemovedByModerator,
}

impl Status {
    /// The word on the wire and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Pending => "pending",
            Self::RemovedByAuthor => "removed_by_author",
            Self::RemovedByModerator => "removed_by_moderator",
        }
    }

    /// The status that a word stands for.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Visible, Self::Pending, Self::RemovedByAuthor, Self::RemovedByModerator]
            .into_iter()
            .find(|status| status.word() == word)
    }

    /// Whether it was taken away, by whomever.
    pub fn is_removed(self) -> bool {
        matches!(self, Self::RemovedByAuthor | Self::RemovedByModerator)
    }
}

/// What a comment is called that awaited approval and was removed: to its author, who alone knew of it.
const REJECTED: &str = "rejected";

/// A comment as the database keeps it. Times are milliseconds since 1970.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the migrations and the protocol say what each is")]
pub struct Comment {
    pub article: String,
    pub id: String,
    pub parent_id: Option<String>,
    pub root_id: String,
    pub name: String,
    pub avatar: Option<String>,
    pub badge: Option<String>,
    pub text: String,
    pub reader: Option<String>,
    pub created_at: i64,
    pub edited_at: Option<i64>,
    pub status: Status,
    pub why: Option<String>,
    pub version: i64,
    pub likes: i64,
    pub replies: i64,
    pub published: bool,
    pub featured: bool,
}

/// Who is to see a comment.
#[derive(Clone, Copy, Debug)]
pub enum Audience<'a> {
    /// Anybody.
    Public,
    /// The reader with this hash.
    Reader(&'a str),
    /// The newsroom.
    Moderator,
}

impl Comment {
    /// Whether it was written by the reader with this hash.
    pub fn is_by(&self, reader: &str) -> bool {
        self.reader.as_deref() == Some(reader)
    }

    /// Whether `audience` may know of it at all: it was public once, or it is their own.
    pub fn is_known_to(&self, audience: Audience) -> bool {
        self.published
            || match audience {
                Audience::Public => false,
                Audience::Reader(reader) => self.is_by(reader),
                Audience::Moderator => true,
            }
    }

    fn is_readable_by(&self, audience: Audience) -> bool {
        match self.status {
            Status::Visible => true,
            Status::Pending => match audience {
                Audience::Public => false,
                Audience::Reader(reader) => self.is_by(reader),
                Audience::Moderator => true,
            },
            // Nobody brings back what they can't read.
            Status::RemovedByModerator => match audience {
                Audience::Moderator => true,
                _ => self.was_rejected_to(audience),
            },
            Status::RemovedByAuthor => false,
        }
    }

    /// Whether to `audience` it is their own that a moderator did not approve: nobody else ever knew
    /// of it, and what they wrote is theirs, until they take it back.
    fn was_rejected_to(&self, audience: Audience) -> bool {
        let is_own = matches!(audience, Audience::Reader(reader) if self.is_by(reader));
        is_own && self.status == Status::RemovedByModerator && !self.published
    }

    /// What its status is called to `audience`.
    fn status_to(&self, audience: Audience) -> &'static str {
        match self.was_rejected_to(audience) {
            true if self.text.is_empty() => Status::RemovedByAuthor.word(),
            true => REJECTED,
            false => self.status.word(),
        }
    }

    /// The comment on the wire, without what `audience` may not read.
    pub fn shown_to(&self, audience: Audience, viewer: Option<Viewer>) -> Shown {
        let readable = self.is_readable_by(audience);
        let told = |text: &str| if readable { text.to_owned() } else { String::new() };
        Shown {
            id: self.id.clone(),
            parent_id: self.parent_id.clone(),
            article: self.article.clone(),
            author: Author {
                name: told(&self.name),
                avatar: self.avatar.clone().filter(|_| readable),
                badge: self.badge.clone().filter(|_| readable),
            },
            text: told(&self.text),
            created_at: times::written(self.created_at),
            edited_at: self.edited_at.map(times::written),
            status: self.status_to(audience),
            version: self.version,
            likes: self.likes,
            replies: self.replies,
            featured: self.featured,
            viewer,
        }
    }
}

/// A comment on the wire; `docs/comments-protocol.md` has it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    id: String,
    parent_id: Option<String>,
    article: String,
    author: Author,
    text: String,
    created_at: String,
    edited_at: Option<String>,
    status: &'static str,
    version: i64,
    likes: i64,
    replies: i64,
    featured: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    viewer: Option<Viewer>,
}

#[derive(Clone, Debug, Serialize)]
struct Author {
    name: String,
    avatar: Option<String>,
    badge: Option<String>,
}

/// What the reader who asks has to do with a comment.
#[derive(Clone, Debug, Serialize)]
pub struct Viewer {
    /// Whether they like it.
    pub liked: bool,
    /// Until when they may change it, in RFC 3339; none where they may not.
    pub editable_until: Option<String>,
}

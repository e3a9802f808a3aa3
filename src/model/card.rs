//! What stands for a story in a list.

use super::{Direction, Language, Photo, Slug, Timestamp};

/// A story in a list: enough to decide whether to read it. An [`super::Article`] is another type,
/// so that an article page without a body can't be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The story's address.
    pub slug: Slug,
    /// The headline.
    pub headline: String,
    /// The word or two above the headline.
    pub kicker: Option<String>,
    /// The sentence below the headline.
    pub trail_text: Option<String>,
    /// Where the story belongs.
    pub section: SectionRef,
    /// Who wrote it, as printed.
    pub byline: Option<String>,
    /// When it was published; absent where the backend's date can't be read.
    pub published_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// The picture.
    pub photo: Option<Photo>,
    /// How many comments there were when the list was made.
    pub comment_count: Option<u32>,
    /// Whether the story is being told live.
    pub live: Option<Live>,
    /// The headline's language, where it differs from the edition's.
    pub lang: Option<Language>,
    /// Which way it runs, where it differs from the edition's.
    pub dir: Option<Direction>,
}

/// A section's name and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionRef {
    /// The section's address.
    pub slug: Slug,
    /// The section's name.
    pub name: String,
}

/// The state of a story that is told as it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Live {
    /// It will begin.
    Upcoming,
    /// It is going on.
    Live,
    /// It is over.
    Closed,
}

//! A story, whole.

use super::{
    Card, Contributor, Direction, Element, Href, Language, Photo, SectionRef, Slug, Text, Timestamp,
};

/// A story as its page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// The story's address.
    pub slug: Slug,
    /// The headline.
    pub headline: String,
    /// The word or two above the headline.
    pub kicker: Option<String>,
    /// The paragraph below the headline.
    pub standfirst: Option<Text>,
    /// Where the story belongs.
    pub section: SectionRef,
    /// Who wrote it, as printed, for a story without contributors of its own.
    pub byline: Option<String>,
    /// When it was published; absent where the backend's date can't be read.
    pub published_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// The author cards.
    pub contributors: Vec<Contributor>,
    /// The picture above the story.
    pub main_photo: Option<Photo>,
    /// What to take away, in plain text.
    pub key_points: Vec<String>,
    /// The story.
    pub body: Vec<Element>,
    /// What it is about.
    pub tags: Vec<Tag>,
    /// Where the story's own home is, if not here.
    pub canonical_url: Option<Href>,
    /// What was wrong and has been put right.
    pub corrections: Vec<Correction>,
    /// What else to read.
    pub related: Vec<Card>,
    /// The story's language, where it differs from the edition's.
    pub lang: Option<Language>,
    /// Which way it runs, where it differs from the edition's.
    pub dir: Option<Direction>,
    /// What readers may do below it.
    pub commenting: Commenting,
    /// How long it takes to read.
    pub reading_minutes: Option<u32>,
    /// How many comments there were when the story was written out.
    pub comment_count: Option<u32>,
}

/// What a story is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The tag's address.
    pub slug: Slug,
    /// The tag's name.
    pub name: String,
}

/// An error owned up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When it was put right.
    pub at: Option<Timestamp>,
    /// What was wrong.
    pub text: Text,
}

/// What readers may do below a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commenting {
    /// Read and write.
    Open,
    /// Read.
    Closed,
    /// There is no discussion.
    Off,
}

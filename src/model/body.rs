//! What a story's body is made of.

use super::{Href, Photo, Text};

/// One element of a body. What a backend names otherwise is skipped where it is decoded.
#[derive(Clone, Debug, PartialEq)]
pub enum Element {
    /// A paragraph.
    Paragraph(Text),
    /// A heading within the story; the headline is level 1.
    Heading(Level, Text),
    /// A list.
    List {
        /// Numbered.
        ordered: bool,
        /// Its items.
        items: Vec<Text>,
    },
    /// Words of somebody, set apart.
    Quote {
        /// The words.
        text: Text,
        /// Whose they are.
        cite: Option<Text>,
    },
    /// Words of the story itself, set large.
    Pullquote {
        /// The words.
        text: Text,
        /// Whose they are.
        cite: Option<Text>,
    },
    /// A picture.
    Photo(Photo),
    /// Pictures that belong together.
    Gallery(Vec<Photo>),
    /// Rows and columns.
    Table {
        /// What it shows.
        caption: Option<Text>,
        /// The columns' names; may be empty.
        head: Vec<Text>,
        /// The cells.
        rows: Vec<Vec<Text>>,
    },
    /// Something of a third party, loaded only when the reader asks for it.
    Embed(Embed),
    /// Text of a machine, its white space kept.
    Code(String),
    /// A turn in the story.
    Divider,
}

/// The rank of a heading within a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A part.
    Two,
    /// A part of a part.
    Three,
    /// The lowest.
    Four,
}

/// Something that a third party shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// Who shows it: `YouTube`.
    pub provider: String,
    /// Where it is; always of the web, never a path of this site.
    pub url: Href,
    /// What it is.
    pub title: String,
    /// Its width to its height, where both are known and sane.
    pub size: Option<(u32, u32)>,
}

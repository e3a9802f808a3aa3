//! Who wrote it.

use super::{Href, Photo, Slug};

/// A person or a desk that writes: what the author card shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Contributor {
    /// The address of the author's page.
    pub slug: Slug,
    /// As it is signed.
    pub name: String,
    /// `Science editor`.
    pub role: Option<String>,
    /// Written short, not cut short.
    pub bio: Option<String>,
    /// A portrait; without one the card shows initials.
    pub avatar: Option<Photo>,
    /// Where else they can be found.
    pub links: Vec<NamedLink>,
}

/// A link with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLink {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub href: Href,
}

//! The front page and the lists.

use super::names::Names;
use super::{Card, Contributor, Direction, Language, SectionRef, Timestamp};

/// The most stories of one strip, container or ranking, and the most containers: a front page with
/// more is an accident of the backend, and would stop a phone.
const MOST_CARDS: usize = 60;

/// Today's front page.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// The edition's name.
    pub title: String,
    /// The edition's language.
    pub lang: Option<Language>,
    /// Which way it runs.
    pub dir: Direction,
    /// When the front page last changed.
    pub updated_at: Option<Timestamp>,
    /// The sections, in the order of the bar.
    pub sections: Vec<SectionRef>,
    /// The editor's order; the first leads.
    pub top_stories: Vec<Card>,
    /// What follows, by section or theme.
    pub containers: Vec<Container>,
    /// What others read, the most read first. A ranking, so it may name a story that stands above.
    pub most_read: Vec<Card>,
}

/// Stories under one title.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// The title.
    pub title: String,
    /// The section that the title leads to.
    pub section: Option<SectionRef>,
    /// How the cards are laid out.
    pub layout: Layout,
    /// The stories.
    pub cards: Vec<Card>,
}

/// How the cards of a container are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One large, the others beside it.
    Feature,
    /// Side by side.
    Row,
    /// One below the other.
    List,
}

impl Layout {
    /// The value of the `data-layout` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Row => "row",
            Self::List => "list",
        }
    }
}

impl Edition {
    /// The same edition with no story standing twice among the top stories and the containers: the
    /// first place that an editor gave it counts. A container that is left empty goes.
    pub fn without_repeats(mut self) -> Self {
        let mut seen = Names::default();
        keep_first(&mut self.top_stories, &mut seen);
        self.top_stories.truncate(MOST_CARDS);
        for container in &mut self.containers {
            container.cards.truncate(MOST_CARDS);
            keep_first(&mut container.cards, &mut seen);
        }
        self.containers.retain(|container| !container.cards.is_empty());
        self.containers.truncate(MOST_CARDS);
        self.most_read.truncate(MOST_CARDS);
        keep_first(&mut self.most_read, &mut Names::default());
        self
    }
}

/// Drops every card whose story was seen before, and marks the others as seen.
pub fn keep_first(cards: &mut Vec<Card>, seen: &mut Names) {
    cards.retain(|card| seen.add(card.slug.as_str(), 0));
}

/// A section's or a tag's page.
#[derive(Clone, Debug, PartialEq)]
pub struct CardList {
    /// The section's or the tag's name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// The stories, the newest first.
    pub cards: Vec<Card>,
    /// The path of the next page below the backend's base, where there is one.
    pub next: Option<String>,
}

/// A contributor's page.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthorPage {
    /// Who it is.
    pub contributor: Contributor,
    /// What they wrote, the newest first.
    pub cards: Vec<Card>,
    /// The path of the next page below the backend's base, where there is one.
    pub next: Option<String>,
}

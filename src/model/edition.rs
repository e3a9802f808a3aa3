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
    /// Which way it runs, where it or its language says so.
    pub dir: Option<Direction>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Slug;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn card(number: u32) -> Card {
        let slug = |text: &str| Slug::new(text).expect("a slug");
        Card {
            slug: slug(&format!("story-{number}")),
            headline: String::new(),
            kicker: None,
            trail_text: None,
            section: SectionRef { slug: slug("world"), name: "World".to_owned() },
            byline: None,
            published_at: None,
            updated_at: None,
            photo: None,
            comment_count: None,
            live: None,
            lang: None,
            dir: None,
        }
    }

    fn edition(top: &[u32], containers: &[Vec<u32>], most_read: &[u32]) -> Edition {
        let cards = |numbers: &[u32]| numbers.iter().map(|number| card(*number)).collect();
        let container = |numbers: &Vec<u32>| Container {
            title: String::new(),
            section: None,
            layout: Layout::Row,
            cards: cards(numbers),
        };
        Edition {
            title: String::new(),
            lang: None,
            dir: None,
            updated_at: None,
            sections: Vec::new(),
            top_stories: cards(top),
            containers: containers.iter().map(container).collect(),
            most_read: cards(most_read),
        }
    }

    fn slugs(cards: &[Card]) -> Vec<&str> {
        cards.iter().map(|card| card.slug.as_str()).collect()
    }

    #[test]
    fn a_story_stands_where_the_editor_put_it_first() {
        let edition = edition(&[1, 2, 1], &[vec![2, 3], vec![1, 2], vec![4, 3]], &[3, 3, 1]);
        let edition = edition.without_repeats();
        assert_eq!(slugs(&edition.top_stories), ["story-1", "story-2"]);
        let containers: Vec<_> = edition.containers.iter().map(|c| slugs(&c.cards)).collect();
        // The second container had nothing of its own.
        assert_eq!(containers, [["story-3"], ["story-4"]]);
        // A ranking names what stands above, but nothing twice.
        assert_eq!(slugs(&edition.most_read), ["story-3", "story-1"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_twice_or_too_much(
            top in vec(0..90_u32, 0..90),
            containers in vec(vec(0..400_u32, 0..80), 0..70),
        ) {
            let edition = edition(&top, &containers, &top).without_repeats();
            let lists = || edition.containers.iter().map(|c| &c.cards).chain([&edition.top_stories]);
            let mut all: Vec<_> = lists().flat_map(|cards| slugs(cards)).collect();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(all.len(), count);
            prop_assert!(lists().all(|cards| cards.len() <= MOST_CARDS));
            prop_assert!(edition.containers.len() <= MOST_CARDS);
            prop_assert!(edition.containers.iter().all(|c| !c.cards.is_empty()));
            prop_assert!(edition.most_read.len() <= MOST_CARDS);
            // Within the bounds every story has its place.
            if top.len() <= MOST_CARDS && containers.len() <= MOST_CARDS
                && containers.iter().all(|cards| cards.len() <= MOST_CARDS)
            {
                for number in top.iter().chain(containers.iter().flatten()) {
                    let slug = format!("story-{number}");
                    prop_assert!(all.contains(&&*slug), "{} is lost", slug);
                }
            }
        }
    }
}

//! The feeds of the edition, of a section, a tag or an author.

mod json;
mod rss;

use std::cmp::Reverse;
use std::collections::HashSet;

use broadsheet::config::Config;
use broadsheet::model::{Card, Language};
use broadsheet::pages::Page;
use broadsheet::route::Route;

use crate::address;
use crate::discovered::{FeedKind, feed_address};
use crate::text::in_one_line;

/// The most stories of one feed, the newest: more than a newsroom publishes between two visits of a
/// feed reader, and few enough that asking every quarter of an hour costs little.
const MOST_STORIES: usize = 100;

/// The stories of one page, as feed readers follow them.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// What it is called: `World · The Example`.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The page that shows the same stories.
    pub route: Route,
    /// The stories' language; one in another names its own.
    pub lang: Language,
    /// The stories, in any order; one that stands twice is told once.
    pub cards: Vec<Card>,
}

impl Feed {
    /// The feed of a page; `None` for a page that has none.
    pub fn of(config: &Config, page: &Page, route: &Route) -> Option<Self> {
        feed_address(route, FeedKind::Rss)?;
        let site = &config.site.name;
        let (cards, description, lang) = match page {
            Page::Front(edition) => {
                let contained = edition.containers.iter().flat_map(|container| &container.cards);
                let cards = edition.top_stories.iter().chain(contained).cloned().collect();
                (cards, None, edition.lang.clone())
            }
            Page::Listing(list) => (list.cards.clone(), list.description.clone(), None),
            Page::Author(author) => (author.cards.clone(), author.contributor.bio.clone(), None),
            Page::Article(_) | Page::Loading | Page::NotFound | Page::Problem(_) => return None,
        };
        let title = page.title().map_or_else(|| site.clone(), |name| format!("{name} · {site}"));
        Some(Self {
            description: description.unwrap_or_else(|| title.clone()),
            title,
            route: route.clone(),
            lang: lang.unwrap_or_else(|| config.site.lang.clone()),
            cards,
        })
    }

    /// The feed as RSS 2.0.
    pub fn rss(&self, config: &Config) -> String {
        rss::written(self, config)
    }

    /// The feed as JSON Feed 1.1.
    pub fn json(&self, config: &Config) -> String {
        json::written(self, config)
    }

    /// The feed's own address.
    fn url(&self, config: &Config, kind: FeedKind) -> String {
        let path = feed_address(&self.route, kind).unwrap_or_else(|| self.route.to_string());
        address::of_path(config, &path)
    }

    /// The stories that are told: each once, the newest first, one without a date behind the others.
    fn stories(&self) -> Vec<&Card> {
        let mut seen = HashSet::new();
        let mut stories: Vec<_> =
            self.cards.iter().filter(|card| seen.insert(&card.slug)).collect();
        stories.sort_by_key(|card| Reverse(card.published_at));
        stories.truncate(MOST_STORIES);
        stories
    }
}

/// A story's address, which is also what feed readers know it by.
fn url(config: &Config, card: &Card) -> String {
    address::of_page(config, &Route::Article(card.slug.clone()))
}

/// The sentence that tells what a story is about; its headline where there is none.
fn summary(card: &Card) -> String {
    in_one_line(card.trail_text.as_ref().unwrap_or(&card.headline))
}

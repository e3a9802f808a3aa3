//! What a server learns of the site's pages from the documents that it has read.

use std::collections::{HashMap, HashSet};

use broadsheet::config::Config;
use broadsheet::model::{Card, Slug, Timestamp};
use broadsheet::pages::Page;
use broadsheet::route::Route;

use super::Entry;
use crate::address;
use crate::dates::changed;

/// The pages of a site, gathered from its documents: each names others, and when they changed.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    entries: Vec<Entry>,
    positions: HashMap<Route, usize>,
    stories: Vec<Card>,
    seen: HashSet<Slug>,
    elsewhere: HashSet<Route>,
    absent: HashSet<Route>,
}

impl Pages {
    /// Takes in a page and all that it names. A section, a tag or an author changed when the newest
    /// of its stories did.
    pub fn add(&mut self, config: &Config, page: &Page, route: &Route) {
        if !page.is_worth_finding() {
            return;
        }
        let cards = cards(page);
        let newest = cards.iter().filter_map(|card| changed(card)).max();
        match page {
            Page::Front(edition) => {
                self.name(route.clone(), edition.updated_at.or(newest));
                for section in &edition.sections {
                    self.name(Route::Section(section.slug.clone()), None);
                }
            }
            Page::Article(article) => {
                let changed = article.updated_at.max(article.published_at);
                self.name(route.clone(), changed);
                self.name(Route::Section(article.section.slug.clone()), changed);
                for tag in &article.tags {
                    self.name(Route::Tag(tag.slug.clone()), changed);
                }
                for contributor in &article.contributors {
                    self.name(Route::Author(contributor.slug.clone()), changed);
                }
                // By another name than it was asked for by it is still ours, and found there.
                let own = Route::Article(article.slug.clone());
                if own != *route && article.canonical_url.is_none() {
                    self.name(own, changed);
                }
                // A story whose home is elsewhere is its home's to tell of.
                if address::home(config, page, route).is_some() {
                    self.elsewhere.insert(route.clone());
                }
            }
            _ => self.name(route.clone(), newest),
        }
        for card in cards {
            self.card(card);
        }
    }

    /// Leaves out a page that others name, and that is not there.
    pub fn leave_out(&mut self, route: Route) {
        self.absent.insert(route);
    }

    /// The pages that were named after the first so many, in the order in which they were; what was left
    /// out since is among them.
    pub fn named_after(&self, count: usize) -> &[Entry] {
        self.entries.get(count..).unwrap_or_default()
    }

    /// Every page, in the order in which they were first named.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.entries.iter().map(|entry| &entry.route).filter(|route| !self.absent.contains(route))
    }

    /// The pages for search engines, in the same order: all but the stories whose home is elsewhere.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| self.is_ours(&entry.route))
    }

    /// The stories that a card was seen of, each once, in the same way.
    pub fn stories(&self) -> impl Iterator<Item = &Card> {
        self.stories.iter().filter(|card| self.is_ours(&Route::Article(card.slug.clone())))
    }

    fn is_ours(&self, route: &Route) -> bool {
        !self.elsewhere.contains(route) && !self.absent.contains(route)
    }

    fn card(&mut self, card: &Card) {
        let route = Route::Article(card.slug.clone());
        self.name(route, changed(card));
        self.name(Route::Section(card.section.slug.clone()), changed(card));
        if self.seen.insert(card.slug.clone()) {
            self.stories.push(card.clone());
        }
    }

    fn name(&mut self, route: Route, lastmod: Option<Timestamp>) {
        if let Some(position) = self.positions.get(&route) {
            let entry = &mut self.entries[*position];
            entry.lastmod = entry.lastmod.max(lastmod);
        } else {
            self.positions.insert(route.clone(), self.entries.len());
            self.entries.push(Entry { route, lastmod });
        }
    }
}

fn cards(page: &Page) -> Vec<&Card> {
    match page {
        Page::Front(edition) => {
            let contained = edition.containers.iter().flat_map(|container| &container.cards);
            edition.top_stories.iter().chain(contained).chain(&edition.most_read).collect()
        }
        Page::Listing(list) => list.cards.iter().collect(),
        Page::Article(article) => article.related.iter().collect(),
        Page::Author(author) => author.cards.iter().collect(),
        Page::Loading | Page::NotFound | Page::Problem(_) => Vec::new(),
    }
}

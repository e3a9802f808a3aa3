//! The pages of a site, from its documents: each names others.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use broadsheet::backend::BackendError;
use broadsheet::config::Config;
use broadsheet::model::{Language, Timestamp};
use broadsheet::pages::Page;
use broadsheet::rendering::{self, further_parts, part, path_of, wanted};
use broadsheet::route::Route;
use broadsheet_discovery::{Entry, Pages, news_since};
use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use tokio::sync::Mutex;

use super::documents::Documents;

/// How many documents are asked for at once.
const AT_ONCE: usize = 8;
/// The most pages that the server reads for a sitemap, and the most further parts of lists.
const MOST_SERVED: usize = 2_000;
/// The same for an export, which reads the whole edition: more than any newsroom has, and an end for a
/// backend whose lists have none.
const MOST_EXPORTED: usize = 1_000_000;

/// The page at a route.
///
/// # Errors
/// Where its document can't be had, or is none.
pub async fn page(
    documents: &Documents,
    config: &Config,
    route: &Route,
) -> Result<Page, BackendError> {
    let wanted = wanted(config, route);
    match wanted.page {
        Some(url) => document(documents, config, route, url).await,
        None => {
            let text = documents.shared(&wanted.edition).await;
            let page = text.and_then(|text| rendering::read(config, route, &text));
            page.map_err(|fault| BackendError { url: wanted.edition, fault })
        }
    }
}

/// The page at a route, or a further part of it, from a document.
async fn document(
    documents: &Documents,
    config: &Config,
    route: &Route,
    url: String,
) -> Result<Page, BackendError> {
    let text = match path_of(config, route) {
        Some(_) => documents.list(&url).await,
        None => documents.get(&url).await,
    };
    let page = text.and_then(|text| rendering::read(config, route, &text));
    page.map_err(|fault| BackendError { url, fault })
}

/// What is to be read for a sitemap: a page, or a further part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Page(Route),
    Next(Route, String),
}

impl Step {
    fn route(&self) -> &Route {
        let (Self::Page(route) | Self::Next(route, _)) = self;
        route
    }
}

/// How much of a site is read.
#[derive(Clone, Copy, Debug)]
pub enum Reach {
    /// Every page, but no more than so many, nor more further parts of lists.
    Everything(usize),
    /// What the news sitemap of this moment is written from: the lists as far as they have news, and the
    /// stories that may be some.
    News(Timestamp),
}

impl Reach {
    /// What a sitemap on the server is gathered from.
    pub const SERVED: Self = Self::Everything(MOST_SERVED);
    /// What an export writes.
    pub const EXPORTED: Self = Self::Everything(MOST_EXPORTED);

    fn most(self) -> usize {
        match self {
            Self::Everything(most) => most,
            Self::News(_) => MOST_SERVED,
        }
    }

    fn wants(self, entry: &Entry) -> bool {
        match (&entry.route, self) {
            (Route::NotFound | Route::Further(..), _) => false,
            (_, Self::Everything(_)) | (Route::Front | Route::Section(_), _) => true,
            // It was published in these days, or has changed in them.
            (Route::Article(_), Self::News(now)) => {
                entry.lastmod.is_some_and(|changed| changed >= news_since(now))
            }
            (Route::Tag(_) | Route::Author(_), Self::News(_)) => false,
        }
    }

    /// Where a list goes on, as far as it is wanted. The newest stories come first.
    fn next(self, page: &Page) -> Option<String> {
        let cards = match page {
            Page::Listing(list) => &list.cards,
            Page::Author(author) => &author.cards,
            _ => return None,
        };
        let has_news = match self {
            Self::Everything(_) => true,
            Self::News(now) => cards.iter().any(|card| card.published_at >= Some(news_since(now))),
        };
        page.next().filter(|_| has_news).map(str::to_owned)
    }
}

/// What was found of a site's pages.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The pages that are there, as far as is known.
    pub pages: Pages,
    /// The further pages of lists that have addresses of their own, and their paths.
    pub further: Vec<(Route, String)>,
    /// The edition's language, where it says so.
    pub lang: Option<Language>,
    /// What could not be had, and may have named more of them.
    pub failed: Vec<BackendError>,
    /// How much there may be at most, where there is more: what only the rest names is missing.
    pub cut_at: Option<usize>,
}

impl Gathered {
    /// The same, for whoever looks again soon: what could not be had is left to be found then.
    pub fn logged(self) -> Self {
        self.failed.iter().for_each(|error| tracing::warn!("{error}"));
        if let Some(most) = self.cut_at {
            tracing::warn!(
                "a sitemap is not whole: the edition has more than {most} pages or parts of lists"
            );
        }
        self
    }
}

/// The last look at the whole site, from which its sitemap and all parts of that are written: they tell of one
/// moment, and a part that is not there costs nothing more.
#[derive(Clone, Debug, Default)]
pub struct LastLook(Arc<Mutex<Option<Look>>>);

#[derive(Debug)]
struct Look {
    at: Instant,
    found: Arc<Gathered>,
}

impl LastLook {
    /// What was found, and for how long that still holds, if it does; else what is found now. Whoever asks
    /// meanwhile waits for the same. `holds` says how long what was found holds in all.
    ///
    /// # Errors
    /// Those of [`gathered`].
    pub async fn gathered(
        &self,
        documents: &Documents,
        config: &Config,
        holds: fn(&Gathered) -> Duration,
    ) -> Result<(Arc<Gathered>, Duration), BackendError> {
        let mut last = self.0.lock().await;
        let left = |look: &Look| holds(&look.found).checked_sub(look.at.elapsed());
        if let Some((look, left)) = last.as_ref().and_then(|look| Some((look, left(look)?))) {
            return Ok((Arc::clone(&look.found), left));
        }
        let found = Arc::new(gathered(documents, config, Reach::SERVED).await?.logged());
        *last = Some(Look { at: Instant::now(), found: Arc::clone(&found) });
        let holds = holds(&found);
        Ok((found, holds))
    }
}

/// Gathers the site's pages from the front page on, list by list and story by story, which name their tags
/// and authors. A page that is named and not there is left out, and from the news any story that was not
/// read: whether it is ours is not known.
///
/// # Errors
/// Where the front page can't be had, without which nothing is known.
pub async fn gathered(
    documents: &Documents,
    config: &Config,
    reach: Reach,
) -> Result<Gathered, BackendError> {
    let mut walk = Walk::new(reach);
    let front = page(documents, config, &Route::Front).await?;
    walk.take(config, &Route::Front, &front);
    // In the order in which they were asked for, so that the same edition gives the same sitemap.
    let mut under_way = FuturesOrdered::new();
    loop {
        while under_way.len() < AT_ONCE
            && let Some(step) = walk.waiting.pop_front()
        {
            under_way.push_back(async move { (read(documents, config, &step).await, step) });
        }
        let Some((answer, step)) = under_way.next().await else { break };
        match answer {
            Ok(page) => {
                walk.number(config, &step, &page);
                walk.take(config, step.route(), &page);
            }
            Err(error) => walk.miss(step, error),
        }
    }
    Ok(walk.found)
}

/// A way through a site's documents.
struct Walk {
    reach: Reach,
    found: Gathered,
    waiting: VecDeque<Step>,
    /// How many of the pages that were named are read, or wait for it, or are not wanted.
    known: usize,
    pages: usize,
    /// The further parts of lists: a list may lead back to one.
    parts: HashSet<Step>,
}

impl Walk {
    fn new(reach: Reach) -> Self {
        let (found, waiting, parts) = (Gathered::default(), VecDeque::new(), HashSet::new());
        // The front page is the first that is named, and is read before.
        Self { reach, found, waiting, known: 1, pages: 1, parts }
    }

    /// Takes in a page, and what is to be read after it.
    fn take(&mut self, config: &Config, route: &Route, page: &Page) {
        if let Some(next) = self.reach.next(page) {
            self.part(Step::Next(route.clone(), next));
        }
        if let Page::Front(edition) = page {
            self.found.lang.clone_from(&edition.lang);
        }
        self.found.pages.add(config, page, route);
        let named = self.found.pages.named_after(self.known).to_vec();
        self.known += named.len();
        let reach = self.reach;
        for entry in named.into_iter().filter(|entry| reach.wants(entry)) {
            if self.pages < self.reach.most() {
                self.pages += 1;
                self.waiting.push_back(Step::Page(entry.route));
            } else {
                self.pass_over(entry.route);
            }
        }
    }

    /// Gives the further pages of a list that a document of it fills their numbers, as the next of those that
    /// were read.
    fn number(&mut self, config: &Config, step: &Step, page: &Page) {
        let list = step.route();
        let (document, begun) = match step {
            Step::Page(route) => (path_of(config, route), None),
            Step::Next(_, path) => (Some(path.clone()), Some(path.clone())),
        };
        let Some(document) = document else { return };
        let last = self.found.further.iter().rev().find(|(route, _)| route.first() == list);
        let mut last = last.map_or(1, |(route, _)| route.number());
        for path in begun.into_iter().chain(further_parts(page, &document)) {
            let Some(route) = list.after(last) else { break };
            last = route.number();
            self.found.further.push((route, path));
        }
    }

    fn part(&mut self, step: Step) {
        if self.parts.contains(&step) {
            return;
        }
        if self.parts.len() < self.reach.most() {
            self.parts.insert(step.clone());
            self.waiting.push_back(step);
        } else {
            self.found.cut_at = Some(self.reach.most());
        }
    }

    fn pass_over(&mut self, route: Route) {
        self.found.cut_at = Some(self.reach.most());
        self.leave_out_of_news(route);
    }

    /// Takes in that a document could not be had.
    fn miss(&mut self, step: Step, error: BackendError) {
        match step {
            Step::Page(route) if error.is_absent() => self.found.pages.leave_out(route),
            Step::Page(route) => {
                self.found.failed.push(error);
                self.leave_out_of_news(route);
            }
            Step::Next(..) => self.found.failed.push(error),
        }
    }

    fn leave_out_of_news(&mut self, route: Route) {
        if matches!(self.reach, Reach::News(_)) {
            self.found.pages.leave_out(route);
        }
    }
}

async fn read(documents: &Documents, config: &Config, step: &Step) -> Result<Page, BackendError> {
    let (route, path) = match step {
        Step::Page(route) => return page(documents, config, route).await,
        Step::Next(route, path) => (route, path),
    };
    document(documents, config, route, part(config, route, path)).await
}

#[cfg(test)]
pub(super) mod tests;

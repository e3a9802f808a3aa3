//! What other programs read of the site: feeds, sitemaps and `robots.txt`.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use axum::http::StatusCode;
use broadsheet::backend::{Backend, BackendError};
use broadsheet::config::Config;
use broadsheet::model::Timestamp;
use broadsheet::pages::Page;
use broadsheet::rendering::{self, wanted};
use broadsheet::route::Route;
use broadsheet_discovery::{Discovered, Feed, Pages, Sitemap, news_sitemap, robots};
use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;

use super::documents::Documents;
use super::make::{FAILED, LATER, Made, log, status};
use super::turns::Turns;

/// How long a feed and the news sitemap hold.
const FEED: Duration = Duration::from_secs(60);
/// How long a sitemap holds, which is gathered from many documents; search engines come once a day.
const SITEMAP: Duration = Duration::from_secs(3_600);
/// How many documents are asked for at once.
const AT_ONCE: usize = 8;
/// The most documents that a sitemap is gathered from. What lies beyond is found by links.
const MOST_DOCUMENTS: usize = 2_000;

/// Makes what was asked for, when it is its turn where it needs any document.
pub async fn found(
    documents: &Documents,
    turns: &Turns,
    config: &Config,
    asked: &Discovered,
) -> Made {
    let _turn = match asked {
        Discovered::Robots => None,
        _ => match turns.take().await {
            None => return refusal(StatusCode::SERVICE_UNAVAILABLE, Some(LATER)),
            turn => turn,
        },
    };
    let made = match asked {
        Discovered::Robots => Some(Ok((robots(config), SITEMAP))),
        Discovered::Rss(route) => {
            let page = page(documents, config, route).await;
            page.map(|page| Some((Feed::of(config, &page, route)?.rss(config), FEED))).transpose()
        }
        Discovered::JsonFeed(route) => {
            let page = page(documents, config, route).await;
            page.map(|page| Some((Feed::of(config, &page, route)?.json(config), FEED))).transpose()
        }
        Discovered::NewsSitemap => {
            let now = broadsheet::state::console::now();
            let found = gathered(documents, config, false).await;
            found.map(|found| Some((news(config, &found.logged(), now), FEED))).transpose()
        }
        Discovered::Sitemap | Discovered::SitemapPart(_) => {
            let found = gathered(documents, config, true).await;
            found.map(|found| Some((sitemap(config, &found.logged(), asked)?, SITEMAP))).transpose()
        }
    };
    match made {
        Some(Ok((text, holds))) => Made {
            status: StatusCode::OK,
            retry_after: None,
            media_type: asked.media_type(),
            text,
            holds,
            is_whole: true,
        },
        Some(Err(error)) => {
            log(&error);
            let (status, retry_after) = status(&error);
            refusal(status, retry_after)
        }
        None => refusal(StatusCode::NOT_FOUND, None),
    }
}

fn refusal(status: StatusCode, retry_after: Option<u32>) -> Made {
    let text = match status {
        StatusCode::NOT_FOUND => "There is no such file.\n",
        _ => "It could not be made just now.\n",
    };
    let media_type = "text/plain; charset=utf-8";
    let text = text.to_owned();
    Made { status, retry_after, media_type, text, holds: FAILED, is_whole: true }
}

/// The news sitemap: the stories of the last two days.
pub fn news(config: &Config, pages: &Pages, now: Timestamp) -> String {
    news_sitemap(config, pages.stories(), now)
}

fn sitemap(config: &Config, pages: &Pages, asked: &Discovered) -> Option<String> {
    let sitemap = Sitemap::new(config, pages.entries());
    match asked {
        Discovered::SitemapPart(number) => sitemap.part(*number).map(str::to_owned),
        _ => Some(sitemap.main().to_owned()),
    }
}

async fn page(documents: &Documents, config: &Config, route: &Route) -> Result<Page, BackendError> {
    let wanted = wanted(config, route);
    document(documents, config, route, wanted.page.unwrap_or(wanted.edition)).await
}

/// The page at a route, or a further part of it, from a document.
async fn document(
    documents: &Documents,
    config: &Config,
    route: &Route,
    url: String,
) -> Result<Page, BackendError> {
    let text = documents.get(&url).await;
    let page = text.and_then(|text| rendering::read(config, route, &text));
    page.map_err(|fault| BackendError { url, fault })
}

/// What is to be read for a sitemap: a page, or a further part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Page(Route),
    Next(Route, String),
}

/// What was found of a site's pages.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The pages that are there, as far as is known.
    pub pages: Pages,
    /// What could not be had, and may have named more of them.
    pub failed: Vec<BackendError>,
}

impl Gathered {
    /// The pages, for whoever looks again soon: what could not be had is left to be found then.
    fn logged(self) -> Pages {
        self.failed.iter().for_each(|error| tracing::warn!("{error}"));
        self.pages
    }
}

/// Gathers the site's pages from the front page on, list by list; with `deep` from the stories as well,
/// which name their tags and authors. A page that is named and not there is left out.
///
/// # Errors
/// Where the front page can't be had, without which nothing is known.
pub async fn gathered(
    documents: &Documents,
    config: &Config,
    deep: bool,
) -> Result<Gathered, BackendError> {
    let mut pages = Pages::default();
    let mut failed = Vec::new();
    let front = page(documents, config, &Route::Front).await?;
    pages.add(config, &front, &Route::Front);
    let mut seen = HashSet::from([Step::Page(Route::Front)]);
    let mut waiting = VecDeque::new();
    // In the order in which they were asked for, so that the same edition gives the same sitemap.
    let mut under_way = FuturesOrdered::new();
    let is_wanted = |route: &Route| match route {
        Route::Section(_) => true,
        Route::NotFound => false,
        _ => deep,
    };
    let mut name = |pages: &Pages, waiting: &mut VecDeque<Step>| {
        for entry in pages.entries().filter(|entry| is_wanted(&entry.route)) {
            let step = Step::Page(entry.route.clone());
            if seen.len() < MOST_DOCUMENTS && seen.insert(step.clone()) {
                waiting.push_back(step);
            }
        }
    };
    name(&pages, &mut waiting);
    let mut parts = 0;
    loop {
        while under_way.len() < AT_ONCE
            && let Some(step) = waiting.pop_front()
        {
            under_way.push_back(async move { (read(documents, config, &step).await, step) });
        }
        let Some((answer, step)) = under_way.next().await else { break };
        let page = match (answer, &step) {
            (Ok(page), _) => page,
            (Err(error), Step::Page(route)) if error.is_absent() => {
                pages.leave_out(route.clone());
                continue;
            }
            (Err(error), _) => {
                failed.push(error);
                continue;
            }
        };
        let (Step::Page(route) | Step::Next(route, _)) = step;
        let next = match &page {
            Page::Listing(list) => list.next.clone(),
            Page::Author(author) => author.next.clone(),
            _ => None,
        };
        if let Some(next) = next.filter(|_| parts < MOST_DOCUMENTS) {
            parts += 1;
            waiting.push_back(Step::Next(route.clone(), next));
        }
        pages.add(config, &page, &route);
        name(&pages, &mut waiting);
    }
    Ok(Gathered { pages, failed })
}

async fn read(documents: &Documents, config: &Config, step: &Step) -> Result<Page, BackendError> {
    let (route, path) = match step {
        Step::Page(route) => return page(documents, config, route).await,
        Step::Next(route, path) => (route, path),
    };
    let backend = Backend::new(config);
    let url = match route {
        Route::Author(_) => backend.author_by_path(path).url,
        _ => backend.list(path).url,
    };
    document(documents, config, route, url).await
}

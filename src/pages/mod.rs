//! One file an address: asks the backend, and decides between loading, story and problem.
//!
//! [`load`] turns an address into a [`Page`] with all that it needs to stand; [`PageView`] draws it.
//! A page that isn't ready is never on the screen, so that the one before can stay until then.

mod article;
mod author;
mod front;
mod listing;
mod loading;
mod problem;

use std::future::ready;
use std::sync::Arc;

use futures::future::LocalBoxFuture;

use crate::backend::{BackendError, Fault, Request};
use crate::model::{Article, AuthorPage, Card, CardList, Edition, Slug, Timestamp};
use crate::prelude::*;
use crate::route::Route;
use crate::state::{Answer, Desk, IS_BROWSER};
use crate::words;

/// Everything that a page needs to stand.
#[derive(Clone, Debug)]
pub enum Page {
    /// Nothing has come yet, and nothing stood before.
    Loading,
    /// The front page.
    Front(Arc<Edition>),
    /// A section's or a tag's page.
    Listing(Arc<CardList>),
    /// An article.
    Article(Arc<Article>),
    /// An author's page.
    Author(Arc<AuthorPage>),
    /// There is no such page.
    NotFound,
    /// The page could not be had.
    Problem(BackendError),
}

/// A page, and since when a newer copy of it could not be had.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The page.
    pub page: Page,
    /// When it was fetched, where a newer one was asked for and could not be had.
    pub stale_since: Option<Timestamp>,
}

/// Asks for all that a page needs. With `again` no copy at hand will do.
///
/// Boxed, as are the documents' own requests: what waits for them stands in the program once, and not
/// once a kind of page and once a caller.
pub fn load(desk: Desk, route: Route, again: bool) -> LocalBoxFuture<'static, Loaded> {
    let asked = match &route {
        Route::Front => page(desk, desk.request(|b| b.edition()), again, Page::Front),
        Route::Section(slug) => page(desk, desk.request(|b| b.section(slug)), again, Page::Listing),
        Route::Tag(slug) => page(desk, desk.request(|b| b.tag(slug)), again, Page::Listing),
        Route::Article(slug) => page(desk, desk.request(|b| b.article(slug)), again, Page::Article),
        Route::Author(slug) => page(desk, desk.request(|b| b.author(slug)), again, Page::Author),
        Route::Further(list, number) => further(desk, (**list).clone(), *number, again),
        Route::NotFound => Box::pin(ready(Ok(Loaded { page: Page::NotFound, stale_since: None }))),
    };
    Box::pin(async move {
        asked.await.unwrap_or_else(|error| Loaded {
            // A front page that isn't there is a backend that isn't set up, not an address with a slip.
            page: match error.fault {
                Fault::NotFound if route != Route::Front => Page::NotFound,
                _ => Page::Problem(error),
            },
            stale_since: None,
        })
    })
}

/// A further page of a list. Its path is named by the page before it, unless it came with the page or was
/// learnt since.
fn further(
    desk: Desk,
    list: Route,
    number: u32,
    again: bool,
) -> LocalBoxFuture<'static, Result<Loaded, BackendError>> {
    let address = |number| format!("{list}/{number}");
    let came = desk.supply().try_update_value(|supply| supply.further.take()).flatten();
    let known = match came {
        Some(path) => {
            desk.learn_path(address(number), path.clone());
            Some(path)
        }
        None => desk.path_of(&address(number)),
    };
    Box::pin(async move {
        if let Some(path) = known {
            let loaded = part(desk, &list, &path, again).await;
            // A list may be written anew, in other documents.
            if IS_BROWSER && loaded.as_ref().is_err_and(BackendError::is_absent) {
                return walk(desk, list, number, again).await;
            }
            return loaded;
        }
        walk(desk, list, number, again).await
    })
}

/// The same by way of all pages before it.
async fn walk(desk: Desk, list: Route, number: u32, again: bool) -> Result<Loaded, BackendError> {
    let mut loaded = load(desk, list.clone(), again).await;
    for at in 2..=number {
        let next = loaded.page.next().map(str::to_owned);
        loaded = match next {
            Some(path) => {
                desk.learn_path(format!("{list}/{at}"), path.clone());
                // What is in the same document has just come with it.
                let again = again && !path.contains('#');
                part(desk, &list, &path, again).await?
            }
            None if loaded.page.is_worth_finding() => {
                Loaded { page: Page::NotFound, stale_since: None }
            }
            None => return Ok(loaded),
        };
    }
    Ok(loaded)
}

/// A part of a list by its path.
fn part(
    desk: Desk,
    list: &Route,
    path: &str,
    again: bool,
) -> LocalBoxFuture<'static, Result<Loaded, BackendError>> {
    let asked = match list {
        Route::Author(_) => {
            page(desk, desk.request(|b| b.author_by_path(path)), again, Page::Author)
        }
        _ => page(desk, desk.request(|b| b.list(path)), again, Page::Listing),
    };
    let path = path.to_owned();
    Box::pin(async move {
        let loaded = asked.await?;
        // The list has become shorter, and ends before.
        match path.contains('#') && loaded.page.stories().is_empty() {
            true => Err(BackendError { url: path, fault: Fault::NotFound }),
            false => Ok(loaded),
        }
    })
}

fn page<T: Send + Sync + 'static>(
    desk: Desk,
    request: Request<T>,
    again: bool,
    into_page: fn(Arc<T>) -> Page,
) -> LocalBoxFuture<'static, Result<Loaded, BackendError>> {
    let into_page = move |answer: Answer| answer.document().map(into_page);
    loaded(desk.ask(request, again), Box::new(into_page))
}

fn loaded(
    asked: LocalBoxFuture<'static, Result<Answer, BackendError>>,
    into_page: Box<dyn FnOnce(Answer) -> Result<Page, BackendError>>,
) -> LocalBoxFuture<'static, Result<Loaded, BackendError>> {
    Box::pin(async move {
        let answer = asked.await?;
        let stale_since = answer.stale_since;
        Ok(Loaded { page: into_page(answer)?, stale_since })
    })
}

impl Page {
    /// What the page is called, without the site's name; `None` for the front page.
    pub fn title(&self) -> Option<String> {
        match self {
            Self::Loading | Self::Front(_) => None,
            Self::Listing(list) => Some(list.name.clone()),
            Self::Article(article) => Some(article.headline.clone()),
            Self::Author(author) => Some(author.contributor.name.clone()),
            Self::NotFound => Some(words::NOT_FOUND.to_owned()),
            Self::Problem(error) => Some(words::problem(error).title.to_owned()),
        }
    }

    /// What the page at an address is called: of a list's further pages each otherwise.
    pub fn title_at(&self, route: &Route) -> Option<String> {
        let title = self.title()?;
        let is_further = self.is_worth_finding() && route.number() > 1;
        Some(if is_further { words::page_of(&title, route.number()) } else { title })
    }

    /// The path of the page that follows, of a list that goes on.
    pub fn next(&self) -> Option<&str> {
        match self {
            Self::Listing(list) => list.next.as_deref(),
            Self::Author(author) => author.next.as_deref(),
            _ => None,
        }
    }

    /// The stories that it shows cards of.
    pub fn stories(&self) -> Vec<Slug> {
        let cards: Vec<&Card> = match self {
            Self::Front(edition) => {
                let contained = edition.containers.iter().flat_map(|container| &container.cards);
                edition.top_stories.iter().chain(contained).collect()
            }
            Self::Listing(list) => list.cards.iter().collect(),
            Self::Article(article) => article.related.iter().collect(),
            Self::Author(author) => author.cards.iter().collect(),
            Self::Loading | Self::NotFound | Self::Problem(_) => Vec::new(),
        };
        cards.into_iter().map(|card| card.slug.clone()).collect()
    }

    /// Whether another copy of it has nothing that this one lacks, as far as their dates and stories tell.
    pub fn is_as_new_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Article(this), Self::Article(other)) => this.updated_at == other.updated_at,
            _ => self.stories() == other.stories(),
        }
    }

    /// Whether a search engine should keep the page.
    pub fn is_worth_finding(&self) -> bool {
        !matches!(self, Self::Loading | Self::NotFound | Self::Problem(_))
    }
}

/// Draws a page.
#[component]
pub fn PageView(
    /// The page.
    page: Page,
    /// Its address, for a page that isn't there yet or can't be had.
    route: Route,
    /// Asks for the page anew, because the reader wants it or by itself; whether that is done.
    #[prop(into)]
    retry: Callback<bool, bool>,
    /// How often the page was asked for in vain.
    tries: u32,
    /// Whether more may be drawn than the first screen.
    is_whole: RwSignal<bool>,
) -> impl IntoView {
    match page {
        Page::Loading => view! { <loading::Loading route/> }.into_any(),
        Page::Front(edition) => view! { <front::FrontPage edition/> }.into_any(),
        Page::Listing(list) => view! { <listing::ListingPage list route/> }.into_any(),
        Page::Article(article) => view! { <article::ArticlePage article is_whole/> }.into_any(),
        Page::Author(author) => view! { <author::AuthorView author route/> }.into_any(),
        Page::NotFound => view! { <problem::NotFoundPage/> }.into_any(),
        Page::Problem(error) => view! { <problem::ProblemPage error retry tries/> }.into_any(),
    }
}

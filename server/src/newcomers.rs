//! Stories that the comments don't know yet: looked for in the edition when somebody first comes to their
//! discussion, so that a newsroom has nobody to tell of what it publishes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use broadsheet::model::{Commenting, Slug};
use broadsheet::pages::Page;
use broadsheet::route::Route;
use tokio::sync::Semaphore;

use crate::api::Shared;
use crate::api::request::Place;
use crate::rendered::{Documents, page};
use crate::site::Site;
use crate::store::Store;
use crate::store::article::State as Discussion;
use crate::store::seed::Known;

/// How many stories are looked for at once: what nobody has published is asked for as well.
const AT_ONCE: usize = 8;
/// How long a story that was not found is not looked for again.
const MISSED: Duration = Duration::from_secs(10);
/// How many of those are remembered.
const MOST_MISSED: usize = 10_000;

/// Looks for stories in the edition that the site's configuration names.
pub struct Newcomers {
    site: Site,
    documents: Documents,
    store: Arc<Store>,
    turns: Semaphore,
    missed: Mutex<HashMap<String, Instant>>,
}

impl Newcomers {
    /// Those of a site, whose documents are asked for as its pages' are.
    pub fn new(site: Site, documents: Documents, store: Arc<Store>) -> Self {
        let (turns, missed) = (Semaphore::new(AT_ONCE), Mutex::default());
        Self { site, documents, store, turns, missed }
    }

    /// Looks for a story that may be new; whether it is, and its discussion is there from now on.
    pub async fn meet(&self, slug: &str) -> bool {
        if self.is_missed(slug) || self.is_known(slug).await {
            return false;
        }
        let Ok(_turn) = self.turns.acquire().await else { return false };
        // Somebody else may have met it meanwhile.
        self.is_known(slug).await || (!self.is_missed(slug) && self.find(slug).await)
    }

    async fn find(&self, slug: &str) -> bool {
        let Some(known) = self.story(slug).await else {
            self.miss(slug);
            return false;
        };
        match self.store.know(&known).await {
            Ok(()) => true,
            Err(problem) => {
                tracing::warn!("a new story's discussion could not be begun: {problem:#}");
                false
            }
        }
    }

    /// The story, where the edition has it and it may be commented on.
    async fn story(&self, slug: &str) -> Option<Known> {
        let built = self.site.page();
        let (_, config) = built.rendering.as_ref().ok()?;
        let route = Route::Article(Slug::new(slug)?);
        let Page::Article(article) = page(&self.documents, config, &route).await.ok()? else {
            return None;
        };
        let state = match article.commenting {
            Commenting::Open => Discussion::Open,
            Commenting::Closed => Discussion::Closed,
            Commenting::Off => return None,
        };
        Some(Known { slug: slug.to_owned(), headline: Some(article.headline.clone()), state })
    }

    async fn is_known(&self, slug: &str) -> bool {
        // Where the database can't be asked, nothing could be begun in it.
        self.store.is_known(slug).await.unwrap_or(true)
    }

    fn is_missed(&self, slug: &str) -> bool {
        let missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        missed.get(slug).is_some_and(|at| at.elapsed() < MISSED)
    }

    fn miss(&self, slug: &str) {
        let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        if missed.len() >= MOST_MISSED {
            missed.clear();
        }
        missed.insert(slug.to_owned(), Instant::now());
    }
}

/// Answers what is asked of a discussion; where there is none, once more if its story proves to be new.
pub(crate) async fn met(
    State(shared): State<Arc<Shared>>,
    at: Place,
    request: Request,
    next: Next,
) -> Response {
    if *request.method() != Method::GET {
        return next.run(request).await;
    }
    let mut again = Request::new(axum::body::Body::empty());
    again.uri_mut().clone_from(request.uri());
    again.headers_mut().clone_from(request.headers());
    again.extensions_mut().clone_from(request.extensions());
    let response = next.clone().run(request).await;
    if response.status() != StatusCode::NOT_FOUND || !shared.meets(&at.slug).await {
        return response;
    }
    next.run(again).await
}

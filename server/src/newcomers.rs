//! Stories that the comments don't know yet: looked for in the edition when somebody first comes to their
//! discussion, so that a newsroom has nobody to tell of what it publishes.

use std::collections::HashMap;
use std::path::PathBuf;
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
use tokio::time::timeout;

use crate::api::Shared;
use crate::api::request::Place;
use crate::rendered::{Documents, Ours, page};
use crate::seed;
use crate::site::Site;
use crate::store::Store;
use crate::store::article::State as Discussion;
use crate::store::seed::Known;

/// How many stories are looked for at once: what nobody has published is asked for as well.
const AT_ONCE: usize = 8;
/// How long a turn is waited for.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a story that was not found is not looked for again.
const MISSED: Duration = Duration::from_secs(10);
/// How many of those are remembered.
const MOST_MISSED: usize = 10_000;

/// Looks for stories in the edition that the site's configuration names.
pub struct Newcomers {
    site: Site,
    documents: Documents,
    store: Arc<Store>,
    /// The folder whose discussions are taken in at the start.
    seed: Option<PathBuf>,
    turns: Semaphore,
    missed: Mutex<HashMap<String, Instant>>,
}

impl Newcomers {
    /// Those of a site, whose documents are asked for as its pages' are.
    pub fn new(site: Site, documents: Documents, store: Arc<Store>, seed: Option<PathBuf>) -> Self {
        let (turns, missed) = (Semaphore::new(AT_ONCE), Mutex::default());
        Self { site, documents, store, seed, turns, missed }
    }

    /// Looks for a story that may be new; whether it is, and its discussion is there from now on. It goes on when
    /// nobody waits for it any longer: others will ask.
    pub async fn meet(self: Arc<Self>, slug: &str) -> bool {
        if self.is_missed(slug) || self.is_known(slug).await {
            return false;
        }
        let slug = slug.to_owned();
        let looking = async move {
            // Whoever has no turn soon comes again: what nobody published is asked for as well, and by many.
            let Ok(Ok(_turn)) = timeout(PATIENCE, self.turns.acquire()).await else { return false };
            // Somebody else may have met it meanwhile.
            self.is_known(&slug).await || (!self.is_missed(&slug) && self.find(&slug).await)
        };
        tokio::spawn(looking).await.unwrap_or(false)
    }

    async fn find(&self, slug: &str) -> bool {
        match self.take_in(slug).await {
            Ok(true) => true,
            Ok(false) => {
                self.miss(slug);
                false
            }
            Err(problem) => {
                tracing::warn!("a new story's discussion could not be begun: {problem:#}");
                self.miss(slug);
                false
            }
        }
    }

    /// Begins the discussion of a story that there is; whether there is.
    async fn take_in(&self, slug: &str) -> anyhow::Result<bool> {
        if let Some(folder) = &self.seed
            && seed::sow_one(&self.store, folder, slug).await?
        {
            return Ok(true);
        }
        match self.story(slug).await {
            Some(known) => self.store.know(&known).await.map(|()| true),
            None => Ok(false),
        }
    }

    /// The story, where the edition has it by this name and it may be commented on.
    async fn story(&self, slug: &str) -> Option<Known> {
        let built = self.site.page();
        let (_, config) = built.rendering.as_ref().ok()?;
        let route = Route::Article(Slug::new(slug)?);
        let Page::Article(article) = page(&self.documents, config, &route).await.ok()? else {
            return None;
        };
        // What is had by an earlier name is discussed by its own.
        if article.slug.as_str() != slug {
            return None;
        }
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
    // A page that is rendered stands without its comments: who reads it asks for them.
    let is_ours = request.extensions().get::<Ours>().is_some();
    if *request.method() != Method::GET || is_ours {
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

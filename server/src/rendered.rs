//! Pages as they are before the program comes: rendered from their documents, for every reader the same,
//! and kept for a while.

mod cache;
mod documents;
pub mod export;
mod found;
mod frame;
mod head;
mod make;

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use broadsheet::route::Route;
use broadsheet_discovery::Discovered;

use crate::page::Page;
use crate::paths;
use cache::Cache;
pub use documents::{Documents, Ours};
use found::found;
pub use frame::{Content, Frame};
pub use make::{Made, make};

/// How long a page may be kept by browsers and by what stands between: fresh for a minute, sent for ten
/// more while a new one is fetched, and for a day where none can be had (RFC 5861).
const KEPT: &str = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";
const NOT_KEPT: &str = "no-store";

/// What is made on request.
#[derive(Clone, Debug)]
enum Asked {
    Page(Route),
    Found(Discovered),
}

impl Asked {
    fn parse(path: &str) -> Option<Self> {
        if let Some(file) = Discovered::parse(path) {
            return Some(Self::Found(file));
        }
        let is_page = paths::is_page(path) && !paths::is_moderation(path);
        is_page.then(|| Self::Page(Route::parse(path)))
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(route) => route.fmt(f),
            Self::Found(file) => file.fmt(f),
        }
    }
}

/// Renders the pages of a site.
#[derive(Clone, Debug)]
pub struct Renderer {
    documents: Arc<Documents>,
    cache: Arc<Cache>,
}

impl Renderer {
    /// From the documents of `own` routes and of other hosts, keeping at most so many bytes of pages.
    ///
    /// # Errors
    /// Where the system has no TLS to offer.
    pub fn new(own: Router, bytes: u64) -> anyhow::Result<Self> {
        let documents = Arc::new(Documents::new(own)?);
        Ok(Self { documents, cache: Arc::new(Cache::new(bytes)) })
    }

    /// Answers with the page at a path, or what other programs read of the site. None where it is a file,
    /// or where pages can't be rendered: then the page as it was built says what is wrong.
    pub(crate) async fn answer(
        &self,
        page: &Arc<Page>,
        path: &str,
        method: &Method,
        asked: &HeaderMap,
    ) -> Option<Response> {
        page.rendering.as_ref()?;
        let asked_for = Asked::parse(path)?;
        let (documents, framed) = (Arc::clone(&self.documents), Arc::clone(page));
        let key = asked_for.to_string();
        let made = self.cache.page(&key, page.id, move || {
            let (documents, page) = (Arc::clone(&documents), Arc::clone(&framed));
            let asked_for = asked_for.clone();
            async move {
                let rendering = page.rendering.as_ref();
                let (frame, config) = rendering.ok_or_else(|| anyhow::anyhow!("no frame"))?;
                match asked_for {
                    Asked::Page(route) => make(&documents, frame, config, route, false).await,
                    Asked::Found(file) => Ok(found(&documents, config, &file).await),
                }
            }
        });
        let entry = match made.await {
            Ok(entry) => entry,
            Err(problem) => {
                tracing::error!("{problem:#}");
                return None;
            }
        };
        let mut response = entry.variants.respond(entry.status, method, asked);
        let fields = response.headers_mut();
        let kept = if entry.status.is_server_error() { NOT_KEPT } else { KEPT };
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        if let Some(seconds) = entry.retry_after {
            fields.insert(header::RETRY_AFTER, seconds.into());
        }
        Some(response.into_response())
    }
}

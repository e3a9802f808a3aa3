//! Pages as they are before the program comes: rendered from their documents, for every reader the same,
//! and kept for a while.

mod cache;
mod documents;
pub mod export;
mod found;
mod frame;
mod further;
mod gathered;
mod head;
mod make;
#[cfg(test)]
mod tests;
mod turns;

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use broadsheet::route::Route;
use broadsheet_discovery::Discovered;
use futures_util::{StreamExt, stream};
use tokio::task::JoinHandle;

use crate::page::{Page, Parts};
use crate::paths;
use cache::{Cache, Entry};
pub use documents::{Documents, Ours};
use found::found;
pub use frame::{Content, Frame};
pub(crate) use gathered::{LastLook, page};
use make::HTML;
pub use make::{Begun, Made, Teller, make};
pub(crate) use turns::Turns;

/// How long a page may be kept by browsers and by what stands between: fresh for a minute, sent for ten
/// more while a new one is fetched, and for a day where none can be had (RFC 5861).
const KEPT: &str = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";
/// The same for what is not there: as long as it is kept here, and never when that is over.
const MISSING: &str = "public, max-age=2, must-revalidate";
/// The same for a page of which parts are missing, or may be: they may be there by the time that it is asked
/// for again, and where it can't be asked for it is better than none.
const IN_PARTS: &str = "public, max-age=2, stale-if-error=86400";
const NOT_KEPT: &str = "no-store";

/// How many pages are made at once. One of 150 KB takes 2 MB while it is made (its documents, what was read of
/// them, its HTML twice), so that all take 130 MB; and where a backend needs 100 ms for a document, so many
/// keep more processors at work than such a server has.
const PAGES_AT_ONCE: usize = 64;
/// How many sitemaps are gathered at once, each from as many documents as there are: crawlers have time, and
/// no page shall wait behind them.
const SITEMAPS_AT_ONCE: usize = 2;

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

/// The pages that are made for the first time, with whoever tells those who wait of what can be sent already.
#[derive(Debug, Default)]
struct Beginnings(Mutex<HashMap<String, Weak<Teller>>>);

impl Beginnings {
    /// The same for all who ask as long as one of them waits.
    fn of(&self, key: &str) -> Arc<Teller> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(teller) = all.get(key).and_then(Weak::upgrade) {
            return teller;
        }
        all.retain(|_, teller| teller.strong_count() > 0);
        let teller = Arc::new(Teller::new(None));
        all.insert(key.to_owned(), Arc::downgrade(&teller));
        teller
    }
}

/// Renders the pages of a site.
#[derive(Clone, Debug)]
pub struct Renderer {
    documents: Arc<Documents>,
    cache: Arc<Cache>,
    beginnings: Arc<Beginnings>,
    pages: Turns,
    sitemaps: Turns,
}

impl Renderer {
    /// From documents, keeping at most so many bytes of pages.
    pub fn new(documents: Documents, bytes: u64) -> Self {
        Self {
            documents: Arc::new(documents),
            cache: Arc::new(Cache::new(bytes)),
            beginnings: Arc::default(),
            pages: Turns::new(PAGES_AT_ONCE),
            sitemaps: Turns::new(SITEMAPS_AT_ONCE),
        }
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
        page.rendering.as_ref().ok()?;
        let asked_for = Asked::parse(path)?;
        let key = asked_for.to_string();
        if let Some(entry) = self.cache.fresh(&key, page.id) {
            return Some(whole(&entry, method, asked));
        }
        // Where there is a page already, another may be sent instead of the one that is being made.
        let teller = match self.cache.has(&key) {
            true => Arc::new(Teller::new(None)),
            false => self.beginnings.of(&format!("{} {key}", page.id)),
        };
        let mut heard = teller.subscribe();
        let mut made = self.making(page, asked_for, key, teller);
        // Whoever only asks whether it is there waits until that is known.
        let begun = async {
            let may_wait = *method == Method::GET;
            if may_wait { heard.wait_for(Option::is_some).await.ok()?.clone() } else { None }
        };
        let made = tokio::select! {
            biased;
            made = &mut made => made,
            Some(begun) = begun => return Some(in_parts(begun, made, asked)),
        };
        match made.unwrap_or_else(|broken| Err(broken.into())) {
            Ok(entry) => Some(whole(&entry, method, asked)),
            Err(problem) => {
                tracing::error!("{problem:#}");
                None
            }
        }
    }

    /// Makes a page or finds it. It goes on when nobody waits for it any longer: others will ask.
    fn making(
        &self,
        page: &Arc<Page>,
        asked_for: Asked,
        key: String,
        teller: Arc<Teller>,
    ) -> JoinHandle<anyhow::Result<Arc<Entry>>> {
        let (documents, framed) = (Arc::clone(&self.documents), Arc::clone(page));
        let (pages, sitemaps) = (self.pages.clone(), self.sitemaps.clone());
        let make = move || {
            let (documents, page) = (Arc::clone(&documents), Arc::clone(&framed));
            let (asked_for, teller) = (asked_for.clone(), Arc::clone(&teller));
            let (pages, sitemaps) = (pages.clone(), sitemaps.clone());
            async move {
                let rendering = page.rendering.as_ref();
                let rendering = rendering.map_err(|problem| anyhow::anyhow!("{problem:#}"))?;
                match asked_for {
                    Asked::Page(route) => {
                        let asked = make::Target { route, further: None };
                        make(&documents, &pages, rendering, asked, false, Some(teller)).await
                    }
                    Asked::Found(file) => {
                        let turns = if file.is_sitemap() { sitemaps } else { pages };
                        Ok(found(&documents, &turns, &page.last_look, &rendering.1, &file).await)
                    }
                }
            }
        };
        let (cache, frame) = (Arc::clone(&self.cache), page.id);
        tokio::spawn(async move { cache.page(&key, frame, make).await })
    }
}

/// A page that is there.
fn whole(entry: &Entry, method: &Method, asked: &HeaderMap) -> Response {
    let mut response = entry.variants.respond(entry.status, method, asked);
    let fields = response.headers_mut();
    let kept = match entry.status {
        status if status.is_success() && entry.is_whole => KEPT,
        status if status.is_success() => IN_PARTS,
        status if status.is_server_error() => NOT_KEPT,
        _ => MISSING,
    };
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    // Whoever keeps it reckons from when it was made, as with an answer that another cache gave (RFC 9111).
    if entry.status.is_success() && entry.age() > 0 {
        fields.insert(header::AGE, entry.age().into());
    }
    if let Some(seconds) = entry.retry_after {
        fields.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// A story whose comments are still awaited: what stands above them at once, the rest when it is known.
fn in_parts(
    begun: Arc<Begun>,
    made: JoinHandle<anyhow::Result<Arc<Entry>>>,
    asked: &HeaderMap,
) -> Response {
    let mut parts = Parts::new(asked);
    let encoding = parts.encoding();
    let first = parts.part(begun.beginning());
    let rest = async move {
        let entry = made.await.ok().and_then(Result::ok);
        let text = entry.as_ref().and_then(|entry| entry.variants.text());
        parts.last(begun.rest(text))
    };
    let body = Body::from_stream(stream::once(ready(first)).chain(stream::once(rest)));
    let mut fields = HeaderMap::new();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    // Its comments may not come.
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(IN_PARTS));
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    (fields, body).into_response()
}

//! The documents that pages are rendered from: from this server itself, or from another host.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use broadsheet::backend::Fault;
use broadsheet::backend::error;
use broadsheet::backend::http::MOST_BYTES;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::sync::OnceCell;
use tower::ServiceExt;

use super::further::Ways;

/// How long a backend may take to begin its answer, and between two parts of it.
const SILENCE: Duration = Duration::from_secs(10);
/// How long one document may take in all: whoever waits for a page is told within ten seconds.
const WHOLE: Duration = Duration::from_secs(10);
/// How long an answer is shared by the pages that are made meanwhile, a fault too: as long as what could not
/// be had holds (see [`super::make::FAILED`]).
const SHARED: Duration = Duration::from_secs(2);

/// Marks a request as this server's own: nobody's limits are touched by it.
#[derive(Clone, Copy, Debug)]
pub struct Ours;

/// Where documents come from.
#[derive(Clone, Debug)]
pub struct Documents {
    own: Router,
    elsewhere: reqwest::Client,
    shared: Arc<Mutex<Option<Arc<Shared>>>>,
    shared_for: Duration,
    /// What is known of the ways through lists.
    pub ways: Ways,
}

/// A document that stands around many pages, as it came last or is awaited by them all.
#[derive(Debug)]
struct Shared {
    url: String,
    answer: OnceCell<(Instant, Result<Arc<str>, Fault>)>,
}

impl Shared {
    fn holds(&self, shared_for: Duration) -> bool {
        self.answer.get().is_none_or(|(came, _)| came.elapsed() < shared_for)
    }
}

impl Documents {
    /// From the routes of this server, and from other hosts.
    ///
    /// # Errors
    /// Where the system has no TLS to offer.
    pub fn new(own: Router) -> anyhow::Result<Self> {
        let elsewhere = reqwest::Client::builder()
            .connect_timeout(SILENCE)
            .read_timeout(SILENCE)
            .timeout(WHOLE)
            .user_agent(concat!("broadsheet/", env!("CARGO_PKG_VERSION")))
            .build()?;
        let (shared, ways) = (Arc::default(), Ways::default());
        Ok(Self { own, elsewhere, shared, shared_for: SHARED, ways })
    }

    /// The same for one look at the whole edition: what stands around every page is asked for once, so that it
    /// is the same on all of them, and there on the last as on the first.
    ///
    /// # Errors
    /// Where the system has no TLS to offer.
    pub fn for_one_look(own: Router) -> anyhow::Result<Self> {
        Ok(Self { shared_for: Duration::MAX, ..Self::new(own)? })
    }

    /// Asks for the document that stands around every page: once for all who want it within two seconds.
    ///
    /// # Errors
    /// Those of [`Documents::get`].
    pub async fn shared(&self, url: &str) -> Result<Arc<str>, Fault> {
        let shared = {
            let mut kept = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            match &*kept {
                Some(shared) if shared.url == url && shared.holds(self.shared_for) => {
                    Arc::clone(shared)
                }
                _ => {
                    let answer = OnceCell::new();
                    Arc::clone(kept.insert(Arc::new(Shared { url: url.to_owned(), answer })))
                }
            }
        };
        // Where whoever asks is stopped, the next of those who wait asks instead.
        let ask = || async {
            let answer = self.get(url).await.map(Arc::from);
            (Instant::now(), answer)
        };
        shared.answer.get_or_init(ask).await.1.clone()
    }

    /// Asks for a document: a path of this server, or an address of another.
    ///
    /// # Errors
    /// What a reader's browser would find wrong with the answer, too.
    pub async fn get(&self, url: &str) -> Result<String, Fault> {
        let text = if url.starts_with('/') { self.ours(url).await } else { self.theirs(url).await };
        error::text(text?)
    }

    async fn ours(&self, path: &str) -> Result<Vec<u8>, Fault> {
        let mut request = Request::get(path).body(Body::empty()).map_err(|_| Fault::Unreachable)?;
        request.extensions_mut().insert(Ours);
        let Ok(response) = self.own.clone().oneshot(request).await;
        let (head, body) = response.into_parts();
        check(head.status, &head.headers)?;
        collect(body.into_data_stream()).await
    }

    async fn theirs(&self, url: &str) -> Result<Vec<u8>, Fault> {
        let fault = |error: reqwest::Error| match error.is_timeout() {
            true => Fault::TimedOut,
            false => Fault::Unreachable,
        };
        let response = self.elsewhere.get(url).send().await.map_err(fault)?;
        check(response.status(), response.headers())?;
        collect(response.bytes_stream()).await
    }
}

/// The same answers are refused that a reader's browser would refuse.
fn check(status: StatusCode, fields: &HeaderMap) -> Result<(), Fault> {
    let field = |name: &str| fields.get(name)?.to_str().ok().map(str::to_owned);
    error::check(status.as_u16(), &field)
}

async fn collect<E>(
    mut parts: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<Vec<u8>, Fault> {
    let mut whole = Vec::new();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| Fault::Unreachable)?;
        if whole.len() + part.len() > MOST_BYTES {
            return Err(Fault::TooLarge);
        }
        whole.extend_from_slice(&part);
    }
    Ok(whole)
}

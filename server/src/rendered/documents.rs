//! The documents that pages are rendered from: from this server itself, or from another host.

use std::collections::VecDeque;
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

/// The most bytes of shared documents that are kept: those of all lists of most newsrooms.
const MOST_SHARED: usize = 64 * 1024 * 1024;

/// Marks a request as this server's own: nobody's limits are touched by it.
#[derive(Clone, Copy, Debug)]
pub struct Ours;

/// Where documents come from.
#[derive(Clone, Debug)]
pub struct Documents {
    own: Router,
    elsewhere: reqwest::Client,
    /// What stands around every page.
    edition: Pool,
    /// Lists, whose pages are told of one moment; none where each is asked for by itself.
    lists: Option<Pool>,
    /// What is known of the ways through lists.
    pub ways: Ways,
}

/// A document that many pages are made from, as it came last or is awaited by them all.
#[derive(Debug)]
struct Shared {
    url: String,
    answer: OnceCell<(Instant, Result<Arc<str>, Fault>)>,
}

impl Shared {
    fn bytes(&self) -> usize {
        let text = self.answer.get().and_then(|(_, answer)| answer.as_ref().ok());
        text.map_or(0, |text| text.len())
    }
}

/// The documents that were shared last.
#[derive(Clone, Debug)]
struct Pool {
    kept: Arc<Mutex<VecDeque<Arc<Shared>>>>,
    holds_for: Duration,
}

impl Pool {
    fn new(holds_for: Duration) -> Self {
        Self { kept: Arc::default(), holds_for }
    }

    fn shared(&self, url: &str) -> Arc<Shared> {
        let holds = |shared: &Shared| {
            shared.answer.get().is_none_or(|(came, _)| came.elapsed() < self.holds_for)
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|shared| holds(shared));
        let known = kept.iter().position(|shared| shared.url == url);
        let shared = known
            .and_then(|place| kept.remove(place))
            .unwrap_or_else(|| Arc::new(Shared { url: url.to_owned(), answer: OnceCell::new() }));
        kept.push_back(Arc::clone(&shared));
        // What was asked for longest ago goes, where it has come.
        let mut bytes: usize = kept.iter().map(|shared| shared.bytes()).sum();
        while bytes > MOST_SHARED
            && let Some(place) = kept.iter().position(|shared| shared.bytes() > 0)
        {
            bytes -= kept.remove(place).map_or(0, |gone| gone.bytes());
        }
        shared
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
        let edition = Pool::new(SHARED);
        Ok(Self { own, elsewhere, edition, lists: None, ways: Ways::default() })
    }

    /// The same for one look at the whole edition: what stands around every page is asked for once, so that it
    /// is the same on all of them, and there on the last as on the first; a list as seldom as can be.
    ///
    /// # Errors
    /// Where the system has no TLS to offer.
    pub fn for_one_look(own: Router) -> anyhow::Result<Self> {
        let (edition, lists) = (Pool::new(Duration::MAX), Some(Pool::new(Duration::MAX)));
        Ok(Self { edition, lists, ..Self::new(own)? })
    }

    /// Asks for the document that stands around every page: once for all who want it within two seconds.
    ///
    /// # Errors
    /// Those of [`Documents::get`].
    pub async fn shared(&self, url: &str) -> Result<Arc<str>, Fault> {
        self.from(&self.edition, url).await
    }

    /// Asks for the document of a list, or the one that a part of it stands in.
    ///
    /// # Errors
    /// Those of [`Documents::get`].
    pub async fn list(&self, url: &str) -> Result<String, Fault> {
        let document = url.split('#').next().unwrap_or(url);
        match &self.lists {
            Some(lists) => Ok(self.from(lists, document).await?.to_string()),
            None => self.get(document).await,
        }
    }

    async fn from(&self, pool: &Pool, url: &str) -> Result<Arc<str>, Fault> {
        let shared = pool.shared(url);
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

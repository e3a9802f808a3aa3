//! The documents that pages are rendered from: from this server itself, or from another host.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use broadsheet::backend::Fault;
use broadsheet::backend::error::retry_after;
use broadsheet::backend::http::MOST_BYTES;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tower::ServiceExt;

/// How long a backend may take to begin its answer, and between two parts of it.
const SILENCE: Duration = Duration::from_secs(10);
/// How long one document may take in all.
const WHOLE: Duration = Duration::from_secs(30);

/// Marks a request as this server's own: nobody's limits are touched by it.
#[derive(Clone, Copy, Debug)]
pub struct Ours;

/// Where documents come from.
#[derive(Clone, Debug)]
pub struct Documents {
    own: Router,
    elsewhere: reqwest::Client,
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
        Ok(Self { own, elsewhere })
    }

    /// Asks for a document: a path of this server, or an address of another.
    ///
    /// # Errors
    /// What a reader's browser would find wrong with the answer, too.
    pub async fn get(&self, url: &str) -> Result<String, Fault> {
        let text = if url.starts_with('/') { self.ours(url).await } else { self.theirs(url).await };
        let text =
            String::from_utf8(text?).map_err(|_| Fault::Malformed("not UTF-8".to_owned()))?;
        // A byte order mark is no part of JSON, but editors write it.
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
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

/// Refuses whatever isn't a success that calls itself JSON or at least plain text.
fn check(status: StatusCode, fields: &HeaderMap) -> Result<(), Fault> {
    let field = |name| fields.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    match status.as_u16() {
        200..=299 => {}
        404 => return Err(Fault::NotFound),
        410 => return Err(Fault::Gone),
        status => {
            let wait =
                field(header::RETRY_AFTER).and_then(|wait| retry_after(wait, field(header::DATE)));
            return Err(Fault::Status { status, retry_after: wait });
        }
    }
    let kind = field(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let name = kind.split(';').next().unwrap_or_default().trim();
    match name.is_empty() || name.ends_with("json") || name == "text/plain" {
        true => Ok(()),
        false => Err(Fault::ContentType(kind)),
    }
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

//! What goes around every call: other origins, headers, the log and the figures.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::Shared;
use super::request::{IDEMPOTENCY_KEY, READER};
use crate::headers;
use crate::problem::Refused;

/// Nothing that the interface answers is a page.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Lets the pages of other origins call, where some are named.
pub(super) fn cors(
    api: Router<Arc<Shared>>,
    origins: &[String],
) -> anyhow::Result<Router<Arc<Shared>>> {
    if origins.is_empty() {
        return Ok(api);
    }
    let listed: Result<Vec<HeaderValue>, _> =
        origins.iter().map(|origin| origin.trim_end_matches('/').parse()).collect();
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(listed?))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            READER,
            IDEMPOTENCY_KEY,
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER])
        .max_age(Duration::from_secs(3_600));
    Ok(api.layer(layer))
}

/// The headers of every answer below `/api/`. `foreign` is whether other origins may read it.
pub(super) async fn headers(foreign: bool, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let fields = response.headers_mut();
    headers::apply(fields, &POLICY);
    if foreign {
        let anybody = HeaderValue::from_static("cross-origin");
        fields.insert("cross-origin-resource-policy", anybody);
    }
    if !fields.contains_key(header::CACHE_CONTROL) {
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Logs each call by its route, never by what it carries: an address may hold a ticket.
pub(super) async fn watch(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let response = next.run(request).await;
    let refused = response.extensions().get::<Refused>().map(|refused| refused.0);
    if let Some(code) = refused {
        shared.metrics.refused(code);
    }
    tracing::info!(
        %method,
        route = route.as_ref().map_or("unmatched", MatchedPath::as_str),
        status = response.status().as_u16(),
        ms = began.elapsed().as_millis() as u64,
        "answered"
    );
    response
}

//! What operators ask for.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use super::Shared;
use crate::problem::{Code, Problem};

/// A database that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process is there.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers.
pub(super) async fn ready(State(shared): State<Arc<Shared>>) -> Response {
    match timeout(PATIENCE, shared.store.waiting()).await {
        Ok(Ok(_)) => "ready\n".into_response(),
        _ => Problem::from(Code::Unavailable).into_response(),
    }
}

/// The figures.
pub(super) async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, shared.metrics.written()).into_response()
}

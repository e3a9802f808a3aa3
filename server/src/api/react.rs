//! Likes and reports.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use super::Shared;
use super::request::{self, Place, Report};
use super::write::{must_be_reader, take};
use crate::limits::Kind;
use crate::problem::Problem;
use crate::text;

/// How many like a comment, and whether the reader does.
#[derive(Serialize)]
pub(super) struct Liked {
    likes: i64,
    liked: bool,
}

/// `PUT articles/{slug}/comments/{id}/like`
pub(super) async fn like(
    State(shared): State<Arc<Shared>>,
    at: Place,
    request: Request,
) -> Result<Json<Liked>, Problem> {
    set(&shared, at, request, true).await
}

/// `DELETE articles/{slug}/comments/{id}/like`
pub(super) async fn unlike(
    State(shared): State<Arc<Shared>>,
    at: Place,
    request: Request,
) -> Result<Json<Liked>, Problem> {
    set(&shared, at, request, false).await
}

async fn set(
    shared: &Arc<Shared>,
    at: Place,
    request: Request,
    liked: bool,
) -> Result<Json<Liked>, Problem> {
    let (fields, _) = take(shared, Kind::React, request)?;
    let reader = must_be_reader(shared, &fields)?;
    let store = Arc::clone(&shared.store);
    let Place { slug, id } = at.clone();
    let change = async move { store.like(&slug, &id, &reader, liked).await };
    let likes = shared.change(&at.slug, |_| false, change).await?;
    Ok(Json(Liked { likes, liked }))
}

/// `POST articles/{slug}/comments/{id}/report`
pub(super) async fn report(
    State(shared): State<Arc<Shared>>,
    at: Place,
    request: Request,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let (fields, body) = take(&shared, Kind::React, request)?;
    let reader = must_be_reader(&shared, &fields)?;
    let report: Report = request::body(&fields, body, shared.body_timeout).await?;
    let note = text::note(report.note.as_deref().unwrap_or_default());
    let store = Arc::clone(&shared.store);
    let Place { slug, id } = at.clone();
    let reason = report.reason.word();
    let change = async move { store.report(&slug, &id, &reader, reason, &note).await };
    shared.change(&at.slug, |()| true, change).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

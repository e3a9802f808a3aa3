//! What moderators ask and decide. All of it needs their token.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::{Extensions, HeaderMap};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Shared;
use super::request::{self, Caller, Place as At, Query, bearer, slug_of};
use super::write::take;
use crate::comment::{Audience, Shown};
use crate::cursor::Place;
use crate::limits::Kind;
use crate::problem::{Code, Problem};
use crate::store::article::{Article, State as Discussion};
use crate::store::moderate::{Action, Reports, Waiting};
use crate::store::no_comment;
use crate::stream::feed::{Feed, written};
use crate::times;

/// A comment as moderators see it.
#[derive(Serialize)]
pub(super) struct Queued {
    comment: Shown,
    headline: Option<String>,
    why: Option<String>,
    reports: Vec<Reports>,
}

impl From<Waiting> for Queued {
    fn from(one: Waiting) -> Self {
        Self {
            comment: one.comment.shown_to(Audience::Moderator, None),
            headline: one.headline,
            why: one.comment.why,
            reports: one.reports,
        }
    }
}

/// A page of what waits.
#[derive(Serialize)]
pub(super) struct Queue {
    comments: Vec<Queued>,
    next: Option<String>,
    waiting: i64,
}

/// `GET moderation/queue`
pub(super) async fn queue(
    State(shared): State<Arc<Shared>>,
    extensions: Extensions,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Result<Json<Queue>, Problem> {
    must_be_moderator(&shared, &extensions, &fields)?;
    let after = Query::of(query.as_deref()).read("cursor", Place::queued)?;
    let (page, next) = shared.store.queue(after.as_ref()).await?;
    let waiting = shared.store.waiting().await?;
    let next = next.map(|next| next.to_string());
    Ok(Json(Queue { comments: page.into_iter().map(Queued::from).collect(), next, waiting }))
}

/// `GET moderation/articles/{slug}/comments/{id}`
pub(super) async fn comment(
    State(shared): State<Arc<Shared>>,
    at: At,
    extensions: Extensions,
    fields: HeaderMap,
) -> Result<Json<Queued>, Problem> {
    must_be_moderator(&shared, &extensions, &fields)?;
    Ok(Json(shared.store.under_review(&at.slug, &at.id).await?.into()))
}

#[derive(Deserialize)]
pub(crate) struct Act {
    action: Action,
    /// The version of the comment that the moderator has read.
    version: Option<i64>,
    /// The comment's article: ids are unique in their discussions only.
    article: Option<String>,
}

/// `POST moderation/comments/{id}`
pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    at: At,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let (fields, body) = take(&shared, Kind::Moderate, request)?;
    must_have_token(&shared, &fields)?;
    let act: Act = request::body(&fields, body, shared.body_timeout).await?;
    let slug = match act.article {
        // What is no slug names no article; PostgreSQL would not even look for one with a zero byte.
        Some(article) => slug_of(&article).ok_or_else(no_comment)?,
        None => shared.store.article_of(&at.id).await?,
    };
    let store = Arc::clone(&shared.store);
    let article = slug.clone();
    let change = async move { store.moderate(&article, &at.id, act.action, act.version).await };
    let comment = shared.change(&slug, |_| true, change).await?;
    Ok(Json(json!({"comment": comment.shown_to(Audience::Moderator, None)})))
}

/// An article's discussion.
#[derive(Serialize)]
pub(super) struct Settings {
    state: &'static str,
    premoderated: bool,
    total: i64,
}

impl From<Article> for Settings {
    fn from(article: Article) -> Self {
        Self {
            state: article.state.word(),
            premoderated: article.premoderated,
            total: article.total,
        }
    }
}

/// `GET moderation/articles/{slug}`
pub(super) async fn article(
    State(shared): State<Arc<Shared>>,
    at: At,
    extensions: Extensions,
    fields: HeaderMap,
) -> Result<Json<Settings>, Problem> {
    must_be_moderator(&shared, &extensions, &fields)?;
    Ok(Json(shared.store.article(&at.slug).await?.into()))
}

/// What is to become of an article's discussion.
#[derive(Deserialize)]
pub(crate) struct Settle {
    #[serde(default)]
    state: Option<Choice>,
    #[serde(default)]
    premoderated: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Choice {
    Open,
    Closed,
}

/// `PUT moderation/articles/{slug}`
pub(super) async fn settle(
    State(shared): State<Arc<Shared>>,
    at: At,
    request: Request,
) -> Result<Json<Settings>, Problem> {
    let (fields, body) = take(&shared, Kind::Moderate, request)?;
    must_have_token(&shared, &fields)?;
    let wanted: Settle = request::body(&fields, body, shared.body_timeout).await?;
    let state = wanted.state.map(|choice| match choice {
        Choice::Open => Discussion::Open,
        Choice::Closed => Discussion::Closed,
    });
    let store = Arc::clone(&shared.store);
    let slug = at.slug.clone();
    let change = async move { store.settle(&slug, state, wanted.premoderated).await };
    Ok(Json(shared.change(&at.slug, |_| true, change).await?.into()))
}

/// `POST moderation/tickets`
pub(super) async fn ticket(
    State(shared): State<Arc<Shared>>,
    extensions: Extensions,
    fields: HeaderMap,
) -> Result<Json<Value>, Problem> {
    must_be_moderator(&shared, &extensions, &fields)?;
    Ok(Json(json!({"ticket": shared.store.secrets.ticket(times::now())})))
}

/// `GET moderation/stream?ticket=…`
pub(super) async fn stream(
    State(shared): State<Arc<Shared>>,
    extensions: Extensions,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Result<Response, Problem> {
    let caller = Caller::of(&extensions, &fields, shared.trust_proxy);
    caller.take(&shared.limits, Kind::Moderate)?;
    let query = Query::of(query.as_deref());
    let ticket = query.text("ticket").unwrap_or_default();
    if !shared.store.secrets.is_ticket(ticket, times::now()) {
        return Err(Code::Unauthorized.into());
    }
    let sitting = caller.sit(&shared.limits)?;
    let seat = shared.live.sit_at_queue();
    let waiting = shared.store.waiting().await?;
    let hello = json!({"type": "hello", "waiting": waiting});
    let hello = written("hello", None, &hello.to_string());
    let metrics = Arc::clone(&shared.metrics);
    Ok(Feed::new(hello, None, seat, sitting, (shared.heartbeat, shared.live.pulse()), metrics)
        .respond())
}

fn must_be_moderator(
    shared: &Shared,
    extensions: &Extensions,
    fields: &HeaderMap,
) -> Result<(), Problem> {
    let caller = Caller::of(extensions, fields, shared.trust_proxy);
    caller.take(&shared.limits, Kind::Moderate)?;
    must_have_token(shared, fields)
}

fn must_have_token(shared: &Shared, fields: &HeaderMap) -> Result<(), Problem> {
    let token = bearer(fields).unwrap_or_default();
    if shared.store.secrets.is_admin(token) { Ok(()) } else { Err(Code::Unauthorized.into()) }
}

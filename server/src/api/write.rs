//! Posting a comment, changing it, and taking it back.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

use super::Shared;
use super::request::{self, Caller, Edit, Place, Post, bearer, id_of};
use crate::comment::{Comment, Shown};
use crate::limits::Kind;
use crate::problem::{Code, Problem};
use crate::store::Outcome;
use crate::store::post::Submission;
use crate::text::{self, Unfit};

/// What was posted, and the token that changes it.
#[derive(Serialize)]
pub(super) struct Receipt {
    comment: Shown,
    token: String,
}

/// A comment after a change.
#[derive(Serialize)]
pub(super) struct Changed {
    comment: Shown,
}

/// `POST articles/{slug}/comments`
pub(super) async fn post(
    State(shared): State<Arc<Shared>>,
    at: Place,
    request: Request,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let (fields, body) = take(&shared, Kind::Post, request)?;
    let reader = must_be_reader(&shared, &fields)?;
    let key = request::idempotency_key(&fields)?;
    let post: Post = request::body(&fields, body, shared.body_timeout).await?;
    let sent = submission(&shared, &at.slug, reader, &key, post)?;
    let reader = sent.reader.clone();
    let store = Arc::clone(&shared.store);
    let change = async move { store.post(&sent).await };
    let posted = shared.change(&at.slug, |posted| posted.awaits, change).await?;
    if posted.first {
        shared.metrics.posts.up();
    }
    let comment = posted.comment;
    let status = if posted.awaits { StatusCode::ACCEPTED } else { StatusCode::CREATED };
    let token = shared.store.secrets.token(&at.slug, &comment.id);
    let comment = shown(&shared, &comment, Some(&reader)).await?;
    Ok((status, Json(Receipt { comment, token })))
}

/// `PATCH articles/{slug}/comments/{id}`
pub(super) async fn edit(
    State(shared): State<Arc<Shared>>,
    at: Place,
    request: Request,
) -> Result<Json<Changed>, Problem> {
    let (fields, body) = take(&shared, Kind::Post, request)?;
    let reader = a_reader(&shared, &fields)?;
    must_be_author(&shared, &at, &fields).await?;
    let edit: Edit = request::body(&fields, body, shared.body_timeout).await?;
    let text = text::text(&edit.text).map_err(|unfit| problem(unfit, "text"))?;
    let store = Arc::clone(&shared.store);
    let Place { slug, id } = at.clone();
    let change = async move { store.edit(&slug, &id, &text).await };
    let comment = shared.change(&at.slug, |_| true, change).await?;
    // The token says that it is the author who asks, whether or not the reader's key does too.
    let author = reader.or(comment.reader.clone());
    Ok(Json(Changed { comment: shown(&shared, &comment, author.as_deref()).await? }))
}

/// `DELETE articles/{slug}/comments/{id}`
pub(super) async fn take_back(
    State(shared): State<Arc<Shared>>,
    at: Place,
    request: Request,
) -> Result<Json<Changed>, Problem> {
    let (fields, _) = take(&shared, Kind::Post, request)?;
    let reader = a_reader(&shared, &fields)?;
    must_be_author(&shared, &at, &fields).await?;
    let store = Arc::clone(&shared.store);
    let Place { slug, id } = at.clone();
    let change = async move { store.take_back(&slug, &id).await };
    let comment = shared.change(&at.slug, |_| true, change).await?;
    Ok(Json(Changed { comment: shown(&shared, &comment, reader.as_deref()).await? }))
}

/// `DELETE articles/{slug}/comments`: of whoever has had no answer to what they sent, and wants it no more.
pub(super) async fn withdraw(
    State(shared): State<Arc<Shared>>,
    at: Place,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let (fields, _) = take(&shared, Kind::Post, request)?;
    let reader = must_be_reader(&shared, &fields)?;
    let key = request::idempotency_key(&fields)?;
    let key = shared.store.secrets.submission(&at.slug, &reader, &key);
    let (store, slug) = (Arc::clone(&shared.store), at.slug.clone());
    let change = async move { store.take_back_sent(&slug, &key).await };
    shared.change(&at.slug, |_| true, change).await?;
    Ok(Json(json!({})))
}

/// Takes one from the caller's bucket, and takes the request apart.
pub(super) fn take(
    shared: &Shared,
    kind: Kind,
    request: Request,
) -> Result<(HeaderMap, Body), Problem> {
    let (parts, body) = request.into_parts();
    let caller = Caller::of(&parts.extensions, &parts.headers, shared.trust_proxy);
    caller.take(&shared.limits, kind)?;
    Ok((parts.headers, body))
}

/// The hash of the reader's key, if there is one.
fn a_reader(shared: &Shared, fields: &HeaderMap) -> Result<Option<String>, Problem> {
    Ok(request::reader(fields)?.map(|key| shared.store.secrets.reader(&key)))
}

/// The hash of the reader's key, which whoever writes must send.
pub(super) fn must_be_reader(shared: &Shared, fields: &HeaderMap) -> Result<String, Problem> {
    a_reader(shared, fields)?
        .ok_or_else(|| Problem::invalid("Broadsheet-Reader must be 32 hexadecimal digits."))
}

async fn must_be_author(shared: &Shared, at: &Place, fields: &HeaderMap) -> Result<(), Problem> {
    let token = bearer(fields).unwrap_or_default();
    if shared.store.secrets.is_token(token, &at.slug, &at.id) {
        return Ok(());
    }
    // That a comment isn't there is told before that the token isn't right.
    shared.store.article(&at.slug).await?;
    shared.store.known(&at.slug, &at.id, crate::comment::Audience::Public).await?;
    Err(Code::Unauthorized.into())
}

async fn shown(shared: &Shared, comment: &Comment, reader: Option<&str>) -> Outcome<Shown> {
    let article = shared.store.article(&comment.article).await?;
    let liked = match reader {
        Some(reader) => shared.store.likes(comment, reader).await?,
        None => false,
    };
    Ok(shared.shown(&article, comment, reader, liked))
}

fn submission(
    shared: &Shared,
    slug: &str,
    reader: String,
    key: &str,
    post: Post,
) -> Result<Submission, Problem> {
    if post.website.is_some_and(|website| !website.is_empty()) {
        return Err(Code::Blocked.into());
    }
    let name = text::name(&post.author.name).map_err(|unfit| problem(unfit, "author.name"))?;
    let text = text::text(&post.text).map_err(|unfit| problem(unfit, "text"))?;
    let unknown = || Problem::new(Code::NotFound, "The comment that you answer is not there.");
    let parent = post.parent_id.map(|id| id_of(&id).ok_or_else(unknown)).transpose()?;
    let secrets = &shared.store.secrets;
    // How long it took is not part of what was said: a repeat may have taken longer.
    let said = serde_json::json!([text, parent, name]).to_string();
    Ok(Submission {
        article: slug.to_owned(),
        key: secrets.submission(slug, &reader, key),
        body: secrets.text(&said),
        reader,
        name,
        text,
        parent,
        took: post.took_ms.unwrap_or_default() as u64,
    })
}

fn problem(unfit: Unfit, field: &str) -> Problem {
    match (unfit, field) {
        (Unfit::Empty, "text") => Code::Empty.into(),
        (Unfit::Empty, _) => Problem::new(Code::Empty, "A comment needs a name."),
        (Unfit::TooLong, "text") => {
            let most = text::TEXT_LIMIT;
            Problem::new(Code::TooLong, format!("A comment may have {most} characters."))
        }
        (Unfit::TooLong, _) => {
            let most = text::NAME_LIMIT;
            Problem::new(Code::TooLong, format!("A name may have {most} characters."))
        }
    }
}

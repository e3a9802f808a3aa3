//! What happens in a discussion: as a stream, and for those who ask now and then.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use serde_json::value::RawValue;

use super::Shared;
use super::request::{Caller, Place, Query};
use crate::cursor::After;
use crate::limits::Kind;
use crate::problem::Problem;
use crate::store::Outcome;
use crate::store::article::Article;
use crate::store::events::{BATCH, Event};
use crate::stream::feed::{Feed, written};
use crate::stream::replay::Replay;

/// What happened since a reader was last told.
struct Missed {
    events: Vec<Event>,
    /// The last event that the reader then has.
    seq: i64,
    recovered: bool,
}

impl Missed {
    /// Begins now, with nothing missed that is known.
    fn begin(seq: i64, recovered: bool) -> Self {
        Self { events: Vec::new(), seq, recovered }
    }
}

/// `GET articles/{slug}/comments/changes`
pub(super) async fn changes(
    State(shared): State<Arc<Shared>>,
    at: Place,
    extensions: Extensions,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Result<Response, Problem> {
    let after = begin(&shared, &extensions, query.as_deref(), &fields)?;
    let article = shared.store.article(&at.slug).await?;
    // One batch: who has missed more asks again with the cursor that comes with it.
    let missed = match after {
        Some(after) => one_batch(&shared, &article, &after).await?,
        None => Missed::begin(article.seq, true),
    };
    let cursor = shared.store.cursor(missed.seq);
    let state = article.state.word();
    // With what happens later, text may go out of these events.
    let (count, head) = (missed.events.len(), article.seq);
    let tag = format!("W/\"{cursor}.{count}.{head}.{}.{state}\"", article.total);
    let mut response = if known(&fields, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let raw = |event: Event| RawValue::from_string(event.data);
        let events: Result<Vec<_>, _> = missed.events.into_iter().map(raw).collect();
        let events = events.map_err(|problem| sqlx::Error::Decode(problem.into()))?;
        axum::Json(Changes {
            events,
            cursor,
            recovered: missed.recovered,
            total: article.total,
            state,
        })
        .into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=2"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

#[derive(serde::Serialize)]
struct Changes {
    events: Vec<Box<RawValue>>,
    cursor: String,
    recovered: bool,
    total: i64,
    state: &'static str,
}

/// `GET articles/{slug}/comments/stream`
pub(super) async fn open(
    State(shared): State<Arc<Shared>>,
    at: Place,
    extensions: Extensions,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Result<Response, Problem> {
    let after = begin(&shared, &extensions, query.as_deref(), &fields)?;
    let caller = Caller::of(&extensions, &fields, shared.trust_proxy);
    let sitting = caller.sit(&shared.limits)?;
    // Seated first: whatever is committed from here on comes to the seat.
    let mut seat = shared.live.sit(&at.slug).await?;
    let article = shared.store.article(&at.slug).await?;
    let head = seat.after();
    let missed = match &after {
        Some(after) => all_until(&shared, &article, after, head).await?,
        None => None,
    };
    let recovered = after.is_none() || missed.is_some();
    let from = after.filter(|_| missed.is_some()).map_or(head, |after| after.seq);
    // Who was told by another replica may be ahead of this one.
    seat.begin_after(head.max(from));
    let hello = json!({
        "type": "hello",
        "cursor": shared.store.cursor(from),
        "recovered": recovered,
        "total": article.total,
        "state": article.state.word(),
    });
    let hello = written("hello", None, &hello.to_string());
    let metrics = Arc::clone(&shared.metrics);
    Ok(Feed::new(hello, missed, seat, sitting, (shared.heartbeat, shared.live.pulse()), metrics)
        .respond())
}

/// Takes one from the caller's bucket, and reads where they are. A browser that connects again by
/// itself says it in a header, which then is newer than the address.
fn begin(
    shared: &Shared,
    extensions: &Extensions,
    query: Option<&str>,
    fields: &HeaderMap,
) -> Result<Option<After>, Problem> {
    Caller::of(extensions, fields, shared.trust_proxy).take(&shared.limits, Kind::Read)?;
    let last = fields.get("last-event-id").and_then(|last| After::read(last.to_str().ok()?));
    let after = Query::of(query).read("after", After::read)?;
    Ok(last.or(after))
}

async fn one_batch(shared: &Shared, article: &Article, after: &After) -> Outcome<Missed> {
    if after.epoch != shared.store.epoch || after.seq > article.seq {
        return Ok(Missed::begin(article.seq, false));
    }
    let events = shared.store.events(&article.slug, after.seq, BATCH).await?;
    match (events.first(), events.last()) {
        (Some(first), Some(last)) if first.seq == after.seq + 1 => {
            Ok(Missed { seq: last.seq, events, recovered: true })
        }
        (None, _) if after.seq == article.seq => Ok(Missed::begin(article.seq, true)),
        _ => Ok(Missed::begin(article.seq, false)),
    }
}

/// All that was missed up to where the seat begins; none where it is not known any more.
async fn all_until(
    shared: &Shared,
    article: &Article,
    after: &After,
    seat: i64,
) -> Outcome<Option<Replay>> {
    if after.epoch != shared.store.epoch || after.seq > article.seq {
        return Ok(None);
    }
    Ok(Replay::begin(&shared.store, &article.slug, after.seq, seat).await?)
}

/// Whether who asks has this already.
pub(crate) fn known(fields: &HeaderMap, tag: &str) -> bool {
    let asked = fields.get(header::IF_NONE_MATCH).and_then(|asked| asked.to_str().ok());
    asked.is_some_and(|asked| asked.split(',').any(|one| one.trim() == tag))
}

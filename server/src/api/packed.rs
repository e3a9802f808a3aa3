//! Lists go compressed to whoever understands that: a first page is some hundred KB of JSON, and most readers
//! have a phone.
//!
//! The layer that tower-http has for it would bring a compressor of its own beside the one of pages, and
//! compress where the server answers.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::Shared;
use crate::page::Packing;
use crate::problem::{Code, Problem};
use crate::rendered::Turns;

/// From how many bytes on it is worth it: less is a packet or two, however it is sent.
const WORTH_IT: u64 = 1_024;
/// How long an answer waits for its turn: it is ready, and goes as it is where many are.
const WORTH_WAITING: Duration = Duration::from_millis(50);
/// How many answers are compressed at once. Each takes some MB and all of a processor meanwhile, and none is
/// there the sooner where there are more of them than processors.
pub(crate) const AT_ONCE: usize = 4;

/// Compresses what is read, whole answers of JSON alone: a stream has no length, and goes as it comes.
///
/// What is written isn't: its answer is short, and a token in it beside the writer's own words. How well both
/// are compressed together would tell of the one by the other.
pub(super) async fn pack(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let packing = Packing::asked_for(request.headers());
    let mut response = next.run(request).await;
    if !reads || is_of(response.headers(), "text/event-stream") {
        return response;
    }
    // Where there is nothing to compress, too: the same address may answer more the next time.
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    match packing.filter(|_| is_worth_it(&response)) {
        Some(packing) => packed(&shared.packing, packing, response).await,
        None => response,
    }
}

fn is_worth_it(response: &Response) -> bool {
    let length = response.body().size_hint().exact();
    is_of(response.headers(), "application/json") && length.is_some_and(|bytes| bytes >= WORTH_IT)
}

fn is_of(fields: &HeaderMap, media_type: &str) -> bool {
    fields.get(header::CONTENT_TYPE).is_some_and(|value| value == media_type)
}

async fn packed(turns: &Turns, packing: Packing, response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let Ok(plain) = to_bytes(body, usize::MAX).await else {
        return Problem::from(Code::Unavailable).into_response();
    };
    let Some(bytes) = compressed(turns, packing, plain.clone()).await else {
        return Response::from_parts(head, Body::from(plain));
    };
    let name = HeaderValue::from_static(packing.name());
    head.headers.insert(header::CONTENT_ENCODING, name);
    Response::from_parts(head, Body::from(bytes))
}

/// None where it doesn't come to it in time. Not where requests are answered: the longest list takes as long as
/// a hundred others.
async fn compressed(turns: &Turns, packing: Packing, plain: Bytes) -> Option<Bytes> {
    let turn = timeout(WORTH_WAITING, turns.take()).await.ok()??;
    let compress = move || {
        // Until it is done, also where the reader has gone meanwhile.
        let _turn = turn;
        packing.compress(&plain)
    };
    spawn_blocking(compress).await.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_ready_waits_for_no_turn() {
        let turns = Turns::new(1);
        let plain = Bytes::from(vec![b' '; 5_000]);
        let taken = turns.take().await;
        assert_eq!(compressed(&turns, Packing::Gzip, plain.clone()).await, None);
        drop(taken);
        assert!(compressed(&turns, Packing::Gzip, plain).await.is_some());
    }
}

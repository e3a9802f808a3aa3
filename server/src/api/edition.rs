//! The documents and pictures of the edition, below the same base as the comments.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::request::Caller;
use crate::limits::Kind;
use crate::problem::{Code, Problem};
use crate::{files, paths};

/// Answers with a file of the edition, where there is one.
pub(super) async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    match found(&shared, request).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn found(shared: &Shared, request: Request) -> Result<Response, Problem> {
    let path = request.uri().path().to_owned();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(folder) = shared.edition.as_ref().filter(|_| reads && !paths::is_page(&path)) else {
        return Err(Code::NotFound.into());
    };
    Caller::of(request.extensions(), request.headers(), shared.trust_proxy)
        .take(&shared.limits, Kind::Read)?;
    let mut response = files::respond(folder, request).await;
    match response.status() {
        StatusCode::NOT_FOUND => return Err(Code::NotFound.into()),
        StatusCode::INTERNAL_SERVER_ERROR => return Err(Code::Unavailable.into()),
        _ => {}
    }
    let kept = paths::cache_control(&path, response.status());
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    fields.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

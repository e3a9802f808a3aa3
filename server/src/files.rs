//! The files of a built site, compressed copies included.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;

use crate::paths;

/// Answers with the file that the request names, or says in plain text that there is none.
pub(crate) async fn respond(root: &Path, mut request: Request) -> Response {
    if has_stale_copy(root, request.uri().path()) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    let mut folder = ServeDir::new(root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    match folder.try_call(request).await {
        Ok(found) if found.status() == StatusCode::NOT_FOUND => not_found(),
        Ok(found) => found.map(Body::new),
        // A name longer than any file's.
        Err(problem) if problem.kind() == ErrorKind::InvalidFilename => not_found(),
        Err(problem) => {
            eprintln!("broadsheet-server: a file could not be read: {problem}");
            (StatusCode::INTERNAL_SERVER_ERROR, "The file could not be read.\n").into_response()
        }
    }
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is no such file.\n").into_response()
}

/// The endings of compressed copies.
const PACKED: [&str; 2] = [".br", ".gz"];

/// Whether a compressed copy is older than its file: then somebody edited the file after the
/// build, and readers must get the edited one.
fn has_stale_copy(root: &Path, path: &str) -> bool {
    let plain = path.trim_start_matches('/');
    // Names that would need decoding are rare enough to go uncompressed.
    if plain.contains('%') || plain.split('/').any(|part| part == "..") {
        return true;
    }
    PACKED.iter().any(|ending| is_stale_copy(root, &format!("{plain}{ending}")))
}

/// Whether a file is the compressed copy of one that is newer. What has a hash in its name is never
/// edited: its times say only in which order a folder was copied.
pub(crate) fn is_stale_copy(root: &Path, name: &str) -> bool {
    let Some(plain) = PACKED.iter().find_map(|ending| name.strip_suffix(ending)) else {
        return false;
    };
    if paths::carries_hash(&format!("/{plain}")) {
        return false;
    }
    let changed = |name: &str| fs::metadata(root.join(name)).and_then(|file| file.modified());
    match (changed(name), changed(plain)) {
        (Ok(copy), Ok(original)) => copy < original,
        _ => false,
    }
}

//! What a path asks for, and how long the answer may be kept.

use axum::http::StatusCode;
use broadsheet::route::Route;

const FOREVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";
const FRESH_NEWS: &str = "public, max-age=60, stale-while-revalidate=600";
const ASK_EACH_TIME: &str = "no-cache";
const NOT_AT_ALL: &str = "no-store";

/// Whether the path is an address of the site, which the page answers, rather than a file.
///
/// Everything without a file extension is: the app itself says which addresses do not exist. So is every
/// address that the app knows: a tag may be called `node.js`. What other programs look for below `.well-known`
/// (RFC 8615) often has no extension.
pub fn is_page(path: &str) -> bool {
    if path.starts_with("/.well-known/") {
        return false;
    }
    extension(path).is_none() || Route::parse(path) != Route::NotFound
}

/// Whether the path is the moderators' page: a program without a story, which is never rendered.
pub fn is_moderation(path: &str) -> bool {
    path.trim_end_matches('/') == "/moderation"
}

/// The `Cache-Control` of an answer to `path`.
pub fn cache_control(path: &str, status: StatusCode) -> &'static str {
    if !status.is_success() && status != StatusCode::NOT_MODIFIED {
        return NOT_AT_ALL;
    }
    if is_page(path) {
        return ASK_EACH_TIME;
    }
    if carries_hash(path) {
        return FOREVER;
    }
    match extension(path).as_deref() {
        Some("json") => FRESH_NEWS,
        Some(
            "avif" | "gif" | "ico" | "jpeg" | "jpg" | "png" | "svg" | "webp" | "woff" | "woff2",
        ) => A_DAY,
        _ => ASK_EACH_TIME,
    }
}

/// The extension of the path's last part, in lower case.
///
/// An extension begins with a letter, so that a story whose slug ends in `-v1.2` is a page.
fn extension(path: &str) -> Option<String> {
    // An encoded dot is a dot to the folder too.
    let path = path.to_ascii_lowercase().replace("%2e", ".");
    let name = path.rsplit('/').next()?;
    let (_, extension) = name.rsplit_once('.')?;
    let letters = extension.bytes();
    let named = (1..=11).contains(&extension.len())
        && extension.starts_with(|first: char| first.is_ascii_lowercase())
        && letters.into_iter().all(|byte| byte.is_ascii_alphanumeric());
    named.then(|| extension.to_owned())
}

/// Whether Trunk put a hash of the content into the name: `/name-0123456789abcdef.js`, or the same
/// with `_bg` before `.wasm`. Such a name never means another content. Trunk writes no leading zeros: one
/// name in sixteen has a digit less.
///
/// It hashes scripts, styles and programs alone, and puts them beside the page. Any other name may end in
/// as many digits, as that of a story or a photograph with its time does.
pub fn carries_hash(path: &str) -> bool {
    let name = path.strip_prefix('/').filter(|name| !name.contains('/'));
    let Some((stem, "css" | "js" | "wasm")) = name.and_then(|name| name.rsplit_once('.')) else {
        return false;
    };
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(before, hash)| {
        let is_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        !before.is_empty() && (14..=16).contains(&hash.len()) && hash.bytes().all(is_hexadecimal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_site_are_pages() {
        for path in [
            "/",
            "/index.html",
            "/section/world",
            "/article/talks-at-an-air-base",
            "/article/release-v1.2",
            "/article/she-said-wait...",
            "/edition/articles/",
            "/tag/node.js",
            "/section/world.html/",
        ] {
            assert!(is_page(path), "{path}");
        }
    }

    #[test]
    fn names_with_an_extension_are_files() {
        for path in [
            "/.well-known/apple-app-site-association",
            "/edition/edition.json",
            "/edition/articles/x%2Ejson",
            "/manifest.webmanifest",
            "/photos/AIR-BASE.JPG",
            "/a.wasm",
            "/tag/node.js/feed.xml",
            "/tags/node.js",
        ] {
            assert!(!is_page(path), "{path}");
        }
    }

    #[test]
    fn each_kind_of_file_is_kept_as_long_as_it_may() {
        for (path, kept) in [
            ("/", ASK_EACH_TIME),
            ("/index.html", ASK_EACH_TIME),
            ("/article/x", ASK_EACH_TIME),
            ("/boot.js", ASK_EACH_TIME),
            ("/sw.js", ASK_EACH_TIME),
            ("/broadsheet-0123456789abcdef.js", FOREVER),
            ("/broadsheet-0123456789abcdef_bg.wasm", FOREVER),
            ("/broadsheet-0123456789abcdef.css", FOREVER),
            ("/broadsheet-0123456789ABCDEF.css", ASK_EACH_TIME),
            ("/broadsheet-123456789abcdef.js", FOREVER),
            ("/broadsheet-0123456789abc.js", ASK_EACH_TIME),
            ("/moderation_bg.wasm", ASK_EACH_TIME),
            ("/edition/articles/budget-20261123091000.json", FRESH_NEWS),
            ("/budget-20261123091000.json", FRESH_NEWS),
            ("/edition/photos/storm-20261123091000.jpg", A_DAY),
            ("/edition/embeds/map-20261123091000.js", ASK_EACH_TIME),
            ("/api/photos/storm-20261123091000.css", ASK_EACH_TIME),
            ("/edition/articles/x.json", FRESH_NEWS),
            ("/edition/photos/x-800.avif", A_DAY),
            ("/fonts/serif.woff2", A_DAY),
        ] {
            assert_eq!(cache_control(path, StatusCode::OK), kept, "{path}");
        }
    }

    #[test]
    fn a_failure_is_never_kept() {
        let hashed = "/broadsheet-0123456789abcdef.js";
        assert_eq!(cache_control(hashed, StatusCode::NOT_FOUND), NOT_AT_ALL);
        assert_eq!(cache_control(hashed, StatusCode::NOT_MODIFIED), FOREVER);
    }
}

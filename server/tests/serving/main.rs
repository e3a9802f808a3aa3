//! A built site as a browser sees it: headers, caching, and what stands at which address.

mod observatory;

use std::fs;
use std::path::Path;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use broadsheet_server::{Site, router};
use tempfile::TempDir;
use tower::ServiceExt;

const PAGE: &str = r#"<!doctype html><title>Broadsheet</title>
<script type="application/json" id="broadsheet-config">
{"edition": {"kind": "files", "url": "https://cms.example/edition/"}}
</script>"#;

const FILES: [(&str, &str); 7] = [
    ("index.html", PAGE),
    ("broadsheet-0123456789abcdef.js", "export default 1;"),
    ("broadsheet-0123456789abcdef.js.br", "compressed"),
    ("broadsheet-0123456789abcdef_bg.wasm", "\0asm"),
    ("edition/articles.json", "[]"),
    ("edition/articles/talks.json", "{}"),
    ("manifest.webmanifest", "{}"),
];

fn built() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in FILES {
        write(folder.path(), name, content);
    }
    folder
}

fn write(root: &Path, name: &str, content: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

async fn ask(folder: &TempDir, request: Request<Body>) -> Response<Body> {
    let site = Site::open(folder.path()).unwrap();
    router(site).oneshot(request).await.unwrap()
}

async fn get(folder: &TempDir, path: &str) -> Response<Body> {
    ask(folder, Request::get(path).body(Body::empty()).unwrap()).await
}

fn field<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn text(response: Response<Body>) -> String {
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn every_address_of_the_site_is_the_page() {
    let folder = built();
    for path in ["/", "/index.html", "/article/talks", "/edition/articles", "/no/such/thing/"] {
        let response = get(&folder, path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(field(&response, "content-type"), "text/html; charset=utf-8");
        assert_eq!(field(&response, "cache-control"), "no-cache");
        assert_eq!(text(response).await, PAGE, "{path}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_never_the_page() {
    let folder = built();
    for path in [
        "/edition/articles/gone.json",
        "/broadsheet-ffffffffffffffff.js",
        "/edition/articles/gone%2ejson",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
    ] {
        let response = get(&folder, path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(field(&response, "content-type"), "text/plain; charset=utf-8");
        assert_eq!(field(&response, "cache-control"), "no-store");
        assert!(!text(response).await.contains("<!doctype"), "{path}");
    }
}

#[tokio::test]
async fn files_have_their_type_and_their_time() {
    let folder = built();
    for (path, kind, kept) in [
        ("/edition/articles/talks.json", "application/json", "public, max-age=60"),
        ("/edition/articles.json", "application/json", "public, max-age=60"),
        ("/broadsheet-0123456789abcdef.js", "text/javascript", "immutable"),
        ("/broadsheet-0123456789abcdef_bg.wasm", "application/wasm", "immutable"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
    ] {
        let response = get(&folder, path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(field(&response, "content-type"), kind, "{path}");
        assert!(field(&response, "cache-control").contains(kept), "{path}");
        assert!(!field(&response, "last-modified").is_empty(), "{path}");
        assert_eq!(field(&response, "x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn the_policy_goes_with_every_answer_and_follows_the_configuration() {
    let folder = built();
    for path in ["/", "/gone.json", "/edition/articles.json"] {
        let response = get(&folder, path).await;
        let policy = field(&response, "content-security-policy");
        assert!(policy.contains("connect-src 'self' https://cms.example;"), "{policy}");
        assert!(policy.contains("img-src 'self' https://cms.example;"), "{policy}");
    }
}

#[tokio::test]
async fn an_edited_page_is_served_with_its_own_policy() {
    let folder = built();
    let app = router(Site::open(folder.path()).unwrap());
    let edited = PAGE.replace("cms.example", "newsroom.example");
    write(folder.path(), "index.html", &edited);
    let request = Request::get("/").body(Body::empty()).unwrap();
    let response = app.oneshot(request).await.unwrap();
    assert!(field(&response, "content-security-policy").contains("https://newsroom.example"));
    assert_eq!(text(response).await, edited);
}

#[tokio::test]
async fn compressed_copies_are_sent_unless_the_file_is_newer() {
    let folder = built();
    let hashed = "/broadsheet-0123456789abcdef.js";
    let edited = "/edition/articles/talks.json";
    for (path, kind, when_older) in
        [(hashed, "text/javascript", "br"), (edited, "application/json", "")]
    {
        let copy = folder.path().join(format!("{}.br", &path[1..]));
        fs::write(&copy, "compressed").unwrap();
        let request = || {
            let builder = Request::get(path).header(header::ACCEPT_ENCODING, "gzip, br");
            builder.body(Body::empty()).unwrap()
        };
        let packed = ask(&folder, request()).await;
        assert_eq!(field(&packed, "content-encoding"), "br");
        assert_eq!(field(&packed, "content-type"), kind);
        assert_eq!(field(&packed, "vary"), "accept-encoding");

        let long_ago = std::time::SystemTime::UNIX_EPOCH;
        fs::File::options().write(true).open(copy).unwrap().set_modified(long_ago).unwrap();
        let older = ask(&folder, request()).await;
        // Nobody edits what has a hash in its name.
        assert_eq!(field(&older, "content-encoding"), when_older, "{path}");
        let is_sent = text(older).await == "compressed";
        assert_eq!(is_sent, when_older == "br", "{path}");
    }
}

#[tokio::test]
async fn the_page_is_compressed_and_known_again() {
    let folder = built();
    let request = Request::get("/").header(header::ACCEPT_ENCODING, "br");
    let response = ask(&folder, request.body(Body::empty()).unwrap()).await;
    assert_eq!(field(&response, "content-encoding"), "br");
    let tag = field(&response, "etag").to_owned();
    let mut plain = Vec::new();
    let packed = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    brotli::BrotliDecompress(&mut &packed[..], &mut plain).unwrap();
    assert_eq!(plain, PAGE.as_bytes());

    let again = Request::get("/article/talks").header(header::IF_NONE_MATCH, tag);
    let response = ask(&folder, again.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(text(response).await, "");
}

#[tokio::test]
async fn head_has_the_headers_alone_and_other_methods_are_refused() {
    let folder = built();
    for path in ["/", "/edition/articles.json"] {
        let request = Request::head(path).body(Body::empty()).unwrap();
        let response = ask(&folder, request).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_ne!(field(&response, "content-length"), "0", "{path}");
        assert_eq!(text(response).await, "", "{path}");

        let request = Request::post(path).body(Body::empty()).unwrap();
        let response = ask(&folder, request).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(field(&response, "allow"), "GET, HEAD");
    }
}

#[test]
fn a_folder_without_a_page_is_no_site() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Site::open(folder.path()).is_err());
}

//! Pages rendered on request: what status they come with, how they are kept, and what becomes of them
//! when a backend fails.

mod backends;
mod crawler;
mod export;
mod faults;
mod feeds;
mod logged;
mod plain_host;
mod sitemaps;

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, Response, StatusCode, Uri, header};
use axum::response::IntoResponse;
use broadsheet_server::{App, Options};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tower::ServiceExt;

const STORY: &str = "/article/alaska-summit";

/// A built site, small, whose stories come from `edition`.
fn built(edition: &str) -> TempDir {
    built_over(edition, edition_folder())
}

/// The same with a folder of its own at `/edition`.
fn built_over(edition: &str, folder: &Path) -> TempDir {
    let files = json!({"kind": "files", "url": edition});
    built_with(&files, &files, folder)
}

/// The same with backends of any kind.
fn built_with(edition: &Value, comments: &Value, folder: &Path) -> TempDir {
    let dist = tempfile::tempdir().unwrap();
    let config = json!({
        "site": {"name": "The Example", "lang": "en-GB", "url": "https://news.example"},
        "edition": edition,
        "comments": comments,
    });
    let page = format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Built</title>
        <script type="application/json" id="broadsheet-config">{config}</script>
        <link rel="stylesheet" href="/broadsheet-1.css"><link rel="stylesheet" href="/later-1.css">
        <script src="/boot-1.js"></script>
        <link id="broadsheet-app" rel="broadsheet-app" href="/a.js" data-wasm="/a.wasm"></head>
        <body><div id="boot">Built</div></body></html>"#
    );
    for (name, text) in [
        ("index.html", page.as_str()),
        ("broadsheet-1.css", "p{color:red}"),
        ("later-1.css", "b{color:red}"),
        ("boot-1.js", "start()"),
    ] {
        fs::write(dist.path().join(name), text).unwrap();
    }
    std::os::unix::fs::symlink(folder, dist.path().join("edition")).unwrap();
    dist
}

fn edition_folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../public/edition"))
}

async fn app(dist: &TempDir) -> App {
    let dist = Some(dist.path().to_owned());
    App::open(Options { dist, rendered: Some(8 << 20), ..Options::default() }).await.unwrap()
}

async fn get(app: &App, path: &str) -> Response<Body> {
    ask(app, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn ask(app: &App, request: Request<Body>) -> Response<Body> {
    app.router().oneshot(request).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = to_bytes(response.into_body(), 8 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn field<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The document that stands around every page.
const EDITION: &str = "/edition.json";
/// That of [`STORY`].
const DOCUMENT: &str = "/articles/alaska-summit.json";
/// Its first comments.
const COMMENTS: &str = "/articles/alaska-summit/comments.json";
/// What a backend says that keeps silent.
const SILENCE: u16 = 2;
/// One whose document is being written at this moment.
const CUT_OFF: u16 = 3;
/// One that has something else in its place.
const NO_DOCUMENT: u16 = 4;

/// A backend of one edition, which fails when it is told to.
struct Backend {
    url: String,
    state: Arc<Told>,
}

#[derive(Default)]
struct Told {
    /// What it answers with at a path, or at every other one under an empty one; 0 is the file.
    statuses: Mutex<HashMap<&'static str, u16>>,
    /// The documents of other editions than the built-in one's.
    given: Mutex<HashMap<String, String>>,
    /// What it was asked for.
    asked: Mutex<Vec<String>>,
    /// Whether discussions wait until `comments` says that they may come.
    holds_comments: AtomicBool,
    comments: Notify,
}

impl Backend {
    async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let state = Arc::new(Told::default());
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url, state }
    }

    fn say(&self, status: u16) {
        self.say_of("", status);
    }

    fn say_of(&self, path: &'static str, status: u16) {
        self.state.statuses.lock().unwrap().insert(path, status);
    }

    /// From now on it has a document at a path.
    fn give(&self, path: &str, document: Value) {
        self.state.given.lock().unwrap().insert(path.to_owned(), document.to_string());
    }

    fn asked(&self) -> usize {
        self.asked_for(DOCUMENT)
    }

    fn asked_for(&self, path: &str) -> usize {
        self.state.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

async fn answer(State(told): State<Arc<Told>>, uri: Uri) -> Response<Body> {
    told.asked.lock().unwrap().push(uri.path().to_owned());
    if uri.path() == DOCUMENT {
        // Long enough that all who ask at once are there before the first has its answer.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    if uri.path().ends_with("comments.json") && told.holds_comments.load(Ordering::Relaxed) {
        told.comments.notified().await;
    }
    let json = [(header::CONTENT_TYPE, "application/json")];
    if let Some(document) = told.given.lock().unwrap().get(uri.path()) {
        return (json, document.clone()).into_response();
    }
    let status = {
        let statuses = told.statuses.lock().unwrap();
        statuses.get(uri.path()).or(statuses.get("")).copied().unwrap_or_default()
    };
    match status {
        0 => match fs::read(edition_folder().join(uri.path().trim_start_matches('/'))) {
            Ok(file) => (json, file).into_response(),
            Err(_) => StatusCode::NOT_FOUND.into_response(),
        },
        1 => (json, "{\"headline\": 5}").into_response(),
        CUT_OFF => (json, "{\"headline\": \"Two pres").into_response(),
        NO_DOCUMENT => (json, "null").into_response(),
        SILENCE => std::future::pending().await,
        status => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, [(header::RETRY_AFTER, "7")]).into_response()
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_comes_with_its_story_and_its_data() {
    let dist = built("/edition/");
    let app = app(&dist).await;
    let response = get(&app, STORY).await;
    assert_eq!(response.status(), StatusCode::OK);
    let policy = field(&response, "content-security-policy").to_owned();
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"), "{policy}");
    assert!(policy.contains("style-src 'self' 'sha256-"), "{policy}");
    let page = text(response).await;
    for part in [
        "<title>Two presidents",
        "property=\"og:title\"",
        "\"@type\":\"NewsArticle\"",
        "class=\"story-body\"",
        "class=\"comment-text\"",
        "<link rel=\"preload\" as=\"image\" fetchpriority=\"high\" type=\"image/avif\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let data = backends::embedded(&page, "broadsheet-data").unwrap();
    assert!(data["documents"]["/edition/articles/alaska-summit.json"]["headline"].is_string());
    assert_eq!(data["documents"].as_object().unwrap().len(), 1, "the comments stand by themselves");
    let comments = backends::embedded(&page, "broadsheet-comments").unwrap();
    assert!(comments["documents"].as_object().unwrap().keys().all(|url| url.contains("comments")));
    assert!(data["edition"]["sections"][0]["slug"].is_string());
    assert!(data["edition"].get("containers").is_none(), "what stands around is enough");
}

/// Whoever has no program, as most search engines, goes from page to page.
#[tokio::test(flavor = "multi_thread")]
async fn a_lists_further_pages_have_addresses_of_their_own() {
    let backend = Backend::open().await;
    let dist = built(&backend.url);
    let app = app(&dist).await;
    let part = |story: &str, next: Value| json!({"name": "World", "cards": [export::card(story)], "next": next});
    backend.give("/sections/world.json", part("newest", json!("sections/world-b.json")));
    backend.give("/sections/world-b.json", part("older", json!("sections/world-c.json")));
    backend.give("/sections/world-c.json", part("oldest", Value::Null));
    let page = async |path: &str| text(get(&app, path).await).await;
    let first = page("/section/world").await;
    assert!(first.contains("<a class=\"pill\" rel=\"next\" href=\"/section/world/2\">"), "{first}");
    let second = page("/section/world/2").await;
    for part in [
        "<title>World, page 2 · The Example</title>",
        "<link rel=\"canonical\" href=\"https://news.example/section/world/2\">",
        "href=\"https://news.example/section/world/feed.xml\"",
        "title=\"World · The Example\"",
        "href=\"/article/older\"",
        "<a class=\"pill\" rel=\"next\" href=\"/section/world/3\">",
        "<a class=\"pill\" href=\"/section/world\">",
        "\"further\":\"sections/world-b.json\"",
    ] {
        assert!(second.contains(part), "{part}: {second}");
    }
    assert!(!second.contains("/article/newest"), "{second}");
    let last = page("/section/world/3").await;
    assert!(last.contains("/article/oldest") && !last.contains("rel=\"next\""), "{last}");
    for none in ["/section/world/4", "/section/world/50", "/section/none/2", "/section/world/1"] {
        assert_eq!(get(&app, none).await.status(), StatusCode::NOT_FOUND, "{none}");
    }
    // One in between is missing: what follows it can't be had, and may be there.
    backend.give("/sections/broken.json", part("newest", json!("sections/none.json")));
    backend.say_of("/sections/none.json", 503);
    let broken = get(&app, "/section/broken/3").await;
    assert_eq!(broken.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!((field(&broken, "retry-after"), field(&broken, "cache-control")), ("7", "no-store"));
}

/// However many stories a backend sends at once, each is on a page, and a page has no more than it shows.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_is_on_several_pages() {
    let backend = Backend::open().await;
    let dist = built(&backend.url);
    let app = app(&dist).await;
    backend.give("/sections/world-b.json", export::list(130..191, Value::Null));
    let page = async |path: &str| text(get(&app, path).await).await;
    let on = |page: &str| -> Vec<usize> {
        let is_linked = |n: &usize| page.contains(&format!("href=\"/article/story-{n}\""));
        (0..200).filter(is_linked).collect()
    };
    let parts = [0..60, 60..120, 120..130, 130..190, 190..191];
    for kind in ["section", "author"] {
        let document = format!("/{kind}s/world.json");
        backend.give(&document, export::list(0..130, json!("sections/world-b.json")));
        for (number, stories) in (1..).zip(parts.clone()) {
            let path = if number == 1 { String::new() } else { format!("/{number}") };
            let page = page(&format!("/{kind}/world{path}")).await;
            assert_eq!(on(&page), stories.clone().collect::<Vec<_>>(), "{kind} {number}");
            let is_last = number == 5;
            let next = format!("rel=\"next\" href=\"/{kind}/world/{}\"", number + 1);
            assert_eq!(page.contains(&next), !is_last, "{kind} {number}");
            let data = backends::embedded(&page, "broadsheet-data").unwrap();
            let sent = data["parts"].as_object().unwrap();
            let (url, list) = sent.iter().next().unwrap();
            let cards = list["cards"].as_array().unwrap();
            assert_eq!((sent.len(), cards.len()), (1, stories.len()), "{url}");
            assert_eq!(cards[0]["slug"], format!("story-{}", stories.start), "{url}");
            assert_eq!(data["documents"], json!({}), "{url}");
        }
        for number in [6, 7] {
            let none = format!("/{kind}/world/{number}");
            assert_eq!(get(&app, &none).await.status(), StatusCode::NOT_FOUND, "{none}");
        }
    }
    // All that a list's document holds is in its feed, up to a hundred.
    let feed = page("/section/world/feed.json").await;
    let feed: Value = serde_json::from_str(&feed).unwrap();
    assert_eq!(feed["items"].as_array().unwrap().len(), 100);
}

/// A page that is not where it was is there again with the next that asks.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_has_become_shorter_is_gone_through_anew() {
    let backend = Backend::open().await;
    let dist = built(&backend.url);
    let app = app(&dist).await;
    let next = || json!("sections/world-b.json");
    backend.give("/sections/world.json", export::list(0..130, next()));
    backend.give("/sections/world-b.json", export::list(130..191, Value::Null));
    assert_eq!(get(&app, "/section/world/4").await.status(), StatusCode::OK);
    backend.give("/sections/world.json", export::list(0..60, next()));
    assert_eq!(get(&app, "/section/world/2").await.status(), StatusCode::NOT_FOUND);
    let third = get(&app, "/section/world/3").await;
    assert_eq!(third.status(), StatusCode::OK);
    assert!(text(third).await.contains("href=\"/article/story-190\""));
    // Where it ends is known, and whoever asks for more costs the backend nothing.
    let asked = backend.asked_for("/sections/world.json");
    for number in [30, 31, 32] {
        let none = get(&app, &format!("/section/world/{number}")).await;
        assert_eq!(none.status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(backend.asked_for("/sections/world.json"), asked);
}

/// Feeds and previews name them to whoever shows them.
#[tokio::test(flavor = "multi_thread")]
async fn pictures_may_be_shown_by_other_sites() {
    let dist = built("/edition/");
    let app = app(&dist).await;
    for (path, policy) in [
        ("/edition/photos/alaska-airbase-1200.jpg", "cross-origin"),
        ("/edition/edition.json", "same-origin"),
        ("/broadsheet-1.css", "same-origin"),
        (STORY, "same-origin"),
    ] {
        let response = get(&app, path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(field(&response, "cross-origin-resource-policy"), policy, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_said_by_the_status() {
    let dist = built("/edition/");
    let app = app(&dist).await;
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/index.html", StatusCode::OK),
        ("/section/world", StatusCode::OK),
        ("/author/mira-okafor", StatusCode::OK),
        ("/tag/ceasefire/", StatusCode::OK),
        ("/article/no-such-story", StatusCode::NOT_FOUND),
        ("/tag/node.js", StatusCode::NOT_FOUND),
        ("/nowhere", StatusCode::NOT_FOUND),
        ("/article/%2e%2e", StatusCode::NOT_FOUND),
        ("/feed.xml", StatusCode::OK),
        ("/section/nowhere/feed.json", StatusCode::NOT_FOUND),
        ("/sitemap.xml", StatusCode::OK),
        ("/news-sitemap.xml", StatusCode::OK),
        ("/robots.txt", StatusCode::OK),
        ("/sitemap-1.xml", StatusCode::NOT_FOUND),
    ] {
        let response = get(&app, path).await;
        assert_eq!(response.status(), status, "{path}");
        let kept = field(&response, "cache-control");
        assert_eq!(
            kept == "public, max-age=2, must-revalidate",
            status == StatusCode::NOT_FOUND,
            "{path}: {kept}"
        );
        let page = text(response).await;
        let is_html = page.starts_with("<!doctype");
        assert_eq!(
            is_html && page.contains("\"noindex\""),
            is_html && status != StatusCode::OK,
            "{path}"
        );
    }
    let front = text(get(&app, "/index.html").await).await;
    assert!(front.contains("<link rel=\"canonical\" href=\"https://news.example/\">"));
    let tag = text(get(&app, "/tag/node.js").await).await;
    assert!(tag.starts_with("<!doctype"), "a tag may be called like a file: {tag}");
    // The moderators' page has no story to come with.
    assert!(text(get(&app, "/moderation").await).await.contains("id=\"boot\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sitemap_names_every_page() {
    let dist = built("/edition/");
    let app = app(&dist).await;
    let sitemap = text(get(&app, "/sitemap.xml").await).await;
    for kind in ["articles", "authors", "sections", "tags"] {
        for entry in fs::read_dir(edition_folder().join(kind)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let Some(slug) = name.strip_suffix(".json") else { continue };
            let path = format!("https://news.example/{}/{slug}</loc>", &kind[..kind.len() - 1]);
            assert!(sitemap.contains(&path), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_kept_and_known_again() {
    let dist = built("/edition/");
    let app = app(&dist).await;
    let first = get(&app, STORY).await;
    assert!(
        field(&first, "cache-control").starts_with("public, max-age=60, stale-while-revalidate")
    );
    let tag = field(&first, "etag").to_owned();
    let again = Request::get(STORY).header("if-none-match", &tag).body(Body::empty()).unwrap();
    assert_eq!(ask(&app, again).await.status(), StatusCode::NOT_MODIFIED);
    for encoding in ["br", "gzip"] {
        let packed = Request::get(STORY).header("accept-encoding", encoding);
        let packed = ask(&app, packed.body(Body::empty()).unwrap()).await;
        assert_eq!(field(&packed, "content-encoding"), encoding);
    }
    // A deployer's hand in the page shows at once.
    let file = dist.path().join("index.html");
    let page = fs::read_to_string(&file).unwrap().replace("The Example", "Another Name");
    fs::write(&file, page).unwrap();
    assert!(text(get(&app, STORY).await).await.contains("· Another Name</title>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_asks_the_backend_once() {
    let backend = Backend::open().await;
    let dist = built(&backend.url);
    let app = app(&dist).await;
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let router = app.router();
        crowd.spawn(async move {
            let request = Request::get(STORY).body(Body::empty()).unwrap();
            router.oneshot(request).await.unwrap().status()
        });
    }
    assert!(crowd.join_all().await.iter().all(StatusCode::is_success));
    assert_eq!(backend.asked(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_stories_share_what_stands_around_them() {
    let backend = Backend::open().await;
    let app = app(&built(&backend.url)).await;
    let mut crowd = tokio::task::JoinSet::new();
    for entry in fs::read_dir(edition_folder().join("articles")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(slug) = name.strip_suffix(".json") else { continue };
        let (router, path) = (app.router(), format!("/article/{slug}"));
        crowd.spawn(async move {
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.oneshot(request).await.unwrap().status()
        });
    }
    assert!(crowd.len() > 10);
    assert!(crowd.join_all().await.iter().all(StatusCode::is_success));
    assert_eq!(backend.asked_for(EDITION), 1);
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert_eq!(get(&app, "/section/world").await.status(), StatusCode::OK);
    assert_eq!(backend.asked_for(EDITION), 2, "an edition is not kept for long");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_fails_is_said_by_the_status_and_tried_again() {
    let backend = Backend::open().await;
    let dist = built(&backend.url);
    let app = app(&dist).await;
    for (said, status, wait) in [
        (503, StatusCode::SERVICE_UNAVAILABLE, "7"),
        (500, StatusCode::SERVICE_UNAVAILABLE, "7"),
        (1, StatusCode::BAD_GATEWAY, ""),
        (410, StatusCode::GONE, ""),
    ] {
        backend.say(said);
        let path = format!("/article/alaska-summit?{said}");
        // What could not be had is kept for two seconds, so that a crowd asks once.
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        let response = get(&app, &path).await;
        assert_eq!(response.status(), status, "{said}");
        assert_eq!(field(&response, "retry-after"), wait, "{said}");
        let page = text(response).await;
        assert!(page.contains("role=\"alert\"") && page.contains("noindex"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_was_asked_for_too_early_is_there_soon() {
    let backend = Backend::open().await;
    let app = app(&built(&backend.url)).await;
    backend.say(404);
    let missing = get(&app, STORY).await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(field(&missing, "cache-control"), "public, max-age=2, must-revalidate");
    backend.say(0);
    let asked = backend.asked();
    assert_eq!(get(&app, STORY).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(backend.asked(), asked, "a crowd asks once");
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert_eq!(get(&app, STORY).await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_sent_before_its_comments_are_there() {
    let backend = Backend::open().await;
    backend.state.holds_comments.store(true, Ordering::Relaxed);
    let app = app(&built(&backend.url)).await;
    let response = get(&app, STORY).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(field(&response, "etag"), "", "what follows is not known");
    assert_eq!(field(&response, "cache-control"), "public, max-age=2, stale-if-error=86400");
    let mut parts = response.into_body().into_data_stream();
    let first = parts.next().await.unwrap().unwrap();
    let first = String::from_utf8(first.to_vec()).unwrap();
    assert!(first.contains("</h1>") && first.contains("story-body"), "{first}");
    assert!(!first.contains("comments-title") && !first.contains("broadsheet-data\""), "{first}");
    backend.state.comments.notify_one();
    let rest = parts.next().await.unwrap().unwrap();
    let rest = String::from_utf8(rest.to_vec()).unwrap();
    assert!(parts.next().await.is_none());
    assert!(rest.contains("comment-text"), "{rest}");
    // Kept whole, it is the same.
    assert_eq!(text(get(&app, STORY).await).await, first + &rest);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_sent_to_all_who_wait_before_its_comments_are_there() {
    let backend = Backend::open().await;
    backend.state.holds_comments.store(true, Ordering::Relaxed);
    let app = app(&built(&backend.url)).await;
    // The second asks while the first waits, the third when the beginning has been told.
    let (first, second) = tokio::join!(get(&app, STORY), get(&app, STORY));
    let third = get(&app, STORY).await;
    let mut waiting = Vec::new();
    for response in [first, second, third] {
        let mut parts = response.into_body().into_data_stream();
        let begun = parts.next().await.unwrap().unwrap();
        let begun = String::from_utf8(begun.to_vec()).unwrap();
        assert!(begun.contains("story-body") && !begun.contains("comments-title"), "{begun}");
        waiting.push((begun, parts));
    }
    backend.state.comments.notify_one();
    for (begun, mut parts) in waiting {
        let rest = parts.next().await.unwrap().unwrap();
        let rest = String::from_utf8(rest.to_vec()).unwrap();
        assert!(parts.next().await.is_none());
        assert!(rest.contains("comment-text"), "{rest}");
        assert_eq!(text(get(&app, STORY).await).await, begun + &rest);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_never_come_leave_a_whole_page() {
    let backend = Backend::open().await;
    backend.state.holds_comments.store(true, Ordering::Relaxed);
    let app = app(&built(&backend.url)).await;
    let request = Request::get(STORY).header(header::ACCEPT_ENCODING, "gzip");
    let response = ask(&app, request.body(Body::empty()).unwrap()).await;
    assert_eq!(field(&response, "content-encoding"), "gzip");
    let packed = to_bytes(response.into_body(), 8 << 20).await.unwrap();
    let mut page = String::new();
    flate2::read::GzDecoder::new(&*packed).read_to_string(&mut page).unwrap();
    assert!(
        page.contains("comments-loading") && page.ends_with("</script></body></html>"),
        "{page}"
    );
    assert_eq!(page, text(get(&app, STORY).await).await);
}

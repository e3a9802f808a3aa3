//! What readers get of a page that was made a while ago, when its backend fails.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use tempfile::TempDir;
use tower::ServiceExt;

use super::*;
use crate::site::{Site, router};

const STORY: &str = "/article/alaska-summit";
const DOCUMENT: &str = "/alaska-summit.json";
const COMMENTS: &str = "/comments.json";
const EDITION: &str = "/edition.json";
const PAGE: &str = r#"<!doctype html><html lang="en"><head>
    <script type="application/json" id="broadsheet-config">{
    "site": {"name": "The Example", "lang": "en", "url": "https://news.example"},
    "edition": {"kind": "files", "url": "/edition/"},
    "comments": {"kind": "files", "url": "/edition/"}}</script></head></html>"#;
/// What a backend says that keeps silent.
const SILENCE: u16 = 1;
const A_MINUTE: Duration = Duration::from_secs(61);
const AN_HOUR: Duration = Duration::from_secs(3_600);
const A_DAY: Duration = Duration::from_secs(86_401);

#[derive(Debug, Default)]
struct Told {
    /// What is answered where an address has this in it.
    faults: Mutex<Vec<(&'static str, u16)>>,
    /// How many documents are being asked for, and the most that ever were.
    under_way: AtomicUsize,
    most: AtomicUsize,
}

/// A site, its backend and its pages.
struct Paper {
    site: Router,
    renderer: Renderer,
    told: Arc<Told>,
    _dist: TempDir,
}

impl Paper {
    fn new() -> Self {
        let dist = tempfile::tempdir().unwrap();
        fs::write(dist.path().join("index.html"), PAGE).unwrap();
        let told = Arc::new(Told::default());
        let own = Router::new().fallback(answer).with_state(Arc::clone(&told));
        let renderer = Renderer::new(Documents::new(own).unwrap(), 8 << 20);
        let site = router(Site::open(dist.path()).unwrap().rendered(renderer.clone()));
        Self { site, renderer, told, _dist: dist }
    }

    /// The same, when the story was made so long ago.
    async fn after(age: Duration) -> Self {
        let paper = Self::new();
        assert_eq!(paper.get(STORY).await.0, StatusCode::OK);
        paper.renderer.cache.grow_old(STORY, age);
        paper
    }

    fn say(&self, part: &'static str, fault: u16) {
        self.told.faults.lock().unwrap().push((part, fault));
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.site.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 8 << 20).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }
}

async fn answer(State(told): State<Arc<Told>>, request: Request) -> Response {
    let path = request.uri().path();
    let is_meant = |(part, _): &&(&str, u16)| path.contains(part);
    let fault = told.faults.lock().unwrap().iter().find(is_meant).map(|(_, fault)| *fault);
    match fault {
        None => {}
        Some(SILENCE) => std::future::pending().await,
        Some(status) => return StatusCode::from_u16(status).unwrap().into_response(),
    }
    let most = told.under_way.fetch_add(1, Relaxed) + 1;
    told.most.fetch_max(most, Relaxed);
    tokio::time::sleep(Duration::from_millis(20)).await;
    told.under_way.fetch_sub(1, Relaxed);
    let public = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../public"));
    match fs::read(public.join(path.trim_start_matches('/'))) {
        Ok(file) => ([(header::CONTENT_TYPE, "application/json")], file).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_good_copy_is_sent_while_a_backend_fails() {
    for fault in [503, 500, SILENCE] {
        for age in [A_MINUTE, AN_HOUR] {
            let paper = Paper::after(age).await;
            paper.say(DOCUMENT, fault);
            let asked = Instant::now();
            for _ in 0..3 {
                let (status, page) = paper.get(STORY).await;
                assert_eq!(status, StatusCode::OK, "{fault} after {age:?}");
                assert!(page.contains("class=\"story-body\""), "{fault} after {age:?}");
            }
            let waited = asked.elapsed();
            assert!(waited < Duration::from_millis(2_500), "{fault} after {age:?}: {waited:?}");
            // Or a CDN would keep it for as long as a new one.
            let request = Request::get(STORY).body(Body::empty()).unwrap();
            let response = paper.site.clone().oneshot(request).await.unwrap();
            let told = response.headers()[header::AGE].to_str().unwrap().parse::<u64>().unwrap();
            assert!((age.as_secs()..age.as_secs() + 60).contains(&told), "{told} after {age:?}");
        }
    }
    let paper = Paper::after(A_DAY).await;
    paper.say(DOCUMENT, 503);
    assert_eq!(paper.get(STORY).await.0, StatusCode::SERVICE_UNAVAILABLE, "news of yesterday");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_was_taken_away_is_not_sent_for_long() {
    for age in [A_MINUTE, AN_HOUR] {
        let paper = Paper::after(age).await;
        paper.say(DOCUMENT, 410);
        paper.get(STORY).await;
        // Where the old one was sent at once, the new one is made meanwhile.
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(paper.get(STORY).await.0, StatusCode::GONE, "after {age:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_page_outlives_what_stands_around_it() {
    for missing in [EDITION, COMMENTS] {
        let paper = Paper::after(A_MINUTE).await;
        // No longer than for that is the edition shared.
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        paper.say(missing, 503);
        for _ in 0..2 {
            let (status, page) = paper.get(STORY).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains("href=\"/section/culture\""), "{missing}");
            assert!(page.contains("class=\"comment-text\""), "{missing}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_sitemap_outlives_lists_that_cannot_be_had() {
    let paper = Paper::new();
    let (_, whole) = paper.get("/sitemap.xml").await;
    paper.renderer.cache.grow_old("/sitemap.xml", AN_HOUR);
    for lists in ["/sections/", "/tags/", "/authors/", "/articles/"] {
        paper.say(lists, 503);
    }
    for _ in 0..2 {
        let (status, sitemap) = paper.get("/sitemap.xml").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(sitemap, whole);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_pages_are_made_at_once_and_no_more() {
    let paper = Paper::new();
    let mut crowd = tokio::task::JoinSet::new();
    for number in 0..4 * PAGES_AT_ONCE {
        let request = Request::get(format!("/article/story-{number}")).body(Body::empty()).unwrap();
        let site = paper.site.clone();
        crowd.spawn(async move { site.oneshot(request).await.unwrap().status() });
    }
    assert!(crowd.join_all().await.iter().all(|status| *status == StatusCode::NOT_FOUND));
    // Each asks for its story and its comments; all ask for the edition once.
    let most = paper.told.most.load(Relaxed);
    assert!((PAGES_AT_ONCE..=2 * PAGES_AT_ONCE + 1).contains(&most), "{most}");
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_do_not_come_take_no_turn() {
    let paper = Paper::new();
    paper.say(COMMENTS, SILENCE);
    let mut taken = Vec::new();
    for _ in 1..PAGES_AT_ONCE {
        taken.extend(paper.renderer.pages.take().await);
    }
    let asked = Instant::now();
    let stories = ["alaska-summit", "bread-price", "chess-in-the-rain", "port-reopens"];
    let pages = stories.map(|slug| format!("/article/{slug}"));
    let pages = pages.iter().map(|path| paper.get(path));
    for (status, page) in futures_util::future::join_all(pages).await {
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("class=\"story-body\""));
    }
    // They waited together, and not one after the other.
    assert!(asked.elapsed() < Duration::from_millis(2_000), "{:?}", asked.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_turn_for_long_is_told_to_come_again() {
    let paper = Paper::new();
    let mut taken = Vec::new();
    for _ in 0..PAGES_AT_ONCE {
        taken.extend(paper.renderer.pages.take().await);
    }
    let ((story, page), (feed, _)) = tokio::join!(paper.get(STORY), paper.get("/feed.xml"));
    assert_eq!([story, feed], [StatusCode::SERVICE_UNAVAILABLE; 2]);
    assert!(page.contains("role=\"alert\""), "{page}");
    assert_eq!(paper.told.most.load(Relaxed), 0, "no backend was asked");
    assert_eq!(paper.get("/robots.txt").await.0, StatusCode::OK, "it needs no turn");
}

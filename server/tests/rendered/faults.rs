//! Pages of which parts are missing, since a backend failed; and stories that are gone.

use super::*;

const WHOLE: &str = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";
const IN_PARTS: &str = "public, max-age=2, stale-if-error=86400";
/// Longer than what is not whole holds.
const A_WHILE: Duration = Duration::from_millis(2_100);

/// Which of a page's parts are there: its sections, its story, its comments.
async fn parts_of(response: Response<Body>) -> [bool; 3] {
    assert_eq!(response.status(), StatusCode::OK);
    let page = text(response).await;
    ["href=\"/section/culture\"", "class=\"story-body\"", "class=\"comment-text\""]
        .map(|part| page.contains(part))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_which_parts_are_missing_holds_for_two_seconds() {
    for (missing, fault, parts) in [
        (EDITION, 503, [false, true, true]),
        (EDITION, 1, [false, true, true]),
        (COMMENTS, 503, [true, true, false]),
    ] {
        let backend = Backend::open().await;
        let app = app(&built(&backend.url)).await;
        backend.say_of(missing, fault);
        let response = get(&app, STORY).await;
        assert_eq!(field(&response, "cache-control"), IN_PARTS, "{missing} {fault}");
        assert_eq!(parts_of(response).await, parts, "{missing} {fault}");
        backend.say_of(missing, 0);
        tokio::time::sleep(A_WHILE).await;
        // The first who comes has the old one at once, and the next the new one.
        get(&app, STORY).await;
        tokio::time::sleep(Duration::from_millis(800)).await;
        let response = get(&app, STORY).await;
        assert_eq!(field(&response, "cache-control"), WHOLE, "{missing} {fault}");
        assert_eq!(parts_of(response).await, [true; 3], "{missing} {fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discussion_that_is_not_there_is_not_missing() {
    let backend = Backend::open().await;
    let app = app(&built(&backend.url)).await;
    backend.say_of(COMMENTS, 404);
    assert_eq!(field(&get(&app, STORY).await, "cache-control"), WHOLE);
}

/// A store of files that nobody may list says so of every file that isn't there.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_store_of_files_forbids_is_not_there_unless_it_was() {
    let backend = Backend::open().await;
    let app = app(&built(&backend.url)).await;
    backend.say_of(COMMENTS, 403);
    assert_eq!(field(&get(&app, STORY).await, "cache-control"), WHOLE);
    backend.say_of("/articles/a-slip.json", 403);
    let slip = get(&app, "/article/a-slip").await;
    assert_eq!((slip.status(), field(&slip, "retry-after")), (StatusCode::NOT_FOUND, ""));
    // The front page is always there: somebody has to let this server in.
    backend.say_of(EDITION, 403);
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert_eq!(get(&app, "/").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    backend.say_of("/articles/garve-storm.json", 451);
    let withheld = get(&app, "/article/garve-storm").await;
    assert_eq!(withheld.status(), StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_was_taken_away_is_gone_while_all_else_is_there() {
    let backend = Backend::open().await;
    let app = app(&built(&backend.url)).await;
    backend.say_of(DOCUMENT, 410);
    let gone = get(&app, STORY).await;
    assert_eq!(gone.status(), StatusCode::GONE);
    assert_eq!(field(&gone, "cache-control"), "public, max-age=2, must-revalidate");
    let page = text(gone).await;
    assert!(page.contains("href=\"/section/culture\"") && page.contains("noindex"), "{page}");
    assert!(!page.contains("story-body"), "{page}");
    assert_eq!(get(&app, "/article/garve-storm").await.status(), StatusCode::OK);
    assert_eq!(get(&app, "/").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_refuses_or_keeps_silent_is_down() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let refusing = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let silent = Backend::open().await;
    silent.say(SILENCE);
    for url in [refusing, silent.url.clone()] {
        let app = app(&built(&url)).await;
        let response = get(&app, STORY).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{url}");
        assert!(field(&response, "retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
        assert_eq!(field(&response, "cache-control"), "no-store", "{url}");
        let page = text(response).await;
        assert!(page.contains("role=\"alert\"") && page.contains("noindex"), "{url}: {page}");
        let sitemap = get(&app, "/sitemap.xml").await;
        assert_eq!(sitemap.status(), StatusCode::SERVICE_UNAVAILABLE, "{url}");
    }
}

/// A newsroom publishes, and for a moment there is no edition: that is no page that isn't there.
#[tokio::test]
async fn a_front_page_that_is_not_there_is_a_fault_of_the_backend() {
    let backend = Backend::open().await;
    backend.say(404);
    let dist = built(&backend.url);
    let app = app(&dist).await;
    for path in ["/", "/feed.xml", "/sitemap.xml", "/news-sitemap.xml"] {
        let response = get(&app, path).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(!field(&response, "retry-after").is_empty(), "{path}");
    }
    for path in ["/section/world", "/section/world/feed.xml", STORY] {
        assert_eq!(get(&app, path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

/// The page is copied before what it names.
#[tokio::test]
async fn a_deploy_that_is_half_copied_is_taken_up_when_it_is_whole() {
    let dist = built("/edition/");
    let boot = dist.path().join("boot-1.js");
    let style = dist.path().join("broadsheet-1.css");
    fs::remove_file(&boot).unwrap();
    fs::write(&style, "p{col").unwrap();
    let app = app(&dist).await;
    assert!(!text(get(&app, STORY).await).await.contains("data-rendered"));
    fs::write(&boot, "start()").unwrap();
    let half = text(get(&app, STORY).await).await;
    assert!(half.contains("data-rendered") && half.contains("p{col</style>"));
    fs::write(&style, "p{color:red}").unwrap();
    let response = get(&app, STORY).await;
    let policy = field(&response, "content-security-policy").to_owned();
    assert!(text(response).await.contains("p{color:red}</style>"));
    assert_ne!(policy, "");
}

/// What is null in a page's data was not there, and is not asked for once more.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_no_document_is_left_to_the_program_to_ask_for() {
    let backend = Backend::open().await;
    for (at, fault) in
        [(DOCUMENT, CUT_OFF), (DOCUMENT, NO_DOCUMENT), (EDITION, CUT_OFF), (COMMENTS, CUT_OFF)]
    {
        let app = app(&built(&backend.url)).await;
        backend.say_of(at, fault);
        let response = get(&app, STORY).await;
        let status = if at == DOCUMENT { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
        assert_eq!(response.status(), status, "{at} {fault}");
        let page = text(response).await;
        assert!(!page.contains("json\":null") && !page.contains("\"edition\":null"), "{page}");
        backend.say_of(at, 0);
    }
}

//! Every kind of backend that a configuration can name, rendered.

use tokio::task::JoinHandle;

use super::*;

/// A server of stories and discussions at an address of its own.
struct Remote {
    url: String,
    _data: TempDir,
    serving: JoinHandle<()>,
}

impl Remote {
    async fn open() -> Self {
        let data = tempfile::tempdir().unwrap();
        let app = App::open(with_comments(&data)).await.unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/api/", listener.local_addr().unwrap());
        let serving = tokio::spawn(app.serve(listener, std::future::pending()));
        Self { url, _data: data, serving }
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A server on a database of its own, with the built-in edition and its discussions.
fn with_comments(data: &TempDir) -> Options {
    Options {
        data: Some(data.path().join("comments.sqlite").display().to_string()),
        seed: Some(edition_folder().to_owned()),
        rates: None,
        ..Options::default()
    }
}

/// The JSON of a page's element.
pub fn embedded(page: &str, element: &str) -> Option<Value> {
    let (_, json) = page.split_once(&format!("id=\"{element}\">"))?;
    serde_json::from_str(json.split_once("</script>")?.0).ok()
}

/// The addresses of the documents that a page's element holds.
fn documents(page: &str, element: &str) -> Vec<String> {
    let data = embedded(page, element).unwrap_or_default();
    data["documents"].as_object().into_iter().flatten().map(|(url, _)| url.clone()).collect()
}

/// A newsroom tells its CMS of a story, and nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_is_new_has_its_discussion() {
    let backend = Backend::open().await;
    let edition = json!({"kind": "server", "url": backend.url});
    let comments = json!({"kind": "server", "url": "/api/"});
    let nothing = tempfile::tempdir().unwrap();
    let (data, dist) =
        (tempfile::tempdir().unwrap(), built_with(&edition, &comments, nothing.path()));
    let app = App::open(Options {
        dist: Some(dist.path().to_owned()),
        rendered: Some(8 << 20),
        seed: None,
        ..with_comments(&data)
    });
    let app = app.await.unwrap();
    let story = |slug: &str, commenting: &str| json!({"slug": slug, "headline": "New", "published_at": "2026-11-20T09:10:00Z", "section": {"slug": "w", "name": "W"}, "body": [], "commenting": commenting});
    backend.give("/articles/open.json", story("open", "open"));
    backend.give("/articles/closed.json", story("closed", "closed"));
    backend.give("/articles/off.json", story("off", "off"));
    // Had by an earlier name, it is discussed by its own.
    backend.give("/articles/earlier.json", story("open", "open"));
    for (slug, status, state) in [
        ("earlier", StatusCode::NOT_FOUND, Value::Null),
        ("open", StatusCode::OK, json!("open")),
        ("closed", StatusCode::OK, json!("closed")),
        ("off", StatusCode::NOT_FOUND, Value::Null),
        ("of-nobody", StatusCode::NOT_FOUND, Value::Null),
    ] {
        let path = format!("/api/articles/{slug}/comments");
        // All who come first are answered alike.
        let asked = futures_util::future::join_all([get(&app, &path), get(&app, &path)]).await;
        for response in asked {
            assert_eq!(response.status(), status, "{slug}");
            let answer: Value = serde_json::from_str(&text(response).await).unwrap();
            assert_eq!(answer["state"], state, "{slug}");
        }
        assert_eq!(
            get(&app, &format!("{path}/no-such-comment")).await.status(),
            StatusCode::NOT_FOUND
        );
        let asked = backend.asked_for(&format!("/articles/{slug}.json"));
        assert!((1..=2).contains(&asked), "{slug}: {asked}, by two readers and not again");
    }
}

/// A deploy brings a story with what was said of it elsewhere: as if it had been there at the start.
#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_comes_with_its_discussion_begins_with_that() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("articles")).unwrap();
    let edition = json!({"kind": "files", "url": "/edition/"});
    let comments = json!({"kind": "server", "url": "/api/"});
    let (data, dist) =
        (tempfile::tempdir().unwrap(), built_with(&edition, &comments, folder.path()));
    let app = App::open(Options {
        dist: Some(dist.path().to_owned()),
        seed: Some(folder.path().to_owned()),
        ..with_comments(&data)
    });
    let app = app.await.unwrap();
    for name in ["alaska-summit.json", "alaska-summit/comments.json"] {
        let to = folder.path().join("articles").join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(edition_folder().join("articles").join(name), to).unwrap();
    }
    let answer = get(&app, "/api/articles/alaska-summit/comments").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let answer: Value = serde_json::from_str(&text(answer).await).unwrap();
    assert!(answer["total"].as_u64() > Some(0), "{answer}");
}

/// A newsroom whose interface is not there in its language yet says in its edition what its stories are in.
#[tokio::test(flavor = "multi_thread")]
async fn stories_are_in_the_editions_language_whatever_the_interface_speaks() {
    let backend = Backend::open().await;
    let dist = built(&backend.url);
    let app = app(&dist).await;
    let world = json!({"slug": "world", "name": "دنیا"});
    let now = broadsheet::state::console::now().to_iso();
    let card = json!({"slug": "a", "headline": "برف", "section": world, "published_at": now});
    let mut story = card.clone();
    story["body"] = json!([]);
    let edition = json!({"title": "آج", "lang": "ur", "sections": [world], "top_stories": [card]});
    backend.give("/edition.json", edition);
    backend.give("/articles/a.json", story);
    backend.give("/sections/world.json", json!({"name": "دنیا", "cards": [card]}));
    for (path, part) in [
        ("/article/a", "<main class=\"page\" id=\"main\" tabindex=\"-1\" lang=\"ur\""),
        ("/article/a", "hreflang=\"ur\""),
        ("/article/a", "\"inLanguage\":\"ur\""),
        ("/article/a", "<html lang=\"en-GB\" dir=\"rtl\""),
        ("/section/world", "\"inLanguage\":\"ur\""),
        ("/section/world/feed.xml", "<language>ur</language>"),
        ("/section/world/feed.json", "\"language\":\"ur\""),
        ("/news-sitemap.xml", "<news:language>ur</news:language>"),
    ] {
        let text = text(get(&app, path).await).await;
        assert!(text.contains(part), "{path} has no {part}: {text}");
    }
    // What says that there is no page is the interface's.
    let missing = text(get(&app, "/article/none").await).await;
    assert!(!missing.contains("id=\"main\" tabindex=\"-1\" lang="), "{missing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_backend_is_rendered() {
    let remote = Remote::open().await;
    let server = |url: &str| json!({"kind": "server", "url": url});
    let files = json!({"kind": "files", "url": "/edition/"});
    for (edition, comments) in [
        (server("/api/"), server("/api/")),
        (server("/api/"), json!({"kind": "off"})),
        (files.clone(), json!({"kind": "off"})),
        (files.clone(), server("/api/")),
        (files.clone(), server(&remote.url)),
        (server(&remote.url), server(&remote.url)),
        (server(&remote.url), files.clone()),
    ] {
        let named = format!("{edition} {comments}");
        let (data, dist) =
            (tempfile::tempdir().unwrap(), built_with(&edition, &comments, edition_folder()));
        let app = App::open(Options {
            dist: Some(dist.path().to_owned()),
            rendered: Some(8 << 20),
            ..with_comments(&data)
        });
        let app = app.await.unwrap();
        // The first answer may be one in parts.
        text(get(&app, STORY).await).await;
        let response = get(&app, STORY).await;
        assert_eq!(response.status(), StatusCode::OK, "{named}");
        assert!(field(&response, "cache-control").contains("max-age=60"), "{named}");
        let page = text(response).await;
        assert!(page.contains("href=\"/section/culture\""), "{named}");
        assert!(page.contains("class=\"story-body\""), "{named}");
        let base = |source: &Value| source["url"].as_str().unwrap_or_default().to_owned();
        let story = format!("{}articles/alaska-summit.json", base(&edition));
        assert_eq!(documents(&page, "broadsheet-data"), [story], "{named}");
        let discussion = format!("{}articles/alaska-summit/comments", base(&comments));
        let first = match comments["kind"].as_str().unwrap() {
            "off" => None,
            "server" => Some(format!("{discussion}?sort=newest&limit=20&replies=20")),
            _ => Some(format!("{discussion}.json")),
        };
        assert_eq!(page.contains("class=\"comment-text\""), first.is_some(), "{named}");
        assert_eq!(page.contains("id=\"comments\""), first.is_some(), "{named}");
        assert_eq!(documents(&page, "broadsheet-comments"), Vec::from_iter(first), "{named}");
        app.close().await;
    }
}

/// A discussion of so many threads with so many replies each, as a file has it.
fn discussion(threads: usize, replies: usize) -> String {
    let comment = |id: String, parent: Option<&str>, minute: usize| {
        let (hour, minute) = (minute / 60, minute % 60);
        json!({"id": id, "parent_id": parent, "author": {"name": "Ines"},
            "text": format!("Said as {id}. {}", "More of it. ".repeat(30)),
            "created_at": format!("2026-11-22T{hour:02}:{minute:02}:00Z")})
    };
    let mut comments = Vec::new();
    for thread in 0..threads {
        let first = format!("t{thread}");
        comments.push(comment(first.clone(), None, thread));
        let reply = |number| comment(format!("{first}-r{number}"), Some(&first), 700);
        comments.extend((0..replies).map(reply));
    }
    json!({"total": comments.len(), "comments": comments}).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discussion_in_files_is_drawn_however_large_it_is() {
    for (threads, replies, drawn, all) in
        [(300, 2, 60, "900"), (50, 100, 420, "5,050"), (1, 2_000, 420, "2,001")]
    {
        let edition = tempfile::tempdir().unwrap();
        let folder = edition.path().join("articles/alaska-summit");
        fs::create_dir_all(&folder).unwrap();
        fs::copy(edition_folder().join("edition.json"), edition.path().join("edition.json"))
            .unwrap();
        let story = "articles/alaska-summit.json";
        fs::copy(edition_folder().join(story), edition.path().join(story)).unwrap();
        let file = discussion(threads, replies);
        assert!(file.len() > 256 * 1024);
        fs::write(folder.join("comments.json"), file).unwrap();
        let dist = built_over("/edition/", edition.path());
        let app = app(&dist).await;
        text(get(&app, STORY).await).await;
        let response = get(&app, STORY).await;
        assert!(field(&response, "cache-control").contains("max-age=60"));
        let page = text(response).await;
        assert_eq!(page.matches("<li class=\"comment\"").count(), drawn, "{threads}");
        assert!(page.contains(&format!("Said as t{}.", threads - 1)), "the newest stands first");
        // It says how many there are, and the program fetches them all.
        let count = format!("<span class=\"count\">{all}</span>");
        assert!(page.contains(&count), "{count}");
        assert_eq!(embedded(&page, "broadsheet-comments"), None);
        assert!(page.len() < 2 << 20, "{}", page.len());
    }
}

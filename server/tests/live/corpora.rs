//! The broken files of a public corpus, sent as everything that a call takes, and sown as an edition's
//! documents. `BROADSHEET_CORPORA` names the corpora's folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use broadsheet_server::{App, Options};
use serde::Deserialize;
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing::Dispatch;
use tracing::subscriber::{NoSubscriber, set_default};
use url::form_urlencoded::byte_serialize;

use crate::client::{Posted, said, uuid};
use crate::privacy::Log;
use crate::server::{ADMIN, ARTICLE, Home, quick};

/// The reader who sends all of it.
const READER: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";
/// What the reader calls themselves, and says: it must not be in the log.
const NAME: &str = "Nameworthy";
const SAID: &str = "of its own kind";
/// A discussion that moderators may do anything with.
const OTHER: &str = "another";
/// The longest of the files that are tried as part of an address: servers and proxies take some 8 KB.
const ADDRESS: usize = 2_000;

/// A file that a parser of JSON must accept, refuse, or either.
#[derive(Deserialize)]
struct BadJson {
    id: String,
    name: String,
    b64: String,
}

impl BadJson {
    /// The corpus's files; none without their folder.
    fn all() -> Vec<Self> {
        let named = std::env::var_os("BROADSHEET_CORPORA").filter(|name| !name.is_empty());
        let Some(folder) = named.map(PathBuf::from) else {
            println!("skipped: BROADSHEET_CORPORA names no folder");
            return Vec::new();
        };
        let files: Vec<Self> =
            serde_json::from_slice(&fs::read(folder.join("bad-json.json")).unwrap()).unwrap();
        assert_eq!(files.len(), 340, "the corpus has changed");
        files
    }

    fn bytes(&self) -> Vec<u8> {
        STANDARD.decode(&self.b64).unwrap()
    }
}

/// JSON in which one value is a file, as it is.
fn spliced(document: &Value, at: &str, file: &[u8]) -> Vec<u8> {
    const HERE: &str = "\"here-it-goes\"";
    let mut document = document.clone();
    *document.pointer_mut(at).unwrap() = json!(HERE.trim_matches('"'));
    let text = document.to_string();
    let (before, after) = text.split_once(HERE).unwrap();
    [before.as_bytes(), file, after.as_bytes()].concat()
}

/// JSON in which one value is a text with a file in it.
fn quoted(document: &Value, at: &str, file: &[u8]) -> Vec<u8> {
    let mut document = document.clone();
    *document.pointer_mut(at).unwrap() = json!(String::from_utf8_lossy(file));
    document.to_string().into_bytes()
}

/// A call that takes a body.
struct Call {
    method: &'static str,
    path: String,
    token: String,
    body: Value,
    /// Where the values of its body are.
    values: &'static [&'static str],
}

impl Call {
    fn request(&self, body: impl Into<Body>) -> Request<Body> {
        Request::builder()
            .method(self.method)
            .uri(format!("/api/{}", self.path))
            .header("content-type", "application/json")
            .header("broadsheet-reader", READER)
            .header("idempotency-key", uuid())
            .header("authorization", format!("Bearer {}", self.token))
            .body(body.into())
            .unwrap()
    }
}

/// A server that is asked without a line between.
struct Asked {
    app: App,
    router: Router,
    /// What was just sent, for whoever reads that it went wrong.
    sent: String,
    number: usize,
    accepted: usize,
    refused: usize,
}

impl Asked {
    async fn open(options: Options) -> Self {
        let app = App::open(options).await.unwrap();
        let router = app.router();
        Self { app, router, sent: String::new(), number: 0, accepted: 0, refused: 0 }
    }

    /// Every call that takes a body or may be sent one, about a comment that there is.
    fn calls(&mut self, about: &Posted) -> Vec<Call> {
        self.number += 1;
        let mut post = said(&format!("{SAID}, for the {}th time", self.number));
        post["author"]["name"] = NAME.into();
        post["parent_id"] = about.id.as_str().into();
        let comments = format!("articles/{ARTICLE}/comments");
        let comment = format!("{comments}/{}", about.id);
        let call = |method, path: &str, token: &str, body, values| Call {
            method,
            path: path.to_owned(),
            token: token.to_owned(),
            body,
            values,
        };
        let nothing = || json!({});
        let act = json!({"action": "approve", "version": 1, "article": ARTICLE});
        let settle = json!({"state": "open", "premoderated": false});
        let report = json!({"reason": "other", "note": format!("a note {SAID}")});
        vec![
            call(
                "POST",
                &comments,
                "",
                post,
                &["/text", "/parent_id", "/author", "/author/name", "/website", "/took_ms"],
            ),
            call("PATCH", &comment, &about.token, json!({"text": SAID}), &["/text"]),
            call("POST", &format!("{comment}/report"), "", report, &["/reason", "/note"]),
            call(
                "POST",
                &format!("moderation/comments/{}", about.id),
                ADMIN,
                act,
                &["/action", "/version", "/article"],
            ),
            call(
                "PUT",
                &format!("moderation/articles/{OTHER}"),
                ADMIN,
                settle,
                &["/state", "/premoderated"],
            ),
            call("POST", "moderation/tickets", ADMIN, nothing(), &[]),
            call("PUT", &format!("{comment}/like"), "", nothing(), &[]),
            call("DELETE", &format!("{comment}/like"), "", nothing(), &[]),
            call("DELETE", &comment, "", nothing(), &[]),
            call("DELETE", &comments, "", nothing(), &[]),
        ]
    }

    /// Sends a request, and looks at the answer; its body.
    async fn ask(&mut self, request: Request<Body>) -> Value {
        let what = format!("{} {} in {}", request.method(), request.uri().path(), self.sent);
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (status, kind) = (answer.status(), kind(&answer));
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let body: Value = serde_json::from_slice(&body)
            .unwrap_or_else(|_| panic!("{status} without JSON to {what}"));
        if status.is_success() {
            self.accepted += 1;
            return body;
        }
        assert!(status.is_client_error(), "{status} to {what}");
        assert_eq!(kind, "application/problem+json", "{what}");
        assert!(body["code"].is_string(), "{what}");
        self.refused += 1;
        body
    }

    async fn get(&mut self, path: &str) -> Value {
        self.ask(Request::get(format!("/api/{path}")).body(Body::empty()).unwrap()).await
    }

    /// A comment that is there, and its token.
    async fn posted(&mut self) -> Posted {
        let mut calls = self.calls(&Posted { id: String::new(), token: String::new() });
        calls[0].body["parent_id"] = Value::Null;
        let request = calls[0].request(calls[0].body.to_string());
        let answer = self.ask(request).await;
        let id = answer["comment"]["id"].as_str().unwrap().to_owned();
        Posted { id, token: answer["token"].as_str().unwrap().to_owned() }
    }

    async fn send_as_bodies(&mut self, file: &[u8], about: &Posted) {
        for call in self.calls(about) {
            self.ask(call.request(file.to_vec())).await;
        }
    }

    async fn send_as_values(&mut self, file: &[u8], about: &Posted) {
        for place in 0..self.calls(about).len() {
            for at in self.calls(about)[place].values {
                for splice in [spliced, quoted] {
                    let call = self.calls(about).swap_remove(place);
                    self.ask(call.request(splice(&call.body, at, file))).await;
                }
            }
        }
    }

    async fn send_as_fields(&mut self, file: &[u8], about: &Posted) {
        let names = [
            "broadsheet-reader",
            "idempotency-key",
            "authorization",
            "content-type",
            "last-event-id",
        ];
        for name in names {
            let Ok(value) = HeaderValue::from_bytes(file) else { return };
            let call = self.calls(about).swap_remove(0);
            let mut request = call.request(call.body.to_string());
            request.headers_mut().insert(name, value);
            self.ask(request).await;
        }
    }

    async fn send_as_addresses(&mut self, file: &[u8], about: &Posted) {
        if file.len() > ADDRESS {
            return;
        }
        let text: String = byte_serialize(file).collect();
        let comments = format!("articles/{ARTICLE}/comments");
        for path in [
            format!("articles/{text}/comments"),
            format!("{comments}/{text}"),
            format!("{comments}/{}/replies?cursor={text}", about.id),
            format!("{comments}?cursor={text}"),
            format!("{comments}?sort={text}"),
            format!("{comments}?limit={text}"),
            format!("{comments}/changes?after={text}"),
            format!("comments/counts?articles={text}"),
            format!("moderation/stream?ticket={text}"),
        ] {
            self.get(&path).await;
        }
    }
}

fn kind(answer: &Response<Body>) -> String {
    let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap());
    kind.unwrap_or_default().to_owned()
}

/// One thread, so that what listens to the log hears this test alone.
#[tokio::test]
async fn broken_files_as_whatever_a_call_takes() {
    let files = BadJson::all();
    for home in Home::all() {
        if files.is_empty() {
            return;
        }
        let log = Log::default();
        // One that hears nothing beside it: where there is but one, whatever thread first comes to a line decides
        // for all of them whether anybody listens, and on the others' nobody does (tracing-core, `callsite`).
        let _deaf = Dispatch::new(NoSubscriber::default());
        let to = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false);
        let _listening = set_default(to.with_writer(log.clone()).finish());
        let options = Options { edit_window: Duration::from_secs(3_600), ..quick(&home) };
        let mut server = Asked::open(options).await;
        for article in [ARTICLE, OTHER] {
            let call = Call {
                method: "PUT",
                path: format!("moderation/articles/{article}"),
                token: ADMIN.to_owned(),
                body: json!({}),
                values: &[],
            };
            server.ask(call.request("{}")).await;
        }
        let about = server.posted().await;
        for file in &files {
            server.sent = file.name.clone();
            let bytes = file.bytes();
            server.send_as_bodies(&bytes, &about).await;
            server.send_as_values(&bytes, &about).await;
            server.send_as_fields(&bytes, &about).await;
            server.send_as_addresses(&bytes, &about).await;
            let logged = log.take();
            assert!(logged.contains("/api/articles/{slug}/comments/{id}/report"), "{logged}");
            for secret in [SAID, NAME, READER, ADMIN, &about.id, &about.token] {
                assert!(!logged.contains(secret), "{secret} in the log after {}", file.name);
            }
        }
        let (accepted, refused) = (server.accepted, server.refused);
        println!("{accepted} accepted, {refused} refused");
        // Texts of all kinds are comments; nearly everything else is nothing.
        assert!(accepted > files.len() && refused > 10 * files.len());
        // And all of it can be read.
        for article in [ARTICLE, OTHER] {
            let all = format!("articles/{article}/comments");
            for path in [all.clone(), format!("{all}?sort=liked&limit=200&replies=500")] {
                assert!(server.get(&path).await["comments"].is_array(), "{path}");
            }
            assert!(server.get(&format!("{all}/changes")).await["events"].is_array());
        }
        server.posted().await;
        server.app.close().await;
    }
}

/// A document of an article, and one of its discussion, as an edition has them.
fn documents() -> (Value, Value) {
    let comment = json!({
        "id": "c1", "parent_id": null, "author": {"name": "A", "avatar": "a", "badge": "b"},
        "text": "t", "created_at": "2026-01-01T00:00:00Z", "edited_at": "2026-01-01T00:00:00Z",
        "status": "visible", "version": 1, "likes": 1, "featured": false,
    });
    let article = json!({"headline": "A story", "commenting": "open"});
    (article, json!({"state": "open", "comments": [comment]}))
}

/// Where an edition's documents have values; of several that are read alike, one.
const OF_ARTICLE: [&str; 2] = ["/headline", "/commenting"];
const OF_DISCUSSION: [&str; 13] = [
    "/state",
    "/comments",
    "/comments/0",
    "/comments/0/id",
    "/comments/0/parent_id",
    "/comments/0/author",
    "/comments/0/author/name",
    "/comments/0/text",
    "/comments/0/created_at",
    "/comments/0/edited_at",
    "/comments/0/status",
    "/comments/0/version",
    "/comments/0/featured",
];

/// What a file may be in an edition: either document, any value of one, or the text of all its texts.
fn sown(file: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let (article, discussion) = documents();
    let whole = |document: &Value| document.to_string().into_bytes();
    let mut all = vec![(file.to_vec(), whole(&discussion)), (whole(&article), file.to_vec())];
    all.extend(OF_ARTICLE.map(|at| (spliced(&article, at, file), whole(&discussion))));
    all.extend(OF_DISCUSSION.map(|at| (whole(&article), spliced(&discussion, at, file))));
    let mut texts = discussion;
    for at in ["/comments/0/id", "/comments/0/author/name", "/comments/0/text"] {
        texts = serde_json::from_slice(&quoted(&texts, at, file)).unwrap();
    }
    all.push((quoted(&article, "/headline", file), whole(&texts)));
    all
}

fn write(articles: &Path, slug: &str, article: &[u8], discussion: &[u8]) {
    fs::write(articles.join(format!("{slug}.json")), article).unwrap();
    fs::create_dir(articles.join(slug)).unwrap();
    fs::write(articles.join(slug).join("comments.json"), discussion).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_files_as_an_editions_documents() {
    let files = BadJson::all();
    for home in Home::all() {
        if files.is_empty() {
            return;
        }
        let dist = tempfile::tempdir().unwrap();
        let edition = dist.path().join("edition");
        let articles = edition.join("articles");
        fs::create_dir_all(&articles).unwrap();
        fs::write(dist.path().join("index.html"), "<!doctype html>the page").unwrap();
        let options =
            Options { dist: Some(dist.path().to_owned()), seed: Some(edition), ..quick(&home) };
        let mut server = Asked::open(options).await;
        for file in &files {
            server.sent = file.name.clone();
            for (number, (article, discussion)) in sown(&file.bytes()).into_iter().enumerate() {
                // A story that came after the server had started, and is met when somebody asks for it.
                let slug = format!("{}-{number}", file.id);
                write(&articles, &slug, &article, &discussion);
                let list = server.get(&format!("articles/{slug}/comments")).await;
                let is_read = list["comments"].is_array();
                assert!(is_read || list["code"] == "not_found", "{list} of {}", file.name);
            }
        }
        let (accepted, refused) = (server.accepted, server.refused);
        println!("{accepted} taken in, {refused} refused");
        assert!(accepted > files.len() && refused > files.len());
        server.app.close().await;
    }
}

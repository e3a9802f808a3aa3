//! What must be nowhere: keys, tokens, addresses and texts in logs and in others' answers.

use std::io;
use std::sync::{Arc, Mutex};

use broadsheet_server::Options;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::client::{Client, said};
use crate::server::{ADMIN, ARTICLE, Home, Server, quick};

/// What was logged, kept to be looked at.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// All of it since the last time.
    pub fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_is_in_a_log_or_in_anothers_answer() {
    let log = Log::default();
    // Of all tests this is the only one that listens to the log of all threads.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .with_ansi(false)
        .init();
    for home in Home::all() {
        let server = Server::start(Options { trust_proxy: true, ..quick(&home) }).await;
        let (author, other) = (server.client(), server.client());
        let mut body = said("a text of its own kind");
        body["author"]["name"] = "Nameworthy".into();
        let key = "0badc0de-0000-4000-8000-00000000beef";
        let ask = author.posting(key, &body).field("x-forwarded-for", "203.0.113.77");
        let posted = author.send(ask).await;
        let token = posted.json["token"].as_str().unwrap().to_owned();
        let id = posted.json["comment"]["id"].as_str().unwrap().to_owned();
        author.change("PATCH", &id, &token, &json!({"text": "another of its kind"})).await;
        other.about("PUT", &id, "/like").await;
        other.report(&id, "other", "a note of its own kind").await;
        author.change("PATCH", &id, "wrong-token-0123", &json!({"text": "x"})).await;
        let ticket = author.moderate("POST", "tickets", Value::Null).await;
        let ticket = ticket.json["ticket"].as_str().unwrap().to_owned();
        author.open(Client::ask("GET", &format!("moderation/stream?ticket={ticket}"))).await;
        author.get(&format!("articles/{ARTICLE}/comments?cursor=secret-cursor")).await;

        let mut answers = String::new();
        for path in ["", "/changes", &format!("/{id}"), &format!("/{id}/replies")] {
            answers += &other.call("GET", &format!("articles/{ARTICLE}/comments{path}")).await.body;
        }
        answers += &other.get(&format!("comments/counts?articles={ARTICLE}")).await.body;
        for secret in [author.reader.as_str(), &other.reader, &token, key, "203.0.113.77"] {
            assert!(!answers.contains(secret), "{secret} in {answers}");
        }
        server.stop().await;
        let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let liked = "/api/articles/{slug}/comments/{id}/like";
        let line = logged.lines().find(|line| line.contains(liked));
        let line = line.unwrap_or_else(|| panic!("{logged}"));
        for field in ["method=", "route=", "status=", "ms="] {
            assert!(line.contains(field), "{field} in {line}");
        }
        // Other tests are at work meanwhile, with texts and keys of their own.
        for secret in [
            "of its own kind",
            "another of its kind",
            "Nameworthy",
            key,
            &author.reader,
            &other.reader,
            &token,
            &ticket,
            "wrong-token-0123",
            "secret-cursor",
            "203.0.113.77",
            "127.0.0.1",
            ADMIN,
            &id,
        ] {
            assert!(!logged.contains(secret), "{secret} in the log");
        }
    }
}

/// A mail address that was posted by mistake and edited out must not be told to who catches up.
#[tokio::test(flavor = "multi_thread")]
async fn what_its_author_edited_out_is_told_nobody_any_more() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut stream = client.stream("").await;
        let begin = stream.hello["cursor"].as_str().unwrap().to_owned();
        let posted = client.post("Write to amina@example.org").await;
        client.act(&posted.id, "feature").await;
        let text = json!({"text": "Write to me"});
        let changed = client.change("PATCH", &posted.id, &posted.token, &text).await;
        assert_eq!(changed.status, 200);
        // Who was there heard it as it was.
        let heard = stream.next_of("comment.created").await;
        assert_eq!(heard["comment"]["text"], "Write to amina@example.org");

        let changes = format!("articles/{ARTICLE}/comments/changes?after={begin}");
        let told = client.get(&changes).await;
        assert!(!told.body.contains("amina"), "{}", told.body);
        let events = told.json["events"].as_array().unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["comment.created", "comment.updated", "comment.updated"]);
        let mut again = client.stream(&begin).await;
        for event in events {
            assert_eq!(&again.next().await.unwrap(), event);
            assert_eq!(event["comment"]["text"], "Write to me");
            assert_eq!(event["comment"]["version"], changed.json["comment"]["version"]);
        }
        // What told that it was gone still does.
        client.act(&posted.id, "remove").await;
        client.act(&posted.id, "approve").await;
        let text = json!({"text": "Write to the editors"});
        client.change("PATCH", &posted.id, &posted.token, &text).await;
        let told = client.get(&changes).await.json;
        for event in told["events"].as_array().unwrap() {
            let is_removed = event["type"] == "comment.removed";
            let text = if is_removed { "" } else { "Write to the editors" };
            assert_eq!(event["comment"]["text"], text, "{event}");
            assert_eq!(event["comment"]["status"] == "visible", !is_removed, "{event}");
        }
        server.stop().await;
    }
}

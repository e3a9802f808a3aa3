//! What a client of the protocol does.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use crate::server::{ADMIN, ARTICLE};
use crate::wire::{Head, Line, PATIENCE};

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: Head,
    pub body: String,
    pub json: Value,
}

impl Answer {
    /// The code of a problem, which every refusal must be.
    pub fn code(&self) -> &str {
        assert_eq!(self.head.field("content-type"), "application/problem+json", "{self:?}");
        assert_eq!(self.json["type"], "about:blank");
        assert_eq!(self.json["status"], self.status);
        assert!(self.json["title"].is_string());
        let detail = self.json["detail"].as_str().unwrap();
        assert!(detail.ends_with('.'), "{detail} is no sentence");
        self.json["code"].as_str().unwrap()
    }
}

/// A request that is put together.
#[derive(Clone, Debug)]
pub struct Ask {
    method: String,
    path: String,
    fields: Vec<(String, String)>,
    body: Option<String>,
}

impl Ask {
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", &body.to_string())
    }

    pub fn raw(mut self, kind: &str, body: &str) -> Self {
        self.body = Some(body.to_owned());
        self.field("content-type", kind)
    }

    /// As the proxy says where it comes from.
    pub fn from(self, address: &str) -> Self {
        self.field("x-forwarded-for", address)
    }

    pub fn written(&self) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nhost: test\r\n", self.method, self.path);
        for (name, value) in &self.fields {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(body) = &self.body {
            text.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        text.push_str(self.body.as_deref().unwrap_or_default());
        text.into_bytes()
    }
}

/// A reader with a key.
#[derive(Clone, Debug)]
pub struct Client {
    pub address: SocketAddr,
    pub reader: String,
}

/// What a post was answered.
#[derive(Clone, Debug)]
pub struct Posted {
    pub id: String,
    pub token: String,
}

static NUMBER: AtomicU64 = AtomicU64::new(1);

/// A UUID that no other test has.
pub fn uuid() -> String {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// The usual body of a post.
pub fn said(text: &str) -> Value {
    json!({"text": text, "author": {"name": "Amina"}, "website": "", "took_ms": 5200})
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Self { address, reader: format!("{number:032x}") }
    }

    /// The same reader at another server.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    pub fn ask(method: &str, path: &str) -> Ask {
        let path = format!("/api/{path}");
        Ask { method: method.to_owned(), path, fields: Vec::new(), body: None }
    }

    /// An answer as it comes, which may be no text.
    pub async fn bytes(&self, ask: Ask) -> (Head, Vec<u8>) {
        let mut line = Line::open(self.address).await;
        line.send(&ask.field("connection", "close").written()).await;
        let head = line.head().await;
        let body = line.body(&head).await;
        (head, body)
    }

    pub async fn send(&self, ask: Ask) -> Answer {
        let (head, body) = self.bytes(ask).await;
        let body = String::from_utf8(body).unwrap();
        let json = serde_json::from_str(&body).unwrap_or(Value::Null);
        Answer { status: head.status, head, body, json }
    }

    /// How a request is answered, whose body may never end.
    pub async fn status(&self, ask: Ask) -> u16 {
        let mut line = Line::open(self.address).await;
        line.send(&ask.field("connection", "close").written()).await;
        line.head().await.status
    }

    /// Asks as the reader.
    pub async fn call(&self, method: &str, path: &str) -> Answer {
        self.send(Self::ask(method, path).field("broadsheet-reader", &self.reader)).await
    }

    /// Asks as anybody.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Self::ask("GET", path)).await
    }

    /// The list of [`ARTICLE`].
    pub async fn list(&self, query: &str) -> Value {
        let answer = self.call("GET", &format!("articles/{ARTICLE}/comments?{query}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json
    }

    pub fn posting(&self, key: &str, body: &Value) -> Ask {
        Self::ask("POST", &format!("articles/{ARTICLE}/comments"))
            .field("broadsheet-reader", &self.reader)
            .field("idempotency-key", key)
            .json(body)
    }

    /// Posts, whatever comes of it.
    pub async fn try_post(&self, body: &Value) -> Answer {
        self.send(self.posting(&uuid(), body)).await
    }

    /// Posts what must be accepted.
    pub async fn post(&self, text: &str) -> Posted {
        self.accepted(&said(text)).await
    }

    pub async fn reply(&self, parent: &str, text: &str) -> Posted {
        let mut body = said(text);
        body["parent_id"] = parent.into();
        self.accepted(&body).await
    }

    async fn accepted(&self, body: &Value) -> Posted {
        let answer = self.try_post(body).await;
        assert!(matches!(answer.status, 201 | 202), "{answer:?}");
        let comment = answer.json["comment"].clone();
        let id = comment["id"].as_str().unwrap().to_owned();
        Posted { id, token: answer.json["token"].as_str().unwrap().to_owned() }
    }

    /// A call about a comment.
    pub async fn about(&self, method: &str, id: &str, rest: &str) -> Answer {
        self.call(method, &format!("articles/{ARTICLE}/comments/{id}{rest}")).await
    }

    /// A change of a comment by its token.
    pub async fn change(&self, method: &str, id: &str, token: &str, body: &Value) -> Answer {
        let ask = Self::ask(method, &format!("articles/{ARTICLE}/comments/{id}"))
            .field("broadsheet-reader", &self.reader)
            .field("authorization", &format!("Bearer {token}"));
        self.send(if body.is_null() { ask } else { ask.json(body) }).await
    }

    pub async fn report(&self, id: &str, reason: &str, note: &str) -> Answer {
        let ask = Self::ask("POST", &format!("articles/{ARTICLE}/comments/{id}/report"))
            .field("broadsheet-reader", &self.reader);
        self.send(ask.json(&json!({"reason": reason, "note": note}))).await
    }

    /// A call by a moderator.
    pub async fn moderate(&self, method: &str, path: &str, body: Value) -> Answer {
        let ask = Self::ask(method, &format!("moderation/{path}"))
            .field("authorization", &format!("Bearer {ADMIN}"));
        self.send(if body.is_null() { ask } else { ask.json(&body) }).await
    }

    /// A moderator's action that must succeed.
    pub async fn act(&self, id: &str, action: &str) -> Value {
        let path = format!("comments/{id}");
        let answer = self.moderate("POST", &path, json!({"action": action})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json["comment"].clone()
    }

    /// Opens the stream of the moderators' queue.
    pub async fn queue_stream(&self) -> Stream {
        let ticket = self.moderate("POST", "tickets", Value::Null).await;
        let ticket = ticket.json["ticket"].as_str().unwrap().to_owned();
        self.open(Self::ask("GET", &format!("moderation/stream?ticket={ticket}"))).await
    }

    /// Opens the stream of [`ARTICLE`] after a cursor, or from now on.
    pub async fn stream(&self, after: &str) -> Stream {
        let after = if after.is_empty() { String::new() } else { format!("?after={after}") };
        self.open(Self::ask("GET", &format!("articles/{ARTICLE}/comments/stream{after}"))).await
    }

    pub async fn open(&self, ask: Ask) -> Stream {
        let mut line = Line::open(self.address).await;
        line.send(&ask.written()).await;
        let head = line.head().await;
        assert_eq!(head.status, 200, "{head:?}");
        assert_eq!(head.field("content-type"), "text/event-stream");
        assert_eq!(head.field("cache-control"), "no-store");
        assert_eq!(head.field("x-accel-buffering"), "no");
        assert_eq!(head.field("content-encoding"), "", "events come as they happen");
        let mut stream = Stream { line, text: String::new(), hello: Value::Null, beats: 0 };
        stream.hello = stream.next().await.expect("no hello");
        assert_eq!(stream.hello["type"], "hello");
        stream
    }
}

/// A stream of events.
pub struct Stream {
    pub line: Line,
    text: String,
    pub hello: Value,
    pub beats: usize,
}

impl Stream {
    /// The next event; none once the stream has ended.
    pub async fn next(&mut self) -> Option<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                if block.starts_with("event: beat") {
                    self.beats += 1;
                    continue;
                }
                return Some(event(&block));
            }
            let chunk = timeout_at(end, self.line.chunk()).await.expect("no event came")?;
            self.text.push_str(&String::from_utf8(chunk).unwrap());
        }
    }

    /// The next event of a type, others being passed over.
    pub async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let event = self.next().await.expect("the stream has ended");
            if event["type"] == kind {
                return event;
            }
        }
    }
}

fn event(block: &str) -> Value {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
    let data: Value = serde_json::from_str(field("data: ").unwrap()).unwrap();
    assert_eq!(field("event: "), data["type"].as_str());
    assert_eq!(field("id: "), data["id"].as_str());
    data
}

/// The number in `epoch:seq`.
pub fn seq(cursor: &Value) -> i64 {
    cursor.as_str().unwrap().split_once(':').unwrap().1.parse().unwrap()
}

/// The ids of comments, in their order.
pub fn ids(list: &Value) -> Vec<&str> {
    list["comments"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

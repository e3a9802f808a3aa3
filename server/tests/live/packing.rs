//! Lists go compressed to whoever understands it; nothing else does.

use std::io::Read;
use std::time::Duration;

use broadsheet_server::Options;
use flate2::read::GzDecoder;
use serde_json::Value;
use tokio::time::{Instant, timeout};

use crate::client::{Ask, Client, said, uuid};
use crate::server::{ADMIN, ARTICLE, Home, Server, quick};
use crate::wire::{Head, PATIENCE};

/// What a browser says.
const BROWSER: &str = "gzip, deflate, br, zstd";

/// A server where nothing happens between two questions: how many replies comments have is told later.
async fn quiet(home: &Home) -> Server {
    let counts_every = Duration::from_secs(3_600);
    Server::start(Options { counts_every, ..quick(home) }).await
}

fn list(query: &str) -> Ask {
    Client::ask("GET", &format!("articles/{ARTICLE}/comments?{query}"))
}

fn unpacked(head: &Head, body: &[u8]) -> Value {
    let mut plain = Vec::new();
    match head.field("content-encoding") {
        "br" => brotli::BrotliDecompress(&mut &*body, &mut plain).unwrap(),
        "gzip" => drop(GzDecoder::new(body).read_to_end(&mut plain).unwrap()),
        other => assert_eq!(other, "", "nobody has asked for that"),
    }
    serde_json::from_slice(&plain).unwrap()
}

/// Some threads, of which a page is some KB.
async fn spoken(client: &Client) {
    for thread in 0..8 {
        let top = client.post(&format!("What is said first in thread {thread}")).await;
        for reply in 0..3 {
            let text = format!("What {reply} has to say to {thread}");
            client.reply(&top.id, &text).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_compressed_for_who_understands_it() {
    for home in Home::all() {
        let server = quiet(&home).await;
        let client = server.client();
        spoken(&client).await;
        let (plain, text) = client.bytes(list("")).await;
        let length = text.len();
        assert_eq!(plain.field("content-encoding"), "");
        assert_eq!(plain.field("content-length"), length.to_string());
        assert_eq!(plain.field("vary"), "accept-encoding");
        let text: Value = serde_json::from_slice(&text).unwrap();
        for (asked, encoding) in
            [("gzip", "gzip"), ("br", "br"), (BROWSER, "br"), ("br;q=0, GZIP;q=0.5", "gzip")]
        {
            let ask = list("").field("accept-encoding", asked);
            let (head, body) = client.bytes(ask).await;
            assert_eq!(head.field("content-encoding"), encoding, "{asked}");
            assert_eq!(head.field("content-type"), "application/json");
            assert_eq!(head.field("content-length"), body.len().to_string());
            assert_eq!(head.field("cache-control"), "no-store");
            assert_eq!(head.field("vary"), "accept-encoding");
            assert!(body.len() * 3 < length, "{} of {length} bytes with {asked}", body.len());
            assert_eq!(unpacked(&head, &body), text);
        }
        for asked in ["identity", "gzip;q=0", "zstd", ""] {
            let (head, body) = client.bytes(list("").field("accept-encoding", asked)).await;
            assert_eq!(head.field("content-encoding"), "", "{asked}");
            assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), text);
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_the_head_is_told_what_would_come() {
    for home in Home::all() {
        let server = quiet(&home).await;
        let client = server.client();
        spoken(&client).await;
        let path = format!("articles/{ARTICLE}/comments");
        for encoding in ["gzip", "br"] {
            let ask = |method| Client::ask(method, &path).field("accept-encoding", encoding);
            let (whole, _) = client.bytes(ask("GET")).await;
            let (head, body) = client.bytes(ask("HEAD")).await;
            assert!(body.is_empty());
            for name in ["content-encoding", "content-length", "content-type", "vary"] {
                assert_ne!(head.field(name), "", "{name}");
                assert_eq!(head.field(name), whole.field(name), "{name}");
            }
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_small_or_written_or_wrong_goes_as_it_is() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let small = client.send(list("").field("accept-encoding", BROWSER)).await;
        assert_eq!((small.status, &small.json["total"]), (200, &0.into()));
        assert_eq!(small.head.field("content-encoding"), "");
        assert_eq!(small.head.field("vary"), "accept-encoding");
        // It comes with a token.
        let long = said(&"Something that is said again and again. ".repeat(100));
        let posting = client.posting(&uuid(), &long);
        let posted = client.send(posting.field("accept-encoding", BROWSER)).await;
        assert_eq!(posted.status, 201);
        assert!(posted.body.len() > 4_000);
        assert_eq!(posted.head.field("content-encoding"), "");
        let wrong = client.send(list("limit=none").field("accept-encoding", BROWSER)).await;
        assert_eq!(wrong.code(), "invalid");
        assert_eq!(wrong.head.field("content-encoding"), "");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_changed_is_known_again_however_it_came() {
    for home in Home::all() {
        let server = quiet(&home).await;
        let client = server.client();
        let after = client.list("").await["stream_cursor"].as_str().unwrap().to_owned();
        spoken(&client).await;
        let path = format!("articles/{ARTICLE}/comments/changes?after={after}");
        let ask = |encoding| Client::ask("GET", &path).field("accept-encoding", encoding);
        let (head, body) = client.bytes(ask("gzip")).await;
        assert_eq!(head.field("content-encoding"), "gzip");
        assert_eq!(head.field("cache-control"), "public, max-age=2");
        assert!(unpacked(&head, &body)["events"].as_array().unwrap().len() >= 32);
        // It is of what the answer says, not of its bytes.
        let tag = head.field("etag");
        assert!(tag.starts_with("W/"), "{tag}");
        for encoding in ["gzip", "br", "identity"] {
            let (same, body) = client.bytes(ask(encoding).field("if-none-match", tag)).await;
            assert_eq!((same.status, body.len()), (304, 0), "{encoding}");
            assert_eq!((same.field("etag"), same.field("vary")), (tag, "accept-encoding"));
            assert_eq!(same.field("content-encoding"), "");
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_never_compressed_and_says_hello_at_once() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let path = format!("articles/{ARTICLE}/comments/stream");
        let begun = Instant::now();
        let mut stream =
            client.open(Client::ask("GET", &path).field("accept-encoding", BROWSER)).await;
        assert!(begun.elapsed() < quick(&home).heartbeat, "it waited for more");
        let posted = client.post("heard at once").await;
        let event = stream.next_of("comment.created").await;
        assert_eq!(event["comment"]["id"], *posted.id);

        let ticket = client.moderate("POST", "tickets", Value::Null).await;
        let ticket = ticket.json["ticket"].as_str().unwrap().to_owned();
        let queue = Client::ask("GET", &format!("moderation/stream?ticket={ticket}"));
        timeout(PATIENCE, client.open(queue.field("accept-encoding", BROWSER))).await.unwrap();
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_moderators_queue_is_compressed_too() {
    for home in Home::all() {
        let server = Server::start(Options { premoderate: true, ..quick(&home) }).await;
        let client = server.client();
        for number in 0..8 {
            client.post(&format!("Something that waits, {number}")).await;
        }
        let bearer = format!("Bearer {ADMIN}");
        let ask = || Client::ask("GET", "moderation/queue").field("authorization", &bearer);
        let (_, plain) = client.bytes(ask()).await;
        let (head, body) = client.bytes(ask().field("accept-encoding", BROWSER)).await;
        assert_eq!(head.field("content-encoding"), "br");
        assert_eq!(unpacked(&head, &body), serde_json::from_slice::<Value>(&plain).unwrap());
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_host_reads_what_is_compressed() {
    for home in Home::all() {
        let allow_origins = vec!["https://news.example".to_owned()];
        let server = Server::start(Options { allow_origins, ..quick(&home) }).await;
        let client = server.client();
        spoken(&client).await;
        let ask = list("").field("accept-encoding", "gzip");
        let (head, body) = client.bytes(ask.field("origin", "https://news.example")).await;
        assert_eq!(head.field("content-encoding"), "gzip");
        assert_eq!(head.field("access-control-allow-origin"), "https://news.example");
        let vary: Vec<&str> = head
            .fields
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("vary"))
            .flat_map(|(_, names)| names.split(", "))
            .collect();
        assert!(vary.contains(&"origin") && vary.contains(&"accept-encoding"), "{vary:?}");
        assert!(!unpacked(&head, &body)["comments"].as_array().unwrap().is_empty());
        server.stop().await;
    }
}

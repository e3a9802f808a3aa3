//! How often one address may do what, how long it is waited for, and who may call from elsewhere.

use std::time::Duration;

use broadsheet_server::Options;
use broadsheet_server::limits::Rates;
use tokio::time::timeout;

use crate::client::{Client, said, uuid};
use crate::server::{ARTICLE, Home, Server, quick};
use crate::wire::{Line, PATIENCE};

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_refused_with_the_time_to_wait() {
    for home in Home::all() {
        let rates = Some(Rates::default());
        let server = Server::start(Options { rates, trust_proxy: true, ..quick(&home) }).await;
        let from = |address: &str, text: &str| {
            let client = server.client();
            let ask = client.posting(&uuid(), &said(text)).field("x-forwarded-for", address);
            async move { client.send(ask).await }
        };
        for number in 0..5 {
            let answer = from("198.51.100.1", &format!("number {number}")).await;
            assert_eq!(answer.status, 201, "{answer:?}");
        }
        let refused = from("198.51.100.1", "one more").await;
        assert_eq!((refused.status, refused.code()), (429, "rate_limited"));
        let wait: u64 = refused.head.field("retry-after").parse().unwrap();
        assert!((1..=10).contains(&wait), "{wait}");
        // What a reader says about itself does not count, only what the proxy adds.
        assert_eq!(from("203.0.113.9, 198.51.100.1", "spoofed").await.status, 429);
        assert_eq!(from("198.51.100.2", "another").await.status, 201);
        assert_eq!(server.client().list("").await["total"], 6);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_so_many_streams_and_one_for_each_that_ends() {
    for home in Home::all() {
        let rates = Some(Rates { streams: 2, ..Rates::default() });
        let server = Server::start(Options { rates, trust_proxy: true, ..quick(&home) }).await;
        let client = server.client();
        let path = format!("articles/{ARTICLE}/comments/stream");
        let from = |address| Client::ask("GET", &path).field("x-forwarded-for", address);
        let first = client.open(from("198.51.100.1")).await;
        let _second = client.open(from("198.51.100.1")).await;
        let refused = client.send(from("198.51.100.1")).await;
        assert_eq!((refused.status, refused.code()), (429, "rate_limited"));
        assert_eq!(refused.head.field("retry-after"), "60");
        let _others = client.open(from("198.51.100.2")).await;
        // Whoever leaves makes room.
        drop(first);
        let mut tries = 0;
        while client.status(from("198.51.100.1")).await == 429 {
            tries += 1;
            assert!(tries < 100, "no room after one has left");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_proxy_nobody_names_an_address() {
    for home in Home::all() {
        let server = Server::start(Options { rates: Some(Rates::default()), ..quick(&home) }).await;
        let mut refused = 0;
        for number in 0..7 {
            let client = server.client();
            let ask = client
                .posting(&uuid(), &said(&format!("number {number}")))
                .field("x-forwarded-for", &format!("198.51.100.{number}"));
            refused += usize::from(client.send(ask).await.status == 429);
        }
        assert!(refused >= 1);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_finish_keeps_no_server_from_ending() {
    for home in Home::all() {
        let (short, long) = (Duration::from_millis(200), Duration::from_secs(3_600));
        let patient = Options { head_timeout: long, body_timeout: long, ..quick(&home) };
        let server = Server::start(Options { grace: short, ..patient }).await;
        let client = server.client();
        let ask = client.posting(&uuid(), &said("never finished")).written();
        let mut unfinished = Vec::new();
        for length in [10, ask.len() - 5] {
            let mut line = Line::open(server.address).await;
            line.send(&ask[..length]).await;
            unfinished.push(line);
        }
        // Until both have been accepted.
        client.list("").await;
        timeout(PATIENCE, server.stop()).await.expect("they are waited for");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_host_may_call_where_it_is_named() {
    for home in Home::all() {
        let allow_origins =
            vec!["https://news.example".to_owned(), "https://m.example/".to_owned()];
        let server = Server::start(Options { allow_origins, ..quick(&home) }).await;
        let client = server.client();
        let path = format!("articles/{ARTICLE}/comments");
        let asked = Client::ask("OPTIONS", &path)
            .field("origin", "https://m.example")
            .field("access-control-request-method", "POST")
            .field("access-control-request-headers", "broadsheet-reader,idempotency-key");
        let allowed = client.send(asked).await;
        assert_eq!(allowed.status, 200);
        assert_eq!(allowed.head.field("access-control-allow-origin"), "https://m.example");
        assert!(allowed.head.field("access-control-allow-headers").contains("idempotency-key"));
        let list =
            client.send(Client::ask("GET", &path).field("origin", "https://news.example")).await;
        assert_eq!(list.head.field("access-control-allow-origin"), "https://news.example");
        assert_eq!(list.head.field("cross-origin-resource-policy"), "cross-origin");
        let refused =
            client.send(Client::ask("GET", &path).field("origin", "https://x.example")).await;
        assert_eq!(refused.head.field("access-control-allow-origin"), "");
        server.stop().await;
    }
}

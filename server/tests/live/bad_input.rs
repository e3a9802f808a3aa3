//! Whatever is sent, the answer is one of the protocol's.

use serde_json::json;

use crate::client::{Ask, Client, said, uuid};
use crate::server::{ARTICLE, Home, Server};
use crate::wire::Line;

fn post(client: &Client) -> Ask {
    Client::ask("POST", &format!("articles/{ARTICLE}/comments"))
        .field("broadsheet-reader", &client.reader)
        .field("idempotency-key", &uuid())
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_no_post_are_refused() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let long = "x".repeat(5_001);
        let huge = format!("\"{}\"", "x".repeat(70_000));
        let name = |name: &str| json!({"text": "t", "author": {"name": name}}).to_string();
        for (body, status, code) in [
            ("", 400, "invalid"),
            ("null", 400, "invalid"),
            ("[]", 400, "invalid"),
            ("{\"text\":", 400, "invalid"),
            ("{} {}", 400, "invalid"),
            ("{\"text\": 7, \"author\": {\"name\": \"A\"}}", 400, "invalid"),
            ("{\"text\": \"t\"}", 400, "invalid"),
            ("{\"text\": \"\\ud800\", \"author\": {\"name\": \"A\"}}", 400, "invalid"),
            (&"[".repeat(2_000), 400, "invalid"),
            (&huge, 413, "too_large"),
            (&said(" \n\u{200b} ").to_string(), 422, "empty"),
            (&name(" "), 422, "empty"),
            (&said(&long).to_string(), 422, "too_long"),
            (&name(&"n".repeat(61)), 422, "too_long"),
        ] {
            let answer = client.send(post(&client).raw("application/json", body)).await;
            let shown: String = body.chars().take(40).collect();
            assert_eq!((answer.status, answer.code()), (status, code), "{shown}");
        }
        let told =
            client.send(post(&client).json(&json!({"text": "t", "author": {"name": 1}}))).await;
        assert!(told.json["detail"].as_str().unwrap().contains("author.name"), "{told:?}");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_no_json_are_refused_by_their_type() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let body = said("typed").to_string();
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json; charset=latin1",
            "x",
        ] {
            let answer = client.send(post(&client).raw(kind, &body)).await;
            assert_eq!((answer.status, answer.code()), (415, "unsupported_media_type"), "{kind}");
        }
        let packed = post(&client).raw("application/json", &body).field("content-encoding", "gzip");
        assert_eq!(client.send(packed).await.code(), "unsupported_media_type");
        let right = post(&client).raw("Application/JSON; charset=\"UTF-8\"", &body);
        assert_eq!(client.send(right).await.status, 201);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text_are_refused() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut bytes = post(&client).raw("application/json", "{\"text\": \"XX\"}").written();
        let place = bytes.windows(2).position(|pair| pair == b"XX").unwrap();
        bytes[place..place + 2].copy_from_slice(&[0xff, 0xfe]);
        let mut line = Line::open(server.address).await;
        line.send(&bytes).await;
        assert_eq!(line.head().await.status, 400);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_none_are_refused() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let path = format!("articles/{ARTICLE}/comments");
        let posted = client.post("here").await;
        for reader in ["", "x", &"0".repeat(31), &"g".repeat(32)] {
            let ask = Client::ask("POST", &path)
                .field("broadsheet-reader", reader)
                .field("idempotency-key", &uuid())
                .json(&said("unkeyed"));
            assert_eq!(client.send(ask).await.code(), "invalid", "{reader}");
            let list = Client::ask("GET", &path).field("broadsheet-reader", reader);
            assert_eq!(client.send(list).await.code(), "invalid", "{reader}");
        }
        for key in ["", "1", "00000000-0000-4000-8000-00000000000g"] {
            let ask = Client::ask("POST", &path)
                .field("broadsheet-reader", &client.reader)
                .field("idempotency-key", key)
                .json(&said("unkeyed"));
            assert_eq!(client.send(ask).await.code(), "invalid", "{key}");
        }
        let like = Client::ask("PUT", &format!("{path}/{}/like", posted.id));
        assert_eq!(client.send(like).await.code(), "invalid");
        assert_eq!(client.report(&posted.id, "boring", "").await.code(), "invalid");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_that_are_none_are_refused() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let posted = client.post("here").await;
        let many = vec!["a"; 101].join(",");
        for path in [
            format!("articles/{ARTICLE}/comments?sort=best"),
            format!("articles/{ARTICLE}/comments?limit=0"),
            format!("articles/{ARTICLE}/comments?limit=201"),
            format!("articles/{ARTICLE}/comments?limit=-1"),
            format!("articles/{ARTICLE}/comments?replies=501"),
            format!("articles/{ARTICLE}/comments?cursor=r0.0.00"),
            format!("articles/{ARTICLE}/comments?sort=oldest&cursor=n0.0.61"),
            format!("articles/{ARTICLE}/comments/{}/replies?limit=x", posted.id),
            format!("articles/{ARTICLE}/comments/{}/replies?cursor=r0.0.6%", posted.id),
            format!("articles/{ARTICLE}/comments/changes?after=x"),
            format!("articles/{ARTICLE}/comments/stream?after=a:b"),
            format!("articles/{ARTICLE}/comments/stream?after=%00:1"),
            format!("comments/counts?articles={many}"),
        ] {
            let answer = client.get(&path).await;
            assert_eq!((answer.status, answer.code()), (400, "invalid"), "{path}");
        }
        // The edges of numbers, where a database could stumble.
        for cursor in [format!("n0.{}.", i64::MIN), format!("n0.{}.61", i64::MAX)] {
            let path = format!("articles/{ARTICLE}/comments?cursor={cursor}");
            assert_eq!(client.get(&path).await.status, 200, "{cursor}");
        }
        let far = format!("articles/{ARTICLE}/comments/changes?after=0:{}", i64::MAX);
        assert_eq!(client.get(&far).await.json["recovered"], false);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        for path in [
            "",
            "nothing",
            "articles",
            "articles/gone/comments",
            "articles/gone/comments/changes",
            "articles/gone/comments/stream",
            "articles/gone/comments/x",
            "articles/gone/comments/x/replies",
            "articles/%00/comments",
            "articles/%ff/comments",
            "articles/%2e%2e/comments",
            "articles/talks/comments/%00",
            "articles/talks/comments/nobody",
            "articles/talks/comments/nobody/replies",
            "articles/talks.json",
            "../Cargo.toml",
        ] {
            let answer = client.get(path).await;
            assert_eq!((answer.status, answer.code()), (404, "not_found"), "{path}");
        }
        for (method, rest) in [("PUT", "/like"), ("DELETE", "/like")] {
            assert_eq!(client.about(method, "nobody", rest).await.code(), "not_found");
        }
        assert_eq!(client.report("nobody", "spam", "").await.code(), "not_found");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_are_refused_with_those_that_are_not() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        for (method, path, allow) in [
            ("PUT", "articles/talks/comments", "GET,HEAD,POST,DELETE"),
            ("POST", "articles/talks/comments/changes", "GET,HEAD"),
            ("GET", "articles/talks/comments/x/like", "PUT,DELETE"),
            ("OPTIONS", "comments/counts", "GET,HEAD"),
            ("BREW", "moderation/queue", "GET,HEAD"),
        ] {
            let answer = client.call(method, path).await;
            assert_eq!((answer.status, answer.code()), (405, "method_not_allowed"), "{path}");
            assert_eq!(answer.head.field("allow"), allow, "{path}");
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_gone_is_said_to_be_unavailable() {
    for home in Home::all() {
        let app = broadsheet_server::App::open(crate::server::quick(&home)).await.unwrap();
        let router = app.router();
        app.close().await;
        for path in ["/api/articles/talks/comments", "/readyz", "/api/comments/counts?articles=a"] {
            let request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
            let answer = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
            assert_eq!(answer.status(), 503, "{path}");
            assert_eq!(answer.headers()["retry-after"], "2");
            assert_eq!(answer.headers()["content-type"], "application/problem+json");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_headers_that_keep_it_from_being_a_page() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        for path in ["articles/talks/comments", "nothing", "comments/counts?articles=a"] {
            let answer = client.get(path).await;
            assert_eq!(answer.head.field("x-content-type-options"), "nosniff", "{path}");
            let policy = answer.head.field("content-security-policy");
            assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{path}");
            assert_eq!(answer.head.field("cache-control"), "no-store", "{path}");
        }
        server.stop().await;
    }
}

//! Streams and changes: resuming, what is not known any more, slow readers, and the end.

use std::time::Duration;

use broadsheet_server::{App, Options};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::client::{Client, said, seq};
use crate::server::{ARTICLE, Home, Server, quick};
use crate::wire::{Line, PATIENCE};

/// What a stream ends with whose reader was too slow.
const TOO_SLOW: &str = "event: reset\ndata: {\"type\":\"reset\",\"reason\":\"too slow\"}";

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_goes_on_where_the_last_one_ended() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut stream = client.stream("").await;
        let mut last = stream.hello["cursor"].clone();
        let begin = seq(&last);
        for number in 0..10 {
            client.post(&format!("number {number}")).await;
            if number % 3 == 0 {
                stream = client.stream(last.as_str().unwrap()).await;
                assert_eq!(stream.hello["recovered"], true);
                assert_eq!(stream.hello["cursor"], last);
            }
            let event = stream.next().await.unwrap();
            assert_eq!(event["comment"]["text"], format!("number {number}"));
            assert_eq!(seq(&event["id"]), begin + number + 1);
            last = event["id"].clone();
        }
        let ask = Client::ask("GET", &format!("articles/{ARTICLE}/comments/stream"))
            .field("last-event-id", stream.hello["cursor"].as_str().unwrap());
        let again = client.open(ask).await;
        assert_eq!(again.hello["cursor"], stream.hello["cursor"]);
        assert_eq!(again.hello["total"], 10);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_the_events_of_the_stream() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut stream = client.stream("").await;
        let begin = stream.hello["cursor"].as_str().unwrap().to_owned();
        client.post("one").await;
        client.post("two").await;
        let events = json!([stream.next().await, stream.next().await]);
        let path = format!("articles/{ARTICLE}/comments/changes?after=");
        let answer = client.get(&format!("{path}{begin}")).await;
        assert_eq!(answer.json["events"], events);
        assert_eq!(answer.json["recovered"], true);
        assert_eq!(answer.json["total"], 2);
        assert_eq!(answer.json["state"], "open");
        assert_eq!(answer.head.field("cache-control"), "public, max-age=2");

        let tag = answer.head.field("etag").to_owned();
        let ask = Client::ask("GET", &format!("{path}{begin}")).field("if-none-match", &tag);
        let same = client.send(ask.clone()).await;
        assert_eq!((same.status, same.body.as_str()), (304, ""));
        client.post("three").await;
        assert_eq!(client.send(ask).await.status, 200);

        let cursor = answer.json["cursor"].as_str().unwrap();
        let rest = client.get(&format!("{path}{cursor}")).await;
        assert_eq!(rest.json["events"].as_array().unwrap().len(), 1);
        let now = client.get(&path).await;
        assert_eq!(now.json["events"], json!([]));
        assert_eq!(now.json["cursor"], rest.json["cursor"]);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_known_any_more_is_not_recovered() {
    for home in Home::all() {
        let options = Options { kept_events: 5, ..quick(&home) };
        let app = App::open(options.clone()).await.unwrap();
        let server = Server::start(options).await;
        let client = server.client();
        let first = client.list("").await["stream_cursor"].as_str().unwrap().to_owned();
        for number in 0..10 {
            client.post(&format!("number {number}")).await;
        }
        app.tidy().await.unwrap();
        app.close().await;
        let (epoch, begin) = first.split_once(':').unwrap();
        let begin: i64 = begin.parse().unwrap();
        let path = format!("articles/{ARTICLE}/comments/changes?after=");
        for (after, recovered) in [
            (format!("{epoch}:{}", begin + 4), false),
            (format!("{epoch}:{}", begin + 5), true),
            (format!("{epoch}:{}", begin + 10), true),
            (format!("{epoch}:{}", begin + 11), false),
            (format!("0123456789abcdef:{}", begin + 9), false),
        ] {
            let stream = client.stream(&after).await;
            assert_eq!(stream.hello["recovered"], recovered, "{after}");
            let answer = client.get(&format!("{path}{after}")).await;
            assert_eq!(answer.json["recovered"], recovered, "{after}");
            if !recovered {
                assert_eq!(answer.json["events"], json!([]));
                let now = format!("{epoch}:{}", begin + 10);
                assert_eq!(stream.hello["cursor"], now);
                assert_eq!(answer.json["cursor"], now);
            }
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_missed_events_all_come() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let begin = client.list("").await["stream_cursor"].clone();
        let posted = client.post("likeable").await;
        for number in 0..600 {
            let action = if number % 2 == 0 { "feature" } else { "unfeature" };
            client.act(&posted.id, action).await;
        }
        let mut stream = client.stream(begin.as_str().unwrap()).await;
        for next in 1..=601 {
            let event = stream.next().await.unwrap();
            assert_eq!(seq(&event["id"]), seq(&begin) + next);
        }
        let path = format!("articles/{ARTICLE}/comments/changes?after=");
        let part = client.get(&format!("{path}{}", begin.as_str().unwrap())).await;
        assert_eq!(part.json["events"].as_array().unwrap().len(), 500);
        let rest = client.get(&format!("{path}{}", part.json["cursor"].as_str().unwrap())).await;
        assert_eq!(rest.json["events"].as_array().unwrap().len(), 101);
        // A batch that is full ends where it did, and says something else once a text was edited out.
        let begin = begin.as_str().unwrap();
        let tag = part.head.field("etag");
        let ask = Client::ask("GET", &format!("{path}{begin}")).field("if-none-match", tag);
        assert_eq!(client.send(ask.clone()).await.status, 304);
        let text = json!({"text": "thought better of"});
        client.change("PATCH", &posted.id, &posted.token, &text).await;
        assert_eq!(client.send(ask).await.status, 200);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_stream_beats() {
    for home in Home::all() {
        let options = Options { heartbeat: Duration::from_millis(50), ..quick(&home) };
        let server = Server::start(options).await;
        let mut stream = server.client().stream("").await;
        let mut read = String::new();
        while read.matches("event: beat\n").count() < 3 {
            let chunk = stream.line.chunk().await.unwrap();
            read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
        server.client().post("still there").await;
        assert_eq!(stream.next_of("comment.created").await["comment"]["text"], "still there");
        server.stop().await;
    }
}

/// Opens a stream after a cursor, or from now on, of which nothing more is read, with as small buffers as
/// the system allows.
async fn lazy(server: &Server, after: &str) -> Line {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(server.address).await.unwrap();
    let mut line = Line { stream, read: Vec::new() };
    let ask = Client::ask("GET", &format!("articles/{ARTICLE}/comments/stream?after={after}"));
    line.send(&ask.written()).await;
    assert_eq!(line.head().await.status, 200);
    line
}

/// All that comes until the stream ends; what it ends with stands by itself.
async fn to_the_end(line: &mut Line) -> (String, String) {
    let mut text = String::new();
    while let Some(chunk) = timeout(PATIENCE, line.chunk()).await.expect("no end came") {
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    let (before, last) = text.trim_end().rsplit_once("\n\n").unwrap();
    (before.to_owned(), last.to_owned())
}

/// Posts until the buffers of a reader who reads nothing must be full.
async fn fill(server: &Server) {
    let long = "long ".repeat(900);
    for number in 0..60 {
        let answer = server.client().try_post(&said(&format!("{number} {long}"))).await;
        assert_eq!(answer.status, 201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_reset_and_nobody_else_notices() {
    for home in Home::all() {
        let options = Options { queue: 16, send_buffer: Some(4_096), ..quick(&home) };
        let server = Server::start(options).await;
        let mut slow = lazy(&server, "").await;
        let mut quick = server.client().stream("").await;
        let reading = tokio::spawn(async move {
            for _ in 0..60 {
                quick.next_of("comment.created").await;
            }
        });
        fill(&server).await;
        timeout(PATIENCE, reading).await.unwrap().unwrap();
        let (before, reset) = to_the_end(&mut slow).await;
        assert_eq!(reset, TOO_SLOW);
        assert!(before.matches("event: comment.created").count() < 60);
        server.stop().await;
    }
}

/// Many who ask for the whole history and read none of it must not have it all in memory.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_read_only_as_the_reader_takes_it() {
    for home in Home::all() {
        let options = Options { send_buffer: Some(4_096), ..quick(&home) };
        let server = Server::start(options).await;
        let begin = server.client().list("").await["stream_cursor"].clone();
        fill(&server).await;
        let mut slow = lazy(&server, begin.as_str().unwrap()).await;
        // What is not read yet is known no more from now on, and the reader is told.
        tokio::time::sleep(Duration::from_millis(200)).await;
        home.run("DELETE FROM events").await;
        let (before, reset) = to_the_end(&mut slow).await;
        assert_eq!(reset, TOO_SLOW);
        let told = before.matches("event: comment.created").count();
        assert!((1..60).contains(&told), "{told}");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_reads_nothing_is_hung_up_on() {
    for home in Home::all() {
        let options = Options {
            send_buffer: Some(4_096),
            stall_timeout: Duration::from_millis(200),
            ..quick(&home)
        };
        let app = App::open(options.clone()).await.unwrap();
        let server = Server::start(options).await;
        let _lazy = lazy(&server, "").await;
        fill(&server).await;
        let stalled = async {
            loop {
                let text = metrics(&server).await;
                if text.contains("broadsheet_stalled_connections_total 1")
                    && text.contains("broadsheet_streams 0")
                {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, stalled).await.expect("the reader was not hung up on");
        server.stop().await;
        app.close().await;
    }
}

async fn metrics(server: &Server) -> String {
    let mut line = Line::open(server.address).await;
    line.send(b"GET /metrics HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await;
    let head = line.head().await;
    String::from_utf8(line.body(&head).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_follow_what_happens() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut stream = client.stream("").await;
        client.post("counted").await;
        stream.next().await;
        client.get("nothing").await;
        let text = metrics(&server).await;
        for line in [
            "broadsheet_streams 1",
            "broadsheet_events_sent_total 1",
            "broadsheet_posts_total 1",
            "broadsheet_lag_seconds_count 1",
            "broadsheet_refusals_total{code=\"not_found\"} 1",
        ] {
            assert!(text.lines().any(|written| written == line), "{line} in {text}");
        }
        for path in ["healthz", "readyz"] {
            let mut line = Line::open(server.address).await;
            line.send(format!("GET /{path} HTTP/1.1\r\nhost: test\r\n\r\n").as_bytes()).await;
            assert_eq!(line.head().await.status, 200, "{path}");
        }
        server.stop().await;
    }
}

/// A figure by its name.
async fn figure(server: &Server, name: &str) -> f64 {
    let text = metrics(server).await;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {text}")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lag_is_how_late_each_replica_publishes() {
    for home in Home::all() {
        let mut servers = vec![Server::quick(&home).await];
        if matches!(home, Home::Postgres(_)) {
            servers.push(Server::quick(&home).await);
        }
        let mut streams = Vec::new();
        for server in &servers {
            streams.push(server.client().stream("").await);
        }
        servers[0].client().post("told at once").await;
        let mut last = Value::Null;
        for (server, stream) in servers.iter().zip(&mut streams) {
            last = stream.next_of("comment.created").await["id"].clone();
            assert_eq!(figure(server, "broadsheet_lag_seconds_count").await, 1.0);
        }
        // One that was written an hour ago, of which nobody was told.
        let long_ago = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis() - 3_600_000;
        let seq = seq(&last) + 1;
        let epoch = last.as_str().unwrap().split_once(':').unwrap().0;
        let data = json!({"type": "discussion.opened", "id": format!("{epoch}:{seq}")});
        home.run(&format!(
            "INSERT INTO events (article, seq, kind, data, created_at) \
             VALUES ('{ARTICLE}', {seq}, 'discussion.opened', '{data}', {long_ago})"
        ))
        .await;
        home.run(&format!("UPDATE articles SET seq = {seq} WHERE slug = '{ARTICLE}'")).await;
        for (server, stream) in servers.iter().zip(&mut streams) {
            stream.next_of("discussion.opened").await;
            assert_eq!(figure(server, "broadsheet_lag_seconds_count").await, 2.0);
            let sum = figure(server, "broadsheet_lag_seconds_sum").await;
            assert!((3_600.0..4_200.0).contains(&sum), "{sum}");
        }
        for server in servers {
            server.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_server_goes_streams_are_told_and_writers_are_answered() {
    for home in Home::all() {
        let mut server = Server::quick(&home).await;
        let client = server.client();
        let mut streams = Vec::new();
        for _ in 0..20 {
            streams.push(client.stream("").await);
        }
        // A writer who has sent half of the request when the server is asked to stop.
        let ask = client.posting(&crate::client::uuid(), &said("in flight")).written();
        let (half, rest) = ask.split_at(ask.len() - 10);
        let mut writer = Line::open(server.address).await;
        writer.send(half).await;
        let connected = async {
            while !metrics(&server).await.contains("broadsheet_connections 22") {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, connected).await.expect("not all are connected");
        tokio::time::sleep(Duration::from_millis(100)).await;
        server.ask_to_stop();
        for stream in &mut streams {
            let reset = json!({"type": "reset", "reason": "going away"});
            assert_eq!(stream.next_of("reset").await, reset);
            assert!(stream.next().await.is_none());
        }
        writer.send(rest).await;
        assert_eq!(writer.head().await.status, 201);
        server.stop().await;

        let again = Server::quick(&home).await;
        assert_eq!(again.client().list("").await["total"], 1);
        again.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_finish_a_request_is_hung_up_on() {
    for home in Home::all() {
        let short = Duration::from_millis(200);
        let options = Options { head_timeout: short, body_timeout: short, ..quick(&home) };
        let server = Server::start(options).await;
        let mut head = Line::open(server.address).await;
        head.send(b"GET /api/articles/talks/comments HTTP/1.1\r\nhost:").await;
        let mut rest = Vec::new();
        let ended = timeout(PATIENCE, head.stream.read_to_end(&mut rest)).await;
        ended.expect("a slow head is waited for").ok();

        let client = server.client();
        let ask = client.posting(&crate::client::uuid(), &said("slow")).written();
        let mut body = Line::open(server.address).await;
        body.send(&ask[..ask.len() - 5]).await;
        let answered = body.head().await;
        assert_eq!(answered.status, 400);
        let ended = timeout(PATIENCE, body.stream.read_to_end(&mut rest)).await;
        ended.expect("the connection stays open").ok();
        assert_eq!(client.list("").await["total"], 0);
        server.stop().await;
    }
}

/// The database is put back from a copy: the numbers of what was lost are given anew, so that a reader
/// who has the first of them would take the second for known.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_copy_was_put_back_nobody_takes_up_the_old_history() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        client.post("in the copy").await;
        let stream = client.stream("").await;
        let cursor = stream.hello["cursor"].as_str().unwrap().to_owned();
        server.stop().await;

        broadsheet_server::forget_history(&home.address()).await.unwrap();
        assert!(broadsheet_server::forget_history("no-such-file.sqlite").await.is_err());
        let server = Server::quick(&home).await;
        let client = server.client();
        client.post("said since").await;
        let again = client.stream(&cursor).await;
        assert_eq!(again.hello["recovered"], false);
        assert_eq!(again.hello["total"], 2);
        let changes = format!("articles/{ARTICLE}/comments/changes?after={cursor}");
        assert_eq!(client.get(&changes).await.json["recovered"], false);
        // The new history can be followed.
        let cursor = again.hello["cursor"].as_str().unwrap();
        assert_eq!(client.stream(cursor).await.hello["recovered"], true);
        server.stop().await;
    }
}

//! Several servers on one PostgreSQL: readers of each see what is said at any.

use std::time::Duration;

use broadsheet_server::Options;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::time::timeout;

use crate::client::{Client, Posted, Stream, said, seq, uuid};
use crate::server::{ARTICLE, Home, Server, quick};
use crate::wire::PATIENCE;
use postgres_for_tests::Cluster;

/// Two replicas, where there is a PostgreSQL.
async fn two() -> Option<(Home, Server, Server)> {
    let home = Home::Postgres(Cluster::start()?);
    let one = Server::quick(&home).await;
    let two = Server::quick(&home).await;
    Some((home, one, two))
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_of_both_see_the_same_events_in_the_same_order() {
    let Some(cluster) = Cluster::start() else { return };
    let home = Home::Postgres(cluster);
    // They hear of each other by the database's own notifications, or not at all.
    let deaf = || Options { look_every: Duration::from_secs(3_600), ..quick(&home) };
    let (one, two) = (Server::start(deaf()).await, Server::start(deaf()).await);
    let mut streams = [one.client().stream("").await, two.client().stream("").await];
    let writers: Vec<_> = (0..6)
        .map(|writer| {
            let client = if writer % 2 == 0 { one.client() } else { two.client() };
            tokio::spawn(async move {
                for number in 0..10 {
                    client.post(&format!("{writer} says {number}")).await;
                }
            })
        })
        .collect();
    let mut seen: [Vec<Value>; 2] = [Vec::new(), Vec::new()];
    for (stream, seen) in streams.iter_mut().zip(&mut seen) {
        for next in 1..=60 {
            let event = stream.next().await.unwrap();
            assert_eq!(seq(&event["id"]), seq(&stream.hello["cursor"]) + next);
            seen.push(event);
        }
    }
    assert_eq!(seen[0], seen[1]);
    for writer in writers {
        writer.await.unwrap();
    }
    one.stop().await;
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_at_both_is_one_comment_with_one_token() {
    let Some((_home, one, two)) = two().await else { return };
    let client = one.client();
    let key = uuid();
    let sendings: Vec<_> = (0..10)
        .map(|number| {
            let address = if number % 2 == 0 { one.address } else { two.address };
            let client = client.at(address);
            let ask = client.posting(&key, &said("once"));
            tokio::spawn(async move { client.send(ask).await.body })
        })
        .collect();
    let mut answers = Vec::new();
    for sending in sendings {
        answers.push(sending.await.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let answer: Value = serde_json::from_str(&answers[0]).unwrap();
    let (id, token) = (answer["comment"]["id"].as_str(), answer["token"].as_str());
    let there = client.at(two.address);
    let text = json!({"text": "changed there"});
    let changed = there.change("PATCH", id.unwrap(), token.unwrap(), &text).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    one.stop().await;
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_told_once_for_all_replicas() {
    let Some((home, one, two)) = two().await else { return };
    one.stop().await;
    two.stop().await;
    let options = Options { counts_every: Duration::from_millis(400), ..quick(&home) };
    let one = Server::start(options.clone()).await;
    let two = Server::start(options).await;
    let posted = one.client().post("likeable").await;
    let mut stream = two.client().stream("").await;
    for number in 0..8 {
        let server = if number % 2 == 0 { &one } else { &two };
        server.client().about("PUT", &posted.id, "/like").await;
    }
    let mut told = 0;
    let wanted = json!([{"id": posted.id, "likes": 8, "replies": 0}]);
    while stream.next_of("counts").await["counts"] != wanted {
        told += 1;
    }
    assert!(told <= 4, "{told} events before the last");
    one.stop().await;
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_a_replica_hears_nothing_comes_late_and_not_never() {
    let Some((home, one, two)) = two().await else { return };
    let Home::Postgres(cluster) = &home else { return };
    let mut stream = two.client().stream("").await;
    let begin = seq(&stream.hello["cursor"]);
    for round in 1..=3 {
        cluster.cut_connections();
        // A writer whose connection was cut is told to try again, and does.
        let (client, key, body) = (one.client(), uuid(), said(&format!("round {round}")));
        loop {
            let answer = client.send(client.posting(&key, &body)).await;
            if answer.status == 201 {
                break;
            }
            assert_eq!(answer.code(), "unavailable");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let event = stream.next_of("comment.created").await;
        assert_eq!(seq(&event["id"]), begin + round);
    }
    one.stop().await;
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_of_both_hear_of_one_queue() {
    let Some((_home, one, two)) = two().await else { return };
    let ticket = one.client().moderate("POST", "tickets", Value::Null).await;
    let ticket = ticket.json["ticket"].as_str().unwrap().to_owned();
    let path = format!("moderation/stream?ticket={ticket}");
    let mut stream = two.client().open(Client::ask("GET", &path)).await;
    let posted = one.client().post("reported").await;
    one.client().report(&posted.id, "spam", "").await;
    while stream.next_of("queue").await["waiting"] != 1 {}
    one.stop().await;
    two.stop().await;
}

/// What a moderator reads must be what would stand.
#[tokio::test(flavor = "multi_thread")]
async fn moderators_of_both_hear_of_what_changes_in_the_queue() {
    let Some((_home, one, two)) = two().await else { return };
    let author = one.client();
    let mut stream = two.client().queue_stream().await;
    let changes = async |posted: &Posted| {
        let text = json!({"text": "something else"});
        let changed = author.change("PATCH", &posted.id, &posted.token, &text).await;
        assert_eq!(changed.status, 200, "{changed:?}");
    };
    let path = format!("articles/{ARTICLE}");
    author.moderate("PUT", &path, json!({"premoderated": true})).await;
    let pending = author.post("pending").await;
    while stream.next_of("queue").await["waiting"] != 1 {}
    changes(&pending).await;
    assert_eq!(stream.next_of("queue").await["waiting"], 1);

    author.moderate("PUT", &path, json!({"premoderated": false})).await;
    let reported = author.post("reported").await;
    author.report(&reported.id, "spam", "").await;
    while stream.next_of("queue").await["waiting"] != 2 {}
    changes(&reported).await;
    assert_eq!(stream.next_of("queue").await["waiting"], 2);
    one.stop().await;
    two.stop().await;
}

/// The line to the database is made anew, where it can't be at once: whoever spoke meanwhile was not
/// heard.
#[tokio::test(flavor = "multi_thread")]
async fn moderators_hear_of_what_was_reported_while_nobody_listened() {
    let Some(cluster) = Cluster::start() else { return };
    let home = Home::Postgres(cluster);
    let server = Server::quick(&home).await;
    let client = server.client();
    client.post("reported").await;
    let mut stream = client.queue_stream().await;
    assert_eq!(stream.hello["waiting"], 0);
    // Until the post has been told: what cannot be counted is counted again and again.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut outage = Outage::of(&home).await;
    outage.run("UPDATE comments SET why = 'reported'").await;
    // Until it has been tried in vain.
    tokio::time::sleep(Duration::from_millis(300)).await;
    outage.end().await;
    while stream.next_of("queue").await["waiting"] != 1 {}
    server.stop().await;
}

/// A database that nobody else can reach.
struct Outage(PgConnection);

impl Outage {
    /// Turns all others out, and lets none of them in again.
    async fn of(home: &Home) -> Self {
        let mut outage = Self(PgConnection::connect(&home.address()).await.unwrap());
        outage.allow("FALSE").await;
        outage
            .run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .await;
        outage
    }

    async fn end(&mut self) {
        self.allow("TRUE").await;
    }

    async fn allow(&mut self, connections: &str) {
        let sql = format!(
            "UPDATE pg_database SET datallowconn = {connections} WHERE datname = current_database()"
        );
        self.run(&sql).await;
    }

    /// What happens in it meanwhile.
    async fn run(&mut self, sql: &str) {
        sqlx::query(sql).execute(&mut self.0).await.unwrap();
    }
}

/// Whether beats come, as far as that can be told within two seconds.
async fn beats(stream: &mut Stream) -> bool {
    matches!(timeout(Duration::from_secs(2), stream.line.chunk()).await, Ok(Some(_)))
}

/// A reader who is told nothing of what happens is not told that all is well, and asks elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn streams_fall_silent_with_the_database_and_beat_again_with_it() {
    let Some(cluster) = Cluster::start() else { return };
    let home = Home::Postgres(cluster);
    let options = Options { heartbeat: Duration::from_millis(100), ..quick(&home) };
    let server = Server::start(options).await;
    let mut stream = server.client().stream("").await;
    assert!(beats(&mut stream).await);
    let mut outage = Outage::of(&home).await;
    // It is given 20 s and twice the time between two looks at it.
    let silent = async { while beats(&mut stream).await {} };
    timeout(2 * PATIENCE, silent).await.expect("it beats without a database");
    outage.end().await;
    let heard = async { while !beats(&mut stream).await {} };
    timeout(PATIENCE, heard).await.expect("it beats no more");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_begin_together_agree_on_the_tables() {
    let Some(cluster) = Cluster::start() else { return };
    let home = Home::Postgres(cluster);
    let starting: Vec<_> = (0..4).map(|_| tokio::spawn(Server::start(quick(&home)))).collect();
    let mut epochs = Vec::new();
    for start in starting {
        let server = start.await.unwrap();
        let cursor = server.client().list("").await["stream_cursor"].clone();
        epochs.push(cursor.as_str().unwrap().split_once(':').unwrap().0.to_owned());
        server.stop().await;
    }
    epochs.dedup();
    assert_eq!(epochs.len(), 1, "{epochs:?}");
}

/// Its machine or its network is gone, and PostgreSQL doesn't know.
#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_vanishes_in_the_middle_of_a_change_stops_no_other() {
    let Some((home, one, two)) = two().await else { return };
    let client = two.client();
    let liked = client.post("likeable").await;
    let mut vanished = PgConnection::connect(&home.address()).await.unwrap();
    let mut held = vanished.begin().await.unwrap();
    sqlx::query("SELECT * FROM articles FOR UPDATE").execute(&mut *held).await.unwrap();
    let writers: Vec<_> = (0..20)
        .map(|number| {
            let client = two.client();
            tokio::spawn(async move { client.try_post(&said(&format!("{number}"))).await })
        })
        .collect();
    // Who reads is served meanwhile, and who writes is told.
    tokio::time::sleep(Duration::from_secs(1)).await;
    for writer in writers {
        let answer = writer.await.unwrap();
        assert_eq!((answer.status, answer.code()), (503, "unavailable"));
    }
    assert_eq!(client.list("").await["total"], 1);
    held.rollback().await.unwrap();
    client.post("heard again").await;
    let mut stream = one.client().stream("").await;
    assert_eq!(client.about("PUT", &liked.id, "/like").await.status, 200);
    assert_eq!(stream.next_of("counts").await["counts"][0]["likes"], 1);
    one.stop().await;
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_put_back_does_not_silence_figures() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let posted = client.post("likeable").await;
        let mut stream = client.stream("").await;
        home.run("UPDATE articles SET counts_at = counts_at + 7200000 + last_at").await;
        assert_eq!(client.about("PUT", &posted.id, "/like").await.status, 200);
        assert_eq!(stream.next_of("counts").await["counts"][0]["likes"], 1);
        server.stop().await;
    }
}

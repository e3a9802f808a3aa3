//! Every call has its limit: of questions, of likes and reports, and of guesses at the moderators' token.

use std::fs;
use std::time::Duration;

use broadsheet_server::Options;
use broadsheet_server::limits::{Rate, Rates};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::client::{Answer, Ask, Client, said, uuid};
use crate::server::{ADMIN, ARTICLE, Home, Server, quick};
use crate::wire::PATIENCE;

/// Where all floods come from, unless each has an address of its own.
const FLOOD: &str = "198.51.100.1";
/// Somebody who floods nothing.
const OTHERS: &str = "203.0.113.1";
/// How long an address waits that has had its two.
const LONG: Duration = Duration::from_secs(600);

/// A server behind a proxy where an address may do two of everything at once.
async fn strict(home: &Home, every: Duration) -> Server {
    let two = Rate { burst: 2, every };
    let rates = Rates { read: two, post: two, react: two, moderate: two, ..Rates::default() };
    Server::start(Options { rates: Some(rates), trust_proxy: true, ..quick(home) }).await
}

/// Asks from an address until it has had its two, and says how they were answered.
async fn two(client: &Client, ask: &Ask, address: &str) -> [u16; 2] {
    let answered = || client.status(ask.clone().from(address));
    [answered().await, answered().await]
}

/// A refusal as a client can deal with it.
fn must_be_refused(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 429, "{what}: {answer:?}");
    assert_eq!(answer.code(), "rate_limited");
    let wait: u64 = answer.head.field("retry-after").parse().unwrap();
    assert!((1..=LONG.as_secs()).contains(&wait), "{what}: {wait}");
}

fn posting(client: &Client, address: &str) -> Ask {
    client.posting(&uuid(), &said(&format!("said from {address}"))).from(address)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_questions_is_refused_whatever_is_asked() {
    for home in Home::all() {
        let server = strict(&home, LONG).await;
        let client = server.client();
        let id = client.send(posting(&client, OTHERS)).await.json["comment"]["id"].clone();
        let id = id.as_str().unwrap();
        let comments = format!("articles/{ARTICLE}/comments");
        let questions = [
            comments.clone(),
            format!("{comments}/{id}"),
            format!("{comments}/{id}/replies"),
            format!("{comments}/changes"),
            format!("{comments}/stream"),
            format!("comments/counts?articles={ARTICLE}"),
        ];
        for (number, path) in questions.iter().enumerate() {
            let (flood, others) = (format!("198.51.100.{number}"), format!("203.0.113.{number}"));
            let ask = Client::ask("GET", path);
            assert_eq!(two(&client, &ask, &flood).await, [200, 200], "{path}");
            must_be_refused(&client.send(ask.clone().from(&flood)).await, path);
            // All of them are questions.
            for path in &questions {
                let another = Client::ask("GET", path).from(&flood);
                must_be_refused(&client.send(another).await, path);
            }
            assert_eq!(client.status(ask.from(&others)).await, 200, "{path}");
            let said = client.send(posting(&client, &flood)).await;
            assert_eq!(said.status, 201, "who asks too much may still say something: {said:?}");
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_questions_for_documents_is_refused() {
    for home in Home::all() {
        let edition = tempfile::tempdir().unwrap();
        fs::create_dir(edition.path().join("articles")).unwrap();
        fs::write(edition.path().join("edition.json"), "{}").unwrap();
        let rates = Rates { read: Rate { burst: 2, every: LONG }, ..Rates::default() };
        let seed = Some(edition.path().to_owned());
        let options = Options { rates: Some(rates), trust_proxy: true, seed, ..quick(&home) };
        let server = Server::start(options).await;
        let client = server.client();
        let ask = Client::ask("GET", "edition.json");
        assert_eq!(two(&client, &ask, FLOOD).await, [200, 200]);
        must_be_refused(&client.send(ask.clone().from(FLOOD)).await, "a document");
        assert_eq!(client.status(ask.from(OTHERS)).await, 200);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_likes_and_reports_is_refused_whoever_they_are_by() {
    for home in Home::all() {
        let server = strict(&home, LONG).await;
        let client = server.client();
        let posted = client.send(posting(&client, OTHERS)).await;
        let id = posted.json["comment"]["id"].as_str().unwrap().to_owned();
        let path = format!("articles/{ARTICLE}/comments/{id}");
        let (like, report) = (format!("{path}/like"), format!("{path}/report"));
        let reason = json!({"reason": "spam"});
        let reactions = [
            (Client::ask("PUT", &like), 200),
            (Client::ask("DELETE", &like), 200),
            (Client::ask("POST", &report).json(&reason), 202),
        ];
        // Another reader each time: an address makes as many of those as it likes.
        let by_another =
            |ask: &Ask| ask.clone().field("broadsheet-reader", &server.client().reader);
        for (number, (ask, done)) in reactions.iter().enumerate() {
            let flood = format!("198.51.100.{number}");
            for _ in 0..2 {
                assert_eq!(client.status(by_another(ask).from(&flood)).await, *done, "{ask:?}");
            }
            for (ask, _) in &reactions {
                let refused = client.send(by_another(ask).from(&flood)).await;
                must_be_refused(&refused, &format!("{ask:?}"));
            }
            let others = format!("203.0.113.{number}");
            assert_eq!(client.status(by_another(ask).from(&others)).await, *done, "{ask:?}");
            let reading = Client::ask("GET", &path).from(&flood);
            assert_eq!(client.status(reading).await, 200, "who likes too much may still read");
        }
        // What was refused is not done: two of the flood, and one of the others.
        let read = client.send(Client::ask("GET", &path).from("192.0.2.1")).await;
        assert_eq!(read.json["comments"][0]["likes"], 3);
        server.stop().await;
    }
}

/// Every call of moderators, but for their stream.
fn moderating(id: &str) -> [Ask; 6] {
    let act = json!({"action": "dismiss"});
    [
        Client::ask("GET", "moderation/queue"),
        Client::ask("GET", &format!("moderation/articles/{ARTICLE}")),
        Client::ask("GET", &format!("moderation/articles/{ARTICLE}/comments/{id}")),
        Client::ask("POST", "moderation/tickets"),
        Client::ask("POST", &format!("moderation/comments/{id}")).json(&act),
        Client::ask("PUT", &format!("moderation/articles/{ARTICLE}")).json(&json!({})),
    ]
}

fn with_token(ask: &Ask, token: &str) -> Ask {
    ask.clone().field("authorization", &format!("Bearer {token}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_moderators_token_is_not_guessed_at_for_long_wherever_it_is_asked_for() {
    for home in Home::all() {
        let server = strict(&home, LONG).await;
        let client = server.client();
        let posted = client.send(posting(&client, OTHERS)).await;
        let id = posted.json["comment"]["id"].as_str().unwrap().to_owned();
        for (number, ask) in moderating(&id).iter().enumerate() {
            let (flood, others) = (format!("198.51.100.{number}"), format!("203.0.113.{number}"));
            let guess = with_token(ask, "a guess");
            assert_eq!(two(&client, &guess, &flood).await, [401, 401], "{ask:?}");
            must_be_refused(&client.send(guess.from(&flood)).await, &format!("{ask:?}"));
            // Nor is a right guess told from a wrong one.
            let right = with_token(ask, ADMIN);
            let refused = client.send(right.clone().from(&flood)).await;
            must_be_refused(&refused, &format!("{ask:?}"));
            assert_eq!(client.status(right.from(&others)).await, 200, "{ask:?}");
            let reading = Client::ask("GET", &format!("articles/{ARTICLE}/comments"));
            assert_eq!(client.status(reading.from(&flood)).await, 200, "it may still read");
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_not_guessed_at_for_long() {
    for home in Home::all() {
        let server = strict(&home, LONG).await;
        let client = server.client();
        let tickets = with_token(&Client::ask("POST", "moderation/tickets"), ADMIN);
        let ticket = client.send(tickets.from(OTHERS)).await.json["ticket"].clone();
        let stream =
            |ticket: &str| Client::ask("GET", &format!("moderation/stream?ticket={ticket}"));
        assert_eq!(two(&client, &stream("a-guess"), FLOOD).await, [401, 401]);
        let right = stream(ticket.as_str().unwrap());
        for ask in [stream("a-guess"), right.clone()] {
            must_be_refused(&client.send(ask.from(FLOOD)).await, "a ticket");
        }
        client.open(right.from(OTHERS)).await;
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_guessed_is_a_moderator_again_when_the_time_is_over() {
    for home in Home::all() {
        let server = strict(&home, Duration::from_secs(2)).await;
        let client = server.client();
        let queue = Client::ask("GET", "moderation/queue");
        let guess = with_token(&queue, "a guess").from(FLOOD);
        let mut guesses = 0;
        while client.status(guess.clone()).await == 401 {
            guesses += 1;
            assert!(guesses < 20, "all guesses are heard");
        }
        assert!(guesses >= 2);
        let began = Instant::now();
        let right = with_token(&queue, ADMIN).from(FLOOD);
        while client.status(right.clone()).await == 429 {
            assert!(began.elapsed() < PATIENCE, "it is refused for good");
            sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(client.status(with_token(&queue, ADMIN).from(OTHERS)).await, 200);
        server.stop().await;
    }
}

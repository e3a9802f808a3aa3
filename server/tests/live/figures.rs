//! The `counts` events: seldom, and yet all that there is to tell.

use std::collections::HashMap;
use std::time::Duration;

use broadsheet_server::Options;
use serde_json::{Value, json};

use crate::client::Stream;
use crate::server::{ARTICLE, Home, Server, quick};

/// The likes and replies that were told last, by the comment's id.
#[derive(Default)]
struct Told {
    newest: HashMap<String, Value>,
    events: usize,
}

impl Told {
    /// Reads `counts` until all that is wanted was told.
    async fn until(&mut self, stream: &mut Stream, wanted: &HashMap<String, Value>) {
        while &self.newest != wanted {
            let event = stream.next_of("counts").await;
            let counts = event["counts"].as_array().unwrap();
            assert!((1..=200).contains(&counts.len()), "{} figures", counts.len());
            for count in counts {
                self.newest.insert(count["id"].as_str().unwrap().to_owned(), count.clone());
            }
            self.events += 1;
        }
    }
}

/// How many `counts` were written sooner after those before than they may be. They are told by the clock of
/// whoever writes them, a moment after it was looked whether it is time: half of it is left for that, on a machine that others use too.
async fn too_soon(home: &Home, every: Duration) -> u64 {
    let least = every.as_millis() / 2;
    home.run(&format!(
        "UPDATE events SET kind = kind WHERE kind = 'counts' AND EXISTS (SELECT 1 FROM events AS last \
         WHERE last.article = events.article AND last.kind = 'counts' AND last.seq < events.seq \
         AND events.created_at - last.created_at < {least})"
    ))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_told_once_a_second_at_most_and_none_is_lost() {
    for home in Home::all() {
        let every = Options::default().counts_every;
        let server = Server::start(Options { counts_every: every, ..quick(&home) }).await;
        let client = server.client();
        let mut posted = Vec::new();
        for number in 0..5 {
            posted.push(client.post(&format!("number {number}")).await.id);
        }
        let mut stream = client.stream("").await;
        // For some seconds something changes all the time: far more often than it is told.
        let mut wanted = HashMap::new();
        for number in 0..60 {
            let reader = server.client();
            let id = &posted[number % posted.len()];
            assert_eq!(reader.about("PUT", id, "/like").await.status, 200);
            if number % 4 == 0 {
                reader.about("DELETE", id, "/like").await;
            }
            if number % 10 == 0 {
                client.reply(id, &format!("an answer at {number}")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for comment in client.list("replies=0").await["comments"].as_array().unwrap() {
            let [id, likes, replies] = ["id", "likes", "replies"].map(|name| &comment[name]);
            let figures = json!({"id": id, "likes": likes, "replies": replies});
            wanted.insert(id.as_str().unwrap().to_owned(), figures);
        }
        assert_eq!(wanted.values().map(|one| one["likes"].as_i64().unwrap()).sum::<i64>(), 45);
        let mut told = Told::default();
        told.until(&mut stream, &wanted).await;
        assert!(told.events > 1, "nothing was told while it changed");
        assert_eq!(too_soon(&home, every).await, 0, "of {} events", told.events);
        server.stop().await;
    }
}

/// One event has 200 figures at the most.
#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_go_into_one_event_is_told_by_the_next() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut wanted = HashMap::new();
        for number in 0..210 {
            let id = client.post(&format!("number {number}")).await.id;
            wanted.insert(id.clone(), json!({"id": id, "likes": 7, "replies": 0}));
        }
        let mut stream = client.stream("").await;
        home.run("UPDATE comments SET likes = 7").await;
        home.run("INSERT INTO dirty (article, comment_id) SELECT article, id FROM comments").await;
        let mut told = Told::default();
        told.until(&mut stream, &wanted).await;
        assert_eq!(told.events, 2);
        // Nothing is left that would be told again.
        assert_eq!(home.run("UPDATE dirty SET article = article").await, 0, "of {ARTICLE}");
        server.stop().await;
    }
}

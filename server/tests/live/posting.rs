//! Posting, second thoughts, likes and reports.

use std::collections::HashSet;
use std::time::Duration;

use broadsheet_server::{App, Options};
use serde_json::{Value, json};

use crate::client::{Client, ids, said, seq, uuid};
use crate::server::{ARTICLE, Home, Server, quick};

/// Whoever has had no answer, and wants it no more, has no token either.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_is_taken_back_by_its_key_come_or_not() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let withdraw = async |client: &Client, key: &str| {
            let ask = Client::ask("DELETE", &format!("articles/{ARTICLE}/comments"));
            let ask = ask.field("broadsheet-reader", &client.reader);
            client.send(ask.field("idempotency-key", key)).await
        };
        // It had come: it goes, for all.
        let key = uuid();
        let posted = client.send(client.posting(&key, &said("On second thoughts"))).await;
        let id = posted.json["comment"]["id"].as_str().unwrap().to_owned();
        // Nobody else's key takes it back.
        let other = server.client();
        assert_eq!(withdraw(&other, &key).await.status, 200);
        assert_eq!(other.about("GET", &id, "").await.status, 200);
        for _ in 0..2 {
            let answer = withdraw(&client, &key).await;
            assert_eq!((answer.status, answer.json), (200, json!({})));
        }
        let gone = other.about("GET", &id, "").await;
        assert_eq!(gone.json["comments"][0]["status"], "removed_by_author");
        assert_eq!(gone.json["comments"][0]["text"], "");
        // It was still on its way: it is taken no more.
        let key = uuid();
        assert_eq!(withdraw(&client, &key).await.status, 200);
        let late = client.send(client.posting(&key, &said("Too late"))).await;
        assert_eq!((late.status, late.code()), (404, "not_found"));
        assert_eq!(withdraw(&client, &key).await.status, 200);
        // Without both keys nothing is known of it.
        let bare = Client::ask("DELETE", &format!("articles/{ARTICLE}/comments"));
        assert_eq!(client.send(bare).await.code(), "invalid");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_as_the_protocol_has_it() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut body = said("  First.\r\n\r\nSecond\u{202e}.\0 ");
        body["author"]["name"] = " Amina\n K. ".into();
        let answer = client.try_post(&body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(answer.json["token"].as_str().unwrap().len(), 64);
        let mut comment = answer.json["comment"].clone();
        let id = comment["id"].take();
        assert_eq!(id.as_str().unwrap().len(), 26);
        let at = comment["created_at"].take();
        assert!(at.as_str().unwrap().ends_with('Z'), "{at}");
        assert!(comment["viewer"]["editable_until"].take().is_string());
        assert_eq!(
            comment,
            json!({
                "id": null, "parent_id": null, "article": ARTICLE,
                "author": {"name": "Amina K.", "avatar": null, "badge": null},
                "text": "First.\n\nSecond.", "created_at": null, "edited_at": null,
                "status": "visible", "version": 1, "likes": 0, "replies": 0, "featured": false,
                "viewer": {"liked": false, "editable_until": null},
            })
        );
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_submission_is_one_comment_however_often_it_is_sent() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let (key, body) = (uuid(), said("once"));
        let sendings: Vec<_> = (0..12)
            .map(|_| {
                let (client, ask) = (client.clone(), client.posting(&key, &body));
                tokio::spawn(async move { client.send(ask).await })
            })
            .collect();
        let mut answers = HashSet::new();
        for sending in sendings {
            let answer = sending.await.unwrap();
            assert_eq!(answer.status, 201, "{answer:?}");
            answers.insert(answer.body);
        }
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert_eq!(client.list("").await["total"], 1);

        let other = client.send(client.posting(&key, &said("something else"))).await;
        assert_eq!((other.status, other.code()), (422, "key_reused"));
        let stranger = server.client();
        let own = stranger.send(stranger.posting(&key, &said("a stranger's"))).await;
        assert_eq!(own.status, 201);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_awaits_approval_is_answered_the_same_however_often_it_is_sent() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let (key, mut hasty) = (uuid(), said("hasty"));
        hasty["took_ms"] = 100.into();
        let first = client.send(client.posting(&key, &hasty)).await;
        assert_eq!((first.status, &first.json["comment"]["status"]), (202, &json!("pending")));
        // Also where it now took as long as others take, which is no part of what was said.
        for took in [100, 5_200] {
            hasty["took_ms"] = took.into();
            let again = client.send(client.posting(&key, &hasty)).await;
            assert_eq!((again.status, again.body), (202, first.body.clone()));
        }
        let queue = client.moderate("GET", "queue", Value::Null).await.json;
        assert_eq!((&queue["waiting"], &queue["comments"][1]), (&json!(1), &Value::Null));
        // And where it has been approved meanwhile: it is the comment that there is, and no other.
        let id = first.json["comment"]["id"].as_str().unwrap();
        client.act(id, "approve").await;
        let late = client.send(client.posting(&key, &hasty)).await;
        assert_eq!((late.status, &late.json["token"]), (202, &first.json["token"]));
        assert_eq!(
            (late.json["comment"]["id"].as_str(), &late.json["comment"]["status"]),
            (Some(id), &json!("visible"))
        );
        assert_eq!(client.list("").await["total"], 1);
        server.stop().await;
    }
}

/// Lets days pass for everything that the database holds.
async fn pass(home: &Home, days: i64) {
    let by = days * 24 * 60 * 60 * 1_000;
    for table in ["comments", "submissions", "events"] {
        home.run(&format!("UPDATE {table} SET created_at = created_at - {by}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_comes_back_after_weeks_posts_once() {
    for home in Home::all() {
        let app = App::open(quick(&home)).await.unwrap();
        let server = Server::quick(&home).await;
        let client = server.client();
        let (key, body) = (uuid(), said("sent, and never heard of"));
        let first = client.send(client.posting(&key, &body)).await;
        assert_eq!(first.status, 201, "{first:?}");
        // The day after, and at the end of the season.
        for days in [2, 87] {
            pass(&home, days).await;
            app.tidy().await.unwrap();
            let again = client.send(client.posting(&key, &body)).await;
            assert_eq!((again.status, &again.json["token"]), (201, &first.json["token"]));
            assert_eq!(again.json["comment"]["id"], first.json["comment"]["id"]);
        }
        assert_eq!(client.list("").await["total"], 1);
        // And yet they don't pile up for ever.
        assert_eq!(home.run("UPDATE submissions SET code = code").await, 1);
        pass(&home, 2).await;
        app.tidy().await.unwrap();
        assert_eq!(home.run("UPDATE submissions SET code = code").await, 0);
        app.close().await;
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_writers_leave_no_gap_in_the_events() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let mut stream = server.client().stream("").await;
        let begin = seq(&stream.hello["cursor"]);
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let client = server.client();
                tokio::spawn(async move {
                    for number in 0..10 {
                        client.post(&format!("{writer} says {number}")).await;
                    }
                })
            })
            .collect();
        let mut totals = Vec::new();
        for next in 1..=80 {
            let event = stream.next().await.unwrap();
            assert_eq!(seq(&event["id"]), begin + next);
            totals.push(event["total"].as_i64().unwrap());
        }
        assert_eq!(totals, (1..=80).collect::<Vec<i64>>());
        for writer in writers {
            writer.await.unwrap();
        }
        let list = server.client().list("sort=oldest&limit=200").await;
        let said = ids(&list);
        assert!(said.is_sorted(), "ids are not in the order of time");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn saying_the_same_again_is_refused() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let posted = client.post("again").await;
        let again = client.try_post(&said(" again ")).await;
        assert_eq!((again.status, again.code()), (409, "duplicate"));
        assert_eq!(server.client().try_post(&said("again")).await.status, 201);
        client.change("DELETE", &posted.id, &posted.token, &Value::Null).await;
        assert_eq!(client.try_post(&said("again")).await.status, 201);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_needs_a_comment_that_everybody_sees() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let gone = client.post("gone soon").await;
        client.change("DELETE", &gone.id, &gone.token, &Value::Null).await;
        let mut hasty = said("hasty");
        hasty["took_ms"] = 100.into();
        let pending = client.try_post(&hasty).await.json["comment"]["id"].clone();
        client.moderate("PUT", "articles/other", json!({})).await;
        let elsewhere = Client::ask("POST", "articles/other/comments")
            .field("broadsheet-reader", &client.reader)
            .field("idempotency-key", &uuid())
            .json(&said("elsewhere"));
        let elsewhere = client.send(elsewhere).await.json["comment"]["id"].clone();
        for parent in [json!(gone.id), pending, elsewhere, json!("nobody"), json!("\0"), json!("")]
        {
            let mut body = said("an answer");
            body["parent_id"] = parent.clone();
            let answer = client.try_post(&body).await;
            assert_eq!((answer.status, answer.code()), (404, "not_found"), "{parent}");
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_may_change_a_comment_for_a_while_and_remove_it_always() {
    for home in Home::all() {
        let options = Options { edit_window: Duration::from_secs(3_600), ..quick(&home) };
        let server = Server::start(options).await;
        let client = server.client();
        let mut stream = client.stream("").await;
        let posted = client.post("frist").await;
        let changed =
            client.change("PATCH", &posted.id, &posted.token, &json!({"text": "first"})).await;
        assert_eq!(changed.status, 200, "{changed:?}");
        let comment = &changed.json["comment"];
        assert_eq!((&comment["text"], &comment["version"]), (&json!("first"), &json!(2)));
        assert!(comment["edited_at"].is_string());
        let event = stream.next_of("comment.updated").await;
        assert_eq!(event["comment"]["text"], "first");
        assert_eq!(event["total"], 1);

        let wrong = client.change("PATCH", &posted.id, "00", &json!({"text": "x"})).await;
        assert_eq!((wrong.status, wrong.code()), (401, "unauthorized"));
        let gone = client.change("PATCH", "nobody", &posted.token, &json!({"text": "x"})).await;
        assert_eq!((gone.status, gone.code()), (404, "not_found"));
        server.stop().await;

        let options = Options { edit_window: Duration::ZERO, ..quick(&home) };
        let server = Server::start(options).await;
        let client = client.at(server.address);
        tokio::time::sleep(Duration::from_millis(5)).await;
        let late = client.change("PATCH", &posted.id, &posted.token, &json!({"text": "x"})).await;
        assert_eq!((late.status, late.code()), (409, "edit_window_over"));
        // What was changed in time and whose answer was lost.
        let again =
            client.change("PATCH", &posted.id, &posted.token, &json!({"text": "first"})).await;
        assert_eq!((again.status, &again.json["comment"]["version"]), (200, &json!(2)));
        let removed = client.change("DELETE", &posted.id, &posted.token, &Value::Null).await;
        assert_eq!(removed.json["comment"]["status"], "removed_by_author");
        assert_eq!(removed.json["comment"]["text"], "");
        assert_eq!(
            removed.json["comment"]["author"],
            json!({"name": "", "avatar": null, "badge": null})
        );
        let again = client.change("DELETE", &posted.id, &posted.token, &Value::Null).await;
        assert_eq!(again.json["comment"]["version"], removed.json["comment"]["version"]);
        let edit = client.change("PATCH", &posted.id, &posted.token, &json!({"text": "x"})).await;
        assert_eq!((edit.status, edit.code()), (404, "not_found"));
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_comment_stays_as_a_line_while_somebody_has_answered() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let first = client.post("to be removed").await;
        let answer = client.reply(&first.id, "but I answered").await;
        let alone = client.post("alone").await;
        for posted in [&first, &alone] {
            client.change("DELETE", &posted.id, &posted.token, &Value::Null).await;
        }
        let list = client.list("").await;
        assert_eq!(ids(&list), [&first.id, &answer.id]);
        assert_eq!(list["comments"][0]["status"], "removed_by_author");
        assert_eq!(list["total"], 1);
        let link = client.about("GET", &alone.id, "").await;
        assert_eq!(link.json["comments"][0]["status"], "removed_by_author");
        client.change("DELETE", &answer.id, &answer.token, &Value::Null).await;
        assert_eq!(ids(&client.list("").await), [""; 0]);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_like_counts_once_a_reader() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let posted = client.post("likeable").await;
        for (method, likes, liked) in [
            ("PUT", 1, true),
            ("PUT", 1, true),
            ("DELETE", 0, false),
            ("DELETE", 0, false),
            ("PUT", 1, true),
        ] {
            let answer = client.about(method, &posted.id, "/like").await;
            assert_eq!(answer.json, json!({"likes": likes, "liked": liked}));
        }
        let likers: Vec<_> = (0..10)
            .map(|_| {
                let (other, id) = (server.client(), posted.id.clone());
                tokio::spawn(async move { other.about("PUT", &id, "/like").await.status })
            })
            .collect();
        for liker in likers {
            assert_eq!(liker.await.unwrap(), 200);
        }
        assert_eq!(client.list("").await["comments"][0]["likes"], 11);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn likes_and_replies_are_told_together_and_not_too_often() {
    for home in Home::all() {
        let options = Options { counts_every: Duration::from_millis(400), ..quick(&home) };
        let server = Server::start(options).await;
        let client = server.client();
        let one = client.post("one").await;
        let two = client.post("two").await;
        let mut stream = client.stream("").await;
        for _ in 0..5 {
            server.client().about("PUT", &one.id, "/like").await;
        }
        client.reply(&two.id, "an answer").await;
        let mut told = Vec::new();
        let wanted = json!([
            {"id": one.id, "likes": 5, "replies": 0}, {"id": two.id, "likes": 0, "replies": 1},
        ]);
        let mut newest = json!([null, null]);
        while newest != wanted {
            let event = stream.next_of("counts").await;
            told.push(tokio::time::Instant::now());
            for count in event["counts"].as_array().unwrap() {
                let place = usize::from(count["id"] == json!(two.id));
                newest[place] = count.clone();
            }
        }
        // Seven changes, each of which could have been an event.
        assert!(told.len() <= 4, "{} events", told.len());
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_discussion_can_be_read_and_not_written() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let posted = client.post("before").await;
        let mut stream = client.stream("").await;
        let path = format!("articles/{ARTICLE}");
        let closed = client.moderate("PUT", &path, json!({"state": "closed"})).await;
        assert_eq!(closed.json, json!({"state": "closed", "premoderated": false, "total": 1}));
        assert_eq!(stream.next().await.unwrap()["type"], "discussion.closed");
        let list = client.list("").await;
        assert_eq!((&list["state"], &list["total"]), (&json!("closed"), &json!(1)));
        assert_eq!(list["comments"][0]["viewer"]["editable_until"], Value::Null);
        let edit = json!({"text": "x"});
        for answer in [
            client.try_post(&said("after")).await,
            client.change("PATCH", &posted.id, &posted.token, &edit).await,
            client.about("PUT", &posted.id, "/like").await,
        ] {
            assert_eq!((answer.status, answer.code()), (409, "closed"));
        }
        assert_eq!(client.report(&posted.id, "spam", "").await.status, 202);
        let removed = client.change("DELETE", &posted.id, &posted.token, &Value::Null).await;
        assert_eq!(removed.status, 200);
        client.moderate("PUT", &path, json!({"state": "open"})).await;
        assert_eq!(stream.next_of("discussion.opened").await["type"], "discussion.opened");
        assert_eq!(client.try_post(&said("after")).await.status, 201);
        server.stop().await;
    }
}

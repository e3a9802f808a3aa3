//! What waits for moderators, and what they decide.

use std::fs;
use std::time::Duration;

use broadsheet_server::Options;
use serde_json::{Value, json};

use crate::client::{Answer, Client, ids, said};
use crate::server::{ADMIN, ARTICLE, Home, Server, quick};

/// Posts what must await approval, and answers its id.
async fn pending(client: &Client, text: &str) -> String {
    let answer = client.try_post(&said(text)).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    assert_eq!(answer.json["comment"]["status"], "pending");
    assert_eq!(answer.json["comment"]["text"], text);
    answer.json["comment"]["id"].as_str().unwrap().to_owned()
}

async fn queue(client: &Client) -> Value {
    client.moderate("GET", "queue", Value::Null).await.json
}

#[tokio::test(flavor = "multi_thread")]
async fn words_links_and_haste_await_approval() {
    for home in Home::all() {
        let options = Options { words: "casino\n".to_owned(), ..quick(&home) };
        let server = Server::start(options).await;
        let client = server.client();
        pending(&client, "my casino").await;
        pending(&client, "http://a.example http://b.example http://c.example").await;
        let mut hasty = said("hasty");
        hasty["took_ms"] = 1999.into();
        assert_eq!(client.try_post(&hasty).await.status, 202);
        hasty = json!({"text": "without", "author": {"name": "A"}});
        assert_eq!(client.try_post(&hasty).await.status, 202);
        let waiting = queue(&client).await;
        let why: Vec<&Value> =
            waiting["comments"].as_array().unwrap().iter().map(|one| &one["why"]).collect();
        assert_eq!(why, ["words", "links", "spam", "spam"]);
        assert_eq!(waiting["waiting"], 4);
        assert_eq!(waiting["next"], Value::Null);
        let mut trap = said("trapped");
        trap["website"] = "http://x.example".into();
        let blocked = client.try_post(&trap).await;
        assert_eq!((blocked.status, blocked.code()), (422, "blocked"));
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_comment_is_its_authors_and_the_moderators_alone() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let (author, other) = (server.client(), server.client());
        let path = format!("articles/{ARTICLE}");
        author.moderate("PUT", &path, json!({"premoderated": true})).await;
        let mut stream = other.stream("").await;
        let id = pending(&author, "wait for me").await;
        assert_eq!(ids(&author.list("").await), [&id]);
        assert_eq!(author.about("GET", &id, "").await.status, 200);
        assert_eq!(author.list("").await["total"], 0);
        assert_eq!(ids(&other.list("").await), [""; 0]);
        assert_eq!(other.about("GET", &id, "").await.code(), "not_found");
        assert_eq!(other.about("PUT", &id, "/like").await.code(), "not_found");
        assert_eq!(other.report(&id, "spam", "").await.code(), "not_found");

        let approved = author.act(&id, "approve").await;
        assert_eq!((&approved["status"], &approved["version"]), (&json!("visible"), &json!(2)));
        let event = stream.next().await.unwrap();
        assert_eq!(event["type"], "comment.created");
        assert_eq!(event["comment"]["text"], "wait for me");
        assert!(event["comment"].get("viewer").is_none());
        assert_eq!(ids(&other.list("").await), [&id]);
        assert_eq!(queue(&author).await["waiting"], 0);
        server.stop().await;
    }
}

/// Others hear that something was decided, and not of what: they never knew of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_approved_says_so_to_its_author_alone() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let (author, other) = (server.client(), server.client());
        author.moderate("PUT", &format!("articles/{ARTICLE}"), json!({"premoderated": true})).await;
        let mut stream = other.stream("").await;
        let (kept, given_up) = (pending(&author, "wait for me").await, {
            let posted = author.try_post(&said("and for me")).await.json;
            (
                posted["comment"]["id"].as_str().unwrap().to_owned(),
                posted["token"].as_str().unwrap().to_owned(),
            )
        });
        author.act(&kept, "remove").await;
        author.act(&given_up.0, "remove").await;
        for id in [&kept, &given_up.0] {
            let event = stream.next().await.unwrap();
            let (seq, event) = (event["id"].clone(), event);
            let told =
                json!({"type": "comment.rejected", "id": seq, "comment_id": id, "version": 2});
            assert_eq!(event, told);
        }
        let own = author.list("").await;
        assert_eq!(ids(&own), [&given_up.0, &kept]);
        assert_eq!(own["comments"][1]["status"], "rejected");
        assert_eq!(own["comments"][1]["text"], "wait for me");
        assert_eq!(own["comments"][1]["viewer"]["editable_until"], Value::Null);
        assert_eq!(own["total"], 0);
        assert_eq!(ids(&other.list("").await), [""; 0]);
        assert_eq!(other.about("GET", &kept, "").await.code(), "not_found");
        let changed =
            author.change("PATCH", &given_up.0, &given_up.1, &json!({"text": "so?"})).await;
        assert_eq!(changed.code(), "not_found");
        // Taken back, it is gone for its author as well.
        let gone = author.change("DELETE", &given_up.0, &given_up.1, &Value::Null).await;
        assert_eq!(gone.json["comment"]["status"], "removed_by_author");
        assert_eq!(gone.json["comment"]["text"], "");
        assert_eq!(ids(&author.list("").await), [&kept]);
        assert_eq!(decide(&author, &given_up.0, "approve", 3).await.code(), "not_found");
        // A moderator thinks better of it: it is told as something new.
        author.act(&kept, "approve").await;
        let event = stream.next_of("comment.created").await;
        assert_eq!(event["comment"]["text"], "wait for me");
        assert_eq!(ids(&other.list("").await), [&kept]);
        assert_eq!(author.list("").await["comments"][0]["status"], "visible");
        // Once it has stood, its end is told as that of any other.
        author.act(&kept, "remove").await;
        let event = stream.next_of("comment.removed").await;
        assert_eq!(event["comment"]["status"], "removed_by_moderator");
        assert_eq!(ids(&author.list("").await), [""; 0]);
        let found = author.about("GET", &kept, "").await.json;
        assert_eq!(found["comments"][0]["status"], "removed_by_moderator");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_brought_back_can_be_read_before() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let (author, other) = (server.client(), server.client());
        let id = author.post("too harsh").await.id;
        other.report(&id, "abuse", "look").await;
        author.act(&id, "remove").await;
        let path = format!("articles/{ARTICLE}/comments/{id}");
        let found = author.moderate("GET", &path, Value::Null).await.json;
        assert_eq!(found["comment"]["text"], "too harsh", "{found}");
        assert_eq!(found["comment"]["status"], "removed_by_moderator");
        assert_eq!(other.about("GET", &id, "").await.json["comments"][0]["text"], json!(""));
        assert_eq!(other.get(&format!("moderation/{path}")).await.status, 401);
        let none = format!("articles/{ARTICLE}/comments/none");
        assert_eq!(author.moderate("GET", &none, Value::Null).await.code(), "not_found");
        server.stop().await;
    }
}

/// Whoever came while nothing of a thread could be read has not heard of what the reply answers.
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_is_approved_comes_after_what_it_answers() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let asked = client.post("asked").await.id;
        client.moderate("PUT", &format!("articles/{ARTICLE}"), json!({"premoderated": true})).await;
        let mut reply = said("answered");
        reply["parent_id"] = json!(asked);
        let reply = client.try_post(&reply).await;
        assert_eq!(reply.status, 202, "{reply:?}");
        let reply = reply.json["comment"]["id"].as_str().unwrap().to_owned();
        client.act(&asked, "remove").await;
        let other = server.client();
        assert_eq!(ids(&other.list("").await), [""; 0]);
        let mut stream = other.stream("").await;
        client.act(&reply, "approve").await;
        let (above, created) = (stream.next().await.unwrap(), stream.next().await.unwrap());
        assert_eq!(above["type"], "comment.updated");
        assert_eq!(above["comment"]["id"], json!(asked));
        assert_eq!(above["comment"]["status"], "removed_by_moderator");
        assert_eq!(above["comment"]["text"], "");
        assert_eq!(created["type"], "comment.created");
        assert_eq!(created["comment"]["id"], json!(reply));
        assert_eq!(ids(&other.list("").await), [&asked, &reply]);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_can_send_a_comment_back_to_approval() {
    for home in Home::all() {
        let options = Options { words: "casino\n".to_owned(), ..quick(&home) };
        let server = Server::start(options).await;
        let (author, other) = (server.client(), server.client());
        let begin = author.list("").await["stream_cursor"].as_str().unwrap().to_owned();
        let mut stream = other.stream("").await;
        let posted = author.post("harmless").await;
        let answer = author.reply(&posted.id, "I answer myself").await;
        let text = json!({"text": "come to my casino"});
        let edited = author.change("PATCH", &posted.id, &posted.token, &text).await;
        assert_eq!(edited.json["comment"]["status"], "pending");
        assert_eq!(edited.json["comment"]["text"], "come to my casino");
        let event = stream.next_of("comment.removed").await;
        assert_eq!(event["comment"]["status"], "pending");
        assert_eq!(event["comment"]["text"], "");
        assert_eq!(event["total"], 1);
        // What hangs from it keeps its place.
        let list = other.list("").await;
        assert_eq!(ids(&list), [&posted.id, &answer.id]);
        assert_eq!(list["comments"][0]["text"], "");

        author.act(&posted.id, "remove").await;
        let path = format!("articles/{ARTICLE}/comments/changes?after={begin}");
        let changes = other.get(&path).await;
        assert!(!changes.body.contains("harmless"), "{}", changes.body);
        assert!(!changes.body.contains("casino"), "{}", changes.body);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_again_and_is_taken_back_is_told() {
    for home in Home::all() {
        let options = Options { words: "casino\n".to_owned(), ..quick(&home) };
        let server = Server::start(options).await;
        let (author, other) = (server.client(), server.client());
        let posted = author.post("harmless").await;
        author.reply(&posted.id, "I answer myself").await;
        let text = json!({"text": "come to my casino"});
        author.change("PATCH", &posted.id, &posted.token, &text).await;
        let mut stream = other.stream("").await;
        author.change("DELETE", &posted.id, &posted.token, &Value::Null).await;
        let event = stream.next_of("comment.removed").await;
        assert_eq!(event["comment"]["status"], "removed_by_author");
        assert_eq!(event["total"], 1);
        server.stop().await;
    }
}

/// Decides on a comment as it was read in a version.
async fn decide(client: &Client, id: &str, action: &str, version: i64) -> Answer {
    let body = json!({"action": action, "version": version});
    client.moderate("POST", &format!("comments/{id}"), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_read_is_not_approved() {
    for home in Home::all() {
        let server = Server::start(Options { premoderate: true, ..quick(&home) }).await;
        let (author, other) = (server.client(), server.client());
        let posted = author.post("harmless").await;
        assert_eq!(queue(&author).await["comments"][0]["comment"]["version"], 1);
        let text = json!({"text": "no longer so"});
        author.change("PATCH", &posted.id, &posted.token, &text).await;
        for action in ["approve", "dismiss"] {
            let refused = decide(&author, &posted.id, action, 1).await;
            assert_eq!((refused.status, refused.code()), (409, "changed_meanwhile"), "{action}");
        }
        assert_eq!(ids(&other.list("").await), [""; 0]);
        let waiting = queue(&author).await;
        assert_eq!(waiting["waiting"], 1);
        let comment = &waiting["comments"][0]["comment"];
        assert_eq!((&comment["text"], &comment["version"]), (&text["text"], &json!(2)));
        let approved = decide(&author, &posted.id, "approve", 2).await;
        assert_eq!(approved.status, 200, "{approved:?}");
        assert_eq!(other.list("").await["comments"][0]["text"], text["text"]);
        // The answer was lost, and what was decided is decided.
        let again = decide(&author, &posted.id, "approve", 2).await;
        assert_eq!((again.status, again.json), (200, approved.json));
        // A removal lets nothing stand, whatever it says by now.
        assert_eq!(decide(&author, &posted.id, "remove", 1).await.status, 200);
        assert_eq!(decide(&author, &posted.id, "approve", 3).await.code(), "changed_meanwhile");
        assert_eq!(decide(&author, &posted.id, "approve", 4).await.status, 200);
        let none = author
            .moderate(
                "POST",
                &format!("comments/{}", posted.id),
                json!({"action": "approve", "version": "4"}),
            )
            .await;
        assert_eq!((none.status, none.code()), (400, "invalid"));
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_reported_is_not_kept_as_nobody_has_read_it() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let posted = client.post("reported").await;
        client.report(&posted.id, "spam", "").await;
        let text = json!({"text": "and worse by now"});
        client.change("PATCH", &posted.id, &posted.token, &text).await;
        for action in ["approve", "dismiss"] {
            let refused = decide(&client, &posted.id, action, 1).await;
            assert_eq!((refused.status, refused.code()), (409, "changed_meanwhile"), "{action}");
        }
        let waiting = queue(&client).await;
        assert_eq!(waiting["comments"][0]["reports"][0]["count"], 1);
        assert_eq!(decide(&client, &posted.id, "dismiss", 2).await.status, 200);
        assert_eq!(queue(&client).await["waiting"], 0);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_wait_with_their_reasons_until_somebody_decides() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let bad = client.post("reported").await.id;
        let fine = client.post("reported too").await.id;
        for (reason, note) in [("spam", "buy this"), ("spam", ""), ("abuse", "rude\u{202e}")] {
            let answer = server.client().report(&bad, reason, note).await;
            assert_eq!((answer.status, answer.json), (202, json!({})));
        }
        client.report(&fine, "off_topic", "").await;
        client.report(&fine, "other", "").await;
        let waiting = queue(&client).await;
        assert_eq!(waiting["waiting"], 2);
        let first = &waiting["comments"][0];
        assert_eq!((&first["why"], &first["comment"]["id"]), (&json!("reported"), &json!(bad)));
        let mut reports = first["reports"].as_array().unwrap().clone();
        reports.sort_by_key(|one| one["reason"].to_string());
        assert_eq!(reports[0], json!({"reason": "abuse", "count": 1, "notes": ["rude"]}));
        assert_eq!(reports[1], json!({"reason": "spam", "count": 2, "notes": ["buy this"]}));
        let second = &waiting["comments"][1]["reports"];
        assert_eq!(second, &json!([{"reason": "other", "count": 1, "notes": []}]));

        client.act(&fine, "dismiss").await;
        assert_eq!(client.act(&bad, "remove").await["status"], "removed_by_moderator");
        assert_eq!(queue(&client).await["waiting"], 0);
        assert_eq!(ids(&client.list("").await), [&fine]);
        assert_eq!(client.act(&bad, "approve").await["text"], "reported");
        assert_eq!(client.list("").await["total"], 2);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_featured_comment_says_so() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let posted = client.post("well said").await;
        let mut stream = client.stream("").await;
        assert_eq!(client.act(&posted.id, "feature").await["featured"], true);
        let event = stream.next().await.unwrap();
        assert_eq!(event["type"], "comment.updated");
        assert_eq!(
            (&event["comment"]["featured"], &event["comment"]["version"]),
            (&json!(true), &json!(2))
        );
        assert_eq!(client.act(&posted.id, "unfeature").await["featured"], false);
        let gone = client.moderate("POST", "comments/nobody", json!({"action": "feature"})).await;
        assert_eq!(gone.code(), "not_found");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_moderates_without_the_token() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let calls = [
            ("GET", "queue"),
            ("POST", "comments/x"),
            ("GET", "articles/talks"),
            ("PUT", "articles/talks"),
            ("POST", "tickets"),
            ("GET", "stream"),
            ("GET", "stream?ticket=99999999999999.00"),
        ];
        for (method, path) in calls {
            for token in ["", "Bearer", "Bearer wrong", &format!("Basic {ADMIN}"), ADMIN] {
                let ask = Client::ask(method, &format!("moderation/{path}"))
                    .field("authorization", token)
                    .json(&json!({"action": "remove"}));
                let answer = client.send(ask).await;
                assert_eq!((answer.status, answer.code()), (401, "unauthorized"), "{path} {token}");
                assert_eq!(answer.head.field("www-authenticate"), "Bearer");
            }
        }
        server.stop().await;

        let server = Server::bare(Options { admin_token: None, ..quick(&home) }).await;
        for (method, path) in calls {
            let answer = server.client().moderate(method, path, Value::Null).await;
            assert_eq!((answer.status, answer.code()), (401, "unauthorized"), "{path}");
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_hear_of_their_queue() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut stream = client.queue_stream().await;
        assert_eq!(stream.hello, json!({"type": "hello", "waiting": 0}));
        let posted = client.post("reported").await;
        client.report(&posted.id, "spam", "").await;
        while stream.next_of("queue").await["waiting"] != 1 {}
        client.act(&posted.id, "approve").await;
        while stream.next_of("queue").await["waiting"] != 0 {}
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_has_pages() {
    for home in Home::all() {
        let server = Server::start(Options { premoderate: true, ..quick(&home) }).await;
        let client = server.client();
        let mut wanted = Vec::new();
        for number in 0..53 {
            wanted.push(pending(&client, &format!("number {number}")).await);
        }
        let first = queue(&client).await;
        let path = format!("queue?cursor={}", first["next"].as_str().unwrap());
        let rest = client.moderate("GET", &path, Value::Null).await.json;
        let mut seen = Vec::new();
        for page in [&first, &rest] {
            for one in page["comments"].as_array().unwrap() {
                seen.push(one["comment"]["id"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(seen, wanted);
        assert_eq!(rest["next"], Value::Null);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_article_is_known_once_a_moderator_says_so() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let unknown = client.moderate("GET", "articles/new", Value::Null).await;
        assert_eq!(unknown.code(), "not_found");
        assert_eq!(client.get("articles/new/comments").await.code(), "not_found");
        let known = client.moderate("PUT", "articles/new", json!({"state": "closed"})).await;
        assert_eq!(known.json, json!({"state": "closed", "premoderated": false, "total": 0}));
        assert_eq!(client.get("articles/new/comments").await.json["state"], "closed");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_concerns_no_moderator_has_nobody_fetch_the_queue() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        // Longer than the queue takes to be told: that the article is known now is told by then.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut stream = client.queue_stream().await;
        let posted = client.post("harmless").await;
        for _ in 0..3 {
            let like = server.client().about("PUT", &posted.id, "/like").await;
            assert_eq!(like.status, 200, "{like:?}");
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        client.report(&posted.id, "spam", "").await;
        assert_eq!(stream.next_of("queue").await["waiting"], 1);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_comments_with_one_id_the_one_that_was_read_is_decided_on() {
    let edition = tempfile::tempdir().unwrap();
    for slug in ["one", "two"] {
        let folder = edition.path().join("articles").join(slug);
        fs::create_dir_all(&folder).unwrap();
        let comment = json!({
            "id": "c1", "parent_id": null, "article": slug, "author": {"name": "Amina"},
            "text": slug, "created_at": format!("2026-11-23T09:00:0{}Z", slug.len() % 2 + 1),
            "status": "visible", "version": 1, "likes": 0, "replies": 0,
        });
        let story = json!({"slug": slug, "headline": slug, "body": []});
        fs::write(folder.with_extension("json"), story.to_string()).unwrap();
        let comments = json!({"comments": [comment]});
        fs::write(folder.join("comments.json"), comments.to_string()).unwrap();
    }
    for home in Home::all() {
        for slug in ["one", "two"] {
            let seed = Some(edition.path().to_owned());
            let server = Server::bare(Options { seed, ..quick(&home) }).await;
            let client = server.client();
            let body = json!({"action": "feature", "article": slug});
            let answer = client.moderate("POST", "comments/c1", body).await;
            assert_eq!(answer.json["comment"]["article"], slug, "{answer:?}");
            assert_eq!(answer.json["comment"]["text"], slug);
            let none = json!({"action": "feature", "article": "three"});
            let none = client.moderate("POST", "comments/c1", none).await;
            assert_eq!((none.status, none.code()), (404, "not_found"));
            server.stop().await;
        }
    }
}

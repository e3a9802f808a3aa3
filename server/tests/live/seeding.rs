//! An edition's discussions, taken in once.

use std::fs;
use std::path::PathBuf;

use broadsheet_server::Options;
use serde_json::{Value, json};

use crate::client::{Client, ids};
use crate::server::{Home, Server, quick};

/// The edition that stands in this repository.
fn edition() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../public/edition")
}

fn document(path: &str) -> Value {
    serde_json::from_slice(&fs::read(edition().join(path)).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_built_in_edition_is_taken_in_once() {
    for home in Home::all() {
        for start in 0..2 {
            let options = Options { seed: Some(edition()), ..quick(&home) };
            let server = Server::bare(options).await;
            let client = server.client();
            let wanted = document("articles/alaska-summit/comments.json");
            let visible = wanted["comments"].as_array().unwrap().iter();
            let visible = visible.filter(|one| one["status"] == "visible").count();
            let answer = client.get("articles/alaska-summit/comments?sort=oldest&limit=200").await;
            assert_eq!(answer.json["total"], json!(visible + start));
            let first = &answer.json["comments"][0];
            assert_eq!(first["id"], "c001");
            for field in ["author", "text", "version", "likes", "replies"] {
                assert_eq!(first[field], wanted["comments"][0][field], "{field}");
            }
            assert_eq!(first["created_at"], "2026-11-23T03:14:23.000Z");
            let answer = Client::ask("POST", "articles/alaska-summit/comments")
                .field("broadsheet-reader", &client.reader)
                .field("idempotency-key", &crate::client::uuid())
                .json(&crate::client::said("said later"));
            assert_eq!(client.send(answer).await.status, 201);
            server.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_seed_comes_with_its_figures() {
    for home in Home::all() {
        let server = Server::bare(Options { seed: Some(edition()), ..quick(&home) }).await;
        let client = server.client();
        let wanted = document("articles/alaska-summit/comments.json");
        let path = "articles/alaska-summit/comments";
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let query = format!("{path}?sort=oldest&replies=500&limit=4&cursor={cursor}");
            let page = client.get(&query).await.json;
            assert_eq!(page["threads"], json!([]));
            seen.extend(page["comments"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen.len(), wanted["comments"].as_array().unwrap().len());
        for comment in &seen {
            let seeds = wanted["comments"].as_array().unwrap();
            let seed = seeds.iter().find(|seed| seed["id"] == comment["id"]).unwrap();
            assert_eq!(comment["status"], seed["status"], "{}", comment["id"]);
            assert_eq!(comment["parent_id"], seed["parent_id"], "{}", comment["id"]);
            let answers =
                |one: &&Value| one["parent_id"] == seed["id"] && one["status"] == "visible";
            let visible = seeds.iter().filter(answers).count();
            assert_eq!(comment["replies"], json!(visible), "{}", comment["id"]);
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_says_whether_there_is_a_discussion() {
    for home in Home::all() {
        let server = Server::bare(Options { seed: Some(edition()), ..quick(&home) }).await;
        let client = server.client();
        let (mut open, mut closed, mut off) = (0, 0, 0);
        for entry in fs::read_dir(edition().join("articles")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let Some(slug) = name.strip_suffix(".json") else { continue };
            let answer = client.get(&format!("articles/{slug}/comments")).await;
            match document(&format!("articles/{name}"))["commenting"].as_str().unwrap() {
                "off" => {
                    off += 1;
                    assert_eq!(answer.code(), "not_found", "{slug}");
                }
                state => {
                    assert_eq!(answer.json["state"], state, "{slug}");
                    if state == "open" { open += 1 } else { closed += 1 }
                }
            }
        }
        assert!(open > 0 && closed > 0 && off > 0, "{open} {closed} {off}");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editions_documents_stand_beside_the_comments() {
    for home in Home::all() {
        let server = Server::bare(Options { seed: Some(edition()), ..quick(&home) }).await;
        let client = server.client();
        for path in
            ["edition.json", "articles/alaska-summit.json", "articles/alaska-summit/comments.json"]
        {
            let answer = client.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.json, document(path), "{path}");
            assert!(answer.head.field("cache-control").starts_with("public, max-age=60"));
            assert!(answer.head.field("content-type").starts_with("application/json"));
        }
        for path in ["gone.json", "articles/gone.json", "%2e%2e/index.html", "articles/..%2fx.json"]
        {
            assert_eq!(client.get(path).await.code(), "not_found", "{path}");
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_names_the_headline() {
    for home in Home::all() {
        let server = Server::bare(Options { seed: Some(edition()), ..quick(&home) }).await;
        let client = server.client();
        let ask = Client::ask("POST", "articles/bread-price/comments/b001/report")
            .field("broadsheet-reader", &client.reader)
            .json(&json!({"reason": "spam"}));
        assert_eq!(client.send(ask).await.status, 202);
        let queue = client.moderate("GET", "queue", Value::Null).await.json;
        let headline = document("articles/bread-price.json")["headline"].clone();
        assert_eq!(queue["comments"][0]["headline"], headline);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_discussions_are_taken_as_far_as_they_go() {
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("articles");
    fs::create_dir_all(articles.join("odd")).unwrap();
    fs::write(articles.join("odd.json"), json!({"headline": "Odd"}).to_string()).unwrap();
    let seed = |id: &str, parent: Option<&str>| {
        json!({"id": id, "parent_id": parent, "author": {"name": "A"}, "text": id,
               "created_at": "2026-01-01T00:00:00+01:00", "status": "visible"})
    };
    let comments = json!({"total": 9, "comments": [
        // An answer that stands before what it answers, one to nothing, and two to each other.
        seed("reply", Some("first")), seed("first", None), seed("lost", Some("nobody")),
        seed("one", Some("two")), seed("two", Some("one")),
    ]});
    for home in Home::all() {
        fs::write(articles.join("odd/comments.json"), comments.to_string()).unwrap();
        let options = Options { seed: Some(folder.path().to_owned()), ..quick(&home) };
        let server = Server::bare(options.clone()).await;
        let list = server.client().get("articles/odd/comments").await.json;
        assert_eq!((ids(&list), &list["total"]), (vec!["first", "reply"], &json!(2)));
        assert_eq!(list["comments"][0]["created_at"], "2025-12-31T23:00:00.000Z");
        server.stop().await;
    }
}

/// A system that publishes while the server starts: one file is half written.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_keeps_nobody_from_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("articles");
    let story = |slug: &str| {
        fs::create_dir_all(articles.join(slug)).unwrap();
        let path = articles.join(format!("{slug}.json"));
        fs::write(path, json!({"headline": slug}).to_string()).unwrap();
    };
    let comments = |text: &str| {
        let said = json!({"id": "first", "author": {"name": "A\0mina"}, "text": text,
                          "created_at": "2026-01-01T00:00:00Z"});
        json!({"comments": [said]}).to_string()
    };
    for home in Home::all() {
        for slug in ["whole", "half", "wrong", "odd"] {
            story(slug);
        }
        let odd = comments("Odd");
        let strange = odd.replace("2026-01-01T00:00:00Z", "yesterday");
        fs::write(articles.join("odd/comments.json"), strange).unwrap();
        let whole = comments("With a zero\0 byte");
        fs::write(articles.join("whole/comments.json"), whole).unwrap();
        let half = comments("Said");
        fs::write(articles.join("half/comments.json"), &half[..half.len() / 2]).unwrap();
        fs::write(articles.join("wrong.json"), "{\"headline\": ").unwrap();
        let options = Options { seed: Some(folder.path().to_owned()), ..quick(&home) };
        let server = Server::bare(options.clone()).await;
        let client = server.client();
        let list = client.get("articles/whole/comments").await.json;
        assert_eq!(list["comments"][0]["text"], "With a zero byte");
        assert_eq!(list["comments"][0]["author"]["name"], "Amina");
        for slug in ["half", "wrong", "odd"] {
            assert_eq!(client.get(&format!("articles/{slug}/comments")).await.code(), "not_found");
        }
        server.stop().await;
        // Once it is written it is taken in.
        fs::write(articles.join("half/comments.json"), &half).unwrap();
        fs::write(articles.join("odd/comments.json"), &odd).unwrap();
        let server = Server::bare(options).await;
        for slug in ["half", "odd"] {
            let list = server.client().get(&format!("articles/{slug}/comments")).await.json;
            assert_eq!(ids(&list), ["first"], "{slug}");
        }
        server.stop().await;
    }
}

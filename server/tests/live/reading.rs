//! Lists, in every order, over every page.

use std::slice::from_ref;

use serde_json::json;

use crate::client::{Client, ids, seq};
use crate::server::{ARTICLE, Home, Server};

#[tokio::test(flavor = "multi_thread")]
async fn threads_come_in_the_order_that_was_asked_for() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut said = Vec::new();
        for text in ["one", "two", "three"] {
            said.push(client.post(text).await.id);
        }
        for (place, likes) in [(0, 2), (2, 1)] {
            for _ in 0..likes {
                assert_eq!(server.client().about("PUT", &said[place], "/like").await.status, 200);
            }
        }
        let [one, two, three] = [0, 1, 2].map(|place| said[place].as_str());
        assert_eq!(ids(&client.list("").await), [three, two, one]);
        assert_eq!(ids(&client.list("sort=oldest").await), [one, two, three]);
        assert_eq!(ids(&client.list("sort=liked").await), [one, three, two]);
        let list = client.list("").await;
        assert_eq!(list["total"], 3);
        assert_eq!(list["state"], "open");
        assert_eq!(list["next"], json!(null));
        assert_eq!(list["threads"], json!([]));
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_neither_repeat_nor_skip_while_others_write() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut said = Vec::new();
        for number in 0..7 {
            said.push(client.post(&format!("comment {number}")).await.id);
        }
        for (sort, backwards) in [("newest", true), ("oldest", false), ("liked", true)] {
            let mut wanted = said.clone();
            if backwards {
                wanted.reverse();
            }
            let mut seen: Vec<String> = Vec::new();
            let mut cursor = String::new();
            loop {
                let list = client.list(&format!("sort={sort}&limit=3&cursor={cursor}")).await;
                seen.extend(ids(&list).into_iter().map(str::to_owned));
                server.client().post(&format!("in between {sort} {}", seen.len())).await;
                match list["next"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            seen.retain(|id| said.contains(id));
            assert_eq!(seen, wanted, "{sort}");
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_of_any_depth_follow_their_ancestors() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let root = client.post("the first").await.id;
        let mut chain = vec![root.clone()];
        for depth in 0..12 {
            let parent = chain.last().unwrap().clone();
            chain.push(client.reply(&parent, &format!("deeper {depth}")).await.id);
        }
        let list = client.list("replies=500").await;
        assert_eq!(ids(&list), chain);
        assert_eq!(list["comments"][0]["replies"], 1);

        let list = client.list("replies=5").await;
        assert_eq!(ids(&list), chain[..6]);
        let rest = &list["threads"][0];
        assert_eq!((&rest["id"], &rest["total"]), (&json!(root), &json!(12)));

        let next = rest["next"].as_str().unwrap();
        let more = client.about("GET", &root, &format!("/replies?limit=4&cursor={next}")).await;
        assert_eq!(ids(&more.json), chain[6..10]);
        let next = more.json["next"].as_str().unwrap();
        let last = client.about("GET", &root, &format!("/replies?limit=4&cursor={next}")).await;
        assert_eq!(ids(&last.json), chain[10..]);
        assert_eq!(last.json["next"], json!(null));

        let below = client.about("GET", &chain[9], "/replies").await;
        assert_eq!(ids(&below.json), chain[10..]);

        let none = client.list("replies=0").await;
        assert_eq!(ids(&none), [&root]);
        let next = none["threads"][0]["next"].as_str().unwrap();
        let all = client.about("GET", &root, &format!("/replies?cursor={next}")).await;
        assert_eq!(ids(&all.json), chain[1..]);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_comes_with_what_stands_above_it_and_its_first_replies() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let root = client.post("the first").await.id;
        let aside = client.reply(&root, "beside it").await.id;
        let middle = client.reply(&root, "in the middle").await.id;
        let mut below = Vec::new();
        for number in 0..22 {
            below.push(client.reply(&middle, &format!("below {number}")).await.id);
        }
        let found = client.about("GET", &middle, "").await;
        assert_eq!(found.status, 200);
        let mut wanted = vec![root.as_str(), middle.as_str()];
        wanted.extend(below[..20].iter().map(String::as_str));
        assert_eq!(ids(&found.json), wanted);
        let rest = found.json["threads"].as_array().unwrap();
        assert_eq!((&rest[0]["id"], &rest[0]["total"]), (&json!(root), &json!(24)));
        assert_eq!((&rest[1]["id"], &rest[1]["total"]), (&json!(middle), &json!(22)));
        let next = rest[1]["next"].as_str().unwrap();
        let more = client.about("GET", &middle, &format!("/replies?cursor={next}")).await;
        assert_eq!(ids(&more.json), below[20..]);

        let whole = client.about("GET", &aside, "").await;
        assert_eq!(ids(&whole.json), [root.as_str(), aside.as_str()]);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_viewer_is_the_reader_who_asks() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let (author, other) = (server.client(), server.client());
        let posted = author.post("mine").await;
        other.about("PUT", &posted.id, "/like").await;
        let seen = author.list("").await;
        assert_eq!(seen["comments"][0]["viewer"]["liked"], false);
        assert!(seen["comments"][0]["viewer"]["editable_until"].is_string());
        let seen = other.list("").await;
        let viewer = json!({"liked": true, "editable_until": null});
        assert_eq!(seen["comments"][0]["viewer"], viewer);
        assert_eq!(seen["comments"][0]["likes"], 1);
        let anybody = author.get(&format!("articles/{ARTICLE}/comments")).await;
        assert!(anybody.json["comments"][0].get("viewer").is_none());
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_of_the_articles_that_are_known() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        client.post("one").await;
        client.moderate("PUT", "articles/quiet", json!({})).await;
        let counts =
            client.get(&format!("comments/counts?articles={ARTICLE},quiet,gone,%00,")).await;
        assert_eq!(counts.json, json!({"counts": {ARTICLE: 1, "quiet": 0}}));
        let none = client.get("comments/counts").await;
        assert_eq!(none.json, json!({"counts": {}}));
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_cursor_of_a_list_is_where_its_events_go_on() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        client.post("one").await;
        let list = client.list("").await;
        let two = client.post("two").await.id;
        let mut stream = client.stream(list["stream_cursor"].as_str().unwrap()).await;
        assert_eq!(stream.hello["recovered"], true);
        assert_eq!(stream.hello["cursor"], list["stream_cursor"]);
        let event = stream.next().await.unwrap();
        assert_eq!(event["comment"]["id"], json!(two));
        assert_eq!(seq(&event["id"]), seq(&list["stream_cursor"]) + 1);
        server.stop().await;
    }
}

/// The usual and the most of both, as the protocol says.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_long_discussion_holds_as_much_as_was_asked_for_and_no_more() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client: Client = server.client();
        let mut threads = Vec::new();
        for number in 0..201 {
            threads.push(client.post(&format!("thread {number}")).await.id);
        }
        let newest: Vec<String> = threads.iter().rev().cloned().collect();
        for (query, count) in [("", 50), ("limit=1", 1), ("limit=49", 49), ("limit=200", 200)] {
            let list = client.list(query).await;
            assert_eq!(ids(&list), newest[..count], "{query}");
            let rest = client.list(&format!("limit=200&cursor={}", text(&list["next"]))).await;
            let end = newest.len().min(count + 200);
            assert_eq!(ids(&rest), newest[count..end], "after {query}");
        }

        let top = &newest[0];
        let mut answers = Vec::new();
        for number in 0..101 {
            answers.push(client.reply(top, &format!("answer {number}")).await.id);
        }
        // An answer has 2,000 comments at most: of 200 threads each has ten at most.
        for (query, count) in
            [("", 20), ("limit=200&replies=500", 10), ("limit=1&replies=500", 101)]
        {
            let list = client.list(query).await;
            let mut thread = ids(&list);
            // The threads after it have no answers.
            thread.retain(|id| id == top || answers.iter().any(|answer| answer == id));
            assert_eq!(thread, [from_ref(top), &answers[..count]].concat(), "{query}");
            assert_eq!(list["threads"] == json!([]), count == answers.len(), "{query}");
        }
        for (query, count) in [("", 100), ("?limit=1", 1), ("?limit=500", 101)] {
            let list = client.about("GET", top, &format!("/replies{query}")).await.json;
            assert_eq!(ids(&list), answers[..count], "{query}");
            assert_eq!(list["next"].is_null(), count == answers.len(), "{query}");
        }
        server.stop().await;
    }
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap()
}

/// Its reader has what the list has and what happened since: some of it twice, and nothing not at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_from_before_the_list_tells_of_all_that_the_list_has_too() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let before = client.list("").await["stream_cursor"].clone();
        let one = client.post("one").await.id;
        let list = client.list("").await;
        assert_eq!(ids(&list), [&one]);
        let two = client.post("two").await.id;
        let mut stream = client.stream(text(&before)).await;
        assert_eq!(stream.hello["recovered"], true);
        assert_eq!(stream.hello["cursor"], before);
        for (id, seq_since) in [(&one, 1), (&two, 2)] {
            let event = stream.next().await.unwrap();
            assert_eq!(event["comment"]["id"].as_str(), Some(id.as_str()));
            assert_eq!(seq(&event["id"]), seq(&before) + seq_since);
        }
        assert_eq!(seq(&list["stream_cursor"]), seq(&before) + 1);
        server.stop().await;
    }
}

/// Where a page ended is no comment that must be there: what was said before goes on from it.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_goes_on_where_the_last_one_ended_though_that_comment_is_gone() {
    for home in Home::all() {
        let server = Server::quick(&home).await;
        let client = server.client();
        let mut said = Vec::new();
        for number in 0..4 {
            said.push(client.post(&format!("number {number}")).await);
        }
        let list = client.list("sort=oldest&limit=2").await;
        let last = &said[1];
        client.change("DELETE", &last.id, &last.token, &json!(null)).await;
        let rest = client.list(&format!("sort=oldest&cursor={}", text(&list["next"]))).await;
        assert_eq!(ids(&rest), [&said[2].id, &said[3].id]);
        // And one from before the first comment begins with it.
        for (cursor, first) in [(format!("o0.{}.", i64::MIN), 0), ("o0.0.".to_owned(), 0)] {
            let all = client.list(&format!("sort=oldest&cursor={cursor}")).await;
            assert_eq!(ids(&all), [&said[first].id, &said[2].id, &said[3].id], "{cursor}");
        }
        server.stop().await;
    }
}

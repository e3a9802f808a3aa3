//! Editions that are large, that never end, and whose news are few.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use broadsheet::model::Slug;
use serde_json::{Value, json};

use super::*;

/// The moment of these tests.
const NOW: &str = "2026-11-23T06:00:00Z";

/// An edition by the paths of its documents, and which of them were asked for.
#[derive(Clone, Default)]
pub struct Edition {
    documents: HashMap<String, Value>,
    asked: Arc<Mutex<BTreeSet<String>>>,
}

impl Edition {
    /// Of a front page with these cards.
    pub fn new(cards: Vec<Value>) -> Self {
        let front = json!({"title": "The Example", "top_stories": cards});
        Self::default().with("edition.json", front)
    }

    /// The same with a document; a number is the status that comes in its place.
    pub fn with(mut self, path: &str, document: Value) -> Self {
        self.documents.insert(format!("/edition/{path}"), document);
        self
    }

    /// Where its documents come from.
    pub fn open(&self) -> Documents {
        let edition = Arc::new(self.clone());
        let answer = move |uri: Uri| {
            let document = edition.documents.get(uri.path()).cloned();
            edition.asked.lock().unwrap().insert(uri.path().replace("/edition/", ""));
            async move {
                match document {
                    Some(Value::Number(status)) => {
                        let status = u16::try_from(status.as_u64().unwrap()).unwrap();
                        StatusCode::from_u16(status).unwrap().into_response()
                    }
                    Some(document) => Json(document).into_response(),
                    None => StatusCode::NOT_FOUND.into_response(),
                }
            }
        };
        Documents::new(Router::new().fallback(answer)).unwrap()
    }

    async fn gathered(&self, reach: Reach) -> Gathered {
        gathered(&self.open(), &config(), reach).await.unwrap()
    }
}

/// A site over such an edition.
pub fn config() -> Config {
    let config = json!({
        "site": {"name": "The Example", "lang": "en-GB", "url": "https://news.example"},
        "edition": {"kind": "files", "url": "/edition/"},
        "comments": {"kind": "off"},
    });
    Config::parse(&config.to_string()).unwrap()
}

/// A story's card.
pub fn card(slug: &str, published: &str) -> Value {
    json!({
        "slug": slug,
        "headline": slug,
        "section": {"slug": "world", "name": "World"},
        "published_at": published,
    })
}

/// The story itself.
pub fn story(slug: &str) -> Value {
    let mut story = card(slug, NOW);
    story["body"] = json!([{"type": "paragraph", "text": "It is told here."}]);
    story
}

fn list(cards: Vec<Value>, next: Option<&str>) -> Value {
    json!({"name": "World", "cards": cards, "next": next})
}

fn stories(gathered: &Gathered) -> Vec<&str> {
    gathered.pages.stories().map(|card| card.slug.as_str()).collect()
}

#[tokio::test]
async fn an_export_reads_an_edition_of_any_size_and_the_server_as_much_as_it_may() {
    let slugs: Vec<String> = (0..=MOST_SERVED).map(|number| format!("s{number}")).collect();
    let cards = slugs.iter().map(|slug| card(slug, NOW)).collect();
    let mut edition =
        Edition::new(vec![card("s0", NOW)]).with("sections/world.json", list(cards, None));
    for slug in &slugs {
        let mut told = story(slug);
        told["tags"] = json!([{"slug": format!("of-{slug}"), "name": "Of"}]);
        edition = edition.with(&format!("articles/{slug}.json"), told);
    }
    let last = format!("of-s{MOST_SERVED}");
    let edition = edition.with(&format!("tags/{last}.json"), list(Vec::new(), None));
    let last = Route::Tag(Slug::new(&last).unwrap());
    let names = |found: &Gathered| found.pages.routes().any(|route| *route == last);
    let whole = edition.gathered(Reach::EXPORTED).await;
    assert_eq!((names(&whole), whole.cut_at), (true, None));
    let served = edition.gathered(Reach::SERVED).await;
    assert_eq!((names(&served), served.cut_at), (false, Some(MOST_SERVED)));
    // Each story has a card, so that the sitemap names it all the same.
    assert_eq!(stories(&served).len(), slugs.len());
}

#[tokio::test]
async fn a_list_that_leads_back_to_itself_ends() {
    let part = |next| list(vec![card("first", NOW)], Some(next));
    let edition = Edition::new(vec![card("first", NOW)])
        .with("sections/world.json", part("sections/world-2.json"))
        .with("sections/world-2.json", part("sections/world-2.json"));
    assert_eq!(edition.gathered(Reach::EXPORTED).await.cut_at, None);
}

#[tokio::test]
async fn more_parts_than_are_read_are_told_of() {
    let mut edition = Edition::new(vec![card("first", NOW)])
        .with("sections/world.json", list(Vec::new(), Some("sections/0.json")));
    for number in 0..3 {
        let next = format!("sections/{}.json", number + 1);
        let part = list(Vec::new(), Some(&next));
        edition = edition.with(&format!("sections/{number}.json"), part);
    }
    assert_eq!(edition.gathered(Reach::Everything(3)).await.cut_at, Some(3));
}

#[tokio::test]
async fn for_the_news_only_lists_that_have_some_and_their_stories_are_read() {
    let old = "2026-11-20T06:00:00Z";
    let edition = Edition::new(vec![card("front", NOW), card("withdrawn", NOW)])
        .with(
            "sections/world.json",
            list(vec![card("agency", NOW), card("front", NOW)], Some("sections/world-2.json")),
        )
        .with(
            "sections/world-2.json",
            list(vec![card("second", NOW), card("old", old)], Some("sections/world-3.json")),
        )
        .with(
            "sections/world-3.json",
            list(vec![card("older", old)], Some("sections/world-4.json")),
        )
        .with("articles/front.json", story("front"))
        .with("articles/second.json", {
            let mut second = story("second");
            second["related"] = json!([card("related", NOW)]);
            second
        })
        .with("articles/related.json", story("related"))
        .with("articles/broken.json", json!(503))
        .with("articles/withdrawn.json", json!(410))
        .with("articles/agency.json", {
            let mut agency = story("agency");
            agency["canonical_url"] = json!("https://agency.example/a");
            agency["related"] = json!([card("broken", NOW)]);
            agency
        });
    let now = Timestamp::parse(NOW).unwrap();
    let found = edition.gathered(Reach::News(now)).await;
    let news: Vec<_> =
        found.pages.stories().filter(|card| card.published_at >= Some(news_since(now))).collect();
    let mut news: Vec<_> = news.iter().map(|card| card.slug.as_str()).collect();
    news.sort_unstable();
    assert_eq!(news, ["front", "related", "second"]);
    assert_eq!(found.failed.len(), 1, "{:?}", found.failed);
    let asked = edition.asked.lock().unwrap();
    let asked: Vec<_> = asked.iter().map(String::as_str).collect();
    assert_eq!(
        asked,
        [
            "articles/agency.json",
            "articles/broken.json",
            "articles/front.json",
            "articles/related.json",
            "articles/second.json",
            "articles/withdrawn.json",
            "edition.json",
            "sections/world-2.json",
            "sections/world-3.json",
            "sections/world.json",
        ]
    );
}

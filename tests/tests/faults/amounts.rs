//! Discussions at odds with themselves, and far more of anything than a page can hold.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use journeys::{Answer, Device, Result, inspect};
use serde_json::{Value, json};

use super::stage::{Stage, at, report};

fn said(id: &str, parent: Option<&str>) -> Value {
    json!({"id": id, "parent_id": parent, "author": {"name": format!("Reader {id}")},
        "text": format!("Word of {id}."), "created_at": "2026-11-23T05:00:00Z", "status": "visible", "likes": 0})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discussion_at_odds_with_itself() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let comments = [
        said("a", Some("b")),
        said("b", Some("a")),
        said("self", Some("self")),
        said("orphan", Some("nobody")),
        said("child", Some("late")),
        said("late", None),
        said("twin", None),
        said("twin", None),
        said("reply", Some("twin")),
    ];
    let ids: HashSet<_> = comments.iter().filter_map(|comment| comment["id"].as_str()).collect();
    stage
        .backend
        .set("articles/alaska-summit/comments.json", Answer::json(&json!({"comments": comments})));
    stage.open("/article/alaska-summit#comments").await?;
    stage.browser.wait_for(".comment-list > li").await?;
    let look = stage.look().await?;
    let mut wrong = look.never();
    for id in ids {
        let count = look.body.matches(&format!("Word of {id}.")).count();
        if count != 1 {
            wrong.push(format!("{id} stands {count} times"));
        }
    }
    wrong.extend(inspect::frame(&stage.browser).await?);

    let chain: Vec<_> = (0..10_000)
        .map(|number| {
            said(&format!("c{number}"), (number > 0).then(|| format!("c{}", number - 1)).as_deref())
        })
        .collect();
    stage
        .backend
        .set("articles/alaska-summit/comments.json", Answer::json(&json!({"comments": chain})));
    stage.open("/article/alaska-summit#comments").await?;
    stage.browser.wait_for(".comment-list > li").await?;
    wrong.extend(at("10,000 levels", stage.look().await?.never()));
    wrong.extend(at(
        "10,000 levels",
        inspect::sideways(&stage.browser).await?.into_iter().collect(),
    ));
    // The deepest can be reached by its address, or read on the page.
    stage.open("/article/alaska-summit#comment-c9999").await?;
    if let Err(problem) = stage.browser.wait_for("[id='comment-c9999']").await {
        wrong.push(format!("10,000 levels: {problem:#}"));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

/// Far more than a page can hold is drawn a piece at a time, and the page answers.
#[tokio::test(flavor = "multi_thread")]
async fn far_too_much() -> Result<()> {
    let stage = Stage::at("/", Device::Desktop).await?;
    let list = stage.backend.document("sections/science.json")?;
    let card = json!({"slug": "x", "headline": "One of very many", "section": {"slug": "science", "name": "Science"},
        "published_at": "2026-11-23T05:00:00Z"});
    let many: Vec<Value> = (0..20_000)
        .map(|number| {
            let mut card = card.clone();
            card["slug"] = json!(format!("x{number}"));
            card
        })
        .collect();
    let mut nonsense = vec![json!(1); 1_000_000];
    nonsense.extend(list["cards"].as_array().cloned().unwrap_or_default());
    let mut wrong = Vec::new();
    for (slug, name, cards) in [
        ("nonsense", "1,000,000 numbers among the stories", nonsense),
        ("many", "20,000 stories", many),
    ] {
        let mut list = list.clone();
        list["cards"] = json!(cards);
        stage.backend.set(&format!("sections/{slug}.json"), Answer::json(&list));
        let began = Instant::now();
        if let Err(problem) = stage.go(&format!("/section/{slug}")).await {
            wrong.push(format!("{name}: {problem:#}"));
            continue;
        }
        let took = began.elapsed();
        let drawn = stage.browser.count(".listing .story-card").await?;
        if took > Duration::from_secs(10) || !(1..=500).contains(&drawn) {
            wrong.push(format!("{name}: {drawn} cards after {took:?}"));
        }
        wrong.extend(at(name, stage.look().await?.never()));
        if slug == "many" && stage.browser.count(".listing-more a[rel=next]").await? == 0 {
            wrong.push(format!("{name}: no way to the rest"));
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

//! A part of a page that fails leaves the rest: the discussion, the front page's data beside a story,
//! a list's next page.

use std::time::Duration;

use journeys::{Answer, Device, Result, inspect};
use serde_json::{Value, json};

use super::stage::{EDITION_JSON, LEAD, LEAD_JSON, Stage, at, report};

const STORY: &str = "/article/seventh-year-river";
const DISCUSSION: &str = "articles/seventh-year-river/comments.json";
const HEADLINE: &str = "Seven years";

/// Answers that leave a part without what it needs, and what the console says of them.
fn failures() -> Vec<(&'static str, Answer, &'static str)> {
    let list = || Answer::json(&json!({"name": "x", "cards": [], "comments": []}));
    vec![
        ("500", Answer::status(500), "status 500"),
        ("410", Answer::status(410), "status 410"),
        ("503 with a time", Answer::status(503).header("Retry-After", "1"), "status 503"),
        ("HTML", Answer::text("text/html", "<h1>Log in</h1>"), "text/html"),
        ("half", list().truncated(), "no answer that may be read"),
        ("reset", list().reset(), "no answer that may be read"),
        ("no JSON", Answer::text("application/json", "{\"comments\": ["), "not JSON"),
        ("another document", Answer::json(&json!({"error": "x"})), "expected a"),
        ("wrong types", Answer::json(&json!({"comments": {}, "cards": 7})), "expected a"),
        ("50 MB", Answer::huge(50_000_000), "more than 8 MB"),
        ("unreadable for us", list().cors(journeys::backend::Cors::Nothing), "no answer"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_discussion() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let mut wrong = Vec::new();
    for (number, (name, answer, console)) in failures().into_iter().enumerate() {
        if number == 6 {
            stage.browser.hold(Device::Desktop).await?;
        }
        stage.browser.forget().await?;
        stage.backend.set(DISCUSSION, answer);
        let found = match discussion(&stage, console, number % 6 == 0).await {
            Ok(found) => found,
            Err(problem) => vec![format!("{problem:#}")],
        };
        wrong.extend(at(name, found));
        stage.backend.heal();
    }
    wrong.extend(at("404", discussion_without_a_file(&stage).await?));
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

async fn discussion(stage: &Stage, console: &str, is_first: bool) -> Result<Vec<String>> {
    stage.open(&format!("{STORY}#comments")).await?;
    stage.browser.wait_for(".comments [role=alert]").await?;
    let look = stage.look().await?;
    let mut wrong = look.never();
    wrong.extend(at("beside it", story_stands(stage).await?));
    wrong.extend(stage.console_names(DISCUSSION, console).await?);
    wrong.extend(stage.console_says_else(DISCUSSION).await?);
    wrong.extend(stage.moved().await?);
    if is_first {
        wrong.extend(inspect::frame(&stage.browser).await?);
        wrong.extend(inspect::accessible(&stage.browser).await?);
    }
    // Words for a discussion, not for a page that isn't there.
    let alert = look.alerts.join(" ");
    if alert.contains("This page") || alert.contains("This story") {
        wrong.push(format!("the discussion is called a page: {alert:?}"));
    }
    if alert.contains("by itself") {
        wrong.push(format!("a try by itself is promised, but a part makes none: {alert:?}"));
    }
    if look.has_retry() == (console == "status 410") {
        wrong.push(format!("offers {:?}", look.buttons));
    }
    if !look.has_retry() {
        return Ok(wrong);
    }
    stage.backend.heal();
    stage.browser.click_text(".comments [role=alert] button", "Try again").await?;
    stage.browser.wait_for(".comment-list > li").await?;
    stage.browser.next_frames().await?;
    if stage.browser.count(".comments [role=alert]").await? > 0 {
        wrong.push("the problem stays after the discussion has come".to_owned());
    }
    if !stage.browser.is("document.activeElement.closest('.comments') !== null").await? {
        wrong.push("the focus is lost when the discussion has come".to_owned());
    }
    Ok(wrong)
}

async fn story_stands(stage: &Stage) -> Result<Vec<String>> {
    let look = stage.look().await?;
    let paragraphs = stage.browser.count(".story-body p").await?;
    let stands = look.heading.starts_with(HEADLINE)
        && look.title.starts_with(HEADLINE)
        && paragraphs > 5
        && !look.is_hidden_from_search;
    Ok(if stands { Vec::new() } else { vec![format!("the story: {:?}", look.heading)] })
}

/// A story that nobody has said anything about has no file.
async fn discussion_without_a_file(stage: &Stage) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for answer in [Answer::status(404), Answer::json(&json!({"comments": []}))] {
        stage.backend.set(DISCUSSION, answer);
        stage.open(&format!("{STORY}#comments")).await?;
        stage.browser.wait_until("document.querySelector('.comments').innerText.includes('Nobody has said anything')").await?;
        let look = stage.look().await?;
        wrong.extend(look.never());
        wrong.extend(story_stands(stage).await?);
        if !look.alerts.is_empty() {
            wrong.push(format!("{:?}", look.alerts));
        }
    }
    Ok(wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_beside_a_story() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let mut wrong = Vec::new();
    let mut failures = failures();
    failures.push(("404", Answer::status(404), "status 404"));
    failures.push(("silence", Answer::file().silent_after_headers(), ""));
    for (number, (name, answer, console)) in failures.into_iter().enumerate() {
        stage.browser.hold([Device::Phone, Device::Desktop][number % 2]).await?;
        stage.browser.forget().await?;
        stage.backend.set(EDITION_JSON, answer);
        stage.open(STORY).await?;
        let look = stage.look().await?;
        let mut found = look.never();
        found.extend(story_stands(&stage).await?);
        if !look.alerts.is_empty() {
            found.push(format!("an alert beside a story that is whole: {:?}", look.alerts));
        }
        if !console.is_empty() {
            found.extend(stage.console_names(EDITION_JSON, console).await?);
        }
        found.extend(stage.console_says_else(EDITION_JSON).await?);
        found.extend(stage.moved().await?);
        stage.go("/section/world").await?;
        found.extend(at("the next page", stage.look().await?.never()));
        stage.backend.heal();
        stage.follow("/").await?;
        // A front page that is silent is still awaited, and may be given up later than the reader cares.
        if name != "silence" {
            // What was asked for before the backend was well again may still be under way, and fail: then
            // the reader tries again.
            let ended = "document.querySelector('.top-stories .story-card, main .problem button')";
            stage.browser.wait_until(format!("{ended} !== null")).await?;
            if stage.browser.count("main .problem button").await? > 0 {
                stage.browser.click_text("main .problem button", "Try again").await?;
            }
            stage.browser.wait_for(".top-stories .story-card").await?;
            stage.browser.wait_for(".section-nav a[href='/section/sport']").await?;
        }
        wrong.extend(at(name, found));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lists_next_page() -> Result<()> {
    let stage = Stage::at("/", Device::Phone).await?;
    let cards = stage.backend.document("sections/world.json")?["cards"].clone();
    let first_of_world = cards[0]["headline"].as_str().unwrap_or_default().to_owned();
    let mut wrong = Vec::new();
    for (number, kind, list) in [
        (0, "section", "sections/science"),
        (1, "tag", "tags/rivers"),
        (2, "author", "authors/mira-okafor"),
    ] {
        let (folder, _) = list.split_once('/').unwrap_or_default();
        for (name, answer, console) in failures() {
            // An address of its own for each, since a list that was read once is at hand.
            let slug = format!("{kind}-{number}-{}", name.replace(' ', "-"));
            let next = format!("{folder}/{slug}-2.json");
            let first =
                stage.changed(&format!("{list}.json"), |page| page["next"] = json!(next))?;
            let mut second = stage.backend.document(&format!("{list}.json"))?;
            second["cards"] = cards.clone();
            stage.backend.set(&format!("{folder}/{slug}.json"), first);
            stage.backend.set(&next, answer);
            stage.browser.forget().await?;
            stage.go(&format!("/{kind}/{slug}")).await?;
            let found = match next_page(&stage, &next, console, &second, &first_of_world).await {
                Ok(found) => found,
                Err(problem) => vec![format!("{problem:#}")],
            };
            wrong.extend(at(&format!("{kind}, {name}"), found));
            // One kind of list in full; of the others what they share is enough.
            if number > 0 && name == "410" {
                break;
            }
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

async fn next_page(
    stage: &Stage,
    next: &str,
    console: &str,
    second: &Value,
    headline: &str,
) -> Result<Vec<String>> {
    let before = stage.browser.count(".listing .story-card").await?;
    stage.browser.click_text(".listing-more .pill", "More stories").await?;
    stage.browser.wait_for(".listing [role=alert]").await?;
    let look = stage.look().await?;
    let mut wrong = look.never();
    wrong.extend(stage.console_names(next, console).await?);
    wrong.extend(stage.console_says_else(next).await?);
    // What stands below the button moves on for what was asked for, nothing else does.
    let shifts = stage.browser.shifts().await?;
    let is_footer = |source: &str| source.contains("footer.site-footer from");
    let others = shifts.moved.iter().filter(|shift| !shift.split("; ").all(is_footer));
    wrong.extend(others.map(|shift| format!("layout shift {shift}")));
    if stage.browser.count(".listing .story-card").await? != before || look.is_hidden_from_search {
        wrong.push("the stories that stood are gone".to_owned());
    }
    let alert = look.alerts.join(" ");
    if alert.contains("This page") || alert.contains("This story") || alert.contains("by itself") {
        wrong.push(format!("the rest of a list is called a page: {alert:?}"));
    }
    if console == "status 500" {
        wrong.extend(inspect::frame(&stage.browser).await?);
        wrong.extend(inspect::accessible(&stage.browser).await?);
    }
    if look.has_retry() == (console == "status 410") {
        wrong.push(format!("offers {:?}", look.buttons));
    }
    if !look.has_retry() {
        return Ok(wrong);
    }
    stage.backend.set(next, Answer::json(second));
    stage.browser.click_text(".listing [role=alert] button", "Try again").await?;
    stage
        .browser
        .wait_until(format!(
            "document.querySelector('.listing').innerText.includes({})",
            json!(headline)
        ))
        .await?;
    stage.browser.next_frames().await?;
    let look = stage.look().await?;
    if !look.alerts.is_empty() {
        wrong.push(format!("the problem stays: {:?}", look.alerts));
    }
    if !stage.browser.is("document.activeElement.closest('.listing') !== null").await? {
        wrong.push("the focus is lost when the stories have come".to_owned());
    }
    wrong.extend(look.never());
    Ok(wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_never_comes() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let article = stage.backend.document(LEAD_JSON)?;
    let photo = &article["main_photo"];
    let sources = photo["srcset"].as_array().cloned().unwrap_or_default();
    let paths = sources.iter().chain([photo]).filter_map(|source| source["src"].as_str());
    for path in paths {
        stage.backend.set(path, Answer::status(404).late(Duration::from_millis(300)));
    }
    stage.open(LEAD).await?;
    stage.browser.wait_until("document.querySelector('.main-photo img').complete").await?;
    let look = stage.look().await?;
    let mut wrong = look.never();
    let box_stands =
        "(() => { const box = document.querySelector('.main-photo img').getBoundingClientRect();
        return box.width > 200 && box.height > 100; })()";
    if !stage.browser.is(box_stands).await? {
        wrong.push("the picture's box collapsed".to_owned());
    }
    wrong.extend(inspect::still(&stage.browser).await?);
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

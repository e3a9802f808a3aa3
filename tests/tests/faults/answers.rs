//! One answer that is wrong, in a table: each at a first visit and on the way to a page.

use journeys::{Answer, Browser, Device, Result, Site, inspect};
use serde_json::Value;

use super::stage::{LEAD, LEAD_JSON, Stage, at, look, report};
use super::table::{DAMAGED, Fault, JSON, REMOVED, UNREACHABLE, faults};

/// A compressed stream that is cut is text that ends too early to some browsers, a failure to others.
fn is_cut_anywhere(heading: &str) -> bool {
    [UNREACHABLE, DAMAGED].contains(&heading)
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_first_visit_on_a_phone() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let faults = faults(&stage.backend.document(LEAD_JSON)?)?;
    let mut wrong = Vec::new();
    for fault in &faults {
        stage.browser.forget().await?;
        stage.backend.set(LEAD_JSON, fault.answer.clone());
        let found = match first_visit(&stage, fault).await {
            Ok(found) => found,
            Err(problem) => vec![format!("{problem:#}")],
        };
        wrong.extend(at(fault.name, found));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

async fn first_visit(stage: &Stage, fault: &Fault) -> Result<Vec<String>> {
    stage.open(LEAD).await?;
    let mut wrong = shown(stage, fault, LEAD_JSON).await?;
    stage.backend.heal();
    stage.try_again().await?;
    wrong.extend(healed(stage).await?);
    Ok(wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_way_to_a_page_on_a_desktop() -> Result<()> {
    let stage = Stage::at("/", Device::Desktop).await?;
    let article = stage.backend.document(LEAD_JSON)?;
    let mut wrong = Vec::new();
    for (number, fault) in faults(&article)?.iter().enumerate() {
        stage.browser.forget().await?;
        let found = match on_the_way(&stage, fault, number, &article).await {
            Ok(found) => found,
            Err(problem) => vec![format!("{problem:#}")],
        };
        wrong.extend(at(fault.name, found));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

async fn on_the_way(
    stage: &Stage,
    fault: &Fault,
    number: usize,
    article: &Value,
) -> Result<Vec<String>> {
    // An address of its own, since a story that was read once is at hand.
    let (path, document) =
        (format!("/article/story-{number}"), format!("articles/story-{number}.json"));
    stage.backend.set(&document, fault.answer.clone());
    stage.go(&path).await?;
    let mut wrong = shown(stage, fault, &document).await?;
    let look = stage.look().await?;
    if !look.is_focus_on_heading {
        wrong.push("the focus is not on the heading".to_owned());
    }
    // What else there is to read is at hand by now.
    if !look.body.contains("Top stories") || look.links.len() < 4 {
        wrong.push("nothing else is offered".to_owned());
    }
    stage.backend.set(&document, Answer::json(article));
    stage.try_again().await?;
    wrong.extend(healed(stage).await?);
    stage.go("/").await?;
    Ok(wrong)
}

async fn shown(stage: &Stage, fault: &Fault, document: &str) -> Result<Vec<String>> {
    let look = stage.look().await?;
    let mut wrong = look.problem();
    // That it did not wait for the end of the reader's patience the heading tells: that has its own.
    if look.heading != fault.heading {
        wrong.push(format!("says {:?}, not {:?}", look.heading, fault.heading));
    }
    if !look.has_retry() {
        wrong.push("no retry".to_owned());
    }
    if look.body.contains("by itself") || look.body.contains("Trying again in") {
        wrong.push("promises a try by itself, which nobody asked for".to_owned());
    }
    wrong.extend(stage.console_names(document, fault.console).await?);
    wrong.extend(stage.console_says_else(document).await?);
    wrong.extend(stage.moved().await?);
    Ok(wrong)
}

async fn healed(stage: &Stage) -> Result<Vec<String>> {
    let look = stage.look().await?;
    let mut wrong = look.never();
    if !look.heading.starts_with("Two presidents") || !look.title.starts_with("Two presidents") {
        wrong.push(format!("after the retry: {:?}, titled {:?}", look.heading, look.title));
    }
    if look.is_hidden_from_search {
        wrong.push("after the retry: still hidden from search".to_owned());
    }
    wrong.extend(stage.moved().await?);
    Ok(wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_answer_that_is_cut() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    stage.backend.set(LEAD_JSON, Answer::file().gzip_cut());
    stage.open(LEAD).await?;
    let look = stage.look().await?;
    let mut wrong = look.problem();
    if !is_cut_anywhere(&look.heading) || !look.has_retry() {
        wrong.push(format!("{:?} with {:?}", look.heading, look.buttons));
    }
    stage.backend.heal();
    stage.try_again().await?;
    wrong.extend(healed(&stage).await?);
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_down_stays_down() -> Result<()> {
    let stage = Stage::at("/", Device::Phone).await?;
    stage.backend.set(LEAD_JSON, Answer::status(410));
    stage.go(LEAD).await?;
    let look = stage.look().await?;
    let mut wrong = look.problem();
    if look.heading != REMOVED || !look.is_focus_on_heading {
        wrong.push(format!("{:?}, focused: {}", look.heading, look.is_focus_on_heading));
    }
    if look.has_retry() || look.body.contains("Page not found") {
        wrong.push(format!("a retry, or a page that was never there: {}", look.body));
    }
    wrong.extend(stage.console_names(LEAD_JSON, "status 410").await?);
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_odd_but_right_is_accepted() -> Result<()> {
    let stage = Stage::at("/", Device::Phone).await?;
    let article = stage.backend.document(LEAD_JSON)?;
    let text = article.to_string();
    let with_mark = format!("\u{feff}{text}");
    let mut wrong = Vec::new();
    for (number, (name, answer)) in [
        ("plain text", Answer::text("text/plain; charset=utf-8", text.clone())),
        ("no content type", Answer::text("", text.clone())),
        ("another JSON", Answer::text("application/ld+json", text.clone())),
        ("capitals", Answer::text("Application/JSON ; Charset=UTF-8", text.clone())),
        ("a byte order mark", Answer::text(JSON, with_mark)),
        ("a redirect", Answer::redirect("alaska-summit.json")),
    ]
    .into_iter()
    .enumerate()
    {
        stage.backend.set(&format!("articles/odd-{number}.json"), answer);
        stage.go(&format!("/article/odd-{number}")).await?;
        let found = healed(&stage).await?;
        wrong.extend(at(name, found));
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_listens() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let mut wrong = Vec::new();
    for (number, device) in [Device::Phone, Device::Desktop].into_iter().enumerate() {
        stage.browser.hold(device).await?;
        let paths = [LEAD, "/", "/section/science", "/tag/rivers", "/author/mira-okafor"];
        for (place_of_path, path) in paths.into_iter().enumerate() {
            let place = format!("refused, {path} {device:?}");
            stage.backend.refuse().await;
            stage.open(path).await?;
            let look = stage.look().await?;
            wrong.extend(at(&place, look.problem()));
            if look.heading != UNREACHABLE || !look.has_retry() {
                wrong.push(format!("{place}: {:?} with {:?}", look.heading, look.buttons));
            }
            wrong.extend(at(&place, inspect::frame(&stage.browser).await?));
            wrong.extend(at(&place, stage.moved().await?.into_iter().collect()));
            // Each page at one of the two.
            if place_of_path % 2 == number {
                wrong.extend(at(&place, stage.accessible().await?));
            }
            stage.backend.listen_again().await?;
            stage.try_again().await?;
            wrong.extend(at(&place, stage.look().await?.never()));
            if path == LEAD {
                wrong.extend(at(&place, healed(&stage).await?));
            }
        }
    }

    // A backend whose name leads nowhere.
    let nowhere = Site::with_backend("http://backend.invalid/edition/").await?;
    nowhere_shown(&stage.browser, &nowhere, &mut wrong).await?;
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

async fn nowhere_shown(browser: &Browser, site: &Site, wrong: &mut Vec<String>) -> Result<()> {
    for path in [LEAD, "/"] {
        browser.visit(&site.url(path)).await?;
        let look = look(browser).await?;
        wrong.extend(at("no such host", look.problem()));
        if look.heading != UNREACHABLE || !look.has_retry() {
            wrong.push(format!("no such host: {:?} with {:?}", look.heading, look.buttons));
        }
    }
    Ok(())
}

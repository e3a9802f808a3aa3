//! One answer that is wrong, in a table: each at a first visit and on the way to a page.

use std::time::{Duration, Instant};

use journeys::backend::Cors;
use journeys::{Answer, Browser, Device, Result, Site};
use serde_json::{Value, json};

use super::stage::{LEAD, LEAD_JSON, Stage, at, look, report};

/// An answer to a request for an article, what the reader is told, and what the console names beside
/// the address.
struct Fault {
    name: &'static str,
    answer: Answer,
    heading: &'static str,
    console: &'static str,
}

const BUSY: &str = "The newsroom’s server is very busy";
const BROKEN: &str = "The newsroom’s server has a problem";
const REFUSED: &str = "This page can’t be shown to you";
const UNREACHABLE: &str = "This page could not be reached";
const DAMAGED: &str = "This page arrived damaged";
const TOO_LARGE: &str = "This page is too large to load";
const REMOVED: &str = "This story has been removed";

const LOGIN: &str =
    "<!doctype html><html><head><title>Log in</title></head><body><form>Name</form></body></html>";
const JSON: &str = "application/json";

fn faults(article: &Value) -> Vec<Fault> {
    let text = article.to_string();
    let half = &text.as_bytes()[..text.len() / 2];
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let without = |key: &str| {
        let mut article = article.clone();
        article.as_object_mut().map(|fields| fields.remove(key));
        Answer::json(&article)
    };
    let with = |key: &str, value: Value| {
        let mut article = article.clone();
        article[key] = value;
        Answer::json(&article)
    };
    let status =
        |name, status, heading, console| fault(name, Answer::status(status), heading, console);
    let json = |name, body: &[u8], console| fault(name, Answer::text(JSON, body), DAMAGED, console);
    let cut = |name, answer| fault(name, answer, UNREACHABLE, "no answer that may be read");
    let whole = || Answer::json(article);
    vec![
        status("400", 400, BROKEN, "status 400"),
        status("401", 401, REFUSED, "status 401"),
        status("403", 403, REFUSED, "status 403"),
        status("408", 408, BROKEN, "status 408"),
        status("429 without a time", 429, BUSY, "status 429"),
        status("500", 500, BROKEN, "status 500"),
        status("502", 502, BROKEN, "status 502"),
        status("503 without a time", 503, BUSY, "status 503"),
        status("504", 504, BROKEN, "status 504"),
        status("304 out of the blue", 304, BROKEN, "status 304"),
        status("204", 204, DAMAGED, "not JSON"),
        json("an empty body", b"", "not JSON"),
        json("half of the JSON", half, "not JSON"),
        json("HTML that calls itself JSON", LOGIN.as_bytes(), "not JSON"),
        json("UTF-16", &utf16, "not JSON"),
        json("bytes that are no text", b"{\"headline\": \"\xff\xfe\"}", "not JSON"),
        json("null", b"null", "the whole: expected an object"),
        json("a list", b"[]", "the whole: expected an object"),
        json("100,000 brackets", "[".repeat(100_000).as_bytes(), "not JSON"),
        fault("a page to log in", Answer::text("text/html", LOGIN), DAMAGED, "text/html"),
        fault("no headline", without("headline"), DAMAGED, "headline: expected a string"),
        fault("no body", without("body"), DAMAGED, "body: expected a list"),
        fault(
            "a number for a headline",
            with("headline", json!(7)),
            DAMAGED,
            "headline: expected a string",
        ),
        fault(
            "a text for a body",
            with("body", json!("<p>x</p>")),
            DAMAGED,
            "body: expected a list",
        ),
        fault(
            "a section without a name",
            with("section", json!({"slug": "x"})),
            DAMAGED,
            "section.name: expected a string",
        ),
        cut("the end in mid-body", whole().truncated()),
        cut("a reset", whole().reset()),
        cut("a length that lies", whole().claiming_longer(9)),
        cut("chunks that end too early", whole().chunked_cut()),
        cut("a redirect in circles", Answer::redirect_loop()),
        cut("a redirect to a script", Answer::redirect("javascript:alert(1)")),
        cut("a redirect to data", Answer::redirect("data:application/json,{}")),
        cut("a redirect to a file", Answer::redirect("file:///etc/hostname")),
        cut("no word on who may read it", whole().cors(Cors::Nothing)),
        cut("readable for another site", whole().cors(Cors::Says("https://elsewhere.example"))),
        cut("readable for nobody", whole().cors(Cors::Says("null"))),
        fault("50 MB", Answer::huge(50_000_000), TOO_LARGE, "more than 8 MB"),
        fault("50 MB in 50 kB", Answer::gzip_bomb(50_000_000), TOO_LARGE, "more than 8 MB"),
    ]
}

fn fault(
    name: &'static str,
    answer: Answer,
    heading: &'static str,
    console: &'static str,
) -> Fault {
    Fault { name, answer, heading, console }
}

/// A compressed stream that is cut is text that ends too early to some browsers, a failure to others.
fn is_cut_anywhere(heading: &str) -> bool {
    [UNREACHABLE, DAMAGED].contains(&heading)
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_first_visit_on_a_phone() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let faults = faults(&stage.backend.document(LEAD_JSON)?);
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
    let began = Instant::now();
    stage.open(LEAD).await?;
    let mut wrong = shown(stage, fault, LEAD_JSON, began).await?;
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
    for (number, fault) in faults(&article).iter().enumerate() {
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
    let began = Instant::now();
    stage.go(&path).await?;
    let mut wrong = shown(stage, fault, &document, began).await?;
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

async fn shown(
    stage: &Stage,
    fault: &Fault,
    document: &str,
    began: Instant,
) -> Result<Vec<String>> {
    let took = began.elapsed();
    let look = stage.look().await?;
    let mut wrong = look.problem();
    if took > Duration::from_secs(10) {
        wrong.push(format!("shown after {took:?}"));
    }
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
    let stage = Stage::set(Device::Desktop).await?;
    stage.backend.refuse().await;
    stage.open(LEAD).await?;
    let look = stage.look().await?;
    let mut wrong = at("refused", look.problem());
    if look.heading != UNREACHABLE || !look.has_retry() {
        wrong.push(format!("refused: {:?} with {:?}", look.heading, look.buttons));
    }
    stage.backend.listen_again().await?;
    stage.try_again().await?;
    wrong.extend(at("refused", healed(&stage).await?));

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

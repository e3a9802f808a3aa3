//! Hostile texts and broken JSON of public corpora, where `BROADSHEET_CORPORA` names their folder.

use std::path::PathBuf;
use std::time::Duration;

use journeys::hostile::witness::Arrived;
use journeys::hostile::{BadJson, Kind, Row, Witness, control, public_corpora, public_rows, read};
use journeys::{Answer, Result};
use serde_json::json;

/// How long a page may take that holds what is known to stop a tab.
const LIMIT: Duration = Duration::from_secs(10);
/// How many rows run where nobody takes care; fewer, and the harness doesn't see.
const KNOWN_TO_RUN: usize = 380;
/// How long the reader waits at most until a broken document is told of, in milliseconds: the fastest
/// of several times, since a machine that is busy elsewhere is no defect of the site.
const TOLD_WITHIN: f64 = 1_000.0;
/// How long it may take at the worst, in milliseconds.
const AT_WORST: f64 = 10_000.0;

/// The folder of the corpora; without one a journey says so and passes.
fn folder() -> Option<PathBuf> {
    let folder = public_corpora();
    if folder.is_none() {
        println!("skipped: BROADSHEET_CORPORA names no folder");
    }
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_among_others() -> Result<()> {
    let Some(folder) = folder() else { return Ok(()) };
    let rows = public_rows(&folder)?;
    let rows: Vec<Row> = rows.into_iter().filter(|row| !row.hangs).collect();
    let witness = Witness::open().await?;
    let wrong = witness.read_all(&rows).await?;
    witness.close(wrong).await
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_in_pages_that_come_with_their_stories() -> Result<()> {
    let Some(folder) = folder() else { return Ok(()) };
    let rows = public_rows(&folder)?;
    // Those that are known to run where nobody takes care: the others are in the journey before.
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.runs && !row.hangs).collect();
    let mut witness = Witness::open().await?;
    let wrong = witness.read_all_rendered(&rows).await?;
    witness.close(wrong).await
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_in_pages_as_they_are_sent() -> Result<()> {
    let Some(folder) = folder() else { return Ok(()) };
    let rows = public_rows(&folder)?;
    let mut witness = Witness::open().await?;
    let wrong = witness.read_all_sent(&rows).await?;
    witness.close(wrong).await
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_by_themselves() -> Result<()> {
    let Some(folder) = folder() else { return Ok(()) };
    let rows = public_rows(&folder)?;
    let witness = Witness::open().await?;
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| row.hangs || row.kind == Kind::Url) {
        match tokio::time::timeout(LIMIT, witness.read_single(row)).await {
            Ok(found) => wrong.extend(found?),
            Err(_) => {
                wrong.push(format!("{}: the page stands still", row.id));
                break;
            }
        }
    }
    witness.close(wrong).await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_takes_care_they_run() -> Result<()> {
    let Some(folder) = folder() else { return Ok(()) };
    let rows = public_rows(&folder)?;
    // What stops a tab without running tells nothing here.
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.runs || !row.hangs).collect();
    let ran = control::running(&rows).await?;
    let unseen: Vec<_> =
        rows.iter().filter(|row| row.runs && !ran.contains(&row.id)).map(|row| &row.id).collect();
    println!("{} rows ran; known to run, but not seen: {unseen:?}", ran.len());
    assert!(ran.len() >= KNOWN_TO_RUN, "only {} ran; not seen: {unseen:?}", ran.len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn naughty_strings_come_back() -> Result<()> {
    let Some(folder) = folder() else { return Ok(()) };
    let strings: Vec<String> = read(&folder.join("naughty-strings.json"))?;
    let row = |(place, value): (usize, String)| Row {
        id: format!("n{place}"),
        kind: Kind::Text,
        value,
        runs: false,
        hangs: false,
    };
    let rows: Vec<Row> = strings.into_iter().enumerate().map(row).collect();
    let witness = Witness::open().await?;
    let mut wrong = Vec::new();
    for row in &rows {
        wrong.extend(witness.read_single(row).await?);
    }
    witness.close(wrong).await
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_json_at_every_address() -> Result<()> {
    let Some(folder) = folder() else { return Ok(()) };
    let files = BadJson::all(&folder)?;
    let witness = Witness::open().await?;
    let mut wrong = Vec::new();
    for file in &files {
        let found = at_every_address(&witness, file).await?;
        wrong.extend(found.into_iter().map(|line| format!("{}: {line}", file.name)));
    }
    witness.close(wrong).await
}

/// A file as an article, a section, a tag, an author and a discussion.
async fn at_every_address(witness: &Witness, file: &BadJson) -> Result<Vec<String>> {
    let id = &file.id;
    let story = json!({"slug": format!("{id}-c"), "headline": "A story", "body": [],
        "section": {"slug": "world", "name": "World"}, "published_at": "2026-11-23T09:00:00Z",
        "commenting": "open"});
    witness.backend.set(&format!("articles/{id}-c.json"), Answer::json(&story));
    let page = "main > .problem";
    let places = [
        (format!("articles/{id}.json"), format!("/article/{id}"), page),
        (format!("sections/{id}.json"), format!("/section/{id}"), page),
        (format!("tags/{id}.json"), format!("/tag/{id}"), page),
        (format!("authors/{id}.json"), format!("/author/{id}"), page),
        (
            format!("articles/{id}-c/comments.json"),
            format!("/article/{id}-c"),
            ".comments .problem",
        ),
    ];
    let (mut wrong, mut times) = (Vec::new(), Vec::new());
    for (document, path, css) in &places {
        witness.backend.set(document, file.answer());
        let script = format!("hostile.broken({}, {})", json!(path), json!(css));
        let arrived = serde_json::from_value(witness.browser.js(script).await?)?;
        let found = told(arrived, &mut times);
        wrong.extend(found.into_iter().map(|line| format!("{path}: {line}")));
    }
    wrong.extend(late(&times));
    let console = witness.console().await?;
    for (document, ..) in &places {
        let names = |line: &String| line.contains(document) && file.is_named_in(line);
        if !console.iter().any(names) {
            wrong.push(format!("the console doesn't say what is wrong with {document}"));
        }
    }
    wrong.extend(witness.overheard().await?);
    Ok(wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_json_as_the_front_page() -> Result<()> {
    let Some(folder) = folder() else { return Ok(()) };
    let files = BadJson::all(&folder)?;
    let witness = Witness::open().await?;
    witness.backend.set("edition.json", Answer::text("application/json", "{"));
    witness.start("/").await?;
    let mut wrong = Vec::new();
    for file in &files {
        witness.browser.forget().await?;
        witness.backend.set("edition.json", file.answer());
        let mut times = Vec::new();
        let mut found = Vec::new();
        // Once more if it was slow, to know whether it is slow by itself.
        while times.len() < 3 && (times.is_empty() || late(&times).is_some()) {
            let arrived = serde_json::from_value(witness.browser.js("hostile.again()").await?)?;
            found.extend(told(arrived, &mut times));
        }
        found.extend(late(&times));
        wrong.extend(found.into_iter().map(|line| format!("{}: {line}", file.name)));
        let console = witness.console().await?;
        if !console.iter().any(|line| line.contains("edition.json: ") && file.is_named_in(line)) {
            wrong.push(format!("{}: the console says only {console:?}", file.name));
        }
    }
    witness.backend.heal();
    witness.browser.click_text("main .problem button", "Try again").await?;
    witness.browser.wait_for(".top-stories").await?;
    witness.close(wrong).await
}

/// What is wrong with how a reader was told of a broken document; notes how long that took.
fn told(arrived: Arrived, times: &mut Vec<f64>) -> Vec<String> {
    let Arrived { took, mut wrong } = arrived;
    times.push(took);
    if !(0.0..AT_WORST).contains(&took) {
        wrong.push(format!("told after {took:.0} ms"));
    }
    wrong
}

/// That a broken document is told of too late, by the fastest of its times.
fn late(times: &[f64]) -> Option<String> {
    let fastest = times.iter().copied().fold(f64::INFINITY, f64::min);
    (fastest > TOLD_WITHIN).then(|| format!("told after {fastest:.0} ms at best"))
}

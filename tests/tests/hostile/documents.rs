//! Hostile texts of our own in every field of every document.

use journeys::hostile::documents::shown;
use journeys::hostile::{Expected, Row, Witness, control, own_corpus};
use journeys::{Answer, Result};
use serde_json::{Value, json};

/// The most characters of a row that stands on a page with others; longer ones stand alone, since
/// every field together would not fit into a document.
const SHORT: usize = 5_000;

#[tokio::test(flavor = "multi_thread")]
async fn in_every_list_of_every_document() -> Result<()> {
    let (rows, _) = own_corpus()?;
    let short: Vec<Row> = rows.into_iter().filter(|row| row.value.len() <= SHORT).collect();
    let witness = Witness::open().await?;
    let wrong = witness.read_all(&short).await?;
    witness.close(wrong).await
}

#[tokio::test(flavor = "multi_thread")]
async fn in_pages_that_come_with_their_stories() -> Result<()> {
    let (rows, _) = own_corpus()?;
    let short: Vec<Row> = rows.into_iter().filter(|row| row.value.len() <= SHORT).collect();
    let mut witness = Witness::open().await?;
    let wrong = witness.read_all_rendered(&short).await?;
    witness.close(wrong).await
}

#[tokio::test(flavor = "multi_thread")]
async fn in_every_field_that_stands_once() -> Result<()> {
    let (rows, _) = own_corpus()?;
    let witness = Witness::open().await?;
    let mut wrong = Vec::new();
    for row in &rows {
        let found = one_row(&witness, row).await?;
        wrong.extend(found.into_iter().map(|line| format!("{}: {line}", row.id)));
    }
    witness.close(wrong).await
}

/// A row as a whole edition, section, tag, author and article.
async fn one_row(witness: &Witness, row: &Row) -> Result<Vec<String>> {
    let (id, value) = (&row.id, &row.value);
    let set = |path: String, document: Value| witness.backend.set(&path, Answer::json(&document));
    let mut edition = witness.backend.document("edition.json")?;
    for field in ["title", "lang", "dir"] {
        edition[field] = json!(value);
    }
    set("edition.json".to_owned(), edition);
    let list = json!({"name": value, "description": value, "cards": [], "next": value});
    set(format!("sections/{id}.json"), list.clone());
    set(format!("tags/{id}.json"), list);
    let author = json!({"slug": id, "name": value, "role": value, "bio": value, "cards": [],
        "links": [{"label": value, "url": value}], "next": value});
    set(format!("authors/{id}.json"), author);
    witness.let_time_pass().await?;
    let mut wrong = witness.read_single(row).await?;
    let all = || shown(row);
    let list = Expected::default().text("h1.page-title", all()).text(".page-description", all());
    let author = Expected::default().text("h1.author-name", all()).text(".author-bio", all());
    for (path, expected, may_fail) in [
        (format!("/section/{id}"), list.clone(), true),
        (format!("/tag/{id}"), list, true),
        (format!("/author/{id}"), author, true),
        // An edition that can't be shown leaves the one before on the screen.
        ("/".to_owned(), Expected::default(), false),
    ] {
        let arrived = witness.read(&path, &expected, false).await?;
        if arrived.took < 0.0 {
            wrong.push(format!("{path}: did not come"));
        }
        wrong.extend(arrived.wrong.into_iter().map(|line| format!("{path}: {line}")));
        let is_problem = witness.browser.count("main .problem").await? == 1;
        // A name without a word is a problem, which the page says.
        if is_problem != (may_fail && value.trim().is_empty()) {
            wrong.push(format!("{path}: a problem's page: {is_problem}"));
        }
    }
    if let Some(title) = all() {
        let heading = "document.querySelector('main h1').textContent";
        let heading = witness.browser.js_text(heading).await?;
        if !heading.starts_with(&format!("{title}, ")) {
            wrong.push(format!("the front page is called {heading:?}"));
        }
    }
    Ok(wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_the_wrong_shape() -> Result<()> {
    let (_, documents) = own_corpus()?;
    let witness = Witness::open().await?;
    let good = witness.backend.document("edition.json")?;
    let mut article = witness.backend.document("articles/alaska-summit.json")?;
    let mut wrong = Vec::new();
    for document in &documents {
        let id = &document.id;
        let (file, path) = match document.kind.as_str() {
            "edition" => ("edition.json".to_owned(), "/".to_owned()),
            "comments" => (format!("articles/{id}/comments.json"), format!("/article/{id}")),
            kind => (format!("{kind}s/{id}.json"), format!("/{kind}/{id}")),
        };
        article["slug"] = json!(id);
        witness.backend.set("edition.json", Answer::json(&good));
        witness.backend.set(&format!("articles/{id}.json"), Answer::json(&article));
        witness.backend.set(&file, Answer::text("application/json", document.value.as_bytes()));
        // An edition that came before would stand in for a bad one.
        if document.kind == "edition" {
            witness.start("/").await?
        } else {
            witness.let_time_pass().await?
        }
        let arrived = if document.kind == "edition" {
            witness.browser.js("hostile.judged([])").await?
        } else {
            let arrived = witness.read(&path, &Expected::default(), false).await?;
            json!(arrived.wrong)
        };
        let found: Vec<String> = serde_json::from_value(arrived)?;
        wrong.extend(found.into_iter().map(|line| format!("{id}, {}: {line}", document.why)));
        let retry = "[...document.querySelectorAll('main .problem button')].some((b) => b.innerText === 'Try again')";
        let is_problem = witness.browser.is(retry).await?;
        if is_problem != (document.expect == "problem") {
            wrong.push(format!("{id}, {}: a problem with another try: {is_problem}", document.why));
        }
        if document.kind == "edition" {
            witness.backend.set("edition.json", Answer::json(&good));
            witness.start("/").await?;
        }
    }
    witness.close(wrong).await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_takes_care_they_run() -> Result<()> {
    let (rows, _) = own_corpus()?;
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.value.len() <= SHORT).collect();
    let ran = control::running(&rows).await?;
    let known: Vec<&Row> = rows.iter().filter(|row| row.runs).collect();
    assert!(known.len() >= 45, "only {} rows are known to run", known.len());
    let blind: Vec<_> = known
        .iter()
        .filter(|row| !ran.contains(&row.id))
        .map(|row| (&row.id, &row.value))
        .collect();
    assert!(blind.is_empty(), "not seen to run: {blind:?}");
    Ok(())
}

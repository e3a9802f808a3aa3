//! An edition's folder: its articles make discussions known, its comments begin them.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::api::request::slug_of;
use crate::store::Store;
use crate::store::article::State;
use crate::store::seed::{Known, Seed};

#[derive(Deserialize)]
struct Discussion {
    comments: Vec<Seed>,
    #[serde(default)]
    state: Option<String>,
}

/// Takes what the folder has into the database. What is there already stays as it is, and what can't be read is
/// left for the next start, or for [`sow_one`] once it is asked for: one file that is being written keeps
/// nobody from the others.
pub(crate) async fn sow(store: &Store, folder: &Path) -> Result<()> {
    let articles = folder.join("articles");
    let listed = fs::read_dir(&articles)
        .with_context(|| format!("there is no edition in {}", folder.display()))?;
    let mut comments = 0;
    let (mut known, mut left) = (0, 0);
    for entry in listed {
        let path = entry?.path();
        let (Some(slug), Some("json")) = (stem(&path), extension(&path)) else {
            continue;
        };
        match read(slug, &path) {
            Ok(found) => {
                comments += take_in(store, &found).await?;
                known += 1;
            }
            Err(problem) => {
                left += 1;
                tracing::warn!("a discussion of the edition is left out: {problem:#}");
            }
        }
    }
    tracing::info!(articles = known, left, comments, "the edition was read");
    Ok(())
}

/// The same for one article, which may have come since; whether the folder has it.
pub(crate) async fn sow_one(store: &Store, folder: &Path, slug: &str) -> Result<bool> {
    let path = folder.join("articles").join(format!("{slug}.json"));
    // Its name is one part of a path: a slug is asked for by its rules before.
    if slug_of(slug).is_none() || !path.is_file() {
        return Ok(false);
    }
    take_in(store, &read(slug, &path)?).await?;
    Ok(true)
}

/// An article, and the comments that begin its discussion.
type Found = (Known, Vec<Seed>);

/// Takes in an article with its discussion; how many comments were taken.
async fn take_in(store: &Store, (article, comments): &Found) -> Result<usize> {
    let taken = store.take_in(article, comments).await;
    taken.with_context(|| format!("the comments of {}", article.slug))
}

/// Reads an article's document, and that of its comments where there is one.
fn read(slug: &str, path: &Path) -> Result<Found> {
    let discussion = discussion(&path.with_extension("").join("comments.json"))?;
    let article = article(slug, path, discussion.as_ref())?;
    Ok((article, discussion.map(|found| found.comments).unwrap_or_default()))
}

fn article(slug: &str, path: &Path, discussion: Option<&Discussion>) -> Result<Known> {
    let document: Value = serde_json::from_slice(&bytes(path)?)
        .with_context(|| format!("{} is not JSON", path.display()))?;
    let word = document["commenting"].as_str().unwrap_or("open");
    let mut state = State::of(word).unwrap_or(State::Off);
    let closed = discussion.is_some_and(|found| found.state.as_deref() == Some("closed"));
    if state == State::Open && closed {
        state = State::Closed;
    }
    Ok(Known { slug: slug.to_owned(), headline: plain(&document["headline"]), state })
}

fn discussion(path: &Path) -> Result<Option<Discussion>> {
    if !path.exists() {
        return Ok(None);
    }
    let read: Discussion = serde_json::from_slice(&bytes(path)?)
        .with_context(|| format!("{} is no discussion", path.display()))?;
    let mut ids = HashSet::new();
    for comment in &read.comments {
        let twice = || format!("{}: there are two of it", comment.id());
        let problem = comment.problem().or_else(|| (!ids.insert(comment.id())).then(twice));
        if let Some(problem) = problem {
            bail!("{}: {problem}", path.display());
        }
    }
    Ok(Some(read))
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The words of a text, which is plain or a list of runs.
fn plain(text: &Value) -> Option<String> {
    match text {
        Value::String(text) => Some(text.clone()),
        Value::Array(runs) => {
            let words = |run: &Value| run.as_str().or(run["text"].as_str()).map(str::to_owned);
            Some(runs.iter().filter_map(words).collect())
        }
        _ => None,
    }
}

fn stem(path: &Path) -> Option<&str> {
    path.file_stem()?.to_str()
}

fn extension(path: &Path) -> Option<&str> {
    path.extension()?.to_str()
}

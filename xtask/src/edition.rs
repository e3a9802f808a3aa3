//! The built-in edition: what can be worked out is worked out here, never written by hand.
//!
//! A writer's story names its photographs, its contributors and its related stories; their sizes,
//! author cards and cards follow from the other files of the folder, and so do the lists of the
//! sections, the tags and the authors. The result stands in the same files, so that any server of
//! files can be the backend.

mod articles;
#[cfg(test)]
mod built_in;
mod cards;
mod check;
mod front;
mod lists;
mod newsroom;
mod photos;
mod problems;
#[cfg(any(test, feature = "check-json"))]
mod schemas;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

pub use check::check;
use newsroom::Newsroom;
use photos::Photos;
use problems::Problems;

/// Completes the files of `public/edition` in place. With `check` nothing is written, and files
/// that are out of step are an error that names them.
pub fn run(check: bool) -> Result<()> {
    let dir = root().join("public/edition");
    let mut newsroom = Newsroom::read(&dir)?;
    let mut problems = Problems::default();
    let photos = Photos::read(&dir, &mut problems)?;
    derive(&mut newsroom, &photos, &mut problems);
    problems.into_result()?;

    let changed: Vec<_> = newsroom
        .files()
        .into_iter()
        .filter(|(path, text)| fs::read_to_string(dir.join(path)).ok().as_ref() != Some(text))
        .collect();
    if check {
        let names: Vec<_> = changed.iter().map(|(path, _)| format!("\n  {path}")).collect();
        if !names.is_empty() {
            bail!("out of step; `cargo xtask edition` brings them up to date:{}", names.concat());
        }
        return Ok(());
    }
    for (path, text) in &changed {
        write(&dir.join(path), text)?;
        println!("{path}");
    }
    println!("{} stories, {} files changed", newsroom.articles.len(), changed.len());
    Ok(())
}

/// Completes an edition. The order matters: cards carry what the stories were completed with, and
/// everything else carries cards.
fn derive(newsroom: &mut Newsroom, photos: &Photos, problems: &mut Problems) {
    lists::portraits(&mut newsroom.authors, photos, problems);
    articles::complete(newsroom, photos, problems);
    let cards = cards::of_all(&newsroom.articles);
    articles::relate(&mut newsroom.articles, &cards, problems);
    articles::check_links(newsroom, problems);
    lists::fill(newsroom, &cards, problems);
    front::fill(newsroom, &cards, problems);
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// The repository, which the tool never leaves.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

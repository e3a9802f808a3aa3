//! Hostile text in every field that a backend can fill, and what must not come of it.
//!
//! [`documents`] puts rows of a corpus into the contract's documents and says what the page must show
//! of them; [`witness`] reads those documents in the browser and tells what went wrong; [`control`]
//! puts the same rows into a page that takes no care, so that a witness who sees nothing is known to
//! have eyes. [`bad_json`] holds files that are hardly JSON.

pub mod bad_json;
pub mod control;
pub mod documents;
mod fields;
pub mod witness;

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::Result;

pub use bad_json::BadJson;
pub use documents::{Batch, Expected};
pub use witness::Witness;

/// How many readers sit at a time, however many journeys are made: what they say of time is said of the
/// site, not of a crowd.
static SEATS: Semaphore = Semaphore::const_new(3);

/// A reader's place, free again when dropped.
type Seat = SemaphorePermit<'static>;

async fn seat() -> Result<Seat> {
    Ok(SEATS.acquire().await?)
}

/// What a row tries.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Markup.
    Html,
    /// An address by itself.
    Url,
    /// What ends a quoted attribute.
    Attr,
    /// What must not be decoded.
    Encoded,
    /// Text that is hard to draw.
    Text,
}

/// A hostile text.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name in the corpus, fit for a slug.
    pub id: String,
    /// What it tries.
    pub kind: Kind,
    /// The text.
    pub value: String,
    /// Whether it is known to run where nobody takes care.
    pub runs: bool,
    /// Whether it is known to stop a tab where nobody takes care.
    pub hangs: bool,
}

/// A whole document that is hostile by its shape.
#[derive(Clone, Debug, Deserialize)]
pub struct Document {
    /// Its name in the corpus, fit for a slug.
    pub id: String,
    /// What is wrong with it.
    pub why: String,
    /// What it is asked for as.
    #[serde(rename = "as")]
    pub kind: String,
    /// Whether the reader sees a `page` or a `problem`.
    pub expect: String,
    /// The document, which need not be JSON.
    pub value: String,
}

/// The corpus of this repository: texts, and documents.
pub fn own_corpus() -> Result<(Vec<Row>, Vec<Document>)> {
    #[derive(Deserialize)]
    struct Written {
        id: String,
        kind: Kind,
        value: String,
        #[serde(default)]
        runs: bool,
        times: Option<usize>,
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/hostile.json");
    let all: Vec<serde_json::Value> = read(&path)?;
    let (documents, rows): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|item| item["kind"] == "json");
    let row = |item| -> Result<Row> {
        let Written { id, kind, value, runs, times } = serde_json::from_value(item)?;
        let value = value.repeat(times.unwrap_or(1));
        Ok(Row { id, kind, value, runs, hangs: false })
    };
    let rows = rows.into_iter().map(row).collect::<Result<_>>()?;
    let documents = documents.into_iter().map(|item| Ok(serde_json::from_value(item)?));
    Ok((rows, documents.collect::<Result<_>>()?))
}

/// The folder of the public corpora, where the environment names one.
pub fn public_corpora() -> Option<PathBuf> {
    std::env::var_os("BROADSHEET_CORPORA").filter(|name| !name.is_empty()).map(PathBuf::from)
}

/// The rows of a public corpus of scripts in markup and addresses.
pub fn public_rows(folder: &Path) -> Result<Vec<Row>> {
    #[derive(Deserialize)]
    struct Written {
        id: String,
        html: String,
        kind: Kind,
        live: Vec<String>,
    }
    let all: Vec<Written> = read(&folder.join("xss.json"))?;
    let row = |Written { id, html: value, kind, live }| {
        let seen = |how: &str| live.iter().any(|seen| seen == how);
        Row { id, kind, value, runs: seen("innerHTML"), hangs: seen("hang") }
    };
    Ok(all.into_iter().map(row).collect())
}

/// A corpus's file.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no corpus", path.display()))
}

//! What is wrong with an edition, all of it at once.

use std::fmt::Display;

use anyhow::{Result, bail};

/// Problems gathered on the way. A writer mends ten in one go rather than one in ten.
#[derive(Default)]
pub struct Problems(Vec<String>);

impl Problems {
    /// Notes what is wrong at a path in a file: `articles/x.json: body[3].photo.src: …`.
    pub fn add(&mut self, file: &str, path: impl Display, what: impl Display) {
        self.0.push(format!("{file}: {path}: {what}"));
    }

    /// An error that names every problem, if there is any.
    pub fn into_result(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        bail!("{} problem(s) in the edition:\n  {}", self.0.len(), self.0.join("\n  "));
    }

    /// The problems, for tests.
    #[cfg(test)]
    pub fn all(&self) -> &[String] {
        &self.0
    }
}

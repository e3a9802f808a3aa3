//! What the reader has begun to write, by story and by the comment that it answers.

use super::storage::{keep, kept};
use crate::model::Slug;

/// Where one draft is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft(String);

impl Draft {
    /// The draft of an answer, or of a comment that begins a thread.
    pub fn of(slug: &Slug, parent_id: Option<&str>) -> Self {
        Self(format!("broadsheet-draft:{slug}:{}", parent_id.unwrap_or_default()))
    }

    /// The draft of a change to one's own comment.
    pub fn of_edit(slug: &Slug, id: &str) -> Self {
        Self(format!("broadsheet-draft:{slug}:edit:{id}"))
    }

    /// What was written so far.
    pub fn text(&self) -> Option<String> {
        kept(&self.0).filter(|text| !text.is_empty())
    }

    /// Keeps what was written; nothing is left of an empty one.
    pub fn keep(&self, text: &str) {
        keep(&self.0, text);
    }
}

//! What the reader has begun to write, by story and by the comment that it answers.
//!
//! The device keeps the last of it, for any tab; each tab keeps its own besides, or what is written in one
//! would be lost with what is written in another.

use super::storage::{keep, keep_by_tab, kept, kept_by_tab};
use crate::model::{Slug, typed};

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

    /// What was written so far, in this tab before any other.
    pub fn text(&self) -> Option<String> {
        let by_tab = kept_by_tab(&self.0).filter(|text| !text.is_empty());
        by_tab.or_else(|| kept(&self.0)).filter(|text| !text.is_empty())
    }

    /// Keeps what was written; nothing is left of an empty one.
    pub fn keep(&self, text: &str) {
        keep(&self.0, text);
        keep_by_tab(&self.0, text);
    }

    /// Forgets it where it was sent, and keeps what was begun instead, in another tab for instance.
    pub fn forget(&self, sent: &str) {
        let is_sent = |text: String| typed::text(&text) == sent;
        if kept(&self.0).is_some_and(is_sent) {
            keep(&self.0, "");
        }
        if kept_by_tab(&self.0).is_some_and(is_sent) {
            keep_by_tab(&self.0, "");
        }
    }
}

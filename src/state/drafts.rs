//! What the reader has begun to write, by story and by the comment that it answers.
//!
//! The device keeps the last of it, for any tab; each tab keeps its own besides, or what is written in one
//! would be lost with what is written in another.

use super::live::Writing;
use super::storage::{keep, keep_by_tab, kept, kept_by_tab, names, names_by_tab};
use crate::model::{Slug, typed};

/// What stands before the id of the comment that a draft changes.
const EDIT: &str = "edit:";

fn of_story(slug: &Slug) -> String {
    ["broadsheet-draft:", slug.as_str(), ":"].concat()
}

/// The answers and changes of a story that were begun, and neither sent nor given up.
pub fn begun(slug: &Slug) -> Vec<Writing> {
    let begin = of_story(slug);
    let writing = |name: String| {
        let rest = name.strip_prefix(&begin).filter(|rest| !rest.is_empty())?;
        Some(match rest.strip_prefix(EDIT) {
            Some(id) => Writing::Change(id.to_owned()),
            None => Writing::Answer(rest.to_owned()),
        })
    };
    let mut kept = names(&begin);
    let by_tab = names_by_tab(&begin).into_iter();
    kept.extend(by_tab.filter(|name| !kept.contains(name)).collect::<Vec<_>>());
    kept.into_iter().filter_map(writing).collect()
}

/// Where one draft is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft(String);

impl Draft {
    /// The draft of an answer, or of a comment that begins a thread.
    pub fn of(slug: &Slug, parent_id: Option<&str>) -> Self {
        Self([&of_story(slug), parent_id.unwrap_or_default()].concat())
    }

    /// The draft of a change to one's own comment.
    pub fn of_edit(slug: &Slug, id: &str) -> Self {
        Self([&of_story(slug), EDIT, id].concat())
    }

    /// The draft of what is written below a comment.
    pub fn of_writing(slug: &Slug, writing: &Writing) -> Self {
        match writing {
            Writing::Answer(id) => Self::of(slug, Some(id)),
            Writing::Change(id) => Self::of_edit(slug, id),
        }
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

//! How many comments stories have, by the server's latest word: one call for all the cards of a page.

use crate::prelude::*;

use super::task::spawn;
use super::{Desk, console};
use crate::backend::discussion::counts;
use crate::model::Slug;

/// How many stories are asked for at once; a page with more is asked for in parts.
const AT_ONCE: usize = 100;

/// How many comments stories have.
#[derive(Clone, Copy)]
pub struct CommentCounts(RwSignal<Vec<(Slug, u32)>>);

impl CommentCounts {
    /// Nothing was asked yet.
    pub fn unknown() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// How many comments a story has, where the server said so.
    pub fn get(self, slug: &Slug) -> Option<u32> {
        self.0.with(|counts| counts.iter().find(|(known, _)| known == slug).map(|(_, n)| *n))
    }

    /// Asks for stories, where there is a server to ask. A failure leaves what the cards say.
    pub fn ask(self, desk: Desk, slugs: Vec<Slug>) {
        let base = desk.request(|backend| backend.comments_server().map(str::to_owned));
        let Some(base) = base else { return };
        spawn(async move {
            for slugs in slugs.chunks(AT_ONCE) {
                match counts(&base, slugs).answer().await {
                    Ok(fresh) => self.0.update(|known| {
                        known.retain(|(slug, _)| fresh.iter().all(|(other, _)| other != slug));
                        known.extend(fresh);
                    }),
                    Err(error) => return console::warn(&error.to_string()),
                }
            }
        });
    }
}

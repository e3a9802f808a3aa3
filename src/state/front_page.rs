//! Today's front page, which the section bar, the strip and every problem's page draw from.

use std::sync::Arc;

use crate::prelude::*;
use crate::state::task::spawn;

use super::{Answer, Desk};
use crate::model::Edition;

/// Today's front page, once it has come.
#[derive(Clone, Copy)]
pub struct FrontPage(RwSignal<Option<Arc<Edition>>>);

impl FrontPage {
    /// Not here yet.
    pub fn awaited() -> Self {
        Self(RwSignal::new(None))
    }

    /// Fetches it, unless a fresh copy is at hand. A failure leaves what is there: the page that the
    /// reader came for doesn't depend on it.
    pub fn refresh(self, desk: Desk) {
        spawn(async move {
            let answer = desk.ask(desk.request(|b| b.edition()), false).await;
            if let Ok(edition) = answer.and_then(Answer::document) {
                self.set(edition);
            }
        });
    }

    fn set(self, edition: Arc<Edition>) {
        let is_new = self.0.with_untracked(|known| {
            known.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &edition))
        });
        if is_new {
            self.0.set(Some(edition));
        }
    }

    /// Something of it; `None` until it has come.
    pub fn with<T>(self, pick: impl FnOnce(&Edition) -> T) -> Option<T> {
        self.0.with(|edition| edition.as_deref().map(pick))
    }
}

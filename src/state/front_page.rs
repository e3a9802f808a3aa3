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
    /// Not here yet, unless it came with the page.
    pub fn awaited(desk: Desk) -> Self {
        let front_page = Self(RwSignal::new(None));
        let (edition, is_here) = desk
            .supply()
            .try_update_value(|supply| (supply.take_edition(), supply.has_come()))
            .unwrap_or_default();
        let request = desk.request(|b| b.edition());
        if let Some(edition) = edition {
            // Only what stands around other pages: the desk doesn't keep it for the front page.
            if let Ok((edition, _)) = request.read_value(&edition) {
                front_page.set(Arc::new(edition));
            }
        } else if is_here
            && let Some(Ok(answer)) = desk.at_once(|| desk.ask(request, false))
            && let Ok(edition) = answer.document()
        {
            front_page.set(edition);
        }
        front_page
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

    /// Whether it has not come, with the page or since.
    pub fn is_awaited(self) -> bool {
        self.0.with_untracked(Option::is_none)
    }

    /// Something of it; `None` until it has come.
    pub fn with<T>(self, pick: impl FnOnce(&Edition) -> T) -> Option<T> {
        self.0.with(|edition| edition.as_deref().map(pick))
    }
}

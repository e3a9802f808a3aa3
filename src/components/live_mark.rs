//! The mark of a story that is told live.

use crate::prelude::*;

use crate::model::Live;
use crate::words;

/// How far a story is that is told live, before its kicker; nothing for any other story.
#[component]
pub fn LiveMark(
    /// The story's state.
    live: Option<Live>,
) -> impl IntoView {
    live.map(|live| match live {
        Live::Live => view! { <span class="live-mark">{words::LIVE}</span>" " }.into_any(),
        Live::Upcoming => view! { {words::LIVE_SOON}" " }.into_any(),
        Live::Closed => view! { {words::LIVE_ENDED}" " }.into_any(),
    })
}

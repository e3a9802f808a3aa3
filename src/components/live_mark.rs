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
    live.map(|live| {
        let words = match live {
            Live::Upcoming => words::LIVE_SOON,
            Live::Live => words::LIVE,
            Live::Closed => words::LIVE_ENDED,
        };
        view! { <span class="live-mark" class:is-on={live == Live::Live}>{words}</span>" " }
    })
}

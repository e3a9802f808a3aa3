//! When a story was published and changed, and how long it takes to read.

use crate::prelude::*;

use super::{Age, Moment};
use crate::model::Timestamp;
use crate::state::tools;
use crate::words;

/// A story's times.
#[component]
pub fn ArticleMeta(
    /// When it was published.
    published_at: Option<Timestamp>,
    /// When it last changed; shown where it differs.
    updated_at: Option<Timestamp>,
    /// How long it takes to read.
    reading_minutes: Option<u32>,
) -> impl IntoView {
    let dates = tools().dates;
    let updated_at = updated_at.filter(|at| Some(*at) != published_at);
    let minutes = reading_minutes.filter(|minutes| (1..600).contains(minutes));
    view! {
        <p class="article-meta">
            {published_at.map(|at| view! {
                <span class="published"><bdi>{words::PUBLISHED}" "<Moment at/></bdi></span>" "
            })}
            {updated_at.map(|at| view! { <span class="updated"><bdi>{words::UPDATED}" "<Age at/></bdi></span>" " })}
            {minutes.map(|minutes| view! {
                <span class="reading-time"><bdi>{words::reading_time(&dates.number(minutes))}</bdi></span>
            })}
        </p>
    }
}

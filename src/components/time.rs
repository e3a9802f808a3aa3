//! Moments: relative ones that tick, and exact ones.

use crate::prelude::*;

use crate::model::Timestamp;
use crate::state::{Dates, Tools, tools};

/// `12 minutes ago`, ticking, with the exact time on pointing.
#[component]
pub fn Age(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    ticking(at, Dates::age)
}

/// `12 minutes ago`, ticking, and from the next day on the exact time: for what has its place in a day's
/// course.
#[component]
pub fn Passed(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    ticking(at, Dates::passed)
}

/// What is written of a moment anew whenever the clock ticks.
fn ticking(at: Timestamp, written: fn(Dates, Timestamp, Timestamp) -> String) -> View {
    let Tools { clock, dates, .. } = tools();
    view! {
        <time class="age" datetime=at.to_iso() title=dates.moment(at)>
            {move || written(dates, at, clock.now())}
        </time>
    }
}

/// `23 November 2026 at 09:10`
#[component]
pub fn Moment(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    let dates = tools().dates;
    view! { <time datetime=at.to_iso()>{dates.moment(at)}</time> }
}

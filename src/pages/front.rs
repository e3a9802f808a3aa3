//! `/`: the front page.

use std::sync::Arc;

use crate::prelude::*;

use crate::components::{ContainerView, MostRead, TopStories};
use crate::model::Edition;
use crate::state::{Tools, tools};
use crate::words;

/// The front page.
#[component]
pub fn FrontPage(
    /// Today's edition.
    edition: Arc<Edition>,
) -> impl IntoView {
    let Tools { clock, dates, .. } = tools();
    let title = format!("{}, {}", edition.title, dates.weekday(clock.now()));
    let is_empty = edition.top_stories.is_empty() && edition.containers.is_empty();
    let containers = edition.containers.iter().enumerate().map(|(place, container)| {
        view! { <ContainerView container=container.clone() place/> }
    });
    view! {
        <h1 class="visually-hidden" tabindex="-1">{title}</h1>
        {is_empty.then(|| view! { <p class="listing-empty">{words::NO_EDITION}</p> })}
        <TopStories cards=edition.top_stories.clone()/>
        {containers.collect_view()}
        <MostRead cards=edition.most_read.clone()/>
    }
}

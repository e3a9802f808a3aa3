//! What else there is to read, where a page could not be had.

use crate::prelude::*;

use super::story_card::{CardKind, StoryCard};
use crate::state::reading;
use crate::words;

/// How many stories are offered.
const OFFERED: usize = 6;

/// The top stories, as a list; nothing where the front page isn't there either.
#[component]
pub fn FrontPageCards() -> impl IntoView {
    let front_page = reading().front_page;
    move || {
        let cards = front_page
            .with(|edition| edition.top_stories.iter().take(OFFERED).cloned().collect::<Vec<_>>());
        cards.filter(|cards| !cards.is_empty()).map(|cards| {
            let items = cards.into_iter().map(|card| {
                view! { <li><StoryCard card kind=CardKind::HeadlineOnly level=3/></li> }
            });
            view! {
                <section class="container" data-layout="list" aria-labelledby="offered-title">
                    <h2 class="container-title" id="offered-title">{words::TOP_STORIES}</h2>
                    <ul class="cards">{items.collect_view()}</ul>
                </section>
            }
        })
    }
}

//! The top stories: the lead with its photograph, and the row beside it.

use crate::prelude::*;

use super::story_card::{CardKind, StoryCard};
use crate::model::Card;
use crate::words;

/// The front page's top stories.
#[component]
pub fn TopStories(
    /// In the editor's order; the first leads.
    cards: Vec<Card>,
) -> impl IntoView {
    let mut cards = cards.into_iter();
    cards.next().map(|lead| {
        let rest: Vec<_> = cards
            .map(|card| view! { <li><StoryCard card kind=CardKind::Strip level=3/></li> })
            .collect();
        view! {
            <section class="top-stories" aria-labelledby="top-stories-title">
                <h2 class="visually-hidden" id="top-stories-title">{words::TOP_STORIES}</h2>
                <StoryCard card=lead kind=CardKind::Lead level=3/>
                {(!rest.is_empty()).then(|| view! { <ol class="strip" data-count=rest.len()>{rest}</ol> })}
            </section>
        }
    })
}

//! Stories under one title.

use crate::prelude::*;

use super::story_card::{CardKind, StoryCard};
use crate::model::{Container, Layout};
use crate::route::Route;

/// A container of the front page.
#[component]
pub fn ContainerView(
    /// The title and the stories.
    container: Container,
    /// Its place on the page, which makes its name unique.
    place: usize,
) -> impl IntoView {
    let id = format!("container-{place}");
    let title = match container.section {
        Some(section) => {
            view! { <a href=Route::Section(section.slug).to_string()>{container.title}</a> }
                .into_any()
        }
        None => container.title.into_any(),
    };
    let layout = container.layout;
    let count = container.cards.len();
    let cards = container.cards.into_iter().enumerate().map(|(place, card)| {
        let kind = match (layout, place) {
            (Layout::Feature, 0) | (Layout::Row, _) => CardKind::Standard,
            (Layout::Feature, _) => CardKind::HeadlineOnly,
            (Layout::List, _) => CardKind::Row,
        };
        view! { <li><StoryCard card kind level=3/></li> }
    });
    view! {
        <section class="container" data-layout=layout.as_str() aria-labelledby=id.clone()>
            <h2 class="container-title" id=id.clone() dir="auto">{title}</h2>
            <ul class="cards" data-count=count>{cards.collect_view()}</ul>
        </section>
    }
}

//! What others read.

use crate::prelude::*;

use crate::model::Card;
use crate::route::Route;
use crate::words;

/// The ranking of the front page: headlines alone, since the stories may stand above.
#[component]
pub fn MostRead(
    /// The most read first.
    cards: Vec<Card>,
) -> impl IntoView {
    (!cards.is_empty()).then(|| {
        let items = cards.into_iter().map(|card| {
            let lang = card.lang.as_ref().map(|lang| lang.as_str().to_owned());
            let href = Route::Article(card.slug).to_string();
            view! { <li><a class="headline" href=href lang=lang dir="auto">{card.headline}</a></li> }
        });
        view! {
            <section class="most-read" aria-labelledby="most-read-title">
                <h2 class="container-title" id="most-read-title">{words::MOST_READ}</h2>
                <ol class="most-read-list">{items.collect_view()}</ol>
            </section>
        }
    })
}

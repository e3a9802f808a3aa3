//! `/section/:slug` and `/tag/:slug`: a name, and the stories under it.

use std::sync::Arc;

use crate::prelude::*;

use crate::components::Listing;
use crate::components::listing::NextPage;
use crate::model::CardList;
use crate::route::Route;
use crate::state::reading;

/// A section's or a tag's page.
#[component]
pub fn ListingPage(
    /// The name and the first of the stories.
    list: Arc<CardList>,
    /// The page's address.
    route: Route,
) -> impl IntoView {
    let desk = reading().desk;
    let next_page = Callback::new(move |path: String| -> NextPage {
        Box::pin(async move {
            let answer = desk.ask(desk.request(|b| b.list(&path)), false).await?;
            let page: Arc<CardList> = answer.document()?;
            Ok((page.cards.clone(), page.next.clone()))
        })
    });
    view! {
        <header class="page-header">
            <h1 class="page-title" tabindex="-1" dir="auto">{list.name.clone()}</h1>
            {list.description.clone().map(|text| view! { <p class="page-description" dir="auto">{text}</p> })}
        </header>
        <Listing route cards=list.cards.clone() next=list.next.clone() next_page/>
    }
}

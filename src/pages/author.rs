//! `/author/:slug`: who it is, and what they wrote.

use std::sync::Arc;

use crate::prelude::*;

use crate::components::listing::NextPage;
use crate::components::{AuthorCard, Listing};
use crate::model::AuthorPage;
use crate::route::Route;
use crate::state::reading;

/// An author's page.
#[component]
pub fn AuthorView(
    /// The author and the first of the stories.
    author: Arc<AuthorPage>,
    /// The page's address.
    route: Route,
) -> impl IntoView {
    let desk = reading().desk;
    let next_page = Callback::new(move |path: String| -> NextPage {
        Box::pin(async move {
            let answer = desk.ask(desk.request(|b| b.author_by_path(&path)), false).await?;
            let page: Arc<AuthorPage> = answer.document()?;
            Ok((page.cards.clone(), page.next.clone()))
        })
    });
    view! {
        <header class="page-header">
            <AuthorCard contributor=author.contributor.clone() is_page=true/>
        </header>
        <Listing route cards=author.cards.clone() next=author.next.clone() next_page/>
    }
}

//! Who wrote it: avatar or initials, name, role, bio.

use crate::prelude::*;

use super::photo::{Picture, Sizes};
use crate::model::text::initials;
use crate::model::{Contributor, Photo};
use crate::route::Route;

/// A contributor, on a story or on their own page.
#[component]
pub fn AuthorCard(
    /// Who it is.
    contributor: Contributor,
    /// Whether this is their own page, where the name is the heading and the links stand.
    #[prop(optional)]
    is_page: bool,
) -> impl IntoView {
    let Contributor { slug, name, role, bio, avatar, links } = contributor;
    let heading = if is_page {
        view! { <h1 class="author-name" tabindex="-1" dir="auto">{name.clone()}</h1> }.into_any()
    } else {
        let href = Route::Author(slug).to_string();
        view! { <p class="author-name"><a href=href rel="author"><bdi>{name.clone()}</bdi></a></p> }
            .into_any()
    };
    let links = (is_page && !links.is_empty()).then(|| {
        let items = links.into_iter().map(|link| {
            view! { <li>{super::text::link(&link.href, link.label.into_any())}</li> }
        });
        view! { <ul class="author-links">{items.collect_view()}</ul> }
    });
    let sizes = if is_page { Sizes::LargePortrait } else { Sizes::Portrait };
    view! {
        <div class=if is_page { "author-card large" } else { "author-card" } role="group" aria-label=name.clone()>
            {portrait(avatar, &name, sizes)}
            <div class="author-text">
                {heading}
                {role.map(|role| view! { <p class="author-role" dir="auto">{role}</p> })}
                {bio.map(|bio| view! { <p class="author-bio" dir="auto">{bio}</p> })}
                {links}
            </div>
        </div>
    }
}

fn portrait(avatar: Option<Photo>, name: &str, sizes: Sizes) -> AnyView {
    match avatar {
        Some(photo) => {
            view! { <div class="avatar"><Picture photo sizes is_decoration=true/></div> }.into_any()
        }
        None => {
            view! { <span class="avatar" aria-hidden="true">{initials(name)}</span> }.into_any()
        }
    }
}

//! Photographs: the right size for the screen, its room kept from the start.

use crate::prelude::*;

use super::Runs;
use crate::model::Photo;
use crate::model::photo::Source;

/// How wide a picture is on the page, in the words of HTML's `sizes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sizes {
    /// Across the front page's lead.
    Lead,
    /// As wide as the text of a story.
    Measure,
    /// On a card among others.
    Card,
    /// On a row of a list.
    Row,
    /// A face on an author card.
    Portrait,
    /// A face on its author's own page.
    LargePortrait,
}

impl Sizes {
    /// The value of the attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "(min-width: 60rem) 41rem, 100vw",
            Self::Measure => "(min-width: 60rem) 42rem, 100vw",
            Self::Card => "(min-width: 60rem) 18rem, (min-width: 37.5rem) 45vw, 100vw",
            Self::Row => "(min-width: 37.5rem) 14rem, 40vw",
            Self::Portrait => "3rem",
            Self::LargePortrait => "clamp(4rem, 12vw, 6rem)",
        }
    }
}

/// A picture alone.
#[component]
pub fn Picture(
    /// The photograph.
    photo: Photo,
    /// How wide it is on the page.
    sizes: Sizes,
    /// Fetched before all others, since it is what the reader came to see.
    #[prop(optional)]
    is_first: bool,
    /// A picture whose story is named beside it says nothing of its own.
    #[prop(optional)]
    is_decoration: bool,
) -> impl IntoView {
    let (typed, untyped): (Vec<Source>, Vec<Source>) =
        photo.sources.into_iter().partition(|source| source.media_type.is_some());
    let sources = typed.into_iter().map(|source| {
        view! { <source type=source.media_type.clone() srcset=source.srcset() sizes=sizes.as_str()/> }
    });
    let srcset = untyped.first().map(Source::srcset);
    let alt = if is_decoration { String::new() } else { photo.alt };
    let focus = photo.focal_point;
    view! {
        <picture>
            {sources.collect_view()}
            <img
                loading=if is_first { "eager" } else { "lazy" }
                fetchpriority=is_first.then_some("high")
                decoding="async"
                sizes=srcset.is_some().then_some(sizes.as_str())
                srcset=srcset
                src=photo.src.as_str().to_owned()
                width=photo.width
                height=photo.height
                alt=alt
                data-focal-x=focus.map(|focus| focus.x)
                data-focal-y=focus.map(|focus| focus.y)
            />
        </picture>
    }
}

/// A photograph with its caption and its credit, each where there is one.
#[component]
pub fn PhotoView(
    /// The photograph.
    photo: Photo,
    /// How wide it is on the page.
    sizes: Sizes,
    /// The one above the story.
    #[prop(optional)]
    is_main: bool,
) -> impl IntoView {
    let caption = photo.caption.clone();
    let credit = photo.credit.clone();
    let figcaption = (caption.is_some() || credit.is_some()).then(|| {
        let caption = caption.map(|text| view! { <span class="caption"><Runs text/></span>" " });
        let credit = credit.map(|credit| {
            let text = credit.text.into_any();
            let text = match &credit.href {
                Some(href) => super::text::link(href, text),
                None => text,
            };
            view! { <span class="credit">{text}</span> }
        });
        view! { <figcaption>{caption}{credit}</figcaption> }
    });
    view! {
        <figure class=if is_main { "photo main-photo" } else { "photo" }>
            <Picture photo sizes is_first=is_main/>
            {figcaption}
        </figure>
    }
}

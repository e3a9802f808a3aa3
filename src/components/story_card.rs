//! What stands for a story in a list.

use crate::prelude::*;

use super::photo::{Picture, Sizes};
use super::{Age, LiveMark};
use crate::model::Card;
use crate::route::Route;
use crate::state::{reading, tools};
use crate::words;

/// How a card is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// The front page's first story.
    Lead,
    /// In the strip below it.
    Strip,
    /// With its photograph above.
    Standard,
    /// With its photograph beside.
    Row,
    /// Without a photograph or a trail text.
    HeadlineOnly,
}

impl CardKind {
    fn class(self) -> &'static str {
        match self {
            Self::Lead => "story-card lead",
            Self::Strip => "story-card strip-card",
            Self::Standard => "story-card standard",
            Self::Row => "story-card row",
            Self::HeadlineOnly => "story-card headline-only",
        }
    }

    fn photo(self) -> Option<Sizes> {
        match self {
            Self::Lead => Some(Sizes::Lead),
            Self::Standard => Some(Sizes::Card),
            Self::Row => Some(Sizes::Row),
            Self::Strip | Self::HeadlineOnly => None,
        }
    }
}

/// A story in a list. The whole card leads to it; its headline is the link.
#[component]
pub fn StoryCard(
    /// The story.
    card: Card,
    /// How it is drawn.
    kind: CardKind,
    /// The rank of the headline: 2 or 3, one below what stands above it.
    level: u8,
) -> impl IntoView {
    let photo = kind.photo().zip(card.photo.clone()).map(|(sizes, photo)| {
        let is_first = kind == CardKind::Lead;
        view! { <div class="card-photo"><Picture photo sizes is_first is_decoration=true/></div> }
    });
    let trail_text = card.trail_text.clone().filter(|_| kind != CardKind::HeadlineOnly);
    let lang = card.lang.as_ref().map(|lang| lang.as_str().to_owned());
    let dir = card
        .dir
        .or(card.lang.as_ref().map(|lang| lang.direction()))
        .map_or("auto", |dir| dir.as_str());
    let href = Route::Article(card.slug.clone()).to_string();
    let headline = view! { <a href=href>{card.headline.clone()}</a> };
    let headline = match level {
        2 => view! { <h2 class="headline">{headline}</h2> }.into_any(),
        _ => view! { <h3 class="headline">{headline}</h3> }.into_any(),
    };
    view! {
        <div class=kind.class() lang=lang dir=dir>
            {photo}
            <div class="card-text">
                <Kicker card=card.clone()/>
                {headline}
                {trail_text.map(|text| view! { <p class="trail-text">{text}</p> })}
                <CardMeta card kind/>
            </div>
        </div>
    }
}

#[component]
fn Kicker(card: Card) -> impl IntoView {
    let kicker = card.kicker.unwrap_or(card.section.name);
    view! { <p class="kicker"><LiveMark live=card.live/><bdi>{kicker}</bdi></p> }
}

#[component]
fn CardMeta(card: Card, kind: CardKind) -> impl IntoView {
    let (dates, counts) = (tools().dates, reading().counts);
    let byline = card.byline.filter(|_| kind == CardKind::Lead);
    let (slug, written) = (card.slug, card.comment_count);
    let comments = move || {
        let count = counts.get(&slug).or(written).filter(|count| *count > 0);
        count.map(|count| {
            let text = words::comment_count(count, &dates.number(count));
            view! { <span class="comment-count">{text}</span> }
        })
    };
    view! {
        <p class="card-meta" dir="auto">
            {byline.map(|byline| view! { <span class="byline"><bdi>{byline}</bdi></span>" " })}
            {card.published_at.map(|at| view! { <Age at/>" " })}
            {comments}
        </p>
    }
}

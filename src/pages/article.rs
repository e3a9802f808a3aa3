//! `/article/:slug`: a story.

use std::sync::Arc;

use crate::prelude::*;

use crate::components::photo::Sizes;
use crate::components::story_card::{CardKind, StoryCard};
use crate::components::{
    ArticleMeta, ArticleTools, AuthorCard, DiscussionPlace, Headings, Later, LiveMark, PhotoView,
    ReadingProgress, Runs, blocks, body,
};
use crate::head::public_address;
use crate::model::{Article, Card, Commenting, Correction, Tag, Text};
use crate::route::Route;
use crate::state::tools;
use crate::words;

/// An article's page.
#[component]
pub fn ArticlePage(
    /// The story.
    article: Arc<Article>,
    /// Whether more may be drawn than the first screen.
    is_whole: RwSignal<bool>,
) -> impl IntoView {
    let lang = article.lang.as_ref().map(|lang| lang.as_str().to_owned());
    let dir =
        article.dir.or(article.lang.as_ref().map(|lang| lang.direction())).map(|dir| dir.as_str());
    let main_photo = article.main_photo.clone();
    let has_discussion = article.commenting != Commenting::Off
        && tools().config.with_value(|config| config.comments.is_some());
    // What is told live may have nothing but its blocks.
    let has_body = !article.body.is_empty() || article.blocks.is_empty();
    let is_closed = article.commenting == Commenting::Closed;
    let (story, slug) = (article.clone(), article.slug.clone());
    view! {
        <ReadingProgress/>
        <article class="story" lang=lang dir=dir>
            <StoryHeader article=article.clone()/>
            <Byline article=article.clone()/>
            <div class="story-main">
                <ArticleTools slug=article.slug.clone() headline=article.headline.clone()/>
                {main_photo.map(|photo| view! { <PhotoView photo is_main=true sizes=Sizes::Measure/> })}
                <KeyPoints points=article.key_points.clone()/>
                <Later is_whole>
                    {has_body.then(|| body(&story.body, Headings::AsGiven))}
                    {blocks(&story.blocks)}
                    <Corrections corrections=story.corrections.clone()/>
                    <Tags tags=story.tags.clone()/>
                    <p class="print-address">{tools().config.with_value(|config| public_address(config, &story.slug))}</p>
                </Later>
            </div>
            <Later is_whole>
                <Related cards=article.related.clone()/>
                {has_discussion.then(|| view! { <DiscussionPlace slug is_closed/> })}
            </Later>
        </article>
    }
}

#[component]
fn StoryHeader(article: Arc<Article>) -> impl IntoView {
    let section = article.section.clone();
    let kicker = article.kicker.clone().unwrap_or(section.name);
    let standfirst = article.standfirst.clone();
    view! {
        <header class="story-header">
            <p class="kicker">
                <LiveMark live=article.live/>
                <a href=Route::Section(section.slug).to_string()><bdi>{kicker}</bdi></a>
            </p>
            <h1 class="headline" tabindex="-1">{article.headline.clone()}</h1>
            {standfirst.map(|text: Text| view! { <p class="standfirst"><Runs text/></p> })}
        </header>
    }
}

#[component]
fn Byline(article: Arc<Article>) -> impl IntoView {
    let byline = article.byline.clone().filter(|_| article.contributors.is_empty());
    let cards = article.contributors.iter().cloned();
    view! {
        <div class="story-byline">
            <div class="authors">
                {cards.map(|contributor| view! { <AuthorCard contributor/> }).collect_view()}
                {byline.map(|byline| view! { <p class="author-name"><bdi>{byline}</bdi></p> })}
            </div>
            <ArticleMeta published_at=article.published_at updated_at=article.updated_at
                reading_minutes=article.reading_minutes/>
        </div>
    }
}

#[component]
fn KeyPoints(points: Vec<String>) -> impl IntoView {
    (!points.is_empty()).then(|| {
        let points = points.into_iter().map(|point| view! { <li>{point}</li> });
        view! {
            <section class="key-points" aria-labelledby="key-points-title">
                <h2 id="key-points-title">{words::KEY_POINTS}</h2>
                <ul>{points.collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Corrections(corrections: Vec<Correction>) -> impl IntoView {
    let dates = tools().dates;
    (!corrections.is_empty()).then(|| {
        let items = corrections.into_iter().map(|correction| {
            let at = correction
                .at
                .map(|at| view! { <time datetime=at.to_iso()>{dates.moment(at)}</time>" " });
            view! { <li>{at}<Runs text=correction.text/></li> }
        });
        view! {
            <section class="corrections" aria-labelledby="corrections-title">
                <h2 id="corrections-title">{words::CORRECTIONS}</h2>
                <ul>{items.collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Tags(tags: Vec<Tag>) -> impl IntoView {
    (!tags.is_empty()).then(|| {
        let items = tags.into_iter().map(|tag| {
            view! { <li><a class="pill" href=Route::Tag(tag.slug).to_string()>{tag.name}</a></li> }
        });
        view! { <ul class="tags" aria-label=words::TAGS>{items.collect_view()}</ul> }
    })
}

#[component]
fn Related(cards: Vec<Card>) -> impl IntoView {
    (!cards.is_empty()).then(|| {
        let items = cards.into_iter().enumerate().map(|(place, card)| {
            let kind = if place == 0 { CardKind::Standard } else { CardKind::HeadlineOnly };
            view! { <li><StoryCard card kind level=3/></li> }
        });
        view! {
            <section class="related" aria-labelledby="related-title">
                <h2 class="container-title" id="related-title">{words::RELATED}</h2>
                <ul class="cards">{items.collect_view()}</ul>
            </section>
        }
    })
}

//! A page that isn't there yet: boxes of the true size, which the style sheet shows after 200 ms.

use crate::prelude::*;

use crate::route::Route;

/// The skeleton of a page.
#[component]
pub fn Loading(
    /// Which page is awaited.
    route: Route,
) -> impl IntoView {
    match route {
        Route::Article(_) => view! { <ArticleSkeleton/> }.into_any(),
        Route::Front => view! { <FrontSkeleton/> }.into_any(),
        _ => view! { <ListSkeleton/> }.into_any(),
    }
}

#[component]
fn FrontSkeleton() -> impl IntoView {
    let strip =
        (0..5).map(|_| view! { <li><CardSkeleton kind="story-card strip-card skeleton"/></li> });
    let row = (0..4)
        .map(|_| view! { <li><CardSkeleton kind="story-card standard skeleton" photo=true/></li> });
    view! {
        <div class="skeletons" aria-hidden="true">
            <div class="top-stories">
                <CardSkeleton kind="story-card lead skeleton" photo=true/>
                <ol class="strip">{strip.collect_view()}</ol>
            </div>
            <div class="container" data-layout="row">
                <p class="container-title skeleton"></p>
                <ul class="cards">{row.collect_view()}</ul>
            </div>
        </div>
    }
}

#[component]
fn ListSkeleton() -> impl IntoView {
    let rows = (0..6)
        .map(|_| view! { <li><CardSkeleton kind="story-card row skeleton" photo=true/></li> });
    view! {
        <div class="skeletons" aria-hidden="true">
            <div class="page-header skeleton">
                <p class="page-title"></p>
                <p class="page-description"></p>
            </div>
            <div class="listing"><ul class="cards">{rows.collect_view()}</ul></div>
        </div>
    }
}

#[component]
fn CardSkeleton(kind: &'static str, #[prop(optional)] photo: bool) -> impl IntoView {
    view! {
        <div class=kind>
            {photo.then(|| view! { <div class="card-photo"></div> })}
            <div class="card-text">
                <p class="kicker"></p>
                <p class="headline"></p>
                <p class="trail-text"></p>
                <p class="card-meta"></p>
            </div>
        </div>
    }
}

#[component]
fn ArticleSkeleton() -> impl IntoView {
    view! {
        <div class="skeletons story" aria-hidden="true">
            <div class="story-header skeleton">
                <p class="kicker"></p>
                <p class="headline"></p>
                <p class="standfirst"></p>
            </div>
            <div class="story-byline skeleton">
                <div class="authors">
                    <div class="author-card">
                        <span class="avatar"></span>
                        <div class="author-text"><p class="author-name"></p><p class="author-bio"></p></div>
                    </div>
                </div>
                <p class="article-meta"></p>
            </div>
            <div class="story-main skeleton">
                <div class="article-tools"></div>
                <div class="photo main-photo"></div>
                <div class="story-body"><p></p><p></p><p></p></div>
            </div>
        </div>
    }
}

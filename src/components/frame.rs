//! What stands around every page: masthead, sections, strip, footer.

use crate::prelude::*;

use super::Age;
use super::disclosure::ChoiceMenu;
use crate::model::{Card, SectionRef, Slug, Timestamp};
use crate::route::Route;
use crate::state::{Reading, Tools, reading, tools};
use crate::words;

/// The site's name, the date, and the theme.
#[component]
pub fn Masthead(
    /// The site's name.
    site: String,
    /// Whether the front page on the screen is older than the one at hand.
    #[prop(into)]
    is_outdated: Signal<bool>,
    /// Shows the newer one.
    #[prop(into)]
    on_renew: Callback<()>,
) -> impl IntoView {
    let Tools { clock, dates, .. } = tools();
    let Reading { front_page, preferences, .. } = reading();
    let today = move || dates.weekday(clock.now());
    let edition = move || {
        if is_outdated.get() {
            return view! {
                <button class="text-button stale-pill" type="button" on:click=move |_| on_renew.run(())>
                    {words::NEWER_EDITION}
                </button>
            }
            .into_any();
        }
        let at = front_page.with(|edition| edition.updated_at).flatten();
        at.map(|at| view! { {words::UPDATED}" "<Age at/> }).into_any()
    };
    view! {
        <header class="masthead">
            <div class="masthead-inner">
                <a class="site-name" href="/">{site}</a>
                <p class="masthead-date">
                    <time>{today}</time>" "<span class="masthead-edition">{edition}</span>
                </p>
                <ChoiceMenu title=words::THEME class="theme-switch" names=&words::THEMES choice=preferences.theme/>
            </div>
        </header>
    }
}

/// The bar of sections; keeps its height until they come.
#[component]
pub fn SectionNav(
    /// The page's address.
    #[prop(into)]
    route: Signal<Route>,
    /// The section that the page belongs to.
    #[prop(into)]
    section: Signal<Option<Slug>>,
) -> impl IntoView {
    let front_page = reading().front_page;
    let items = move || {
        front_page
            .with(|edition| edition.sections.clone())
            .unwrap_or_default()
            .into_iter()
            .map(|SectionRef { slug, name }| {
                let address = Route::Section(slug.clone());
                let href = address.to_string();
                let current = move || match (
                    route.with(|route| *route.first() == address),
                    section.with(|section| section.as_ref() == Some(&slug)),
                ) {
                    (true, _) => Some("page"),
                    (false, true) => Some("true"),
                    _ => None,
                };
                view! { <li><a href=href aria-current=current dir="auto">{name}</a></li> }
            })
            .collect_view()
    };
    let at_front = move || route.with(|route| *route == Route::Front).then_some("page");
    view! {
        <nav class="section-nav" aria-label=words::SECTIONS>
            <ul class="section-list">
                <li><a href="/" aria-current=at_front>{words::FRONT_PAGE}</a></li>
                {items}
            </ul>
        </nav>
    }
}

/// The top stories in one line, above an article; keeps its height until they come.
#[component]
pub fn TopStrip(
    /// The story being read.
    slug: Slug,
) -> impl IntoView {
    let front_page = reading().front_page;
    let items = move || {
        let cards = front_page.with(|edition| edition.top_stories.clone()).unwrap_or_default();
        let slug = slug.clone();
        cards.into_iter().map(move |card: Card| {
            let current = (card.slug == slug).then_some("page");
            let lang = card.lang.as_ref().map(|lang| lang.as_str().to_owned());
            let href = Route::Article(card.slug).to_string();
            view! { <li><a href=href aria-current=current lang=lang dir="auto">{card.headline}</a></li> }
        }).collect_view()
    };
    view! {
        <nav class="top-strip" aria-label=words::TOP_STORIES>
            <ol class="top-strip-list">{items}</ol>
        </nav>
    }
}

/// Without a network, or with an older copy on the screen: a line that says so.
#[component]
pub fn ConnectionBanner(
    /// When the page was fetched, where a newer copy could not be had.
    #[prop(into)]
    stale_since: Signal<Option<Timestamp>>,
) -> impl IntoView {
    let Tools { clock, dates, connection, .. } = tools();
    let said = move || match (connection.is_online(), stale_since.get()) {
        (false, _) => Some(words::OFFLINE.to_owned()),
        (true, Some(since)) => Some(words::older_copy(&dates.age(since, clock.now()))),
        (true, None) => None,
    };
    move || {
        said().map(|said| {
            view! {
                <section class="offline-banner" aria-label=words::CONNECTION><p>{said}</p></section>
            }
        })
    }
}

/// The end of every page.
#[component]
pub fn SiteFooter(
    /// The site's name.
    site: String,
) -> impl IntoView {
    let front_page = reading().front_page;
    let items = move || {
        let sections = front_page.with(|edition| edition.sections.clone()).unwrap_or_default();
        let item = |section: SectionRef| {
            view! { <li><a href=Route::Section(section.slug).to_string() dir="auto">{section.name}</a></li> }
        };
        sections.into_iter().map(item).collect_view()
    };
    view! {
        <footer class="site-footer">
            <div class="footer-inner">
                <p class="site-name">{site}</p>
                <p class="footer-about">{words::ABOUT}</p>
                <ul class="footer-sections" aria-label=words::SECTIONS_AGAIN>{items}</ul>
                <p class="footer-end"><a class="back-to-top" href="#main">{words::BACK_TO_TOP}</a></p>
            </div>
        </footer>
    }
}

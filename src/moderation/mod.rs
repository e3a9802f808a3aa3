//! The moderators' page at `/moderation`: what waits, what to do with it, and how discussions are kept.
//!
//! It is a program of its own, which `boot.js` starts instead of the site's: readers never fetch it.
//! It works by the moderators' token, which is asked for at the door and kept by the tab.

mod discussion;
mod door;
mod item;
mod queue;
mod state;

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

use crate::app::{Status, provide, start_with};
use crate::backend::supply::Supply;
use crate::components::frame::{ConnectionBanner, Masthead, SectionNav, SiteFooter};
use crate::config::{Config, Kind};
use crate::head;
use crate::model::Timestamp;
use crate::model::moderation::Tray;
use crate::route::Route;
use crate::state::{Reading, reading};
use crate::words;
use crate::words::moderation as said;
use discussion::Discussions;
use door::Door;
use queue::QueueView;
use state::Moderation;

/// Reads the configuration and draws the page.
pub fn start() {
    start_with(|config| view! { <ModerationApp config/> });
}

/// The page in the site's frame.
#[component]
fn ModerationApp(config: Config) -> impl IntoView {
    let site = config.site.name.clone();
    let server =
        config.comments.clone().filter(|s| s.kind == Kind::Server).map(|source| source.url);
    provide(config, Supply::default());
    let Reading { front_page, desk, .. } = reading();
    front_page.refresh(desk);
    head::describe_hidden(&format!("{} · {site}", said::TITLE));
    let content = match server {
        Some(base) => view! { <Desk base site=site.clone()/> },
        None => view! { <p class="comments-notice">{said::NO_SERVER}</p> },
    };
    view! {
        <a class="skip-link" href="#main">{words::SKIP}</a>
        <Masthead site=site.clone() is_outdated=Memo::new(|_| false) on_renew=|()| ()/>
        <SectionNav route=Memo::new(|_| Route::NotFound) section=Memo::new(|_| None)/>
        <ConnectionBanner stale_since=Memo::new(|_| None::<Timestamp>)/>
        <main class="page moderation" id="main" tabindex="-1">
            <h1 class="page-title" tabindex="-1">{said::TITLE}</h1>
            {content}
        </main>
        <SiteFooter site/>
        <Status/>
    }
}

/// The door, or what lies behind it.
#[component]
fn Desk(base: String, site: String) -> impl IntoView {
    let moderation = Moderation::start(base);
    let is_signed_in = Memo::new(move |_| moderation.is_signed_in());
    Effect::new(move || {
        let total = moderation.tray().with(Tray::total);
        let waiting = if total > 0 { format!("({total}) ") } else { String::new() };
        document().set_title(&format!("{waiting}{} · {site}", said::TITLE));
    });
    move || match is_signed_in.get() {
        true => view! {
            <Discussions moderation/>
            <QueueView moderation/>
        },
        false => view! { <Door moderation/> },
    }
}

/// Hands the focus on from one element to another, by their names, once what changes has been drawn.
/// Whoever has gone elsewhere meanwhile stays there.
fn hand_on(from: &str, to: &str) {
    let (from, to) = (from.to_owned(), to.to_owned());
    request_animation_frame(move || {
        if is_at(&from) {
            focus(&to);
        }
    });
}

/// Likewise, and brings the other into view, which was asked for.
fn lead(from: &str, to: &str) {
    let (from, to) = (from.to_owned(), to.to_owned());
    request_animation_frame(move || {
        if let Some(element) = named(&to).filter(|_| is_at(&from)) {
            let _ = element.focus();
        }
    });
}

/// Moves the focus to an element, by its name. The page moves for nobody who works by hand.
fn focus(name: &str) {
    let by_keyboard = document().active_element().map(|it| it.matches(":focus-visible"));
    if let Some(element) = named(name) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(by_keyboard != Some(Ok(true)));
        let _ = element.focus_with_options(&options);
    }
}

/// Whether the focus is in an element, or nowhere: some browsers give none to a button that is clicked.
fn is_at(name: &str) -> bool {
    let Some(focused) = document().active_element() else { return true };
    focused.matches("body") == Ok(true) || named(name).is_some_and(|it| it.contains(Some(&focused)))
}

fn named(name: &str) -> Option<HtmlElement> {
    document().get_element_by_id(name)?.dyn_into().ok()
}

//! The program that draws and drives discussions.
//!
//! The site's program keeps a place for each ([`crate::components::comments::place`]) and sends for this one
//! when a reader comes near; `boot.js` fetches it. The two share no memory: what passes between them is the
//! attributes of the place and the events named here, so that each may be newer than the other.

use std::cell::RefCell;

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use crate::app::{CONFIG, provide_common, text_of};
use crate::backend::discussion::DiscussionBackend;
use crate::backend::supply::{self, Supply};
use crate::backend::{Backend, http, parse};
use crate::components::Comments;
use crate::config::Config;
use crate::ending::{say, tell_boot};
use crate::model::Slug;
use crate::model::discussion::Sort;
use crate::state::listen::{Listener, listen_at};
use crate::state::task::spawn;
use crate::state::{Outbox, Talk, listen, provide_talk, talk, tools};
use crate::view::{Mounted, mount_in, program, take_up_rest};

/// The class of a discussion's place, whose `data-slug` names the story, and whose `data-closed` says that
/// the story's discussion can only be read.
pub const NAME: &str = "discussion";
/// The attribute of a place whose discussion is wanted.
pub const WANTED: &str = "data-wanted";
/// The attribute of a place that has been taken.
const TAKEN: &str = "data-taken";
/// The class of what stands in a place where no server has drawn a discussion.
const EMPTY: &str = ".is-empty-place";
/// A discussion that a server has drawn with its comments.
const DRAWN: &str = ".comments:not(.is-awaited)";
/// The event of the window that asks for the discussion of a place that is marked as wanted.
pub const WANT: &str = "broadsheet-discussion-wanted";
/// The event of the window that says that this program could not be had.
pub const ABSENT: &str = "broadsheet-discussion-absent";
/// The event of a place that the reader leaves.
pub const LEFT: &str = "broadsheet-discussion-left";
/// The event that tells `boot.js` that whatever the reader does in a discussion is heard from now on.
const TAKEN_UP: &str = "broadsheet-discussion-taken-up";
/// The event of the window that asks for words to be said aloud, as its detail.
pub const SAY: &str = "broadsheet-say";
/// The same for words that are to be shown as well.
pub const SHOW: &str = "broadsheet-show";
/// The attribute of the root element that says that this program has started.
const STARTED: &str = "data-discussion";

/// The discussion that stands on the page.
struct Taken {
    place: Element,
    _mounted: Mounted,
    _left: Listener,
}

thread_local! {
    static HERE: RefCell<Option<Taken>> = const { RefCell::new(None) };
    /// What has just been left, and is about to end.
    static LEFT_BEHIND: RefCell<Vec<Taken>> = const { RefCell::new(Vec::new()) };
}

/// Whether this program has started.
pub fn has_started() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute(STARTED))
}

/// Takes the places that wait for it, and those that will.
pub fn start() {
    // What is wrong with a configuration is said by the site's program.
    let Ok(config) = Config::parse(&text_of(CONFIG)) else { return };
    program(|| {
        let supply = Supply::read(&text_of(supply::COMMENTS));
        let backend = Backend::new(&config);
        provide_common(config, supply.lasts);
        provide(backend.clone(), StoredValue::new(supply));
        Effect::new(|| {
            let announcer = tools().announcer;
            let words = announcer.said();
            if !words.is_empty() {
                // Of what is shown no longer there is nothing to say.
                let is_shown = untrack(|| announcer.is_shown());
                say(if is_shown { SHOW } else { SAY }, &words);
            }
        });
        let place = backend.clone();
        listen(WANT, move |_| take_place(&place)).forever();
        take_place(&backend);
    });
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(STARTED, "");
    }
}

/// Provides what a discussion needs, beside what all programs do.
pub fn provide(backend: Backend, supply: StoredValue<Supply>) {
    let connection = tools().connection;
    let outbox = Outbox::open(backend, connection);
    let (discussions, liking) = (StoredValue::default(), StoredValue::default());
    provide_talk(Talk { outbox, discussions, liking, supply });
}

/// Draws the discussion of the place that waits for it, or takes up what stands there.
fn take_place(backend: &Backend) {
    let wanting = [".", NAME, "[", WANTED, "]:not([", TAKEN, "])"].concat();
    let Ok(Some(place)) = document().query_selector(&wanting) else { return };
    let slug = place.get_attribute("data-slug").as_deref().and_then(Slug::new);
    let Some(backend) = slug.and_then(|slug| backend.discussion(&slug)) else { return };
    let is_closed = place.has_attribute("data-closed");
    let _ = place.set_attribute(TAKEN, "");
    // Before anything of the next, which may be the same story's: what was left is kept for the way back, and
    // hears no more of what is posted.
    drop((LEFT_BEHIND.take(), HERE.take()));
    if let Ok(Some(empty)) = place.query_selector(EMPTY) {
        empty.remove();
    }
    let first = backend.first(Sort::default(), 0, None).call;
    let is_drawn = place.query_selector(DRAWN).is_ok_and(|drawn| drawn.is_some());
    if !is_drawn || talk().supply.with_value(|supply| supply.has(&first.url)) {
        draw_in(place, backend, is_closed);
        return;
    }
    // What stands was drawn from more than was sent with the page: taken up without it, it would be gone
    // until it had come.
    spawn(async move {
        let url = first.url.clone();
        if let Ok(whole) = http::ask(first).await.and_then(|text| parse(&text)) {
            talk().supply.update_value(|supply| supply.add(url, Ok(whole)));
        }
        // The reader may have left meanwhile.
        if place.is_connected() {
            draw_in(place, backend, is_closed);
        }
    });
}

/// Draws a discussion in its place, or takes up what stands there.
fn draw_in(place: Element, backend: DiscussionBackend, is_closed: bool) {
    let standing: Option<Node> =
        place.query_selector(".comments").ok().flatten().map(JsCast::unchecked_into);
    let mounted = mount_in(&place, standing, || view! { <Comments backend is_closed/> });
    let here = place.clone();
    let left = listen_at(&place, LEFT.into(), Box::new(move |_| leave(&here)));
    HERE.set(Some(Taken { place, _mounted: mounted, _left: left }));
    take_up_rest(|| tell_boot(TAKEN_UP));
}

/// Not at once: the closure that runs is one of those that end.
fn leave(place: &Element) {
    let left = HERE.with_borrow_mut(|here| here.take_if(|taken| taken.place == *place));
    LEFT_BEHIND.with_borrow_mut(|behind| behind.extend(left));
    spawn(async { drop(LEFT_BEHIND.take()) });
}

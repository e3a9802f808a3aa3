//! From an address to a page, and from one page to the next.
//!
//! The router is our own: a page is shown when all that it needs is there, the one before stays
//! until then, and title, focus, announcement, scroll and history change together at that moment
//! ([`Navigation::arrive`]). A router that switches at the click leaves those to be put back together.

mod landing;
mod links;

use std::time::Duration;

use crate::prelude::*;
use crate::state::task::spawn;
use futures::future::{AbortHandle, Abortable};
use wasm_bindgen::JsValue;
use web_sys::{ScrollRestoration, VisibilityState};

use crate::ending::has_ended;
use crate::head;
use crate::model::Timestamp;
use crate::pages::{self, Loaded, Page};
use crate::route::Route;
use crate::state::places::{Place, Places};
use crate::state::{Reading, console, listen, reading, tools};
use crate::words;
use landing::{give_up_focus, is_writing, restore_scroll, settle};

/// How often a page that stays open looks whether the front page has changed.
const LOOK_AGAIN: Duration = Duration::from_secs(300);

/// What stands on the screen.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Grows with every page that is shown, so that a retry that fails again is shown again.
    pub serial: u64,
    /// The page's address.
    pub route: Route,
    /// The page.
    pub page: Page,
    /// When it was fetched, where a newer copy could not be had.
    pub stale_since: Option<Timestamp>,
    /// How often the page was asked for in vain.
    pub tries: u32,
}

/// How the reader comes to a page.
#[derive(Clone, Debug, PartialEq)]
enum Arrival {
    /// The page opens.
    First,
    /// By a link: a new entry of the history, for this address.
    Link(String),
    /// Back or forward, to an entry of the history.
    History,
    /// To the same page once more.
    Again,
    /// To a newer copy of the same page.
    Renewed,
}

#[derive(Default)]
struct Journey {
    /// The page under way.
    flight: Option<AbortHandle>,
    /// Grows when a page is asked for, and when it has come.
    flights: u64,
    /// The page that is fetched on a guess.
    guess: Option<AbortHandle>,
    /// The number of the history's entry that the browser is at.
    entry: u64,
    /// That of the page on the screen, which is another one while the way back or forward takes its time.
    standing: u64,
    /// That entry's address, where the history doesn't have it yet.
    entering: Option<String>,
    places: Places,
}

/// The way between pages.
#[derive(Clone, Copy)]
pub struct Navigation {
    reading: Reading,
    shown: RwSignal<Shown>,
    is_busy: RwSignal<bool>,
    is_whole: RwSignal<bool>,
    journey: StoredValue<Journey>,
}

impl Navigation {
    /// Opens the page that the browser's address names, and follows links and the history from
    /// there on.
    pub fn start() -> Self {
        let route = Route::parse(&window().location().pathname().unwrap_or_default());
        let navigation = Self::at(route.clone());
        navigation.journey.update_value(|journey| {
            journey.places = Places::load();
            journey.entry = entry_in_history().unwrap_or_else(new_entry);
            journey.standing = journey.entry;
        });
        restore_scroll(ScrollRestoration::Manual);
        if let Some(history) = history() {
            let entry = navigation.journey.with_value(|journey| journey.entry);
            let _ = history.replace_state(&JsValue::from_f64(entry as f64), "");
        }
        links::follow(navigation);
        listen("popstate", move |_| navigation.travel()).forever();
        listen("pagehide", move |_| {
            navigation.keep_place(None);
            navigation.store_places();
            // A page that comes with its story can be scrolled before the program is there: whoever reloads it, or
            // comes back to it from elsewhere, is taken to their place by the browser.
            restore_scroll(ScrollRestoration::Auto);
        })
        .forever();
        // It comes back as it was left.
        listen("pageshow", move |_| restore_scroll(ScrollRestoration::Manual)).forever();
        listen("online", move |_| navigation.back_online()).forever();
        set_interval(
            move || {
                if document().visibility_state() == VisibilityState::Visible {
                    navigation.refresh_front_page();
                }
            },
            LOOK_AGAIN,
        );
        if !navigation.is_here() {
            navigation.go(route, Arrival::First);
        } else if navigation.reading.front_page.is_awaited() {
            navigation.refresh_front_page();
        }
        navigation
    }

    /// At a page, which is shown if all of it came with the page, and awaited else.
    pub fn at(route: Route) -> Self {
        let reading = reading();
        let is_supplied = reading.desk.supply().with_value(|supply| supply.has_come());
        let loaded = is_supplied
            .then(|| reading.desk.at_once(|| pages::load(reading.desk, route.clone(), false)))
            .flatten();
        let Loaded { page, stale_since } =
            loaded.unwrap_or(Loaded { page: Page::Loading, stale_since: None });
        Self {
            reading,
            shown: RwSignal::new(Shown { serial: 0, route, page, stale_since, tries: 0 }),
            is_busy: RwSignal::new(false),
            is_whole: RwSignal::new(true),
            journey: StoredValue::default(),
        }
    }

    /// Whether there is a page to show.
    pub fn is_here(self) -> bool {
        self.shown.with_untracked(|shown| !matches!(shown.page, Page::Loading))
    }

    /// Whether the page to show is the one that was opened.
    pub fn stands(self) -> bool {
        self.is_here() && self.shown.with_untracked(|shown| shown.serial == 0)
    }

    /// What stands on the screen.
    pub fn shown(self) -> RwSignal<Shown> {
        self.shown
    }

    /// Whether another page is on its way.
    pub fn is_busy(self) -> bool {
        self.is_busy.get()
    }

    /// Whether more of the page may be drawn than its first screen.
    pub fn is_whole(self) -> RwSignal<bool> {
        self.is_whole
    }

    /// Asks for the page that stands once more: because it `is_wanted`, or by itself, which ends where the reader
    /// is on the way to another page. Whether it does.
    pub fn retry(self, is_wanted: bool) -> bool {
        let is_free = is_wanted || !self.is_under_way();
        if is_free {
            self.go(self.shown.with_untracked(|shown| shown.route.clone()), Arrival::Again);
        }
        is_free
    }

    /// Shows the newest copy at hand of the page that stands.
    pub fn renew(self) {
        self.go(self.shown.with_untracked(|shown| shown.route.clone()), Arrival::Renewed);
    }

    /// Follows a link to a page of the site: its path with query and fragment.
    fn follow(self, address: String, from: Option<String>) {
        self.enter();
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let route = Route::parse(path);
        self.keep_place(from);
        self.go(route, Arrival::Link(address));
    }

    /// Fetches what a page needs ahead of the click.
    fn prefetch(self, route: Route) {
        let (handle, registration) = AbortHandle::new_pair();
        let loading = Abortable::new(pages::load(self.reading.desk, route, false), registration);
        spawn(async move {
            // Only the copy on the desk counts; a guess that was given up leaves none.
            let _ = loading.await;
        });
        self.give_up_guess(Some(handle));
    }

    /// The browser went back or forward.
    fn travel(self) {
        let route = Route::parse(&window().location().pathname().unwrap_or_default());
        let entry = entry_in_history();
        // Back before the page was in the history at all: it isn't put there any more.
        self.journey.update_value(|journey| journey.entering = None);
        let is_same_page = self
            .shown
            .with_untracked(|shown| shown.route == route && shown.route != Route::NotFound);
        if is_same_page && entry.is_none() {
            // A fragment of this page: the browser has scrolled already. The entry gets a number of
            // its own, so that the way back finds its place.
            let entry = new_entry();
            if let Some(history) = history() {
                let _ = history.replace_state(&JsValue::from_f64(entry as f64), "");
            }
            self.journey.update_value(|journey| (journey.entry, journey.standing) = (entry, entry));
            return;
        }
        self.keep_place(None);
        self.journey.update_value(|journey| journey.entry = entry.unwrap_or_else(new_entry));
        self.go(route, Arrival::History);
    }

    fn back_online(self) {
        self.refresh_front_page();
        let (is_problem, is_stale) = self.shown.with_untracked(|shown| {
            (matches!(shown.page, Page::Problem(_)), shown.stale_since.is_some())
        });
        if is_problem {
            self.retry(false);
        } else if is_stale {
            self.renew_copy();
        }
    }

    fn is_under_way(self) -> bool {
        self.journey.with_value(|journey| journey.flight.is_some())
    }

    /// Asks for a newer copy of the page that stands. Whoever reads it is left alone where there is none, or none
    /// that says anything else; and whoever writes in any case.
    fn renew_copy(self) {
        let (serial, route) =
            self.shown.with_untracked(|shown| (shown.serial, shown.route.clone()));
        let loading = pages::load(self.reading.desk, route.clone(), true);
        spawn(async move {
            let loaded = loading.await;
            let is_newer = loaded.stale_since.is_none() && loaded.page.is_worth_finding();
            let stands = self.shown.with_untracked(|shown| shown.serial) == serial;
            if !is_newer || !stands || self.is_under_way() {
                return;
            }
            if self.shown.with_untracked(|shown| shown.page.is_as_new_as(&loaded.page)) {
                self.shown.update(|shown| shown.stale_since = None);
            } else if !is_writing() {
                self.arrive(route, loaded, Arrival::Again);
            }
        });
    }

    /// Asks for a page and shows it when all of it is there. What was under way is given up.
    fn go(self, route: Route, arrival: Arrival) {
        let (handle, registration) = AbortHandle::new_pair();
        let before =
            self.journey.try_update_value(|journey| journey.flight.replace(handle)).flatten();
        if let Some(before) = before {
            before.abort();
        }
        self.say_when_it_takes_time();
        if arrival == Arrival::First {
            // What stands around the page is to come with it, or before.
            self.refresh_front_page();
        }
        let again = arrival == Arrival::Again;
        let loading =
            Abortable::new(pages::load(self.reading.desk, route.clone(), again), registration);
        spawn(async move {
            if let Ok(loaded) = loading.await {
                self.arrive(route, loaded, arrival);
            }
        });
        // After the page has joined the request that the guess began, if it was the right one.
        self.give_up_guess(None);
    }

    /// Says that a page is on its way, and asks for the front page beside it, unless it is at hand: then it
    /// is shown before this is asked.
    fn say_when_it_takes_time(self) {
        let flight = self.journey.try_update_value(|journey| {
            journey.flights += 1;
            journey.flights
        });
        let ask = move || {
            let is_under_way = self.journey.with_value(|journey| Some(journey.flights) == flight);
            if is_under_way {
                self.is_busy.set(true);
                self.refresh_front_page();
            }
        };
        set_timeout(ask, Duration::ZERO);
    }

    fn refresh_front_page(self) {
        self.reading.front_page.refresh(self.reading.desk);
    }

    fn give_up_guess(self, next: Option<AbortHandle>) {
        let before =
            self.journey.try_update_value(|journey| std::mem::replace(&mut journey.guess, next));
        if let Some(before) = before.flatten() {
            before.abort();
        }
    }

    /// Shows a page. What the reader doesn't wait for, history, title and announcement, comes in one go once
    /// the first screen is painted, or at once where all of the page is drawn at once.
    fn arrive(self, route: Route, loaded: Loaded, arrival: Arrival) {
        if has_ended() {
            // The story stays with its reader.
            return;
        }
        let Loaded { page, stale_since } = loaded;
        if let Arrival::Link(address) = &arrival {
            self.journey.update_value(|journey| {
                journey.entry = new_entry();
                journey.entering = Some(address.clone());
            });
        }
        // Whoever follows a link sees the first screen before the rest is drawn. The way back leads to
        // a place further down, and so may a fragment.
        let is_whole = !matches!(&arrival, Arrival::Link(address) if !address.contains('#'));
        self.is_whole.set(is_whole);
        if arrival != Arrival::First {
            // The focus goes to the new page's heading. Were it still in the old page when that goes,
            // the browser would first lay out all of it.
            give_up_focus();
        }
        if !is_whole {
            // Before the first screen stands, which is shorter: a frame in between would show its foot.
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        self.shown.update(|shown| {
            let was_same = shown.route == route && matches!(shown.page, Page::Problem(_));
            let tries = if was_same { shown.tries + 1 } else { 1 };
            *shown = Shown { serial: shown.serial + 1, route, page, stale_since, tries };
        });
        self.journey.update_value(|journey| {
            journey.flights += 1;
            journey.flight = None;
            journey.standing = journey.entry;
        });
        self.is_busy.set(false);
        let is_first = arrival == Arrival::First;
        if is_whole {
            self.tell(is_first);
        }
        let (serial, place) = (
            self.shown.with_untracked(|shown| shown.serial),
            self.journey.with_value(|journey| journey.places.get(journey.entry)),
        );
        if arrival == Arrival::History {
            // As soon as it is drawn, which is what waits before this: were a frame shown before, a page that
            // is shorter than the last one was scrolled would be seen to jump.
            spawn(async move { settle(&arrival, place) });
            return;
        }
        // One frame later the page is drawn, and can be scrolled and focused.
        request_animation_frame(move || {
            settle(&arrival, place);
            // The next frame begins when this one stands on the screen.
            request_animation_frame(move || {
                let rest = move || {
                    if self.shown.with_untracked(|shown| shown.serial == serial) {
                        self.tell(is_first);
                        self.is_whole.set(true);
                    }
                };
                if !is_whole {
                    set_timeout(rest, Duration::ZERO);
                }
            });
        });
    }

    /// History, title and announcement of the page that is shown.
    fn tell(self, is_first: bool) {
        self.enter();
        self.store_places();
        let (title, is_problem, is_in_vain) = self.shown.with_untracked(|shown| {
            let Shown { page, route, stale_since, .. } = shown;
            let title =
                tools().config.with_value(|config| head::describe(config, page, route, is_first));
            let is_problem = matches!(page, Page::Problem(_));
            // Just now the front page could not be had.
            let is_in_vain = *route == Route::Front && (is_problem || stale_since.is_some());
            (title, is_problem, is_in_vain)
        });
        if !is_in_vain {
            self.refresh_front_page();
        }
        // A problem is an alert already, and a page that opens is read out by itself.
        if !is_first && !is_problem {
            tools().announcer.say(words::page_loaded(&title));
        }
    }

    /// Puts the page that is shown into the history, unless it is there.
    fn enter(self) {
        let entering = self
            .journey
            .try_update_value(|journey| Some((journey.entry, journey.entering.take()?)))
            .flatten();
        if let (Some((entry, address)), Some(history)) = (entering, history()) {
            let entry = JsValue::from_f64(entry as f64);
            let _ = history.push_state_with_url(&entry, "", Some(&address));
        }
    }

    fn keep_place(self, focus: Option<String>) {
        let scroll = window().scroll_y().unwrap_or_default();
        self.journey.update_value(|journey| {
            journey.places.remember(journey.standing, Place { scroll, focus });
        });
    }

    fn store_places(self) {
        self.journey.with_value(|journey| journey.places.store());
    }
}

fn history() -> Option<web_sys::History> {
    window().history().ok()
}

fn entry_in_history() -> Option<u64> {
    history()?.state().ok()?.as_f64().map(|entry| entry as u64)
}

/// A number that no entry of the tab's history has had: the time, which also orders them.
fn new_entry() -> u64 {
    console::now().0.unsigned_abs()
}

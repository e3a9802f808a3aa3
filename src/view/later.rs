//! What stands and is taken up later: a page that came with its story is read long before anybody wants
//! more of it than that, and a phone that takes up all of it at once can't scroll meanwhile.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::prelude::{Owner, set_timeout, untrack};
use web_sys::Node;

use super::View;
use super::draw::{Drawn, Kept, Place};
use super::standing::differences;
use crate::state::console;

/// What stands, and is or will be taken up.
pub(super) struct DrawnLater {
    drawn: RefCell<Drawn>,
    waiting: Cell<Option<Waiting>>,
}

struct Waiting {
    draw: Box<dyn FnOnce() -> View>,
    place: Kept,
    owner: Owner,
}

thread_local! {
    /// Whose turn will come. What has left the page by then is nobody's any longer.
    static TURNS: RefCell<VecDeque<Weak<DrawnLater>>> = RefCell::default();
}

/// Draws at once what doesn't stand yet, and leaves the rest until it is its turn.
pub(super) fn draw(draw: Box<dyn FnOnce() -> View>, place: Place) -> Drawn {
    let (Some(place), Some(owner)) = (place.rest(), Owner::current()) else {
        return draw().draw(place);
    };
    let waiting = Cell::new(Some(Waiting { draw, place, owner }));
    let later = Rc::new(DrawnLater { drawn: RefCell::new(Drawn::Nothing), waiting });
    TURNS.with_borrow_mut(|turns| turns.push_back(Rc::downgrade(&later)));
    Drawn::Later(later)
}

impl DrawnLater {
    fn take_up(&self) {
        let Some(Waiting { draw, place, owner }) = self.waiting.take() else { return };
        let place = Place::within(&place);
        let drawn = owner.with(|| untrack(|| draw().draw(place)));
        place.finish();
        self.drawn.replace(drawn);
        report();
    }

    pub(super) fn each_node(&self, take: &mut dyn FnMut(&Node)) {
        if let Some(waiting) = self.waiting.take() {
            Place::within(&waiting.place).each_standing(take);
            self.waiting.set(Some(waiting));
        }
        self.drawn.borrow().each_node(take);
    }
}

/// Says so where parts of a page that stood had to be drawn anew.
pub(super) fn report() {
    let differences = differences();
    if differences > 0 {
        console::warn(&format!("{differences} parts of the page had to be drawn anew"));
    }
}

/// Takes up one after the other what waits for its turn, and lets the browser breathe in between; `then`
/// is told when nothing waits any longer.
pub fn take_up_rest(then: fn()) {
    report();
    let next = move || {
        let next = TURNS.with_borrow_mut(VecDeque::pop_front);
        let Some(next) = next else { return then() };
        if let Some(next) = next.upgrade() {
            next.take_up();
        }
        take_up_rest(then);
    };
    set_timeout(next, Duration::ZERO);
}

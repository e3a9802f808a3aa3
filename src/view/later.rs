//! What stands and is taken up later: a page that came with its story is read long before anybody wants
//! more of it than that, and a phone that takes up all of it at once can't scroll meanwhile.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::prelude::{Owner, set_timeout, untrack};
use web_sys::{Element, Node};

use super::View;
use super::draw::{Drawn, Kept, Place};
use super::standing::differences;
use crate::state::console;

/// When something is to be taken up.
#[derive(Clone, Copy)]
pub enum Moment {
    /// When it is its turn, each in a task of its own.
    InTurn,
    /// When whoever is given its first element says so.
    When(Watcher),
}

/// Is given an element and what to run when its moment has come; what it answers is kept until then.
pub type Watcher = fn(&Element, Rc<dyn Fn()>) -> Box<dyn Any>;

/// What stands, and is or will be taken up.
pub(super) struct DrawnLater {
    drawn: RefCell<Drawn>,
    waiting: Cell<Option<Waiting>>,
}

struct Waiting {
    draw: Box<dyn FnOnce() -> View>,
    place: Kept,
    owner: Owner,
    _kept: Option<Box<dyn Any>>,
}

thread_local! {
    /// Whose turn will come. What has left the page by then is nobody's any longer.
    static TURNS: RefCell<VecDeque<Weak<DrawnLater>>> = RefCell::default();
}

/// Draws at once what doesn't stand yet, and leaves the rest to its moment.
pub(super) fn draw(moment: Moment, draw: Box<dyn FnOnce() -> View>, place: Place) -> Drawn {
    let (Some((place, first)), Some(owner)) = (place.rest(), Owner::current()) else {
        return draw().draw(place);
    };
    let later =
        Rc::new(DrawnLater { drawn: RefCell::new(Drawn::Nothing), waiting: Cell::default() });
    let itself = Rc::downgrade(&later);
    let kept = match moment {
        Moment::InTurn => {
            TURNS.with_borrow_mut(|turns| turns.push_back(itself));
            None
        }
        Moment::When(tell) => {
            let run = move || {
                if let Some(later) = itself.upgrade() {
                    later.take_up();
                }
            };
            Some(tell(&first, Rc::new(run)))
        }
    };
    later.waiting.set(Some(Waiting { draw, place, owner, _kept: kept }));
    Drawn::Later(later)
}

impl DrawnLater {
    fn take_up(&self) {
        let Some(Waiting { draw, place, owner, _kept }) = self.waiting.take() else { return };
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

fn report() {
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

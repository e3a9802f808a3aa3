//! What stands and is taken up later: a page that came with its story is read long before anybody wants
//! more of it than that, and a phone that takes up all of it at once can't scroll meanwhile.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::prelude::{Owner, set_timeout, untrack};
use web_sys::{Element, Node};

use super::draw::{Drawn, Place};
use super::standing::differences;
use super::{Template, View};
use crate::state::console;

/// How long a task takes up what stands before it leaves the rest to the next, in milliseconds: half of what
/// a frame leaves to a page (RAIL's 10), since what has been begun by then is finished first.
const TASK: i64 = 5;

/// What stands, and is or will be taken up.
pub(super) struct DrawnLater {
    drawn: RefCell<Drawn>,
    waiting: Cell<Option<Waiting>>,
}

struct Waiting {
    take_up: Box<dyn FnOnce() -> Drawn>,
    owner: Owner,
    /// What stands: this node, and where it isn't `alone` all that follow it.
    first: Node,
    is_alone: bool,
}

thread_local! {
    /// Whose turn will come. What has left the page by then is nobody's any longer.
    static TURNS: RefCell<VecDeque<Weak<DrawnLater>>> = RefCell::default();
    /// When the task began that takes a page up, where one does.
    static BEGAN: Cell<Option<i64>> = const { Cell::new(None) };
}

/// A task begins that takes a page up, and leaves to others what it has no time for.
pub(super) fn begin() {
    BEGAN.set(Some(console::now().0));
}

fn is_time_left() -> bool {
    BEGAN.get().is_none_or(|began| (0..TASK).contains(&(console::now().0 - began)))
}

/// Draws at once what doesn't stand yet, and leaves the rest until it is its turn.
pub(super) fn draw(draw: Box<dyn FnOnce() -> View>, place: Place) -> Drawn {
    let first = place.next();
    let (Some(first), Some(place), Some(owner)) = (first, place.rest(), Owner::current()) else {
        return draw().draw(place);
    };
    let take_up = move || {
        let place = Place::within(&place);
        let drawn = draw().draw(place);
        place.finish();
        drawn
    };
    wait(Waiting { take_up: Box::new(take_up), owner, first, is_alone: false })
}

/// Takes up an element that stands, or leaves it until it is its turn where the task has gone on for long.
pub(super) fn take_up(template: Template, element: Element) -> Drawn {
    let take_up = |element| Drawn::Element(template.take_up(element));
    match Owner::current().filter(|_| !is_time_left()) {
        None => take_up(element),
        Some(owner) => {
            let first = element.clone().into();
            wait(Waiting {
                take_up: Box::new(move || take_up(element)),
                owner,
                first,
                is_alone: true,
            })
        }
    }
}

fn wait(waiting: Waiting) -> Drawn {
    let waiting = Cell::new(Some(waiting));
    let later = Rc::new(DrawnLater { drawn: RefCell::new(Drawn::Nothing), waiting });
    TURNS.with_borrow_mut(|turns| turns.push_back(Rc::downgrade(&later)));
    Drawn::Later(later)
}

impl DrawnLater {
    fn take_up(&self) {
        let Some(Waiting { take_up, owner, .. }) = self.waiting.take() else { return };
        let drawn = owner.with(|| untrack(take_up));
        self.drawn.replace(drawn);
        report();
    }

    pub(super) fn each_node(&self, take: &mut dyn FnMut(&Node)) {
        if let Some(waiting) = self.waiting.take() {
            let mut next = Some(waiting.first.clone());
            while let Some(node) = next {
                next = if waiting.is_alone { None } else { node.next_sibling() };
                take(&node);
            }
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
/// is run when nothing waits any longer.
pub fn take_up_rest(then: impl FnOnce() + 'static) {
    report();
    rest(Box::new(then));
}

fn rest(then: Box<dyn FnOnce()>) {
    next_task(move || {
        if BEGAN.get().is_some() {
            begin();
        }
        loop {
            let Some(next) = TURNS.with_borrow_mut(VecDeque::pop_front) else {
                BEGAN.set(None);
                return then();
            };
            if let Some(next) = next.upgrade() {
                next.take_up();
            }
            if BEGAN.get().is_none() || !is_time_left() {
                return rest(then);
            }
        }
    });
}

/// Runs something in a task of its own, for the owner of what goes on now.
#[inline(never)]
pub fn next_task(run: impl FnOnce() + 'static) {
    let owner = Owner::current();
    let run: Box<dyn FnOnce()> = Box::new(run);
    set_timeout(
        move || match owner {
            Some(owner) => owner.with(run),
            None => run(),
        },
        Duration::ZERO,
    );
}

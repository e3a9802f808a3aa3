//! Lists whose rows are known by their keys: a row that stays is not drawn again.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use leptos::prelude::{Owner, untrack};
use web_sys::Node;

use super::draw::{Drawn, Place, apart};
use super::{IntoView, View, component};
use crate::model::Slug;
use crate::signal::Running;

/// What a row is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A number.
    Number(u64),
    /// A name.
    Name(String),
}

impl From<u64> for Key {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Key {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<String> for Key {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<Slug> for Key {
    fn from(slug: Slug) -> Self {
        Self::Name(slug.as_str().to_owned())
    }
}

/// Answers the rows that should stand, in their order: what each is known by, and how it is drawn.
pub type Each = Box<dyn Fn() -> Vec<(Key, Box<dyn FnOnce() -> View>)>>;

/// A list whose rows are known by their keys.
#[component]
pub fn For<E, I, F, K, C>(
    /// The items.
    each: E,
    /// What an item's row is known by.
    key: F,
    /// Draws an item.
    children: C,
) -> impl IntoView
where
    E: Fn() -> I + 'static,
    I: IntoIterator<Item: 'static> + 'static,
    F: Fn(&I::Item) -> K + 'static,
    K: Into<Key> + 'static,
    C: Fn(I::Item) -> View + Clone + 'static,
{
    let row = move |item: I::Item| {
        let (key, children) = (key(&item).into(), children.clone());
        let draw: Box<dyn FnOnce() -> View> = Box::new(move || children(item));
        (key, draw)
    };
    View::rows(Box::new(move || each().into_iter().map(&row).collect()))
}

struct Row {
    key: Key,
    drawn: Drawn,
    /// What was made while the row was drawn, and goes with it.
    _owner: Owner,
}

/// A list that stands.
pub(super) struct DrawnRows {
    rows: Vec<Row>,
    /// Stands after the last row, so that the place of an empty list is known.
    end: Option<Node>,
}

/// Draws a list.
pub(super) fn draw(each: Each, place: Place) -> Drawn {
    let list = Rc::new(RefCell::new(DrawnRows { rows: Vec::new(), end: None }));
    let (drawn, mut first) = (list.clone(), Some(place.kept()));
    let effect = Running::new(Box::new(move || {
        let rows = each();
        untrack(|| match first.take() {
            Some(place) => drawn.borrow_mut().draw(rows, Place::within(&place)),
            None => drawn.borrow_mut().become_rows(rows),
        });
    }));
    Drawn::Rows(list, effect)
}

impl Row {
    fn draw(key: Key, view: Box<dyn FnOnce() -> View>, place: Place) -> Self {
        // Nobody's: a list that lasts would remember each row that ever was (Leptos 0.8.23 never takes
        // an owner off the list of its parent).
        let owner = Owner::default();
        let drawn = owner.with(|| view().draw(place));
        Self { key, drawn, _owner: owner }
    }
}

impl DrawnRows {
    pub(super) fn each_node(&self, take: &mut dyn FnMut(&Node)) {
        self.rows.iter().for_each(|row| row.drawn.each_node(take));
        self.end.iter().for_each(take);
    }

    /// The rows that stand first: each is put straight to its place.
    fn draw(&mut self, rows: Vec<(Key, Box<dyn FnOnce() -> View>)>, place: Place) {
        self.rows = rows.into_iter().map(|(key, view)| Row::draw(key, view, place)).collect();
        self.end = Some(place.mark());
    }

    fn become_rows(&mut self, rows: Vec<(Key, Box<dyn FnOnce() -> View>)>) {
        let Some(parent) = self.end.as_ref().and_then(Node::parent_node) else { return };
        let mut before: Vec<Option<Row>> =
            mem::take(&mut self.rows).into_iter().map(Some).collect();
        // Where each row stood, and whether it still has to be put to its place.
        let mut places = Vec::with_capacity(rows.len());
        let mut next = 0;
        for (key, draw) in rows {
            // Most rows stand behind the one before them, as they did.
            let is_it = |row: &Option<Row>| row.as_ref().is_some_and(|row| row.key == key);
            let ahead = before.iter().skip(next).position(is_it).map(|place| place + next);
            let place = ahead.or_else(|| before.iter().take(next).position(is_it));
            let kept = place.and_then(|place| before.get_mut(place)?.take());
            if let (Some(row), Some(place)) = (kept, place) {
                next = place + 1;
                places.push((Some(place), None));
                self.rows.push(row);
            } else {
                let apart = apart();
                self.rows.push(Row::draw(key, draw, Place::end(&apart)));
                places.push((None, Some(apart)));
            }
        }
        // What is left goes, before anything moves: a place that is kept free by it would shift.
        for gone in before.iter().flatten() {
            gone.drawn.remove();
        }
        drop(before);
        // From the end: a row that stood before all those below it stays where it is.
        let mut lowest = usize::MAX;
        for (number, (place, apart)) in places.into_iter().enumerate().rev() {
            match (place, apart) {
                (_, Some(apart)) => {
                    let _ = parent.insert_before(&apart, self.first_node(number + 1).as_ref());
                }
                (Some(place), _) if place < lowest => lowest = place,
                _ => {
                    let below = self.first_node(number + 1);
                    self.rows[number].drawn.each_node(&mut |node| {
                        let _ = parent.insert_before(node, below.as_ref());
                    });
                }
            }
        }
    }

    /// The first node of a row and those below it.
    fn first_node(&self, number: usize) -> Option<Node> {
        let mut first = None;
        for row in self.rows.iter().skip(number) {
            row.drawn.each_node(&mut |node| {
                first.get_or_insert_with(|| node.clone());
            });
            if first.is_some() {
                break;
            }
        }
        first.or_else(|| self.end.clone())
    }
}

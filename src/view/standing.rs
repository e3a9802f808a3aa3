//! Nodes that stand already, since a server has drawn them: they are taken up where they fit, so that
//! whatever the reader has done with them stays done.
//!
//! Where one doesn't fit (an extension of the browser may have been at work, or a translation), it is
//! drawn anew in its place, and what is left over goes: the page comes out right either way.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::draw::{DrawnSlot, DrawnTemplate, Place, made, new_text};
use super::skeleton::{END, parts};
use super::{Slot, Template, Value, View};

thread_local! {
    static DIFFERENCES: Cell<u32> = const { Cell::new(0) };
}

/// How many nodes did not stand where they were to be taken up, since this was last asked.
pub fn differences() -> u32 {
    DIFFERENCES.take()
}

fn differs() {
    DIFFERENCES.set(DIFFERENCES.get() + 1);
}

/// The nodes of an element that stand and have not been taken up.
pub(super) struct Standing(RefCell<Option<Node>>);

impl From<Option<Node>> for Standing {
    /// From a node on.
    fn from(first: Option<Node>) -> Self {
        Self(RefCell::new(first))
    }
}

impl Standing {
    /// The node that is next.
    pub(super) fn next(&self) -> Option<Node> {
        self.0.borrow().clone()
    }

    /// All that has not been taken up, which is left to others.
    pub(super) fn rest(&self) -> Self {
        Self(RefCell::new(self.0.take()))
    }

    fn take(&self, kind: u16) -> Option<Node> {
        let next = self.next().filter(|node| node.node_type() == kind);
        match &next {
            Some(node) => *self.0.borrow_mut() = node.next_sibling(),
            None => differs(),
        }
        next
    }

    /// Takes up the node of a text, which then reads so. An empty one has none.
    pub(super) fn text(&self, text: &str) -> Option<Node> {
        if text.is_empty() {
            return None;
        }
        if self.next().is_some_and(|node| node.node_type() == Node::COMMENT_NODE) {
            // It only divides this text from the one before.
            self.take(Node::COMMENT_NODE);
        }
        let node = self.take(Node::TEXT_NODE)?;
        if node.node_value().as_deref() != Some(text) {
            node.set_node_value(Some(text));
        }
        Some(node)
    }

    /// Takes up a comment where something may come to stand.
    pub(super) fn mark(&self) -> Option<Node> {
        self.take(Node::COMMENT_NODE)
    }

    /// Takes up an element of this name.
    pub(super) fn element(&self, name: &str) -> Option<Element> {
        let is_it = self.next().is_some_and(|node| node.node_name().eq_ignore_ascii_case(name));
        if !is_it {
            differs();
            return None;
        }
        self.take(Node::ELEMENT_NODE).map(JsCast::unchecked_into)
    }

    /// Removes what was not taken up.
    pub(super) fn finish(&self) {
        while let Some(node) = self.next() {
            differs();
            *self.0.borrow_mut() = node.next_sibling();
            node.unchecked_ref::<Element>().remove();
        }
    }
}

/// An element whose content is being taken up.
struct Open {
    element: Element,
    /// Whether it did not stand: then nothing of it does.
    is_new: bool,
    standing: Rc<Standing>,
}

impl Open {
    fn new(element: Element, is_new: bool) -> Self {
        let standing = Rc::new(Standing::from(element.first_child()));
        Self { element, is_new, standing }
    }

    fn place(&self) -> Place<'_> {
        Place::standing(&self.element, &self.standing)
    }
}

impl Template {
    /// Takes up an element that stands, with all that is in it.
    pub(super) fn take_up(self, root: Element) -> DrawnTemplate {
        let mut slots = self.slots.into_iter();
        let mut drawn = Vec::with_capacity(slots.len());
        let mut open = vec![Open::new(root.clone(), false)];
        // The outermost element has been found.
        for step in self.steps.split_terminator(END).skip(1) {
            let (what, said) = parts(step);
            let Some(within) = open.last() else { break };
            match what {
                "<" => open.push(within.begin(said)),
                "=" => within.fix(said),
                "\"" => {
                    if within.standing.text(said).is_none() {
                        within.place().put(&new_text(said));
                    }
                }
                ">" => {
                    within.standing.finish();
                    open.pop();
                }
                _ => drawn.extend(slots.next().map(|slot| within.take_up(step, slot))),
            }
        }
        DrawnTemplate { steps: self.steps, element: root, slots: drawn }
    }
}

impl Open {
    fn begin(&self, name: &str) -> Self {
        if let Some(element) = self.standing.element(name) {
            return Self::new(element, false);
        }
        let element = made(document().create_element(name));
        self.place().put(&element);
        Self::new(element, true)
    }

    fn fix(&self, said: &str) {
        if let Some((name, value)) = said.split_once('=').filter(|_| self.is_new) {
            let _ = self.element.set_attribute(name, value);
        }
    }

    fn take_up(&self, step: &'static str, slot: Slot) -> DrawnSlot {
        let element = &self.element;
        match step.as_bytes()[0] {
            b'#' => DrawnSlot::View(View(slot.0).draw(self.place())),
            b'*' => DrawnSlot::Attended(element.clone(), slot.attend(element)),
            _ => Value(slot.0).set(step, element.clone(), self.value(step)),
        }
    }

    /// What stands of a value.
    fn value(&self, step: &str) -> Option<Cow<'static, str>> {
        let (what, name) = parts(step);
        match what {
            "." => self.element.class_list().contains(name).then_some(Cow::Borrowed("")),
            _ => self.element.get_attribute(name).map(Cow::Owned),
        }
    }
}

//! From views to nodes, and from one view to the next in the same place.

use std::borrow::Cow;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use any_spawner::Executor;
use leptos::prelude::{Owner, document};
use wasm_bindgen::JsCast;
use web_sys::{Comment, Element, Node, Text};

use super::rows::{self, DrawnRows};
use super::{Content, Kind, Slot, Template, Value, View, is_empty};
use crate::signal::Running;
use crate::state::listen::{Listener, listen_at};

/// What ends a step of a template.
const END: char = '\u{1f}';

/// Nodes that stand, and what keeps them up to date. Dropping it ends the latter; the nodes stay.
pub(super) enum Drawn {
    /// No node.
    Nothing,
    /// A node without a text, where something may come to stand.
    Mark(Node),
    /// A text.
    Text(Node, Cow<'static, str>),
    /// An element.
    Element(DrawnTemplate),
    /// Several.
    Many(Vec<Drawn>),
    /// What a closure answered last, and the effect that runs it.
    Changing(Rc<RefCell<Drawn>>, #[allow(dead_code, reason = "kept to be dropped")] Running),
    /// A list with its rows, and the effect that draws it.
    Rows(Rc<RefCell<DrawnRows>>, #[allow(dead_code, reason = "kept to be dropped")] Running),
}

pub(super) struct DrawnTemplate {
    steps: &'static str,
    element: Element,
    slots: Vec<DrawnSlot>,
}

enum DrawnSlot {
    /// An attribute of an element as it was set, under its step's name.
    Value(&'static str, Element, Option<Cow<'static, str>>),
    /// An attribute of an element that an effect sets.
    Changing(&'static str, Element, #[allow(dead_code, reason = "kept to be dropped")] Running),
    View(Drawn),
    /// An element that somebody listens to, or wanted to know.
    Attended(Element, #[allow(dead_code, reason = "kept to be dropped")] Option<Listener>),
}

/// Draws a view at the end of the page's body, for as long as the page lives.
pub fn mount(draw: impl FnOnce() -> View) {
    // It fails where there is one already, which does as well.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    owner.with(|| {
        if let Some(body) = document().body() {
            mem::forget(draw().draw(&body));
        }
    });
    mem::forget(owner);
}

/// Nodes that stand nowhere yet.
pub(super) fn draw_apart(view: View) -> (Node, Drawn) {
    let apart: Node = document().create_document_fragment().into();
    let drawn = view.draw(&apart);
    (apart, drawn)
}

/// A copy of what a template's step makes, which is made once: a copy needs no names and no texts to be
/// handed over to the browser, which is most of what making costs.
fn copy(step: &'static str, make: impl FnOnce() -> Node) -> Node {
    thread_local! {
        static MADE: RefCell<Vec<(usize, Node)>> = const { RefCell::new(Vec::new()) };
    }
    MADE.with_borrow_mut(|known| {
        let name = step.as_ptr() as usize;
        let found = known.binary_search_by_key(&name, |(name, _)| *name);
        let place = found.unwrap_or_else(|place| {
            known.insert(place, (name, make()));
            place
        });
        made(known[place].1.clone_node())
    })
}

/// An element with the attributes that follow it and are fixed.
fn element(step: &'static str, next: impl Iterator<Item = &'static str>) -> Node {
    // It can't fail: the macro has read the name. Going on without the element would put all that
    // follows into the wrong place.
    let element = made(document().create_element(&step[1..]));
    for (name, value) in next.map_while(fixed) {
        let _ = element.set_attribute(name, value);
    }
    element.into()
}

fn fixed(step: &'static str) -> Option<(&'static str, &'static str)> {
    step.strip_prefix('=')?.split_once('=')
}

fn text_node(text: &str) -> Node {
    made(Text::new_with_data(text)).into()
}

/// A node that was made. Where a browser makes none the app is at its end, which must be heard: an
/// exception that runs through the program could be lost on the way.
fn made<T>(node: Result<T, wasm_bindgen::JsValue>) -> T {
    let Ok(node) = node else { panic!("the browser makes no more nodes") };
    node
}

pub(super) fn mark(parent: &Node) -> Node {
    let mark: Node = made(Comment::new()).into();
    let _ = parent.append_child(&mark);
    mark
}

impl View {
    /// Draws it at the end of an element.
    pub(super) fn draw(self, parent: &Node) -> Drawn {
        let Some(kind) = self.0 else { return Drawn::Nothing };
        match *kind {
            Kind::Text(text) => {
                let node = text_node(&text);
                let _ = parent.append_child(&node);
                Drawn::Text(node, text)
            }
            Kind::Element(template) => Drawn::Element(template.draw(parent)),
            Kind::Many(views) => {
                Drawn::Many(views.into_iter().map(|view| view.draw(parent)).collect())
            }
            Kind::Changing(answer) => changing(answer, parent),
            Kind::Rows(each) => rows::draw(each, parent),
            // What no view is made of.
            Kind::ChangingValue(_) | Kind::Listener(..) | Kind::Known(_) => Drawn::Nothing,
        }
    }
}

/// Draws what a closure answers, and after each change of a signal what it answers then. Something of
/// it always stands, so that its place is known.
fn changing(answer: Box<dyn Fn() -> View>, parent: &Node) -> Drawn {
    let place = Rc::new(RefCell::new(Drawn::Nothing));
    let (drawn, mut first) = (place.clone(), Some(parent.clone()));
    let effect = Running::new(Box::new(move || {
        let view = answer();
        match first.take() {
            Some(parent) => *drawn.borrow_mut() = view.draw_standing(&parent),
            None => drawn.borrow_mut().become_view(view),
        }
    }));
    Drawn::Changing(place, effect)
}

impl View {
    fn draw_standing(self, parent: &Node) -> Drawn {
        let is_empty = is_empty(&self.0);
        let drawn = self.draw(parent);
        if is_empty { Drawn::Mark(mark(parent)) } else { drawn }
    }
}

impl Template {
    fn draw(self, parent: &Node) -> DrawnTemplate {
        let mut slots = Vec::with_capacity(self.slots.len());
        let mut coming = self.slots.into_iter();
        // The elements that are open, the outermost first.
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        let mut steps = self.steps.split_terminator(END);
        while let Some(step) = steps.next() {
            let (what, said) = step.split_at(1);
            if what == "<" {
                open.push(copy(step, || element(step, steps.clone())).unchecked_into());
                continue;
            }
            let Some(above) = open.last() else { break };
            match what {
                // Stands with its element already.
                "=" => {}
                "\"" => {
                    let _ = above.append_child(&copy(step, || text_node(said)));
                }
                ">" => {
                    let Some(element) = open.pop() else { break };
                    let _ =
                        open.last().map_or(parent, |above| above.as_ref()).append_child(&element);
                    root = Some(element);
                }
                // Of what is left each takes a slot.
                _ => slots.extend(coming.next().map(|slot| slot.draw(step, above))),
            }
        }
        // The macro writes one element into every template.
        let element = root.unwrap_or_else(|| parent.clone().unchecked_into());
        DrawnTemplate { steps: self.steps, element, slots }
    }
}

impl Slot {
    fn draw(self, step: &'static str, element: &Element) -> DrawnSlot {
        match step.as_bytes().first() {
            Some(b'#') => DrawnSlot::View(View(self.0).draw(element)),
            Some(b'*') => DrawnSlot::Attended(element.clone(), self.attend(element)),
            _ => Value(self.0).set(step, element.clone()),
        }
    }

    fn attend(self, element: &Element) -> Option<Listener> {
        match *self.0? {
            Kind::Listener(name, run) => return Some(listen_at(element, name, run)),
            Kind::Known(tell) => tell(element),
            _ => {}
        }
        None
    }
}

impl Value {
    fn set(self, step: &'static str, element: Element) -> DrawnSlot {
        let text = match self.0.map(|kind| *kind) {
            Some(Kind::ChangingValue(answer)) => {
                let (place, mut known) = (element.clone(), None);
                let effect = Running::simple(Box::new(move || {
                    let text = answer().into_text();
                    if text != known {
                        write(step, &place, text.as_deref());
                    }
                    known = text;
                }));
                return DrawnSlot::Changing(step, element, effect);
            }
            Some(Kind::Text(text)) => Some(text),
            _ => None,
        };
        if text.is_some() {
            write(step, &element, text.as_deref());
        }
        DrawnSlot::Value(step, element, text)
    }

    fn into_text(self) -> Option<Cow<'static, str>> {
        match *self.0? {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    fn is_fixed_as(&self, known: Option<&str>) -> bool {
        match self.0.as_deref() {
            None => known.is_none(),
            Some(Kind::Text(text)) => Some(&**text) == known,
            _ => false,
        }
    }
}

fn write(step: &str, element: &Element, text: Option<&str>) {
    let (what, name) = step.split_at(1);
    let _ = match (what, text) {
        (".", Some(_)) => element.class_list().add_1(name),
        (".", None) => element.class_list().remove_1(name),
        (_, Some(text)) => element.set_attribute(name, text),
        _ => element.remove_attribute(name),
    };
}

impl Drawn {
    /// Hands over each of the nodes that stand side by side.
    pub(super) fn each_node(&self, take: &mut dyn FnMut(&Node)) {
        match self {
            Self::Nothing => {}
            Self::Mark(node) | Self::Text(node, _) => take(node),
            Self::Element(template) => take(&template.element),
            Self::Many(many) => many.iter().for_each(|drawn| drawn.each_node(take)),
            Self::Changing(drawn, _) => drawn.borrow().each_node(take),
            Self::Rows(rows, _) => rows.borrow().each_node(take),
        }
    }

    pub(super) fn remove(&self) {
        self.each_node(&mut |node| node.unchecked_ref::<Element>().remove());
    }

    fn has_nodes(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Many(many) => many.iter().any(Self::has_nodes),
            _ => true,
        }
    }

    /// Whether another view can come to stand here, where this has left no trace.
    fn can_become(&self, view: &Content) -> bool {
        self.has_nodes() || is_empty(view)
    }

    /// Draws another view in the place of this one. What is of the same template stays and is put
    /// right, so that a focus in it is not lost.
    fn become_view(&mut self, view: View) {
        let fits = match (view.0.as_deref(), &*self) {
            (Some(Kind::Text(_)), Self::Text(..)) | (None, Self::Nothing | Self::Mark(_)) => true,
            (Some(Kind::Element(template)), Self::Element(drawn)) => drawn.can_become(template),
            (Some(Kind::Many(views)), Self::Many(many)) => {
                views.len() == many.len()
                    && many.iter().zip(views).all(|(drawn, view)| drawn.can_become(&view.0))
            }
            _ => false,
        };
        if !fits {
            return self.replace(view);
        }
        match (view.0.map(|kind| *kind), self) {
            (Some(Kind::Text(text)), Self::Text(node, known)) if text != *known => {
                node.set_node_value(Some(&text));
                *known = text;
            }
            (Some(Kind::Element(template)), Self::Element(drawn)) => {
                drawn.become_template(template)
            }
            (Some(Kind::Many(views)), Self::Many(many)) => {
                many.iter_mut().zip(views).for_each(|(drawn, view)| drawn.become_view(view));
            }
            _ => {}
        }
    }

    fn replace(&mut self, view: View) {
        let apart: Node = document().create_document_fragment().into();
        let drawn = view.draw_standing(&apart);
        let mut first = None;
        self.each_node(&mut |node| {
            first.get_or_insert_with(|| node.clone());
        });
        if let Some(first) = first
            && let Some(parent) = first.parent_node()
        {
            let _ = parent.insert_before(&apart, Some(&first));
        }
        self.remove();
        *self = drawn;
    }
}

impl DrawnTemplate {
    fn can_become(&self, template: &Template) -> bool {
        let fits = |(drawn, slot): (&DrawnSlot, &Slot)| match drawn {
            DrawnSlot::View(drawn) => drawn.can_become(&slot.0),
            _ => true,
        };
        self.steps.as_ptr() == template.steps.as_ptr()
            && self.slots.iter().zip(&template.slots).all(fits)
    }

    fn become_template(&mut self, template: Template) {
        for (drawn, slot) in self.slots.iter_mut().zip(template.slots) {
            match drawn {
                DrawnSlot::View(drawn) => drawn.become_view(View(slot.0)),
                DrawnSlot::Attended(element, listener) => *listener = slot.attend(element),
                DrawnSlot::Value(step, element, known) => {
                    let value = Value(slot.0);
                    if !value.is_fixed_as(known.as_deref()) {
                        write(step, element, None);
                        *drawn = value.set(step, element.clone());
                    }
                }
                DrawnSlot::Changing(step, element, _) => {
                    write(step, element, None);
                    *drawn = Value(slot.0).set(step, element.clone());
                }
            }
        }
    }
}

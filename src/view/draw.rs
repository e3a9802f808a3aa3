//! From views to nodes, and from one view to the next in the same place.

use std::borrow::Cow;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use any_spawner::Executor;
use leptos::prelude::{Owner, RenderEffect, document};
use leptos::reactive::graph::{Subscriber, ToAnySubscriber};
use wasm_bindgen::JsCast;
use web_sys::{Comment, Element, Node, Text};

use super::rows::{self, DrawnRows};
use super::{Slot, Template, Value, View};
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
    /// An attribute as it was set, under its step's name.
    Value(&'static str, Value),
    /// An attribute that an effect sets.
    Changing(&'static str, #[allow(dead_code, reason = "kept to be dropped")] Running),
    View(Drawn),
    Listener(#[allow(dead_code, reason = "kept to be dropped")] Listener),
    Known,
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

/// An effect that runs until it is dropped.
pub(super) struct Running(RenderEffect<()>);

impl Drop for Running {
    /// Takes its name off the lists of the signals that it read. Leptos leaves it there (0.8.23): a
    /// signal that lasts, such as the clock, would remember each line of each page that ever was.
    fn drop(&mut self) {
        let name = self.0.to_any_subscriber();
        name.clear_sources(&name);
    }
}

/// An effect of one kind for all: what it does is boxed, so that its machinery stands in the program
/// once.
pub(super) fn effect(mut run: Box<dyn FnMut()>) -> Running {
    Running(RenderEffect::new(move |_| run()))
}

/// Nodes that stand nowhere yet.
pub(super) fn draw_apart(view: View) -> (Node, Drawn) {
    let apart: Node = document().create_document_fragment().into();
    let drawn = view.draw(&apart);
    (apart, drawn)
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
        match self {
            Self::Nothing => Drawn::Nothing,
            Self::Text(text) => {
                let node = text_node(&text);
                let _ = parent.append_child(&node);
                Drawn::Text(node, text)
            }
            Self::Element(template) => Drawn::Element(template.draw(parent)),
            Self::Many(views) => {
                Drawn::Many(views.into_iter().map(|view| view.draw(parent)).collect())
            }
            Self::Changing(answer) => changing(answer, parent),
            Self::Rows(each) => rows::draw(each, parent),
        }
    }
}

/// Draws what a closure answers, and after each change of a signal what it answers then. Something of
/// it always stands, so that its place is known.
fn changing(answer: Box<dyn Fn() -> View>, parent: &Node) -> Drawn {
    let place = Rc::new(RefCell::new(Drawn::Nothing));
    let (drawn, mut first) = (place.clone(), Some(parent.clone()));
    let effect = effect(Box::new(move || {
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
        let is_empty = self.is_empty();
        let drawn = self.draw(parent);
        if is_empty { Drawn::Mark(mark(parent)) } else { drawn }
    }
}

impl Template {
    fn draw(self, parent: &Node) -> DrawnTemplate {
        let document = document();
        let mut slots = Vec::with_capacity(self.slots.len());
        let mut coming = self.slots.into_iter();
        // The elements that are open, the outermost first.
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        for step in self.steps.split_terminator(END) {
            let (what, said) = step.split_at(1);
            if what == "<" {
                // It can't fail: the macro has read the name. Going on without the element would put
                // all that follows into the wrong place.
                open.push(made(document.create_element(said)));
                continue;
            }
            let Some(element) = open.last() else { break };
            match what {
                "=" => {
                    if let Some((name, value)) = said.split_once('=') {
                        let _ = element.set_attribute(name, value);
                    }
                }
                "\"" => {
                    let _ = element.append_child(&text_node(said));
                }
                ">" => {
                    let Some(element) = open.pop() else { break };
                    let _ =
                        open.last().map_or(parent, |above| above.as_ref()).append_child(&element);
                    root = Some(element);
                }
                // Of what is left each takes a slot.
                _ => slots.extend(coming.next().map(|slot| slot.draw(step, element))),
            }
        }
        // The macro writes one element into every template.
        let element = root.unwrap_or_else(|| parent.clone().unchecked_into());
        DrawnTemplate { steps: self.steps, element, slots }
    }
}

impl Slot {
    fn draw(self, step: &'static str, element: &Element) -> DrawnSlot {
        match self {
            Self::Value(value) => value.set(step, element),
            Self::View(view) => DrawnSlot::View(view.draw(element)),
            Self::Listener(name, run) => DrawnSlot::Listener(listen_at(element, name, run)),
            Self::Known(tell) => {
                tell(element);
                DrawnSlot::Known
            }
        }
    }
}

impl Value {
    fn set(self, step: &'static str, element: &Element) -> DrawnSlot {
        match self {
            Self::Changing(answer) => {
                let element = element.clone();
                let mut known = Value::Absent;
                let effect = effect(Box::new(move || {
                    let value = answer();
                    if value.is_news_to(&known) {
                        value.write(step, &element);
                    }
                    known = value;
                }));
                DrawnSlot::Changing(step, effect)
            }
            value => {
                if value.is_news_to(&Value::Absent) {
                    value.write(step, element);
                }
                DrawnSlot::Value(step, value)
            }
        }
    }

    fn is_news_to(&self, known: &Self) -> bool {
        match (self, known) {
            (Self::Absent, Self::Absent) => false,
            (Self::Text(text), Self::Text(known)) => text != known,
            _ => true,
        }
    }

    fn write(&self, step: &str, element: &Element) {
        let (what, name) = step.split_at(1);
        let _ = match (what, self) {
            (".", Self::Text(_)) => element.class_list().add_1(name),
            (".", _) => element.class_list().remove_1(name),
            (_, Self::Text(text)) => element.set_attribute(name, text),
            _ => element.remove_attribute(name),
        };
    }
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
    fn can_become(&self, view: &View) -> bool {
        self.has_nodes() || view.is_empty()
    }

    /// Draws another view in the place of this one. What is of the same template stays and is put
    /// right, so that a focus in it is not lost.
    fn become_view(&mut self, view: View) {
        match (view, &mut *self) {
            (View::Text(text), Self::Text(node, known)) => {
                if text != *known {
                    node.set_node_value(Some(&text));
                    *known = text;
                }
            }
            (View::Element(template), Self::Element(drawn)) if drawn.can_become(&template) => {
                drawn.become_template(template);
            }
            (View::Many(views), Self::Many(many))
                if views.len() == many.len()
                    && many.iter().zip(&views).all(|(drawn, view)| drawn.can_become(view)) =>
            {
                many.iter_mut().zip(views).for_each(|(drawn, view)| drawn.become_view(view));
            }
            (View::Nothing, Self::Nothing | Self::Mark(_)) => {}
            (view, _) => self.replace(view),
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
        let fits = |(drawn, slot): (&DrawnSlot, &Slot)| match (drawn, slot) {
            (DrawnSlot::View(drawn), Slot::View(view)) => drawn.can_become(view),
            _ => true,
        };
        self.steps.as_ptr() == template.steps.as_ptr()
            && self.slots.iter().zip(&template.slots).all(fits)
    }

    fn become_template(&mut self, template: Template) {
        for (drawn, slot) in self.slots.iter_mut().zip(template.slots) {
            match (slot, &mut *drawn) {
                (Slot::View(view), DrawnSlot::View(drawn)) => drawn.become_view(view),
                (Slot::Value(value), DrawnSlot::Value(step, known)) => {
                    let step = *step;
                    if value.is_news_to(known) {
                        Value::Absent.write(step, &self.element);
                        *drawn = value.set(step, &self.element);
                    }
                }
                (Slot::Value(value), DrawnSlot::Changing(step, _)) => {
                    let step = *step;
                    Value::Absent.write(step, &self.element);
                    *drawn = value.set(step, &self.element);
                }
                (slot, _) => *drawn = slot.draw("", &self.element),
            }
        }
    }
}

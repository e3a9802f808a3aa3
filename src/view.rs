//! Views: what components return, and how it becomes nodes.
//!
//! The syntax is Leptos' own ([`view!`], [`component`], [`For`], [`Show`]), and so are signals, effects,
//! owners and props. But where Leptos makes a type of every view, and code to build, update and remove
//! each of those types, a view here is data: a template, which is a text that describes the elements
//! (its steps are listed in the macro's `template` module), and what goes into its slots. One and the
//! same code draws them all.

mod draw;
#[cfg(not(target_arch = "wasm32"))]
pub mod html;
mod later;
mod rows;
mod skeleton;
mod standing;

use std::borrow::Cow;

use leptos::ev::EventDescriptor;
use leptos::html::ElementType;
use leptos::prelude::{NodeRef, untrack};

use crate::signal::Memo;
use leptos::tachys::html::node_ref::NodeRefContainer;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

pub use draw::{Mounted, heir, mount, mount_in, pass_focus_on, program};
pub use later::{next_task, take_up_rest};
pub use rows::{For, ForProps, Key};
pub use standing::differences;
pub use view_macro::{component, view};

/// Nodes to be.
///
/// One word, as a [`Value`] and a [`Slot`] are: most of the program makes views and hands them on, and
/// for a word that takes the fewest instructions, all of which each reader fetches.
pub struct View(Content);

/// The value of an attribute, or whether a class stands.
pub struct Value(Content);

/// What goes into a slot of a template: a value, nodes, or who listens to the element or wants to know
/// it. Which of them it is says the slot's step.
pub struct Slot(Content);

type Content = Option<Box<Kind>>;

enum Kind {
    /// A text.
    Text(Cow<'static, str>),
    /// An element with all that is in it.
    Element(Template),
    /// Several views, one after the other.
    Many(Vec<View>),
    /// What a closure answers, drawn anew whenever a signal that it reads changes.
    Changing(Box<dyn Fn() -> View>),
    /// What a closure answers, set anew whenever a signal that it reads changes.
    ChangingValue(Box<dyn Fn() -> Value>),
    /// A list whose rows are known by their keys.
    Rows(rows::Each),
    /// What is taken up in a task of its own, where it stands already.
    Later(Box<dyn FnOnce() -> View>),
    /// What is left to another program, where it stands already.
    Others(Box<dyn FnOnce() -> View>),
    /// Who listens to the element.
    Listener(Cow<'static, str>, Box<dyn Fn(Event)>),
    /// Who wants to know the element.
    Known(Box<dyn FnOnce(&Element)>),
}

/// The description of an element, and what goes into its slots, in their order.
struct Template {
    steps: &'static str,
    slots: Box<[Slot]>,
}

#[inline(never)]
fn some(kind: Kind) -> Content {
    Some(Box::new(kind))
}

#[inline(never)]
fn fixed(text: &'static str) -> Content {
    some(Kind::Text(Cow::Borrowed(text)))
}

#[inline(never)]
fn written(text: String) -> Content {
    some(Kind::Text(Cow::Owned(text)))
}

/// The name by which Leptos knows a view of any kind; here all are.
pub type AnyView = View;

/// What a component that wraps others is given.
pub type Children = Box<dyn FnOnce() -> View>;

impl View {
    /// No node.
    pub const NOTHING: Self = Self(None);

    /// An element as [`view!`] describes it.
    #[inline(never)]
    pub fn new(steps: &'static str, slots: Box<[Slot]>) -> Self {
        Self(some(Kind::Element(Template { steps, slots })))
    }

    /// Several, one after the other.
    #[inline(never)]
    pub fn many(views: Vec<Self>) -> Self {
        Self(some(Kind::Many(views)))
    }

    #[inline(never)]
    fn changing(answer: Box<dyn Fn() -> Self>) -> Self {
        Self(some(Kind::Changing(answer)))
    }

    #[inline(never)]
    fn rows(each: rows::Each) -> Self {
        Self(some(Kind::Rows(each)))
    }

    /// What may stand already, as the last in its element: it is then taken up in a task of its own, and
    /// until then only stands.
    #[inline(never)]
    pub fn later(draw: Box<dyn FnOnce() -> Self>) -> Self {
        Self(some(Kind::Later(draw)))
    }

    /// What may stand already, as the last in its element: it is then another program's, and left alone.
    /// Where it doesn't, this is drawn for that program to put its own in the place of.
    #[inline(never)]
    pub fn others(draw: Box<dyn FnOnce() -> Self>) -> Self {
        Self(some(Kind::Others(draw)))
    }
}

/// Whether a view draws no node at all.
fn is_empty(view: &Content) -> bool {
    match view.as_deref() {
        None => true,
        Some(Kind::Many(views)) => views.iter().all(|view| is_empty(&view.0)),
        _ => false,
    }
}

impl Value {
    /// There is no such attribute.
    const ABSENT: Self = Self(None);

    #[inline(never)]
    fn changing(answer: Box<dyn Fn() -> Self>) -> Self {
        Self(some(Kind::ChangingValue(answer)))
    }
}

impl Slot {
    /// The value of an attribute, or whether a class stands.
    pub fn value(value: impl IntoValue) -> Self {
        Self(value.into_value().0)
    }

    /// Nodes.
    pub fn view(view: impl IntoView) -> Self {
        Self(view.into_view().0)
    }

    /// A listener, by one of Leptos' descriptions of events.
    pub fn listener<E>(event: E, run: impl Fn(E::EventType) + 'static) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        Self::listens(event.name(), Box::new(move |event| run(event.unchecked_into())))
    }

    #[inline(never)]
    fn listens(event: Cow<'static, str>, run: Box<dyn Fn(Event)>) -> Self {
        Self(some(Kind::Listener(event, run)))
    }

    /// The reference that the element is made known to.
    pub fn node_ref<E>(reference: NodeRef<E>) -> Self
    where
        E: ElementType + 'static,
        E::Output: JsCast + 'static,
    {
        Self(some(Kind::Known(Box::new(move |element| reference.load(element)))))
    }
}

/// Draws a component: what its body reads is read once. It runs again when whatever it stands in does,
/// not when a signal changes.
pub fn component<V: IntoView>(draw: impl FnOnce() -> V) -> View {
    untrack(draw).into_view()
}

/// Nodes while a condition holds.
#[component]
pub fn Show<W: Fn() -> bool + Send + Sync + 'static>(
    /// The condition.
    when: W,
    /// The nodes.
    children: Box<dyn Fn() -> View>,
) -> impl IntoView {
    let holds = Memo::new(move |_| when());
    move || if holds.get() { children() } else { View::NOTHING }
}

/// What can be drawn.
pub trait IntoView {
    /// As nodes to be.
    fn into_view(self) -> View;
}

/// Leptos' name for making one type of several kinds of view.
pub trait IntoAny {
    /// As nodes to be.
    fn into_any(self) -> View;
}

/// Many views from an iterator.
pub trait CollectView {
    /// As nodes to be, one after the other.
    fn collect_view(self) -> View;
}

impl<T: IntoView> IntoAny for T {
    fn into_any(self) -> View {
        self.into_view()
    }
}

impl<I: IntoIterator<Item: IntoView>> CollectView for I {
    fn collect_view(self) -> View {
        let mut views = Vec::new();
        for item in self {
            views.push(item.into_view());
        }
        View::many(views)
    }
}

impl IntoView for View {
    fn into_view(self) -> View {
        self
    }
}

impl IntoView for () {
    fn into_view(self) -> View {
        View::NOTHING
    }
}

impl IntoView for &'static str {
    fn into_view(self) -> View {
        View(fixed(self))
    }
}

impl IntoView for String {
    fn into_view(self) -> View {
        View(written(self))
    }
}

impl<T: IntoView> IntoView for Option<T> {
    fn into_view(self) -> View {
        self.map_or(View::NOTHING, T::into_view)
    }
}

impl<T: IntoView> IntoView for Vec<T> {
    fn into_view(self) -> View {
        self.collect_view()
    }
}

impl<F: Fn() -> T + 'static, T: IntoView> IntoView for F {
    fn into_view(self) -> View {
        View::changing(Box::new(move || self().into_view()))
    }
}

/// What an attribute can be given.
pub trait IntoValue {
    /// As its value.
    fn into_value(self) -> Value;
}

impl IntoValue for &'static str {
    fn into_value(self) -> Value {
        Value(fixed(self))
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value(written(self))
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        if self { Value(fixed("")) } else { Value::ABSENT }
    }
}

impl IntoValue for u32 {
    fn into_value(self) -> Value {
        Value(written(self.to_string()))
    }
}

impl IntoValue for usize {
    fn into_value(self) -> Value {
        (self as u32).into_value()
    }
}

impl IntoValue for u8 {
    fn into_value(self) -> Value {
        u32::from(self).into_value()
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::ABSENT, T::into_value)
    }
}

impl<F: Fn() -> T + 'static, T: IntoValue> IntoValue for F {
    fn into_value(self) -> Value {
        Value::changing(Box::new(move || self().into_value()))
    }
}

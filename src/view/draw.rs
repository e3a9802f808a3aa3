//! From views to nodes, and from one view to the next in the same place.

use std::borrow::Cow;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use any_spawner::Executor;
use leptos::prelude::{Owner, document};
use wasm_bindgen::JsCast;
use web_sys::{Comment, Element, FocusOptions, HtmlElement, Node, Text};

use super::later::{self, DrawnLater};
use super::rows::{self, DrawnRows};
use super::skeleton;
use super::standing::Standing;
use super::{Content, Kind, Slot, Template, Value, View, is_empty};
use crate::signal::Running;
use crate::state::listen::{Listener, listen_at};

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
    /// What stands, and is taken up at a moment of its own.
    Later(Rc<DrawnLater>),
}

pub(super) struct DrawnTemplate {
    pub(super) steps: &'static str,
    pub(super) element: Element,
    pub(super) slots: Vec<DrawnSlot>,
}

pub(super) enum DrawnSlot {
    /// An attribute of an element as it was set, under its step's name.
    Value(&'static str, Element, Option<Cow<'static, str>>),
    /// An attribute of an element that an effect sets.
    Changing(&'static str, Element, #[allow(dead_code, reason = "kept to be dropped")] Running),
    View(Drawn),
    /// An element that somebody listens to, or wanted to know.
    Attended(Element, #[allow(dead_code, reason = "kept to be dropped")] Option<Listener>),
}

/// Runs what has signals and effects as long as the page lives.
pub fn program(run: impl FnOnce()) {
    // It fails where there is one already, which does as well.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    owner.with(run);
    mem::forget(owner);
}

/// Draws a view in the page's body for as long as the page lives: from the node on that stands `first` of what
/// a server has drawn of it, which is taken up in several tasks, or else at the body's end. It is for a
/// [`program`] to call.
pub fn mount(first: Option<&Node>, draw: impl FnOnce() -> View) {
    if let Some(body) = document().body() {
        if first.is_some() {
            later::begin();
        }
        mem::forget(mount_in(&body, first.cloned(), draw));
    }
}

/// What has been drawn in an element of the page, and is kept up to date until this is dropped.
pub struct Mounted {
    owner: Owner,
    _drawn: Drawn,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

/// Draws a view in an element: from the node on that stands `first` of what a server has drawn of it, behind
/// which nothing else stands in the element, or else at the element's end.
pub fn mount_in(parent: &Node, first: Option<Node>, draw: impl FnOnce() -> View) -> Mounted {
    let owner = Owner::new();
    let drawn = owner.with(|| {
        let standing = first.map(|first| Rc::new(Standing::from(Some(first))));
        draw().draw(Place { standing: standing.as_ref(), ..Place::end(parent) })
    });
    Mounted { owner, _drawn: drawn }
}

/// Where nodes can be drawn that stand nowhere yet.
pub(super) fn apart() -> Node {
    document().create_document_fragment().into()
}

/// Where nodes come to stand.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    parent: &'a Node,
    /// What they stand before; without it they stand at the end.
    before: Option<&'a Node>,
    /// What a server has drawn there, to be taken up rather than drawn anew.
    standing: Option<&'a Rc<Standing>>,
}

/// A place that can be kept.
pub(super) struct Kept(Node, Option<Node>, Option<Rc<Standing>>);

impl<'a> Place<'a> {
    /// The end of an element.
    pub(super) fn end(parent: &'a Node) -> Self {
        Self { parent, before: None, standing: None }
    }

    /// Among what a server has drawn in an element.
    pub(super) fn standing(parent: &'a Node, standing: &'a Rc<Standing>) -> Self {
        Self { parent, before: None, standing: Some(standing) }
    }

    /// All that stands from there to the end of the element, as a place that can be kept: then nothing
    /// stands in this one any longer.
    pub(super) fn rest(self) -> Option<Kept> {
        let standing = self.standing?;
        standing.next()?;
        Some(Kept(self.parent.clone(), None, Some(Rc::new(standing.rest()))))
    }

    /// What [`Self::within`] makes a place of again.
    pub(super) fn kept(self) -> Kept {
        Kept(self.parent.clone(), self.before.cloned(), self.standing.cloned())
    }

    /// The place that was kept.
    pub(super) fn within(Kept(parent, before, standing): &'a Kept) -> Self {
        Self { parent, before: before.as_ref(), standing: standing.as_ref() }
    }

    /// Removes what stands there and was not taken up.
    pub(super) fn finish(self) {
        if let Some(standing) = self.standing {
            standing.finish();
        }
    }

    /// The node that is next of what stands there.
    pub(super) fn next(self) -> Option<Node> {
        self.standing?.next()
    }

    /// Puts a node there.
    pub(super) fn put(self, node: &Node) {
        let next = self.next();
        let _ = match next.as_ref().or(self.before) {
            None => self.parent.append_child(node),
            before => self.parent.insert_before(node, before),
        };
    }

    /// A comment where something may come to stand.
    pub(super) fn mark(self) -> Node {
        if let Some(mark) = self.standing.and_then(|standing| standing.mark()) {
            return mark;
        }
        let mark = mark();
        self.put(&mark);
        mark
    }
}

pub(super) fn new_text(text: &str) -> Node {
    made(Text::new_with_data(text)).into()
}

/// The node of a text that the program contains, which is made once and then copied: a copy needs nothing
/// to be handed over to the browser, which is most of what making costs.
fn copied_text(text: &'static str) -> Node {
    thread_local! {
        static MADE: RefCell<Vec<((usize, usize), Node)>> = const { RefCell::new(Vec::new()) };
    }
    MADE.with_borrow_mut(|known| {
        let name = (text.as_ptr() as usize, text.len());
        let found = known.binary_search_by_key(&name, |(name, _)| *name);
        let place = found.unwrap_or_else(|place| {
            known.insert(place, (name, new_text(text)));
            place
        });
        made(known[place].1.clone_node())
    })
}

/// A node that was made. Where a browser makes none the app is at its end, which must be heard: an
/// exception that runs through the program could be lost on the way.
pub(super) fn made<T>(node: Result<T, wasm_bindgen::JsValue>) -> T {
    let Ok(node) = node else { panic!("the browser makes no more nodes") };
    node
}

fn mark() -> Node {
    made(Comment::new()).into()
}

/// Where the focus is in what is about to go, or to be pushed away, it goes on to its heir. Whoever works by
/// keyboard would find themselves at the beginning of all otherwise.
#[inline(never)]
pub fn pass_focus_on(node: &Node) {
    let Some(focused) = document().active_element().filter(|it| node.contains(Some(it))) else {
        return;
    };
    if let Some(heir) = heir(node) {
        let options = FocusOptions::new();
        // The page moves for nobody who works by hand.
        options.set_prevent_scroll(focused.matches(":focus-visible") != Ok(true));
        let _ = heir.focus_with_options(&options);
    }
}

/// What stands before a node and can have the focus from code: a comment, a heading or the page.
pub fn heir(node: &Node) -> Option<HtmlElement> {
    // The field that only robots fill in is none of them.
    let heirs = document().query_selector_all("[tabindex]:not(input)").ok()?;
    let stands_before =
        |it: &Node| it.compare_document_position(node) & Node::DOCUMENT_POSITION_FOLLOWING != 0;
    let heir = (0..heirs.length()).rev().filter_map(|place| heirs.item(place)).find(stands_before);
    heir.map(JsCast::unchecked_into)
}

impl View {
    /// Draws it.
    pub(super) fn draw(self, place: Place) -> Drawn {
        let Some(kind) = self.0 else { return Drawn::Nothing };
        match *kind {
            Kind::Text(text) => {
                let standing = place.standing.and_then(|standing| standing.text(&text));
                let node = standing.unwrap_or_else(|| {
                    let node = match &text {
                        Cow::Borrowed(text) => copied_text(text),
                        Cow::Owned(text) => new_text(text),
                    };
                    place.put(&node);
                    node
                });
                Drawn::Text(node, text)
            }
            Kind::Element(template) => template.draw(place),
            Kind::Many(views) => {
                Drawn::Many(views.into_iter().map(|view| view.draw(place)).collect())
            }
            Kind::Changing(answer) => changing(answer, place),
            Kind::Rows(each) => rows::draw(each, place),
            Kind::Later(view) => later::draw(view, place),
            Kind::Others(view) => match place.rest() {
                Some(_) => Drawn::Nothing,
                None => view().draw(place),
            },
            // What no view is made of.
            Kind::ChangingValue(_) | Kind::Listener(..) | Kind::Known(_) => Drawn::Nothing,
        }
    }
}

/// Draws what a closure answers, and after each change of a signal what it answers then. Something of
/// it always stands, so that its place is known.
fn changing(answer: Box<dyn Fn() -> View>, place: Place) -> Drawn {
    let standing = Rc::new(RefCell::new(Drawn::Nothing));
    let (drawn, mut first) = (standing.clone(), Some(place.kept()));
    let effect = Running::new(Box::new(move || {
        let view = answer();
        match first.take() {
            Some(place) => *drawn.borrow_mut() = view.draw_standing(Place::within(&place)),
            None => drawn.borrow_mut().become_view(view),
        }
    }));
    Drawn::Changing(standing, effect)
}

impl View {
    fn draw_standing(self, place: Place) -> Drawn {
        let is_empty = is_empty(&self.0);
        let drawn = self.draw(place);
        if !is_empty {
            return drawn;
        }
        Drawn::Mark(place.mark())
    }
}

impl Template {
    fn draw(self, place: Place) -> Drawn {
        if let Some(standing) = place.standing
            && let Some(element) = standing.element(skeleton::name(self.steps))
        {
            return later::take_up(self, element);
        }
        let steps = self.steps;
        let (nodes, plan) = skeleton::copy(steps);
        let slots = self.slots.into_iter().zip(&plan.slots).map(|(slot, at)| {
            let before = at.before.map(|before| &nodes[before]);
            slot.draw(at.step, nodes[at.element].unchecked_ref(), before)
        });
        let slots = slots.collect();
        let element: Element = nodes[0].clone().unchecked_into();
        place.put(&element);
        Drawn::Element(DrawnTemplate { steps, element, slots })
    }
}

impl Slot {
    fn draw(self, step: &'static str, element: &Element, before: Option<&Node>) -> DrawnSlot {
        match step.as_bytes().first() {
            Some(b'#') => {
                let place = Place { parent: element, before, standing: None };
                DrawnSlot::View(View(self.0).draw(place))
            }
            Some(b'*') => DrawnSlot::Attended(element.clone(), self.attend(element)),
            _ => Value(self.0).set(step, element.clone(), None),
        }
    }

    pub(super) fn attend(self, element: &Element) -> Option<Listener> {
        match *self.0? {
            Kind::Listener(name, run) => return Some(listen_at(element, name, run)),
            Kind::Known(tell) => tell(element),
            _ => {}
        }
        None
    }
}

impl Value {
    /// Sets it where `standing` is what the element has.
    pub(super) fn set(
        self,
        step: &'static str,
        element: Element,
        standing: Option<Cow<'static, str>>,
    ) -> DrawnSlot {
        let text = match self.0.map(|kind| *kind) {
            Some(Kind::ChangingValue(answer)) => {
                let (place, mut known) = (element.clone(), standing);
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
        if text != standing {
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
    let (what, name) = skeleton::parts(step);
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
            Self::Later(later) => later.each_node(take),
        }
    }

    pub(super) fn remove(&self) {
        self.each_node(&mut |node| {
            pass_focus_on(node);
            node.unchecked_ref::<Element>().remove();
        });
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
        let apart = apart();
        let drawn = view.draw_standing(Place::end(&apart));
        let mut first = None;
        self.each_node(&mut |node| {
            // Before what is new stands there, whose end would be the heir.
            pass_focus_on(node);
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
                        *drawn = value.set(step, element.clone(), None);
                    }
                }
                DrawnSlot::Changing(step, element, _) => {
                    write(step, element, None);
                    *drawn = Value(slot.0).set(step, element.clone(), None);
                }
            }
        }
    }
}

//! What is fixed in a template: made once, and then copied whole.
//!
//! A copy of many nodes is one call to the browser, where making each takes several, with names and texts
//! to be handed over. What is left to do is to find the nodes that slots belong to.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node};

use super::draw::{apart, made, new_text};

/// What ends a step of a template.
pub(super) const END: char = '\u{1f}';

/// What is known of a template: where its slots are, and how to get there.
///
/// Nodes have numbers, in the order in which they begin; only those that are needed are counted.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// How each node but the outermost, whose number is 0, is found.
    ways: Vec<Way>,
    /// The places of the slots, in their order.
    pub(super) slots: Vec<SlotPlace>,
}

/// From a node with a lower number.
#[derive(Debug, PartialEq)]
enum Way {
    /// To the first that stands in it.
    Into(usize),
    /// To the next beside it.
    Beside(usize),
}

/// Where the content of a slot belongs.
#[derive(Debug, PartialEq)]
pub(super) struct SlotPlace {
    /// What kind of slot it is.
    pub(super) step: &'static str,
    /// The element that it belongs to.
    pub(super) element: usize,
    /// The fixed node that its nodes stand before; without one they stand at the end.
    pub(super) before: Option<usize>,
}

/// A step's kind, and what it says.
pub(super) fn parts(step: &str) -> (&str, &str) {
    step.split_at_checked(1).unwrap_or_default()
}

/// The name of a template's outermost element.
pub(super) fn name(steps: &'static str) -> &'static str {
    steps.split(END).next().and_then(|step| step.get(1..)).unwrap_or_default()
}

/// The nodes of a new copy that its slots need, its outermost element first.
pub(super) fn copy(steps: &'static str) -> (Vec<Node>, Rc<Plan>) {
    thread_local! {
        static MADE: RefCell<Vec<(usize, Node, Rc<Plan>)>> = const { RefCell::new(Vec::new()) };
    }
    MADE.with_borrow_mut(|known| {
        let name = steps.as_ptr() as usize;
        let found = known.binary_search_by_key(&name, |(name, ..)| *name);
        let place = found.unwrap_or_else(|place| {
            known.insert(place, (name, make(steps), Rc::new(Plan::of(steps))));
            place
        });
        let (_, root, plan) = &known[place];
        (plan.nodes(made(root.clone_node_with_deep(true))), plan.clone())
    })
}

/// All that is fixed, as nodes.
fn make(steps: &'static str) -> Node {
    let mut open: Vec<Node> = vec![apart()];
    for step in steps.split_terminator(END) {
        let (what, said) = parts(step);
        let Some(above) = open.last() else { break };
        match what {
            "<" => {
                // It can't fail: the macro has read the name. Going on without the element would put
                // all that follows into the wrong place.
                let element: Element = made(document().create_element(said));
                open.push(made(above.append_child(&element)));
            }
            "=" => {
                if let Some((name, value)) = said.split_once('=') {
                    let above: &Element = above.unchecked_ref();
                    let _ = above.set_attribute(name, value);
                }
            }
            "\"" => {
                let _ = above.append_child(&new_text(said));
            }
            ">" => {
                let done = open.pop();
                if open.len() == 1
                    && let Some(root) = done
                {
                    return root;
                }
            }
            _ => {}
        }
    }
    // The macro writes one element into every template.
    open.swap_remove(0)
}

impl Plan {
    fn of(steps: &'static str) -> Self {
        // All nodes, by what each is found from, and whether it is needed.
        let mut nodes: Vec<(Way, bool)> = Vec::new();
        let mut slots: Vec<SlotPlace> = Vec::new();
        // The elements that are open: the number of each, of its last node, and from which slot on there
        // has been no fixed node in it.
        let mut open: Vec<(usize, Option<usize>, usize)> = Vec::new();
        for step in steps.split_terminator(END) {
            match step.as_bytes()[0] {
                what @ (b'<' | b'"') => {
                    let number = nodes.len();
                    let mut way = Way::Into(0);
                    if let Some((above, last, since)) = open.last_mut() {
                        way = last.map_or(Way::Into(*above), Way::Beside);
                        *last = Some(number);
                        let from = mem::replace(since, slots.len());
                        for slot in slots.iter_mut().skip(from) {
                            // What stands in an element beside this one is done with.
                            if slot.element == *above {
                                slot.before = Some(number);
                            }
                        }
                    }
                    nodes.push((way, false));
                    if what == b'<' {
                        open.push((number, None, slots.len()));
                    }
                }
                b'=' => {}
                b'>' => drop(open.pop()),
                _ => {
                    if let Some((element, ..)) = open.last() {
                        slots.push(SlotPlace { step, element: *element, before: None });
                    }
                }
            }
        }
        for slot in &mut slots {
            if !slot.step.starts_with('#') {
                slot.before = None;
            }
            for number in [Some(slot.element), slot.before].into_iter().flatten() {
                nodes[number].1 = true;
            }
        }
        Self { ways: Vec::new(), slots }.counted(nodes)
    }

    /// Counts only what is needed, for itself or on the way to what is.
    fn counted(mut self, mut nodes: Vec<(Way, bool)>) -> Self {
        for number in (1..nodes.len()).rev() {
            if let (Way::Into(from) | Way::Beside(from), true) = nodes[number] {
                nodes[from].1 = true;
            }
        }
        let mut numbers = Vec::with_capacity(nodes.len());
        for (number, (way, is_needed)) in nodes.into_iter().enumerate() {
            numbers.push(self.ways.len() + usize::from(number > 0));
            if number > 0 && is_needed {
                self.ways.push(match way {
                    Way::Into(from) => Way::Into(numbers[from]),
                    Way::Beside(from) => Way::Beside(numbers[from]),
                });
            }
        }
        for slot in &mut self.slots {
            slot.element = numbers[slot.element];
            slot.before = slot.before.map(|before| numbers[before]);
        }
        self
    }

    fn nodes(&self, root: Node) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(1 + self.ways.len());
        nodes.push(root);
        for way in &self.ways {
            let node = match way {
                Way::Into(from) => nodes[*from].first_child(),
                Way::Beside(from) => nodes[*from].next_sibling(),
            };
            // It is a copy of what stands there.
            nodes.push(made(node.ok_or(JsValue::NULL)));
        }
        nodes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(steps: &'static [&'static str]) -> Plan {
        let steps: String = steps.iter().flat_map(|step| [*step, "\u{1f}"]).collect();
        Plan::of(String::leak(steps))
    }

    fn slot(step: &'static str, element: usize, before: Option<usize>) -> SlotPlace {
        SlotPlace { step, element, before }
    }

    #[test]
    fn what_no_slot_needs_is_not_looked_for() {
        let plan = plan(&["<p", "=class=foot", "<b", "\"bold", ">", "\" ", ":id", ">"]);
        assert_eq!(plan, Plan { ways: vec![], slots: vec![slot(":id", 0, None)] });
    }

    #[test]
    fn nodes_stand_before_the_next_that_is_fixed_and_beside_it() {
        // <p>#<b>#</b>#<i/>#</p>
        let plan = plan(&["<p", "#", "<b", "#", ">", "#", "<i", ">", "#", ">"]);
        let slots = vec![
            slot("#", 0, Some(1)),
            slot("#", 1, None),
            slot("#", 0, Some(2)),
            slot("#", 0, None),
        ];
        assert_eq!(plan, Plan { ways: vec![Way::Into(0), Way::Beside(1)], slots });
    }

    #[test]
    fn a_way_leads_through_what_stands_before() {
        // <p><b>x</b> " " <a :href><time #/></a></p>
        let plan =
            plan(&["<p", "<b", "\"x", ">", "\" ", "<a", ":href", "<time", "#", ">", ">", ">"]);
        let ways = vec![Way::Into(0), Way::Beside(1), Way::Beside(2), Way::Into(3)];
        assert_eq!(plan, Plan { ways, slots: vec![slot(":href", 3, None), slot("#", 4, None)] });
    }
}

//! Closures that run again when a signal that they read has changed.
//!
//! Leptos' own graph tells of the changes. But where Leptos (0.8.23) starts a task for each effect, with
//! a channel to wake it, here all that are due run in one task, one after the other: a page has some
//! hundred effects, and most never run again.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use leptos::prelude::Owner;
use leptos::reactive::graph::{
    AnySource, AnySubscriber, ReactiveNode, Source, Subscriber, WithObserver,
};
use send_wrapper::SendWrapper;

/// An effect, which ends when this is dropped.
#[must_use = "the effect ends when it is dropped"]
pub struct Running(Arc<Node>);

/// The graph asks for what can go from thread to thread; a browser has one.
struct Node(SendWrapper<Inner>);

struct Inner {
    itself: Weak<Node>,
    run: RefCell<Box<dyn FnMut()>>,
    /// Owns what the closure makes, until it runs again.
    owner: Option<Owner>,
    sources: RefCell<Vec<AnySource>>,
    /// Whether it has to run whatever its sources say.
    must_run: Cell<bool>,
    is_due: Cell<bool>,
    is_over: Cell<bool>,
}

/// The effects that are due, in the order in which they became so.
#[derive(Default)]
struct Queue {
    due: VecDeque<Weak<Node>>,
    is_awaited: bool,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

impl Running {
    /// An effect that runs now, and whose closure may make signals, memos and effects.
    pub fn new(run: Box<dyn FnMut()>) -> Self {
        let effect = Self::with_owner(run, Some(Owner::new()));
        effect.0.run();
        effect
    }

    /// An effect that runs now, and whose closure makes nothing that lasts.
    pub fn simple(run: Box<dyn FnMut()>) -> Self {
        let effect = Self::with_owner(run, None);
        effect.0.run();
        effect
    }

    /// An effect that runs as soon as what is going on has come to its end.
    pub fn soon(run: Box<dyn FnMut()>) -> Self {
        let effect = Self::with_owner(run, Some(Owner::new()));
        effect.0.mark_dirty();
        effect
    }

    fn with_owner(run: Box<dyn FnMut()>, owner: Option<Owner>) -> Self {
        Self(Arc::new_cyclic(|itself| {
            Node(SendWrapper::new(Inner {
                itself: itself.clone(),
                run: RefCell::new(run),
                owner,
                sources: RefCell::default(),
                must_run: Cell::new(false),
                is_due: Cell::new(false),
                is_over: Cell::new(false),
            }))
        }))
    }
}

impl Drop for Running {
    /// Takes its name off the lists of the signals that it read, where Leptos leaves it (0.8.23): a
    /// signal that lasts, such as the clock, would remember each line of each page that ever was.
    fn drop(&mut self) {
        self.0.0.is_over.set(true);
        self.0.forget_sources();
    }
}

impl Node {
    fn name(&self) -> AnySubscriber {
        let itself: Weak<dyn Subscriber + Send + Sync> = self.0.itself.clone();
        AnySubscriber(self as *const Self as usize, itself)
    }

    fn run(&self) {
        let Ok(mut run) = self.0.run.try_borrow_mut() else { return };
        let mut observed = || self.name().with_observer(&mut *run);
        match &self.0.owner {
            Some(owner) => owner.with_cleanup(observed),
            None => observed(),
        }
        // It may have ended itself, and have read on.
        if self.0.is_over.get() {
            self.forget_sources();
        }
    }

    fn run_if_due(&self) {
        self.0.is_due.set(false);
        let name = self.name();
        if !self.0.is_over.get() && name.with_observer(|| self.update_if_necessary()) {
            self.forget_sources();
            self.run();
        }
    }

    fn forget_sources(&self) {
        self.clear_sources(&self.name());
    }

    fn schedule(&self) {
        if self.0.is_due.replace(true) {
            return;
        }
        let is_awaited = QUEUE.with_borrow_mut(|queue| {
            queue.due.push_back(self.0.itself.clone());
            std::mem::replace(&mut queue.is_awaited, true)
        });
        if !is_awaited {
            leptos::task::spawn_local(async { run_all() });
        }
    }
}

/// Runs what is due, and what becomes due by it, without waiting for what is going on to come to its end: for
/// whoever has to measure what is drawn by it.
pub fn run_all() {
    let next = || {
        QUEUE.with_borrow_mut(|queue| {
            let next = queue.due.pop_front();
            queue.is_awaited = next.is_some();
            next
        })
    };
    while let Some(effect) = next() {
        if let Some(effect) = effect.upgrade() {
            effect.run_if_due();
        }
    }
}

impl ReactiveNode for Node {
    fn mark_dirty(&self) {
        self.0.must_run.set(true);
        self.schedule();
    }

    fn mark_check(&self) {
        self.schedule();
    }

    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        if self.0.must_run.replace(false) {
            return true;
        }
        let sources = self.0.sources.borrow().clone();
        sources.into_iter().any(|source| source.update_if_necessary())
    }
}

impl Subscriber for Node {
    fn add_source(&self, source: AnySource) {
        let mut sources = self.0.sources.borrow_mut();
        if !sources.contains(&source) {
            sources.push(source);
        }
    }

    fn clear_sources(&self, subscriber: &AnySubscriber) {
        for source in self.0.sources.take() {
            source.remove_subscriber(subscriber);
        }
    }
}

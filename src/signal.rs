//! Signals, stored values, memos and effects, by Leptos' names and in its ways, but small.
//!
//! Leptos' own are generic through and through: each type of value brings code for its arena, its
//! locks, its subscribers and its guards into the reader's download, some 3 KB a type. Here a value of
//! any type lies behind one pointer, Leptos' own graph ([`ArcTrigger`], `Memo`) is told of it, and what
//! is left for each type is a downcast. Everything runs in the one thread that a browser has.

mod effect;

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::{
    ArcMemo, ArcTrigger, Get as _, GetValue as _, LocalStorage, Notify as _, Track as _,
};
use leptos::reactive::graph::{Subscriber as _, ToAnySubscriber as _};

use crate::state::IS_BROWSER;

pub use effect::{Running, run_all};

/// A value of any type, and who is told of its changes.
struct Inner {
    value: RefCell<Box<dyn Any>>,
    trigger: ArcTrigger,
}

/// The place of a value in Leptos' arena, which is emptied when the owner goes.
type Place = leptos::prelude::StoredValue<Rc<Inner>, LocalStorage>;

fn inner(value: Box<dyn Any>) -> Rc<Inner> {
    Rc::new(Inner { value: RefCell::new(value), trigger: ArcTrigger::new() })
}

#[inline(never)]
fn place(value: Box<dyn Any>) -> Place {
    Place::new_local(inner(value))
}

#[inline(never)]
fn find(place: Place) -> Option<Rc<Inner>> {
    place.try_get_value()
}

impl Inner {
    fn look<T: 'static, R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.value.borrow().downcast_ref().map(look)
    }

    fn change<T: 'static, R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.value.borrow_mut().downcast_mut().map(change)
    }
}

/// What goes wrong is a page that uses what has gone with another page: a defect, which must be heard.
#[cold]
#[inline(never)]
fn gone() -> ! {
    panic!("a value was asked for after the page that it belonged to had gone")
}

/// A value that whoever reads it is told about.
pub struct RwSignal<T> {
    place: Place,
    kind: PhantomData<fn() -> T>,
}

impl<T> Copy for RwSignal<T> {}
impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Default + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: 'static> RwSignal<T> {
    /// A signal that lives as long as its owner.
    pub fn new(value: T) -> Self {
        Self { place: place(Box::new(value)), kind: PhantomData }
    }

    /// Looks at the value; whoever does is told of changes.
    pub fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        let Some(inner) = find(self.place) else { gone() };
        inner.trigger.track();
        inner.look(look).unwrap_or_else(|| gone())
    }

    /// Looks at the value once.
    pub fn with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.try_with_untracked(look).unwrap_or_else(|| gone())
    }

    /// Looks at the value once; nothing where it has gone.
    pub fn try_with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> Option<R> {
        find(self.place)?.look(look)
    }

    /// Changes the value, and tells.
    pub fn update<R>(self, change: impl FnOnce(&mut T) -> R) {
        self.try_update(change);
    }

    /// Changes the value, and tells; nothing where it has gone.
    pub fn try_update<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let inner = find(self.place)?;
        let outcome = inner.change(change);
        inner.trigger.notify();
        outcome
    }

    /// Changes the value, and tells nobody.
    pub fn update_untracked<R>(self, change: impl FnOnce(&mut T) -> R) {
        if let Some(inner) = find(self.place) {
            inner.change(change);
        }
    }

    /// Sets the value, and tells.
    pub fn set(self, value: T) {
        self.try_set(value);
    }

    /// Sets the value, and tells; the value comes back where the signal has gone.
    pub fn try_set(self, value: T) -> Option<T> {
        let mut value = Some(value);
        self.try_update(|known| {
            if let Some(value) = value.take() {
                *known = value;
            }
        });
        value
    }
}

impl<T: Clone + 'static> RwSignal<T> {
    /// The value; whoever asks is told of changes.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// The value as it is now; nothing where it has gone.
    pub fn try_get_untracked(self) -> Option<T> {
        self.try_with_untracked(T::clone)
    }
}

/// A signal that lives as long as anybody holds it.
pub struct ArcRwSignal<T> {
    inner: Rc<Inner>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for ArcRwSignal<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), kind: PhantomData }
    }
}

impl<T: Clone + 'static> ArcRwSignal<T> {
    /// A signal of its own.
    pub fn new(value: T) -> Self {
        Self { inner: inner(Box::new(value)), kind: PhantomData }
    }

    /// The value; whoever asks is told of changes.
    pub fn get(&self) -> T {
        self.inner.trigger.track();
        self.get_untracked()
    }

    /// The value as it is now.
    pub fn get_untracked(&self) -> T {
        self.inner.look(T::clone).unwrap_or_else(|| gone())
    }

    /// Looks at the value once.
    pub fn with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.inner.look(look).unwrap_or_else(|| gone())
    }

    /// Sets the value, and tells.
    pub fn set(&self, value: T) {
        self.inner.change(|known| *known = value);
        self.inner.trigger.notify();
    }
}

/// A value that nobody is told about.
pub struct StoredValue<T> {
    place: Place,
    kind: PhantomData<fn() -> T>,
}

impl<T> Copy for StoredValue<T> {}
impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Default + 'static> Default for StoredValue<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: 'static> StoredValue<T> {
    /// A value that lives as long as its owner.
    pub fn new(value: T) -> Self {
        Self { place: place(Box::new(value)), kind: PhantomData }
    }

    /// Looks at the value.
    pub fn with_value<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.try_with_value(look).unwrap_or_else(|| gone())
    }

    /// Looks at the value; nothing where it has gone.
    pub fn try_with_value<R>(self, look: impl FnOnce(&T) -> R) -> Option<R> {
        find(self.place)?.look(look)
    }

    /// Changes the value.
    pub fn update_value<R>(self, change: impl FnOnce(&mut T) -> R) {
        self.try_update_value(change);
    }

    /// Changes the value; nothing where it has gone.
    pub fn try_update_value<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        find(self.place)?.change(change)
    }

    /// Sets the value.
    pub fn set_value(self, value: T) {
        self.try_set_value(value);
    }

    /// Sets the value; it comes back where its place has gone.
    pub fn try_set_value(self, value: T) -> Option<T> {
        let mut value = Some(value);
        self.try_update_value(|known| {
            if let Some(value) = value.take() {
                *known = value;
            }
        });
        value
    }
}

impl<T: Clone + 'static> StoredValue<T> {
    /// The value.
    pub fn get_value(self) -> T {
        self.with_value(T::clone)
    }
}

/// What a memo holds: a value that can be compared with the one before.
trait Comparable: Any + Send + Sync {
    fn is_same(&self, other: &dyn Comparable) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<T: PartialEq + Send + Sync + 'static> Comparable for T {
    fn is_same(&self, other: &dyn Comparable) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone)]
struct Erased(Arc<dyn Comparable>);

impl PartialEq for Erased {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_same(&*other.0)
    }
}

/// A value that follows from others; whoever reads it is told when it has become another.
pub struct Memo<T> {
    place: leptos::prelude::StoredValue<Rc<Following>, LocalStorage>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Copy for Memo<T> {}
impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// A memo, by the name that Leptos has for whatever can be read.
pub type Signal<T> = Memo<T>;

struct Following(ArcMemo<Erased>);

impl Drop for Following {
    /// Takes its name off the lists of the signals that it read, as an effect does.
    fn drop(&mut self) {
        let name = self.0.to_any_subscriber();
        name.clear_sources(&name);
    }
}

#[inline(never)]
fn memo(
    run: Box<dyn Fn() -> Erased + Send + Sync>,
) -> leptos::prelude::StoredValue<Rc<Following>, LocalStorage> {
    let following = Following(ArcMemo::new(move |_| run()));
    leptos::prelude::StoredValue::new_local(Rc::new(following))
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// What a closure answers, asked again when a signal that it reads has changed.
    pub fn new(run: impl Fn(()) -> T + Send + Sync + 'static) -> Self {
        Self { place: memo(Box::new(move || Erased(Arc::new(run(()))))), kind: PhantomData }
    }

    /// Looks at the value; whoever does is told of changes.
    pub fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        let Some(following) = self.place.try_get_value() else { gone() };
        let erased = following.0.get();
        // Through the trait: the pointer itself is as comparable as what it points to.
        let value = (*erased.0).as_any().downcast_ref();
        value.map(look).unwrap_or_else(|| gone())
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Memo<T> {
    /// The value; whoever asks is told of changes.
    pub fn get(self) -> T {
        self.with(T::clone)
    }
}

/// What touches the world outside when a signal has changed.
pub struct Effect;

impl Effect {
    /// Runs a closure now, and again when a signal that it reads has changed, for as long as the owner
    /// lives.
    #[allow(clippy::new_ret_no_self, reason = "by the name that Leptos has for it")]
    pub fn new(run: impl Fn() + 'static) {
        if !IS_BROWSER {
            return;
        }
        begin(Box::new(run));
    }
}

#[inline(never)]
fn begin(run: Box<dyn FnMut()>) {
    place(Box::new(Running::soon(run)));
}

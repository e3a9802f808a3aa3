//! One stream for all the tabs of a browser: HTTP/1.1 allows six connections, and a seventh tab would
//! not load at all.
//!
//! Whoever holds the browser's lock on the discussion has the stream, and tells the others over a
//! channel. The lock goes on by itself when its tab is closed, crashes or lets go.
#![allow(unsafe_code, reason = "wasm-bindgen's import blocks expand to it")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

use crate::ending::AtTheEnd;
use crate::state::task::spawn;

#[wasm_bindgen]
extern "C" {
    type Locks;
    #[wasm_bindgen(method)]
    fn request(this: &Locks, name: &str, options: &Object, granted: &Function) -> Promise;
}

/// The other tabs with the same discussion.
pub struct Tabs {
    name: String,
    channel: Option<BroadcastChannel>,
    /// What the others tell must not wake a program that has ended.
    _at_the_end: Option<AtTheEnd>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    lock: RefCell<Option<Lock>>,
    room: RefCell<Option<Lock>>,
    /// Called when a lock is had that was waited for.
    woken: Rc<dyn Fn()>,
    /// Whether something was told since the last frame.
    has_told: Cell<bool>,
    /// What was to be told since.
    waiting: RefCell<String>,
}

/// How many discussions a browser has streams of at once, in all its tabs: over HTTP/1.1 it has six connections to a
/// site, and pages need some as well. Where more discussions are open, those that come later ask instead.
const MOST_STREAMS: usize = 4;

/// What stands between texts that are told together; no JSON has it.
pub const BETWEEN: char = '\u{1e}';

/// What a tab asks that has come, or come back.
pub const HOW_IS_IT: &str = "?";

struct Lock {
    is_held: Rc<Cell<bool>>,
    /// Lets go of the lock, once it is held.
    release: Rc<RefCell<Option<(Function, AtTheEnd)>>>,
    abort: Option<AbortController>,
    _at_the_end: Option<AtTheEnd>,
    _granted: Closure<dyn FnMut() -> Promise>,
}

impl Tabs {
    /// Joins the others; `told` gets what the one with the stream says, and `woken` is called when this
    /// tab may do what it asked for.
    pub fn join(name: String, told: impl Fn(String) + 'static, woken: impl Fn() + 'static) -> Self {
        let channel = BroadcastChannel::new(&name).ok();
        let on_message = move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                told(text);
            }
        };
        let on_message: Box<dyn Fn(MessageEvent)> = Box::new(on_message);
        let on_message = Closure::wrap(on_message);
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        }
        let at_the_end =
            channel.as_ref().and_then(|channel| AtTheEnd::call_method(channel, "close"));
        Self {
            name,
            channel,
            _at_the_end: at_the_end,
            _on_message: on_message,
            lock: RefCell::default(),
            room: RefCell::default(),
            woken: Rc::new(woken),
            has_told: Cell::new(false),
            waiting: RefCell::default(),
        }
    }

    /// Tells the other tabs: at once, or with the next [`Tabs::flush`] where this follows close upon
    /// something else. A message to other tabs costs a tenth of a millisecond, and a flood of events
    /// would cost a frame.
    pub fn tell(&self, text: &str) {
        if !self.has_told.replace(true) {
            self.post(text);
            return;
        }
        let mut waiting = self.waiting.borrow_mut();
        if !waiting.is_empty() {
            waiting.push(BETWEEN);
        }
        waiting.push_str(text);
    }

    /// Tells what waits: call it with each frame in which events are applied.
    pub fn flush(&self) {
        self.has_told.set(false);
        let waiting = self.waiting.take();
        if !waiting.is_empty() {
            self.post(&waiting);
        }
    }

    fn post(&self, text: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&JsValue::from_str(text));
        }
    }

    /// Asks for the stream, unless that was done; says whether this tab has it.
    pub fn lead(&self) -> bool {
        let mut lock = self.lock.borrow_mut();
        if lock.is_none() {
            // Whoever has it already says how the line is: the next beat may be long in coming.
            self.post(HOW_IS_IT);
        }
        let one = || Lock::request(std::slice::from_ref(&self.name), &self.woken);
        lock.get_or_insert_with(one).is_held.get()
    }

    /// Whether the browser has room for this tab's stream beside those of other discussions; asks for it,
    /// unless that was done.
    pub fn has_room(&self) -> bool {
        let any = || {
            let places: Vec<_> =
                (0..MOST_STREAMS).map(|n| format!("broadsheet-line:{n}")).collect();
            Lock::request(&places, &self.woken)
        };
        self.room.borrow_mut().get_or_insert_with(any).is_held.get()
    }

    /// Whether this tab has the stream.
    pub fn is_leading(&self) -> bool {
        self.lock.borrow().as_ref().is_some_and(|lock| lock.is_held.get())
    }

    /// Leaves the stream to another tab.
    pub fn follow(&self) {
        self.room.borrow_mut().take();
        self.lock.borrow_mut().take();
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.flush();
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}

impl Lock {
    /// Asks for whichever of some locks is free first.
    fn request(names: &[String], woken: &Rc<dyn Fn()>) -> Self {
        let is_held = Rc::new(Cell::new(false));
        let release = Rc::new(RefCell::new(None));
        let abort = AbortController::new().ok();
        let (held, letting_go) = (is_held.clone(), release.clone());
        let (others, woken) = (abort.clone(), woken.clone());
        let granted = Closure::<dyn FnMut() -> Promise>::new(move || {
            if held.replace(true) {
                return Promise::resolve(&JsValue::UNDEFINED);
            }
            // What is had is not touched by it.
            if let Some(others) = &others {
                others.abort();
            }
            // Held for as long as this promise is not kept.
            let kept = Promise::new(&mut |keep, _| {
                *letting_go.borrow_mut() = Some((keep.clone(), AtTheEnd::call(keep)));
            });
            woken();
            kept
        });
        // Were the lock given to a program that has ended, no tab would have it any more.
        let at_the_end = abort.as_ref().and_then(|abort| AtTheEnd::call_method(abort, "abort"));
        let options = Object::new();
        if let Some(abort) = &abort {
            let _ = Reflect::set(&options, &"signal".into(), &abort.signal());
        }
        let navigator = web_sys::window().map(|window| window.navigator());
        let locks = navigator.and_then(|n| Reflect::get(&n, &"locks".into()).ok());
        match locks.filter(|locks| locks.is_object()) {
            Some(locks) => {
                let locks = locks.unchecked_into::<Locks>();
                for name in names {
                    let granted = granted.as_ref().unchecked_ref();
                    let asked = locks.request(name, &options, granted);
                    // One that was given up is refused, which is no news.
                    spawn(async move {
                        let _ = JsFuture::from(asked).await;
                    });
                }
            }
            // Without locks (a page without HTTPS) every tab has a stream of its own.
            None => is_held.set(true),
        }
        Self { is_held, release, abort, _at_the_end: at_the_end, _granted: granted }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        match self.release.borrow_mut().take() {
            Some((release, _)) => {
                let _ = release.call0(&JsValue::NULL);
            }
            None => {
                if let Some(abort) = &self.abort {
                    abort.abort();
                }
            }
        }
    }
}

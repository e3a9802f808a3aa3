//! The stream of events, over the browser's `EventSource`. It is closed at its first error: when to
//! open it again is for [`super::line`] to say.

use js_sys::JsString;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

use crate::ending::{AtTheEnd, has_ended};

/// The events that a server names.
const NAMES: [&str; 11] = [
    "hello",
    "beat",
    "comment.created",
    "comment.updated",
    "comment.removed",
    "comment.rejected",
    "counts",
    "discussion.closed",
    "discussion.opened",
    "reset",
    "queue",
];

/// The longest text of an event that is read, in UTF-16 units; the longest that a comment can make is a tenth
/// of it.
const LONGEST: u32 = 1 << 20;

/// What a stream says.
pub struct Told {
    /// The event's name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// An open stream; it ends when this is dropped.
pub struct Stream {
    source: EventSource,
    _at_the_end: Option<AtTheEnd>,
    _on_event: Closure<dyn Fn(web_sys::Event)>,
}

impl Stream {
    /// Opens a stream, unless the program has ended. `told` gets every event, and nothing where
    /// the stream broke.
    pub fn open(url: &str, told: impl Fn(Option<Told>) + 'static) -> Option<Self> {
        if has_ended() {
            return None;
        }
        let source = EventSource::new(url).ok()?;
        let on_event = move |event: web_sys::Event| match event.dyn_ref::<MessageEvent>() {
            Some(message) => {
                if let Some(text) = message.data().dyn_ref::<JsString>() {
                    // Of what no event should be nothing is copied: it can't be read.
                    let is_read = text.length() <= LONGEST;
                    let text = if is_read { text.into() } else { String::new() };
                    told(Some(Told { name: event.type_(), text }));
                }
            }
            None => told(None),
        };
        let on_event: Box<dyn Fn(web_sys::Event)> = Box::new(on_event);
        let on_event = Closure::wrap(on_event);
        let callback = on_event.as_ref().unchecked_ref();
        for name in NAMES {
            let _ = source.add_event_listener_with_callback(name, callback);
        }
        source.set_onerror(Some(callback));
        let at_the_end = AtTheEnd::call_method(&source, "close");
        Some(Self { source, _at_the_end: at_the_end, _on_event: on_event })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onerror(None);
        self.source.close();
    }
}

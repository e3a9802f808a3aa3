//! In the place of the crate `wasm-streams`.
//!
//! Leptos brings it for server functions that stream, which this site has none of. But what it exports
//! to JavaScript stays in every program that it is linked into. Here is what Leptos compiles against,
//! empty: a stream that ends at once.

use futures::Stream;
use futures::stream::empty;
use wasm_bindgen::{JsCast, JsValue};

/// A stream of nothing.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes a stream of the browser, and forgets what is in it.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Takes a stream of the program, and forgets what is in it.
    pub fn from_stream<S: Stream<Item = Result<JsValue, JsValue>> + 'static>(_: S) -> Self {
        Self(JsValue::UNDEFINED.unchecked_into())
    }

    /// The stream of the browser.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// A stream that ends at once.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> + 'static {
        empty()
    }
}

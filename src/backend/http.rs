//! Fetching over the browser's `fetch`: bounded in time, bounded in size, given up when dropped.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Reflect, Uint8Array};
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, RequestCache, RequestInit, Response,
};

use super::error::{self, Fault};
use super::wire;
use crate::state::IS_BROWSER;

/// The most that is read of one document, in bytes after decompression.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// How long a backend may be silent.
const SILENCE: Duration = Duration::from_secs(10);
/// How long one document may take in all.
const WHOLE: Duration = Duration::from_secs(30);

/// What is asked of a backend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The method; `GET` where it is empty.
    pub method: &'static str,
    /// The address.
    pub url: String,
    /// Whether the browser's own cache must check with the backend first.
    pub is_fresh: bool,
    /// Whether it is a document, whose answer says by its status alone what is the matter: so every
    /// newsroom's backend does, whatever it writes below.
    pub is_document: bool,
    /// The fields of the request's head.
    pub headers: Vec<(&'static str, String)>,
    /// The JSON that is sent.
    pub body: Option<String>,
}

/// Asks a backend, and reads the text that it answers. Dropping the future gives the request up.
///
/// # Errors
///
/// Every [`Fault`] but [`Fault::Contract`].
pub async fn ask(call: Call) -> Result<String, Fault> {
    if !IS_BROWSER {
        // Whoever renders a page has asked for all of it.
        return Err(Fault::Unreachable);
    }
    let deadline = Deadline::start()?;
    let answer = fetch(&call, &deadline).await;
    answer.map_err(|fault| match fault {
        Fault::Unreachable if deadline.passed() => Fault::TimedOut,
        Fault::Unreachable if is_offline() => Fault::Offline,
        fault => fault,
    })
}

async fn fetch(call: &Call, deadline: &Deadline) -> Result<String, Fault> {
    let window = web_sys::window().ok_or(Fault::Unreachable)?;
    let options = RequestInit::new();
    options.set_signal(Some(&deadline.controller.signal()));
    if call.is_fresh {
        options.set_cache(RequestCache::NoCache);
    }
    if !call.method.is_empty() {
        options.set_method(call.method);
    }
    if !call.headers.is_empty() {
        let headers = Headers::new().map_err(|_| Fault::Unreachable)?;
        for (name, value) in &call.headers {
            headers.set(name, value).map_err(|_| Fault::Unreachable)?;
        }
        options.set_headers(&headers);
    }
    if let Some(body) = &call.body {
        options.set_body(&JsValue::from_str(body));
    }
    let asked = JsFuture::from(window.fetch_with_str_and_init(&call.url, &options));
    let response: Response =
        asked.await.ok().and_then(|value| value.dyn_into().ok()).ok_or(Fault::Unreachable)?;
    deadline.heard();
    let field = |name: &str| response.headers().get(name).ok().flatten();
    if let Err(fault) = error::check(response.status(), &field) {
        return Err(match fault {
            Fault::NotFound | Fault::Gone | Fault::Status { .. } if !call.is_document => {
                refusal(&response, deadline, fault).await
            }
            fault => fault,
        });
    }
    error::text(read(&response, deadline).await?)
}

/// What a problem says of itself, where the answer is one (RFC 9457).
async fn refusal(response: &Response, deadline: &Deadline, fault: Fault) -> Fault {
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    if !kind.starts_with("application/problem+json") {
        return fault;
    }
    let text = read(response, deadline).await.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let code = text.as_deref().and_then(wire::problem_code);
    let retry_after = match fault {
        Fault::Status { retry_after, .. } => retry_after,
        _ => None,
    };
    code.map_or(fault, |code| Fault::Refused { code, retry_after })
}

/// What the answer holds. Its parts wait outside of the program's memory, which only ever grows: a whole
/// that became longer with each of them would take room for itself several times over.
async fn read(response: &Response, deadline: &Deadline) -> Result<Vec<u8>, Fault> {
    let Some(body) = response.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader =
        body.get_reader().dyn_into().map_err(|_| Fault::Unreachable)?;
    let mut parts: Vec<Uint8Array> = Vec::new();
    let mut length = 0;
    loop {
        let part = JsFuture::from(reader.read()).await.map_err(|_| Fault::Unreachable)?;
        deadline.heard();
        let field = |name: &str| Reflect::get(&part, &JsValue::from_str(name)).ok();
        if field("done").is_none_or(|done| done.is_truthy()) {
            break;
        }
        let part: Uint8Array =
            field("value").and_then(|value| value.dyn_into().ok()).ok_or(Fault::Unreachable)?;
        length += part.length() as usize;
        if length > MOST_BYTES {
            return Err(Fault::TooLarge);
        }
        parts.push(part);
    }
    let mut bytes = vec![0; length];
    let mut rest = bytes.as_mut_slice();
    for part in parts {
        let (room, behind) = rest.split_at_mut(part.length() as usize);
        part.copy_to(room);
        rest = behind;
    }
    Ok(bytes)
}

fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

/// Ends the request when the backend is silent too long or takes too long in all, and when dropped.
struct Deadline {
    controller: AbortController,
    passed: Rc<Cell<bool>>,
    whole: Cell<Option<TimeoutHandle>>,
    silence: Cell<Option<TimeoutHandle>>,
}

impl Deadline {
    fn start() -> Result<Self, Fault> {
        let controller = AbortController::new().map_err(|_| Fault::Unreachable)?;
        let passed = Rc::new(Cell::new(false));
        let deadline =
            Self { controller, passed, whole: Cell::new(None), silence: Cell::new(None) };
        deadline.whole.set(deadline.end_after(WHOLE));
        deadline.heard();
        Ok(deadline)
    }

    /// Something came: the silence begins anew.
    fn heard(&self) {
        let next = self.end_after(SILENCE);
        if let Some(before) = self.silence.replace(next) {
            before.clear();
        }
    }

    fn end_after(&self, time: Duration) -> Option<TimeoutHandle> {
        let (controller, passed) = (self.controller.clone(), self.passed.clone());
        let end = move || {
            passed.set(true);
            controller.abort();
        };
        set_timeout_with_handle(end, time).ok()
    }

    fn passed(&self) -> bool {
        self.passed.get()
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        for timer in [self.whole.take(), self.silence.take()].into_iter().flatten() {
            timer.clear();
        }
        self.controller.abort();
    }
}

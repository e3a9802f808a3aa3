//! Work that goes on beside the page.

use std::future::Future;
use std::pin::Pin;

use super::IS_BROWSER;

/// Runs a future beside the page. Boxed, so that the machinery around futures stands in the program
/// once and not once a caller.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    if !IS_BROWSER {
        // Nobody waits for what comes after a page has been written.
        return;
    }
    leptos::task::spawn_local(future);
}

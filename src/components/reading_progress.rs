//! How far the story has been read.

use crate::prelude::*;
use leptos::html::Progress;

use crate::state::listen;

/// A line across the top that grows as the story's body passes.
#[component]
pub fn ReadingProgress() -> impl IntoView {
    let line = NodeRef::<Progress>::new();
    let waiting = StoredValue::new(false);
    let measure = move || {
        // Measured once a frame, however often the page scrolls in it.
        if waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        request_animation_frame(move || {
            if waiting.try_set_value(false).is_none()
                && let Some(line) = line.try_get_untracked().flatten()
            {
                line.set_value(share_read() * 100.0);
            }
        });
    };
    // Kept by the page's owner, and dropped with it.
    let _kept = StoredValue::new([
        listen("scroll", move |_| measure()),
        listen("resize", move |_| measure()),
    ]);
    view! { <progress class="reading-progress" max="100" value="0" aria-hidden="true" node_ref=line></progress> }
}

/// The share of the story's body that has passed the lower edge of the screen, 0 to 1.
fn share_read() -> f64 {
    let Ok(Some(body)) = document().query_selector(".story-body") else { return 0.0 };
    let frame = body.get_bounding_client_rect();
    let height =
        window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    if frame.height() <= 0.0 {
        0.0
    } else {
        ((height - frame.top()) / frame.height()).clamp(0.0, 1.0)
    }
}

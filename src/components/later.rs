//! What lies below the first screen.

use std::cell::Cell;

use crate::prelude::*;

/// Draws what lies below the first screen of a page once that one has been painted, at once where the
/// page was drawn whole. Until then room is kept, so that what stands below is not seen to move.
#[component]
pub fn Later(
    /// Whether the first screen has been painted.
    is_whole: RwSignal<bool>,
    /// What lies below it.
    children: Children,
) -> impl IntoView {
    if is_whole.get_untracked() {
        return View::later(children);
    }
    let children = Cell::new(Some(children));
    let drawn = move || {
        // Not followed any longer once it holds: what has been drawn stays.
        if !is_whole.get_untracked() && !is_whole.get() {
            return view! { <div class="later"></div> };
        }
        children.take().map_or(View::NOTHING, |children| children())
    };
    drawn.into_view()
}

//! Where a story's discussion stands on its page.
//!
//! What draws and drives a discussion is a program of its own ([`crate::discussion`]): most who read a
//! story never come near it, and would fetch a third more for nothing. Here is what the site's program does
//! for it: it keeps the place, and sends for the other program when the reader comes near.

use std::any::Any;
use std::rc::Rc;

use crate::prelude::*;
use leptos::html::Div;

use super::permalink::comes_near;
use crate::backend::{BackendError, Fault};
use crate::components::InlineProblem;
use crate::discussion;
use crate::ending::{tell, tell_boot};
use crate::model::Slug;
use crate::state::listen::Listener;
use crate::state::{IS_BROWSER, listen, reading, tools};
use crate::words;

/// Where the discussion of a story stands, or will.
#[component]
pub fn DiscussionPlace(
    /// The story.
    slug: Slug,
    /// Whether the story says that its discussion can only be read.
    is_closed: bool,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let (is_wanted, is_absent) = (RwSignal::new(false), RwSignal::new(false));
    let want = move || {
        let Some(place) = place.try_get_untracked().flatten() else { return };
        let _ = place.set_attribute(discussion::WANTED, "");
        let _ = is_wanted.try_set(true);
        let _ = is_absent.try_set(false);
        tell_boot(discussion::WANT);
    };
    // Kept by the page's owner, and dropped with it.
    let watch = StoredValue::new(None::<Box<dyn Any>>);
    let absent = StoredValue::new(None::<Listener>);
    Effect::new(move || {
        let Some(place) = place.get() else { return };
        let told = move |_| {
            is_wanted.set(false);
            is_absent.set(true);
        };
        absent.set_value(Some(listen(discussion::ABSENT, told)));
        // Where the program is here, the way back leads to the place that the reader left.
        if discussion::has_started() {
            want();
        } else {
            // Once: who goes on clicking there has not asked for another try.
            let first = place.clone();
            let near = move || {
                if !first.has_attribute(discussion::WANTED) {
                    want();
                }
            };
            watch.set_value(Some(comes_near(&place, Rc::new(near))));
        }
    });
    if IS_BROWSER {
        on_cleanup(move || {
            if let Some(place) = place.try_get_untracked().flatten() {
                tell(&place, discussion::LEFT);
            }
        });
    }
    let problem = move || {
        let fault = BackendError { url: discussion::NAME.to_owned(), fault: Fault::Unreachable };
        is_absent.get().then(|| view! { <InlineProblem error=fault retry=move |()| want()/> })
    };
    let story = slug.clone();
    let content = move || {
        if IS_BROWSER {
            return view! { <Awaited is_wanted/> };
        }
        let backend = reading().desk.request(|backend| backend.discussion(&story));
        let comments = backend.map(|backend| view! { <super::Comments backend is_closed/> });
        comments.into_view()
    };
    let lang = tools().config.with_value(|config| config.site.lang.clone());
    view! {
        // Below a story in another language it is still the site's own.
        <div class=discussion::NAME lang=lang.as_str().to_owned() dir=lang.direction().as_str()
            data-slug=slug.as_str().to_owned() data-closed=is_closed node_ref=place>
            {problem}
            {View::others(Box::new(content))}
        </div>
    }
}

/// What stands until the other program has come, on a page that came without its discussion.
#[component]
fn Awaited(is_wanted: RwSignal<bool>) -> impl IntoView {
    view! {
        <section class="comments is-awaited is-empty-place" id="comments" aria-labelledby="comments-title"
            aria-busy=move || is_wanted.get().then_some("true")>
            <h2 class="comments-title" id="comments-title" tabindex="-1">{words::COMMENTS}</h2>
            <p class="comments-lead">{words::COMMENTS_LEAD}</p>
            <p class="comments-notice comments-loading">{words::COMMENTS_LOADING}</p>
        </section>
    }
}

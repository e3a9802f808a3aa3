//! A part of a page that could not be had, while the rest stays.

use crate::prelude::*;
use leptos::html::Section;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::backend::{BackendError, Fault};
use crate::view::pass_focus_on;
use crate::words;

/// What happened, and another try.
#[component]
pub fn InlineProblem(
    /// What happened.
    error: BackendError,
    /// Another try.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    let words = words::problem(&error);
    let section = NodeRef::<Section>::new();
    let try_again = move |_| {
        // The button goes; the focus goes to what stands before it, or stays with the part that it belonged to.
        if let Some(section) = section.get_untracked() {
            let part =
                section.parent_element().and_then(|part| part.dyn_into::<HtmlElement>().ok());
            if let Some(part) = part {
                part.set_tab_index(-1);
            }
            pass_focus_on(&section);
        }
        retry.run(());
    };
    let has_retry = error.fault != Fault::Gone;
    view! {
        <section class="problem" role="alert" node_ref=section>
            <h3 class="problem-title">{words::PART_PROBLEM}</h3>
            <p class="problem-detail">{words.detail}</p>
            {has_retry.then(|| view! {
                <p class="problem-actions">
                    <button class="pill primary" type="button" on:click=try_again>{words::TRY_AGAIN}</button>
                </p>
            })}
        </section>
    }
}

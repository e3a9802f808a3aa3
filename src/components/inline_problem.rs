//! A part of a page that could not be had, while the rest stays.

use leptos::prelude::*;

use crate::backend::BackendError;
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
    view! {
        <section class="problem" role="alert">
            <h3 class="problem-title">{words.title}</h3>
            <p class="problem-detail">{words.detail}</p>
            <p class="problem-actions">
                <button class="pill primary" type="button" on:click=move |_| retry.run(())>{words::TRY_AGAIN}</button>
            </p>
        </section>
    }
}

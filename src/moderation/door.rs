//! Where the token is asked for.

use crate::prelude::*;
use leptos::html::Input;

use super::state::Moderation;
use crate::words::moderation as said;

/// The form for the token.
#[component]
pub fn Door(
    /// What is known.
    moderation: Moderation,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let enter = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else { return };
        moderation.sign_in(field.value().trim().to_owned());
        let _ = field.focus();
    };
    let problem = move || moderation.refused();
    let button = move || match moderation.is_signing_in() {
        true => said::SIGNING_IN,
        false => said::SIGN_IN,
    };
    let is_wrong = move || problem().map(|_| "true");
    view! {
        <form class="composer" on:submit=enter novalidate>
            <label class="composer-label">
                {said::TOKEN}
                <input class="field" type="password" name="token" autocomplete="off" dir="auto" node_ref=field
                    aria-describedby="door-detail door-problem" aria-invalid=is_wrong/>
            </label>
            <p class="composer-note" id="door-detail">{said::TOKEN_DETAIL}</p>
            <p class="composer-problem" id="door-problem" role="alert">{problem}</p>
            <p class="composer-foot">
                <button class="pill primary" type="submit">{button}</button>
            </p>
        </form>
    }
}

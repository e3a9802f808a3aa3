//! A menu that opens below its button: theme and text size.

use crate::prelude::*;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::Details;
use wasm_bindgen::JsCast;
use web_sys::Node;

/// A choice among a few, behind a button.
#[component]
pub fn ChoiceMenu(
    /// What is chosen among.
    title: &'static str,
    /// The class beside `disclosure`.
    #[prop(optional)]
    class: &'static str,
    /// The choices' names, in their order.
    names: &'static [&'static str],
    /// What is chosen, by its place.
    choice: RwSignal<usize>,
) -> impl IntoView {
    let details = NodeRef::<Details>::new();
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            let summary =
                details.get_untracked().and_then(|d| d.query_selector("summary").ok().flatten());
            if let Some(summary) = summary.and_then(|s| s.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = summary.focus();
            }
        }
    };
    let on_leave = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        let is_inside =
            details.get_untracked().is_some_and(|details| details.contains(to.as_ref()));
        if to.is_some() && !is_inside {
            close();
        }
    };
    let buttons = names.iter().enumerate().map(|(value, &name)| {
        let pressed = move || if choice.get() == value { "true" } else { "false" };
        view! {
            <button class="pill" type="button" aria-pressed=pressed on:click=move |_| choice.set(value)>
                {name}
            </button>
        }
    });
    view! {
        <details class=format!("disclosure {class}") node_ref=details on:keydown=on_key on:focusout=on_leave>
            <summary class="pill">{title}</summary>
            <div class="disclosure-panel" role="group" aria-label=title>{buttons.collect_view()}</div>
        </details>
    }
}

//! What is asked before something is done that can't be undone: the browser's own `<dialog>`.

use std::cell::Cell;
use std::rc::Rc;

use crate::prelude::*;
use leptos::html::{Dialog, Textarea};

use crate::backend::BackendError;
use crate::state::{Live, Tools, console, tools};
use crate::view::heir;
use crate::words;

/// What the reader is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Why they report a comment, by id.
    Report(String),
    /// Whether they want to remove their own, by id.
    Remove(String),
}

/// The dialogs of a discussion.
#[component]
pub fn Dialogs(
    /// The discussion.
    live: Live,
    /// What is asked; nothing closes the dialog.
    asking: RwSignal<Option<Asking>>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let problem = RwSignal::new(None::<&'static str>);
    let heir_of_row = Rc::new(Cell::new(None));
    let heir_of_opened = heir_of_row.clone();
    Effect::new(move || {
        let is_asking = asking.with(Option::is_some);
        let Some(dialog) = dialog.get() else { return };
        match (is_asking, dialog.open()) {
            (true, false) => {
                problem.set(None);
                let row = document().active_element().and_then(|e| e.closest(".comment").ok()?);
                heir_of_opened.set(row.and_then(|row| heir(&row)));
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let close = move |_| {
        asking.set(None);
        // The browser gives the focus back to the button, if that still stands.
        let has_focus =
            document().active_element().is_some_and(|it| it.matches("body") != Ok(true));
        if let (false, Some(heir)) = (has_focus, heir_of_row.take()) {
            let _ = heir.focus();
        }
    };
    let content = move || {
        asking.get().map(|asked| match asked {
            Asking::Report(id) => view! { <ReportForm live id asking problem/> }.into_any(),
            Asking::Remove(id) => view! { <RemoveForm live id asking problem/> }.into_any(),
        })
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="dialog-title" on:close=close>
            {content}
        </dialog>
    }
}

/// Closes the dialog, or says in it why it could not be done.
fn ended(
    answer: Result<(), BackendError>,
    asking: RwSignal<Option<Asking>>,
    problem: RwSignal<Option<&'static str>>,
) -> bool {
    match answer {
        Ok(()) => {
            let _ = asking.try_set(None);
            true
        }
        Err(error) => {
            console::warn(&error.to_string());
            let _ = problem.try_set(Some(words::refusal(&error.fault)));
            false
        }
    }
}

#[component]
fn ReportForm(
    live: Live,
    id: String,
    asking: RwSignal<Option<Asking>>,
    problem: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let Tools { announcer, .. } = tools();
    let chosen = RwSignal::new(words::REASONS[0].0);
    let note = NodeRef::<Textarea>::new();
    let reasons = words::REASONS.iter().map(|&(reason, words)| {
        view! {
            <label class="dialog-choice">
                <input type="radio" name="reason" value=reason checked=move || chosen.get() == reason
                    on:change=move |_| chosen.set(reason)/>
                {words}
            </label>
        }
    });
    let send = move |_| {
        let note = note.get_untracked().map(|note| note.value()).unwrap_or_default();
        live.report(&id, chosen.get_untracked(), note.trim(), move |answer| {
            if ended(answer, asking, problem) {
                announcer.say(words::REPORTED.to_owned());
            }
        });
    };
    view! {
        <h3 class="dialog-title" id="dialog-title">{words::REPORT_TITLE}</h3>
        <p>{words::REPORT_DETAIL}</p>
        <fieldset class="dialog-choices">
            <legend class="visually-hidden">{words::REPORT_TITLE}</legend>
            {reasons.collect_view()}
        </fieldset>
        <label class="composer-label">
            {words::NOTE}
            <textarea class="field" rows="2" maxlength="500" dir="auto" node_ref=note></textarea>
        </label>
        <p class="composer-problem" role="alert">{move || problem.get()}</p>
        <p class="dialog-actions">
            <button class="pill primary" type="button" on:click=send>{words::SEND_REPORT}</button>
            <button class="pill" type="button" on:click=move |_| asking.set(None)>{words::CANCEL}</button>
        </p>
    }
}

#[component]
fn RemoveForm(
    live: Live,
    id: String,
    asking: RwSignal<Option<Asking>>,
    problem: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let remove = move |_| {
        live.remove(&id, move |answer| {
            ended(answer, asking, problem);
        })
    };
    view! {
        <h3 class="dialog-title" id="dialog-title">{words::REMOVE_TITLE}</h3>
        <p>{words::REMOVE_DETAIL}</p>
        <p class="composer-problem" role="alert">{move || problem.get()}</p>
        <p class="dialog-actions">
            <button class="pill primary" type="button" on:click=remove>{words::REMOVE}</button>
            <button class="pill" type="button" on:click=move |_| asking.set(None)>{words::CANCEL}</button>
        </p>
    }
}

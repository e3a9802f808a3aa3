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

impl Asking {
    /// The comment that it is about.
    fn id(&self) -> &str {
        match self {
            Self::Report(id) | Self::Remove(id) => id,
        }
    }
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
    let sending = move |asked| Sending { asked, asking, problem, is_sent: RwSignal::new(false) };
    let content = move || {
        asking.get().map(|asked| match asked {
            Asking::Report(_) => view! { <ReportForm live sending=sending(asked)/> }.into_any(),
            Asking::Remove(_) => view! { <RemoveForm live sending=sending(asked)/> }.into_any(),
        })
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="dialog-title" on:close=close>
            {content}
        </dialog>
    }
}

/// What is done once the reader has said yes: once, however often they say it.
#[derive(Clone)]
struct Sending {
    asked: Asking,
    asking: RwSignal<Option<Asking>>,
    problem: RwSignal<Option<&'static str>>,
    is_sent: RwSignal<bool>,
}

impl Sending {
    /// Whether it is to be sent now.
    fn begin(&self) -> bool {
        self.problem.set(None);
        !self.is_sent.try_update(|is_sent| std::mem::replace(is_sent, true)).unwrap_or(true)
    }

    /// Closes the dialog, or says in it why it could not be done; whether it was done. By then the reader
    /// may have closed it, and be asked something else.
    fn ended(&self, answer: Result<(), BackendError>) -> bool {
        let is_asked = || {
            let is_it = |now: &Option<Asking>| now.as_ref() == Some(&self.asked);
            self.asking.try_with_untracked(is_it).unwrap_or_default()
        };
        let _ = self.is_sent.try_set(false);
        let Err(error) = answer else {
            if is_asked() {
                self.asking.set(None);
            }
            return true;
        };
        console::warn(&error.to_string());
        let words = words::refusal(&error.fault);
        if is_asked() {
            self.problem.set(Some(words));
        } else {
            tools().announcer.show(words.to_owned());
        }
        false
    }

    fn mark(&self) -> Option<&'static str> {
        self.is_sent.get().then_some("true")
    }
}

#[component]
fn ReportForm(live: Live, sending: Sending) -> impl IntoView {
    let Tools { announcer, .. } = tools();
    let Sending { asking, problem, .. } = sending;
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
    let mark = sending.clone();
    let send = move |_| {
        if !sending.begin() {
            return;
        }
        let note = note.get_untracked().map(|note| note.value()).unwrap_or_default();
        let sending = sending.clone();
        let id = sending.asked.id().to_owned();
        live.report(&id, chosen.get_untracked(), note.trim(), move |answer| {
            if sending.ended(answer) {
                announcer.show(words::REPORTED.to_owned());
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
            <button class="pill primary" type="button" aria-disabled=move || mark.mark() on:click=send>{words::SEND_REPORT}</button>
            <button class="pill" type="button" on:click=move |_| asking.set(None)>{words::CANCEL}</button>
        </p>
    }
}

#[component]
fn RemoveForm(live: Live, sending: Sending) -> impl IntoView {
    let Sending { asking, problem, .. } = sending;
    let mark = sending.clone();
    let remove = move |_| {
        if !sending.begin() {
            return;
        }
        let sending = sending.clone();
        let id = sending.asked.id().to_owned();
        live.remove(&id, move |answer| {
            sending.ended(answer);
        })
    };
    view! {
        <h3 class="dialog-title" id="dialog-title">{words::REMOVE_TITLE}</h3>
        <p>{words::REMOVE_DETAIL}</p>
        <p class="composer-problem" role="alert">{move || problem.get()}</p>
        <p class="dialog-actions">
            <button class="pill primary" type="button" aria-disabled=move || mark.mark() on:click=remove>{words::REMOVE}</button>
            <button class="pill" type="button" on:click=move |_| asking.set(None)>{words::CANCEL}</button>
        </p>
    }
}

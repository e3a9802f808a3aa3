//! Pages that could not be had, and pages that aren't there.

use std::time::Duration;

use crate::prelude::*;

use crate::backend::{BackendError, Fault};
use crate::components::FrontPageCards;
use crate::state::IS_BROWSER;
use crate::words;

/// The most tries that a page makes by itself before it waits for the reader.
const MOST_TRIES: u32 = 3;

/// A page that could not be had: what happened, another try, and what else there is to read.
#[component]
pub fn ProblemPage(
    /// What happened.
    error: BackendError,
    /// Asks for the page anew, because the reader wants it or by itself; whether that is done.
    retry: Callback<bool, bool>,
    /// How often the page was asked for in vain.
    tries: u32,
) -> impl IntoView {
    let words = words::problem(&error);
    let wait = error.retry_after().filter(|_| IS_BROWSER && tries < MOST_TRIES);
    let is_trying = RwSignal::new(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let end_wait = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let try_again = move |is_wanted: bool| {
        // The reader was quicker: a second try would give up the first.
        end_wait();
        is_trying.set(retry.run(is_wanted));
    };
    if let Some(seconds) = wait {
        let seconds = Duration::from_secs(u64::from(seconds.max(1)));
        timer.set_value(set_timeout_with_handle(move || try_again(false), seconds).ok());
        on_cleanup(end_wait);
    }
    let has_retry = error.fault != Fault::Gone;
    view! {
        <section class="problem" role="alert">
            <h1 class="problem-title" tabindex="-1">{words.title}</h1>
            <p class="problem-detail">{words.detail}</p>
            {wait.map(|seconds| view! { <p class="problem-detail">{words::trying_again_in(seconds)}</p> })}
            <p class="problem-actions">
                {has_retry.then(|| view! {
                    <button class="pill primary" type="button" aria-disabled=move || is_trying.get().then_some("true")
                        on:click=move |_| if !is_trying.get_untracked() { try_again(true) }>
                        {move || if is_trying.get() { words::TRYING } else { words::TRY_AGAIN }}
                    </button>
                })}
                <a class="pill" href="/">{words::TO_THE_FRONT_PAGE}</a>
            </p>
        </section>
        <FrontPageCards/>
    }
}

/// No such page: and what today's front page has.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <section class="problem not-found">
            <p class="kicker">"404"</p>
            <h1 class="problem-title" tabindex="-1">{words::NOT_FOUND}</h1>
            <p class="problem-detail">{words::NOT_FOUND_DETAIL}</p>
            <p class="problem-actions"><a class="pill primary" href="/">{words::TO_THE_FRONT_PAGE}</a></p>
        </section>
        <FrontPageCards/>
    }
}

//! What waits, the oldest first.

use crate::prelude::*;

use super::discussion::{KEPT, PROBLEM};
use super::item::content;
use super::state::Moderation;
use crate::components::InlineProblem;
use crate::model::Slug;
use crate::model::moderation::{Action, Stage, Tray};
use crate::route::Route;
use crate::state::live::{Known, Liveness};
use crate::words;
use crate::words::moderation as said;

/// The name of the queue's heading.
const TITLE: &str = "queue-title";

/// The queue.
#[component]
pub fn QueueView(
    /// What is known.
    moderation: Moderation,
) -> impl IntoView {
    let tray = moderation.tray();
    let total = Memo::new(move |_| tray.with(Tray::total));
    let settled = Memo::new(move |_| tray.with(Tray::settled));
    let known = moderation.known();
    let list = move || match known.get() {
        Known::Nothing | Known::Asked => {
            view! { <p class="comments-notice" role="status">{said::FETCHING}</p> }
        }
        Known::Problem(error) => {
            view! { <InlineProblem error retry=move |()| moderation.retry()/> }
        }
        Known::Here => view! { <List moderation/> },
    };
    let is_needless = move || settled.get() == 0;
    let clear = move |_| {
        // The button hides itself by it.
        super::focus(TITLE);
        moderation.clear();
    };
    view! {
        <section class="moderation-queue" aria-labelledby=TITLE>
            <h2 class="comments-title" id=TITLE tabindex="-1">
                {said::QUEUE}" "<span class="count">{move || total.get().to_string()}</span>
            </h2>
            <div class="comments-bar">
                <LivenessView moderation/>
                <button class="text-button" class:is-needless=is_needless type="button"
                    on:click=clear>{said::CLEAR}</button>
                <button class="text-button" type="button" on:click=move |_| moderation.sign_out()>{said::SIGN_OUT}</button>
            </div>
            {list}
        </section>
    }
}

#[component]
fn LivenessView(moderation: Moderation) -> impl IntoView {
    let liveness = Memo::new(move |_| moderation.liveness());
    let state = move || match liveness.get() {
        Liveness::Live => "live",
        Liveness::Asking => "asking",
        Liveness::Offline => "offline",
        _ => "connecting",
    };
    view! {
        <p class="comments-status" data-state=state>{move || words::liveness(liveness.get())}</p>
    }
}

#[component]
fn List(moderation: Moderation) -> impl IntoView {
    let tray = moderation.tray();
    let keys = move || {
        tray.with(|tray| tray.items().iter().map(|item| item.waiting.key()).collect::<Vec<_>>())
    };
    let is_empty = Memo::new(move |_| tray.with(|tray| tray.items().is_empty()));
    let has_more = Memo::new(move |_| tray.with(|tray| tray.next().is_some()));
    view! {
        {move || is_empty.get().then(|| view! { <p class="comments-notice">{said::NOTHING_WAITS}</p> })}
        <ol class="comment-list moderation-list">
            <For each=keys key=|key| key.clone() let:key>
                <Row moderation key/>
            </For>
        </ol>
        {move || moderation.more_problem().map(|error| view! { <InlineProblem error retry=move |()| moderation.more()/> })}
        {move || (has_more.get() && moderation.more_problem().is_none()).then(|| view! {
            <p class="comments-more">
                <button class="pill" type="button" on:click=move |_| moderation.more()>{said::MORE}</button>
            </p>
        })}
    }
}

/// A comment's line. It is drawn from one memo, so that a decision redraws that comment and no other.
#[component]
fn Row(moderation: Moderation, key: String) -> impl IntoView {
    let tray = moderation.tray();
    let name = name_of(&key);
    let place = StoredValue::new(name.clone());
    let stored = StoredValue::new(key);
    let item =
        Memo::new(move |_| stored.with_value(|key| tray.with(|tray| tray.item(key).cloned())));
    let stage = move || match item.with(|item| item.as_ref().map(|item| item.stage)) {
        Some(Stage::Waits) | None => "waits",
        Some(Stage::Deciding(_)) => "deciding",
        Some(Stage::Decided(_) | Stage::Elsewhere) => "decided",
    };
    let act = Callback::new(move |action: Action| {
        let place = place.get_value();
        moderation.decide(stored.get_value(), action, move |next| go_on(&place, next.as_deref()));
    });
    let drawn = move || {
        item.get().map(|item| {
            let article = item.waiting.article.clone();
            let discussion = article.map(|article| {
                view! { <ToDiscussion moderation article place=place.get_value()/> }
            });
            content(&item, act, discussion)
        })
    };
    view! {
        <li class="comment" id=name data-stage=stage tabindex="-1">{drawn}</li>
    }
}

fn name_of(key: &str) -> String {
    format!("waiting-{key}")
}

/// After a decision the next comment is at hand; after the last, the queue's heading.
fn go_on(place: &str, next: Option<&str>) {
    super::hand_on(place, &next.map_or(TITLE.to_owned(), name_of));
}

/// Looks up the discussion that a comment belongs to, which is shown at the head of the page.
#[component]
fn ToDiscussion(
    moderation: Moderation,
    article: Slug,
    /// The name of the comment's line.
    place: String,
) -> impl IntoView {
    let address = Route::Article(article).to_string();
    let asked = place.clone();
    let is_finding = Memo::new(move |_| moderation.is_looked_up_from(&asked));
    let look_up = move |_| {
        let from = place.clone();
        moderation.look_up(&address, &place, move |is_found| {
            super::lead(&from, if is_found { KEPT } else { PROBLEM });
        });
    };
    view! {
        <button class="text-button" type="button" on:click=look_up
            aria-busy=move || is_finding.get().then_some("true")>
            {move || if is_finding.get() { said::FINDING } else { said::DISCUSSION }}
        </button>
    }
}

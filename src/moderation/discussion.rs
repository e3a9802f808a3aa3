//! A discussion by its story's address: whether it is open, and any comment of it.

use crate::prelude::*;
use leptos::html::Input;

use super::item::content;
use super::state::{Found, Moderation};
use crate::model::moderation::{Action, Change};
use crate::route::Route;
use crate::words::moderation as said;

/// Finds a discussion, and shows how it is kept.
#[component]
pub fn Discussions(
    /// What is known.
    moderation: Moderation,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            moderation.look_up(&field.value());
        }
    };
    let problem = moderation.lookup_problem();
    let found = moderation.found();
    view! {
        <section class="moderation-discussions" aria-labelledby="find-title">
            <h2 class="visually-hidden" id="find-title">{said::FIND}</h2>
            <form class="composer" on:submit=find novalidate>
                <label class="composer-label">
                    {said::ADDRESS}
                    <span class="moderation-find">
                        <input class="field" type="text" name="address" autocomplete="off" dir="ltr" node_ref=field
                            aria-describedby="find-problem"/>
                        <button class="pill" type="submit">{said::FIND_IT}</button>
                    </span>
                </label>
                <p class="composer-problem" id="find-problem" role="alert">{move || problem.get()}</p>
            </form>
            {move || found.get().map(|found| shown(moderation, &found))}
        </section>
    }
}

fn shown(moderation: Moderation, found: &Found) -> View {
    let Found { article, keeping, item, refusal } = found;
    let keeping = *keeping;
    let act = Callback::new(move |action: Action| moderation.decide_found(action));
    let item = item.as_ref().map(|item| {
        view! { <div class="comment moderation-found">{content(item, act, None)}</div> }
    });
    let (state, turn) = match keeping.is_closed {
        true => (said::CLOSED, said::REOPEN),
        false => (said::OPEN, said::CLOSE),
    };
    let close =
        move |_| moderation.keep(if keeping.is_closed { Change::Open } else { Change::Close });
    let hold = move |_| {
        let is_held = keeping.is_premoderated;
        moderation.keep(if is_held { Change::LetIn } else { Change::Premoderate });
    };
    let href = Route::Article(article.clone()).to_string();
    view! {
        <div class="moderation-kept" role="group" aria-label=article.as_str().to_owned()>
            <p class="moderation-name">
                <strong dir="auto">{article.as_str().to_owned()}</strong>" "
                <span class="badge">{state}</span>" "
                {said::comments(keeping.total)}" "
                <a href=href>{said::TO_THE_STORY}</a>
            </p>
            <p class="moderation-acts">
                <button class="pill" type="button" data-action="close" on:click=close>{turn}</button>
                <label class="moderation-hold">
                    <input type="checkbox" checked=keeping.is_premoderated on:change=hold/>" "
                    {said::PREMODERATED}
                </label>
            </p>
            <p class="composer-problem" role="alert">{*refusal}</p>
            {item}
        </div>
    }
}

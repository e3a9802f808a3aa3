//! A discussion by its story's address: whether it is open, and any comment of it.

use crate::prelude::*;
use leptos::html::Input;

use super::item::content;
use super::state::Moderation;
use crate::model::Slug;
use crate::model::moderation::{Action, Change};
use crate::route::Route;
use crate::state::tools;
use crate::words;
use crate::words::moderation as said;

/// The form's name.
const FORM: &str = "find";
/// The name of the discussion that was found.
pub const KEPT: &str = "kept";
/// The name of what says why none was.
pub const PROBLEM: &str = "find-problem";
/// The name of the comment that was found.
const FOUND: &str = "found";

/// Finds a discussion, and shows how it is kept.
#[component]
pub fn Discussions(
    /// What is known.
    moderation: Moderation,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let typed = move || field.get_untracked().map(|field| field.value());
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(address) = typed() else { return };
        let asked = address.clone();
        moderation.look_up(&address, FORM, move |is_found| {
            // Why not stands below the field, which keeps the focus, as it does where another is typed.
            if is_found && typed().as_ref() == Some(&asked) {
                super::lead(FORM, KEPT);
            }
        });
    };
    let is_finding = Memo::new(move |_| moderation.is_looked_up_from(FORM));
    let problem = moderation.lookup_problem();
    // What is empty can't be led to.
    let tabindex = move || problem.get().map(|_| "-1");
    let found = moderation.found();
    let article = Memo::new(move |_| found.with(|f| f.as_ref().map(|f| f.article.clone())));
    view! {
        <section class="moderation-discussions" aria-labelledby="find-title">
            <h2 class="visually-hidden" id="find-title">{said::FIND}</h2>
            <form class="composer" id=FORM on:submit=find novalidate>
                <label class="composer-label">
                    {said::ADDRESS}
                    <span class="moderation-find">
                        <input class="field" type="text" name="address" autocomplete="off" dir="ltr" node_ref=field
                            aria-describedby=PROBLEM/>
                        <button class="pill" type="submit" aria-busy=move || is_finding.get().then_some("true")>
                            {move || if is_finding.get() { said::FINDING } else { said::FIND_IT }}
                        </button>
                    </span>
                </label>
                <p class="composer-problem" id=PROBLEM role="alert" tabindex=tabindex>{move || problem.get()}</p>
            </form>
            {move || article.get().map(|article| view! { <Kept moderation article/> })}
        </section>
    }
}

/// How a discussion is kept. It stands while it changes, so that the focus stays where it is.
#[component]
fn Kept(moderation: Moderation, article: Slug) -> impl IntoView {
    let found = moderation.found();
    let keeping = Memo::new(move |_| {
        found.with(|found| found.as_ref().map(|found| found.keeping)).unwrap_or_default()
    });
    let item = Memo::new(move |_| found.with(|found| found.as_ref()?.item.clone()));
    let refusal = move || found.with(|found| found.as_ref().and_then(|found| found.refusal));
    let act = Callback::new(move |action: Action| {
        moderation.decide_found(action, || super::hand_on(FOUND, FOUND));
    });
    let shown = move || {
        item.get().map(|item| {
            view! { <div class="comment moderation-found" id=FOUND tabindex="-1">{content(&item, act, None)}</div> }
        })
    };
    let dates = tools().dates;
    let total = move || {
        let total = keeping.with(|keeping| keeping.total);
        words::comment_count(total, &dates.number(total))
    };
    let is_closed = move || keeping.with(|keeping| keeping.is_closed);
    let is_held = move || keeping.with(|keeping| keeping.is_premoderated);
    let close = move |_| {
        moderation.keep(if untrack(is_closed) { Change::Open } else { Change::Close });
    };
    let hold = move |_| {
        moderation.keep(if untrack(is_held) { Change::LetIn } else { Change::Premoderate });
    };
    let href = Route::Article(article.clone()).to_string();
    let name = article.as_str().to_owned();
    view! {
        <div class="moderation-kept" id=KEPT role="group" aria-label=name.clone() tabindex="-1">
            <p class="moderation-name">
                <strong dir="auto">{name}</strong>" "
                <span class="badge">{move || if is_closed() { said::CLOSED } else { said::OPEN }}</span>" "
                {total}" "
                <a href=href>{said::TO_THE_STORY}</a>
            </p>
            <p class="moderation-acts">
                <button class="pill" type="button" data-action="close" on:click=close>
                    {move || if is_closed() { said::REOPEN } else { said::CLOSE }}
                </button>
                <button class="pill" type="button" data-action="hold" on:click=hold
                    aria-pressed=move || if is_held() { "true" } else { "false" }>{said::PREMODERATED}</button>
            </p>
            <p class="composer-problem" role="alert">{refusal}</p>
            {shown}
        </div>
    }
}

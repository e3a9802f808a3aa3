//! A comment, why it waits, and what can be done with it.

use crate::prelude::*;

use crate::components::Age;
use crate::components::comments::{permalink, said as text_of};
use crate::model::moderation::{Action, Item, Readiness, Reports, Stage, Waiting};
use crate::route::Route;
use crate::words;
use crate::words::moderation as said;

/// What is inside of a comment's line; `discussion` is the way to the whole of it.
pub fn content(item: &Item, act: Callback<Action>, discussion: Option<View>) -> View {
    let Item { waiting, stage, refusal, is_changed, .. } = item;
    let comment = &waiting.comment;
    let problem = refusal.or(is_changed.then_some(said::CHANGED));
    let text = match comment.text.is_empty() {
        true => view! { <p class="comment-removed">{said::GONE}</p> },
        false => text_of(&comment.text),
    };
    let [stand, remove, pick] = item.buttons().map(|it| button(it, item, act));
    view! {
        {head(waiting)}
        {text}
        {reports(&waiting.reports)}
        <p class="moderated-stage">{said::stage(*stage)}</p>
        <p class="composer-problem" role="alert">{problem}</p>
        <p class="comment-foot">
            {stand}
            {remove}
            {discussion}
            {pick}
        </p>
    }
}

fn head(waiting: &Waiting) -> View {
    let comment = &waiting.comment;
    let why = (!waiting.why.is_empty())
        .then(|| view! { <span class="badge">{said::why(&waiting.why)}</span>" " });
    let pick =
        comment.is_featured.then(|| view! { <span class="badge">{words::FEATURED}</span>" " });
    let story = waiting.article.clone().map(|article| {
        let name = waiting.headline.clone().unwrap_or_else(|| article.as_str().to_owned());
        let href = format!("{}{}", Route::Article(article), permalink::href(&comment.id));
        view! { <a class="moderated-story" href=href dir="auto">{name}</a> }
    });
    view! {
        <p class="comment-head">
            <span class="comment-author"><bdi>{comment.author.clone()}</bdi></span>" "
            {why}
            {pick}
            {comment.created_at.map(|at| view! { <Age at/>" " })}
            {story}
        </p>
    }
}

fn reports(reports: &[Reports]) -> Option<View> {
    let line = |reports: &Reports| {
        let notes = reports.notes.iter().map(|note| {
            view! { <li class="moderated-note" dir="auto">{note.clone()}</li> }
        });
        view! {
            <li>
                {said::reports(&reports.reason, reports.count)}
                {(!reports.notes.is_empty()).then(|| view! { <ul>{notes.collect_view()}</ul> })}
            </li>
        }
    };
    (!reports.is_empty()).then(|| {
        view! { <ul class="moderated-reports">{reports.iter().map(line).collect_view()}</ul> }
    })
}

fn button((action, readiness): (Action, Readiness), item: &Item, act: Callback<Action>) -> View {
    let name = said::action(action);
    let label = said::by(name, &item.waiting.comment.author);
    let is_ready = readiness == Readiness::Ready;
    let class = match action {
        _ if readiness == Readiness::Absent => "pill is-needless",
        Action::Approve | Action::Dismiss if is_ready && item.stage == Stage::Waits => {
            "pill primary"
        }
        _ => "pill",
    };
    let run = move |_| {
        if is_ready {
            act.run(action);
        }
    };
    view! {
        <button class=class type="button" data-action=action.name() aria-label=label
            aria-disabled=(!is_ready).then_some("true") on:click=run>{name}</button>
    }
}

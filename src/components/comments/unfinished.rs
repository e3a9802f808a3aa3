//! What was begun below a comment on an earlier visit: without a word of it, nobody would come back to it, and
//! where the comment is gone nobody could.

use crate::prelude::*;

use super::comment::{answers, said};
use super::composer::go_on;
use crate::state::drafts::{Draft, begun};
use crate::state::live::{Known, Writing};
use crate::state::{Live, reader};
use crate::view::pass_focus_on;
use crate::words;

/// The answers and changes that were begun and never sent.
#[component]
pub fn Unfinished(
    /// The discussion.
    live: Live,
) -> impl IntoView {
    let slug = StoredValue::new(live.slug());
    // What is begun from now on the reader has before them.
    let all = RwSignal::new(slug.with_value(begun));
    // Whoever has it before them goes on with it there, and needs no word of what it was.
    Effect::new(move || {
        if let Some(open) = live.writing().get() {
            all.update(|all| all.retain(|other| *other != open));
        }
    });
    let is_here = move || live.known().with(|known| matches!(known, Known::Here));
    // Closed under the reader's eyes it keeps its room.
    let has_been_open = StoredValue::new(false);
    let items = move || {
        // What was sent, or given up, is none any more: that may be so whenever a composer is closed.
        live.writing().with(|_| ());
        let is_kept =
            |it: &Writing| slug.with_value(|slug| Draft::of_writing(slug, it).text().is_some());
        let all = all.get();
        // Nothing can be written where nothing more may be said, or before it is known what was.
        let was_open = has_been_open.get_value() || (is_here() && !live.is_closed());
        has_been_open.set_value(was_open);
        all.into_iter().filter(|it| was_open && is_kept(it)).collect::<Vec<_>>()
    };
    view! {
        <ol class="comments-unfinished">
            <For each=items key=name_of let:writing>
                <OneUnfinished live all writing/>
            </For>
        </ol>
    }
}

fn name_of(writing: &Writing) -> String {
    let kind = if matches!(writing, Writing::Answer(_)) { "answer " } else { "change " };
    [kind, writing.id()].concat()
}

/// One of them.
#[component]
fn OneUnfinished(
    /// The discussion.
    live: Live,
    /// What was begun.
    all: RwSignal<Vec<Writing>>,
    /// This one.
    writing: Writing,
) -> impl IntoView {
    let draft = Draft::of_writing(&live.slug(), &writing);
    let text = draft.text().map(|text| said(&text));
    let answered = match &writing {
        Writing::Answer(id) => {
            untrack(|| live.with(|d| d.find(id).and_then(|at| d.comment(at)).map(|c| answers(c))))
        }
        Writing::Change(_) => None,
    };
    let state = match writing {
        Writing::Answer(_) => words::BEGUN_ANSWER,
        Writing::Change(_) => words::BEGUN_CHANGE,
    };
    let writing = StoredValue::new(writing);
    let leave = move || {
        if let Some(done) = writing.try_with_value(Clone::clone) {
            all.update(|all| all.retain(|other| *other != done));
        }
    };
    let continue_it = move |_| {
        let this = writing.get_value();
        let then = move |is_there: bool| {
            // The reader may have left meanwhile.
            if let Some(this) = writing.try_with_value(Clone::clone) {
                go_on(live, this, is_there);
                leave();
            }
        };
        live.reach_to_write(this, Box::new(then));
    };
    let row = NodeRef::<leptos::html::Li>::new();
    let discard = move |_| {
        if let Some(row) = row.get_untracked() {
            pass_focus_on(&row);
        }
        draft.keep("");
        leave();
    };
    view! {
        <li class="comment unfinished" data-depth="0" node_ref=row>
            <p class="comment-head">
                <span class="comment-author"><bdi>{reader::name()}</bdi></span>" "
                <span class="badge">{words::YOURS}</span>
            </p>
            {answered}
            {text}
            <p class="comment-way">{state}</p>
            <p class="comment-foot">
                {move || (!live.is_closed()).then(|| view! {
                    <button class="text-button" type="button" on:click=continue_it>{words::GO_ON}</button>
                })}
                <button class="text-button" type="button" on:click=discard>{words::DISCARD}</button>
            </p>
        </li>
    }
}

//! The reader's own comments that the server has not taken yet: they stand at once, and say how it
//! goes with them.

use crate::prelude::*;

use super::comment::said;
use super::composer::take_back;
use crate::backend::Fault;
use crate::state::outbox::{EVERY, Going, Item};
use crate::state::{Live, talk};
use crate::words;

/// The comments on their way that don't stand below another one.
#[component]
pub fn OnItsWay(
    /// The discussion.
    live: Live,
) -> impl IntoView {
    let outbox = talk().outbox;
    let items = move || {
        let is_here = |(item, _): &(Item, Going)| match &item.parent_id {
            Some(parent) => live.with(|discussion| discussion.find(parent).is_none()),
            None => true,
        };
        let items = outbox.all_of(&live.slug()).into_iter().filter(is_here);
        items.map(|(item, _)| item.key).collect::<Vec<_>>()
    };
    view! {
        <ol class="comments-on-their-way">
            <For each=items key=|key| key.clone() let:key>
                <OneOnItsWay live key depth=0/>
            </For>
        </ol>
    }
}

/// One comment on its way.
#[component]
pub fn OneOnItsWay(
    /// The discussion.
    live: Live,
    /// What names the comment.
    key: String,
    /// How far it is indented.
    depth: u8,
) -> impl IntoView {
    let outbox = talk().outbox;
    let found = StoredValue::new(key);
    let entry = Memo::new(move |_| {
        let all = outbox.all_of(&live.slug());
        found.with_value(|key| all.into_iter().find(|(item, _)| item.key == *key))
    });
    let again = move |_| found.with_value(|key| outbox.try_again(key));
    let edit = move |_| {
        if let Some(item) = found.with_value(|key| outbox.take_out(key)) {
            take_back(live, &item);
        }
    };
    let discard = move |_| {
        found.with_value(|key| outbox.take_out(key));
    };
    let text = move || entry.with(|entry| entry.as_ref().map(|(item, _)| said(&item.text)));
    let name = move || entry.with(|entry| entry.as_ref().map(|(item, _)| item.name.clone()));
    // It is tried again and again while a server is away: that is said once, and not each time twice.
    let meanwhile = StoredValue::new(words::SENDING);
    let state = Memo::new(move |_| {
        let state = entry.with(|entry| match entry.as_ref().map(|(_, going)| going) {
            Some(Going::Waiting(Fault::Offline)) => words::QUEUED,
            Some(Going::Waiting(Fault::Refused { code, .. })) if code == "rate_limited" => {
                words::refusal(&Fault::Refused { code: code.clone(), retry_after: None })
            }
            Some(Going::Waiting(_)) => words::WAITING,
            Some(Going::Refused(fault)) => words::refusal(fault),
            Some(Going::Sending) | None => meanwhile.get_value(),
        });
        meanwhile.set_value(if state == words::QUEUED { words::SENDING } else { state });
        state
    });
    // Where the answer to it was lost, and nobody knows whose it is, it may stand among the others already.
    let is_there = Memo::new(move |_| {
        entry.with(|entry| match entry {
            Some((item, Going::Waiting(_))) => live.with(|discussion| {
                discussion.has_said(&item.name, &item.text, item.parent_id.as_deref())
            }),
            _ => false,
        })
    });
    let choices = Memo::new(move |_| {
        entry.with(|entry| {
            entry.as_ref().map_or(0, |(item, going)| outbox.choices(&item.key, going))
        })
    });
    view! {
        <li class="comment on-its-way" data-depth=depth tabindex="-1" hidden=move || is_there.get()>
            <p class="comment-head">
                <span class="comment-author"><bdi>{name}</bdi></span>" "
                <span class="badge">{words::YOURS}</span>
            </p>
            {text}
            <p class="comment-way" role="status">{move || state.get()}</p>
            {move || (choices.get() > 0).then(|| view! {
                <p class="comment-foot">
                    <button class="text-button" type="button" on:click=again>{words::TRY_AGAIN}</button>
                    {(choices.get() == EVERY).then(|| view! {
                        <button class="text-button" type="button" on:click=edit>{words::EDIT_AGAIN}</button>
                    })}
                    <button class="text-button" type="button" on:click=discard>{words::DISCARD}</button>
                </p>
            })}
        </li>
    }
}

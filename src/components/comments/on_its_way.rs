//! The reader's own comments that the server has not taken yet: they stand at once, and say how it
//! goes with them.

use crate::prelude::*;

use super::comment::said;
use super::composer::put_back;
use crate::backend::Fault;
use crate::state::live::Writing;
use crate::state::outbox::{EVERY, Entry, Going};
use crate::state::{Live, talk, tools};
use crate::words;

/// The comments on their way that don't stand below another one, be it that what they answer isn't drawn.
#[component]
pub fn OnItsWay(
    /// The discussion.
    live: Live,
) -> impl IntoView {
    let outbox = talk().outbox;
    tell_of(live);
    let items = move || {
        let is_here = |entry: &Entry| match &entry.item.parent_id {
            Some(parent) => !live.is_drawn(parent),
            None => true,
        };
        let items = outbox.all_of(&live.slug()).into_iter().filter(is_here);
        items.map(|entry| entry.item.key).collect::<Vec<_>>()
    };
    view! {
        <ol class="comments-on-their-way">
            <For each=items key=|key| key.clone() let:key>
                <OneOnItsWay live key depth=0/>
            </For>
        </ol>
    }
}

/// How it goes with a comment, in words; none while it is being sent.
fn state_of(entry: &Entry) -> Option<&'static str> {
    Some(match &entry.going {
        _ if entry.item.is_unwanted => words::TAKING_BACK,
        Going::Sending => return None,
        Going::Waiting(Fault::Offline) => words::QUEUED,
        Going::Waiting(Fault::Refused { code, .. }) if code == "rate_limited" => {
            words::refusal(&Fault::Refused { code: code.clone(), retry_after: None })
        }
        Going::Waiting(_) => words::WAITING,
        Going::Refused(fault) => words::refusal(fault),
    })
}

/// Says aloud how it goes with the last of those that aren't being sent: once for all of them, and not
/// again with every try.
fn tell_of(live: Live) {
    let said = StoredValue::new(None);
    let state = Memo::new(move |_| {
        let all = talk().outbox.all_of(&live.slug());
        let state = all.iter().rev().find_map(state_of);
        let state = state.or_else(|| said.get_value().filter(|_| !all.is_empty()));
        said.set_value(state);
        state
    });
    Effect::new(move || {
        if let Some(words) = state.get() {
            tools().announcer.say(words.to_owned());
        }
    });
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
        found.with_value(|key| all.into_iter().find(|entry| entry.item.key == *key))
    });
    let is_sending =
        Memo::new(move |_| entry.with(|e| e.as_ref().is_some_and(|e| e.going == Going::Sending)));
    let again = move |_| found.with_value(|key| outbox.try_again(key));
    let edit = move |_| {
        // What is on its way at this moment would be posted twice.
        if untrack(|| is_sending.get()) {
            return;
        }
        let parent = untrack(|| entry.with(|e| e.as_ref().and_then(|e| e.item.parent_id.clone())));
        // Until it is known where it can be written anew it stays where it is.
        let take_out = move |is_there: bool| {
            // It may have been taken meanwhile, and its line with it.
            if found.try_with_value(|_| ()).is_none() || untrack(|| is_sending.get()) {
                return;
            }
            if let Some(Some(entry)) = found.try_with_value(|key| outbox.take_out(key)) {
                put_back(live, &entry.item, is_there);
            }
        };
        match parent {
            Some(parent) => live.reach_to_write(Writing::Answer(parent), Box::new(take_out)),
            None => take_out(false),
        }
    };
    let discard = move |_| {
        // What becomes of what is on its way is known in a moment.
        if !untrack(|| is_sending.get()) {
            found.with_value(|key| outbox.throw_away(key));
        }
    };
    let text = move || entry.with(|entry| entry.as_ref().map(|entry| said(&entry.item.text)));
    let name = move || entry.with(|entry| entry.as_ref().map(|entry| entry.item.name.clone()));
    // It is tried again and again while a server is away: that is said once, and not each time twice.
    let meanwhile = StoredValue::new(words::SENDING);
    let state = Memo::new(move |_| {
        let state = entry.with(|entry| entry.as_ref().and_then(state_of));
        let state = state.unwrap_or_else(|| meanwhile.get_value());
        meanwhile.set_value(if state == words::QUEUED { words::SENDING } else { state });
        state
    });
    // Where the answer to it was lost, and nobody knows whose it is, it may stand among the others already.
    let is_there = Memo::new(move |_| {
        entry.with(|entry| match entry {
            Some(entry) if entry.may_be_there() => {
                let item = &entry.item;
                live.with(|discussion| {
                    discussion.has_said(&item.name, &item.text, item.parent_id.as_deref())
                })
            }
            _ => false,
        })
    });
    // They stay while it is tried again: buttons that come and go would move what is below them.
    let chosen_from = StoredValue::new(0);
    let choices = Memo::new(move |_| {
        let choices = entry.with(|entry| match entry {
            Some(entry) if entry.item.is_unwanted => 0,
            Some(entry) if entry.going != Going::Sending => match live.is_closed() {
                // There is no place to write it anew where nothing more may be said.
                true => entry.choices().min(EVERY - 1),
                false => entry.choices(),
            },
            _ => chosen_from.get_value(),
        });
        chosen_from.set_value(choices);
        choices
    });
    let is_off = move || is_sending.get().then_some("true");
    view! {
        <li class="comment on-its-way" data-depth=depth tabindex="-1" hidden=move || is_there.get()>
            <p class="comment-head">
                <span class="comment-author"><bdi>{name}</bdi></span>" "
                <span class="badge">{words::YOURS}</span>
            </p>
            {text}
            <p class="comment-way">{move || state.get()}</p>
            <p class="comment-foot">
                {move || (choices.get() > 0).then(|| view! {
                    <button class="text-button" type="button" aria-disabled=is_off on:click=again>{words::TRY_AGAIN}</button>
                    {(choices.get() == EVERY).then(|| view! {
                        <button class="text-button" type="button" aria-disabled=is_off on:click=edit>{words::EDIT_AGAIN}</button>
                    })}
                    <button class="text-button" type="button" aria-disabled=is_off on:click=discard>{words::DISCARD}</button>
                })}
            </p>
        </li>
    }
}

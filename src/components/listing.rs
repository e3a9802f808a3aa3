//! A list of stories with its next pages.

use std::pin::Pin;

use crate::prelude::*;
use crate::state::lists::Extent;
use crate::state::task::spawn;
use crate::state::{IS_BROWSER, reading};
use futures::future::{AbortHandle, Abortable};
use leptos::ev::MouseEvent;

use super::InlineProblem;
use super::story_card::{CardKind, StoryCard};
use crate::backend::BackendError;
use crate::model::Card;
use crate::model::edition::keep_first;
use crate::model::names::Names;
use crate::route::Route;
use crate::words;

/// A list's next page: its stories, and the path of the page after it.
pub type NextPage =
    Pin<Box<dyn Future<Output = Result<(Vec<Card>, Option<String>), BackendError>>>>;

/// A list of stories; where the reader comes back to it, as far as they had gone.
#[component]
pub fn Listing(
    /// Its page.
    route: Route,
    /// The stories of the first page.
    cards: Vec<Card>,
    /// The path of the next page.
    next: Option<String>,
    /// Asks for a page by its path.
    next_page: Callback<String, NextPage>,
) -> impl IntoView {
    let is_empty = cards.is_empty();
    let (address, list) = (route.to_string(), route.first().clone());
    let is_further = route.number() > 1;
    let first_page = list.to_string();
    let lists = reading().lists;
    let left = lists.try_with_value(|lists| lists.get(&address).cloned()).flatten();
    let (cards, next, number) = match left {
        Some(left) => (joined(cards, left.cards), left.next, left.number),
        None => (cards, next, route.number()),
    };
    let cards = RwSignal::new(cards);
    let next = RwSignal::new(next);
    let number = RwSignal::new(number);
    let problem = RwSignal::new(None::<BackendError>);
    let is_loading = RwSignal::new(false);
    let under_way = StoredValue::new(None::<AbortHandle>);
    // As it grows: where the same list is shown again the next one begins before this one has ended.
    let address = StoredValue::new(address);
    let keep = move || {
        let Some(cards) = cards.try_get_untracked() else { return };
        let next = next.try_get_untracked().flatten();
        let number = number.try_get_untracked().unwrap_or(1);
        let extent = Extent { cards, next, number };
        if let Some(address) = address.try_with_value(Clone::clone) {
            let _ = lists.try_update_value(|lists| lists.keep(address, extent));
        }
    };
    if IS_BROWSER {
        on_cleanup(move || {
            // Nobody waits for more of a page that they have left.
            if let Some(under_way) = under_way.try_update_value(Option::take).flatten() {
                under_way.abort();
            }
        });
    }
    let more = move || {
        let Some(path) = next.get_untracked().filter(|_| !is_loading.get_untracked()) else {
            return;
        };
        is_loading.set(true);
        problem.set(None);
        let (handle, registration) = AbortHandle::new_pair();
        under_way.set_value(Some(handle));
        let page = Abortable::new(next_page.run(path), registration);
        spawn(async move {
            let Ok(answer) = page.await else { return };
            // The reader may have moved on: what belonged to the page is gone then.
            let _ = is_loading.try_set(false);
            match answer {
                Ok((more, after)) => {
                    let _ = cards.try_update(|cards| *cards = joined(std::mem::take(cards), more));
                    let _ = next.try_set(after);
                    let _ = number.try_update(|number| *number += 1);
                    keep();
                }
                Err(error) => {
                    let _ = problem.try_set(Some(error));
                }
            }
        });
    };
    // Without the program it leads to a page of its own, whose path nobody need look for again.
    let following = Memo::new(move |_| {
        let path = next.get()?;
        let address = list.after(number.get())?.to_string();
        if IS_BROWSER {
            reading().desk.learn_path(address.clone(), path);
        }
        Some(address)
    });
    let has_address = Memo::new(move |_| following.with(Option::is_some));
    let is_off = move || is_loading.get().then_some("true");
    let follow = move |event: MouseEvent| {
        // Whoever wants it in a tab of its own gets it there.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()) {
            event.prevent_default();
            more();
        }
    };
    // The link stays while its address changes: were it another one, the focus would be nowhere.
    let way_on = move || {
        match has_address.get() {
        true => view! {
            <a class="pill" rel="next" href=move || following.get() on:click=follow aria-disabled=is_off>{words::MORE_STORIES}</a>
        }
        .into_any(),
        false => view! {
            <button class="pill" type="button" on:click=move |_| more() aria-disabled=is_off>{words::MORE_STORIES}</button>
        }
        .into_any(),
    }
    };
    view! {
        <section class="listing" aria-label=words::STORIES>
            {is_empty.then(|| view! { <p class="listing-empty">{words::NO_STORIES}</p> })}
            {is_further.then(|| view! {
                <p class="listing-more"><a class="pill" href=first_page>{words::FIRST_STORIES}</a></p>
            })}
            <ul class="cards">
                <For each=move || cards.get() key=|card| card.slug.clone() let:card>
                    <li><StoryCard card kind=CardKind::Row level=2/></li>
                </For>
            </ul>
            // Where the focus goes from a button that goes: to where the reader is, and not to the page's head.
            <span class="listing-end" tabindex="-1"></span>
            {move || problem.get().map(|error| view! { <InlineProblem error retry=move |()| more()/> })}
            <Show when=move || next.with(Option::is_some) && problem.with(Option::is_none)>
                <p class="listing-more">{way_on}</p>
            </Show>
        </section>
    }
}

/// A list with more behind it; a story that moved from one page to the next between two requests stands
/// once.
fn joined(mut cards: Vec<Card>, mut more: Vec<Card>) -> Vec<Card> {
    let mut seen = Names::default();
    for card in &cards {
        seen.add(card.slug.as_str(), 0);
    }
    keep_first(&mut more, &mut seen);
    cards.append(&mut more);
    cards
}

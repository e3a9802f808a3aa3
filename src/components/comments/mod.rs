//! The discussion below a story, as files hold it: threaded, sorted, folded, linked to.
//!
//! It is fetched when the reader comes near, and fails on its own: the story stays.

mod comment;
mod list;
mod permalink;

use std::sync::Arc;

use crate::prelude::*;
use crate::state::task::spawn;
use leptos::html;

use super::InlineProblem;
use crate::backend::{BackendError, Fault, Request};
use crate::model::Comment;
use crate::model::discussion::{Discussion, Sort};
use crate::state::{Tools, tools};
use crate::words;
use list::CommentList;

/// What is known of the discussion.
#[derive(Clone)]
enum Known {
    /// The reader isn't near yet.
    Nothing,
    /// It is being fetched.
    Asked,
    /// It is here.
    All(Arc<Discussion>),
    /// It could not be had.
    Problem(BackendError),
}

/// The discussion of a story.
#[component]
pub fn Comments(
    /// Where it is.
    request: Request<Vec<Comment>>,
    /// Whether it can only be read.
    is_closed: bool,
) -> impl IntoView {
    let Tools { desk, dates, config, .. } = tools();
    let at_hand = desk.peek(&request).map(|comments| threaded(&comments));
    let known = RwSignal::new(at_hand.map_or(Known::Nothing, Known::All));
    let sort = RwSignal::new(Sort::default());
    let request = StoredValue::new(request);
    let ask = move |again: bool| {
        known.set(Known::Asked);
        spawn(async move {
            let answer = desk.ask(request.get_value(), again).await;
            let now = match answer {
                Ok(answer) => Known::All(threaded(&answer.document)),
                // A story that nobody commented on has no file of comments.
                Err(BackendError { fault: Fault::NotFound, .. }) => Known::All(Arc::default()),
                Err(error) => Known::Problem(error),
            };
            let _ = known.try_set(now);
        });
    };
    // A copy at hand stands at once, so that the way back finds its place; a newer one replaces it.
    let renew = move || {
        spawn(async move {
            let before = desk.peek(&request.get_value());
            if let (Some(before), Ok(answer)) = (before, desk.ask(request.get_value(), false).await)
                && !Arc::ptr_eq(&before, &answer.document)
            {
                let _ = known.try_set(Known::All(threaded(&answer.document)));
            }
        });
    };
    let section = NodeRef::<html::Section>::new();
    permalink::when_near(section, move || match known.get_untracked() {
        Known::Nothing => ask(false),
        Known::All(_) => renew(),
        Known::Asked | Known::Problem(_) => {}
    });
    let lang = config.with_value(|config| config.site.lang.clone());
    let count = move || match &*known.read() {
        Known::All(discussion) => {
            let count = dates.number(u32::try_from(discussion.total()).unwrap_or(u32::MAX));
            view! { " "<span class="count">{count}</span> }.into_any()
        }
        _ => ().into_any(),
    };
    let is_awaited = move || matches!(*known.read(), Known::Nothing | Known::Asked);
    view! {
        // Below a story in another language the discussion is still the site's own.
        <section class="comments" class:is-awaited=is_awaited id="comments" lang=lang.as_str().to_owned() dir=lang.direction().as_str() aria-labelledby="comments-title" node_ref=section
            aria-busy=move || matches!(*known.read(), Known::Asked).then_some("true")>
            <h2 class="comments-title" id="comments-title">{words::COMMENTS}{count}</h2>
            <p class="comments-lead">{words::COMMENTS_LEAD}</p>
            <CommentsBar sort/>
            {is_closed.then(|| view! { <p class="comments-notice">{words::COMMENTS_CLOSED}</p> })}
            {move || match known.get() {
                Known::Nothing | Known::Asked => {
                    view! { <p class="comments-notice comments-loading">{words::COMMENTS_LOADING}</p> }.into_any()
                }
                Known::All(discussion) => view! { <CommentList discussion sort/> }.into_any(),
                Known::Problem(error) => {
                    view! { <InlineProblem error retry=move |()| ask(true)/> }.into_any()
                }
            }}
        </section>
    }
}

fn threaded(comments: &[Comment]) -> Arc<Discussion> {
    Arc::new(Discussion::new(comments.to_vec()))
}

const SORTS: [Sort; 3] = [Sort::Newest, Sort::Oldest, Sort::Liked];

#[component]
fn CommentsBar(sort: RwSignal<Sort>) -> impl IntoView {
    let options = words::SORTS.iter().enumerate().map(|(place, &name)| {
        view! { <option value=place selected=move || sort.get() == SORTS[place]>{name}</option> }
    });
    let choose = move |event| {
        let place = event_target_value(&event).parse::<usize>().ok();
        if let Some(&chosen) = place.and_then(|place| SORTS.get(place)) {
            sort.set(chosen);
        }
    };
    view! {
        <div class="comments-bar">
            <p class="comments-status" data-state="read-only">{words::READ_ONLY}</p>
            <label class="comments-sort">
                {words::SORT_BY}" "<select class="field" on:change=choose>{options.collect_view()}</select>
            </label>
        </div>
    }
}

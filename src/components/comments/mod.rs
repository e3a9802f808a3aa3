//! The discussion below a story: threaded, sorted, folded, linked to, and live where its server is.
//!
//! [`crate::state::Live`] holds what is known; here it is drawn. It is fetched when the reader comes
//! near, and fails on its own: the story stays.

mod comment;
mod composer;
mod dialog;
mod list;
mod on_its_way;
pub mod permalink;
pub mod place;
mod unfinished;

use std::cell::Cell;
use std::rc::Rc;

use crate::prelude::*;
use leptos::html;

use super::InlineProblem;
use crate::backend::discussion::DiscussionBackend;
use crate::model::discussion::{Discussion, Sort};
use crate::model::{Comment, Status, Timestamp};
use crate::state::connection::is_data_dear;
use crate::state::live::{Known, Liveness, Wanted};
use crate::state::{IS_BROWSER, Live, Tools, reader, talk, tools};
use crate::words;
pub use comment::said;
use composer::{Composer, Purpose};
use dialog::Dialogs;
use list::CommentList;
use on_its_way::OnItsWay;
use unfinished::Unfinished;

/// From how many comments on a discussion that came with the page is laid out only when the reader comes
/// near: fewer take a browser no time.
const FAR: usize = 20;

/// The discussion of a story.
#[component]
pub fn Comments(
    /// Whom to ask for it.
    backend: DiscussionBackend,
    /// Whether the story says that it can only be read.
    is_closed: bool,
) -> impl IntoView {
    let Tools { dates, clock, announcer, .. } = tools();
    let outbox = talk().outbox;
    let live = Live::of(backend, is_closed);
    let is_server = live.is_server();
    let asking = RwSignal::new(None);
    let section = NodeRef::<html::Section>::new();
    permalink::when_near(section, Rc::new(move || live.come_near()));
    let posted = move |(comment, is_just, sent_at): (Comment, bool, Timestamp)| {
        let id = comment.id.clone();
        live.say(comment, sent_at);
        // It may have been decided on before the answer came.
        let words = match untrack(|| live.with(|discussion| discussion.status(&id))) {
            Some(Status::Pending) => words::POSTED_PENDING,
            Some(Status::Rejected) => words::NOT_APPROVED,
            _ => words::POSTED,
        };
        announcer.say(words.to_owned());
        if is_just {
            live.bring_out_own(&id);
        }
    };
    outbox.tell(live.slug(), Callback::new(posted));
    // Kept by the page's owner, and dropped with it.
    let heard = reader::hear_of_tokens(live.slug(), move |id| match reader::is_removed(id) {
        true => live.withdrawn(id),
        false => live.claim(id),
    });
    let _kept = StoredValue::new(heard);
    if IS_BROWSER {
        on_cleanup(move || {
            outbox.tell_nobody(&live.slug());
            live.leave();
        });
    }
    // Comments say how old they are without a clock of their own each: there may be thousands.
    Effect::new(move || {
        clock.now();
        live.tick_ages();
    });
    let known = live.known();
    let is_here = Memo::new(move |_| known.with(|known| matches!(known, Known::Here)));
    let is_closed = Memo::new(move |_| live.is_closed());
    let is_absent = Memo::new(move |_| {
        is_server && known.with(|known| matches!(known, Known::Problem(error) if error.is_absent()))
    });
    let was_closed = Cell::new(None);
    // Closed under the reader's eyes it says so, and when it is opened again.
    Effect::new(move || {
        let is_closed = is_closed.get();
        let was_closed = was_closed.replace(is_here.get().then_some(is_closed));
        if is_here.get() && was_closed.is_some_and(|was_closed| was_closed != is_closed) {
            let words = if is_closed { words::COMMENTS_CLOSED } else { words::COMMENTS_OPENED };
            announcer.show(words.to_owned());
        }
    });
    // Closed under the reader's eyes it keeps its room, and what they have written.
    let has_been_open = StoredValue::new(false);
    let was_open = Memo::new(move |_| {
        let was_open = has_been_open.get_value() || (is_server && !is_closed.get());
        has_been_open.set_value(was_open);
        was_open
    });
    // Taken up, it is near, and stands as it is.
    let is_far = !IS_BROWSER && live.with(Discussion::total) >= FAR;
    let count = move || {
        is_here.get().then(|| {
            let count = live.with(Discussion::total);
            let count = dates.number(u32::try_from(count).unwrap_or(u32::MAX));
            view! { " "<span class="count">{count}</span> }
        })
    };
    let is_awaited = move || known.with(|known| matches!(known, Known::Nothing | Known::Asked));
    // From the first frame on, since it is asked for with the next: the footer would be seen for one frame.
    // A page that is rendered without it has nobody who will ask.
    let is_busy = move || IS_BROWSER && is_awaited();
    view! {
        <section class="comments" class:is-awaited=is_awaited class:is-closed=move || is_closed.get() class:was-open=move || was_open.get()
            class:is-live=is_server class:is-far=is_far id="comments"
            aria-labelledby="comments-title" node_ref=section
            aria-busy=move || is_busy().then_some("true")>
            <h2 class="comments-title" id="comments-title" tabindex="-1">{words::COMMENTS}{count}</h2>
            <p class="comments-lead">{words::COMMENTS_LEAD}</p>
            <CommentsBar live/>
            <div class="comments-entry">
                {move || (is_closed.get() && !is_absent.get()).then(|| view! {
                    <p class="comments-notice">{words::COMMENTS_CLOSED}</p>
                })}
                {move || (was_open.get() && !is_absent.get()).then(|| view! {
                    <div class="comments-write">
                        {move || {
                            live.turn();
                            view! { <Composer live purpose=Purpose::Thread/> }
                        }}
                    </div>
                })}
            </div>
            {is_server.then(|| view! { <OnItsWay live/> <Unfinished live/> })}
            <NewComments live/>
            {move || match known.get() {
                Known::Nothing | Known::Asked => {
                    view! { <p class="comments-notice comments-loading">{words::COMMENTS_LOADING}</p> }.into_any()
                }
                Known::Here => view! { <CommentList live asking/> }.into_any(),
                Known::Problem(_) if is_absent.get() => {
                    view! { <p class="comments-notice">{words::NO_DISCUSSION}</p> }.into_any()
                }
                Known::Problem(error) => {
                    view! { <InlineProblem error retry=move |()| live.ask(true)/> }.into_any()
                }
            }}
            {is_server.then(|| view! { <Dialogs live asking/> })}
        </section>
    }
}

const SORTS: [Sort; 3] = [Sort::Newest, Sort::Oldest, Sort::Liked];

#[component]
fn CommentsBar(live: Live) -> impl IntoView {
    let options = words::SORTS.iter().enumerate().map(|(place, &name)| {
        let is_chosen = move || live.with(|discussion| discussion.sort() == SORTS[place]);
        view! { <option value=place selected=is_chosen>{name}</option> }
    });
    let choose = move |event| {
        let place = event_target_value(&event).parse::<usize>().ok();
        if let Some(&chosen) = place.and_then(|place| SORTS.get(place)) {
            live.sort_by(chosen);
        }
    };
    // The list stays in its order where another can't be had, and so does what stands here.
    let select = NodeRef::<html::Select>::new();
    Effect::new(move || {
        let is_refused = matches!(live.problem(), Some((Wanted::Sort(_), _)));
        if let Some(select) = select.get_untracked().filter(|_| is_refused) {
            let sort = untrack(|| live.with(Discussion::sort));
            let place = SORTS.iter().position(|known| *known == sort).unwrap_or_default();
            select.set_selected_index(place as i32);
        }
    });
    let liveness = Memo::new(move |_| live.liveness());
    let state = move || match liveness.get() {
        Liveness::ReadOnly => "read-only",
        Liveness::Live => "live",
        Liveness::Asking => "asking",
        Liveness::Offline => "offline",
        Liveness::Paused => "paused",
        Liveness::Connecting | Liveness::Reconnecting => "connecting",
    };
    let how_live = move || match liveness.get() {
        Liveness::Paused if is_data_dear() => words::PAUSED_TO_SAVE_DATA,
        liveness => words::liveness(liveness),
    };
    let is_paused = live.is_paused();
    let pause = live.is_server().then(|| {
        view! {
            <button class="text-button comments-pause" type="button" on:click=move |_| is_paused.update(|is| *is = !*is)>
                {move || if is_paused.get() { words::RESUME } else { words::PAUSE }}
            </button>
        }
    });
    view! {
        <div class="comments-bar">
            <p class="comments-status" data-state=state>{how_live}</p>
            {pause}
            <label class="comments-sort">
                {words::SORT_BY}" "<select class="field" node_ref=select on:change=choose>{options.collect_view()}</select>
            </label>
        </div>
    }
}

/// The pill above the list: it lies over the page, so that nothing moves when it comes.
#[component]
fn NewComments(live: Live) -> impl IntoView {
    let held = Memo::new(move |_| live.with(Discussion::held_threads));
    let show = move |_| {
        if let Some(first) = live.release_threads() {
            permalink::go_to(&first);
        }
    };
    view! {
        <div class="comments-new">
            {move || (held.get() > 0).then(|| view! {
                <button class="pill primary" type="button" on:click=show>
                    {move || words::new_comments(held.get())}
                </button>
            })}
        </div>
    }
}

//! The threads of a discussion, a page of them at a time.

use std::collections::HashSet;
use std::sync::Arc;

use crate::prelude::*;

use super::comment::CommentRow;
use super::permalink;
use crate::model::discussion::{Discussion, Sort};
use crate::state::listen;
use crate::words;

/// How many threads stand at first, and how many more each time.
const THREADS: usize = 20;

/// The threads of a discussion.
#[component]
pub fn CommentList(
    /// The comments.
    discussion: Arc<Discussion>,
    /// The order of the threads.
    sort: RwSignal<Sort>,
) -> impl IntoView {
    let discussion = StoredValue::new(discussion);
    let all = discussion.with_value(|d| d.threads());
    let threads = RwSignal::new(THREADS);
    let folded = RwSignal::new(HashSet::<String>::new());
    let target = RwSignal::new(None::<String>);
    let is_gone = RwSignal::new(false);

    let follow = move || {
        let Some(id) = permalink::comment_in_address() else { return };
        let position = discussion.with_value(|d| d.find(&id));
        is_gone.set(position.is_none());
        let Some(position) = position else { return };
        discussion.with_value(|d| {
            let thread = d.thread_of(position, sort.get_untracked()).unwrap_or_default();
            threads.update(|threads| *threads = (*threads).max(thread + 1));
            folded.update(|folded| {
                for ancestor in d.ancestors(position) {
                    if let Some(comment) = d.comment(ancestor) {
                        folded.remove(&comment.id);
                    }
                }
            });
        });
        permalink::go_to(&id);
        target.set(Some(id));
    };
    // Kept by the page's owner, and dropped with it.
    let _kept = StoredValue::new_local(listen("hashchange", move |_| follow()));
    follow();

    // Derived from four things and read in two places: worth a memo.
    let rows = Memo::new(move |_| {
        discussion.with_value(|d| d.rows(sort.get(), threads.get(), &folded.read()))
    });
    view! {
        {(all == 0).then(|| view! { <p class="comments-notice">{words::NO_COMMENTS}</p> })}
        <p class="comments-notice" role="status" hidden=move || !is_gone.get()>{words::COMMENT_GONE}</p>
        <ol class="comment-list">
            <For each=move || rows.get() key=|row| row.position let:row>
                <CommentRow discussion row folded target/>
            </For>
        </ol>
        <Show when=move || threads.get() < all>
            <p class="comments-more">
                <button class="pill" type="button" on:click=move |_| threads.update(|n| *n += THREADS)>
                    {words::MORE_COMMENTS}
                </button>
            </p>
        </Show>
    }
}

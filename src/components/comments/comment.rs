//! One comment.

use std::collections::HashSet;
use std::sync::Arc;

use crate::prelude::*;

use super::permalink;
use crate::components::Age;
use crate::model::comment::{Piece, paragraphs, pieces};
use crate::model::discussion::{Discussion, Row};
use crate::model::{Comment, Href, Status};
use crate::state::tools;
use crate::words;

/// One line of the list.
#[component]
pub fn CommentRow(
    /// The discussion.
    discussion: StoredValue<Arc<Discussion>>,
    /// Which comment, and how deep.
    row: Row,
    /// The comments whose replies are folded away.
    folded: RwSignal<HashSet<String>>,
    /// The comment that the address names.
    target: RwSignal<Option<String>>,
) -> impl IntoView {
    let comment = discussion.with_value(|d| d.comment(row.position).cloned());
    comment.map(|comment| {
        let id = comment.id.clone();
        let is_target = move || target.read().as_deref() == Some(id.as_str());
        let removed = match comment.status {
            Status::Visible | Status::Pending => None,
            Status::RemovedByAuthor => Some(words::REMOVED_BY_AUTHOR),
            Status::RemovedByModerator => Some(words::REMOVED_BY_MODERATOR),
            Status::Unknown => Some(words::NOT_SHOWN),
        };
        let anchor = permalink::anchor(&comment.id);
        let parent = row.answers.and_then(|parent| discussion.with_value(|d| d.comment(parent).cloned()));
        let fold = (row.below > 0).then(|| view! { <Fold id=comment.id.clone() below=row.below folded/> });
        let content = match removed {
            Some(words) => view! {
                <p class="comment-removed">{words}</p>
                <p class="comment-foot">{fold}</p>
            }
            .into_any(),
            None => view! {
                <Head comment=comment.clone()/>
                {parent.filter(|p| p.status == Status::Visible).map(|parent| view! { <Answers parent/> })}
                <Said text=comment.text.clone()/>
                <Foot likes=comment.likes>{fold}</Foot>
            }
            .into_any(),
        };
        view! {
            <li class="comment" class:removed=removed.is_some() class:is-target=is_target id=anchor
                data-depth=row.depth tabindex="-1">{content}</li>
        }
    })
}

#[component]
fn Head(comment: Comment) -> impl IntoView {
    let href = permalink::href(&comment.id);
    view! {
        <p class="comment-head">
            <span class="comment-author"><bdi>{comment.author}</bdi></span>" "
            {comment.badge.map(|badge| view! { <span class="badge"><bdi>{badge}</bdi></span>" " })}
            {(comment.status == Status::Pending).then(|| view! { <span class="badge">{words::PENDING}</span>" " })}
            {comment.created_at.map(|at| view! { <a class="comment-time" href=href><Age at/></a>" " })}
            {comment.edited_at.map(|_| view! { <span class="comment-edited">{words::EDITED}</span> })}
        </p>
    }
}

#[component]
fn Answers(parent: Comment) -> impl IntoView {
    let href = permalink::href(&parent.id);
    view! { <p class="comment-parent"><a href=href><bdi>{words::in_reply_to(&parent.author)}</bdi></a></p> }
}

#[component]
fn Said(text: String) -> impl IntoView {
    let paragraphs = paragraphs(&text).map(|paragraph| {
        let pieces = pieces(paragraph).into_iter().map(|piece| match piece {
            Piece::Plain(text) => text.to_owned().into_any(),
            Piece::Link(address) => match Href::new(address) {
                Some(href) => view! {
                    <a href=href.as_str().to_owned() rel="ugc nofollow noopener noreferrer">{address.to_owned()}</a>
                }
                .into_any(),
                None => address.to_owned().into_any(),
            },
        });
        view! { <p dir="auto">{pieces.collect_view()}</p> }
    });
    view! { <div class="comment-text">{paragraphs.collect_view()}</div> }
}

#[component]
fn Foot(likes: u32, children: Children) -> impl IntoView {
    let dates = tools().dates;
    let likes = (likes > 0).then(|| {
        view! { <span class="comment-likes">{words::likes(likes, &dates.number(likes))}</span>" " }
    });
    view! { <p class="comment-foot">{likes}{children()}</p> }
}

#[component]
fn Fold(id: String, below: usize, folded: RwSignal<HashSet<String>>) -> impl IntoView {
    let id = StoredValue::new(id);
    let is_folded = move || id.with_value(|id| folded.read().contains(id));
    let toggle = move |_| {
        folded.update(|folded| {
            let id = id.get_value();
            if !folded.remove(&id) {
                folded.insert(id);
            }
        });
    };
    view! {
        <button class="comment-collapse text-button" type="button" on:click=toggle
            aria-expanded=move || if is_folded() { "false" } else { "true" }>
            {move || if is_folded() { words::show_replies(below) } else { words::hide_replies(below) }}
        </button>
    }
}

//! One comment of the list.
//!
//! It is drawn from one signal, so that an event redraws the comment that it concerns and no other.
//! Its buttons carry no listeners: the list listens for all of them.

use crate::prelude::*;

use super::permalink;
use crate::model::comment::{Piece, anchor, paragraphs, pieces};
use crate::model::discussion::{Row, RowKind};
use crate::model::{Comment, Href, Status};
use crate::state::live::Shown;
use crate::state::{Live, tools};
use crate::words;

/// A line of the discussion.
#[component]
pub fn RowView(
    /// The discussion.
    live: Live,
    /// The line.
    row: Row,
) -> impl IntoView {
    match row.kind {
        RowKind::Comment => comment_row(live, row),
        RowKind::Deeper => {
            let below = move || words::continue_thread(live.with(|d| d.below(row.position)));
            let href = untrack(|| live.with(|d| d.comment(row.position).map(|c| permalink::thread_href(&c.id))));
            view! {
                <li class="comment-deeper" data-depth=row.depth>
                    <a href=href>{below}</a>
                </li>
            }
            .into_any()
        }
        RowKind::Held(_) => view! {
            <li class="comments-held">
                <button class="pill" type="button" data-act="held" data-position=row.position>
                    {move || words::new_replies(live.with(|d| d.held_below(row.position)))}
                </button>
            </li>
        }
        .into_any(),
        RowKind::Rest(_) => view! {
            <li class="comment-rest" data-depth=row.depth>
                <button class="text-button" type="button" data-act="rest" data-position=row.position>
                    {move || words::more_replies(live.with(|d| d.rest_below(row.position)))}
                </button>
            </li>
        }
        .into_any(),
    }
}

fn comment_row(live: Live, row: Row) -> AnyView {
    let Some(cell) = live.cell(row.position) else { return ().into_any() };
    let anchor = anchor(&cell.get_untracked().comment.id);
    let is_server = live.is_server();
    // As it was when the line was drawn first: the way to it stays where it is removed since, and nothing
    // moves when the answer is drawn anew.
    let parent = row.answers.and_then(|parent| live.cell(parent));
    let parent = parent.map(|parent| parent.get_untracked().comment);
    let parent = parent.filter(|parent| parent.status == Status::Visible);
    let content = move || content(&cell.get(), parent.as_deref(), is_server);
    view! {
        <li class="comment" id=anchor data-depth=row.depth data-position=row.position tabindex="-1">{content}</li>
    }
    .into_any()
}

fn content(shown: &Shown, parent: Option<&Comment>, is_server: bool) -> AnyView {
    let comment = &shown.comment;
    let removed = match comment.status {
        Status::Visible | Status::Pending | Status::Rejected => None,
        Status::RemovedByAuthor => Some(words::REMOVED_BY_AUTHOR),
        Status::RemovedByModerator => Some(words::REMOVED_BY_MODERATOR),
        Status::Unknown => Some(words::NOT_SHOWN),
    };
    let fold = (shown.below > 0).then(|| fold(shown));
    if let Some(words) = removed {
        return view! {
            <p class="comment-removed">{words}</p>
            <p class="comment-foot">{fold}</p>
        }
        .into_any();
    }
    view! {
        {head(shown)}
        {parent.map(answers)}
        {said(&comment.text)}
        <p class="comment-foot">
            {(is_server && comment.status == Status::Visible).then(|| like(comment))}
            {likes(comment.likes)}
            {is_server.then(|| acts(shown))}
            {fold}
        </p>
    }
    .into_any()
}

fn head(shown: &Shown) -> AnyView {
    let comment = &shown.comment;
    let href = permalink::href(&comment.id);
    let dates = tools().dates;
    let badge = |words: String| view! { <span class="badge"><bdi>{words}</bdi></span>" " };
    let time = comment.created_at.zip(shown.age).map(|(at, age)| {
        view! {
            <a class="comment-time" href=href>
                <time class="age" datetime=at.to_iso() title=dates.moment(at)>{dates.written_age(at, age)}</time>
            </a>" "
        }
    });
    let standing = match comment.status {
        Status::Pending => Some(words::PENDING),
        Status::Rejected => Some(words::REJECTED),
        _ => None,
    };
    view! {
        <p class="comment-head">
            <span class="comment-author"><bdi>{comment.author.clone()}</bdi></span>" "
            {comment.badge.clone().map(badge)}
            {comment.is_featured.then(|| badge(words::FEATURED.to_owned()))}
            {shown.is_mine.then(|| badge(words::YOURS.to_owned()))}
            {standing.map(|words| badge(words.to_owned()))}
            {time}
            {comment.edited_at.map(|_| view! { <span class="comment-edited">{words::EDITED}</span> })}
        </p>
    }
    .into_any()
}

/// The way from an answer to what it answers.
pub fn answers(parent: &Comment) -> AnyView {
    let href = permalink::href(&parent.id);
    let words = words::in_reply_to(&parent.author);
    view! { <p class="comment-parent"><a href=href><bdi>{words}</bdi></a></p> }.into_any()
}

/// A comment's text: paragraphs, with the addresses in them made clickable.
pub fn said(text: &str) -> AnyView {
    let paragraphs = paragraphs(text).map(|paragraph| {
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
    view! { <div class="comment-text">{paragraphs.collect_view()}</div> }.into_any()
}

fn likes(likes: u32) -> AnyView {
    let dates = tools().dates;
    let likes = (likes > 0).then(|| words::likes(likes, &dates.number(likes)));
    view! { <span class="comment-likes">{likes}</span>" " }.into_any()
}

fn like(comment: &Comment) -> AnyView {
    let has_liked = comment.viewer.unwrap_or_default().has_liked;
    let pressed = if has_liked { "true" } else { "false" };
    view! {
        <button class="text-button" type="button" data-act="like" aria-pressed=pressed>{words::LIKE}</button>" "
    }
    .into_any()
}

fn acts(shown: &Shown) -> AnyView {
    let comment = &shown.comment;
    let is_visible = comment.status == Status::Visible;
    if !is_visible && !shown.is_mine {
        return ().into_any();
    }
    let now = tools().clock.now_untracked();
    let is_editable = shown.is_mine && comment.is_editable(now);
    // Each with its name written out: what is fixed is copied as a whole.
    view! {
        {is_visible.then(|| view! {
            <button class="text-button" type="button" data-act="reply">{words::REPLY}</button>" "
        })}
        {is_editable.then(|| view! {
            <button class="text-button" type="button" data-act="edit">{words::EDIT}</button>" "
        })}
        {if shown.is_mine {
            view! { <button class="text-button" type="button" data-act="remove">{words::REMOVE}</button> }
        } else {
            view! { <button class="text-button" type="button" data-act="report">{words::REPORT}</button> }
        }}
        " "
    }
    .into_any()
}

fn fold(shown: &Shown) -> AnyView {
    let below = shown.below;
    let (expanded, words) = if shown.is_folded {
        ("false", words::show_replies(below))
    } else {
        ("true", words::hide_replies(below))
    };
    view! {
        <button class="comment-collapse text-button" type="button" data-act="fold" aria-expanded=expanded>{words}</button>
    }
    .into_any()
}

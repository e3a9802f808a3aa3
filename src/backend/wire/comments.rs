//! A discussion: as files hold it, and as a server tells it (`docs/comments-protocol.md`).

use crate::model::event::{Count, Rejected};
use crate::model::moderation::{Keeping, Queue, QueueEvent, Reports, Waiting};
use crate::model::{Comment, CommentPage, Cursor, Event, Rest, Slug, Src, Status, Viewer, What};

use super::common::{any_line, moment, one_line, slug};
use super::json::{Decoded, Place};

/// The field that says how many comments can be read of a discussion in files that was cut to be drawn.
/// Nobody writes it to be sent: readers get the whole.
#[cfg(not(target_arch = "wasm32"))]
pub const CUT_FROM: &str = "cut_from";

/// The comments of one answer.
pub fn comments(place: &Place<'_>) -> Decoded<CommentPage> {
    #[cfg(not(target_arch = "wasm32"))]
    let total = place.optional(CUT_FROM, |p| p.count());
    #[cfg(target_arch = "wasm32")]
    let total = None;
    Ok(CommentPage {
        comments: place.required_list("comments", comment)?,
        total,
        next: None,
        cursor: None,
        is_closed: false,
        rests: Vec::new(),
    })
}

/// A page of a server's discussion.
pub fn page(place: &Place<'_>) -> Decoded<CommentPage> {
    Ok(CommentPage {
        comments: place.required_list("comments", comment)?,
        total: place.optional("total", |p| p.count()),
        next: place.optional("next", text),
        cursor: place.optional("stream_cursor", cursor),
        is_closed: place.optional("state", is_closed).unwrap_or_default(),
        rests: place.list("threads", |p| Ok(rest(p)?.into_iter().collect::<Vec<_>>())).concat(),
    })
}

fn rest(place: &Place<'_>) -> Decoded<Option<Rest>> {
    let Some(next) = place.optional("next", text) else { return Ok(None) };
    Ok(Some(Rest {
        id: place.required("id", one_line)?,
        total: place.optional("total", |p| p.count()).unwrap_or_default(),
        next,
    }))
}

/// One comment.
pub fn comment(place: &Place<'_>) -> Decoded<Comment> {
    let status = place.optional("status", status).unwrap_or(Status::Visible);
    // A removed comment has no author any more, and one that waits has none but to its own.
    let name = match status {
        Status::Visible => one_line,
        _ => any_line,
    };
    let author = place.inside("author", |p| p.required("name", name))?;
    // An edit can send a comment back to approval: to others it is then withheld, and its replies stay.
    let is_withheld = status == Status::Pending && author.trim().is_empty();
    let viewer = place.optional("viewer", viewer);
    // What was not approved is its author's alone, whom only a server knows.
    let is_nobodys = status == Status::Rejected && viewer.is_none();
    let status = if is_withheld || is_nobodys { Status::Unknown } else { status };
    Ok(Comment {
        id: place.required("id", one_line)?,
        parent_id: place.optional("parent_id", one_line),
        author,
        avatar: place.optional("author", |p| Ok(p.optional("avatar", avatar))).flatten(),
        badge: place.optional("author", |p| Ok(p.optional("badge", one_line))).flatten(),
        text: place.required("text", text)?,
        created_at: place.required("created_at", moment)?,
        edited_at: place.optional("edited_at", moment).flatten(),
        status,
        version: place.optional("version", |p| p.count()).unwrap_or_default().into(),
        likes: place.optional("likes", |p| p.count()).unwrap_or_default(),
        replies: place.optional("replies", |p| p.count()).unwrap_or_default(),
        is_featured: place.optional("featured", |p| p.truth()).unwrap_or_default(),
        viewer,
    })
}

fn viewer(place: &Place<'_>) -> Decoded<Viewer> {
    Ok(Viewer {
        has_liked: place.optional("liked", |p| p.truth()).unwrap_or_default(),
        editable_until: place.optional("editable_until", moment).flatten(),
    })
}

/// Text as it is.
pub fn text(place: &Place<'_>) -> Decoded<String> {
    place.text().map(str::to_owned)
}

fn avatar(place: &Place<'_>) -> Decoded<Src> {
    let base = place.base();
    Src::new(place.text()?, base)
        .ok_or_else(|| place.problem("expected an http or https address or a path"))
}

fn status(place: &Place<'_>) -> Decoded<Status> {
    // A status that isn't even text hides the comment as an unknown one does.
    Ok(match place.text().unwrap_or_default() {
        "visible" => Status::Visible,
        "pending" => Status::Pending,
        "removed_by_author" => Status::RemovedByAuthor,
        "removed_by_moderator" => Status::RemovedByModerator,
        "rejected" => Status::Rejected,
        _ => Status::Unknown,
    })
}

fn cursor(place: &Place<'_>) -> Decoded<Cursor> {
    Cursor::parse(place.text()?).ok_or_else(|| place.problem("expected epoch:seq"))
}

fn is_closed(place: &Place<'_>) -> Decoded<bool> {
    Ok(place.text()? == "closed")
}

/// One event, of the stream or of a list of them.
pub fn event(place: &Place<'_>) -> Decoded<Event> {
    let said = |p: &Place<'_>| p.required("comment", comment).map(Box::new);
    let what = match place.required("type", |p| p.text().map(str::to_owned))?.as_str() {
        "hello" => What::Hello {
            is_recovered: place.required("recovered", |p| p.truth())?,
            cursor: place.optional("cursor", cursor),
            is_closed: place.optional("state", is_closed),
        },
        "beat" => What::Beat,
        "comment.created" => What::Said(said(place)?),
        "comment.updated" | "comment.removed" => What::Changed(said(place)?),
        "comment.rejected" => What::Rejected(Rejected {
            id: place.required("comment_id", one_line)?,
            version: place.required("version", |p| p.count())?.into(),
        }),
        "counts" => What::Counts(place.list("counts", count)),
        "discussion.closed" => What::Closed,
        "discussion.opened" => What::Opened,
        "reset" => match place.optional("reason", |p| p.text().map(str::to_owned)).as_deref() {
            Some("going away") => What::Leaving,
            _ => What::Reset,
        },
        _ => What::Unknown,
    };
    Ok(Event {
        at: place.optional("id", cursor),
        what,
        total: place.optional("total", |p| p.count()),
    })
}

fn count(place: &Place<'_>) -> Decoded<Count> {
    Ok(Count {
        id: place.required("id", one_line)?,
        likes: place.required("likes", |p| p.count())?,
        replies: place.required("replies", |p| p.count())?,
    })
}

/// What `changes` answers: the events that followed, and a hello that says where they lead to.
pub fn changes(place: &Place<'_>) -> Decoded<Vec<Event>> {
    let hello = What::Hello {
        is_recovered: place.required("recovered", |p| p.truth())?,
        cursor: place.optional("cursor", cursor),
        is_closed: place.optional("state", is_closed),
    };
    let mut events = place.list("events", event);
    let total = place.optional("total", |p| p.count());
    events.push(Event { at: None, what: hello, total });
    Ok(events)
}

/// What a server answers to a post: the comment, and the token for changing it.
pub fn posted(place: &Place<'_>) -> Decoded<(Comment, Option<String>)> {
    Ok((place.required("comment", comment)?, place.optional("token", text)))
}

/// What a server answers to a like.
pub fn liked(place: &Place<'_>) -> Decoded<(u32, bool)> {
    Ok((place.required("likes", |p| p.count())?, place.required("liked", |p| p.truth())?))
}

/// What is left to say when there is nothing to say.
pub fn nothing(_: &Place<'_>) -> Decoded<()> {
    Ok(())
}

/// How many comments stories have.
pub fn counts(place: &Place<'_>) -> Decoded<Vec<(Slug, u32)>> {
    place
        .inside("counts", |p| Ok(p.fields(|p| p.count())))
        .map(|fields| fields.into_iter().filter_map(|(k, n)| Some((Slug::new(&k)?, n))).collect())
}

/// The moderators' queue.
pub fn queue(place: &Place<'_>) -> Decoded<Queue> {
    Ok(Queue {
        waiting: place.required_list("comments", waiting)?,
        total: place.optional("waiting", |p| p.count()).unwrap_or_default(),
        next: place.optional("next", text),
    })
}

/// A comment with why it waits, or what was said against it.
pub fn waiting(place: &Place<'_>) -> Decoded<Waiting> {
    Ok(Waiting {
        comment: place.required("comment", comment)?,
        article: place.inside("comment", |p| Ok(p.optional("article", slug)))?,
        headline: place.optional("headline", one_line),
        why: place.optional("why", one_line).unwrap_or_default(),
        reports: place.list("reports", report),
    })
}

fn report(place: &Place<'_>) -> Decoded<Reports> {
    Ok(Reports {
        reason: place.required("reason", one_line)?,
        count: place.optional("count", |p| p.count()).unwrap_or(1),
        notes: place.list("notes", one_line),
    })
}

/// What the moderators' stream says.
pub fn queue_event(place: &Place<'_>) -> Decoded<QueueEvent> {
    place.required("type", |p| {
        Ok(match p.text()? {
            "hello" | "queue" => QueueEvent::Changed,
            "reset" => QueueEvent::Reset,
            _ => QueueEvent::Beat,
        })
    })
}

/// How a story's discussion is kept.
pub fn keeping(place: &Place<'_>) -> Decoded<Keeping> {
    Ok(Keeping {
        is_closed: place.required("state", is_closed)?,
        is_premoderated: place.optional("premoderated", |p| p.truth()).unwrap_or_default(),
        total: place.optional("total", |p| p.count()).unwrap_or_default(),
    })
}

/// A ticket for the moderators' stream.
pub fn ticket(place: &Place<'_>) -> Decoded<String> {
    place.required("ticket", text)
}

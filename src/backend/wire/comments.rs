//! A discussion as files hold it.

use crate::model::{Comment, Src, Status};

use super::common::{moment, one_line};
use super::json::{Decoded, Place};

/// The comments of one answer.
pub fn comments(place: &Place<'_>) -> Decoded<Vec<Comment>> {
    place.required_list("comments", comment)
}

fn comment(place: &Place<'_>) -> Decoded<Comment> {
    Ok(Comment {
        id: place.required("id", one_line)?,
        parent_id: place.optional("parent_id", one_line),
        author: place.required("author", |p| p.required("name", one_line))?,
        avatar: place.optional("author", |p| Ok(p.optional("avatar", avatar))).flatten(),
        badge: place.optional("author", |p| Ok(p.optional("badge", one_line))).flatten(),
        text: place.required("text", |p| p.text().map(str::to_owned))?,
        created_at: place.required("created_at", moment)?,
        edited_at: place.optional("edited_at", moment).flatten(),
        status: place.optional("status", status).unwrap_or(Status::Visible),
        version: place.optional("version", |p| p.count()).unwrap_or_default().into(),
        likes: place.optional("likes", |p| p.count()).unwrap_or_default(),
    })
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
        _ => Status::Unknown,
    })
}

//! What the moderators' page says.

use crate::backend::Fault;
use crate::model::moderation::{Action, Stage};

/// The page.
pub const TITLE: &str = "Moderation";
/// The page without a server to moderate on.
pub const NO_SERVER: &str =
    "There is nothing to moderate: this site’s comments don’t come from a comments server.";
/// What is asked for at the door.
pub const TOKEN: &str = "Moderators’ token";
/// Where it comes from, and how long it is kept.
pub const TOKEN_DETAIL: &str =
    "Whoever runs the comments server has it. It is kept until this tab is closed.";
/// In.
pub const SIGN_IN: &str = "Sign in";
/// Out.
pub const SIGN_OUT: &str = "Sign out";
/// While the door is tried.
pub const SIGNING_IN: &str = "Signing in…";
/// The wrong token.
pub const WRONG_TOKEN: &str = "The server does not know this token.";
/// No token.
pub const NO_TOKEN: &str = "Please enter the token.";
/// The queue.
pub const QUEUE: &str = "Waiting for a decision";
/// Nothing waits.
pub const NOTHING_WAITS: &str = "Nothing waits. What comes in will appear here by itself.";
/// While it is fetched.
pub const FETCHING: &str = "Fetching what waits…";
/// The next page of the queue.
pub const MORE: &str = "Load more";
/// Takes away what has been decided on.
pub const CLEAR: &str = "Take away what is decided";
/// The buttons' names for those who hear them: whose comment.
pub fn by(action: &str, author: &str) -> String {
    format!("{action}: {author}")
}
/// A story by its headline, or by its address.
pub const UNKNOWN_STORY: &str = "a story without a name";
/// Opens the discussion's own settings.
pub const DISCUSSION: &str = "Discussion";
/// A comment that is not what it was when the moderator read it.
pub const CHANGED: &str = "It was changed meanwhile. Please read what it says now.";
/// Whoever wrote a comment took it away.
pub const GONE: &str = "Its text has been removed.";

/// The form that finds a discussion or a comment.
pub const FIND: &str = "Find a discussion or a comment";
/// Its field.
pub const ADDRESS: &str = "Address of the story or the comment";
/// Its button.
pub const FIND_IT: &str = "Find";
/// While it is looked up.
pub const FINDING: &str = "Finding…";
/// It has been found, by its address.
pub fn found(name: &str) -> String {
    format!("Found: {name}")
}
/// What can't be read as an address.
pub const NO_ADDRESS: &str =
    "That is not the address of a story: it looks like /article/alaska-summit.";
/// A comment that isn't there.
pub const NO_COMMENT: &str = "There is no such comment to be read in this discussion.";
/// How the discussion is kept.
pub const OPEN: &str = "Open";
/// Likewise.
pub const CLOSED: &str = "Closed";
/// Closes it.
pub const CLOSE: &str = "Close the discussion";
/// Opens it.
pub const REOPEN: &str = "Open the discussion";
/// Whether each comment waits.
pub const PREMODERATED: &str = "Every comment waits for a moderator";
/// To the story.
pub const TO_THE_STORY: &str = "To the story";

/// How many wait.
pub fn waiting(count: u32) -> String {
    match count {
        0 => "Nothing waits".to_owned(),
        1 => "1 comment waits".to_owned(),
        n => format!("{n} comments wait"),
    }
}

/// Why a comment waits.
pub fn why(why: &str) -> &'static str {
    match why {
        "premoderated" => "Every comment waits here",
        "words" => "A word on the list",
        "links" => "Many links",
        "spam" => "Looks like spam",
        "reported" => "Reported",
        _ => "Waits",
    }
}

/// How many readers reported a comment for one reason.
pub fn reports(reason: &str, count: u32) -> String {
    let found = super::REASONS.iter().find(|(name, _)| *name == reason);
    let words = found.map_or(reason, |(_, words)| words);
    if count == 1 { words.to_owned() } else { format!("{words}, {count} times") }
}

/// What a moderator can do.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Approve => "Approve",
        Action::Remove => "Remove",
        Action::Feature => "Make it an editors’ pick",
        Action::Unfeature => "No longer an editors’ pick",
        Action::Dismiss => "Keep it",
    }
}

/// What has been done.
pub fn stage(stage: Stage) -> Option<&'static str> {
    Some(match stage {
        Stage::Waits => return None,
        Stage::Deciding(_) => "Being decided…",
        Stage::Decided(Action::Approve) => "Approved",
        Stage::Decided(Action::Remove) => "Removed",
        Stage::Decided(Action::Feature) => "Now an editors’ pick",
        Stage::Decided(Action::Unfeature) => "No longer an editors’ pick",
        Stage::Decided(Action::Dismiss) => "Kept",
        Stage::Elsewhere => "No longer waits: settled elsewhere",
    })
}

/// Why the server would not.
pub fn refusal(fault: &Fault) -> &'static str {
    match fault {
        Fault::Refused { code, .. } if code == "not_found" => {
            "It is no longer there, or its text is gone."
        }
        Fault::Refused { code, .. } if code == "changed_meanwhile" => CHANGED,
        fault => super::refusal(fault),
    }
}

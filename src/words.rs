//! Every sentence that the interface says, in one place: a second language is a second file.
//!
//! Numbers and dates arrive here already written by the browser's `Intl`.

pub mod moderation;

use crate::backend::{BackendError, Fault};
use crate::state::live::Liveness;

/// A problem in the reader's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemWords {
    /// What happened.
    pub title: &'static str,
    /// What it means, and the way on.
    pub detail: &'static str,
}

/// What happened, for the reader; the detail goes to the console.
pub fn problem(error: &BackendError) -> ProblemWords {
    let (title, detail) = match &error.fault {
        Fault::Offline => (
            "You are offline",
            "This page was not fetched before. It will be tried again as soon as there is a connection.",
        ),
        Fault::Unreachable => (
            "This page could not be reached",
            "The newsroom’s server did not answer, or the connection broke off on the way.",
        ),
        Fault::TimedOut => (
            "This page took too long",
            "The connection is slow, or the newsroom’s server is busy. Trying again often helps.",
        ),
        Fault::NotFound => NOTHING_HERE,
        Fault::Gone if error.is_of_a_story() => ("This story has been removed", REMOVED_DETAIL),
        Fault::Gone => ("This page has been removed", REMOVED_DETAIL),
        Fault::Status { status: 503 | 429, .. } => (
            "The newsroom’s server is very busy",
            "Too many readers are asking at once. In a moment it may have room again.",
        ),
        Fault::Status { status: 401 | 403 | 407 | 451, .. } => (
            "This page can’t be shown to you",
            "The newsroom’s server refused it. Trying again may help if this is a mistake.",
        ),
        Fault::Refused { code, .. } if code == "not_found" => NOTHING_HERE,
        Fault::Status { .. } | Fault::Refused { .. } => (
            "The newsroom’s server has a problem",
            "It answered, but not with the story. It is not your connection.",
        ),
        Fault::TooLarge => (
            "This page is too large to load",
            "The newsroom’s server sent far more than a story needs, so the rest was not fetched.",
        ),
        Fault::ContentType(_) | Fault::Malformed(_) | Fault::Contract(_) => (
            "This page arrived damaged",
            "What the newsroom’s server sent can’t be read as a story. Trying again may bring it whole.",
        ),
    };
    ProblemWords { title, detail }
}

/// What a page needs isn't there, though its address is right: a page whose address is wrong has a
/// title of its own, [`NOT_FOUND`].
const NOTHING_HERE: (&str, &str) = (
    "There is nothing at this address",
    "The newsroom’s server has nothing where this should be. It may be there again in a while.",
);
/// What to make of a page that was taken away.
const REMOVED_DETAIL: &str =
    "It was published here and has been taken down. What else we have is below.";
/// A part of a page that could not be had: the rest stands.
pub const PART_PROBLEM: &str = "This part of the page could not be loaded";

/// The title of the page that isn't there.
pub const NOT_FOUND: &str = "Page not found";
/// What to make of it.
pub const NOT_FOUND_DETAIL: &str = "The address may have a slip in it, or the page has moved. Here is what today’s front page has.";
/// The button of every problem.
pub const TRY_AGAIN: &str = "Try again";
/// The way home.
pub const TO_THE_FRONT_PAGE: &str = "To the front page";
/// While a retry runs.
pub const TRYING: &str = "Trying…";
/// Which page the configuration's problem stands on.
pub const WRONG_CONFIGURATION: &str = "This site is not set up correctly";

/// When the page will be tried again by itself.
pub fn trying_again_in(seconds: u32) -> String {
    match seconds {
        0 | 1 => "Trying again in a moment.".to_owned(),
        n => format!("Trying again in {n} seconds."),
    }
}

/// The quiet offer of a front page that is newer than the one on the screen.
pub const NEWER_EDITION: &str = "Newer edition: show it";

/// Above the page, without a network.
pub const OFFLINE: &str = "You are offline. You can go on reading what is already here; the rest follows when you are back.";
/// Above a page whose fresh copy could not be fetched.
pub fn older_copy(age: &str) -> String {
    format!("This is the copy fetched {age}: a newer one could not be reached.")
}
/// The banner's name.
pub const CONNECTION: &str = "Connection";

/// The first link of every page.
pub const SKIP: &str = "Skip to the main content";
/// The landmark of the section bar.
pub const SECTIONS: &str = "Sections";
/// The first item of the section bar.
pub const FRONT_PAGE: &str = "Front page";
/// The region of the strip.
pub const TOP_STORIES: &str = "Top stories";
/// The ranking.
pub const MOST_READ: &str = "Most read";
/// The list on a section's page.
pub const STORIES: &str = "Stories";
/// A list's next page.
pub const MORE_STORIES: &str = "More stories";
/// A list with nothing in it.
pub const NO_STORIES: &str = "There is nothing here yet.";
/// A front page with nothing on it.
pub const NO_EDITION: &str = "Today’s front page is still empty. Look again in a few minutes.";
/// The mark of a story that is being told live.
pub const LIVE: &str = "Live";
/// The mark of a story that will be told live.
pub const LIVE_SOON: &str = "Live soon";
/// The mark of a story that was told live.
pub const LIVE_ENDED: &str = "As it happened";

/// The theme's menu.
pub const THEME: &str = "Theme";
/// The themes.
pub const THEMES: [&str; 3] = ["Light", "Dark", "Automatic"];
/// The text size's menu.
pub const TEXT_SIZE: &str = "Text size";
/// The text sizes.
pub const TEXT_SIZES: [&str; 4] = ["Small", "Usual", "Large", "Largest"];

/// The row of buttons above a story.
pub const STORY_TOOLS: &str = "Story tools";
/// The device's share sheet.
pub const SHARE: &str = "Share";
/// The address onto the clipboard.
pub const COPY_LINK: &str = "Copy link";
/// It is on the clipboard.
pub const LINK_COPIED: &str = "Link copied";
/// It could not be put there.
pub const LINK_NOT_COPIED: &str = "The link could not be copied";
/// The address by mail.
pub const MAIL: &str = "Mail";
/// Paper.
pub const PRINT: &str = "Print";

/// Before the time of publication.
pub const PUBLISHED: &str = "Published";
/// Before the time of the last change.
pub const UPDATED: &str = "Updated";
/// The key points.
pub const KEY_POINTS: &str = "Key points";
/// The list of the blocks that a story told live can't do without.
pub const KEY_EVENTS: &str = "Key events";
/// The blocks of a story told live.
pub const BLOCKS: &str = "The story so far";
/// The corrections.
pub const CORRECTIONS: &str = "Corrections";
/// The tags.
pub const TAGS: &str = "Tags";
/// What else to read.
pub const RELATED: &str = "Related";
/// A story without a word.
pub const NO_BODY: &str = "This story has no text yet.";
/// A table that scrolls within itself.
pub const TABLE: &str = "Table";
/// Code that scrolls within itself.
pub const CODE: &str = "Code";
/// The end of every page.
pub const BACK_TO_TOP: &str = "Back to top";
/// The sections in the page's foot.
pub const SECTIONS_AGAIN: &str = "All sections";
/// The page's foot.
pub const ABOUT: &str = "Nothing on this page follows you about.";

/// How long a story takes to read.
pub fn reading_time(minutes: &str) -> String {
    format!("{minutes} min read")
}

/// The name of a gallery.
pub fn gallery(count: usize) -> String {
    match count {
        1 => "Gallery of 1 photograph".to_owned(),
        _ => format!("Gallery of {count} photographs"),
    }
}

/// What an embed says before anything is loaded.
pub fn embed_note(host: &str) -> String {
    format!("Nothing is loaded from {host} until you ask for it.")
}

/// Who shows an embed.
pub fn embed_from(provider: &str) -> String {
    format!("From {provider}")
}

/// Loads an embed into the page.
pub fn embed_load(provider: &str) -> String {
    format!("Load from {provider}")
}

/// Opens an embed where it lives.
pub fn embed_open(host: &str) -> String {
    format!("Open at {host}")
}

/// How many comments, on a card.
pub fn comment_count(count: u32, written: &str) -> String {
    match count {
        1 => "1 comment".to_owned(),
        _ => format!("{written} comments"),
    }
}

/// The heading of the discussion.
pub const COMMENTS: &str = "Comments";
/// The line below it.
pub const COMMENTS_LEAD: &str = "See what people are discussing";
/// The order's label.
pub const SORT_BY: &str = "Sort by";
/// The orders.
pub const SORTS: [&str; 3] = ["Newest", "Oldest", "Most liked"];
/// How live the discussion is.
pub fn liveness(liveness: Liveness) -> &'static str {
    match liveness {
        Liveness::ReadOnly => "Read only",
        Liveness::Connecting => "Connecting…",
        Liveness::Live => "Live",
        Liveness::Reconnecting => "Reconnecting…",
        Liveness::Asking => "Updating every 10 seconds",
        Liveness::Offline => "Offline",
        Liveness::Paused => "Paused",
    }
}
/// The discussion of a reader whose browser spares data.
pub const PAUSED_TO_SAVE_DATA: &str = "Paused to save data";
/// Keeps new comments away.
pub const PAUSE: &str = "Pause";
/// Lets them in again.
pub const RESUME: &str = "Resume";
/// A further page of a list.
pub fn page_of(name: &str, number: u32) -> String {
    format!("{name}, page {number}")
}
/// Leads from a further page of a list to its first.
pub const FIRST_STORIES: &str = "Newest stories";
/// The server has no discussion of the story.
pub const NO_DISCUSSION: &str = "There is no discussion of this story.";
/// A discussion that is closed.
pub const COMMENTS_CLOSED: &str = "This discussion is closed. It can still be read.";
/// A discussion that was closed, and isn't any more.
pub const COMMENTS_OPENED: &str = "This discussion is open again.";
/// A discussion with nothing in it.
pub const NO_COMMENTS: &str = "Nobody has said anything here yet.";
/// The same, where the reader may begin.
pub const BE_THE_FIRST: &str =
    "Nobody has said anything here yet. Yours would be the first comment.";
/// While it is fetched.
pub const COMMENTS_LOADING: &str = "Fetching the discussion…";
/// More threads.
pub const MORE_COMMENTS: &str = "Load more comments";
/// While they are fetched.
pub const FETCHING: &str = "Fetching…";
/// A permalink that leads nowhere.
pub const COMMENT_GONE: &str = "The comment that this link leads to is no longer here.";
/// Removed by whoever wrote it.
pub const REMOVED_BY_AUTHOR: &str = "Removed by the author";
/// Removed by a moderator.
pub const REMOVED_BY_MODERATOR: &str = "Removed by a moderator";
/// Not shown, for a reason that this client doesn't know.
pub const NOT_SHOWN: &str = "This comment is not shown";
/// Awaiting approval.
pub const PENDING: &str = "Awaiting approval";
/// A comment that no moderator approved, to its author.
pub const REJECTED: &str = "Not approved";
/// Changed after it was written.
pub const EDITED: &str = "edited";
/// Held up by a moderator as worth reading.
pub const FEATURED: &str = "Editors’ pick";
/// Whom a reader of the discussion wrote.
pub const YOURS: &str = "You";

/// Whom a comment answers.
pub fn in_reply_to(name: &str) -> String {
    format!("in reply to {name}")
}

/// The line that folds a thread away.
pub fn hide_replies(count: usize) -> String {
    if count == 1 { "Hide 1 reply".to_owned() } else { format!("Hide {count} replies") }
}

/// The line that unfolds it.
pub fn show_replies(count: usize) -> String {
    if count == 1 { "Show 1 reply".to_owned() } else { format!("Show {count} replies") }
}

/// Fetches the rest of a thread.
pub fn more_replies(count: usize) -> String {
    match count {
        0 => "Load more replies".to_owned(),
        1 => "Load 1 more reply".to_owned(),
        n => format!("Load {n} more replies"),
    }
}

/// What was said in a thread meanwhile.
pub fn new_replies(count: usize) -> String {
    match count {
        0 => "New replies".to_owned(),
        1 => "1 new reply".to_owned(),
        n => format!("{n} new replies"),
    }
}

/// What was said meanwhile.
pub fn new_comments(count: usize) -> String {
    if count == 1 { "1 new comment".to_owned() } else { format!("{count} new comments") }
}

/// Opens what is too deep to stand in the list.
pub fn continue_thread(count: usize) -> String {
    if count == 1 {
        "Continue this thread: 1 reply".to_owned()
    } else {
        format!("Continue this thread: {count} replies")
    }
}
/// Back from a thread by itself.
pub const ALL_COMMENTS: &str = "All comments";

/// How many liked a comment.
pub fn likes(count: u32, written: &str) -> String {
    if count == 1 { "1 like".to_owned() } else { format!("{written} likes") }
}

/// What a reader can do with a comment.
pub const LIKE: &str = "Like";
/// Answers it.
pub const REPLY: &str = "Reply";
/// Tells the moderators.
pub const REPORT: &str = "Report";
/// Changes one's own.
pub const EDIT: &str = "Edit";
/// Takes one's own away.
pub const REMOVE: &str = "Remove";
/// The like could not be kept.
pub const LIKE_FAILED: &str = "Your like could not be saved. It is as it was before.";

/// The composer.
pub const WRITE: &str = "Join the discussion";
/// The composer of an answer.
pub fn reply_to(name: &str) -> String {
    format!("Reply to {name}")
}
/// The composer of a change.
pub const CHANGE: &str = "Change your comment";
/// The field of the name.
pub const YOUR_NAME: &str = "Your name";
/// The field of the text.
pub const YOUR_COMMENT: &str = "Your comment";
/// What only a robot fills in.
pub const HONEYPOT: &str = "Leave this field empty";
/// Sends it.
pub const POST: &str = "Post";
/// Sends a change.
pub const SAVE: &str = "Save";
/// While it is sent.
pub const SAVING: &str = "Saving…";
/// Leaves it.
pub const CANCEL: &str = "Cancel";
/// What a comment is.
pub const PLAIN_TEXT: &str = "Plain text. An empty line begins a new paragraph.";
/// Without a name it can't be posted.
pub const NAME_MISSING: &str = "Please say what we should call you.";
/// Without a word it can't be posted.
pub const TEXT_MISSING: &str = "There is nothing to post yet.";
/// It is longer than may be.
pub fn too_long_by(count: usize) -> String {
    if count == 1 {
        "1 character too long".to_owned()
    } else {
        format!("{count} characters too long")
    }
}
/// How much may still be written.
pub fn characters_left(count: usize) -> String {
    if count == 1 { "1 character left".to_owned() } else { format!("{count} characters left") }
}

/// A comment that is being sent.
pub const SENDING: &str = "Posting…";
/// A comment that waits for a connection.
pub const QUEUED: &str = "Will be posted when you are back online.";
/// A comment that waits for the server.
pub const WAITING: &str = "Could not be posted yet. It is kept here and will be tried again.";
/// The device refused to keep a comment that is on its way.
pub const NOT_KEPT: &str =
    "This device has no room for a copy. Please leave this page open until your comment is posted.";
/// Too many comments are on their way.
pub const OUTBOX_FULL: &str =
    "Too many of your comments wait to be posted. This one stays here until they are.";
/// Takes what could not be posted into the composer again.
pub const EDIT_AGAIN: &str = "Edit";
/// Throws what could not be posted away.
pub const DISCARD: &str = "Discard";
/// What was thrown away, and the server may have.
pub const TAKING_BACK: &str =
    "Discarded. It may have reached the server, and is taken back from there.";
/// The server could not take back what was thrown away.
pub const NOT_TAKEN_BACK: &str =
    "Your comment could not be taken back: it may stand in the discussion.";
/// It has been posted.
pub const POSTED: &str = "Your comment has been posted";
/// It has been posted and waits.
pub const POSTED_PENDING: &str = "Your comment awaits approval";
/// It waited, and a moderator decided against it.
pub const NOT_APPROVED: &str = "Your comment was not approved";
/// What an answer was begun to can't be answered any more.
pub const ANSWER_AS_NEW: &str =
    "What you were replying to is gone. Your text is in the box for a new comment.";
/// What a change was begun to can't be changed any more.
pub const CHANGE_AS_NEW: &str =
    "That comment can no longer be changed. Your text is in the box for a new comment.";
/// Whether a comment is there can't be said at this moment, since the discussion began anew.
pub const ASK_AGAIN: &str = "The discussion is being fetched anew. Please try again in a moment.";
/// An answer that was begun on an earlier visit.
pub const BEGUN_ANSWER: &str = "You began this reply and have not posted it.";
/// A change to one's own comment that was begun on an earlier visit.
pub const BEGUN_CHANGE: &str = "You began this change and have not saved it.";
/// Goes on with what was begun.
pub const GO_ON: &str = "Continue writing";

/// Why a server would not take something, for whoever wrote it.
pub fn refusal(fault: &Fault) -> &'static str {
    let code = match fault {
        Fault::Refused { code, .. } => code.as_str(),
        Fault::Offline => return "You are offline.",
        Fault::Unreachable => return "The server could not be reached.",
        Fault::TimedOut => return "The server did not answer in time.",
        Fault::Status { status: 429, .. } => "rate_limited",
        _ => "",
    };
    match code {
        "closed" => "The discussion has been closed.",
        "rate_limited" => "That was a little fast. It will be possible again in a moment.",
        "too_long" => "It is too long.",
        "empty" => "There is nothing to post.",
        "duplicate" => "You have said this already, a moment ago.",
        "blocked" => "This can’t be posted here.",
        "not_found" => "What it belongs to is no longer here.",
        "edit_window_over" => "It is too late to change this comment.",
        "unauthorized" => "This comment can only be changed where it was written.",
        "unavailable" => "The server is busy.",
        _ => "The server could not take it.",
    }
}

/// The dialog of a report.
pub const REPORT_TITLE: &str = "Report this comment";
/// What happens then.
pub const REPORT_DETAIL: &str = "A moderator will look at it. Nobody learns who reported it.";
/// The reasons, as the protocol names them and as a reader reads them.
pub const REASONS: [(&str, &str); 4] = [
    ("spam", "Advertising or spam"),
    ("abuse", "Insulting or threatening"),
    ("off_topic", "Nothing to do with the story"),
    ("other", "Something else"),
];
/// More to say about it.
pub const NOTE: &str = "Anything else? (optional)";
/// Sends the report.
pub const SEND_REPORT: &str = "Send the report";
/// It has been sent.
pub const REPORTED: &str = "Thank you. A moderator will look at it.";
/// The dialog of a removal.
pub const REMOVE_TITLE: &str = "Remove your comment?";
/// What happens then.
pub const REMOVE_DETAIL: &str = "Answers to it stay. It can’t be brought back.";

/// What is announced when a page has come.
pub fn page_loaded(title: &str) -> String {
    format!("{title}, loaded")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem_of(url: &str, fault: Fault) -> ProblemWords {
        problem(&BackendError { url: url.to_owned(), fault })
    }

    fn status(status: u16) -> Fault {
        Fault::Status { status, retry_after: None }
    }

    fn refused(code: &str) -> Fault {
        Fault::Refused { code: code.to_owned(), retry_after: None }
    }

    #[test]
    fn only_a_story_is_called_one() {
        let of = |url| problem_of(url, Fault::Gone).title;
        assert_eq!(of("/edition/articles/a.json"), "This story has been removed");
        assert_eq!(of("/edition/sections/a.json"), "This page has been removed");
    }

    #[test]
    fn a_problem_says_whose_it_is() {
        let of = |fault| problem_of("/edition/edition.json", fault).title;
        assert_eq!(of(status(503)), of(status(429)));
        assert_eq!(of(status(401)), of(status(403)));
        assert_eq!(of(status(500)), of(refused("odd")));
        assert_eq!(of(Fault::NotFound), of(refused("not_found")));
        let different = [
            of(Fault::Offline),
            of(Fault::Unreachable),
            of(Fault::TimedOut),
            of(Fault::NotFound),
            of(Fault::Gone),
            of(status(503)),
            of(status(403)),
            of(status(500)),
            of(Fault::TooLarge),
            of(Fault::ContentType(String::new())),
        ];
        for (place, title) in different.iter().enumerate() {
            assert!(!different[..place].contains(title), "{title}");
        }
    }

    #[test]
    fn one_is_no_plural() {
        for (one, many) in [
            (gallery(1), gallery(2)),
            (comment_count(1, "1"), comment_count(2, "2")),
            (hide_replies(1), hide_replies(2)),
            (show_replies(1), show_replies(2)),
            (more_replies(1), more_replies(2)),
            (new_replies(1), new_replies(2)),
            (new_comments(1), new_comments(2)),
            (continue_thread(1), continue_thread(2)),
            (likes(1, "1"), likes(2, "2")),
            (too_long_by(1), too_long_by(2)),
            (characters_left(1), characters_left(2)),
        ] {
            let several = one.replacen('1', "2", 1);
            assert_ne!(several, many, "{one:?} and {many:?} differ in the number alone");
            assert!(!one.contains("replies") && !one.ends_with('s'), "{one:?}");
        }
        // Nothing is as many as several are.
        assert_eq!(comment_count(0, "0"), "0 comments");
        assert_eq!(likes(0, "0"), "0 likes");
        // How many there are may be unknown.
        assert!(!more_replies(0).contains('0'));
    }

    #[test]
    fn numbers_stand_as_the_browser_wrote_them() {
        assert_eq!(comment_count(12_345, "12,345"), "12,345 comments");
        assert_eq!(likes(12_345, "12.345"), "12.345 likes");
    }

    #[test]
    fn a_wait_is_told_in_seconds() {
        assert_eq!(trying_again_in(0), trying_again_in(1));
        assert_eq!(trying_again_in(50), "Trying again in 50 seconds.");
    }

    #[test]
    fn every_refusal_of_the_protocol_has_words_of_its_own() {
        let codes = [
            "closed",
            "rate_limited",
            "too_long",
            "empty",
            "duplicate",
            "blocked",
            "not_found",
            "edit_window_over",
            "unauthorized",
            "unavailable",
        ];
        let all: Vec<_> = codes.iter().map(|code| refusal(&refused(code))).collect();
        for (place, words) in all.iter().enumerate() {
            assert!(!all[..place].contains(words), "{words}");
            assert_ne!(*words, refusal(&refused("something new")));
        }
        assert_eq!(refusal(&status(429)), refusal(&refused("rate_limited")));
    }
}

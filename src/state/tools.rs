//! What the app provides to all: one context, and the way to each thing in it.

use crate::prelude::*;

use super::counts::CommentCounts;
use super::live::Kept;
use super::{Announcer, Clock, Connection, Dates, Desk, FrontPage, Outbox, Preferences};
use crate::config::Config;

/// What every page and component may reach for. One context for all of it: a look-up for each kind of
/// thing would be code for each kind of thing.
#[derive(Clone, Copy)]
pub struct Tools {
    /// The configuration.
    pub config: StoredValue<Config>,
    /// The documents that were asked for.
    pub desk: Desk,
    /// Today's front page.
    pub front_page: FrontPage,
    /// Dates and numbers.
    pub dates: Dates,
    /// The time.
    pub clock: Clock,
    /// Whether there is a network.
    pub connection: Connection,
    /// What the reader chose.
    pub preferences: Preferences,
    /// What is said aloud.
    pub announcer: Announcer,
    /// The comments on their way to the server.
    pub outbox: Outbox,
    /// The discussions that the reader has left, for the way back.
    pub discussions: StoredValue<Vec<Kept>>,
    /// How many comments stories have, by the server's latest word.
    pub counts: CommentCounts,
}

/// The tools that the app provided.
pub fn tools() -> Tools {
    expect_context()
}

//! What the app provides to all, and the way to each thing in it.

use std::cell::Cell;

use crate::prelude::*;

use super::counts::CommentCounts;
use super::live::Kept;
use super::{Announcer, Clock, Connection, Dates, Desk, FrontPage, Outbox, Preferences};
use crate::config::Config;

/// What every page and component may reach for. A page has one app, and so one set of them.
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

thread_local! {
    static TOOLS: Cell<Option<Tools>> = const { Cell::new(None) };
}

/// Provides the tools to all that is drawn from now on.
pub fn provide_tools(tools: Tools) {
    TOOLS.set(Some(tools));
}

/// The tools that the app provided.
pub fn tools() -> Tools {
    let Some(tools) = TOOLS.get() else { panic!("there are no tools before the app has started") };
    tools
}

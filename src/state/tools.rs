//! What a program provides to all that it draws, and the way to each thing in it.
//!
//! A page has up to two programs, the site's and the discussion's, each with its own: what both need is in
//! [`Tools`], what the pages need in [`Reading`], what a discussion needs in [`Talk`].

use std::cell::Cell;
use std::thread::LocalKey;

use crate::prelude::*;

use super::counts::CommentCounts;
use super::lists::Lists;
use super::live::{Kept, Liking};
use super::{Announcer, Clock, Connection, Dates, Desk, FrontPage, Outbox, Preferences};
use crate::backend::supply::Supply;
use crate::config::Config;

/// What every component may reach for, of whichever program.
#[derive(Clone, Copy)]
pub struct Tools {
    /// The configuration.
    pub config: StoredValue<Config>,
    /// Dates and numbers.
    pub dates: Dates,
    /// The time.
    pub clock: Clock,
    /// Whether there is a network.
    pub connection: Connection,
    /// What is said aloud.
    pub announcer: Announcer,
}

/// What pages and their frame may reach for.
#[derive(Clone, Copy)]
pub struct Reading {
    /// The documents that were asked for.
    pub desk: Desk,
    /// Today's front page.
    pub front_page: FrontPage,
    /// What the reader chose.
    pub preferences: Preferences,
    /// How many comments stories have, by the server's latest word.
    pub counts: CommentCounts,
    /// How far the reader has gone in the lists that they have left.
    pub lists: StoredValue<Lists>,
}

/// What a discussion may reach for.
#[derive(Clone, Copy)]
pub struct Talk {
    /// The comments on their way to the server.
    pub outbox: Outbox,
    /// The discussions that the reader has left, for the way back.
    pub discussions: StoredValue<Vec<Kept>>,
    /// The likes that the server is being told.
    pub liking: StoredValue<Vec<Liking>>,
    /// The comments that came with the page.
    pub supply: StoredValue<Supply>,
}

thread_local! {
    static TOOLS: Cell<Option<Tools>> = const { Cell::new(None) };
    static READING: Cell<Option<Reading>> = const { Cell::new(None) };
    static TALK: Cell<Option<Talk>> = const { Cell::new(None) };
}

/// Provides the tools to all that is drawn from now on.
pub fn provide_tools(tools: Tools) {
    TOOLS.set(Some(tools));
}

/// Provides what pages need to all that is drawn from now on.
pub fn provide_reading(reading: Reading) {
    READING.set(Some(reading));
}

/// Provides what a discussion needs to all that is drawn from now on.
pub fn provide_talk(talk: Talk) {
    TALK.set(Some(talk));
}

/// The tools of this program.
pub fn tools() -> Tools {
    provided(&TOOLS)
}

/// What the site's program has for its pages.
pub fn reading() -> Reading {
    provided(&READING)
}

/// What the discussion's program has.
pub fn talk() -> Talk {
    provided(&TALK)
}

fn provided<T: Copy>(known: &'static LocalKey<Cell<Option<T>>>) -> T {
    let Some(provided) = known.get() else { panic!("nothing is provided before the start") };
    provided
}

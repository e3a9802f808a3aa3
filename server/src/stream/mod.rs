//! Events on their way to readers.
//!
//! The database says what happened; [`hub`] holds the last of it for the readers of one article
//! and [`feed`] is what one reader is sent, after a [`replay`] of what they missed. [`live`] keeps the
//! hubs up to date: a change wakes them here, a notification wakes them on other replicas, and a
//! slow look at the database does where a notification was lost.

pub(crate) mod feed;
pub(crate) mod hub;
pub(crate) mod live;
pub(crate) mod pulse;
pub(crate) mod replay;

#[cfg(test)]
mod tests;

//! What the crate writes, read again as other programs read it.

mod edition;
mod feeds;
mod head;
mod published;
mod support;

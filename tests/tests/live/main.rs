//! Live comments, end to end: real browsers, the real server, and a line between them that breaks.
//!
//! | room | what |
//! | --- | --- |
//! | [`together`] | two readers see each other; what moves and what doesn't |
//! | [`writing`] | composer, drafts, editing, removing, reporting, liking |
//! | [`sending`] | what was sent off: posted once, in its order, over whatever happens on the way |
//! | [`later`] | what can't be posted at once: offline, a busy server, a little too fast |
//! | [`lists`] | orders, pages, threads, links, and what was missed of them |
//! | [`broken`] | the server and the line break and come back |
//! | [`many`] | a burst of comments; several tabs |
//! | [`moderation`] | the moderators' page, and what readers see of it |
//! | [`queue`] | their queue, over broken lines and in every state |
//! | [`told`] | what a reader is told, sees at once, and keeps |
//! | [`state`] | what awaits approval or is not approved, and the other states that a reader can meet |
//! | [`accessible`] | what axe finds in each of them |
//! | [`keys`] | everything by keyboard alone |

mod accessible;
mod broken;
mod keys;
mod later;
mod lists;
mod many;
mod moderation;
mod queue;
mod reader;
mod sending;
mod state;
mod together;
mod told;
mod writing;

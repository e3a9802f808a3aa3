//! A backend that fails in every way that was thought of: the reader sees the story, or a clear
//! sentence with a way on, and never a blank page.
//!
//! | room | what fails |
//! | --- | --- |
//! | [`answers`] | one answer: status, transport, content; at the first visit and on the way to a page |
//! | [`states`] | every page in its main states |
//! | [`parts`] | a part of a page: the discussion, the front page's data, a list's next page |
//! | [`waits`] | the time: late, silent, dripping, too long, `Retry-After` |
//! | [`offline`] | the network |
//! | [`content`] | what the JSON says |

mod answers;
mod content;
mod offline;
mod parts;
mod stage;
mod states;
mod waits;

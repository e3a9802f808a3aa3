//! A backend that fails in every way that was thought of: the reader sees the story, or a clear
//! sentence with a way on, and never a blank page.
//!
//! | room | what fails |
//! | --- | --- |
//! | [`answers`] | one answer of the [`table`]: status, transport, content; at a first visit and by a link |
//! | [`states`] | every page in its main states |
//! | [`right_to_left`] | the main states of a story, in languages that run so |
//! | [`parts`] | a part of a page: the discussion, the front page's data, a list's next page |
//! | [`server`] | the comments server: its list, its changes, its taking of a comment, its counts |
//! | [`stream`] | the discussion's stream, again and again; many tabs |
//! | [`https`] | what leads from https to http |
//! | [`waits`] | a backend that is busy, and names when to come back |
//! | [`silence`] | a backend that is silent, drips, or never ends |
//! | [`offline`] | the network |
//! | [`content`] | what the JSON says: fields and bodies |
//! | [`dates`] | dates and the reader's clock |
//! | [`coverage`] | every fault of the public matrix, and where it is shown |
//! | [`amounts`] | far too much, and what is at odds with itself |

mod amounts;
mod answers;
mod content;
mod coverage;
mod dates;
mod https;
mod offline;
mod parts;
mod right_to_left;
mod server;
mod silence;
mod stage;
mod states;
mod stream;
mod table;
mod waits;

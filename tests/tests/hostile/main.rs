//! Hostile texts of our own: nothing runs, nothing is lost, and the page stands.
//!
//! | room | where |
//! | --- | --- |
//! | [`documents`] | in every field of every document |
//! | [`live`] | in what a comments server says while the page is read, and on the moderators' page |

mod documents;
mod live;

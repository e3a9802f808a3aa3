//! What outlives a page: documents, preferences, the clock, the connection.
//!
//! Each is a small `Copy` handle that the app provides in context; what the browser alone can do
//! stands here behind one file each.

pub mod announcer;
pub mod clock;
pub mod connection;
pub mod console;
pub mod counts;
pub mod dates;
pub mod desk;
pub mod drafts;
pub mod front_page;
mod latest;
pub mod listen;
pub mod lists;
pub mod live;
pub mod outbox;
pub mod places;
pub mod preferences;
pub mod reader;
pub mod storage;
pub mod task;
pub mod tools;

/// Whether there is a browser. Without one a page is written as text (see [`crate::rendering`]): nothing
/// happens on it, nothing is kept, and everything that it needs is at hand.
pub const IS_BROWSER: bool = cfg!(target_arch = "wasm32");

pub use announcer::Announcer;
pub use clock::Clock;
pub use connection::Connection;
pub use dates::Dates;
pub use desk::{Answer, Desk};
pub use front_page::FrontPage;
pub use listen::listen;
pub use live::Live;
pub use outbox::Outbox;
pub use preferences::Preferences;
pub use tools::{
    Reading, Talk, Tools, provide_reading, provide_talk, provide_tools, reading, talk, tools,
};

//! The news itself, in the field's own words.
//!
//! Plain Rust: no Leptos, no browser, no clock, no network. Somebody's JSON becomes these types in
//! [`crate::backend`], and is checked there once; what stands here can be drawn as it is.

pub mod address;
pub mod article;
pub mod body;
pub mod card;
pub mod comment;
pub mod contributor;
pub mod discussion;
pub mod edition;
pub mod event;
pub mod language;
pub mod moderation;
pub mod names;
pub mod photo;
pub mod slug;
pub mod text;
pub mod time;
pub mod typed;

pub use address::{Href, Src};
pub use article::{Article, Block, Commenting, Correction, Tag};
pub use body::Element;
pub use card::{Card, Live, SectionRef};
pub use comment::{Comment, Status, Viewer};
pub use contributor::Contributor;
pub use edition::{AuthorPage, CardList, Container, Edition, Layout};
pub use event::{CommentPage, Cursor, Event, Rest, What};
pub use language::{Direction, Language};
pub use photo::Photo;
pub use slug::Slug;
pub use text::{Run, Text};
pub use time::Timestamp;

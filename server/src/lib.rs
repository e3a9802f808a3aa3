//! Serves a built Broadsheet from its files, and its live comments.
//!
//! The site is `index.html` and files: [`paths`] tells an address of the app from a file and says
//! how long an answer may be kept; [`page`] holds `index.html`; [`headers`] builds the policy that
//! goes with every answer.
//!
//! Each page comes with its story: [`rendered`] asks for the documents, has the app's own components
//! write them as HTML, and keeps what was made for a while.
//!
//! The comments speak `docs/comments-protocol.md`. A request goes through [`api`], which turns
//! somebody's bytes into values, to the store, where a change is one transaction with the events
//! that follow from it, and back. The events go from the store through a hub for each article to
//! the readers of its stream. Text is cleaned in [`text`] and judged in [`spam`]; tokens and hashes
//! are made in [`secrets`]; whatever goes wrong is a [`problem::Problem`].
//!
//! [`App`] puts all of it together.

pub mod api;
pub mod comment;
pub mod cursor;
pub mod headers;
pub mod limits;
pub mod metrics;
pub mod page;
pub mod paths;
pub mod problem;
pub mod rendered;
pub mod secrets;
pub mod spam;
pub mod text;

mod app;
mod files;
mod ids;
mod net;
mod newcomers;
mod seed;
mod site;
mod store;
mod stream;
mod swallow;
mod times;

pub use app::{App, Options};
pub use site::{Site, router};
pub use store::forget_history;
pub use swallow::swallow;

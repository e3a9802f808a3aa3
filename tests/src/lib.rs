//! The harness of the journeys: what a reader does, in a real browser, against the built site.
//!
//! | room | what it does |
//! | --- | --- |
//! | [`newsroom`] | the real server with its database, which can be stopped, crashed and started again |
//! | [`line`] | the line between it and its readers, which can be cut, held and torn |
//! | [`site`] | serves the built site in this process, as a deployer would configure it, or broken |
//! | [`backend`] | a newsroom's backend that answers well, or in any of the ways in which one fails |
//! | [`secure`] | either of them over https |
//! | [`browser`] | a headless Chromium: what a reader sees and does, what a developer sees beside it |
//! | [`inspect`] | what must hold on every page |
//! | [`links`] | the addresses in a comment's text, and which of them may be followed |
//! | [`keyboard`] | going about a page by keyboard alone |
//! | [`hostile`] | hostile text in every field, and what must not come of it |
//! | [`pill`] | the pill over the comments, and what it says |
//! | [`wait`] | waiting for a condition, never for a time |
//!
//! A journey opens a [`Browser`], and waits for what it expects to see:
//!
//! ```no_run
//! # use journeys::{Browser, Device, Result, Site};
//! # async fn journey() -> Result<()> {
//! let site = Site::as_built().await?;
//! let browser = Browser::open(Device::Phone).await?;
//! browser.visit(&site.url("/article/alaska-summit")).await?;
//! browser.wait_for("article h1").await?;
//! browser.close().await
//! # }
//! ```
//!
//! The environment says where things are: `BROADSHEET_DIST` (the built site), `CHROMIUM`,
//! `CHROMEDRIVER`, and `BROADSHEET_AXE` (the script of axe-core). `cargo xtask test` sets them.

pub mod backend;
pub mod browser;
pub mod hostile;
pub mod inspect;
pub mod keyboard;
pub mod line;
pub mod links;
pub mod newsroom;
pub mod pill;
pub mod secure;
pub mod site;
pub mod wait;

pub use backend::{Answer, Backend};
pub use browser::{Browser, Device};
pub use newsroom::Newsroom;
pub use site::Site;
pub use thirtyfour::Key;

/// Why a journey could not go on.
pub type Result<T> = anyhow::Result<T>;

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the built site.
pub fn dist() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    env::var_os("BROADSHEET_DIST").map_or_else(usual, PathBuf::from)
}

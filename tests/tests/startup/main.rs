//! The app does not start: a file is missing, damaged, mislabelled or forbidden, the browser can't run
//! it, the deployer made a slip. The page says so, and shows a way on, within 5 s.
//!
//! | room | why it doesn't start |
//! | --- | --- |
//! | [`files`] | a file is missing, damaged, mislabelled or forbidden |
//! | [`unable`] | the browser has no WebAssembly, or no JavaScript |
//! | [`deploy`] | the page is from before a deploy |
//! | [`configuration`] | the deployer made a slip |

mod configuration;
mod deploy;
mod files;
mod page;
mod unable;

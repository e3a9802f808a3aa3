//! Broadsheet: a news site's front end.
//!
//! **The way in and through.** Address → [`route`] → [`navigation`] → [`pages`] → [`backend`] →
//! [`model`] → [`components`] → nodes. One direction; nothing calls back up.
//!
//! | room | what it does | what it may touch |
//! | --- | --- | --- |
//! | [`model`] | the news itself | nothing but itself |
//! | [`backend`] | somebody's JSON into the model | the network |
//! | [`config`] | what the deployer configured, checked | the JSON reader |
//! | [`route`] | every address of the site | the model |
//! | [`signal`] | what is told of changes | Leptos' graph |
//! | [`state`] | what outlives a page | the browser, the backend |
//! | [`navigation`] | from one page to the next | the browser's history, pages, state |
//! | [`pages`] | one file an address: loading, story or problem | the backend by way of the desk, components |
//! | [`components`] | draw what they are given | the model, state for how to draw |
//! | [`head`] | title, robots, language | the document's head |
//! | [`discussion`] | the discussion below a story, a program of its own | components, state, the backend |
//! | [`moderation`] | the moderators' page, a program of its own | components, state, the backend |
//! | `rendering` | a page as text, natively | all of them, and no browser |
//! | [`ending`] | what a panic tells `boot.js` | the window |
//! | [`words`] | every sentence of the interface | nothing |
//! | [`app`] | what is provided to all, and the frame of a page | all of them |

/// Allocates in a third of the code that the usual one takes, and faster.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

pub mod app;
pub mod backend;
pub mod components;
pub mod config;
pub mod discussion;
pub mod ending;
pub mod head;
pub mod model;
pub mod moderation;
pub mod navigation;
pub mod pages;
pub mod prelude;
#[cfg(not(target_arch = "wasm32"))]
pub mod rendering;
pub mod route;
pub mod signal;
pub mod state;
pub mod view;
pub mod words;

//! The contract's JSON into the model, once, at the boundary.

pub mod article;
pub mod comments;
pub mod common;
pub mod json;
pub mod lists;
pub mod value;

use json::{Context, Notes, Place};

/// The stable code in the text of a problem (RFC 9457), if there is one.
pub fn problem_code(text: &str) -> Option<String> {
    let value = value::parse(text).ok()?;
    let notes = Notes::default();
    let whole = Place::whole(&value, Context::new("/", &notes));
    whole.optional("code", common::one_line)
}

#[cfg(test)]
mod tests;

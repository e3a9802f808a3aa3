//! The contract's JSON into the model, once, at the boundary.

pub mod article;
pub mod comments;
pub mod common;
pub mod json;
pub mod lists;

#[cfg(test)]
mod tests;

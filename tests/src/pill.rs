//! The pill over the comments, which counts what has come and puts it on the page when it is pressed.

/// The pill, as a selector.
pub const PILL: &str = ".comments-new button";

/// Whether the pill says these words: an expression to wait for.
pub fn pill(words: &str) -> String {
    format!("{WORDS} === '{words}'")
}

/// What the pill says, as an expression; nothing where there is none.
pub const WORDS: &str = "document.querySelector('.comments-new button')?.innerText";

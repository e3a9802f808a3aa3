//! What readers type, made fit to be shown: plain text, without what no reader would see.

use broadsheet::model::typed;

/// A comment's text may have as many characters, as the protocol says.
pub const TEXT_LIMIT: usize = 5_000;
/// A name may have as many characters, as the protocol says.
pub const NAME_LIMIT: usize = 60;

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing in it can be seen.
    Empty,
    /// It has more characters than it may.
    TooLong,
}

/// A comment's text, as [`typed::text`] has it.
pub fn text(written: &str) -> Result<String, Unfit> {
    fit(typed::text(written), TEXT_LIMIT)
}

/// A name, as [`typed::name`] has it.
pub fn name(written: &str) -> Result<String, Unfit> {
    fit(typed::name(written), NAME_LIMIT)
}

/// A note to the moderators, cut where it is too long; it may be empty.
pub fn note(written: &str) -> String {
    typed::text(written).chars().take(NOTE_LIMIT).collect()
}

/// What a note may have in characters; nobody reads more.
const NOTE_LIMIT: usize = 1_000;

fn fit(text: String, limit: usize) -> Result<String, Unfit> {
    if !text.chars().any(is_seen) {
        return Err(Unfit::Empty);
    }
    if text.chars().count() > limit {
        return Err(Unfit::TooLong);
    }
    Ok(text)
}

/// Whether a character leaves a mark: neither white space nor one of those without a width.
fn is_seen(letter: char) -> bool {
    let unseen = matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    !unseen && !letter.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_are_of_one_kind() {
        assert_eq!(text(" a\r\nb\rc\u{2028}d\n\n ").as_deref(), Ok("a\nb\nc\nd"));
        assert_eq!(name(" Amina \n\t K. \0 L.").as_deref(), Ok("Amina K. L."));
    }

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        assert_eq!(text("a\0b\u{1b}[1m\u{202e}c\u{2066}d\u{7f}").as_deref(), Ok("ab[1mcd"));
    }

    #[test]
    fn nothing_to_see_is_nothing() {
        for typed in ["", " \n\t", "\0", "\u{200b}\u{feff}", "\u{202e}", "\u{3164}"] {
            assert_eq!(text(typed), Err(Unfit::Empty), "{typed:?}");
            assert_eq!(name(typed), Err(Unfit::Empty), "{typed:?}");
        }
    }

    #[test]
    fn length_is_counted_in_characters_after_trimming() {
        assert!(text(&format!(" {} ", "é".repeat(TEXT_LIMIT))).is_ok());
        assert_eq!(text(&"é".repeat(TEXT_LIMIT + 1)), Err(Unfit::TooLong));
        assert_eq!(name(&"ß".repeat(NAME_LIMIT + 1)), Err(Unfit::TooLong));
        assert_eq!(note(&"n".repeat(2_000)).len(), NOTE_LIMIT);
    }
}

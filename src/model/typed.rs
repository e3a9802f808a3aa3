//! What readers type, made fit to be shown: plain text, without what turns around the text beside it. The
//! reader's side and the server do the same, so that each knows the other's words again.

/// A comment's text: line breaks are `\n`, other control characters and bidi overrides are gone, and so is
/// white space around it.
pub fn text(typed: &str) -> String {
    cleaned(typed).trim().to_owned()
}

/// A name: one line, one space between words, and otherwise as a text.
pub fn name(typed: &str) -> String {
    // The white space among them are control characters too: it parts words before it goes.
    let spaced: String =
        typed.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
    cleaned(&spaced).split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn cleaned(typed: &str) -> String {
    let mut clean = String::with_capacity(typed.len());
    let mut letters = typed.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\n' => clean.push('\n'),
            letter if letter.is_control() || turns_text_around(letter) => {}
            letter => clean.push(letter),
        }
    }
    clean
}

/// Embeddings, overrides and isolates: one left open would turn around what stands beside it.
fn turns_text_around(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_are_of_one_kind() {
        assert_eq!(text(" a\r\nb\rc\u{2028}d\n\n "), "a\nb\nc\nd");
        assert_eq!(name(" Amina \n\t K. \0 L."), "Amina K. L.");
    }

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        assert_eq!(text("a\0b\u{1b}[1m\u{202e}c\u{2066}d\u{7f}"), "ab[1mcd");
    }

    #[test]
    fn what_is_fit_stays_as_it_is() {
        for typed in [" a\r\n\u{85}b ", "\u{202e} a", "\0 a \0", "a\u{2003}\u{2003}b"] {
            assert_eq!(text(&text(typed)), text(typed), "{typed:?}");
            assert_eq!(name(&name(typed)), name(typed), "{typed:?}");
        }
    }
}

//! Text as other programs may read it: escaped, in one line, cut to length.

use broadsheet::model::Text;

/// A text for HTML's and XML's attributes and elements: what would end them is written as a
/// reference, and the characters that XML 1.0 (2.2, "Characters") forbids or advises against are
/// dropped, control characters above all. HTML's parser takes the same for errors.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().filter(|character| is_allowed(*character)) {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // A parser of XML would read the plain one as a line break.
            '\r' => escaped.push_str("&#13;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A JSON text for a `<script>` element: nothing in it can end the element or begin a comment, and the
/// characters that [`escaped`] drops are dropped. What is rewritten stands in strings alone, since
/// JSON's own marks are others.
pub fn in_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars().filter(|character| is_allowed(*character)) {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => safe.push(other),
        }
    }
    safe
}

/// The characters of a text in runs, in one line.
pub fn plain(text: &Text) -> String {
    let whole: String = text.0.iter().map(|run| run.text.as_str()).collect();
    in_one_line(&whole)
}

/// A text without the characters that [`escaped`] drops, with one space wherever it has white space,
/// none at its ends.
pub fn in_one_line(text: &str) -> String {
    let kept: String = text.chars().filter(|c| is_allowed(*c) || c.is_whitespace()).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text in one line of at most `limit` characters: whole, or cut after a word, with an ellipsis.
pub fn cut(text: &str, limit: usize) -> String {
    let line = in_one_line(text);
    let Some((end, _)) = line.char_indices().nth(limit.saturating_sub(1)) else { return line };
    if line[end..].chars().nth(1).is_none() {
        return line;
    }
    // The next character tells whether the last word is whole; languages without spaces are cut
    // where the room ends.
    let room = &line[..end];
    let is_whole = line[end..].starts_with(' ');
    let word_end = room.rfind(' ').filter(|at| !is_whole && *at > end / 2);
    let kept = room[..word_end.unwrap_or(end)].trim_end_matches([' ', ',']);
    format!("{kept}…")
}

/// Whether XML 1.0 lets a character stand in a document, and nothing speaks against it.
fn is_allowed(character: char) -> bool {
    let is_noncharacter =
        matches!(character, '\u{FDD0}'..='\u{FDEF}') || u32::from(character) & 0xFFFE == 0xFFFE;
    let is_control = character.is_control() && !matches!(character, '\t' | '\n' | '\r');
    !is_control && !is_noncharacter
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_ends_an_element_or_an_attribute_is_escaped() {
        assert_eq!(escaped("a\"b'c<d>e&f"), "a&quot;b&#39;c&lt;d&gt;e&amp;f");
        assert_eq!(escaped("a\0b\u{8}c\u{FFFE}d\u{1FFFF}e\tf\u{9F}"), "abcde\tf");
        assert_eq!(escaped("🙂 آب"), "🙂 آب");
    }

    #[test]
    fn a_script_is_not_ended_from_within() {
        let json = serde_json::json!({"a": "</script><!--\u{2028}&"});
        let safe = in_script(&json.to_string());
        assert_eq!(safe, r#"{"a":"\u003c/script\u003e\u003c!--\u2028\u0026"}"#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), json);
    }

    #[test]
    fn texts_are_cut_after_a_word() {
        assert_eq!(cut("  One \n two ", 20), "One two");
        assert_eq!(cut("One two three", 13), "One two three");
        assert_eq!(cut("One two three", 12), "One two…");
        assert_eq!(cut("One two, three", 10), "One two…");
        assert_eq!(cut("One two three", 8), "One two…");
        assert_eq!(cut("一二三四五六", 4), "一二三…");
        assert_eq!(cut("", 4), "");
        assert_eq!(cut("\u{1} One\u{85}two\0", 10), "One two");
    }

    proptest! {
        #[test]
        fn no_text_is_longer_than_its_room(text in ".{0,80}", limit in 1_usize..60) {
            prop_assert!(cut(&text, limit).chars().count() <= limit);
        }

        #[test]
        fn escaped_text_has_no_marks(text in ".{0,40}") {
            let escaped = escaped(&text);
            prop_assert!(!escaped.contains(['<', '>', '"', '\'']));
        }
    }
}

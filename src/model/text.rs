//! Text that a reader reads: runs of plain characters, never markup.

use super::{Href, Language};

/// The longest one-line field that is drawn, in characters (headline, kicker, name, credit…). The
/// longest headline that a newspaper ever printed is far below; a megabyte of it is an accident.
const LONGEST_LINE: usize = 1_000;

/// A stretch of text with one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// Of strong importance.
    pub strong: bool,
    /// Stressed.
    pub emphasis: bool,
    /// Where it leads; an address that may not be linked has been dropped, and the text stays.
    pub href: Option<Href>,
    /// The language, where it differs from what stands around it.
    pub lang: Option<Language>,
}

/// Text in runs, as a paragraph, a caption or a list's item holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Run>);

impl Text {
    /// Text of one plain run.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Run { text: text.into(), ..Run::default() }])
    }

    /// Whether nothing would be seen of it.
    pub fn is_blank(&self) -> bool {
        self.0.iter().all(|run| run.text.trim().is_empty())
    }

    /// Its characters alone, as a one-line field.
    pub fn to_line(&self) -> String {
        let whole: String = self.0.iter().map(|run| run.text.as_str()).collect();
        line(&whole)
    }
}

/// A one-line field as it is drawn: whole, or cut with an ellipsis where it is past any sense.
pub fn line(text: &str) -> String {
    match text.char_indices().nth(LONGEST_LINE) {
        None => text.to_owned(),
        Some((end, _)) => [text.get(..end).unwrap_or_default(), "…"].concat(),
    }
}

/// Where the first of some texts stands in another. The library's own search is made for long texts and
/// weighs ten times as much in the reader's download.
pub fn find(text: &str, wanted: &[&str]) -> Option<usize> {
    let begins = |rest: &str| wanted.iter().any(|wanted| rest.starts_with(wanted));
    (0..text.len()).find(|&at| text.get(at..).is_some_and(begins))
}

/// The first letters of up to two words of a name, for an author card without a picture.
pub fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_past_sense_is_cut_between_characters() {
        assert_eq!(line("as it is"), "as it is");
        let cut = line(&"م".repeat(1_000_000));
        assert_eq!(cut.chars().count(), LONGEST_LINE + 1);
        assert!(cut.ends_with('…'));
    }

    #[test]
    fn initials_of_names() {
        assert_eq!(initials("News Desk"), "ND");
        assert_eq!(initials("  tomás  "), "T");
        assert_eq!(initials("“Mira” O. Okafor"), "MO");
        assert_eq!(initials("🙂"), "");
    }
}

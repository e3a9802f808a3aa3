//! Text that a reader reads: runs of plain characters, never markup.

use super::Href;

/// The longest one-line field that is drawn, in characters (headline, kicker, name, credit…). The
/// longest headline that a newspaper ever printed is far below; a megabyte of it is an accident.
const LONGEST_LINE: usize = 1_000;

/// Which way text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// A language tag (BCP 47) that is at least well formed: letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language(String);

impl Language {
    /// Takes a tag such as `ur` or `en-GB`; `None` where it can't be one.
    pub fn new(tag: &str) -> Option<Self> {
        let is_subtag =
            |s: &str| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric());
        let starts_with_letters = tag
            .split('-')
            .next()
            .is_some_and(|s| s.len() >= 2 && !s.bytes().any(|b| b.is_ascii_digit()));
        (tag.len() <= 35 && starts_with_letters && tag.split('-').all(is_subtag))
            .then(|| Self(tag.to_owned()))
    }

    /// Which way the language is written, by its script where the tag names one, else by the
    /// language: those of the Arabic, Hebrew, Syriac, Thaana and N'Ko scripts (CLDR) run right to left.
    pub fn direction(&self) -> Direction {
        let lower = self.0.to_ascii_lowercase();
        let mut subtags = lower.split('-');
        let language = subtags.next().unwrap_or_default();
        let is_rtl = match subtags.find(|s| s.len() == 4) {
            Some(script) => {
                matches!(script, "arab" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm" | "aran")
            }
            None => matches!(
                language,
                "ar" | "ur"
                    | "fa"
                    | "he"
                    | "yi"
                    | "ps"
                    | "sd"
                    | "ug"
                    | "ckb"
                    | "dv"
                    | "syr"
                    | "nqo"
                    | "ks"
            ),
        };
        if is_rtl { Direction::Rtl } else { Direction::Ltr }
    }

    /// The tag, fit for HTML's `lang`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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
    fn languages_are_tags() {
        for good in ["en", "ur", "en-GB", "zh-Hant-TW", "sr-Latn"] {
            assert!(Language::new(good).is_some(), "{good}");
        }
        for bad in ["", "e", "en_GB", "en-", "\" onload=", "123", "abcdefghi"] {
            assert_eq!(Language::new(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn directions_of_languages() {
        let direction = |tag| Language::new(tag).unwrap().direction();
        assert_eq!(direction("ur"), Direction::Rtl);
        assert_eq!(direction("ar-EG"), Direction::Rtl);
        assert_eq!(direction("ur-Latn"), Direction::Ltr);
        assert_eq!(direction("pa-Arab"), Direction::Rtl);
        assert_eq!(direction("en"), Direction::Ltr);
    }

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

//! A language, and which way it is written.
//!
//! Uses nothing else of the model: `cargo xtask build --config` compiles this file too, to write both into
//! the page that stands before the app.

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
}

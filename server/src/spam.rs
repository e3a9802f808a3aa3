//! What sends a comment to approval before anybody sees it.

use std::fmt;

/// Quicker than this nobody writes a comment, in milliseconds: the protocol's 2 seconds.
const TOO_QUICK: u64 = 2_000;

/// Why a comment awaits a moderator, in the protocol's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The discussion shows nothing unapproved.
    Premoderated,
    /// It has a word of the list.
    Words,
    /// It has more links than it may.
    Links,
    /// It was written quicker than people write.
    Spam,
    /// Readers have reported it.
    Reported,
}

impl Why {
    /// The word on the wire and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Premoderated => "premoderated",
            Self::Words => "words",
            Self::Links => "links",
            Self::Spam => "spam",
            Self::Reported => "reported",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The rules of a site.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    words: Vec<String>,
    links: usize,
}

impl Rules {
    /// `list` has a word or a phrase a line; an empty line, one that begins with `#` and one without a
    /// letter or a digit has none. More than `links` links go to approval.
    pub fn new(list: &str, links: usize) -> Self {
        let lines = list.lines().map(str::trim);
        let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        // A line of signs alone would be found in everything.
        let words = words.map(spaced).filter(|word| word.as_str() != " ");
        Self { words: words.collect(), links }
    }

    /// Why a comment by `name` awaits approval, if it does. `took` is how long it was written
    /// for, in milliseconds, where that is known.
    pub fn judge(&self, name: &str, text: &str, took: Option<u64>) -> Option<Why> {
        if took.is_some_and(|took| took < TOO_QUICK) {
            return Some(Why::Spam);
        }
        if [name, text].into_iter().any(|typed| self.has_listed_word(typed)) {
            return Some(Why::Words);
        }
        (links(text) + links(name) > self.links).then_some(Why::Links)
    }

    fn has_listed_word(&self, typed: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let typed = spaced(typed);
        self.words.iter().any(|word| typed.contains(word.as_str()))
    }
}

/// The words in lower case with one space around each, so that a word is found as a whole only.
fn spaced(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric());
    let mut spaced = String::from(" ");
    for word in words.filter(|word| !word.is_empty()) {
        spaced.push_str(word);
        spaced.push(' ');
    }
    spaced
}

fn links(text: &str) -> usize {
    let lower = text.to_ascii_lowercase();
    let schemes = lower.matches("http://").count() + lower.matches("https://").count();
    let bare = lower.match_indices("www.").filter(|(at, _)| !lower[..*at].ends_with("//"));
    schemes + bare.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_in_any_case() {
        let rules = Rules::new("# our list\ncasino\n\nFree Money\n***\n", 2);
        for text in ["CASINO!", "a (casino)", "get free  money,now", "free\nmoney"] {
            assert_eq!(rules.judge("Amina", text, Some(9_000)), Some(Why::Words), "{text}");
        }
        assert_eq!(rules.judge("Casino", "Hello", None), Some(Why::Words));
        assert_eq!(rules.judge("Amina", "casinos are freely moneyed", None), None);
    }

    #[test]
    fn links_over_the_limit_and_haste_await_approval() {
        let rules = Rules::new("", 1);
        let two = "https://www.a.example HTTP://b.example";
        assert_eq!(rules.judge("A", two, Some(9_000)), Some(Why::Links));
        assert_eq!(rules.judge("A", "see https://www.a.example", Some(9_000)), None);
        assert_eq!(rules.judge("A", "hello", Some(1_999)), Some(Why::Spam));
        assert_eq!(rules.judge("A", "hello", Some(2_000)), None);
    }
}

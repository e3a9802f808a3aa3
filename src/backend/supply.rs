//! Documents that came with the page: whoever rendered it had asked for them, and nobody asks again.

use super::Fault;
use super::wire::value::{self, Value};

/// The name of the page's element that holds them, as one JSON object: `documents` has each under the
/// address that it would be asked for at, `null` where there is none (404), or `false` where there is none any
/// more (410); `parts` has lists in the same way, without what other pages show of them; `edition` has as much
/// of the front page as stands around every page; `further` is the path of a list's further page, which only
/// the page before it names.
pub const ELEMENT: &str = "broadsheet-data";
/// The name of the page's element that holds the first comments in the same way, for the discussion's program
/// alone: the site's would read them for nothing.
pub const COMMENTS: &str = "broadsheet-comments";

/// Documents that came with the page.
#[derive(Debug, Default)]
pub struct Supply {
    /// Whether the page that is rendered from it is kept for longer than it holds how long ago something
    /// was, as a file is.
    pub lasts: bool,
    /// The path of the further page of a list that came, until it is asked for.
    pub further: Option<String>,
    /// Whether nothing else is asked for at this moment.
    pub is_all_there_is: bool,
    has_come: bool,
    edition: Option<Value>,
    documents: Vec<(String, Result<Value, Fault>)>,
    /// The addresses of lists that are no more than a page shows of them.
    cut: Vec<String>,
}

impl Supply {
    /// Reads the text of the page's element; nothing of it where it can't be read.
    pub fn read(text: &str) -> Self {
        let mut supply = Self::default();
        let Ok(Value::Object(fields)) = value::parse(text) else { return supply };
        supply.has_come = true;
        for (name, value) in fields {
            match (name.as_str(), value) {
                ("edition", value) => supply.edition = Some(value),
                ("further", Value::Text(path)) => supply.further = Some(path),
                (kind @ ("documents" | "parts"), Value::Object(documents)) => {
                    for (url, value) in documents {
                        if kind == "parts" {
                            supply.cut.push(url.clone());
                        }
                        let answer = match value {
                            Value::Null => Err(Fault::NotFound),
                            Value::Truth(false) => Err(Fault::Gone),
                            value => Ok(value),
                        };
                        supply.add(url, answer);
                    }
                }
                _ => {}
            }
        }
        supply
    }

    /// Adds what a backend answered.
    pub fn add(&mut self, url: String, answer: Result<Value, Fault>) {
        self.documents.push((url, answer));
        self.has_come = true;
    }

    /// Whether what came under an address is a list without what other pages show of it.
    pub fn is_cut(&self, url: &str) -> bool {
        self.cut.iter().any(|known| known == url)
    }

    /// Whether anything came with the page, taken by now or not.
    pub fn has_come(&self) -> bool {
        self.has_come
    }

    /// Whether something came under an address and has not been taken.
    pub fn has(&self, url: &str) -> bool {
        self.documents.iter().any(|(known, _)| known == url)
    }

    /// The front page for what stands around the page, once.
    pub fn take_edition(&mut self) -> Option<Value> {
        self.edition.take()
    }

    /// What came under an address, once: the next who asks wants to know what is there then.
    pub fn take(&mut self, url: &str) -> Option<Result<Value, Fault>> {
        let place = self.documents.iter().position(|(known, _)| known == url)?;
        Some(self.documents.swap_remove(place).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_there_once() {
        let mut supply = Supply::read(
            r#"{"edition": {}, "documents": {"/a": {"x": 1}, "/b": null, "/c": false}}"#,
        );
        assert!(supply.has("/a"));
        assert!(matches!(supply.take("/a"), Some(Ok(Value::Object(_)))));
        assert!(supply.take("/a").is_none() && !supply.has("/a"));
        assert!(matches!(supply.take("/b"), Some(Err(Fault::NotFound))));
        assert!(matches!(supply.take("/c"), Some(Err(Fault::Gone))));
        assert!(supply.take_edition().is_some());
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        for text in ["", "[]", "{"] {
            assert!(!Supply::read(text).has_come(), "{text}");
        }
    }
}

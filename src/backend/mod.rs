//! Somebody's JSON into the model.
//!
//! A [`Backend`] alone knows the addresses of documents and their wire formats. It hands out
//! [`Request`]s: an address and the way to read what comes back, both plain values that are tested
//! without a network. [`http`] carries them out.

pub mod discussion;
pub mod error;
pub mod http;
pub mod supply;
pub mod wire;

use crate::config::{Config, Kind, Source};
use crate::model::{Article, AuthorPage, CardList, Edition, Slug};
use discussion::DiscussionBackend;
use wire::json::{Context, Decoded, Extent, JsonProblem, Notes, Place};
use wire::value::{self, Value};

pub use error::{BackendError, Fault};

/// Where stories and discussions come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    edition: String,
    comments: Option<Source>,
}

/// A document to ask for, and how to read it.
#[derive(Debug)]
pub struct Request<T> {
    /// The address. That of a part of a list says behind a `#` which, as its path does.
    pub url: String,
    /// The path below the backend's base.
    pub path: String,
    base: String,
    decode: fn(&Place<'_>) -> Decoded<T>,
}

impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        let Self { url, path, base, decode } = self;
        Self { url: url.clone(), path: path.clone(), base: base.clone(), decode: *decode }
    }
}

impl<T> Request<T> {
    fn new(base: &str, path: &str, decode: fn(&Place<'_>) -> Decoded<T>) -> Self {
        let url = format!("{base}{path}");
        Self { url, path: path.to_owned(), base: base.to_owned(), decode }
    }

    /// Reads the document as a whole. Beside it stands what had to be left out.
    ///
    /// # Errors
    ///
    /// [`Fault::Malformed`] where it isn't JSON (deeper than 128 levels included),
    /// [`Fault::Contract`] where something required is missing or wrong.
    pub fn read(&self, text: &str) -> Result<(T, Vec<JsonProblem>), Fault> {
        self.read_value(&parse(text)?)
    }

    /// Reads the document where its text has been read.
    ///
    /// # Errors
    ///
    /// [`Fault::Contract`].
    pub fn read_value(&self, value: &Value) -> Result<(T, Vec<JsonProblem>), Fault> {
        let (document, notes) = self.taken(value, Extent::Whole)?;
        Ok((document, notes.take()))
    }

    /// Reads the part of the document that was asked for, where it is a list. One that `is_cut` came with a
    /// page, and is no more than that part.
    ///
    /// # Errors
    ///
    /// [`Fault::Contract`].
    pub fn read_part(&self, value: &Value, is_cut: bool) -> Result<(T, Notes), Fault> {
        self.taken(value, if is_cut { Extent::Cut } else { Extent::Part(&self.path) })
    }

    fn taken(&self, value: &Value, extent: Extent<'_>) -> Result<(T, Notes), Fault> {
        let notes = Notes::default();
        let context = Context { extent, ..Context::new(&self.base, &notes) };
        let document = (self.decode)(&Place::whole(value, context)).map_err(Fault::Contract)?;
        Ok((document, notes))
    }
}

/// Reads a text as JSON.
///
/// # Errors
///
/// [`Fault::Malformed`].
pub fn parse(text: &str) -> Result<Value, Fault> {
    value::parse(text).map_err(Fault::Malformed)
}

impl Backend {
    /// The backend that a configuration names.
    pub fn new(config: &Config) -> Self {
        Self { edition: config.edition.url.clone(), comments: config.comments.clone() }
    }

    /// The front page.
    pub fn edition(&self) -> Request<Edition> {
        Request::new(&self.edition, "edition.json", wire::lists::edition)
    }

    /// A section's page.
    pub fn section(&self, slug: &Slug) -> Request<CardList> {
        self.list(&format!("sections/{slug}.json"))
    }

    /// A tag's page.
    pub fn tag(&self, slug: &Slug) -> Request<CardList> {
        self.list(&format!("tags/{slug}.json"))
    }

    /// A list, or a part of one, by its path.
    pub fn list(&self, path: &str) -> Request<CardList> {
        Request::new(&self.edition, path, wire::lists::card_list)
    }

    /// An article.
    pub fn article(&self, slug: &Slug) -> Request<Article> {
        Request::new(&self.edition, &format!("articles/{slug}.json"), wire::article::article)
    }

    /// An author's page.
    pub fn author(&self, slug: &Slug) -> Request<AuthorPage> {
        self.author_by_path(&format!("authors/{slug}.json"))
    }

    /// An author's page, or a part of one, by its path.
    pub fn author_by_path(&self, path: &str) -> Request<AuthorPage> {
        Request::new(&self.edition, path, wire::lists::author)
    }

    /// A story's discussion; `None` where comments are off.
    pub fn discussion(&self, slug: &Slug) -> Option<DiscussionBackend> {
        let Source { kind, url } = self.comments.clone()?;
        Some(DiscussionBackend { kind, base: url, slug: slug.clone() })
    }

    /// The base of a server's discussions; `None` where they are off, or can only be read.
    pub fn comments_server(&self) -> Option<&str> {
        let source = self.comments.as_ref().filter(|source| source.kind == Kind::Server)?;
        Some(&source.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backend() -> Backend {
        let text = r#"{"site": {"name": "B", "lang": "en", "url": "https://b.example"},
            "edition": {"kind": "files", "url": "https://cms.example/json"}, "comments": {"kind": "off"}}"#;
        Backend::new(&Config::parse(text).unwrap())
    }

    #[test]
    fn addresses_stay_below_the_base() {
        let slug = Slug::new("ت\"x").unwrap();
        assert_eq!(
            backend().article(&slug).url,
            "https://cms.example/json/articles/%D8%AA%22x.json"
        );
        assert!(backend().discussion(&slug).is_none());
    }

    fn long_list(first: usize, end: usize) -> String {
        let card = |number: usize| {
            format!(
                r#"{{"slug": "{number}", "headline": "H", "section": {{"slug": "s", "name": "S"}},
                "published_at": "2026-11-23T09:10:00Z"}}"#
            )
        };
        let cards: Vec<String> = (first..end).map(card).collect();
        format!(r#"{{"name": "N", "slug": "a", "cards": [{}], "next": "b.json"}}"#, cards.join(","))
    }

    fn ends(cards: &[crate::model::Card]) -> (usize, String, String) {
        let slug = |card: Option<&crate::model::Card>| {
            card.map_or_else(String::new, |card| card.slug.as_str().to_owned())
        };
        (cards.len(), slug(cards.first()), slug(cards.last()))
    }

    #[test]
    fn a_long_list_is_read_in_parts() {
        let of = |number: usize, first: &str, last: &str, next: &str| {
            ((number, first.to_owned(), last.to_owned()), Some(next.to_owned()))
        };
        let whole = long_list(0, 130);
        for (path, (part, next)) in [
            ("a.json", of(60, "0", "59", "a.json#60")),
            ("a.json#60", of(60, "60", "119", "a.json#120")),
            ("a.json#120", of(10, "120", "129", "b.json")),
            // Behind the end, and no number.
            ("a.json#130", of(0, "", "", "b.json")),
            ("a.json#18446744073709551615", of(0, "", "", "b.json")),
            ("a.json#-1", of(60, "0", "59", "a.json#60")),
        ] {
            let value = parse(&whole).unwrap();
            let (list, notes) = backend().list(path).read_part(&value, false).unwrap();
            assert_eq!((ends(&list.cards), &list.next), (part.clone(), &next), "{path}");
            assert_eq!(notes.goes_on(), part.0 == 60, "{path}");
            let (author, _) = backend().author_by_path(path).read_part(&value, false).unwrap();
            assert_eq!((ends(&author.cards), &author.next), (part, &next), "{path}");
        }
        // Of the whole there are no parts; nor of one that came with a page.
        assert_eq!(ends(&backend().list("a.json").read(&whole).unwrap().0.cards).0, 130);
        let cut = long_list(60, 120).replace("b.json", "a.json#120");
        let read = |cut: &str| {
            backend().list("a.json#60").read_part(&parse(cut).unwrap(), true).unwrap().0
        };
        let list = read(&cut);
        assert_eq!((ends(&list.cards), list.next), of(60, "60", "119", "a.json#120"));
        for odd in ["#60", "a.json#", "a.json#x", "//a.json#60", "a.json#60#60"] {
            assert_eq!(read(&cut.replace("a.json#120", odd)).next, None, "{odd}");
        }
    }

    /// They stand or fall with the whole list, not with their part.
    #[test]
    fn what_is_wrong_in_a_part_is_left_out_of_the_list() {
        let whole = long_list(0, 130);
        let mut value: serde_json::Value = serde_json::from_str(&whole).unwrap();
        let cards = value["cards"].as_array_mut().unwrap();
        let same = cards[3].clone();
        cards.splice(10..10, vec![serde_json::json!(1); 70]);
        cards.push(same);
        let read = |path: &str| {
            let (list, _) = backend().list(path).read_part(&(&value).into(), false).unwrap();
            (ends(&list.cards), list.next)
        };
        assert_eq!(read("a.json").0, (60, "0".to_owned(), "59".to_owned()));
        assert_eq!(read("a.json#120").0, (10, "120".to_owned(), "129".to_owned()));
    }

    #[test]
    fn what_is_no_json_and_what_is_no_contract() {
        let request = backend().edition();
        let fault = |text: &str| request.read(text).unwrap_err();
        assert!(matches!(fault(""), Fault::Malformed(_)));
        assert!(matches!(fault("<!doctype html>"), Fault::Malformed(_)));
        assert!(matches!(fault(&"[".repeat(100_000)), Fault::Malformed(_)));
        assert!(matches!(fault("[]"), Fault::Contract(_)));
        assert!(matches!(fault(r#"{"title": "B"}"#), Fault::Contract(_)));
    }
}

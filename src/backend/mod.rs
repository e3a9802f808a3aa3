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
use wire::json::{Context, Decoded, JsonProblem, Notes, Place};
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
    /// The address.
    pub url: String,
    base: String,
    decode: fn(&Place<'_>) -> Decoded<T>,
}

impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        Self { url: self.url.clone(), base: self.base.clone(), decode: self.decode }
    }
}

impl<T> Request<T> {
    fn new(base: &str, path: &str, decode: fn(&Place<'_>) -> Decoded<T>) -> Self {
        Self { url: format!("{base}{path}"), base: base.to_owned(), decode }
    }

    /// Reads the document. Beside it stands what had to be left out.
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
        let notes = Notes::default();
        let whole = Place::whole(value, Context { base: &self.base, notes: &notes });
        let document = (self.decode)(&whole).map_err(Fault::Contract)?;
        Ok((document, notes.take()))
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

    /// A list by its path, as `next` names it.
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

    /// An author's page by its path, as `next` names it.
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

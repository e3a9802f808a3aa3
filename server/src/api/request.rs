//! What a request says, taken apart: where it is about, who asks, its query and its body.
//!
//! Everything here is somebody else's bytes. Whatever is wrong with them is a [`Problem`].

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;
use std::time::Duration;

use axum::BoxError;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use url::form_urlencoded;

use crate::cursor::ID_LIMIT;
use crate::limits::{Kind, Limits, Sitting};
use crate::problem::{Code, Problem};
use crate::rendered::Ours;

/// The header with the reader's key.
pub const READER: HeaderName = HeaderName::from_static("broadsheet-reader");
/// The header that makes a repeated post one post.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The most bytes of a body, as the protocol says.
pub const BODY_LIMIT: usize = 64 * 1024;
/// The most characters of a slug, as `common.schema.json` says.
const SLUG_LIMIT: usize = 200;

/// The peer of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The article and the comment that the address names; what it doesn't is empty.
#[derive(Clone, Debug)]
pub struct Place {
    /// The article's slug.
    pub slug: String,
    /// The comment's id.
    pub id: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = Path::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let Path(mut named) = named.map_err(|_| Problem::from(Code::NotFound))?;
        let slug = named.remove("slug").map(|slug| slug_of(&slug).ok_or(Code::NotFound));
        let id = named.remove("id").map(|id| id_of(&id).ok_or(Code::NotFound));
        Ok(Self {
            slug: slug.transpose()?.unwrap_or_default(),
            id: id.transpose()?.unwrap_or_default(),
        })
    }
}

/// A slug as the schemas have it.
pub fn slug_of(text: &str) -> Option<String> {
    let odd =
        |letter: char| letter.is_whitespace() || letter.is_control() || r"/\?#%".contains(letter);
    let fits = (1..=SLUG_LIMIT).contains(&text.chars().count());
    (fits && !matches!(text, "." | "..") && !text.contains(odd)).then(|| text.to_owned())
}

/// A comment's id; an edition's own may be anything that can be printed.
pub fn id_of(text: &str) -> Option<String> {
    let fits = (1..=ID_LIMIT).contains(&text.chars().count());
    (fits && !text.contains(char::is_control)).then(|| text.to_owned())
}

/// Who calls, as far as limits go.
#[derive(Clone, Copy, Debug)]
pub struct Caller(Option<IpAddr>);

impl Caller {
    /// Nobody where this server asks itself; else the connection's peer, or what the nearest proxy says where it is trusted.
    pub fn of(extensions: &Extensions, fields: &HeaderMap, trust_proxy: bool) -> Self {
        if extensions.get::<Ours>().is_some() {
            return Self(None);
        }
        let peer = extensions.get::<Peer>().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0);
        // Each proxy adds to the end: what stands before the last is anybody's word.
        let last = fields.get_all("x-forwarded-for").iter().next_back();
        let said =
            last.and_then(|last| last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Self(Some(said.filter(|_| trust_proxy).unwrap_or(peer)))
    }

    /// Takes one of `kind` from the caller's bucket.
    pub fn take(&self, limits: &Limits, kind: Kind) -> Result<(), Problem> {
        let Some(address) = self.0 else { return Ok(()) };
        limits.take(address, kind).map_err(Problem::rate_limited)
    }

    /// One more stream for the caller.
    pub fn sit(&self, limits: &Limits) -> Result<Option<Sitting>, Problem> {
        let Some(address) = self.0 else { return Ok(None) };
        limits.sit(address).map_err(Problem::rate_limited)
    }
}

/// The reader's key, if the request has one.
pub fn reader(fields: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = fields.get(READER) else {
        return Ok(None);
    };
    let key = key.to_str().unwrap_or_default();
    if key.len() == 32 && key.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Ok(Some(key.to_ascii_lowercase()));
    }
    Err(Problem::invalid("Broadsheet-Reader must be 32 hexadecimal digits."))
}

/// The key that makes a repeated post one post: a UUID.
pub fn idempotency_key(fields: &HeaderMap) -> Result<String, Problem> {
    let key = fields.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok()).unwrap_or_default();
    let is_right = |(place, letter): (usize, char)| match place {
        8 | 13 | 18 | 23 => letter == '-',
        _ => letter.is_ascii_hexdigit(),
    };
    if key.len() == 36 && key.chars().enumerate().all(is_right) {
        return Ok(key.to_ascii_lowercase());
    }
    Err(Problem::invalid("Idempotency-Key must be a UUID."))
}

/// What follows `Authorization: Bearer`.
pub fn bearer(fields: &HeaderMap) -> Option<&str> {
    let (scheme, token) = fields.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A query, decoded.
#[derive(Debug, Default)]
pub struct Query(HashMap<String, String>);

impl Query {
    /// Of an address; of two values of a name the first counts.
    pub fn of(query: Option<&str>) -> Self {
        let mut values = HashMap::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            values.entry(name.into_owned()).or_insert_with(|| value.into_owned());
        }
        Self(values)
    }

    /// A value that is not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A number within a range.
    pub fn number(
        &self,
        name: &str,
        usual: usize,
        range: RangeInclusive<usize>,
    ) -> Result<usize, Problem> {
        let Some(text) = self.text(name) else {
            return Ok(usual);
        };
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            let (least, most) = range.into_inner();
            Problem::invalid(format!("{name} must be a number from {least} to {most}."))
        })
    }

    /// Something that `read` understands.
    pub fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let understood = read(text).map(Some);
        understood.ok_or_else(|| Problem::invalid(format!("{name} is not understood.")))
    }
}

/// Reads a body of JSON within `patience`.
pub async fn body<T: DeserializeOwned>(
    fields: &HeaderMap,
    body: Body,
    patience: Duration,
) -> Result<T, Problem> {
    must_be_json(fields)?;
    let Ok(read) = timeout(patience, whole(body)).await else {
        return Err(Problem::invalid("The request's body took too long to arrive."));
    };
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(problem) if problem.is::<LengthLimitError>() => return Err(Code::TooLarge.into()),
        Err(_) => return Err(Problem::invalid("The request's body did not arrive whole.")),
    };
    parse(&bytes)
}

/// All of a body. Its parts are copied: each is a piece of the buffer that it was read into, of 8 KB and more,
/// and holds all of it, so that kept apart a body of single bytes would take thousands of times its size.
async fn whole(body: Body) -> Result<Vec<u8>, BoxError> {
    let mut body = Limited::new(body, BODY_LIMIT);
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Some(part) = frame?.data_ref() {
            bytes.extend_from_slice(part);
        }
    }
    Ok(bytes)
}

/// Reads JSON; what is wrong with it is told by its path.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|problem| {
        let path = problem.path().to_string();
        match problem.inner().classify() {
            serde_json::error::Category::Data => {
                Problem::invalid(format!("{path}: not as it should be, or missing."))
            }
            _ => Problem::invalid("The body is not JSON."),
        }
    })?;
    json.end().map_err(|_| Problem::invalid("The body is not JSON."))?;
    Ok(read)
}

fn must_be_json(fields: &HeaderMap) -> Result<(), Problem> {
    let kind = fields.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let mut parts = kind.unwrap_or_default().split(';').map(str::trim);
    let json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let utf8 = parts.all(|part| match part.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    let packed = fields.contains_key(header::CONTENT_ENCODING);
    if json && utf8 && !packed { Ok(()) } else { Err(Code::UnsupportedMediaType.into()) }
}

/// The body of a post.
#[derive(Debug, Deserialize)]
pub struct Post {
    /// The comment's text, as it was typed.
    pub text: String,
    /// The comment that it answers.
    #[serde(default)]
    pub parent_id: Option<String>,
    /// Who says it.
    pub author: Author,
    /// The honeypot.
    #[serde(default)]
    pub website: Option<String>,
    /// How long it was written for, in milliseconds; left out it counts as none.
    #[serde(default)]
    pub took_ms: Option<f64>,
}

/// Who a comment is by.
#[derive(Debug, Deserialize)]
pub struct Author {
    /// As they call themselves.
    pub name: String,
}

/// The body of a change.
#[derive(Debug, Deserialize)]
pub struct Edit {
    /// The new text.
    pub text: String,
}

/// The body of a report.
#[derive(Debug, Deserialize)]
pub struct Report {
    /// What is wrong with the comment.
    pub reason: Reason,
    /// In the reader's words.
    #[serde(default)]
    pub note: Option<String>,
}

/// The reasons of a report.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Reason {
    Spam,
    Abuse,
    OffTopic,
    Other,
}

impl Reason {
    /// The word on the wire and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Abuse => "abuse",
            Self::OffTopic => "off_topic",
            Self::Other => "other",
        }
    }
}

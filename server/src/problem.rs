//! What went wrong, as a reader and a program are told it: `application/problem+json` (RFC 9457).

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A problem's stable name; the protocol lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the protocol document says what each means")]
pub enum Code {
    Invalid,
    Unauthorized,
    NotFound,
    MethodNotAllowed,
    Closed,
    Duplicate,
    EditWindowOver,
    ChangedMeanwhile,
    TooLarge,
    UnsupportedMediaType,
    Empty,
    TooLong,
    Blocked,
    KeyReused,
    RateLimited,
    Unavailable,
}

impl Code {
    /// Every code, in the protocol's order.
    pub const ALL: [Self; 16] = [
        Self::Invalid,
        Self::Unauthorized,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Closed,
        Self::Duplicate,
        Self::EditWindowOver,
        Self::ChangedMeanwhile,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Empty,
        Self::TooLong,
        Self::Blocked,
        Self::KeyReused,
        Self::RateLimited,
        Self::Unavailable,
    ];

    /// The name on the wire.
    pub fn word(self) -> &'static str {
        self.row().0
    }

    /// The status that goes with it.
    pub fn status(self) -> StatusCode {
        self.row().1
    }

    /// Name, status and the sentence for a reader where there is no better one.
    fn row(self) -> (&'static str, StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::Invalid => ("invalid", S::BAD_REQUEST, "The request could not be understood."),
            Self::Unauthorized => {
                ("unauthorized", S::UNAUTHORIZED, "You may not do that: the token is not right.")
            }
            Self::NotFound => ("not_found", S::NOT_FOUND, "There is nothing at this address."),
            Self::MethodNotAllowed => (
                "method_not_allowed",
                S::METHOD_NOT_ALLOWED,
                "This address does not answer that method.",
            ),
            Self::Closed => ("closed", S::CONFLICT, "This discussion is closed."),
            Self::Duplicate => ("duplicate", S::CONFLICT, "You have already said that."),
            Self::EditWindowOver => {
                ("edit_window_over", S::CONFLICT, "A comment can be changed for 5 minutes only.")
            }
            Self::ChangedMeanwhile => (
                "changed_meanwhile",
                S::CONFLICT,
                "The comment has been changed since it was read.",
            ),
            Self::TooLarge => {
                ("too_large", S::PAYLOAD_TOO_LARGE, "The request has more than 64 KB.")
            }
            Self::UnsupportedMediaType => (
                "unsupported_media_type",
                S::UNSUPPORTED_MEDIA_TYPE,
                "The body must be application/json.",
            ),
            Self::Empty => ("empty", S::UNPROCESSABLE_ENTITY, "There is no text in it."),
            Self::TooLong => {
                ("too_long", S::UNPROCESSABLE_ENTITY, "The text is longer than it may be.")
            }
            Self::Blocked => {
                ("blocked", S::UNPROCESSABLE_ENTITY, "This comment could not be accepted.")
            }
            Self::KeyReused => (
                "key_reused",
                S::UNPROCESSABLE_ENTITY,
                "This Idempotency-Key was used for another comment.",
            ),
            Self::RateLimited => {
                ("rate_limited", S::TOO_MANY_REQUESTS, "That was too quick. Wait a little.")
            }
            Self::Unavailable => (
                "unavailable",
                S::SERVICE_UNAVAILABLE,
                "The comments cannot be reached at the moment.",
            ),
        }
    }
}

/// A request that is not answered as it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which problem.
    pub code: Code,
    /// A sentence for a reader.
    pub detail: String,
    /// When to try again, in seconds.
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A problem with a sentence of its own.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let retry_after = (code == Code::Unavailable).then_some(2);
        Self { code, detail: detail.into(), retry_after }
    }

    /// Something that is not as the protocol has it.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(Code::Invalid, detail)
    }

    /// Too many requests from one address; it may try again after `seconds`.
    pub fn rate_limited(seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Code::RateLimited.into() }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code, code.row().2)
    }
}

impl From<sqlx::Error> for Problem {
    /// The database did not answer, or not as it should: the reader is told to try again.
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(kind = kind(&error), "the database failed");
        Code::Unavailable.into()
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(kind = %error.kind(), "the operating system failed");
        Code::Unavailable.into()
    }
}

/// What failed, without the message: that may quote what a reader has written.
pub(crate) fn kind(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(problem) => {
            format!("database {}", problem.code().unwrap_or_default())
        }
        sqlx::Error::PoolTimedOut => "no free connection".to_owned(),
        sqlx::Error::PoolClosed => "closed".to_owned(),
        sqlx::Error::Io(problem) => format!("connection: {}", problem.kind()),
        sqlx::Error::ColumnDecode { index, .. } => format!("column {index}"),
        sqlx::Error::RowNotFound => "a row is missing".to_owned(),
        _ => "other".to_owned(),
    }
}

/// Marks an answer as a refusal, for the metrics.
#[derive(Clone, Copy, Debug)]
pub struct Refused(pub Code);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.code.status();
        let body = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": self.detail,
            "code": self.code.word(),
        });
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = status;
        response.extensions_mut().insert(Refused(self.code));
        let fields = response.headers_mut();
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            fields.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.code == Code::Unauthorized {
            fields.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_a_name_of_its_own() {
        let words: BTreeSet<&str> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
    }

    #[test]
    fn what_may_be_tried_again_says_when() {
        let unavailable = Problem::from(Code::Unavailable).into_response();
        assert_eq!(unavailable.headers()[header::RETRY_AFTER], "2");
        let limited = Problem::rate_limited(7).into_response();
        assert_eq!(limited.headers()[header::RETRY_AFTER], "7");
    }
}

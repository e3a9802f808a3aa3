//! What can go wrong between asking and knowing.

use std::fmt;

use super::wire::json::JsonProblem;
use crate::model::Timestamp;
use crate::model::text::find;

/// The longest that a backend may make a reader wait before the next try, in seconds
/// (`Retry-After` is honoured up to here).
pub const LONGEST_WAIT: u32 = 60;

/// A request that failed: the address for the console, the fault for everyone.
#[derive(Clone, Debug, PartialEq)]
pub struct BackendError {
    /// What was asked for.
    pub url: String,
    /// What went wrong.
    pub fault: Fault,
}

/// What went wrong. The words for the reader stand in [`crate::words`].
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The browser knows that there is no network.
    Offline,
    /// Nothing answered, or what answered may not be read (refused, reset, redirected in circles,
    /// forbidden by the policy); the browser doesn't tell which.
    Unreachable,
    /// Nothing came for 10 s, or not everything within 30 s.
    TimedOut,
    /// It isn't there: 404.
    NotFound,
    /// It was there and has been taken away: 410.
    Gone,
    /// Any other status that isn't a success.
    Status {
        /// The HTTP status.
        status: u16,
        /// The seconds to wait before asking again, at most [`LONGEST_WAIT`].
        retry_after: Option<u32>,
    },
    /// The server says why it won't: the stable code of a problem (RFC 9457).
    Refused {
        /// The code, such as `closed` or `too_long`.
        code: String,
        /// The seconds to wait before asking again, at most [`LONGEST_WAIT`].
        retry_after: Option<u32>,
    },
    /// More than 8 MB.
    TooLarge,
    /// Not JSON by its own words: the content type.
    ContentType(String),
    /// JSON by its own words only: the parser's complaint.
    Malformed(String),
    /// JSON that isn't the contract's.
    Contract(Box<JsonProblem>),
}

impl Fault {
    /// Whether it is one of the way to the server or of all of it, and none of what was asked or sent.
    pub fn is_of_the_way(&self) -> bool {
        match self {
            Self::Offline | Self::Unreachable | Self::TimedOut => true,
            Self::Refused { code, .. } => matches!(code.as_str(), "rate_limited" | "unavailable"),
            Self::Status { status, .. } => matches!(status, 429 | 502..=504),
            _ => false,
        }
    }
}

impl BackendError {
    /// Whether asking again may help. What was taken away stays away.
    pub fn may_pass(&self) -> bool {
        !matches!(self.fault, Fault::Gone | Fault::NotFound)
    }

    /// Whether it isn't there, or not any more.
    pub fn is_absent(&self) -> bool {
        match &self.fault {
            Fault::Refused { code, .. } => code == "not_found",
            fault => matches!(fault, Fault::NotFound | Fault::Gone),
        }
    }

    /// Whether it was a story that was asked for, rather than a list or an author.
    pub fn is_of_a_story(&self) -> bool {
        find(&self.url, &["/articles/"]).is_some()
    }

    /// The seconds after which to ask again without being told, where the backend named them.
    pub fn retry_after(&self) -> Option<u32> {
        match self.fault {
            Fault::Status { retry_after, .. } | Fault::Refused { retry_after, .. } => retry_after,
            _ => None,
        }
    }
}

/// The detail for the console: address, and status or path.
impl fmt::Display for BackendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.url)?;
        match &self.fault {
            Fault::Offline => f.write_str("offline"),
            Fault::Unreachable => f.write_str("no answer that may be read"),
            Fault::TimedOut => f.write_str("no answer in time"),
            Fault::NotFound => f.write_str("status 404"),
            Fault::Gone => f.write_str("status 410"),
            Fault::Status { status, .. } => write!(f, "status {status}"),
            Fault::Refused { code, .. } => write!(f, "refused: {code}"),
            Fault::TooLarge => f.write_str("more than 8 MB"),
            Fault::ContentType(found) => write!(f, "expected JSON, found \"{found}\""),
            Fault::Malformed(detail) => write!(f, "not JSON: {detail}"),
            Fault::Contract(problem) => problem.fmt(f),
        }
    }
}

/// Refuses whatever isn't a success that calls itself JSON or at least plain text. `field` answers the
/// fields of the answer's head, by their names in small letters.
///
/// # Errors
///
/// [`Fault::NotFound`], [`Fault::Gone`], [`Fault::Status`] or [`Fault::ContentType`].
pub fn check(status: u16, field: &dyn Fn(&str) -> Option<String>) -> Result<(), Fault> {
    match status {
        200..=299 => {}
        404 => return Err(Fault::NotFound),
        410 => return Err(Fault::Gone),
        status => {
            let wait = field("retry-after");
            let retry_after = wait.and_then(|wait| retry_after(&wait, field("date").as_deref()));
            return Err(Fault::Status { status, retry_after });
        }
    }
    let content_type = field("content-type").unwrap_or_default().to_ascii_lowercase();
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if kind.is_empty() || kind.ends_with("json") || kind == "text/plain" {
        Ok(())
    } else {
        Err(Fault::ContentType(content_type))
    }
}

/// The text of a document. A byte order mark is no part of JSON, but editors write it.
///
/// # Errors
///
/// [`Fault::Malformed`] where it isn't UTF-8.
pub fn text(bytes: Vec<u8>) -> Result<String, Fault> {
    let text = String::from_utf8(bytes).map_err(|_| Fault::Malformed("not UTF-8".to_owned()))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Reads a `Retry-After` header: seconds, or a date measured by the answer's own `Date`, since the
/// reader's clock may be wrong. Nonsense counts as absent; what is long is cut to [`LONGEST_WAIT`].
pub fn retry_after(header: &str, answered_at: Option<&str>) -> Option<u32> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit()) {
        return Some(header.parse().map_or(LONGEST_WAIT, |seconds: u32| seconds.min(LONGEST_WAIT)));
    }
    let (until, now) = (Timestamp::parse_http(header)?, Timestamp::parse_http(answered_at?)?);
    let seconds = (until.0 - now.0).div_euclid(1_000).clamp(0, i64::from(LONGEST_WAIT));
    u32::try_from(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_document_is_refused() {
        let fields = |list: &'static [(&'static str, &'static str)]| {
            move |name: &str| {
                list.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned())
            }
        };
        let plain = fields(&[("content-type", "Application/Problem+JSON; charset=utf-8")]);
        assert_eq!(check(200, &plain), Ok(()));
        assert_eq!(check(204, &fields(&[])), Ok(()));
        assert_eq!(check(404, &plain), Err(Fault::NotFound));
        assert_eq!(check(410, &plain), Err(Fault::Gone));
        let html = fields(&[("content-type", "text/html")]);
        assert_eq!(check(200, &html), Err(Fault::ContentType("text/html".to_owned())));
        let busy = fields(&[("retry-after", "7")]);
        assert_eq!(check(503, &busy), Err(Fault::Status { status: 503, retry_after: Some(7) }));
        assert_eq!(text(b"\xef\xbb\xbf{}".to_vec()).as_deref(), Ok("{}"));
        assert!(text(vec![0xff]).is_err());
    }

    #[test]
    fn retry_after_is_honoured_within_reason() {
        assert_eq!(retry_after("2", None), Some(2));
        assert_eq!(retry_after(" 999999999 ", None), Some(60));
        assert_eq!(retry_after("99999999999999999999", None), Some(60));
        for nonsense in ["", "-5", "soon", "1.5", "٢"] {
            assert_eq!(retry_after(nonsense, None), None, "{nonsense:?}");
        }
        let date = Some("Mon, 23 Nov 2026 09:10:00 GMT");
        assert_eq!(retry_after("Mon, 23 Nov 2026 09:10:20 GMT", date), Some(20));
        assert_eq!(retry_after("Mon, 23 Nov 2026 09:09:00 GMT", date), Some(0));
        assert_eq!(retry_after("Mon, 23 Nov 2026 10:10:20 GMT", date), Some(60));
        assert_eq!(retry_after("Mon, 23 Nov 2026 09:10:20 GMT", None), None);
    }
}

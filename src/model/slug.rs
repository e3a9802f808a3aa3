//! The name of a thing in an address.

use std::fmt;

/// The longest slug that is taken, in characters. Longer ones are an attack or an accident; no
/// newsroom's system writes them.
const LONGEST: usize = 200;

/// The part of an address that names a story, a section, a tag or a contributor: `alaska-summit`.
///
/// One path segment and nothing else: no slash, no dots alone, no control character, so that it
/// can't climb out of the folder that the backend serves.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// Takes a slug as it stands in JSON or in a decoded address; `None` where it isn't one.
    pub fn new(text: &str) -> Option<Self> {
        let forbidden = |c: char| {
            c.is_control() || c.is_whitespace() || matches!(c, '/' | '\\' | '?' | '#' | '%')
        };
        let fits = !text.is_empty()
            && text.chars().count() <= LONGEST
            && text != "."
            && text != ".."
            && !text.chars().any(forbidden);
        fits.then(|| Self(text.to_owned()))
    }

    /// The slug as text, not yet encoded for an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Printed as one path segment, percent-encoded.
impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&encoded(&self.0))
    }
}

/// A text as one part of an address, percent-encoded (RFC 3986: all but the unreserved characters).
pub fn encoded(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(byte as char);
            }
            _ => {
                let digits = [byte >> 4, byte & 15].map(|d| DIGITS[usize::from(d)] as char);
                encoded.push('%');
                encoded.extend(digits);
            }
        }
    }
    encoded
}

/// Undoes percent-encoding; `None` where the bytes are no text.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = (rest.next()? as char).to_digit(16)?;
            let low = (rest.next()? as char).to_digit(16)?;
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_one_path_segment() {
        for bad in ["", ".", "..", "a/b", "a\\b", "a?b", "a#b", "%2e%2e", "a b", "a\nb"] {
            assert_eq!(Slug::new(bad), None, "{bad:?}");
        }
        assert_eq!(Slug::new(&"a".repeat(201)), None);
        assert_eq!(Slug::new("alaska-summit").unwrap().to_string(), "alaska-summit");
        assert_eq!(Slug::new("آب").unwrap().to_string(), "%D8%A2%D8%A8");
        assert_eq!(Slug::new("a\"><b").unwrap().to_string(), "a%22%3E%3Cb");
    }
}

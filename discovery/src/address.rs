//! Addresses as another program can open them: absolute, and in the characters of RFC 3986.

use broadsheet::config::Config;
use broadsheet::model::Src;
use broadsheet::pages::Page;
use broadsheet::route::Route;
use url::Url;

/// A page's own address.
pub fn of_page(config: &Config, route: &Route) -> String {
    of_path(config, &route.to_string())
}

/// The address of a path of this site, which starts with `/`.
pub fn of_path(config: &Config, path: &str) -> String {
    encoded(&format!("{}{path}", config.site.url))
}

/// A picture's address; `None` for one that nobody could open.
pub fn of_picture(config: &Config, src: &Src) -> Option<String> {
    absolute(config, src.as_str())
}

/// The address that a page wants to be known by: its own, or the one that a story names as its home.
/// A home that is no page of the web (`mailto:`, a fragment) is passed over.
pub fn canonical(config: &Config, page: &Page, route: &Route) -> String {
    home(config, page, route).unwrap_or_else(|| of_page(config, route))
}

/// The home that a story has elsewhere: where it names one that can be opened, or calls itself otherwise than
/// the address by which it was had, which is then an earlier one of its.
pub fn home(config: &Config, page: &Page, route: &Route) -> Option<String> {
    let Page::Article(article) = page else { return None };
    let named = article.canonical_url.as_ref();
    let home = named.and_then(|url| absolute(config, url.as_str()));
    let home = home.unwrap_or_else(|| of_page(config, &Route::Article(article.slug.clone())));
    (home != of_page(config, route)).then_some(home)
}

/// An address made absolute; `None` for one that is neither of the web nor a path, or whose host no
/// browser would take.
pub fn absolute(config: &Config, address: &str) -> Option<String> {
    for scheme in ["http://", "https://"] {
        let start = address.get(..scheme.len());
        if start.is_some_and(|start| start.eq_ignore_ascii_case(scheme)) {
            return of_web(&format!("{scheme}{}", &address[scheme.len()..]));
        }
    }
    if address.starts_with("//") {
        let scheme = config.site.url.split("//").next().unwrap_or("https:");
        of_web(&format!("{scheme}{address}"))
    } else if address.starts_with('/') {
        Some(of_path(config, address))
    } else {
        None
    }
}

fn of_web(address: &str) -> Option<String> {
    let address = encoded(address);
    Url::parse(&address).is_ok().then_some(address)
}

/// An absolute address in which every byte that RFC 3986 has no place for is percent-encoded: a `%`
/// that begins no encoded byte, a bracket outside of the host and a second `#` among them.
fn encoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let host = address.find("//").map_or(0, |at| at + 2);
    let path = address[host..].find(['/', '?', '#']).map_or(address.len(), |at| host + at);
    let fragment = address.find('#');
    let mut encoded = String::with_capacity(address.len());
    for (at, byte) in bytes.iter().enumerate() {
        let is_fit = match byte {
            b'%' => {
                let digits = bytes.get(at + 1..at + 3);
                digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            }
            b'[' | b']' => at < path,
            b'#' => fragment == Some(at),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(byte),
        };
        if is_fit {
            encoded.push(char::from(*byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let text = r#"{"site": {"name": "B", "lang": "en", "url": "http://b.example/"},
            "edition": {"kind": "files", "url": "/edition/"}, "comments": {"kind": "off"}}"#;
        Config::parse(text).unwrap()
    }

    #[test]
    fn addresses_become_absolute() {
        let absolute = |address| absolute(&config(), address);
        assert_eq!(absolute("/a/b.jpg").as_deref(), Some("http://b.example/a/b.jpg"));
        assert_eq!(absolute("//c.example/b.jpg").as_deref(), Some("http://c.example/b.jpg"));
        assert_eq!(absolute("HTTPS://c.example/").as_deref(), Some("https://c.example/"));
        for no_page in [
            "mailto:a@b.example",
            "#a",
            "?a",
            "a.html",
            "https",
            "",
            "https://[a/",
            "http://",
            "//a b/",
        ] {
            assert_eq!(absolute(no_page), None, "{no_page}");
        }
    }

    #[test]
    fn addresses_hold_only_what_they_may() {
        assert_eq!(encoded("https://b.example/آ \"<>\u{1}%zz%4"), {
            "https://b.example/%D8%A2%20%22%3C%3E%01%25zz%254"
        });
        let good = "https://[::1]:8080/a%20b?c=d&e#f";
        assert_eq!(encoded(good), good);
        assert_eq!(encoded("https://b.example/[a]#b#c"), "https://b.example/%5Ba%5D#b%23c");
    }
}

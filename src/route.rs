//! Every address of the site, parsed and printed in one place.

use std::fmt;

use crate::model::Slug;
use crate::model::slug::decoded;

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// `/`, also at `/index.html`.
    Front,
    /// `/section/:slug`
    Section(Slug),
    /// `/article/:slug`
    Article(Slug),
    /// `/author/:slug`
    Author(Slug),
    /// `/tag/:slug`
    Tag(Slug),
    /// Any other path.
    NotFound,
}

impl Route {
    /// Reads a path as the browser holds it: percent-encoded, without query or fragment. A trailing
    /// slash makes no difference. `/index.html`, as some link to it, is the front page.
    pub fn parse(path: &str) -> Self {
        let path = path.trim_start_matches('/');
        let path = path.strip_suffix('/').unwrap_or(path);
        if matches!(path, "" | "index.html") {
            return Self::Front;
        }
        let Some((kind, slug)) = path.split_once('/') else { return Self::NotFound };
        let Some(slug) = decoded(slug).as_deref().and_then(Slug::new) else {
            return Self::NotFound;
        };
        match kind {
            "section" => Self::Section(slug),
            "article" => Self::Article(slug),
            "author" => Self::Author(slug),
            "tag" => Self::Tag(slug),
            _ => Self::NotFound,
        }
    }

    /// Whether a path could be one of the site's pages rather than a file of its host.
    pub fn is_page(path: &str) -> bool {
        let last = path.rsplit('/').next().unwrap_or_default();
        Self::parse(path) != Self::NotFound || !last.contains('.')
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Front => f.write_str("/"),
            Self::Section(slug) => write!(f, "/section/{slug}"),
            Self::Article(slug) => write!(f, "/article/{slug}"),
            Self::Author(slug) => write!(f, "/author/{slug}"),
            Self::Tag(slug) => write!(f, "/tag/{slug}"),
            Self::NotFound => f.write_str("/404"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses() {
        let article = Route::Article(Slug::new("alaska-summit").unwrap());
        assert_eq!(Route::parse("/article/alaska-summit"), article);
        assert_eq!(Route::parse("/article/alaska-summit/"), article);
        assert_eq!(Route::parse(""), Route::Front);
        assert_eq!(Route::parse("//"), Route::Front);
        assert_eq!(Route::parse("/index.html"), Route::Front);
        for none in [
            "/article",
            "/article/",
            "/article/a/b",
            "/article/%2e%2e",
            "/article/%zz",
            "/article/a%2Fb",
            "/x/y",
            "/section/world/index.html",
        ] {
            assert_eq!(Route::parse(none), Route::NotFound, "{none}");
        }
    }

    #[test]
    fn files_of_the_host_are_no_pages() {
        assert!(Route::is_page("/article/v1.2-release"));
        assert!(Route::is_page("/no-such-page"));
        assert!(Route::is_page("/index.html"));
        assert!(!Route::is_page("/edition/photos/a.jpg"));
    }

    proptest! {
        #[test]
        fn printed_and_read_again(text in "\\PC{1,30}") {
            if let Some(slug) = Slug::new(&text) {
                let route = Route::Tag(slug);
                prop_assert_eq!(Route::parse(&route.to_string()), route);
            }
        }

        #[test]
        fn any_path_is_read(path in ".{0,60}") {
            let _ = Route::parse(&path);
        }
    }
}

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
    /// A further page of a section, a tag or an author: `/section/:slug/:number`, from the second on.
    Further(Box<Route>, u32),
    /// Any other path.
    NotFound,
}

/// The last page of a list that has an address: each is found by way of those before it, document by document.
const LAST: u32 = 50;

impl Route {
    /// The page that follows a list's with this number; none where that has no address of its own.
    pub fn after(&self, number: u32) -> Option<Self> {
        let is_list = matches!(self, Self::Section(_) | Self::Tag(_) | Self::Author(_));
        (is_list && number < LAST).then(|| Self::Further(Box::new(self.clone()), number + 1))
    }

    /// The first page of the list that a further one belongs to; every other page is its own.
    pub fn first(&self) -> &Self {
        match self {
            Self::Further(list, _) => list,
            route => route,
        }
    }

    /// Which page of its list it is: 1 where it is no further one.
    pub fn number(&self) -> u32 {
        match self {
            Self::Further(_, number) => *number,
            _ => 1,
        }
    }

    /// Reads a path as the browser holds it: percent-encoded, without query or fragment. A trailing
    /// slash makes no difference. `/index.html`, as some link to it, is the front page.
    pub fn parse(path: &str) -> Self {
        let path = path.trim_start_matches('/');
        let path = path.strip_suffix('/').unwrap_or(path);
        if matches!(path, "" | "index.html") {
            return Self::Front;
        }
        let Some((kind, slug)) = path.split_once('/') else { return Self::NotFound };
        if let Some((slug, number)) = slug.split_once('/') {
            let list = Self::parse(&[kind, "/", slug].concat());
            let before = number.parse::<u32>().ok().filter(|n| n.to_string() == number);
            let before = before.and_then(|number| number.checked_sub(1)).filter(|n| *n > 0);
            return before.and_then(|before| list.after(before)).unwrap_or(Self::NotFound);
        }
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
        if path.starts_with("/.well-known/") {
            return false;
        }
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
            Self::Further(list, number) => write!(f, "{list}/{number}"),
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
        for (path, number) in [("/tag/ice/2", 2), ("/tag/ice/50/", 50)] {
            let further = Route::parse(path);
            assert_eq!((further.first(), further.number()), (&Route::parse("/tag/ice"), number));
            assert_eq!(format!("{further}/").trim_end_matches('/'), path.trim_end_matches('/'));
        }
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
            "/section/world/0",
            "/section/world/1",
            "/section/world/02",
            "/section/world/+2",
            "/section/world/51",
            "/section/world/2/3",
            "/article/alaska-summit/2",
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
        assert!(!Route::is_page("/.well-known/apple-app-site-association"));
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

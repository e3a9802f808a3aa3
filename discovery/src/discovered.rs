//! The addresses of feeds, sitemaps and `robots.txt`, parsed and printed in one place.

use std::fmt;

use broadsheet::route::Route;

/// A file that other programs find.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Discovered {
    /// `/feed.xml`, `/section/:slug/feed.xml`: RSS of a page's stories.
    Rss(Route),
    /// `/feed.json`, `/section/:slug/feed.json`: JSON Feed of a page's stories.
    JsonFeed(Route),
    /// `/sitemap.xml`: every page, or the index of the parts.
    Sitemap,
    /// `/sitemap-N.xml`: the part of that number, from 1.
    SitemapPart(usize),
    /// `/news-sitemap.xml`: the stories of the last two days.
    NewsSitemap,
    /// `/robots.txt`
    Robots,
}

/// The format of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedKind {
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedKind {
    /// The media type, as a `<link>` names it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Rss => "feed.xml",
            Self::Json => "feed.json",
        }
    }
}

/// The path of a page's feed; `None` for a page that has none.
pub fn feed_address(route: &Route, kind: FeedKind) -> Option<String> {
    match route {
        Route::Front => Some(format!("/{}", kind.file())),
        Route::Section(_) | Route::Tag(_) | Route::Author(_) => {
            Some(format!("{route}/{}", kind.file()))
        }
        Route::Article(_) | Route::Further(..) | Route::NotFound => None,
    }
}

impl Discovered {
    /// Reads a path as a browser sends it: percent-encoded, without query or fragment.
    pub fn parse(path: &str) -> Option<Self> {
        match path {
            "/sitemap.xml" => return Some(Self::Sitemap),
            "/news-sitemap.xml" => return Some(Self::NewsSitemap),
            "/robots.txt" => return Some(Self::Robots),
            _ => {}
        }
        if let Some(number) = path.strip_prefix("/sitemap-").and_then(|p| p.strip_suffix(".xml")) {
            return part(number).map(Self::SitemapPart);
        }
        let (page, file) = path.rsplit_once('/')?;
        let route = if page.is_empty() { Route::Front } else { listing(page)? };
        match file {
            "feed.xml" => Some(Self::Rss(route)),
            "feed.json" => Some(Self::JsonFeed(route)),
            _ => None,
        }
    }

    /// Whether it is gathered from the whole site.
    pub fn is_sitemap(&self) -> bool {
        matches!(self, Self::Sitemap | Self::SitemapPart(_) | Self::NewsSitemap)
    }

    /// The media type that the file is sent with.
    pub fn media_type(&self) -> &'static str {
        match self {
            Self::Rss(_) => "application/rss+xml; charset=utf-8",
            // JSON is UTF-8 by itself (RFC 8259), and its media types have no such parameter.
            Self::JsonFeed(_) => "application/feed+json",
            Self::Sitemap | Self::SitemapPart(_) | Self::NewsSitemap => {
                "application/xml; charset=utf-8"
            }
            Self::Robots => "text/plain; charset=utf-8",
        }
    }
}

/// The file's path.
impl fmt::Display for Discovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let feed = |route, kind| feed_address(route, kind).unwrap_or_else(|| route.to_string());
        match self {
            Self::Rss(route) => f.write_str(&feed(route, FeedKind::Rss)),
            Self::JsonFeed(route) => f.write_str(&feed(route, FeedKind::Json)),
            Self::Sitemap => f.write_str("/sitemap.xml"),
            Self::SitemapPart(number) => write!(f, "/sitemap-{number}.xml"),
            Self::NewsSitemap => f.write_str("/news-sitemap.xml"),
            Self::Robots => f.write_str("/robots.txt"),
        }
    }
}

/// The number of a part, in the one way of writing it.
fn part(number: &str) -> Option<usize> {
    let is_canonical = !number.starts_with(['0', '+']);
    number.parse().ok().filter(|_| is_canonical)
}

/// A page that lists stories, below the front page. Each has one address: no slash at its end.
fn listing(path: &str) -> Option<Route> {
    let is_canonical = path.starts_with('/') && !path.starts_with("//") && !path.ends_with('/');
    let route = Route::parse(path);
    let is_listing = matches!(route, Route::Section(_) | Route::Tag(_) | Route::Author(_));
    (is_canonical && is_listing).then_some(route)
}

#[cfg(test)]
mod tests {
    use super::*;
    use broadsheet::model::Slug;
    use proptest::prelude::*;

    #[test]
    fn addresses() {
        let world = Route::Section(Slug::new("world").unwrap());
        for (path, expected) in [
            ("/feed.xml", Discovered::Rss(Route::Front)),
            ("/feed.json", Discovered::JsonFeed(Route::Front)),
            ("/section/world/feed.xml", Discovered::Rss(world)),
            ("/tag/%D8%A2/feed.json", {
                Discovered::JsonFeed(Route::Tag(Slug::new("آ").unwrap()))
            }),
            ("/sitemap.xml", Discovered::Sitemap),
            ("/sitemap-12.xml", Discovered::SitemapPart(12)),
            ("/news-sitemap.xml", Discovered::NewsSitemap),
            ("/robots.txt", Discovered::Robots),
        ] {
            assert_eq!(expected.to_string(), path);
            assert_eq!(Discovered::parse(path), Some(expected), "{path}");
        }
        for none in [
            "",
            "/",
            "feed.xml",
            "//feed.xml",
            "/section/feed.xml",
            "/section//feed.xml",
            "/section/world//feed.xml",
            "/article/alaska-summit/feed.xml",
            "/section/a%2Fb/feed.xml",
            "/section/world/feed.atom",
            "/sitemap-0.xml",
            "/sitemap-01.xml",
            "/sitemap-+1.xml",
            "/sitemap-99999999999999999999999.xml",
            "/robots.txt/",
        ] {
            assert_eq!(Discovered::parse(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn printed_and_read_again(text in "\\PC{1,30}") {
            if let Some(slug) = Slug::new(&text) {
                let feed = Discovered::Rss(Route::Author(slug));
                prop_assert_eq!(Discovered::parse(&feed.to_string()), Some(feed));
            }
        }

        #[test]
        fn any_path_is_read(path in ".{0,60}") {
            let _ = Discovered::parse(&path);
        }
    }
}

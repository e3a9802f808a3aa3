//! `robots.txt` (RFC 9309).

use broadsheet::config::Config;

use crate::address;
use crate::discovered::Discovered;

/// Where the comments' interface lies, which has nothing to be found.
const API: &str = "/api/";
/// The pictures of an edition that lies below [`API`]: search engines show what they may fetch alone.
const PICTURES: [&str; 6] = ["avif", "gif", "jpeg", "jpg", "png", "webp"];

/// What crawlers may read: all but the interface and the moderators' page. It names both sitemaps.
pub fn robots(config: &Config) -> String {
    let mut lines = format!("User-agent: *\nDisallow: {API}\nDisallow: /moderation\n");
    if config.edition.url.starts_with(API) {
        // The longest rule that fits a path decides (RFC 9309, 2.2.2).
        let allowed = PICTURES.iter().map(|ending| format!("Allow: {API}*.{ending}$\n"));
        lines.extend(allowed);
    }
    lines.push('\n');
    for sitemap in [Discovered::Sitemap, Discovered::NewsSitemap] {
        let url = address::of_path(config, &sitemap.to_string());
        lines.push_str(&format!("Sitemap: {url}\n"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(edition: &str) -> Config {
        let text = format!(
            r#"{{"site": {{"name": "B", "lang": "en", "url": "https://b.example"}},
            "edition": {{"kind": "server", "url": "{edition}"}}, "comments": {{"kind": "off"}}}}"#
        );
        Config::parse(&text).unwrap()
    }

    #[test]
    fn all_is_allowed_but_what_has_nothing_to_be_found() {
        assert_eq!(
            robots(&config("/edition/")),
            "User-agent: *\nDisallow: /api/\nDisallow: /moderation\n\n\
             Sitemap: https://b.example/sitemap.xml\nSitemap: https://b.example/news-sitemap.xml\n"
        );
    }

    #[test]
    fn pictures_stay_allowed_where_they_lie_below_the_interface() {
        let text = robots(&config("/api/"));
        for ending in ["avif", "gif", "jpeg", "jpg", "png", "webp"] {
            assert!(text.contains(&format!("\nAllow: /api/*.{ending}$\n")), "{ending}");
        }
    }
}

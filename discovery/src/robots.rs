//! `robots.txt` (RFC 9309).

use broadsheet::config::Config;

use crate::address;
use crate::discovered::Discovered;

/// Where the comments' interface lies, which has nothing to be found.
const API: &str = "/api/";
/// The pictures of an edition that lies below [`API`]: search engines show what they may fetch alone.
const PICTURES: [&str; 6] = ["avif", "gif", "jpeg", "jpg", "png", "webp"];

/// What the repository's own file says, for hosts that serve it as it is.
const AS_BUILT: &str = include_str!("../../public/robots.txt");

/// What crawlers may read: all but the interface and the moderators' page. It names both sitemaps. Before it
/// stand the newsroom's `own` rules, where its file has others than the repository's: several groups for one
/// crawler are one (RFC 9309, 2.2.1).
pub fn robots(config: &Config, own: &str) -> String {
    let own = Some(own.trim()).filter(|own| !own.is_empty() && *own != AS_BUILT.trim());
    let mut lines = own.map(|own| format!("{own}\n\n")).unwrap_or_default();
    lines.push_str(&format!("User-agent: *\nDisallow: {API}\nDisallow: /moderation\n"));
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
            robots(&config("/edition/"), AS_BUILT),
            "User-agent: *\nDisallow: /api/\nDisallow: /moderation\n\n\
             Sitemap: https://b.example/sitemap.xml\nSitemap: https://b.example/news-sitemap.xml\n"
        );
    }

    #[test]
    fn a_newsrooms_own_rules_stand_before_them() {
        let own = "User-agent: GPTBot\r\nDisallow: /\r\n";
        let text = robots(&config("/edition/"), own);
        assert!(text.starts_with("User-agent: GPTBot\r\nDisallow: /\n\nUser-agent: *\n"), "{text}");
    }

    #[test]
    fn pictures_stay_allowed_where_they_lie_below_the_interface() {
        let text = robots(&config("/api/"), "");
        for ending in ["avif", "gif", "jpeg", "jpg", "png", "webp"] {
            assert!(text.contains(&format!("\nAllow: /api/*.{ending}$\n")), "{ending}");
        }
    }
}

//! What the head of a rendered page says.

use std::fmt::Write;

use broadsheet::components::photo::Sizes;
use broadsheet::config::Config;
use broadsheet::model::Photo;
use broadsheet::pages::Page;
use broadsheet::route::Route;
use broadsheet::view::html::escape;

/// The elements of the head that belong to one page.
pub fn elements(config: &Config, page: &Page, route: &Route) -> String {
    let mut head = String::new();
    // First: it is what the browser waits for longest.
    if let Some((photo, sizes)) = first_picture(page) {
        preload(photo, sizes, &mut head);
    }
    head.push_str(&broadsheet_discovery::head(config, page, route));
    head
}

/// The picture that the reader came to see.
fn first_picture(page: &Page) -> Option<(&Photo, Sizes)> {
    match page {
        Page::Front(edition) => Some((edition.top_stories.first()?.photo.as_ref()?, Sizes::Lead)),
        Page::Article(article) => Some((article.main_photo.as_ref()?, Sizes::Measure)),
        _ => None,
    }
}

/// Announces a picture in the size and the format that its element will choose: of the typed sources the
/// first that the browser knows, which is the one that it preloads; or the one picture that there is.
fn preload(photo: &Photo, sizes: Sizes, head: &mut String) {
    head.push_str("<link rel=\"preload\" as=\"image\" fetchpriority=\"high\"");
    let source = photo.first_source();
    for (name, value) in [
        ("href", source.is_none().then(|| photo.src.as_str().to_owned())),
        ("type", source.and_then(|source| source.media_type.clone())),
        ("imagesrcset", source.map(|source| source.srcset())),
        ("imagesizes", source.map(|_| sizes.as_str().to_owned())),
    ] {
        let Some(value) = value else { continue };
        let _ = write!(head, " {name}=\"");
        escape(&value, head);
        head.push('"');
    }
    head.push('>');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_element_chooses_is_preloaded() {
        let config = r#"{"site": {"name": "B", "lang": "en", "url": "https://b.example"},
            "edition": {"kind": "files", "url": "/edition/"}, "comments": {"kind": "off"}}"#;
        let config = Config::parse(config).unwrap();
        let preloaded = |srcset: &str| {
            let route = Route::parse("/article/a");
            let text = format!(
                r#"{{"slug": "a", "headline": "A", "section": {{"slug": "s", "name": "S"}},
                "published_at": "2026-11-23T09:10:00Z", "body": [],
                "main_photo": {{"src": "a.jpg", "width": 2, "height": 1, "alt": "",
                "srcset": [{srcset}]}}}}"#
            );
            let page = broadsheet::rendering::read(&config, &route, &text).unwrap();
            let head = elements(&config, &page, &route);
            head.split_once('>').unwrap().0.to_owned()
        };
        let plain = r#"{"src": "a-4.jpg", "width": 400}"#;
        let avif = r#"{"src": "a-4.avif", "width": 400, "type": "image/avif"}"#;
        for srcset in [format!("{plain}, {avif}"), format!("{avif}, {plain}")] {
            let link = preloaded(&srcset);
            assert!(
                link.contains(r#" type="image/avif" imagesrcset="/edition/a-4.avif 400w""#),
                "{link}"
            );
        }
        let link = preloaded(plain);
        assert!(link.contains(r#" imagesrcset="/edition/a-4.jpg 400w""#), "{link}");
        assert_eq!(
            preloaded(""),
            "<link rel=\"preload\" as=\"image\" fetchpriority=\"high\" href=\"/edition/a.jpg\""
        );
    }
}

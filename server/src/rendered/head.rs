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
/// first that the browser knows, which is the one that it preloads.
fn preload(photo: &Photo, sizes: Sizes, head: &mut String) {
    let Some(source) = photo.sources.first() else { return };
    head.push_str("<link rel=\"preload\" as=\"image\" fetchpriority=\"high\"");
    for (name, value) in [
        ("type", source.media_type.clone()),
        ("imagesrcset", Some(source.srcset())),
        ("imagesizes", Some(sizes.as_str().to_owned())),
    ] {
        let Some(value) = value else { continue };
        let _ = write!(head, " {name}=\"");
        escape(&value, head);
        head.push('"');
    }
    head.push('>');
}

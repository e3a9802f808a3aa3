//! What the page says of itself outside its body: title, address, robots, language.

use crate::prelude::*;

use crate::config::Config;
use crate::model::{Direction, Language, Slug};
use crate::pages::Page;
use crate::route::Route;

/// Writes title, canonical address and robots for a page; answers what the page is called.
///
/// The page that the server has sent says where it belongs by itself, and more strictly.
pub fn describe(config: &Config, page: &Page, route: &Route, is_first: bool) -> String {
    let site = config.site.name.clone();
    let name = page.title_at(route);
    let title = match &name {
        Some(name) => format!("{name} · {site}"),
        None => site.clone(),
    };
    document().set_title(&title);
    let canonical = match page {
        Page::Article(article) => match &article.canonical_url {
            Some(url) if url.as_str().starts_with("http") => url.as_str().to_owned(),
            // It may have been had by an earlier address.
            _ => public_address(config, &article.slug),
        },
        _ => format!("{}{route}", config.site.url),
    };
    let is_found = page.is_worth_finding();
    const CANONICAL: &str = "link[rel=canonical]";
    if !is_first || !matches!(document().query_selector(CANONICAL), Ok(Some(_))) {
        set(CANONICAL, "link", "rel", "canonical", "href", is_found.then_some(&canonical));
    }
    hide(!is_found);
    name.unwrap_or(site)
}

/// Writes the title of a page that is not for readers, and keeps search engines from it.
pub fn describe_hidden(title: &str) {
    document().set_title(title);
    hide(true);
}

/// Keeps search engines from a page, or lets them have it. What else is said to them stays.
fn hide(is_hidden: bool) {
    let noindex = "noindex".to_owned();
    let selector = "meta[name=robots][content=noindex]";
    set(selector, "meta", "name", "robots", "content", is_hidden.then_some(&noindex));
}

/// A story's address as others can open it: the site's own, whatever the page was opened by.
pub fn public_address(config: &Config, slug: &Slug) -> String {
    format!("{}{}", config.site.url, Route::Article(slug.clone()))
}

/// The interface's language and direction, on the root where style sheets and readers look.
pub fn set_language(language: &Language, direction: Direction) {
    mark_root("lang", Some(language.as_str()));
    mark_root("dir", Some(direction.as_str()));
}

/// Sets an attribute of the root element, or takes it away, unless it stands so: a browser looks at every
/// element of the page anew for it.
pub fn mark_root(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    if root.get_attribute(name).as_deref() == value {
        return;
    }
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Puts one element of the head right, or takes it away.
fn set(selector: &str, tag: &str, key: &str, name: &str, field: &str, value: Option<&String>) {
    let found = document().query_selector(selector).ok().flatten();
    let Some(value) = value else {
        if let Some(element) = found {
            element.remove();
        }
        return;
    };
    let made = || {
        let element = document().create_element(tag).ok()?;
        element.set_attribute(key, name).ok()?;
        document().head()?.append_child(&element).ok()?;
        Some(element)
    };
    if let Some(element) = found.or_else(made) {
        let _ = element.set_attribute(field, value);
    }
}

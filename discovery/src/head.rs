//! The elements of a page's `<head>`: title, description, address, link previews, feeds.

use broadsheet::config::Config;
use broadsheet::model::{Article, Card, Element, Language, Photo};
use broadsheet::pages::Page;
use broadsheet::route::Route;

use crate::address;
use crate::discovered::{FeedKind, feed_address};
use crate::picture::Picture;
use crate::text::{cut, escaped, in_one_line, plain};

/// The longest description, in characters: about what search engines show of one.
const LONGEST_DESCRIPTION: usize = 160;
/// The smallest picture that X draws large, in pixels; a smaller one stands beside the text.
const SMALLEST_LARGE: (u32, u32) = (300, 157);

/// What a page says of itself to other programs, before it is written.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The page.
    pub page: &'a Page,
    /// Its address on this site.
    pub route: &'a Route,
    /// What it is called, without the site's name.
    pub title: String,
    /// What it is about, in one line of at most 160 characters.
    pub description: String,
    /// The address that it wants to be known by.
    pub canonical: String,
    /// The language of its text.
    pub language: &'a Language,
}

/// The elements for the `<head>` of a page, one a line, every text in them escaped. Of the document's
/// own there is nothing: charset, viewport and styles stand in its template.
///
/// A page that isn't worth finding has its title, and asks search engines to pass on.
pub fn head(config: &Config, page: &Page, route: &Route) -> String {
    let mut tags = Tags::default();
    let site = &config.site.name;
    tags.title(
        &page.title_at(route).map_or_else(|| site.clone(), |name| format!("{name} · {site}")),
    );
    if !page.is_worth_finding() {
        tags.meta("name", "robots", "noindex");
        return tags.0;
    }
    let about = About::new(config, page, route);
    tags.meta("name", "description", &about.description);
    tags.meta("name", "robots", "max-image-preview:large");
    tags.link("canonical", &[], &about.canonical);
    languages(&mut tags, &about);
    open_graph(&mut tags, &about);
    feeds(&mut tags, &about);
    tags.0
}

impl<'a> About<'a> {
    /// What a page says of itself.
    pub fn new(config: &'a Config, page: &'a Page, route: &'a Route) -> Self {
        Self {
            config,
            page,
            route,
            title: page.title_at(route).unwrap_or_else(|| config.site.name.clone()),
            description: description(config, page),
            canonical: address::canonical(config, page, route),
            language: language(config, page),
        }
    }

    /// The page's picture: a story's own, an author's portrait, or that of the first story that has
    /// one.
    pub fn picture(&self) -> Option<Picture> {
        self.photo().and_then(|photo| Picture::of(self.config, photo))
    }

    fn photo(&self) -> Option<&'a Photo> {
        match self.page {
            Page::Front(edition) => edition.top_stories.iter().find_map(|card| card.photo.as_ref()),
            Page::Listing(list) => list.cards.iter().find_map(|card| card.photo.as_ref()),
            Page::Article(article) => article.main_photo.as_ref(),
            Page::Author(author) => author.contributor.avatar.as_ref(),
            Page::Loading | Page::NotFound | Page::Problem(_) => None,
        }
    }
}

/// The language of a page's text: the story's or the edition's own, else the site's.
fn language<'a>(config: &'a Config, page: &'a Page) -> &'a Language {
    let own = match page {
        Page::Front(edition) => edition.lang.as_ref(),
        Page::Article(article) => article.lang.as_ref(),
        _ => None,
    };
    own.unwrap_or(&config.site.lang)
}

/// What a page is about: its own words for it, else what it begins with, else the site's name.
fn description(config: &Config, page: &Page) -> String {
    let own = match page {
        Page::Front(edition) => headlines(&edition.top_stories),
        Page::Listing(list) => list.description.clone().or_else(|| headlines(&list.cards)),
        Page::Article(article) => summary(article),
        Page::Author(author) => author.contributor.bio.clone().or_else(|| headlines(&author.cards)),
        Page::Loading | Page::NotFound | Page::Problem(_) => None,
    };
    let own = own.filter(|text| !text.trim().is_empty());
    cut(own.as_ref().unwrap_or(&config.site.name), LONGEST_DESCRIPTION)
}

/// What a story is about: its standfirst, else its first paragraph.
fn summary(article: &Article) -> Option<String> {
    let mut paragraphs = article.body.iter().filter_map(|element| match element {
        Element::Paragraph(text) => Some(text),
        _ => None,
    });
    article.standfirst.as_ref().or_else(|| paragraphs.next()).map(plain)
}

fn headlines(cards: &[Card]) -> Option<String> {
    let headlines: Vec<_> = cards.iter().take(5).map(|card| card.headline.as_str()).collect();
    (!headlines.is_empty()).then(|| headlines.join(" · "))
}

/// The page in its one language, which is also where every other reader is sent. A story whose home
/// is elsewhere leaves that to its home.
fn languages(tags: &mut Tags, about: &About<'_>) {
    if address::home(about.config, about.page, about.route).is_none() {
        for language in [about.language.as_str(), "x-default"] {
            tags.link("alternate", &[("hreflang", language)], &about.canonical);
        }
    }
}

/// Open Graph, and the one word of X's that has no likeness in it.
fn open_graph(tags: &mut Tags, about: &About<'_>) {
    let kind = match about.page {
        Page::Article(_) => "article",
        Page::Author(_) => "profile",
        _ => "website",
    };
    tags.property("og:type", kind);
    tags.property("og:title", &about.title);
    tags.property("og:description", &about.description);
    tags.property("og:url", &about.canonical);
    tags.property("og:site_name", &about.config.site.name);
    if let Some(locale) = locale(about.language) {
        tags.property("og:locale", &locale);
    }
    let picture = about.picture();
    let is_large = picture.as_ref().is_some_and(|picture| {
        picture.width >= SMALLEST_LARGE.0 && picture.height >= SMALLEST_LARGE.1
    });
    preview(tags, &picture.unwrap_or_else(|| Picture::logo(about.config)));
    tags.meta("name", "twitter:card", if is_large { "summary_large_image" } else { "summary" });
    if let Page::Article(article) = about.page {
        story(tags, about.config, article);
    }
}

fn preview(tags: &mut Tags, picture: &Picture) {
    tags.property("og:image", &picture.url);
    if let Some(media_type) = picture.media_type() {
        tags.property("og:image:type", media_type);
    }
    tags.property("og:image:width", &picture.width.to_string());
    tags.property("og:image:height", &picture.height.to_string());
    if !picture.alt.is_empty() {
        tags.property("og:image:alt", &picture.alt);
    }
}

fn story(tags: &mut Tags, config: &Config, article: &Article) {
    let times = [
        ("article:published_time", article.published_at),
        ("article:modified_time", article.updated_at.or(article.published_at)),
    ];
    for (property, time) in times {
        if let Some(time) = time {
            tags.property(property, &time.to_iso());
        }
    }
    tags.property("article:section", &article.section.name);
    for contributor in &article.contributors {
        let page = address::of_page(config, &Route::Author(contributor.slug.clone()));
        tags.property("article:author", &page);
    }
    for tag in &article.tags {
        tags.property("article:tag", &tag.name);
    }
}

/// A language as Open Graph writes it (`en_GB`); `None` where no region is named, since the notation
/// has no other form.
fn locale(language: &Language) -> Option<String> {
    let mut subtags = language.as_str().split('-');
    let first = subtags.next()?.to_ascii_lowercase();
    let is_region = |subtag: &&str| {
        (subtag.len() == 2 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()))
            || (subtag.len() == 3 && subtag.bytes().all(|byte| byte.is_ascii_digit()))
    };
    subtags.find(is_region).map(|region| format!("{first}_{}", region.to_ascii_uppercase()))
}

/// The feeds of the edition, and those of the page where it has its own; all pages of a list have one.
fn feeds(tags: &mut Tags, about: &About<'_>) {
    let site = &about.config.site.name;
    let title = about.page.title();
    let own = format!("{} · {site}", title.as_ref().unwrap_or(&about.title));
    let routes = [(&Route::Front, site), (about.route.first(), &own)];
    let count = if *about.route == Route::Front { 1 } else { routes.len() };
    for (route, title) in &routes[..count] {
        for kind in [FeedKind::Rss, FeedKind::Json] {
            if let Some(path) = feed_address(route, kind) {
                let url = address::of_path(about.config, &path);
                tags.link("alternate", &[("type", kind.media_type()), ("title", title)], &url);
            }
        }
    }
}

/// Elements in the order in which they were added.
#[derive(Default)]
struct Tags(String);

impl Tags {
    fn title(&mut self, title: &str) {
        self.0.push_str(&format!("<title>{}</title>\n", escaped(&in_one_line(title))));
    }

    fn meta(&mut self, key: &str, name: &str, content: &str) {
        let content = escaped(&in_one_line(content));
        self.0.push_str(&format!("<meta {key}=\"{name}\" content=\"{content}\">\n"));
    }

    fn property(&mut self, name: &str, content: &str) {
        self.meta("property", name, content);
    }

    fn link(&mut self, rel: &str, attributes: &[(&str, &str)], href: &str) {
        self.0.push_str(&format!("<link rel=\"{rel}\""));
        for (name, value) in attributes {
            self.0.push_str(&format!(" {name}=\"{}\"", escaped(&in_one_line(value))));
        }
        self.0.push_str(&format!(" href=\"{}\">\n", escaped(href)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_have_a_region() {
        let locale = |tag| locale(&Language::new(tag).unwrap());
        assert_eq!(locale("en-GB").as_deref(), Some("en_GB"));
        assert_eq!(locale("zh-Hant-tw").as_deref(), Some("zh_TW"));
        assert_eq!(locale("es-419").as_deref(), Some("es_419"));
        assert_eq!(locale("ur"), None);
        assert_eq!(locale("sr-Latn"), None);
    }
}

//! Sitemaps: every page of the site by the protocol of sitemaps.org, and Google's of the news.

mod pages;

use std::cmp::Reverse;
use std::collections::HashSet;

use broadsheet::config::Config;
use broadsheet::model::{Card, Language, Timestamp};
use broadsheet::route::Route;

use crate::address;
use crate::discovered::Discovered;
use crate::text::in_one_line;
use crate::xml::{DECLARATION, close, element, open};

pub use pages::Pages;

/// The protocol's vocabulary.
const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
/// Google's, for news.
const NEWS_NAMESPACE: (&str, &str) =
    ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");
/// The most addresses of one file, and the most files of an index (sitemaps.org).
const MOST_URLS: usize = 50_000;
/// The most bytes of one file, uncompressed (sitemaps.org: 52,428,800).
const MOST_BYTES: usize = 50 * 1024 * 1024;
/// The longest address, in bytes: the protocol takes less than 2,048 characters.
const LONGEST_URL: usize = 2_047;
/// The most stories of a news sitemap (Google).
const MOST_NEWS: usize = 1_000;
/// How long a story stands in a news sitemap, in milliseconds (Google: two days).
const NEWS: i64 = 2 * 86_400_000;

/// A page that search engines should know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The page.
    pub route: Route,
    /// When it last changed, where that is known.
    pub lastmod: Option<Timestamp>,
}

/// Every page of a site, in one file or in several and an index.
#[derive(Clone, Debug)]
pub struct Sitemap {
    parts: Vec<Part>,
    index: Option<String>,
}

#[derive(Clone, Debug)]
struct Part {
    text: String,
    lastmod: Option<Timestamp>,
}

impl Sitemap {
    /// Writes the pages in the order given. One whose address is longer than the protocol takes is
    /// left out.
    pub fn new<'a>(config: &Config, entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        Self::within(config, entries, MOST_URLS, MOST_BYTES)
    }

    /// The same with limits of the caller's: addresses and bytes of one file.
    fn within<'a>(
        config: &Config,
        entries: impl IntoIterator<Item = &'a Entry>,
        most_urls: usize,
        most_bytes: usize,
    ) -> Self {
        let mut end = String::new();
        close(&mut end, "urlset");
        let mut parts = vec![Part::begun()];
        let mut count = 0;
        for entry in entries {
            let Some(url) = url(config, entry) else { continue };
            let part = parts.last().map_or(0, |part| part.text.len());
            if count == most_urls || part + url.len() + end.len() > most_bytes {
                parts.push(Part::begun());
                count = 0;
            }
            if let Some(part) = parts.last_mut() {
                part.text.push_str(&url);
                part.lastmod = part.lastmod.max(entry.lastmod);
            }
            count += 1;
        }
        parts.truncate(MOST_URLS);
        parts.iter_mut().for_each(|part| part.text.push_str(&end));
        let index = (parts.len() > 1).then(|| index(config, &parts));
        Self { parts, index }
    }

    /// `/sitemap.xml`: all pages, or the index of the parts where there are several.
    pub fn main(&self) -> &str {
        let whole = self.parts.first().map_or("", |part| part.text.as_str());
        self.index.as_deref().unwrap_or(whole)
    }

    /// `/sitemap-N.xml`: a part by its number, from 1; `None` where the index names no such one.
    pub fn part(&self, number: usize) -> Option<&str> {
        self.index.as_ref()?;
        self.parts.get(number.checked_sub(1)?).map(|part| part.text.as_str())
    }
}

impl Part {
    fn begun() -> Self {
        let mut text = DECLARATION.to_owned();
        open(&mut text, "urlset", &[NAMESPACE]);
        text.push('\n');
        Self { text, lastmod: None }
    }
}

fn url(config: &Config, entry: &Entry) -> Option<String> {
    let address = address::of_page(config, &entry.route);
    if address.len() > LONGEST_URL {
        return None;
    }
    let mut url = String::new();
    open(&mut url, "url", &[]);
    located(&mut url, &address, entry.lastmod);
    close(&mut url, "url");
    Some(url)
}

fn located(out: &mut String, address: &str, lastmod: Option<Timestamp>) {
    element(out, "loc", address);
    if let Some(lastmod) = lastmod {
        element(out, "lastmod", &lastmod.to_iso());
    }
}

fn index(config: &Config, parts: &[Part]) -> String {
    let mut out = DECLARATION.to_owned();
    open(&mut out, "sitemapindex", &[NAMESPACE]);
    for (at, part) in parts.iter().enumerate() {
        let path = Discovered::SitemapPart(at + 1).to_string();
        open(&mut out, "sitemap", &[]);
        located(&mut out, &address::of_path(config, &path), part.lastmod);
        close(&mut out, "sitemap");
    }
    close(&mut out, "sitemapindex");
    out
}

/// Since when a story must have been published to be news at `now`.
pub fn news_since(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_sub(NEWS))
}

/// `/news-sitemap.xml`: the stories of the two days before `now`, the newest first, each once. It is
/// empty where there are none, which Google takes.
pub fn news_sitemap<'a>(
    config: &Config,
    stories: impl IntoIterator<Item = &'a Card>,
    now: Timestamp,
) -> String {
    let mut seen = HashSet::new();
    let is_news = |at: Timestamp| (news_since(now)..=now).contains(&at);
    let dated = stories.into_iter().filter_map(|card| Some((card.published_at?, card)));
    let mut news: Vec<_> =
        dated.filter(|(at, card)| is_news(*at) && seen.insert(&card.slug)).collect();
    news.sort_by_key(|(at, _)| Reverse(*at));

    let mut out = DECLARATION.to_owned();
    open(&mut out, "urlset", &[NAMESPACE, NEWS_NAMESPACE]);
    let urls = news.into_iter().filter_map(|(at, card)| news_url(config, card, at));
    out.extend(urls.take(MOST_NEWS));
    close(&mut out, "urlset");
    out
}

fn news_url(config: &Config, card: &Card, published: Timestamp) -> Option<String> {
    let address = address::of_page(config, &Route::Article(card.slug.clone()));
    let title = in_one_line(&card.headline);
    if address.len() > LONGEST_URL || title.is_empty() {
        return None;
    }
    let language = card.lang.as_ref().unwrap_or(&config.site.lang);
    let mut out = String::new();
    open(&mut out, "url", &[]);
    element(&mut out, "loc", &address);
    open(&mut out, "news:news", &[]);
    open(&mut out, "news:publication", &[]);
    element(&mut out, "news:name", &in_one_line(&config.site.name));
    element(&mut out, "news:language", &news_language(language));
    close(&mut out, "news:publication");
    element(&mut out, "news:publication_date", &published.to_iso());
    element(&mut out, "news:title", &title);
    close(&mut out, "news:news");
    close(&mut out, "url");
    Some(out)
}

/// A language as Google's news take it: by ISO 639 alone, but for the two ways of writing Chinese.
fn news_language(language: &Language) -> String {
    let tag = language.as_str().to_ascii_lowercase();
    let mut subtags = tag.split('-');
    let first = subtags.next().unwrap_or_default();
    if first != "zh" {
        return first.to_owned();
    }
    let is_traditional = subtags.any(|subtag| matches!(subtag, "hant" | "tw" | "hk" | "mo"));
    if is_traditional { "zh-tw" } else { "zh-cn" }.to_owned()
}

#[cfg(test)]
mod tests;

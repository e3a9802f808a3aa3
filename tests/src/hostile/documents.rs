//! Rows of a corpus in every field of every document, and what the page must show of them.

use serde_json::{Value, json};

use super::Row;
use super::fields::{
    MOMENT, PICTURE, blocks, card, contributor, elements, photo, runs_of, section, with_slug,
};

/// The longest text that is drawn whole in a one-line field, in characters.
const WHOLE: usize = 1_000;
/// What stands between the rows of a line that holds several.
const BETWEEN: &str = " · ";
const MEGABYTE: usize = 1_000_000;

/// What must stand unchanged: a selector, the attribute that holds it (else the text), and the texts.
#[derive(Clone, Debug, Default)]
pub struct Expected(Vec<(String, Option<&'static str>, Vec<String>)>);

impl Expected {
    /// Texts in elements.
    #[must_use]
    pub fn text(self, css: &str, texts: impl IntoIterator<Item = String>) -> Self {
        self.add(css, None, texts)
    }

    /// Texts in an attribute.
    #[must_use]
    pub fn attribute(
        self,
        css: &str,
        name: &'static str,
        texts: impl IntoIterator<Item = String>,
    ) -> Self {
        self.add(css, Some(name), texts)
    }

    fn add(
        mut self,
        css: &str,
        name: Option<&'static str>,
        texts: impl IntoIterator<Item = String>,
    ) -> Self {
        self.0.push((css.to_owned(), name, texts.into_iter().collect()));
        self
    }

    /// As the judge in the page takes it.
    pub fn to_json(&self) -> Value {
        json!(self.0)
    }
}

/// What a one-line field shows of a row unchanged: nothing where it is blank or past any sense.
pub fn shown(row: &Row) -> Option<String> {
    let fits = !row.value.trim().is_empty() && row.value.chars().count() <= WHOLE;
    fits.then(|| row.value.clone())
}

/// What a comment's paragraphs show of a row, put together.
pub fn said(row: &Row) -> Option<String> {
    shown(row).map(|text| text.split("\n\n").map(str::trim).collect())
}

/// Rows that fill one set of documents together.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a>(pub &'a [Row]);

impl Batch<'_> {
    fn shown(self) -> impl Iterator<Item = String> + Clone {
        self.0.iter().filter_map(shown)
    }

    /// As many rows as a one-line field shows whole, the shortest first.
    fn line(self) -> String {
        let mut rows: Vec<String> = self.shown().collect();
        rows.sort_by_key(|row| row.chars().count());
        let mut room = WHOLE;
        let fits = |row: &String| {
            let longer = row.chars().count() + BETWEEN.chars().count();
            let left = room.checked_sub(longer);
            room = left.unwrap_or_default();
            left.is_some()
        };
        rows.into_iter().take_while(fits).collect::<Vec<_>>().join(BETWEEN)
    }

    fn each(self, make: impl Fn(&Row) -> Value) -> Value {
        self.0.iter().map(make).collect()
    }

    /// An edition with the rows as sections, as top stories, as containers and in the ranking.
    pub fn edition(self) -> Value {
        let container = |row: &Row| json!({"title": row.value, "section": section(row), "layout": row.value, "cards": [card(row, "c")]});
        json!({
            "title": self.shown().next(), "updated_at": self.shown().next(),
            "sections": self.each(section),
            "top_stories": self.each(|row| card(row, "t")),
            "containers": self.each(container),
            "most_read": self.each(|row| card(row, "m")),
        })
    }

    /// What the front page must show.
    pub fn on_front(self) -> Expected {
        let all = || self.shown();
        self.on_cards(Expected::default())
            .text(".section-nav a", all())
            .text(".footer-sections a", all())
            .text(".container-title", all())
            .text(".most-read .headline", all())
            .text(".lead .byline", self.0.first().and_then(shown))
    }

    /// A section's page, or a tag's: cards, with the rows as slugs beside them.
    pub fn list(self) -> Value {
        let mut cards: Vec<_> = self.0.iter().map(|row| card(row, "l")).collect();
        cards.extend(self.0.iter().map(with_slug));
        json!({"name": self.shown().next(), "description": self.shown().next(), "cards": cards})
    }

    /// What the list must show.
    pub fn on_list(self) -> Expected {
        self.on_cards(Expected::default())
    }

    fn on_cards(self, expected: Expected) -> Expected {
        expected
            .text(".story-card .headline a", self.shown())
            .text(".story-card .kicker bdi", self.shown())
            .text(".story-card .trail-text", self.shown())
    }

    /// An author's page with all rows as links.
    pub fn author(self) -> Value {
        let link = |row: &Row| json!({"label": row.value, "url": row.value});
        let safe = |row: &Row| json!({"label": row.value, "url": "https://news.example/"});
        let mut links: Vec<_> = self.0.iter().map(link).collect();
        links.extend(self.0.iter().map(safe));
        let mut author = self.0.first().map(contributor).unwrap_or_default();
        author["name"] = json!(self.shown().next());
        author["links"] = json!(links);
        author["cards"] = json!([]);
        author
    }

    /// What the author's page must show.
    pub fn on_author(self) -> Expected {
        Expected::default().text(".author-links a", self.shown())
    }

    /// An article that holds the rows in every element, with cards, tags, contributors and
    /// corrections. What stands once holds them together.
    pub fn article(self, slug: &str) -> Value {
        let mut main_photo = photo(PICTURE, &self.line());
        main_photo["caption"] = runs_of(self.0);
        let body: Vec<_> = self.0.iter().flat_map(elements).collect();
        let blocks: Vec<_> = self.0.iter().flat_map(blocks).collect();
        let mut contributors: Vec<_> = self.0.iter().map(contributor).collect();
        contributors.extend(self.0.iter().map(|row| {
            json!({"slug": row.value, "name": "By slug", "avatar": photo(&row.value, "Beside")})
        }));
        let mut tags: Vec<_> = self.0.iter().map(section).collect();
        tags.extend(self.0.iter().map(|row| json!({"slug": row.value, "name": "By slug"})));
        let mut related: Vec<_> = self.0.iter().map(|row| card(row, "r")).collect();
        related.extend(self.0.iter().map(with_slug));
        let correction = |row: &Row| json!({"at": MOMENT, "text": row.value});
        let bare =
            |row: &Row| json!({"at": row.value, "text": [{"text": row.value, "href": row.value}]});
        let mut corrections: Vec<_> = self.0.iter().map(correction).collect();
        corrections.extend(self.0.iter().map(bare));
        json!({
            "slug": slug, "headline": self.line(), "standfirst": runs_of(self.0), "main_photo": main_photo,
            "section": {"slug": "world", "name": "World"},
            "published_at": MOMENT, "updated_at": "2026-11-23T10:00:00Z", "reading_minutes": 4,
            "contributors": contributors, "key_points": self.each(|row| json!(row.value)),
            "body": body, "live": "live", "blocks": blocks, "tags": tags, "corrections": corrections, "related": related,
            "commenting": "open",
        })
    }

    /// A discussion in one thread, so that all of it stands: the rows as ids, authors, badges, texts.
    pub fn comments(self) -> Value {
        let mut comments = vec![json!({"id": "first", "author": {"name": "Ayo"}, "text": "First.",
            "created_at": MOMENT, "likes": 3})];
        comments.extend(self.0.iter().enumerate().map(|(place, row)| {
            let parent = match self.0.get(place.wrapping_sub(1)) {
                Some(before) if place % 3 > 0 => before.value.as_str(),
                _ => "first",
            };
            // A moment that is none is no moment.
            let at = if place % 3 == 0 { row.value.as_str() } else { MOMENT };
            json!({"id": row.value, "parent_id": parent, "text": row.value, "likes": 2,
                "author": {"name": row.value, "badge": row.value, "avatar": row.value},
                "created_at": at, "edited_at": at})
        }));
        json!({"comments": comments})
    }

    /// What the article and its discussion must show.
    pub fn on_article(self) -> Expected {
        let all = || self.shown();
        let inner = [
            "p",
            "p strong",
            "p em",
            "p [lang]",
            "h2",
            "h3",
            "h4",
            "ul li",
            "ol li",
            ".quote p",
            ".quote cite",
            ".pullquote",
            ".pullquote cite",
            "caption",
            "th",
            "td",
            ".embed-title",
            "code",
            ".caption",
            ".credit",
        ];
        let body = inner.iter().fold(Expected::default(), |expected, css| {
            expected.text(&format!(".story-body {css}"), all())
        });
        let line = || [self.line()];
        body.text("h1.headline", line())
            .text(".standfirst strong", all())
            .text(".main-photo .caption strong", all())
            .text(".main-photo .credit", line())
            .attribute(".main-photo img", "alt", line())
            .text(".story-body .embed-provider", all().map(|text| format!("From {text}")))
            .attribute(".story-body img", "alt", all())
            .text(".key-points li", all())
            .text(".key-event-list a", all())
            .text(".block-title", all())
            .text(".block .story-body p strong", all())
            .text(".block .story-body h3", all())
            .text(".block .story-body h4", all())
            .attribute(".block", "id", all().map(|text| format!("block-{text}")))
            .text(".tags a", all())
            .text(".corrections li", all())
            .text(".related .headline a", all())
            .text(".author-card .author-name", all())
            .text(".author-card .author-role", all())
            .text(".author-card .author-bio", all())
            .attribute(".author-card", "aria-label", all())
            .attribute(".comment", "id", all().map(|text| format!("comment-{text}")))
            .text(".comment-author", all())
            .text(".comment .badge", all())
            .text(".comment-text", self.0.iter().filter_map(said))
    }
}

/// A small article with one row wherever an article holds one thing only. A row of a megabyte stands
/// in a few places, since a document of more than eight is refused whole.
pub fn single_article(row: &Row) -> Value {
    let text = if row.value.len() > MEGABYTE / 2 { "Beside" } else { row.value.as_str() };
    json!({
        "slug": row.id, "headline": row.value, "kicker": text, "byline": row.value,
        "standfirst": [{"text": row.value, "strong": true, "href": row.value},
            {"text": text, "emphasis": true}, {"text": text, "lang": "ur"}, {"text": text, "lang": text}],
        "section": {"slug": row.id, "name": text}, "canonical_url": row.value,
        "main_photo": photo(PICTURE, text), "published_at": text, "updated_at": text, "lang": text, "dir": text,
        "body": [{"type": "paragraph", "text": row.value}], "commenting": "open", "live": text,
        "blocks": [{"id": text, "at": text, "title": text, "key_event": true,
            "body": [{"type": "paragraph", "text": text}]}],
    })
}

/// What the small article must show; with a blank headline there is none.
pub fn on_single_article(row: &Row) -> Expected {
    let all = || shown(row);
    let is_long = row.value.chars().count() > WHOLE;
    let cut = is_long.then(|| row.value.chars().take(WHOLE).chain(['…']).collect::<String>());
    Expected::default()
        .text("h1.headline", all().or(cut))
        .text(".comment-author", all())
        .text(".comment-text", said(row))
        .text(".story-header .kicker bdi", all())
        .text(".story-byline .author-name", all())
        .text(".main-photo .caption", all())
        .text(".main-photo .credit", all())
        .attribute(".main-photo img", "alt", all())
        .text(".story-body p", all())
}

/// A discussion of one comment.
pub fn single_comment(row: &Row) -> Value {
    Batch(std::slice::from_ref(row)).comments()
}

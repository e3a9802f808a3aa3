//! An article and its body.

use crate::model::article::newest_first;
use crate::model::body::{Embed, Level};
use crate::model::{Article, Block, Commenting, Correction, Element, Href, Text};

use super::common::{
    any_line, card, contributor, direction, href, language, live, moment, one_line, photo, section,
    slug, tag, text,
};
use super::json::{Decoded, Place};

/// An article.
pub fn article(place: &Place<'_>) -> Decoded<Article> {
    Ok(Article {
        slug: place.required("slug", slug)?,
        headline: place.required("headline", one_line)?,
        kicker: place.optional("kicker", one_line),
        standfirst: place.optional("standfirst", text),
        section: place.required("section", section)?,
        byline: place.optional("byline", one_line),
        published_at: place.required("published_at", moment)?,
        updated_at: place.optional("updated_at", moment).flatten(),
        contributors: place.list("contributors", contributor),
        main_photo: place.optional("main_photo", photo),
        key_points: place.list("key_points", one_line),
        body: body(place)?,
        live: place.optional("live", live),
        blocks: newest_first(place.list("blocks", block)),
        tags: place.list("tags", tag),
        canonical_url: place.optional("canonical_url", href),
        corrections: place.list("corrections", correction),
        related: place.list("related", card),
        lang: place.optional("lang", language),
        dir: place.optional("dir", direction),
        commenting: place.optional("commenting", commenting).unwrap_or(Commenting::Off),
        reading_minutes: place.optional("reading_minutes", |p| p.count()),
        comment_count: place.optional("comment_count", |p| p.count()),
    })
}

fn body(place: &Place<'_>) -> Decoded<Vec<Element>> {
    Ok(place.required_list("body", element)?.into_iter().flatten().collect())
}

/// A block; one that would show nothing but its time is wrong.
fn block(place: &Place<'_>) -> Decoded<Block> {
    let block = Block {
        id: place.required("id", one_line)?,
        at: place.required("at", moment)?,
        title: place.optional("title", one_line),
        is_key_event: place.optional("key_event", |p| p.truth()).unwrap_or_default(),
        body: body(place)?,
    };
    if block.title.is_none() && block.body.is_empty() {
        return Err(place.problem("expected a title or something in its body"));
    }
    Ok(block)
}

fn correction(place: &Place<'_>) -> Decoded<Correction> {
    Ok(Correction {
        at: place.optional("at", moment).flatten(),
        text: place.required("text", text)?,
    })
}

fn commenting(place: &Place<'_>) -> Decoded<Commenting> {
    match place.text()? {
        "open" => Ok(Commenting::Open),
        "closed" => Ok(Commenting::Closed),
        "off" => Ok(Commenting::Off),
        _ => Err(place.problem("expected \"open\", \"closed\" or \"off\"")),
    }
}

/// One element; `None` for a type that this client doesn't know, which is skipped without a word
/// since a newer backend may well have it.
fn element(place: &Place<'_>) -> Decoded<Option<Element>> {
    let element = match place.required("type", |p| p.text().map(str::to_owned))?.as_str() {
        "paragraph" => Element::Paragraph(place.required("text", text)?),
        "heading" => {
            Element::Heading(place.required("level", level)?, place.required("text", text)?)
        }
        "list" => Element::List {
            ordered: place.optional("ordered", |p| p.truth()).unwrap_or_default(),
            items: filled(place, place.required_list("items", text)?)?,
        },
        "quote" => Element::Quote {
            text: place.required("text", text)?,
            cite: place.optional("cite", text),
        },
        "pullquote" => Element::Pullquote {
            text: place.required("text", text)?,
            cite: place.optional("cite", text),
        },
        // The photo's own fields may stand beside `type` or under `photo`.
        "photo" => {
            let is_nested = place.has("photo");
            Element::Photo(if is_nested { place.required("photo", photo) } else { photo(place) }?)
        }
        "gallery" => Element::Gallery(filled(place, place.required_list("photos", photo)?)?),
        "table" => Element::Table {
            caption: place.optional("caption", text),
            head: place.list("head", cell),
            rows: filled(place, place.required_list("rows", |row| row.items(cell))?)?,
        },
        "embed" => Element::Embed(embed(place)?),
        "code" => Element::Code(place.required("text", |p| p.text().map(str::to_owned))?),
        "divider" => Element::Divider,
        _ => return Ok(None),
    };
    Ok(Some(element))
}

/// A list of which something is left; an empty box is not drawn.
fn filled<T>(place: &Place<'_>, items: Vec<T>) -> Decoded<Vec<T>> {
    if items.is_empty() { Err(place.problem("expected at least one item")) } else { Ok(items) }
}

/// A table's cell: text, or nothing.
fn cell(place: &Place<'_>) -> Decoded<Text> {
    if place.is_text() { Ok(Text::plain(place.text()?)) } else { text(place) }
}

fn level(place: &Place<'_>) -> Decoded<Level> {
    match place.count()? {
        2 => Ok(Level::Two),
        3 => Ok(Level::Three),
        4 => Ok(Level::Four),
        _ => Err(place.problem("expected 2, 3 or 4")),
    }
}

fn embed(place: &Place<'_>) -> Decoded<Embed> {
    let width = place.optional("width", |p| p.count()).filter(|side| (1..=10_000).contains(side));
    let height = place.optional("height", |p| p.count()).filter(|side| (1..=10_000).contains(side));
    Ok(Embed {
        provider: place.required("provider", one_line)?,
        url: place.required("url", web_address)?,
        title: place.optional("title", any_line).unwrap_or_default(),
        size: width.zip(height),
    })
}

fn web_address(place: &Place<'_>) -> Decoded<Href> {
    let address = href(place)?;
    let is_web =
        address.as_str().get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    if is_web { Ok(address) } else { Err(place.problem("expected an https address")) }
}

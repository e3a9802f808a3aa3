//! What several kinds of document hold: names, times, text, photographs, cards.

use crate::model::contributor::NamedLink;
use crate::model::photo::{Credit, FocalPoint, Source};
use crate::model::text::line;
use crate::model::{
    Card, Contributor, Direction, Href, Language, Live, Photo, Run, SectionRef, Slug, Src, Tag,
    Text, Timestamp,
};

use super::json::{Decoded, Place};

/// The most candidates of one photograph that are kept.
const MOST_CANDIDATES: usize = 24;

/// A one-line field; blank is wrong.
pub fn one_line(place: &Place<'_>) -> Decoded<String> {
    let text = place.text()?;
    if text.trim().is_empty() {
        return Err(place.problem("expected text"));
    }
    Ok(line(text))
}

/// A one-line field that may be empty, such as the `alt` of a picture that is decoration.
pub fn any_line(place: &Place<'_>) -> Decoded<String> {
    place.text().map(line)
}

/// A slug.
pub fn slug(place: &Place<'_>) -> Decoded<Slug> {
    Slug::new(place.text()?).ok_or_else(|| place.problem("expected a slug: one part of a path"))
}

/// A moment. One that can't be read is absent, not an error: a story with an odd date is a story.
pub fn moment(place: &Place<'_>) -> Decoded<Option<Timestamp>> {
    Ok(Timestamp::parse(place.text()?))
}

/// A language tag.
pub fn language(place: &Place<'_>) -> Decoded<Language> {
    Language::new(place.text()?).ok_or_else(|| place.problem("expected a language tag (BCP 47)"))
}

/// `ltr` or `rtl`.
pub fn direction(place: &Place<'_>) -> Decoded<Direction> {
    match place.text()? {
        "ltr" => Ok(Direction::Ltr),
        "rtl" => Ok(Direction::Rtl),
        _ => Err(place.problem("expected \"ltr\" or \"rtl\"")),
    }
}

/// An address that may be linked.
pub fn href(place: &Place<'_>) -> Decoded<Href> {
    Href::new(place.text()?)
        .ok_or_else(|| place.problem("expected an http, https or mailto address or a path"))
}

fn src(place: &Place<'_>) -> Decoded<Src> {
    let base = place.base();
    Src::new(place.text()?, base)
        .ok_or_else(|| place.problem("expected an http or https address or a path"))
}

/// Text: a string or a list of runs. Blank text is wrong.
pub fn text(place: &Place<'_>) -> Decoded<Text> {
    let text = if place.is_text() {
        Text::plain(place.text()?)
    } else {
        Text(place.items(run).map_err(|_| place.problem("expected a string or a list of runs"))?)
    };
    if text.is_blank() { Err(place.problem("expected text")) } else { Ok(text) }
}

fn run(place: &Place<'_>) -> Decoded<Run> {
    Ok(Run {
        text: place.required("text", |p| p.text().map(str::to_owned))?,
        strong: place.optional("strong", |p| p.truth()).unwrap_or_default(),
        emphasis: place.optional("emphasis", |p| p.truth()).unwrap_or_default(),
        href: place.optional("href", href),
        lang: place.optional("lang", language),
    })
}

/// A photograph.
pub fn photo(place: &Place<'_>) -> Decoded<Photo> {
    Ok(Photo {
        src: place.required("src", src)?,
        width: place.required("width", side)?,
        height: place.required("height", side)?,
        alt: place.required("alt", any_line)?,
        sources: by_type(place.list("srcset", candidate)),
        caption: place.optional("caption", text),
        credit: place.optional("credit", credit),
        focal_point: place.optional("focal_point", focal_point),
        #[cfg(not(target_arch = "wasm32"))]
        crops: place.list("crops", crop),
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn crop(place: &Place<'_>) -> Decoded<crate::model::photo::Crop> {
    Ok(crate::model::photo::Crop {
        src: place.required("src", src)?,
        width: place.required("width", side)?,
        height: place.required("height", side)?,
    })
}

/// A side of a picture in pixels. The upper bound keeps an absurd one from bending the page.
fn side(place: &Place<'_>) -> Decoded<u32> {
    match place.count()? {
        side @ 1..=100_000 => Ok(side),
        _ => Err(place.problem("expected a number of pixels")),
    }
}

fn candidate(place: &Place<'_>) -> Decoded<(Option<String>, Src, u32)> {
    let media_type = place.optional("type", |p| {
        let text = p.text()?;
        let is_image = text.starts_with("image/") && text.len() < 40;
        if is_image {
            Ok(text.to_owned())
        } else {
            Err(p.problem("expected an image's media type"))
        }
    });
    Ok((media_type, place.required("src", src)?, place.required("width", side)?))
}

/// One source for each media type, in the order of their first candidates.
fn by_type(candidates: Vec<(Option<String>, Src, u32)>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for (media_type, src, width) in candidates.into_iter().take(MOST_CANDIDATES) {
        match sources.iter_mut().find(|source| source.media_type == media_type) {
            Some(source) => source.candidates.push((src, width)),
            None => sources.push(Source { media_type, candidates: vec![(src, width)] }),
        }
    }
    sources
}

fn credit(place: &Place<'_>) -> Decoded<Credit> {
    Ok(Credit { text: place.required("text", one_line)?, href: place.optional("url", href) })
}

fn focal_point(place: &Place<'_>) -> Decoded<FocalPoint> {
    Ok(FocalPoint::new(place.required("x", |p| p.number())?, place.required("y", |p| p.number())?))
}

/// A section's name and address.
pub fn section(place: &Place<'_>) -> Decoded<SectionRef> {
    Ok(SectionRef { slug: place.required("slug", slug)?, name: place.required("name", one_line)? })
}

/// A tag's name and address.
pub fn tag(place: &Place<'_>) -> Decoded<Tag> {
    Ok(Tag { slug: place.required("slug", slug)?, name: place.required("name", one_line)? })
}

/// A contributor.
pub fn contributor(place: &Place<'_>) -> Decoded<Contributor> {
    Ok(Contributor {
        slug: place.required("slug", slug)?,
        name: place.required("name", one_line)?,
        role: place.optional("role", one_line),
        bio: place.optional("bio", one_line),
        avatar: place.optional("avatar", photo),
        links: place.list("links", |p| {
            Ok(NamedLink { label: p.required("label", one_line)?, href: p.required("url", href)? })
        }),
    })
}

/// A card.
pub fn card(place: &Place<'_>) -> Decoded<Card> {
    Ok(Card {
        slug: place.required("slug", slug)?,
        headline: place.required("headline", one_line)?,
        kicker: place.optional("kicker", one_line),
        trail_text: place.optional("trail_text", one_line),
        section: place.required("section", section)?,
        byline: place.optional("byline", one_line),
        published_at: place.required("published_at", moment)?,
        updated_at: place.optional("updated_at", moment).flatten(),
        photo: place.optional("photo", photo),
        comment_count: place.optional("comment_count", |p| p.count()),
        live: place.optional("live", live),
        lang: place.optional("lang", language),
        dir: place.optional("dir", direction),
    })
}

/// The state of a story that is told live.
pub fn live(place: &Place<'_>) -> Decoded<Live> {
    match place.text()? {
        "upcoming" => Ok(Live::Upcoming),
        "live" => Ok(Live::Live),
        "closed" => Ok(Live::Closed),
        _ => Err(place.problem("expected \"upcoming\", \"live\" or \"closed\"")),
    }
}

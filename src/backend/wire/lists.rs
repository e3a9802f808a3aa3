//! The front page, sections, tags and authors.

use crate::model::edition::keep_first;
use crate::model::names::Names;
use crate::model::{AuthorPage, Card, CardList, Container, Edition, Layout};

use super::common::{card, contributor, direction, language, moment, one_line, section};
use super::json::{Decoded, Extent, Place};

/// The front page.
pub fn edition(place: &Place<'_>) -> Decoded<Edition> {
    let lang = place.optional("lang", language);
    let edition = Edition {
        title: place.required("title", one_line)?,
        dir: place.optional("dir", direction).or(lang.as_ref().map(|lang| lang.direction())),
        lang,
        updated_at: place.optional("updated_at", moment).flatten(),
        sections: place.list("sections", section),
        top_stories: place.required_list("top_stories", card)?,
        containers: place.list("containers", container),
        most_read: place.list("most_read", card),
    };
    Ok(edition.without_repeats())
}

fn container(place: &Place<'_>) -> Decoded<Container> {
    Ok(Container {
        title: place.required("title", one_line)?,
        section: place.optional("section", section),
        layout: place.optional("layout", layout).unwrap_or(Layout::Row),
        cards: place.required_list("cards", card)?,
    })
}

fn layout(place: &Place<'_>) -> Decoded<Layout> {
    match place.text()? {
        "feature" => Ok(Layout::Feature),
        "row" => Ok(Layout::Row),
        "list" => Ok(Layout::List),
        _ => Err(place.problem("expected \"feature\", \"row\" or \"list\"")),
    }
}

/// A section's or a tag's page.
pub fn card_list(place: &Place<'_>) -> Decoded<CardList> {
    let (cards, next) = cards(place)?;
    Ok(CardList {
        name: place.required("name", one_line)?,
        description: place.optional("description", one_line),
        cards,
        next,
    })
}

/// An author's page.
pub fn author(place: &Place<'_>) -> Decoded<AuthorPage> {
    let (cards, next) = cards(place)?;
    Ok(AuthorPage { contributor: contributor(place)?, cards, next })
}

/// How many stories a page of a list has, however many a backend sends at once.
pub const AT_A_TIME: usize = 60;

/// The stories of a list, as far as it is read, and the path of what follows: in the same document by its
/// number behind a `#`, else where the backend says.
fn cards(place: &Place<'_>) -> Decoded<(Vec<Card>, Option<String>)> {
    let mut cards = place.required_list("cards", card)?;
    keep_first(&mut cards, &mut Names::default());
    let path = match place.extent() {
        Extent::Whole => return Ok((cards, place.optional("next", next))),
        Extent::Cut => return Ok((cards, place.optional("next", next_or_part))),
        Extent::Part(path) => path,
    };
    let (document, number) = path.split_once('#').unwrap_or((path, ""));
    let first = number.parse().unwrap_or_default();
    let mut part = cards.split_off(cards.len().min(first));
    let next = if part.len() > AT_A_TIME {
        part.truncate(AT_A_TIME);
        place.notes().go_on();
        Some(part_path(document, first + AT_A_TIME))
    } else {
        place.optional("next", next)
    };
    Ok((part, next))
}

/// The path of the part of a list's document that begins with a story, by how many stand before it.
pub fn part_path(document: &str, first: usize) -> String {
    [document, "#", &first.to_string()].concat()
}

fn next_or_part(place: &Place<'_>) -> Decoded<String> {
    let path = place.text()?;
    let (document, number) = path.split_once('#').unwrap_or((path, "0"));
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    checked(place, path, is_number && is_below(document))
}

fn checked(place: &Place<'_>, path: &str, is_right: bool) -> Decoded<String> {
    match is_right {
        true => Ok(path.to_owned()),
        false => Err(place.problem("expected a path below the backend's base")),
    }
}

/// The path of a list's next page: below the backend's own base, never another host.
pub fn next(place: &Place<'_>) -> Decoded<String> {
    let path = place.text()?;
    checked(place, path, is_below(path))
}

fn is_below(path: &str) -> bool {
    !path.is_empty()
        && path.len() < 1_000
        && !path.starts_with('/')
        && !path.contains([':', '\\', '#'])
        && !path.split('/').any(|part| matches!(part, "." | ".."))
        && !path.chars().any(|c| c.is_control() || c.is_whitespace())
}

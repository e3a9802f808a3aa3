//! The front page, sections, tags and authors.

use crate::model::edition::keep_first;
use crate::model::names::Names;
use crate::model::{AuthorPage, Card, CardList, Container, Edition, Layout};

use super::common::{card, contributor, direction, language, moment, one_line, section};
use super::json::{Decoded, Place};

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
    Ok(CardList {
        name: place.required("name", one_line)?,
        description: place.optional("description", one_line),
        cards: cards(place)?,
        next: place.optional("next", next),
    })
}

/// An author's page.
pub fn author(place: &Place<'_>) -> Decoded<AuthorPage> {
    Ok(AuthorPage {
        contributor: contributor(place)?,
        cards: cards(place)?,
        next: place.optional("next", next),
    })
}

fn cards(place: &Place<'_>) -> Decoded<Vec<Card>> {
    let mut cards = place.required_list("cards", card)?;
    keep_first(&mut cards, &mut Names::default());
    Ok(cards)
}

/// The path of a list's next page: below the backend's own base, never another host.
pub fn next(place: &Place<'_>) -> Decoded<String> {
    let path = place.text()?;
    let is_below = !path.is_empty()
        && path.len() < 1_000
        && !path.starts_with('/')
        && !path.contains([':', '\\', '#'])
        && !path.split('/').any(|part| matches!(part, "." | ".."))
        && !path.chars().any(|c| c.is_control() || c.is_whitespace());
    if is_below {
        Ok(path.to_owned())
    } else {
        Err(place.problem("expected a path below the backend's base"))
    }
}

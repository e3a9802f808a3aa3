//! The page that the site is measured beside: what a careful hand would write for the same story.
//!
//! It is filled from the story's own JSON, so that both always tell the same, with the same
//! pictures in the same markup; template and style stand in `tests/bench/`. It has no script.

use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::{Context, bail};
use journeys::{Result, Site};
use serde_json::Value;

use crate::markup::{figure, picture, runs, text};

const TEMPLATE: &str = include_str!("../../../bench/static.html");
const STYLE: &str = include_str!("../../../bench/static.css");

/// Where the hand-written page of a story stands.
pub fn address(slug: &str) -> String {
    format!("/hand-written/{slug}.html")
}

/// Puts the hand-written pages of two stories, each linked to the other, onto the site.
pub fn publish(site: &Site, slugs: [&str; 2]) -> Result<()> {
    // Named by its content, the style is kept by browsers for as long as the site's own.
    let mut hasher = DefaultHasher::new();
    STYLE.hash(&mut hasher);
    let style = format!("/hand-written/style-{:016x}.css", hasher.finish());
    site.add(&style, STYLE.as_bytes())?;
    let stories = [story(site, slugs[0])?, story(site, slugs[1])?];
    for (slug, story, next, next_slug) in [
        (slugs[0], &stories[0], &stories[1], slugs[1]),
        (slugs[1], &stories[1], &stories[0], slugs[0]),
    ] {
        let page = page(story, &style, next, next_slug)
            .with_context(|| format!("{slug} has no hand-written page"))?;
        site.add(&address(slug), page.as_bytes())?;
    }
    Ok(())
}

fn story(site: &Site, slug: &str) -> Result<Value> {
    let json = site.read(&format!("/edition/articles/{slug}.json"))?;
    Ok(serde_json::from_slice(&json)?)
}

fn page(story: &Value, style: &str, next: &Value, next_slug: &str) -> Result<String> {
    let body: Vec<_> = list(&story["body"]).map(element).collect::<Result<_>>()?;
    fill(&[
        ("style", style.to_owned()),
        ("next_address", address(next_slug)),
        ("next_headline", text(&next["headline"])),
        ("headline", text(&story["headline"])),
        ("description", text(&story["trail_text"])),
        ("kicker", text(&story["kicker"])),
        ("standfirst", runs(&story["standfirst"])),
        ("authors", list(&story["contributors"]).map(author).collect()),
        ("times", times(story)),
        ("main_photo", figure(&story["main_photo"], true)),
        ("key_points", key_points(&story["key_points"])),
        ("body", body.join("\n          ")),
        ("tags", list(&story["tags"]).map(tag).collect()),
        ("related", list(&story["related"]).enumerate().map(related).collect()),
    ])
}

/// The template with its slots filled; what stands in a slot is not looked at again.
fn fill(slots: &[(&str, String)]) -> Result<String> {
    let mut parts = TEMPLATE.split("{{");
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").context("a slot of the template does not end")?;
        let slot = slots.iter().find(|(slot, _)| *slot == name);
        let (_, content) = slot.with_context(|| format!("nothing fills the slot {name}"))?;
        page.push_str(content);
        page.push_str(rest);
    }
    Ok(page)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn author(contributor: &Value) -> String {
    let avatar = &contributor["avatar"];
    let portrait = if avatar.is_null() { String::new() } else { picture(avatar, false) };
    format!(
        r#"<div class="author">{portrait}<p><a href="/author/{}">{}</a>, {}</p><p>{}</p></div>"#,
        text(&contributor["slug"]),
        text(&contributor["name"]),
        text(&contributor["role"]),
        text(&contributor["bio"]),
    )
}

fn times(story: &Value) -> String {
    let moment = |name: &str, field: &str| match story[field].as_str() {
        Some(at) => {
            let (day, hour) = at.split_once('T').unwrap_or((at, ""));
            let hour = hour.get(..5).unwrap_or_default();
            format!(r#"{name} <time datetime="{at}">{day}, {hour} GMT</time> "#)
        }
        None => String::new(),
    };
    [moment("Published", "published_at"), moment("Updated", "updated_at")].concat()
}

fn key_points(points: &Value) -> String {
    let points: String = list(points).map(|point| format!("<li>{}</li>", text(point))).collect();
    if points.is_empty() {
        return points;
    }
    format!(r#"<section class="key-points"><h2>Key points</h2><ul>{points}</ul></section>"#)
}

fn tag(tag: &Value) -> String {
    format!(r#"<li><a href="/tag/{}">{}</a></li>"#, text(&tag["slug"]), text(&tag["name"]))
}

/// The first with its photograph, as the site has it.
fn related((place, card): (usize, &Value)) -> String {
    let photo = if place == 0 { picture(&card["photo"], false) } else { String::new() };
    let (slug, headline) = (text(&card["slug"]), text(&card["headline"]));
    format!(r#"<li>{photo}<a href="/article/{slug}">{headline}</a></li>"#)
}

fn element(element: &Value) -> Result<String> {
    let said = || runs(&element["text"]);
    let cite = || match &element["cite"] {
        Value::Null => String::new(),
        cite => format!("<p><cite>{}</cite></p>", runs(cite)),
    };
    let kind = element["type"].as_str().unwrap_or_default();
    Ok(match kind {
        "paragraph" => format!("<p>{}</p>", said()),
        "heading" => {
            let level = element["level"].as_u64().unwrap_or(2);
            format!("<h{level}>{}</h{level}>", said())
        }
        "photo" => figure(&element["photo"], false),
        "quote" => format!("<blockquote><p>{}</p>{}</blockquote>", said(), cite()),
        "pullquote" => format!(r#"<p class="pullquote">{}</p>"#, said()),
        "table" => {
            let heads: String =
                list(&element["head"]).map(|cell| format!("<th>{}</th>", runs(cell))).collect();
            let row = |row: &Value| {
                let cells = list(row).map(|cell| format!("<td>{}</td>", runs(cell)));
                format!("<tr>{}</tr>", cells.collect::<String>())
            };
            let rows: String = list(&element["rows"]).map(row).collect();
            format!("<table><tr>{heads}</tr>{rows}</table>")
        }
        _ => bail!("it can't show an element of type {kind:?}"),
    })
}

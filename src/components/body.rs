//! A story's body, element by element.

use crate::prelude::*;

use super::Runs;
use super::photo::{PhotoView, Sizes};
use crate::model::body::{Embed, Level};
use crate::model::{Element, Photo, Text};
use crate::state::tools;
use crate::words;

/// A story's body, or a part of it. By reference, and no component: a copy of all that a story can hold
/// would be made by code that every reader fetches.
pub fn body(elements: &[Element], headings: Headings) -> AnyView {
    let drawn = elements.iter().map(|it| element(it, headings)).collect_view();
    view! {
        <div class="story-body">
            {drawn}
            {elements.is_empty().then(|| view! { <p>{words::NO_BODY}</p> })}
        </div>
    }
    .into_any()
}

/// The ranks of a body's headings.
#[derive(Clone, Copy)]
pub enum Headings {
    /// As they were given.
    AsGiven,
    /// All of one rank.
    All(Level),
}

fn element(element: &Element, headings: Headings) -> AnyView {
    match element {
        Element::Paragraph(text) => view! { <p><Runs text=text.clone()/></p> }.into_any(),
        Element::Heading(given, text) => {
            let text = text.clone();
            let level = if let Headings::All(level) = headings { level } else { *given };
            match level {
                Level::Two => view! { <h2><Runs text/></h2> }.into_any(),
                Level::Three => view! { <h3><Runs text/></h3> }.into_any(),
                Level::Four => view! { <h4><Runs text/></h4> }.into_any(),
            }
        }
        Element::List { ordered, items } => list(*ordered, items),
        Element::Quote { text, cite } => {
            let cite = cite.as_ref().map(|text| view! { <footer><cite><Runs text=text.clone()/></cite></footer> });
            view! { <blockquote class="quote"><p><Runs text=text.clone()/></p>{cite}</blockquote> }.into_any()
        }
        Element::Pullquote { text, cite } => {
            let cite = cite.as_ref().map(|text| view! { " "<cite><Runs text=text.clone()/></cite> });
            view! { <p class="pullquote"><Runs text=text.clone()/>{cite}</p> }.into_any()
        }
        Element::Photo(photo) => in_body(photo),
        Element::Gallery(photos) => gallery(photos),
        Element::Table { caption, head, rows } => table(caption.as_ref(), head, rows),
        Element::Embed(embed) => view! { <EmbedCard embed=embed.clone()/> }.into_any(),
        Element::Code(text) => view! {
            <pre class="code" tabindex="0" role="group" aria-label=words::CODE dir="ltr"><code>{text.clone()}</code></pre>
        }
        .into_any(),
        Element::Divider => view! { <hr class="divider"/> }.into_any(),
    }
}

fn in_body(photo: &Photo) -> AnyView {
    view! { <PhotoView photo=photo.clone() sizes=Sizes::Measure/> }.into_any()
}

fn list(ordered: bool, items: &[Text]) -> AnyView {
    let items =
        items.iter().map(|text| view! { <li><Runs text=text.clone()/></li> }).collect_view();
    if ordered {
        view! { <ol>{items}</ol> }.into_any()
    } else {
        view! { <ul>{items}</ul> }.into_any()
    }
}

fn gallery(photos: &[Photo]) -> AnyView {
    let name = words::gallery(photos.len());
    let photos = photos.iter().map(in_body).collect_view();
    view! { <div class="gallery" role="group" aria-label=name>{photos}</div> }.into_any()
}

/// The table scrolls within itself, so that a wide one doesn't make the page scroll sideways.
fn table(caption: Option<&Text>, head: &[Text], rows: &[Vec<Text>]) -> AnyView {
    let caption = caption.map(|text| view! { <caption><Runs text=text.clone()/></caption> });
    let head = (!head.is_empty()).then(|| {
        let cells =
            head.iter().map(|text| view! { <th scope="col"><Runs text=text.clone()/></th> });
        view! { <thead><tr>{cells.collect_view()}</tr></thead> }
    });
    let rows = rows.iter().map(|row| {
        let cells = row.iter().map(|text| view! { <td><Runs text=text.clone()/></td> });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=words::TABLE>
            <table>{caption}{head}<tbody>{rows.collect_view()}</tbody></table>
        </div>
    }
    .into_any()
}

/// A third party's thing: a card until the reader asks for it, and never more than a link where the
/// newsroom didn't name the third party in its configuration.
#[component]
fn EmbedCard(embed: Embed) -> impl IntoView {
    let url = embed.url.as_str().to_owned();
    let origin = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let host = origin.trim_start_matches("https://").to_owned();
    let may_load = tools().config.with_value(|config| config.embeds.contains(&origin));
    let is_loaded = RwSignal::new(false);
    let (frame_url, frame_title) = (url.clone(), embed.title.clone());
    view! {
        <div class="embed">
            <p class="embed-provider"><bdi>{words::embed_from(&embed.provider)}</bdi></p>
            <p class="embed-title" dir="auto">{embed.title}</p>
            {move || if is_loaded.get() {
                view! {
                    <iframe class="embed-frame" src=frame_url.clone() title=frame_title.clone()
                        referrerpolicy="no-referrer" allow="fullscreen"
                        sandbox="allow-scripts allow-same-origin allow-popups"></iframe>
                }.into_any()
            } else {
                ().into_any()
            }}
            <p class="embed-note">{words::embed_note(&host)}</p>
            <p class="embed-action">
                {may_load.then(|| view! {
                    <button class="pill" type="button" on:click=move |_| is_loaded.set(true)>
                        {words::embed_load(&embed.provider)}
                    </button>
                })}
                <a class="pill" href=url rel="noopener noreferrer">{words::embed_open(&host)}</a>
            </p>
        </div>
    }
}

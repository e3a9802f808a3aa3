//! A story's body, element by element.

use crate::prelude::*;

use super::Runs;
use super::photo::{PhotoView, Sizes};
use crate::model::body::{Embed, Level};
use crate::model::{Element, Photo, Text};
use crate::state::tools;
use crate::words;

/// A story's body.
#[component]
pub fn Body(
    /// Its elements.
    elements: Vec<Element>,
) -> impl IntoView {
    let is_empty = elements.is_empty();
    let elements = elements.into_iter().map(element).collect_view();
    view! {
        <div class="story-body">
            {elements}
            {is_empty.then(|| view! { <p>{words::NO_BODY}</p> })}
        </div>
    }
}

fn element(element: Element) -> AnyView {
    match element {
        Element::Paragraph(text) => view! { <p><Runs text/></p> }.into_any(),
        Element::Heading(Level::Two, text) => view! { <h2><Runs text/></h2> }.into_any(),
        Element::Heading(Level::Three, text) => view! { <h3><Runs text/></h3> }.into_any(),
        Element::Heading(Level::Four, text) => view! { <h4><Runs text/></h4> }.into_any(),
        Element::List { ordered, items } => list(ordered, items),
        Element::Quote { text, cite } => {
            let cite = cite.map(|text| view! { <footer><cite><Runs text/></cite></footer> });
            view! { <blockquote class="quote"><p><Runs text/></p>{cite}</blockquote> }.into_any()
        }
        Element::Pullquote { text, cite } => {
            let cite = cite.map(|text| view! { " "<cite><Runs text/></cite> });
            view! { <p class="pullquote"><Runs text/>{cite}</p> }.into_any()
        }
        Element::Photo(photo) => view! { <PhotoView photo sizes=Sizes::Measure/> }.into_any(),
        Element::Gallery(photos) => gallery(photos),
        Element::Table { caption, head, rows } => table(caption, head, rows),
        Element::Embed(embed) => view! { <EmbedCard embed/> }.into_any(),
        Element::Code(text) => view! {
            <pre class="code" tabindex="0" role="group" aria-label=words::CODE dir="ltr"><code>{text}</code></pre>
        }
        .into_any(),
        Element::Divider => view! { <hr class="divider"/> }.into_any(),
    }
}

fn list(ordered: bool, items: Vec<Text>) -> AnyView {
    let items = items.into_iter().map(|text| view! { <li><Runs text/></li> }).collect_view();
    if ordered {
        view! { <ol>{items}</ol> }.into_any()
    } else {
        view! { <ul>{items}</ul> }.into_any()
    }
}

fn gallery(photos: Vec<Photo>) -> AnyView {
    let name = words::gallery(photos.len());
    let photos = photos.into_iter().map(|photo| view! { <PhotoView photo sizes=Sizes::Measure/> });
    view! { <div class="gallery" role="group" aria-label=name>{photos.collect_view()}</div> }
        .into_any()
}

/// The table scrolls within itself, so that a wide one doesn't make the page scroll sideways.
fn table(caption: Option<Text>, head: Vec<Text>, rows: Vec<Vec<Text>>) -> AnyView {
    let caption = caption.map(|text| view! { <caption><Runs text/></caption> });
    let head = (!head.is_empty()).then(|| {
        let cells = head.into_iter().map(|text| view! { <th scope="col"><Runs text/></th> });
        view! { <thead><tr>{cells.collect_view()}</tr></thead> }
    });
    let rows = rows.into_iter().map(|row| {
        let cells = row.into_iter().map(|text| view! { <td><Runs text/></td> });
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

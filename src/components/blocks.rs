//! A story that is told live: what happened, block by block, and the way to the key events.

use crate::prelude::*;

use super::{Body, Passed};
use crate::model::body::Level;
use crate::model::slug::encoded;
use crate::model::{Block, Element};
use crate::words;

/// The blocks of a story, the key events among them named before; nothing where there are none.
#[component]
pub fn Blocks(
    /// The blocks, in the order in which they are shown.
    blocks: Vec<Block>,
) -> impl IntoView {
    (!blocks.is_empty()).then(|| {
        let mut key_events = Vec::new();
        for block in &blocks {
            key_events.extend(key_event(block));
        }
        view! {
            {(!key_events.is_empty()).then(|| view! {
                <section class="key-events" aria-labelledby="key-events-title">
                    <h2 id="key-events-title">{words::KEY_EVENTS}</h2>
                    <ol class="key-event-list">{View::many(key_events)}</ol>
                </section>
            })}
            <section aria-labelledby="blocks-title">
                <h2 class="blocks-title" id="blocks-title">{words::BLOCKS}</h2>
                <ol class="blocks">{blocks.into_iter().map(block).collect_view()}</ol>
            </section>
        }
    })
}

/// The address of a block on its story's page.
fn href(block: &Block) -> String {
    ["#block-", &encoded(&block.id)].concat()
}

/// The way to a block that is a key event and has a name to be led by.
fn key_event(block: &Block) -> Option<View> {
    let name = block.name().filter(|_| block.is_key_event)?;
    let time = block.at.map(|at| view! { <Passed at/>" " });
    Some(view! { <li>{time}<a href=href(block)>{name}</a></li> })
}

fn block(mut block: Block) -> AnyView {
    let href = href(&block);
    let time = block.at.map(|at| view! { <p class="block-time"><a href=href><Passed at/></a></p> });
    let id = ["block-", &block.id].concat();
    // Its own headings stand below its title, whatever rank they were given.
    let level = if block.title.is_some() { Level::Four } else { Level::Three };
    for element in &mut block.body {
        if let Element::Heading(rank, _) = element {
            *rank = level;
        }
    }
    let elements = block.body;
    view! {
        <li class="block" class:is-key-event=block.is_key_event id=id tabindex="-1">
            {time}
            {block.title.map(|title| view! { <h3 class="block-title">{title}</h3> })}
            {(!elements.is_empty()).then(|| view! { <Body elements/> })}
        </li>
    }
    .into_any()
}

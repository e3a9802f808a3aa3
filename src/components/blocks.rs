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
        let key_events = blocks.iter().filter(|block| block.is_key_event).filter_map(key_event);
        let key_events = key_events.collect::<Vec<_>>();
        view! {
            {(!key_events.is_empty()).then(|| view! {
                <section class="key-events" aria-labelledby="key-events-title">
                    <h2 id="key-events-title">{words::KEY_EVENTS}</h2>
                    <ol class="key-event-list">{key_events.collect_view()}</ol>
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

fn key_event(block: &Block) -> Option<AnyView> {
    let name = block.name()?;
    let time = block.at.map(|at| view! { <Passed at/>" " });
    Some(view! { <li>{time}<a href=href(block)>{name}</a></li> }.into_any())
}

fn block(block: Block) -> AnyView {
    let href = href(&block);
    let time = block.at.map(|at| view! { <p class="block-time"><a href=href><Passed at/></a></p> });
    let id = ["block-", &block.id].concat();
    // Its own headings stand below its title, whatever rank they were given.
    let level = if block.title.is_some() { Level::Four } else { Level::Three };
    let below = |element| match element {
        Element::Heading(_, text) => Element::Heading(level, text),
        other => other,
    };
    let elements = block.body.into_iter().map(below).collect::<Vec<_>>();
    view! {
        <li class="block" class:is-key-event=block.is_key_event id=id tabindex="-1">
            {time}
            {block.title.map(|title| view! { <h3 class="block-title">{title}</h3> })}
            {(!elements.is_empty()).then(|| view! { <Body elements/> })}
        </li>
    }
    .into_any()
}

//! A story that is told live: what happened, block by block, and the way to the key events.

use crate::prelude::*;

use super::{Headings, Passed, body};
use crate::model::Block;
use crate::model::body::Level;
use crate::model::slug::encoded;
use crate::words;

/// The blocks of a story in the order in which they are shown, the key events among them named before;
/// nothing where there are none.
pub fn blocks(blocks: &[Block]) -> AnyView {
    if blocks.is_empty() {
        return View::NOTHING;
    }
    let key_events: Vec<View> = blocks.iter().filter_map(key_event).collect();
    view! {
        {(!key_events.is_empty()).then(|| view! {
            <section class="key-events" aria-labelledby="key-events-title">
                <h2 id="key-events-title">{words::KEY_EVENTS}</h2>
                <ol class="key-event-list">{View::many(key_events)}</ol>
            </section>
        })}
        <section aria-labelledby="blocks-title">
            <h2 class="blocks-title" id="blocks-title">{words::BLOCKS}</h2>
            <ol class="blocks">{blocks.iter().map(block).collect_view()}</ol>
        </section>
    }
    .into_any()
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

fn block(block: &Block) -> AnyView {
    let href = href(block);
    let time = block.at.map(|at| view! { <p class="block-time"><a href=href><Passed at/></a></p> });
    let id = ["block-", &block.id].concat();
    // Its own headings stand below its title, whatever rank they were given.
    let level = if block.title.is_some() { Level::Four } else { Level::Three };
    let title = block.title.clone();
    view! {
        <li class="block" class:is-key-event=block.is_key_event id=id tabindex="-1">
            {time}
            {title.map(|title| view! { <h3 class="block-title">{title}</h3> })}
            {(!block.body.is_empty()).then(|| body(&block.body, Headings::All(level)))}
        </li>
    }
    .into_any()
}

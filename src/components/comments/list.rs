//! The threads of a discussion, a page of them at a time: a list of lists.

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use super::comment::RowView;
use super::composer::{Composer, Purpose};
use super::dialog::Asking;
use super::on_its_way::OneOnItsWay;
use super::permalink;
use crate::components::InlineProblem;
use crate::state::live::{Line, Thread, Wanted, Writing};
use crate::state::{IS_BROWSER, Live, listen};
use crate::view::pass_focus_on;
use crate::words;

/// The threads of a discussion.
#[component]
pub fn CommentList(
    /// The discussion.
    live: Live,
    /// What a dialog asks the reader.
    asking: RwSignal<Option<Asking>>,
) -> impl IntoView {
    let follow = move || {
        live.seek_nothing();
        let thread = permalink::thread_in_address();
        if let Some(thread) = &thread {
            let id = thread.clone();
            live.reach(id.clone(), move |id| {
                live.look_at(Some(id.to_owned()));
                permalink::go_to(id);
            });
        } else if let Some(id) = permalink::comment_in_address() {
            live.reach(id, permalink::aim_at);
        } else if live.thread().is_some() {
            live.look_at(None);
        }
    };
    // Kept by the page's owner, and dropped with it.
    let _kept = StoredValue::new(listen("hashchange", move |_| untrack(follow)));
    untrack(follow);

    // Derived from many things: worth a memo.
    let threads = Memo::new(move |_| live.drawn_threads());
    let keys = Memo::new(move |_| {
        let generation = u64::from(live.generation());
        let key = |thread: &Thread| (generation << 32 | thread.position as u64, thread.position);
        threads.with(|threads| threads.iter().map(key).collect::<Vec<_>>())
    });
    // One for all threads: that each looked for itself whether it has changed would cost more than to
    // draw those that have.
    Effect::new(move || threads.with(|threads| live.tell_threads(threads)));
    let is_empty = move || live.with(|d| d.threads() == 0);
    let nothing = move || {
        let words = if live.is_server() && !live.is_closed() {
            words::BE_THE_FIRST
        } else {
            words::NO_COMMENTS
        };
        is_empty().then(|| view! { <p class="comments-notice">{words}</p> })
    };
    let back = move || {
        live.thread().map(|_| {
            view! { <p class="comments-back"><a class="pill" href="#comments">{words::ALL_COMMENTS}</a></p> }
        })
    };
    // Where the reader looks for it: what concerns the whole list stands above it.
    let problem = move |is_here: fn(Wanted) -> bool| {
        move || {
            let (wanted, error) = live.problem().filter(|(wanted, _)| is_here(*wanted))?;
            let retry = move |()| match wanted {
                Wanted::Link => follow(),
                _ => live.try_again(wanted),
            };
            Some(view! { <InlineProblem error retry/> })
        }
    };
    let has_more = Memo::new(move |_| live.has_more());
    let more = move |event: MouseEvent| {
        // What comes pushes the button away: who pressed it reads on from where the list ended.
        if let Some(button) = event.target() {
            pass_focus_on(button.unchecked_ref());
        }
        live.more();
    };
    // All that stood is laid out on the way back, so that it takes the room that it took and the reader comes
    // back to what they read; from then on the browser knows how much that is.
    let is_laid_out = RwSignal::new(live.comes_back());
    if is_laid_out.get_untracked() {
        request_animation_frame(move || {
            request_animation_frame(move || {
                let _ = is_laid_out.try_set(false);
            });
        });
    }
    // How much room they will take, where they come with the page and are laid out later.
    let lines = |threads: &Vec<Thread>| threads.iter().map(|thread| thread.lines.len()).sum();
    let lines: Option<usize> = (!IS_BROWSER).then(|| untrack(|| threads.with(lines)));
    view! {
        {nothing}
        <p class="comments-notice" hidden=move || !live.is_gone()>{words::COMMENT_GONE}</p>
        {back}
        {problem(|wanted| matches!(wanted, Wanted::Sort(_) | Wanted::Link))}
        <ol class="comment-list" class:is-laid-out=move || is_laid_out.get() data-lines=lines on:click=move |event: MouseEvent| on_click(live, asking, &event)>
            <For each=move || keys.get() key=|(key, _)| *key let:thread>
                <ThreadView live threads position=thread.1/>
            </For>
        </ol>
        {problem(|wanted| matches!(wanted, Wanted::More | Wanted::Replies(_)))}
        <Show when=move || has_more.get()>
            <p class="comments-more">
                <button class="pill" type="button" aria-disabled=move || live.is_fetching().then_some("true")
                    on:click=more>
                    {move || if live.is_fetching() { words::FETCHING } else { words::MORE_COMMENTS }}
                </button>
            </p>
        </Show>
    }
}

/// A thread. Each is laid out by itself, so that the thousands that are out of sight cost nothing when
/// one among them changes; and drawn from a signal of its own.
#[component]
fn ThreadView(live: Live, threads: Memo<Vec<Thread>>, position: usize) -> impl IntoView {
    let is_it = |thread: &&Thread| thread.position == position;
    let cell = untrack(|| {
        threads.with(|threads| threads.iter().find(is_it).map(|thread| live.thread_cell(thread)))
    });
    let rows = move || cell.as_ref().map(|cell| cell.get().to_vec()).unwrap_or_default();
    let generation = untrack(|| live.generation());
    view! {
        <li class="thread">
            <ol class="thread-lines">
                <For each=rows key=move |line| line.key(generation) let:line>
                    {match line {
                        Line::Row(row) => view! { <RowView live row/> }.into_any(),
                        Line::Writing(writing, depth) => writing_row(live, writing, depth),
                        Line::OnItsWay(key, depth) => view! { <OneOnItsWay live key depth/> }.into_any(),
                    }}
                </For>
            </ol>
        </li>
    }
}

fn writing_row(live: Live, writing: Writing, depth: u8) -> AnyView {
    let purpose = match writing {
        Writing::Answer(id) => Purpose::Answer(id),
        Writing::Change(id) => Purpose::Change(id),
    };
    view! { <li class="comment-writing" data-depth=depth><Composer live purpose/></li> }.into_any()
}

/// One listener for the buttons of all comments: thousands of them would cost more than the comments.
fn on_click(live: Live, asking: RwSignal<Option<Asking>>, event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.and_then(|t| t.closest("[data-act]").ok().flatten()) else { return };
    let Some(holder) = button.closest("[data-position]").ok().flatten() else { return };
    let position = holder.get_attribute("data-position").and_then(|text| text.parse().ok());
    let Some(position): Option<usize> = position else { return };
    let id = untrack(|| live.with(|d| d.comment(position).map(|comment| comment.id.clone())));
    let Some(id) = id else { return };
    match button.get_attribute("data-act").unwrap_or_default().as_str() {
        "like" => live.like(position),
        "fold" => live.fold(&id),
        "reply" => write(live, Writing::Answer(id)),
        "edit" => write(live, Writing::Change(id)),
        "report" => asking.set(Some(Asking::Report(id))),
        "remove" => asking.set(Some(Asking::Remove(id))),
        "rest" => {
            pass_focus_on(&button);
            live.more_replies(position);
        }
        "held" => {
            pass_focus_on(&button);
            if let Some(first) = live.release_replies(position) {
                permalink::go_to(&first);
            }
        }
        _ => {}
    }
}

/// Opens the composer below a comment, or closes it where it was open.
fn write(live: Live, writing: Writing) {
    live.writing().update(|now| {
        *now = if now.as_ref() == Some(&writing) { None } else { Some(writing) };
    });
}

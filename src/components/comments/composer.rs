//! Where a reader writes: a thread's first comment, an answer, or a change to their own comment.
//!
//! Nothing that was written is lost: it is kept with every keystroke, handed to the outbox, which keeps
//! it until the server has it, or stays in the field with the reason why it was refused.

use crate::prelude::*;
use leptos::html::{Input, Textarea};

use crate::model::{Comment, Slug, typed};
use crate::state::drafts::Draft;
use crate::state::live::Writing;
use crate::state::outbox::{Item, Kept};
use crate::state::{Live, console, reader, talk, tools};
use crate::words;

/// The most characters of a comment, as the protocol has it.
const LONGEST: usize = 5_000;
/// The most characters of a name, as the protocol has it.
const LONGEST_NAME: &str = "60";
/// From how many characters left they are counted down.
const COUNTED_FROM: usize = 500;

/// How long after a comment was sent off an empty one is a slip of the finger, in milliseconds.
const DOUBLE_CLICK: i64 = 1_000;

/// How long somebody is taken to have written on what they had begun earlier, in milliseconds.
const LONG_AGO: i64 = 60_000;

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A thread's first comment.
    Thread,
    /// An answer to a comment, by id.
    Answer(String),
    /// A change to the reader's own comment, by id.
    Change(String),
}

impl Purpose {
    fn draft(&self, slug: &Slug) -> Draft {
        match self {
            Self::Thread => Draft::of(slug, None),
            Self::Answer(id) => Draft::of(slug, Some(id)),
            Self::Change(id) => Draft::of_edit(slug, id),
        }
    }

    fn comment(&self, live: Live) -> Option<Comment> {
        let (Self::Answer(id) | Self::Change(id)) = self else { return None };
        untrack(|| live.with(|d| d.find(id).and_then(|p| d.comment(p)).map(|c| (**c).clone())))
    }
}

/// Where a reader writes.
#[component]
pub fn Composer(
    /// The discussion.
    live: Live,
    /// What is written.
    purpose: Purpose,
) -> impl IntoView {
    let outbox = talk().outbox;
    let draft = StoredValue::new(purpose.draft(&live.slug()));
    let about = purpose.comment(live);
    let is_change = matches!(purpose, Purpose::Change(_));
    let kept = draft.with_value(Draft::text);
    let begun = kept.or_else(|| about.as_ref().filter(|_| is_change).map(|c| c.text.clone()));
    let text = RwSignal::new(begun.unwrap_or_default());
    let problem = RwSignal::new(None::<String>);
    let is_saving = RwSignal::new(false);
    let began = StoredValue::new(None::<i64>);
    let sent_at = StoredValue::new(0_i64);
    let (field, name_field) = (NodeRef::<Textarea>::new(), NodeRef::<Input>::new());
    let website = NodeRef::<Input>::new();
    let is_thread = purpose == Purpose::Thread;
    if !is_thread || live.turn_untracked() > 0 {
        // The reader asked for it, and is about to write.
        Effect::new(move || {
            if let Some(field) = field.get() {
                let _ = field.focus();
            }
        });
    }
    // What was typed into a rendered page before the program came stands in the field already; what was
    // begun on an earlier visit comes before it.
    Effect::new(move || {
        let Some(field) = field.get() else { return };
        let typed = field.value();
        let begun = text.get_untracked();
        // A browser, or `boot.js`, may have kept the same.
        let is_same = begun == typed || begun.ends_with(&["\n\n", &typed].concat());
        // Drawn anew for what is taken back, it keeps its element: the draft says all that stands in it.
        let is_known = is_same || (is_thread && live.turn_untracked() > 0);
        let typed = if is_known { String::new() } else { typed };
        if begun.is_empty() && typed.is_empty() {
            return;
        }
        // Who goes on with something hasn't written it in the moment since.
        began.set_value(Some(console::now().0 - LONG_AGO));
        let between = if begun.is_empty() || typed.is_empty() { "" } else { "\n\n" };
        let whole = [&begun, between, &typed].concat();
        field.set_value(&whole);
        if !typed.is_empty() {
            draft.with_value(|draft| draft.keep(&whole));
            text.set(whole);
        }
    });
    let title = match (&purpose, &about) {
        (Purpose::Answer(_), Some(comment)) => words::reply_to(&comment.author),
        (Purpose::Change(_), _) => words::CHANGE.to_owned(),
        _ => words::WRITE.to_owned(),
    };
    let on_input = move |event| {
        began.update_value(|began| {
            began.get_or_insert_with(|| console::now().0);
        });
        text.set(event_target_value(&event));
        draft.with_value(|draft| text.with_untracked(|text| draft.keep(text)));
        problem.set(None);
    };
    let length = Memo::new(move |_| text.with(|text| text.trim().chars().count()));
    let close = move || live.writing().set(None);
    let cancel = move |_| {
        // The comment stands as it was, unless the change to it may still fail, or has.
        let is_needed = is_saving.get_untracked() || problem.with_untracked(Option::is_some);
        if is_change && !is_needed {
            draft.with_value(|draft| draft.keep(""));
        }
        close();
    };
    let purpose = StoredValue::new(purpose);
    let submit = move || {
        let said = text.get_untracked();
        let called = name_field.get_untracked().map(|field| field.value()).unwrap_or_default();
        // The second click of a double click, after the first has sent everything off.
        if said.is_empty() && console::now().0 - sent_at.get_value() < DOUBLE_CLICK {
            return;
        }
        let wrong = match (called.trim(), said.trim()) {
            ("", _) if !is_change => Some((words::NAME_MISSING.to_owned(), true)),
            (_, "") => Some((words::TEXT_MISSING.to_owned(), false)),
            (_, said) if said.chars().count() > LONGEST => {
                Some((words::too_long_by(said.chars().count() - LONGEST), false))
            }
            _ => None,
        };
        if let Some((words, is_name)) = wrong {
            problem.set(Some(words));
            match is_name {
                true => focus(name_field.get_untracked().as_deref()),
                false => focus(field.get_untracked().as_deref()),
            }
            return;
        }
        if let Purpose::Change(id) = purpose.get_value() {
            is_saving.set(true);
            let kept = Draft::of_edit(&live.slug(), &id);
            let sent = said.clone();
            live.change(&id, &typed::text(&said), move |answer| {
                // The reader may have closed it meanwhile, have written on, or be writing something else.
                let is_open = is_saving.try_set(false).is_none();
                match answer {
                    Ok(()) => {
                        kept.forget(&typed::text(&sent));
                        if is_open && text.with_untracked(|text| *text == sent) {
                            close();
                        }
                    }
                    Err(error) => {
                        console::warn(&error.to_string());
                        let words = words::refusal(&error.fault).to_owned();
                        if let Some(words) = problem.try_set(Some(words)).flatten() {
                            tools().announcer.show(words);
                        }
                    }
                }
            });
            return;
        }
        let parent_id = match purpose.get_value() {
            Purpose::Answer(id) => Some(id),
            _ => None,
        };
        let now = console::now();
        let took = now.0 - began.get_value().unwrap_or(now.0 - LONG_AGO);
        reader::call_oneself(&typed::name(&called));
        let item = Item {
            key: reader::uuid(),
            slug: live.slug(),
            parent_id,
            name: typed::name(&called),
            text: typed::text(&said),
            website: website.get_untracked().map(|field| field.value()).unwrap_or_default(),
            took_ms: u32::try_from(took).unwrap_or(u32::MAX),
            at: now,
            refused: None,
            is_unwanted: false,
        };
        // The outbox keeps it from now on until the server has it; where it can't, the draft stays.
        let sent = outbox.put_in(item);
        problem.set(match sent {
            Kept::OnDevice => None,
            Kept::InPage => Some(words::NOT_KEPT.to_owned()),
            Kept::Nowhere => Some(words::OUTBOX_FULL.to_owned()),
        });
        if sent == Kept::Nowhere {
            return;
        }
        text.set(String::new());
        if let Some(field) = field.get_untracked() {
            field.set_value("");
        }
        began.set_value(None);
        sent_at.set_value(now.0);
        if !is_thread && sent == Kept::OnDevice {
            close();
        }
    };
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !is_saving.get_untracked() {
            submit();
        }
    };
    let left = move || {
        let length = length.get();
        let words = if length > LONGEST {
            words::too_long_by(length - LONGEST)
        } else if LONGEST - length <= COUNTED_FROM {
            words::characters_left(LONGEST - length)
        } else {
            return None;
        };
        Some(words)
    };
    let button = move || match (is_change, is_saving.get()) {
        (false, _) => words::POST,
        (true, false) => words::SAVE,
        (true, true) => words::SAVING,
    };
    let label = title.clone();
    view! {
        <form class="composer" aria-label=label on:submit=on_submit novalidate>
            <p class="composer-title" aria-hidden="true" dir="auto">{title}</p>
            {(!is_change).then(|| view! {
                <label class="composer-label">
                    {words::YOUR_NAME}
                    <input class="field" type="text" name="name" autocomplete="nickname" maxlength=LONGEST_NAME dir="auto"
                        node_ref=name_field value=reader::name()/>
                </label>
                <label class="composer-website" aria-hidden="true">
                    {words::HONEYPOT}
                    <input type="text" name="website" tabindex="-1" autocomplete="off" node_ref=website/>
                </label>
            })}
            <label class="composer-label">
                {words::YOUR_COMMENT}
                <textarea class="field" name="text" rows="4" dir="auto" node_ref=field on:input=on_input></textarea>
            </label>
            <p class="composer-problem" role="alert">{move || problem.get()}</p>
            <p class="composer-foot">
                <button class="pill primary" type="submit" aria-disabled=move || is_saving.get().then_some("true")>{button}</button>
                {(!is_thread).then(|| view! {
                    <button class="pill" type="button" on:click=cancel>{words::CANCEL}</button>
                })}
                <span class="composer-note">{move || left().unwrap_or_else(|| words::PLAIN_TEXT.to_owned())}</span>
            </p>
        </form>
    }
}

fn focus(element: Option<&web_sys::HtmlElement>) {
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Puts a text that could not be posted into a draft again: that of the answer where what it answers is there,
/// else that of the story.
pub fn put_back(live: Live, item: &Item, is_there: bool) {
    let parent = item.parent_id.clone().filter(|_| is_there);
    if parent.is_none() && item.parent_id.is_some() {
        write_as_new(live, &item.text, words::ANSWER_AS_NEW);
        return;
    }
    add_to(&Draft::of(&item.slug, parent.as_deref()), &item.text);
    live.write_anew(parent.map(Writing::Answer));
}

/// Goes on with what was begun below a comment. What can no longer be written there becomes a comment of its
/// own.
pub fn go_on(live: Live, writing: Writing, is_there: bool) {
    let draft = Draft::of_writing(&live.slug(), &writing);
    if is_there {
        live.write_anew(Some(writing));
    } else if let Some(text) = draft.text() {
        let words = match writing {
            Writing::Answer(_) => words::ANSWER_AS_NEW,
            Writing::Change(_) => words::CHANGE_AS_NEW,
        };
        write_as_new(live, &text, words);
        draft.keep("");
    }
}

/// Puts a text into the box for a new comment, and says so.
fn write_as_new(live: Live, text: &str, words: &str) {
    add_to(&Draft::of(&live.slug(), None), text);
    live.write_anew(None);
    tools().announcer.show(words.to_owned());
}

/// Adds a text to a draft, if it is not the draft already.
fn add_to(draft: &Draft, text: &str) {
    let others = draft.text().filter(|others| typed::text(others) != text);
    let before = others.map(|others| others + "\n\n").unwrap_or_default();
    draft.keep(&(before + text));
}

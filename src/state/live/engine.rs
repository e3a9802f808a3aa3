//! What keeps a discussion in step: the timer, the stream or the other tab that has it, and what they tell.

use std::time::Duration;

use crate::prelude::*;
use web_sys::VisibilityState;

use super::inbox::{Came, Inbox};
use super::line::{Do, Line, Liveness};
use super::stream::{Stream, Told};
use super::tabs::{BETWEEN, HOW_IS_IT, Tabs};
use super::voice::Voice;
use super::{Known, Live};
use crate::backend::BackendError;
use crate::backend::discussion::event;
use crate::model::discussion::{Discussion, Sort};
use crate::model::names::Names;
use crate::model::{Cursor, Slug, Timestamp, What};
use crate::state::task::spawn;
use crate::state::{console, reader, talk, tools};
use crate::words;

/// How often the line looks at the time.
const TICK: Duration = Duration::from_millis(500);
/// How long a hidden tab keeps the line, in milliseconds.
const HIDDEN: i64 = 60_000;
/// How long what another tab said of the line holds, in milliseconds.
const HEARSAY: i64 = 45_000;
/// After how long a first page that could not be had is asked for again, in milliseconds: as much again at
/// random, twice as long each time, and so often longer at the most.
const FIRST_PAGE_AGAIN: i64 = 10_000;
const LONGER: u32 = 3;
/// How many discussions are kept for the way back.
const MOST_KEPT: usize = 4;
/// How long a discussion in files holds, in milliseconds.
const FRESH: i64 = 60_000;
/// What a stream says of itself; all else is news of the discussion.
const OF_THE_STREAM: [&str; 3] = ["hello", "beat", "reset"];
/// What begins a line that one tab says to the others of the line itself.
const OF_THE_LINE: char = '~';

/// A discussion that the reader has left, for the way back.
pub struct Kept {
    slug: Slug,
    /// What was known of it.
    pub discussion: Discussion,
    /// How many threads stood on the page.
    pub threads: usize,
    /// Below which comments nothing was drawn.
    pub folded: Names,
    /// When the reader left it.
    pub at: Timestamp,
}

/// Takes up the discussion of a story where the reader was before.
pub fn restored(slug: &Slug) -> Option<Kept> {
    talk().discussions.try_update_value(|all| {
        let place = all.iter().position(|kept| kept.slug == *slug)?;
        Some(all.remove(place))
    })?
}

/// What keeps a discussion in step.
pub struct Engine {
    pub(super) is_closed_by_story: bool,
    /// When the reader left the discussion, where they were here before.
    left_at: Option<Timestamp>,
    /// Whether they were, and the list has not been drawn since.
    pub(super) comes_back: bool,
    pub(super) line: Line,
    stream: Option<Stream>,
    pub(super) tabs: Option<Tabs>,
    timer: Option<IntervalHandle>,
    hidden_since: Option<i64>,
    /// Whether the reader wants to hear of it, when it was last looked at.
    was_wanted: bool,
    /// How often in a row the first page could not be had, and when it is asked for again.
    pub(super) refused: u32,
    pub(super) ask_at: Option<i64>,
    /// Events that have come and not been applied.
    pub(super) inbox: Inbox,
    pub(super) is_catching_up: bool,
    pub(super) catch_up_at: Option<i64>,
    /// When what was missed was fetched last.
    pub(super) caught_up_at: Option<i64>,
    /// The order in which the discussion is being fetched.
    pub(super) sorting: Option<Sort>,
    /// What the tab with the stream said, and when.
    hearsay: (Liveness, i64),
    pub(super) voice: Voice,
    /// The comments, by position, whose new words wait for the reader to turn away.
    pub(super) put_off: Vec<usize>,
}

impl Engine {
    pub(super) fn new(is_closed_by_story: bool, left_at: Option<Timestamp>) -> Self {
        Self {
            is_closed_by_story,
            left_at,
            comes_back: left_at.is_some(),
            line: Line::default(),
            stream: None,
            tabs: None,
            timer: None,
            hidden_since: None,
            was_wanted: false,
            refused: 0,
            ask_at: None,
            inbox: Inbox::default(),
            is_catching_up: false,
            catch_up_at: None,
            caught_up_at: None,
            sorting: None,
            hearsay: (Liveness::Connecting, i64::MIN),
            voice: Voice::default(),
            put_off: Vec::new(),
        }
    }

    pub(super) fn begin_line_anew(&mut self) {
        self.line = Line::default();
        (self.refused, self.ask_at) = (0, None);
    }

    /// The first page could not be had: when it is asked for again, if that may help. The longer it can't,
    /// the more seldom, and not with everybody else.
    pub(super) fn refuse(&mut self, error: &BackendError) {
        let wait = FIRST_PAGE_AGAIN << self.refused.min(LONGER);
        let wait = wait as f64 * (1.0 + js_sys::Math::random());
        let named = i64::from(error.retry_after().unwrap_or_default()) * 1_000;
        self.refused += 1;
        self.ask_at =
            error.fault.is_of_the_way().then(|| console::now().0 + named.max(wait as i64));
    }
}

impl Live {
    /// The reader comes near: what isn't here is fetched, and kept in step from now on.
    pub fn come_near(self) {
        if self.is_server() {
            // Before the lists are fetched, so that nothing falls between them and what is told.
            let name = self.backend.with_value(|b| format!("broadsheet:{}{}", b.base, b.slug));
            let tabs = Tabs::join(name, move |text| self.told_by_tab(&text), move || self.tick());
            self.engine.update_value(|engine| engine.tabs = Some(tabs));
        }
        match self.known.get_untracked() {
            Known::Nothing => self.ask(false),
            Known::Here => {
                self.start();
                if !self.is_server() {
                    self.renew();
                } else if reader::key().is_some() && self.engine.with_value(|e| e.left_at.is_none())
                {
                    // It came with the page, as it is to somebody who only reads.
                    self.catch_up();
                } else {
                    // What the reader left before it was fetched anew.
                    spawn(self.renew_what_is_stale());
                }
            }
            Known::Asked | Known::Problem(_) => {}
        }
    }

    /// Begins to look at the time.
    pub(super) fn start(self) {
        let is_wanted = self.is_server()
            && self.engine.try_with_value(|engine| engine.timer.is_none()).unwrap_or_default();
        if !is_wanted {
            return;
        }
        let timer = set_interval_with_handle(move || self.tick(), TICK).ok();
        let _ = self.engine.try_update_value(|engine| engine.timer = timer);
        self.tick();
    }

    /// The reader leaves the page: the line ends, and the discussion is kept for the way back.
    pub fn leave(self) {
        let ended = self.engine.try_update_value(|engine| {
            if let Some(timer) = engine.timer.take() {
                timer.clear();
            }
            (engine.stream.take(), engine.tabs.take())
        });
        drop(ended);
        if !matches!(self.known.get_untracked(), Known::Here) {
            return;
        }
        let mut discussion = Discussion::default();
        self.discussion.update_untracked(|known| std::mem::swap(known, &mut discussion));
        let threads = self.threads.get_untracked();
        let folded = self.folded.get_untracked();
        let kept = Kept { slug: self.slug(), discussion, threads, folded, at: console::now() };
        talk().discussions.update_value(|all| {
            all.retain(|one| one.slug != kept.slug);
            all.push(kept);
            if all.len() > MOST_KEPT {
                all.remove(0);
            }
        });
    }

    /// A discussion in files that was here before is fetched anew where it may have changed.
    fn renew(self) {
        let at = self.engine.with_value(|engine| engine.left_at);
        if at.is_some_and(|at| console::now().0 - at.0 >= FRESH) {
            self.catch_up();
        }
    }

    pub(super) fn tick(self) {
        let now = console::now().0;
        let is_hidden = document().visibility_state() != VisibilityState::Visible;
        let is_paused = self.is_paused.get_untracked();
        let is_online = tools().connection.is_online_untracked();
        // A tab that has nothing to go on from would keep the stream from those that have.
        let is_here = matches!(self.known.try_get_untracked(), Some(Known::Here));
        let outcome = self.engine.try_update_value(|engine| {
            engine.hidden_since =
                if is_hidden { Some(engine.hidden_since.unwrap_or(now)) } else { None };
            let is_away = engine.hidden_since.is_some_and(|since| now - since >= HIDDEN);
            let is_attending = is_online && !is_paused && !is_away;
            let is_wanted = is_attending && is_here;
            if is_wanted && !engine.was_wanted {
                // Whoever has the stream is given the time to say so.
                engine.hearsay = (Liveness::Connecting, now);
            }
            engine.was_wanted = is_wanted;
            let (is_leading, has_room) = match &engine.tabs {
                Some(tabs) if is_wanted => {
                    let is_leading = tabs.lead();
                    (is_leading, is_leading && tabs.has_room())
                }
                Some(tabs) => {
                    tabs.follow();
                    (false, false)
                }
                None => (is_wanted, true),
            };
            let (hearsay, heard_at) = engine.hearsay;
            // Of a tab that has the stream and hangs nothing is heard: this one asks by itself.
            let is_alone = is_wanted && now - heard_at >= HEARSAY;
            let random = js_sys::Math::random();
            let act = engine.line.tick(now, is_leading || is_alone, has_room, random);
            let is_late = engine.catch_up_at.is_some_and(|at| now >= at) && is_wanted;
            let is_due = engine.ask_at.is_some_and(|at| now >= at) && is_attending;
            if is_due {
                engine.ask_at = None;
            }
            let liveness = match (is_paused, is_online, is_leading || is_alone) {
                (true, ..) => Liveness::Paused,
                (_, false, _) => Liveness::Offline,
                _ if !is_here && (is_due || engine.ask_at.is_some()) => Liveness::Reconnecting,
                _ if !is_here => Liveness::ReadOnly,
                // What is told goes on from what could not be had.
                _ if engine.catch_up_at.is_some() => Liveness::Reconnecting,
                (.., true) => engine.line.liveness(),
                _ => hearsay,
            };
            let is_waiting = engine.inbox.is_left(is_hidden);
            let news = engine.voice.speak(now);
            (act, liveness, (is_late, is_due), is_leading, is_waiting, news)
        });
        let Some((act, liveness, (is_late, is_due), is_leading, is_waiting, news)) = outcome else {
            return;
        };
        if is_waiting {
            self.flush();
        }
        if is_due {
            self.ask_for_first_page(true);
        }
        if self.liveness.get_untracked() != liveness {
            self.liveness.set(liveness);
            if is_leading {
                self.tell_tabs();
            }
        }
        if let Some(news) = news {
            tools().announcer.say(words::new_comments(news));
        }
        if is_late {
            self.catch_up();
        }
        self.carry_out(act);
    }

    fn carry_out(self, act: Do) {
        match act {
            Do::Nothing => {}
            Do::Open => {
                let url = self.discussion.with_untracked(|discussion| {
                    let after = discussion.cursor()?;
                    Some(self.backend.with_value(|backend| backend.stream(after)))
                });
                let stream = url.and_then(|url| {
                    Stream::open(&url, move |told| match told {
                        Some(told) => self.told(told),
                        None => self.broken(),
                    })
                });
                let before =
                    self.engine.try_update_value(|e| std::mem::replace(&mut e.stream, stream));
                drop(before);
            }
            // Not at once: the closure that runs may be the stream's own.
            Do::Close => spawn(async move {
                let before = self.engine.try_update_value(|engine| engine.stream.take());
                drop(before);
            }),
            Do::Ask => self.ask_for_changes(),
        }
    }

    fn broken(self) {
        let now = console::now().0;
        let act = self.engine.try_update_value(|e| e.line.failed(now, js_sys::Math::random()));
        self.carry_out(act.unwrap_or(Do::Nothing));
    }

    /// The stream said something.
    fn told(self, Told { name, text }: Told) {
        if !OF_THE_STREAM.contains(&name.as_str()) {
            let now = console::now().0;
            let _ = self.engine.try_update_value(|engine| {
                engine.line.heard(now);
                if let Some(tabs) = &engine.tabs {
                    tabs.tell(&text);
                }
            });
            self.take(Came::Told(text));
            // Of a thousand events that come at once none says more of the line than the first.
            if self.liveness.get_untracked() != Liveness::Live {
                self.tick();
            }
            return;
        }
        let base = self.backend.with_value(|backend| backend.base.clone());
        let Ok(event) = event(&text, &base) else {
            self.lose(&text);
            return;
        };
        let is_reset = matches!(event.what, What::Reset | What::Leaving);
        let now = console::now().0;
        let _ = self.engine.try_update_value(|engine| engine.line.heard(now));
        self.take(Came::Read(Box::new(event)));
        if is_reset {
            self.broken();
        }
        self.tick();
        if !is_reset {
            self.tell_tabs();
        }
    }

    /// What can't be read may be what matters: the lists are fetched anew.
    pub(super) fn lose(self, text: &str) {
        console::warn(&format!("an event that can't be read: {text}"));
        self.catch_up_when_due();
    }

    /// Tells the other tabs how the line is and where the history stands.
    pub(super) fn tell_tabs(self) {
        let liveness = self.liveness.get_untracked() as u8;
        let cursor = self.discussion.with_untracked(|d| d.cursor().map(ToString::to_string));
        let line = format!("{OF_THE_LINE}{liveness} {}", cursor.unwrap_or_default());
        let _ = self.engine.try_with_value(|engine| {
            if let Some(tabs) = engine.tabs.as_ref().filter(|tabs| tabs.is_leading()) {
                // After the events that lead up to it.
                tabs.flush();
                tabs.tell(&line);
            }
        });
    }

    /// Another tab said something: the one with the stream, or one that asks it.
    fn told_by_tab(self, text: &str) {
        if text == HOW_IS_IT {
            self.tell_tabs();
            return;
        }
        if self.is_paused.try_get_untracked().unwrap_or(true) {
            return;
        }
        if let Some(line) = text.strip_prefix(OF_THE_LINE) {
            let (liveness, cursor) = line.split_once(' ').unwrap_or((line, ""));
            let liveness = match liveness {
                "2" => Liveness::Live,
                "3" => Liveness::Reconnecting,
                "4" => Liveness::Asking,
                _ => Liveness::Connecting,
            };
            let now = console::now().0;
            let has_begun = self.engine.try_update_value(|engine| {
                engine.hearsay = (liveness, now);
                engine.timer.is_some()
            });
            if has_begun == Some(true) {
                self.tick();
            }
            self.flush();
            let is_behind = Cursor::parse(cursor).is_some_and(|theirs| {
                self.discussion.with_untracked(|d| {
                    d.cursor()
                        .is_some_and(|mine| mine.epoch != theirs.epoch || mine.seq < theirs.seq)
                })
            });
            if is_behind {
                self.ask_for_changes();
            }
            return;
        }
        text.split(BETWEEN).for_each(|text| self.take(Came::Told(text.to_owned())));
    }

    /// Changes the discussion without moving what the reader has before them, where the browser
    /// doesn't see to that by itself.
    pub(super) fn keeping_still<T>(self, change: impl FnOnce(&mut Discussion) -> T) -> Option<T> {
        let anchor = super::acts::Anchor::drop_here();
        let outcome = self.discussion.try_update(change)?;
        self.tell_changed_cells(false);
        anchor.hold();
        Some(outcome)
    }

    /// Puts the held threads on the page; the id of the first of them.
    pub fn release_threads(self) -> Option<String> {
        self.engine.update_value(|engine| engine.voice.forget(usize::MAX));
        let before = self.discussion.with_untracked(Discussion::threads);
        let first = self.update(Discussion::release_threads).flatten();
        let after = self.discussion.with_untracked(Discussion::threads);
        // What stood at the end of the page stays on it.
        self.threads.update(|threads| *threads += after.saturating_sub(before));
        first.iter().for_each(|first| self.bring_out(first));
        first
    }

    /// Puts what is held below a comment on the page; the id of the first of it.
    pub fn release_replies(self, position: usize) -> Option<String> {
        let (held, has_more) =
            self.discussion.with_untracked(|d| (d.held(), d.is_rest_held(position)));
        let first = self.update(|discussion| discussion.release_replies(position)).flatten();
        let seen = held.saturating_sub(self.discussion.with_untracked(Discussion::held));
        self.engine.update_value(|engine| engine.voice.forget(seen));
        if has_more {
            self.more_replies(position);
        }
        first.iter().for_each(|first| self.bring_out(first));
        first
    }
}

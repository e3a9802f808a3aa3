//! What the reader has sent off and the server has not taken yet. It is kept on the device until then:
//! a reload, a dead battery or a week without a network lose nothing, and a comment is posted once
//! however often it is sent, since its key names it for ever.

mod item;
mod queue;

use std::time::Duration;

use crate::prelude::*;

use super::drafts::Draft;
use super::storage::{hear, keep, kept, names};
use super::task::spawn;
use super::{Connection, IS_BROWSER, console, listen, reader, tools};
use crate::backend::discussion::Post;
use crate::backend::{Backend, BackendError, Fault};
use crate::model::{Comment, Slug, Timestamp};
use crate::words;

pub use item::{EVERY, Going, Item};
pub use queue::Entry;

use item::{parsed, printed};
use queue::Queue;

/// What begins the names under which comments are kept. Each has one of its own: what two tabs put in and
/// take out at the same moment, they would write over each other.
const NAMES: &str = "broadsheet-outbox:";
/// After how long what could not be sent is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(15);
/// How long another tab is given to send what was put in there, in milliseconds, and as much again at
/// random: a server counts every try, and so many tabs would use up what a reader may post.
const ANOTHERS: f64 = 15_000.0;
/// The same once there is a network again.
const ANOTHERS_ONLINE: f64 = 3_000.0;
/// The most that is kept, as a guard against a page gone wild.
const MOST: usize = 50;
/// How long ago a comment was sent off that counts as just sent, in milliseconds: later the reader has
/// turned to something else.
const JUST: i64 = 5_000;

/// What became of a comment that was sent off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The device keeps it until the server has it.
    OnDevice,
    /// The device has no room for it: it lasts as long as the page does.
    InPage,
    /// It was not sent: too many are on their way.
    Nowhere,
}

/// Who wants to know when a story's comment has been taken, and whether the reader has just sent it off
/// here.
type Taken = (Slug, Callback<(Comment, bool, Timestamp)>);

/// What is on its way.
#[derive(Clone, Copy)]
pub struct Outbox {
    queue: RwSignal<Queue>,
    backend: StoredValue<Backend>,
    taken: StoredValue<Option<Taken>>,
    connection: Connection,
}

impl Outbox {
    /// Takes up what an earlier visit left, and sends it.
    pub fn open(backend: Backend, connection: Connection) -> Self {
        let outbox = Self {
            queue: RwSignal::new(Queue::default()),
            backend: StoredValue::new(backend),
            taken: StoredValue::new(None),
            connection,
        };
        if !IS_BROWSER {
            return outbox;
        }
        outbox.read_again(0.0);
        outbox.send_all();
        listen("online", move |_| outbox.send_now_or_soon()).forever();
        // Another tab has put something in, or taken it out.
        hear(move |key| {
            // None of its own where another tab cleared all of it.
            if key.is_none_or(|key| key.starts_with(NAMES)) {
                outbox.read_again(a_while(ANOTHERS));
            }
        })
        .forever();
        set_interval(move || outbox.send_waiting(), TRY_AGAIN);
        outbox
    }

    /// What is on its way below a story.
    pub fn all_of(self, slug: &Slug) -> Vec<Entry> {
        let is_here = |entry: &&Entry| entry.item.slug == *slug;
        self.queue.with(|queue| queue.0.iter().filter(is_here).cloned().collect())
    }

    /// From now on `taken` is told of a story's comments that the server has taken.
    pub fn tell(self, slug: Slug, taken: Callback<(Comment, bool, Timestamp)>) {
        self.taken.set_value(Some((slug, taken)));
    }

    /// Nobody wants to know any more.
    pub fn tell_nobody(self, slug: &Slug) {
        self.taken.update_value(|taken| {
            if taken.as_ref().is_some_and(|(told, _)| told == slug) {
                *taken = None;
            }
        });
    }

    /// Sends a comment off. It is kept before anything is sent: in place of its draft, which stays
    /// where the device has no room for more.
    pub fn put_in(self, item: Item) -> Kept {
        if self.queue.with_untracked(|queue| queue.0.len()) >= MOST {
            return Kept::Nowhere;
        }
        forget_draft(&item);
        let is_kept = write(&item);
        if !is_kept {
            Draft::of(&item.slug, item.parent_id.as_deref()).keep(&item.text);
        }
        let entry = Entry { is_in_page: !is_kept, ..Entry::of_here(item.clone()) };
        self.queue.update(|queue| queue.0.push(entry));
        self.send(item);
        if is_kept { Kept::OnDevice } else { Kept::InPage }
    }

    /// Whether this is what the reader has just sent off, told by the server before its answer.
    pub fn is_sending(self, slug: &Slug, comment: &Comment) -> bool {
        let is_it = |entry: &Entry| entry.is_sent_as(slug, comment);
        self.queue.with_untracked(|queue| queue.0.iter().any(is_it))
    }

    /// Sends one once more, if it isn't being sent.
    pub fn try_again(self, key: &str) {
        self.rewrite(key, |item| item.refused = None);
        self.send_if(key, |entry| !entry.is_on_the_way);
    }

    /// The reader doesn't want one any more. Where the server may have it, it goes on until there is an answer,
    /// by which it can be taken back: without one it could stand there for ever, and be nobody's.
    pub fn throw_away(self, key: &str) {
        let found = self.queue.with_untracked(|queue| queue.find(key).cloned());
        let Some(entry) = found else { return };
        if !entry.may_be_there() && !entry.is_on_the_way {
            self.take_out(key);
            return;
        }
        self.rewrite(key, |item| item.is_unwanted = true);
        self.try_again(key);
    }

    /// Takes one out.
    pub fn take_out(self, key: &str) -> Option<Entry> {
        let taken = self.queue.try_update(|queue| queue.take_out(key));
        keep(&[NAMES, key].concat(), "");
        self.house();
        taken.flatten()
    }

    /// Sends what is due, a story's comments one after the other.
    fn send_all(self) {
        for queue in self.queue.with_untracked(|queue| queue.due(console::now().0 as f64)) {
            spawn(async move { self.deliver_all(queue).await });
        }
    }

    async fn deliver_all(self, queue: Vec<Item>) {
        for (place, item) in queue.iter().enumerate() {
            // It may have been taken out, refused or sent by the reader while another was on its way.
            if !self.is_awaiting(&item.key) {
                continue;
            }
            let Some(fault) = self.deliver(item.clone()).await else { continue };
            // What stops the first stops the others.
            for item in &queue[place + 1..] {
                if self.is_awaiting(&item.key) {
                    self.note(&item.key, |entry| entry.going = Going::Waiting(fault.clone()));
                }
            }
            return;
        }
    }

    fn is_awaiting(self, key: &str) -> bool {
        self.queue.with_untracked(|queue| queue.find(key).is_some_and(Entry::is_awaiting))
    }

    /// There is a network again: what was written here goes at once, the rest is left for a moment to
    /// the tab that it was written in.
    fn send_now_or_soon(self) {
        let wait = a_while(ANOTHERS_ONLINE);
        let until = console::now().0 as f64 + wait;
        self.queue.update_untracked(|queue| queue.leave_to_others(until));
        self.send_all();
        set_timeout(move || self.send_all(), Duration::from_millis(wait as u64 + 100));
    }

    fn send_waiting(self) {
        if self.connection.is_online_untracked() {
            self.send_all();
        }
    }

    fn send_if(self, key: &str, may_go: impl Fn(&Entry) -> bool) {
        let item = self.queue.with_untracked(|queue| {
            queue.find(key).filter(|entry| may_go(entry)).map(|entry| entry.item.clone())
        });
        if let Some(item) = item {
            self.send(item);
        }
    }

    fn send(self, item: Item) {
        spawn(async move {
            self.deliver(item).await;
        });
    }

    /// Sends a comment. The answer is what is the matter with the way to the server, where that is why it was
    /// not taken: a comment that the server can't stomach says nothing of others.
    async fn deliver(self, item: Item) -> Option<Fault> {
        let backend = self.backend.with_value(|backend| backend.discussion(&item.slug))?;
        let again = console::now().0 as f64 + a_while(ANOTHERS);
        self.note(&item.key, |entry| {
            (entry.going, entry.is_on_the_way) = (Going::Sending, true);
            entry.turn = entry.turn.map(|_| again);
        });
        if item.is_unwanted {
            return self.withdraw(&item).await;
        }
        let post = Post {
            key: &item.key,
            parent_id: item.parent_id.as_deref(),
            name: &item.name,
            text: &item.text,
            website: &item.website,
            took_ms: item.took_ms,
        };
        let ask = backend.post(&post, &reader::key_or_new());
        // What goes off while there is a network may arrive, even if there is none for the answer.
        let may_arrive = self.connection.is_online_untracked();
        match ask.answer().await {
            Ok((comment, token)) => {
                self.taken(&item, comment, token);
                None
            }
            Err(error) => self.not_taken(&item.key, error, may_arrive),
        }
    }

    fn taken(self, item: &Item, comment: Comment, token: Option<String>) {
        if let Some(token) = &token {
            reader::keep_token(&comment.id, token, &item.slug, console::now());
        }
        let is_unwanted = |queue: &Queue| queue.find(&item.key).is_some_and(|e| e.item.is_unwanted);
        if self.queue.with_untracked(is_unwanted) {
            // Thrown away in another tab meanwhile: it is taken back with the next try.
            self.note(&item.key, |entry| {
                (entry.going, entry.is_on_the_way) = (Going::Waiting(Fault::Unreachable), false);
            });
            return;
        }
        let entry = self.take_out(&item.key);
        // Where the device had no room for it, it stayed.
        forget_draft(item);
        let taken = self.taken.get_value();
        if let Some((_, taken)) = taken.filter(|(slug, _)| *slug == item.slug) {
            let is_of_here = entry.is_some_and(|entry| entry.turn.is_none());
            let is_just = is_of_here && console::now().0 - item.at.0 < JUST;
            taken.run((comment, is_just, item.at));
        }
    }

    /// Takes back what the reader has thrown away and the server may have. A server that can't leaves nothing to
    /// be done.
    async fn withdraw(self, item: &Item) -> Option<Fault> {
        let backend = self.backend.with_value(|backend| backend.discussion(&item.slug))?;
        match backend.withdraw(&item.key, &reader::key_or_new()).answer().await {
            Err(error) if matches!(Going::after(error.fault.clone()), Going::Waiting(_)) => {
                self.not_taken(&item.key, error, true)
            }
            answer => {
                if let Err(error) = answer {
                    console::warn(&error.to_string());
                    tools().announcer.show(words::NOT_TAKEN_BACK.to_owned());
                }
                self.take_out(&item.key);
                None
            }
        }
    }

    /// The answer is as that of [`Outbox::deliver`].
    fn not_taken(self, key: &str, error: BackendError, may_arrive: bool) -> Option<Fault> {
        console::warn(&error.to_string());
        let retry_after = error.retry_after();
        let of_the_way = Some(error.fault.clone()).filter(Fault::is_of_the_way);
        let going = Going::after(error.fault);
        let is_waiting = matches!(going, Going::Waiting(_));
        let is_lost = may_arrive && going == Going::Waiting(Fault::Offline);
        let is_in_doubt = is_waiting && (is_lost || going.choices() < EVERY);
        let code = going.code();
        let wait = retry_after.filter(|_| is_waiting);
        let wait = wait.map(|seconds| Duration::from_secs(u64::from(seconds.max(1))));
        self.note(key, |entry| {
            (entry.going, entry.is_on_the_way) = (going, false);
            entry.is_in_doubt |= is_in_doubt;
            if let Some(wait) = wait {
                entry.rests_until = console::now().0 as f64 + wait.as_millis() as f64;
            }
        });
        if code.is_some() {
            self.rewrite(key, |item| item.refused = code);
        }
        if let Some(wait) = wait {
            let key = key.to_owned();
            set_timeout(move || self.send_if(&key, Entry::is_awaiting), wait);
        }
        of_the_way
    }

    /// Changes what is kept of one, on the device where it is there.
    fn rewrite(self, key: &str, change: impl FnOnce(&mut Item)) {
        self.note(key, |entry| {
            let before = entry.item.clone();
            change(&mut entry.item);
            if entry.item != before && !entry.is_in_page {
                write(&entry.item);
            }
        });
    }

    fn note(self, key: &str, change: impl FnOnce(&mut Entry)) {
        self.queue.update(|queue| {
            if let Some(entry) = queue.find_mut(key) {
                change(entry);
            }
        });
    }

    /// There may be room by now for what the device had none for.
    fn house(self) {
        self.queue.update_untracked(|queue| {
            for entry in queue.0.iter_mut().filter(|entry| entry.is_in_page) {
                entry.is_in_page = !write(&entry.item);
            }
        });
    }

    /// Reads what is kept; what is new of it is another tab's, and sent from here after a `wait`.
    fn read_again(self, wait: f64) {
        let kept = all_kept();
        let turn = console::now().0 as f64 + wait;
        self.queue.update(|queue| queue.take_up(kept, turn));
    }
}

/// Empties a comment's draft, unless something else was begun there meanwhile.
fn forget_draft(item: &Item) {
    Draft::of(&item.slug, item.parent_id.as_deref()).forget(&item.text);
}

/// So many milliseconds, and up to as many more: several tabs don't come at once.
fn a_while(least: f64) -> f64 {
    least * (1.0 + js_sys::Math::random())
}

/// Writes what is on its way to the device; whether it stands there.
fn write(item: &Item) -> bool {
    let (name, text) = ([NAMES, &item.key].concat(), printed(item));
    keep(&name, &text) && kept(&name).is_some_and(|kept| kept == text)
}

/// What the device keeps, in the order in which it was written.
fn all_kept() -> Vec<Item> {
    let mut all: Vec<Item> = Vec::new();
    for item in names(NAMES).iter().filter_map(|name| parsed(&kept(name)?)) {
        let is_later = |known: &Item| (known.at, &known.key) > (item.at, &item.key);
        let place = all.iter().position(is_later).unwrap_or(all.len());
        all.insert(place, item);
    }
    all
}

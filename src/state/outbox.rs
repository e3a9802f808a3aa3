//! What the reader has sent off and the server has not taken yet. It is kept on the device until then:
//! a reload, a dead battery or a week without a network lose nothing, and a comment is posted once
//! however often it is sent, since its key names it for ever.

use std::time::Duration;

use crate::prelude::*;

use super::drafts::Draft;
use super::storage::{keep, kept};
use super::task::spawn;
use super::{Connection, IS_BROWSER, console, listen, reader};
use crate::backend::discussion::{Post, quoted};
use crate::backend::wire::value::{self, Value};
use crate::backend::{Backend, BackendError, Fault};
use crate::model::{Comment, Slug, Timestamp};

const NAME: &str = "broadsheet-outbox";
/// After how long what could not be sent is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(15);
/// How long another tab is given to send what was put in there, in milliseconds, and as much again at
/// random: a server counts every try, and so many tabs would use up what a reader may post.
const ANOTHERS: f64 = 15_000.0;
/// The same once there is a network again.
const ANOTHERS_ONLINE: f64 = 3_000.0;
/// The most that is kept, as a guard against a page gone wild.
const MOST: usize = 50;

/// A comment on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Names this comment for ever.
    pub key: String,
    /// The story.
    pub slug: Slug,
    /// The comment that it answers.
    pub parent_id: Option<String>,
    /// What the writer calls themselves.
    pub name: String,
    /// What they say.
    pub text: String,
    /// What only a robot fills in.
    pub website: String,
    /// How long it was written for, in milliseconds.
    pub took_ms: u32,
    /// When it was sent off.
    pub at: Timestamp,
}

/// How it goes with a comment on its way.
#[derive(Clone, Debug, PartialEq)]
pub enum Going {
    /// It is being sent, or will be before anything is known of it.
    Sending,
    /// It is sent when there is a connection.
    Waiting(Fault),
    /// The server won't have it, and says why: the reader decides.
    Refused(Fault),
}

impl Going {
    /// What an answer that was no success means. Nobody knows whether the server took a comment whose
    /// answer got lost or damaged: it is sent again, with the same key, until there is one that can be
    /// read.
    fn after(fault: Fault) -> Self {
        let is_final = match &fault {
            Fault::NotFound | Fault::Gone => true,
            Fault::Status { status, .. } => *status != 429 && *status < 500,
            Fault::Refused { code, .. } => !matches!(code.as_str(), "rate_limited" | "unavailable"),
            _ => false,
        };
        if is_final { Self::Refused(fault) } else { Self::Waiting(fault) }
    }

    /// How many choices the reader has: to try again, to throw it away, and, where the server is known not
    /// to have it, to write it anew, which is to post it under another key.
    pub fn choices(&self) -> usize {
        match self {
            Self::Sending => 0,
            Self::Waiting(Fault::Offline | Fault::Refused { .. }) | Self::Refused(_) => EVERY,
            Self::Waiting(_) => EVERY - 1,
        }
    }
}

/// All the choices that there are.
pub const EVERY: usize = 3;

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
type Taken = (Slug, Callback<(Comment, bool)>);

/// How long ago that may be, in milliseconds: later the reader has turned to something else.
const JUST: i64 = 5_000;

/// What is on its way.
#[derive(Clone, Copy)]
pub struct Outbox {
    items: RwSignal<Vec<(Item, Going)>>,
    backend: StoredValue<Backend>,
    taken: StoredValue<Option<Taken>>,
    /// What was put in by another tab, or by an earlier visit, and from when on this tab sends it.
    others: StoredValue<Vec<(String, f64)>>,
    /// What the server may have, since an answer was lost or nobody here knows of the earlier tries.
    in_doubt: StoredValue<Vec<String>>,
    /// What this tab is sending at this moment.
    on_the_way: StoredValue<Vec<String>>,
    /// What lasts as long as the page does, since the device had no room for it.
    in_page: StoredValue<Vec<String>>,
    /// Before when the server wants to hear no more of one.
    resting: StoredValue<Vec<(String, f64)>>,
    connection: Connection,
}

impl Outbox {
    /// Takes up what an earlier visit left, and sends it.
    pub fn open(backend: Backend, connection: Connection) -> Self {
        let outbox = Self {
            items: RwSignal::new(Vec::new()),
            backend: StoredValue::new(backend),
            taken: StoredValue::new(None),
            others: StoredValue::default(),
            in_doubt: StoredValue::default(),
            in_page: StoredValue::default(),
            on_the_way: StoredValue::default(),
            resting: StoredValue::default(),
            connection,
        };
        if !IS_BROWSER {
            return outbox;
        }
        outbox.read_again(0.0);
        outbox.send_all();
        listen("online", move |_| outbox.send_now_or_soon()).forever();
        // Another tab has put something in, or taken it out.
        listen("storage", move |event| {
            let key =
                js_sys::Reflect::get(&event, &"key".into()).ok().and_then(|key| key.as_string());
            // None of its own where another tab cleared all of it.
            if key.is_none_or(|key| key == NAME) {
                outbox.read_again(a_while(ANOTHERS));
            }
        })
        .forever();
        set_interval(move || outbox.send_waiting(), TRY_AGAIN);
        outbox
    }

    /// What is on its way below a story.
    pub fn all_of(self, slug: &Slug) -> Vec<(Item, Going)> {
        let is_here = |(item, _): &&(Item, Going)| item.slug == *slug;
        self.items.with(|items| items.iter().filter(is_here).cloned().collect())
    }

    /// From now on `taken` is told of a story's comments that the server has taken.
    pub fn tell(self, slug: Slug, taken: Callback<(Comment, bool)>) {
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
        if self.items.with_untracked(Vec::len) >= MOST {
            return Kept::Nowhere;
        }
        forget_draft(&item);
        self.items.update(|items| items.push((item.clone(), Going::Sending)));
        let is_kept = self.keep(Some(&item), "");
        if !is_kept {
            Draft::of(&item.slug, item.parent_id.as_deref()).keep(&item.text);
            self.in_page.update_value(|in_page| in_page.push(item.key.clone()));
        }
        self.send(item);
        if is_kept { Kept::OnDevice } else { Kept::InPage }
    }

    /// Whether this is what the reader has just sent off, told by the server before its answer.
    pub fn is_sending(self, slug: &Slug, comment: &Comment) -> bool {
        self.items.with_untracked(|items| {
            items.iter().any(|(item, going)| {
                matches!(going, Going::Sending)
                    && item.slug == *slug
                    && item.text == comment.text
                    && item.name == comment.author
                    && item.parent_id == comment.parent_id
            })
        })
    }

    /// Sends one once more, if it isn't being sent.
    pub fn try_again(self, key: &str) {
        let item = self.items.with_untracked(|items| {
            items.iter().find(|(item, _)| item.key == key).map(|(item, _)| item.clone())
        });
        if let Some(item) = item.filter(|item| self.is_at_rest(&item.key)) {
            self.send(item);
        }
    }

    /// Takes one out.
    pub fn take_out(self, key: &str) -> Option<Item> {
        let taken = self.items.try_update(|items| {
            let at = items.iter().position(|(item, _)| item.key == key)?;
            Some(items.remove(at).0)
        });
        self.keep(None, key);
        taken.flatten()
    }

    /// Sends what is due, a story's comments one after the other, in the order in which they were written.
    fn send_all(self) {
        for (_, queue) in self.due() {
            spawn(async move { self.deliver_all(queue).await });
        }
    }

    /// What is due, by story.
    fn due(self) -> Vec<(Slug, Vec<Item>)> {
        let now = console::now().0 as f64;
        let (others, resting) = (self.others.get_value(), self.resting.get_value());
        let on_the_way = self.on_the_way.get_value();
        let is_stuck = |item: &Item| {
            on_the_way.contains(&item.key)
                || resting.iter().any(|(key, until)| *key == item.key && *until > now)
        };
        let mut queues: Vec<(Slug, Vec<Item>)> = Vec::new();
        self.items.with_untracked(|items| {
            let mut stuck: Vec<&Slug> = Vec::new();
            // The first of what came from elsewhere says for all of a story whether it is their turn.
            let mut turns: Vec<(&Slug, bool)> = Vec::new();
            for (item, going) in items {
                if matches!(going, Going::Refused(_)) || stuck.contains(&&item.slug) {
                    continue;
                }
                let at = others.iter().find(|(key, _)| *key == item.key).map(|(_, at)| *at);
                let turn = turns.iter().find(|(slug, _)| **slug == item.slug).map(|(_, is)| *is);
                let is_due = match (at, turn) {
                    (None, _) => matches!(going, Going::Waiting(_)),
                    (Some(_), Some(is_their_turn)) => is_their_turn,
                    (Some(at), None) => {
                        turns.push((&item.slug, at <= now));
                        at <= now
                    }
                };
                if is_stuck(item) {
                    stuck.push(&item.slug);
                } else if is_due {
                    match queues.iter_mut().find(|(slug, _)| *slug == item.slug) {
                        Some((_, queue)) => queue.push(item.clone()),
                        None => queues.push((item.slug.clone(), vec![item.clone()])),
                    }
                }
            }
        });
        queues
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
                    self.note(&item.key, Going::Waiting(fault.clone()));
                }
            }
            return;
        }
    }

    /// Whether one is to be sent, and is not being sent.
    fn is_awaiting(self, key: &str) -> bool {
        self.is_at_rest(key)
            && self.items.with_untracked(|items| {
                let is_it = |(item, going): &(Item, Going)| {
                    item.key == key && !matches!(going, Going::Refused(_))
                };
                items.iter().any(is_it)
            })
    }

    fn is_at_rest(self, key: &str) -> bool {
        !self.on_the_way.with_value(|keys| keys.iter().any(|known| known == key))
    }

    /// There is a network again: what was written here goes at once, the rest is left for a moment to
    /// the tab that it was written in.
    fn send_now_or_soon(self) {
        let wait = a_while(ANOTHERS_ONLINE);
        self.others.update_value(|others| {
            others.iter_mut().for_each(|(_, at)| *at = console::now().0 as f64 + wait);
        });
        self.send_all();
        set_timeout(move || self.send_all(), Duration::from_millis(wait as u64 + 100));
    }

    fn send_waiting(self) {
        if self.connection.is_online_untracked() {
            self.send_all();
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
        self.note(&item.key, Going::Sending);
        let again = console::now().0 as f64 + a_while(ANOTHERS);
        self.others.update_value(|others| {
            if let Some((_, at)) = others.iter_mut().find(|(key, _)| *key == item.key) {
                *at = again;
            }
        });
        let backend = self.backend.with_value(|backend| backend.discussion(&item.slug));
        let backend = backend?;
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
        self.on_the_way.update_value(|keys| keys.push(item.key.clone()));
        let answer = ask.answer().await;
        self.on_the_way.update_value(|keys| keys.retain(|key| *key != item.key));
        match answer {
            Ok((comment, token)) => {
                self.taken(&item, comment, token);
                None
            }
            Err(error) => {
                let fault = error.fault.clone();
                self.not_taken(&item.key, error, may_arrive);
                Some(fault).filter(is_of_the_way)
            }
        }
    }

    fn taken(self, item: &Item, comment: Comment, token: Option<String>) {
        if let Some(token) = token {
            reader::keep_token(&comment.id, &token, console::now());
        }
        self.take_out(&item.key);
        // Where the device had no room for it, it stayed.
        forget_draft(item);
        let taken = self.taken.get_value();
        if let Some((_, taken)) = taken.filter(|(slug, _)| *slug == item.slug) {
            let is_of_others =
                self.others.with_value(|others| others.iter().any(|(key, _)| *key == item.key));
            let is_just = console::now().0 - item.at.0 < JUST && !is_of_others;
            taken.run((comment, is_just));
        }
    }

    fn not_taken(self, key: &str, error: BackendError, may_arrive: bool) {
        console::warn(&error.to_string());
        let retry_after = error.retry_after();
        let going = Going::after(error.fault);
        let is_lost = may_arrive && going == Going::Waiting(Fault::Offline);
        if matches!(going, Going::Waiting(_)) && (is_lost || going.choices() < EVERY) {
            self.in_doubt.update_value(|in_doubt| {
                if !in_doubt.iter().any(|known| known == key) {
                    in_doubt.push(key.to_owned());
                }
            });
        }
        if let (Going::Waiting(_), Some(seconds)) = (&going, retry_after) {
            let key = key.to_owned();
            let wait = Duration::from_secs(u64::from(seconds.max(1)));
            let until = console::now().0 as f64 + wait.as_millis() as f64;
            self.resting.update_value(|resting| {
                resting.retain(|(resting, _)| *resting != key);
                resting.push((key.clone(), until));
            });
            set_timeout(move || self.try_again_if_waiting(&key), wait);
        }
        self.note(key, going);
    }

    fn try_again_if_waiting(self, key: &str) {
        let is_waiting = self.items.with_untracked(|items| {
            items.iter().any(|(item, going)| item.key == key && matches!(going, Going::Waiting(_)))
        });
        if is_waiting {
            self.try_again(key);
        }
    }

    /// How many choices the reader has with one, by all of its tries: what the server may have is not
    /// written anew, whatever became of the last.
    pub fn choices(self, key: &str, going: &Going) -> usize {
        match going {
            Going::Waiting(_) if self.is_in_doubt(key) => going.choices().min(EVERY - 1),
            _ => going.choices(),
        }
    }

    /// Whether the server may have it already, and nobody here knows by which name.
    pub fn may_be_there(self, key: &str, going: &Going) -> bool {
        match going {
            Going::Waiting(_) => true,
            Going::Sending => self.is_in_doubt(key),
            Going::Refused(_) => false,
        }
    }

    fn is_in_doubt(self, key: &str) -> bool {
        self.in_doubt.with_value(|in_doubt| in_doubt.iter().any(|doubtful| doubtful == key))
    }

    fn note(self, key: &str, now: Going) {
        self.items.update(|items| {
            if let Some((_, going)) = items.iter_mut().find(|(item, _)| item.key == key) {
                *going = now;
            }
        });
    }

    /// Keeps one more on the device, or one less; whether the device did. What stands there is read first:
    /// another tab may just have put something in, and not been heard yet.
    fn keep(self, more: Option<&Item>, less: &str) -> bool {
        let mut all = kept(NAME).map(|text| parsed(&text)).unwrap_or_default();
        all.extend(more.cloned());
        all.retain(|item| item.key != less);
        let is_kept = write(&all);
        // There may be room by now for what had none, and there may not.
        let in_page = self.in_page.get_value();
        let homeless = self.items.with_untracked(|items| {
            let is_homeless = |item: &&Item| in_page.contains(&item.key);
            items.iter().map(|(item, _)| item).filter(is_homeless).cloned().collect::<Vec<_>>()
        });
        if is_kept && !homeless.is_empty() {
            let before = all.len();
            all.extend(homeless);
            if write(&all) {
                self.in_page.update_value(Vec::clear);
            } else {
                write(&all[..before]);
            }
        }
        is_kept
    }

    /// Reads what is kept; what is new of it is another tab's, and sent from here after a `wait`.
    fn read_again(self, wait: f64) {
        let kept = kept(NAME).map(|text| parsed(&text)).unwrap_or_default();
        let at = console::now().0 as f64 + wait;
        let is_kept = |key: &str| kept.iter().any(|kept| kept.key == key);
        self.others.update_value(|others| others.retain(|(key, _)| is_kept(key)));
        self.items.update(|items| {
            let in_page = self.in_page.get_value();
            items.retain(|(item, _)| is_kept(&item.key) || in_page.contains(&item.key));
            for item in &kept {
                if items.iter().all(|(known, _)| known.key != item.key) {
                    self.others.update_value(|others| others.push((item.key.clone(), at)));
                    self.in_doubt.update_value(|in_doubt| in_doubt.push(item.key.clone()));
                    items.push((item.clone(), Going::Sending));
                }
            }
        });
    }
}

/// Empties a comment's draft, unless something else was begun there meanwhile, in another tab for instance.
fn forget_draft(item: &Item) {
    let draft = Draft::of(&item.slug, item.parent_id.as_deref());
    if draft.text().is_some_and(|text| text.trim() == item.text) {
        draft.keep("");
    }
}

/// Whether a fault is one of the way to the server or of all of it, and none of what was sent.
fn is_of_the_way(fault: &Fault) -> bool {
    match fault {
        Fault::Offline | Fault::Unreachable | Fault::TimedOut => true,
        Fault::Refused { code, .. } => matches!(code.as_str(), "rate_limited" | "unavailable"),
        Fault::Status { status, .. } => matches!(status, 429 | 502..=504),
        _ => false,
    }
}

/// So many milliseconds, and up to as many more: several tabs don't come at once.
fn a_while(least: f64) -> f64 {
    least * (1.0 + js_sys::Math::random())
}

/// Writes what is on its way to the device; whether it stands there.
fn write(items: &[Item]) -> bool {
    let text = if items.is_empty() { String::new() } else { printed(items) };
    keep(NAME, &text);
    kept(NAME).unwrap_or_default() == text
}

fn printed(items: &[Item]) -> String {
    let mut text = String::from("[");
    for (place, item) in items.iter().enumerate() {
        let parent = item.parent_id.as_deref().map_or("null".to_owned(), quoted);
        let parts = [
            if place == 0 { "{\"key\":" } else { ",{\"key\":" },
            &quoted(&item.key),
            ",\"slug\":",
            &quoted(item.slug.as_str()),
            ",\"parent_id\":",
            &parent,
            ",\"name\":",
            &quoted(&item.name),
            ",\"text\":",
            &quoted(&item.text),
            ",\"website\":",
            &quoted(&item.website),
            ",\"took_ms\":",
            &item.took_ms.to_string(),
            ",\"at\":",
            &item.at.0.to_string(),
            "}",
        ];
        text.push_str(&parts.concat());
    }
    text.push(']');
    text
}

/// What was kept; whatever can't be read is left out.
fn parsed(text: &str) -> Vec<Item> {
    let value = value::parse(text).unwrap_or_default();
    let item = |value: &Value| {
        let text = |key: &str| value.get(key)?.text().map(str::to_owned);
        Some(Item {
            key: text("key")?,
            slug: Slug::new(&text("slug")?)?,
            parent_id: text("parent_id"),
            name: text("name")?,
            text: text("text")?,
            website: text("website").unwrap_or_default(),
            took_ms: value.get("took_ms")?.count()?,
            at: Timestamp(value.get("at")?.number()? as i64),
        })
    };
    let Value::List(items) = value else { return Vec::new() };
    items.iter().filter_map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::wire::json::JsonProblem;
    use proptest::prelude::*;

    #[test]
    fn an_answer_that_cannot_be_read_is_no_refusal() {
        let problem = JsonProblem { path: "comment".to_owned(), message: "expected an object" };
        let status = |status| Fault::Status { status, retry_after: None };
        let refused = |code: &str| Fault::Refused { code: code.to_owned(), retry_after: None };
        // The server may have it: the same again until it says so, and nothing else meanwhile.
        for fault in [
            Fault::Unreachable,
            Fault::TimedOut,
            Fault::TooLarge,
            Fault::ContentType("text/html".to_owned()),
            Fault::Malformed("cut".to_owned()),
            Fault::Contract(Box::new(problem)),
            status(500),
            status(502),
        ] {
            let going = Going::after(fault.clone());
            assert_eq!(going, Going::Waiting(fault));
            assert_eq!(going.choices(), 2, "{going:?}");
        }
        // It has not been taken yet, and will be.
        for fault in [Fault::Offline, refused("rate_limited"), refused("unavailable")] {
            let going = Going::after(fault.clone());
            assert_eq!(going, Going::Waiting(fault));
            assert_eq!(going.choices(), EVERY, "{going:?}");
        }
        // It won't be.
        for fault in [Fault::NotFound, Fault::Gone, status(400), status(413), refused("duplicate")]
        {
            let going = Going::after(fault.clone());
            assert_eq!(going, Going::Refused(fault));
            assert_eq!(going.choices(), EVERY, "{going:?}");
        }
    }

    proptest! {
        #[test]
        fn kept_over_a_reload(text in "(\\PC|[\n\"\\\\]){0,40}", parent in prop::option::of("\\PC{0,9}")) {
            let item = |key: &str| Item {
                key: key.to_owned(),
                slug: Slug::new("a").unwrap(),
                parent_id: parent.clone(),
                name: text.clone(),
                text: text.clone(),
                website: String::new(),
                took_ms: 9,
                at: Timestamp(1_795_425_000_000),
            };
            let items = [item("1"), item("2")];
            prop_assert_eq!(parsed(&printed(&items)), items);
        }

        #[test]
        fn nonsense_is_left_out(text in "\\PC{0,40}") {
            let _ = parsed(&text);
            prop_assert_eq!(parsed("[{\"key\":1},7]"), []);
        }
    }
}

//! The last events of one article, and who waits for the next.
//!
//! Readers share the events: each has no more than its place in them. Whoever falls behind by
//! more than the hub holds has lost its place, and nobody waited for it.
//!
//! Readers are called a few at a time. Ten thousand called at once would stand before everything
//! else that the server does, and a post, which is a dozen small steps, would wait for all of them
//! at each step. While a round of calls is on its way further events join it: each reader is called
//! once a round, and takes all that there is.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep};

/// How many readers are called before something else may happen.
const CALLED: usize = 128;
/// How often it is looked whether they have taken what there is.
const A_MOMENT: Duration = Duration::from_millis(5);
/// How long that is waited for at most: what ten thousand readers need for a few dozen events each.
const LONGEST: Duration = Duration::from_secs(1);

/// Events of one article, or of the moderators' queue.
pub(crate) struct Hub {
    held: Mutex<Held>,
    /// How many events are held: a reader's queue.
    room: usize,
}

struct Held {
    events: VecDeque<Bytes>,
    /// The `seq` of the last event.
    head: i64,
    /// Who waits, by the number of their seat.
    waiting: Vec<Option<Waker>>,
    free: Vec<usize>,
    /// The seat at which the round of calls goes on.
    next: usize,
    /// How many seats are still to be called.
    left: usize,
    /// Whether somebody makes the calls.
    calling: bool,
    closed: bool,
}

/// What a reader gets next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// An event, as it is sent.
    Event(Bytes),
    /// The reader was too slow: events are gone that it has not had.
    Lost,
    /// The server is going away.
    Closed,
}

impl Hub {
    /// A hub whose last event was `head`, and that holds `room` more.
    pub(crate) fn new(head: i64, room: usize) -> Self {
        let held = Held {
            events: VecDeque::new(),
            head,
            waiting: Vec::new(),
            free: Vec::new(),
            next: 0,
            left: 0,
            calling: false,
            closed: false,
        };
        Self { held: Mutex::new(held), room: room.max(1) }
    }

    /// The last event's `seq`.
    pub(crate) fn head(&self) -> i64 {
        self.held().head
    }

    /// How many readers there are.
    pub(crate) fn seats(&self) -> usize {
        let held = self.held();
        held.waiting.len() - held.free.len()
    }

    /// Adds events that follow the last one, and has everybody called.
    pub(crate) fn publish(self: &Arc<Self>, events: impl IntoIterator<Item = Bytes>) {
        let mut held = self.held();
        for event in events {
            held.events.push_back(event);
            held.head += 1;
        }
        while held.events.len() > self.room {
            held.events.pop_front();
        }
        self.call(held);
    }

    /// How many events there may be at once so that whoever is in step has room for them.
    pub(crate) fn part(&self) -> usize {
        self.room.div_ceil(2)
    }

    /// Waits until nearly everybody has taken what there is, and not for long: a slow reader is not waited for.
    pub(crate) async fn taken(&self) {
        let until = Instant::now() + LONGEST;
        while Instant::now() < until {
            sleep(A_MOMENT).await;
            let held = self.held();
            let back = held.waiting.iter().flatten().count();
            let seats = held.waiting.len() - held.free.len();
            // One of a few may be slow, and one in ten of many.
            let away = if seats > 1 { (seats / 10).max(1) } else { 0 };
            if !held.calling && back + away >= seats {
                return;
            }
        }
    }

    /// Goes on after `head` where the events up to it are not known: everybody has lost their
    /// place.
    pub(crate) fn skip_to(self: &Arc<Self>, head: i64) {
        let mut held = self.held();
        held.events.clear();
        held.head = head;
        self.call(held);
    }

    /// Tells everybody that the server is going away.
    pub(crate) fn close(self: &Arc<Self>) {
        let mut held = self.held();
        held.closed = true;
        self.call(held);
    }

    /// Begins a round of calls, or has the one that is on its way go all around once more.
    fn call(self: &Arc<Self>, mut held: MutexGuard<'_, Held>) {
        held.left = held.waiting.len();
        if held.left > 0 && !held.calling {
            held.calling = true;
            drop(held);
            let hub = Arc::clone(self);
            tokio::spawn(async move {
                while hub.call_some() {
                    tokio::task::yield_now().await;
                }
            });
        }
    }

    /// Calls the next few; false once there is nobody left to call.
    fn call_some(&self) -> bool {
        let mut held = self.held();
        let seats = held.waiting.len();
        let some = held.left.min(CALLED).min(seats);
        held.left = if some == 0 { 0 } else { held.left - some };
        held.calling = some > 0;
        let from = held.next;
        held.next = (from + some).checked_rem(seats).unwrap_or_default();
        let called: Vec<Waker> =
            (from..from + some).filter_map(|seat| held.waiting[seat % seats].take()).collect();
        // Whoever is called at once would otherwise wait for the lock.
        drop(held);
        called.into_iter().for_each(Waker::wake);
        some > 0
    }

    /// A seat for a reader, which begins after the last event.
    pub(crate) fn sit(self: &Arc<Self>) -> Seat {
        let mut held = self.held();
        let number = held.free.pop().unwrap_or_else(|| {
            held.waiting.push(None);
            // A round that is on its way would else end as many seats too early.
            held.left += usize::from(held.calling);
            held.waiting.len() - 1
        });
        Seat { after: held.head, number, hub: Arc::clone(self) }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reader's place in a hub.
pub(crate) struct Seat {
    hub: Arc<Hub>,
    number: usize,
    /// The last event that the reader has.
    after: i64,
}

impl Seat {
    /// The last event that the reader has.
    pub(crate) fn after(&self) -> i64 {
        self.after
    }

    /// Begins after another event than the last: the reader has all up to it.
    pub(crate) fn begin_after(&mut self, seq: i64) {
        self.after = seq;
    }

    /// The next event, or a call once there is one.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Next> {
        let mut held = self.hub.held();
        if held.closed {
            return Poll::Ready(Next::Closed);
        }
        if self.after >= held.head {
            held.waiting[self.number] = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let behind = usize::try_from(held.head - self.after).unwrap_or(usize::MAX);
        let Some(place) = held.events.len().checked_sub(behind) else {
            return Poll::Ready(Next::Lost);
        };
        self.after += 1;
        Poll::Ready(Next::Event(held.events[place].clone()))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut held = self.hub.held();
        held.waiting[self.number] = None;
        held.free.push(self.number);
        if held.free.len() == held.waiting.len() {
            held.free = Vec::new();
            held.waiting = Vec::new();
            held.next = 0;
        }
    }
}

//! Keeps the hubs in step with the database.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::feed::written;
use super::hub::{Hub, Seat};
use super::pulse::Pulse;
use crate::metrics::Metrics;
use crate::problem::kind;
use crate::store::db::{self, Db};
use crate::store::events::BATCH;
use crate::store::{ARTICLES, Outcome, QUEUE, Store};
use crate::times;

/// How long a replica waits before it asks a database again that did not answer.
const AGAIN: Duration = Duration::from_secs(1);
/// How long the line to the other replicas may be quiet before it is asked whether it still stands, and how long
/// it has for the answer.
const QUIET: Duration = Duration::from_secs(10);

/// The hubs of this replica.
pub(crate) struct Live {
    store: Arc<Store>,
    topics: Mutex<HashMap<String, Arc<Topic>>>,
    queue: Arc<Hub>,
    queue_changed: Notify,
    closed: AtomicBool,
    pulse: Arc<Pulse>,
    room: usize,
    metrics: Arc<Metrics>,
}

/// An article that somebody reads.
struct Topic {
    slug: String,
    hub: Arc<Hub>,
    /// Whether somebody is about to read the new events.
    called: AtomicBool,
    reading: tokio::sync::Mutex<()>,
}

impl Topic {
    fn new(slug: &str, head: i64, room: usize) -> Self {
        Self {
            slug: slug.to_owned(),
            hub: Arc::new(Hub::new(head, room)),
            called: AtomicBool::new(false),
            reading: tokio::sync::Mutex::default(),
        }
    }
}

impl Live {
    /// No hubs yet. A reader's queue has `room` events.
    pub(crate) fn new(store: Arc<Store>, room: usize, metrics: Arc<Metrics>) -> Self {
        Self {
            store,
            topics: Mutex::default(),
            queue: Arc::new(Hub::new(0, room)),
            queue_changed: Notify::new(),
            closed: AtomicBool::new(false),
            pulse: Arc::default(),
            room,
            metrics,
        }
    }

    /// Tells whether the database answers.
    pub(crate) fn pulse(&self) -> Arc<Pulse> {
        Arc::clone(&self.pulse)
    }

    /// A seat for the events of an article.
    pub(crate) async fn sit(self: &Arc<Self>, slug: &str) -> Outcome<Seat> {
        let known = self.topics().get(slug).cloned();
        let topic = match known {
            Some(topic) => topic,
            None => {
                let head = self.store.article(slug).await?.seq;
                let mut topics = self.topics();
                let new = || Arc::new(Topic::new(slug, head, self.room));
                Arc::clone(topics.entry(slug.to_owned()).or_insert_with(new))
            }
        };
        let seat = topic.hub.sit();
        if self.closed.load(Ordering::SeqCst) {
            topic.hub.close();
        }
        // What was committed since the article's row was read woke nobody.
        self.wake(topic);
        Ok(seat)
    }

    /// A seat for the changes of the moderators' queue.
    pub(crate) fn sit_at_queue(&self) -> Seat {
        let seat = self.queue.sit();
        if self.closed.load(Ordering::SeqCst) {
            self.queue.close();
        }
        seat
    }

    /// Has the new events of an article read, if anybody here reads it.
    pub(crate) fn poke(self: &Arc<Self>, slug: &str) {
        let topic = self.topics().get(slug).cloned();
        if let Some(topic) = topic {
            self.wake(topic);
        }
    }

    /// Says that the moderators' queue has changed.
    pub(crate) fn poke_queue(&self) {
        self.queue_changed.notify_one();
    }

    /// Tells every reader that the server is going away.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.topics().values().for_each(|topic| topic.hub.close());
        self.queue.close();
    }

    fn topics(&self) -> MutexGuard<'_, HashMap<String, Arc<Topic>>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Of many calls at once one reads; one more waits for it, in case it has begun too early.
    fn wake(self: &Arc<Self>, topic: Arc<Topic>) {
        if topic.called.swap(true, Ordering::SeqCst) {
            return;
        }
        let live = Arc::clone(self);
        tokio::spawn(async move {
            let _alone = topic.reading.lock().await;
            topic.called.store(false, Ordering::SeqCst);
            while let Err(problem) = live.read_on(&topic).await {
                tracing::warn!(kind = kind(&problem), "new events could not be read");
                sleep(AGAIN).await;
            }
        });
    }

    /// Reads what is new, a part at a time: who was in step before a server was cut off from its database
    /// stays in step when it hears of thousands of events at once.
    async fn read_on(&self, topic: &Topic) -> db::Result<()> {
        let part = i64::try_from(topic.hub.part()).unwrap_or(BATCH).min(BATCH);
        loop {
            let head = topic.hub.head();
            let events = self.store.events(&topic.slug, head, part).await?;
            let (Some(first), Some(last)) = (events.first(), events.last()) else {
                return Ok(());
            };
            if first.seq != head + 1 {
                // Longer without the database than events are kept.
                topic.hub.skip_to(last.seq);
                continue;
            }
            // Replicas need not have the same clock: what seems to come from the future is new.
            let now = times::now();
            for event in &events {
                let age = u64::try_from(now - event.at).unwrap_or_default();
                self.metrics.lag.add(Duration::from_millis(age));
            }
            topic.hub.publish(events.iter().map(|event| {
                written(&event.kind, Some(&self.store.cursor(event.seq)), &event.data)
            }));
            if i64::try_from(events.len()) != Ok(part) {
                return Ok(());
            }
            topic.hub.taken().await;
        }
    }

    /// Forgets articles that nobody reads, and looks for events that nobody was woken for.
    async fn look_around(self: &Arc<Self>) -> db::Result<()> {
        self.store.db.answers().await?;
        let slugs: Vec<String> = {
            let mut topics = self.topics();
            topics.retain(|_, topic| Arc::strong_count(topic) > 1 || topic.hub.seats() > 0);
            topics.keys().cloned().collect()
        };
        for some in slugs.chunks(500) {
            for (slug, seq) in self.store.heads(some).await? {
                let topic = self.topics().get(&slug).cloned();
                if let Some(topic) = topic.filter(|topic| topic.hub.head() < seq) {
                    self.wake(topic);
                }
            }
        }
        Ok(())
    }

    /// Looks around for ever, `every` so often.
    pub(crate) async fn keep_looking(self: Arc<Self>, every: Duration) {
        let mut clock = interval(every);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            clock.tick().await;
            match self.look_around().await {
                Ok(()) => self.pulse.beat(every),
                Err(problem) => {
                    tracing::warn!(kind = kind(&problem), "the database could not be looked at");
                }
            }
        }
    }

    /// Hears for ever what other replicas say; with SQLite there are none.
    pub(crate) async fn keep_listening(self: Arc<Self>) {
        let Db::Pg(pool) = &self.store.db else {
            return;
        };
        loop {
            let heard = match PgListener::connect_with(pool).await {
                Ok(listener) => self.listen(listener).await,
                Err(problem) => Err(problem),
            };
            if let Err(problem) = heard {
                tracing::warn!(kind = kind(&problem), "the other replicas cannot be heard");
            }
            sleep(AGAIN).await;
        }
    }

    async fn listen(self: &Arc<Self>, mut listener: PgListener) -> db::Result<()> {
        listener.listen_all([ARTICLES, QUEUE]).await?;
        self.catch_up().await?;
        loop {
            let Ok(heard) = timeout(QUIET, listener.try_recv()).await else {
                // A line that was cut without a word is as quiet as one on which nobody speaks.
                let asked = sqlx::query("SELECT 1").execute(&mut listener);
                timeout(QUIET, asked).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
                continue;
            };
            match heard? {
                Some(said) if said.channel() == ARTICLES => self.poke(said.payload()),
                Some(_) => self.poke_queue(),
                // The connection was lost, and with it nobody knows what.
                None => self.catch_up().await?,
            }
        }
    }

    /// What was said while nobody listened is told by the tables.
    async fn catch_up(self: &Arc<Self>) -> db::Result<()> {
        self.look_around().await?;
        self.poke_queue();
        Ok(())
    }

    /// Tells the moderators for ever how many comments wait, at most once `every`.
    pub(crate) async fn keep_counting(self: Arc<Self>, every: Duration) {
        loop {
            self.queue_changed.notified().await;
            if self.queue.seats() > 0 {
                match self.store.waiting().await {
                    Ok(waiting) => self.queue.publish([queue(waiting)]),
                    Err(problem) => {
                        tracing::warn!(kind = kind(&problem), "the queue could not be counted");
                        self.poke_queue();
                    }
                }
            }
            sleep(every).await;
        }
    }
}

fn queue(waiting: i64) -> Bytes {
    let told = serde_json::json!({"type": "queue", "waiting": waiting});
    written("queue", None, &told.to_string())
}

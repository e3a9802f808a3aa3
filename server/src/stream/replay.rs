//! What a reader missed, read from the database as they take it.
//!
//! Nobody shares these events: whoever asks for many and reads none must not have them all in memory.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;

use super::feed::written;
use super::hub::Next;
use crate::problem::kind;
use crate::store::Store;
use crate::store::db;
use crate::store::events::Event;

/// How many events are read at once. hyper takes as many pieces of a body before it waits for the socket.
const AT_ONCE: i64 = 16;

/// The events from where a reader was to where their seat begins.
pub(crate) struct Replay {
    store: Arc<Store>,
    article: String,
    /// The last event that the reader was sent.
    seq: i64,
    /// The last event that was missed: what follows comes to the seat.
    until: i64,
    read: VecDeque<Event>,
}

impl Replay {
    /// The events of an article after `seq`, with `until` as the last; none where what follows `seq` is
    /// not known any more.
    pub(crate) async fn begin(
        store: &Arc<Store>,
        article: &str,
        seq: i64,
        until: i64,
    ) -> db::Result<Option<Self>> {
        let (store, article) = (Arc::clone(store), article.to_owned());
        let mut replay = Self { store, article, seq, until, read: VecDeque::new() };
        let is_known = seq >= until || replay.read_on().await?;
        Ok(is_known.then_some(replay))
    }

    /// Reads the next few; whether they are still there.
    async fn read_on(&mut self) -> db::Result<bool> {
        let count = AT_ONCE.min(self.until - self.seq);
        self.read = self.store.events(&self.article, self.seq, count).await?.into();
        Ok(self.read.front().is_some_and(|first| first.seq == self.seq + 1))
    }

    async fn next(&mut self) -> Option<Next> {
        if self.read.is_empty() && self.seq < self.until {
            match self.read_on().await {
                Ok(true) => {}
                // Old events were dropped before the reader took them.
                Ok(false) => return Some(Next::Lost),
                // The reader comes again, after what they have.
                Err(problem) => {
                    tracing::warn!(kind = kind(&problem), "missed events could not be read");
                    return Some(Next::Closed);
                }
            }
        }
        let event = self.read.pop_front()?;
        self.seq = event.seq;
        Some(Next::Event(self.write(&event)))
    }

    fn write(&self, event: &Event) -> Bytes {
        written(&event.kind, Some(&self.store.cursor(event.seq)), &event.data)
    }

    /// What is sent of it, to be asked for piece by piece.
    pub(crate) fn into_stream(self) -> Pin<Box<dyn Stream<Item = Next> + Send>> {
        Box::pin(unfold(self, |mut replay| async move {
            let next = replay.next().await?;
            Some((next, replay))
        }))
    }
}

//! Pages that were made, kept for a while: the same page is never made twice at once, and a reader waits
//! for it only where there is none.

use std::future::Future;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode};
use tokio::sync::Mutex;

use super::make::Made;
use crate::page::Variants;

/// How long a page holds.
pub const FRESH: Duration = Duration::from_secs(60);
/// How long an older one is sent while a new one is made.
pub const STALE: Duration = Duration::from_secs(600);
/// How long an older one is sent where no new one can be made.
const LAST_GOOD: Duration = Duration::from_secs(86_400);
/// How long a page that could not be had holds: long enough for a crowd to ask once.
const FAILED: Duration = Duration::from_secs(2);

/// A page that was made.
#[derive(Debug)]
pub struct Entry {
    /// The status that it is sent with.
    pub status: StatusCode,
    /// When to ask again, where it could not be had.
    pub retry_after: Option<u32>,
    /// What is sent.
    pub variants: Variants,
    /// The frame that it was made in.
    frame: u64,
    made: Instant,
    /// Until when it holds, in milliseconds from when it was made.
    holds: AtomicI64,
    /// Held by whoever makes the next one.
    next: Arc<Mutex<()>>,
}

impl Entry {
    fn new(made: Made, frame: u64) -> Self {
        let holds = if made.status.is_server_error() { FAILED } else { FRESH };
        Self {
            status: made.status,
            retry_after: made.retry_after,
            variants: Variants::new(made.html.into_bytes().into()),
            frame,
            made: Instant::now(),
            holds: AtomicI64::new(millis(holds)),
            next: Arc::default(),
        }
    }

    fn is_fresh(&self) -> bool {
        millis(self.made.elapsed()) < self.holds.load(Ordering::Relaxed)
    }

    fn is_good(&self) -> bool {
        !self.status.is_server_error()
    }

    /// No newer one can be had: this one is sent for a little longer, and then it is tried again.
    fn hold_on(&self) {
        let until = millis(self.made.elapsed() + FAILED);
        self.holds.store(until, Ordering::Relaxed);
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[derive(Clone, Debug)]
struct ByBytes;

impl quick_cache::Weighter<String, Arc<Entry>> for ByBytes {
    fn weight(&self, key: &String, entry: &Arc<Entry>) -> u64 {
        // What is compressed takes about half as much again.
        (key.len() + entry.variants.len() * 3 / 2 + 512) as u64
    }
}

/// The pages, by their routes, bounded in memory.
#[derive(Debug)]
pub struct Cache(quick_cache::sync::Cache<String, Arc<Entry>, ByBytes>);

impl Cache {
    /// Pages of so many bytes in all, compressed copies included.
    pub fn new(bytes: u64) -> Self {
        // Most pages are some 100 KB.
        let pages = usize::try_from(bytes / 100_000).unwrap_or(1_000).max(16);
        Self(quick_cache::sync::Cache::with_weighter(pages, bytes, ByBytes))
    }

    /// The page at `key` in the frame with this number, by `make` where there is none, or none that holds.
    ///
    /// # Errors
    /// Those of `make`, where there is no older page either.
    pub async fn page<F>(
        self: &Arc<Self>,
        key: &str,
        frame: u64,
        make: impl Fn() -> F + Send + Sync + 'static,
    ) -> anyhow::Result<Arc<Entry>>
    where
        F: Future<Output = anyhow::Result<Made>> + Send,
    {
        let known = match self.0.get_value_or_guard_async(key).await {
            Ok(entry) => entry,
            Err(guard) => {
                let entry = Arc::new(Entry::new(make().await?, frame));
                let _ = guard.insert(Arc::clone(&entry));
                return Ok(entry);
            }
        };
        let is_ours = known.frame == frame;
        if is_ours && known.is_fresh() {
            return Ok(known);
        }
        let next = Arc::clone(&known.next);
        if is_ours && known.is_good() && known.made.elapsed() < STALE {
            if let Ok(turn) = next.try_lock_owned() {
                let (cache, key, known) = (Arc::clone(self), key.to_owned(), Arc::clone(&known));
                tokio::spawn(async move {
                    let _turn = turn;
                    cache.renew(&key, frame, &known, make().await);
                });
            }
            return Ok(known);
        }
        let _turn = next.lock().await;
        // Somebody else may have had the turn before.
        if let Some(entry) =
            self.0.peek(key).filter(|entry| entry.frame == frame && entry.is_fresh())
        {
            return Ok(entry);
        }
        Ok(self.renew(key, frame, &known, make().await))
    }

    fn renew(
        &self,
        key: &str,
        frame: u64,
        known: &Arc<Entry>,
        made: anyhow::Result<Made>,
    ) -> Arc<Entry> {
        let is_kept = known.is_good() && known.made.elapsed() < LAST_GOOD;
        match made {
            Ok(made) if !(made.status.is_server_error() && is_kept) => {
                let entry = Arc::new(Entry::new(made, frame));
                self.0.insert(key.to_owned(), Arc::clone(&entry));
                entry
            }
            _ => {
                known.hold_on();
                Arc::clone(known)
            }
        }
    }
}

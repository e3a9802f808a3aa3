//! Pages that were made, kept for a while: the same page is never made twice at once, and a reader waits
//! for it only where there is none.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use tokio::sync::Mutex;

use super::make::Made;
use crate::page::Variants;

/// How long an older one is sent while a new one is made.
const STALE: Duration = Duration::from_secs(600);
/// How long an older one is sent where no new one can be made.
const LAST_GOOD: Duration = Duration::from_secs(86_400);
/// How long an older one is sent before a new one is tried for once more.
const TRIED: Duration = Duration::from_secs(2);

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
        Self {
            status: made.status,
            retry_after: made.retry_after,
            variants: Variants::new(made.text.into_bytes().into(), made.media_type),
            frame,
            made: Instant::now(),
            holds: AtomicI64::new(millis(made.holds)),
            next: Arc::default(),
        }
    }

    fn is_fresh(&self) -> bool {
        millis(self.made.elapsed()) < self.holds.load(Ordering::Relaxed)
    }

    /// Whether it may be sent when it holds no longer. That something is not there may be over: a story
    /// is asked for by its editor, who comes before it is published.
    fn is_good(&self) -> bool {
        self.status.is_success()
    }

    /// No newer one can be had: this one is sent for a little longer, and then it is tried again.
    fn hold_on(&self) {
        let until = millis(self.made.elapsed() + TRIED);
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
        (key.len() + entry.variants.size() * 3 / 2 + 512) as u64
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

    /// The page at `key` in the frame with this number, if there is one that holds.
    pub fn fresh(&self, key: &str, frame: u64) -> Option<Arc<Entry>> {
        self.0.get(key).filter(|entry| entry.frame == frame && entry.is_fresh())
    }

    /// The page at `key` in the frame with this number, by `make` where there is none, or none that holds.
    ///
    /// # Errors
    /// Those of `make`, where there is no older page in this frame either.
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
                    // There is a good one: where no new one can be had it stays.
                    let _ = cache.renew(&key, frame, &known, make().await);
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
        self.renew(key, frame, &known, make().await)
    }

    fn renew(
        &self,
        key: &str,
        frame: u64,
        known: &Arc<Entry>,
        made: anyhow::Result<Made>,
    ) -> anyhow::Result<Arc<Entry>> {
        // A page of another frame has styles and a script within itself that this one's policy refuses.
        let is_ours = known.frame == frame;
        let is_kept = is_ours && known.is_good() && known.made.elapsed() < LAST_GOOD;
        match made {
            Ok(made) if !(made.status.is_server_error() && is_kept) => {
                let entry = Arc::new(Entry::new(made, frame));
                self.0.insert(key.to_owned(), Arc::clone(&entry));
                Ok(entry)
            }
            Err(problem) if !is_kept => Err(problem),
            made => {
                if let Err(problem) = made {
                    tracing::error!("{problem:#}");
                }
                known.hold_on();
                Ok(Arc::clone(known))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use anyhow::Result;

    use super::*;

    /// Makes pages that hold for no time at all, unless it is said for how long, by the statuses given,
    /// and counts them.
    struct Maker {
        statuses: Vec<u16>,
        holds: Duration,
        made: Arc<AtomicUsize>,
    }

    impl Maker {
        fn new(statuses: &[u16]) -> Self {
            Self { statuses: statuses.to_vec(), holds: Duration::ZERO, made: Arc::default() }
        }

        fn make(&self) -> impl Fn() -> std::future::Ready<Result<Made>> + Send + Sync + use<> {
            let (statuses, holds) = (self.statuses.clone(), self.holds);
            let made = Arc::clone(&self.made);
            move || {
                let number = made.fetch_add(1, Ordering::Relaxed);
                let status = statuses[number.min(statuses.len() - 1)];
                std::future::ready(Ok(Made {
                    status: StatusCode::from_u16(status).unwrap_or_default(),
                    retry_after: None,
                    media_type: "text/plain",
                    text: number.to_string(),
                    holds,
                }))
            }
        }
    }

    fn age(entry: &Entry, by: Duration) -> Entry {
        let made = Made {
            status: entry.status,
            retry_after: None,
            media_type: "text/plain",
            text: "old".to_owned(),
            holds: Duration::ZERO,
        };
        let begun = Instant::now().checked_sub(by).unwrap_or_else(Instant::now);
        Entry { made: begun, ..Entry::new(made, entry.frame) }
    }

    #[tokio::test]
    async fn an_older_page_is_sent_while_a_new_one_is_made() {
        let (cache, maker) = (Arc::new(Cache::new(1 << 20)), Maker::new(&[200]));
        assert_eq!(cache.page("/", 1, maker.make()).await.unwrap().variants.size(), 1);
        let second = cache.page("/", 1, maker.make()).await.unwrap();
        assert_eq!(second.variants.size(), 1);
        // It was made beside the answer.
        while maker.made.load(Ordering::Relaxed) < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(maker.made.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn the_last_good_page_is_sent_for_a_day_where_no_new_one_can_be_had() {
        let (cache, maker) = (Arc::new(Cache::new(1 << 20)), Maker::new(&[200, 503, 503, 503]));
        let first = cache.page("/", 1, maker.make()).await.unwrap();
        for (hours, status) in [(1, 200), (23, 200), (25, 503)] {
            let old = Arc::new(age(&first, Duration::from_secs(hours * 3_600)));
            cache.0.insert("/".to_owned(), old);
            let sent = cache.page("/", 1, maker.make()).await.unwrap();
            assert_eq!(sent.status.as_u16(), status, "after {hours} hours");
        }
    }

    #[tokio::test]
    async fn a_page_in_another_frame_is_made_anew() {
        let (cache, maker) = (Arc::new(Cache::new(1 << 20)), Maker::new(&[200]));
        cache.page("/", 1, maker.make()).await.unwrap();
        let other = cache.page("/", 2, maker.make()).await.unwrap();
        assert_eq!(other.frame, 2);
    }

    #[tokio::test]
    async fn a_page_in_another_frame_is_not_sent_where_no_new_one_can_be_had() {
        let cache = Arc::new(Cache::new(1 << 20));
        let maker = Maker { holds: TRIED, ..Maker::new(&[200, 503, 503]) };
        cache.page("/", 1, maker.make()).await.unwrap();
        for _ in 0..2 {
            let other = cache.page("/", 2, maker.make()).await.unwrap();
            assert_eq!((other.status.as_u16(), other.frame), (503, 2));
        }
        assert!(cache.fresh("/", 2).is_some());
        assert_eq!(maker.made.load(Ordering::Relaxed), 2, "the second found what the first had");
    }

    #[tokio::test]
    async fn what_is_not_there_is_never_sent_when_it_holds_no_longer() {
        for missing in [404, 410] {
            let (cache, maker) = (Arc::new(Cache::new(1 << 20)), Maker::new(&[missing, 200]));
            for status in [missing, 200] {
                let sent = cache.page("/", 1, maker.make()).await.unwrap();
                assert_eq!(sent.status.as_u16(), status);
            }
            let (cache, maker) = (Arc::new(Cache::new(1 << 20)), Maker::new(&[missing, 503]));
            for status in [missing, 503] {
                let sent = cache.page("/", 1, maker.make()).await.unwrap();
                assert_eq!(sent.status.as_u16(), status);
            }
        }
    }

    #[tokio::test]
    async fn memory_is_bounded() {
        let (cache, maker) = (Arc::new(Cache::new(1 << 20)), Maker::new(&[200]));
        for number in 0..20_000 {
            cache.page(&format!("/article/{number}"), 1, maker.make()).await.unwrap();
        }
        assert!(cache.0.weight() <= 1 << 20, "{}", cache.0.weight());
    }
}

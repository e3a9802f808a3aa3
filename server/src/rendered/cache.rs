//! Pages that were made, kept for a while: the same page is never made twice at once, and a reader waits
//! for it only where there is none.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::make::Made;
use crate::page::Variants;

/// How long an older one is sent while a new one is made.
const STALE: Duration = Duration::from_secs(600);
/// How long an older one is sent where no new one can be made.
const LAST_GOOD: Duration = Duration::from_secs(86_400);
/// How long an older one is sent before a new one is tried for once more.
const TRIED: Duration = Duration::from_secs(2);
/// How long one of which parts are missing is sent while a new one is made: where the backend that failed
/// stays away a crowd doesn't wait, and who comes later gets what can be had by then.
const STALE_IN_PARTS: Duration = Duration::from_secs(10);
/// How long a reader waits for a new one where there is an older one to be had: more than first comments
/// take at most, less than a backend that says nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A page that was made.
#[derive(Debug)]
pub struct Entry {
    /// The status that it is sent with.
    pub status: StatusCode,
    /// When to ask again, where it could not be had.
    pub retry_after: Option<u32>,
    /// What is sent.
    pub variants: Variants,
    /// Whether nothing of it is missing.
    pub is_whole: bool,
    /// The frame that it was made in.
    frame: u64,
    made: Instant,
    /// Until when it holds, in milliseconds from when it was made.
    holds: AtomicI64,
    /// How long it was made for.
    made_for: Duration,
    /// Held by whoever makes the next one.
    next: Arc<Mutex<()>>,
}

impl Entry {
    fn new(made: Made, frame: u64) -> Self {
        Self {
            status: made.status,
            retry_after: made.retry_after,
            variants: Variants::new(made.text.into_bytes().into(), made.media_type),
            is_whole: made.is_whole,
            frame,
            made: Instant::now(),
            holds: AtomicI64::new(millis(made.holds)),
            made_for: made.holds,
            next: Arc::default(),
        }
    }

    /// How long ago it was made, in seconds.
    pub fn age(&self) -> u64 {
        self.made.elapsed().as_secs()
    }

    fn is_fresh(&self) -> bool {
        millis(self.made.elapsed()) < self.holds.load(Ordering::Relaxed)
    }

    /// Whether it may be sent when it holds no longer. That something is not there may be over: a story
    /// is asked for by its editor, who comes before it is published.
    fn is_good(&self) -> bool {
        self.status.is_success()
    }

    /// Whether it is sent at once while a new one is made.
    fn is_sent_at_once(&self) -> bool {
        self.made.elapsed() < if self.is_whole { STALE } else { STALE_IN_PARTS }
    }

    /// Whether it can be sent in the frame with this number where no new one can be had. A page of another
    /// frame has styles and a script within itself that this one's policy refuses.
    fn is_kept_in(&self, frame: u64) -> bool {
        self.frame == frame && self.is_good() && self.made.elapsed() < LAST_GOOD
    }

    /// Whether it is better than what was made in its place: that it could not be had, or for a while a page
    /// of which parts are missing that this one has.
    fn is_better_than(&self, made: &Made) -> bool {
        let is_poorer = made.status.is_success() && self.is_whole && !made.is_whole;
        let is_old = self.made.elapsed() >= self.made_for + STALE;
        made.status.is_server_error() || made.is_in_doubt || (is_poorer && !is_old)
    }

    /// No better one can be had: this one is sent for so much longer, and then it is tried again.
    fn hold_on(&self, longer: Duration) {
        let until = millis(self.made.elapsed() + longer);
        self.holds.store(until, Ordering::Relaxed);
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// Into how many parts the memory is divided. None takes what is larger than itself, and a part of a sitemap
/// (50,000 addresses, with its compressed copies 10 MB) is to be kept: the library would make four for each
/// processor.
const SHARDS: usize = 2;

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
        let mut options = quick_cache::OptionsBuilder::new();
        let options = options.estimated_items_capacity(pages).weight_capacity(bytes).shards(SHARDS);
        let (hashed, living) = (Default::default(), Default::default());
        Self(match options.build() {
            Ok(options) => quick_cache::sync::Cache::with_options(options, ByBytes, hashed, living),
            Err(_) => quick_cache::sync::Cache::with_weighter(pages, bytes, ByBytes),
        })
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
        if known.frame == frame && known.is_fresh() {
            return Ok(known);
        }
        if !known.is_kept_in(frame) {
            let _turn = known.next.lock().await;
            // Somebody else may have had the turn before.
            if let Some(entry) = self.latest(key, frame).filter(|entry| entry.is_fresh()) {
                return Ok(entry);
            }
            return self.renew(key, frame, &known, make().await);
        }
        let renewal = self.begin_renewal(key, frame, &known, make);
        if known.is_sent_at_once() {
            return Ok(known);
        }
        let renewed = async {
            match renewal {
                Some(renewal) => drop(renewal.await),
                None => drop(known.next.lock().await),
            }
        };
        if timeout(PATIENCE, renewed).await.is_err() {
            // The next readers need not find out for themselves.
            known.hold_on(TRIED);
        }
        Ok(self.latest(key, frame).unwrap_or(known))
    }

    /// Whether there is a page at `key`, of whatever age.
    pub fn has(&self, key: &str) -> bool {
        self.0.peek(key).is_some()
    }

    /// The page at `key`, whether or not it holds.
    fn latest(&self, key: &str, frame: u64) -> Option<Arc<Entry>> {
        self.0.peek(key).filter(|entry| entry.frame == frame)
    }

    /// Makes a page anew beside the answers, where nobody does so already. There is a good one: where no
    /// new one can be had it stays.
    fn begin_renewal<F>(
        self: &Arc<Self>,
        key: &str,
        frame: u64,
        known: &Arc<Entry>,
        make: impl Fn() -> F + Send + Sync + 'static,
    ) -> Option<JoinHandle<()>>
    where
        F: Future<Output = anyhow::Result<Made>> + Send,
    {
        let turn = Arc::clone(&known.next).try_lock_owned().ok()?;
        let (cache, key, known) = (Arc::clone(self), key.to_owned(), Arc::clone(known));
        Some(tokio::spawn(async move {
            let _turn = turn;
            let _ = cache.renew(&key, frame, &known, make().await);
        }))
    }

    fn renew(
        &self,
        key: &str,
        frame: u64,
        known: &Arc<Entry>,
        made: anyhow::Result<Made>,
    ) -> anyhow::Result<Arc<Entry>> {
        let is_kept = known.is_kept_in(frame);
        match made {
            Ok(made) if !(is_kept && known.is_better_than(&made)) => {
                let entry = Arc::new(Entry::new(made, frame));
                self.0.insert(key.to_owned(), Arc::clone(&entry));
                Ok(entry)
            }
            Err(problem) if !is_kept => Err(problem),
            made => {
                if let Err(problem) = &made {
                    tracing::error!("{problem:#}");
                }
                // As long as the poorer one would have held.
                let poorer = made.ok().filter(|made| made.status.is_success());
                known.hold_on(poorer.map_or(TRIED, |made| made.holds.max(TRIED)));
                Ok(Arc::clone(known))
            }
        }
    }
}

#[cfg(test)]
impl Cache {
    /// Lets a page be older by so long.
    pub fn grow_old(&self, key: &str, by: Duration) {
        let entry = self.0.peek(key).unwrap();
        let made = Made {
            status: entry.status,
            retry_after: None,
            media_type: "text/html; charset=utf-8",
            text: entry.variants.text().unwrap().to_owned(),
            holds: entry.made_for,
            is_whole: entry.is_whole,
            is_in_doubt: false,
        };
        let begun = Instant::now().checked_sub(by).unwrap();
        let old = Entry { made: begun, ..Entry::new(made, entry.frame) };
        self.0.insert(key.to_owned(), Arc::new(old));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use anyhow::Result;

    use super::*;

    const IN_PARTS: u16 = 206;
    const IN_DOUBT: u16 = 418;

    /// Makes pages that hold for no time at all, unless it is said for how long, by the statuses given,
    /// and counts them. [`IN_PARTS`] makes one of which parts are missing, [`IN_DOUBT`] one that may be there.
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
                    is_whole: status != IN_PARTS,
                    is_in_doubt: status == IN_DOUBT,
                }))
            }
        }
    }

    /// A gate before the backend shuts for a while; of what is said to be gone that is said.
    #[tokio::test]
    async fn a_page_of_before_is_sent_where_it_may_be_there_and_not_where_it_is_not() {
        for (then, sent) in [(IN_DOUBT, 200), (404, 404)] {
            let (cache, maker) = (Arc::new(Cache::new(1 << 20)), Maker::new(&[200, then]));
            cache.page("/", 1, maker.make()).await.unwrap();
            cache.grow_old("/", STALE + Duration::from_secs(1));
            let entry = cache.page("/", 1, maker.make()).await.unwrap();
            assert_eq!((entry.status.as_u16(), maker.made.load(Ordering::Relaxed)), (sent, 2));
        }
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
            cache.0.insert("/".to_owned(), Arc::clone(&first));
            cache.grow_old("/", Duration::from_secs(hours * 3_600));
            let sent = cache.page("/", 1, maker.make()).await.unwrap();
            assert_eq!(sent.status.as_u16(), status, "after {hours} hours");
        }
    }

    #[tokio::test]
    async fn a_whole_page_is_not_given_up_for_one_in_parts_before_it_is_stale() {
        let cache = Arc::new(Cache::new(1 << 20));
        let maker = Maker::new(&[200, IN_PARTS]);
        let first = cache.page("/", 1, maker.make()).await.unwrap();
        for (minutes, is_whole) in [(9, true), (11, false), (11, false)] {
            cache.0.insert("/".to_owned(), Arc::clone(&first));
            cache.grow_old("/", Duration::from_secs(minutes * 60));
            let old = cache.latest("/", 1).unwrap();
            // One that is sent at once has its renewal beside it.
            cache.page("/", 1, maker.make()).await.unwrap();
            drop(old.next.lock().await);
            let kept = cache.latest("/", 1).unwrap();
            assert_eq!(kept.is_whole, is_whole, "after {minutes} minutes");
        }
    }

    #[tokio::test]
    async fn a_whole_page_takes_the_place_of_one_in_parts() {
        let cache = Arc::new(Cache::new(1 << 20));
        let maker = Maker::new(&[IN_PARTS, 200]);
        let first = cache.page("/", 1, maker.make()).await.unwrap();
        assert!(!first.is_whole);
        // Nobody has asked for a while: what is missing may be there by now.
        cache.grow_old("/", STALE_IN_PARTS);
        assert!(cache.page("/", 1, maker.make()).await.unwrap().is_whole);
    }

    #[tokio::test]
    async fn nobody_waits_for_a_silent_backend_where_there_is_an_older_page() {
        let cache = Arc::new(Cache::new(1 << 20));
        cache.page("/", 1, Maker::new(&[200]).make()).await.unwrap();
        cache.grow_old("/", STALE * 2);
        let silent = std::future::pending::<Result<Made>>;
        let asked = Instant::now();
        let crowd = (0..3).map(|_| cache.page("/", 1, silent));
        for sent in futures_util::future::join_all(crowd).await {
            assert_eq!(sent.unwrap().variants.text(), Some("0"));
        }
        assert!(asked.elapsed() < PATIENCE * 2, "{:?}", asked.elapsed());
        let asked = Instant::now();
        cache.page("/", 1, silent).await.unwrap();
        assert!(asked.elapsed() < PATIENCE / 2, "who comes next has no need to wait as long");
    }

    #[tokio::test]
    async fn who_waits_for_a_new_page_has_it() {
        let (cache, maker) = (Arc::new(Cache::new(1 << 20)), Maker::new(&[200]));
        cache.page("/", 1, maker.make()).await.unwrap();
        cache.grow_old("/", STALE * 2);
        let sent = cache.page("/", 1, maker.make()).await.unwrap();
        assert_eq!(sent.variants.text(), Some("1"));
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

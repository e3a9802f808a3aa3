//! The server as a whole: a site, its comments, or both.

use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::api::{self, Shared};
use crate::limits::{Limits, Rates};
use crate::metrics::Metrics;
use crate::net::{self, Patience};
use crate::newcomers::Newcomers;
use crate::rendered::{Documents, Renderer, Turns};
use crate::site::Site;
use crate::spam::Rules;
use crate::store::{House, Store};
use crate::stream::live::Live;
use crate::{seed, site};

/// What a server is to be. The defaults are a comments server on no database, which is nothing:
/// name a `dist`, a `data`, or both.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of a built site.
    pub dist: Option<PathBuf>,
    /// The database of the comments: `postgres://…`, `sqlite://…`, or the path of a file.
    pub data: Option<String>,
    /// How many bytes of rendered pages are kept; none renders no pages.
    pub rendered: Option<u64>,
    /// The folder of an edition, whose discussions are taken in and whose documents are served.
    pub seed: Option<PathBuf>,
    /// The moderators' token; without one nobody moderates.
    pub admin_token: Option<String>,
    /// Words that send a comment to approval, one a line.
    pub words: String,
    /// Links that a comment may have before it awaits approval.
    pub links: usize,
    /// Whether every comment awaits approval.
    pub premoderate: bool,
    /// Whether the last entry of `X-Forwarded-For` is the reader's address.
    pub trust_proxy: bool,
    /// Origins of other hosts whose pages may call.
    pub allow_origins: Vec<String>,
    /// How often one address may do what; none where nothing is limited.
    pub rates: Option<Rates>,
    /// How long after posting a comment may be changed.
    pub edit_window: Duration,
    /// How often a stream says that it is there.
    pub heartbeat: Duration,
    /// The least time between two `counts` events of an article, and two `queue` events.
    pub counts_every: Duration,
    /// How often the database is looked at for events that nobody was woken for.
    pub look_every: Duration,
    /// How often old events are dropped.
    pub tidy_every: Duration,
    /// How many events of an article are kept.
    pub kept_events: u32,
    /// How many events a reader may be behind before the stream is reset.
    pub queue: usize,
    /// How long the head of a request may take.
    pub head_timeout: Duration,
    /// How long the body of a request may take.
    pub body_timeout: Duration,
    /// How long a reader may take nothing of an answer.
    pub stall_timeout: Duration,
    /// How long what is under way may take once the server is asked to stop.
    pub grace: Duration,
    /// The system's send buffer of a connection, in bytes; none leaves it to the system.
    pub send_buffer: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            dist: None,
            data: None,
            rendered: None,
            seed: None,
            admin_token: None,
            words: String::new(),
            links: 2,
            premoderate: false,
            trust_proxy: false,
            allow_origins: Vec::new(),
            rates: Some(Rates::default()),
            edit_window: seconds(5 * 60),
            heartbeat: seconds(15),
            counts_every: seconds(1),
            look_every: seconds(5),
            tidy_every: seconds(60),
            kept_events: 2_000,
            queue: 256,
            head_timeout: seconds(10),
            body_timeout: seconds(10),
            stall_timeout: seconds(20),
            grace: seconds(5),
            send_buffer: None,
        }
    }
}

/// A server that is ready to answer.
pub struct App {
    router: Router,
    comments: Option<Arc<Shared>>,
    /// Held for as long as this lasts: what looks for new stories knows it no longer than that.
    #[expect(dead_code, reason = "it is held, and not used")]
    newcomers: Option<Arc<Newcomers>>,
    metrics: Arc<Metrics>,
    patience: Patience,
    chores: Vec<JoinHandle<()>>,
}

impl App {
    /// Opens the site and the database, takes the edition in, and begins what goes on beside the
    /// answers. It needs a Tokio runtime.
    ///
    /// # Errors
    /// Where the site, the database or the edition cannot be read, in words for the deployer.
    pub async fn open(options: Options) -> Result<Self> {
        let metrics = Arc::new(Metrics::default());
        let mut router = Router::new();
        let mut comments: Option<Arc<Shared>> = None;
        let mut newcomers = None;
        let mut chores = Vec::new();
        if let Some(address) = &options.data {
            let shared = Arc::new(shared(&options, address, &metrics).await?);
            router = api::router(Arc::clone(&shared))?;
            chores = begin_chores(&shared, &options);
            comments = Some(shared);
        }
        if let Some(dist) = &options.dist {
            let opened = Site::open(dist)
                .with_context(|| format!("there is no built site in {}", dist.display()))?;
            // Documents come from the same folder and the same comments, asked in here.
            let own = router.clone().merge(site::router(Site::open(dist)?));
            let documents = Documents::new(own)?;
            if let Some(shared) = &comments {
                let (site, store) = (Site::open(dist)?, Arc::clone(&shared.store));
                let found =
                    Arc::new(Newcomers::new(site, documents.clone(), store, options.seed.clone()));
                // What the documents are asked of holds this: it must not hold them in turn.
                let _ = shared.newcomers.set(Arc::downgrade(&found));
                newcomers = Some(found);
            }
            let opened = match options.rendered {
                None => opened,
                Some(bytes) => opened.rendered(Renderer::new(documents, bytes)),
            };
            router = router.merge(site::router(opened));
        }
        let patience = Patience {
            head: options.head_timeout,
            stall: options.stall_timeout,
            grace: options.grace,
            send_buffer: options.send_buffer,
        };
        Ok(Self { router, comments, newcomers, metrics, patience, chores })
    }

    /// The routes, to be served by something else or asked directly.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The figures.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Drops events that are too old or too many, and submissions that nobody repeats any more. It
    /// also happens by itself now and then.
    ///
    /// # Errors
    /// Where the database cannot be reached.
    pub async fn tidy(&self) -> Result<()> {
        match &self.comments {
            Some(comments) => Ok(comments.store.tidy().await?),
            None => Ok(()),
        }
    }

    /// Serves on `listener` until `stop` resolves. Readers of streams are then told to come again,
    /// and what is under way may finish within [`Options::grace`].
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let metrics = Arc::clone(&self.metrics);
        let stopping = || {
            if let Some(comments) = &self.comments {
                comments.live.close();
            }
        };
        net::serve(listener, self.router.clone(), self.patience, metrics, stop, stopping).await;
        self.close().await;
    }

    /// Ends what goes on beside the answers, and closes the database.
    pub async fn close(mut self) {
        for chore in std::mem::take(&mut self.chores) {
            chore.abort();
            // Until it is dropped it may hold a connection.
            let _ = chore.await;
        }
        if let Some(comments) = self.comments.take() {
            // What is being written has as long as all else had; a database that says nothing has no longer.
            let _ = timeout(self.patience.grace, comments.store.db.close()).await;
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.chores.iter().for_each(JoinHandle::abort);
    }
}

async fn shared(options: &Options, address: &str, metrics: &Arc<Metrics>) -> Result<Shared> {
    let house = House {
        rules: Rules::new(&options.words, options.links),
        premoderate: options.premoderate,
        edit_window: options.edit_window,
        kept_events: options.kept_events.into(),
        counts_every: options.counts_every,
    };
    let store = Store::open(address, options.admin_token.as_deref(), house)
        .await
        .context("the comments' database could not be opened")?;
    if let Some(folder) = &options.seed {
        seed::sow(&store, folder).await?;
    }
    let store = Arc::new(store);
    Ok(Shared {
        live: Arc::new(Live::new(Arc::clone(&store), options.queue, Arc::clone(metrics))),
        store,
        metrics: Arc::clone(metrics),
        limits: Limits::new(options.rates),
        edition: options.seed.clone(),
        trust_proxy: options.trust_proxy,
        allow_origins: options.allow_origins.clone(),
        heartbeat: options.heartbeat,
        body_timeout: options.body_timeout,
        packing: Turns::new(api::packed::AT_ONCE),
        newcomers: OnceLock::new(),
    })
}

fn begin_chores(shared: &Arc<Shared>, options: &Options) -> Vec<JoinHandle<()>> {
    let live = || Arc::clone(&shared.live);
    vec![
        tokio::spawn(live().keep_looking(options.look_every)),
        tokio::spawn(live().keep_listening()),
        tokio::spawn(live().keep_counting(options.counts_every)),
        tokio::spawn(keep_telling_counts(Arc::clone(shared), options.counts_every)),
        tokio::spawn(keep_tidy(Arc::clone(&shared.store), options.tidy_every)),
    ]
}

async fn keep_telling_counts(shared: Arc<Shared>, every: Duration) {
    // Half the time between two events, so that none is late by a whole one.
    let mut clock = interval((every / 2).max(Duration::from_millis(1)));
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        // What failed was logged where it did, and is tried again.
        if let Ok(told) = shared.store.flush_counts().await {
            told.iter().for_each(|slug| shared.live.poke(slug));
        }
    }
}

async fn keep_tidy(store: Arc<Store>, every: Duration) {
    let mut clock = interval(every);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        if let Err(problem) = store.tidy().await {
            let kind = crate::problem::kind(&problem);
            tracing::warn!(kind, "old events could not be dropped");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in `comments-protocol.md` and `comments-server.md`, which nobody can wait for in a test.
    #[test]
    fn the_defaults_are_as_they_are_documented() {
        let options = Options::default();
        for (time, seconds) in [
            (options.heartbeat, 15),
            (options.counts_every, 1),
            (options.look_every, 5),
            (options.edit_window, 5 * 60),
            (options.stall_timeout, 20),
            (options.grace, 5),
        ] {
            assert_eq!(time, Duration::from_secs(seconds));
        }
        assert_eq!((options.kept_events, options.queue), (2_000, 256));
    }
}

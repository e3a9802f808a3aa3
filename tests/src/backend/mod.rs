//! A newsroom's backend that answers well, or in any of the ways in which one fails.
//!
//! It speaks HTTP by hand over plain sockets, since it must break off, drip, reset and lie, which a
//! proper server won't. By default it serves the built-in edition, never to be cached, so that every
//! document that the app asks for is seen here.

mod answer;
mod wire;

use std::collections::{HashMap, VecDeque};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::{Result, dist, wait};

pub use answer::{Answer, Cors, Gate};

/// Where the edition stands on the backend.
const BASE: &str = "/edition/";

/// A request that the backend has seen.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What was asked for, below the edition: `articles/alaska-summit.json`.
    pub path: String,
    /// When.
    pub at: Instant,
    /// Whether the answer has been sent as far as the script has it.
    pub is_answered: bool,
    /// When the client went away before that.
    pub closed_early: Option<Instant>,
}

/// What the connections share.
#[derive(Debug, Default)]
struct Desk {
    scripts: Mutex<HashMap<String, VecDeque<Answer>>>,
    seen: Mutex<Vec<Seen>>,
    root: PathBuf,
}

impl Desk {
    /// The next answer to a request for a path; the last one of a script stays.
    fn answer(&self, path: &str) -> Answer {
        let mut scripts = lock(&self.scripts);
        let Some(script) = scripts.get_mut(path) else { return Answer::file() };
        let next = if script.len() > 1 { script.pop_front() } else { script.front().cloned() };
        next.unwrap_or_default()
    }

    fn note(&self, path: &str) -> usize {
        let mut seen = lock(&self.seen);
        seen.push(Seen {
            path: path.to_owned(),
            at: Instant::now(),
            is_answered: false,
            closed_early: None,
        });
        seen.len() - 1
    }

    fn end(&self, place: usize, is_whole: bool) {
        if let Some(seen) = lock(&self.seen).get_mut(place) {
            seen.is_answered = is_whole;
            seen.closed_early = (!is_whole).then(Instant::now);
        }
    }
}

/// A backend at an address of its own, until dropped.
#[derive(Debug)]
pub struct Backend {
    address: SocketAddr,
    desk: Arc<Desk>,
    listening: Mutex<Option<JoinHandle<()>>>,
}

impl Backend {
    /// A backend with the built-in edition.
    pub async fn open() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let desk = Arc::new(Desk { root: dist(), ..Desk::default() });
        let listening = Mutex::new(Some(tokio::spawn(wire::listen(listener, Arc::clone(&desk)))));
        Ok(Self { address, desk, listening })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base for a site's configuration.
    pub fn url(&self) -> String {
        format!("http://{}{BASE}", self.address)
    }

    /// A document of the built-in edition by its path below the edition, to be changed and sent.
    pub fn document(&self, path: &str) -> Result<Value> {
        let file = dist().join("edition").join(path);
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// From now on a path answers so.
    pub fn set(&self, path: &str, answer: Answer) {
        self.script(path, [answer]);
    }

    /// From now on a path answers with one after the other; the last one stays.
    pub fn script(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        lock(&self.desk.scripts).insert(path.to_owned(), answers.into_iter().collect());
    }

    /// From now on everything answers as it should.
    pub fn heal(&self) {
        lock(&self.desk.scripts).clear();
    }

    /// From now on nobody listens: connections are refused.
    pub async fn refuse(&self) {
        let listening = lock(&self.listening).take();
        if let Some(listening) = listening {
            listening.abort();
            // Only when the task is gone is its listener closed.
            let _ = listening.await;
        }
    }

    /// Listens again where it listened before.
    pub async fn listen_again(&self) -> Result<()> {
        self.refuse().await;
        let listener = TcpListener::bind(self.address).await?;
        let listening = tokio::spawn(wire::listen(listener, Arc::clone(&self.desk)));
        *lock(&self.listening) = Some(listening);
        Ok(())
    }

    /// Everything that was asked for, in order.
    pub fn all_seen(&self) -> Vec<Seen> {
        lock(&self.desk.seen).iter().filter(|seen| !seen.path.is_empty()).cloned().collect()
    }

    /// The requests for a path, in order.
    pub fn seen(&self, path: &str) -> Vec<Seen> {
        self.all_seen().into_iter().filter(|seen| seen.path == path).collect()
    }

    /// Forgets what was asked for so far. Requests under way are forgotten with it.
    pub fn forget(&self) {
        // Their places in the list stay taken, so that they end their own entry and no other.
        for seen in lock(&self.desk.seen).iter_mut() {
            seen.path.clear();
        }
    }

    /// Waits until a path has been asked for so many times.
    pub async fn wait_for_requests(&self, path: &str, count: usize) -> Result<Vec<Seen>> {
        wait::until(wait::PATIENCE, format!("{count} requests for {path}"), || async {
            Ok(Some(self.seen(path)).filter(|seen| seen.len() >= count))
        })
        .await
    }

    /// Waits until the client has gone away from a path before it was answered; says how long after
    /// `since` that was.
    pub async fn wait_until_closed(&self, path: &str, since: Instant) -> Result<Duration> {
        wait::until(wait::PATIENCE, format!("the client to give up {path}"), || async {
            let closed = self.seen(path).into_iter().find_map(|seen| seen.closed_early);
            Ok(closed.map(|at| at.saturating_duration_since(since)))
        })
        .await
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        if let Some(listening) = lock(&self.listening).take() {
            listening.abort();
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

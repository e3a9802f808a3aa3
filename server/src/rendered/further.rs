//! The way to the further pages of lists: each is named by the page before it, and by nothing else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use broadsheet::backend::Fault;
use broadsheet::config::Config;
use broadsheet::rendering::{self, further_parts, part, path_of};
use broadsheet::route::Route;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::documents::Documents;
use super::gathered::page;

/// How many lists are gone through at once: nobody else shall wait behind them.
const AT_ONCE: usize = 8;
/// How long going through one may take. What was learnt until then is known to the next who asks.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long what was learnt of a list holds, as long as its pages do.
const HOLDS: Duration = Duration::from_secs(60);
/// How many lists are known at once.
const MOST: usize = 1_000;

/// What is known of the ways through lists.
#[derive(Clone, Debug)]
pub struct Ways {
    known: Arc<Mutex<HashMap<Route, Way>>>,
    turns: Arc<Semaphore>,
}

/// The way through a list, as far as it is known.
#[derive(Clone, Debug)]
struct Way {
    since: Instant,
    /// The paths of its pages from the second on.
    paths: Vec<String>,
    /// The last of them, where that is a document which was not read: what follows is not known.
    unread: Option<String>,
    /// Whether there are no more.
    ends: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Self { known: Arc::default(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Ways {
    /// The path of a list's further page.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where the list ends before, and what a page before it could not be had by.
    pub async fn path(
        &self,
        documents: &Documents,
        config: &Config,
        route: &Route,
    ) -> Result<String, Fault> {
        let list = route.first();
        let way = self.known(list);
        if let Some(known) = way.to(route) {
            return known;
        }
        let going = async {
            let _turn = self.turns.acquire().await.map_err(|_| Fault::TimedOut)?;
            // Somebody else may have gone it meanwhile.
            self.go(documents, config, route, self.known(list)).await
        };
        timeout(PATIENCE, going).await.unwrap_or(Err(Fault::TimedOut))
    }

    async fn go(
        &self,
        documents: &Documents,
        config: &Config,
        route: &Route,
        mut way: Way,
    ) -> Result<String, Fault> {
        let list = route.first();
        loop {
            if let Some(known) = way.to(route) {
                return known;
            }
            let (path, last) = match way.unread.take() {
                Some(path) => {
                    let text = documents.list(&part(config, list, &path)).await?;
                    let page = rendering::read(config, list, &text)?;
                    (path, page)
                }
                None => {
                    let page = page(documents, config, list).await.map_err(|error| error.fault)?;
                    (path_of(config, list).unwrap_or_default(), page)
                }
            };
            way.paths.extend(further_parts(&last, &path));
            way.unread = last.next().map(str::to_owned);
            way.paths.extend(way.unread.clone());
            way.ends = way.unread.is_none();
            self.learn(list, way.clone());
        }
    }

    /// Forgets what is known of a list: it is not as it was any more.
    pub fn forget(&self, list: &Route) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(list);
    }

    fn known(&self, list: &Route) -> Way {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let way = known.get(list).filter(|way| way.since.elapsed() < HOLDS);
        let begun = || Way { since: Instant::now(), paths: Vec::new(), unread: None, ends: false };
        way.cloned().unwrap_or_else(begun)
    }

    fn learn(&self, list: &Route, way: Way) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST && !known.contains_key(list) {
            known.clear();
        }
        known.insert(list.clone(), way);
    }
}

impl Way {
    /// The path of a page, or that there is none; nothing where that is not known.
    fn to(&self, route: &Route) -> Option<Result<String, Fault>> {
        let place = usize::try_from(route.number()).ok()?.checked_sub(2)?;
        match self.paths.get(place) {
            Some(path) => Some(Ok(path.clone())),
            None => self.ends.then_some(Err(Fault::NotFound)),
        }
    }
}

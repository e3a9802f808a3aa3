//! How much is made at once: what is made takes memory, and nobody is served sooner where all of it is made
//! together.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long a turn is waited for: as long as a backend that says nothing would be.
const PATIENCE: Duration = Duration::from_secs(10);

/// Turns of which so many are had at once.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Semaphore>);

/// A turn, which ends when this is dropped.
#[derive(Debug)]
pub struct Turn(#[allow(dead_code, reason = "kept to be dropped")] OwnedSemaphorePermit);

impl Turns {
    /// So many at once.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    /// A turn, in the order in which they are asked for; none where it doesn't come for ten seconds.
    pub async fn take(&self) -> Option<Turn> {
        let turn = timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await;
        turn.ok()?.ok().map(Turn)
    }
}

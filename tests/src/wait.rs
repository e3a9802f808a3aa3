//! Waiting for a condition, never for a time.

use std::fmt::Display;
use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::Result;

/// How long a journey waits for what should come at once; long, since a loaded machine is no defect.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Looks until there is an answer, for as long as `patience` lasts.
///
/// # Errors
///
/// The look's own, or that the wait was in vain.
pub async fn until<T, L, F>(patience: Duration, what: impl Display, mut look: L) -> Result<T>
where
    L: FnMut() -> F,
    F: Future<Output = Result<Option<T>>>,
{
    let began = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if began.elapsed() > patience {
            bail!("waited {patience:?} in vain for {what}");
        }
        tokio::time::sleep(LOOK).await;
    }
}

//! Whether the database still answers this server.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How much longer than it takes to look twice the database may be silent: the server's own patience with it, and
/// less than a reader's with a stream that says nothing (45 s).
const LONGER: Duration = Duration::from_secs(20);

/// When the database answered last, and until when that is good enough.
#[derive(Debug, Default)]
pub(crate) struct Pulse(Mutex<Option<Instant>>);

impl Pulse {
    /// The database has answered, and will be asked again after so long.
    pub(crate) fn beat(&self, every: Duration) {
        // A time too far off to be told has no end.
        *self.until() = Instant::now().checked_add(every.saturating_mul(2).saturating_add(LONGER));
    }

    /// Whether it has been silent for too long.
    pub(crate) fn is_lost(&self) -> bool {
        self.until().is_some_and(|until| Instant::now() > until)
    }

    /// As after too long a silence.
    #[cfg(test)]
    pub(crate) fn lose(&self) {
        *self.until() = Some(Instant::now() - Duration::from_millis(1));
    }

    fn until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_lost_once_the_database_was_silent_for_too_long() {
        let pulse = Pulse::default();
        // Nobody has looked as yet.
        assert!(!pulse.is_lost());
        pulse.beat(Duration::from_secs(5));
        assert!(!pulse.is_lost());
        let at = pulse.until().unwrap();
        assert!(at > Instant::now() + LONGER);
        pulse.lose();
        assert!(pulse.is_lost());
        pulse.beat(Duration::MAX);
        assert!(!pulse.is_lost());
    }
}

//! How often one address may do what: a bucket of tokens each, kept in memory for a day at most.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a salt is used: what was hashed with the last one is then nobody's.
const SALT: Duration = Duration::from_secs(24 * 60 * 60);
/// The most addresses that are remembered.
const ADDRESSES: usize = 100_000;

/// What is counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Lists, counts, changes, and opening a stream.
    Read,
    /// Posting, changing and removing comments.
    Post,
    /// Likes and reports.
    React,
    /// Guesses at the moderators' token.
    Moderate,
}

/// A bucket: `burst` at once, then one each `every`.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// How many at once.
    pub burst: u32,
    /// The time after which there is one more.
    pub every: Duration,
}

/// The rates of a site.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// Of [`Kind::Read`].
    pub read: Rate,
    /// Of [`Kind::Post`].
    pub post: Rate,
    /// Of [`Kind::React`].
    pub react: Rate,
    /// Of [`Kind::Moderate`].
    pub moderate: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        let rate = |burst, millis| Rate { burst, every: Duration::from_millis(millis) };
        // Reading is generous, since a whole office may share an address.
        Self {
            read: rate(600, 20),
            post: rate(5, 10_000),
            react: rate(30, 1_000),
            moderate: rate(120, 200),
        }
    }
}

impl Rates {
    fn of(&self, kind: Kind) -> Rate {
        match kind {
            Kind::Read => self.read,
            Kind::Post => self.post,
            Kind::React => self.react,
            Kind::Moderate => self.moderate,
        }
    }
}

/// What the addresses have used.
pub struct Limits {
    /// None where nothing is limited.
    rates: Option<Rates>,
    used: Mutex<Used>,
    most: usize,
}

struct Used {
    salt: RandomState,
    since: Instant,
    /// When each bucket is full again.
    full: HashMap<u64, Instant>,
}

impl Limits {
    /// These rates, or none.
    pub fn new(rates: Option<Rates>) -> Self {
        let used = Used { salt: RandomState::new(), since: Instant::now(), full: HashMap::new() };
        Self { rates, used: Mutex::new(used), most: ADDRESSES }
    }

    /// Takes one of `kind` for an address; where there is none, answers after how many seconds
    /// there is.
    pub fn take(&self, address: IpAddr, kind: Kind) -> Result<(), u64> {
        self.take_at(address, kind, Instant::now())
    }

    fn take_at(&self, address: IpAddr, kind: Kind, now: Instant) -> Result<(), u64> {
        let Some(rates) = self.rates else {
            return Ok(());
        };
        let rate = rates.of(kind);
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(used.since) >= SALT {
            *used = Used { salt: RandomState::new(), since: now, full: HashMap::new() };
        }
        let key = used.salt.hash_one((network(address), kind));
        if used.full.len() >= self.most && !used.full.contains_key(&key) {
            used.make_room(now, self.most);
        }
        let full = used.full.get(&key).copied().unwrap_or(now).max(now);
        let after = full + rate.every;
        let over = (after - now).saturating_sub(rate.every * rate.burst);
        if !over.is_zero() {
            return Err(over.as_millis().div_ceil(1_000) as u64);
        }
        used.full.insert(key, after);
        Ok(())
    }
}

impl Used {
    /// Full buckets say nothing; beyond them those go that are full the soonest.
    fn make_room(&mut self, now: Instant, most: usize) {
        self.full.retain(|_, full| *full > now);
        if self.full.len() < most {
            return;
        }
        let mut ends: Vec<Instant> = self.full.values().copied().collect();
        let (_, middle, _) = ends.select_nth_unstable(most / 2);
        let middle = *middle;
        self.full.retain(|_, full| *full > middle);
    }
}

/// An IPv4 address, or the /64 of an IPv6 one: that much of it anybody has for themselves.
fn network(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits() >> 64 << 64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn a_burst_then_one_at_a_time() {
        let limits = Limits::new(Some(Rates::default()));
        let start = Instant::now();
        for _ in 0..5 {
            assert_eq!(limits.take_at(address(1), Kind::Post, start), Ok(()));
        }
        assert_eq!(limits.take_at(address(1), Kind::Post, start), Err(10));
        assert_eq!(limits.take_at(address(2), Kind::Post, start), Ok(()));
        assert_eq!(limits.take_at(address(1), Kind::React, start), Ok(()));
        let later = start + Duration::from_secs(10);
        assert_eq!(limits.take_at(address(1), Kind::Post, later), Ok(()));
        assert!(limits.take_at(address(1), Kind::Post, later).is_err());
    }

    #[test]
    fn a_network_of_version_6_is_one_address() {
        let one: IpAddr = "2001:db8::1".parse().unwrap();
        let two: IpAddr = "2001:db8::ffff:2".parse().unwrap();
        let other: IpAddr = "2001:db8:0:1::1".parse().unwrap();
        assert_eq!(network(one), network(two));
        assert_ne!(network(one), network(other));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), network(address(1)));
    }

    #[test]
    fn memory_is_bounded() {
        let limits = Limits { most: 10, ..Limits::new(Some(Rates::default())) };
        let now = Instant::now();
        for last in 0..=255 {
            let _ = limits.take_at(address(last), Kind::Post, now);
        }
        assert!(limits.used.lock().unwrap().full.len() <= 11);
    }

    #[test]
    fn a_new_day_has_a_new_salt() {
        let limits = Limits::new(Some(Rates::default()));
        let now = Instant::now();
        let _ = limits.take_at(address(1), Kind::Post, now);
        let _ = limits.take_at(address(2), Kind::Post, now + SALT);
        assert_eq!(limits.used.lock().unwrap().full.len(), 1);
    }
}

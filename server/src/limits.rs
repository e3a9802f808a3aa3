//! How often one address may do what: a bucket of tokens each, kept in memory for a day at most; and
//! how many streams it may hold open.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
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
    /// How many streams at once; whoever opens more is sent to asking.
    pub streams: u32,
}

impl Default for Rates {
    fn default() -> Self {
        let rate = |burst, millis| Rate { burst, every: Duration::from_millis(millis) };
        // Reading is generous, since a whole office may share an address. So are streams: some networks
        // of phones have thousands of readers behind one, and those beyond the limit still can ask.
        Self {
            read: rate(600, 20),
            post: rate(5, 10_000),
            react: rate(30, 1_000),
            moderate: rate(120, 200),
            streams: 1_000,
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
    sitting: Arc<Mutex<HashMap<u64, u32>>>,
    /// Of those that sit; it holds as long as the program runs, but nobody is remembered who has left.
    salt: RandomState,
}

/// How long a reader waits who asks for a stream too many, in seconds.
const ROOM_AGAIN: u64 = 60;

/// One of the streams of an address, until it is dropped.
#[derive(Debug)]
pub struct Sitting {
    key: u64,
    all: Arc<Mutex<HashMap<u64, u32>>>,
}

impl Drop for Sitting {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.key);
            }
        }
    }
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
        Self {
            rates,
            used: Mutex::new(used),
            most: ADDRESSES,
            sitting: Arc::default(),
            salt: RandomState::new(),
        }
    }

    /// One more stream for an address; where it has too many, answers after how many seconds to ask
    /// again. None where nothing is limited.
    pub fn sit(&self, address: IpAddr) -> Result<Option<Sitting>, u64> {
        let Some(rates) = self.rates else {
            return Ok(None);
        };
        let key = self.salt.hash_one(network(address));
        let mut all = self.sitting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.get(&key).copied().unwrap_or_default();
        if count >= rates.streams {
            return Err(ROOM_AGAIN);
        }
        all.insert(key, count + 1);
        Ok(Some(Sitting { key, all: Arc::clone(&self.sitting) }))
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
    fn so_many_streams_and_one_for_each_that_ends() {
        let limits = Limits::new(Some(Rates { streams: 2, ..Rates::default() }));
        let first = limits.sit(address(1)).unwrap();
        let _second = limits.sit(address(1)).unwrap();
        assert_eq!(limits.sit(address(1)).unwrap_err(), ROOM_AGAIN);
        assert!(limits.sit(address(2)).unwrap().is_some());
        drop(first);
        assert!(limits.sit(address(1)).is_ok());
        // Who has left is forgotten.
        assert_eq!(limits.sitting.lock().unwrap().len(), 1);
        assert!(Limits::new(None).sit(address(1)).unwrap().is_none());
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

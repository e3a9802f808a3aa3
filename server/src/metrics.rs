//! Figures for operators, in Prometheus' text format.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use crate::problem::Code;

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A number of things that there are just now.
#[derive(Debug, Default)]
pub struct Gauge(AtomicI64);

impl Gauge {
    /// One more.
    pub fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// One less.
    pub fn down(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    /// How many.
    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The upper ends of a histogram's classes, in milliseconds.
const CLASSES: [u64; 11] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000];

/// How long something took.
#[derive(Debug, Default)]
pub struct Histogram {
    classes: [Counter; CLASSES.len()],
    count: Counter,
    micros: AtomicU64,
}

impl Histogram {
    /// Adds one that took so long.
    pub fn add(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        for (class, end) in self.classes.iter().zip(CLASSES) {
            if micros <= end * 1_000 {
                class.up();
            }
        }
        self.count.up();
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    fn write(&self, name: &str, text: &mut String) {
        let _ = writeln!(text, "# TYPE {name} histogram");
        for (class, end) in self.classes.iter().zip(CLASSES) {
            let (whole, rest) = (end / 1_000, end % 1_000);
            let _ = writeln!(text, "{name}_bucket{{le=\"{whole}.{rest:03}\"}} {}", class.get());
        }
        let count = self.count.get();
        let micros = self.micros.load(Ordering::Relaxed);
        let _ = writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(text, "{name}_sum {}.{:06}", micros / 1_000_000, micros % 1_000_000);
        let _ = writeln!(text, "{name}_count {count}");
    }
}

/// The server's figures.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Open connections.
    pub connections: Gauge,
    /// Open streams.
    pub streams: Gauge,
    /// Events sent to readers, once for each reader.
    pub events: Counter,
    /// Streams that were reset because their reader was too slow.
    pub resets: Counter,
    /// Connections closed because their reader took nothing for too long.
    pub stalls: Counter,
    /// Comments posted, repeats left out.
    pub posts: Counter,
    /// How long changes took, the database included.
    pub writes: Histogram,
    /// How old events were when they were published to the readers here: from the moment at which
    /// the row was written, its commit included, on this replica or another.
    pub lag: Histogram,
    refusals: [Counter; Code::ALL.len()],
}

impl Metrics {
    /// Counts a refusal.
    pub fn refused(&self, code: Code) {
        let place = Code::ALL.iter().position(|known| *known == code);
        if let Some(counter) = place.and_then(|place| self.refusals.get(place)) {
            counter.up();
        }
    }

    /// All of it, as Prometheus reads it.
    pub fn written(&self) -> String {
        let mut text = String::new();
        for (name, kind, value) in [
            ("connections", "gauge", self.connections.get().to_string()),
            ("streams", "gauge", self.streams.get().to_string()),
            ("events_sent_total", "counter", self.events.get().to_string()),
            ("stream_resets_total", "counter", self.resets.get().to_string()),
            ("stalled_connections_total", "counter", self.stalls.get().to_string()),
            ("posts_total", "counter", self.posts.get().to_string()),
        ] {
            let _ = writeln!(text, "# TYPE broadsheet_{name} {kind}\nbroadsheet_{name} {value}");
        }
        text.push_str("# TYPE broadsheet_refusals_total counter\n");
        let refusals: BTreeMap<&str, u64> = Code::ALL
            .iter()
            .map(|c| c.word())
            .zip(self.refusals.iter().map(Counter::get))
            .collect();
        for (code, count) in refusals {
            let _ = writeln!(text, "broadsheet_refusals_total{{code=\"{code}\"}} {count}");
        }
        self.writes.write("broadsheet_write_seconds", &mut text);
        self.lag.write("broadsheet_lag_seconds", &mut text);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_written_for_prometheus() {
        let metrics = Metrics::default();
        metrics.streams.up();
        metrics.refused(Code::Closed);
        metrics.writes.add(Duration::from_millis(3));
        metrics.lag.add(Duration::from_millis(1_200));
        let text = metrics.written();
        for line in [
            "broadsheet_streams 1",
            "broadsheet_refusals_total{code=\"closed\"} 1",
            "broadsheet_write_seconds_bucket{le=\"0.002\"} 0",
            "broadsheet_write_seconds_bucket{le=\"0.005\"} 1",
            "broadsheet_write_seconds_sum 0.003000",
            "# TYPE broadsheet_lag_seconds histogram",
            "broadsheet_lag_seconds_bucket{le=\"1.000\"} 0",
            "broadsheet_lag_seconds_bucket{le=\"5.000\"} 1",
            "broadsheet_lag_seconds_sum 1.200000",
            "broadsheet_lag_seconds_count 1",
        ] {
            assert!(text.lines().any(|written| written == line), "{line} in {text}");
        }
    }
}

//! Times as the database keeps them, milliseconds since 1970 (UTC), and as the wire has them.

use std::time::{Duration, SystemTime};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The years that RFC 3339 can write.
const YEARS: std::ops::RangeInclusive<i32> = 0..=9999;

/// Milliseconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    millis(since)
}

/// A duration in whole milliseconds.
pub fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// `2026-11-23T09:00:00.000Z`; what no calendar holds becomes the start of 1970.
pub fn written(at: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000)
        .ok()
        .filter(|moment| YEARS.contains(&moment.year()))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        moment.year(),
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second(),
        moment.millisecond()
    )
}

/// The milliseconds of a time in RFC 3339, with any offset.
pub fn read(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["2026-11-23T09:00:00.000Z", "1969-12-31T23:59:59.999Z"] {
            assert_eq!(written(read(text).unwrap()), text);
        }
        let elsewhere = read("2026-11-23T10:30:00+01:30").unwrap();
        assert_eq!(written(elsewhere), "2026-11-23T09:00:00.000Z");
        assert_eq!(read("yesterday"), None);
        assert_eq!(written(i64::MAX), "1970-01-01T00:00:00.000Z");
    }
}

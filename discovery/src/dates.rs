//! When stories changed, and moments as RSS writes them.

use broadsheet::model::{Card, Timestamp};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// The days of the week from that of 1970-01-01 on.
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// When a story last changed, as far as is known.
pub fn changed(card: &Card) -> Option<Timestamp> {
    card.updated_at.max(card.published_at)
}

/// A moment by RFC 822 with the year in four digits (RSS 2.0): `Mon, 23 Nov 2026 09:10:00 GMT`.
pub fn rfc_822(moment: Timestamp) -> String {
    let iso = moment.to_iso();
    let (date, time) = iso.split_once('T').unwrap_or((&iso, ""));
    let mut parts = date.split('-');
    let year = parts.next().unwrap_or_default();
    let month = parts.next().and_then(|month| month.parse::<usize>().ok()).unwrap_or(1);
    let day_of_month = parts.next().unwrap_or_default();
    let day = DAYS[moment.0.div_euclid(DAY).rem_euclid(7) as usize];
    let month = MONTHS[(month.max(1) - 1) % 12];
    format!("{day}, {day_of_month} {month} {year} {} GMT", time.trim_end_matches('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_have_their_names() {
        for (iso, expected) in [
            ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
            ("2024-02-29T12:00:00+02:00", "Thu, 29 Feb 2024 10:00:00 GMT"),
            ("2026-11-23T09:10:00Z", "Mon, 23 Nov 2026 09:10:00 GMT"),
            ("0850-03-01T00:00:00Z", "Tue, 01 Mar 0850 00:00:00 GMT"),
        ] {
            assert_eq!(rfc_822(Timestamp::parse(iso).unwrap()), expected);
        }
    }

    proptest! {
        #[test]
        fn any_moment_is_written_and_read_again(seconds in -62_135_596_800_i64..=253_402_300_799) {
            let moment = Timestamp(seconds * 1_000);
            prop_assert_eq!(Timestamp::parse_http(&rfc_822(moment)), Some(moment));
        }
    }
}

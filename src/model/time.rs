//! Moments, as the JSON writes them and as a reader is told of them.

use super::text::find;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The first and the last moment of the years 1 to 9999 in UTC: what XML Schema and RFC 3339 can both write.
const FIRST: i64 = -62_135_596_800_000;
const LAST: i64 = 253_402_300_799_999;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads RFC 3339 with an offset (`2026-11-23T09:10:00Z`, `…+05:30`); `None` for anything else,
    /// a day that the calendar lacks included.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if !text.is_ascii() || bytes.len() < 20 {
            return None;
        }
        let dividers = bytes[4] == b'-'
            && bytes[7] == b'-'
            && matches!(bytes[10], b'T' | b't' | b' ')
            && bytes[13] == b':'
            && bytes[16] == b':';
        if !dividers {
            return None;
        }
        let number = |from: usize, to: usize| text.get(from..to).and_then(digits);
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute) = (number(11, 13)?, number(14, 16)?);
        // A leap second is written :60; it is the next second to every clock that a reader has.
        let second = number(17, 19)?;
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let (fraction, zone) = fraction(text.get(19..)?)?;
        let days = days_from_civil(year, month, day)?;
        let seconds = hour * 3_600 + minute * 60 + second;
        let moment = days * DAY + seconds * 1_000 + fraction - offset(zone)? * 60_000;
        // The offset may lead out of the years that can be written.
        (FIRST..=LAST).contains(&moment).then_some(Self(moment))
    }

    /// Reads the date of an HTTP header (RFC 9110, IMF-fixdate): `Mon, 23 Nov 2026 09:10:00 GMT`.
    pub fn parse_http(text: &str) -> Option<Self> {
        const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
        let mut words = text.trim().split(' ');
        words.next()?.strip_suffix(',')?;
        let day = digits(words.next()?)?;
        let name = words.next().filter(|name| name.len() == 3)?;
        let month = find(MONTHS, &[name]).filter(|at| at % 3 == 0)? as i64 / 3 + 1;
        let year = digits(words.next()?)?;
        let mut clock = words.next()?.split(':').map(digits);
        let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
        let days = days_from_civil(year, month, day)?;
        Some(Self(days * DAY + (hour * 3_600 + minute * 60 + second) * 1_000))
    }

    /// The moment for a `datetime` attribute, in UTC to the second.
    pub fn to_iso(self) -> String {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let seconds = self.0.rem_euclid(DAY) / 1_000;
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// How long ago the moment was at `now`.
    pub fn age(self, now: Self) -> Age {
        let minutes = (now.0 - self.0).div_euclid(60_000);
        match minutes {
            // A clock that is a little slow makes a fresh story look as if it came from tomorrow.
            -5..=0 => Age::Now,
            1..60 => Age::Minutes(minutes as u32),
            60..1_440 => Age::Hours((minutes / 60) as u32),
            1_440..10_080 => Age::Days((minutes / 1_440) as u32),
            _ => Age::Date,
        }
    }
}

/// How a moment's distance is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Less than a minute, or within the five minutes that a reader's clock may be slow.
    Now,
    /// Whole minutes, below an hour.
    Minutes(u32),
    /// Whole hours, below a day.
    Hours(u32),
    /// Whole days, below a week.
    Days(u32),
    /// Older than a week, or so far ahead that the reader's clock is wrong: the date says more.
    Date,
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Splits `.123Z` into milliseconds and what follows.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else { return Some((0, text)) };
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    if end == 0 {
        return None;
    }
    let (digits, zone) = rest.split_at_checked(end)?;
    let thousandths = digits.bytes().chain(*b"000").take(3);
    Some((thousandths.fold(0, |number, digit| number * 10 + i64::from(digit - b'0')), zone))
}

/// The offset of a zone, in minutes east of Greenwich.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

/// Days since 1970-01-01 of a date of the Gregorian calendar, years 1 to 9999. The arithmetic is
/// the well-known one over eras of 400 years (146,097 days) that begin on the first of March.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=9_999).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// The other way round: year, month and day of a number of days since 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_rfc_3339() {
        let at = |text| Timestamp::parse(text).map(|t| t.0);
        assert_eq!(at("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(at("2026-11-23T09:10:00Z"), Some(1_795_425_000_000));
        assert_eq!(at("2026-11-23T14:40:00.250+05:30"), Some(1_795_425_000_250));
        assert_eq!(at("2024-02-29T12:00:00-00:30"), at("2024-02-29T12:30:00Z"));
        for bad in [
            "",
            "0000-00-00",
            "0000-00-00T00:00:00Z",
            // Of the years 0 and 10000 in UTC.
            "0001-01-01T00:00:00+05:00",
            "9999-12-31T23:59:59-01:00",
            "2026-02-30T00:00:00Z",
            "2026-11-23",
            "2026-11-23T09:10:00",
            "+275760-09-13T00:00:00Z",
            "1795425000000",
            "2026-13-01T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T09:10:00.Z",
            "2026-11-23T09:10:00+5",
            "二〇二六-11-23T09:10:00Z",
        ] {
            assert_eq!(at(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn reads_http_dates() {
        let at = |text| Timestamp::parse_http(text);
        assert_eq!(at("Mon, 23 Nov 2026 09:10:00 GMT"), Timestamp::parse("2026-11-23T09:10:00Z"));
        for bad in [
            "",
            "23 Nov 2026",
            "Mon, 23 Nnn 2026 09:10:00 GMT",
            "Mon, 23 anF 2026 09:10:00 GMT",
            "120",
        ] {
            assert_eq!(at(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn ages() {
        let now = Timestamp(10 * 7 * DAY);
        let age = |ms: i64| Timestamp(now.0 - ms).age(now);
        assert_eq!(age(59_000), Age::Now);
        assert_eq!(age(-4 * 60_000), Age::Now);
        assert_eq!(age(-6 * 60_000), Age::Date);
        assert_eq!(age(60_000), Age::Minutes(1));
        assert_eq!(age(DAY / 24), Age::Hours(1));
        assert_eq!(age(DAY), Age::Days(1));
        assert_eq!(age(7 * DAY), Age::Date);
    }

    proptest! {
        #[test]
        fn printed_and_read_again(seconds in -62_135_596_800i64..=253_402_300_799) {
            let moment = Timestamp(seconds * 1_000);
            prop_assert_eq!(Timestamp::parse(&moment.to_iso()), Some(moment));
        }

        #[test]
        fn no_text_breaks_the_reading(text in ".{0,40}") {
            let _ = Timestamp::parse(&text);
            let _ = Timestamp::parse_http(&text);
        }
    }
}

//! For a page that is written before it comes to a browser, and kept for a while on the way.
//!
//! Nobody knows the reader's time zone there, so times are in UTC and say so; and a page that is kept for
//! long names moments, not how long ago they were. English is written as `Intl` writes it, any other
//! language in digits (ISO 8601); the program puts both into the reader's own words and zone when it
//! comes.

use super::english::English;
use crate::model::Timestamp;

/// The formats of a language.
pub struct Formats {
    english: Option<English>,
    lasts: bool,
}

impl Formats {
    /// Of a language (BCP 47), for a page that is soon made anew or one that `lasts`.
    pub fn new(tag: &str, lasts: bool) -> Self {
        Self { english: English::of(tag), lasts }
    }

    /// How long ago, in so many units, as English has it.
    pub fn relative(&self, value: f64, unit: &str) -> Option<String> {
        self.english.filter(|_| !self.lasts).map(|english| english.relative(value, unit))
    }

    /// A moment of the last days, in about as much room as it takes to say how long ago it was: `23 Nov`
    pub fn recent(&self, moment: Timestamp) -> String {
        self.english.map_or_else(|| digits(moment), |english| english.short_date(moment))
    }

    /// The day.
    pub fn date(&self, moment: Timestamp) -> String {
        self.english.map_or_else(|| digits(moment), |english| english.date(moment))
    }

    /// The day with its name.
    pub fn weekday(&self, moment: Timestamp) -> String {
        self.english.map_or_else(|| digits(moment), |english| english.weekday(moment))
    }

    /// The day and the time.
    pub fn moment(&self, moment: Timestamp) -> String {
        let at = if self.english.is_some() { " at " } else { " " };
        [&self.date(moment), at, &English::time(moment), " UTC"].concat()
    }

    /// A number, grouped where that is known.
    pub fn number(&self, number: u32) -> String {
        self.english.map_or_else(|| number.to_string(), |_| English::number(number))
    }
}

/// The day in digits.
fn digits(moment: Timestamp) -> String {
    // Years beyond 9999 have more digits than that; no newsroom's clock goes there.
    moment.to_iso().get(..10).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn english_is_written_as_browsers_do() {
        let (british, american) = (Formats::new("en-GB", true), Formats::new("en", false));
        let moment = at("2026-11-03T09:10:00Z");
        assert_eq!(british.date(moment), "3 November 2026");
        assert_eq!(british.weekday(moment), "Tuesday 3 November 2026");
        assert_eq!(british.moment(moment), "3 November 2026 at 09:10 UTC");
        assert_eq!(british.recent(moment), "3 Nov");
        assert_eq!(british.relative(-2.0, "day"), None);
        let ages = [(0.0, "second"), (-1.0, "minute"), (-12.0, "hour"), (-1.0, "day")];
        let ages = ages.map(|(value, unit)| american.relative(value, unit).unwrap());
        assert_eq!(ages, ["now", "1 minute ago", "12 hours ago", "yesterday"]);
        assert_eq!(american.weekday(moment), "Tuesday, November 3, 2026");
        assert_eq!(british.number(1_234_567), "1,234,567");
        assert_eq!(british.number(12), "12");
    }

    #[test]
    fn any_other_language_in_digits() {
        let urdu = Formats::new("ur", false);
        let moment = at("1969-12-31T23:59:59Z");
        assert_eq!(urdu.weekday(moment), "1969-12-31");
        assert_eq!(urdu.moment(moment), "1969-12-31 23:59 UTC");
        assert_eq!(Formats::new("en-GB", true).weekday(moment), "Wednesday 31 December 1969");
    }
}

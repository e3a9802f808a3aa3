//! English, written here as browsers' `Intl` writes it: the first use of `Intl` takes a phone a tenth of a
//! second and more (it looks at each of some hundred languages), while the page that came stands still.

use crate::model::Timestamp;

const DAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// How a kind of English writes dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum English {
    /// `23 November 2026`
    DayFirst,
    /// `November 23, 2026`
    MonthFirst,
}

/// The parts of a moment, as it is written in digits.
struct Parts {
    iso: String,
}

impl Parts {
    fn of(moment: Timestamp) -> Self {
        Self { iso: moment.to_iso() }
    }

    fn year(&self) -> &str {
        self.part(0, 4)
    }

    fn month(&self) -> &'static str {
        let number: usize = self.part(5, 7).parse().unwrap_or_default();
        MONTHS.get(number.wrapping_sub(1)).copied().unwrap_or_default()
    }

    fn day(&self) -> &str {
        self.part(8, 10).trim_start_matches('0')
    }

    fn date(&self) -> &str {
        self.part(0, 10)
    }

    fn time(&self) -> &str {
        self.part(11, 16)
    }

    /// Years beyond 9999 have more digits than places here; no newsroom's clock goes there.
    fn part(&self, from: usize, to: usize) -> &str {
        self.iso.get(from..to).unwrap_or_default()
    }
}

impl English {
    /// Of a language (BCP 47), if it is English: in general, or American, or one of the others, which agree
    /// in all but the time of day.
    pub fn of(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        match tag.as_str() {
            "en" | "en-us" => Some(Self::MonthFirst),
            _ if tag.starts_with("en-") => Some(Self::DayFirst),
            _ => None,
        }
    }

    /// How long ago, in so many units.
    pub fn relative(self, value: f64, unit: &str) -> String {
        match (-value as u32, unit) {
            (0, _) => "now".to_owned(),
            (1, "day") => "yesterday".to_owned(),
            (1, _) => ["1 ", unit, " ago"].concat(),
            (number, _) => [&number.to_string(), " ", unit, "s ago"].concat(),
        }
    }

    /// A day in about as much room as it takes to say how long ago it was: `23 Nov`
    pub fn short_date(self, moment: Timestamp) -> String {
        let parts = Parts::of(moment);
        let month = parts.month().get(..3).unwrap_or_default();
        match self {
            Self::DayFirst => [parts.day(), " ", month].concat(),
            Self::MonthFirst => [month, " ", parts.day()].concat(),
        }
    }

    /// The day.
    pub fn date(self, moment: Timestamp) -> String {
        let parts = Parts::of(moment);
        let (year, month, day) = (parts.year(), parts.month(), parts.day());
        match self {
            Self::DayFirst => [day, " ", month, " ", year].concat(),
            Self::MonthFirst => [month, " ", day, ", ", year].concat(),
        }
    }

    /// The day with its name.
    pub fn weekday(self, moment: Timestamp) -> String {
        let day = DAYS[moment.0.div_euclid(DAY).rem_euclid(7) as usize];
        let between = if self == Self::DayFirst { " " } else { ", " };
        [day, between, &self.date(moment)].concat()
    }

    /// The time of day, on a clock of 24 hours: `14:05`
    pub fn time(moment: Timestamp) -> String {
        Parts::of(moment).time().to_owned()
    }

    /// The time of day as it is said: `14:05`, or `2:05 PM`
    pub fn spoken_time(self, moment: Timestamp) -> String {
        let time = Self::time(moment);
        if self == Self::DayFirst {
            return time;
        }
        let (hours, minutes) = time.split_once(':').unwrap_or_default();
        let hours: u32 = hours.parse().unwrap_or_default();
        let half = if hours < 12 { "AM" } else { "PM" };
        let hours = if hours.is_multiple_of(12) { 12 } else { hours % 12 };
        // A narrow space that is not broken, as Unicode's own data have it.
        [&hours.to_string(), ":", minutes, "\u{202f}", half].concat()
    }

    /// A number, grouped.
    pub fn number(number: u32) -> String {
        let digits = number.to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_said_as_browsers_say_them() {
        let at = |text| Timestamp::parse(text).unwrap();
        let said = |text| {
            let moment = at(text);
            (English::MonthFirst.spoken_time(moment), English::DayFirst.spoken_time(moment))
        };
        let both = |american: &str, british: &str| (american.to_owned(), british.to_owned());
        assert_eq!(said("2026-11-03T00:05:00Z"), both("12:05\u{202f}AM", "00:05"));
        assert_eq!(said("2026-11-03T09:10:00Z"), both("9:10\u{202f}AM", "09:10"));
        assert_eq!(said("2026-11-03T12:00:00Z"), both("12:00\u{202f}PM", "12:00"));
        assert_eq!(said("2026-11-03T23:59:59Z"), both("11:59\u{202f}PM", "23:59"));
    }

    #[test]
    fn numbers_are_grouped() {
        let written = [0, 999, 1_000, 12_345, 1_234_567, u32::MAX].map(English::number);
        assert_eq!(written, ["0", "999", "1,000", "12,345", "1,234,567", "4,294,967,295"]);
    }
}

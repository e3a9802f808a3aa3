//! For a page that is written before it comes to a browser, and kept for a while on the way.
//!
//! Nobody knows the reader's time zone there, so times are in UTC and say so; and a page that is kept for
//! long names moments, not how long ago they were. English is written as `Intl` writes it, any other
//! language in digits (ISO 8601); the program puts both into the reader's own words and zone when it
//! comes.

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

/// How a language writes dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `23 November 2026`
    DayFirst,
    /// `November 23, 2026`
    MonthFirst,
    /// `2026-11-23`
    Digits,
}

/// The formats of a language.
pub struct Formats {
    style: Style,
    lasts: bool,
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

impl Formats {
    /// Of a language (BCP 47), for a page that is soon made anew or one that `lasts`.
    pub fn new(tag: &str, lasts: bool) -> Self {
        let tag = tag.to_ascii_lowercase();
        let style = match tag.as_str() {
            "en" | "en-us" => Style::MonthFirst,
            _ if tag.starts_with("en-") => Style::DayFirst,
            _ => Style::Digits,
        };
        Self { style, lasts }
    }

    /// How long ago, in so many units, as English has it.
    pub fn relative(&self, value: f64, unit: &str) -> Option<String> {
        if self.lasts || self.style == Style::Digits {
            return None;
        }
        Some(match (-value as u32, unit) {
            (0, _) => "now".to_owned(),
            (1, "day") => "yesterday".to_owned(),
            (1, _) => format!("1 {unit} ago"),
            (number, _) => format!("{number} {unit}s ago"),
        })
    }

    /// A moment of the last days, in about as much room as it takes to say how long ago it was: `23 Nov`
    pub fn recent(&self, moment: Timestamp) -> String {
        let parts = Parts::of(moment);
        let (day, month) = (parts.day(), parts.month().get(..3).unwrap_or_default());
        match self.style {
            Style::DayFirst => format!("{day} {month}"),
            Style::MonthFirst => format!("{month} {day}"),
            Style::Digits => parts.date().to_owned(),
        }
    }

    /// The day.
    pub fn date(&self, moment: Timestamp) -> String {
        let parts = Parts::of(moment);
        let (year, month, day) = (parts.year(), parts.month(), parts.day());
        match self.style {
            Style::DayFirst => format!("{day} {month} {year}"),
            Style::MonthFirst => format!("{month} {day}, {year}"),
            Style::Digits => parts.date().to_owned(),
        }
    }

    /// The day with its name.
    pub fn weekday(&self, moment: Timestamp) -> String {
        let date = self.date(moment);
        let day = DAYS[moment.0.div_euclid(DAY).rem_euclid(7) as usize];
        match self.style {
            Style::DayFirst => format!("{day} {date}"),
            Style::MonthFirst => format!("{day}, {date}"),
            Style::Digits => date,
        }
    }

    /// The day and the time.
    pub fn moment(&self, moment: Timestamp) -> String {
        let (date, parts) = (self.date(moment), Parts::of(moment));
        match self.style {
            Style::Digits => format!("{date} {} UTC", parts.time()),
            _ => format!("{date} at {} UTC", parts.time()),
        }
    }

    /// A number, grouped where that is known.
    pub fn number(&self, number: u32) -> String {
        let digits = number.to_string();
        if self.style == Style::Digits || digits.len() < 4 {
            return digits;
        }
        let groups: Vec<&str> = digits
            .as_bytes()
            .rchunks(3)
            .rev()
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        groups.join(",")
    }
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

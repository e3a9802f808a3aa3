//! Dates and numbers as the reader's language writes them: in a browser by its own `Intl`, in a page that
//! is written before it comes to one by what holds in any time zone.

#[allow(dead_code, reason = "a browser and a page on its way there use different parts of it")]
mod english;
#[cfg_attr(target_arch = "wasm32", path = "in_browser.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "on_paper.rs")]
mod formats;

use std::cell::RefCell;

use crate::prelude::*;

use crate::model::time::Age;
use crate::model::{Language, Timestamp};
use formats::Formats;

/// Writes dates and numbers in the interface's language.
#[derive(Clone, Copy)]
pub struct Dates(StoredValue<Known>);

struct Known {
    formats: Formats,
    /// The age that was written last: in a list many of the same follow each other.
    last: RefCell<(Age, String)>,
}

impl Dates {
    /// For a language; where the browser doesn't know it, it falls back by itself. What is written for a
    /// page that `lasts` is never told by how long ago it was.
    pub fn new(language: &Language, lasts: bool) -> Self {
        let last = RefCell::new((Age::Date, String::new()));
        Self(StoredValue::new(Known { formats: Formats::new(language.as_str(), lasts), last }))
    }

    /// `12 minutes ago`, or the date where the age says less.
    pub fn age(self, moment: Timestamp, now: Timestamp) -> String {
        self.written_age(moment, moment.age(now))
    }

    /// The same, where the age is known.
    pub fn written_age(self, moment: Timestamp, age: Age) -> String {
        if age == Age::Date {
            return self.date(moment);
        }
        let recent = || self.0.with_value(|known| known.formats.recent(moment));
        self.relative(age).unwrap_or_else(recent)
    }

    /// `12 minutes ago`, or `23 November 2026 at 09:10` where it was not today, or where ages are not told.
    pub fn passed(self, moment: Timestamp, now: Timestamp) -> String {
        let age = moment.age(now);
        let is_today = !matches!(age, Age::Days(_) | Age::Date);
        let told = is_today.then(|| self.relative(age)).flatten();
        told.unwrap_or_else(|| self.moment(moment))
    }

    fn relative(self, age: Age) -> Option<String> {
        let (value, unit) = match age {
            Age::Now => (0, "second"),
            Age::Minutes(n) => (n, "minute"),
            Age::Hours(n) => (n, "hour"),
            Age::Days(n) => (n, "day"),
            Age::Date => return None,
        };
        self.0.with_value(|Known { formats, last }| {
            let mut last = last.borrow_mut();
            if last.0 != age {
                *last = (age, formats.relative(-f64::from(value), unit)?);
            }
            Some(last.1.clone())
        })
    }

    /// `23 November 2026`
    pub fn date(self, moment: Timestamp) -> String {
        self.0.with_value(|known| known.formats.date(moment))
    }

    /// `Monday, 23 November 2026`
    pub fn weekday(self, moment: Timestamp) -> String {
        self.0.with_value(|known| known.formats.weekday(moment))
    }

    /// `23 November 2026 at 09:10`
    pub fn moment(self, moment: Timestamp) -> String {
        self.0.with_value(|known| known.formats.moment(moment))
    }

    /// `1,234`
    pub fn number(self, number: u32) -> String {
        self.0.with_value(|known| known.formats.number(number))
    }
}

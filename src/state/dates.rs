//! Dates and numbers as the reader's language writes them, by the browser's own `Intl`.
#![allow(unsafe_code, reason = "wasm-bindgen's import blocks expand to it")]

use std::cell::RefCell;

use crate::prelude::*;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::model::time::Age;
use crate::model::{Language, Timestamp};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(catch, method)]
    fn format(this: &DateTimeFormat, milliseconds: f64) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(locale: &str) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, number: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type RelativeTimeFormat;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> String;
}

/// Writes dates and numbers in the interface's language, by the reader's own time zone.
#[derive(Clone, Copy)]
pub struct Dates(StoredValue<Formats>);

struct Formats {
    relative: Option<RelativeTimeFormat>,
    weekday: Option<DateTimeFormat>,
    date: Option<DateTimeFormat>,
    moment: Option<DateTimeFormat>,
    number: Option<NumberFormat>,
    /// Whether numbers that need no grouping are written as here.
    has_our_digits: bool,
    /// The age that was written last: in a list many of the same follow each other.
    last: RefCell<(Age, String)>,
}

impl Dates {
    /// For a language; where the browser doesn't know it, it falls back by itself.
    pub fn new(language: &Language) -> Self {
        let tag = language.as_str();
        let date = |options: &[(&str, &str)]| DateTimeFormat::new(tag, &object(options)).ok();
        let number = NumberFormat::new(tag).ok();
        Self(StoredValue::new(Formats {
            has_our_digits: number.as_ref().is_some_and(|format| format.format(8.0) == "8"),
            last: RefCell::new((Age::Date, String::new())),
            relative: RelativeTimeFormat::new(tag, &object(&[("numeric", "auto")])).ok(),
            weekday: date(&[
                ("weekday", "long"),
                ("day", "numeric"),
                ("month", "long"),
                ("year", "numeric"),
            ]),
            date: date(&[("day", "numeric"), ("month", "long"), ("year", "numeric")]),
            moment: date(&[("dateStyle", "long"), ("timeStyle", "short")]),
            number,
        }))
    }

    /// `12 minutes ago`, or the date where the age says less.
    pub fn age(self, moment: Timestamp, now: Timestamp) -> String {
        self.written_age(moment, moment.age(now))
    }

    /// The same, where the age is known.
    pub fn written_age(self, moment: Timestamp, age: Age) -> String {
        let (value, unit) = match age {
            Age::Now => (0, "second"),
            Age::Minutes(n) => (n, "minute"),
            Age::Hours(n) => (n, "hour"),
            Age::Days(n) => (n, "day"),
            Age::Date => return self.date(moment),
        };
        self.0.with_value(|formats| {
            let Some(format) = &formats.relative else { return moment.to_iso() };
            let mut last = formats.last.borrow_mut();
            if last.0 != age {
                *last = (age, format.format(-f64::from(value), unit));
            }
            last.1.clone()
        })
    }

    /// `23 November 2026`
    pub fn date(self, moment: Timestamp) -> String {
        self.written(moment, |formats| formats.date.as_ref())
    }

    /// `Monday, 23 November 2026`
    pub fn weekday(self, moment: Timestamp) -> String {
        self.written(moment, |formats| formats.weekday.as_ref())
    }

    /// `23 November 2026 at 09:10`
    pub fn moment(self, moment: Timestamp) -> String {
        self.written(moment, |formats| formats.moment.as_ref())
    }

    /// `1,234`
    pub fn number(self, number: u32) -> String {
        self.0.with_value(|formats| match &formats.number {
            Some(format) if number > 999 || !formats.has_our_digits => {
                format.format(f64::from(number))
            }
            _ => number.to_string(),
        })
    }

    fn written(self, moment: Timestamp, pick: fn(&Formats) -> Option<&DateTimeFormat>) -> String {
        self.0.with_value(|formats| {
            let written = pick(formats).and_then(|format| format.format(moment.0 as f64).ok());
            written.unwrap_or_else(|| moment.to_iso())
        })
    }
}

fn object(fields: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        // Setting a field of an object made here can't fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    object
}

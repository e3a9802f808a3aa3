//! In the reader's own time zone, by the browser's own `Intl`: but for English, see [`super::english`].
#![allow(unsafe_code, reason = "wasm-bindgen's import blocks expand to it")]

use std::cell::OnceCell;

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use super::english::English;
use crate::model::Timestamp;

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

/// The formats of a language.
pub struct Formats {
    tag: String,
    english: Option<English>,
    /// Made when the first is needed.
    intl: OnceCell<Intl>,
}

struct Intl {
    relative: Option<RelativeTimeFormat>,
    weekday: Option<DateTimeFormat>,
    date: Option<DateTimeFormat>,
    moment: Option<DateTimeFormat>,
    number: Option<NumberFormat>,
    /// Whether numbers that need no grouping are written as here.
    has_our_digits: bool,
}

impl Intl {
    fn new(tag: &str) -> Self {
        let date = |options: &[(&str, &str)]| DateTimeFormat::new(tag, &object(options)).ok();
        let number = NumberFormat::new(tag).ok();
        Self {
            has_our_digits: number.as_ref().is_some_and(|format| format.format(8.0) == "8"),
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
        }
    }

    fn number(&self, number: u32) -> String {
        match &self.number {
            Some(format) if number > 999 || !self.has_our_digits => {
                format.format(f64::from(number))
            }
            _ => number.to_string(),
        }
    }
}

impl Formats {
    /// Of a language (BCP 47).
    pub fn new(tag: &str, _: bool) -> Self {
        // Other kinds of English have clocks of their own.
        let is_ours = matches!(tag.to_ascii_lowercase().as_str(), "en" | "en-us" | "en-gb");
        let english = English::of(tag).filter(|_| is_ours);
        Self { tag: tag.to_owned(), english, intl: OnceCell::new() }
    }

    fn intl(&self) -> &Intl {
        self.intl.get_or_init(|| Intl::new(&self.tag))
    }

    /// How long ago, in so many units.
    pub fn relative(&self, value: f64, unit: &str) -> Option<String> {
        match self.english {
            Some(english) => Some(english.relative(value, unit)),
            None => self.intl().relative.as_ref().map(|format| format.format(value, unit)),
        }
    }

    /// A moment of the last days, where the browser has no words for how long ago.
    pub fn recent(&self, moment: Timestamp) -> String {
        moment.to_iso()
    }

    /// The day.
    pub fn date(&self, moment: Timestamp) -> String {
        match self.english {
            Some(english) => english.date(here(moment)),
            None => written(&self.intl().date, moment),
        }
    }

    /// The day with its name.
    pub fn weekday(&self, moment: Timestamp) -> String {
        match self.english {
            Some(english) => english.weekday(here(moment)),
            None => written(&self.intl().weekday, moment),
        }
    }

    /// The day and the time.
    pub fn moment(&self, moment: Timestamp) -> String {
        let Some(english) = self.english else { return written(&self.intl().moment, moment) };
        let here = here(moment);
        [&english.date(here), " at ", &english.spoken_time(here)].concat()
    }

    /// A number, grouped.
    pub fn number(&self, number: u32) -> String {
        match self.english {
            Some(_) => English::number(number),
            None => self.intl().number(number),
        }
    }
}

/// The moment at which the clocks in Greenwich show what the reader's show at this one.
fn here(moment: Timestamp) -> Timestamp {
    let date = js_sys::Date::new(&JsValue::from_f64(moment.0 as f64));
    // Not a number for a moment that no clock shows: then it is taken as it is.
    Timestamp(moment.0 - (date.get_timezone_offset() * 60_000.0) as i64)
}

fn written(format: &Option<DateTimeFormat>, moment: Timestamp) -> String {
    let written = format.as_ref().and_then(|format| format.format(moment.0 as f64).ok());
    written.unwrap_or_else(|| moment.to_iso())
}

fn object(fields: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        // Setting a field of an object made here can't fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    object
}

//! By the browser's own `Intl`, in the reader's own time zone.
#![allow(unsafe_code, reason = "wasm-bindgen's import blocks expand to it")]

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

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
    relative: Option<RelativeTimeFormat>,
    weekday: Option<DateTimeFormat>,
    date: Option<DateTimeFormat>,
    moment: Option<DateTimeFormat>,
    number: Option<NumberFormat>,
    /// Whether numbers that need no grouping are written as here.
    has_our_digits: bool,
}

impl Formats {
    /// Of a language (BCP 47).
    pub fn new(tag: &str, _: bool) -> Self {
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

    /// How long ago, in so many units.
    pub fn relative(&self, value: f64, unit: &str) -> Option<String> {
        self.relative.as_ref().map(|format| format.format(value, unit))
    }

    /// A moment of the last days, where the browser has no words for how long ago.
    pub fn recent(&self, moment: Timestamp) -> String {
        moment.to_iso()
    }

    /// The day.
    pub fn date(&self, moment: Timestamp) -> String {
        written(&self.date, moment)
    }

    /// The day with its name.
    pub fn weekday(&self, moment: Timestamp) -> String {
        written(&self.weekday, moment)
    }

    /// The day and the time.
    pub fn moment(&self, moment: Timestamp) -> String {
        written(&self.moment, moment)
    }

    /// A number, grouped.
    pub fn number(&self, number: u32) -> String {
        match &self.number {
            Some(format) if number > 999 || !self.has_our_digits => {
                format.format(f64::from(number))
            }
            _ => number.to_string(),
        }
    }
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

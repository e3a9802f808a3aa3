//! What the reader chose for every page: theme and text size.

use crate::prelude::*;

use super::storage::{keep, kept};
use crate::head::mark_root;

/// A choice among a few, kept on the device and written on the page's root for the style sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// The attribute of the root element, and the key in the device's storage.
    attribute: &'static str,
    /// The attribute's values in the order of the menu; an empty one takes the attribute away, and is
    /// what holds where nothing was chosen.
    values: &'static [&'static str],
}

/// Light, dark, or as the device has it.
const THEME: Choice = Choice { attribute: "data-theme", values: &["light", "dark", ""] };
/// How large the text of a story is.
const TEXT_SIZE: Choice =
    Choice { attribute: "data-text-size", values: &["small", "", "large", "largest"] };

/// What the reader chose, by its place in the menu.
#[derive(Clone, Copy)]
pub struct Preferences {
    /// Light, dark, or as the device has it.
    pub theme: RwSignal<usize>,
    /// How large the text of a story is: small, usual, large or largest.
    pub text_size: RwSignal<usize>,
}

impl Preferences {
    /// Takes up what was chosen before, and keeps what will be.
    pub fn load() -> Self {
        Self { theme: THEME.kept(), text_size: TEXT_SIZE.kept() }
    }
}

impl Choice {
    fn kept(&'static self) -> RwSignal<usize> {
        let stored = kept(self.attribute);
        let choice = RwSignal::new(self.place(stored.as_deref().unwrap_or_default()));
        Effect::new(move || self.keep(choice.get()));
        choice
    }

    fn place(&self, value: &str) -> usize {
        let place = |value| self.values.iter().position(|known| *known == value);
        place(value).or_else(|| place("")).unwrap_or_default()
    }

    /// A private window may refuse to store: the choice then lasts as long as the page.
    fn keep(&self, place: usize) {
        let value = self.values.get(place).copied().unwrap_or_default();
        mark_root(self.attribute, Some(value).filter(|value| !value.is_empty()));
        keep(self.attribute, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_choice_is_none() {
        assert_eq!(THEME.place("dark"), 1);
        assert_eq!(THEME.place("sepia"), 2);
        assert_eq!(TEXT_SIZE.place(""), 1);
    }
}

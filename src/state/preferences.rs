//! What the reader chose for every page: theme and text size.

use leptos::prelude::*;

/// Light, dark, or as the device has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the device has it.
    Automatic,
}

/// How large the text of a story is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextSize {
    /// Smaller than usual.
    Small,
    /// As designed.
    Usual,
    /// Larger.
    Large,
    /// The largest.
    Largest,
}

/// A choice among a few, kept on the device and written on the page's root for the style sheet.
pub trait Choice: Copy + PartialEq + Send + Sync + 'static {
    /// Every choice, in the order of the menu.
    const ALL: &'static [Self];
    /// What is chosen where nothing is.
    const USUAL: Self;
    /// The attribute of the root element.
    const ATTRIBUTE: &'static str;
    /// The attribute's value; `None` takes the attribute away.
    fn value(self) -> Option<&'static str>;
}

impl Choice for Theme {
    const ALL: &'static [Self] = &[Self::Light, Self::Dark, Self::Automatic];
    const USUAL: Self = Self::Automatic;
    const ATTRIBUTE: &'static str = "data-theme";

    fn value(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::Automatic => None,
        }
    }
}

impl Choice for TextSize {
    const ALL: &'static [Self] = &[Self::Small, Self::Usual, Self::Large, Self::Largest];
    const USUAL: Self = Self::Usual;
    const ATTRIBUTE: &'static str = "data-text-size";

    fn value(self) -> Option<&'static str> {
        match self {
            Self::Small => Some("small"),
            Self::Usual => None,
            Self::Large => Some("large"),
            Self::Largest => Some("largest"),
        }
    }
}

/// What the reader chose.
#[derive(Clone, Copy)]
pub struct Preferences {
    /// Light, dark, or as the device has it.
    pub theme: RwSignal<Theme>,
    /// How large the text of a story is.
    pub text_size: RwSignal<TextSize>,
}

impl Preferences {
    /// Takes up what was chosen before, and keeps what will be.
    pub fn load() -> Self {
        Self { theme: kept(), text_size: kept() }
    }

    /// Those that the app provided.
    pub fn from_context() -> Self {
        expect_context()
    }
}

fn kept<C: Choice>() -> RwSignal<C> {
    let stored = storage().and_then(|storage| storage.get_item(C::ATTRIBUTE).ok().flatten());
    let before =
        C::ALL.iter().find(|choice| stored.is_some() && choice.value() == stored.as_deref());
    let choice = RwSignal::new(before.copied().unwrap_or(C::USUAL));
    Effect::new(move || keep(choice.get()));
    choice
}

/// A private window may refuse to store: the choice then lasts as long as the page.
fn keep<C: Choice>(choice: C) {
    if let Some(root) = document().document_element() {
        let _ = match choice.value() {
            Some(value) => root.set_attribute(C::ATTRIBUTE, value),
            None => root.remove_attribute(C::ATTRIBUTE),
        };
    }
    if let Some(storage) = storage() {
        let _ = match choice.value() {
            Some(value) => storage.set_item(C::ATTRIBUTE, value),
            None => storage.remove_item(C::ATTRIBUTE),
        };
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

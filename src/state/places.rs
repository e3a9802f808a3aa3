//! Where the reader was on each page of the tab's history.

use super::latest::Latest;
use super::storage::{keep_by_tab, kept_by_tab};

/// Where the storage keeps the places over a reload.
const KEY: &str = "broadsheet-places";
/// How many pages of the history are remembered.
const MOST: usize = 60;

/// Where the reader was on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// How far down, in CSS pixels.
    pub scroll: f64,
    /// The link through which the reader left.
    pub focus: Option<String>,
}

/// Where the reader was, by the number of the history's entry, on the last pages that they left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places(Latest<u64, Place, MOST>);

impl Places {
    /// Remembers a place.
    pub fn remember(&mut self, entry: u64, place: Place) {
        self.0.keep(entry, place);
    }

    /// Where the reader was.
    pub fn get(&self, entry: u64) -> Option<Place> {
        self.0.get(&entry).cloned()
    }

    /// Takes up what a reload left.
    pub fn load() -> Self {
        kept_by_tab(KEY).as_deref().map(Self::parse).unwrap_or_default()
    }

    /// Keeps the places over a reload.
    pub fn store(&self) {
        keep_by_tab(KEY, &self.print());
    }

    fn print(&self) -> String {
        let line = |(entry, place): &(u64, Place)| {
            // Whole pixels: writing out fractions would cost the reader 20 KB of code.
            format!(
                "{entry} {} {}",
                place.scroll as i64,
                place.focus.as_deref().unwrap_or_default()
            )
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn parse(text: &str) -> Self {
        let place = |line: &str| {
            let mut words = line.splitn(3, ' ');
            let entry = words.next()?.parse().ok()?;
            let scroll: i32 = words.next()?.parse().ok()?;
            let focus = words.next().filter(|focus| !focus.is_empty()).map(str::to_owned);
            Some((entry, Place { scroll: scroll.into(), focus }))
        };
        Self(text.lines().filter_map(place).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_over_a_reload() {
        let mut places = Places::default();
        places.remember(7, Place { scroll: 1_200.0, focus: Some("/article/a".to_owned()) });
        places.remember(9, Place::default());
        assert_eq!(Places::parse(&places.print()), places);
        assert_eq!(Places::parse("nonsense\n1 x\n\n"), Places::default());
    }
}

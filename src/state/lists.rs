//! How far the reader has gone in the lists that they have left, for the way back.

use crate::model::Card;

/// How many lists are kept; the one that was left longest ago goes first.
const MOST: usize = 8;

/// What stood of a list beyond its beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Extent {
    /// All its stories that had come.
    pub cards: Vec<Card>,
    /// The path of the page after them.
    pub next: Option<String>,
    /// How many of them were drawn.
    pub drawn: usize,
}

/// Lists by the address of their page.
#[derive(Debug, Default)]
pub struct Lists(Vec<(String, Extent)>);

impl Lists {
    /// Keeps how far the reader has gone.
    pub fn keep(&mut self, address: String, extent: Extent) {
        self.0.retain(|(known, _)| *known != address);
        self.0.push((address, extent));
        if self.0.len() > MOST {
            self.0.remove(0);
        }
    }

    /// Takes up where the reader was.
    pub fn take(&mut self, address: &str) -> Option<Extent> {
        let place = self.0.iter().position(|(known, _)| known == address)?;
        Some(self.0.remove(place).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_taken_up_once_and_the_oldest_goes() {
        let extent = |drawn| Extent { cards: Vec::new(), next: None, drawn };
        let mut lists = Lists::default();
        for number in 0..=MOST {
            lists.keep(format!("/section/{number}"), extent(number));
        }
        lists.keep("/section/3".to_owned(), extent(99));
        assert_eq!(lists.take("/section/0"), None);
        assert_eq!(lists.take("/section/3"), Some(extent(99)));
        assert_eq!(lists.take("/section/3"), None);
    }
}

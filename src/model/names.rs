//! What is found by its name.

use std::collections::HashMap;

/// Positions by name. One kind of map for all that is found by a name: each further kind would be code
/// of its own in the reader's download.
#[derive(Clone, Debug, Default)]
pub struct Names(HashMap<String, usize>);

impl Names {
    /// The position of a name.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// Whether a name is among them.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Gives a name its position; whether the name was not among them.
    #[inline(never)]
    pub fn add(&mut self, name: &str, position: usize) -> bool {
        self.0.insert(name.to_owned(), position).is_none()
    }

    /// Takes a name out; its position.
    #[inline(never)]
    pub fn remove(&mut self, name: &str) -> Option<usize> {
        self.0.remove(name)
    }
}

//! The latest few of what is kept by a key.

/// At most `MOST` values by their keys, in the order in which they were kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Latest<K, V, const MOST: usize>(Vec<(K, V)>);

impl<K, V, const MOST: usize> Default for Latest<K, V, MOST> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq, V, const MOST: usize> Latest<K, V, MOST> {
    /// Keeps a value in place of the one that was kept by this key; the one kept longest ago goes where there
    /// are too many.
    pub fn keep(&mut self, key: K, value: V) {
        self.0.retain(|(known, _)| *known != key);
        self.0.push((key, value));
        if self.0.len() > MOST {
            self.0.remove(0);
        }
    }

    /// What is kept by a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// All of it, what was kept longest ago first.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.0.iter()
    }
}

impl<K: PartialEq, V, const MOST: usize> FromIterator<(K, V)> for Latest<K, V, MOST> {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(all: T) -> Self {
        let mut latest = Self::default();
        all.into_iter().for_each(|(key, value)| latest.keep(key, value));
        latest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes() {
        let mut latest: Latest<u64, &str, 3> = [(0, "a"), (1, "b"), (2, "c")].into_iter().collect();
        latest.keep(1, "newer");
        latest.keep(3, "d");
        assert_eq!(latest.iter().map(|(key, _)| *key).collect::<Vec<_>>(), [2, 1, 3]);
        assert_eq!((latest.get(&0), latest.get(&1)), (None, Some(&"newer")));
    }
}

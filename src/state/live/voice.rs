//! What is said aloud of new comments: seldom, and all at once. A screen reader that names each would
//! talk over everything else.

/// How long it stays silent after it has spoken, in milliseconds.
const SILENCE: i64 = 30_000;

/// Counts what is new until it may be said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voice {
    waiting: usize,
    spoke_at: Option<i64>,
}

impl Voice {
    /// Something new came.
    pub fn hear(&mut self, comments: usize) {
        self.waiting += comments;
    }

    /// The reader has seen so many of them.
    pub fn forget(&mut self, comments: usize) {
        self.waiting = self.waiting.saturating_sub(comments);
    }

    /// How many to speak of now; nothing where it is too soon or nothing is new.
    pub fn speak(&mut self, now: i64) -> Option<usize> {
        let may = self.spoke_at.is_none_or(|at| now - at >= SILENCE);
        if !may || self.waiting == 0 {
            return None;
        }
        self.spoke_at = Some(now);
        Some(std::mem::take(&mut self.waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_speaks_once_in_half_a_minute() {
        let mut voice = Voice::default();
        assert_eq!(voice.speak(0), None);
        voice.hear(1);
        assert_eq!(voice.speak(0), Some(1));
        voice.hear(3);
        voice.hear(1);
        assert_eq!(voice.speak(29_999), None);
        assert_eq!(voice.speak(30_000), Some(4));
        voice.hear(3);
        voice.forget(2);
        assert_eq!(voice.speak(90_000), Some(1));
        voice.hear(1);
        voice.forget(usize::MAX);
        assert_eq!(voice.speak(190_000), None);
    }
}

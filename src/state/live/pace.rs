//! How much of what has come a frame takes in.

/// How many events a frame takes in at least, and at first; what most of them cost is drawing.
const FEWEST: usize = 4;
/// How many a frame takes in at most: more than a server tells at once.
const MOST_AT_ONCE: usize = 4_096;
/// How long it may be from one of those frames to the next, in milliseconds: less than two of a screen that
/// shows 60 a second. Where one is late, the next takes in half as many.
const BETWEEN_FRAMES: i64 = 28;

/// How many events a frame takes in: as many as this phone draws without the reader noticing.
pub struct Pace {
    most: usize,
    /// When the last frame took some in and left others.
    left_some_at: Option<i64>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { most: FEWEST, left_some_at: None }
    }
}

impl Pace {
    /// How many a frame takes in at most that begins now.
    pub fn most(&mut self, now: i64) -> usize {
        if let Some(at) = self.left_some_at.take() {
            // Up by little, down by much: a frame that doubled what the last one bore would be late.
            let is_late = now - at > BETWEEN_FRAMES;
            let next = if is_late { self.most / 2 } else { self.most + self.most / 4 + 1 };
            self.most = next.clamp(FEWEST, MOST_AT_ONCE);
        }
        self.most
    }

    /// The frame that has begun took in as many as that, and leaves others to the next.
    pub fn leave(&mut self, now: i64) {
        self.left_some_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of those that are ready a frame takes in that begins now.
    fn take(pace: &mut Pace, ready: usize, now: i64) -> usize {
        let most = pace.most(now);
        if ready > most {
            pace.leave(now);
        }
        ready.min(most)
    }

    #[test]
    fn a_frame_takes_in_what_the_phone_draws_in_time() {
        let mut pace = Pace::default();
        // Few come: nothing is left, and nothing is learned.
        assert_eq!([take(&mut pace, 3, 0), take(&mut pace, 4, 1_000)], [3, 4]);
        // A burst is taken in faster and faster while frames come in time.
        let taken: Vec<usize> =
            (0..4).map(|frame| take(&mut pace, 1_000, 2_000 + frame * 17)).collect();
        assert_eq!(taken, [4, 6, 8, 11]);
        // They don't any longer, and then do.
        assert_eq!([take(&mut pace, 900, 2_120), take(&mut pace, 900, 2_137)], [5, 7]);
        // However slow the phone: it goes on.
        let slow: Vec<usize> =
            (0..9).map(|frame| take(&mut pace, 900, 3_000 + frame * 500)).collect();
        assert_eq!(slow[3..], [FEWEST; 6]);
    }
}

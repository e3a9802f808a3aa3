//! The line to a discussion's server: when to open the stream, when to give it up, when to ask
//! instead. Plain Rust without browser or clock; every time is in milliseconds and handed in.
//!
//! The browser's own reconnecting is not used: it gives up for ever on a 503 or a wrong content type,
//! and asks for the same place in the history again.

/// How long the server may take to say hello.
const HELLO_WITHIN: i64 = 5_000;
/// How long the line may be silent: three of the server's beats of 15 s.
const SILENCE: i64 = 45_000;
/// How many failures in a row turn to asking alone; a server that says nothing at all is asked at once,
/// beside the next tries.
const PATIENCE: u32 = 3;
/// The longest wait before the next try.
const LONGEST_WAIT: i64 = 30_000;
/// How often is asked where there is no stream.
const ASK_EVERY: i64 = 10_000;
/// How long to wait for room for a stream before asking begins.
const ROOM_WITHIN: i64 = 1_000;
/// How soon is asked for the rest of what one answer did not hold.
const MORE_WITHIN: i64 = 1_000;
/// How long a stream must have stood that counts as one.
const STANDS: i64 = 10_000;
/// How many streams in a row may stand for less: a reader in a train has many, and is back within seconds of
/// each. A line that broke at every hello would be put up every second for ever.
const BRIEF: u32 = 100;
/// After how long of asking the stream is tried again.
const STREAM_AGAIN: i64 = 5 * 60_000;

/// How live the discussion is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Liveness {
    /// It can only be read, and never changes by itself.
    #[default]
    ReadOnly,
    /// The line is about to stand.
    Connecting,
    /// What is said arrives at once.
    Live,
    /// The line broke and is being put up again.
    Reconnecting,
    /// What is said arrives within ten seconds.
    Asking,
    /// There is no network.
    Offline,
    /// The reader wants it quiet.
    Paused,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Do {
    /// Nothing.
    Nothing,
    /// Open the stream.
    Open,
    /// Close the stream.
    Close,
    /// Ask for what happened.
    Ask,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Opening {
        since: i64,
    },
    Open {
        since: i64,
        heard_at: i64,
    },
    Waiting {
        until: i64,
    },
    Asking {
        next: i64,
        stream_at: i64,
    },
    /// The stream is tried while asking goes on.
    Trying {
        since: i64,
        next: i64,
    },
}

/// The line.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    state: State,
    failures: u32,
    /// How many streams in a row broke soon after they stood.
    brief: u32,
    was_live: bool,
    /// Whether what was asked last was answered.
    is_answered: bool,
}

impl Default for Line {
    fn default() -> Self {
        Self { state: State::Idle, failures: 0, brief: 0, was_live: false, is_answered: false }
    }
}

impl Line {
    /// Looks at the time. `is_wanted`: there is a reader, a network, and nobody paused it; `has_room`: the
    /// browser has a connection to spare for a stream.
    pub fn tick(&mut self, now: i64, is_wanted: bool, has_room: bool, random: f64) -> Do {
        if !is_wanted {
            let was = std::mem::take(self);
            return if was.state == State::Idle { Do::Nothing } else { Do::Close };
        }
        match self.state {
            State::Idle if has_room => self.open(now),
            State::Idle => {
                self.state = State::Asking { next: now + ROOM_WITHIN, stream_at: now };
                Do::Nothing
            }
            State::Waiting { until } if now >= until => self.open(now),
            State::Opening { since } if now - since >= HELLO_WITHIN => {
                self.ask_meanwhile(now, now, random)
            }
            State::Open { heard_at, .. } if now - heard_at >= SILENCE => self.failed(now, random),
            State::Trying { since, next } if now - since >= HELLO_WITHIN => {
                self.ask_meanwhile(now, next, random)
            }
            State::Asking { next, stream_at } if now >= next => {
                self.state = State::Asking { next: now + ASK_EVERY, stream_at };
                Do::Ask
            }
            State::Asking { stream_at, next } if now >= stream_at && has_room => {
                self.state = State::Trying { since: now, next };
                Do::Open
            }
            _ => Do::Nothing,
        }
    }

    fn open(&mut self, now: i64) -> Do {
        self.state = State::Opening { since: now };
        Do::Open
    }

    /// Something came over the stream.
    pub fn heard(&mut self, now: i64) {
        if self.state != State::Idle {
            let since = if let State::Open { since, .. } = self.state { since } else { now };
            self.state = State::Open { since, heard_at: now };
            self.was_live = true;
            self.is_answered = false;
        }
    }

    /// The stream broke, or the server sent it away.
    pub fn failed(&mut self, now: i64, random: f64) -> Do {
        match self.state {
            State::Idle | State::Waiting { .. } | State::Asking { .. } => return Do::Nothing,
            State::Trying { next, .. } => return self.ask_meanwhile(now, next, random),
            State::Open { since, .. } => {
                self.brief = if now - since >= STANDS { 0 } else { self.brief + 1 };
                if self.brief <= BRIEF {
                    self.failures = 0;
                }
            }
            State::Opening { .. } => {}
        }
        if self.failures + 1 >= PATIENCE {
            return self.ask_meanwhile(now, now, random);
        }
        self.state = State::Waiting { until: self.again_at(now, random) };
        Do::Close
    }

    /// Turns to asking, from `next` on, until the stream is tried again.
    fn ask_meanwhile(&mut self, now: i64, next: i64, random: f64) -> Do {
        self.state = State::Asking { next, stream_at: self.again_at(now, random) };
        Do::Close
    }

    /// When to try the stream again that has failed once more.
    fn again_at(&mut self, now: i64, random: f64) -> i64 {
        self.failures += 1;
        if self.failures >= PATIENCE {
            return now + STREAM_AGAIN;
        }
        // Full jitter: after a restart of the server not everybody comes back at once.
        let longest = (1_000_i64 << self.failures.min(5)).min(LONGEST_WAIT);
        now + (random * longest as f64) as i64
    }

    /// What was asked is over: the server answered it or did not, or named when to come back.
    pub fn asked(&mut self, now: i64, is_answered: bool, retry_after: Option<u32>) {
        if let State::Asking { next, .. } | State::Trying { next, .. } = &mut self.state {
            let wait = i64::from(retry_after.unwrap_or_default()) * 1_000;
            *next = now + wait.max(ASK_EVERY);
            self.is_answered = is_answered;
        }
    }

    /// What was answered is not all that there is; whether the line asks for the rest.
    pub fn more_waits(&mut self, now: i64) -> bool {
        let asking = match &mut self.state {
            State::Asking { next, .. } | State::Trying { next, .. } => Some(next),
            _ => None,
        };
        asking.map(|next| *next = now + MORE_WITHIN).is_some()
    }

    /// How live it is.
    pub fn liveness(&self) -> Liveness {
        match self.state {
            State::Open { .. } => Liveness::Live,
            // Who asks and gets no answer is as far from the discussion as who has no stream.
            State::Asking { .. } | State::Trying { .. } if self.is_answered => Liveness::Asking,
            _ if self.was_live || self.failures > 0 => Liveness::Reconnecting,
            _ => Liveness::Connecting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_stream_is_opened_and_comes_back_soon() {
        let mut line = Line::default();
        assert_eq!(line.tick(0, false, true, 0.5), Do::Nothing);
        assert_eq!(line.tick(0, true, true, 0.5), Do::Open);
        assert_eq!(line.liveness(), Liveness::Connecting);
        line.heard(100);
        assert_eq!(line.liveness(), Liveness::Live);
        assert_eq!(line.failed(200, 0.5), Do::Close);
        assert_eq!(line.liveness(), Liveness::Reconnecting);
        assert_eq!(line.tick(1_199, true, true, 0.5), Do::Nothing);
        assert_eq!(line.tick(1_200, true, true, 0.5), Do::Open);
        line.heard(1_300);
        assert_eq!(line.tick(46_299, true, true, 0.5), Do::Nothing);
        assert_eq!(line.tick(46_300, true, true, 0.5), Do::Close);
    }

    #[test]
    fn after_three_failures_it_asks_and_tries_again_in_five_minutes() {
        let mut line = Line::default();
        let mut now = 0;
        for _ in 0..2 {
            assert_eq!(line.tick(now, true, true, 0.5), Do::Open);
            line.failed(now, 0.0);
        }
        assert_eq!(line.tick(now, true, true, 0.0), Do::Open);
        assert_eq!(line.failed(now, 0.0), Do::Close);
        assert_eq!(line.liveness(), Liveness::Reconnecting);
        let began = now;
        let mut asked = 0;
        loop {
            match line.tick(now, true, true, 0.0) {
                Do::Ask => {
                    asked += 1;
                    line.asked(now, true, (asked == 1).then_some(30));
                    assert_eq!(line.liveness(), Liveness::Asking);
                }
                Do::Open => break,
                _ => now += 500,
            }
        }
        assert_eq!(now - began, STREAM_AGAIN);
        // The last of them right before the stream is tried.
        assert_eq!(asked, 2 + (STREAM_AGAIN - 30_000) / ASK_EVERY);
        assert_eq!(line.failed(now, 0.0), Do::Close);
        assert_eq!(line.liveness(), Liveness::Asking);
    }

    #[test]
    fn without_a_hello_it_asks_at_once_and_tries_again_soon() {
        let mut line = Line::default();
        assert_eq!(line.tick(0, true, true, 0.5), Do::Open);
        assert_eq!(line.tick(HELLO_WITHIN, true, true, 0.5), Do::Close);
        assert_eq!(line.tick(HELLO_WITHIN, true, true, 0.5), Do::Ask);
        line.asked(HELLO_WITHIN, true, None);
        assert_eq!(line.liveness(), Liveness::Asking);
        // Half of the two seconds after a first failure.
        assert_eq!(line.tick(HELLO_WITHIN + 999, true, true, 0.5), Do::Nothing);
        assert_eq!(line.tick(HELLO_WITHIN + 1_000, true, true, 0.5), Do::Open);
        line.heard(HELLO_WITHIN + 1_100);
        assert_eq!(line.liveness(), Liveness::Live);
        // And what that stream fails at is the first failure again.
        assert_eq!(line.failed(20_000, 0.5), Do::Close);
        assert_eq!(line.tick(21_000, true, true, 0.5), Do::Open);
    }

    #[test]
    fn where_there_is_no_room_it_asks_until_there_is() {
        let mut line = Line::default();
        assert_eq!(line.tick(0, true, false, 0.5), Do::Nothing);
        assert_eq!(line.tick(ROOM_WITHIN - 1, true, false, 0.5), Do::Nothing);
        for now in [ROOM_WITHIN, ROOM_WITHIN + ASK_EVERY] {
            assert_eq!(line.tick(now, true, false, 0.5), Do::Ask);
            line.asked(now, true, None);
            assert_eq!(line.liveness(), Liveness::Asking);
        }
        assert_eq!(line.tick(12_000, true, true, 0.5), Do::Open);
        line.heard(12_100);
        assert_eq!(line.liveness(), Liveness::Live);
        // Room that comes in time is no reason to ask.
        let mut line = Line::default();
        line.tick(0, true, false, 0.5);
        assert_eq!(line.tick(10, true, true, 0.5), Do::Open);
    }

    #[test]
    fn what_one_answer_does_not_hold_is_asked_for_at_once() {
        let mut line = Line::default();
        line.tick(0, true, false, 0.5);
        assert_eq!(line.tick(ROOM_WITHIN, true, false, 0.5), Do::Ask);
        line.asked(1_100, true, None);
        assert!(line.more_waits(1_100));
        assert_eq!(line.tick(1_100 + MORE_WITHIN, true, false, 0.5), Do::Ask);
        line.asked(2_200, true, None);
        assert_eq!(line.tick(2_200 + MORE_WITHIN, true, false, 0.5), Do::Nothing);
    }

    #[test]
    fn who_asks_in_vain_is_not_told_of_updates() {
        let mut line = Line::default();
        for now in 0..3 {
            line.tick(now, true, true, 0.0);
            line.failed(now, 0.0);
        }
        assert_eq!(line.tick(10, true, true, 0.0), Do::Ask);
        assert_eq!(line.liveness(), Liveness::Reconnecting);
        for (now, is_answered, liveness) in [
            (20, false, Liveness::Reconnecting),
            (30, true, Liveness::Asking),
            (40, false, Liveness::Reconnecting),
        ] {
            line.asked(now, is_answered, None);
            assert_eq!(line.liveness(), liveness);
        }
        // The stream stood in between: what was asked before it says nothing any more.
        line.asked(50, true, None);
        line.heard(60);
        for now in 70..73 {
            line.failed(now, 0.0);
            line.tick(now, true, true, 0.0);
        }
        assert_eq!(line.liveness(), Liveness::Reconnecting);
    }

    #[test]
    fn a_stream_that_breaks_at_every_hello_is_no_stream() {
        let stand = |line: &mut Line, time: i64| {
            assert_eq!(line.tick(0, true, true, 0.0), Do::Open);
            line.heard(0);
            assert_eq!(line.failed(time, 0.0), Do::Close);
            // Time is what passes between two ticks: it begins anew.
            line.state = match line.state {
                State::Waiting { .. } => State::Waiting { until: 0 },
                state => state,
            };
        };
        let mut line = Line::default();
        (0..=BRIEF).for_each(|_| stand(&mut line, STANDS - 1));
        let mut asks = line;
        stand(&mut asks, STANDS - 1);
        assert_eq!(asks.tick(STANDS, true, true, 0.0), Do::Ask);
        // One that has stood is: what breaks it is the first failure.
        stand(&mut line, STANDS);
        (0..=BRIEF).for_each(|_| stand(&mut line, STANDS - 1));
    }

    #[test]
    fn nobody_there_nothing_open() {
        let mut line = Line::default();
        line.tick(0, true, true, 0.0);
        line.heard(1);
        assert_eq!(line.tick(2, false, true, 0.0), Do::Close);
        assert_eq!(line.tick(3, false, true, 0.0), Do::Nothing);
        assert_eq!(line.failed(3, 0.0), Do::Nothing);
        assert_eq!(line.tick(4, true, true, 0.0), Do::Open);
    }

    proptest! {
        /// Whatever happens, at most one stream is open, and a reader is never left without a next step.
        #[test]
        fn it_never_stops(steps in prop::collection::vec((0_u8..6, 0_i64..20_000, 0.0_f64..1.0), 1..200)) {
            let (mut line, mut now, mut open) = (Line::default(), 0, false);
            let mut follow = |act: Do| match act {
                Do::Open => { assert!(!open); open = true; }
                Do::Close => open = false,
                _ => {}
            };
            for (step, passed, random) in steps {
                now += passed;
                match step {
                    0 | 1 => follow(line.tick(now, true, true, random)),
                    2 => follow(line.failed(now, random)),
                    5 => follow(line.tick(now, true, false, random)),
                    3 => line.asked(now, random < 0.5, Some(passed as u32 / 500)),
                    _ => follow(line.tick(now, false, true, random)),
                }
            }
            // Whatever was before: within a minute and a bit it opens, asks or stands.
            let mut has_moved = false;
            for _ in 0..200 {
                now += 500;
                has_moved |= line.tick(now, true, true, 0.9) != Do::Nothing || line.liveness() == Liveness::Live;
            }
            prop_assert!(has_moved);
        }
    }
}

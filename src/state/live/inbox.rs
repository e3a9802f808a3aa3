//! Events that have come, on their way into the discussion: with the next frame, as many as it bears.

use std::collections::VecDeque;

use super::pace::Pace;
use crate::model::Event;

/// How long the reader's own comment, and what was said after it, waits for the answer to the post that
/// it has overtaken, in milliseconds.
const OWN_WAITS: i64 = 10_000;

/// An event that has come.
pub enum Came {
    /// As the stream told it. A thousand may come between two frames: each is read in the frame that takes
    /// it, and costs the first of them nothing.
    Told(String),
    /// Read.
    Read(Box<Event>),
}

/// What goes into the discussion now.
#[derive(Default)]
pub struct Taken {
    /// The events, in the order in which they came.
    pub events: Vec<Event>,
    /// The texts that can't be read, which may be what matters.
    pub unreadable: Vec<String>,
    /// Whether another frame is to be asked for.
    pub wants_frame: bool,
}

/// What has come and was not taken yet.
#[derive(Default)]
pub struct Inbox {
    came: VecDeque<Came>,
    has_frame: bool,
    pace: Pace,
    /// Since when what the reader said themselves waits for the answer to the post.
    own_since: Option<i64>,
}

impl Inbox {
    /// Takes in what has come; whether a frame is to be asked for.
    pub fn add(&mut self, came: Came) -> bool {
        self.came.push_back(came);
        !std::mem::replace(&mut self.has_frame, true)
    }

    /// The frame that was asked for is here.
    pub fn begin_frame(&mut self) {
        self.has_frame = false;
    }

    /// Whether something waits that no frame will take by itself: where the tab is hidden, none comes, though
    /// one was asked for before.
    pub fn is_left(&self, is_hidden: bool) -> bool {
        !self.came.is_empty() && (is_hidden || !self.has_frame)
    }

    /// What goes into the discussion at this moment: as much as a frame bears where the reader sees it, up
    /// to their own comment that came before the answer to its post. That stands as on its way, and is not to
    /// be announced as somebody's.
    pub fn take(
        &mut self,
        now: i64,
        is_seen: bool,
        read: impl Fn(&str) -> Option<Event>,
        is_own: impl Fn(&Event) -> bool,
    ) -> Taken {
        let most = if is_seen { self.pace.most(now) } else { usize::MAX };
        let mut taken = Taken::default();
        let mut waits = false;
        while taken.events.len() < most
            && let Some(came) = self.came.pop_front()
        {
            let event = match came {
                Came::Read(event) => event,
                Came::Told(text) => match read(&text) {
                    Some(event) => Box::new(event),
                    None => {
                        taken.unreadable.push(text);
                        continue;
                    }
                },
            };
            if is_own(&event) && now - *self.own_since.get_or_insert(now) < OWN_WAITS {
                self.came.push_front(Came::Read(event));
                waits = true;
                break;
            }
            taken.events.push(*event);
        }
        if !waits {
            self.own_since = None;
            if !self.came.is_empty() {
                self.pace.leave(now);
                taken.wants_frame = !std::mem::replace(&mut self.has_frame, true);
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cursor, What};

    /// An event that says nothing but its place in the history, which is its text.
    fn event(seq: u64) -> Event {
        let at = Cursor { epoch: "e".to_owned(), seq };
        Event { at: Some(at), what: What::Closed, total: None }
    }

    fn told(inbox: &mut Inbox, texts: impl IntoIterator<Item = u64>) {
        texts.into_iter().for_each(|seq| {
            inbox.add(Came::Told(seq.to_string()));
        });
    }

    fn seqs(taken: &Taken) -> Vec<u64> {
        taken.events.iter().filter_map(|event| Some(event.at.as_ref()?.seq)).collect()
    }

    fn take(inbox: &mut Inbox, now: i64, own: u64) -> Taken {
        inbox.begin_frame();
        let read = |text: &str| text.parse().ok().map(event);
        inbox.take(now, true, read, |event| event.at.as_ref().is_some_and(|at| at.seq == own))
    }

    #[test]
    fn a_frame_reads_no_more_than_it_takes() {
        let mut inbox = Inbox::default();
        assert!(inbox.add(Came::Told("1".to_owned())));
        assert!(!inbox.add(Came::Read(Box::new(event(2)))));
        told(&mut inbox, 3..=200);
        let taken = take(&mut inbox, 0, 0);
        assert_eq!(seqs(&taken), [1, 2, 3, 4]);
        assert!(taken.wants_frame && !inbox.is_left(false));
        // The reader turns to another tab before that frame.
        assert!(inbox.is_left(true));
        let unread = inbox.came.iter().filter(|came| matches!(came, Came::Told(_))).count();
        assert_eq!(unread, 196);
        let mut all = seqs(&taken);
        for frame in 1.. {
            let taken = take(&mut inbox, frame * 17, 0);
            all.extend(seqs(&taken));
            if !taken.wants_frame {
                break;
            }
        }
        assert_eq!(all, (1..=200).collect::<Vec<_>>());
        // Nobody looks: all of it at once.
        told(&mut inbox, 201..=900);
        inbox.begin_frame();
        let read = |text: &str| text.parse().ok().map(event);
        assert_eq!(inbox.take(9_000, false, read, |_| false).events.len(), 700);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_stops_nothing() {
        let mut inbox = Inbox::default();
        inbox.add(Came::Told("{".to_owned()));
        told(&mut inbox, [2]);
        let taken = take(&mut inbox, 0, 0);
        assert_eq!((seqs(&taken), taken.unreadable), (vec![2], vec!["{".to_owned()]));
        assert!(!inbox.is_left(true));
    }

    #[test]
    fn ones_own_comment_waits_for_its_answer_but_not_for_ever() {
        let mut inbox = Inbox::default();
        told(&mut inbox, 1..=3);
        let taken = take(&mut inbox, 0, 2);
        assert_eq!((seqs(&taken), taken.wants_frame), (vec![1], false));
        assert!(inbox.is_left(false));
        assert!(seqs(&take(&mut inbox, OWN_WAITS - 1, 2)).is_empty());
        assert_eq!(seqs(&take(&mut inbox, OWN_WAITS, 2)), [2, 3]);
        // The next of theirs waits as long.
        told(&mut inbox, [4]);
        assert!(seqs(&take(&mut inbox, OWN_WAITS + 5, 4)).is_empty());
        // Its answer has come: it is nobody's that is on its way.
        assert_eq!(seqs(&take(&mut inbox, OWN_WAITS + 6, 0)), [4]);
    }
}

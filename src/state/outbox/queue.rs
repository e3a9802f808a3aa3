//! The comments on their way as plain values: what this tab knows of each, and whose turn it is.

use super::item::{EVERY, Going, Item};
use crate::model::{Comment, Slug};

/// A comment on its way, and all that this tab knows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The comment.
    pub item: Item,
    /// How it goes with it.
    pub going: Going,
    /// From when on this tab sends what another tab or an earlier visit put in, in milliseconds since
    /// 1970; none where it was written here.
    pub turn: Option<f64>,
    /// The server may have it, since an answer was lost or nobody here knows of the earlier tries.
    pub is_in_doubt: bool,
    /// This tab is sending it at this moment.
    pub is_on_the_way: bool,
    /// It lasts as long as the page does, since the device has no room for it.
    pub is_in_page: bool,
    /// Before then the server wants to hear no more of it, in milliseconds since 1970.
    pub rests_until: f64,
}

impl Entry {
    /// What was written here, and is to be sent.
    pub fn of_here(item: Item) -> Self {
        Self {
            item,
            going: Going::Sending,
            turn: None,
            is_in_doubt: false,
            is_on_the_way: false,
            is_in_page: false,
            rests_until: 0.0,
        }
    }

    /// How many choices the reader has with it, by all of its tries: what the server may have is not
    /// written anew, whatever became of the last.
    pub fn choices(&self) -> usize {
        match &self.going {
            Going::Waiting(_) if self.is_in_doubt => self.going.choices().min(EVERY - 1),
            going => going.choices(),
        }
    }

    /// Whether the server may have it already, and nobody here knows by which name.
    pub fn may_be_there(&self) -> bool {
        self.is_in_doubt && !matches!(self.going, Going::Refused(_))
    }

    /// Takes up what another tab has learnt of it: that the server won't have it, that the reader wants it tried
    /// again all the same, or that they don't want it any more.
    fn learn(&mut self, kept: Item, turn: f64) {
        if self.is_in_page || self.item == kept {
            return;
        }
        if !self.is_on_the_way && self.item.refused != kept.refused {
            self.going = kept.going();
            self.turn = kept.refused.is_none().then_some(turn).or(self.turn);
        }
        self.item = kept;
    }

    /// Whether it is to be sent, and is not being sent.
    pub fn is_awaiting(&self) -> bool {
        !self.is_on_the_way && !matches!(self.going, Going::Refused(_))
    }

    /// Whether this is what the server tells of before it answers.
    pub fn is_sent_as(&self, slug: &Slug, comment: &Comment) -> bool {
        matches!(self.going, Going::Sending)
            && self.item.slug == *slug
            && self.item.text == comment.text
            && self.item.name == comment.author
            && self.item.parent_id == comment.parent_id
    }
}

/// All that is on its way, in the order in which it was written.
#[derive(Clone, Debug, Default)]
pub struct Queue(pub Vec<Entry>);

impl Queue {
    /// One by its key.
    pub fn find(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.item.key == key)
    }

    /// One by its key, to be changed.
    pub fn find_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.0.iter_mut().find(|entry| entry.item.key == key)
    }

    /// Takes one out.
    pub fn take_out(&mut self, key: &str) -> Option<Entry> {
        let at = self.0.iter().position(|entry| entry.item.key == key)?;
        Some(self.0.remove(at))
    }

    /// What is to be sent now, by story: a story's comments one after the other, as they were written.
    /// What is under way or rests holds up what was written after it.
    pub fn due(&self, now: f64) -> Vec<Vec<Item>> {
        let mut stories: Vec<Story> = Vec::new();
        for entry in self.0.iter().filter(|entry| !matches!(entry.going, Going::Refused(_))) {
            let slug = &entry.item.slug;
            let at = stories.iter().position(|story| story.slug == slug);
            let at = at.unwrap_or_else(|| {
                stories.push(Story::new(slug));
                stories.len() - 1
            });
            stories[at].add(entry, now);
        }
        let queues = stories.into_iter().map(|story| story.due);
        queues.filter(|queue| !queue.is_empty()).collect()
    }

    /// Takes up what is kept on the device: what was taken out elsewhere goes, and what is new is another
    /// tab's, or an earlier visit's, whose `turn` it is here from then on.
    pub fn take_up(&mut self, kept: Vec<Item>, turn: f64) {
        let is_kept = |entry: &Entry| kept.iter().any(|kept| kept.key == entry.item.key);
        self.0.retain(|entry| entry.is_in_page || is_kept(entry));
        for item in kept {
            match self.find_mut(&item.key) {
                Some(known) => known.learn(item, turn),
                None => {
                    let (going, is_in_doubt) = (item.going(), item.refused.is_none());
                    let entry = Entry::of_here(item);
                    self.0.push(Entry { going, turn: Some(turn), is_in_doubt, ..entry });
                }
            }
        }
    }

    /// Leaves what was not written here to the others until then.
    pub fn leave_to_others(&mut self, until: f64) {
        for turn in self.0.iter_mut().filter_map(|entry| entry.turn.as_mut()) {
            *turn = until;
        }
    }
}

/// What is due below one story.
struct Story<'a> {
    slug: &'a Slug,
    due: Vec<Item>,
    /// Whether one that was written before is under way, or rests.
    is_stuck: bool,
    /// Whether it is the turn of what was not written here: the first of it says so for all.
    is_their_turn: Option<bool>,
}

impl<'a> Story<'a> {
    fn new(slug: &'a Slug) -> Self {
        Self { slug, due: Vec::new(), is_stuck: false, is_their_turn: None }
    }

    fn add(&mut self, entry: &Entry, now: f64) {
        let is_due = match entry.turn {
            None => matches!(entry.going, Going::Waiting(_)),
            Some(turn) => *self.is_their_turn.get_or_insert(turn <= now),
        };
        self.is_stuck |= entry.is_on_the_way || entry.rests_until > now;
        if is_due && !self.is_stuck {
            self.due.push(entry.item.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Fault;
    use crate::model::Timestamp;

    const NOW: f64 = 1_795_425_000_000.0;

    fn item(key: &str, slug: &str) -> Item {
        Item {
            key: key.to_owned(),
            slug: Slug::new(slug).unwrap(),
            parent_id: None,
            name: "Amina".to_owned(),
            text: format!("Number {key}"),
            website: String::new(),
            took_ms: 9_000,
            at: Timestamp(NOW as i64),
            refused: None,
            is_unwanted: false,
        }
    }

    fn waiting(key: &str, slug: &str) -> Entry {
        Entry { going: Going::Waiting(Fault::Offline), ..Entry::of_here(item(key, slug)) }
    }

    fn due(entries: Vec<Entry>) -> Vec<Vec<String>> {
        let queues = Queue(entries).due(NOW);
        queues.into_iter().map(|q| q.into_iter().map(|item| item.key).collect()).collect()
    }

    #[test]
    fn each_story_is_sent_in_the_order_in_which_it_was_written() {
        let refused = Entry { going: Going::Refused(Fault::Gone), ..waiting("3", "a") };
        let entries = vec![
            waiting("1", "a"),
            waiting("2", "b"),
            refused,
            waiting("4", "a"),
            waiting("5", "b"),
        ];
        assert_eq!(due(entries), [["1", "4"], ["2", "5"]]);
        // What has just been put in is sent by who put it in.
        assert!(due(vec![Entry::of_here(item("1", "a"))]).is_empty());
    }

    #[test]
    fn nothing_overtakes_what_is_under_way_or_rests() {
        let under_way = Entry { is_on_the_way: true, ..waiting("1", "a") };
        assert_eq!(due(vec![under_way, waiting("2", "a"), waiting("3", "b")]), [["3"]]);
        let resting = Entry { rests_until: NOW + 1.0, ..waiting("2", "a") };
        assert_eq!(due(vec![waiting("1", "a"), resting.clone(), waiting("3", "a")]), [["1"]]);
        let rested = Entry { rests_until: NOW, ..resting };
        assert_eq!(due(vec![rested, waiting("3", "a")]), [["2", "3"]]);
    }

    #[test]
    fn what_another_tab_wrote_waits_for_its_turn_as_a_whole() {
        let others = |key: &str, turn: f64| Entry { turn: Some(turn), ..waiting(key, "a") };
        assert!(due(vec![others("1", NOW + 1.0), others("2", NOW - 1.0)]).is_empty());
        assert_eq!(due(vec![others("1", NOW), others("2", NOW + 9.0)]), [["1", "2"]]);
        // What was written here waits for nobody's turn.
        assert_eq!(due(vec![others("1", NOW + 1.0), waiting("2", "a")]), [["2"]]);
    }

    #[test]
    fn what_is_kept_is_taken_up_and_what_was_taken_out_elsewhere_goes() {
        let in_page = Entry { is_in_page: true, ..waiting("2", "a") };
        let mut queue = Queue(vec![waiting("1", "a"), in_page, waiting("3", "a")]);
        queue.take_up(vec![item("3", "a"), item("4", "a")], NOW + 5.0);
        let keys: Vec<&str> = queue.0.iter().map(|entry| entry.item.key.as_str()).collect();
        assert_eq!(keys, ["2", "3", "4"]);
        let turns: Vec<Option<f64>> = queue.0.iter().map(|entry| entry.turn).collect();
        assert_eq!(turns, [None, None, Some(NOW + 5.0)]);
        let new = queue.find("4").unwrap();
        assert!(new.is_in_doubt && new.may_be_there(), "{new:?}");
        queue.leave_to_others(NOW + 9.0);
        let turns: Vec<Option<f64>> = queue.0.iter().map(|entry| entry.turn).collect();
        assert_eq!(turns, [None, None, Some(NOW + 9.0)]);
    }

    #[test]
    fn what_the_server_would_not_have_is_sent_again_by_nobody() {
        let refused = |key: &str| Item { refused: Some("duplicate".to_owned()), ..item(key, "a") };
        let others = Entry { turn: Some(NOW), ..Entry::of_here(item("1", "a")) };
        let mut queue = Queue(vec![others, waiting("2", "a")]);
        // One of them, another and an earlier visit's were refused elsewhere.
        queue.take_up(vec![refused("1"), refused("2"), refused("3")], NOW);
        assert!(queue.0.iter().all(|entry| matches!(entry.going, Going::Refused(_))));
        assert_eq!(queue.due(NOW + 60_000.0), Vec::<Vec<Item>>::new());
        assert!(queue.0.iter().all(|entry| entry.choices() == EVERY && !entry.may_be_there()));
        // The reader has it tried again there: here it is somebody else's turn at first.
        queue.take_up(vec![item("1", "a"), refused("2"), refused("3")], NOW + 5.0);
        assert_eq!(queue.find("1").map(|entry| entry.going.clone()), Some(Going::Sending));
        assert!(queue.due(NOW).is_empty());
        assert_eq!(queue.due(NOW + 5.0).len(), 1);
    }

    #[test]
    fn what_the_server_may_have_is_not_written_anew() {
        let sure = waiting("1", "a");
        assert_eq!(sure.choices(), EVERY);
        // Nor is it another's that says the same.
        assert!(!sure.may_be_there());
        let doubtful = Entry { is_in_doubt: true, ..sure };
        assert_eq!(doubtful.choices(), EVERY - 1);
        let refused = Entry { going: Going::Refused(Fault::Gone), ..doubtful };
        assert_eq!(refused.choices(), EVERY);
        assert!(!refused.may_be_there() && !refused.is_awaiting());
    }
}

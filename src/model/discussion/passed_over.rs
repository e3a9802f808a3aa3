//! Threads that come with no page, since they rose past where the next one began.

use super::super::event::{CommentPage, Count};
use super::threading::sort;
use super::{Discussion, Sort, Standing};

/// The most that is asked for: some of it are replies, which nothing tells from threads.
const MOST: usize = 50;

impl Discussion {
    /// The comments, by id, that no page may have brought though it is the last: the most liked first.
    ///
    /// A page of the most liked is read as likes stand at that moment. A thread of the second page whose
    /// likes rise above the end of the first is on neither, if the second is read then; but its figures
    /// are told. Each is to be asked for by its permalink, and the answer to be given to
    /// [`Discussion::list_passed_over`]; what could not be asked for is named again.
    pub fn passed_over(&self) -> Vec<String> {
        if self.sort != Sort::Liked || !self.is_paged || self.next.is_some() {
            return Vec::new();
        }
        let may_lack = |&place: &usize| {
            let entry = &self.entries[place];
            entry.parent.is_none() && (entry.standing == Standing::Loose || self.is_hearsay(place))
        };
        let known = (0..self.entries.len()).filter(may_lack);
        let known = known.map(|place| &self.entries[place].comment).map(|c| (&c.id, c.likes));
        let is_latest =
            |(at, (_, count)): &(usize, &(u64, Count))| self.heard_of.get(&count.id) == Some(*at);
        let heard = self.heard_counts.iter().enumerate().filter(is_latest);
        let heard = heard.map(|(_, (_, count))| (&count.id, count.likes));
        let missing: Vec<(&String, u32)> =
            known.chain(heard).filter(|(id, _)| !self.asked_for.contains(id)).collect();
        let mut order: Vec<usize> = (0..missing.len()).collect();
        sort(&mut order, &|a, b| missing[b].1.cmp(&missing[a].1));
        order.truncate(MOST.saturating_sub(self.asked_for.len()));
        order.into_iter().map(|at| missing[at].0.clone()).collect()
    }

    /// Puts a thread that was passed over on the page, behind what stands; of one that stands already,
    /// since it was approved or changed meanwhile, the answers are held. Nothing where the server has it
    /// no more, or where it is a reply in a thread that a page has brought.
    pub fn list_passed_over(&mut self, id: &str, page: Option<CommentPage>) {
        self.asked_for.push(id.to_owned());
        let Some(page) = page else { return };
        let first = page.comments.first().and_then(|first| self.place(&first.id));
        match first.filter(|&first| self.entries[first].standing != Standing::Loose) {
            Some(thread) if self.is_hearsay(thread) => self.take_up(page, Some(thread), None),
            Some(_) => {}
            None => self.list_asked(page, false),
        }
    }

    /// Whether a comment was there before it was told of, and no page has brought it: what answered it
    /// until then is not known.
    fn is_hearsay(&self, place: usize) -> bool {
        let entry = &self.entries[place];
        let is_new = entry.said_at.is_some() && entry.comment.version == 1;
        !entry.is_fetched && !self.is_unheard(place) && !is_new
    }
}

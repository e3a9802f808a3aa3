//! A server, a line that drops, doubles, delays and forgets, and a reader who must end up with what
//! the server has.

mod server;

use super::*;
use server::{Deed, Fault, REPLIES, Server};
use std::collections::BTreeMap;

/// The reader, and the line to the server.
struct Reader {
    discussion: Discussion,
    /// Told by the server, not yet arrived.
    under_way: Vec<Event>,
    heard: usize,
    pages: usize,
    fault: Option<Fault>,
    /// How many deeds long nothing comes.
    apart: usize,
    /// A page that was asked for, and not arrived.
    page_under_way: Option<(String, CommentPage)>,
    /// A like that the server was told.
    press: Option<Press>,
    /// What the server answered to a post, on its way; and since where nothing had been missed then.
    answer: Option<(Comment, u64)>,
}

struct Press {
    id: String,
    has_liked: bool,
    since: u64,
    /// The likes by the answer, once the server has heard of it; none in it where it was refused.
    answer: Option<Option<u32>>,
}

const THREADS: usize = 3;
const APART: usize = 8;

impl Reader {
    fn new(server: &Server, sort: Sort) -> Self {
        Self {
            discussion: Discussion::new(server.page(sort, None, THREADS, REPLIES), sort),
            under_way: Vec::new(),
            heard: server.log.len(),
            pages: 1,
            fault: None,
            apart: 0,
            page_under_way: None,
            press: None,
            answer: None,
        }
    }

    fn listen(&mut self, server: &Server) {
        if self.heard > server.log.len() {
            // Another history began: the line broke with it.
            self.resume(server);
            return;
        }
        let mut told: Vec<Event> = server.log[self.heard..].to_vec();
        self.heard = server.log.len();
        if self.apart > 0 {
            self.apart -= 1;
            if self.apart == 0 {
                self.under_way.clear();
                self.catch_up(server);
            }
            return;
        }
        match self.fault.take() {
            Some(Fault::Drop) => drop(told.pop()),
            Some(Fault::Double) => told.extend(told.clone()),
            Some(Fault::Swap) => told.reverse(),
            Some(Fault::Replay) => told.extend(server.log.iter().rev().take(5).cloned()),
            Some(Fault::Delay) => {
                self.under_way.extend(told);
                return;
            }
            Some(Fault::Part) => {
                self.apart = APART;
                return;
            }
            None => {}
        }
        let mut arriving = std::mem::take(&mut self.under_way);
        arriving.extend(told);
        for event in arriving {
            if self.discussion.apply(event) == Outcome::Lost {
                self.catch_up(server);
            }
        }
        self.discussion.settle();
        // What was told brings back what may have changed while nothing came.
        self.renew(server);
    }

    /// The answer to what the reader said last.
    fn is_answered(&mut self, server: &Server) {
        let is_here = self.discussion.cursor().is_some_and(|c| c.epoch == server.cursor().epoch);
        if let Some(last) = server.comments.len().checked_sub(1).filter(|_| is_here) {
            self.discussion.say(server.seen(last));
            self.renew(server);
        }
    }

    /// The answer to what the reader said last is given, and comes.
    fn is_answered_to_what_waits(&mut self, server: &Server, is_late: bool) {
        self.hears_answer(server);
        let last = server.comments.len().checked_sub(1);
        self.answer = last.map(|last| (server.seen(last), self.discussion.listed_at));
        if !is_late {
            self.hears_answer(server);
        }
    }

    fn hears_answer(&mut self, server: &Server) {
        let is_here = self.discussion.cursor().is_some_and(|c| c.epoch == server.cursor().epoch);
        if let Some((answer, listed_at)) = self.answer.take().filter(|_| is_here) {
            match listed_at == self.discussion.listed_at {
                true => self.discussion.say(answer),
                false => self.discussion.say_late(answer),
            }
            self.renew(server);
        }
    }

    fn catch_up(&mut self, server: &Server) {
        let threads = THREADS * self.pages;
        self.discussion.catch_up(server.page(self.discussion.sort(), None, threads, REPLIES));
        self.renew(server);
    }

    fn renew(&mut self, server: &Server) {
        let mut asked = 0;
        while let Some(stale) = self.discussion.stale() {
            let page = match &stale {
                Stale::Thread(id) => server.permalink(id),
                Stale::Replies(rest) => Some(server.replies(rest)),
            };
            self.discussion.renew(&stale, page);
            asked += 1;
            assert!(asked < 200, "{stale:?} again and again");
        }
    }

    /// What the reader does by themselves; whether it was that.
    fn act(&mut self, deed: &Deed, server: &mut Server) -> bool {
        let is_here = self.discussion.cursor().is_some_and(|c| c.epoch == server.cursor().epoch);
        match deed {
            Deed::TurnPage => self.turn_page(server),
            Deed::MoreReplies(at) if is_here => {
                let rests: Vec<Rest> = self.rests();
                if !rests.is_empty() {
                    let rest = &rests[at % rests.len()];
                    self.discussion.list_replies(&rest.id, server.replies(rest));
                }
            }
            Deed::Follow(at) if is_here => {
                let id = server.pick(*at).map(|at| &server.comments[at].id);
                let id = id.filter(|id| self.discussion.find(id).is_none());
                if let Some(page) = id.and_then(|id| server.permalink(id)) {
                    self.discussion.list_permalink(page);
                }
            }
            Deed::Press(at) if is_here && self.press.is_none() => {
                let id = server.pick(*at).map(|at| server.comments[at].id.clone());
                if let Some(id) = id.filter(|id| self.discussion.find(id).is_some()) {
                    self.press(id);
                }
            }
            Deed::TakePress => self.take_press(server),
            Deed::AnswerPress => self.answer_press(),
            Deed::MoreReplies(_) | Deed::Follow(_) | Deed::Press(_) => {}
            _ => return false,
        }
        true
    }

    fn press(&mut self, id: String) {
        let known = self.discussion.find(&id).and_then(|at| self.discussion.comment(at));
        let has_liked = !known.and_then(|comment| comment.viewer).unwrap_or_default().has_liked;
        let since = self.discussion.like(&id, has_liked);
        self.press = Some(Press { id, has_liked, since, answer: None });
    }

    fn take_press(&mut self, server: &mut Server) {
        if let Some(press) = self.press.as_mut().filter(|press| press.answer.is_none()) {
            press.answer = Some(server.take_press(&press.id, press.has_liked));
        }
    }

    fn answer_press(&mut self) {
        if let Some(press) = self.press.take_if(|press| press.answer.is_some()) {
            let likes = press.answer.flatten();
            let has_liked = if likes.is_some() { press.has_liked } else { !press.has_liked };
            self.discussion.liked(&press.id, has_liked, likes, press.since);
        }
    }

    /// Asks for what no page of the most liked has brought.
    fn ask_for_what_was_passed_over(&mut self, server: &Server) {
        for id in self.discussion.passed_over() {
            self.discussion.list_passed_over(&id, server.permalink(&id));
        }
    }

    /// Where threads on the page go on.
    fn rests(&self) -> Vec<Rest> {
        let order = self.discussion.order.iter();
        order.filter_map(|&root| self.discussion.rest(root).cloned()).collect()
    }

    fn resume(&mut self, server: &Server) {
        self.under_way.clear();
        (self.heard, self.apart) = (server.log.len(), 0);
        let after = self.discussion.cursor().unwrap().clone();
        for event in server.resume(&after) {
            if self.discussion.apply(event) == Outcome::Lost {
                self.catch_up(server);
            }
        }
        self.discussion.settle();
    }

    /// Half of the time the page is on its way while something happens.
    fn turn_page(&mut self, server: &Server) {
        if let Some((after, page)) = self.page_under_way.take() {
            let mine = self.discussion.cursor().map(|c| c.epoch.clone());
            if page.cursor.as_ref().map(|c| c.epoch.clone()) == mine {
                self.pages += 1;
                self.discussion.list_more(&after, page);
                // Something may have been missed while it was on its way.
                self.renew(server);
            }
        } else if let Some(next) = self.discussion.next().map(str::to_owned) {
            let sort = self.discussion.sort();
            let page = server.page(sort, Some(&next), THREADS, REPLIES);
            self.page_under_way = Some((next, page));
        }
    }
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let line = prop_oneof![
        Just(Fault::Drop),
        Just(Fault::Double),
        Just(Fault::Swap),
        Just(Fault::Replay),
        Just(Fault::Delay),
        Just(Fault::Part),
    ];
    let deed = prop_oneof![
        8 => prop::option::of(0_usize..60).prop_map(|parent| Deed::Say { parent }),
        // One thread that grows past its page.
        4 => Just(Deed::Say { parent: Some(0) }),
        2 => (0_usize..60).prop_map(Deed::Edit),
        2 => (prop::option::of(0_usize..60), any::<bool>())
            .prop_map(|(parent, is_answer_first)| Deed::SayMyself { parent, is_answer_first }),
        2 => (prop::option::of(0_usize..60), any::<bool>())
            .prop_map(|(parent, is_answered_late)| Deed::SayPending { parent, is_answered_late }),
        3 => (0_usize..60).prop_map(Deed::Remove),
        1 => (0_usize..60).prop_map(Deed::Feature),
        1 => (0_usize..60).prop_map(Deed::Withhold),
        2 => (0_usize..60, any::<bool>()).prop_map(|(at, is_said)| Deed::Approve(at, is_said)),
        3 => (0_usize..60).prop_map(Deed::Like),
        2 => Just(Deed::TellLikes),
        3 => (0_usize..60).prop_map(Deed::Press),
        2 => Just(Deed::TakePress),
        2 => Just(Deed::AnswerPress),
        2 => Just(Deed::AnswerPost),
        1 => Just(Deed::Close),
        1 => Just(Deed::Open),
        1 => Just(Deed::Forget),
        2 => Just(Deed::TurnPage),
        2 => (0_usize..60).prop_map(Deed::MoreReplies),
        2 => (0_usize..60).prop_map(Deed::Follow),
        4 => line.prop_map(Deed::Line),
        1 => Just(Deed::Release),
    ];
    prop::collection::vec(deed, 0..80)
}

fn sorts() -> impl Strategy<Value = Sort> {
    prop_oneof![Just(Sort::Newest), Just(Sort::Oldest), Just(Sort::Liked)]
}

/// All lines that take room, in the order in which they stand: what is held has a button on the rule below
/// its thread, where it moves nothing.
fn lines(discussion: &Discussion) -> Vec<(RowKind, u8, String)> {
    let rows = discussion.rows(&View { threads: usize::MAX, ..View::default() });
    let line = |row: Row| {
        let kind = match row.kind {
            RowKind::Held(_) => return None,
            RowKind::Rest(_) => RowKind::Rest(0),
            kind => kind,
        };
        Some((kind, row.depth, discussion.comment(row.position).unwrap().id.clone()))
    };
    rows.into_iter().filter_map(line).collect()
}

/// The discussion with all that is held on the page, in its order, as who comes now sees it: without the
/// lines of what was taken away under this reader's eyes.
fn released(discussion: &Discussion) -> Discussion {
    let mut whole = discussion.clone();
    whole.release_threads();
    for position in 0..whole.len() {
        whole.release_replies(position);
    }
    for entry in &mut whole.entries {
        entry.is_shown = false;
    }
    whole.count();
    whole.set_sort(discussion.sort());
    whole
}

/// A comment of which no page has come says nothing of who likes it: that is as if they didn't.
fn plain(comment: &Comment) -> Comment {
    let viewer = Some(comment.viewer.unwrap_or_default());
    Comment { viewer, ..comment.clone() }
}

/// The comments that stand and are not too deep for the list, by id. How deep one is counts from what begins a
/// thread on the page, which may be an answer whose parent is held.
fn stand(discussion: &Discussion) -> Vec<&str> {
    let begins = |place: usize| discussion.order.contains(&place);
    let stands = |place: &usize| {
        let entry = &discussion.entries[*place];
        let mut line = std::iter::once(*place).chain(discussion.ancestors(*place));
        let depth = line.position(begins).unwrap_or(usize::MAX);
        entry.standing == Standing::Listed && entry.is_shown && depth <= usize::from(DEEPEST)
    };
    let places = (0..discussion.len()).filter(stands);
    let mut ids: Vec<&str> = places.map(|at| discussion.entries[at].comment.id.as_str()).collect();
    ids.sort_unstable();
    ids
}

/// Every comment that stands.
fn standing(whole: &Discussion) -> BTreeMap<String, Comment> {
    let listed = whole.entries.iter().filter(|e| e.standing == Standing::Listed && e.is_shown);
    listed.map(|entry| (entry.comment.id.clone(), plain(&entry.comment))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn the_reader_ends_up_with_what_the_server_has(
        before in deeds(),
        deeds in deeds(),
        sort in sorts(),
    ) {
        let mut server = Server::default();
        for deed in &before {
            server.act(deed);
        }
        let mut reader = Reader::new(&server, sort);
        for deed in &deeds {
            match deed {
                _ if reader.act(deed, &mut server) => {}
                Deed::SayMyself { is_answer_first, .. } => {
                    server.act(deed);
                    if !is_answer_first {
                        reader.listen(&server);
                    }
                    reader.is_answered(&server);
                }
                Deed::SayPending { is_answered_late, .. } => {
                    server.act(deed);
                    reader.is_answered_to_what_waits(&server, *is_answered_late);
                }
                Deed::AnswerPost => reader.hears_answer(&server),
                Deed::Line(fault) => reader.fault = Some(*fault),
                Deed::Release => {
                    reader.discussion.release_threads();
                }
                // What the reader liked is lost with it, and the answer says nothing of what is now.
                Deed::Forget => {
                    server.act(deed);
                    (reader.press, reader.answer) = (None, None);
                }
                _ => server.act(deed),
            }
            reader.listen(&server);
            let mut drawn: Vec<&str> = list(&reader.discussion).iter().map(|(id, _)| *id).collect();
            drawn.sort_unstable();
            prop_assert_eq!(drawn, stand(&reader.discussion));
        }
        // The line is whole again, all is told, and the reader turns to the last page.
        (reader.fault, reader.apart) = (None, 0);
        reader.take_press(&mut server);
        reader.answer_press();
        reader.hears_answer(&server);
        server.tell_likes();
        reader.resume(&server);
        reader.page_under_way = None;
        // What the reader has before them is as the server has it, without turning a page.
        for entry in reader.discussion.entries.iter() {
            if entry.standing == Standing::Listed && entry.is_shown {
                let theirs = server.comments.iter().position(|c| c.id == entry.comment.id);
                if entry.comment.version == 0 {
                    // It went while the line was broken, and what it said is told nobody any more.
                    prop_assert!(theirs.is_none_or(|at| !server.is_listed(at)));
                    prop_assert!(entry.comment.text.is_empty());
                    continue;
                }
                prop_assert_eq!(Some(plain(&entry.comment)), theirs.map(|at| server.seen(at)));
            }
        }
        while let Some(next) = reader.discussion.next().map(str::to_owned) {
            let page = server.page(sort, Some(&next), THREADS, REPLIES);
            reader.discussion.list_more(&next, page);
        }
        reader.ask_for_what_was_passed_over(&server);
        reader.discussion.release_threads();
        while let Some(rest) = reader.rests().pop() {
            reader.discussion.list_replies(&rest.id, server.replies(&rest));
        }
        let whole = Discussion::new(server.page(sort, None, usize::MAX, usize::MAX), sort);
        let (mine, whole) = (released(&reader.discussion), released(&whole));
        prop_assert_eq!(list(&mine), list(&whole));
        prop_assert_eq!(standing(&mine), standing(&whole));
        prop_assert_eq!(reader.discussion.total(), server.total() as usize);
        prop_assert_eq!(reader.discussion.is_closed(), server.is_closed);
        prop_assert_eq!(reader.discussion.cursor().unwrap(), &server.cursor());
    }

    #[test]
    fn what_stands_never_moves_by_itself(
        before in deeds(),
        deeds in deeds(),
        sort in sorts(),
    ) {
        let mut server = Server::default();
        for deed in before.iter().filter(|deed| !matches!(deed, Deed::Forget)) {
            server.act(deed);
        }
        let mut reader = Reader::new(&server, sort);
        // What the reader says themselves is all that comes by itself.
        let is_others = |deed: &&Deed| {
            !matches!(deed, Deed::Forget | Deed::SayMyself { .. } | Deed::SayPending { .. })
        };
        for deed in deeds.iter().filter(is_others) {
            reader.act(deed, &mut server);
            let seen = lines(&reader.discussion);
            match deed {
                Deed::Line(fault) => reader.fault = Some(*fault),
                Deed::Release => {}
                _ => server.act(deed),
            }
            reader.listen(&server);
            // Nothing has come, nothing has gone, and the order is the same.
            prop_assert_eq!(lines(&reader.discussion), seen);
        }
    }
}

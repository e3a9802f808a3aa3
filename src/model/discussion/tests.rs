use super::*;
use crate::model::event::{Count, Event, What};
use crate::model::{Status, Timestamp, Viewer};
use proptest::prelude::*;
use std::collections::HashSet;

mod in_step;

pub(super) fn comment(id: &str, parent: Option<&str>, minute: i64) -> Comment {
    Comment {
        id: id.to_owned(),
        parent_id: parent.map(str::to_owned),
        author: "Amina".to_owned(),
        avatar: None,
        badge: None,
        text: "Said.".to_owned(),
        created_at: Some(Timestamp(minute * 60_000)),
        edited_at: None,
        status: Status::Visible,
        version: 1,
        likes: 0,
        replies: 0,
        is_featured: false,
        viewer: None,
    }
}

fn whole(comments: Vec<Comment>, sort: Sort) -> Discussion {
    Discussion::new(CommentPage { comments, ..CommentPage::default() }, sort)
}

/// A discussion that a server keeps, as it stands at `epoch:seq`.
fn served(comments: Vec<Comment>, seq: u64) -> Discussion {
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq });
    Discussion::new(CommentPage { comments, cursor, ..CommentPage::default() }, Sort::Newest)
}

fn event(seq: u64, what: What) -> Event {
    Event { at: Some(Cursor { epoch: "e".to_owned(), seq }), what, total: None }
}

fn said(seq: u64, comment: Comment) -> Event {
    event(seq, What::Said(Box::new(comment)))
}

fn all() -> View {
    View { threads: usize::MAX, ..View::default() }
}

fn drawn<'a>(discussion: &'a Discussion, view: &View) -> Vec<(&'a str, u8)> {
    let rows = discussion.rows(view);
    let comments = rows.iter().filter(|row| row.kind == RowKind::Comment);
    comments.map(|r| (discussion.entries[r.position].comment.id.as_str(), r.depth)).collect()
}

fn list(discussion: &Discussion) -> Vec<(&str, u8)> {
    drawn(discussion, &all())
}

/// What was changed and lies on a page that was not asked for is no news; what nobody could read when its
/// page was fetched, and now can, is.
#[test]
fn what_comes_back_is_news_and_an_edit_elsewhere_is_not() {
    let at = |seq| Some(Cursor { epoch: "e".to_owned(), seq });
    let rest = |next: &str| Rest { id: "a".to_owned(), total: 4, next: next.to_owned() };
    let mut discussion = Discussion::new(
        CommentPage {
            comments: vec![comment("a", None, 1), comment("b", Some("a"), 2)],
            rests: vec![rest("after b")],
            next: Some("after a".to_owned()),
            cursor: at(1),
            ..CommentPage::default()
        },
        Sort::Newest,
    );
    // The reader's own answer stands after all that is still to be fetched.
    discussion.say(comment("own", Some("a"), 50));
    let changed = |id: &str, parent: Option<&str>, minute| {
        What::Changed(Box::new(Comment { version: 2, ..comment(id, parent, minute) }))
    };
    discussion.apply(event(2, changed("d", Some("a"), 4)));
    discussion.apply(event(3, changed("old", None, 0)));
    discussion.settle();
    assert_eq!(discussion.held(), 0);
    // Pages that were on their way meanwhile, and say nothing of where the threads end.
    let more = CommentPage {
        comments: vec![comment("c", Some("a"), 3)],
        next: Some("after c".to_owned()),
        cursor: at(1),
        ..CommentPage::default()
    };
    discussion.list_replies("a", more);
    assert_eq!(discussion.held(), 0);
    let linked = vec![comment("far", None, -9)];
    let linked = CommentPage { comments: linked, cursor: at(1), ..CommentPage::default() };
    discussion.list_permalink(linked);
    assert_eq!(discussion.held(), 0);
    // Among what was fetched two could not be read, and now can.
    discussion.apply(event(4, changed("b2", Some("a"), 2)));
    discussion.apply(event(5, changed("new", None, 9)));
    discussion.settle();
    assert_eq!(discussion.held(), 2);
    assert_eq!(discussion.held_threads(), 1);
}

#[test]
fn what_an_edit_sends_back_to_approval_is_withheld_and_its_replies_stay() {
    let mut discussion = served(vec![comment("a", None, 1), comment("b", Some("a"), 2)], 1);
    let withheld = Comment { status: Status::Unknown, version: 2, ..comment("a", None, 1) };
    discussion.apply(event(2, What::Changed(Box::new(withheld.clone()))));
    discussion.settle();
    assert_eq!(list(&discussion), [("a", 0), ("b", 1)]);
    // Its author has the text by the answer to the edit, whichever comes first.
    let text = "Better said.".to_owned();
    let kept = Comment { status: Status::Pending, version: 2, text, ..comment("a", None, 1) };
    discussion.answered(kept.clone());
    let shown = |discussion: &Discussion| discussion.comment(0).map(|c| (c.status, c.text.clone()));
    assert_eq!(shown(&discussion), Some((Status::Pending, kept.text.clone())));
    discussion.apply(event(3, What::Changed(Box::new(withheld))));
    discussion.settle();
    assert_eq!(shown(&discussion), Some((Status::Pending, kept.text)));
    // And everybody when it is approved.
    let approved = Comment { version: 3, text: "Better said.".to_owned(), ..comment("a", None, 1) };
    discussion.apply(said(4, approved));
    discussion.settle();
    assert_eq!(shown(&discussion).unwrap().0, Status::Visible);
}

#[test]
fn threads_in_every_order() {
    let mut liked = comment("b", None, 2);
    liked.likes = 5;
    let comments = vec![
        comment("a", None, 1),
        liked,
        comment("a2", Some("a"), 9),
        comment("a1", Some("a"), 3),
        comment("c", None, 4),
    ];
    let mut discussion = whole(comments, Sort::Oldest);
    assert_eq!(list(&discussion), [("a", 0), ("a1", 1), ("a2", 1), ("b", 0), ("c", 0)]);
    discussion.set_sort(Sort::Newest);
    assert_eq!(list(&discussion), [("c", 0), ("b", 0), ("a", 0), ("a1", 1), ("a2", 1)]);
    discussion.set_sort(Sort::Liked);
    assert_eq!(list(&discussion), [("b", 0), ("c", 0), ("a", 0), ("a1", 1), ("a2", 1)]);
    assert_eq!(discussion.thread_of(discussion.find("a2").unwrap()), Some(2));
}

#[test]
fn what_stands_already_is_known_by_name_words_and_place() {
    let comments = vec![comment("a", None, 1), comment("a1", Some("a"), 2)];
    let discussion = whole(comments, Sort::Oldest);
    assert!(discussion.has_said("Amina", "Said.", None));
    assert!(discussion.has_said("Amina", "Said.", Some("a")));
    assert!(!discussion.has_said("Amina", "Said.", Some("a1")));
    assert!(!discussion.has_said("Bo", "Said.", None));
    assert!(!discussion.has_said("Amina", "Said", None));
}

#[test]
fn circles_orphans_and_twins_stand_once() {
    let mut newer = comment("twin", None, 7);
    newer.version = 2;
    newer.text = "Said better.".to_owned();
    let comments = vec![
        comment("a", Some("b"), 2),
        comment("b", Some("a"), 1),
        comment("self", Some("self"), 3),
        comment("orphan", Some("gone"), 4),
        comment("twin", None, 7),
        newer,
        comment("twin", None, 7),
        comment("tail", Some("a"), 8),
    ];
    let discussion = whole(comments, Sort::Oldest);
    assert_eq!(
        list(&discussion),
        [("b", 0), ("a", 1), ("tail", 2), ("self", 0), ("orphan", 0), ("twin", 0)]
    );
    let twin = discussion.comment(discussion.find("twin").unwrap()).unwrap();
    assert_eq!(twin.text, "Said better.");
}

#[test]
fn a_removed_comment_stays_where_replies_need_it() {
    let removed =
        |id: &str, parent| Comment { status: Status::RemovedByAuthor, ..comment(id, parent, 1) };
    let unknown = Comment { status: Status::Unknown, ..comment("u", None, 1) };
    let comments = vec![
        removed("a", None),
        removed("a1", Some("a")),
        comment("a11", Some("a1"), 2),
        removed("a2", Some("a")),
        removed("b", None),
        unknown,
    ];
    let discussion = whole(comments, Sort::Oldest);
    assert_eq!(list(&discussion), [("a", 0), ("a1", 1), ("a11", 2)]);
    assert_eq!(discussion.total(), 1);
    assert_eq!(discussion.find("b"), None);
}

#[test]
fn ten_thousand_levels_neither_hang_nor_overflow() {
    let chain = (0..10_000).map(|n: i64| {
        let parent = (n > 0).then(|| (n - 1).to_string());
        comment(&n.to_string(), parent.as_deref(), n)
    });
    let discussion = whole(chain.collect(), Sort::Newest);
    let rows = discussion.rows(&all());
    assert_eq!(rows.len(), usize::from(DEEPEST) + 2);
    assert_eq!(rows.last().unwrap().kind, RowKind::Deeper);
    assert_eq!(rows[0].below, 9_999);
    assert_eq!(discussion.ancestors(9_999).count(), 9_999);
}

#[test]
fn what_is_too_deep_opens_in_a_view_of_its_own() {
    let chain = (0..20).map(|n: i64| {
        let parent = (n > 0).then(|| (n - 1).to_string());
        comment(&n.to_string(), parent.as_deref(), n)
    });
    let discussion = whole(chain.collect(), Sort::Newest);
    for n in 0..20 {
        let position = discussion.find(&n.to_string()).unwrap();
        let thread = discussion.view_of(position);
        let thread = thread.map(|at| discussion.comment(at).unwrap().id.clone());
        assert_eq!(thread.is_none(), n <= usize::from(DEEPEST), "{n}");
        let view = View { thread, ..all() };
        assert!(drawn(&discussion, &view).iter().any(|(id, _)| *id == n.to_string()), "{n}");
    }
}

#[test]
fn a_folded_comment_hides_what_is_below_it() {
    let comments =
        vec![comment("a", None, 1), comment("b", Some("a"), 2), comment("c", Some("b"), 3)];
    let discussion = whole(comments, Sort::Oldest);
    let mut view = all();
    view.folded.add("a", 0);
    let rows = discussion.rows(&view);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].below, 2);
}

#[test]
fn what_is_said_meanwhile_is_held_until_it_is_asked_for() {
    let mut discussion = served(vec![comment("a", None, 1), comment("b", None, 2)], 4);
    for (seq, what) in [
        (5, comment("c", None, 3)),
        (6, comment("a1", Some("a"), 4)),
        (7, comment("c1", Some("c"), 5)),
        (8, comment("d", None, 6)),
        (9, comment("x1", Some("elsewhere"), 6)),
    ] {
        assert_eq!(discussion.apply(said(seq, what)), Outcome::Applied);
    }
    discussion.settle();
    assert_eq!(list(&discussion), [("b", 0), ("a", 0)]);
    assert_eq!((discussion.held_threads(), discussion.held()), (2, 4));
    let held: Vec<_> = discussion.rows(&all()).into_iter().map(|row| row.kind).collect();
    assert_eq!(held, [RowKind::Comment, RowKind::Comment, RowKind::Held(1)]);
    assert_eq!(discussion.release_threads().as_deref(), Some("d"));
    assert_eq!(list(&discussion), [("d", 0), ("c", 0), ("c1", 1), ("b", 0), ("a", 0)]);
    let a = discussion.find("a").unwrap();
    assert_eq!(discussion.release_replies(a).as_deref(), Some("a1"));
    assert_eq!(list(&discussion).len(), 6);
    assert_eq!(discussion.held(), 0);
}

#[test]
fn the_line_says_what_was_missed() {
    let mut discussion = served(vec![comment("a", None, 1)], 4);
    let hello = |is_recovered, seq, epoch: &str| {
        let cursor = Some(Cursor { epoch: epoch.to_owned(), seq });
        let what = What::Hello { is_recovered, cursor, is_closed: Some(false) };
        Event { at: None, what, total: Some(9) }
    };
    assert_eq!(discussion.apply(hello(true, 4, "e")), Outcome::Applied);
    assert_eq!(discussion.total(), 9);
    assert_eq!(discussion.apply(hello(false, 4, "e")), Outcome::Lost);
    assert_eq!(discussion.apply(hello(true, 4, "f")), Outcome::Lost);
    assert_eq!(discussion.apply(said(4, comment("b", None, 2))), Outcome::Ignored);
    assert_eq!(discussion.apply(said(6, comment("b", None, 2))), Outcome::Lost);
    assert_eq!(discussion.apply(event(5, What::Closed)), Outcome::Applied);
    assert!(discussion.is_closed());
    assert_eq!(discussion.apply(event(6, What::Unknown)), Outcome::Applied);
    let of_the_line = |what| Event { at: None, what, total: None };
    assert_eq!(discussion.apply(of_the_line(What::Reset)), Outcome::Lost);
    // Every deploy says this: the next line goes on after the cursor.
    assert_eq!(discussion.apply(of_the_line(What::Leaving)), Outcome::Ignored);
    assert_eq!(discussion.cursor().map(|cursor| cursor.seq), Some(6));
}

#[test]
fn ones_own_comment_stands_at_once_and_once() {
    let mut discussion = served(vec![comment("a", None, 1)], 1);
    let mine = Comment {
        viewer: Some(Viewer { has_liked: false, editable_until: Some(Timestamp(9)) }),
        ..comment("m", None, 2)
    };
    discussion.say(mine.clone());
    discussion.apply(said(2, comment("m", None, 2)));
    discussion.say(mine.clone());
    discussion.settle();
    assert_eq!(list(&discussion), [("m", 0), ("a", 0)]);
    assert_eq!(discussion.held(), 0);
    let place = discussion.find("m").unwrap();
    assert_eq!(discussion.comment(place).unwrap().viewer, mine.viewer);
    // An answer, of which the stream told first.
    discussion.apply(said(3, comment("m1", Some("m"), 3)));
    discussion.say(comment("m1", Some("m"), 3));
    discussion.say(comment("m1", Some("m"), 3));
    assert_eq!(list(&discussion), [("m", 0), ("m1", 1), ("a", 0)]);
    // The other way round: the stream was quicker than the answer.
    let mut discussion = served(vec![comment("a", None, 1)], 1);
    discussion.apply(said(2, comment("m", None, 2)));
    discussion.say(mine);
    assert_eq!(list(&discussion), [("m", 0), ("a", 0)]);
}

#[test]
fn a_like_shows_at_once_and_is_taken_back() {
    let mut liked = comment("a", None, 1);
    liked.likes = 3;
    let mut discussion = served(vec![liked], 1);
    let likes = |d: &Discussion| d.comment(0).unwrap().likes;
    let since = discussion.like("a", true);
    assert_eq!(likes(&discussion), 4);
    discussion.like("a", true);
    assert_eq!(likes(&discussion), 4);
    discussion.liked("a", false, None, since);
    assert_eq!(likes(&discussion), 3);
    let since = discussion.like("a", true);
    discussion.liked("a", true, Some(12), since);
    assert_eq!(likes(&discussion), 12);
}

#[test]
fn figures_that_are_told_while_a_like_is_on_its_way_stay() {
    let has_liked = |d: &Discussion| d.comment(0).unwrap().viewer.unwrap().has_liked;
    let likes = |d: &Discussion| d.comment(0).unwrap().likes;
    let told = |likes| What::Counts(vec![Count { id: "a".to_owned(), likes, replies: 0 }]);
    for (answer, is_taken) in [(Some(4), true), (None, false)] {
        let mut discussion = served(vec![comment("a", None, 1)], 1);
        let since = discussion.like("a", true);
        discussion.apply(event(2, told(7)));
        assert_eq!(likes(&discussion), 7);
        // An answer that is older, or none: those seven are the server's word.
        discussion.liked("a", is_taken, answer, since);
        assert_eq!((likes(&discussion), has_liked(&discussion)), (7, is_taken));
    }
}

/// A page of the history `e`, as a reader with a key is answered.
fn page_at(seq: u64, comments: Vec<Comment>) -> CommentPage {
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq });
    CommentPage { comments, cursor, ..CommentPage::default() }
}

fn seen(comment: Comment, likes: u32, has_liked: bool) -> Comment {
    let viewer = Some(Viewer { has_liked, editable_until: None });
    Comment { likes, viewer, ..comment }
}

fn told(seq: u64, id: &str, likes: u32) -> Event {
    event(seq, What::Counts(vec![Count { id: id.to_owned(), likes, replies: 0 }]))
}

/// Whether the reader likes the first comment, and how many do.
fn liking(discussion: &Discussion) -> (bool, u32) {
    let comment = discussion.comment(0).unwrap();
    (comment.viewer.unwrap().has_liked, comment.likes)
}

#[test]
fn a_page_that_was_read_before_a_like_does_not_undo_it() {
    let page =
        |seq, likes, has_liked| page_at(seq, vec![seen(comment("a", None, 1), likes, has_liked)]);
    let mut discussion = Discussion::new(page(4, 3, false), Sort::Newest);
    let since = discussion.like("a", true);
    discussion.catch_up(page(4, 3, false));
    assert_eq!(liking(&discussion), (true, 4));
    discussion.liked("a", true, Some(4), since);
    // Asked for before, and answered late; figures of somebody else's like were told meanwhile.
    discussion.catch_up(page(4, 3, false));
    assert_eq!(liking(&discussion), (true, 4));
    discussion.list_permalink(page(5, 3, false));
    assert!(liking(&discussion).0);
    discussion.apply(told(5, "a", 4));
    discussion.list_permalink(page(4, 3, false));
    assert_eq!(liking(&discussion), (true, 4));
    // Taken back on another device: that is told, and pages since know of it.
    discussion.apply(told(6, "a", 3));
    discussion.list_permalink(page(6, 3, false));
    assert_eq!(liking(&discussion), (false, 3));
}

#[test]
fn a_like_that_is_refused_leaves_the_figure_that_a_page_brought_meanwhile() {
    for seq in [4, 5] {
        let page = |seq, likes| page_at(seq, vec![seen(comment("a", None, 1), likes, false)]);
        let mut discussion = Discussion::new(page(4, 3), Sort::Newest);
        let since = discussion.like("a", true);
        discussion.list_permalink(page(seq, 3));
        discussion.liked("a", false, None, since);
        assert_eq!(liking(&discussion), (false, 3), "{seq}");
    }
}

#[test]
fn an_answer_about_ones_own_comment_keeps_the_like() {
    let own = || seen(comment("a", None, 1), 0, false);
    let mut discussion = Discussion::new(page_at(4, vec![own()]), Sort::Newest);
    let since = discussion.like("a", true);
    discussion.liked("a", true, Some(1), since);
    let until = Some(Timestamp(9));
    let viewer = Some(Viewer { has_liked: false, editable_until: until });
    discussion.answered(Comment { viewer, version: 2, ..own() });
    let viewer = discussion.comment(0).unwrap().viewer.unwrap();
    assert_eq!((viewer.has_liked, viewer.editable_until), (true, until));
}

/// The most liked first: a thread that rises between two pages is on neither.
#[test]
fn a_thread_that_rose_past_the_next_page_is_asked_for() {
    let liked = |id: &str, likes| Comment { likes, ..comment(id, None, 1) };
    let first = vec![liked("a", 9), liked("b", 3)];
    let next = Some("after b".to_owned());
    let page = CommentPage { next, ..page_at(4, first) };
    let mut discussion = Discussion::new(page.clone(), Sort::Liked);
    let changed = Comment { version: 2, ..liked("d", 1) };
    discussion.apply(event(5, What::Changed(Box::new(changed))));
    discussion.apply(told(6, "c", 2));
    discussion.apply(told(7, "c", 5));
    discussion.apply(told(8, "d", 6));
    discussion.apply(told(9, "a1", 1));
    discussion.settle();
    // There is a page that may bring them.
    assert_eq!(discussion.passed_over(), [""; 0]);
    discussion.list_more(page_at(9, vec![liked("e", 0)]));
    assert_eq!(discussion.passed_over(), ["d", "c", "a1"]);
    let page_of = |comment| Some(page_at(9, vec![comment]));
    discussion.list_passed_over("d", page_of(liked("d", 6)));
    discussion.list_passed_over("c", page_of(liked("c", 5)));
    // A reply, which comes with its thread.
    let reply = vec![liked("a", 9), Comment { likes: 1, ..comment("a1", Some("a"), 2) }];
    discussion.list_passed_over("a1", Some(page_at(9, reply)));
    assert_eq!(discussion.passed_over(), [""; 0]);
    assert_eq!(list(&discussion), [("a", 0), ("b", 0), ("e", 0), ("d", 0), ("c", 0)]);
    // What is gone is asked for once.
    discussion.apply(told(10, "gone", 7));
    assert_eq!(discussion.passed_over(), ["gone"]);
    discussion.list_passed_over("gone", None);
    assert_eq!(discussion.passed_over(), [""; 0]);
    // Not more than so many, whatever is told.
    for seq in 11..99 {
        discussion.apply(told(seq, &format!("reply {seq}"), 1));
    }
    assert_eq!(discussion.passed_over().len(), 46);
    // By age no thread passes another, and one page is read at one moment.
    for discussion in [
        &mut Discussion::new(page, Sort::Newest),
        &mut Discussion::new(page_at(4, vec![liked("a", 9)]), Sort::Liked),
    ] {
        discussion.apply(told(5, "c", 5));
        discussion.list_more(page_at(5, vec![]));
        assert_eq!(discussion.passed_over(), [""; 0]);
    }
}

/// Found by the property: one is gone but for its answer, of the other's answers nobody has told.
#[test]
fn a_thread_that_was_passed_over_comes_with_its_answers() {
    let next = Some("after b".to_owned());
    let page = CommentPage { next, ..page_at(4, vec![comment("b", None, 9)]) };
    let mut discussion = Discussion::new(page, Sort::Liked);
    let gone = Comment { status: Status::Unknown, version: 2, ..comment("a", None, 1) };
    discussion.apply(event(5, What::Changed(Box::new(gone.clone()))));
    let approved = Comment { version: 3, ..comment("c", None, 2) };
    discussion.apply(said(6, approved.clone()));
    discussion.apply(said(7, comment("new", None, 10)));
    discussion.settle();
    discussion.list_more(page_at(7, vec![]));
    assert_eq!(discussion.passed_over(), ["a", "c"]);
    let page = page_at(7, vec![gone, comment("a1", Some("a"), 3)]);
    discussion.list_passed_over("a", Some(page));
    // What is held stays so, and its answers with it.
    let page = page_at(7, vec![approved, comment("c1", Some("c"), 4)]);
    discussion.list_passed_over("c", Some(page));
    assert_eq!(list(&discussion), [("b", 0), ("a", 0), ("a1", 1)]);
    assert_eq!((discussion.held_threads(), discussion.held()), (2, 3));
    assert_eq!(discussion.passed_over(), [""; 0]);
}

/// The server takes what was edited out also from the events before the edit, which then tell its version.
#[test]
fn events_that_tell_a_later_version_do_no_harm() {
    let mut discussion = served(vec![comment("z", None, 1)], 1);
    let edited =
        |likes| Comment { version: 3, text: "Better.".to_owned(), likes, ..comment("a", None, 2) };
    let gone = Comment { status: Status::Unknown, version: 2, text: String::new(), ..edited(0) };
    discussion.apply(said(2, edited(4)));
    discussion.apply(told(3, "a", 2));
    discussion.apply(event(4, What::Changed(Box::new(gone))));
    discussion.apply(event(5, What::Changed(Box::new(edited(4)))));
    discussion.settle();
    assert_eq!(discussion.held_threads(), 1);
    discussion.release_threads();
    let here = discussion.comment(discussion.find("a").unwrap()).unwrap();
    assert_eq!(**here, edited(4));
}

#[test]
fn what_comes_into_a_thread_that_another_history_held_is_held_with_it() {
    let at = |seq| Some(Cursor { epoch: "f".to_owned(), seq });
    let mut discussion = served(vec![comment("z", None, 9)], 7);
    let comments =
        vec![comment("a", None, 1), comment("b", Some("a"), 2), comment("d", Some("a"), 4)];
    let rests = vec![Rest { id: "a".to_owned(), total: 3, next: "d".to_owned() }];
    discussion.catch_up(CommentPage { comments, rests, cursor: at(1), ..CommentPage::default() });
    let approved = What::Changed(Box::new(comment("c", Some("a"), 3)));
    discussion.apply(Event { at: at(2), what: approved, total: None });
    discussion.release_threads();
    // What is still to be fetched of the thread begins after it.
    assert_eq!(list(&discussion), [("a", 0), ("b", 1), ("c", 1), ("d", 1)]);
}

#[test]
fn a_page_that_is_older_than_what_was_missed_is_fetched_anew() {
    let page = |id: &str, seq| CommentPage {
        comments: vec![comment(id, None, 1)],
        next: Some("more".to_owned()),
        cursor: Some(Cursor { epoch: "e".to_owned(), seq }),
        ..CommentPage::default()
    };
    let mut discussion = Discussion::new(page("b", 1), Sort::Newest);
    assert_eq!(discussion.apply(said(3, comment("c", None, 3))), Outcome::Lost);
    discussion.catch_up(page("b", 3));
    assert_eq!(discussion.stale(), None);
    // Asked for before.
    discussion.list_more(page("a", 1));
    assert_eq!(discussion.stale(), Some(Stale::Thread("a".to_owned())));
    discussion.renew(&Stale::Thread("a".to_owned()), None);
    assert_eq!(list(&discussion), [("b", 0)]);
}

#[test]
fn figures_of_an_older_page_do_not_undo_newer_ones() {
    let mut discussion = served(vec![comment("a", None, 1)], 4);
    let count = Count { id: "a".to_owned(), likes: 7, replies: 2 };
    discussion.apply(event(5, What::Counts(vec![count])));
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq: 4 });
    let page = CommentPage { comments: vec![comment("a", None, 1)], cursor, ..Default::default() };
    discussion.list_more(page);
    assert_eq!(discussion.comment(0).unwrap().likes, 7);
}

#[test]
fn what_goes_while_a_page_is_on_its_way_stays_gone() {
    let mut discussion = served(vec![comment("a", None, 9)], 4);
    let gone = Comment { status: Status::RemovedByModerator, version: 2, ..comment("b", None, 1) };
    discussion.apply(event(5, What::Changed(Box::new(gone))));
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq: 4 });
    let page = CommentPage { comments: vec![comment("b", None, 1)], cursor, ..Default::default() };
    discussion.list_more(page);
    assert_eq!(list(&discussion), [("a", 0)]);
}

#[test]
fn a_reply_to_a_page_that_comes_later_is_held_then() {
    let mut discussion = served(vec![comment("a", None, 9)], 4);
    discussion.apply(said(5, comment("b1", Some("b"), 10)));
    discussion.settle();
    assert_eq!(discussion.held(), 0);
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq: 4 });
    let page = CommentPage { comments: vec![comment("b", None, 1)], cursor, ..Default::default() };
    discussion.list_more(page);
    assert_eq!(list(&discussion), [("a", 0), ("b", 0)]);
    assert_eq!(discussion.held(), 1);
}

#[test]
fn catching_up_moves_nothing() {
    let comments = vec![comment("a", None, 1), comment("b", None, 2), comment("c", None, 3)];
    let mut discussion = served(comments, 4);
    let page = |epoch: &str, seq| CommentPage {
        comments: vec![
            Comment { text: "Better.".to_owned(), version: 2, ..comment("a", None, 1) },
            comment("c", None, 3),
            comment("d", None, 4),
            comment("c1", Some("c"), 5),
        ],
        cursor: Some(Cursor { epoch: epoch.to_owned(), seq }),
        ..CommentPage::default()
    };
    let mut elsewhere = discussion.clone();
    discussion.catch_up(page("e", 40));
    elsewhere.catch_up(page("f", 1));
    for discussion in [&mut discussion, &mut elsewhere] {
        assert_eq!(list(discussion), [("c", 0), ("a", 0)]);
        assert_eq!((discussion.held_threads(), discussion.held()), (1, 2));
        let a = discussion.find("a").unwrap();
        assert_eq!(discussion.comment(a).unwrap().text, "Better.");
        discussion.release_threads();
        assert_eq!(list(discussion), [("d", 0), ("c", 0), ("a", 0)]);
    }
}

#[test]
fn ones_own_comment_outlasts_a_page_that_was_read_before_it() {
    let mut discussion = served(vec![comment("a", None, 1)], 4);
    discussion.say(comment("m", None, 2));
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq: 20 });
    let page = CommentPage { comments: vec![comment("a", None, 1)], cursor, ..Default::default() };
    discussion.catch_up(page.clone());
    assert_eq!(discussion.stale(), None);
    assert_eq!(discussion.apply(said(21, comment("m", None, 2))), Outcome::Applied);
    discussion.settle();
    assert_eq!(list(&discussion), [("m", 0), ("a", 0)]);
    assert_eq!(discussion.held(), 0);
    // It is like any other from now on.
    discussion
        .catch_up(CommentPage { cursor: Some(Cursor { epoch: "e".to_owned(), seq: 30 }), ..page });
    assert_eq!(list(&discussion), [("a", 0)]);
}

#[test]
fn a_page_that_was_read_before_says_nothing_of_how_things_stand() {
    let mut discussion = served(vec![comment("a", None, 9)], 4);
    let closed = Event { total: Some(7), ..event(5, What::Closed) };
    discussion.apply(closed);
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq: 4 });
    let comments = vec![comment("b", None, 1)];
    let page = CommentPage { comments, cursor, total: Some(8), ..Default::default() };
    discussion.list_more(page);
    assert!(discussion.is_closed());
    assert_eq!(discussion.total(), 7);
}

#[test]
fn what_is_beyond_the_pages_that_were_fetched_anew_stays() {
    let reply = |n: i64| comment(&format!("a{n:02}"), Some("a"), n);
    let rest = |next: &str| Rest { id: "a".to_owned(), total: 9, next: next.to_owned() };
    let cursor = |seq| Some(Cursor { epoch: "e".to_owned(), seq });
    let first = |seq, fresh: Option<Comment>| CommentPage {
        comments: fresh.into_iter().chain([comment("a", None, 1), reply(2), reply(3)]).collect(),
        next: Some("page-2".to_owned()),
        cursor: cursor(seq),
        rests: vec![rest("after-3")],
        ..CommentPage::default()
    };
    let mut discussion = Discussion::new(first(4, None), Sort::Newest);
    // The rest of the thread, and somebody's link to a thread that lies far down.
    let replies = (4..10).map(reply).collect();
    discussion.list_replies("a", CommentPage { comments: replies, ..Default::default() });
    let far = vec![comment("far", None, 0), comment("far1", Some("far"), 5)];
    discussion.list_permalink(CommentPage { comments: far.clone(), ..Default::default() });
    let seen: Vec<String> = list(&discussion).iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(seen.len(), 11);
    // Something was missed; the first page says nothing of either.
    let page = first(40, Some(comment("new", None, 12)));
    assert_eq!(discussion.left_out(&page), 1);
    discussion.catch_up(page);
    assert_eq!(list(&discussion).iter().map(|(id, _)| *id).collect::<Vec<_>>(), seen);
    assert_eq!(discussion.held_threads(), 1);
    // They are asked for by themselves: a reply was changed, another has gone.
    let stale = discussion.stale().unwrap();
    assert_eq!(stale, Stale::Replies(rest("after-3")));
    let changed = Comment { text: "Changed.".to_owned(), version: 2, ..reply(9) };
    let replies = (4..8).map(reply).chain([changed, reply(10)]).collect();
    let page = CommentPage { comments: replies, cursor: cursor(40), ..Default::default() };
    discussion.renew(&stale, Some(page));
    let stale = discussion.stale().unwrap();
    assert_eq!(stale, Stale::Thread("far".to_owned()));
    let page = CommentPage { comments: far, cursor: cursor(41), ..Default::default() };
    discussion.renew(&stale, Some(page));
    assert_eq!(discussion.stale(), None);
    let left: Vec<_> = seen.iter().filter(|id| *id != "a08").cloned().collect();
    assert_eq!(list(&discussion).iter().map(|(id, _)| *id).collect::<Vec<_>>(), left);
    let last = discussion.comment(discussion.find("a09").unwrap()).unwrap();
    assert_eq!(last.text, "Changed.");
    let a = discussion.find("a").unwrap();
    assert_eq!((discussion.held_below(a), discussion.rest(a)), (1, None));
    assert_eq!(discussion.next(), Some("page-2"));
    // The server has the thread no more.
    discussion.catch_up(first(50, None));
    assert_eq!(discussion.stale(), Some(Stale::Replies(rest("after-3"))));
    discussion.renew(&Stale::Thread("far".to_owned()), None);
    assert_eq!(discussion.find("far"), None);
}

#[test]
fn a_thread_comes_in_parts() {
    let mut discussion = served(vec![], 1);
    let rest = Rest { id: "a".to_owned(), total: 5, next: "n".to_owned() };
    discussion.list_more(CommentPage {
        comments: vec![comment("a", None, 1), comment("a1", Some("a"), 2)],
        next: Some("page-2".to_owned()),
        rests: vec![rest],
        ..CommentPage::default()
    });
    let a = discussion.find("a").unwrap();
    assert!(discussion.rows(&all()).iter().any(|row| row.kind == RowKind::Rest(4)));
    let replies = (3..7).map(|n| comment(&format!("a{n}"), Some("a"), n)).collect();
    discussion.list_replies("a", CommentPage { comments: replies, ..CommentPage::default() });
    assert_eq!(discussion.rest(a), None);
    assert_eq!(discussion.next(), Some("page-2"));
    assert_eq!(list(&discussion).len(), 6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn every_comment_stands_exactly_once(
        parents in prop::collection::vec((0_usize..40, 0_usize..50, 0_i64..9, 0_u64..3), 0..40),
        newest in any::<bool>(),
    ) {
        let comments: Vec<_> = parents
            .iter()
            .map(|(id, parent, minute, version)| {
                let parent = (*parent < 45).then(|| parent.to_string());
                Comment { version: *version, ..comment(&id.to_string(), parent.as_deref(), *minute) }
            })
            .collect();
        let ids: HashSet<_> = comments.iter().map(|c| c.id.clone()).collect();
        let discussion = whole(comments, if newest { Sort::Newest } else { Sort::Liked });
        let mut shown = HashSet::new();
        let mut views = vec![all()];
        while let Some(view) = views.pop() {
            let rows = discussion.rows(&view);
            for (place, row) in rows.iter().enumerate() {
                let id = &discussion.entries[row.position].comment.id;
                match row.kind {
                    RowKind::Deeper => {
                        views.push(View { thread: Some(id.clone()), ..all() });
                        // It stands as the first of that view once more.
                        shown.remove(id);
                    }
                    _ => prop_assert!(shown.insert(id.clone()), "{} twice", id),
                }
                let is_cut = |row: &Row| row.kind == RowKind::Deeper;
                for below in rows[place + 1..].iter().take(row.below) {
                    if rows.iter().any(is_cut) { break; }
                    prop_assert!(discussion.ancestors(below.position).any(|a| a == row.position));
                }
            }
        }
        prop_assert_eq!(shown, ids);
    }
}

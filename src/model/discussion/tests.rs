use super::*;
use crate::model::event::{Count, Event, Rejected, What};
use crate::model::{Status, Timestamp, Viewer};
use proptest::prelude::*;
use std::collections::HashSet;

mod in_step;
mod missed;
mod own;

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

fn told(seq: u64, id: &str, likes: u32) -> Event {
    event(seq, What::Counts(vec![Count { id: id.to_owned(), likes, replies: 0 }]))
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
    // What led up to there was never told here; what was, is late news.
    assert_eq!(discussion.apply(hello(true, 5, "e")), Outcome::Lost);
    assert_eq!(discussion.apply(hello(true, 3, "e")), Outcome::Ignored);
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

/// A page of the history `e`, as a reader with a key is answered.
fn page_at(seq: u64, comments: Vec<Comment>) -> CommentPage {
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq });
    CommentPage { comments, cursor, ..CommentPage::default() }
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

/// The page that comes next, if one does.
fn list_next(discussion: &mut Discussion, page: CommentPage) {
    let next = discussion.next().unwrap_or_default().to_owned();
    discussion.list_more(&next, page);
}

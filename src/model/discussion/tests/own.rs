//! What the reader says, likes and takes away themselves.

use super::*;

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

fn seen(comment: Comment, likes: u32, has_liked: bool) -> Comment {
    let viewer = Some(Viewer { has_liked, editable_until: None });
    Comment { likes, viewer, ..comment }
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

#[test]
fn ones_own_comment_outlasts_a_page_that_was_read_before_it() {
    let mut discussion = served(vec![comment("a", None, 1)], 4);
    discussion.say(comment("m", None, 2));
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq: 20 });
    let page = CommentPage { comments: vec![comment("a", None, 1)], cursor, ..Default::default() };
    discussion.catch_up(page.clone());
    // Nothing has told of it so far, and what has become of it may have been missed.
    let stale = Stale::Thread("m".to_owned());
    assert_eq!(discussion.stale(), Some(stale.clone()));
    discussion.renew(&stale, Some(page_at(20, vec![comment("m", None, 2)])));
    assert_eq!(discussion.stale(), None);
    assert_eq!(discussion.apply(said(21, comment("m", None, 2))), Outcome::Applied);
    discussion.settle();
    assert_eq!(list(&discussion), [("m", 0), ("a", 0)]);
    assert_eq!(discussion.held(), 0);
    // It is like any other from now on.
    discussion
        .catch_up(CommentPage { cursor: Some(Cursor { epoch: "e".to_owned(), seq: 30 }), ..page });
    let own = discussion.comment(discussion.find("m").unwrap()).unwrap();
    assert!(!own.is_readable());
}

#[test]
fn what_others_take_away_keeps_its_line_and_what_the_reader_takes_away_goes() {
    let said = || vec![comment("a", None, 1), comment("b", None, 2), comment("c", None, 3)];
    let removed = |id: &str, status| Comment { status, version: 2, ..comment(id, None, 2) };
    let mut discussion = served(said(), 5);
    let gone = removed("b", Status::RemovedByModerator);
    discussion.apply(event(6, What::Changed(Box::new(gone))));
    discussion.settle();
    assert_eq!(list(&discussion), [("c", 0), ("b", 0), ("a", 0)]);
    // Nobody who comes now sees it.
    let whole = served(vec![removed("b", Status::RemovedByModerator)], 6);
    assert_eq!(list(&whole), []);
    // Whether the answer or the event is first.
    let gone = || removed("c", Status::RemovedByAuthor);
    let event = || event(7, What::Changed(Box::new(gone())));
    for is_answer_first in [true, false] {
        let mut discussion = discussion.clone();
        if is_answer_first {
            discussion.answered(gone());
        }
        discussion.apply(event());
        discussion.settle();
        discussion.answered(gone());
        assert_eq!(list(&discussion), [("b", 0), ("a", 0)]);
    }
}

#[test]
fn what_answers_a_thread_that_the_reader_takes_away_can_be_had() {
    let gone = || Comment { status: Status::RemovedByAuthor, version: 2, ..comment("a", None, 1) };
    for is_answer_first in [true, false] {
        let mut discussion = served(vec![comment("a", None, 1)], 5);
        discussion.apply(said(6, comment("a1", Some("a"), 2)));
        discussion.settle();
        if is_answer_first {
            discussion.answered(gone());
        }
        discussion.apply(event(7, What::Changed(Box::new(gone()))));
        discussion.settle();
        discussion.answered(gone());
        let first = discussion.find("a").unwrap();
        assert_eq!((discussion.held_below(first), list(&discussion)), (1, vec![("a", 0)]));
    }
}

#[test]
fn what_a_moderator_took_away_before_an_edit_was_answered_keeps_its_line() {
    let mut discussion = served(vec![comment("a", None, 1)], 5);
    let status = Status::RemovedByModerator;
    let gone = Comment { status, version: 3, ..comment("a", None, 1) };
    discussion.apply(event(6, What::Changed(Box::new(gone))));
    discussion.settle();
    discussion.answered(Comment { version: 2, ..comment("a", None, 1) });
    assert_eq!(list(&discussion), [("a", 0)]);
}

#[test]
fn what_went_before_it_was_ever_drawn_gets_no_line() {
    let mut discussion = served(vec![comment("a", None, 1)], 5);
    discussion.apply(said(6, comment("a1", Some("a"), 2)));
    discussion.settle();
    let gone =
        Comment { status: Status::RemovedByModerator, version: 2, ..comment("a1", Some("a"), 2) };
    discussion.list_replies("a", page_at(7, vec![gone]));
    assert_eq!(list(&discussion), [("a", 0)]);
}

#[test]
fn what_proves_to_be_the_readers_own_is_no_news() {
    let mut discussion = served(vec![comment("a", None, 1)], 5);
    discussion.apply(said(6, comment("mine", None, 2)));
    discussion.apply(said(7, comment("a1", Some("a"), 3)));
    discussion.settle();
    assert_eq!(discussion.held(), 2);
    assert!(discussion.claim("mine").is_some());
    assert_eq!((discussion.held(), list(&discussion)), (1, vec![("mine", 0), ("a", 0)]));
    assert_eq!(discussion.claim("of another story"), None);
    // What stands already stays where it is.
    assert!(discussion.claim("mine").is_some());
    assert_eq!(list(&discussion), [("mine", 0), ("a", 0)]);
}

#[test]
fn what_its_author_removed_elsewhere_goes_where_nobody_else_saw_it() {
    let of = |id, status| Comment { status, ..comment(id, None, 2) };
    let all = vec![of("waits", Status::Pending), of("stands", Status::Visible)];
    let mut discussion = served(all, 1);
    let decided = Rejected { id: "not".to_owned(), version: 2 };
    discussion.say(of("not", Status::Pending));
    discussion.apply(event(2, What::Rejected(decided)));
    for id in ["waits", "stands", "not", "of another story"] {
        discussion.withdrawn(id);
    }
    assert_eq!(list(&discussion), [("stands", 0)]);
}

/// The event may come before the answer to the post, and before a page that is older.
#[test]
fn what_is_not_approved_says_so_to_its_author() {
    let waits = Comment { status: Status::Pending, ..comment("m", None, 2) };
    let decided = || What::Rejected(Rejected { id: "m".to_owned(), version: 2 });
    let status = |d: &Discussion| d.comment(d.find("m").unwrap()).unwrap().status;
    let mut discussion = served(vec![comment("a", None, 1)], 1);
    discussion.say(waits.clone());
    assert_eq!(discussion.status("m"), Some(Status::Pending));
    discussion.apply(event(2, decided()));
    discussion.settle();
    assert_eq!(status(&discussion), Status::Rejected);
    assert_eq!(list(&discussion), [("m", 0), ("a", 0)]);
    // The answer once more, and a page from before.
    discussion.say(waits.clone());
    discussion.list_permalink(page_at(1, vec![waits.clone()]));
    assert_eq!(status(&discussion), Status::Rejected);
    // A moderator thinks better of it.
    discussion.apply(said(3, Comment { version: 3, ..comment("m", None, 2) }));
    discussion.settle();
    assert_eq!((status(&discussion), discussion.held()), (Status::Visible, 0));
    // What is not theirs nobody else hears of.
    let mut discussion = served(vec![comment("a", None, 1)], 1);
    discussion.apply(event(2, decided()));
    discussion.settle();
    assert_eq!((list(&discussion), discussion.held()), (vec![("a", 0)], 0));
    discussion.say(waits);
    assert_eq!(status(&discussion), Status::Rejected);
}

/// A page that was rendered for everybody lacks them; fetched anew they stand where they were said.
#[test]
fn ones_own_of_a_page_stand_in_their_order() {
    let all = ["a", "b", "c", "d", "e"];
    let said: Vec<Comment> = (1..).zip(all).map(|(at, id)| comment(id, None, at)).collect();
    for (sort, order) in [(Sort::Newest, ["e", "d", "c", "b", "a"]), (Sort::Oldest, all)] {
        let page = page_at(1, vec![said[0].clone(), said[2].clone(), said[4].clone()]);
        let mut discussion = Discussion::new(page, sort);
        discussion.catch_up(page_at(2, said.clone()));
        assert_eq!(discussion.held_names(), ["b", "d"]);
        discussion.claim_all(&[&"b".to_owned(), &"d".to_owned(), &"none".to_owned()]);
        let ids: Vec<&str> = list(&discussion).into_iter().map(|(id, _)| id).collect();
        assert_eq!((ids.as_slice(), discussion.held()), (order.as_slice(), 0));
    }
}

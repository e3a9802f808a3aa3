//! What was missed, what comes page by page, and what is older than what is known.

use super::*;

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
    list_next(&mut discussion, page_at(9, vec![liked("e", 0)]));
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
        list_next(discussion, page_at(5, vec![]));
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
    list_next(&mut discussion, page_at(7, vec![]));
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
    list_next(&mut discussion, page("a", 1));
    assert_eq!(discussion.stale(), Some(Stale::Thread("a".to_owned())));
    discussion.renew(&Stale::Thread("a".to_owned()), None);
    // It keeps its line, and says no more.
    assert_eq!(list(&discussion), [("b", 0), ("a", 0)]);
    let gone = discussion.comment(discussion.find("a").unwrap()).unwrap().clone();
    assert_eq!((gone.is_readable(), gone.text.as_str()), (false, ""));
    // Put back, it says what it said, if nothing was changed but that.
    discussion.apply(said(4, comment("a", None, 1)));
    discussion.settle();
    let back = discussion.comment(discussion.find("a").unwrap()).unwrap();
    assert_eq!(**back, comment("a", None, 1));
}

#[test]
fn figures_of_an_older_page_do_not_undo_newer_ones() {
    let mut discussion = served(vec![comment("a", None, 1)], 4);
    let count = Count { id: "a".to_owned(), likes: 7, replies: 2 };
    discussion.apply(event(5, What::Counts(vec![count])));
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq: 4 });
    let page = CommentPage { comments: vec![comment("a", None, 1)], cursor, ..Default::default() };
    list_next(&mut discussion, page);
    assert_eq!(discussion.comment(0).unwrap().likes, 7);
}

#[test]
fn what_goes_while_a_page_is_on_its_way_stays_gone() {
    let mut discussion = served(vec![comment("a", None, 9)], 4);
    let gone = Comment { status: Status::RemovedByModerator, version: 2, ..comment("b", None, 1) };
    discussion.apply(event(5, What::Changed(Box::new(gone))));
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq: 4 });
    let page = CommentPage { comments: vec![comment("b", None, 1)], cursor, ..Default::default() };
    list_next(&mut discussion, page);
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
    list_next(&mut discussion, page);
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
    // Of what another history doesn't know nothing is left.
    assert_eq!(list(&discussion), [("c", 0), ("b", 0), ("a", 0)]);
    assert_eq!(list(&elsewhere), [("c", 0), ("a", 0)]);
    for discussion in [&mut discussion, &mut elsewhere] {
        assert_eq!((discussion.held_threads(), discussion.held()), (1, 2));
        let a = discussion.find("a").unwrap();
        assert_eq!(discussion.comment(a).unwrap().text, "Better.");
        discussion.release_threads();
        assert_eq!(list(discussion)[..2], [("d", 0), ("c", 0)]);
    }
}

#[test]
fn a_page_that_was_read_before_says_nothing_of_how_things_stand() {
    let mut discussion = served(vec![comment("a", None, 9)], 4);
    let closed = Event { total: Some(7), ..event(5, What::Closed) };
    discussion.apply(closed);
    let cursor = Some(Cursor { epoch: "e".to_owned(), seq: 4 });
    let comments = vec![comment("b", None, 1)];
    let page = CommentPage { comments, cursor, total: Some(8), ..Default::default() };
    list_next(&mut discussion, page);
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
    let is_readable = |discussion: &Discussion, id| {
        discussion.find(id).is_some_and(|at| discussion.comment(at).unwrap().is_readable())
    };
    assert_eq!(list(&discussion).iter().map(|(id, _)| *id).collect::<Vec<_>>(), seen);
    let gone: Vec<_> = seen.iter().filter(|id| !is_readable(&discussion, id)).collect();
    assert_eq!(gone, ["a08"]);
    let last = discussion.comment(discussion.find("a09").unwrap()).unwrap();
    assert_eq!(last.text, "Changed.");
    let a = discussion.find("a").unwrap();
    assert_eq!((discussion.held_below(a), discussion.rest(a)), (1, None));
    assert_eq!(discussion.next(), Some("page-2"));
    // The server has the thread no more.
    discussion.catch_up(first(50, None));
    assert_eq!(discussion.stale(), Some(Stale::Replies(rest("after-3"))));
    discussion.renew(&Stale::Thread("far".to_owned()), None);
    assert_eq!(list(&discussion).iter().map(|(id, _)| *id).collect::<Vec<_>>(), seen);
    assert!(!is_readable(&discussion, "far") && !is_readable(&discussion, "far1"));
    // It is asked for no more, until something is missed again: a moderator may have put it back.
    discussion.renew(&Stale::Replies(rest("after-3")), None);
    assert_eq!(discussion.stale(), None);
    discussion.catch_up(first(60, None));
    assert!(discussion.stale().is_some());
}

#[test]
fn what_moves_up_to_a_page_that_was_read_is_no_news() {
    for sort in [Sort::Newest, Sort::Oldest] {
        let page = |seq, times: [i64; 2]| {
            let time = |at| if sort == Sort::Newest { 10 - at } else { at };
            let first = |at: i64| comment(&format!("t{at}"), None, time(at));
            let mut comments: Vec<_> = times.into_iter().map(first).collect();
            comments.push(comment("answer", Some(&format!("t{}", times[1])), 20));
            CommentPage { next: Some(format!("after {}", times[1])), ..page_at(seq, comments) }
        };
        let mut discussion = Discussion::new(page(4, [1, 2]), sort);
        // The first was taken away meanwhile, so that a page of two threads has the third.
        discussion.catch_up(page(9, [2, 3]));
        assert_eq!(discussion.held(), 0);
        assert_eq!(discussion.next(), Some("after 2"));
        assert_eq!(discussion.find("t3"), None);
        // It comes with the next page.
        list_next(&mut discussion, page(9, [3, 4]));
        assert_eq!(discussion.threads(), 4);
    }
}

#[test]
fn a_thread_comes_in_parts() {
    let first = CommentPage { next: Some("page-1".to_owned()), ..page_at(1, vec![]) };
    let mut discussion = Discussion::new(first, Sort::Newest);
    let rest = Rest { id: "a".to_owned(), total: 5, next: "n".to_owned() };
    list_next(
        &mut discussion,
        CommentPage {
            comments: vec![comment("a", None, 1), comment("a1", Some("a"), 2)],
            next: Some("page-2".to_owned()),
            rests: vec![rest],
            ..page_at(1, vec![])
        },
    );
    let a = discussion.find("a").unwrap();
    assert!(discussion.rows(&all()).iter().any(|row| row.kind == RowKind::Rest(4)));
    let replies = (3..7).map(|n| comment(&format!("a{n}"), Some("a"), n)).collect();
    discussion.list_replies("a", CommentPage { comments: replies, ..CommentPage::default() });
    assert_eq!(discussion.rest(a), None);
    assert_eq!(discussion.next(), Some("page-2"));
    assert_eq!(list(&discussion).len(), 6);
}

/// Twenty and one: what a page tells of a thread is at its end, and so was the reader.
#[test]
fn a_thread_that_outgrew_its_page_says_so_when_the_reader_asks() {
    let thread = |replies: i64| {
        let reply = |minute| comment(&format!("a{minute}"), Some("a"), minute);
        std::iter::once(comment("a", None, 0)).chain((1..=replies).map(reply)).collect::<Vec<_>>()
    };
    let rest = |total, next: &str| Rest { id: "a".to_owned(), total, next: next.to_owned() };
    let cut = |seq, total| CommentPage { rests: vec![rest(total, "2")], ..page_at(seq, thread(2)) };
    let mut discussion = served(thread(2), 5);
    discussion.catch_up(cut(9, 4));
    assert_eq!(discussion.stale(), None);
    let kinds = |discussion: &Discussion| -> Vec<RowKind> {
        discussion.rows(&all()).iter().map(|row| row.kind).collect()
    };
    let stand = [RowKind::Comment; 3];
    assert_eq!(kinds(&discussion), [&stand[..], &[RowKind::Held(2)]].concat());
    assert_eq!((discussion.held(), discussion.held_below(0)), (2, 2));
    // It stays so when more is missed, and what is said meanwhile is held with it.
    discussion.catch_up(cut(12, 5));
    assert_eq!(kinds(&discussion), [&stand[..], &[RowKind::Held(3)]].concat());
    discussion.apply(said(13, comment("a9", Some("a"), 9)));
    discussion.settle();
    assert!(discussion.is_rest_held(2));
    assert_eq!(discussion.release_replies(0).as_deref(), Some("a9"));
    let ends = |kind| [&stand[..], &[RowKind::Comment, kind]].concat();
    assert_eq!(kinds(&discussion), ends(RowKind::Rest(3)));
    assert_eq!(discussion.held(), 0);
}

/// Found by the property: approved in a gap, answered after it.
#[test]
fn what_is_answered_after_a_gap_that_may_have_changed_it_is_asked_for() {
    let next = Some("after z".to_owned());
    let page = CommentPage { next, ..page_at(4, vec![comment("z", None, 9)]) };
    let mut discussion = Discussion::new(page.clone(), Sort::Oldest);
    let withheld = Comment { status: Status::Unknown, version: 2, ..comment("a", None, 10) };
    discussion.apply(said(5, comment("a", None, 10)));
    discussion.apply(event(6, What::Changed(Box::new(withheld))));
    discussion.catch_up(CommentPage { cursor: page_at(8, vec![]).cursor, ..page });
    assert_eq!((discussion.stale(), discussion.held()), (None, 0));
    discussion.apply(said(9, comment("a1", Some("a"), 12)));
    discussion.settle();
    assert_eq!(discussion.stale(), Some(Stale::Thread("a".to_owned())));
}

/// Found by the property: where the reader goes on in a thread lies behind what went from it.
#[test]
fn what_went_from_before_the_readers_place_in_a_thread_comes_back_there() {
    let first = |ids: &[&str], seq| {
        let replies = ids.iter().zip(1..).map(|(id, minute)| comment(id, Some("a"), minute));
        page_at(seq, [comment("a", None, 0)].into_iter().chain(replies).collect())
    };
    let rests = vec![Rest { id: "a".to_owned(), total: 3, next: "after c".to_owned() }];
    let mut discussion = served(vec![comment("z", None, 9)], 3);
    discussion.catch_up(CommentPage { rests, ..first(&["b", "c"], 4) });
    discussion.catch_up(first(&["b"], 6));
    assert_eq!(discussion.held(), 2);
    let back = Comment { version: 3, ..comment("c", Some("a"), 2) };
    discussion.apply(event(7, What::Changed(Box::new(back))));
    discussion.settle();
    assert_eq!(discussion.held(), 3);
}

/// Found by the property: approved again after a gap, of a page that the reader has not come to.
#[test]
fn a_thread_that_went_and_is_told_again_is_asked_for_with_its_answers() {
    let a = || comment("a", None, 0);
    let page =
        |seq, comments| CommentPage { next: Some("after z".to_owned()), ..page_at(seq, comments) };
    let mut discussion = Discussion::new(page(2, vec![comment("z", None, 9)]), Sort::Liked);
    let answered = vec![comment("z", None, 9), a(), comment("a1", Some("a"), 1)];
    discussion.catch_up(page(4, answered));
    discussion.catch_up(page(8, vec![comment("z", None, 9)]));
    discussion.apply(said(9, Comment { version: 3, ..a() }));
    discussion.settle();
    list_next(&mut discussion, page_at(9, vec![]));
    assert_eq!(discussion.passed_over(), ["a"]);
    let page = page_at(9, vec![Comment { version: 3, ..a() }, comment("a1", Some("a"), 1)]);
    discussion.list_passed_over("a", Some(page));
    assert_eq!(discussion.held(), 2);
}

/// Found by the property: what is held between an answer and the thread that it turns out to belong to keeps
/// the line of that thread's rest where it was.
#[test]
fn an_answer_that_stands_alone_says_nothing_of_the_rest_of_its_thread() {
    let rest = |next: &str| vec![Rest { id: "a".to_owned(), total: 5, next: next.to_owned() }];
    let thread = || vec![comment("a", None, 1), comment("b", Some("a"), 2)];
    let alone = comment("d", Some("c"), 4);
    let page = [thread(), vec![alone.clone()]].concat();
    let page = CommentPage { rests: rest("b"), ..page_at(4, page) };
    let mut discussion = Discussion::new(page, Sort::Oldest);
    let kinds = |discussion: &Discussion| -> Vec<RowKind> {
        let rows = discussion.rows(&View { threads: usize::MAX, ..View::default() });
        rows.iter().map(|row| row.kind).filter(|kind| !matches!(kind, RowKind::Held(_))).collect()
    };
    let seen = [RowKind::Comment, RowKind::Comment, RowKind::Rest(4), RowKind::Comment];
    assert_eq!(kinds(&discussion), seen);
    // Something was missed.
    discussion.catch_up(CommentPage { rests: rest("b"), ..page_at(7, thread()) });
    let stale = discussion.stale().unwrap();
    assert_eq!(stale, Stale::Thread("d".to_owned()));
    let line = vec![comment("a", None, 1), comment("c", Some("a"), 3), alone];
    discussion.renew(&stale, Some(CommentPage { rests: rest("start"), ..page_at(7, line) }));
    let d = discussion.find("d").unwrap();
    assert_eq!((discussion.root(d), discussion.rest(d)), (discussion.find("a").unwrap(), None));
    assert_eq!(kinds(&discussion)[3..], seen[3..]);
}

/// Found by the property: all that is above an answer is gone, and says nothing that is new.
#[test]
fn what_is_held_above_what_stands_comes_with_what_is_released() {
    let mut discussion = served(vec![comment("z", None, 9)], 4);
    let mine = comment("e", Some("d"), 12);
    discussion.apply(said(5, comment("d", Some("c"), 11)));
    discussion.say(mine.clone());
    assert_eq!(list(&discussion), [("d", 0), ("e", 1), ("z", 0)]);
    // Something was missed.
    let gone = |id: &str, parent: Option<&str>, at| Comment {
        status: Status::RemovedByModerator,
        version: 2,
        ..comment(id, parent, at)
    };
    let thread = vec![
        comment("z", None, 9),
        gone("a", None, 1),
        gone("c", Some("a"), 2),
        comment("d", Some("c"), 11),
        mine,
    ];
    discussion.catch_up(page_at(7, thread));
    assert_eq!((discussion.held_threads(), discussion.held()), (0, 0));
    assert_eq!(list(&discussion), [("d", 0), ("e", 1), ("z", 0)]);
    // The reader is led to what is new, and not to what is gone.
    discussion.set_sort(Sort::Oldest);
    discussion.apply(said(8, comment("n", None, 13)));
    discussion.settle();
    assert_eq!(discussion.release_threads().as_deref(), Some("n"));
    discussion.set_sort(Sort::Oldest);
    let stood = [("a", 0), ("c", 1), ("d", 2), ("e", 3), ("z", 0), ("n", 0)];
    assert_eq!(list(&discussion), stood);
}

/// Found by the property: a comment that stands alone is told of together with what it answers, which is gone.
#[test]
fn what_is_told_above_a_comment_that_stands_is_held() {
    let gone = Comment { status: Status::Unknown, version: 2, ..comment("a", None, 1) };
    let approved = Comment { version: 2, ..comment("b", Some("a"), 11) };
    for told in [What::Changed(Box::new(approved.clone())), What::Said(Box::new(approved))] {
        let mut discussion = served(vec![comment("z", None, 9)], 4);
        discussion.say(comment("b", Some("a"), 11));
        discussion.apply(event(5, What::Changed(Box::new(gone.clone()))));
        discussion.apply(event(6, told));
        discussion.settle();
        assert_eq!(discussion.held_threads(), 0);
        assert_eq!(list(&discussion), [("b", 0), ("z", 0)]);
        discussion.release_threads();
        assert_eq!(list(&discussion), [("a", 0), ("b", 1), ("z", 0)]);
    }
}

/// Found by the property: one that nobody said since the page was there before it, in whatever version.
#[test]
fn a_thread_of_which_only_a_change_is_known_comes_with_its_answers() {
    let next = Some("after b".to_owned());
    let page = CommentPage { next, ..page_at(4, vec![comment("b", None, 9)]) };
    let mut discussion = Discussion::new(page, Sort::Liked);
    let gone = Comment { status: Status::RemovedByModerator, ..comment("a", None, 1) };
    let approved = Comment { version: 2, ..comment("a1", Some("a"), 2) };
    discussion.apply(event(5, What::Changed(Box::new(gone.clone()))));
    discussion.apply(event(6, What::Changed(Box::new(approved.clone()))));
    discussion.settle();
    list_next(&mut discussion, page_at(4, vec![]));
    assert_eq!((list(&discussion), discussion.held()), (vec![("b", 0)], 1));
    assert_eq!(discussion.passed_over(), ["a"]);
    let page = page_at(6, vec![gone, approved, comment("a2", Some("a"), 3)]);
    discussion.list_passed_over("a", Some(page));
    discussion.release_threads();
    assert_eq!(list(&discussion), [("a", 0), ("a1", 1), ("a2", 1), ("b", 0)]);
}

#[test]
fn what_was_removed_is_not_said_to_be_left() {
    let gone = |id: &str, at| Comment {
        status: Status::RemovedByModerator,
        version: 2,
        ..comment(id, Some("a"), at)
    };
    let thread =
        vec![comment("a", None, 1), gone("b", 2), gone("c", 3), comment("d", Some("a"), 4)];
    let rests = vec![Rest { id: "a".to_owned(), total: 8, next: "d".to_owned() }];
    let discussion = Discussion::new(CommentPage { rests, ..page_at(4, thread) }, Sort::Newest);
    // Neither of them is drawn; the server counts them all the same.
    assert_eq!(list(&discussion), [("a", 0), ("d", 1)]);
    assert_eq!(discussion.rest_below(0), 5);
}

/// A permalink to what was removed says that more stands below it; the line that leads there is the thread's.
#[test]
fn what_was_removed_goes_with_the_last_below_it_whatever_a_permalink_said() {
    let gone = |id: &str, parent: Option<&str>, minute, version| Comment {
        status: Status::RemovedByModerator,
        text: String::new(),
        version,
        ..comment(id, parent, minute)
    };
    let rest = |id: &str, next: &str| Rest { id: id.to_owned(), total: 2, next: next.to_owned() };
    let mut discussion = served(vec![comment("z", None, 9)], 1);
    discussion.list_permalink(CommentPage {
        rests: vec![rest("a", "start"), rest("b", "after c")],
        ..page_at(
            1,
            vec![comment("a", None, 1), gone("b", Some("a"), 2, 2), comment("c", Some("b"), 3)],
        )
    });
    assert_eq!(list(&discussion), [("a", 0), ("b", 1), ("c", 2), ("z", 0)]);
    discussion.apply(event(2, What::Changed(Box::new(gone("c", Some("b"), 3, 2)))));
    discussion.settle();
    discussion.list_replies(
        "a",
        page_at(2, vec![gone("b", Some("a"), 2, 2), gone("c", Some("b"), 3, 2)]),
    );
    // Who comes now sees neither.
    for entry in &mut discussion.entries {
        entry.is_shown = false;
    }
    discussion.count();
    assert_eq!(list(&discussion), [("a", 0), ("z", 0)]);
}

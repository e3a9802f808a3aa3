use super::*;
use proptest::prelude::*;

fn waiting(number: i64) -> Waiting {
    let comment = Comment {
        id: format!("c{number:03}"),
        parent_id: None,
        author: "Amina".to_owned(),
        avatar: None,
        badge: None,
        text: "A word.".to_owned(),
        created_at: Some(Timestamp(number)),
        edited_at: None,
        status: Status::Pending,
        version: 1,
        likes: 0,
        replies: 0,
        is_featured: false,
        viewer: None,
    };
    let article = Slug::new("a");
    Waiting { comment, article, headline: None, why: "words".to_owned(), reports: Vec::new() }
}

fn queue(numbers: &[i64], next: bool) -> Queue {
    Queue {
        waiting: numbers.iter().map(|number| waiting(*number)).collect(),
        total: numbers.len() as u32,
        next: next.then(|| "more".to_owned()),
    }
}

fn stages(tray: &Tray) -> Vec<(String, Stage)> {
    tray.items().iter().map(|i| (i.waiting.comment.id.clone(), i.stage)).collect()
}

fn decide(tray: &mut Tray, number: i64, action: Action) {
    tray.change(&waiting(number).key(), |item| {
        let comment = item.waiting.comment.clone();
        item.decided(action, comment);
    });
}

#[test]
fn an_undoing_brings_back_what_was_read() {
    let removed = |version| Comment {
        version,
        status: Status::RemovedByModerator,
        text: String::new(),
        ..waiting(1).comment
    };
    // The second time its author changed it just before.
    for (answered, undone) in [(2, 2), (3, 2)] {
        let mut item = Item::new(waiting(1));
        item.decided(Action::Remove, removed(answered));
        assert_eq!(item.waiting.comment.text, "A word.");
        assert_eq!(item.waiting.comment.version, undone);
    }
}

#[test]
fn what_is_decided_keeps_its_place_and_what_is_new_comes_last() {
    let mut tray = Tray::default();
    let first = tray.fetch();
    tray.fetched(first, queue(&[2, 4], false));
    decide(&mut tray, 2, Action::Approve);
    assert_eq!((tray.total(), tray.open(), tray.settled()), (1, 1, 1));
    // Asked before the decision, answered after it.
    tray.fetched(first, queue(&[2, 4], false));
    let second = tray.fetch();
    tray.fetched(second, queue(&[1, 4], false));
    let id = |n: i64| format!("c{n:03}");
    assert_eq!(
        stages(&tray),
        [(id(2), Stage::Decided(Action::Approve)), (id(4), Stage::Waits), (id(1), Stage::Waits)]
    );
    assert_eq!(tray.next_after("a/c001").as_deref(), Some("a/c004"));
    // Another moderator decides, and a reader reports the approved one.
    let third = tray.fetch();
    tray.fetched(third, queue(&[1, 2], false));
    assert_eq!(
        stages(&tray),
        [(id(2), Stage::Waits), (id(4), Stage::Elsewhere), (id(1), Stage::Waits)]
    );
    tray.clear();
    assert_eq!(tray.items().len(), 2);
}

#[test]
fn what_lies_beyond_the_page_has_not_gone() {
    let mut tray = Tray::default();
    let first = tray.fetch();
    tray.fetched(first, queue(&[1, 2], true));
    tray.more(first, queue(&[3, 4], false));
    let second = tray.fetch();
    tray.fetched(second, queue(&[2, 3], true));
    let gone: Vec<_> =
        stages(&tray).into_iter().filter(|(_, stage)| *stage == Stage::Elsewhere).collect();
    assert_eq!(gone, [("c001".to_owned(), Stage::Elsewhere)]);
}

#[test]
fn what_is_decided_is_counted_out_once_whichever_answer_comes_first() {
    let mut tray = Tray::default();
    let first = tray.fetch();
    tray.fetched(first, Queue { total: 5, ..queue(&[1, 2], true) });
    tray.change("a/c001", |item| item.decide(Action::Approve));
    // The stream told of the change before the decision's own answer came.
    let second = tray.fetch();
    tray.fetched(second, Queue { total: 4, ..queue(&[2], true) });
    assert_eq!(tray.total(), 5);
    decide(&mut tray, 1, Action::Approve);
    assert_eq!(tray.total(), 4);
    // And the other way round.
    let third = tray.fetch();
    decide(&mut tray, 2, Action::Approve);
    tray.fetched(third, Queue { total: 4, ..queue(&[2], true) });
    assert_eq!(tray.total(), 3);
    tray.more(third, queue(&[3, 4, 5], false));
    assert_eq!((tray.total(), tray.open()), (3, 3));
}

#[test]
fn a_refusal_is_said_and_can_be_tried_again() {
    let mut tray = Tray::default();
    let fetch = tray.fetch();
    tray.fetched(fetch, queue(&[1], false));
    tray.change("a/c001", |item| item.decide(Action::Remove));
    assert_eq!(tray.items()[0].stage, Stage::Deciding(Action::Remove));
    tray.change("a/c001", |item| item.refused("The server is busy."));
    let item = &tray.items()[0];
    assert_eq!((item.stage, item.refusal), (Stage::Waits, Some("The server is busy.")));
    assert_eq!(tray.total(), 1);
}

#[test]
fn what_says_something_else_by_now_says_so_until_it_is_decided_on() {
    let saying = |text: &str| {
        let mut queue = queue(&[1], false);
        queue.waiting[0].comment.text = text.to_owned();
        queue
    };
    let said = |tray: &Tray| {
        let item = &tray.items()[0];
        (item.waiting.comment.text.clone(), item.stage, item.is_changed)
    };
    let mut tray = Tray::default();
    let fetch = tray.fetch();
    tray.fetched(fetch, saying("One."));
    tray.fetched(fetch, saying("One."));
    assert_eq!(said(&tray), ("One.".to_owned(), Stage::Waits, false));
    // The server knows before the screen does.
    tray.change("a/c001", |item| item.decide(Action::Approve));
    tray.change("a/c001", Item::changed);
    assert_eq!(said(&tray), ("One.".to_owned(), Stage::Waits, true));
    let fetch = tray.fetch();
    tray.fetched(fetch, saying("Two."));
    assert_eq!(said(&tray), ("Two.".to_owned(), Stage::Waits, true));
    tray.change("a/c001", |item| item.decide(Action::Approve));
    tray.change("a/c001", |item| item.refused("The server is busy."));
    assert_eq!(said(&tray), ("Two.".to_owned(), Stage::Waits, false));
    // The screen knows first.
    let fetch = tray.fetch();
    tray.fetched(fetch, saying("Three."));
    assert_eq!(said(&tray), ("Three.".to_owned(), Stage::Waits, true));
    decide(&mut tray, 1, Action::Approve);
    assert_eq!(said(&tray), ("Three.".to_owned(), Stage::Decided(Action::Approve), false));
}

fn reported(number: i64) -> Waiting {
    let waiting = waiting(number);
    let comment = Comment { status: Status::Visible, ..waiting.comment };
    Waiting { comment, why: "reported".to_owned(), ..waiting }
}

fn with_status(item: &Item, status: Status) -> Comment {
    Comment { status, ..item.waiting.comment.clone() }
}

#[test]
fn no_button_takes_the_place_of_another() {
    use Action::{Approve, Dismiss, Feature, Remove, Unfeature};
    use Readiness::{Absent, Idle, Ready};
    let mut item = Item::new(waiting(1));
    assert_eq!(item.buttons(), [(Approve, Ready), (Remove, Ready), (Feature, Absent)]);
    item.decide(Approve);
    assert_eq!(item.buttons(), [(Approve, Idle), (Remove, Idle), (Feature, Absent)]);
    item.decided(Approve, with_status(&item, Status::Visible));
    assert_eq!(item.buttons(), [(Approve, Idle), (Remove, Ready), (Feature, Ready)]);
    item.decided(Remove, with_status(&item, Status::RemovedByModerator));
    assert_eq!(item.buttons(), [(Approve, Ready), (Remove, Idle), (Feature, Absent)]);

    // What is reported, and kept here or by a colleague.
    let mut item = Item::new(reported(1));
    assert_eq!(item.buttons(), [(Dismiss, Ready), (Remove, Ready), (Feature, Absent)]);
    let mut tray = Tray::default();
    let fetch = tray.fetch();
    tray.fetched(fetch, Queue { waiting: vec![item.waiting.clone()], total: 1, next: None });
    let fetch = tray.fetch();
    tray.fetched(fetch, Queue::default());
    item.decided(Dismiss, item.waiting.comment.clone());
    for kept in [&item, &tray.items()[0]] {
        assert_eq!(kept.buttons(), [(Dismiss, Idle), (Remove, Ready), (Feature, Ready)]);
    }

    // A pick, and the second press of the same finger.
    item.decide(Feature);
    let comment = Comment { is_featured: true, ..item.waiting.comment.clone() };
    item.decided(Feature, comment);
    assert_eq!(item.buttons(), [(Dismiss, Idle), (Remove, Ready), (Unfeature, Idle)]);
    item.seen(0);
    item.wake(2_000);
    assert_eq!(item.buttons(), [(Dismiss, Idle), (Remove, Ready), (Unfeature, Ready)]);

    // What nobody can decide on any more has no button, but their room.
    let mut item = Item::new(waiting(1));
    item.decided(Remove, with_status(&item, Status::RemovedByAuthor));
    assert!(item.buttons().iter().all(|(_, readiness)| *readiness == Absent));
}

#[test]
fn what_a_colleague_removed_is_not_brought_back_by_a_second_press() {
    let mut item = Item::new(reported(1));
    item.decide(Action::Dismiss);
    item.decided(Action::Dismiss, with_status(&item, Status::RemovedByModerator));
    assert_eq!(item.buttons()[0], (Action::Approve, Readiness::Idle));
    item.seen(0);
    item.wake(2_000);
    assert_eq!(item.buttons()[0], (Action::Approve, Readiness::Ready));
}

#[test]
fn what_its_author_changes_is_decided_on_once_it_has_been_seen_for_a_while() {
    let saying = |text: &str| {
        let mut waiting = waiting(1);
        waiting.comment.text = text.to_owned();
        waiting
    };
    let approve = |item: &Item| item.buttons()[0].1;
    let mut item = Item::new(saying("One."));
    item.renew(saying("One."));
    assert_eq!((approve(&item), item.is_unseen()), (Readiness::Ready, false));
    item.renew(saying("Two."));
    assert_eq!((approve(&item), item.is_unseen()), (Readiness::Idle, true));
    // Taking it away publishes nothing.
    assert_eq!(item.buttons()[1], (Action::Remove, Readiness::Ready));
    // However long it takes until it is drawn.
    item.wake(60_000);
    assert_eq!(approve(&item), Readiness::Idle);
    item.seen(100_000);
    item.wake(101_999);
    assert_eq!((approve(&item), item.has_rested(101_999)), (Readiness::Idle, false));
    // It is changed once more, and drawn.
    item.renew(saying("Three."));
    item.seen(101_999);
    item.seen(103_000);
    item.wake(102_100);
    assert_eq!(approve(&item), Readiness::Idle);
    item.renew(saying("Three."));
    assert!(item.has_rested(103_999));
    item.wake(103_999);
    assert_eq!((approve(&item), item.is_changed), (Readiness::Ready, true));
    // The clock is set back.
    item.renew(saying("Four."));
    item.seen(200_000);
    item.wake(1_000);
    assert_eq!(approve(&item), Readiness::Ready);
}

#[test]
fn what_waits_again_with_another_text_says_so() {
    let mut tray = Tray::default();
    let first = tray.fetch();
    tray.fetched(first, queue(&[1], false));
    decide(&mut tray, 1, Action::Approve);
    let mut again = queue(&[1], false);
    again.waiting[0].comment.text = "Another word.".to_owned();
    let second = tray.fetch();
    tray.fetched(second, again);
    let item = &tray.items()[0];
    assert_eq!((item.stage, item.is_changed, item.is_unseen()), (Stage::Waits, true, true));
}

#[test]
fn a_decision_whose_answer_was_lost_is_learnt_from_the_queue() {
    let mut tray = Tray::default();
    let first = tray.fetch();
    tray.fetched(first, queue(&[1, 2], false));
    tray.change("a/c001", |item| item.decide(Action::Approve));
    tray.change("a/c001", |item| item.refused("The server does not answer."));
    let second = tray.fetch();
    tray.fetched(second, queue(&[2], false));
    let item = &tray.items()[0];
    assert_eq!((item.stage, item.refusal), (Stage::Elsewhere, None));
    assert_eq!(tray.total(), 1);
}

#[test]
fn addresses_are_read_however_they_were_copied() {
    let subject = |address| Subject::parse(address).map(|s| (s.article.to_string(), s.comment));
    let story = Some(("alaska-summit".to_owned(), None));
    for address in [
        "alaska-summit",
        " /article/alaska-summit/ ",
        "https://news.example/article/alaska-summit?utm=1#key-points",
    ] {
        assert_eq!(subject(address), story, "{address}");
    }
    let comment = Some(("alaska-summit".to_owned(), Some("a/b".to_owned())));
    assert_eq!(subject("/article/alaska-summit#comment-a%2Fb"), comment);
    assert_eq!(subject("alaska-summit#thread-a/b"), comment);
    for none in ["", "  ", "/", "https://news.example/", "two words", "a/../b"] {
        assert_eq!(subject(none), None, "{none:?}");
    }
}

proptest! {
    /// Whatever several moderators do, no comment stands twice, none moves, and after a whole fetch
    /// what waits on the screen is what waits on the server.
    #[test]
    fn the_screen_follows_the_server(steps in prop::collection::vec((0_u8..4, 0_i64..20), 1..60)) {
        let (mut tray, mut server) = (Tray::default(), std::collections::BTreeSet::new());
        for (step, number) in steps {
            let before: Vec<String> = tray.items().iter().map(|i| i.waiting.key()).collect();
            match step {
                0 => { server.insert(number); }
                1 => { server.remove(&number); }
                2 => if tray.item(&waiting(number).key()).is_some_and(|i| i.stage == Stage::Waits) {
                    server.remove(&number);
                    decide(&mut tray, number, Action::Remove);
                },
                _ => {
                    let fetch = tray.fetch();
                    let all: Vec<i64> = server.iter().copied().collect();
                    tray.fetched(fetch, queue(&all, false));
                    let open: std::collections::BTreeSet<i64> = tray.items().iter()
                        .filter(|item| item.stage == Stage::Waits)
                        .filter_map(|item| item.waiting.comment.created_at.map(|at| at.0))
                        .collect();
                    prop_assert_eq!(&open, &server);
                    prop_assert_eq!(tray.total() as usize, server.len());
                }
            }
            let after: Vec<String> = tray.items().iter().map(|i| i.waiting.key()).collect();
            prop_assert_eq!(&after[..before.len()], &before[..]);
            let distinct: std::collections::HashSet<_> = after.iter().collect();
            prop_assert_eq!(distinct.len(), after.len());
        }
    }
}

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

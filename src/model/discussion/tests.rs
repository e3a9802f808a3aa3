use super::*;
use crate::model::Timestamp;
use proptest::prelude::*;

fn comment(id: &str, parent: Option<&str>, minute: i64) -> Comment {
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
    }
}

fn list(discussion: &Discussion, sort: Sort) -> Vec<(&str, u8)> {
    let rows = discussion.rows(sort, usize::MAX, &HashSet::new());
    rows.iter().map(|r| (discussion.comments[r.position].id.as_str(), r.depth)).collect()
}

#[test]
fn threads_in_every_order() {
    let mut liked = comment("b", None, 2);
    liked.likes = 5;
    let all = vec![
        comment("a", None, 1),
        liked,
        comment("a2", Some("a"), 9),
        comment("a1", Some("a"), 3),
        comment("c", None, 4),
    ];
    let discussion = Discussion::new(all);
    assert_eq!(
        list(&discussion, Sort::Oldest),
        [("a", 0), ("a1", 1), ("a2", 1), ("b", 0), ("c", 0)]
    );
    assert_eq!(
        list(&discussion, Sort::Newest),
        [("c", 0), ("b", 0), ("a", 0), ("a1", 1), ("a2", 1)]
    );
    assert_eq!(
        list(&discussion, Sort::Liked),
        [("b", 0), ("c", 0), ("a", 0), ("a1", 1), ("a2", 1)]
    );
    assert_eq!(discussion.thread_of(discussion.find("a2").unwrap(), Sort::Newest), Some(2));
}

#[test]
fn circles_orphans_and_twins_stand_once() {
    let mut newer = comment("twin", None, 7);
    newer.version = 2;
    newer.text = "Said better.".to_owned();
    let discussion = Discussion::new(vec![
        comment("a", Some("b"), 2),
        comment("b", Some("a"), 1),
        comment("self", Some("self"), 3),
        comment("orphan", Some("gone"), 4),
        comment("twin", None, 7),
        newer,
        comment("twin", None, 7),
        comment("tail", Some("a"), 8),
    ]);
    assert_eq!(
        list(&discussion, Sort::Oldest),
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
    let discussion = Discussion::new(vec![
        removed("a", None),
        removed("a1", Some("a")),
        comment("a11", Some("a1"), 2),
        removed("a2", Some("a")),
        removed("b", None),
        unknown,
    ]);
    assert_eq!(list(&discussion, Sort::Oldest), [("a", 0), ("a1", 1), ("a11", 2)]);
    assert_eq!(discussion.total(), 1);
    assert_eq!(discussion.find("b"), None);
}

#[test]
fn ten_thousand_levels_neither_hang_nor_overflow() {
    let chain = (0..10_000).map(|n: i64| {
        let parent = (n > 0).then(|| (n - 1).to_string());
        comment(&n.to_string(), parent.as_deref(), n)
    });
    let discussion = Discussion::new(chain.collect());
    let rows = discussion.rows(Sort::Newest, 1, &HashSet::new());
    assert_eq!(rows.len(), 10_000);
    assert_eq!(rows[9_999].depth, DEEPEST);
    assert_eq!(rows[0].below, 9_999);
    assert_eq!(discussion.ancestors(9_999).count(), 9_999);
}

#[test]
fn a_folded_comment_hides_what_is_below_it() {
    let discussion = Discussion::new(vec![
        comment("a", None, 1),
        comment("b", Some("a"), 2),
        comment("c", Some("b"), 3),
    ]);
    let rows = discussion.rows(Sort::Oldest, 9, &HashSet::from(["a".to_owned()]));
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].below, 2);
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
        let discussion = Discussion::new(comments);
        let sort = if newest { Sort::Newest } else { Sort::Liked };
        let rows = discussion.rows(sort, usize::MAX, &HashSet::new());
        let shown: HashSet<_> = rows.iter().map(|r| discussion.comments[r.position].id.clone()).collect();
        prop_assert_eq!(rows.len(), shown.len());
        prop_assert_eq!(shown, ids);
        // What stands below a row follows it at once.
        for (place, row) in rows.iter().enumerate() {
            let followers = rows[place + 1..].iter().take(row.below);
            for follower in followers {
                prop_assert!(discussion.ancestors(follower.position).any(|a| a == row.position));
            }
        }
    }
}

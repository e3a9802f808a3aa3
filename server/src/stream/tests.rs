//! Readers of one hub: in step, behind, lost, and sent away.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::time::timeout;

use super::feed::Feed;
use super::hub::{Hub, Next, Seat};
use super::pulse::Pulse;
use crate::metrics::Metrics;

fn event(number: u8) -> Bytes {
    Bytes::from(vec![number])
}

fn next(seat: &mut Seat) -> Poll<Next> {
    seat.poll_next(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn a_reader_gets_every_event_after_its_seat_was_taken() {
    let hub = Arc::new(Hub::new(5, 8));
    hub.publish([event(6)]);
    let mut seat = hub.sit();
    assert_eq!(seat.after(), 6);
    assert_eq!(next(&mut seat), Poll::Pending);
    hub.publish([event(7), event(8)]);
    assert_eq!(next(&mut seat), Poll::Ready(Next::Event(event(7))));
    assert_eq!(next(&mut seat), Poll::Ready(Next::Event(event(8))));
    assert_eq!(next(&mut seat), Poll::Pending);
}

#[tokio::test]
async fn who_is_too_slow_loses_its_place_and_nobody_else_does() {
    let hub = Arc::new(Hub::new(0, 2));
    let (mut slow, mut quick) = (hub.sit(), hub.sit());
    for number in 1..=3 {
        hub.publish([event(number)]);
        assert_eq!(next(&mut quick), Poll::Ready(Next::Event(event(number))));
    }
    assert_eq!(next(&mut slow), Poll::Ready(Next::Lost));
}

#[tokio::test]
async fn what_is_not_known_any_more_is_lost_to_all() {
    let hub = Arc::new(Hub::new(0, 8));
    let mut seat = hub.sit();
    hub.skip_to(90);
    assert_eq!(next(&mut seat), Poll::Ready(Next::Lost));
    assert_eq!(hub.sit().after(), 90);
}

#[tokio::test]
async fn a_reader_may_be_ahead_of_the_hub() {
    let hub = Arc::new(Hub::new(3, 8));
    let mut seat = hub.sit();
    seat.begin_after(5);
    hub.publish([event(4), event(5)]);
    assert_eq!(next(&mut seat), Poll::Pending);
    hub.publish([event(6)]);
    assert_eq!(next(&mut seat), Poll::Ready(Next::Event(event(6))));
}

#[tokio::test]
async fn seats_are_given_back() {
    let hub = Arc::new(Hub::new(0, 2));
    let seats: Vec<Seat> = (0..10).map(|_| hub.sit()).collect();
    assert_eq!(hub.seats(), 10);
    drop(seats);
    assert_eq!(hub.seats(), 0);
    let mut seat = hub.sit();
    hub.close();
    assert_eq!(next(&mut seat), Poll::Ready(Next::Closed));
}

/// As after a restart: readers come back while the first events are told.
#[tokio::test]
async fn whoever_sits_down_during_a_round_takes_nobodys_call() {
    let hub = Arc::new(Hub::new(0, 1_000));
    let mut seats: Vec<Seat> = (0..300).map(|_| hub.sit()).collect();
    let waits = |seat: Seat| {
        let mut seat = seat;
        tokio::spawn(async move { poll_fn(|cx| seat.poll_next(cx)).await })
    };
    // A round that ends in the middle, so that the next begins there.
    hub.publish([event(0)]);
    seats.extend((0..100).map(|_| hub.sit()));
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    seats.iter_mut().for_each(|seat| seat.begin_after(1));
    let readers: Vec<_> = seats.drain(..).map(waits).collect();
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    hub.publish([event(1)]);
    let _late: Vec<Seat> = (0..50).map(|_| hub.sit()).collect();
    for reader in readers {
        let next = tokio::time::timeout(Duration::from_secs(5), reader).await;
        assert_eq!(next.expect("everybody is called").unwrap(), Next::Event(event(1)));
    }
}

#[tokio::test]
async fn everybody_is_called_however_many_there_are() {
    let hub = Arc::new(Hub::new(0, 1_000));
    let readers: Vec<_> = (0..1_000)
        .map(|_| {
            let mut seat = hub.sit();
            tokio::spawn(async move {
                for number in 0..100 {
                    let next = poll_fn(|cx| seat.poll_next(cx)).await;
                    assert_eq!(next, Next::Event(event(number)));
                }
            })
        })
        .collect();
    for number in 0..100 {
        hub.publish([event(number)]);
        if number % 3 == 0 {
            tokio::task::yield_now().await;
        }
    }
    for reader in readers {
        reader.await.unwrap();
    }
    assert_eq!(hub.seats(), 0);
}

/// As where a server finds its database again.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_step_stays_so_when_much_is_told_part_by_part() {
    const ROOM: usize = 16;
    const PARTS: usize = 20;
    let hub = Arc::new(Hub::new(0, ROOM));
    let part = hub.part();
    let mut readers = tokio::task::JoinSet::new();
    for _ in 0..1_000 {
        let mut seat = hub.sit();
        readers.spawn(async move {
            let mut had = 0;
            while had < PARTS * part {
                match poll_fn(|cx| seat.poll_next(cx)).await {
                    Next::Event(_) => had += 1,
                    other => panic!("{other:?} after {had}"),
                }
            }
        });
    }
    for _ in 0..PARTS {
        hub.publish((0..part).map(|_| event(0)));
        hub.taken().await;
    }
    tokio::time::timeout(Duration::from_secs(20), readers.join_all()).await.unwrap();
}

/// Whoever hears that all is well waits; whoever hears nothing any more asks elsewhere.
#[tokio::test]
async fn a_stream_beats_as_long_as_the_database_answers() {
    const EVERY: Duration = Duration::from_millis(10);
    const PATIENCE: Duration = Duration::from_secs(20);
    let (hub, pulse) = (Arc::new(Hub::new(0, 8)), Arc::new(Pulse::default()));
    let beats = (EVERY, Arc::clone(&pulse));
    let mut feed = Feed::new(event(0), None, hub.sit(), None, beats, Arc::new(Metrics::default()));
    let mut next = async |patience| {
        let frame = timeout(patience, feed.frame()).await.ok()?;
        Some(frame.unwrap().unwrap().into_data().unwrap())
    };
    let beat = Some(Bytes::from("event: beat\ndata: {\"type\":\"beat\"}\n\n"));
    assert_eq!(next(PATIENCE).await, Some(event(0)));
    for _ in 0..2 {
        assert_eq!(next(PATIENCE).await, beat);
    }
    pulse.lose();
    assert_eq!(next(EVERY * 20).await, None);
    // What there is to tell is told all the same.
    hub.publish([event(1)]);
    assert_eq!(next(PATIENCE).await, Some(event(1)));
    pulse.beat(EVERY);
    assert_eq!(next(PATIENCE).await, beat);
}

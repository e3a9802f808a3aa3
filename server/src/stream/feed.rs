//! What one reader is sent: the beginning, then events, and a beat so that the line is kept.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::Stream;
use http_body::Frame;
use tokio::time::{Instant, Sleep, sleep};

use super::hub::{Next, Seat};
use super::pulse::Pulse;
use super::replay::Replay;
use crate::limits::Sitting;
use crate::metrics::Metrics;

const BEAT: Bytes = Bytes::from_static(b"event: beat\ndata: {\"type\":\"beat\"}\n\n");
const TOO_SLOW: Bytes =
    Bytes::from_static(b"event: reset\ndata: {\"type\":\"reset\",\"reason\":\"too slow\"}\n\n");
const GOING_AWAY: Bytes =
    Bytes::from_static(b"event: reset\ndata: {\"type\":\"reset\",\"reason\":\"going away\"}\n\n");

/// An event as `text/event-stream` has it. `data` is JSON on one line.
pub(crate) fn written(kind: &str, id: Option<&str>, data: &str) -> Bytes {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    format!("event: {kind}\n{id}data: {data}\n\n").into()
}

/// The body of a stream.
pub(crate) struct Feed {
    hello: Option<Bytes>,
    /// What is sent before the seat's events.
    missed: Option<Pin<Box<dyn Stream<Item = Next> + Send>>>,
    seat: Option<Seat>,
    beat: Pin<Box<Sleep>>,
    every: Duration,
    pulse: Arc<Pulse>,
    metrics: Arc<Metrics>,
    _sitting: Option<Sitting>,
}

impl Feed {
    /// `hello` is sent first, then what was missed, then what comes to `seat`, and a beat `every` so
    /// often, unless the database is silent: who is told nothing then is not told that all is well.
    /// `sitting` is had for as long as the stream is open.
    pub(crate) fn new(
        hello: Bytes,
        missed: Option<Replay>,
        seat: Seat,
        sitting: Option<Sitting>,
        (every, pulse): (Duration, Arc<Pulse>),
        metrics: Arc<Metrics>,
    ) -> Self {
        metrics.streams.up();
        let beat = Box::pin(sleep(every));
        let (hello, missed) = (Some(hello), missed.map(Replay::into_stream));
        Self { hello, missed, seat: Some(seat), beat, every, pulse, metrics, _sitting: sitting }
    }

    /// The answer whose body this is.
    pub(crate) fn respond(self) -> Response {
        let mut response = Response::new(Body::new(self));
        let fields = response.headers_mut();
        let kind = HeaderValue::from_static("text/event-stream");
        fields.insert(header::CONTENT_TYPE, kind);
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        fields.insert("x-accel-buffering", HeaderValue::from_static("no"));
        response
    }

    /// The next of what was missed, then of what happens; none once the reader was sent away.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Option<Poll<Next>> {
        let seat = self.seat.as_mut()?;
        if let Some(missed) = &mut self.missed {
            match missed.as_mut().poll_next(cx) {
                Poll::Ready(Some(next)) => return Some(Poll::Ready(next)),
                Poll::Pending => return Some(Poll::Pending),
                Poll::Ready(None) => self.missed = None,
            }
        }
        Some(seat.poll_next(cx))
    }

    fn leave(&mut self, last: Bytes) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.seat = None;
        self.missed = None;
        send(last)
    }
}

fn send(bytes: Bytes) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
    Poll::Ready(Some(Ok(Frame::data(bytes))))
}

impl http_body::Body for Feed {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(hello) = self.hello.take() {
            return send(hello);
        }
        let Some(next) = self.poll_next(cx) else {
            return Poll::Ready(None);
        };
        match next {
            Poll::Ready(Next::Event(bytes)) => {
                self.metrics.events.up();
                return send(bytes);
            }
            Poll::Ready(Next::Lost) => {
                self.metrics.resets.up();
                return self.leave(TOO_SLOW);
            }
            Poll::Ready(Next::Closed) => return self.leave(GOING_AWAY),
            Poll::Pending => {}
        }
        if self.beat.as_mut().poll(cx).is_ready() {
            let next = Instant::now() + self.every;
            self.beat.as_mut().reset(next);
            // A timer that was set anew calls only after it was asked once.
            if self.beat.as_mut().poll(cx).is_pending() && !self.pulse.is_lost() {
                return send(BEAT);
            }
        }
        Poll::Pending
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.metrics.streams.down();
    }
}

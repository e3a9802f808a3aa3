//! Connections: accepted, timed, and ended.
//!
//! Nobody who is slow holds more than a task and two small buffers, and not for long: who does not
//! finish a request's head, and who takes nothing of an answer, is hung up on.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Sleep, sleep, timeout};
use tower::ServiceExt;

use crate::api::request::Peer;
use crate::metrics::Metrics;

/// How long the server waits where the system has no more sockets.
const OUT_OF_SOCKETS: Duration = Duration::from_millis(100);
/// After this long without a word the system asks whether the other side is still there.
const ALIVE: Duration = Duration::from_secs(60);
/// After this long without a receipt for what was sent the other side is gone, though it never said so. The system
/// would go on for a quarter of an hour (tcp(7)), and asks nobody whether they are there meanwhile.
#[cfg(any(target_os = "linux", target_os = "android"))]
const RECEIPT: Duration = Duration::from_secs(60);
/// What is kept of an answer that is not yet taken, in bytes.
const BUFFER: usize = 64 * 1024;

/// How patient the server is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// With the head of a request.
    pub head: Duration,
    /// With an answer of which nothing is taken.
    pub stall: Duration,
    /// With what is under way when the server is asked to stop.
    pub grace: Duration,
    /// The system's send buffer of a connection in bytes, where it is not left to the system.
    pub send_buffer: Option<usize>,
}

/// Answers on `listener` until `stop` resolves; `stopping` is called then, and what is under way
/// may finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    metrics: Arc<Metrics>,
    stop: impl Future<Output = ()>,
    stopping: impl FnOnce(),
) {
    let (ending, ended) = watch::channel(false);
    // Every connection holds a sender: that none is left tells that all are done.
    let (open, mut all_done) = mpsc::channel::<()>(1);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                prepare(&stream, patience);
                let line = Line::new(stream, patience.stall, Arc::clone(&metrics));
                let open = open.clone();
                let answered =
                    answer(line, router.clone(), Peer(peer.ip()), patience, ended.clone());
                tokio::spawn(async move {
                    answered.await;
                    drop(open);
                });
            }
            Err(problem) => {
                tracing::warn!(kind = %problem.kind(), "a connection could not be accepted");
                sleep(OUT_OF_SOCKETS).await;
            }
        }
    }
    drop((listener, open));
    stopping();
    let _ = ending.send(true);
    if timeout(patience.grace, all_done.recv()).await.is_err() {
        tracing::warn!("connections were still open when the time to finish was over");
    }
}

fn prepare(stream: &TcpStream, patience: Patience) {
    // What cannot be set on a connection that is already gone does not matter.
    let _ = stream.set_nodelay(true);
    let socket = SockRef::from(stream);
    let _ = socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(ALIVE));
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = socket.set_tcp_user_timeout(Some(RECEIPT));
    if let Some(bytes) = patience.send_buffer {
        let _ = socket.set_send_buffer_size(bytes);
    }
}

async fn answer(
    line: Line,
    router: Router,
    peer: Peer,
    patience: Patience,
    mut ended: watch::Receiver<bool>,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(BUFFER)
        .serve_connection(line, service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = ended.wait_for(|ended| *ended) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// A connection that ends when nothing is taken of it for too long.
struct Line {
    stream: TokioIo<TcpStream>,
    stall: Duration,
    /// Runs while something waits to be taken.
    waiting: Option<Pin<Box<Sleep>>>,
    metrics: Arc<Metrics>,
}

impl Line {
    fn new(stream: TcpStream, stall: Duration, metrics: Arc<Metrics>) -> Self {
        metrics.connections.up();
        Self { stream: TokioIo::new(stream), stall, waiting: None, metrics }
    }

    fn timed<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let stall = self.stall;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(stall)));
        ready!(waiting.as_mut().poll(cx));
        self.metrics.stalls.up();
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.metrics.connections.down();
    }
}

impl Read for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl Write for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.timed(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.timed(cx, written)
    }
}

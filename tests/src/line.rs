//! A line between the readers and a server, which can be cut, held and torn: a TCP proxy that knows
//! nothing of what goes over it, but for the requests that it is told to answer in the server's place.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Result;

/// How the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// What comes goes on.
    Whole,
    /// Nobody answers: new connections are closed at once, old ones were torn.
    Cut,
    /// Connections stand, and nothing goes over them.
    Held,
}

/// An answer as it goes over the wire, right or wrong.
#[derive(Clone, Debug)]
pub struct Wire {
    bytes: Vec<u8>,
    /// Whether the connection stays open after it.
    stays: bool,
}

impl Wire {
    /// A whole answer with this status and type; further lines of its head end in line breaks.
    pub fn whole(status: u16, kind: &str, more: &str, body: &str) -> Self {
        Self::of_length(status, kind, more, body, body.len())
    }

    /// Half of a body that was to be whole, and then the end of the connection.
    pub fn half(status: u16, kind: &str, body: &str) -> Self {
        let half = body.char_indices().nth(body.chars().count() / 2).map_or(0, |(place, _)| place);
        Self::of_length(status, kind, "", &body[..half], body.len())
    }

    /// A stream of events that says this much and then no more, for as long as the reader stays.
    pub fn stream(events: &str) -> Self {
        let head = "HTTP/1.1 200 So\r\ncontent-type: text/event-stream\r\n\
                    cache-control: no-store\r\nconnection: close\r\n\r\n";
        Self { bytes: [head, events].concat().into_bytes(), stays: true }
    }

    /// No answer, for as long as the reader waits.
    pub fn silence() -> Self {
        Self { bytes: Vec::new(), stays: true }
    }

    fn of_length(status: u16, kind: &str, more: &str, body: &str, length: usize) -> Self {
        let head = format!(
            "HTTP/1.1 {status} So\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\
             cache-control: no-store\r\nconnection: close\r\n{}\r\n",
            more.replace('\n', "\r\n")
        );
        Self { bytes: [head.as_bytes(), body.as_bytes()].concat(), stays: false }
    }
}

/// A request that the line answers.
#[derive(Debug)]
struct Known {
    method: &'static str,
    path_end: String,
    answer: Wire,
    /// Whether the server answers the next one again.
    is_once: bool,
    /// Whether the server gets the request, and its own answer is lost.
    is_passed_on: bool,
}

/// What is answered in the server's place.
#[derive(Debug, Default)]
struct Answers {
    /// By the method and the end of the path, the query left out.
    known: Vec<Known>,
    /// The requests that were answered so, by method and path, and when.
    given: Vec<(String, Instant)>,
}

impl Answers {
    /// The answer to a request that begins with these bytes, where the line gives it.
    fn to(&mut self, bytes: &[u8]) -> Option<(Wire, bool)> {
        let head = bytes.split(|byte| *byte == b'\r').next()?;
        let mut words = std::str::from_utf8(head).ok()?.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        if !words.next()?.starts_with("HTTP/") {
            return None;
        }
        let path = target.split('?').next()?;
        let fits = |known: &Known| known.method == method && path.ends_with(&known.path_end);
        let place = self.known.iter().position(fits)?;
        let answer = (self.known[place].answer.clone(), self.known[place].is_passed_on);
        if self.known[place].is_once {
            self.known.remove(place);
        }
        self.given.push((format!("{method} {path}"), Instant::now()));
        Some(answer)
    }
}

type Shared = Arc<Mutex<Answers>>;

fn lock(answers: &Shared) -> MutexGuard<'_, Answers> {
    answers.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How the line is, and how often it was cut: a connection knows by that whether it was torn, even by a cut
/// that lasted no time at all. And how often what stood was forgotten.
#[derive(Clone, Copy, Debug)]
struct State {
    now: Condition,
    cuts: u64,
    forgotten: u64,
}

/// A line at an address of its own, until dropped.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    state: watch::Sender<State>,
    answers: Shared,
    listening: JoinHandle<()>,
}

impl Line {
    /// A line to servers, which take its connections in turn.
    pub async fn to(servers: Vec<SocketAddr>) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (state, seen) = watch::channel(State { now: Condition::Whole, cuts: 0, forgotten: 0 });
        let answers = Shared::default();
        let listening = tokio::spawn(listen(listener, servers, seen, Arc::clone(&answers)));
        Ok(Self { address, state, answers, listening })
    }

    /// From now on a request with this method whose path ends so is answered by the line.
    pub fn answer(&self, method: &'static str, path_end: &str, with: Wire) {
        self.know(method, path_end, with, false, false);
    }

    /// From now on the server gets such a request, and readers get this instead of its answer.
    pub fn spoil(&self, method: &'static str, path_end: &str, with: Wire) {
        self.know(method, path_end, with, false, true);
    }

    /// The next such request is answered by the line, and no other.
    pub fn answer_once(&self, method: &'static str, path_end: &str, with: Wire) {
        self.know(method, path_end, with, true, false);
    }

    fn know(
        &self,
        method: &'static str,
        path_end: &str,
        answer: Wire,
        is_once: bool,
        is_passed_on: bool,
    ) {
        let path_end = path_end.to_owned();
        let mut answers = lock(&self.answers);
        answers.known.retain(|known| (known.method, &known.path_end) != (method, &path_end));
        answers.known.push(Known { method, path_end, answer, is_once, is_passed_on });
    }

    /// From now on the server answers everything itself.
    pub fn heal(&self) {
        lock(&self.answers).known.clear();
    }

    /// When the line answered requests with this method and end of the path.
    pub fn answered(&self, method: &str, path_end: &str) -> Vec<Instant> {
        let answers = lock(&self.answers);
        let fits = |asked: &str| asked.starts_with(method) && asked.ends_with(path_end);
        answers.given.iter().filter(|(asked, _)| fits(asked)).map(|(_, at)| *at).collect()
    }

    /// Where readers find it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on the line is so.
    pub fn become_so(&self, condition: Condition) {
        self.state.send_modify(|state| {
            state.now = condition;
            state.cuts += u64::from(condition == Condition::Cut);
        });
    }

    /// Tears every connection that stands, once; new ones are taken.
    pub fn tear(&self) {
        self.become_so(Condition::Cut);
        self.become_so(Condition::Whole);
    }

    /// Nothing comes over the streams that stand any more, and the reader's end is not told: as on a way that has
    /// forgotten them while a device slept. All else is torn: a browser closes what lies idle for so long.
    pub fn forget(&self) {
        self.state.send_modify(|state| state.forgotten += 1);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(
    listener: TcpListener,
    servers: Vec<SocketAddr>,
    state: watch::Receiver<State>,
    answers: Shared,
) {
    let mut in_turn = servers.into_iter().cycle();
    while let Ok((reader, _)) = listener.accept().await {
        let Some(server) = in_turn.next() else { return };
        let (state, answers) = (state.clone(), Arc::clone(&answers));
        tokio::spawn(async move {
            // A connection that breaks is what the line is for.
            let _ = carry(reader, server, state, answers).await;
        });
    }
}

async fn carry(
    reader: TcpStream,
    server: SocketAddr,
    mut state: watch::Receiver<State>,
    answers: Shared,
) -> std::io::Result<()> {
    let State { now, cuts, forgotten } = *state.borrow_and_update();
    if now == Condition::Cut {
        return Ok(());
    }
    let server = TcpStream::connect(server).await?;
    reader.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_reader, mut to_reader) = reader.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let is_held = state.clone();
    let is_stream = AtomicBool::new(false);
    // What the reader gets as soon as the server answers, and instead of that.
    let instead = Mutex::new(None);
    let instead = || instead.lock().unwrap_or_else(PoisonError::into_inner);
    let asked = |bytes: &[u8]| {
        let (answer, is_passed_on) = lock(&answers).to(bytes)?;
        if !is_passed_on {
            return Some(answer);
        }
        *instead() = Some(answer);
        None
    };
    let there = pump(&mut from_reader, &mut to_server, is_held.clone(), &is_stream, asked);
    let back = pump(&mut from_server, &mut to_reader, is_held, &is_stream, |_| instead().take());
    let is_torn = |state: &State| {
        state.cuts > cuts || (state.forgotten > forgotten && !is_stream.load(Ordering::Relaxed))
    };
    let mut seen = state.clone();
    let torn = async {
        let _ = seen.wait_for(is_torn).await;
    };
    let answer = tokio::select! {
        // Before what was held, which goes on with whatever ends the holding.
        biased;
        () = torn => None,
        answer = there => answer?,
        answer = back => answer.unwrap_or(None),
    };
    if let Some(Wire { bytes, stays }) = answer {
        to_reader.write_all(&bytes).await?;
        if !stays {
            to_reader.shutdown().await?;
        }
        // A connection that is closed with something unread is reset, and the answer is lost with it.
        let mut rest = vec![0; 16 * 1024];
        tokio::select! {
            _ = state.wait_for(is_torn) => {}
            () = async { while from_reader.read(&mut rest).await.is_ok_and(|count| count > 0) {} } => {}
        }
    }
    Ok(())
}

/// What the head of a stream has, and that of the request for one.
const STREAM: &[u8] = b"text/event-stream";

/// Carries bytes until the end, or until a request comes that the line answers itself.
async fn pump(
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    mut state: watch::Receiver<State>,
    is_stream: &AtomicBool,
    mut answer: impl FnMut(&[u8]) -> Option<Wire>,
) -> std::io::Result<Option<Wire>> {
    let mut bytes = vec![0; 16 * 1024];
    let begun = state.borrow().forgotten;
    loop {
        let count = from.read(&mut bytes).await?;
        if bytes[..count].windows(STREAM.len()).any(|part| part == STREAM) {
            is_stream.store(true, Ordering::Relaxed);
        }
        if state.borrow().forgotten > begun {
            return std::future::pending().await;
        }
        if count == 0 {
            return Ok(None);
        }
        let _ = state.wait_for(|state| state.now != Condition::Held).await;
        // A browser sends the next request once it has the answer to the last: each begins anew.
        if let Some(answer) = answer(&bytes[..count]) {
            return Ok(Some(answer));
        }
        to.write_all(&bytes[..count]).await?;
    }
}

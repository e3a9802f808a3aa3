//! Thousands who wait, dribble, read nothing and vanish: what each costs, and that nobody else notices.
//!
//! How many, and how much each may cost, is what the public matrix of faults says (f54).

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Resource, Signal, getrlimit, kill_process, setrlimit};
use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::{Program, built};

/// Nothing here takes so long unless it is broken: the server's own patience is 10 s with who sends, and 20 s
/// with who takes nothing.
const PATIENCE: Duration = Duration::from_secs(120);
/// Readers of a stream on which nothing happens.
const IDLE: usize = 10_000;
/// Open files that are left to the tests beside those of these readers.
const OTHERS: usize = 3_000;
/// Connections on which a request comes byte by byte.
const DRIBBLING: usize = 1_000;
/// Readers who take nothing more of their stream.
const LAZY: usize = 1_000;
/// The most memory that one of them may cost, in KB.
const EACH: usize = 50;
/// How many open their connections at the same time: fewer than wait in the system's queue for a listener.
const AT_ONCE: usize = 200;
/// The time between two bytes.
const DRIBBLE: Duration = Duration::from_millis(250);
/// Comments that are posted while most read nothing: more than the 256 events that a reader may be
/// behind, and what the system's buffers hold.
const COMMENTS: usize = 400;

/// A server that others reach through a proxy, so that each has an address of their own.
struct Besieged {
    program: Program,
    address: SocketAddr,
    /// The memory that it held before anybody came, in KB.
    before: usize,
    /// The most that it held since.
    most: usize,
    posted: usize,
}

impl Besieged {
    async fn start(folder: &Path) -> Self {
        files();
        let program = Program::start(folder, &["--dist", "dist", "--trust-proxy"]);
        let address = program.address.parse().unwrap();
        let mut server = Self { program, address, before: 0, most: 0, posted: 0 };
        // What every server holds once it has answered is no cost of those who come.
        let mut stream = server.stream(1).await;
        for _ in 0..10 {
            server.is_alive(&mut stream).await;
        }
        server.before = server.memory();
        server
    }

    /// The memory that the program holds, in KB; nothing where the system does not tell.
    fn memory(&self) -> usize {
        let path = format!("/proc/{}/status", self.program.child.id());
        let Ok(status) = fs::read_to_string(path) else { return 0 };
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    fn look(&mut self) {
        self.most = self.most.max(self.memory());
    }

    /// What each of so many has cost at the most.
    fn cost(&self, many: usize, who: &str) {
        if self.before == 0 {
            println!("skipped: this system does not tell what a program's memory is");
            return;
        }
        let grown = self.most.saturating_sub(self.before);
        println!("{many} {who}: {:.1} KB each", grown as f64 / many as f64);
        assert!(grown <= EACH * many, "{many} {who} cost {grown} KB");
    }

    /// A figure of the program's.
    async fn figure(&self, name: &str) -> usize {
        let mut line = TcpStream::connect(self.address).await.unwrap();
        let ask = b"GET /metrics HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
        line.write_all(ask).await.unwrap();
        let mut text = String::new();
        timeout(PATIENCE, line.read_to_string(&mut text)).await.unwrap().unwrap();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap().parse().unwrap()
    }

    /// Waits until a figure is as it must be.
    async fn until(&self, name: &str, is_right: impl Fn(usize) -> bool) {
        let began = Instant::now();
        loop {
            let figure = self.figure(name).await;
            if is_right(figure) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{name} stays {figure}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// A stream of the discussion, whose first event has come.
    async fn stream(&self, number: usize) -> Stream {
        let line = TcpStream::connect(self.address).await.unwrap();
        Stream::open(line, number).await
    }

    /// Streams of so many readers.
    async fn streams(&self, many: usize) -> Vec<Stream> {
        let (address, gate) = (self.address, Arc::new(Semaphore::new(AT_ONCE)));
        let mut opening = JoinSet::new();
        for number in 0..many {
            let gate = Arc::clone(&gate);
            opening.spawn(async move {
                let _turn = gate.acquire().await.unwrap();
                Stream::open(TcpStream::connect(address).await.unwrap(), number).await
            });
        }
        opening.join_all().await
    }

    /// Posts as a reader whom nobody knows as yet.
    async fn post(&mut self, text: &str) {
        self.posted += 1;
        let number = self.posted;
        let body =
            format!(r#"{{"text": "{text}", "author": {{"name": "Amina"}}, "took_ms": 5200}}"#);
        let mut line = TcpStream::connect(self.address).await.unwrap();
        let length = body.len();
        line.write_all(posting(number, length).as_bytes()).await.unwrap();
        line.write_all(body.as_bytes()).await.unwrap();
        let mut answer = [0; 13];
        timeout(PATIENCE, line.read_exact(&mut answer)).await.expect("no answer").unwrap();
        assert_eq!(&answer, b"HTTP/1.1 201 ");
    }

    /// That a comment is accepted, and comes to who reads.
    async fn is_alive(&mut self, stream: &mut Stream) {
        let text = format!("comment {}", self.posted);
        self.post(&text).await;
        stream.until(&format!("\"text\":\"{text}\"")).await;
        self.look();
    }

    /// Asks the program to end, and waits for that.
    async fn end(mut self) {
        let pid = Pid::from_raw(self.program.child.id().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
        let began = Instant::now();
        while self.program.child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < PATIENCE, "it does not end");
            sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(self.program.child.wait().unwrap().code(), Some(0));
    }
}

/// The address of one of many, behind the proxy. These are set aside for such tests by RFC 2544.
fn from(number: usize) -> String {
    format!("198.18.{}.{}", number / 250, number % 250 + 1)
}

/// The head of a post.
fn posting(number: usize, length: usize) -> String {
    format!(
        "POST /api/articles/talks/comments HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\
         x-forwarded-for: {}\r\nbroadsheet-reader: {number:032x}\r\n\
         idempotency-key: 00000000-0000-4000-8000-{number:012x}\r\ncontent-length: {length}\r\n\r\n",
        from(number)
    )
}

/// A stream of events.
struct Stream {
    line: TcpStream,
    read: Vec<u8>,
}

impl Stream {
    async fn open(mut line: TcpStream, number: usize) -> Self {
        let ask = format!(
            "GET /api/articles/talks/comments/stream HTTP/1.1\r\nhost: test\r\nx-forwarded-for: {}\r\n\r\n",
            from(number)
        );
        line.write_all(ask.as_bytes()).await.unwrap();
        let mut stream = Self { line, read: Vec::new() };
        stream.until("\"type\":\"hello\"").await;
        stream
    }

    /// Reads until something has come.
    async fn until(&mut self, what: &str) {
        let what = what.as_bytes();
        loop {
            let found = self.read.windows(what.len()).position(|window| window == what);
            if let Some(place) = found {
                self.read.drain(..place + what.len());
                return;
            }
            // The end of what was read may be the beginning of what is waited for.
            let kept = self.read.len().saturating_sub(what.len());
            self.read.drain(..kept);
            let read = timeout(PATIENCE, self.line.read_buf(&mut self.read)).await;
            let read = read.unwrap_or_else(|_| panic!("{what:?} does not come")).unwrap();
            assert!(read > 0, "the stream has ended");
        }
    }

    /// All that comes until the stream ends, in whatever way.
    async fn rest(mut self) -> String {
        let (line, rest) = (&mut self.line, &mut self.read);
        // The last chunk of a body is an empty one; the connection may stay open after it.
        let ending = async {
            while !rest.ends_with(b"\r\n0\r\n\r\n") && matches!(line.read_buf(rest).await, Ok(1..))
            {
            }
        };
        timeout(PATIENCE, ending).await.expect("no end comes");
        String::from_utf8_lossy(&self.read).into_owned()
    }
}

/// How many files the tests may have open: as many as the system lets them.
fn files() -> usize {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where that is not allowed there are fewer.
    let _ = setrlimit(Resource::Nofile, limit);
    getrlimit(Resource::Nofile).current.map_or(usize::MAX, |files| files as usize)
}

/// As many readers as the system has files for.
fn idle() -> usize {
    let files = files();
    let idle = IDLE.min(files.saturating_sub(OTHERS)) / 2 * 2;
    if idle < IDLE {
        println!("{idle} readers instead of {IDLE}: there may be {files} open files");
    }
    idle
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_who_wait_cost_little_whether_they_vanish_or_stay() {
    let folder = built();
    let mut server = Besieged::start(folder.path()).await;
    let idle = idle();
    if idle < 100 {
        println!("skipped: too few files may be open");
        return;
    }
    let mut readers = server.streams(idle).await;
    server.look();
    server.cost(idle, "who wait");
    // Half of them are gone at once, some without a word of farewell.
    for (place, reader) in readers.drain(..idle / 2).enumerate() {
        if place % 2 == 0 {
            SockRef::from(&reader.line).set_linger(Some(Duration::ZERO)).unwrap();
        }
    }
    server.until("broadsheet_streams", |streams| streams <= idle / 2).await;
    let mut one = readers.pop().unwrap();
    server.is_alive(&mut one).await;
    readers.push(one);
    server.end().await;
    for reader in readers {
        let rest = reader.rest().await;
        assert!(rest.contains("\"reason\":\"going away\""), "{rest}");
    }
}

/// Sends a request byte by byte, again and again; tells the first time that it was hung up on.
async fn dribble(address: SocketAddr, number: usize, hung_up: Arc<AtomicUsize>) {
    let begun = if number.is_multiple_of(2) {
        "GET /api/articles/talks/comments HTTP/1.1\r\nhost: test\r\nx-long: ".to_owned()
    } else {
        posting(number, 10_000)
    };
    for time in 0.. {
        // None once the server has ended.
        let Ok(mut line) = TcpStream::connect(address).await else { return };
        if line.write_all(begun.as_bytes()).await.is_err() {
            return;
        }
        let mut answer = Vec::new();
        loop {
            // A body may begin with as much space as it likes.
            let byte = if number.is_multiple_of(2) { b"x" } else { b" " };
            if line.write_all(byte).await.is_err() {
                break;
            }
            // Nothing comes as long as the server waits; an answer, and the end, once it doesn't.
            match timeout(DRIBBLE, line.read_buf(&mut answer)).await {
                Err(_) | Ok(Ok(1..)) => {}
                Ok(Ok(0) | Err(_)) => break,
            }
        }
        if time == 0 {
            hung_up.fetch_add(1, Ordering::SeqCst);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_who_dribble_are_hung_up_on_and_nobody_else_notices() {
    let folder = built();
    let mut server = Besieged::start(folder.path()).await;
    let mut stream = server.stream(1).await;
    let hung_up = Arc::new(AtomicUsize::new(0));
    let mut dribbling = JoinSet::new();
    for number in 1..=DRIBBLING {
        // Those who post have other names than those who do it in earnest.
        dribbling.spawn(dribble(server.address, 10_000 + number, Arc::clone(&hung_up)));
    }
    server.until("broadsheet_connections", |open| open >= DRIBBLING).await;
    let began = Instant::now();
    while hung_up.load(Ordering::SeqCst) < DRIBBLING {
        server.is_alive(&mut stream).await;
        let told = hung_up.load(Ordering::SeqCst);
        assert!(began.elapsed() < PATIENCE, "only {told} were hung up on");
        sleep(Duration::from_millis(100)).await;
    }
    server.cost(DRIBBLING, "who dribble");
    // They do it again, and are no reason to stay.
    server.until("broadsheet_connections", |open| open >= DRIBBLING).await;
    server.end().await;
}

/// A stream with as small buffers as the system allows.
async fn lazy(address: SocketAddr, number: usize) -> Stream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    // The system sizes a connection's buffer by its segments, and over loopback they have 64 KB.
    SockRef::from(&socket).set_tcp_mss(536).unwrap();
    Stream::open(socket.connect(address).await.unwrap(), number).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_who_read_no_more_are_dropped_and_nobody_else_notices() {
    let folder = built();
    let mut server = Besieged::start(folder.path()).await;
    let mut stream = server.stream(1).await;
    let mut readers = Vec::new();
    for number in 0..LAZY {
        readers.push(lazy(server.address, number).await);
    }
    let long = "long ".repeat(900);
    for number in 0..COMMENTS {
        server.post(&format!("{number} {long}")).await;
        stream.until(&format!("\"text\":\"{number} long")).await;
        server.look();
    }
    server.cost(LAZY, "who read no more");
    // Half of them read on, and learn that they have missed something, unless the server has waited long
    // enough for them; the others never do.
    for reader in readers.drain(..LAZY / 2) {
        let rest = reader.rest().await;
        assert!(rest.matches("event: comment.created").count() < COMMENTS);
        assert!(!rest.ends_with("0\r\n\r\n") || rest.contains("\"reason\":\"too slow\""), "{rest}");
    }
    server.until("broadsheet_streams", |streams| streams == 1).await;
    server.is_alive(&mut stream).await;
    server.end().await;
}

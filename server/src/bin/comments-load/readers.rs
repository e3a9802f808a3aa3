//! Ten thousand readers in one thread: sockets that an epoll watches, read into one buffer.
//!
//! Whatever this costs, the server does not have; so of each event nothing is looked at but the
//! line with its id. One reader's text is kept, to learn which id belongs to which comment.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use socket2::{Domain, Socket, Type};

use crate::options::Options;
use crate::posts::{MARK, Post};

/// How long the readers look away. It is part of what is measured.
const PAUSE: Duration = Duration::from_millis(3);

/// The readers, and what they have got.
pub struct Readers {
    watch: OwnedFd,
    lines: Vec<Line>,
    buffer: Vec<u8>,
    ready: Vec<epoll::Event>,
    /// When an event came to somebody, in microseconds since the round began, by its `seq`.
    receipts: HashMap<u64, Vec<u32>>,
    /// What the first reader has read in this round.
    text: Vec<u8>,
    clock: Instant,
    lost: usize,
}

struct Line {
    stream: TcpStream,
    scan: Scan,
    last: u64,
    open: bool,
}

impl Readers {
    /// Opens the streams, and waits until each has begun.
    pub fn open(options: &Options) -> Result<Self> {
        let watch = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let mut lines = Vec::with_capacity(options.streams);
        let request = format!(
            "GET /api/articles/{}/comments/stream HTTP/1.1\r\nhost: load\r\n\r\n",
            options.article
        );
        for number in 0..options.streams {
            let line = open(options, number, &request)
                .with_context(|| format!("stream {number} cannot be opened"))?;
            epoll::add(
                &watch,
                line.stream.as_fd(),
                epoll::EventData::new_u64(number as u64),
                epoll::EventFlags::IN | epoll::EventFlags::ET,
            )?;
            lines.push(line);
        }
        let mut readers = Self {
            watch,
            lines,
            buffer: vec![0; 8 * 1024 * 1024],
            ready: Vec::with_capacity(16 * 1024),
            receipts: HashMap::new(),
            text: Vec::new(),
            clock: Instant::now(),
            lost: 0,
        };
        let patience = Instant::now();
        while readers.lines.iter().any(|line| !line.scan.began && line.open) {
            readers.read(Duration::from_millis(100))?;
            anyhow::ensure!(patience.elapsed().as_secs() < 60, "not every stream has begun");
        }
        anyhow::ensure!(readers.lost == 0, "{} streams were refused", readers.lost);
        Ok(readers)
    }

    pub fn count(&self) -> usize {
        self.lines.len()
    }

    pub fn lost(&self) -> usize {
        self.lost
    }

    /// Reads for a while what is not of interest.
    pub fn settle(&mut self, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.read(Duration::from_millis(50))?;
        }
        Ok(())
    }

    /// Begins a round.
    pub fn begin(&mut self, clock: Instant) {
        self.clock = clock;
        self.receipts.clear();
        self.text.clear();
    }

    /// Reads what there is, and waits for it no longer than `time`.
    pub fn read(&mut self, time: Duration) -> Result<()> {
        self.ready.clear();
        // Whoever waits is woken by each packet, at the sender's cost: real readers are elsewhere.
        std::thread::sleep(PAUSE);
        let time = Timespec::try_from(time)?;
        match epoll::wait(&self.watch, spare_capacity(&mut self.ready), Some(&time)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(problem) => return Err(problem.into()),
        }
        for place in 0..self.ready.len() {
            self.read_line(self.ready[place].data.u64() as usize)?;
        }
        Ok(())
    }

    fn read_line(&mut self, number: usize) -> Result<()> {
        // One reading takes all that there is: the buffer is larger than the system's.
        let line = &mut self.lines[number];
        let read = match line.stream.read(&mut self.buffer) {
            Ok(0) => 0,
            Ok(read) => read,
            Err(problem) if problem.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(_) => 0,
        };
        if read == 0 {
            epoll::delete(&self.watch, line.stream.as_fd())?;
            line.open = false;
            self.lost += 1;
            return Ok(());
        }
        let bytes = &self.buffer[..read];
        if number == 0 {
            self.text.extend_from_slice(bytes);
        }
        let now = u32::try_from(self.clock.elapsed().as_micros()).unwrap_or(u32::MAX);
        let (receipts, last) = (&mut self.receipts, &mut line.last);
        let mut gap = false;
        line.scan.read(bytes, |seq| {
            gap |= *last != 0 && seq != *last + 1;
            *last = seq;
            receipts.entry(seq).or_default().push(now);
        });
        if gap {
            self.lost += 1;
        }
        Ok(())
    }

    /// Whether every reader has what the first has, and nothing more is on its way.
    pub fn have_all(&self) -> bool {
        let last = self.lines[0].last;
        self.lines.iter().all(|line| !line.open || line.last == last)
    }

    /// How long each comment took to each reader, in microseconds, and how many did not come.
    pub fn latencies(&self, sent: &[Post]) -> (Vec<u32>, usize) {
        let numbers = numbers(&self.text);
        let mut late = Vec::with_capacity(sent.len() * self.lines.len());
        let mut missing = 0;
        for post in sent.iter().filter(|post| post.status == 201) {
            let receipts = numbers.get(&post.number).and_then(|seq| self.receipts.get(seq));
            let receipts = receipts.map(Vec::as_slice).unwrap_or_default();
            late.extend(receipts.iter().map(|at| at.saturating_sub(post.sent)));
            missing += self.lines.len() - receipts.len().min(self.lines.len());
        }
        (late, missing)
    }
}

fn open(options: &Options, number: usize, request: &str) -> Result<Line> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    if options.server.ip().is_loopback() {
        // One address has some 28,000 ports to call from.
        let source = Ipv4Addr::new(127, 0, 0, 1 + (number % usize::from(options.sources)) as u8);
        socket.bind(&SocketAddr::from((source, 0)).into())?;
    }
    socket.connect(&options.server.into())?;
    let mut stream = TcpStream::from(socket);
    stream.write_all(request.as_bytes())?;
    stream.set_nonblocking(true)?;
    Ok(Line { stream, scan: Scan::default(), last: 0, open: true })
}

/// Which `seq` each comment has, as one reader's stream says.
fn numbers(text: &[u8]) -> HashMap<u64, u64> {
    let text = String::from_utf8_lossy(text);
    let mut numbers = HashMap::new();
    let mut seq = None;
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("id: ") {
            seq = id.split_once(':').and_then(|(_, seq)| seq.parse().ok());
        } else if let (Some(data), Some(seq)) = (line.strip_prefix("data: "), seq) {
            let rest = data.split_once(MARK).map(|(_, rest)| rest).unwrap_or_default();
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if let Ok(number) = digits.parse() {
                numbers.insert(number, seq);
            }
        }
    }
    numbers
}

/// Finds the lines `id: epoch:seq`, wherever the pieces of a stream are cut.
#[derive(Default)]
struct Scan {
    /// Whether anything but the head has come.
    began: bool,
    state: State,
    seq: u64,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Elsewhere,
    /// This many letters of `id: ` were read at the beginning of a line.
    Begins(usize),
    Epoch,
    Seq,
}

impl Scan {
    fn read(&mut self, mut bytes: &[u8], mut found: impl FnMut(u64)) {
        const FIELD: &[u8] = b"id: ";
        // The first event is there once a line of it is.
        self.began = self.began || bytes.windows(6).any(|window| window == b"event:");
        while let Some((byte, rest)) = bytes.split_first() {
            bytes = rest;
            self.state = match (self.state, byte) {
                (State::Seq, b'\n') => {
                    found(self.seq);
                    State::Begins(0)
                }
                (_, b'\n') => State::Begins(0),
                (State::Begins(read), byte) if FIELD[read] == *byte => match read + 1 {
                    4 => State::Epoch,
                    read => State::Begins(read),
                },
                (State::Epoch, b':') => {
                    self.seq = 0;
                    State::Seq
                }
                (State::Epoch, _) => State::Epoch,
                (State::Seq, digit) => {
                    self.seq = self.seq * 10 + u64::from(digit.wrapping_sub(b'0') % 10);
                    State::Seq
                }
                _ => {
                    // Most of what comes: on to the next line.
                    let next = bytes.iter().position(|byte| *byte == b'\n');
                    bytes = next.map_or(&[], |next| &bytes[next..]);
                    State::Elsewhere
                }
            };
        }
    }
}

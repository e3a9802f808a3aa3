//! The comments that are posted, each with a number in its text.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::options::Options;

/// Writers at the same time: none waits for another's answer.
const WRITERS: u32 = 16;
/// What stands before the number.
pub const MARK: &str = "load-";

/// Every comment of this process has another number.
static NUMBER: AtomicU64 = AtomicU64::new(1);

/// A comment that was posted. Times are microseconds since the round began.
#[derive(Clone, Copy, Debug)]
pub struct Post {
    pub number: u64,
    pub sent: u32,
    pub answered: u32,
    pub status: u16,
}

/// Posts `rate` a second, evenly, and answers all that were sent.
pub fn send(options: &Options, rate: u32, clock: Instant) -> Result<Vec<Post>> {
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let options = options.clone();
            thread::spawn(move || write(&options, rate, writer, clock))
        })
        .collect();
    let mut posts = Vec::new();
    for writer in writers {
        posts.extend(writer.join().map_err(|_| anyhow::anyhow!("a writer failed"))??);
    }
    Ok(posts)
}

/// What one of the writers posts: every sixteenth comment, at its time.
fn write(options: &Options, rate: u32, writer: u32, clock: Instant) -> Result<Vec<Post>> {
    let mut posts = Vec::new();
    let mut line = BufReader::new(TcpStream::connect(options.server)?);
    line.get_ref().set_nodelay(true)?;
    let mut used = Instant::now();
    for place in (writer..rate * options.seconds).step_by(WRITERS as usize) {
        let due = clock + Duration::from_secs(1) * place / rate;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        // The server hangs up on who is silent for long.
        if used.elapsed() > Duration::from_secs(5) {
            line = BufReader::new(TcpStream::connect(options.server)?);
            line.get_ref().set_nodelay(true)?;
        }
        posts.push(post(options, &mut line, clock)?);
        used = Instant::now();
    }
    Ok(posts)
}

fn post(options: &Options, line: &mut BufReader<TcpStream>, clock: Instant) -> Result<Post> {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let now = || u32::try_from(clock.elapsed().as_micros()).unwrap_or(u32::MAX);
    // A comment of the usual length.
    let words = "and that is what I have to say about it, as somebody who was there. ".repeat(4);
    let body = format!(
        r#"{{"text":"{MARK}{number} {words}","author":{{"name":"Load"}},"website":"","took_ms":9000}}"#
    );
    let run = std::process::id();
    let request = format!(
        "POST /api/articles/{}/comments HTTP/1.1\r\nhost: load\r\ncontent-type: application/json\r\n\
         broadsheet-reader: {run:016x}{number:016x}\r\n\
         idempotency-key: {run:08x}-0000-4000-8000-{number:012x}\r\n\
         content-length: {}\r\n\r\n{body}",
        options.article,
        body.len()
    );
    let sent = now();
    line.get_mut().write_all(request.as_bytes())?;
    let status = answer(line)?;
    Ok(Post { number, sent, answered: now(), status })
}

/// Reads an answer to its end, and says its status.
fn answer(line: &mut BufReader<TcpStream>) -> Result<u16> {
    let mut text = String::new();
    line.read_line(&mut text)?;
    let status = text.split(' ').nth(1).context("no answer")?.parse()?;
    let mut length = 0;
    loop {
        text.clear();
        line.read_line(&mut text)?;
        let field = text.trim_end();
        if field.is_empty() {
            break;
        }
        if let Some(value) = field.strip_prefix("content-length: ") {
            length = value.parse()?;
        }
    }
    let mut body = vec![0; length];
    line.read_exact(&mut body)?;
    Ok(status)
}

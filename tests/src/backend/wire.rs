//! HTTP/1.1 by hand: one request a connection, and every way to answer it badly.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::answer::{Answer, Content, Cors, Delivery};
use super::{BASE, Desk};

/// How much of a long body is made and sent at a time.
const PIECE: usize = 64 * 1024;

/// Answers every connection until the task is ended.
pub(super) async fn listen(listener: TcpListener, desk: Arc<Desk>) {
    while let Ok((stream, _)) = listener.accept().await {
        let desk = Arc::clone(&desk);
        tokio::spawn(async move {
            // A client that goes away is part of the journeys.
            let _ = serve(stream, &desk).await;
        });
    }
}

async fn serve(mut stream: TcpStream, desk: &Desk) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let Some((method, target)) = request(&mut stream).await? else { return Ok(()) };
    if method == "OPTIONS" {
        let allowed = "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n\
            Access-Control-Allow-Headers: *\r\nConnection: close\r\n\r\n";
        return stream.write_all(allowed.as_bytes()).await;
    }
    let path = target.split('?').next().unwrap_or_default();
    let path = path.strip_prefix(BASE).unwrap_or(path);
    let place = desk.note(path);
    let answer = desk.answer(path);
    // The client says nothing more, so whatever its side yields means that it has gone.
    let (mut reading, mut writing) = stream.split();
    let is_whole = tokio::select! {
        biased;
        sent = send(&mut writing, &desk.root, path, &answer) => sent.is_ok(),
        _ = reading.read_u8() => false,
    };
    desk.end(place, is_whole);
    if is_whole && matches!(answer.delivery, Delivery::Reset) {
        stream.set_zero_linger()?;
    }
    Ok(())
}

/// The method and the target of the request; `None` where the client only tried the connection.
async fn request(stream: &mut TcpStream) -> io::Result<Option<(String, String)>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return Ok(None),
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.split(' ');
    Ok(words
        .next()
        .zip(words.next())
        .map(|(method, target)| (method.to_owned(), target.to_owned())))
}

type Sink<'a> = tokio::net::tcp::WriteHalf<'a>;

async fn send(out: &mut Sink<'_>, root: &Path, path: &str, answer: &Answer) -> io::Result<()> {
    tokio::time::sleep(answer.after).await;
    if let Some(gate) = &answer.gate {
        gate.opened().await;
    }
    if matches!(answer.delivery, Delivery::Silent) {
        std::future::pending::<()>().await;
    }
    let (status, kind, body) = content(root, path, answer);
    let kind = answer.content_type.as_deref().unwrap_or(kind);
    let mut head = head(status, kind, answer);
    if let (Content::Huge(bytes), Delivery::Whole) = (&answer.content, answer.delivery) {
        let _ = write!(head, "Content-Length: {bytes}\r\n\r\n");
        out.write_all(head.as_bytes()).await?;
        return send_huge(out, *bytes).await;
    }
    let body = match answer.delivery {
        Delivery::GzipCut => {
            head.push_str("Content-Encoding: gzip\r\n");
            gzip(&body)?
        }
        _ => body,
    };
    let half = &body[..body.len() / 2];
    let (length, part) = match answer.delivery {
        Delivery::Truncated | Delivery::Reset => (body.len(), half),
        Delivery::GzipCut => (half.len(), half),
        Delivery::ClaimsLonger(bytes) => (body.len() + bytes, &body[..]),
        _ => (body.len(), &body[..]),
    };
    if matches!(answer.delivery, Delivery::ChunkedCut) {
        let _ = write!(head, "Transfer-Encoding: chunked\r\n\r\n{:x}\r\n", half.len());
        out.write_all(head.as_bytes()).await?;
        return out.write_all(&[half, b"\r\n"].concat()).await;
    }
    if !matches!(status, 204 | 304) {
        let _ = write!(head, "Content-Length: {length}\r\n");
    }
    head.push_str("\r\n");
    out.write_all(head.as_bytes()).await?;
    match answer.delivery {
        Delivery::SilentAfterHeaders => std::future::pending().await,
        Delivery::Drip(bytes_per_second) => drip(out, part, bytes_per_second).await,
        _ => out.write_all(part).await,
    }
}

/// The status, the content type and the body.
fn content(root: &Path, path: &str, answer: &Answer) -> (u16, &'static str, Vec<u8>) {
    match &answer.content {
        Content::Bytes(bytes) => (answer.status, "application/json", bytes.clone()),
        Content::Huge(_) => (answer.status, "application/json", Vec::new()),
        Content::File => match std::fs::read(root.join("edition").join(path)) {
            Ok(bytes) => (answer.status, kind_of(path), bytes),
            Err(_) => (404, "text/plain", b"There is no such document.\n".to_vec()),
        },
    }
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("json") => "application/json",
        Some("avif") => "image/avif",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("webp") => "image/webp",
        _ => "application/octet-stream",
    }
}

fn head(status: u16, kind: &str, answer: &Answer) -> String {
    let mut head = format!("HTTP/1.1 {status} As scripted\r\nConnection: close\r\n");
    head.push_str("Cache-Control: no-store\r\n");
    if !kind.is_empty() {
        let _ = write!(head, "Content-Type: {kind}\r\n");
    }
    match answer.cors {
        Cors::Nothing => {}
        Cors::Everybody => {
            head.push_str("Access-Control-Allow-Origin: *\r\n");
            // Else a page of another origin may not read these two.
            head.push_str("Access-Control-Expose-Headers: Retry-After, Date\r\n");
        }
        Cors::Says(words) => {
            let _ = write!(head, "Access-Control-Allow-Origin: {words}\r\n");
        }
    }
    for (name, value) in &answer.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head
}

async fn drip(out: &mut Sink<'_>, body: &[u8], bytes_per_second: u32) -> io::Result<()> {
    // Ten drops a second at most, so that a fast drip isn't slowed by the timer.
    let drop = (bytes_per_second / 10).max(1);
    let pause = Duration::from_secs(1) * drop / bytes_per_second;
    for piece in body.chunks(drop as usize) {
        tokio::time::sleep(pause).await;
        out.write_all(piece).await?;
    }
    Ok(())
}

/// `["aaa…aaa"]`, made while it is sent.
async fn send_huge(out: &mut Sink<'_>, bytes: usize) -> io::Result<()> {
    let piece = vec![b'a'; PIECE];
    let mut left = bytes.saturating_sub(4);
    out.write_all(b"[\"").await?;
    while left > 0 {
        let now = left.min(PIECE);
        out.write_all(&piece[..now]).await?;
        left -= now;
    }
    out.write_all(b"\"]").await
}

/// A body, compressed as far as it goes.
pub(super) fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(body)?;
    packed.finish()
}

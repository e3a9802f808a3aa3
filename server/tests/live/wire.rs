//! HTTP/1.1 by hand: what is sent is what a test says, wrong bytes included.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Nothing here takes so long unless it is broken.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The head of an answer, and what came after it.
#[derive(Debug, Default)]
pub struct Head {
    pub status: u16,
    pub fields: Vec<(String, String)>,
}

impl Head {
    pub fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    fn read(text: &str) -> Self {
        let mut lines = text.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let fields = lines.filter_map(|line| line.split_once(": "));
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { status, fields }
    }
}

/// A connection with what was read of it and not yet used.
pub struct Line {
    pub stream: TcpStream,
    pub read: Vec<u8>,
}

impl Line {
    pub async fn open(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.unwrap(), read: Vec::new() }
    }

    pub async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Reads more; false at the end.
    pub async fn more(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        let read = timeout(PATIENCE, self.stream.read(&mut buffer)).await;
        let read = read.expect("nothing came").unwrap_or(0);
        self.read.extend_from_slice(&buffer[..read]);
        read > 0
    }

    async fn until(&mut self, end: &[u8]) -> Option<Vec<u8>> {
        loop {
            let found = self.read.windows(end.len()).position(|window| window == end);
            if let Some(place) = found {
                let taken = self.read.drain(..place + end.len()).collect::<Vec<u8>>();
                return Some(taken[..place].to_vec());
            }
            if !self.more().await {
                return None;
            }
        }
    }

    pub async fn head(&mut self) -> Head {
        let head = self.until(b"\r\n\r\n").await.expect("no answer");
        Head::read(&String::from_utf8(head).unwrap())
    }

    /// The next chunk of a chunked body; none at its end.
    pub async fn chunk(&mut self) -> Option<Vec<u8>> {
        let size = self.until(b"\r\n").await?;
        let size = usize::from_str_radix(std::str::from_utf8(&size).unwrap(), 16).unwrap();
        while self.read.len() < size + 2 {
            if !self.more().await {
                return None;
            }
        }
        let chunk = self.read.drain(..size + 2).take(size).collect();
        (size > 0).then_some(chunk)
    }

    /// The whole body of an answer with a head.
    pub async fn body(&mut self, head: &Head) -> Vec<u8> {
        let mut body = Vec::new();
        if head.field("transfer-encoding") == "chunked" {
            while let Some(mut chunk) = self.chunk().await {
                body.append(&mut chunk);
            }
            return body;
        }
        let length = head.field("content-length").parse().unwrap_or(0);
        while self.read.len() < length && self.more().await {}
        self.read.drain(..length.min(self.read.len())).collect()
    }
}

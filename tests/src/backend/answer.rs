//! What a backend answers: content, and how it is delivered.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Semaphore;

use super::wire::gzip;

/// What an answer holds.
#[derive(Clone, Debug, Default)]
pub(super) enum Content {
    /// The built-in edition's file at the path that was asked for.
    #[default]
    File,
    /// These bytes.
    Bytes(Vec<u8>),
    /// A JSON text that is nothing but long, made while it is sent.
    Huge(usize),
}

/// How an answer is delivered.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Delivery {
    /// Whole, and as long as it says.
    #[default]
    Whole,
    /// So many bytes a second.
    Drip(u32),
    /// The headers, and then nothing for ever.
    SilentAfterHeaders,
    /// Not even headers.
    Silent,
    /// Half of it, then the end of the stream.
    Truncated,
    /// Half of it, then a reset.
    Reset,
    /// It says that it is longer than it is by so much.
    ClaimsLonger(usize),
    /// In chunks of which the last never comes.
    ChunkedCut,
    /// Compressed, and only half of that is sent, as if it were all.
    GzipCut,
}

/// What an answer says of who may read it.
#[derive(Clone, Debug, Default)]
pub enum Cors {
    /// Everybody.
    #[default]
    Everybody,
    /// Nothing at all.
    Nothing,
    /// These words.
    Says(&'static str),
}

/// Holds answers back until it is opened.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    /// A gate that is shut.
    pub fn shut() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Opens it for good.
    pub fn open(&self) {
        self.0.close();
    }

    pub(super) async fn opened(&self) {
        // Nobody is ever let through but by its being closed.
        let _ = self.0.acquire().await;
    }
}

/// An answer of the backend: content, and how it is delivered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(super) after: Duration,
    pub(super) gate: Option<Gate>,
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) cors: Cors,
    pub(super) content: Content,
    pub(super) delivery: Delivery,
}

impl Default for Answer {
    fn default() -> Self {
        Self {
            after: Duration::ZERO,
            gate: None,
            status: 200,
            content_type: None,
            headers: Vec::new(),
            cors: Cors::Everybody,
            content: Content::File,
            delivery: Delivery::Whole,
        }
    }
}

impl Answer {
    /// The built-in edition's file at the path that is asked for.
    pub fn file() -> Self {
        Self::default()
    }

    /// A JSON document.
    pub fn json(document: &Value) -> Self {
        Self::text("application/json", document.to_string())
    }

    /// Any bytes under any content type; none where it is empty.
    pub fn text(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            content_type: Some(content_type.to_owned()),
            content: Content::Bytes(body.into()),
            ..Self::default()
        }
    }

    /// A status with a short body, as servers send it.
    pub fn status(status: u16) -> Self {
        let body = if matches!(status, 204 | 304) { "" } else { "Something is wrong here.\n" };
        Self { status, ..Self::text("text/plain", body) }
    }

    /// A redirect to an address, relative to what is asked for.
    pub fn redirect(to: &str) -> Self {
        Self::status(302).header("Location", to)
    }

    /// A redirect to where it comes from.
    pub fn redirect_loop() -> Self {
        Self::redirect("?again")
    }

    /// A JSON text of so many bytes.
    pub fn huge(bytes: usize) -> Self {
        Self {
            content_type: Some("application/json".to_owned()),
            content: Content::Huge(bytes),
            ..Self::default()
        }
    }

    /// A JSON text of so many bytes, which travels as a thousandth of that. It is compressed here and now:
    /// a loaded machine takes longer for it than a reader has patience.
    ///
    /// # Errors
    ///
    /// Where it can't be compressed.
    pub fn gzip_bomb(bytes: usize) -> std::io::Result<Self> {
        let mut text = vec![b'a'; bytes];
        text[..2].copy_from_slice(b"[\"");
        text[bytes - 2..].copy_from_slice(b"\"]");
        let packed = gzip(&text)?;
        Ok(Self::text("application/json", packed).header("Content-Encoding", "gzip"))
    }

    /// One more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Another content than the one that it would have.
    #[must_use]
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { content: Content::Bytes(body.into()), ..self }
    }

    /// Another content type than the content's own; none where it is empty.
    #[must_use]
    pub fn content_type(self, content_type: &str) -> Self {
        Self { content_type: Some(content_type.to_owned()), ..self }
    }

    /// What is said of who may read it.
    #[must_use]
    pub fn cors(self, cors: Cors) -> Self {
        Self { cors, ..self }
    }

    /// Only after a while.
    #[must_use]
    pub fn late(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    /// Only when a gate has been opened.
    #[must_use]
    pub fn behind(self, gate: &Gate) -> Self {
        Self { gate: Some(gate.clone()), ..self }
    }

    /// So many bytes a second.
    #[must_use]
    pub fn drip(self, bytes_per_second: u32) -> Self {
        self.delivered(Delivery::Drip(bytes_per_second.max(1)))
    }

    /// The headers, and then nothing for ever.
    #[must_use]
    pub fn silent_after_headers(self) -> Self {
        self.delivered(Delivery::SilentAfterHeaders)
    }

    /// Nothing for ever.
    #[must_use]
    pub fn silent(self) -> Self {
        self.delivered(Delivery::Silent)
    }

    /// Half of it, then the end of the stream.
    #[must_use]
    pub fn truncated(self) -> Self {
        self.delivered(Delivery::Truncated)
    }

    /// Half of it, then a reset.
    #[must_use]
    pub fn reset(self) -> Self {
        self.delivered(Delivery::Reset)
    }

    /// It says that it is longer than it is by so many bytes.
    #[must_use]
    pub fn claiming_longer(self, bytes: usize) -> Self {
        self.delivered(Delivery::ClaimsLonger(bytes))
    }

    /// In chunks of which the last never comes.
    #[must_use]
    pub fn chunked_cut(self) -> Self {
        self.delivered(Delivery::ChunkedCut)
    }

    /// Compressed, and half of that is sent as if it were all.
    #[must_use]
    pub fn gzip_cut(self) -> Self {
        self.delivered(Delivery::GzipCut)
    }

    fn delivered(self, delivery: Delivery) -> Self {
        Self { delivery, ..self }
    }
}

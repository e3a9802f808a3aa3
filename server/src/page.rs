//! The one page of the site, `index.html`, and the configuration in it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use broadsheet::config::Config;

use crate::headers::Policy;
use crate::rendered::Frame;
use crate::rendered::LastLook;
use crate::rendered::export::APP;

/// The page as it was last read, and what pages are rendered with.
#[derive(Debug)]
pub struct Page {
    variants: Variants,
    policy: HeaderValue,
    /// What pages are rendered in, and by which configuration; or what is wrong with those, such as the
    /// configuration's key. The page as it was built says so to its readers.
    pub(crate) rendering: anyhow::Result<(Frame, Config)>,
    rendered_policy: HeaderValue,
    /// The last look at all pages that there are in it: a deploy begins anew.
    pub(crate) last_look: LastLook,
    /// Whether the folder is an export, whose pages are files of their own.
    pub(crate) is_exported: bool,
    /// Tells one content of the file from another.
    pub(crate) id: u64,
    read_from: Stamp,
    /// The files that stand within rendered pages, as they were read.
    inlined: Vec<(String, Option<Stamp>)>,
    read_at: Instant,
    /// Whether they have stood as they are for so long that no copying is under way.
    is_settled: AtomicBool,
}

/// For how long after the page was read a deployer may still be copying what it names: the page may be there
/// before them, or half of one.
const COPYING: Duration = Duration::from_secs(60);

/// What tells one state of a file from another: that a deploy gives all files the same time, and names with
/// hashes of one length, is usual. Where the system numbers its files, another file is another number.
type Stamp = (Option<SystemTime>, u64, (u64, u64, i64));

impl Page {
    /// Reads the page from the folder of a built site.
    pub fn read(root: &Path) -> io::Result<Self> {
        let read_from = stamp(root)?;
        let plain = fs::read(file(root))?;
        let html = String::from_utf8_lossy(&plain).into_owned();
        let block = config_block(&html).unwrap_or_default();
        let config = serde_json::from_str(block).unwrap_or(Value::Null);
        let policy = Policy::from_config(&config);
        // Before they are read: what is written meanwhile shows.
        let inlined = Frame::inlined(&html).into_iter();
        let inlined = inlined.map(|address| (address.clone(), stamp_of(root, &address))).collect();
        let rendering = rendering(root, &html, block);
        let (scripts, styles) = match &rendering {
            Ok((frame, _)) => (frame.scripts.clone(), frame.styles.clone()),
            Err(_) => Default::default(),
        };
        let frame_text = [scripts.concat(), styles.concat()].concat();
        Ok(Self {
            policy: header_value(policy.to_string())?,
            is_exported: root.join(APP).is_file(),
            id: hash(&[plain.as_slice(), frame_text.as_bytes()].concat()),
            rendered_policy: header_value(policy.with_inline(scripts, styles).to_string())?,
            rendering,
            last_look: LastLook::default(),
            variants: Variants::new(plain.into(), "text/html; charset=utf-8"),
            read_from,
            inlined,
            read_at: Instant::now(),
            is_settled: AtomicBool::new(false),
        })
    }

    /// Whether the files are still those that were read.
    pub fn is_current(&self, root: &Path) -> bool {
        if stamp(root).is_ok_and(|now| now != self.read_from) {
            return false;
        }
        if self.is_settled.load(Ordering::Relaxed) {
            return true;
        }
        let is_same = self.inlined.iter().all(|(file, stamp)| stamp_of(root, file) == *stamp);
        let is_settled = is_same && self.rendering.is_ok() && self.read_at.elapsed() > COPYING;
        self.is_settled.store(is_settled, Ordering::Relaxed);
        is_same
    }

    /// The Content-Security-Policy that follows from the page's configuration.
    pub fn policy(&self) -> &HeaderValue {
        &self.policy
    }

    /// The policy of rendered pages, which have a script and styles within themselves.
    pub fn rendered_policy(&self) -> &HeaderValue {
        &self.rendered_policy
    }

    /// Answers a request for the page as it was built.
    pub fn respond(&self, method: &Method, asked: &HeaderMap) -> Response {
        self.variants.respond(StatusCode::OK, method, asked)
    }
}

/// What pages are rendered in, and by which configuration.
fn rendering(root: &Path, html: &str, block: &str) -> anyhow::Result<(Frame, Config)> {
    let config = Config::parse(block)
        .map_err(|problem| anyhow::anyhow!("the configuration is wrong: {problem}"))?;
    let frame = Frame::read(root, html).context("a file that the page names can't be read")?;
    Ok((frame, config))
}

/// A text as it is sent, compressed once for all who ask for it, when the first does.
///
/// It is not compressed by the build: a deployer edits `index.html` by hand, and a compressed copy beside
/// it would go on telling the old configuration.
#[derive(Debug)]
pub struct Variants {
    plain: Bytes,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
    media_type: &'static str,
    tag: HeaderValue,
}

impl Variants {
    /// Of one text and its `Content-Type`.
    pub fn new(plain: Bytes, media_type: &'static str) -> Self {
        let tag = format!("W/\"{:016x}\"", hash(&plain));
        // Digits between quotes are a fit value.
        let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("W/\"\""));
        Self { plain, brotli: OnceLock::new(), gzip: OnceLock::new(), media_type, tag }
    }

    /// How long it is without compression, in bytes.
    pub fn size(&self) -> usize {
        self.plain.len()
    }

    /// Its text, if it is one.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.plain).ok()
    }

    /// Answers a request.
    pub fn respond(&self, status: StatusCode, method: &Method, asked: &HeaderMap) -> Response {
        let mut fields = HeaderMap::new();
        fields.insert(header::ETAG, self.tag.clone());
        if status.is_success() && known(asked, &self.tag) {
            return (StatusCode::NOT_MODIFIED, fields).into_response();
        }
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        let (body, encoding) = self.encoded(asked);
        if let Some(encoding) = encoding {
            let encoding = HeaderValue::from_static(encoding);
            fields.insert(header::CONTENT_ENCODING, encoding);
        }
        fields.insert(header::CONTENT_LENGTH, body.len().into());
        let body = match *method {
            Method::HEAD => Body::empty(),
            _ => Body::from(body),
        };
        (status, fields, body).into_response()
    }

    fn encoded(&self, asked: &HeaderMap) -> (Bytes, Option<&'static str>) {
        for (packing, made) in [(Packing::Brotli, &self.brotli), (Packing::Gzip, &self.gzip)] {
            if accepts(asked, packing.name())
                && let Some(packed) = made.get_or_init(|| packing.compress(&self.plain).ok())
            {
                return (packed.clone(), Some(packing.name()));
            }
        }
        (self.plain.clone(), None)
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// The text of `<script type="application/json" id="broadsheet-config">`.
pub fn config_block(html: &str) -> Option<&str> {
    let content = html.split("<script").skip(1).find_map(|script| {
        let (tag, content) = script.split_once('>')?;
        tag.contains("broadsheet-config").then_some(content)
    })?;
    let (block, _) = content.split_once("</script>")?;
    Some(block)
}

/// The page as it was built; an export has kept it beside the rendered front page.
fn file(root: &Path) -> PathBuf {
    let kept = root.join(APP);
    if kept.is_file() { kept } else { root.join("index.html") }
}

fn stamp(root: &Path) -> io::Result<Stamp> {
    fs::metadata(file(root)).map(|file| of_file(&file))
}

/// That of a file that the page names; none where there is none.
fn stamp_of(root: &Path, address: &str) -> Option<Stamp> {
    let file = fs::metadata(root.join(address.trim_start_matches('/')));
    file.ok().map(|file| of_file(&file))
}

fn of_file(file: &fs::Metadata) -> Stamp {
    #[cfg(unix)]
    let number = {
        use std::os::unix::fs::MetadataExt;
        (file.dev(), file.ino(), file.ctime())
    };
    #[cfg(not(unix))]
    let number = (0, 0, 0);
    (file.modified().ok(), file.len(), number)
}

fn header_value(text: String) -> io::Result<HeaderValue> {
    HeaderValue::from_str(&text).map_err(io::Error::other)
}

/// How a text is compressed.
#[derive(Clone, Copy, Debug)]
pub enum Packing {
    /// Brotli (RFC 7932).
    Brotli,
    /// gzip (RFC 1952).
    Gzip,
}

impl Packing {
    /// The one to answer a request with, if it understands any.
    pub(crate) fn asked_for(asked: &HeaderMap) -> Option<Self> {
        [Self::Brotli, Self::Gzip].into_iter().find(|packing| accepts(asked, packing.name()))
    }

    /// The `Content-Encoding`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// Compresses a text while somebody waits for it.
    pub(crate) fn compress(self, plain: &[u8]) -> io::Result<Bytes> {
        match self {
            Self::Brotli => brotli_of(plain, 5),
            Self::Gzip => gzip_of(plain, flate2::Compression::default()),
        }
    }
}

/// Compresses a text as far as can be, once, to be kept.
///
/// # Errors
/// None that a text in memory could cause.
pub fn compress_with(packing: Packing, plain: &[u8]) -> io::Result<Bytes> {
    match packing {
        Packing::Brotli => brotli_of(plain, 11),
        Packing::Gzip => gzip_of(plain, flate2::Compression::best()),
    }
}

fn brotli_of(plain: &[u8], quality: i32) -> io::Result<Bytes> {
    let mut packed = Vec::new();
    let params =
        brotli::enc::BrotliEncoderParams { quality, size_hint: plain.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &*plain, &mut packed, &params)?;
    Ok(packed.into())
}

fn gzip_of(plain: &[u8], level: flate2::Compression) -> io::Result<Bytes> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), level);
    packed.write_all(plain)?;
    Ok(packed.finish()?.into())
}

/// A text that is sent in parts, each as soon as it is known.
#[derive(Debug)]
pub enum Parts {
    /// Compressed.
    Gzip(Box<flate2::write::GzEncoder<Vec<u8>>>),
    /// As it is.
    Plain,
}

impl Parts {
    /// As a request asks for it.
    pub fn new(asked: &HeaderMap) -> Self {
        if !accepts(asked, "gzip") {
            return Self::Plain;
        }
        let level = flate2::Compression::default();
        Self::Gzip(Box::new(flate2::write::GzEncoder::new(Vec::new(), level)))
    }

    /// The `Content-Encoding`.
    pub fn encoding(&self) -> Option<&'static str> {
        matches!(self, Self::Gzip(_)).then_some("gzip")
    }

    /// The bytes of a part.
    ///
    /// # Errors
    /// None that a text in memory could cause.
    pub fn part(&mut self, text: &str) -> io::Result<Bytes> {
        let Self::Gzip(packed) = self else { return Ok(Bytes::copy_from_slice(text.as_bytes())) };
        packed.write_all(text.as_bytes())?;
        packed.flush()?;
        Ok(std::mem::take(packed.get_mut()).into())
    }

    /// The bytes of the last part.
    ///
    /// # Errors
    /// None that a text in memory could cause.
    pub fn last(self, text: &str) -> io::Result<Bytes> {
        let Self::Gzip(mut packed) = self else {
            return Ok(Bytes::copy_from_slice(text.as_bytes()));
        };
        packed.write_all(text.as_bytes())?;
        Ok(packed.finish()?.into())
    }
}

fn known(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let (Some(asked), Ok(tag)) = (text(asked, header::IF_NONE_MATCH), tag.to_str()) else {
        return false;
    };
    asked.split(',').any(|one| one.trim() == tag)
}

fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    text(asked, header::ACCEPT_ENCODING).is_some_and(|listed| {
        listed.split(',').any(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
            name.trim().eq_ignore_ascii_case(encoding) && !refused
        })
    })
}

fn text(fields: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    fields.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_found_however_the_tag_is_written() {
        for html in [
            r#"<script type="application/json" id="broadsheet-config">{"a":1}</script>"#,
            "<script id='broadsheet-config' type='application/json'>{\"a\":1}</script><script></script>",
            r#"<script id=broadsheet-config type=application/json>{"a":1}</script>"#,
        ] {
            assert_eq!(config_block(html), Some(r#"{"a":1}"#), "{html}");
        }
        let mentioned = "<!-- broadsheet-config --><script>1</script>";
        assert_eq!(config_block(mentioned), None);
        assert_eq!(config_block("<p>no configuration</p>"), None);
    }

    #[test]
    fn an_encoding_can_be_refused() {
        let mut asked = HeaderMap::new();
        let listed = HeaderValue::from_static("gzip;q=0, BR ;q=0.5");
        asked.insert(header::ACCEPT_ENCODING, listed);
        assert!(accepts(&asked, "br"));
        assert!(!accepts(&asked, "gzip"));
        assert!(!accepts(&asked, "deflate"));
    }
}

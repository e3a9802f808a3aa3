//! The one page of the site, `index.html`, and the configuration in it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::headers::Policy;

/// The page as it was last read, compressed once for all who ask for it.
///
/// It is not compressed by the build: a deployer edits it by hand, and a compressed copy beside
/// it would go on telling the old configuration.
#[derive(Debug)]
pub struct Page {
    plain: Bytes,
    brotli: Bytes,
    gzip: Bytes,
    tag: HeaderValue,
    policy: HeaderValue,
    read_from: Stamp,
}

/// What tells one state of a file from another.
type Stamp = (Option<SystemTime>, u64);

impl Page {
    /// Reads the page from the folder of a built site.
    pub fn read(root: &Path) -> io::Result<Self> {
        let read_from = stamp(root)?;
        let plain = fs::read(root.join("index.html"))?;
        let config = config_block(&String::from_utf8_lossy(&plain))
            .and_then(|block| serde_json::from_str(block).ok())
            .unwrap_or(Value::Null);
        let mut hasher = DefaultHasher::new();
        plain.hash(&mut hasher);
        Ok(Self {
            brotli: compress_with_brotli(&plain)?,
            gzip: compress_with_gzip(&plain)?,
            tag: header_value(format!("W/\"{:016x}\"", hasher.finish()))?,
            policy: header_value(Policy::from_config(&config).to_string())?,
            plain: plain.into(),
            read_from,
        })
    }

    /// Whether the file is still the one that was read.
    pub fn is_current(&self, root: &Path) -> bool {
        stamp(root).is_ok_and(|now| now == self.read_from)
    }

    /// The Content-Security-Policy that follows from the page's configuration.
    pub fn policy(&self) -> &HeaderValue {
        &self.policy
    }

    /// Answers a request for the page.
    pub fn respond(&self, method: &Method, asked: &HeaderMap) -> Response {
        let mut fields = HeaderMap::new();
        fields.insert(header::ETAG, self.tag.clone());
        if known(asked, &self.tag) {
            return (StatusCode::NOT_MODIFIED, fields).into_response();
        }
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        fields.insert(header::CONTENT_TYPE, html);
        let (body, encoding) = if accepts(asked, "br") {
            (&self.brotli, Some("br"))
        } else if accepts(asked, "gzip") {
            (&self.gzip, Some("gzip"))
        } else {
            (&self.plain, None)
        };
        if let Some(encoding) = encoding {
            let encoding = HeaderValue::from_static(encoding);
            fields.insert(header::CONTENT_ENCODING, encoding);
        }
        fields.insert(header::CONTENT_LENGTH, body.len().into());
        let body = match *method {
            Method::HEAD => Body::empty(),
            _ => Body::from(body.clone()),
        };
        (fields, body).into_response()
    }
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

fn stamp(root: &Path) -> io::Result<Stamp> {
    let file = fs::metadata(root.join("index.html"))?;
    Ok((file.modified().ok(), file.len()))
}

fn header_value(text: String) -> io::Result<HeaderValue> {
    HeaderValue::from_str(&text).map_err(io::Error::other)
}

fn compress_with_brotli(plain: &[u8]) -> io::Result<Bytes> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 9,
        size_hint: plain.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*plain, &mut packed, &params)?;
    Ok(packed.into())
}

fn compress_with_gzip(plain: &[u8]) -> io::Result<Bytes> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(plain)?;
    Ok(packed.finish()?.into())
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

//! The headers that go with every answer, above all the Content-Security-Policy.

use std::collections::BTreeSet;
use std::fmt;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::Value;
use url::Url;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The headers whose value depends on nothing, but that pictures are for whoever the feeds name them to.
///
/// `Strict-Transport-Security` is missing on purpose: over plain HTTP browsers ignore it, and
/// whoever ends TLS knows whether every subdomain can keep the promise.
const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (RESOURCE_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// The Content-Security-Policy of a site: strict, and open to the configured origins alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    connect: BTreeSet<String>,
    images: BTreeSet<String>,
    frames: BTreeSet<String>,
    scripts: Vec<String>,
    styles: Vec<String>,
}

impl Policy {
    /// The policy that follows from a site's configuration.
    ///
    /// Stories and comments are fetched from `edition.url` and `comments.url`, pictures come from
    /// there and from the origins in `images`, embeds from those in `embeds`. What is not an HTTP
    /// origin opens nothing: the app itself tells the deployer which key is wrong.
    pub fn from_config(config: &Value) -> Self {
        let backends: BTreeSet<String> = ["edition", "comments"]
            .into_iter()
            .filter(|part| config[*part]["kind"] != "off")
            .filter_map(|part| origin(config[part]["url"].as_str()?))
            .collect();
        let mut images = listed(&config["images"]);
        images.extend(backends.iter().cloned());
        Self { connect: backends, images, frames: listed(&config["embeds"]), ..Self::default() }
    }

    /// The same for a page that has scripts and styles within itself: their hashes.
    pub fn with_inline(self, scripts: Vec<String>, styles: Vec<String>) -> Self {
        Self { scripts, styles, ..self }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'")?;
        write_sources(f, &self.scripts)?;
        f.write_str("; style-src 'self'")?;
        write_sources(f, &self.styles)?;
        f.write_str("; img-src 'self'")?;
        write_sources(f, &self.images)?;
        f.write_str("; font-src 'self'; connect-src 'self'")?;
        write_sources(f, &self.connect)?;
        if !self.frames.is_empty() {
            f.write_str("; frame-src")?;
            write_sources(f, &self.frames)?;
        }
        f.write_str("; manifest-src 'self'; base-uri 'none'; form-action 'none'")?;
        f.write_str("; frame-ancestors 'none'")?;
        f.write_str("; require-trusted-types-for 'script'; trusted-types default")
    }
}

fn write_sources<'a>(
    f: &mut fmt::Formatter<'_>,
    sources: impl IntoIterator<Item = &'a String>,
) -> fmt::Result {
    sources.into_iter().try_for_each(|source| write!(f, " {source}"))
}

fn listed(origins: &Value) -> BTreeSet<String> {
    origins.as_array().into_iter().flatten().filter_map(|item| origin(item.as_str()?)).collect()
}

/// The origin of an absolute `http` or `https` URL; none for a path, which is the site's own.
///
/// A URL's host may hold a semicolon or a comma, and either would end the directive it is put
/// into, so only what host names are made of passes.
fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let origin = url.origin().ascii_serialization();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:/[]*".contains(&byte);
    origin.bytes().all(plain).then_some(origin)
}

/// Sets the policy and its companions on an answer.
pub fn apply(fields: &mut HeaderMap, policy: &HeaderValue) {
    fields.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    for (name, value) in FIXED {
        fields.insert(name, HeaderValue::from_static(value));
    }
    let media_type = fields.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if media_type.is_some_and(|media_type| media_type.starts_with("image/")) {
        fields.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_site_of_its_own_files_opens_nothing() {
        let config = json!({
            "edition": {"kind": "files", "url": "/edition/"},
            "comments": {"kind": "files", "url": "/edition/"},
        });
        let policy = Policy::from_config(&config);
        assert_eq!(policy, Policy::default());
        assert_eq!(
            policy.to_string(),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types default"
        );
    }

    #[test]
    fn configured_origins_are_opened_where_they_are_needed() {
        let config = json!({
            "edition": {"kind": "files", "url": "https://cms.example/v1/edition/"},
            "comments": {"kind": "server", "url": "http://127.0.0.1:9000/api/"},
            "images": ["https://photos.example", "https://*.agency.example/"],
            "embeds": ["https://video.example"],
        });
        let policy = Policy::from_config(&config).to_string();
        let backends = "http://127.0.0.1:9000 https://cms.example";
        for expected in [
            format!("; connect-src 'self' {backends};"),
            "; img-src 'self' http://127.0.0.1:9000 https://*.agency.example https://cms.example \
             https://photos.example;"
                .to_owned(),
            "; frame-src https://video.example;".to_owned(),
        ] {
            assert!(policy.contains(&expected), "{expected} in {policy}");
        }
    }

    #[test]
    fn comments_that_are_off_open_nothing() {
        let config = json!({"comments": {"kind": "off", "url": "https://talk.example/"}});
        assert_eq!(Policy::from_config(&config), Policy::default());
    }

    #[test]
    fn nothing_from_the_configuration_can_write_a_directive() {
        let config = json!({
            "edition": {"url": "https://a;script-src *"},
            "comments": {"url": "https://b,c.example/"},
            "images": ["data:", "javascript:alert(1)", "*", "'unsafe-inline'", 7, null,
                       "https://x;sandbox", "https://'none'/"],
            "embeds": {"not": "a list"},
        });
        assert_eq!(Policy::from_config(&config), Policy::default());
    }

    #[test]
    fn mistyped_parts_are_ignored() {
        for config in [json!(null), json!([]), json!("x"), json!({"edition": 3})] {
            assert_eq!(Policy::from_config(&config), Policy::default());
        }
    }
}

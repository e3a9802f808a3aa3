//! What stands around a rendered page: the page that Trunk built, so that every hash and address in it
//! is right by construction.
//!
//! Two things differ from the page as it was built. What the first screen needs stands in the page
//! itself, the style sheet and `boot.js`; and the program, which the story doesn't wait for, is no longer
//! fetched before all else: `boot.js` asks for it when the story and its picture are there.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use broadsheet::backend::supply;
use sha2::{Digest, Sha256};

/// The parts of a built page, in the order in which a rendered one has them.
#[derive(Debug, Default)]
pub struct Frame {
    /// What the head begins with: what is said of every page, in few words.
    head: String,
    /// What it ends with: the styles of the first screen, and `boot.js`.
    inline: String,
    /// What stands at the end of the body: styles that no first screen needs.
    end: String,
    /// The hashes of the scripts that stand in the page, as a Content-Security-Policy names them.
    pub scripts: Vec<String>,
    /// The hashes of the styles that stand in the page.
    pub styles: Vec<String>,
}

/// What is said of one page.
#[derive(Debug)]
pub struct Content<'a> {
    /// The language of the interface (BCP 47).
    pub lang: &'a str,
    /// The direction of the whole page.
    pub dir: &'a str,
    /// The elements of the head, as HTML.
    pub head: &'a str,
    /// The body, as HTML.
    pub body: &'a str,
    /// What search engines read of the page, as HTML: at the end, since no reader waits for it.
    pub structured: &'a str,
    /// The documents that the page was rendered from, as JSON.
    pub data: &'a str,
    /// The first comments, in the same way.
    pub comments: Option<&'a str>,
}

impl Frame {
    /// Takes the built page of the folder apart.
    ///
    /// # Errors
    /// Where a file that the page names can't be read.
    pub fn read(root: &Path, html: &str) -> io::Result<Self> {
        let head = html.split_once("<head>").map_or("", |(_, rest)| rest);
        let head = head.split_once("</head>").map_or("", |(head, _)| head);
        let mut frame = Self::default();
        let integrity = integrity_of_program(head);
        let (mut skipped_until, mut kept_until) = (None, None);
        for piece in head.split_inclusive('>') {
            if let Some(end) = skipped_until {
                if piece.ends_with(end) {
                    skipped_until = None;
                }
                continue;
            }
            if let Some(end) = kept_until {
                frame.head.push_str(piece);
                kept_until = kept_until.filter(|_| !piece.ends_with(end));
                continue;
            }
            let tag = &piece[piece.find('<').unwrap_or_default()..];
            let rel = attribute(tag, "rel").unwrap_or_default();
            let address = attribute(tag, "href").or(attribute(tag, "src")).unwrap_or_default();
            match tag {
                "<title>" => skipped_until = Some("</title>"),
                _ if tag.starts_with("<!--") => {
                    if !tag.ends_with("-->") {
                        skipped_until = Some("-->");
                    }
                }
                _ if tag.starts_with("<script ") && file_name(address).starts_with("boot-") => {
                    frame.inline_script(&read(root, address)?);
                    skipped_until = Some("</script>");
                }
                _ if rel == "stylesheet" && file_name(address).starts_with("broadsheet-") => {
                    frame.inline_style(&read(root, address)?);
                }
                _ if rel == "stylesheet" && file_name(address).starts_with("later-") => {
                    frame.end.push_str(tag);
                }
                _ if rel == "modulepreload" => {}
                _ if rel == "preload" && address.ends_with(".wasm") => {}
                _ if rel == "broadsheet-app" => {
                    let open = tag.trim_end_matches(['/', '>']);
                    let _ = write!(frame.head, "{open} data-integrity=\"{integrity}\">");
                }
                _ if tag.starts_with("<script ") => {
                    frame.head.push_str(tag);
                    kept_until = Some("</script>");
                }
                _ => frame.head.push_str(piece.trim()),
            }
        }
        Ok(frame)
    }

    /// The addresses of the files that the frame of a built page has within itself.
    pub fn inlined(html: &str) -> Vec<String> {
        let head = html.split_once("</head>").map_or("", |(head, _)| head);
        let tags = head.split_inclusive('>').filter_map(|piece| piece.get(piece.find('<')?..));
        let address = |tag: &str| {
            let is_script = tag.starts_with("<script ");
            let is_style = attribute(tag, "rel") == Some("stylesheet");
            let address = attribute(tag, if is_script { "src" } else { "href" })?;
            let name = file_name(address);
            let is_inlined = (is_script && name.starts_with("boot-"))
                || (is_style && name.starts_with("broadsheet-"));
            is_inlined.then(|| address.to_owned())
        };
        tags.filter_map(address).collect()
    }

    fn inline_script(&mut self, script: &str) {
        let _ = write!(self.inline, "<script>{script}</script>");
        self.scripts.push(hash(script));
    }

    fn inline_style(&mut self, style: &str) {
        let _ = write!(self.inline, "<style>{style}</style>");
        self.styles.push(hash(style));
    }

    /// Puts a page together. Between the body's tag and its first element stands nothing: the program
    /// begins to take up what stands there.
    pub fn page(&self, content: &Content<'_>) -> String {
        let Content { lang, dir, head, body, structured, data, comments } = content;
        let mut attributes = String::new();
        for (name, value) in [("lang", lang), ("dir", dir)] {
            let _ = write!(attributes, " {name}=\"");
            broadsheet::view::html::escape(value, &mut attributes);
            attributes.push('"');
        }
        let rendered = broadsheet::app::RENDERED;
        let data = embedded(supply::ELEMENT, data);
        let comments = comments.map(|comments| embedded(supply::COMMENTS, comments));
        let comments = comments.unwrap_or_default();
        let Self { head: first, inline, end, .. } = self;
        format!(
            "<!doctype html><html{attributes} {rendered}><head>{first}{head}{inline}</head><body>{body}\
             {end}{data}{comments}{structured}</body></html>"
        )
    }
}

/// An element that holds JSON.
fn embedded(name: &str, json: &str) -> String {
    // JSON has `<` in its texts alone, where it can be written so; without it nothing in there can end the
    // element.
    let json = json.replace('<', "\\u003c");
    format!("<script type=\"application/json\" id=\"{name}\">{json}</script>")
}

/// A value of a `Content-Security-Policy` that allows exactly this script or style.
fn hash(content: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(content)))
}

fn read(root: &Path, address: &str) -> io::Result<String> {
    let named =
        |problem: io::Error| io::Error::new(problem.kind(), format!("{address}: {problem}"));
    fs::read_to_string(root.join(address.trim_start_matches('/'))).map_err(named)
}

fn integrity_of_program(head: &str) -> &str {
    let tags = head.split_inclusive('>');
    let mut programs = tags.filter(|tag| attribute(tag, "rel") == Some("modulepreload"));
    programs.next().and_then(|tag| attribute(tag, "integrity")).unwrap_or_default()
}

/// An attribute's value, as the built page writes it.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn file_name(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        let dist = tempfile::tempdir().unwrap();
        fs::write(dist.path().join("boot-1.js"), "start()").unwrap();
        fs::write(dist.path().join("broadsheet-1.css"), "p>b{color:red}").unwrap();
        let html = r#"<!doctype html><html lang="en"><head>
            <meta charset="utf-8"> <title>Built</title>
            <!-- a > comment --><script type="application/json" id="broadsheet-config">{"a": "x> y"}</script>
            <link rel="stylesheet" href="/broadsheet-1.css" integrity="sha384-a"/>
            <link rel="stylesheet" href="/later-1.css" integrity="sha384-b"/>
            <script src="/boot-1.js" integrity="sha384-c"></script>
            <link id="broadsheet-app" rel="broadsheet-app" href="/a.js" data-wasm="/a.wasm">
            <link rel="modulepreload" href="/a.js" integrity="sha384-d"><link rel="preload" href="/a.wasm" as="fetch">
            </head><body><div id="boot"></div></body></html>"#;
        Frame::read(dist.path(), html).unwrap()
    }

    #[test]
    fn what_the_first_screen_needs_stands_in_the_page_and_the_program_waits() {
        let frame = frame();
        let content = Content {
            lang: "ur",
            dir: "rtl",
            head: "<title>T</title>",
            body: "<p>b</p>",
            structured: "<script type=\"application/ld+json\">{}</script>",
            data: "{}",
            comments: Some("[]"),
        };
        assert_eq!(
            frame.page(&content),
            "<!doctype html><html lang=\"ur\" dir=\"rtl\" data-rendered><head><meta charset=\"utf-8\">\
             <script type=\"application/json\" id=\"broadsheet-config\">{\"a\": \"x> y\"}</script>\
             <link id=\"broadsheet-app\" rel=\"broadsheet-app\" href=\"/a.js\" data-wasm=\"/a.wasm\" \
             data-integrity=\"sha384-d\"><title>T</title><style>p>b{color:red}</style>\
             <script>start()</script></head><body><p>b</p>\
             <link rel=\"stylesheet\" href=\"/later-1.css\" integrity=\"sha384-b\"/>\
             <script type=\"application/json\" id=\"broadsheet-data\">{}</script>\
             <script type=\"application/json\" id=\"broadsheet-comments\">[]</script>\
             <script type=\"application/ld+json\">{}</script></body></html>"
        );
        assert_eq!(frame.scripts.len(), 1);
        assert_eq!(frame.styles, [hash("p>b{color:red}")]);
    }

    #[test]
    fn no_text_ends_the_data() {
        let data = r#"{"a":"</script><script>alert(1)</script>"}"#;
        let comments = Some(data);
        let content = Content {
            lang: "\"><script>",
            dir: "ltr",
            head: "",
            body: "",
            structured: "",
            data,
            comments,
        };
        let page = frame().page(&content);
        assert_eq!(page.matches("<script>").count(), 1, "{page}");
        for name in [supply::ELEMENT, supply::COMMENTS] {
            let (_, embedded) = page.split_once(&format!("id=\"{name}\">")).unwrap();
            let (embedded, _) = embedded.split_once("</script>").unwrap();
            let read: serde_json::Value = serde_json::from_str(embedded).unwrap();
            assert_eq!(read["a"], "</script><script>alert(1)</script>");
        }
    }
}

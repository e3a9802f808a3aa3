//! The built scripts and the program without what no browser needs.
//!
//! `wasm-bindgen` names what the program calls of the browser at length and with a hash, once in the
//! program and once in its glue, and writes comments. Short names and no comments are 4.6 KB less to
//! fetch (brotli). The names of the files and the integrity in the page follow what is in them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha384};

/// The section of a WebAssembly module that lists what it imports.
const IMPORTS: u8 = 2;
/// Long names with the short ones that take their places.
type Names = Vec<(String, String)>;

/// The kind of an import that is a function.
const FUNCTION: u8 = 0;

/// The program that Trunk gives a name without a hash, since the page doesn't name it: what the page's
/// `broadsheet-app` element calls its files.
const DISCUSSION: (&str, &str) =
    ("discussion", " data-discussion=\"/{}.js\" data-discussion-wasm=\"/{}_bg.wasm\"");
/// How many digits of its hash a name has: as Trunk has it, but for leading zeros, which it leaves out.
const DIGITS: usize = 16;

/// Shrinks the scripts of a built site, and the programs beside them.
pub fn run(dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let mut html = fs::read_to_string(&page)?;
    for entry in fs::read_dir(dist)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".js").filter(|_| html.contains(&name)) else {
            continue;
        };
        let shrunk = Shrunk::read(dist, stem)?;
        let script = fs::read(dist.join(&name))?;
        html = html.replace(&integrity(&script), &integrity(shrunk.script.as_bytes()));
        // A file that is kept for a year by its name must never change under it.
        let (base, hash) = stem.rsplit_once('-').context("a script without a hash in its name")?;
        let named = shrunk.put(dist, stem, base)?;
        html = html.replace(&format!("{base}-{hash}"), &named);
    }
    let (stem, attributes) = DISCUSSION;
    if dist.join(format!("{stem}.js")).exists() {
        let named = Shrunk::read(dist, stem)?.put(dist, stem, stem)?;
        html = with_attributes(&html, &attributes.replace("{}", &named))?;
    }
    fs::write(page, html)?;
    Ok(())
}

/// The page with further attributes of the element that names the program.
fn with_attributes(html: &str, attributes: &str) -> Result<String> {
    let (before, rest) =
        html.split_once(" id=\"broadsheet-app\"").context("the page names no program")?;
    Ok(format!("{before} id=\"broadsheet-app\"{attributes}{rest}"))
}

/// A script, and the program beside it, if there is one.
struct Shrunk {
    script: String,
    module: Option<Vec<u8>>,
}

impl Shrunk {
    fn read(dist: &Path, stem: &str) -> Result<Self> {
        let script = fs::read_to_string(dist.join(format!("{stem}.js")))?;
        let script = without_comments(&script).with_context(|| stem.to_owned())?;
        let program = dist.join(format!("{stem}_bg.wasm"));
        let Ok(module) = fs::read(&program) else {
            return Ok(Self { script, module: None });
        };
        let (module, names) =
            with_short_imports(&module, &script).with_context(|| program.display().to_string())?;
        Ok(Self { script: renamed(&script, &names), module: Some(module) })
    }

    /// Puts them in the place of those that were read, named by what is in them.
    fn put(&self, dist: &Path, from: &str, base: &str) -> Result<String> {
        let module = self.module.as_deref().unwrap_or_default();
        let content = [self.script.as_bytes(), module].concat();
        let stem = format!("{base}-{}", fingerprint(&content));
        fs::remove_file(dist.join(format!("{from}.js")))?;
        fs::write(dist.join(format!("{stem}.js")), &self.script)?;
        if self.module.is_some() {
            fs::remove_file(dist.join(format!("{from}_bg.wasm")))?;
            fs::write(dist.join(format!("{stem}_bg.wasm")), module)?;
        }
        Ok(stem)
    }
}

fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(content)))
}

fn fingerprint(content: &[u8]) -> String {
    let digest = Sha384::digest(content);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.chars().take(DIGITS).collect()
}

/// A script without indentation, blank lines and the comments that have lines of their own.
fn without_comments(script: &str) -> Result<String> {
    let mut kept = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        if line.matches('`').count() % 2 == 1 {
            bail!("a text runs over several lines: `{line}`");
        }
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
        if in_comment && line.contains("*/") {
            if !line.ends_with("*/") {
                bail!("code stands behind a comment: `{line}`");
            }
            in_comment = false;
        }
    }
    Ok(kept)
}

/// The script with other names for what it gives to the program.
fn renamed(script: &str, names: &[(String, String)]) -> String {
    let line = |line: &str| {
        let found = names.iter().find(|(name, _)| {
            line.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(": function"))
        });
        match found {
            Some((name, short)) => format!("{short}{}\n", &line[name.len()..]),
            None => format!("{line}\n"),
        }
    };
    script.lines().map(line).collect()
}

/// The module with short names for those of its imports that the script gives by their names alone,
/// and which they were.
fn with_short_imports(module: &[u8], script: &str) -> Result<(Vec<u8>, Names)> {
    let mut rest = Reader(module);
    let mut shrunk = rest.take(8)?.to_vec();
    let mut names = Vec::new();
    while !rest.0.is_empty() {
        let kind = rest.byte()?;
        let length = rest.number()?;
        let section = rest.take(length)?;
        let section = if kind == IMPORTS {
            shortened(Reader(section), script, &mut names)?
        } else {
            section.to_vec()
        };
        shrunk.push(kind);
        write_number(&mut shrunk, section.len());
        shrunk.extend(section);
    }
    Ok((shrunk, names))
}

fn shortened(mut section: Reader<'_>, script: &str, names: &mut Names) -> Result<Vec<u8>> {
    let count = section.number()?;
    let mut shrunk = Vec::new();
    write_number(&mut shrunk, count);
    for _ in 0..count {
        let length = section.number()?;
        write_text(&mut shrunk, section.take(length)?);
        let length = section.number()?;
        let name = section.take(length)?;
        if section.0.first() != Some(&FUNCTION) {
            bail!("it imports something other than functions");
        }
        let text = String::from_utf8_lossy(name).into_owned();
        let is_given_once =
            script.matches(&text).count() == 1 && script.contains(&format!("\n{text}: function"));
        if is_given_once {
            let short = short_name(names.len());
            write_text(&mut shrunk, short.as_bytes());
            names.push((text, short));
        } else {
            write_text(&mut shrunk, name);
        }
        shrunk.push(section.byte()?);
        let signature = section.number()?;
        write_number(&mut shrunk, signature);
    }
    Ok(shrunk)
}

/// `a` to `z`, then `a1` to `z1`, and so on.
fn short_name(place: usize) -> String {
    let letter = char::from(b'a' + (place % 26) as u8);
    match place / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

/// What is left to be read of a module.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length).context("it ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    /// A number in LEB128.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("a number is too long")
    }
}

fn write_number(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn write_text(to: &mut Vec<u8>, text: &[u8]) {
    write_number(to, text.len());
    to.extend(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports two functions and has a section of another kind.
    fn module(first: &str, second: &str) -> Vec<u8> {
        let mut imports = vec![2];
        for name in [first, second] {
            write_text(&mut imports, b"./site_bg.js");
            write_text(&mut imports, name.as_bytes());
            imports.extend([FUNCTION, 7]);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.push(IMPORTS);
        write_text(&mut module, &imports);
        module.extend([11, 1, 0]);
        module
    }

    #[test]
    fn imports_are_called_alike_on_both_sides() {
        let script = "const imports = {\n__wbg_body_0123: function() {},\nkept: function() {},\n};\nkept();\n";
        let (shrunk, names) =
            with_short_imports(&module("__wbg_body_0123", "kept"), script).unwrap();
        assert_eq!(shrunk, module("a", "kept"));
        assert_eq!(renamed(script, &names), script.replace("__wbg_body_0123", "a"));
    }

    #[test]
    fn comments_go_and_code_stays() {
        let script =
            "/**\n * Said.\n */\nf(\"// not one\");\n\n    // gone\n    g(`x`); // stays\n";
        assert_eq!(without_comments(script).unwrap(), "f(\"// not one\");\ng(`x`); // stays\n");
        for unsure in ["const t = `a\n  b`;", "/* a */ f();"] {
            assert!(without_comments(unsure).is_err(), "{unsure}");
        }
    }

    #[test]
    fn the_page_follows_its_files() {
        let dist = tempfile::tempdir().unwrap();
        let script = "{\n  __wbg_body_0123: function() {},\n}\n";
        let (js, wasm) = ("site-0123456789abcdef.js", "site-0123456789abcdef_bg.wasm");
        fs::write(dist.path().join(js), script).unwrap();
        fs::write(dist.path().join(wasm), module("__wbg_body_0123", "b")).unwrap();
        let before = integrity(script.as_bytes());
        let html = format!(r#"<link href="/{js}" integrity="{before}" data-wasm="/{wasm}">"#);
        fs::write(dist.path().join("index.html"), html).unwrap();
        run(dist.path()).unwrap();
        let html = fs::read_to_string(dist.path().join("index.html")).unwrap();
        let shrunk = "{\na: function() {},\n}\n";
        assert!(html.contains(&integrity(shrunk.as_bytes())), "{html}");
        let name = html.split(['/', '"']).find(|part| part.ends_with(".js")).unwrap();
        assert_ne!(name, js);
        assert_eq!(fs::read_to_string(dist.path().join(name)).unwrap(), shrunk);
        assert!(dist.path().join(name.replace(".js", "_bg.wasm")).is_file());
        assert!(!dist.path().join(wasm).exists());
    }
}

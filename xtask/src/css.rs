//! The one stylesheet: what `style/main.css` imports, in its order.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::system;

const OUTPUT: &str = "target/broadsheet.css";

/// Writes the stylesheet that `index.html` links.
pub fn run() -> Result<()> {
    let root = system::root();
    let style = root.join("style");
    let sheet = bundle(&style)?;
    let output = root.join(OUTPUT);
    if fs::read_to_string(&output).is_ok_and(|before| before == sheet) {
        return Ok(());
    }
    if let Some(folder) = output.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&output, sheet).with_context(|| format!("{OUTPUT} cannot be written"))
}

/// `main.css` with the files it imports in the place of its imports, comments left out.
fn bundle(style: &Path) -> Result<String> {
    let mut sheet = String::new();
    let mut imported = BTreeSet::new();
    for line in slim(&read(&style.join("main.css"))?).lines() {
        let Some(import) = line.strip_prefix("@import ") else {
            sheet.push_str(line);
            sheet.push('\n');
            continue;
        };
        let import = Import::parse(import)
            .with_context(|| format!("style/main.css: {line:?} is not an import on one line"))?;
        let file = style.join(import.file);
        let content = slim(&read(&file)?);
        if content.lines().any(|line| line.starts_with("@import")) {
            bail!("{}: only style/main.css imports", file.display());
        }
        sheet.push_str(&import.wrap(&content));
        imported.insert(file);
    }
    for file in sheets_in(style)? {
        if !imported.contains(&file) && file != style.join("main.css") {
            eprintln!("note: style/main.css does not import {}", file.display());
        }
    }
    Ok(sheet)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// `"tokens.css" layer(tokens) print;`
#[derive(Debug, PartialEq)]
struct Import<'a> {
    file: &'a str,
    layer: Option<&'a str>,
    media: &'a str,
}

impl<'a> Import<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim().strip_suffix(';')?.trim();
        let quoted = text.strip_prefix("url(").unwrap_or(text);
        let quote = quoted.chars().next().filter(|first| "\"'".contains(*first))?;
        let (file, rest) = quoted[1..].split_once(quote)?;
        let rest = match text.starts_with("url(") {
            true => rest.trim_start().strip_prefix(')')?,
            false => rest,
        };
        let rest = rest.trim();
        let layered = rest.strip_prefix("layer(").and_then(|layered| layered.split_once(')'));
        Some(match layered {
            Some((layer, media)) => Self { file, layer: Some(layer.trim()), media: media.trim() },
            None => Self { file, layer: None, media: rest },
        })
    }

    fn wrap(&self, content: &str) -> String {
        let mut wrapped = content.to_owned();
        if let Some(layer) = self.layer {
            wrapped = format!("@layer {layer} {{\n{wrapped}}}\n");
        }
        if !self.media.is_empty() {
            wrapped = format!("@media {} {{\n{wrapped}}}\n", self.media);
        }
        wrapped
    }
}

fn sheets_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sheets_in(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "css") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The sheet without comments, indentation and empty lines; what stands in quotes is kept.
fn slim(sheet: &str) -> String {
    let bare = without_comments(sheet);
    let mut lines = String::with_capacity(bare.len());
    for line in bare.lines().map(str::trim).filter(|line| !line.is_empty()) {
        lines.push_str(line);
        lines.push('\n');
    }
    lines
}

fn without_comments(sheet: &str) -> String {
    let mut bare = String::with_capacity(sheet.len());
    let mut rest = sheet.chars().peekable();
    let mut quote = None;
    while let Some(character) = rest.next() {
        if quote.is_none() && character == '/' && rest.peek() == Some(&'*') {
            rest.next();
            let mut before = ' ';
            for inside in rest.by_ref() {
                if before == '*' && inside == '/' {
                    break;
                }
                before = inside;
            }
            continue;
        }
        bare.push(character);
        match quote {
            // An escaped quote does not end its string.
            Some(_) if character == '\\' => bare.extend(rest.next()),
            Some(open) if character == open => quote = None,
            None if matches!(character, '"' | '\'') => quote = Some(character),
            _ => {}
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_stand_where_they_are_named() {
        let style = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &str| {
            let file = style.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        };
        write(
            "main.css",
            "/* The order. */\n@layer tokens, components;\n@import \"tokens.css\" layer(tokens);\n\
             @import url('components/byline.css') layer(components);\n@import \"print.css\" print;\n",
        );
        write("tokens.css", ":root {\n  --ink: #111; /* text */\n}\n");
        write("components/byline.css", ".byline { color: var(--ink); }");
        write("print.css", "nav { display: none }");
        assert_eq!(
            bundle(style.path()).unwrap(),
            "@layer tokens, components;\n\
             @layer tokens {\n:root {\n--ink: #111;\n}\n}\n\
             @layer components {\n.byline { color: var(--ink); }\n}\n\
             @media print {\nnav { display: none }\n}\n"
        );
    }

    #[test]
    fn a_missing_file_is_named() {
        let style = tempfile::tempdir().unwrap();
        fs::write(style.path().join("main.css"), "@import \"gone.css\";").unwrap();
        let problem = bundle(style.path()).unwrap_err().to_string();
        assert!(problem.contains("gone.css"), "{problem}");
    }

    #[test]
    fn comments_go_and_strings_stay() {
        for (sheet, slimmed) in [
            ("a{}/* b{} */c{}", "a{}c{}\n"),
            ("/** a **/\n\n  b {}\n", "b {}\n"),
            ("a{content:\"/* kept */\"}", "a{content:\"/* kept */\"}\n"),
            (r#"a{content:"\"/*"}/* gone */"#, "a{content:\"\\\"/*\"}\n"),
            ("a{}/* never closed", "a{}\n"),
            ("a{width:calc(1px/2)}", "a{width:calc(1px/2)}\n"),
        ] {
            assert_eq!(slim(sheet), slimmed);
        }
    }
}

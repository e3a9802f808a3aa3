//! The stylesheets: what `style/main.css` and `style/later.css` import, in their order, as the oldest
//! browsers read it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};

use crate::system;

/// Each sheet with what it becomes.
const SHEETS: [(&str, &str); 2] =
    [("style/main.css", "target/broadsheet.css"), ("style/later.css", "target/later.css")];

/// Writes the stylesheets that `index.html` links.
pub fn run() -> Result<()> {
    let root = system::root();
    for (main, output) in SHEETS {
        let sheet = bundle(&root.join(main))?;
        let file = root.join(output);
        if fs::read_to_string(&file).is_ok_and(|before| before == sheet) {
            continue;
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, sheet).with_context(|| format!("{output} cannot be written"))?;
    }
    Ok(())
}

/// A sheet with what it imports, minified, its nested rules unfolded.
fn bundle(main: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let problem = |problem: String| anyhow!("{}: {problem}", main.display());
    let mut sheet = bundler.bundle(main).map_err(|error| problem(error.to_string()))?;
    let targets = oldest_browsers();
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| problem(error.to_string()))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| problem(error.to_string()))?;
    Ok(printed.code)
}

/// The oldest browsers that run the app: each has WebAssembly's bulk memory and reference types, which
/// today's compiler takes for granted.
fn oldest_browsers() -> Targets {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    Targets::from(Browsers {
        chrome: version(109, 0),
        edge: version(109, 0),
        firefox: version(115, 0),
        safari: version(16, 4),
        ios_saf: version(16, 4),
        ..Browsers::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_stand_where_they_are_named_and_nested_rules_are_unfolded() {
        let style = tempfile::tempdir().unwrap();
        let write =
            |name: &str, content: &str| fs::write(style.path().join(name), content).unwrap();
        write("main.css", "@import \"tokens.css\";\n@import \"byline.css\" layer(components);");
        write("tokens.css", "@layer tokens { :root { --ink: #111; /* text */ } }");
        write("byline.css", ".byline { color: var(--ink); & a { color: red } }");
        assert_eq!(
            bundle(&style.path().join("main.css")).unwrap(),
            "@layer tokens{:root{--ink:#111}}\
             @layer components{.byline{color:var(--ink)}.byline a{color:red}}"
        );
    }

    #[test]
    fn a_missing_file_is_named_by_the_line_that_imports_it() {
        let style = tempfile::tempdir().unwrap();
        fs::write(style.path().join("main.css"), "@import \"gone.css\";").unwrap();
        let problem = bundle(&style.path().join("main.css")).unwrap_err().to_string();
        assert!(problem.contains("main.css:0"), "{problem}");
    }
}

//! What stands behind a command's name.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

/// A part of `cargo xtask test`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The format of the source.
    Format,
    /// Clippy, for the browser and for this machine.
    Lints,
    /// Everything that is tested without a browser.
    Native,
    /// The journeys through the built site.
    Browser,
}

/// The port that the site is served on where nobody names another.
pub const PORT: u16 = 8080;

/// The options of all commands; each command refuses those that mean nothing to it.
#[derive(Debug)]
pub struct Options {
    /// Where to serve.
    pub port: u16,
    /// The configuration to write into the built page.
    pub config: Option<PathBuf>,
    /// The database of the comments that are served, where it is not to be the one beside the build.
    pub database_url: Option<String>,
    /// Whether to serve files alone.
    pub is_static: bool,
    /// Where to write an export.
    pub out: Option<PathBuf>,
    /// Whether to build without optimising.
    pub debug: bool,
    /// Whether to compare with the files that are there rather than write them.
    pub check: bool,
    /// A folder of JSON to hold to the schemas.
    pub folder: Option<PathBuf>,
    /// The only part of the tests to run.
    pub only: Option<Part>,
    /// The only part of the measuring to do.
    pub measured: Option<String>,
    /// What a test's name must contain.
    pub filter: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: PORT,
            config: None,
            database_url: None,
            is_static: false,
            out: None,
            debug: false,
            check: false,
            folder: None,
            only: None,
            measured: None,
            filter: None,
        }
    }
}

impl Options {
    /// Reads what was given to `command`.
    pub fn parse(command: &str, mut given: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self::default();
        while let Some(name) = given.next() {
            let mut value = || given.next().ok_or_else(|| anyhow!("{name} wants a value"));
            match (command, name.as_str()) {
                ("serve", "--port") => {
                    options.port = value()?.parse().context("--port wants a number")?;
                }
                ("serve", "--database-url") => options.database_url = Some(value()?),
                ("serve", "--static") => options.is_static = true,
                ("serve", "--debug") => options.debug = true,
                ("export", "--out") => {
                    options.out = Some(std::path::absolute(value()?).context("--out")?);
                }
                ("serve" | "build" | "export", "--config") => {
                    options.config = Some(absolute(Path::new(&value()?))?);
                }
                ("bench", "--only") => options.measured = Some(value()?),
                ("edition", "--check") => options.check = true,
                ("check-json", folder) if options.folder.is_none() => {
                    options.folder = Some(PathBuf::from(folder));
                }
                ("test", "--only") => options.only = Some(part(&value()?)?),
                ("test", filter) if !filter.starts_with('-') && options.filter.is_none() => {
                    options.filter = Some(filter.to_owned());
                }
                _ => bail!("{command} does not know {name:?}; see `cargo xtask help`"),
            }
        }
        if options.is_static && options.database_url.is_some() {
            bail!("--static serves no comments: leave it or --database-url out");
        }
        Ok(options)
    }
}

/// The file as seen from where the command was given, since the build runs elsewhere.
fn absolute(file: &Path) -> Result<PathBuf> {
    file.canonicalize()
        .with_context(|| format!("the configuration {} cannot be opened", file.display()))
}

fn part(name: &str) -> Result<Part> {
    Ok(match name {
        "fmt" => Part::Format,
        "clippy" => Part::Lints,
        "native" => Part::Native,
        "browser" => Part::Browser,
        _ => bail!("--only wants fmt, clippy, native or browser, not {name:?}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        let mut words = line.split_whitespace().map(str::to_owned);
        let command = words.next().unwrap();
        Options::parse(&command, words)
    }

    #[test]
    fn options_are_read() {
        let serve = parse("serve --static --port 9000 --debug").unwrap();
        assert!(serve.port == 9000 && serve.debug && serve.is_static);
        let serve = parse("serve --database-url postgres://db/news").unwrap();
        assert_eq!(serve.database_url.as_deref(), Some("postgres://db/news"));
        let test = parse("test --only native threading").unwrap();
        assert_eq!(test.only, Some(Part::Native));
        assert_eq!(test.filter.as_deref(), Some("threading"));
        assert!(parse("edition --check").unwrap().check);
    }

    #[test]
    fn what_means_nothing_is_refused_by_name() {
        for (line, expected) in [
            ("serve --prot 1", "--prot"),
            ("serve --port", "--port wants a value"),
            ("serve --port many", "--port wants a number"),
            ("serve --static --database-url x", "--database-url"),
            ("test --only wasm", "\"wasm\""),
            ("test one two", "\"two\""),
            ("build --debug", "--debug"),
            ("build --config no/such/file.json", "no/such/file.json"),
        ] {
            let problem = format!("{:#}", parse(line).unwrap_err());
            assert!(problem.contains(expected), "{problem}");
        }
    }
}

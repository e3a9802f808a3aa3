//! The command line.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use broadsheet_server::Options;
use tracing::Level;

/// What the command line may say.
pub const USAGE: &str = "\
usage: broadsheet-server [--dist FOLDER] [--port N] [--listen ADDRESS] [--announce]

  --dist FOLDER             serve the built site in FOLDER; without it the comments alone
  --static                  serve the site alone, as files, without comments
  --no-rendering            send the page as it was built, for the program to fill
  --pages-memory MB         memory for rendered pages, 64
  --api-only                serve the comments alone, whatever --dist says
  --new-history             the comments' database was put back from a copy: have every reader ask
                            for all of it, and end; no server may run on it meanwhile
  --export FOLDER           write the site with all its pages to FOLDER, as files, and end
  --port N                  8080
  --listen ADDRESS          127.0.0.1
  --announce                print the address once it is open
  --warnings                log only what is wrong
  --quiet                   no log

comments:
  --data FILE               SQLite file, broadsheet.sqlite; DATABASE_URL may name postgres://...
  --seed FOLDER             an edition, whose discussions are taken in once and whose documents
                            are served below /api/; edition/ in the site's folder if there is one
  --admin-token-file FILE   the moderators' token; or BROADSHEET_ADMIN_TOKEN
  --words FILE              words that send a comment to approval, one a line
  --links N                 links that a comment may have, 2; with more it awaits approval
  --premoderate             every comment awaits approval
  --trust-proxy             the reader's address is the last of X-Forwarded-For
  --allow-origin URL        a site on another host that may call; may be repeated
  --unlimited               no limits on how often one address may do what, or on its streams";

/// The memory for rendered pages, in bytes: some 600 of them.
const PAGES_MEMORY: u64 = 64 << 20;

/// What to do.
#[derive(Debug)]
pub struct Command {
    pub options: Options,
    pub listen: IpAddr,
    pub port: u16,
    pub announce: bool,
    pub export: Option<PathBuf>,
    pub new_history: bool,
    /// The least that is logged; none where there is no log.
    pub log: Option<Level>,
}

/// What the arguments say before they are put together.
struct Said {
    command: Command,
    data: Option<String>,
    files_alone: bool,
    comments_alone: bool,
}

impl Command {
    /// Reads the arguments and, by `env`, the environment; none where only help is wanted.
    pub fn read(
        mut given: impl Iterator<Item = String>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>> {
        let command = Self {
            options: Options { rendered: Some(PAGES_MEMORY), ..Options::default() },
            listen: Ipv4Addr::LOCALHOST.into(),
            port: 8080,
            announce: false,
            export: None,
            new_history: false,
            log: Some(Level::INFO),
        };
        let mut said = Said { command, data: None, files_alone: false, comments_alone: false };
        while let Some(name) = given.next() {
            if matches!(name.as_str(), "--help" | "-h") {
                return Ok(None);
            }
            let mut value = || given.next().ok_or_else(|| anyhow!("{name} wants a value"));
            said.take(&name, &mut value)?;
        }
        said.command(env).map(Some)
    }
}

impl Said {
    fn take(&mut self, name: &str, value: &mut dyn FnMut() -> Result<String>) -> Result<()> {
        let command = &mut self.command;
        let options = &mut command.options;
        match name {
            "--dist" => options.dist = Some(value()?.into()),
            "--static" => self.files_alone = true,
            "--export" => command.export = Some(value()?.into()),
            "--new-history" => command.new_history = true,
            "--no-rendering" => options.rendered = None,
            "--pages-memory" => {
                let megabytes: u64 = value()?.parse().context("--pages-memory wants a number")?;
                options.rendered = Some(megabytes << 20);
            }
            "--api-only" => self.comments_alone = true,
            "--port" => command.port = value()?.parse().context("--port wants a number")?,
            "--listen" => {
                command.listen = value()?.parse().context("--listen wants an IP address")?;
            }
            "--announce" => command.announce = true,
            "--warnings" => command.log = command.log.and(Some(Level::WARN)),
            "--quiet" => command.log = None,
            "--data" => self.data = Some(value()?),
            "--seed" => options.seed = Some(value()?.into()),
            "--admin-token-file" => options.admin_token = Some(token(&value()?)?),
            "--words" => options.words = read(&value()?)?,
            "--links" => options.links = value()?.parse().context("--links wants a number")?,
            "--premoderate" => options.premoderate = true,
            "--trust-proxy" => options.trust_proxy = true,
            "--allow-origin" => options.allow_origins.push(value()?),
            "--unlimited" => options.rates = None,
            _ => bail!("{name} is not known\n{USAGE}"),
        }
        Ok(())
    }

    fn command(self, env: impl Fn(&str) -> Option<String>) -> Result<Command> {
        let mut command = self.command;
        let options = &mut command.options;
        if self.files_alone {
            if options.dist.is_none() || self.comments_alone {
                bail!("--static wants --dist FOLDER, and not --api-only");
            }
            // Of files there is nothing to tell but what is wrong.
            command.log = command.log.and(Some(Level::WARN));
            options.rendered = None;
            return Ok(command);
        }
        if options.seed.is_none() {
            options.seed = options.dist.as_deref().and_then(edition_in);
        }
        if self.comments_alone {
            options.dist = None;
        }
        let named = self.data.or_else(|| env("DATABASE_URL").filter(|url| !url.is_empty()));
        options.data = Some(named.unwrap_or_else(|| "broadsheet.sqlite".to_owned()));
        if options.admin_token.is_none() {
            options.admin_token = env("BROADSHEET_ADMIN_TOKEN");
        }
        Ok(command)
    }
}

fn edition_in(dist: &Path) -> Option<PathBuf> {
    let folder = dist.join("edition");
    folder.join("articles").is_dir().then_some(folder)
}

fn token(path: &str) -> Result<String> {
    let token = read(path)?.trim().to_owned();
    if token.is_empty() {
        bail!("there is no token in {path}");
    }
    Ok(token)
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{path} cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(line: &str) -> Result<Option<Command>> {
        Command::read(line.split_whitespace().map(str::to_owned), |_| None)
    }

    #[test]
    fn without_a_word_there_are_comments_in_a_file() {
        let command = command("").unwrap().unwrap();
        assert_eq!(command.options.data.as_deref(), Some("broadsheet.sqlite"));
        assert!(command.options.dist.is_none());
        assert!(command.options.rates.is_some());
        assert!(command.listen.is_loopback());
    }

    #[test]
    fn files_alone_have_no_database() {
        let command = command("--static --dist dist --port 9").unwrap().unwrap();
        assert_eq!((command.options.data, command.port), (None, 9));
        assert_eq!(command.log, Some(Level::WARN));
    }

    #[test]
    fn the_environment_names_a_database_and_the_moderators_token() {
        let env = |name: &str| match name {
            "DATABASE_URL" => Some("postgres://db/x".to_owned()),
            "BROADSHEET_ADMIN_TOKEN" => Some("token".to_owned()),
            _ => None,
        };
        let given = ["--api-only", "--dist", "dist", "--allow-origin", "https://news.example"];
        let command = Command::read(given.map(str::to_owned).into_iter(), env).unwrap().unwrap();
        assert_eq!(command.options.data.as_deref(), Some("postgres://db/x"));
        assert_eq!(command.options.admin_token.as_deref(), Some("token"));
        assert_eq!(command.options.allow_origins, ["https://news.example"]);
        assert!(command.options.dist.is_none());
    }

    #[test]
    fn the_log_is_whole_or_warnings_or_none() {
        for (line, log) in [
            ("", Some(Level::INFO)),
            ("--warnings", Some(Level::WARN)),
            ("--quiet --warnings", None),
            ("--warnings --quiet", None),
            ("--static --dist dist --quiet", None),
        ] {
            assert_eq!(command(line).unwrap().unwrap().log, log, "{line}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for line in ["--port", "--port x", "--nonsense", "--static", "--listen here"] {
            assert!(command(line).is_err(), "{line}");
        }
        assert!(command("--help").unwrap().is_none());
    }
}

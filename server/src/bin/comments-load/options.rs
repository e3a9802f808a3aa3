//! The command line.

use std::net::SocketAddr;

use anyhow::{Context, Result, anyhow, bail};

const USAGE: &str = "\
usage: comments-load [--server ADDRESS:PORT] [--article SLUG] [--streams N] [--posts N]
                     [--seconds N] [--sources N] [--pid PID] [--saturate]

  --server    127.0.0.1:8080
  --article   alaska-summit
  --streams   readers, 10000
  --posts     comments a second, 10
  --seconds   how long they are posted, 30
  --sources   addresses 127.0.0.1, 127.0.0.2, ... that the readers come from, 4
  --pid       the server's process, whose memory and CPU time are read from /proc
  --saturate  raise the rate until p99 is over 250 ms or something is lost";

/// What to do to which server.
#[derive(Clone, Debug)]
pub struct Options {
    pub server: SocketAddr,
    pub article: String,
    pub streams: usize,
    pub rate: u32,
    pub seconds: u32,
    pub sources: u8,
    pub pid: Option<u32>,
    pub saturate: bool,
}

impl Options {
    pub fn read(mut given: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            server: SocketAddr::from(([127, 0, 0, 1], 8080)),
            article: "alaska-summit".to_owned(),
            streams: 10_000,
            rate: 10,
            seconds: 30,
            sources: 4,
            pid: None,
            saturate: false,
        };
        while let Some(name) = given.next() {
            let mut value = || given.next().ok_or_else(|| anyhow!("{name} wants a value"));
            match name.as_str() {
                "--server" => options.server = value()?.parse().context("--server")?,
                "--article" => options.article = value()?,
                "--streams" => options.streams = value()?.parse().context("--streams")?,
                "--posts" => options.rate = value()?.parse().context("--posts")?,
                "--seconds" => options.seconds = value()?.parse().context("--seconds")?,
                "--sources" => options.sources = value()?.parse().context("--sources")?,
                "--pid" => options.pid = Some(value()?.parse().context("--pid")?),
                "--saturate" => options.saturate = true,
                _ => bail!("{name} is not known\n{USAGE}"),
            }
        }
        if options.streams == 0 || options.rate == 0 || options.sources == 0 {
            bail!("there must be one of everything at least\n{USAGE}");
        }
        Ok(options)
    }
}

//! The process between a journey and Chromium.

use std::ffi::OsString;
use std::process::Stdio;

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Result, wait};

/// A chromedriver on a port of its own, ended when dropped.
#[derive(Debug)]
pub(super) struct Driver {
    _process: Child,
    port: u16,
}

impl Driver {
    /// Starts it, and waits until it listens. It chooses a free port and then takes it, twice, once a
    /// version of IP: another process may be quicker, so that it ends before it has begun.
    pub(super) async fn start() -> Result<Self> {
        let mut tries = 0;
        loop {
            tries += 1;
            match Self::start_once().await {
                Err(_) if tries < 5 => {}
                started => return started,
            }
        }
    }

    async fn start_once() -> Result<Self> {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or(OsString::from("chromedriver"));
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let output = process.stdout.take().context("chromedriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let said = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(port) = port_in(&line) {
                    return Ok(port);
                }
            }
            bail!("chromedriver ended before it listened")
        };
        let port = tokio::time::timeout(wait::PATIENCE, said).await??;
        // Its output is read on, or it would stop when the pipe is full.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { _process: process, port })
    }

    /// Where it listens.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// `ChromeDriver was started successfully on port 34567.`
fn port_in(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_in;

    #[test]
    fn the_port_is_read_from_what_the_driver_says() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 34567."), Some(34567));
        assert_eq!(port_in("Starting ChromeDriver 156 on port 0"), None);
    }
}

//! `cargo xtask bench`: what readers wait for and fetch, and what the server bears.

mod lighthouse;
mod pages;

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::options::Options;
use crate::{browser, build, system};

/// How long the server may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is measured in a browser.
const IN_A_BROWSER: [&str; 3] = ["visits", "paint", "comments"];
/// What is measured of the server.
const OF_THE_SERVER: [&str; 3] = ["pages", "lighthouse", "server"];

/// Builds all of it as it is deployed, and measures: the site in a browser, the server under load.
pub fn run(options: &Options) -> Result<()> {
    let only = options.measured.as_deref();
    let is_known = |part: &str| IN_A_BROWSER.contains(&part) || OF_THE_SERVER.contains(&part);
    if let Some(part) = only.filter(|part| !is_known(part)) {
        bail!("nothing is called {part:?}; `cargo xtask help` lists what is measured");
    }
    build::run(&Options::default(), &build::tested())?;
    if only.is_none_or(|part| IN_A_BROWSER.contains(&part)) {
        let mut measuring = Command::new("cargo");
        measuring
            .args(["run", "--quiet", "--profile", "native"])
            .args(["--package", "journeys", "--bin", "bench", "--"])
            .args(only.into_iter().flat_map(|part| ["--only", part]))
            .envs(browser::environment()?);
        system::run(&mut measuring)?;
    }
    if only.is_some_and(|part| IN_A_BROWSER.contains(&part)) {
        return Ok(());
    }
    let mut building = Command::new("cargo");
    building.args(["build", "--quiet", "--profile", "native", "--package", "broadsheet-server"]);
    system::run(&mut building)?;
    if only.is_none_or(|part| part == "pages") {
        pages::run()?;
    }
    if only.is_none_or(|part| part == "lighthouse") {
        lighthouse::run()?;
    }
    if only.is_none_or(|part| part == "server") {
        let server = comments_server()?;
        println!(
            "\nThe comments server on this machine, 10 comments a second to 10,000 open streams\n"
        );
        load(&server, &[])?;
        println!("\nThe same, ever more comments a second, until p99 is over 250 ms\n");
        load(&server, &["--seconds", "10", "--saturate"])?;
    }
    Ok(())
}

/// A missed aim is a figure, not a failure of the measuring.
fn load(server: &Running, arguments: &[&str]) -> Result<()> {
    let mut loading = Command::new(program("comments-load")?);
    loading.args(["--server", &format!("127.0.0.1:{}", server.port)]).args(arguments);
    if Path::new("/proc/self/status").exists() {
        loading.args(["--pid", &server.process.id().to_string()]);
    }
    loading.status().context("comments-load cannot be run")?;
    Ok(())
}

/// A program of the profile `native`, where cargo has put it.
fn program(name: &str) -> Result<PathBuf> {
    let mut asking = Command::new("cargo");
    asking.args(["metadata", "--format-version", "1", "--no-deps"]).current_dir(system::root());
    let printed = system::output(&mut asking).context("`cargo metadata` cannot be run")?;
    Ok(target_in(&printed)?.join("native").join(name))
}

/// The folder that cargo builds into, as its metadata says.
fn target_in(metadata: &str) -> Result<PathBuf> {
    let metadata: Value = serde_json::from_str(metadata).context("`cargo metadata`")?;
    let folder = metadata["target_directory"].as_str().map(PathBuf::from);
    folder.context("`cargo metadata` does not say where cargo puts programs")
}

/// The server with the built-in edition's comments and a fresh database.
fn comments_server() -> Result<Running> {
    let data = system::root().join("target/bench.sqlite");
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", data.display()));
    }
    let port = free_port()?;
    let mut server = Command::new(program("broadsheet-server")?);
    server
        .args(["--api-only", "--unlimited", "--quiet", "--port", &port.to_string()])
        .arg("--seed")
        .arg(system::root().join("public/edition"))
        .arg("--data")
        .arg(&data)
        .stdout(Stdio::null());
    Running::start(server, port)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// A server, until dropped.
struct Running {
    process: Child,
    port: u16,
}

impl Running {
    /// Starts it, and waits until it can be reached at the port that it was given.
    fn start(mut command: Command, port: u16) -> Result<Self> {
        let line = system::describe(&command);
        let process = command.spawn().with_context(|| format!("`{line}` cannot be started"))?;
        let mut server = Self { process, port };
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if let Some(ended) = server.process.try_wait()? {
                bail!("`{line}` ended at once: {ended}");
            }
            if began.elapsed() > PATIENCE {
                bail!("`{line}` did not start within {PATIENCE:?}");
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// The most memory that it has had, in MB; none where the system keeps no `/proc`.
    fn most_memory(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes / 1_024.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Asked rather than killed: nginx has children of its own.
        let asked = system::output(Command::new("kill").arg(self.process.id().to_string()));
        if asked.is_none() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_where_cargo_puts_them() {
        let metadata = r#"{"packages": [], "target_directory": "/srv/target"}"#;
        assert_eq!(target_in(metadata).unwrap(), Path::new("/srv/target"));
        assert!(target_in("{}").is_err());
        assert!(program("server").unwrap().ends_with("native/server"));
    }
}

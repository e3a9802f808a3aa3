//! `cargo xtask bench`: what readers wait for and fetch, and what the comments server bears.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::options::Options;
use crate::{browser, build, system};

/// How long the server may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// Builds all of it as it is deployed, and measures: the site in a browser, the server under load.
pub fn run() -> Result<()> {
    build::run(&Options::default())?;
    let mut measuring = Command::new("cargo");
    measuring
        .args(["run", "--quiet", "--profile", "native"])
        .args(["--package", "journeys", "--bin", "bench"])
        .envs(browser::environment()?);
    system::run(&mut measuring)?;
    let mut building = Command::new("cargo");
    building.args(["build", "--quiet", "--profile", "native", "--package", "broadsheet-server"]);
    system::run(&mut building)?;
    let server = Server::start()?;
    println!(
        "\nThe comments server on this machine, 10 comments a second to 10,000 open streams\n"
    );
    load(&server, &[])?;
    println!("\nThe same, ever more comments a second, until p99 is over 250 ms\n");
    load(&server, &["--seconds", "10", "--saturate"])
}

/// A missed aim is a figure, not a failure of the measuring.
fn load(server: &Server, arguments: &[&str]) -> Result<()> {
    let mut loading = Command::new(program("comments-load"));
    loading
        .args(["--server", &format!("127.0.0.1:{}", server.port)])
        .args(["--pid", &server.process.id().to_string()])
        .args(arguments);
    loading.status().context("comments-load cannot be run")?;
    Ok(())
}

fn program(name: &str) -> std::path::PathBuf {
    system::root().join("target/native").join(name)
}

/// The server with the built-in edition and a fresh database, until dropped.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start() -> Result<Self> {
        let data = system::root().join("target/bench.sqlite");
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", data.display()));
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut server = Command::new(program("broadsheet-server"));
        server
            .args(["--api-only", "--unlimited", "--quiet", "--port", &port.to_string()])
            .arg("--seed")
            .arg(system::root().join("public/edition"))
            .arg("--data")
            .arg(&data)
            .stdout(Stdio::null());
        let process = server.spawn().context("the server cannot be started")?;
        let mut server = Self { process, port };
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if let Some(ended) = server.process.try_wait()? {
                bail!("the server ended at once: {ended}");
            }
            if began.elapsed() > PATIENCE {
                bail!("the server did not start within {PATIENCE:?}");
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

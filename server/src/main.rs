//! `broadsheet-server --dist dist --port 8080`: a built Broadsheet on this machine alone.

use std::env;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use broadsheet_server::{Site, serve};
use tokio::net::TcpListener;

const USAGE: &str = "usage: broadsheet-server [--dist FOLDER] [--port N] [--announce]";

struct Options {
    dist: PathBuf,
    port: u16,
    announce: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("broadsheet-server: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let options = options(env::args().skip(1))?;
    let site = Site::open(&options.dist)
        .with_context(|| format!("there is no built site in {}", options.dist.display()))?;
    // Asked for before the port is open, so that nobody who sees it open can be too early.
    let stop = asked_to_stop()?;
    let listener = listen(options.port).await?;
    if options.announce {
        let address = listener.local_addr()?;
        println!("Broadsheet is at http://{address}/ (Ctrl-C ends it)");
    }
    serve(listener, site, stop).await?;
    Ok(())
}

fn options(mut given: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options { dist: PathBuf::from("dist"), port: 8080, announce: false };
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or_else(|| anyhow!("{name} wants a value"));
        match name.as_str() {
            "--dist" => options.dist = value()?.into(),
            "--port" => options.port = value()?.parse().context("--port wants a number")?,
            "--announce" => options.announce = true,
            _ => bail!("{name} is not known; {USAGE}"),
        }
    }
    Ok(options)
}

async fn listen(port: u16) -> Result<TcpListener> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|problem| match problem.kind() {
        ErrorKind::AddrInUse => {
            anyhow!("port {port} is in use; name another one with --port N")
        }
        _ => anyhow!("{address} cannot be listened on: {problem}"),
    })
}

/// Resolves on Ctrl-C, when the terminal closes and when a supervisor asks for an end.
#[cfg(unix)]
fn asked_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}

/// Resolves on Ctrl-C.
#[cfg(not(unix))]
fn asked_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

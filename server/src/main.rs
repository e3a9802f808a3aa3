//! `broadsheet-server`: a built Broadsheet and its comments, in one program.

mod options;

use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use broadsheet_server::rendered::export::{Exported, export};
use broadsheet_server::{App, forget_history};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::TcpListener;

use options::{Command, USAGE};

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
    let Some(command) = Command::read(std::env::args().skip(1), |name| std::env::var(name).ok())?
    else {
        println!("{USAGE}");
        return Ok(());
    };
    if let Some(level) = command.log {
        let log = tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false);
        log.with_max_level(level).init();
    }
    if let Some(out) = &command.export {
        let dist = command.options.dist.as_deref().context("--export wants --dist FOLDER")?;
        let Exported { pages, written, removed, poorer } = export(dist, out).await?;
        let out = out.display();
        println!("{pages} pages and feeds in {out}; {written} files written, {removed} removed");
        if poorer > 0 {
            println!(
                "{poorer} stories without comments that could not be had: those of an earlier export are \
                 left as they are, the others let the program ask. Export again to have them"
            );
        }
        return Ok(());
    }
    if command.new_history {
        let data = command.options.data.as_deref().context("--new-history wants a database")?;
        forget_history(data).await?;
        println!("Another history begins in {}", named(data));
        return Ok(());
    }
    allow_many_connections();
    let app = App::open(command.options).await?;
    // Asked for before the port is open, so that nobody who sees it open can be too early.
    let stop = asked_to_stop()?;
    let listener = listen(command.listen, command.port).await?;
    if command.announce {
        let address = listener.local_addr()?;
        println!("Broadsheet is at http://{address}/ (Ctrl-C ends it)");
    }
    app.serve(listener, stop).await;
    Ok(())
}

/// A database's name, without the password that its address may have.
fn named(address: &str) -> &str {
    address.rsplit('@').next().unwrap_or_default()
}

/// Each reader of a stream holds a socket: as many as the system lets this user have.
fn allow_many_connections() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where that is not allowed the usual number must do.
    let _ = setrlimit(Resource::Nofile, limit);
}

async fn listen(address: IpAddr, port: u16) -> Result<TcpListener> {
    let address = SocketAddr::from((address, port));
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

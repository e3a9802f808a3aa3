//! `cargo xtask serve`: the site on this machine, until Ctrl-C.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::options::Options;
use crate::{build, system};

/// Builds the site and hands over to the server, which says where it is.
pub fn run(options: &Options) -> Result<ExitCode> {
    check_port(options.port)?;
    build::run(options)?;
    system::run(Command::new("cargo").args(["build", "--package", "broadsheet-server"]))?;
    let mut server = Command::new("cargo");
    server
        .args(["run", "--quiet", "--package", "broadsheet-server", "--", "--announce"])
        .args(["--port", &options.port.to_string()])
        .arg("--dist")
        .arg(build::dist())
        .current_dir(system::root());
    if options.is_static {
        server.arg("--static");
    } else {
        // Beside the build, so that a clean build begins with the built-in discussions again.
        server.arg("--quiet");
        if std::env::var_os("DATABASE_URL").is_none() {
            server.arg("--data").arg(system::root().join("target/broadsheet.sqlite"));
        }
    }
    become_server(server)
}

/// Nobody should wait for a build to learn that the port is taken.
fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Err(problem) if problem.kind() == ErrorKind::AddrInUse => {
            bail!("port {port} is in use; choose another with `cargo xtask serve --port N`")
        }
        Err(problem) => bail!("port {port} cannot be used: {problem}"),
        Ok(_) => Ok(()),
    }
}

/// This process becomes the server, so that whoever ends it ends the server, by whatever signal.
#[cfg(unix)]
fn become_server(mut server: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(server.exec()).map_err(|problem| anyhow::anyhow!("the server cannot start: {problem}"))
}

#[cfg(not(unix))]
fn become_server(mut server: Command) -> Result<ExitCode> {
    let ended = server.status()?;
    Ok(if ended.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_one_sentence() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let problem = check_port(port).unwrap_err().to_string();
        assert!(problem.starts_with(&format!("port {port} is in use;")), "{problem}");
    }
}

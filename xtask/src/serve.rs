//! `cargo xtask serve`: the site on this machine, until Ctrl-C.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::options::Options;
use crate::{build, system};

/// Where the server looks for its database; a shell may have it for another program.
const DATABASE: &str = "DATABASE_URL";
/// The comments' database of this machine: beside the build, so that a clean build begins with the built-in
/// discussions again.
const DATABASE_FILE: &str = "target/broadsheet.sqlite";
/// Where the moderators' token of this machine stands, beside its database.
const TOKEN_FILE: &str = "target/moderators-token";

/// Builds the site and hands over to the server, which says where it is.
pub fn run(options: &Options) -> Result<ExitCode> {
    check_port(options.port)?;
    build::run(options, &build::dist())?;
    system::run(Command::new("cargo").args(["build", "--package", "broadsheet-server"]))?;
    let mut server = Command::new("cargo");
    server
        .args(["run", "--quiet", "--package", "broadsheet-server", "--", "--announce"])
        // Whoever maps a backend wants to know which documents can't be read, and of nothing else.
        .arg("--warnings")
        .args(["--port", &options.port.to_string()])
        .arg("--dist")
        .arg(build::dist())
        .current_dir(system::root());
    if options.is_static {
        server.arg("--static");
    } else {
        set_database(&mut server, options.database_url.as_deref());
        if std::env::var_os("BROADSHEET_ADMIN_TOKEN").is_none() {
            let file = system::root().join(TOKEN_FILE);
            moderators_token(&file)?;
            server.arg("--admin-token-file").arg(file);
            let page = format!("http://127.0.0.1:{}/moderation", options.port);
            eprintln!("Moderators sign in at {page} with the token in {TOKEN_FILE}.");
        }
    }
    become_server(server)
}

/// The server brings its database up to date, which nobody asked for of one that a shell happens to name: only
/// what is given here is taken. It goes by the environment, since it may hold a password, and a command line
/// is for all to see.
fn set_database(server: &mut Command, given: Option<&str>) {
    if let Some(url) = given {
        server.env(DATABASE, url);
        return;
    }
    server.env_remove(DATABASE).arg("--data").arg(system::root().join(DATABASE_FILE));
    if std::env::var_os(DATABASE).is_some_and(|url| !url.is_empty()) {
        eprintln!(
            "{DATABASE} is set and left alone: the comments are in {DATABASE_FILE}; --database-url takes another."
        );
    }
}

/// Makes the moderators' token of this machine where there is none: 32 hexadecimal digits.
fn moderators_token(file: &Path) -> Result<()> {
    if fs::metadata(file).is_ok_and(|file| file.len() > 0) {
        return Ok(());
    }
    // The standard library keys each of these with the system's own randomness.
    let random = || RandomState::new().hash_one(std::process::id());
    let token = format!("{:016x}{:016x}\n", random(), random());
    fs::write(file, token).with_context(|| file.display().to_string())
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
    fn a_database_is_taken_from_the_command_alone() {
        let set = |given| {
            let mut server = Command::new("server");
            set_database(&mut server, given);
            let named = server.get_envs().find(|(name, _)| *name == DATABASE);
            let named = named.and_then(|(_, url)| url.map(|url| url.to_owned()));
            (named, system::describe(&server))
        };
        let (named, line) = set(None);
        assert!(named.is_none() && line.ends_with(DATABASE_FILE), "{line}");
        let (named, line) = set(Some("postgres://u:secret@db/x"));
        assert_eq!(
            (named.unwrap().to_str(), line.as_str()),
            (Some("postgres://u:secret@db/x"), "server")
        );
    }

    #[test]
    fn the_moderators_token_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        moderators_token(&file).unwrap();
        let made = fs::read_to_string(&file).unwrap();
        assert_eq!(made.trim().len(), 32);
        moderators_token(&file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), made);
    }

    #[test]
    fn a_port_in_use_is_one_sentence() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let problem = check_port(port).unwrap_err().to_string();
        assert!(problem.starts_with(&format!("port {port} is in use;")), "{problem}");
    }
}

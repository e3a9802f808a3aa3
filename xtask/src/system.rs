//! The machine: its programs, its folders.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The top of the repository.
pub fn root() -> PathBuf {
    // Cargo says where the package is now; a copied target folder would tell where it was.
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    match package.parent() {
        Some(root) => root.to_owned(),
        None => package,
    }
}

/// Where all clones on this machine keep what was fetched or compiled once.
pub fn cache() -> Result<PathBuf> {
    let folder = |name: &str| {
        let value = env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    let base = folder("XDG_CACHE_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| Some(folder("HOME")?.join(".cache")))
        .context("neither XDG_CACHE_HOME nor HOME says where a cache may be kept")?;
    Ok(base.join("broadsheet"))
}

/// Where cargo keeps the sources of what it compiles.
pub fn cargo_home() -> Result<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    let folder = named.or_else(|| Some(env::home_dir()?.join(".cargo")));
    folder.context("neither CARGO_HOME nor HOME says where cargo keeps its sources")
}

/// A program found on `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|candidate| is_program(candidate))
}

/// A server's program, which may stand where only root's `PATH` leads.
pub fn find_server(program: &str) -> Option<PathBuf> {
    let own = || ["/usr/sbin", "/usr/local/sbin"].map(|folder| Path::new(folder).join(program));
    find(program).or_else(|| own().into_iter().find(|candidate| is_program(candidate)))
}

/// Whether whoever runs this is the superuser.
pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// Runs a command at the top of the repository, its output shown; says what failed, and how.
pub fn run(command: &mut Command) -> Result<()> {
    let line = describe(command);
    let status = command
        .current_dir(root())
        .status()
        .with_context(|| format!("`{line}` cannot be started"))?;
    if !status.success() {
        bail!("`{line}` ended with {status}");
    }
    Ok(())
}

/// What a command prints, if it can be started and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let done = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let printed = String::from_utf8_lossy(&done.stdout).into_owned();
    done.status.success().then_some(printed)
}

/// The command as one would type it.
pub fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }

    #[test]
    fn a_failing_command_is_named() {
        let problem =
            run(Command::new("cargo").arg("no-such-command").stderr(Stdio::null())).unwrap_err();
        assert!(problem.to_string().starts_with("`cargo no-such-command` ended with"));
        let problem = run(&mut Command::new("no-such-program-at-all")).unwrap_err();
        assert!(problem.to_string().contains("cannot be started"));
    }

    #[test]
    fn programs_are_looked_for_on_the_path() {
        assert!(find("cargo").is_some());
        assert!(find("no-such-program-at-all").is_none());
    }
}

//! What the browser tests are given: the built site, Chromium, its driver, the accessibility
//! checker.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::packages::{self, Wanted};
use crate::{build, system};

/// axe-core, which the tests inject into the pages; a new version finds new things, and must not
/// turn a passing site into a failing one overnight.
const CHECKER: &str = "axe-core";
const CHECKER_VERSION: &str = "4.14.1";

const CHROMIUM: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const CHROMEDRIVER: [&str; 1] = ["chromedriver"];
const ON_A_MAC: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// What the system has to be given before the browser tests can run.
pub fn missing() -> Result<Vec<Wanted>> {
    let mut missing = Vec::new();
    if chromium()?.is_none() || driver()?.is_none() {
        missing.push(Wanted::Browser);
    }
    if !checker_script()?.is_file() && system::find("npm").is_none() {
        missing.push(Wanted::Npm);
    }
    Ok(missing)
}

/// The environment in which the browser tests run; what is missing is installed first.
pub fn environment() -> Result<Vec<(&'static str, PathBuf)>> {
    let missing = missing()?;
    if !missing.is_empty() {
        packages::install(&missing)?;
    }
    let elsewhere = |variable: &str| {
        format!("it was installed, but is not on PATH: name the program in {variable}")
    };
    Ok(vec![
        ("BROADSHEET_DIST", build::tested()),
        ("CHROMIUM", chromium()?.with_context(|| elsewhere("CHROMIUM"))?),
        ("CHROMEDRIVER", driver()?.with_context(|| elsewhere("CHROMEDRIVER"))?),
        ("BROADSHEET_AXE", checker()?),
    ])
}

fn chromium() -> Result<Option<PathBuf>> {
    let application = || ON_A_MAC.iter().map(PathBuf::from).find(|program| program.is_file());
    Ok(chosen("CHROMIUM", &CHROMIUM)?.or_else(application))
}

fn driver() -> Result<Option<PathBuf>> {
    chosen("CHROMEDRIVER", &CHROMEDRIVER)
}

/// The program that the environment names, else the first of `names` on `PATH`.
fn chosen(variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    match env::var_os(variable).filter(|named| !named.is_empty()) {
        Some(named) => program_named(variable, Path::new(&named)).map(Some),
        None => Ok(names.iter().find_map(|name| system::find(name))),
    }
}

/// The program as seen from anywhere, since the tests run elsewhere.
fn program_named(variable: &str, program: &Path) -> Result<PathBuf> {
    if !program.is_file() {
        bail!(
            "{variable} names {}, and there is no such file: name a program by its path, or unset {variable}",
            program.display()
        );
    }
    Ok(std::path::absolute(program)?)
}

/// Where the accessibility checker's script is kept.
fn checker_script() -> Result<PathBuf> {
    Ok(system::cache()?.join(format!("{CHECKER}-{CHECKER_VERSION}/axe.min.js")))
}

/// The accessibility checker's script, fetched once for all clones.
fn checker() -> Result<PathBuf> {
    let script = checker_script()?;
    if !script.is_file() {
        fetch_checker(&script)
            .with_context(|| format!("{CHECKER} {CHECKER_VERSION} cannot be fetched"))?;
    }
    Ok(script)
}

fn fetch_checker(script: &Path) -> Result<()> {
    let folder = script.parent().context("no folder for it")?;
    fs::create_dir_all(folder)?;
    eprintln!("Fetching {CHECKER} {CHECKER_VERSION}, once for all clones on this machine.");
    // npm compares the package with the checksum that its registry states.
    let mut packing = Command::new("npm");
    packing
        .args(["pack", "--silent", "--pack-destination"])
        .arg(folder)
        .arg(format!("{CHECKER}@{CHECKER_VERSION}"));
    system::run(&mut packing)?;
    let package = folder.join(format!("{CHECKER}-{CHECKER_VERSION}.tgz"));
    let mut unpacking = Command::new("tar");
    unpacking.arg("-xzf").arg(&package).arg("-C").arg(folder).arg("package/axe.min.js");
    system::run(&mut unpacking)?;
    // Moved last, so that a script which is there is whole.
    fs::rename(folder.join("package/axe.min.js"), script)?;
    fs::remove_file(&package)?;
    fs::remove_dir(folder.join("package"))?;
    if !fs::read_to_string(script)?.contains(CHECKER_VERSION) {
        bail!("{} is of another version", script.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        let problem = program_named("CHROMIUM", Path::new("no/such/chrome")).unwrap_err();
        assert!(problem.to_string().starts_with("CHROMIUM names no/such/chrome, and there"));
        let own = env::current_exe().unwrap();
        assert_eq!(program_named("CHROMIUM", &own).unwrap(), own);
    }
}

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

/// The environment in which the browser tests run; what is missing is installed first.
pub fn environment() -> Result<Vec<(&'static str, PathBuf)>> {
    if chromium().is_none() || driver().is_none() {
        packages::install(Wanted::Browser)?;
    }
    Ok(vec![
        ("BROADSHEET_DIST", build::tested()),
        ("CHROMIUM", chromium().context("Chromium was installed, but is not on PATH")?),
        ("CHROMEDRIVER", driver().context("chromedriver was installed, but is not on PATH")?),
        ("BROADSHEET_AXE", checker()?),
    ])
}

fn chromium() -> Option<PathBuf> {
    let application = || ON_A_MAC.iter().map(PathBuf::from).find(|program| program.is_file());
    chosen("CHROMIUM", &CHROMIUM).or_else(application)
}

fn driver() -> Option<PathBuf> {
    chosen("CHROMEDRIVER", &CHROMEDRIVER)
}

/// The program that the environment names, else the first of `names` on `PATH`.
fn chosen(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let named = env::var_os(variable).map(PathBuf::from).filter(|program| program.is_file());
    named.or_else(|| names.iter().find_map(|name| system::find(name)))
}

/// The accessibility checker's script, fetched once for all clones.
fn checker() -> Result<PathBuf> {
    let folder = system::cache()?.join(format!("{CHECKER}-{CHECKER_VERSION}"));
    let script = folder.join("axe.min.js");
    if !script.is_file() {
        fetch_checker(&folder, &script)
            .with_context(|| format!("{CHECKER} {CHECKER_VERSION} cannot be fetched"))?;
    }
    Ok(script)
}

fn fetch_checker(folder: &Path, script: &Path) -> Result<()> {
    if system::find("npm").is_none() {
        packages::install(Wanted::Npm)?;
    }
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

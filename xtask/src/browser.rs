//! What the browser tests are given: the built site, Chromium, its driver, the accessibility
//! checker.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::npm::Packages;
use crate::packages::{self, Wanted};
use crate::{build, system};

/// The accessibility checker, which the tests inject into the pages.
const AXE: Packages = Packages { name: "axe-core", packages: &[("axe-core", "4.14.1")] };

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
    missing.extend(AXE.missing()?);
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
        ("BROADSHEET_AXE", AXE.folder()?.join("axe-core/axe.min.js")),
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

//! `cargo xtask check-json DIR`: a newsroom's own folder of JSON against the schemas.

use std::path::Path;

use anyhow::{Context, Result};

/// Prints what is wrong in each file of a folder, with its path in the JSON.
#[cfg(feature = "check-json")]
pub fn check(dir: &Path) -> Result<()> {
    let dir = dir.canonicalize().with_context(|| dir.display().to_string())?;
    super::schemas::report(&dir)
}

/// Runs the tool once more with the validator built in. It takes half a minute to compile on two
/// cores, which nobody should wait for who only wants to see the site.
#[cfg(not(feature = "check-json"))]
pub fn check(dir: &Path) -> Result<()> {
    let dir = dir.canonicalize().with_context(|| dir.display().to_string())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = std::process::Command::new(cargo)
        .args(["run", "--quiet", "--package", "xtask", "--features", "check-json", "--"])
        .arg("check-json")
        .arg(dir)
        .current_dir(super::root())
        .status()
        .context("cargo could not be run")?;
    anyhow::ensure!(status.success(), "the folder does not hold to the schemas");
    Ok(())
}

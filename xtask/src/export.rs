//! `cargo xtask export`: the whole site as files, each page with its story.

use std::process::Command;

use anyhow::{Context, Result};

use crate::options::Options;
use crate::{build, system};

/// Builds the site, and has the server write its pages.
pub fn run(options: &Options) -> Result<()> {
    let out = options.out.as_ref().context("export wants --out FOLDER")?;
    // A host of files has no comments but those in files, unless a configuration says otherwise.
    let is_static = options.config.is_none();
    build::run(
        &Options { config: options.config.clone(), is_static, ..Options::default() },
        &build::dist(),
    )?;
    let mut exporting = Command::new("cargo");
    exporting
        .args(["run", "--quiet", "--package", "broadsheet-server", "--", "--static", "--dist"])
        .arg(build::dist())
        .arg("--export")
        .arg(out)
        .current_dir(system::root());
    system::run(&mut exporting)
}

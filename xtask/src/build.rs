//! The built site: Trunk's folder, the deployer's configuration, the compressed copies.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::config::{self, Config};
use crate::options::Options;
use crate::{compress, system, tools};

/// The folder that the site is built into.
pub fn dist() -> PathBuf {
    system::root().join("dist")
}

/// Builds the site into `dist/`.
pub fn run(options: &Options) -> Result<()> {
    // Read first: nobody should wait for a build to learn of a wrong key.
    let config = options.config.as_deref().map(read_config).transpose()?;
    let path = tools::path()?;
    // Trunk is kept from downloading, and with it the cargo that it runs.
    let target = ["fetch", "--target", "wasm32-unknown-unknown"];
    system::run(Command::new("cargo").args(target))?;
    let mut trunk = Command::new("trunk");
    trunk.arg("build").args(["--offline", "true"]).env("PATH", path);
    if !options.debug {
        eprintln!("Building the site (some minutes the first time).");
        trunk.arg("--release");
    }
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk takes no other value than true or false.
        trunk.env("NO_COLOR", "true");
    }
    system::run(&mut trunk)?;
    configure(config.as_ref())?;
    if !options.debug {
        let count = compress::run(&dist())?;
        eprintln!("The site is in dist/, {count} files of it compressed.");
    }
    Ok(())
}

fn read_config(file: &std::path::Path) -> Result<Config> {
    fs::read_to_string(file)
        .map_err(anyhow::Error::from)
        .and_then(|json| Config::parse(&json))
        .with_context(|| file.display().to_string())
}

/// Writes the configuration into the page, or checks the one that it came with.
fn configure(config: Option<&Config>) -> Result<()> {
    let page = dist().join("index.html");
    let html = fs::read_to_string(&page).context("Trunk wrote no dist/index.html")?;
    match config {
        Some(config) => {
            fs::write(&page, config.write_into(&html)?).context("dist/index.html cannot be written")
        }
        None => config::in_page(&html).map(drop).context("index.html"),
    }
}

//! The built site: Trunk's folder, the deployer's own files and configuration, the compressed copies.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::config::{self, Config};
use crate::options::{Options, PORT};
use crate::{compress, shrink, system, tools};

/// The folder that a deployer's site is built into.
pub fn dist() -> PathBuf {
    system::root().join("dist")
}

/// The folder of the site that is tested and measured. It is another, so that what a deployer has built is
/// not overwritten by the site as it stands in the repository.
pub fn tested() -> PathBuf {
    system::root().join("target/site")
}

/// Builds the site into a folder.
pub fn run(options: &Options, dist: &Path) -> Result<()> {
    // Read first: nobody should wait for a build to learn of a wrong key.
    let config = match &options.config {
        Some(file) => Some(read_config(file)?),
        None if options.is_static => {
            Some(built_in()?.with_comments_in_files().at_port(options.port))
        }
        // What it hands out of itself must lead to it: links to be shared, feeds, canonical addresses.
        None if options.port != PORT => Some(built_in()?.at_port(options.port)),
        None => None,
    };
    let path = tools::path()?;
    // Trunk is kept from downloading, and with it the cargo that it runs.
    let target = ["fetch", "--target", "wasm32-unknown-unknown"];
    system::run(Command::new("cargo").args(target))?;
    let flags = flags()?.join("\u{1f}");
    // Trunk makes one program after the other, and each ends in a step that keeps one core busy. Made ahead,
    // they are made side by side, and Trunk finds them.
    let mut cargo = Command::new("cargo");
    cargo.args([
        "build",
        "--package",
        "broadsheet",
        "--bins",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", &flags);
    let mut trunk = Command::new("trunk");
    trunk.arg("build").args(["--offline", "true", "--dist"]).arg(dist).env("PATH", path);
    trunk.env("CARGO_ENCODED_RUSTFLAGS", &flags);
    if !options.debug {
        eprintln!("Building the site (some minutes the first time).");
        cargo.arg("--release");
        trunk.arg("--release");
    }
    system::run(&mut cargo)?;
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk takes no other value than true or false.
        trunk.env("NO_COLOR", "true");
    }
    fs::create_dir_all(dist).with_context(|| dist.display().to_string())?;
    system::run(&mut trunk)?;
    configure(config.as_ref(), dist)?;
    if !options.debug {
        shrink::run(dist)?;
    }
    // What Trunk has built has its last names by now: a newsroom's own script is not taken for one of these.
    copy_missing(&system::root().join("public"), dist)?;
    if options.config.is_some() && config.is_some_and(|config| !config.reads_own_edition()) {
        remove_edition(dist)?;
    }
    if !options.debug {
        let count = compress::run(dist)?;
        let folder = dist.strip_prefix(system::root()).unwrap_or(dist).display();
        eprintln!("The site is in {folder}/, {count} files of it compressed.");
    }
    Ok(())
}

/// Copies what stands in a folder and not in the built one: Trunk copies only what `index.html` names, and a
/// newsroom has an `ads.txt` or a `.well-known/` of its own.
fn copy_missing(from: &Path, to: &Path) -> Result<()> {
    let entries =
        fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))?;
    for entry in entries {
        let name = entry?.file_name();
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            fs::create_dir_all(&to).with_context(|| to.display().to_string())?;
            copy_missing(&from, &to)?;
        } else if !to.exists() {
            fs::copy(&from, &to).with_context(|| format!("{} cannot be copied", from.display()))?;
        }
    }
    Ok(())
}

/// Takes the built-in edition out of a site that reads another: the server would take its stories for the
/// newsroom's, and begin their discussions.
fn remove_edition(dist: &Path) -> Result<()> {
    let edition = dist.join("edition");
    if edition.exists() {
        fs::remove_dir_all(&edition)
            .with_context(|| format!("{} cannot be removed", edition.display()))?;
    }
    Ok(())
}

/// The compiler's flags: the program tells no reader where on this machine it was built. What it may
/// have to say of a place in a source file is then also shorter.
fn flags() -> Result<Vec<String>> {
    let sysroot =
        system::output(Command::new("rustc").arg("-vV")).context("rustc cannot be run")?;
    let commit = sysroot.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    let home = system::cargo_home()?;
    Ok(renamed(commit, &home, &system::root()))
}

fn renamed(commit: Option<&str>, cargo: &Path, root: &Path) -> Vec<String> {
    let mut names = vec![(cargo.to_owned(), "cargo"), (root.to_owned(), "")];
    for kind in ["registry/src", "git/checkouts"] {
        let folders = fs::read_dir(cargo.join(kind)).into_iter().flatten().flatten();
        names.extend(folders.map(|folder| (folder.path(), "")));
    }
    names.extend(commit.map(|commit| (Path::new("/rustc").join(commit).join("library"), "")));
    // Where several fit, the last one holds.
    let flag = |(from, to): (PathBuf, &str)| format!("--remap-path-prefix={}={to}", from.display());
    names.into_iter().map(flag).collect()
}

/// The configuration of the page as it stands in the repository.
fn built_in() -> Result<Config> {
    config::in_page(&fs::read_to_string(system::root().join("index.html"))?)
}

fn read_config(file: &std::path::Path) -> Result<Config> {
    fs::read_to_string(file)
        .map_err(anyhow::Error::from)
        .and_then(|json| Config::parse(&json))
        .with_context(|| file.display().to_string())
}

/// Writes the configuration into the page, or checks the one that it came with.
fn configure(config: Option<&Config>, dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).context("Trunk wrote no index.html")?;
    let html = match config {
        Some(config) => {
            let manifest = dist.join("manifest.webmanifest");
            let changed = config.write_into_manifest(&fs::read_to_string(&manifest)?)?;
            fs::write(manifest, changed)?;
            config.write_into(&html)?
        }
        None => {
            config::in_page(&html).context("index.html")?;
            html
        }
    };
    fs::write(&page, without_idle_integrity(&html))
        .with_context(|| format!("{} cannot be written", page.display()))
}

/// The page without the `integrity` of what is preloaded for `fetch`: browsers check it only for
/// scripts and styles, and say so in every reader's console.
fn without_idle_integrity(html: &str) -> String {
    let bare = |tag: &str| match tag.split_once(" integrity=\"") {
        Some((before, rest)) if tag.contains("as=\"fetch\"") => {
            let after = rest.split_once('"').map_or("", |(_, after)| after);
            format!("{before}{after}")
        }
        _ => tag.to_owned(),
    };
    html.split_inclusive('>').map(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_names_no_folder_of_this_machine() {
        let cargo = tempfile::tempdir().unwrap();
        let sources = cargo.path().join("registry/src/index-0123");
        fs::create_dir_all(&sources).unwrap();
        let flags = renamed(Some("abc"), cargo.path(), Path::new("/home/somebody/site"));
        let flag = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
        assert_eq!(flags[0], flag(cargo.path(), "cargo"));
        assert_eq!(flags[1], "--remap-path-prefix=/home/somebody/site=");
        assert_eq!(flags[2], flag(&sources, ""));
    }

    /// A folder with files, each of which says the folder's own name.
    fn folder_with(name: &str, files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, name).unwrap();
        }
        folder
    }

    #[test]
    fn what_a_newsroom_adds_to_public_is_deployed() {
        let own = [
            "robots.txt",
            "ads.txt",
            ".well-known/security.txt",
            "icons/icon.svg",
            "icons/own.png",
        ];
        let public = folder_with("public", &own);
        let dist = folder_with("trunk", &["index.html", "robots.txt", "icons/icon.svg"]);
        copy_missing(public.path(), dist.path()).unwrap();
        for (file, expected) in [
            ("ads.txt", "public"),
            (".well-known/security.txt", "public"),
            ("icons/own.png", "public"),
            ("robots.txt", "trunk"),
            ("icons/icon.svg", "trunk"),
            ("index.html", "trunk"),
        ] {
            assert_eq!(fs::read_to_string(dist.path().join(file)).unwrap(), expected, "{file}");
        }
    }

    #[test]
    fn an_edition_that_nobody_reads_is_not_deployed() {
        let dist = folder_with("trunk", &["index.html", "edition/articles/alaska-summit.json"]);
        remove_edition(dist.path()).unwrap();
        assert!(!dist.path().join("edition").exists());
        assert!(dist.path().join("index.html").exists());
        remove_edition(dist.path()).unwrap();
    }

    #[test]
    fn integrity_stays_where_it_is_checked() {
        let script = r#"<link rel="modulepreload" href="/a.js" integrity="sha384-x">"#;
        let wasm = r#"<link rel="preload" href="/a.wasm" integrity="sha384-y" as="fetch">"#;
        assert_eq!(
            without_idle_integrity(&format!("{script}{wasm}")),
            format!(r#"{script}<link rel="preload" href="/a.wasm" as="fetch">"#)
        );
    }
}

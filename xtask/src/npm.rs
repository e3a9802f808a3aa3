//! Packages of npm that the tests are given.
//!
//! Each has a fixed version: a new one finds new things, and must not turn a passing site into a failing one
//! overnight.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::{Context, Result, bail};

use crate::packages::Wanted;
use crate::system;

/// A package by its name and version.
pub type Package = (&'static str, &'static str);

/// Packages that are kept beside each other, where Node finds what one needs of another; none is installed,
/// and none of their scripts is run.
pub struct Packages {
    /// What the folder's name begins with; the versions follow.
    pub name: &'static str,
    pub packages: &'static [Package],
}

impl Packages {
    /// Their folder, in which each has one of its name; they are fetched once for all clones.
    pub fn folder(&self) -> Result<PathBuf> {
        let folder = self.place()?;
        let missing = self.missing_in(&folder);
        if !missing.is_empty() {
            let names = missing.iter().map(spelled).collect::<Vec<_>>().join(" ");
            eprintln!("Fetching {names}, once for all clones on this machine.");
            fetch(&missing, &folder).with_context(|| format!("{names} cannot be fetched"))?;
        }
        Ok(folder)
    }

    /// What the system has to be given before they can be fetched.
    pub fn missing(&self) -> Result<Option<Wanted>> {
        let is_here = self.missing_in(&self.place()?).is_empty();
        Ok((!is_here && system::find("npm").is_none()).then_some(Wanted::Npm))
    }

    fn place(&self) -> Result<PathBuf> {
        let versions = self.packages.iter().map(|(_, version)| *version);
        let name = [self.name].into_iter().chain(versions).collect::<Vec<_>>().join("-");
        Ok(system::cache()?.join(name).join("node_modules"))
    }

    fn missing_in(&self, folder: &Path) -> Vec<Package> {
        let is_missing = |(name, _): &&Package| !folder.join(name).is_dir();
        self.packages.iter().filter(is_missing).copied().collect()
    }
}

fn fetch(packages: &[Package], folder: &Path) -> Result<()> {
    let unfinished = folder.join(format!(".{}", process::id()));
    // Of another who had this number, as in a container, and broke off.
    let _ = fs::remove_dir_all(&unfinished);
    fs::create_dir_all(&unfinished)?;
    let done = fetch_by(&unfinished, packages, folder);
    let _ = fs::remove_dir_all(&unfinished);
    done
}

fn fetch_by(unfinished: &Path, packages: &[Package], folder: &Path) -> Result<()> {
    // npm compares each package with the checksum that its registry states.
    let mut packing = Command::new("npm");
    packing.args(["pack", "--silent", "--pack-destination"]).arg(unfinished);
    system::run(packing.args(packages.iter().map(spelled)))?;
    for (name, version) in packages {
        let packed = unfinished.join(format!("{name}-{version}.tgz"));
        let package = unfinished.join(name);
        fs::create_dir(&package)?;
        let mut unpacking = Command::new("tar");
        unpacking.arg("-xzf").arg(&packed).arg("--strip-components=1").arg("-C").arg(&package);
        system::run(&mut unpacking)?;
        let stated = format!("\"version\": \"{version}\"");
        if !fs::read_to_string(package.join("package.json"))?.contains(&stated) {
            bail!("{} is of another version", packed.display());
        }
        // Moved last, so that a package which is there is whole; another clone may have been faster.
        let place = folder.join(name);
        if let Err(problem) = fs::rename(&package, &place)
            && !place.is_dir()
        {
            return Err(problem.into());
        }
    }
    Ok(())
}

fn spelled((name, version): &Package) -> String {
    format!("{name}@{version}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_versions_have_a_folder_of_their_own() {
        let old = Packages { name: "two", packages: &[("a", "1.0.0"), ("b", "2.1.0")] };
        let new = Packages { name: "two", packages: &[("a", "1.0.0"), ("b", "2.2.0")] };
        assert!(old.place().unwrap().ends_with("two-1.0.0-2.1.0/node_modules"));
        assert_ne!(old.place().unwrap(), new.place().unwrap());
    }

    #[test]
    fn what_is_not_there_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        let two = Packages { name: "two", packages: &[("a", "1.0.0"), ("b", "2.1.0")] };
        assert_eq!(two.missing_in(folder.path()), [("b", "2.1.0")]);
    }
}

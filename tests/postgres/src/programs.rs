//! Where PostgreSQL's programs are; `cargo xtask test` asks by the same rule whether they are here.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Where Debian's package puts the programs, below a folder for each version and off `PATH`.
const PACKAGES: &str = "/usr/lib/postgresql";
/// What a cluster is made, started, asked and ended with.
const PROGRAMS: [&str; 6] = ["initdb", "postgres", "pg_isready", "createdb", "psql", "pg_ctl"];

/// The folder with all of the programs: of Debian's the newest, else the first on `PATH`.
pub fn folder() -> Option<PathBuf> {
    packaged(Path::new(PACKAGES)).or_else(|| {
        let path = env::var_os("PATH")?;
        env::split_paths(&path).find(|folder| has_all(folder))
    })
}

fn packaged(packages: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(packages).ok()?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    folders.filter(|folder| has_all(folder)).max()
}

fn has_all(folder: &Path) -> bool {
    let name = |program| format!("{program}{}", env::consts::EXE_SUFFIX);
    PROGRAMS.iter().all(|program| folder.join(name(program)).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_folder_that_has_all_is_taken() {
        let packages = tempfile::tempdir().unwrap();
        for (version, programs) in [("15", &PROGRAMS[..]), ("16", &PROGRAMS), ("17", &["psql"])] {
            let folder = packages.path().join(version).join("bin");
            fs::create_dir_all(&folder).unwrap();
            programs.iter().for_each(|program| fs::write(folder.join(program), "").unwrap());
        }
        assert_eq!(packaged(packages.path()), Some(packages.path().join("16/bin")));
        assert_eq!(packaged(&packages.path().join("16")), None);
    }
}

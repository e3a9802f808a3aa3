//! Trunk and wasm-bindgen at the versions this project is built with.
//!
//! The quickest way first: a program on `PATH`, the cache that all clones share, a download by
//! cargo-binstall, and only then compiling.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::system;

const TARGET: &str = "wasm32-unknown-unknown";

/// The tools' own profiles optimise across all crates, which takes twice as long, and what they do for
/// us is done in seconds anyway.
const QUICKLY: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
    /// How long compiling it takes on two cores.
    patience: &'static str,
}

/// The `PATH` on which Trunk and wasm-bindgen are found, installed first where they are missing.
pub fn path() -> Result<OsString> {
    add_target()?;
    let tools = [
        Tool {
            package: "trunk",
            program: "trunk",
            version: "0.21.14".to_owned(),
            patience: "about 4 minutes",
        },
        Tool {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: wasm_bindgen_version()?,
            patience: "about 2 minutes",
        },
    ];
    let mut folders = Vec::new();
    for tool in &tools {
        folders.extend(tool.folder()?);
    }
    let before = env::var_os("PATH").unwrap_or_default();
    folders.extend(env::split_paths(&before));
    env::join_paths(folders).context("PATH cannot be put together")
}

impl Tool {
    /// The folder to put before `PATH`; none where `PATH` has the right version already.
    fn folder(&self) -> Result<Option<PathBuf>> {
        if system::find(self.program).is_some_and(|program| self.is(&program)) {
            return Ok(None);
        }
        let name = format!("{}-{}", self.package, self.version);
        let root = system::cache()?.join("tools").join(name);
        let folder = root.join("bin");
        let program = folder.join(format!("{}{}", self.program, env::consts::EXE_SUFFIX));
        if !self.is(&program) {
            self.install(&root)?;
        }
        if !self.is(&program) {
            bail!(
                "{} was installed, but is not {} {}",
                program.display(),
                self.program,
                self.version
            );
        }
        Ok(Some(folder))
    }

    fn is(&self, program: &Path) -> bool {
        system::output(Command::new(program).arg("--version"))
            .is_some_and(|printed| version_in(&printed) == Some(self.version.as_str()))
    }

    fn install(&self, root: &Path) -> Result<()> {
        fs::create_dir_all(root)
            .with_context(|| format!("{} cannot be created", root.display()))?;
        let wanted = format!("{}@{}", self.package, self.version);
        if system::find("cargo-binstall").is_some() {
            eprintln!("Downloading {wanted}, once for all clones on this machine.");
            let mut fetching = Command::new("cargo");
            fetching
                .args(["binstall", "--no-confirm", "--disable-strategies", "compile"])
                .arg("--root")
                .arg(root)
                .arg(&wanted);
            match system::run(&mut fetching) {
                Ok(()) => return Ok(()),
                Err(problem) => eprintln!("{problem}: compiling it instead."),
            }
        }
        eprintln!(
            "Compiling {wanted}, once for all clones on this machine: {} on two cores.",
            self.patience
        );
        let mut compiling = Command::new("cargo");
        compiling.args(["install", "--locked", "--root"]).arg(root).arg(&wanted).envs(QUICKLY);
        system::run(&mut compiling)
    }
}

/// The command line must be of the very version that the code was compiled against.
fn wasm_bindgen_version() -> Result<String> {
    let file = system::root().join("Cargo.lock");
    let lock =
        fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    locked_version(&lock, "wasm-bindgen")
        .map(str::to_owned)
        .context("Cargo.lock does not mention wasm-bindgen")
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let entry = lock.split("[[package]]").find(|entry| entry.lines().any(|line| line == name))?;
    entry.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
}

/// The version in what `--version` prints: `trunk 0.21.14`.
fn version_in(printed: &str) -> Option<&str> {
    printed.split_whitespace().nth(1).map(|version| version.trim_start_matches('v'))
}

/// Adds the WebAssembly target, which no `rust-toolchain.toml` brings where rustup's automatic
/// installing is switched off.
pub fn add_target() -> Result<()> {
    let sysroot = system::output(Command::new("rustc").args(["--print", "sysroot"]))
        .context("rustc cannot be run; rustup.rs tells how to install it")?;
    let libraries = Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET);
    if libraries.is_dir() {
        return Ok(());
    }
    if system::find("rustup").is_none() {
        bail!("this Rust has no target {TARGET} and there is no rustup to add it");
    }
    eprintln!("Adding the target {TARGET} (about half a minute).");
    system::run(Command::new("rustup").args(["target", "add", TARGET]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_tools_print() {
        assert_eq!(version_in("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(version_in("wasm-bindgen 0.2.129 (0d6b3e4)\n"), Some("0.2.129"));
        assert_eq!(version_in("tool v1.0"), Some("1.0"));
        assert_eq!(version_in("trunk"), None);
    }

    #[test]
    fn a_locked_version_is_that_of_the_very_package() {
        let lock = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\
                    dependencies = [\n \"wasm-bindgen\",\n]\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }

    const WANTED: &str = "1.2.3";

    /// The folder with the tool, as the process that runs this finds or gets it.
    #[test]
    #[ignore = "run by the test below, in a process with a PATH and a cache of its own"]
    fn the_tool_is_got() {
        let (package, program) = ("trunk", "trunk");
        let tool = Tool { package, program, version: WANTED.to_owned(), patience: "a moment" };
        println!("folder: {:?}", tool.folder().unwrap());
    }

    /// A machine of its own: programs that only write down how they are called, and a cache.
    #[cfg(unix)]
    struct Machine(tempfile::TempDir);

    #[cfg(unix)]
    impl Machine {
        /// One with a cargo that installs a Trunk of the wanted version, unless the named subcommand is
        /// to fail.
        fn new(fails: &str) -> Self {
            let machine = Self(tempfile::tempdir().unwrap());
            let log = machine.at("log");
            let cargo = format!(
                "PATH=/usr/bin:/bin\n\
                 echo \"$1 $2\" >> '{}'\n\
                 [ \"$1\" = '{fails}' ] && exit 1\n\
                 while [ $# -gt 0 ]; do [ \"$1\" = --root ] && root=$2; shift; done\n\
                 mkdir -p \"$root/bin\"\n\
                 printf '#!/bin/sh\\necho trunk {WANTED}\\n' > \"$root/bin/trunk\"\n\
                 chmod +x \"$root/bin/trunk\"",
                log.display()
            );
            machine.with("programs", "cargo", &cargo)
        }

        fn at(&self, path: &str) -> PathBuf {
            self.0.path().join(path)
        }

        fn with(self, folder: &str, name: &str, script: &str) -> Self {
            use std::os::unix::fs::PermissionsExt;
            fs::create_dir_all(self.at(folder)).unwrap();
            let file = self.at(folder).join(name);
            fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
            self
        }

        fn with_trunk(self, folder: &str, version: &str) -> Self {
            self.with(folder, "trunk", &format!("echo trunk {version}"))
        }

        /// What cargo was asked to do while the tool was got from the cache's folder, or else from `PATH`.
        fn gets(&self, from_cache: bool) -> Vec<String> {
            let _ = fs::remove_file(self.at("log"));
            let done = Command::new(env::current_exe().unwrap())
                .args(["--exact", "tools::tests::the_tool_is_got", "--ignored", "--nocapture"])
                .env("PATH", self.at("programs"))
                .env("XDG_CACHE_HOME", self.at("cache"))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&done.stdout);
            let folder = from_cache.then(|| self.at(CACHED));
            assert!(
                done.status.success() && said.contains(&format!("folder: {folder:?}")),
                "{said}"
            );
            let log = fs::read_to_string(self.at("log")).unwrap_or_default();
            log.lines().map(str::to_owned).collect()
        }
    }

    #[cfg(unix)]
    const CACHED: &str = "cache/broadsheet/tools/trunk-1.2.3/bin";

    #[cfg(unix)]
    #[test]
    fn a_tool_is_got_the_quickest_way_first() {
        let nothing = Vec::<String>::new();
        let with_binstall = |machine: Machine| machine.with("programs", "cargo-binstall", "exit 1");
        let (download, compiling) = ("binstall --no-confirm", "install --locked");

        let on_path = with_binstall(Machine::new("none").with_trunk("programs", WANTED));
        assert_eq!(on_path.gets(false), nothing);
        let in_cache =
            Machine::new("none").with_trunk("programs", "0.1.0").with_trunk(CACHED, WANTED);
        assert_eq!(with_binstall(in_cache).gets(true), nothing);
        let outdated = with_binstall(Machine::new("none").with_trunk(CACHED, "1.2.2"));
        assert_eq!(outdated.gets(true), [download]);
        assert_eq!(with_binstall(Machine::new("binstall")).gets(true), [download, compiling]);
        let bare = Machine::new("none");
        assert_eq!(bare.gets(true), [compiling]);
        // A second clone finds it.
        assert_eq!(bare.gets(true), nothing);
    }

    #[test]
    fn the_repository_locks_wasm_bindgen() {
        assert!(wasm_bindgen_version().unwrap().starts_with("0.2."));
    }
}

//! A throwaway PostgreSQL from the system's package, on a socket in a folder that goes with it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tempfile::TempDir;

/// Where Debian's package puts the programs, below a folder for each version.
const PACKAGES: &str = "/usr/lib/postgresql";

/// The tests that run at the same time share one; each has a database of its own in it.
static RUNNING: Mutex<Weak<Running>> = Mutex::new(Weak::new());
static DATABASES: AtomicU64 = AtomicU64::new(1);

/// A database in a cluster that runs as long as somebody has one.
#[derive(Debug)]
pub struct Cluster {
    running: Arc<Running>,
    database: String,
}

#[derive(Debug)]
struct Running {
    bin: PathBuf,
    folder: TempDir,
}

impl Cluster {
    /// A new database, where PostgreSQL is installed.
    pub fn start() -> Option<Self> {
        let Some(bin) = programs() else {
            let required = std::env::var("BROADSHEET_REQUIRE_POSTGRES").is_ok_and(|it| it == "1");
            assert!(!required, "PostgreSQL is required, and not installed");
            eprintln!("not tested over PostgreSQL: there is none in {PACKAGES}");
            return None;
        };
        let mut known = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let running = known.upgrade().unwrap_or_else(|| Arc::new(Running::start(bin)));
        *known = Arc::downgrade(&running);
        drop(known);
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let database = format!("comments_{number}");
        running.run("createdb", &["-h", running.path(), "-U", "postgres", &database]);
        Some(Self { running, database })
    }

    /// Where it is, as `DATABASE_URL` would say.
    pub fn address(&self) -> String {
        format!("postgres://postgres@localhost/{}?host={}", self.database, self.running.path())
    }

    /// Ends every connection to the database but the one that does it, as a failing network does.
    pub fn cut_connections(&self) {
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let to = ["-h", self.running.path(), "-U", "postgres", "-d", &self.database];
        self.running.run("psql", &[&to[..], &["-c", sql]].concat());
    }
}

impl Running {
    fn start(bin: PathBuf) -> Self {
        let running = Self { bin, folder: tempfile::tempdir().unwrap() };
        if is_root() {
            let owned = Command::new("chown").arg("postgres").arg(running.path()).status();
            assert!(owned.unwrap().success());
        }
        let data = running.data();
        running.run("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]);
        // Nothing here outlives the test, so that nothing need reach the disk.
        let options = format!(
            "-k {} -c listen_addresses='' -c fsync=off -c max_connections=400",
            running.path()
        );
        let log = running.folder.path().join("log").display().to_string();
        running.run("pg_ctl", &["-D", &data, "-o", &options, "-l", &log, "-w", "start"]);
        running
    }

    fn path(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    /// PostgreSQL refuses to run as root.
    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
            command.arg(&program);
            command
        } else {
            Command::new(&program)
        };
        let status = command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.unwrap().success(), "{} failed", program.display());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }
}

fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(PACKAGES).ok()?;
    let bins = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    bins.filter(|bin| bin.join("initdb").exists()).max()
}

fn is_root() -> bool {
    // What one owns tells who one is, without asking the system in unsafe ways.
    std::os::unix::fs::MetadataExt::uid(&fs::metadata(Path::new("/proc/self")).unwrap()) == 0
}

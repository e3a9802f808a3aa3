//! A throwaway PostgreSQL from the system's package, on a socket in a folder that goes with it.

mod programs;

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long it may take until it can be reached.
const PATIENCE: Duration = Duration::from_secs(60);

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
    cluster: Files,
    /// Waits for the server's end; taken once that was asked for.
    keeper: Option<JoinHandle<io::Result<ExitStatus>>>,
}

/// The programs, and the folder in which they keep all that is theirs.
#[derive(Debug)]
struct Files {
    bin: PathBuf,
    folder: TempDir,
    is_of_root: bool,
}

impl Cluster {
    /// A new database, where PostgreSQL is installed.
    pub fn start() -> Option<Self> {
        let Some(bin) = programs::folder() else {
            let required = std::env::var("BROADSHEET_REQUIRE_POSTGRES").is_ok_and(|it| it == "1");
            assert!(!required, "PostgreSQL is required, and not installed");
            eprintln!("not tested over PostgreSQL: its programs are not on PATH");
            return None;
        };
        let mut known = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let running = known.upgrade().unwrap_or_else(|| Arc::new(Running::start(bin)));
        *known = Arc::downgrade(&running);
        drop(known);
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let database = format!("comments_{number}");
        let cluster = &running.cluster;
        cluster.run("createdb", &["-h", cluster.path(), "-U", "postgres", &database]);
        Some(Self { running, database })
    }

    /// Where it is, as `DATABASE_URL` would say.
    pub fn address(&self) -> String {
        let socket = self.running.cluster.path();
        format!("postgres://postgres@localhost/{}?host={socket}", self.database)
    }

    /// Ends every connection to the database but the one that does it, as a failing network does.
    pub fn cut_connections(&self) {
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let cluster = &self.running.cluster;
        let to = ["-h", cluster.path(), "-U", "postgres", "-d", &self.database];
        cluster.run("psql", &[&to[..], &["-c", sql]].concat());
    }
}

impl Running {
    fn start(bin: PathBuf) -> Self {
        let cluster = Files::new(bin);
        let data = cluster.data();
        cluster.run("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]);
        let mut server = cluster.server();
        // The server ends with the thread that started it, and a test's own may end before the last test that
        // shares the server: this one lasts as long as the server.
        let keeper = thread::spawn(move || server.spawn().and_then(|mut server| server.wait()));
        let running = Self { cluster, keeper: Some(keeper) };
        running.wait();
        running
    }

    /// Until it can be reached.
    fn wait(&self) {
        let began = Instant::now();
        let asked = ["-h", self.cluster.path(), "-U", "postgres", "-q"];
        while !self.cluster.command("pg_isready").args(asked).status().unwrap().success() {
            let ended = self.keeper.as_ref().is_none_or(JoinHandle::is_finished);
            let is_late = began.elapsed() > PATIENCE;
            assert!(!ended && !is_late, "PostgreSQL did not start: {}", self.cluster.log());
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let data = self.cluster.data();
        let mut stopping = self.cluster.command("pg_ctl");
        stopping.args(["-D", &data, "-m", "immediate", "-w", "stop"]);
        let is_stopped = stopping.status().is_ok_and(|status| status.success());
        // One that goes on would be waited for in vain.
        let over = |keeper: &JoinHandle<_>| is_stopped || keeper.is_finished();
        if let Some(keeper) = self.keeper.take().filter(over) {
            let _ = keeper.join();
        }
    }
}

impl Files {
    fn new(bin: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // What one has made tells who one is, without asking the system in unsafe ways.
        let is_of_root = fs::metadata(folder.path()).unwrap().uid() == 0;
        if is_of_root {
            let owned = Command::new("chown").arg("postgres").arg(folder.path()).status();
            assert!(owned.unwrap().success());
        }
        Self { bin, folder, is_of_root }
    }

    fn path(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The server itself, a child like any other: Ctrl-C ends it too. `pg_ctl start` would put it out of reach.
    fn server(&self) -> Command {
        let log = File::create(self.folder.path().join("log")).unwrap();
        let mut server = self.command_with(ends_with_its_parent(), "postgres");
        server.args(["-D", &self.data(), "-k", self.path(), "-c", "listen_addresses="]);
        // Nothing here outlives the test, so that nothing need reach the disk.
        server.args(["-c", "fsync=off", "-c", "max_connections=400"]);
        server.stdout(log.try_clone().unwrap()).stderr(log);
        server
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let status = self.command(program).args(arguments).status();
        assert!(status.unwrap().success(), "{program} failed");
    }

    fn command(&self, program: &str) -> Command {
        self.command_with(&[], program)
    }

    /// PostgreSQL refuses to run as root.
    fn command_with(&self, options: &[&str], program: &str) -> Command {
        let owner = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];
        let owner = if self.is_of_root { &owner[..] } else { &[] };
        let mut command = Command::new(self.bin.join(program));
        if !owner.is_empty() || !options.is_empty() {
            command = Command::new("setpriv");
            command.args(owner).args(options).arg(self.bin.join(program));
        }
        command.current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// What `setpriv` is told so that a program ends with whoever started it, be that killed; nothing where the
/// system can't. SIGQUIT is PostgreSQL's word for ending at once.
fn ends_with_its_parent() -> &'static [&'static str] {
    let options = &["--pdeathsig", "QUIT"];
    let mut trying = Command::new("setpriv");
    let tried = trying.args(options).arg("true").stderr(Stdio::null()).status();
    if tried.is_ok_and(|status| status.success()) { options } else { &[] }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn it_lasts_as_long_as_somebody_has_it_whoever_started_it() {
        let start = || thread::spawn(Cluster::start).join().unwrap();
        let Some(first) = start() else {
            return;
        };
        let second = start().unwrap();
        drop(first);
        thread::sleep(Duration::from_millis(300));
        second.cut_connections();
        let folder = second.running.cluster.folder.path().to_owned();
        let pid = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap().to_owned();
        drop(second);
        assert!(!folder.exists());
        // Where the system tells of processes.
        assert!(!Path::new("/proc").join(&pid).exists(), "it still runs");
    }
}

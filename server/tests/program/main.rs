//! The program as it is started: a site with its comments, more who connect than it has readers, a backend over
//! https, and the end of it.

mod crowd;
mod secure;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use postgres_for_tests::Cluster;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Nothing here takes so long unless it is broken.
const PATIENCE: Duration = Duration::from_secs(30);

struct Program {
    child: Child,
    address: String,
}

impl Program {
    /// Starts it in `folder`, and waits until it says where it is.
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_broadsheet-server"));
        command.args(arguments).current_dir(folder);
        Self::announced(command)
    }

    /// The same of a command that says all else.
    fn announced(mut command: Command) -> Self {
        let mut child = command
            .args(["--announce", "--quiet", "--port", "0"])
            .env_remove("DATABASE_URL")
            .env_remove("BROADSHEET_ADMIN_TOKEN")
            .env("NO_PROXY", "127.0.0.1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let (_, rest) = said.split_once("http://").expect("it did not start");
        let address = rest.split('/').next().unwrap().to_owned();
        Self { child, address }
    }

    fn ask(&self, request: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        BufReader::new(stream)
    }

    fn get(&self, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
        let mut answer = String::new();
        self.ask(&request).read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A built site with an edition of one article.
fn built() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("dist/edition/articles");
    fs::create_dir_all(&articles).unwrap();
    fs::write(folder.path().join("dist/index.html"), "<!doctype html>the page").unwrap();
    fs::write(articles.join("talks.json"), r#"{"headline": "Talks"}"#).unwrap();
    folder
}

#[test]
fn one_program_is_a_site_with_its_comments() {
    let folder = built();
    let program = Program::start(folder.path(), &["--dist", "dist"]);
    assert!(program.get("/").ends_with("the page"));
    assert!(program.get("/article/talks").ends_with("the page"));
    assert!(program.get("/edition/articles/talks.json").contains("Talks"));
    assert!(program.get("/api/articles/talks.json").contains("Talks"));
    assert!(program.get("/api/articles/talks/comments").contains("\"state\":\"open\""));
    assert!(program.get("/readyz").starts_with("HTTP/1.1 200"));
    for path in ["/api", "/api/", "/api/nothing", "/api/articles/talks/nothing"] {
        assert!(program.get(path).contains("\"code\":\"not_found\""), "{path}");
    }
    assert!(folder.path().join("broadsheet.sqlite").exists());
}

#[test]
fn a_site_alone_has_no_comments_and_comments_alone_no_site() {
    let folder = built();
    let site = Program::start(folder.path(), &["--dist", "dist", "--static"]);
    assert!(site.get("/api/articles/talks/comments").ends_with("the page"));
    assert!(!folder.path().join("broadsheet.sqlite").exists());
    let comments = Program::start(folder.path(), &["--api-only", "--dist", "dist"]);
    assert!(comments.get("/api/articles/talks/comments").starts_with("HTTP/1.1 200"));
    assert!(comments.get("/").starts_with("HTTP/1.1 404"));
}

#[test]
fn a_signal_ends_it_in_order() {
    let folder = built();
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut program = Program::start(folder.path(), &["--dist", "dist"]);
        let path = "/api/articles/talks/comments/stream";
        let mut stream = program.ask(&format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n"));
        let mut line = String::new();
        while !line.contains("hello") {
            line.clear();
            assert!(stream.read_line(&mut line).unwrap() > 0);
        }
        let pid = Pid::from_raw(program.child.id().try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
        let mut rest = String::new();
        stream.read_to_string(&mut rest).unwrap();
        assert!(rest.contains("\"reason\":\"going away\""), "{rest}");
        assert_eq!(program.child.wait().unwrap().code(), Some(0));
    }
}

/// Posts comment after comment until the program is gone, and says which were acknowledged.
fn speak(address: &str, speaker: usize, said: &AtomicUsize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let text = format!("speaker {speaker} says {number}");
        let Some(answer) = post(address, speaker, number, &text) else { break };
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
        acknowledged.push(text);
        said.fetch_add(1, Ordering::SeqCst);
    }
    acknowledged
}

/// The head of the answer to a comment; none where there is no more than a part of it.
fn post(address: &str, speaker: usize, number: usize, text: &str) -> Option<String> {
    let body = format!(r#"{{"text": "{text}", "author": {{"name": "Amina"}}, "took_ms": 5200}}"#);
    let request = format!(
        "POST /api/articles/talks/comments HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
         content-type: application/json\r\nbroadsheet-reader: {speaker:032x}\r\n\
         idempotency-key: 00000000-0000-4000-8000-{speaker:04x}{number:08x}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    // The whole head: what was acknowledged is what a client can read.
    let mut reader = BufReader::new(stream);
    while !answer.ends_with("\r\n\r\n") {
        if reader.read_line(&mut answer).ok()? == 0 {
            return None;
        }
    }
    Some(answer)
}

/// Every page of the list.
fn everything(program: &Program) -> String {
    let mut found = String::new();
    let mut next = String::new();
    loop {
        let page = program.get(&format!("/api/articles/talks/comments?limit=100{next}"));
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        found.push_str(&page);
        let cursor = page.split_once("\"next\":\"").and_then(|(_, rest)| rest.split_once('"'));
        match cursor {
            Some((cursor, _)) => next = format!("&cursor={cursor}"),
            None => return found,
        }
    }
}

/// Kills the program while many write, and looks for all that it had acknowledged.
fn nothing_acknowledged_is_lost(folder: &Path, database: &str) {
    let arguments = ["--dist", "dist", "--unlimited", "--data", database];
    let mut program = Program::start(folder, &arguments);
    let said = AtomicUsize::new(0);
    let acknowledged: Vec<String> = thread::scope(|scope| {
        let speakers: Vec<_> = (1..=4)
            .map(|speaker| {
                let (address, said) = (program.address.clone(), &said);
                scope.spawn(move || speak(&address, speaker, said))
            })
            .collect();
        let began = Instant::now();
        while said.load(Ordering::SeqCst) < 20 {
            assert!(began.elapsed() < PATIENCE, "nobody can post");
            thread::yield_now();
        }
        // SIGKILL: no handler runs, nothing is flushed, no connection is closed in order.
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        speakers.into_iter().flat_map(|speaker| speaker.join().unwrap()).collect()
    });
    assert!(acknowledged.len() >= 20);
    let program = Program::start(folder, &arguments);
    // The last of several writers' may be many more than what the killing waited for.
    let found = everything(&program);
    for text in &acknowledged {
        assert!(found.contains(&format!("\"{text}\"")), "{text} is not in {found}");
    }
}

#[test]
fn a_comment_that_was_acknowledged_outlives_a_kill() {
    let folder = built();
    nothing_acknowledged_is_lost(folder.path(), "comments.sqlite");
    if let Some(cluster) = Cluster::start() {
        nothing_acknowledged_is_lost(folder.path(), &cluster.address());
    }
}

/// A built page whose stories and comments come from a backend.
fn page(backend: &Value) -> String {
    let config = json!({
        "site": {"name": "The Example", "lang": "en-GB", "url": "https://news.example"},
        "edition": backend,
        "comments": backend,
    });
    format!(
        r#"<!doctype html><html lang="en"><head><title>Built</title>
        <script type="application/json" id="broadsheet-config">{config}</script></head><body></body></html>"#
    )
}

/// The document of one story, and as much of it as a card has.
fn story(headline: &str) -> Value {
    json!({
        "slug": "talks",
        "headline": headline,
        "section": {"slug": "world", "name": "World"},
        "published_at": "2026-11-20T09:10:00Z",
        "body": [{"type": "paragraph", "text": "They go on."}],
    })
}

#[test]
fn the_command_exports_a_site_and_says_what_it_wrote() {
    let folder = built();
    let page = page(&json!({"kind": "files", "url": "/edition/"}));
    fs::write(folder.path().join("dist/index.html"), page).unwrap();
    let story = story("Talks");
    let edition = json!({"title": "The Example", "top_stories": [story]}).to_string();
    fs::write(folder.path().join("dist/edition/articles/talks.json"), story.to_string()).unwrap();
    fs::write(folder.path().join("dist/edition/edition.json"), edition).unwrap();
    let export = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_broadsheet-server"));
        command.args(["--quiet", "--static", "--dist", "dist", "--export", "out"]);
        let ended = command.current_dir(folder.path()).output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        String::from_utf8(ended.stdout).unwrap()
    };
    let said = export();
    let story = fs::read_to_string(folder.path().join("out/article/talks/index.html")).unwrap();
    assert!(story.contains("<h1") && story.contains("Talks"), "{story}");
    assert!(said.contains(" in out; ") && said.contains(" files written, 0 removed"), "{said}");
    assert!(export().contains("; 0 files written, 0 removed"));
    fs::remove_file(folder.path().join("dist/index.html")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_broadsheet-server"));
    command.args(["--quiet", "--dist", "dist", "--export", "out"]).current_dir(folder.path());
    let ended = command.output().unwrap();
    assert!(!ended.status.success());
    assert!(String::from_utf8(ended.stderr).unwrap().contains("dist holds no built site"));
}

#[test]
fn what_cannot_be_done_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (&["--dist", "nowhere"][..], "no built site in nowhere"),
        (&["--seed", "nowhere"], "no edition in nowhere"),
        (&["--data", "no/such/folder/x.sqlite"], "database could not be opened"),
        (&["--admin-token-file", "nowhere"], "nowhere cannot be read"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_broadsheet-server"));
        command.args(["--port", "0", "--quiet"]).args(arguments).current_dir(folder.path());
        let ended = command.env_remove("DATABASE_URL").output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(1), "{said}");
        assert!(said.contains(words), "{said}");
    }
}

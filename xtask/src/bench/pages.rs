//! Rendered pages under load: one that is kept, beside nginx with the same bytes in a file, and
//! thousands that were never made before.
//!
//! The load is wrk's, on the same machine, so it takes its share of it from both alike.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{Running, free_port, program};
use crate::packages::{self, Wanted};
use crate::{build, system};

/// The page that is kept.
const STORY: &str = "/article/alaska-summit";
/// How many stories the large edition has: more than are asked for in a run.
const STORIES: usize = 20_000;
/// How many readers ask at once for different ones.
const READERS: usize = 200;
/// The fewest stories that a run must ask for, each once.
const LEAST: usize = 5_000;
/// How long a run takes, in seconds.
const SECONDS: u32 = 30;
/// How often nginx and the server take turns.
const ROUNDS: usize = 3;
/// The memory that the server may keep pages in, in MB.
const MEMORY: &str = "64";

/// How many threads wrk asks with.
const THREADS: usize = 1;

/// What wrk tells of a run.
#[derive(Debug, PartialEq)]
struct Load {
    /// How many answers came.
    answers: usize,
    per_second: f64,
    /// Milliseconds.
    p50: f64,
    /// Milliseconds.
    p99: f64,
    /// Answers that were not 2xx or 3xx, and lines that broke.
    failed: u64,
}

/// Measures, and prints.
pub fn run() -> Result<()> {
    if system::find_server("nginx").is_none() || system::find("wrk").is_none() {
        packages::install(&[Wanted::Load])?;
    }
    let folder = system::root().join("target/bench-pages");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let site = folder.join("site");
    large_edition(&site)?;
    beside_nginx(&folder, &site)?;
    many_stories(&folder, &site)
}

/// The built site with an edition of thousands of stories, each like one of the built-in ones.
fn large_edition(site: &Path) -> Result<()> {
    let (dist, edition) = (build::tested(), site.join("edition"));
    fs::create_dir_all(edition.join("articles"))?;
    link_all(&dist, site, "edition")?;
    link_all(&dist.join("edition"), &edition, "articles")?;
    let articles = dist.join("edition/articles");
    link_all(&articles, &edition.join("articles"), "")?;
    let mut stories = Vec::new();
    for file in fs::read_dir(&articles)? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let story: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
            stories.push(story);
        }
    }
    if stories.is_empty() {
        bail!("{} has no stories", articles.display());
    }
    for number in 0..STORIES {
        let mut story = stories[number % stories.len()].clone();
        let slug = format!("story-{number}");
        story["slug"] = slug.clone().into();
        fs::write(edition.join(format!("articles/{slug}.json")), story.to_string())?;
    }
    Ok(())
}

/// Links to all that a folder holds, but for one entry.
fn link_all(from: &Path, to: &Path, except: &str) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name() != except {
            link(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(from, to)?)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    bail!("the load of pages is measured where nginx and wrk run")
}

/// The server with a site and a fresh database in a folder.
pub fn server(folder: &Path, site: &Path) -> Result<Running> {
    let data = folder.join("comments.sqlite");
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", data.display()));
    }
    let port = free_port()?;
    let mut server = Command::new(program("broadsheet-server")?);
    server
        .args(["--unlimited", "--quiet", "--pages-memory", MEMORY, "--port", &port.to_string()])
        .arg("--dist")
        .arg(site)
        .arg("--data")
        .arg(&data)
        .stdout(Stdio::null());
    Running::start(server, port)
}

fn beside_nginx(folder: &Path, site: &Path) -> Result<()> {
    let server = server(folder, site)?;
    let files = folder.join("files");
    fs::create_dir_all(&files)?;
    fs::write(files.join("story.html"), fetch(server.port, STORY, "identity")?)?;
    let packed = fetch(server.port, STORY, "gzip")?;
    fs::write(files.join("story.html.gz"), &packed)?;
    let nginx = nginx(folder)?;
    println!(
        "\nA rendered page that is kept, beside nginx with the same bytes in a file, {ROUNDS} rounds\n"
    );
    println!("{:<24}{:>8}{:>14}{:>14}", "", "ratio", "server", "nginx");
    for encoding in ["gzip", "identity"] {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let kept = |load: &Running, path: &str| wrk(load.port, path, encoding, 64, 5, None);
            let file = kept(&nginx, "/story.html")?;
            rounds.push((kept(&server, STORY)?, file));
        }
        let median = |of: fn(&(Load, Load)) -> f64| {
            let mut values: Vec<f64> = rounds.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        println!(
            "{:<24}{:>7.2}×{:>12.0}/s{:>12.0}/s",
            format!("{encoding} (aim 0.5×)"),
            median(|(server, nginx)| server.per_second / nginx.per_second),
            median(|(server, _)| server.per_second),
            median(|(_, nginx)| nginx.per_second),
        );
        let failed: u64 = rounds.iter().map(|(server, nginx)| server.failed + nginx.failed).sum();
        if failed > 0 {
            bail!("{failed} requests failed");
        }
    }
    Ok(())
}

fn many_stories(folder: &Path, site: &Path) -> Result<()> {
    println!("\n{READERS} readers ask for stories, each of them once; {MEMORY} MB for pages\n");
    println!(
        "{:<40}{:>10}{:>10}{:>10}{:>10}{:>14}",
        "", "stories", "pages/s", "p50 ms", "p99 ms", "memory MB"
    );
    for (what, pause) in
        [("each a second after the last", Some(1_000)), ("as fast as they come", None)]
    {
        let server = server(folder, site)?;
        let script = folder.join("stories.lua");
        fs::write(&script, lua(pause))?;
        let load = wrk(server.port, "/", "gzip", READERS, SECONDS, Some(&script))?;
        if load.failed > 0 {
            bail!("{} requests failed", load.failed);
        }
        if load.answers < LEAST {
            bail!("no more than {} stories were asked for: {LEAST} are wanted", load.answers);
        }
        if load.answers + READERS > STORIES {
            bail!("some of the {STORIES} stories were asked for twice: this machine wants more");
        }
        let memory = server.most_memory().map_or("-".to_owned(), |memory| format!("{memory:.0}"));
        println!(
            "{what:<40}{:>10}{:>10.0}{:>10.1}{:>10.1}{memory:>14}",
            load.answers, load.per_second, load.p50, load.p99,
        );
    }
    Ok(())
}

/// Which story is asked for next, in wrk's own language: each once, in a row. Each of wrk's threads has
/// stories of its own.
fn lua(pause: Option<u32>) -> String {
    let ask = format!(
        "local threads = 0
function setup(thread) thread:set('story', threads); threads = threads + 1 end
function request()
  local asked = story
  story = (asked + {THREADS}) % {STORIES}
  return wrk.format('GET', '/article/story-' .. asked)
end
"
    );
    match pause {
        Some(pause) => format!("{ask}delay = function() return math.random({}) end\n", 2 * pause),
        None => ask,
    }
}

fn nginx(folder: &Path) -> Result<Running> {
    let program =
        system::find_server("nginx").context("nginx was installed, but is not on PATH")?;
    let port = free_port()?;
    let file = folder.join("nginx.conf");
    fs::write(&file, nginx_configuration(folder, port, system::is_root()))?;
    let mut nginx = Command::new(program);
    nginx.arg("-c").arg(&file).arg("-e").arg(folder.join("nginx.log"));
    Running::start(nginx, port)
}

fn nginx_configuration(folder: &Path, port: u16, is_root: bool) -> String {
    // A folder may have a space in its name; a quotation mark would end the string.
    let at = folder.display().to_string().replace('\\', "\\\\").replace('"', "\\\"");
    // Root's workers become somebody else, who may not be able to read root's folder.
    let user = if is_root { "user root; " } else { "" };
    format!(
        "{user}daemon off; worker_processes auto; pid \"{at}/nginx.pid\"; error_log \"{at}/nginx.log\";
        events {{ worker_connections 1024; }}
        http {{
            access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
            types {{ text/html html; }}
            open_file_cache max=100;
            client_body_temp_path \"{at}/body\"; proxy_temp_path \"{at}/proxy\";
            fastcgi_temp_path \"{at}/fastcgi\"; uwsgi_temp_path \"{at}/uwsgi\"; scgi_temp_path \"{at}/scgi\";
            server {{ listen 127.0.0.1:{port}; root \"{at}/files\"; gzip_static on; }}
        }}"
    )
}

/// Asks for a page once, and answers with its bytes as they were sent.
fn fetch(port: u16, path: &str, encoding: &str) -> Result<Vec<u8>> {
    let mut line = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    write!(
        line,
        "GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: {encoding}\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    line.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    let end = end.context("an answer without an end of its headers")?;
    if !answer.starts_with(b"HTTP/1.1 200") {
        bail!("{path} was answered with {}", String::from_utf8_lossy(&answer[..end]));
    }
    Ok(answer.split_off(end + 4))
}

fn wrk(
    port: u16,
    path: &str,
    encoding: &str,
    connections: usize,
    seconds: u32,
    script: Option<&PathBuf>,
) -> Result<Load> {
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", &THREADS.to_string(), "--latency", "--timeout", "20s"])
        .args(["--connections", &connections.to_string()])
        .args(["--duration", &format!("{seconds}s")])
        .args(["--header", &format!("accept-encoding: {encoding}")]);
    if let Some(script) = script {
        wrk.arg("--script").arg(script);
    }
    wrk.arg(format!("http://127.0.0.1:{port}{path}"));
    let printed = system::output(&mut wrk).context("wrk failed")?;
    Load::read(&printed).with_context(|| format!("wrk printed\n{printed}"))
}

impl Load {
    fn read(printed: &str) -> Option<Self> {
        let after = |name: &str| {
            let line = printed.lines().map(str::trim).find(|line| line.starts_with(name))?;
            Some(line[name.len()..].trim())
        };
        let failed = |name: &str| -> u64 {
            let numbers = after(name).unwrap_or_default();
            let numbers = numbers.split(|c: char| !c.is_ascii_digit());
            numbers.filter_map(|number| number.parse::<u64>().ok()).sum()
        };
        let count = printed.lines().find_map(|line| line.trim().split_once(" requests in "))?.0;
        Some(Self {
            answers: count.parse().ok()?,
            per_second: after("Requests/sec:")?.parse().ok()?,
            p50: milliseconds(after("50%")?)?,
            p99: milliseconds(after("99%")?)?,
            failed: failed("Non-2xx or 3xx responses:") + failed("Socket errors:"),
        })
    }
}

/// Reads `1.20ms`, `80.00us` or `2.50s`.
fn milliseconds(text: &str) -> Option<f64> {
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(split);
    let times = match unit {
        "us" => 0.001,
        "ms" => 1.0,
        "s" => 1_000.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_prints_is_read() {
        let printed = "Running 5s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Latency Distribution
     50%    1.10ms
     75%    1.61ms
     90%    2.10ms
     99%   11.32ms
  39902 requests in 5.00s, 1.02GB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 4
Requests/sec:   7979.12
Transfer/sec:    208.91MB
";
        let load = Load { answers: 39_902, per_second: 7_979.12, p50: 1.1, p99: 11.32, failed: 7 };
        assert_eq!(Load::read(printed), Some(load));
        assert_eq!(milliseconds("80.00us"), Some(0.08));
        assert_eq!(Load::read("unable to connect"), None);
    }

    #[test]
    fn nginx_reads_a_folder_with_a_space_in_its_name() {
        let folder = Path::new("/home/some \"body\"/site");
        let own = nginx_configuration(folder, 8_080, false);
        assert!(own.starts_with("daemon off;"), "{own}");
        assert!(own.contains(r#"root "/home/some \"body\"/site/files";"#), "{own}");
        assert!(nginx_configuration(folder, 8_080, true).starts_with("user root; daemon off;"));
    }

    #[test]
    fn each_story_is_asked_for_once() {
        let script = lua(None);
        assert!(!script.contains("random"), "{script}");
        assert!(script.contains("story = (asked + 1) % 20000\n"), "{script}");
        // How long a reader reads is left to chance.
        assert_eq!(lua(Some(1_000)).matches("math.random(2000)").count(), 1);
    }
}

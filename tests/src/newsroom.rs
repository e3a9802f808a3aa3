//! The real server with its site, its database and its line to the readers.
//!
//! With `BROADSHEET_NEWSROOM=postgres` there are two, on one PostgreSQL: the line gives each connection
//! to the other one in turn, so that readers are on both, and what other readers and moderators do goes
//! to the second.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, bail};
use broadsheet_server::{App, Options};
use postgres_for_tests::Cluster;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::line::Line;
use crate::{Result, dist};

/// The moderators' token of every newsroom here.
pub const TOKEN: &str = "a token of the journeys";

/// What is killed is gone long before.
const KILLED: Duration = Duration::from_secs(10);

/// The servers, running or stopped, at addresses that stay.
#[derive(Debug)]
pub struct Newsroom {
    /// The line between the readers and the server.
    pub line: Line,
    addresses: Vec<SocketAddr>,
    options: Options,
    running: Vec<Running>,
    database: Option<Cluster>,
    client: reqwest::Client,
    folder: TempDir,
    /// The edition that it was opened with, where that is not the built-in one.
    _edition: Option<TempDir>,
}

#[derive(Debug)]
struct Running {
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    process: Process,
}

/// What a server runs in, apart from the journey and from the next server: when it ends, so does whatever
/// runs in it, as with a process.
#[derive(Debug)]
struct Process(Option<Runtime>);

impl Process {
    fn begin() -> Result<Self> {
        Ok(Self(Some(Builder::new_multi_thread().worker_threads(2).enable_all().build()?)))
    }

    fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<JoinHandle<T>> {
        Ok(self.0.as_ref().context("the process has ended")?.spawn(work))
    }

    /// Ends it at once, and waits until nothing runs any more.
    async fn kill(mut self) -> Result<()> {
        let runtime = self.0.take().context("the process has ended")?;
        tokio::task::spawn_blocking(move || runtime.shutdown_timeout(KILLED)).await?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Newsroom {
    /// Opens the built site with the built-in edition and its discussions, in a database of its own.
    pub async fn open() -> Result<Self> {
        Self::with(|_| ()).await
    }

    /// Opens the built site with one story that can be spoken of, and these comments on it, as an
    /// edition's folder has them: the fastest way to have thousands.
    pub async fn with_comments(slug: &str, comments: &[Value]) -> Result<Self> {
        Self::with_comments_and(slug, comments, |_| ()).await
    }

    /// The same with other options.
    pub async fn with_comments_and(
        slug: &str,
        comments: &[Value],
        change: impl FnOnce(&mut Options),
    ) -> Result<Self> {
        let edition = tempfile::tempdir()?;
        let articles = edition.path().join("articles");
        std::fs::create_dir_all(articles.join(slug))?;
        let story = format!("{slug}.json");
        std::fs::copy(dist().join("edition/articles").join(&story), articles.join(&story))?;
        let discussion = json!({"comments": comments}).to_string();
        std::fs::write(articles.join(slug).join("comments.json"), discussion)?;
        let seed = edition.path().to_owned();
        let mut newsroom = Self::with(|options| {
            options.seed = Some(seed);
            change(options);
        })
        .await?;
        newsroom._edition = Some(edition);
        Ok(newsroom)
    }

    /// The same with other options.
    pub async fn with(change: impl FnOnce(&mut Options)) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut options = Options {
            dist: Some(dist()),
            data: Some(folder.path().join("comments.sqlite").display().to_string()),
            seed: Some(dist().join("edition")),
            admin_token: Some(TOKEN.to_owned()),
            rates: None,
            counts_every: Duration::from_millis(200),
            ..Options::default()
        };
        change(&mut options);
        let database = postgres().await?;
        let mut listeners = Vec::new();
        let replicas = if database.is_some() { 2 } else { 1 };
        for _ in 0..replicas {
            listeners.push(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?);
        }
        let addresses =
            listeners.iter().map(TcpListener::local_addr).collect::<std::io::Result<Vec<_>>>()?;
        if let Some(database) = &database {
            options.data = Some(database.address());
        }
        let line = Line::to(addresses.clone()).await?;
        let client = reqwest::Client::new();
        let running = Vec::new();
        let mut newsroom =
            Self { line, addresses, options, running, database, client, folder, _edition: None };
        for listener in listeners {
            newsroom.run(listener).await?;
        }
        Ok(newsroom)
    }

    async fn run(&mut self, listener: TcpListener) -> Result<()> {
        let process = Process::begin()?;
        let opening = opened(self.options.clone(), listener.into_std()?);
        let (app, listener) = process.spawn(opening)?.await??;
        let (stop, stopped) = oneshot::channel();
        let serving = process.spawn(app.serve(listener, async move {
            let _ = stopped.await;
        }))?;
        self.running.push(Running { stop, serving, process });
        Ok(())
    }

    /// Stops the server as a deploy does: it says so, and finishes what is under way.
    pub async fn stop(&mut self) -> Result<()> {
        let mut stopping = Vec::new();
        for Running { stop, serving, process } in self.take_running()? {
            let _ = stop.send(());
            stopping.push((serving, process));
        }
        for (serving, _process) in stopping {
            serving.await?;
        }
        Ok(())
    }

    /// Ends the server as a crash does: whatever was under way breaks off, but for a statement that SQLite is at.
    pub async fn crash(&mut self) -> Result<()> {
        for running in self.take_running()? {
            running.process.kill().await?;
        }
        self.line.tear();
        Ok(())
    }

    /// Runs the server again, on the database that it left.
    pub async fn start(&mut self) -> Result<()> {
        for address in self.addresses.clone() {
            let listener = TcpListener::bind(address).await?;
            self.run(listener).await?;
        }
        Ok(())
    }

    fn take_running(&mut self) -> Result<Vec<Running>> {
        let running = std::mem::take(&mut self.running);
        if running.is_empty() {
            bail!("the server does not run");
        }
        Ok(running)
    }

    /// The database is lost: the next start begins with the built-in discussions again.
    pub async fn lose_the_database(&mut self) -> Result<()> {
        self.database = postgres().await?;
        let fresh = match &self.database {
            Some(database) => database.address(),
            None => self.folder.path().join("another.sqlite").display().to_string(),
        };
        self.options.data = Some(fresh);
        Ok(())
    }

    /// From the next start on moderators have another token.
    pub fn change_the_token(&mut self, token: &str) {
        self.options.admin_token = Some(token.to_owned());
    }

    /// The address of one of the site's paths, as readers reach it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.line.address())
    }

    /// The address of a call of the server's own, past the line.
    pub fn api(&self, path: &str) -> String {
        let address = self.addresses[self.addresses.len() - 1];
        format!("http://{address}/api/{path}")
    }

    /// Another reader says something; the comment's id.
    pub async fn say(&self, slug: &str, parent: Option<&str>, text: &str) -> Result<String> {
        let (status, answer) = self.post(slug, parent, text).await?;
        if status != 201 {
            bail!("{status}: {answer}");
        }
        Ok(answer["comment"]["id"].as_str().unwrap_or_default().to_owned())
    }

    /// Another reader says something; the status and the answer.
    pub async fn post(&self, slug: &str, parent: Option<&str>, text: &str) -> Result<(u16, Value)> {
        static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let body = json!({"text": text, "parent_id": parent, "author": {"name": "Somebody else"},
            "website": "", "took_ms": 60_000});
        let asked = self
            .client
            .post(self.api(&format!("articles/{slug}/comments")))
            .header("idempotency-key", format!("00000000-0000-4000-a000-{count:012x}"))
            .header("broadsheet-reader", format!("{count:032x}"))
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await?;
        let status = asked.status().as_u16();
        Ok((status, serde_json::from_str(&asked.text().await?)?))
    }

    /// Another reader changes what they posted: the answer to the post says what, and bears the token.
    pub async fn edit(&self, slug: &str, posted: &Value, text: &str) -> Result<()> {
        let id = posted["comment"]["id"].as_str().unwrap_or_default();
        let asked = self
            .client
            .patch(self.api(&format!("articles/{slug}/comments/{id}")))
            .bearer_auth(posted["token"].as_str().unwrap_or_default())
            .header("content-type", "application/json")
            .body(json!({"text": text}).to_string());
        asked.send().await?.error_for_status()?;
        Ok(())
    }

    /// Likes a comment as another reader.
    pub async fn like(&self, slug: &str, id: &str, reader: u32) -> Result<()> {
        let url = self.api(&format!("articles/{slug}/comments/{id}/like"));
        let asked = self.client.put(url).header("broadsheet-reader", format!("{reader:032x}"));
        asked.send().await?.error_for_status()?;
        Ok(())
    }

    /// Another reader reports a comment.
    pub async fn report(&self, slug: &str, id: &str, reason: &str, note: &str) -> Result<()> {
        let asked = self
            .client
            .post(self.api(&format!("articles/{slug}/comments/{id}/report")))
            .header("broadsheet-reader", "f".repeat(32))
            .header("content-type", "application/json")
            .body(json!({"reason": reason, "note": note}).to_string());
        asked.send().await?.error_for_status()?;
        Ok(())
    }

    /// A moderator decides on a comment.
    pub async fn decide(&self, id: &str, action: &str) -> Result<()> {
        let url = self.api(&format!("moderation/comments/{id}"));
        let asked = self
            .client
            .post(url)
            .bearer_auth(TOKEN)
            .header("content-type", "application/json")
            .body(json!({"action": action}).to_string());
        asked.send().await?.error_for_status()?;
        Ok(())
    }

    /// A moderator keeps a discussion differently: `{"state", "premoderated"}`.
    pub async fn keep(&self, slug: &str, keeping: Value) -> Result<()> {
        let asked = self
            .client
            .put(self.api(&format!("moderation/articles/{slug}")))
            .bearer_auth(TOKEN)
            .header("content-type", "application/json")
            .body(keeping.to_string());
        asked.send().await?.error_for_status()?;
        Ok(())
    }

    /// How many streams are open, by the server's own figures.
    pub async fn streams(&self) -> Result<u64> {
        let mut streams = 0;
        for address in &self.addresses {
            let url = format!("http://{address}/metrics");
            let text = self.client.get(url).send().await?.text().await?;
            let line = text
                .lines()
                .find(|line| line.starts_with("broadsheet_streams "))
                .context("no figure of streams")?;
            streams += line.split_whitespace().nth(1).unwrap_or_default().parse::<u64>()?;
        }
        Ok(streams)
    }

    /// Every comment of a discussion with this text, by the server's word.
    pub async fn with_text(&self, slug: &str, text: &str) -> Result<Vec<Value>> {
        let mut found = self.comments(slug).await?;
        found.retain(|comment| comment["text"] == text);
        Ok(found)
    }

    /// Every comment of a discussion, by the server's word.
    pub async fn comments(&self, slug: &str) -> Result<Vec<Value>> {
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("articles/{slug}/comments?limit=200&replies=500{cursor}");
            let answer = self.client.get(self.api(&path)).send().await?.text().await?;
            let answer: Value = serde_json::from_str(&answer)?;
            let comments = answer["comments"].as_array().cloned().unwrap_or_default();
            found.extend(comments);
            match answer["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(found),
            }
        }
    }
}

/// A server and what it listens on, of the process in which this is run.
async fn opened(options: Options, listener: std::net::TcpListener) -> Result<(App, TcpListener)> {
    Ok((App::open(options).await?, TcpListener::from_std(listener)?))
}

/// A database of its own in PostgreSQL, where the journeys are to be made over it.
async fn postgres() -> Result<Option<Cluster>> {
    if std::env::var("BROADSHEET_NEWSROOM").is_ok_and(|kind| kind == "postgres") {
        let cluster = tokio::task::spawn_blocking(Cluster::start).await?;
        return cluster.context("there is no PostgreSQL on this machine").map(Some);
    }
    Ok(None)
}

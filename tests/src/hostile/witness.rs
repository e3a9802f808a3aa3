//! A reader who reads hostile documents and tells what went wrong.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::documents::{Batch, Expected, on_single_article, single_article, single_comment};
use super::fields::PICTURE;
use super::{Kind, Row, Seat};
use crate::{Answer, Backend, Browser, Device, Result, Site};

/// The script that runs before every page.
pub(super) const WATCH: &str = include_str!("watch.js");
const JUDGE: &str = include_str!("judge.js");
/// The smallest picture that there is.
const DOT: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
/// No name is ever looked up, and pages may follow each other as fast as they like.
pub(super) const FLAGS: [&str; 2] = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-ipc-flooding-protection",
];
/// How many rows stand on a page together: a list shows no more at a time.
const TOGETHER: usize = 60;
/// The narrowest screen that the site is made for.
const NARROW: Device = Device::Window(320, 640);

/// A site whose backend is hostile, and its reader.
#[derive(Debug)]
pub struct Witness {
    /// The backend.
    pub backend: Backend,
    /// The site.
    pub site: Site,
    /// The reader's browser.
    pub browser: Browser,
    _seat: Seat,
}

/// How a page came.
#[derive(Clone, Debug, Deserialize)]
pub struct Arrived {
    /// After how many milliseconds; -1 if it did not come.
    pub took: f64,
    /// What is wrong with it.
    pub wrong: Vec<String>,
}

impl Witness {
    /// Opens the front page of the built-in edition.
    pub async fn open() -> Result<Self> {
        let seat = super::seat().await?;
        let backend = Backend::open().await?;
        backend.set(PICTURE, Answer::text("image/gif", DOT));
        let site = Site::with_backend(&backend.url()).await?;
        let browser = Browser::open_with(NARROW, &FLAGS).await?;
        browser.before_every_page(WATCH).await?;
        browser.devtools("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await?;
        let witness = Self { backend, site, browser, _seat: seat };
        witness.start("/").await?;
        Ok(witness)
    }

    /// Opens one of the site's addresses as if it had been typed.
    pub async fn start(&self, path: &str) -> Result<()> {
        self.browser.visit(&self.site.url(path)).await?;
        self.browser.js(JUDGE).await?;
        Ok(())
    }

    /// Lets so much time pass that every copy at hand is old.
    pub async fn let_time_pass(&self) -> Result<()> {
        self.browser.js("void (journeyLater += 61_000)").await?;
        Ok(())
    }

    /// Follows a link to a page and judges it; with `touching` everything on it is touched as well.
    pub async fn read(&self, path: &str, expected: &Expected, touching: bool) -> Result<Arrived> {
        let comments = if path.starts_with("/article/") { "await hostile.comments();" } else { "" };
        let touch = if touching { "wrong.push(...await hostile.touch());" } else { "" };
        let script = format!(
            "(async () => {{ const took = await hostile.follow({path}); {comments}
               const wrong = hostile.judged({expected}); {touch} return {{ took, wrong }}; }})()",
            path = json!(path),
            expected = expected.to_json(),
        );
        Ok(serde_json::from_value(self.browser.js(script).await?)?)
    }

    /// Reads all rows, as many at a time as a page shows.
    pub async fn read_all(&self, rows: &[Row]) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        for rows in rows.chunks(TOGETHER) {
            let found = self.read_batch(Batch(rows)).await?;
            let (first, last) = (&rows[0].id, &rows[rows.len() - 1].id);
            wrong.extend(found.into_iter().map(|line| format!("{first} to {last}: {line}")));
        }
        Ok(wrong)
    }

    /// Reads all rows, as many at a time as a page shows, in pages that come with their stories.
    pub async fn read_all_rendered(&mut self, rows: &[Row]) -> Result<Vec<String>> {
        let mut wrong = self.overheard().await?;
        for rows in rows.chunks(TOGETHER) {
            // A server that knows no page yet.
            self.site = Site::rendered(Some(&self.backend.url())).await?;
            let found = self.open_batch(Batch(rows)).await?;
            let (first, last) = (&rows[0].id, &rows[rows.len() - 1].id);
            wrong.extend(found.into_iter().map(|line| format!("{first} to {last}: {line}")));
        }
        Ok(wrong)
    }

    /// Judges all rows in pages as a server sends them, as many at a time as a page shows: a browser reads their
    /// HTML, and runs nothing of it.
    pub async fn read_all_sent(&mut self, rows: &[Row]) -> Result<Vec<String>> {
        let mut wrong = self.overheard().await?;
        for rows in rows.chunks(TOGETHER) {
            self.site = Site::rendered(Some(&self.backend.url())).await?;
            let pages = self.fill(Batch(rows));
            // A page of this site on which nothing happens.
            self.browser.open_address(&self.site.url("/robots.txt")).await?;
            let origin = json!(self.site.url("/robots.txt"));
            let is_there =
                format!("location.href === {origin} && document.readyState === 'complete'");
            self.browser.wait_until(is_there).await?;
            self.browser.js(JUDGE).await?;
            for (path, expected) in pages {
                let script = format!("hostile.sent({}, {})", json!(path), expected.to_json());
                let found: Vec<String> = serde_json::from_value(self.browser.js(script).await?)?;
                wrong.extend(found.into_iter().map(|line| format!("{path}: {line}")));
            }
            wrong.extend(self.overheard().await?);
        }
        self.start("/").await?;
        Ok(wrong)
    }

    /// Opens every page that shows a batch of rows as if its address had been typed, judges it as the
    /// program has taken it up, and touches it.
    async fn open_batch(&self, batch: Batch<'_>) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        for (path, expected) in self.fill(batch) {
            self.start(&path).await?;
            let html = "document.documentElement.hasAttribute('data-rendered')";
            if !self.browser.is(html).await? {
                wrong.push(format!("{path} did not come with its story"));
            }
            let script = format!(
                "(async () => {{ await hostile.comments(); const wrong = hostile.judged({});
                   wrong.push(...await hostile.touch()); return wrong; }})()",
                expected.to_json(),
            );
            let found: Vec<String> = serde_json::from_value(self.browser.js(script).await?)?;
            wrong.extend(found.into_iter().map(|line| format!("{path}: {line}")));
            wrong.extend(self.overheard().await?);
        }
        Ok(wrong)
    }

    /// Fills every document with a batch of rows, and judges and touches every page that shows them.
    async fn read_batch(&self, batch: Batch<'_>) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        let pages = self.fill(batch);
        self.let_time_pass().await?;
        for (path, expected) in pages {
            let arrived = self.read(&path, &expected, true).await?;
            if arrived.took < 0.0 {
                wrong.push(format!("{path} did not come"));
            }
            wrong.extend(arrived.wrong.into_iter().map(|line| format!("{path}: {line}")));
        }
        wrong.extend(self.still_answers().await?);
        wrong.extend(self.overheard().await?);
        Ok(wrong)
    }

    /// Fills every document with a batch of rows; answers with the pages that show them.
    fn fill(&self, batch: Batch<'_>) -> [(String, Expected); 5] {
        let set = |path: &str, document: &Value| self.backend.set(path, Answer::json(document));
        // A name of its own, since a discussion that was read before is not asked for again.
        let id = batch.0.first().map_or("empty", |row| row.id.as_str());
        set("edition.json", &batch.edition());
        set(&format!("sections/batch-{id}.json"), &batch.list());
        set(&format!("tags/batch-{id}.json"), &batch.list());
        set(&format!("authors/batch-{id}.json"), &batch.author());
        set(&format!("articles/batch-{id}.json"), &batch.article(&format!("batch-{id}")));
        set(&format!("articles/batch-{id}/comments.json"), &batch.comments());
        [
            ("/".to_owned(), batch.on_front()),
            (format!("/section/batch-{id}"), batch.on_list()),
            (format!("/tag/batch-{id}"), batch.on_list()),
            (format!("/author/batch-{id}"), batch.on_author()),
            (format!("/article/batch-{id}"), batch.on_article()),
        ]
    }

    /// Fills an article and its discussion with one row, and judges them. Where the row may run what
    /// stands there is touched as well; a problem's page would only be asked for again.
    pub async fn read_single(&self, row: &Row) -> Result<Vec<String>> {
        let path = format!("articles/{}", row.id);
        self.backend.set(&format!("{path}.json"), Answer::json(&single_article(row)));
        self.backend.set(&format!("{path}/comments.json"), Answer::json(&single_comment(row)));
        let path = format!("/article/{}", row.id);
        let touching = row.kind != Kind::Text && !row.value.trim().is_empty();
        let arrived = self.read(&path, &on_single_article(row), touching).await?;
        let mut wrong = arrived.wrong;
        if arrived.took < 0.0 {
            wrong.push("did not come".to_owned());
        }
        // A story without a word for a headline can't be shown, and the reader is told so.
        let is_problem = self.browser.count("main > .problem").await? == 1;
        if is_problem != row.value.trim().is_empty() {
            wrong.push(format!("a problem's page: {is_problem}"));
        }
        Ok(wrong.into_iter().map(|line| format!("{path}: {line}")).collect())
    }

    /// Whether the app still follows a click of the pointer.
    async fn still_answers(&self) -> Result<Option<String>> {
        self.browser.js("scrollTo(0, 0)").await?;
        self.browser.click(".masthead a.site-name").await?;
        let here = "location.pathname === '/' && document.querySelector('main[aria-busy]') === null
            && document.querySelector('main h1') !== null";
        let came = self.browser.wait_up_to(Duration::from_secs(10), here).await;
        Ok(came.err().map(|problem| format!("the app does not answer any more: {problem:#}")))
    }

    /// What the console said that it should not say, and every request to anybody else.
    pub async fn overheard(&self) -> Result<Vec<String>> {
        let console = self.browser.console().await?;
        let mut wrong: Vec<_> = console
            .iter()
            .filter(|line| !is_usual(line))
            .map(|line| format!("in the console: {line}"))
            .collect();
        let (site, backend) = (self.site.url("/"), self.backend.url());
        let ours =
            [site.as_str(), backend.trim_end_matches("edition/"), "data:", "blob:", "chrome"];
        let others = self.sent().await?;
        let others = others.iter().filter(|url| !ours.iter().any(|ours| url.starts_with(ours)));
        wrong.extend(others.map(|url| format!("a request to {url}")));
        self.browser.forget().await?;
        Ok(wrong)
    }

    /// The address of every request since it was last asked for, but for those that the policy held
    /// back before anything left the browser.
    async fn sent(&self) -> Result<Vec<String>> {
        let entries = self.browser.web().get_log("performance").await?;
        let mut sent: Vec<(String, String)> = Vec::new();
        for entry in entries {
            let event: Value = serde_json::from_str(&entry.message)?;
            let (method, event) = (&event["message"]["method"], &event["message"]["params"]);
            let id = event["requestId"].as_str().unwrap_or_default();
            if method == "Network.requestWillBeSent" {
                let url = event["request"]["url"].as_str().unwrap_or_default();
                sent.push((id.to_owned(), url.to_owned()));
            } else if method == "Network.loadingFailed" && event["blockedReason"] == "csp" {
                sent.retain(|(request, _)| request != id);
            }
        }
        Ok(sent.into_iter().map(|(_, url)| url).collect())
    }

    /// Everything that the console has said since it was last heard.
    pub async fn console(&self) -> Result<Vec<String>> {
        self.browser.console().await
    }

    /// Ends the reader's browser, after a last look whether the app answers and what was overheard.
    ///
    /// # Panics
    ///
    /// Where anything is wrong.
    pub async fn close(self, mut wrong: Vec<String>) -> Result<()> {
        wrong.extend(self.still_answers().await?);
        wrong.extend(self.overheard().await?);
        self.browser.close().await?;
        assert!(wrong.is_empty(), "{}", report(wrong));
        Ok(())
    }
}

/// A browser on the narrowest screen, in which a hostile text that runs is noted.
pub async fn reader() -> Result<Browser> {
    let browser = Browser::open_with(NARROW, &FLAGS).await?;
    browser.before_every_page(WATCH).await?;
    Ok(browser)
}

/// What is wrong with the page as it stands.
pub async fn judged(browser: &Browser, expected: &Expected) -> Result<Vec<String>> {
    browser.js(JUDGE).await?;
    let found = browser.js(format!("hostile.judged({})", expected.to_json())).await?;
    Ok(serde_json::from_value(found)?)
}

/// What is wrong, each once and none too long to be read.
fn report(wrong: Vec<String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in wrong {
        let line: String = line.chars().take(600).collect();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let more = lines.len().saturating_sub(200);
    lines.truncate(200);
    format!("{}\nand {more} more", lines.join("\n"))
}

/// What hostile documents make the console say where all is well: the app names what it left out or
/// could not read, pictures are missing, and the policy holds back those of other hosts.
fn is_usual(line: &str) -> bool {
    let has = |text: &str| line.contains(text);
    let is_ours = line.starts_with("WARNING") && (has(": left out: ") || has(".json: "));
    is_ours
        || has("Failed to load resource: ")
        || (has("Loading the image ") && has("Content Security Policy directive: \"img-src "))
        || has("Failed parsing 'srcset' attribute value")
        || has("Dropped srcset candidate")
}

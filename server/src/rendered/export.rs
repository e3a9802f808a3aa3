//! The whole site as files, for whoever has no server but a host of files.
//!
//! A page at `/section/world` is the file `section/world/index.html`, which any host of files serves at that
//! address. `app.html` is the page as it was built, `404.html` what is sent where there is nothing.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::any;
use broadsheet::model::slug::decoded;
use broadsheet::route::Route;
use broadsheet_discovery::{Discovered, Sitemap, feed_address};

use super::documents::Documents;
use super::found::{found, news};
use super::gathered::{LastLook, Reach, gathered};
use super::make::{Target, above_discussion, make, structured_of};
use super::turns::Turns;
use crate::files::{is_stale_copy, respond};
use crate::page::{Packing, Page, compress_with};
use crate::site::{Site, router};

/// The file that says which files an export has written, one a line.
const LIST: &str = ".exported";
/// The page as it was built.
pub const APP: &str = "app.html";
/// What is sent where there is nothing.
pub const NOT_FOUND: &str = "404.html";

/// What of the built site is made anew, with its compressed copies.
const MADE_ANEW: [&str; 4] = ["index.html", "robots.txt", "robots.txt.br", "robots.txt.gz"];
/// The longest name of a file that its usual systems take, in bytes.
const LONGEST_NAME: usize = 255;

/// What an export has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// How many pages, feeds and sitemaps there are.
    pub pages: usize,
    /// How many of all files were written, since they were not there or had another content.
    pub written: usize,
    /// How many files of an earlier export were removed.
    pub removed: usize,
    /// How many pages lack a part that could not be had, such as their comments: those of an earlier export are
    /// left as they are.
    pub poorer: usize,
}

/// Writes the built site in `dist`, each of its pages rendered, to `out`. What an earlier export has
/// written there and is the same stays untouched.
///
/// # Errors
/// Where the configuration is wrong, a document can't be had (but for one that isn't there), a page could
/// not be rendered, or a file not be written.
pub async fn export(dist: &Path, out: &Path) -> Result<Exported> {
    let page =
        Page::read(dist).with_context(|| format!("{} holds no built site", dist.display()))?;
    let rendering = match &page.rendering {
        Ok(rendering) => rendering,
        Err(problem) => bail!("{}: {problem:#}", dist.join("index.html").display()),
    };
    let config = &rendering.1;
    // Where the configuration names the server's own `/api/`, the edition's documents are the site's files.
    let edition = Arc::new(dist.join("edition"));
    let api = move |request: Request| {
        let edition = Arc::clone(&edition);
        async move { respond(&edition, request).await }
    };
    let own = Router::new().nest_service("/api", any(api));
    let documents = Documents::for_one_look(own.fallback_service(router(Site::open(dist)?)))?;
    let gathered = gathered(&documents, config, Reach::EXPORTED)
        .await
        .map_err(|error| anyhow::anyhow!("the edition could not be read: {error}"))?;
    // It may have named pages that nothing else names, which an earlier export holds.
    if let Some(error) = gathered.failed.first() {
        bail!("a document could not be read: {error}");
    }
    if let Some(most) = gathered.cut_at {
        bail!(
            "the edition has more than {most} pages or parts of lists: does one of them never end?"
        );
    }
    let mut pages = gathered.pages;
    let too_long: Vec<_> = pages.routes().filter(|route| is_too_long(route)).cloned().collect();
    for route in too_long {
        tracing::warn!("{route} is not written: its name is longer than a file's may be");
        pages.leave_out(route);
    }
    // One after the other.
    let turns = Turns::new(1);
    let mut folder = Folder::open(out)?;
    folder.copy(dist)?;
    folder.write(APP, &fs::read(dist.join("index.html"))?)?;
    let mut files = vec![Discovered::Robots];
    let mut done = Exported::default();
    // From what was gathered: another look could find less.
    let sitemap = Sitemap::new(config, pages.entries());
    let parts = (1..).map_while(|n| Some((Discovered::SitemapPart(n), sitemap.part(n)?)));
    let news = news(config, &gathered.lang, &pages, broadsheet::state::console::now());
    let whole = [(Discovered::Sitemap, sitemap.main()), (Discovered::NewsSitemap, &news)];
    for (file, text) in parts.chain(whole) {
        folder.write(&name_of(&file)?, text.as_bytes())?;
        done.pages += 1;
    }
    // A list's pages one after the other: its document is at hand.
    let mut further = HashMap::<&Route, Vec<_>>::new();
    for (route, path) in &gathered.further {
        further.entry(route.first()).or_default().push((route, Some(path.clone())));
    }
    let with_further = |route| {
        let further = further.get(route).cloned().unwrap_or_default();
        [(route, None)].into_iter().chain(further)
    };
    for (route, further) in pages.routes().chain([&Route::NotFound]).flat_map(with_further) {
        let asked = Target { route: route.clone(), further };
        let made = make(&documents, &turns, rendering, asked, true, None).await?;
        let name = match (route, made.status) {
            (Route::NotFound, _) => NOT_FOUND.to_owned(),
            (_, StatusCode::OK) => file_of(&route.to_string())?,
            // Named by another document, and not there: readers are told so where they ask.
            (_, StatusCode::NOT_FOUND | StatusCode::GONE) if !made.is_in_doubt => continue,
            (_, status) => bail!("{route} could not be had: {status}"),
        };
        let is_poorer = !made.is_whole && above_discussion(&made.text).is_some();
        done.poorer += usize::from(is_poorer);
        if !is_poorer || !folder.keeps(&name, &made.text) {
            folder.write(&name, made.text.as_bytes())?;
        }
        done.pages += 1;
        if feed_address(route, broadsheet_discovery::FeedKind::Rss).is_some() {
            files.push(Discovered::Rss(route.clone()));
            files.push(Discovered::JsonFeed(route.clone()));
        }
    }
    for file in files {
        let made = found(&documents, &turns, &LastLook::default(), config, &file).await;
        if made.status.is_server_error() {
            bail!("{file} could not be made: {}", made.status);
        }
        if matches!(file, Discovered::Robots) && !made.is_whole {
            bail!("robots.txt of the built site could not be read");
        }
        if made.status == StatusCode::OK {
            folder.write(&name_of(&file)?, made.text.as_bytes())?;
            done.pages += 1;
        }
    }
    let (written, removed) = folder.finish()?;
    Ok(Exported { written, removed, ..done })
}

/// Whether no folder can have a page's name.
fn is_too_long(route: &Route) -> bool {
    let address = route.to_string();
    let path = decoded(&address).unwrap_or(address);
    path.split('/').any(|part| part.len() > LONGEST_NAME)
}

/// The file that a host of files sends for a page's address.
fn file_of(address: &str) -> Result<String> {
    let path = decoded(address).context("an address that is no text")?;
    let path = path.trim_matches('/');
    Ok(if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") })
}

/// The file that a host of files sends for the address of what other programs read.
fn name_of(file: &Discovered) -> Result<String> {
    let path = decoded(&file.to_string()).context("an address that is no text")?;
    Ok(path.trim_start_matches('/').to_owned())
}

/// The folder that is written to, and what is in it by now.
struct Folder {
    root: PathBuf,
    before: BTreeSet<String>,
    names: BTreeSet<String>,
    written: usize,
    is_whole: bool,
}

impl Folder {
    fn open(root: &Path) -> Result<Self> {
        fs::create_dir_all(root).with_context(|| root.display().to_string())?;
        let list = fs::read_to_string(root.join(LIST)).ok();
        let is_empty = fs::read_dir(root)?.next().is_none();
        if list.is_none() && !is_empty {
            bail!("{} holds something that is no export: name an empty folder", root.display());
        }
        let is_first = list.is_none();
        let before = list.unwrap_or_default().lines().map(str::to_owned).collect();
        let names = BTreeSet::new();
        let folder = Self { root: root.to_owned(), before, names, written: 0, is_whole: false };
        if is_first {
            // One that is ended from outside, and lists nothing, is known as an export all the same.
            folder.list([].iter())?;
        }
        Ok(folder)
    }

    /// Copies the built site, but for its page and for compressed copies of what was edited since. Each
    /// file is written before its compressed copies, which would otherwise be taken for such ones.
    fn copy(&mut self, dist: &Path) -> Result<()> {
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(dist.join(&folder))?;
            let names = entries.map(|entry| Ok(folder.join(entry?.file_name())));
            let mut names = names.collect::<io::Result<Vec<_>>>()?;
            names.sort();
            for name in names {
                let file = dist.join(&name);
                if fs::metadata(&file)?.is_dir() {
                    folders.push(name);
                } else {
                    let name = name.to_str().context("a file's name is no text")?;
                    if !MADE_ANEW.contains(&name) && !is_stale_copy(dist, name) {
                        self.put(name, &fs::read(file)?)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Leaves what an earlier export has written as it is where all is the same but for the discussion, the names
    /// of the site's files included; whether that is so.
    fn keeps(&mut self, name: &str, text: &str) -> bool {
        let before = self.before.contains(name).then(|| fs::read_to_string(self.root.join(name)));
        let before = before.and_then(Result::ok).unwrap_or_default();
        let is_there = above_discussion(text).is_some_and(|above| before.starts_with(above))
            && structured_of(text) == structured_of(&before);
        if is_there {
            let copies = ["", ".br", ".gz"].map(|ending| format!("{name}{ending}"));
            self.names.extend(copies);
        }
        is_there
    }

    /// Writes a text, and its compressed copies beside it.
    fn write(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let packed = [("br", Packing::Brotli), ("gz", Packing::Gzip)];
        let copies = packed.map(|(ending, packing)| (format!("{name}.{ending}"), packing));
        if !self.is_as(name, content) {
            // An export that breaks off leaves no copy of what was.
            for (copy, _) in &copies {
                remove(&self.root.join(copy))?;
            }
        }
        self.put(name, content)?;
        for (copy, packing) in copies {
            if !self.root.join(&copy).exists() {
                self.put(&copy, &compress_with(packing, content)?)?;
            } else {
                self.names.insert(copy);
            }
        }
        Ok(())
    }

    fn is_as(&self, name: &str, content: &[u8]) -> bool {
        fs::read(self.root.join(name)).is_ok_and(|before| before == content)
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<()> {
        // Slugs are single segments already; a name that climbs out of the folder is refused all the same.
        let fits = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !fits {
            bail!("{name:?} can't be the name of a file");
        }
        let file = self.root.join(name);
        self.names.insert(name.to_owned());
        if self.is_as(name, content) {
            return Ok(());
        }
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        // A host may be serving from this folder: nobody gets half a file.
        let beside = self.root.join(".being-written");
        fs::write(&beside, content)?;
        fs::rename(&beside, &file).with_context(|| file.display().to_string())?;
        self.written += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<(usize, usize)> {
        let mut removed = 0;
        for gone in self.before.difference(&self.names) {
            removed += usize::from(remove(&self.root.join(gone))?);
            let mut folder = Path::new(gone).parent();
            while let Some(name) = folder.filter(|name| *name != Path::new("")) {
                // Only where nothing is left in it.
                if fs::remove_dir(self.root.join(name)).is_err() {
                    break;
                }
                folder = name.parent();
            }
        }
        self.list(self.names.iter())?;
        self.is_whole = true;
        Ok((self.written, removed))
    }

    fn list<'a>(&self, names: impl Iterator<Item = &'a String>) -> io::Result<()> {
        let names: Vec<&str> = names.map(String::as_str).collect();
        fs::write(self.root.join(LIST), names.join("\n"))
    }
}

/// Removes a file; whether there was one.
fn remove(file: &Path) -> Result<bool> {
    match fs::remove_file(file) {
        Ok(()) => Ok(true),
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(problem) => Err(problem).with_context(|| file.display().to_string()),
    }
}

impl Drop for Folder {
    /// An export that broke off leaves files: the next one knows them as its own, and removes them where
    /// they are gone.
    fn drop(&mut self) {
        if !self.is_whole {
            let _ = self.list(self.before.union(&self.names));
        }
    }
}

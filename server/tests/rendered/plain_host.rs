//! An export on a host of files that knows the plainest rules alone: a path is a file, a folder has a slash
//! at its end and is its `index.html`, and for all else there is `404.html`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use broadsheet::model::slug::decoded;
use broadsheet_server::rendered::export::export;

use super::sitemaps::urls;
use super::*;

const SITE: &str = "https://news.example";

/// Such a host.
struct Host {
    root: TempDir,
}

/// What it sends.
struct Answer {
    status: u16,
    /// The address that a redirect leads to.
    location: Option<String>,
    file: PathBuf,
}

impl Host {
    /// Of the built-in edition.
    async fn open() -> Self {
        let (dist, root) = (built("/edition/"), tempfile::tempdir().unwrap());
        export(dist.path(), root.path()).await.unwrap();
        Self { root }
    }

    fn answer(&self, path: &str) -> Answer {
        let file = self.root.path().join(decoded(path).unwrap().trim_start_matches('/'));
        let is_folder = path.ends_with('/');
        let (status, location, file) = match (file.is_dir(), is_folder) {
            (true, true) => (200, None, file.join("index.html")),
            (true, false) => (301, Some(format!("{path}/")), PathBuf::new()),
            (false, _) => (200, None, file),
        };
        if status == 200 && (!file.is_file() || is_folder && !file.ends_with("index.html")) {
            return Answer { status: 404, location: None, file: self.root.path().join("404.html") };
        }
        Answer { status, location, file }
    }

    /// What a reader gets in the end, who is sent on once at most.
    fn visit(&self, path: &str) -> (u16, String) {
        let first = self.answer(path);
        let answer = first.location.map_or(first.file, |path| {
            let next = self.answer(&path);
            assert_eq!((next.status, next.location), (200, None), "{path}");
            next.file
        });
        (if first.status == 301 { 200 } else { first.status }, read(&answer))
    }

    /// Every page of the export but what stands for none.
    fn pages(&self) -> Vec<String> {
        let mut folders = vec![self.root.path().to_owned()];
        let mut pages = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.ends_with("index.html") {
                    pages.push(read(&path));
                }
            }
        }
        pages
    }
}

fn read(file: &Path) -> String {
    String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

fn canonical(page: &str) -> Option<&str> {
    between(page, "<link rel=\"canonical\" href=\"", "\"")
}

/// The paths of this site that a page links to, without fragments.
fn links(page: &str) -> BTreeSet<String> {
    let tags = page.split("<a ").skip(1).filter_map(|rest| rest.split_once('>'));
    let hrefs = tags.filter_map(|(tag, _)| between(tag, "href=\"", "\""));
    let paths = hrefs.map(|href| href.split('#').next().unwrap_or_default());
    paths.filter(|path| path.starts_with('/')).map(|path| path.replace("&amp;", "&")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_is_answered_by_the_page_that_names_it_its_own_and_all_else_by_none() {
    let host = Host::open().await;
    let sitemap = read(&host.root.path().join("sitemap.xml"));
    let named: BTreeSet<String> =
        urls(&sitemap).into_iter().map(|url| url.strip_prefix(SITE).unwrap().to_owned()).collect();
    let pages = host.pages();
    assert_eq!(named.len(), pages.len(), "every page is named, and no other");
    let linked: BTreeSet<String> = pages.iter().flat_map(|page| links(page)).collect();
    assert!(linked.len() > 50, "{linked:?}");
    for path in named.union(&linked) {
        let (status, page) = host.visit(path);
        assert_eq!(status, 200, "{path}");
        assert_eq!(canonical(&page), Some(format!("{SITE}{path}").as_str()), "{path}");
    }
    for path in ["/article/no-such-story", "/nowhere/", "/article/", "/feed.atom"] {
        let (status, page) = host.visit(path);
        assert_eq!(status, 404, "{path}");
        assert!(page.contains("noindex") && canonical(&page).is_none(), "{path}: {page}");
    }
    for (path, start) in [("/feed.xml", "<?xml"), ("/section/world/feed.json", "{")] {
        let (status, text) = host.visit(path);
        assert_eq!((status, text.starts_with(start)), (200, true), "{path}: {text}");
    }
}

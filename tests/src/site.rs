//! The built site, served in this process: as built, as a deployer configured it, or broken.

use std::collections::HashMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use broadsheet_server::page::config_block;
use broadsheet_server::rendered::{Documents, Renderer};
use broadsheet_server::{paths, router};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::{Result, dist};

/// What stands in the place of a regular answer.
#[derive(Clone, Debug)]
pub enum Swap {
    /// Another answer altogether.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The `Content-Type`.
        content_type: &'static str,
        /// The body.
        body: Vec<u8>,
    },
    /// The regular answer with this header instead of its own; without it where the value is empty.
    Header(&'static str, String),
    /// No answer for ever.
    Silence,
    /// The regular answer, so much later.
    Late(Duration),
    /// The connection breaks.
    Broken,
}

impl Swap {
    /// There is no such file.
    pub fn missing() -> Self {
        Self::Answer { status: 404, content_type: "text/plain", body: b"Not here.\n".to_vec() }
    }
}

/// The memory for rendered pages, in bytes.
const PAGES: u64 = 16 << 20;

type Swaps = Arc<Mutex<HashMap<String, Swap>>>;
type Asked = Arc<Mutex<Vec<String>>>;

/// The built site at an address of its own, until dropped.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    swaps: Swaps,
    asked: Asked,
    serving: JoinHandle<()>,
    folder: TempDir,
}

impl Site {
    /// The site as it was built, with its built-in edition.
    pub async fn as_built() -> Result<Self> {
        Self::configured(|_| ()).await
    }

    /// The site with stories and discussions from elsewhere: the base of a backend.
    pub async fn with_backend(url: &str) -> Result<Self> {
        Self::configured(|config| {
            config["edition"] = json!({"kind": "files", "url": url});
            config["comments"] = json!({"kind": "files", "url": url});
        })
        .await
    }

    /// The site with a changed configuration; the policy follows from it, as it does for a deployer.
    pub async fn configured(change: impl FnOnce(&mut Value)) -> Result<Self> {
        Self::with_page(&configured_page(change)?).await
    }

    /// The site as it was built, its pages rendered, with stories and discussions from elsewhere where a
    /// backend is named.
    pub async fn rendered(backend: Option<&str>) -> Result<Self> {
        Self::rendered_in(backend, None).await
    }

    /// The same, which speaks another language where one is named.
    pub async fn rendered_in(backend: Option<&str>, lang: Option<&str>) -> Result<Self> {
        let url = backend.unwrap_or("/edition/");
        let page = configured_page(|config| {
            config["edition"] = json!({"kind": "files", "url": url});
            config["comments"] = json!({"kind": "files", "url": url});
            if let Some(lang) = lang {
                config["site"]["lang"] = json!(lang);
            }
        })?;
        Self::serve(folder_with(&page)?, true).await
    }

    /// A folder that is a site, as any host of files serves it.
    pub async fn of_files(folder: TempDir) -> Result<Self> {
        Self::serve(folder, false).await
    }

    /// The site with another `index.html`.
    pub async fn with_page(page: &str) -> Result<Self> {
        Self::serve(folder_with(page)?, false).await
    }

    async fn serve(folder: TempDir, is_rendered: bool) -> Result<Self> {
        let mut site = broadsheet_server::Site::open(folder.path())?;
        if is_rendered {
            let own = router(broadsheet_server::Site::open(folder.path())?);
            site = site.rendered(Renderer::new(Documents::new(own)?, PAGES));
        }
        let (swaps, asked) = (Swaps::default(), Asked::default());
        let (swapped, noted) = (Arc::clone(&swaps), Arc::clone(&asked));
        let routes = router(site).layer(from_fn(move |request: Request, next: Next| {
            answer(Arc::clone(&swapped), Arc::clone(&noted), request, next)
        }));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(async move {
            // It ends with the task; a listener that fails shows in the journey itself.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { address, swaps, asked, serving, folder })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of one of the site's paths.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The path of the built file whose name begins and ends so, such as `("broadsheet-", ".wasm")`.
    pub fn file(&self, begin: &str, end: &str) -> Result<String> {
        let names = fs::read_dir(self.folder.path())?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names
            .filter(|name| name.starts_with(begin) && name.ends_with(end))
            .map(|name| format!("/{name}"))
            .min()
            .ok_or_else(|| anyhow!("the build holds no {begin}…{end}"))
    }

    /// The folder that is served.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The bytes of one of the built files.
    pub fn read(&self, path: &str) -> Result<Vec<u8>> {
        Ok(fs::read(self.folder.path().join(path.trim_start_matches('/')))?)
    }

    /// Adds a file of one's own at a path that the build leaves free, with its brotli copy beside
    /// it as the build writes them, so that it is served as the built files are.
    pub fn add(&self, path: &str, content: &[u8]) -> Result<()> {
        let file = self.folder.path().join(path.trim_start_matches('/'));
        // Through a link it would be written into the build itself.
        ensure!(!file.exists(), "{path} is the build's own");
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let params = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut &*content, &mut packed, &params)?;
        fs::write(&file, content)?;
        fs::write(format!("{}.br", file.display()), packed)?;
        Ok(())
    }

    /// From now on something else stands at a path; the path `page` means every page's HTML.
    pub fn swap(&self, path: &str, swap: Swap) {
        lock(&self.swaps).insert(path.to_owned(), swap);
    }

    /// From now on everything is as it was built.
    pub fn heal(&self) {
        lock(&self.swaps).clear();
    }

    /// The paths that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        lock(&self.asked).clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// The built page with a changed configuration.
fn configured_page(change: impl FnOnce(&mut Value)) -> Result<String> {
    let page = fs::read_to_string(dist().join("index.html"))
        .with_context(|| format!("there is no built site in {}", dist().display()))?;
    let block = config_block(&page).context("the page holds no configuration")?;
    let mut config: Value = serde_json::from_str(block)?;
    // Files alone, as on a host without the server; live journeys open a [`crate::Newsroom`].
    config["comments"] = json!({"kind": "files", "url": "/edition/"});
    change(&mut config);
    // What could end the script element is written as JSON's own escape, as deployers must.
    let written = config.to_string().replace('<', "\\u003c");
    Ok(page.replace(block, &written))
}

/// A folder that holds the built files by reference and a page of its own.
fn folder_with(page: &str) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let built = dist().canonicalize()?;
    for entry in fs::read_dir(&built)? {
        let name = entry?.file_name();
        if Path::new(&name) != Path::new("index.html") {
            symlink(built.join(&name), folder.path().join(&name))?;
        }
    }
    fs::write(folder.path().join("index.html"), page)?;
    Ok(folder)
}

async fn answer(swaps: Swaps, asked: Asked, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    lock(&asked).push(path.clone());
    let swap = found(&lock(&swaps), &path);
    match swap {
        None => next.run(request).await,
        Some(Swap::Silence) => std::future::pending().await,
        Some(Swap::Late(by)) => {
            tokio::time::sleep(by).await;
            next.run(request).await
        }
        // Ends the task that has the connection, without a word on the console.
        Some(Swap::Broken) => std::panic::resume_unwind(Box::new("the line is lost")),
        Some(Swap::Answer { status, content_type, body }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let fields =
                [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")];
            (status, fields, Body::from(body)).into_response()
        }
        Some(Swap::Header(name, value)) => {
            // A browser that learns that nothing has changed keeps the headers that it has.
            request.headers_mut().remove(header::IF_NONE_MATCH);
            let mut response = next.run(request).await;
            let (name, fields) = (HeaderName::from_static(name), response.headers_mut());
            match HeaderValue::from_str(&value) {
                Ok(value) if !value.is_empty() => fields.insert(name, value),
                _ => fields.remove(name),
            };
            response
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn found(swaps: &HashMap<String, Swap>, path: &str) -> Option<Swap> {
    let page = || swaps.get("page").filter(|_| paths::is_page(path));
    swaps.get(path).or_else(page).cloned()
}

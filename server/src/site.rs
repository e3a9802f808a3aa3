//! A built site, from its files.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use broadsheet::route::Route;

use crate::page::Page;
use crate::rendered::Renderer;
use crate::{files, headers, paths};

/// A built site: the folder that Trunk wrote, and the page that stands in it.
#[derive(Debug)]
pub struct Site {
    root: PathBuf,
    page: Mutex<Arc<Page>>,
    renderer: Option<Renderer>,
}

impl Site {
    /// Opens the site built into `root`; it must hold an `index.html`.
    pub fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        let page = Mutex::new(Arc::new(Page::read(&root)?));
        Ok(Self { root, page, renderer: None })
    }

    /// The same site, whose pages come with their stories.
    pub fn rendered(self, renderer: Renderer) -> Self {
        let site = Self { renderer: Some(renderer), ..self };
        site.log_fault(&site.page());
        site
    }

    /// Tells a deployer why pages come without their stories.
    fn log_fault(&self, page: &Page) {
        if let (Some(_), Err(problem)) = (&self.renderer, &page.rendering) {
            tracing::error!("{}: no page is rendered: {problem:#}", self.root.display());
        }
    }

    /// The folder the site is served from.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The page, read again when a deployer has edited `index.html` since the last request.
    ///
    /// While a build replaces the folder there may be no page for a moment; the last one stays.
    pub fn page(&self) -> Arc<Page> {
        let mut held = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        if !held.is_current(&self.root)
            && let Ok(fresh) = Page::read(&self.root)
        {
            self.log_fault(&fresh);
            *held = Arc::new(fresh);
        }
        Arc::clone(&held)
    }
}

/// The routes of a site: its files, and its page at every other address.
pub fn router(site: Site) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(site))
}

async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let page = site.page();
    let path = request.uri().path().to_owned();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(renderer) = site.renderer.as_ref().filter(|_| reads) {
        let (method, asked) = (request.method(), request.headers());
        if let Some(mut response) = renderer.answer(&page, &path, method, asked).await {
            let fields = response.headers_mut();
            fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
            headers::apply(fields, page.rendered_policy());
            return response;
        }
    }
    let mut response = if !reads {
        refusal()
    } else if page.is_exported && paths::is_page(&path) && !paths::is_moderation(&path) {
        let mut response = exported(&site.root, &path, request).await;
        finish(&mut response, &path, page.rendered_policy());
        return response;
    } else if paths::is_page(&path) {
        page.respond(request.method(), request.headers())
    } else {
        files::respond(&site.root, request).await
    };
    finish(&mut response, &path, page.policy());
    response
}

fn finish(response: &mut Response, path: &str, policy: &HeaderValue) {
    let kept = paths::cache_control(path, response.status());
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers::apply(fields, policy);
}

/// What is asked of a page that is there: of the one that says that it isn't, nothing.
const CONDITIONS: [HeaderName; 6] = [
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_UNMODIFIED_SINCE,
    header::IF_RANGE,
    header::RANGE,
];

/// The page of an export at a path, as any host of files finds it.
async fn exported(root: &Path, path: &str, mut request: Request) -> Response {
    let mut missing = Request::new(Body::empty());
    *missing.method_mut() = request.method().clone();
    *missing.headers_mut() = request.headers().clone();
    for name in CONDITIONS {
        missing.headers_mut().remove(name);
    }
    // The front page stands at `/index.html` as well, which is no folder.
    let folder = if Route::parse(path) == Route::Front { "" } else { path.trim_end_matches('/') };
    let page = format!("{folder}/index.html");
    if let Ok(page) = page.parse() {
        *request.uri_mut() = page;
        let found = files::respond(root, request).await;
        if found.status() != StatusCode::NOT_FOUND {
            return found;
        }
    }
    *missing.uri_mut() = Uri::from_static("/404.html");
    let mut response = files::respond(root, missing).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn refusal() -> Response {
    let allowed = [(header::ALLOW, "GET, HEAD")];
    let sentence = "Only GET and HEAD are answered here.\n";
    (StatusCode::METHOD_NOT_ALLOWED, allowed, sentence).into_response()
}

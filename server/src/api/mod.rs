//! The calls of the comments protocol, and the edition's documents beside them.

mod edition;
mod health;
pub(crate) mod moderation;
mod outside;
pub(crate) mod packed;
mod react;
mod read;
pub mod request;
pub(crate) mod stream;
mod write;

use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};

use crate::comment::{Audience, Comment, Shown, Viewer};
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::newcomers::{self, Newcomers};
use crate::problem::{Code, Problem};
use crate::rendered::Turns;
use crate::store::article::{Article, State};
use crate::store::{Outcome, Store};
use crate::stream::live::Live;
use crate::times;

/// What all calls work with.
pub(crate) struct Shared {
    pub store: Arc<Store>,
    pub live: Arc<Live>,
    pub metrics: Arc<Metrics>,
    pub limits: Limits,
    pub edition: Option<PathBuf>,
    pub trust_proxy: bool,
    pub allow_origins: Vec<String>,
    pub heartbeat: Duration,
    pub body_timeout: Duration,
    /// Of answers that are compressed.
    pub packing: Turns,
    /// Who looks for stories that are not known, where there is a site that tells of an edition.
    pub newcomers: OnceLock<Weak<Newcomers>>,
}

/// The routes, everything below `/api/` and what operators ask for.
pub(crate) fn router(shared: Arc<Shared>) -> anyhow::Result<Router> {
    let discussions = Router::new()
        .route(
            "/articles/{slug}/comments",
            get(read::threads).post(write::post).delete(write::withdraw),
        )
        .route("/articles/{slug}/comments/changes", get(stream::changes))
        .route("/articles/{slug}/comments/stream", get(stream::open))
        .route(
            "/articles/{slug}/comments/{id}",
            get(read::comment).patch(write::edit).delete(write::take_back),
        )
        .route("/articles/{slug}/comments/{id}/replies", get(read::replies))
        .route("/articles/{slug}/comments/{id}/like", put(react::like).delete(react::unlike))
        .route("/articles/{slug}/comments/{id}/report", post(react::report))
        .layer(from_fn_with_state(Arc::clone(&shared), newcomers::met));
    let api = discussions
        .route("/comments/counts", get(read::counts))
        .route("/moderation/queue", get(moderation::queue))
        .route("/moderation/comments/{id}", post(moderation::act))
        .route("/moderation/articles/{slug}", get(moderation::article).put(moderation::settle))
        .route("/moderation/articles/{slug}/comments/{id}", get(moderation::comment))
        .route("/moderation/tickets", post(moderation::ticket))
        .route("/moderation/stream", get(moderation::stream))
        // The edition's files, which are the fallback, were compressed when they were built.
        .route_layer(from_fn_with_state(Arc::clone(&shared), packed::pack))
        .method_not_allowed_fallback(async || Problem::from(Code::MethodNotAllowed))
        .fallback(edition::answer)
        .layer(DefaultBodyLimit::disable());
    let api = outside::cors(api, &shared.allow_origins)?;
    let foreign = !shared.allow_origins.is_empty();
    Ok(Router::new()
        .nest("/api", api)
        .route("/api", get(async || Problem::from(Code::NotFound)))
        .route("/api/", get(async || Problem::from(Code::NotFound)))
        .layer(from_fn(move |request, next| outside::headers(foreign, request, next)))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .layer(from_fn_with_state(Arc::clone(&shared), outside::watch))
        .with_state(shared))
}

impl Shared {
    /// Whether a story that was not known proves to be one of the edition's.
    pub(crate) async fn meets(&self, slug: &str) -> bool {
        match self.newcomers.get().and_then(Weak::upgrade) {
            Some(newcomers) => newcomers.meet(slug).await,
            None => false,
        }
    }

    /// Makes a change in a task of its own: a reader who hangs up must not leave it half made,
    /// nor made and untold. Moderators, who fetch their queue anew, are told of what concerns it and no more:
    /// likes and what readers say are many.
    async fn change<T, F>(
        self: &Arc<Self>,
        slug: &str,
        concerns_queue: fn(&T) -> bool,
        change: F,
    ) -> Outcome<T>
    where
        T: Send + 'static,
        F: Future<Output = Outcome<T>> + Send + 'static,
    {
        let shared = Arc::clone(self);
        let slug = slug.to_owned();
        let made = tokio::spawn(async move {
            let began = Instant::now();
            let made = change.await;
            shared.metrics.writes.add(began.elapsed());
            if let Ok(made) = &made {
                shared.live.poke(&slug);
                if concerns_queue(made) {
                    shared.live.poke_queue();
                }
            }
            made
        });
        made.await.map_err(|_| Problem::from(Code::Unavailable))?
    }

    /// A comment as the reader who wrote it, or likes it, is answered.
    fn shown(
        &self,
        article: &Article,
        comment: &Comment,
        reader: Option<&str>,
        liked: bool,
    ) -> Shown {
        let Some(reader) = reader else {
            return comment.shown_to(Audience::Public, None);
        };
        let until = self.store.editable_until(comment);
        let editable = comment.is_by(reader)
            && !comment.status.is_removed()
            && article.state == State::Open
            && times::now() <= until;
        let editable_until = editable.then(|| times::written(until));
        comment.shown_to(Audience::Reader(reader), Some(Viewer { liked, editable_until }))
    }
}

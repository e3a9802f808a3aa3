//! Lists: threads, a comment where it stands, what is below it, and counts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{Extensions, HeaderMap};
use serde::Serialize;

use super::Shared;
use super::request::{Caller, Place as At, Query, reader, slug_of};
use crate::comment::{Audience, Comment, Shown};
use crate::cursor::{Place, Sort};
use crate::limits::Kind;
use crate::problem::{Code, Problem};
use crate::store::article::Article;
use crate::store::read::{Page, Rest, Threads};

/// Threads of a page: usual and most, as the protocol says.
const THREADS: (usize, usize) = (50, 200);
/// Replies that come along with each thread: usual and most, as the protocol says.
const ALONG: (usize, usize) = (20, 500);
/// Replies of a page of them: usual and most.
const REPLIES: (usize, usize) = (100, 500);
/// Slugs of one question for counts, as the protocol says.
const SLUGS: usize = 100;

/// A page as it is answered.
#[derive(Serialize)]
pub(super) struct Answer {
    comments: Vec<Shown>,
    total: i64,
    next: Option<String>,
    stream_cursor: String,
    state: &'static str,
    threads: Vec<RestAnswer>,
}

#[derive(Serialize)]
struct RestAnswer {
    id: String,
    total: i64,
    next: String,
}

impl From<Rest> for RestAnswer {
    fn from(rest: Rest) -> Self {
        Self { id: rest.id, total: rest.total, next: rest.next.to_string() }
    }
}

/// What every reading begins with: the limit, and who asks.
struct Asker {
    /// The hash of the reader's key.
    reader: Option<String>,
}

impl Asker {
    fn of(shared: &Shared, extensions: &Extensions, fields: &HeaderMap) -> Result<Self, Problem> {
        Caller::of(extensions, fields, shared.trust_proxy).take(&shared.limits, Kind::Read)?;
        let reader = reader(fields)?.map(|key| shared.store.secrets.reader(&key));
        Ok(Self { reader })
    }

    /// The hash, or what no reader has.
    fn hash(&self) -> &str {
        self.reader.as_deref().unwrap_or_default()
    }

    fn audience(&self) -> Audience<'_> {
        self.reader.as_deref().map_or(Audience::Public, Audience::Reader)
    }
}

/// `GET articles/{slug}/comments`
pub(super) async fn threads(
    State(shared): State<Arc<Shared>>,
    at: At,
    extensions: Extensions,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Result<Json<Answer>, Problem> {
    let asker = Asker::of(&shared, &extensions, &fields)?;
    let query = Query::of(query.as_deref());
    let sort = query.read("sort", Sort::of)?.unwrap_or_default();
    let asked = Threads {
        sort,
        limit: query.number("limit", THREADS.0, 1..=THREADS.1)?,
        replies: query.number("replies", ALONG.0, 0..=ALONG.1)?,
        after: query.read("cursor", |cursor| Place::thread(cursor, sort))?,
    };
    // Read before the list, so that nothing falls between the list and the stream.
    let article = shared.store.article(&at.slug).await?;
    let page = shared.store.threads(&at.slug, &asked, asker.hash()).await?;
    answer(&shared, &article, page, &asker).await
}

/// `GET articles/{slug}/comments/{id}`
pub(super) async fn comment(
    State(shared): State<Arc<Shared>>,
    at: At,
    extensions: Extensions,
    fields: HeaderMap,
) -> Result<Json<Answer>, Problem> {
    let asker = Asker::of(&shared, &extensions, &fields)?;
    let article = shared.store.article(&at.slug).await?;
    let asked = shared.store.known(&at.slug, &at.id, asker.audience()).await?;
    let mut page = Page { comments: shared.store.ancestors(&asked).await?, ..Page::default() };
    let mut below = shared.store.below(&asked, None, ALONG.0, asker.hash()).await?;
    let top = page.comments.first().cloned();
    page.comments.push(asked.clone());
    page.comments.append(&mut below.comments);
    if let Some(top) = top {
        // Beside the answers to this comment, its thread has others.
        let total = shared.store.count_below(&top, asker.hash()).await?;
        if total >= page.comments.len() as i64 {
            page.rest.push(Rest { id: top.id, total, next: Place::start() });
        }
    }
    if let Some(next) = below.next {
        let total = shared.store.count_below(&asked, asker.hash()).await?;
        page.rest.push(Rest { id: asked.id, total, next });
    }
    answer(&shared, &article, page, &asker).await
}

/// `GET articles/{slug}/comments/{id}/replies`
pub(super) async fn replies(
    State(shared): State<Arc<Shared>>,
    at: At,
    extensions: Extensions,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Result<Json<Answer>, Problem> {
    let asker = Asker::of(&shared, &extensions, &fields)?;
    let query = Query::of(query.as_deref());
    let limit = query.number("limit", REPLIES.0, 1..=REPLIES.1)?;
    let after = query.read("cursor", Place::reply)?;
    let article = shared.store.article(&at.slug).await?;
    let top = shared.store.known(&at.slug, &at.id, asker.audience()).await?;
    let page = shared.store.below(&top, after.as_ref(), limit, asker.hash()).await?;
    answer(&shared, &article, page, &asker).await
}

async fn answer(
    shared: &Shared,
    article: &Article,
    page: Page,
    asker: &Asker,
) -> Result<Json<Answer>, Problem> {
    let liked = match &asker.reader {
        Some(reader) => shared.store.liked(&article.slug, reader).await?,
        None => HashSet::new(),
    };
    let shown = |comment: &Comment| {
        let liked = liked.contains(&comment.id);
        shared.shown(article, comment, asker.reader.as_deref(), liked)
    };
    Ok(Json(Answer {
        comments: page.comments.iter().map(shown).collect(),
        total: article.total,
        next: page.next.map(|next| next.to_string()),
        stream_cursor: shared.store.cursor(article.seq),
        state: article.state.word(),
        threads: page.rest.into_iter().map(RestAnswer::from).collect(),
    }))
}

/// How many comments articles have.
#[derive(Serialize)]
pub(super) struct Totals {
    counts: HashMap<String, i64>,
}

/// `GET comments/counts?articles=a,b,c`
pub(super) async fn counts(
    State(shared): State<Arc<Shared>>,
    extensions: Extensions,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Result<Json<Totals>, Problem> {
    Asker::of(&shared, &extensions, &fields)?;
    let query = Query::of(query.as_deref());
    let asked = query.text("articles").unwrap_or_default();
    if asked.split(',').count() > SLUGS {
        return Err(Problem::new(Code::Invalid, "articles may name 100 of them."));
    }
    // What is no slug is an unknown one.
    let slugs: Vec<String> = asked.split(',').filter_map(slug_of).collect();
    let counts = shared.store.totals(&slugs).await?.into_iter().collect();
    Ok(Json(Totals { counts }))
}

//! One page, made: its documents asked for, rendered, and put into the frame.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::http::StatusCode;
use broadsheet::backend::supply::Supply;
use broadsheet::backend::wire::lists::AT_A_TIME;
use broadsheet::backend::{BackendError, Fault, parse};
use broadsheet::config::Config;
use broadsheet::model::{Language, Slug};
use broadsheet::pages::Page;
use broadsheet::rendering::{self, Wanted, path_of};
use broadsheet::route::Route;
use broadsheet_discovery::structured;
use serde_json::{Map, Value, json};
use tokio::sync::watch;
use tokio::time::timeout;

use super::documents::Documents;
use super::frame::{Content, Frame};
use super::head;
use super::turns::Turns;

/// How long a page waits for its first comments. They are read further down, and the program asks for
/// them where they did not come.
const COMMENTS: Duration = Duration::from_millis(800);
/// The same for a page that lasts, such as a file: nobody waits for that.
const COMMENTS_THAT_LAST: Duration = Duration::from_secs(5);
/// How long the whole page waits for them before what stands above is sent.
const TOGETHER: Duration = Duration::from_millis(30);
/// Where the discussion begins. No text has a `<` of its own.
const DISCUSSION: &str = "<section class=\"comments";
/// Where the structured data begin, at the end of a page.
const STRUCTURED: &str = "<script type=\"application/ld+json\">";
/// The largest first comments that are put into a page as its data, in bytes: a discussion in a file comes
/// whole. The page is drawn from larger ones all the same, and the discussion's program fetches them.
const MOST_COMMENTS: usize = 256 * 1024;
/// When a reader may ask again where the backend did not say, in seconds.
pub(super) const LATER: u32 = 10;

/// What is sent.
#[derive(Debug)]
pub struct Made {
    /// 200, 404, 410, 502 or 503.
    pub status: StatusCode,
    /// When to ask again, in seconds, where it could not be had.
    pub retry_after: Option<u32>,
    /// The `Content-Type`.
    pub media_type: &'static str,
    /// The text.
    pub text: String,
    /// How long it holds.
    pub holds: Duration,
    /// Whether everything that belongs on it could be had.
    pub is_whole: bool,
    /// Whether it may be there although it could not be had, whatever the status says.
    pub is_in_doubt: bool,
}

/// The `Content-Type` of pages.
pub(super) const HTML: &str = "text/html; charset=utf-8";
/// How long a page holds.
const FRESH: Duration = Duration::from_secs(60);
/// How long what is not there, or could not be had in whole, holds: long enough for a crowd to ask once, and
/// not so long that a story which is published meanwhile is kept from its readers.
pub(super) const FAILED: Duration = Duration::from_secs(2);

/// A story whose comments have not come yet, as it is written without them.
#[derive(Debug)]
pub struct Begun {
    text: String,
    /// How much of it stands above the discussion.
    above: usize,
}

/// Tells all who wait for one page of its beginning.
pub type Teller = watch::Sender<Option<Arc<Begun>>>;

/// What stands above the discussion of a page that has one.
pub(super) fn above_discussion(page: &str) -> Option<&str> {
    Some(&page[..page.rfind(DISCUSSION)?])
}

/// The structured data of a page, and what follows them.
pub(super) fn structured_of(page: &str) -> Option<&str> {
    Some(&page[page.rfind(STRUCTURED)?..])
}

impl Begun {
    fn new(text: String) -> Option<Self> {
        let above = above_discussion(&text)?.len();
        Some(Self { text, above })
    }

    /// What can be sent before the rest is known.
    pub fn beginning(&self) -> &str {
        &self.text[..self.above]
    }

    /// What follows: of the page with its comments, or as it was written without them.
    pub fn rest<'a>(&'a self, whole: Option<&'a str>) -> &'a str {
        let rest = whole.and_then(|whole| whole.strip_prefix(self.beginning()));
        rest.unwrap_or(&self.text[self.above..])
    }
}

/// What came for a page.
#[derive(Clone)]
struct Came {
    edition: Result<Arc<str>, Fault>,
    page: Option<Result<String, Fault>>,
    /// None where there are none to come, or while they are awaited.
    comments: Option<Result<String, Fault>>,
}

impl Came {
    /// Of a page that had no turn.
    fn nothing_in_time(wanted: &Wanted) -> Self {
        let page = wanted.page.as_ref().map(|_| Err(Fault::TimedOut));
        Self { edition: Err(Fault::TimedOut), page, comments: None }
    }
}

/// Makes the page at a route when it is its turn; one that `lasts` is not made anew after a minute. `begun` is
/// told of a story whose comments take their time.
///
/// # Errors
/// Where rendering itself broke, which is a defect.
pub async fn make(
    documents: &Documents,
    turns: &Turns,
    rendering: &(Frame, Config),
    asked: Target,
    lasts: bool,
    begun: Option<Arc<Teller>>,
) -> Result<Made> {
    let (frame, config) = rendering;
    let Target { route, further } = asked;
    let mut wanted = rendering::wanted(config, &route);
    // Before it has its turn: it may be a long way.
    let (further, lost) = match (further, &route) {
        (None, Route::Further(..)) => match documents.ways.path(documents, config, &route).await {
            Ok(path) => (Some(path), None),
            Err(fault) => (Some(NOWHERE.to_owned()), Some(fault)),
        },
        (further, _) => (further, None),
    };
    let part = |path: &String| rendering::part(config, route.first(), path);
    wanted.page = further.as_ref().map(part).or(wanted.page);
    let writing = Writing { wanted, further, frame, config, route, lasts };
    let Some(turn) = turns.take().await else {
        tracing::warn!("{}: more pages are asked for than can be made", writing.route);
        let came = Came::nothing_in_time(&writing.wanted);
        return Ok(writing.write(&came).await?.made(&came));
    };
    let patience = if lasts { COMMENTS_THAT_LAST } else { COMMENTS };
    let wanted = writing.wanted.comments.clone();
    let mut comments = tokio::spawn(comments(documents.clone(), wanted, patience));
    let has_path = lost.is_none();
    let is_list = path_of(config, writing.route.first()).is_some();
    let page = async {
        match (&writing.wanted.page, lost) {
            (Some(_), Some(fault)) => Some(Err(fault)),
            (Some(url), None) if is_list => Some(documents.list(url).await),
            (Some(url), None) => Some(documents.get(url).await),
            (None, _) => None,
        }
    };
    let (edition, page) = tokio::join!(documents.shared(&writing.wanted.edition), page);
    let mut came = Came { edition, page, comments: None };
    let mut turn = Some(turn);
    came.comments = match timeout(TOGETHER, &mut comments).await {
        Ok(comments) => comments?,
        Err(_) => {
            if let Some(tell) = begun {
                let Written { page, text, .. } = writing.write(&came).await?;
                if let Some(begun) = Begun::new(text).filter(|_| matches!(page, Page::Article(_))) {
                    tell.send_replace(Some(Arc::new(begun)));
                }
            }
            // Comments that don't come shall keep no other page from being made.
            drop(turn.take());
            let comments = comments.await?;
            turn = turns.take().await;
            comments
        }
    };
    let written = writing.write(&came).await?;
    drop(turn);
    let is_further = matches!(writing.route, Route::Further(..));
    if is_further && has_path && matches!(written.page, Page::NotFound) {
        // Its path was known: the list may have become shorter, or be in other documents.
        documents.ways.forget(writing.route.first());
    }
    log_faults(&writing.wanted, &came, &written.page);
    Ok(written.made(&came))
}

/// The first comments, where they come in time.
async fn comments(
    documents: Documents,
    url: Option<String>,
    patience: Duration,
) -> Option<Result<String, Fault>> {
    let url = url?;
    let answer = timeout(patience, documents.get(&url)).await.unwrap_or(Err(Fault::TimedOut));
    if let Err(fault) = &answer {
        log(&BackendError { url, fault: fault.clone() });
    }
    Some(answer)
}

/// Whether comments could not be had, rather than that there are none.
fn is_fault(fault: &Fault) -> bool {
    !matches!(fault, Fault::NotFound | Fault::Gone) && !is_forbidden(fault)
}

/// What a store of files that nobody may list (S3, and a CDN before it) says of a file that isn't there.
pub(super) fn is_forbidden(fault: &Fault) -> bool {
    matches!(fault, Fault::Status { status: 401 | 403, .. })
}

/// Tells whoever looks after the site what is wrong with a page's documents.
fn log_faults(wanted: &Wanted, came: &Came, page: &Page) {
    if let Err(fault) = &came.edition {
        // It stands around every page: that there is none is a fault too.
        let error = BackendError { url: wanted.edition.clone(), fault: fault.clone() };
        tracing::warn!("{error}");
    }
    if let Page::Problem(error) = page
        && (came.edition.is_ok() || error.url != wanted.edition)
    {
        log(error);
    }
}

/// Tells whoever looks after the site what is wrong with a document: its address, and a status or a place
/// in it. That something is not there is no fault: readers ask for all sorts of addresses.
pub(super) fn log(error: &BackendError) {
    if !error.is_absent() {
        tracing::warn!("{error}");
    }
}

/// What stands for the path of a page that no list names, or none could be asked for.
const NOWHERE: &str = "#";

/// A page that is asked for.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its address.
    pub route: Route,
    /// The path of a list's further page, where it is known.
    pub further: Option<String>,
}

/// A page that is being written.
struct Writing<'a> {
    wanted: Wanted,
    /// The path of a list's further page.
    further: Option<String>,
    frame: &'a Frame,
    config: &'a Config,
    route: Route,
    lasts: bool,
}

impl Writing<'_> {
    async fn write(&self, came: &Came) -> Result<Written> {
        let (config, asked, lasts) = (self.config.clone(), self.route.clone(), self.lasts);
        let (wanted, came, further) = (self.wanted.clone(), came.clone(), self.further.clone());
        let rendered = tokio::task::spawn_blocking(move || {
            let mut supply = supply(&config, &asked, &wanted, &came);
            supply.lasts = lasts;
            supply.further.clone_from(&further);
            let rendered = rendering::render(config, asked.clone(), supply);
            let data = data(&rendered.page, &asked, &wanted, &came, further).to_string();
            let comments = comments_data(&wanted, &came).map(|data| data.to_string());
            (rendered, data, comments)
        });
        let (rendered, data, comments) = rendered.await.context("a page could not be rendered")?;
        let told = told_in(self.config, rendered.edition_lang.as_ref());
        let head = head::elements(&told, &rendered.page, &self.route);
        let structured = structured(&told, &rendered.page, &self.route);
        let content = Content {
            lang: rendered.lang.as_str(),
            dir: rendered.dir.as_str(),
            head: &head,
            body: &rendered.html,
            structured: &structured,
            data: &data,
            comments: comments.as_deref(),
        };
        let text = self.frame.page(&content);
        let has_edition = rendered.has_edition;
        Ok(Written { page: rendered.page, text, has_edition })
    }
}

/// The configuration for what other programs are told, whose language is that of the stories: the edition's,
/// where the interface speaks another.
pub(super) fn told_in<'a>(config: &'a Config, edition: Option<&Language>) -> Cow<'a, Config> {
    match edition {
        Some(lang) if *lang != config.site.lang => {
            let mut config = config.clone();
            config.site.lang = lang.clone();
            Cow::Owned(config)
        }
        _ => Cow::Borrowed(config),
    }
}

/// A page as it was written.
struct Written {
    page: Page,
    text: String,
    has_edition: bool,
}

impl Written {
    /// As it is sent and kept.
    fn made(self, came: &Came) -> Made {
        let (status, retry_after) = match &self.page {
            Page::NotFound => (StatusCode::NOT_FOUND, None),
            // Only the front page's own document: a site without one is one that can't be had just now.
            Page::Problem(error) if error.fault == Fault::NotFound => unavailable(error),
            Page::Problem(error) if came.page.is_some() && is_forbidden(&error.fault) => {
                (StatusCode::NOT_FOUND, None)
            }
            Page::Problem(error) => status(error),
            _ => (StatusCode::OK, None),
        };
        // One that was there before may be there: a gate in between may shut for a while.
        let is_in_doubt = matches!(&self.page, Page::Problem(e) if is_forbidden(&e.fault));
        let has_comments = !matches!(&came.comments, Some(Err(fault)) if is_fault(fault));
        let is_whole = self.has_edition && has_comments;
        let holds = if status.is_success() && is_whole { FRESH } else { FAILED };
        let (media_type, text) = (HTML, self.text);
        Made { status, retry_after, media_type, text, holds, is_whole, is_in_doubt }
    }
}

fn supply(config: &Config, route: &Route, wanted: &Wanted, came: &Came) -> Supply {
    let mut supply = Supply::default();
    let edition = came.edition.as_ref().map_err(Clone::clone);
    supply.add(wanted.edition.clone(), edition.and_then(|text| parse(text)));
    if let (Some(url), Some(answer)) = (&wanted.page, &came.page) {
        let page = answer.as_ref().map_err(Clone::clone);
        supply.add(url.clone(), page.and_then(|text| parse(text)));
    }
    if let (Some(url), Some(Ok(text))) = (&wanted.comments, &came.comments) {
        let comments = parse(text);
        let comments = match text.len() {
            ..=MOST_COMMENTS => comments,
            _ => comments.map(|comments| rendering::cut(config, route, comments)),
        };
        supply.add(url.clone(), comments);
    }
    supply
}

/// A document as the program gets it. One that was cut off or is none at all is left out, and asked for by the
/// program: it may be whole by then.
fn document(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(Value::is_object)
}

/// What the program needs to take the page up; as short as it can be, since every reader fetches it.
fn data(
    page: &Page,
    route: &Route,
    wanted: &Wanted,
    came: &Came,
    further: Option<String>,
) -> Value {
    let (mut documents, mut parts) = (Map::new(), Map::new());
    let mut data = json!({});
    match (came.edition.as_ref().ok().and_then(|text| document(text)), route) {
        (Some(edition), Route::Front) => drop(documents.insert(wanted.edition.clone(), edition)),
        (Some(edition), _) => data["edition"] = around(edition),
        (None, _) => {}
    }
    if let (Some(url), Some(answer)) = (&wanted.page, &came.page) {
        match answer {
            Ok(text) => {
                let whole = document(text).map(|whole| match page {
                    Page::Listing(_) | Page::Author(_) => part_alone(page, whole),
                    _ => (without_crops(whole), false),
                });
                if let Some((document, is_part)) = whole {
                    let kind = if is_part { &mut parts } else { &mut documents };
                    kind.insert(url.clone(), document);
                }
            }
            Err(Fault::NotFound) => drop(documents.insert(url.clone(), Value::Null)),
            Err(Fault::Gone) => drop(documents.insert(url.clone(), Value::Bool(false))),
            Err(_) => {}
        }
    }
    // Of what could not be had the program finds its own way.
    if let Some(path) = further.filter(|_| !(documents.is_empty() && parts.is_empty())) {
        data["further"] = path.into();
    }
    if !parts.is_empty() {
        data["parts"] = parts.into();
    }
    data["documents"] = documents.into();
    data
}

/// What the discussion's program needs to take its part of the page up.
fn comments_data(wanted: &Wanted, came: &Came) -> Option<Value> {
    let (url, text) = (wanted.comments.as_ref()?, came.comments.as_ref()?.as_ref().ok()?);
    if text.len() > MOST_COMMENTS {
        return None;
    }
    let documents = Map::from_iter([(url.clone(), document(text)?)]);
    Some(json!({ "documents": documents }))
}

/// As much of the front page as stands around other pages: sections, and the top stories' headlines.
fn around(edition: Value) -> Value {
    let kept = |value: &Value, names: &[&str]| -> Value {
        let field = |name: &&str| Some(((*name).to_owned(), value.get(name)?.clone()));
        Value::Object(names.iter().filter_map(field).collect())
    };
    let card = |card: &Value| {
        let names = [
            "slug",
            "headline",
            "kicker",
            "section",
            "published_at",
            "comment_count",
            "live",
            "lang",
            "dir",
        ];
        kept(card, &names)
    };
    let mut around = kept(&edition, &["title", "lang", "dir", "updated_at", "sections"]);
    let stories = edition["top_stories"].as_array();
    around["top_stories"] = stories.into_iter().flatten().map(card).collect();
    around
}

/// A list without the stories that other pages show, and whether there are any.
fn part_alone(page: &Page, mut list: Value) -> (Value, bool) {
    let cards = list.get_mut("cards").and_then(Value::as_array_mut);
    let Some(cards) = cards.filter(|cards| cards.len() > AT_A_TIME) else { return (list, false) };
    let shown: HashSet<_> = page.stories().into_iter().collect();
    let slug = |card: &Value| card["slug"].as_str().and_then(Slug::new);
    cards.retain(|card| slug(card).is_some_and(|slug| shown.contains(&slug)));
    list["next"] = page.next().into();
    (list, true)
}

/// A story without what only search engines read.
fn without_crops(mut article: Value) -> Value {
    if let Some(photo) = article.get_mut("main_photo").and_then(Value::as_object_mut) {
        photo.remove("crops");
    }
    article
}

/// The status of what could not be had, and when to ask again, in seconds.
pub fn status(error: &BackendError) -> (StatusCode, Option<u32>) {
    match error.fault {
        Fault::NotFound => (StatusCode::NOT_FOUND, None),
        Fault::Gone => (StatusCode::GONE, None),
        // For good, by law (RFC 7725).
        Fault::Status { status: 451, .. } => (StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, None),
        // It answered, and not with what was agreed: asking again soon changes nothing.
        Fault::Malformed(_) | Fault::Contract(_) | Fault::TooLarge | Fault::ContentType(_) => {
            (StatusCode::BAD_GATEWAY, None)
        }
        _ => unavailable(error),
    }
}

/// The status of what ought to be there.
pub fn unavailable(error: &BackendError) -> (StatusCode, Option<u32>) {
    (StatusCode::SERVICE_UNAVAILABLE, Some(error.retry_after().unwrap_or(LATER)))
}

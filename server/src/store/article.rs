//! An article's row: what its discussion allows, and where its counts and events stand.

use super::db::{self, Db, Row, Tx, args};
use super::{ARTICLES, Outcome, Store};
use crate::problem::{Code, Problem};

/// Whether readers may write below an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Closed,
    /// There is no discussion.
    Off,
}

impl State {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Off => "off",
        }
    }

    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Open, Self::Closed, Self::Off].into_iter().find(|state| state.word() == word)
    }
}

/// A discussion, apart from its comments.
#[derive(Clone, Debug)]
pub(crate) struct Article {
    pub slug: String,
    pub state: State,
    pub premoderated: bool,
    /// How many comments are visible.
    pub total: i64,
    /// The last event's.
    pub seq: i64,
    /// When the newest comment was made, in milliseconds since 1970.
    pub last_at: i64,
    /// When the counts were last told.
    pub counts_at: i64,
}

const COLUMNS: &str = "slug, state, premoderated, total, seq, last_at, counts_at";

impl Article {
    fn of(row: &Row) -> db::Result<Self> {
        Ok(Self {
            slug: row.get("slug")?,
            // What nobody knows is not shown.
            state: State::of(&row.get::<String>("state")?).unwrap_or(State::Off),
            premoderated: row.yes("premoderated")?,
            total: row.get("total")?,
            seq: row.get("seq")?,
            last_at: row.get("last_at")?,
            counts_at: row.get("counts_at")?,
        })
    }

    /// Refuses where the discussion may only be read.
    pub(crate) fn must_be_open(&self) -> Outcome<()> {
        if self.state == State::Open { Ok(()) } else { Err(Code::Closed.into()) }
    }
}

/// The article's row, if it is known, its discussion being off included.
pub(crate) async fn find(db: &Db, slug: &str) -> db::Result<Option<Article>> {
    let sql = format!("SELECT {COLUMNS} FROM articles WHERE slug = $1");
    db.one(&sql, args![slug]).await?.as_ref().map(Article::of).transpose()
}

/// Locks the article's row until the change is committed: every change begins with this.
pub(crate) async fn lock(tx: &mut Tx, slug: &str) -> Outcome<Article> {
    match lock_any(tx, slug).await? {
        Some(article) if article.state != State::Off => Ok(article),
        _ => Err(no_discussion()),
    }
}

/// Locks the row of an article whose discussion may be off.
pub(crate) async fn lock_any(tx: &mut Tx, slug: &str) -> db::Result<Option<Article>> {
    let sql = format!("SELECT {COLUMNS} FROM articles WHERE slug = $1{}", tx.locking());
    tx.one(&sql, args![slug]).await?.as_ref().map(Article::of).transpose()
}

/// Writes the row back, and wakes who waits for events if there are new ones.
pub(crate) async fn save(tx: &mut Tx, article: &Article, seq_before: i64) -> db::Result<()> {
    let sql = "UPDATE articles SET state = $2, premoderated = $3, total = $4, seq = $5, \
               last_at = $6, counts_at = $7 WHERE slug = $1";
    let values = args![
        &article.slug,
        article.state.word(),
        article.premoderated,
        article.total,
        article.seq,
        article.last_at,
        article.counts_at,
    ];
    tx.run(sql, values).await?;
    if article.seq != seq_before {
        tx.wake(ARTICLES, &article.slug).await?;
    }
    Ok(())
}

pub(crate) fn no_discussion() -> Problem {
    Problem::new(Code::NotFound, "There is no discussion of this article.")
}

impl Store {
    /// Whether an article is known, discussed or not.
    pub(crate) async fn is_known(&self, slug: &str) -> db::Result<bool> {
        Ok(find(&self.db, slug).await?.is_some())
    }

    /// The discussion of an article.
    pub(crate) async fn article(&self, slug: &str) -> Outcome<Article> {
        match find(&self.db, slug).await? {
            Some(article) if article.state != State::Off => Ok(article),
            _ => Err(no_discussion()),
        }
    }
}

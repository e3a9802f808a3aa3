//! The discussions in a database, and every change of them.
//!
//! A change is one transaction that first locks its article's row: what follows of it, the counts
//! and the events with the next `seq`, is therefore in the order in which it is committed, on
//! however many replicas. [`db`] hides which database it is.

pub(crate) mod article;
pub(crate) mod counts;
pub(crate) mod db;
pub(crate) mod events;
pub(crate) mod housekeeping;
pub(crate) mod moderate;
pub(crate) mod post;
pub(crate) mod react;
pub(crate) mod read;
pub(crate) mod revise;
pub(crate) mod seed;

use std::time::Duration;

use crate::comment::{Comment, Status};
use crate::ids;
use crate::problem::{Code, Problem};
use crate::secrets::Secrets;
use crate::spam::Rules;
use db::{Arg, Db, Row, Tx, args};

/// What a change answers: done, or the problem that the reader is told.
pub(crate) type Outcome<T> = Result<T, Problem>;

/// The notifications of PostgreSQL that name an article with new events.
pub(crate) const ARTICLES: &str = "broadsheet_articles";
/// The notifications of PostgreSQL that say that the moderators' queue has changed.
pub(crate) const QUEUE: &str = "broadsheet_queue";

/// What a site decides about its discussions.
#[derive(Clone, Debug)]
pub(crate) struct House {
    /// What sends a comment to approval.
    pub rules: Rules,
    /// Whether every comment awaits approval.
    pub premoderate: bool,
    /// How long after posting a comment may be changed.
    pub edit_window: Duration,
    /// How many events of an article are kept.
    pub kept_events: i64,
    /// The least time between two `counts` events of an article.
    pub counts_every: Duration,
}

/// The discussions.
pub(crate) struct Store {
    pub db: Db,
    pub secrets: Secrets,
    /// Names this database in cursors: another one has another history.
    pub epoch: String,
    pub house: House,
}

impl Store {
    /// Opens the database at `address`; a new one gets its epoch and its secret.
    pub(crate) async fn open(
        address: &str,
        admin: Option<&str>,
        house: House,
    ) -> anyhow::Result<Self> {
        let db = Db::open(address).await?;
        let (epoch, key) = identity(&db).await?;
        let key = ids::from_hex(&key).unwrap_or_default();
        anyhow::ensure!(key.len() >= 32, "the database has no secret that can be used");
        Ok(Self { db, secrets: Secrets::new(&key, admin), epoch, house })
    }

    /// Where `seq` stands in a cursor of the protocol.
    pub(crate) fn cursor(&self, seq: i64) -> String {
        format!("{}:{seq}", self.epoch)
    }
}

/// Begins another history in the database at `address`, which was put back from a copy: what readers
/// were told since the copy was made is not known any more, though it has the numbers of what they will
/// be told next. No server may be running on it.
///
/// # Errors
/// Where the database cannot be opened or changed.
pub async fn forget_history(address: &str) -> anyhow::Result<()> {
    // A slip in a file's name would make a new one.
    let is_there = address.contains(':') || std::path::Path::new(address).exists();
    anyhow::ensure!(is_there, "there is no {address}");
    let db = Db::open(address).await?;
    let epoch = ids::hex(&ids::random::<8>()?);
    identity(&db).await?;
    let mut tx = db.begin().await?;
    tx.take_time().await?;
    tx.run("UPDATE server SET epoch = $1", args![epoch]).await?;
    tx.run("DELETE FROM events", args![]).await?;
    tx.commit().await?;
    db.close().await;
    Ok(())
}

async fn identity(db: &Db) -> anyhow::Result<(String, String)> {
    let epoch = ids::hex(&ids::random::<8>()?);
    let secret = ids::hex(&ids::random::<32>()?);
    let mut tx = db.begin().await?;
    // Of replicas that start together the first one's are kept.
    let made = "INSERT INTO server (one, epoch, secret) VALUES (1, $1, $2) ON CONFLICT DO NOTHING";
    tx.run(made, args![epoch, secret]).await?;
    let kept = tx.one("SELECT epoch, secret FROM server", args![]).await?;
    tx.commit().await?;
    let row = kept.ok_or(sqlx::Error::RowNotFound)?;
    Ok((row.get("epoch")?, row.get("secret")?))
}

/// The columns of a [`Comment`].
pub(crate) const COLUMNS: &str = "article, id, parent_id, root_id, name, avatar, badge, text, \
     reader, created_at, edited_at, status, why, version, likes, replies, published, featured";

impl Comment {
    pub(crate) fn of(row: &Row) -> db::Result<Self> {
        Ok(Self {
            article: row.get("article")?,
            id: row.get("id")?,
            parent_id: row.get("parent_id")?,
            root_id: row.get("root_id")?,
            name: row.get("name")?,
            avatar: row.get("avatar")?,
            badge: row.get("badge")?,
            text: row.get("text")?,
            reader: row.get("reader")?,
            created_at: row.get("created_at")?,
            edited_at: row.get("edited_at")?,
            // What nobody knows is not shown.
            status: Status::of(&row.get::<String>("status")?).unwrap_or(Status::Pending),
            why: row.get("why")?,
            version: row.get("version")?,
            likes: row.get("likes")?,
            replies: row.get("replies")?,
            published: row.yes("published")?,
            featured: row.yes("featured")?,
        })
    }
}

/// Reads a comment inside a change.
pub(crate) async fn comment(tx: &mut Tx, article: &str, id: &str) -> Outcome<Comment> {
    let sql = format!("SELECT {COLUMNS} FROM comments WHERE article = $1 AND id = $2");
    let row = tx.one(&sql, args![article, id]).await?;
    let row = row.ok_or_else(no_comment)?;
    Ok(Comment::of(&row)?)
}

pub(crate) fn no_comment() -> Problem {
    Problem::new(Code::NotFound, "There is no such comment.")
}

/// `$3, $4, $5` for three arguments that follow two others.
pub(crate) fn places(after: usize, count: usize) -> String {
    let places: Vec<String> = (1..=count).map(|place| format!("${}", after + place)).collect();
    places.join(", ")
}

/// Arguments for [`places`].
pub(crate) fn listed<'a>(items: impl IntoIterator<Item = &'a str>) -> Vec<Arg> {
    items.into_iter().map(Arg::from).collect()
}

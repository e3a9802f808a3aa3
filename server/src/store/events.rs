//! What happened in a discussion, in order: rows that are sent as they stand.

use serde::Serialize;
use serde_json::Value;

use super::article::Article;
use super::db::{self, Tx, args};
use super::{Outcome, Store, listed, places};
use crate::comment::{Audience, Comment, Shown};
use crate::times;

/// The most events that one answer or one reading from the database has.
pub(crate) const BATCH: i64 = 500;

/// An event as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub seq: i64,
    pub kind: String,
    pub data: String,
    /// When its row was written, in milliseconds since 1970.
    pub at: i64,
}

/// What is new about a comment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum News {
    Created,
    Updated,
    Removed,
}

impl News {
    fn kind(self) -> &'static str {
        match self {
            Self::Created => "comment.created",
            Self::Updated => "comment.updated",
            Self::Removed => "comment.removed",
        }
    }
}

#[derive(Serialize)]
struct OfComment<'a> {
    r#type: &'a str,
    id: String,
    comment: Shown,
    total: i64,
}

/// The likes and the direct replies of a comment.
#[derive(Serialize)]
pub(crate) struct Counts {
    pub id: String,
    pub likes: i64,
    pub replies: i64,
}

#[derive(Serialize)]
struct OfCounts<'a> {
    r#type: &'a str,
    id: String,
    counts: &'a [Counts],
}

#[derive(Serialize)]
struct OfRejection<'a> {
    r#type: &'a str,
    id: String,
    comment_id: &'a str,
    version: i64,
}

#[derive(Serialize)]
struct OfState<'a> {
    r#type: &'a str,
    id: String,
}

impl Store {
    /// Adds an event about a comment; `article` has the counts as they are after it.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        news: News,
        comment: &Comment,
    ) -> db::Result<()> {
        article.seq += 1;
        let told = OfComment {
            r#type: news.kind(),
            id: self.cursor(article.seq),
            comment: comment.shown_to(Audience::Public, None),
            total: article.total,
        };
        let data = json(&told)?;
        add(tx, article, news.kind(), Some(&comment.id), &data).await
    }

    /// Adds that a comment which awaited approval was removed. Its author has it before them; to all
    /// others the event says nothing but that, since they never knew of it.
    pub(crate) async fn tell_rejection(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        comment: &Comment,
    ) -> db::Result<()> {
        article.seq += 1;
        let kind = "comment.rejected";
        let told = OfRejection {
            r#type: kind,
            id: self.cursor(article.seq),
            comment_id: &comment.id,
            version: comment.version,
        };
        let data = json(&told)?;
        add(tx, article, kind, Some(&comment.id), &data).await
    }

    /// Adds the figures that have changed.
    pub(crate) async fn tell_counts(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        counts: &[Counts],
    ) -> db::Result<()> {
        article.seq += 1;
        let kind = "counts";
        let data = json(&OfCounts { r#type: kind, id: self.cursor(article.seq), counts })?;
        add(tx, article, kind, None, &data).await
    }

    /// Adds that the discussion was closed or opened, whichever it now is.
    pub(crate) async fn tell_state(&self, tx: &mut Tx, article: &mut Article) -> db::Result<()> {
        article.seq += 1;
        let open = article.state == super::article::State::Open;
        let kind = if open { "discussion.opened" } else { "discussion.closed" };
        let data = json(&OfState { r#type: kind, id: self.cursor(article.seq) })?;
        add(tx, article, kind, None, &data).await
    }

    /// The events after `seq`, at most `count`.
    pub(crate) async fn events(
        &self,
        article: &str,
        seq: i64,
        count: i64,
    ) -> db::Result<Vec<Event>> {
        let sql = "SELECT seq, kind, data, created_at FROM events WHERE article = $1 AND seq > $2 \
                   ORDER BY seq LIMIT $3";
        let rows = self.db.all(sql, args![article, seq, count]).await?;
        let event = |row: &db::Row| {
            Ok(Event {
                seq: row.get("seq")?,
                kind: row.get("kind")?,
                data: row.get("data")?,
                at: row.get("created_at")?,
            })
        };
        rows.iter().map(event).collect()
    }

    /// The last event of each of these articles.
    pub(crate) async fn heads(&self, slugs: &[String]) -> db::Result<Vec<(String, i64)>> {
        if slugs.is_empty() {
            return Ok(Vec::new());
        }
        let sql =
            format!("SELECT slug, seq FROM articles WHERE slug IN ({})", places(0, slugs.len()));
        let rows = self.db.all(&sql, listed(slugs.iter().map(String::as_str))).await?;
        rows.iter().map(|row| Ok((row.get("slug")?, row.get("seq")?))).collect()
    }

    /// Takes what a comment no longer says out of the events that are still kept: who catches up
    /// with them must not read it either. They tell of the comment as it is now; of two that tell the
    /// same version a reader needs one. What tells that it was gone says nothing to take out.
    pub(crate) async fn redact(&self, tx: &mut Tx, comment: &Comment) -> Outcome<()> {
        let sql = "SELECT seq, data FROM events WHERE article = $1 AND comment_id = $2 \
                   AND kind <> 'comment.removed'";
        let shown = serde_json::to_value(comment.shown_to(Audience::Public, None));
        let shown = shown.unwrap_or(Value::Null);
        for row in tx.all(sql, args![&comment.article, &comment.id]).await? {
            let mut told: Value =
                serde_json::from_str(&row.get::<String>("data")?).unwrap_or(Value::Null);
            if let Some(field) = told.get_mut("comment") {
                *field = shown.clone();
            }
            let sql = "UPDATE events SET data = $3 WHERE article = $1 AND seq = $2";
            let seq: i64 = row.get("seq")?;
            tx.run(sql, args![&comment.article, seq, told.to_string()]).await?;
        }
        Ok(())
    }
}

async fn add(
    tx: &mut Tx,
    article: &Article,
    kind: &str,
    comment: Option<&str>,
    data: &str,
) -> db::Result<()> {
    let sql = "INSERT INTO events (article, seq, kind, comment_id, data, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let values = args![&article.slug, article.seq, kind, comment, data, times::now()];
    tx.run(sql, values).await?;
    Ok(())
}

fn json(told: &impl Serialize) -> db::Result<String> {
    serde_json::to_string(told).map_err(|problem| sqlx::Error::Encode(problem.into()))
}

//! Likes and reports.

use super::db::{self, Tx, args};
use super::post::mark;
use super::{Outcome, QUEUE, Store, article, comment, no_comment};
use crate::comment::{Comment, Status};
use crate::spam::Why;
use crate::times;

impl Store {
    /// Likes a comment or no longer does, and answers how many do. Twice is as once.
    pub(crate) async fn like(
        &self,
        slug: &str,
        id: &str,
        reader: &str,
        liked: bool,
    ) -> Outcome<i64> {
        let mut tx = self.db.begin().await?;
        let article = article::lock(&mut tx, slug).await?;
        let comment = comment(&mut tx, slug, id).await?;
        if comment.status != Status::Visible {
            return Err(no_comment());
        }
        article.must_be_open()?;
        let sql = match liked {
            true => {
                "INSERT INTO likes (article, comment_id, reader) VALUES ($1, $2, $3) \
                 ON CONFLICT DO NOTHING"
            }
            false => "DELETE FROM likes WHERE article = $1 AND comment_id = $2 AND reader = $3",
        };
        if tx.run(sql, args![slug, id, reader]).await? == 0 {
            return Ok(comment.likes);
        }
        let more = if liked { 1_i64 } else { -1 };
        let sql = "UPDATE comments SET likes = likes + $3 WHERE article = $1 AND id = $2";
        tx.run(sql, args![slug, id, more]).await?;
        mark(&mut tx, slug, id).await?;
        tx.commit().await?;
        Ok(comment.likes + more)
    }

    /// Reports a comment to the moderators. A reader's second report takes the first one's place.
    pub(crate) async fn report(
        &self,
        slug: &str,
        id: &str,
        reader: &str,
        reason: &str,
        note: &str,
    ) -> Outcome<()> {
        let mut tx = self.db.begin().await?;
        article::lock(&mut tx, slug).await?;
        let comment = comment(&mut tx, slug, id).await?;
        if comment.status != Status::Visible {
            return Err(no_comment());
        }
        let sql = "INSERT INTO reports (article, comment_id, reader, reason, note, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (article, comment_id, reader) \
                   DO UPDATE SET reason = excluded.reason, note = excluded.note";
        tx.run(sql, args![slug, id, reader, reason, note, times::now()]).await?;
        let sql = "UPDATE comments SET why = $3 WHERE article = $1 AND id = $2";
        tx.run(sql, args![slug, id, Why::Reported.word()]).await?;
        tx.wake(QUEUE, "").await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Forgets the reports of a comment that somebody has decided about.
pub(crate) async fn forget_reports(tx: &mut Tx, comment: &Comment) -> db::Result<()> {
    let sql = "DELETE FROM reports WHERE article = $1 AND comment_id = $2";
    tx.run(sql, args![&comment.article, &comment.id]).await?;
    Ok(())
}

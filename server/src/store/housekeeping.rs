//! What is no longer needed goes.

use super::Store;
use super::db::{self, args};
use crate::times;

/// A day, in milliseconds: how long events are kept, since nobody catches up with older ones.
const DAY: i64 = 24 * 60 * 60 * 1_000;
/// How long a submission's key is kept. A reader's outbox sends a comment until it knows the answer,
/// however long the device lay in a drawer meanwhile; once the key has gone the same submission is a
/// second comment. A row is some 200 bytes, so that a season of them costs less than the comments do.
const SUBMISSIONS: i64 = 90 * DAY;

impl Store {
    /// Drops events that are too old or too many, and submissions that nobody repeats any more.
    pub(crate) async fn tidy(&self) -> db::Result<()> {
        let now = times::now();
        let mut tx = self.db.begin().await?;
        tx.take_time().await?;
        tx.run("DELETE FROM events WHERE created_at < $1", args![now - DAY]).await?;
        let sql = "DELETE FROM events WHERE seq <= \
                   (SELECT seq FROM articles WHERE slug = article) - $1";
        tx.run(sql, args![self.house.kept_events]).await?;
        let sql = "DELETE FROM submissions WHERE created_at < $1";
        tx.run(sql, args![now - SUBMISSIONS]).await?;
        tx.commit().await
    }
}

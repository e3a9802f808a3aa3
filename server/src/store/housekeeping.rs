//! What is no longer needed goes.

use super::Store;
use super::db::{self, args};
use crate::times;

/// A day, in milliseconds: nobody catches up with older events, or repeats an older submission.
const DAY: i64 = 24 * 60 * 60 * 1_000;

impl Store {
    /// Drops events that are too old or too many, and submissions that nobody repeats any more.
    pub(crate) async fn tidy(&self) -> db::Result<()> {
        let old = times::now() - DAY;
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM events WHERE created_at < $1", args![old]).await?;
        let sql = "DELETE FROM events WHERE seq <= \
                   (SELECT seq FROM articles WHERE slug = article) - $1";
        tx.run(sql, args![self.house.kept_events]).await?;
        tx.run("DELETE FROM submissions WHERE created_at < $1", args![old]).await?;
        tx.commit().await
    }
}

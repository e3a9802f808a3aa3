//! The `counts` events: what changed of likes and replies, gathered and told once a while.

use super::article::{self, State};
use super::db::{self, args};
use super::events::Counts;
use super::{Outcome, Store, listed, places};
use crate::times;

/// By how much the clocks of replicas may differ, in milliseconds.
const CLOCKS: i64 = 60_000;
/// The most figures of one event; what is more goes into the next.
const FIGURES: i64 = 200;
/// The most articles of one round.
const ARTICLES: i64 = 200;

impl Store {
    /// Tells the figures that have changed, of every article that was not told just now. Answers
    /// the articles that have a new event.
    ///
    /// Of several replicas one tells: the rows that say what has changed go under the article's
    /// lock, and with them the time at which they were told.
    pub(crate) async fn flush_counts(&self) -> Outcome<Vec<String>> {
        let sql = "SELECT DISTINCT article FROM dirty LIMIT $1";
        let (mut told, mut failed) = (Vec::new(), None);
        for row in self.db.all(sql, args![ARTICLES]).await? {
            let slug: String = row.get("article")?;
            // One that fails keeps no other from being told.
            match self.flush_article(&slug).await {
                Ok(true) => told.push(slug),
                Ok(false) => {}
                Err(problem) => failed = Some(problem),
            }
        }
        match failed {
            Some(problem) if told.is_empty() => Err(problem),
            _ => Ok(told),
        }
    }

    async fn flush_article(&self, slug: &str) -> Outcome<bool> {
        let mut tx = self.db.begin().await?;
        let Some(mut article) = article::lock_any(&mut tx, slug).await? else {
            return Ok(false);
        };
        let now = times::now();
        let every = times::millis(self.house.counts_every);
        // A clock that was put back must not silence the counts; those of two replicas may differ.
        if (-CLOCKS..every).contains(&now.saturating_sub(article.counts_at)) {
            return Ok(false);
        }
        let before = article.seq;
        let counts = changed(&mut tx, slug).await?;
        if counts.is_empty() {
            return Ok(false);
        }
        let ids = || listed(counts.iter().map(|count| count.id.as_str()));
        let sql = format!(
            "DELETE FROM dirty WHERE article = $1 AND comment_id IN ({})",
            places(1, counts.len())
        );
        let mut values = args![slug];
        values.extend(ids());
        tx.run(&sql, values).await?;
        article.counts_at = now;
        if article.state != State::Off {
            self.tell_counts(&mut tx, &mut article, &counts).await?;
        }
        article::save(&mut tx, &article, before).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn changed(tx: &mut db::Tx, slug: &str) -> db::Result<Vec<Counts>> {
    let sql = "SELECT c.id, c.likes, c.replies FROM dirty d JOIN comments c \
               ON c.article = d.article AND c.id = d.comment_id WHERE d.article = $1 \
               ORDER BY c.id LIMIT $2";
    let rows = tx.all(sql, args![slug, FIGURES]).await?;
    let count = |row: &db::Row| {
        Ok(Counts { id: row.get("id")?, likes: row.get("likes")?, replies: row.get("replies")? })
    };
    rows.iter().map(count).collect()
}

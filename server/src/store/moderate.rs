//! What moderators decide.

use super::article::{self, Article, State};
use super::db::{self, Row, Tx, args};
use super::events::News;
use super::react::forget_reports;
use super::{COLUMNS, Outcome, QUEUE, Store, comment, no_comment};
use crate::comment::{Comment, Status};
use crate::cursor::Place;
use crate::problem::Code;

/// Comments of one page of the queue.
const PAGE: usize = 50;
/// Notes that are shown of one reason.
const NOTES: usize = 20;

/// What is done with a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    Approve,
    Remove,
    Feature,
    Unfeature,
    /// Nothing is wrong with what was reported.
    Dismiss,
}

/// A comment that waits for a decision.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub comment: Comment,
    pub headline: Option<String>,
    pub reports: Vec<Reports>,
}

/// The reports of one reason.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Reports {
    pub reason: String,
    pub count: i64,
    pub notes: Vec<String>,
}

impl Store {
    /// How many comments wait.
    pub(crate) async fn waiting(&self) -> db::Result<i64> {
        let sql = "SELECT COUNT(*) AS waiting FROM comments WHERE why IS NOT NULL";
        self.db.one(sql, args![]).await?.map_or(Ok(0), |row| row.get("waiting"))
    }

    /// A page of those that wait, the oldest first.
    pub(crate) async fn queue(
        &self,
        after: Option<&Place>,
    ) -> db::Result<(Vec<Waiting>, Option<Place>)> {
        let from = after.cloned().unwrap_or_else(Place::start);
        let sql = format!(
            "SELECT {COLUMNS}, (SELECT headline FROM articles WHERE slug = article) AS headline \
             FROM comments WHERE why IS NOT NULL AND (created_at, id) > ($1, $2) \
             ORDER BY created_at, id LIMIT $3"
        );
        let rows = self.db.all(&sql, args![from.at, from.id, PAGE as i64 + 1]).await?;
        let mut page = Vec::new();
        for row in rows.iter().take(PAGE) {
            page.push(self.waiting_of(row).await?);
        }
        let more = rows.len() > PAGE;
        let next = page.last().filter(|_| more).map(|last| Place::of_queued(&last.comment));
        Ok((page, next))
    }

    /// A comment with what was said against it, whether it waits or not.
    pub(crate) async fn under_review(&self, slug: &str, id: &str) -> Outcome<Waiting> {
        let sql = format!(
            "SELECT {COLUMNS}, (SELECT headline FROM articles WHERE slug = article) AS headline \
             FROM comments WHERE article = $1 AND id = $2"
        );
        let row = self.db.one(&sql, args![slug, id]).await?.ok_or_else(no_comment)?;
        Ok(self.waiting_of(&row).await?)
    }

    async fn waiting_of(&self, row: &Row) -> db::Result<Waiting> {
        let comment = Comment::of(row)?;
        let sql = "SELECT reason, note FROM reports WHERE article = $1 AND comment_id = $2 \
                   ORDER BY created_at, reader";
        let mut reports: Vec<Reports> = Vec::new();
        for row in self.db.all(sql, args![&comment.article, &comment.id]).await? {
            let (reason, note): (String, String) = (row.get("reason")?, row.get("note")?);
            let known = reports.iter().position(|reports| reports.reason == reason);
            let place = known.unwrap_or_else(|| {
                reports.push(Reports { reason, count: 0, notes: Vec::new() });
                reports.len() - 1
            });
            let reports = &mut reports[place];
            reports.count += 1;
            if !note.is_empty() && reports.notes.len() < NOTES {
                reports.notes.push(note);
            }
        }
        Ok(Waiting { comment, headline: row.get("headline")?, reports })
    }

    /// The article of a comment. Ids are unique in their discussions; of two comments the one
    /// that waits is meant, or the newer.
    pub(crate) async fn article_of(&self, id: &str) -> Outcome<String> {
        let sql = "SELECT article FROM comments WHERE id = $1 \
                   ORDER BY CASE WHEN why IS NULL THEN 1 ELSE 0 END, created_at DESC LIMIT 1";
        let row = self.db.one(sql, args![id]).await?.ok_or_else(no_comment)?;
        Ok(row.get("article")?)
    }

    /// Does `action` with a comment, and answers it as it is then. `read` is the version that the
    /// moderator has read: no other is let stand. Without it any is.
    pub(crate) async fn moderate(
        &self,
        slug: &str,
        id: &str,
        action: Action,
        read: Option<i64>,
    ) -> Outcome<Comment> {
        let mut tx = self.db.begin().await?;
        let found = article::lock_any(&mut tx, slug).await?;
        let mut article = found.ok_or_else(article::no_discussion)?;
        let before = article.seq;
        let mut comment = comment(&mut tx, slug, id).await?;
        match action {
            Action::Approve => self.approve(&mut tx, &mut article, &mut comment, read).await?,
            Action::Remove => self.remove(&mut tx, &mut article, &mut comment).await?,
            Action::Feature => self.feature(&mut tx, &mut article, &mut comment, true).await?,
            Action::Unfeature => self.feature(&mut tx, &mut article, &mut comment, false).await?,
            Action::Dismiss => self.dismiss(&mut tx, &mut comment, read).await?,
        }
        tx.wake(QUEUE, "").await?;
        article::save(&mut tx, &article, before).await?;
        tx.commit().await?;
        Ok(comment)
    }

    async fn approve(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        comment: &mut Comment,
        read: Option<i64>,
    ) -> Outcome<()> {
        match comment.status {
            Status::Visible => return self.dismiss(tx, comment, read).await,
            // Its text is gone.
            Status::RemovedByAuthor => return Err(no_comment()),
            Status::Pending | Status::RemovedByModerator if comment.text.is_empty() => {
                return Err(no_comment());
            }
            Status::Pending | Status::RemovedByModerator => must_be_as_read(comment, read)?,
        }
        comment.status = Status::Visible;
        comment.why = None;
        comment.version += 1;
        self.write(tx, comment).await?;
        forget_reports(tx, comment).await?;
        self.publish(tx, article, comment).await?;
        self.tell_above(tx, article, comment).await?;
        self.tell(tx, article, News::Created, comment).await?;
        Ok(())
    }

    /// Tells of what can't be read above a comment: nothing else that could be read may have stood below
    /// it, and then no list had it. Who hears of a reply must know what it answers.
    async fn tell_above(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        comment: &Comment,
    ) -> Outcome<()> {
        let mut above = Vec::new();
        let mut parent_id = comment.parent_id.clone();
        while let Some(id) = parent_id {
            let parent = super::comment(tx, &comment.article, &id).await?;
            if parent.status == Status::Visible {
                break;
            }
            parent_id = parent.parent_id.clone();
            above.push(parent);
        }
        for parent in above.iter().rev() {
            self.tell(tx, article, News::Updated, parent).await?;
        }
        Ok(())
    }

    async fn remove(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        comment: &mut Comment,
    ) -> Outcome<()> {
        if comment.status.is_removed() {
            return Ok(());
        }
        let was_visible = comment.status == Status::Visible;
        comment.status = Status::RemovedByModerator;
        comment.why = None;
        comment.version += 1;
        self.write(tx, comment).await?;
        forget_reports(tx, comment).await?;
        if was_visible {
            self.hide(tx, article, comment).await?;
        } else if comment.published {
            self.tell(tx, article, News::Removed, comment).await?;
        } else {
            self.tell_rejection(tx, article, comment).await?;
        }
        Ok(())
    }

    async fn feature(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        comment: &mut Comment,
        featured: bool,
    ) -> Outcome<()> {
        if comment.status != Status::Visible {
            return Err(no_comment());
        }
        if comment.featured == featured {
            return Ok(());
        }
        comment.featured = featured;
        comment.version += 1;
        self.write(tx, comment).await?;
        self.tell(tx, article, News::Updated, comment).await?;
        Ok(())
    }

    /// Drops the reports. A pending comment still waits for its own reason.
    async fn dismiss(&self, tx: &mut Tx, comment: &mut Comment, read: Option<i64>) -> Outcome<()> {
        // What waits for nothing stands already: who asks again may not have had the answer.
        if comment.why.is_some() {
            must_be_as_read(comment, read)?;
        }
        forget_reports(tx, comment).await?;
        if comment.status != Status::Pending {
            comment.why = None;
            self.write(tx, comment).await?;
        }
        Ok(())
    }

    /// Opens or closes a discussion, and says whether comments await approval. An article that
    /// was unknown, or whose discussion was off, has one from now on.
    pub(crate) async fn settle(
        &self,
        slug: &str,
        state: Option<State>,
        premoderated: Option<bool>,
    ) -> Outcome<Article> {
        let mut tx = self.db.begin().await?;
        let sql = "INSERT INTO articles (slug, state) VALUES ($1, 'off') ON CONFLICT DO NOTHING";
        tx.run(sql, args![slug]).await?;
        let found = article::lock_any(&mut tx, slug).await?;
        let mut article = found.ok_or_else(article::no_discussion)?;
        let before = (article.seq, article.state);
        if before.1 == State::Off {
            article.state = State::Open;
        }
        article.state = state.unwrap_or(article.state);
        article.premoderated = premoderated.unwrap_or(article.premoderated);
        if article.state != before.1 {
            self.tell_state(&mut tx, &mut article).await?;
        }
        article::save(&mut tx, &article, before.0).await?;
        tx.commit().await?;
        Ok(article)
    }
}

/// An author may change a comment while a moderator reads it: nobody has read what would stand then.
fn must_be_as_read(comment: &Comment, read: Option<i64>) -> Outcome<()> {
    match read {
        Some(version) if version != comment.version => Err(Code::ChangedMeanwhile.into()),
        _ => Ok(()),
    }
}

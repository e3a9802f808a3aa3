//! An author's second thoughts: changing a comment, and taking it back.

use super::article::{self, Article};
use super::db::{self, Tx, args};
use super::events::News;
use super::{Outcome, QUEUE, Store, comment, no_comment};
use crate::comment::{Comment, Status};
use crate::problem::Code;
use crate::spam::Why;
use crate::times;

impl Store {
    /// Until when a comment may be changed, in milliseconds since 1970.
    pub(crate) fn editable_until(&self, comment: &Comment) -> i64 {
        comment.created_at.saturating_add(times::millis(self.house.edit_window))
    }

    /// Changes a comment's text. Whoever calls has checked the comment's token.
    pub(crate) async fn edit(&self, slug: &str, id: &str, text: &str) -> Outcome<Comment> {
        let mut tx = self.db.begin().await?;
        let mut article = article::lock(&mut tx, slug).await?;
        let before = article.seq;
        let mut comment = comment(&mut tx, slug, id).await?;
        if comment.status.is_removed() {
            return Err(no_comment());
        }
        // Said once more, since the answer was lost: it was changed, whatever has ended since.
        if comment.text == text {
            return Ok(comment);
        }
        article.must_be_open()?;
        if times::now() > self.editable_until(&comment) {
            return Err(Code::EditWindowOver.into());
        }
        text.clone_into(&mut comment.text);
        comment.edited_at = Some(times::now());
        comment.version += 1;
        self.judge_again(&mut tx, &mut article, &mut comment).await?;
        article::save(&mut tx, &article, before).await?;
        tx.commit().await?;
        Ok(comment)
    }

    /// An edit goes through what a new comment goes through: else anything could be smuggled in.
    async fn judge_again(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        comment: &mut Comment,
    ) -> Outcome<()> {
        let premoderated = article.premoderated || self.house.premoderate;
        let why = match premoderated {
            true => Some(Why::Premoderated),
            false => self.house.rules.judge(&comment.name, &comment.text, None),
        };
        let was_visible = comment.status == Status::Visible;
        if let Some(why) = why {
            comment.status = Status::Pending;
            comment.why = Some(why.word().to_owned());
        }
        self.write(tx, comment).await?;
        match (was_visible, why) {
            (true, None) => {
                self.redact(tx, comment).await?;
                self.tell(tx, article, News::Updated, comment).await?;
            }
            (true, Some(_)) => self.hide(tx, article, comment).await?,
            (false, _) => {}
        }
        if comment.why.is_some() {
            tx.wake(QUEUE, "").await?;
        }
        Ok(())
    }

    /// Takes a comment back, at any time. Whoever calls has checked the comment's token.
    pub(crate) async fn take_back(&self, slug: &str, id: &str) -> Outcome<Comment> {
        let mut tx = self.db.begin().await?;
        let mut article = article::lock(&mut tx, slug).await?;
        let before = article.seq;
        let mut comment = comment(&mut tx, slug, id).await?;
        if comment.status == Status::RemovedByAuthor {
            return Ok(comment);
        }
        let was_visible = comment.status == Status::Visible;
        let was_withheld = comment.status == Status::Pending && comment.published;
        // What a moderator has removed stays so; the words go all the same.
        if comment.status != Status::RemovedByModerator {
            comment.status = Status::RemovedByAuthor;
        }
        comment.text.clear();
        comment.name.clear();
        comment.why = None;
        comment.version += 1;
        self.write(&mut tx, &comment).await?;
        if was_visible {
            self.hide(&mut tx, &mut article, &comment).await?;
        } else if was_withheld {
            self.tell(&mut tx, &mut article, News::Removed, &comment).await?;
        }
        super::react::forget_reports(&mut tx, &comment).await?;
        tx.wake(QUEUE, "").await?;
        article::save(&mut tx, &article, before).await?;
        tx.commit().await?;
        Ok(comment)
    }

    /// Tells that a visible comment is gone, and takes its text out of what is still told.
    pub(crate) async fn hide(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        comment: &Comment,
    ) -> Outcome<()> {
        self.withdraw(tx, article, comment).await?;
        self.redact(tx, comment).await?;
        self.tell(tx, article, News::Removed, comment).await?;
        tx.wake(QUEUE, "").await?;
        Ok(())
    }

    /// Writes back what can change of a comment.
    pub(crate) async fn write(&self, tx: &mut Tx, comment: &Comment) -> db::Result<()> {
        let sql = "UPDATE comments SET name = $3, text = $4, text_hash = $5, edited_at = $6, \
                   status = $7, why = $8, version = $9, featured = $10 \
                   WHERE article = $1 AND id = $2";
        let values = args![
            &comment.article,
            &comment.id,
            &comment.name,
            &comment.text,
            self.secrets.text(&comment.text),
            comment.edited_at,
            comment.status.word(),
            comment.why.clone(),
            comment.version,
            comment.featured,
        ];
        tx.run(sql, values).await?;
        Ok(())
    }
}

//! A new comment, and that it is one however often it is sent.

use super::article::{self, Article};
use super::db::{self, Tx, args};
use super::events::News;
use super::{COLUMNS, Outcome, QUEUE, Store, comment, no_comment};
use crate::comment::{Comment, Status};
use crate::ids;
use crate::problem::{Code, Problem};
use crate::spam::Why;
use crate::times;

/// How long the same text by the same reader is one too many: the protocol's 10 minutes.
const REPEAT: i64 = 10 * 60 * 1_000;

/// What stands for the answer to what was taken back before it came.
const TAKEN_BACK: i64 = 410;

/// A comment as it was sent, checked and cleaned.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    pub article: String,
    /// The hash of the reader's key.
    pub reader: String,
    /// The hash of article, reader and Idempotency-Key.
    pub key: String,
    /// The hash of what was sent.
    pub body: String,
    pub name: String,
    pub text: String,
    pub parent: Option<String>,
    /// How long it was written for, in milliseconds.
    pub took: u64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    pub comment: Comment,
    /// Whether it awaited approval when it was posted.
    pub awaits: bool,
    /// Whether this was the first time that it was sent.
    pub first: bool,
}

impl Store {
    /// Posts a comment, or answers as the first time where it was posted before.
    pub(crate) async fn post(&self, sent: &Submission) -> Outcome<Posted> {
        let mut tx = self.db.begin().await?;
        let mut article = article::lock(&mut tx, &sent.article).await?;
        let before = article.seq;
        let at = times::now().max(article.last_at + 1);
        let id = ids::ulid(at)?;
        let why = self.why(&article, sent);
        if !claim(&mut tx, sent, &id, why.is_some(), at).await? {
            return self.again(&mut tx, sent).await;
        }
        article.must_be_open()?;
        let parent = parent(&mut tx, sent).await?;
        self.must_be_new(&mut tx, sent, at).await?;
        let mut new = comment_of(sent, id, at, why, parent.as_ref());
        self.insert(&mut tx, &new).await?;
        article.last_at = at;
        if why.is_none() {
            self.publish(&mut tx, &mut article, &mut new).await?;
            self.tell(&mut tx, &mut article, News::Created, &new).await?;
        } else {
            tx.wake(QUEUE, "").await?;
        }
        article::save(&mut tx, &article, before).await?;
        tx.commit().await?;
        Ok(Posted { comment: new, awaits: why.is_some(), first: true })
    }

    /// Takes back what was sent under a key, whether it has come or is still on its way; the comment, where
    /// there is one. Whoever calls knows both that key and the reader's.
    pub(crate) async fn take_back_sent(&self, slug: &str, key: &str) -> Outcome<Option<Comment>> {
        let mut tx = self.db.begin().await?;
        article::lock(&mut tx, slug).await?;
        let sql = "INSERT INTO submissions (key, body, comment_id, code, created_at) \
                   VALUES ($1, '', '', $2, $3) ON CONFLICT DO NOTHING";
        if tx.run(sql, args![key, TAKEN_BACK, times::now()]).await? == 1 {
            tx.commit().await?;
            return Ok(None);
        }
        let sql = "SELECT comment_id FROM submissions WHERE key = $1 AND code <> $2";
        let found = tx.one(sql, args![key, TAKEN_BACK]).await?;
        let id = found.map(|row| row.get::<String>("comment_id")).transpose()?;
        drop(tx);
        match id {
            Some(id) => self.take_back(slug, &id).await.map(Some),
            None => Ok(None),
        }
    }

    fn why(&self, article: &Article, sent: &Submission) -> Option<Why> {
        if article.premoderated || self.house.premoderate {
            return Some(Why::Premoderated);
        }
        self.house.rules.judge(&sent.name, &sent.text, Some(sent.took))
    }

    async fn again(&self, tx: &mut Tx, sent: &Submission) -> Outcome<Posted> {
        let sql = "SELECT body, comment_id, code FROM submissions WHERE key = $1";
        let row = tx.one(sql, args![&sent.key]).await?.ok_or(sqlx::Error::RowNotFound)?;
        if row.get::<i64>("code")? == TAKEN_BACK {
            return Err(no_comment());
        }
        if row.get::<String>("body")? != sent.body {
            return Err(Code::KeyReused.into());
        }
        let comment = comment(tx, &sent.article, &row.get::<String>("comment_id")?).await?;
        Ok(Posted { comment, awaits: row.get::<i64>("code")? == 202, first: false })
    }

    async fn must_be_new(&self, tx: &mut Tx, sent: &Submission, at: i64) -> Outcome<()> {
        let sql = "SELECT 1 FROM comments WHERE reader = $1 AND text_hash = $2 \
                   AND created_at > $3 AND status <> 'removed_by_author' LIMIT 1";
        let text = self.secrets.text(&sent.text);
        match tx.one(sql, args![&sent.reader, text, at - REPEAT]).await? {
            Some(_) => Err(Code::Duplicate.into()),
            None => Ok(()),
        }
    }

    async fn insert(&self, tx: &mut Tx, new: &Comment) -> db::Result<()> {
        let sql = format!(
            "INSERT INTO comments ({COLUMNS}, text_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
             $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
        );
        let values = args![
            &new.article,
            &new.id,
            new.parent_id.clone(),
            &new.root_id,
            &new.name,
            new.avatar.clone(),
            new.badge.clone(),
            &new.text,
            new.reader.clone(),
            new.created_at,
            new.edited_at,
            new.status.word(),
            new.why.clone(),
            new.version,
            new.likes,
            new.replies,
            new.published,
            new.featured,
            self.secrets.text(&new.text),
        ];
        tx.run(&sql, values).await?;
        Ok(())
    }

    /// Counts a comment that becomes visible: in its article, its thread and its parent.
    pub(crate) async fn publish(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        comment: &mut Comment,
    ) -> db::Result<()> {
        article.total += 1;
        let first = !comment.published;
        comment.published = true;
        let sql = "UPDATE comments SET published = 1 WHERE article = $1 AND id = $2";
        tx.run(sql, args![&comment.article, &comment.id]).await?;
        count(tx, comment, 1, i64::from(first)).await
    }

    /// Counts a comment that is no longer visible.
    pub(crate) async fn withdraw(
        &self,
        tx: &mut Tx,
        article: &mut Article,
        comment: &Comment,
    ) -> db::Result<()> {
        article.total -= 1;
        count(tx, comment, -1, 0).await
    }
}

async fn count(tx: &mut Tx, comment: &Comment, visible: i64, children: i64) -> db::Result<()> {
    let Some(parent) = &comment.parent_id else {
        return Ok(());
    };
    let sql = "UPDATE comments SET replies = replies + $3, children = children + $4 \
               WHERE article = $1 AND id = $2";
    tx.run(sql, args![&comment.article, parent, visible, children]).await?;
    let sql = "UPDATE comments SET below = below + $3 WHERE article = $1 AND id = $2";
    tx.run(sql, args![&comment.article, &comment.root_id, visible]).await?;
    mark(tx, &comment.article, parent).await
}

/// Notes that a comment's figures have changed, for the next `counts` event.
pub(crate) async fn mark(tx: &mut Tx, article: &str, id: &str) -> db::Result<()> {
    let sql = "INSERT INTO dirty (article, comment_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.run(sql, args![article, id]).await?;
    Ok(())
}

/// Claims the submission's key; false where it was claimed before. That the row is unique decides,
/// so that of two at once one only goes on.
async fn claim(
    tx: &mut Tx,
    sent: &Submission,
    id: &str,
    awaits: bool,
    at: i64,
) -> db::Result<bool> {
    let sql = "INSERT INTO submissions (key, body, comment_id, code, created_at) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let code = if awaits { 202_i64 } else { 201 };
    Ok(tx.run(sql, args![&sent.key, &sent.body, id, code, at]).await? == 1)
}

/// The comment that is answered: one that everybody sees.
async fn parent(tx: &mut Tx, sent: &Submission) -> Outcome<Option<Comment>> {
    let Some(id) = &sent.parent else {
        return Ok(None);
    };
    let parent = comment(tx, &sent.article, id).await;
    match parent {
        Ok(parent) if parent.status == Status::Visible => Ok(Some(parent)),
        Ok(_) => Err(no_parent()),
        Err(problem) if problem == no_comment() => Err(no_parent()),
        Err(problem) => Err(problem),
    }
}

fn no_parent() -> Problem {
    Problem::new(Code::NotFound, "The comment that you answer is not there any more.")
}

fn comment_of(
    sent: &Submission,
    id: String,
    at: i64,
    why: Option<Why>,
    parent: Option<&Comment>,
) -> Comment {
    Comment {
        article: sent.article.clone(),
        parent_id: parent.map(|parent| parent.id.clone()),
        root_id: parent.map_or_else(|| id.clone(), |parent| parent.root_id.clone()),
        id,
        name: sent.name.clone(),
        avatar: None,
        badge: None,
        text: sent.text.clone(),
        reader: Some(sent.reader.clone()),
        created_at: at,
        edited_at: None,
        status: if why.is_some() { Status::Pending } else { Status::Visible },
        why: why.map(|why| why.word().to_owned()),
        version: 1,
        likes: 0,
        replies: 0,
        published: false,
        featured: false,
    }
}

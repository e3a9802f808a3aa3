//! Pages of a discussion. No answer costs more than what stands in it, however long the rest is.

use std::collections::{HashMap, HashSet};

use super::db::{self, Arg, Row, args};
use super::{COLUMNS, Outcome, Store, listed, no_comment, places};
use crate::comment::{Audience, Comment};
use crate::cursor::{Place, Sort};

/// The most comments of one answer: more than a few hundred kilobytes help nobody. Threads that
/// are cut short for it say so as always.
const ANSWER: usize = 2_000;

/// Whether a comment below the first stands in lists: what was public once does, as a line where
/// it is gone; a pending one only where something hangs from it, or for its author, who is `$2`. What
/// was never approved its author finds as well, until they take it back.
const LISTED: &str = "((published = 1 AND (status <> 'pending' OR children > 0)) \
     OR (reader = $2 AND (status = 'pending' OR (status = 'removed_by_moderator' \
     AND published = 0 AND text <> ''))))";

/// The same for a thread's first: one that is gone is listed while others below it are not.
const LISTED_THREAD: &str = "((published = 1 AND (status = 'visible' OR below > 0)) \
     OR (reader = $2 AND (status = 'pending' OR (status = 'removed_by_moderator' \
     AND published = 0 AND text <> ''))))";

/// A thread of which not everything was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    pub id: String,
    /// How many comments stand below the first in all.
    pub total: i64,
    /// Where the answered ones end.
    pub next: Place,
}

/// Comments in the order in which they are answered.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub comments: Vec<Comment>,
    pub rest: Vec<Rest>,
    pub next: Option<Place>,
}

/// Which threads are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Threads {
    pub sort: Sort,
    pub limit: usize,
    pub replies: usize,
    pub after: Option<Place>,
}

impl Store {
    /// A page of threads, each with its first replies. `reader` is a hash, empty for nobody.
    pub(crate) async fn threads(&self, slug: &str, asked: &Threads, reader: &str) -> Outcome<Page> {
        let mut roots = self.roots(slug, asked, reader).await?;
        let more = roots.len() > asked.limit;
        roots.truncate(asked.limit);
        let next = roots.last().filter(|_| more).map(|last| Place::of_thread(asked.sort, last));
        let replies = asked.replies.min(ANSWER / asked.limit.max(1));
        let mut below = self.first_replies(slug, &roots, replies, reader).await?;
        let mut page = Page { next, ..Page::default() };
        let mut cut = Vec::new();
        for root in roots {
            let mut answered = below.remove(&root.id).unwrap_or_default();
            if answered.len() > replies {
                answered.truncate(replies);
                cut.push((root.id.clone(), answered.last().map_or_else(Place::start, Place::of)));
            }
            page.comments.push(root);
            page.comments.append(&mut answered);
        }
        page.rest = self.rest(slug, cut, reader).await?;
        Ok(page)
    }

    async fn roots(&self, slug: &str, asked: &Threads, reader: &str) -> db::Result<Vec<Comment>> {
        let limit = asked.limit as i64 + 1;
        let from = asked.after.clone().unwrap_or_else(|| asked.sort.start());
        let (order, after) = match asked.sort {
            Sort::Newest => ("created_at DESC, id DESC", "(created_at, id) < ($4, $5)"),
            Sort::Oldest => ("created_at, id", "(created_at, id) > ($4, $5)"),
            Sort::Liked => {
                ("likes DESC, created_at DESC, id DESC", "(likes, created_at, id) < ($6, $4, $5)")
            }
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM comments WHERE article = $1 AND parent_id IS NULL \
             AND {LISTED_THREAD} AND {after} ORDER BY {order} LIMIT $3"
        );
        let mut values = args![slug, reader, limit, from.at, from.id];
        if asked.sort == Sort::Liked {
            values.push(from.likes.into());
        }
        comments(self.db.all(&sql, values).await?)
    }

    /// The first comments below each of `roots`, one more than `count` where there are more.
    async fn first_replies(
        &self,
        slug: &str,
        roots: &[Comment],
        count: usize,
        reader: &str,
    ) -> db::Result<HashMap<String, Vec<Comment>>> {
        let mut below: HashMap<String, Vec<Comment>> = HashMap::new();
        if roots.is_empty() {
            return Ok(below);
        }
        // One small look at the index a thread, in one statement.
        let thread = |place: usize| {
            format!(
                "SELECT * FROM (SELECT {COLUMNS} FROM comments WHERE article = $1 \
                 AND root_id = ${} AND parent_id IS NOT NULL AND {LISTED} \
                 ORDER BY created_at, id LIMIT $3) AS thread{place}",
                place + 4
            )
        };
        let sql: Vec<String> = (0..roots.len()).map(thread).collect();
        let mut values = args![slug, reader, count as i64 + 1];
        values.extend(listed(roots.iter().map(|root| root.id.as_str())));
        for reply in comments(self.db.all(&sql.join(" UNION ALL "), values).await?)? {
            below.entry(reply.root_id.clone()).or_default().push(reply);
        }
        for replies in below.values_mut() {
            replies.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        }
        Ok(below)
    }

    /// How many comments the threads have that were cut short.
    async fn rest(
        &self,
        slug: &str,
        cut: Vec<(String, Place)>,
        reader: &str,
    ) -> db::Result<Vec<Rest>> {
        if cut.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT root_id, COUNT(*) AS total FROM comments WHERE article = $1 \
             AND parent_id IS NOT NULL AND {LISTED} AND root_id IN ({}) GROUP BY root_id",
            places(2, cut.len())
        );
        let mut values = args![slug, reader];
        values.extend(listed(cut.iter().map(|(id, _)| id.as_str())));
        let mut totals = HashMap::new();
        for row in self.db.all(&sql, values).await? {
            totals.insert(row.get::<String>("root_id")?, row.get::<i64>("total")?);
        }
        let rest = |(id, next): (String, Place)| {
            let total = totals.get(&id).copied().unwrap_or_default();
            Rest { id, total, next }
        };
        Ok(cut.into_iter().map(rest).collect())
    }

    /// A comment that `audience` may know of.
    pub(crate) async fn known(
        &self,
        slug: &str,
        id: &str,
        audience: Audience<'_>,
    ) -> Outcome<Comment> {
        let sql = format!("SELECT {COLUMNS} FROM comments WHERE article = $1 AND id = $2");
        let row = self.db.one(&sql, args![slug, id]).await?.ok_or_else(no_comment)?;
        let comment = Comment::of(&row)?;
        if comment.is_known_to(audience) { Ok(comment) } else { Err(no_comment()) }
    }

    /// What stands above a comment, its thread's first comment first.
    pub(crate) async fn ancestors(&self, comment: &Comment) -> db::Result<Vec<Comment>> {
        let Some(parent) = &comment.parent_id else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "WITH RECURSIVE above (up_id, up_parent, height) AS (\
             SELECT id, parent_id, 1 FROM comments WHERE article = $1 AND id = $2 \
             UNION ALL SELECT c.id, c.parent_id, height + 1 FROM comments c \
             JOIN above ON c.id = above.up_parent WHERE c.article = $1) \
             SELECT {COLUMNS} FROM comments JOIN above ON id = up_id WHERE article = $1 \
             ORDER BY height DESC"
        );
        comments(self.db.all(&sql, args![&comment.article, parent]).await?)
    }

    /// The comments below one, at any depth, in the order in which they were said.
    pub(crate) async fn below(
        &self,
        top: &Comment,
        after: Option<&Place>,
        limit: usize,
        reader: &str,
    ) -> db::Result<Page> {
        let from = after.cloned().unwrap_or_else(Place::start);
        let sql = below(
            top,
            &format!("SELECT {COLUMNS}"),
            "AND (created_at, id) > ($4, $5) ORDER BY created_at, id LIMIT $6",
        );
        let mut values = args![&top.article, reader, &top.id, from.at, from.id];
        values.push(Arg::Int(limit as i64 + 1));
        let mut comments = comments(self.db.all(&sql, values).await?)?;
        let more = comments.len() > limit;
        comments.truncate(limit);
        let next = comments.last().filter(|_| more).map(Place::of);
        Ok(Page { comments, rest: Vec::new(), next })
    }

    /// How many comments stand below one.
    pub(crate) async fn count_below(&self, top: &Comment, reader: &str) -> db::Result<i64> {
        let sql = below(top, "SELECT COUNT(*) AS total", "");
        let row = self.db.one(&sql, args![&top.article, reader, &top.id]).await?;
        row.map_or(Ok(0), |row| row.get("total"))
    }

    /// Which comments of an article a reader likes.
    pub(crate) async fn liked(&self, slug: &str, reader: &str) -> db::Result<HashSet<String>> {
        let sql = "SELECT comment_id FROM likes WHERE article = $1 AND reader = $2";
        let rows = self.db.all(sql, args![slug, reader]).await?;
        rows.iter().map(|row| row.get("comment_id")).collect()
    }

    /// Whether a reader likes a comment.
    pub(crate) async fn likes(&self, comment: &Comment, reader: &str) -> db::Result<bool> {
        let sql = "SELECT 1 FROM likes WHERE article = $1 AND reader = $2 AND comment_id = $3";
        let row = self.db.one(sql, args![&comment.article, reader, &comment.id]).await?;
        Ok(row.is_some())
    }

    /// How many visible comments the articles have, those of them that have a discussion.
    pub(crate) async fn totals(&self, slugs: &[String]) -> db::Result<Vec<(String, i64)>> {
        if slugs.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT slug, total FROM articles WHERE state <> 'off' AND slug IN ({})",
            places(0, slugs.len())
        );
        let rows = self.db.all(&sql, listed(slugs.iter().map(String::as_str))).await?;
        rows.iter().map(|row| Ok((row.get("slug")?, row.get("total")?))).collect()
    }
}

/// What stands below `$3`: of a thread's first comment an index says it, of others their answers.
fn below(top: &Comment, select: &str, rest: &str) -> String {
    if top.parent_id.is_none() {
        return format!(
            "{select} FROM comments WHERE article = $1 AND root_id = $3 \
             AND parent_id IS NOT NULL AND {LISTED} {rest}"
        );
    }
    format!(
        "WITH RECURSIVE under (down_id) AS (\
         SELECT id FROM comments WHERE article = $1 AND parent_id = $3 \
         UNION ALL SELECT c.id FROM comments c JOIN under ON c.parent_id = down_id \
         WHERE c.article = $1) \
         {select} FROM comments JOIN under ON id = down_id WHERE article = $1 AND {LISTED} {rest}"
    )
}

fn comments(rows: Vec<Row>) -> db::Result<Vec<Comment>> {
    rows.iter().map(Comment::of).collect()
}

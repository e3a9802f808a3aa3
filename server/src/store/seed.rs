//! The discussions of an edition's folder, taken into the database once.

use std::collections::HashMap;

use broadsheet::model::typed;
use serde::Deserialize;

use super::article::State;
use super::db::{Tx, args};
use super::{COLUMNS, Store};
use crate::comment::Status;
use crate::times;

/// An article as its document names it.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub slug: String,
    pub headline: Option<String>,
    pub state: State,
}

/// A comment as `comments.json` has it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Seed {
    id: String,
    #[serde(default)]
    parent_id: Option<String>,
    author: Author,
    text: String,
    created_at: String,
    #[serde(default)]
    edited_at: Option<String>,
    #[serde(default = "visible")]
    status: String,
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    likes: Option<i64>,
    #[serde(default)]
    featured: bool,
}

/// What a comment is whose document does not say, as for the program that draws it.
fn visible() -> String {
    Status::Visible.word().to_owned()
}

#[derive(Clone, Debug, Deserialize)]
struct Author {
    name: String,
    #[serde(default)]
    avatar: Option<String>,
    #[serde(default)]
    badge: Option<String>,
}

/// What a thread's place in the tree makes of a seed.
#[derive(Clone, Debug, Default)]
struct Counted {
    replies: i64,
    children: i64,
    below: i64,
}

impl Store {
    /// Makes an article known. What moderators have decided about a known one stays.
    pub(crate) async fn know(&self, article: &Known) -> anyhow::Result<()> {
        self.take_in(article, &[]).await.map(drop)
    }

    /// The same with the comments that begin its discussion, unless it has some: all of it or nothing. Answers how
    /// many it took.
    pub(crate) async fn take_in(&self, article: &Known, seeds: &[Seed]) -> anyhow::Result<usize> {
        let mut tx = self.db.begin().await?;
        tx.take_time().await?;
        know(&mut tx, article).await?;
        let taken = import(&mut tx, &article.slug, seeds).await?;
        tx.commit().await?;
        Ok(taken)
    }
}

impl Seed {
    /// The comment's id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What keeps it from being taken in.
    pub(crate) fn problem(&self) -> Option<String> {
        let times = [Some(&self.created_at), self.edited_at.as_ref()];
        let wrong = times.into_iter().flatten().find(|time| times::read(time).is_none());
        let wrong = wrong.map(|time| format!("{}: {time} is no time", self.id));
        let status = || format!("{}: {} is no status", self.id, self.status);
        wrong.or_else(|| Status::of(&self.status).is_none().then(status))
    }
}

async fn know(tx: &mut Tx, article: &Known) -> anyhow::Result<()> {
    let sql = "INSERT INTO articles (slug, headline, state) VALUES ($1, $2, $3) \
                   ON CONFLICT (slug) DO UPDATE SET headline = excluded.headline";
    let headline = article.headline.as_deref().map(typed::name);
    let values = args![&article.slug, headline, article.state.word()];
    tx.run(sql, values).await?;
    Ok(())
}

async fn import(tx: &mut Tx, slug: &str, seeds: &[Seed]) -> anyhow::Result<usize> {
    if seeds.is_empty() {
        return Ok(0);
    }
    let article = super::article::lock_any(tx, slug).await?;
    let Some(mut article) = article else {
        anyhow::bail!("{slug} is no article of the edition");
    };
    let any = "SELECT 1 FROM comments WHERE article = $1 LIMIT 1";
    if tx.one(any, args![slug]).await?.is_some() {
        return Ok(0);
    }
    let places: HashMap<&str, usize> =
        seeds.iter().enumerate().map(|(place, seed)| (seed.id.as_str(), place)).collect();
    let above = above(seeds, &places);
    let counted = counted(seeds, &above);
    let mut taken = 0;
    for (place, seed) in seeds.iter().enumerate() {
        // What hangs from nothing, or from itself, cannot be shown anywhere.
        let Some(root) = root(&above, place) else {
            tracing::warn!(article = slug, "a comment of the edition has no thread");
            continue;
        };
        let at = insert(tx, slug, seed, &seeds[root].id, &counted[place]).await?;
        article.last_at = article.last_at.max(at);
        article.total += i64::from(seed.status == Status::Visible.word());
        taken += 1;
    }
    super::article::save(tx, &article, article.seq).await?;
    Ok(taken)
}

/// The place of each seed's parent; that of an unknown one is out of range.
fn above(seeds: &[Seed], places: &HashMap<&str, usize>) -> Vec<Option<usize>> {
    let place = |id: &String| places.get(id.as_str()).copied().unwrap_or(usize::MAX);
    seeds.iter().map(|seed| seed.parent_id.as_ref().map(place)).collect()
}

fn root(above: &[Option<usize>], mut place: usize) -> Option<usize> {
    for _ in 0..=above.len() {
        match above.get(place)? {
            None => return Some(place),
            Some(parent) => place = *parent,
        }
    }
    None
}

fn counted(seeds: &[Seed], above: &[Option<usize>]) -> Vec<Counted> {
    let mut counted = vec![Counted::default(); seeds.len()];
    for (place, seed) in seeds.iter().enumerate() {
        let visible = i64::from(seed.status == Status::Visible.word());
        let (Some(parent), Some(root)) = (above[place], root(above, place)) else {
            continue;
        };
        counted[parent].children += 1;
        counted[parent].replies += visible;
        counted[root].below += visible;
    }
    counted
}

async fn insert(
    tx: &mut Tx,
    slug: &str,
    seed: &Seed,
    root: &str,
    counted: &Counted,
) -> anyhow::Result<i64> {
    let time = |text: &str| {
        times::read(text).ok_or_else(|| anyhow::anyhow!("{}: {text} is no time", seed.id))
    };
    let created_at = time(&seed.created_at)?;
    let edited_at = seed.edited_at.as_deref().map(time).transpose()?;
    let Some(status) = Status::of(&seed.status) else {
        anyhow::bail!("{}: {} is no status", seed.id, seed.status);
    };
    let sql = format!(
        "INSERT INTO comments ({COLUMNS}, children, below) VALUES ($1, $2, $3, $4, $5, $6, $7, \
         $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    );
    let pending = status == Status::Pending;
    let values = args![
        slug,
        &seed.id,
        seed.parent_id.clone(),
        root,
        // As what readers type: PostgreSQL would not keep a zero byte either.
        typed::name(&seed.author.name),
        seed.author.avatar.as_deref().map(typed::name),
        seed.author.badge.as_deref().map(typed::name),
        typed::text(&seed.text),
        None::<String>,
        created_at,
        edited_at,
        status.word(),
        pending.then_some("premoderated"),
        seed.version.unwrap_or(1),
        seed.likes.unwrap_or(0),
        counted.replies,
        !pending,
        seed.featured,
        counted.children,
        counted.below,
    ];
    tx.run(&sql, values).await?;
    Ok(created_at)
}

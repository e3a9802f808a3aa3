//! Two databases behind one small surface, so that each statement is written once.
//!
//! Statements use `$1`, `$2`, …, which SQLite and PostgreSQL both take, whole numbers are 64 bits
//! wide everywhere, and what only one of the two can say stands in a method of [`Db`].

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgArguments, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{Arguments, PgConnection, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction};
use tokio::time::timeout;

/// How long a request waits for a connection before it is told that the database is not there.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a server may take for an answer, in which no statement here has reason to take a second.
const ANSWERED: Duration = Duration::from_secs(15);
/// What each connection to PostgreSQL begins with. A replica that vanishes in the middle of a change, with its
/// machine or its network, leaves its lock for as long as the server believes in it: two hours, by its defaults.
const LIMITS: [&str; 6] = [
    "SET lock_timeout = '4s'",
    "SET statement_timeout = '10s'",
    "SET idle_in_transaction_session_timeout = '10s'",
    "SET tcp_keepalives_idle = 20",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
];
/// Readers beside SQLite's one writer.
const READERS: u32 = 4;
/// Connections of one replica to PostgreSQL, whose default limit is 100 for all.
const CONNECTIONS: u32 = 16;

/// What the database says where it fails.
pub(crate) type Result<T> = std::result::Result<T, sqlx::Error>;

/// A database: a file, or a server.
#[derive(Clone)]
pub(crate) enum Db {
    /// SQLite has one writer at a time: waiting for it in a pool of one is fair, and quicker than
    /// SQLite's own waiting.
    Lite { read: SqlitePool, write: SqlitePool },
    /// PostgreSQL, where any number of replicas may be at work.
    Pg(PgPool),
}

/// What stands for a `$n`.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Text(String),
    MaybeText(Option<String>),
    Int(i64),
    MaybeInt(Option<i64>),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<String>> for Arg {
    fn from(text: Option<String>) -> Self {
        Self::MaybeText(text)
    }
}

impl From<Option<&str>> for Arg {
    fn from(text: Option<&str>) -> Self {
        Self::MaybeText(text.map(str::to_owned))
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Option<i64>> for Arg {
    fn from(number: Option<i64>) -> Self {
        Self::MaybeInt(number)
    }
}

impl From<bool> for Arg {
    fn from(yes: bool) -> Self {
        Self::Int(i64::from(yes))
    }
}

/// The arguments of a statement.
macro_rules! args {
    ($($arg:expr),* $(,)?) => { vec![$($crate::store::db::Arg::from($arg)),*] };
}
pub(crate) use args;

/// A row of an answer.
pub(crate) enum Row {
    Lite(SqliteRow),
    Pg(PgRow),
}

impl Row {
    /// A column by its name.
    pub(crate) fn get<T>(&self, column: &str) -> Result<T>
    where
        T: for<'r> sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>,
        T: for<'r> sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>,
    {
        match self {
            Self::Lite(row) => row.try_get(column),
            Self::Pg(row) => row.try_get(column),
        }
    }

    /// A column of yes and no, which both databases keep as 1 and 0.
    pub(crate) fn yes(&self, column: &str) -> Result<bool> {
        Ok(self.get::<i64>(column)? != 0)
    }
}

fn for_sqlite(args: Vec<Arg>) -> Result<SqliteArguments<'static>> {
    let mut list = SqliteArguments::default();
    for arg in args {
        match arg {
            Arg::Text(text) => list.add(text),
            Arg::MaybeText(text) => list.add(text),
            Arg::Int(number) => list.add(number),
            Arg::MaybeInt(number) => list.add(number),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(list)
}

fn for_postgres(args: Vec<Arg>) -> Result<PgArguments> {
    let mut list = PgArguments::default();
    for arg in args {
        match arg {
            Arg::Text(text) => list.add(text),
            Arg::MaybeText(text) => list.add(text),
            Arg::Int(number) => list.add(number),
            Arg::MaybeInt(number) => list.add(number),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(list)
}

async fn limit(connection: &mut PgConnection) -> Result<()> {
    for limit in LIMITS {
        sqlx::query(limit).execute(&mut *connection).await?;
    }
    Ok(())
}

impl Db {
    /// Opens `postgres://…`, `sqlite://…` or the path of a file, and brings its tables up to date.
    pub(crate) async fn open(address: &str) -> Result<Self> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            // Another replica's migration may take its time.
            let pool = || PgPoolOptions::new().acquire_timeout(PATIENCE);
            let migrating = pool().max_connections(1).connect(address).await?;
            sqlx::migrate!("migrations/postgres").run(&migrating).await?;
            migrating.close().await;
            let pool = pool()
                .max_connections(CONNECTIONS)
                .after_connect(|connection, _| Box::pin(limit(connection)))
                .connect(address)
                .await?;
            return Ok(Self::Pg(pool));
        }
        let options = match address.starts_with("sqlite:") {
            true => SqliteConnectOptions::from_str(address)?,
            false => SqliteConnectOptions::new().filename(Path::new(address)),
        };
        // FULL: what is acknowledged has reached the disk, also where the power fails.
        let options = options
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE);
        let pool = || SqlitePoolOptions::new().acquire_timeout(PATIENCE);
        let write = pool().max_connections(1).connect_with(options.clone()).await?;
        sqlx::migrate!("migrations/sqlite").run(&write).await?;
        let read = pool().max_connections(READERS).connect_with(options).await?;
        Ok(Self::Lite { read, write })
    }

    /// Every row that a statement answers.
    pub(crate) async fn all(&self, sql: &str, args: Vec<Arg>) -> Result<Vec<Row>> {
        match self {
            Self::Lite { read, .. } => {
                let rows = sqlx::query_with(sql, for_sqlite(args)?).fetch_all(read).await?;
                Ok(rows.into_iter().map(Row::Lite).collect())
            }
            Self::Pg(pool) => {
                let args = for_postgres(args)?;
                let mut connection = pool.acquire().await?;
                let rows = sqlx::query_with(sql, args).fetch_all(&mut *connection);
                let Ok(rows) = timeout(ANSWERED, rows).await else {
                    // Its other end has vanished, and would not answer whether it is there either.
                    connection.close_on_drop();
                    return Err(sqlx::Error::PoolTimedOut);
                };
                Ok(rows?.into_iter().map(Row::Pg).collect())
            }
        }
    }

    /// The first row, if there is one.
    pub(crate) async fn one(&self, sql: &str, args: Vec<Arg>) -> Result<Option<Row>> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// Asks whether it is there.
    pub(crate) async fn answers(&self) -> Result<()> {
        self.one("SELECT 1", Vec::new()).await.map(drop)
    }

    /// Begins to write. With SQLite this waits for the writer before it.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Lite { write, .. } => Tx::Lite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Pg(pool) => Tx::Pg(pool.begin().await?),
        })
    }

    /// Closes the connections once what they do is done.
    pub(crate) async fn close(&self) {
        match self {
            Self::Lite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Pg(pool) => pool.close().await,
        }
    }
}

/// A change in the making: either all of it is kept, or, when this is dropped, nothing.
pub(crate) enum Tx {
    Lite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
}

impl Tx {
    /// Every row that a statement answers.
    pub(crate) async fn all(&mut self, sql: &str, args: Vec<Arg>) -> Result<Vec<Row>> {
        match self {
            Self::Lite(tx) => {
                let rows = sqlx::query_with(sql, for_sqlite(args)?).fetch_all(&mut **tx).await?;
                Ok(rows.into_iter().map(Row::Lite).collect())
            }
            Self::Pg(tx) => {
                let rows = sqlx::query_with(sql, for_postgres(args)?).fetch_all(&mut **tx).await?;
                Ok(rows.into_iter().map(Row::Pg).collect())
            }
        }
    }

    /// The first row, if there is one.
    pub(crate) async fn one(&mut self, sql: &str, args: Vec<Arg>) -> Result<Option<Row>> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// Changes rows, and says how many.
    pub(crate) async fn run(&mut self, sql: &str, args: Vec<Arg>) -> Result<u64> {
        match self {
            Self::Lite(tx) => {
                let done = sqlx::query_with(sql, for_sqlite(args)?).execute(&mut **tx).await?;
                Ok(done.rows_affected())
            }
            Self::Pg(tx) => {
                let done = sqlx::query_with(sql, for_postgres(args)?).execute(&mut **tx).await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// Ends a `SELECT` that must keep others from changing the rows until this is committed.
    ///
    /// SQLite has one writer, who needs to say nothing.
    pub(crate) fn locking(&self) -> &'static str {
        match self {
            Self::Lite(_) => "",
            Self::Pg(_) => " FOR UPDATE",
        }
    }

    /// Lets this change wait and last as long as it has to: what is done at the start, or by nobody's request.
    pub(crate) async fn take_time(&mut self) -> Result<()> {
        if let Self::Pg(_) = self {
            for limit in
                ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"]
            {
                self.run(&format!("SET LOCAL {limit} = 0"), Vec::new()).await?;
            }
        }
        Ok(())
    }

    /// Wakes the other replicas once this is committed; with SQLite there are none.
    pub(crate) async fn wake(&mut self, channel: &str, about: &str) -> Result<()> {
        if let Self::Pg(tx) = self {
            let woken = sqlx::query("SELECT pg_notify($1, $2)").bind(channel).bind(about);
            woken.execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// Keeps all that was changed.
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Lite(tx) => tx.commit().await,
            Self::Pg(tx) => tx.commit().await,
        }
    }
}

//! A server in this process, on a database of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use broadsheet_server::{App, Options};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::client::Client;
use postgres_for_tests::Cluster;

/// The moderators' token of every server here.
pub const ADMIN: &str = "moderators-token-of-the-tests";
/// The article that every server here knows.
pub const ARTICLE: &str = "talks";

/// Where a database comes from.
pub enum Home {
    Sqlite(TempDir),
    Postgres(Cluster),
}

impl Home {
    fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    /// Every kind of database that there is on this machine.
    pub fn all() -> Vec<Self> {
        let postgres = Cluster::start().map(Self::Postgres);
        [Self::sqlite()].into_iter().chain(postgres).collect()
    }

    pub fn address(&self) -> String {
        match self {
            Self::Sqlite(folder) => folder.path().join("comments.sqlite").display().to_string(),
            Self::Postgres(cluster) => cluster.address(),
        }
    }

    /// Changes the rows behind a server's back, as time does, and says how many.
    pub async fn run(&self, sql: &str) -> u64 {
        match self {
            Self::Sqlite(_) => {
                let options = SqliteConnectOptions::new().filename(self.address());
                let mut to = options.connect().await.unwrap();
                sqlx::query(sql).execute(&mut to).await.unwrap().rows_affected()
            }
            Self::Postgres(_) => {
                let mut to = PgConnection::connect(&self.address()).await.unwrap();
                sqlx::query(sql).execute(&mut to).await.unwrap().rows_affected()
            }
        }
    }
}

/// Options that make tests quick.
pub fn quick(home: &Home) -> Options {
    Options {
        data: Some(home.address()),
        admin_token: Some(ADMIN.to_owned()),
        rates: None,
        counts_every: Duration::from_millis(100),
        look_every: Duration::from_millis(500),
        ..Options::default()
    }
}

/// A server that listens.
pub struct Server {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
}

impl Server {
    /// Begins one, and makes [`ARTICLE`] known to it.
    pub async fn start(options: Options) -> Self {
        let server = Self::bare(options).await;
        let client = server.client();
        let answer = client.moderate("PUT", &format!("articles/{ARTICLE}"), json!({})).await;
        assert_eq!(answer.status, 200, "{:?}", answer.json);
        server
    }

    /// Begins one that knows nothing.
    pub async fn bare(options: Options) -> Self {
        let app = App::open(options).await.unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(app.serve(listener, async move {
            let _ = stopped.await;
        }));
        Self { address, stop: Some(stop), served: Some(served) }
    }

    pub async fn quick(home: &Home) -> Self {
        Self::start(quick(home)).await
    }

    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// Asks it to stop, as a signal does.
    pub fn ask_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Stops it, and waits for that.
    pub async fn stop(mut self) {
        self.ask_to_stop();
        self.served.take().unwrap().await.unwrap();
    }
}

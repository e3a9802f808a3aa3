//! A line between the readers and a server, which can be cut, held and torn: a TCP proxy that knows
//! nothing of what goes over it.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Result;

/// How the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// What comes goes on.
    Whole,
    /// Nobody answers: new connections are closed at once, old ones were torn.
    Cut,
    /// Connections stand, and nothing goes over them.
    Held,
}

/// A line at an address of its own, until dropped.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    condition: watch::Sender<Condition>,
    listening: JoinHandle<()>,
}

impl Line {
    /// A line to servers, which take its connections in turn.
    pub async fn to(servers: Vec<SocketAddr>) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (condition, seen) = watch::channel(Condition::Whole);
        let listening = tokio::spawn(listen(listener, servers, seen));
        Ok(Self { address, condition, listening })
    }

    /// Where readers find it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on the line is so.
    pub fn become_so(&self, condition: Condition) {
        self.condition.send_replace(condition);
    }

    /// Tears every connection that stands, once; new ones are taken.
    pub fn tear(&self) {
        self.become_so(Condition::Cut);
        self.become_so(Condition::Whole);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(
    listener: TcpListener,
    servers: Vec<SocketAddr>,
    condition: watch::Receiver<Condition>,
) {
    let mut in_turn = servers.into_iter().cycle();
    while let Ok((reader, _)) = listener.accept().await {
        let Some(server) = in_turn.next() else { return };
        let condition = condition.clone();
        tokio::spawn(async move {
            // A connection that breaks is what the line is for.
            let _ = carry(reader, server, condition).await;
        });
    }
}

async fn carry(
    reader: TcpStream,
    server: SocketAddr,
    mut condition: watch::Receiver<Condition>,
) -> std::io::Result<()> {
    if *condition.borrow_and_update() == Condition::Cut {
        return Ok(());
    }
    let server = TcpStream::connect(server).await?;
    reader.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_reader, to_reader) = reader.into_split();
    let (from_server, to_server) = server.into_split();
    let is_held = condition.clone();
    let there = pump(from_reader, to_server, is_held.clone());
    let back = pump(from_server, to_reader, is_held);
    // Torn by any change to `Cut`, even one that lasted no time at all.
    let torn = async {
        while condition.changed().await.is_ok() {
            if *condition.borrow_and_update() != Condition::Held {
                return;
            }
        }
    };
    tokio::select! {
        _ = there => {}
        _ = back => {}
        () = torn => {}
    }
    Ok(())
}

async fn pump(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    condition: watch::Receiver<Condition>,
) -> std::io::Result<()> {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let count = from.read(&mut bytes).await?;
        if count == 0 {
            return Ok(());
        }
        while *condition.borrow() == Condition::Held {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        to.write_all(&bytes[..count]).await?;
    }
}

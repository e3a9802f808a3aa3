//! A backend over https, as newsrooms have theirs: its stories are rendered where the system trusts it.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;

use super::{Program, page, story};

/// A backend whose certificate nobody but itself has signed.
struct Backend {
    address: SocketAddr,
    /// The certificate, as a file of the system's would have it.
    certificate: String,
}

impl Backend {
    fn open() -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed([Ipv4Addr::LOCALHOST.to_string()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let config = Arc::clone(&config);
                // Who does not trust it goes away, which is not the backend's failure.
                thread::spawn(move || answer(stream, config));
            }
        });
        Self { address, certificate: cert.pem() }
    }
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>) -> Option<()> {
    let story = story("Talks over https");
    let edition = json!({"title": "The Example", "top_stories": [story]});
    let documents = HashMap::from([("/edition.json", edition), ("/articles/talks.json", story)]);
    let mut line = String::new();
    let connection = ServerConnection::new(config).ok()?;
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    stream.read_line(&mut line).ok()?;
    while stream.read_line(&mut String::new()).ok()? > 2 {}
    let document = documents.get(line.split(' ').nth(1)?);
    let status = if document.is_some() { "200 OK" } else { "404 Not Found" };
    let body = document.map(ToString::to_string).unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.get_mut().write_all([head, body].concat().as_bytes()).ok()
}

/// The server over a site whose stories come from a backend, on a system that trusts this certificate.
fn trusting(certificate: &Path, folder: &Path) -> Program {
    let mut command = Command::new(env!("CARGO_BIN_EXE_broadsheet-server"));
    command.args(["--dist", ".", "--data", "comments.sqlite"]).current_dir(folder);
    command.env("SSL_CERT_FILE", certificate).env_remove("SSL_CERT_DIR");
    Program::announced(command)
}

#[test]
fn stories_are_rendered_from_a_backend_over_https_that_the_system_trusts() {
    let backend = Backend::open();
    let folder = tempfile::tempdir().unwrap();
    let files = json!({"kind": "files", "url": format!("https://{}/", backend.address)});
    fs::write(folder.path().join("index.html"), page(&files)).unwrap();
    let trusted = folder.path().join("trusted.pem");
    fs::write(&trusted, &backend.certificate).unwrap();
    let story = trusting(&trusted, folder.path()).get("/article/talks");
    assert!(story.starts_with("HTTP/1.1 200 "), "{story}");
    assert!(story.contains(">Talks over https</h1>"), "{story}");
    // Whom the system does not trust nothing is taken from: the reader is told that it could not be had.
    fs::write(&trusted, Backend::open().certificate).unwrap();
    let story = trusting(&trusted, folder.path()).get("/article/talks");
    assert!(story.starts_with("HTTP/1.1 503 "), "{story}");
    assert!(!story.contains("Talks over https"), "{story}");
}

//! The harness sees what it is there to see: each kind of defect is made once, and must be found.

use std::time::{Duration, Instant};

use journeys::site::Swap;
use journeys::{Answer, Backend, Browser, Device, Newsroom, Result, Site};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A page that does everything wrong.
const DEFECTS: &str = "(() => {
    console.warn('a warning');
    fetch(ELSEWHERE).catch(() => {});
    const image = document.createElement('img');
    image.src = '/edition/photos/no-such-photo.jpg';
    document.querySelector('article').prepend(image);
    const targets = document.createElement('div');
    for (const name of ['a', 'b']) {
      const small = document.createElement('button');
      small.textContent = name;
      Object.assign(small.style, { display: 'block', width: '9px', height: '9px', padding: 0, border: 0, overflow: 'hidden' });
      targets.append(small);
    }
    document.querySelector('.story-body').prepend(targets);
    const late = document.createElement('div');
    late.style.height = '200px';
    return new Promise((done) => setTimeout(() => { document.querySelector('main').prepend(late); done(0); }, 600));
  })()";

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_defect_is_seen() -> Result<()> {
    let site = Site::as_built().await?;
    let elsewhere = Backend::open().await?;
    let defects = DEFECTS.replace("ELSEWHERE", &format!("'{}'", elsewhere.url()));
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url("/article/alaska-summit")).await?;
    browser.js(&defects).await?;
    let console = browser.console().await?.join("\n");
    for line in ["a warning", "Content Security Policy", "no-such-photo.jpg"] {
        assert!(console.contains(line), "{line} is not in the console: {console}");
    }
    let shifts = browser.shifts().await?;
    assert!(shifts.total > 0.01, "{shifts:?}");
    let report = browser.axe().await?;
    for rule in ["image-alt", "target-size"] {
        assert!(report.violations.iter().any(|found| found.id == rule), "{rule}: {report:?}");
    }
    let outline = browser.outline().await?;
    assert!(outline.iter().any(|named| named.role == "banner"), "{outline:?}");

    // The policy had held the request back; without it the request is sent, and must be seen.
    assert_eq!(browser.requests_to_others(&[&site.url("")]).await?, Vec::<String>::new());
    site.swap("page", Swap::Header("content-security-policy", String::new()));
    browser.visit(&site.url("/article/alaska-summit")).await?;
    browser.js(&defects).await?;
    let others = browser.requests_to_others(&[&site.url("")]).await?;
    assert_eq!(others, [elsewhere.url()]);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backend_fails_as_it_is_told() -> Result<()> {
    let backend = Backend::open().await?;
    let site = Site::with_backend(&backend.url()).await?;
    let browser = Browser::open(Device::Desktop).await?;
    let path = "articles/alaska-summit.json";
    browser.visit(&site.url("/")).await?;

    let fetched = |url: String| {
        format!(
            "fetch('{url}{path}').then((r) => r.text().then((t) => r.status + ' ' + t.length), (e) => 'failed')
               .catch(() => 'broke off')"
        )
    };
    let whole = backend.document(path)?;
    assert!(whole["headline"].is_string());
    for (answer, expected) in [
        (Answer::json(&whole), format!("200 {}", whole.to_string().encode_utf16().count())),
        (Answer::status(503), "503 25".to_owned()),
        (Answer::file().truncated(), "broke off".to_owned()),
        (Answer::file().reset(), "broke off".to_owned()),
        (Answer::file().claiming_longer(9), "broke off".to_owned()),
        (Answer::file().chunked_cut(), "broke off".to_owned()),
        (Answer::huge(1_000_000), "200 1000000".to_owned()),
        (Answer::gzip_bomb(1_000_000)?, "200 1000000".to_owned()),
        (Answer::redirect_loop(), "failed".to_owned()),
        (Answer::file().cors(journeys::backend::Cors::Nothing), "failed".to_owned()),
        (Answer::text("application/json", "[]").drip(4), "200 2".to_owned()),
    ] {
        backend.set(path, answer.clone());
        assert_eq!(browser.js_text(fetched(backend.url())).await?, expected, "{answer:?}");
    }
    backend.forget();
    backend.set(path, Answer::file().silent_after_headers());
    let given_up = Instant::now();
    let aborted = format!(
        "fetch('{}{path}', {{signal: AbortSignal.timeout(300)}}).then((r) => r.text()).catch(() => 'given up')",
        backend.url()
    );
    assert_eq!(browser.js_text(aborted).await?, "given up");
    let after = backend.wait_until_closed(path, given_up).await?;
    assert!(after < Duration::from_secs(5), "{after:?}");

    backend.refuse().await;
    assert_eq!(browser.js_text(fetched(backend.url())).await?, "failed");
    backend.listen_again().await?;
    backend.heal();
    assert!(browser.js_text(fetched(backend.url())).await?.starts_with("200 "));
    browser.close().await
}

/// Else what is said of a crash would be said of a server that goes on in secret.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_breaks_off_what_is_under_way() -> Result<()> {
    const SLUG: &str = "alaska-summit";
    let mut newsroom = Newsroom::open().await?;
    let api = newsroom.api("");
    let address = api.split('/').nth(2).unwrap();
    let body = json!({"text": "Never said whole", "author": {"name": "Amina"}, "took_ms": 60_000});
    let post = format!(
        "POST /api/articles/{SLUG}/comments HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
         content-type: application/json\r\nbroadsheet-reader: {:032x}\r\n\
         idempotency-key: 00000000-0000-4000-b000-000000000001\r\ncontent-length: {}\r\n\r\n{body}",
        1,
        body.to_string().len()
    );
    let (begun, rest) = post.split_at(post.len() - 20);
    let mut under_way = TcpStream::connect(address).await?;
    under_way.write_all(begun.as_bytes()).await?;
    newsroom.say(SLUG, None, "Said whole").await?;
    newsroom.crash().await?;
    // Whether the other end is gone shows when something is to be read.
    let _ = under_way.write_all(rest.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = timeout(Duration::from_secs(5), under_way.read_to_end(&mut answer)).await?;
    assert_eq!(String::from_utf8_lossy(&answer), "");
    newsroom.start().await?;
    assert_eq!(newsroom.with_text(SLUG, "Said whole").await?.len(), 1);
    assert_eq!(newsroom.with_text(SLUG, "Never said whole").await?, Vec::<Value>::new());
    Ok(())
}

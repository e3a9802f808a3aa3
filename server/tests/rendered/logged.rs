//! What is logged of pages that could not be had, or not whole.

use std::io::{self, Write};

use tracing::Dispatch;
use tracing::subscriber::{DefaultGuard, NoSubscriber, set_default};

use super::*;

/// What is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn begin(&self) -> (DefaultGuard, Dispatch) {
        // One that hears nothing beside it: where there is but one, whatever thread first comes to a line decides
        // for all of them whether anybody listens, and on the others' nobody does (tracing-core, `callsite`).
        let deaf = Dispatch::new(NoSubscriber::default());
        let log = self.clone();
        let logging = tracing_subscriber::fmt().with_ansi(false).with_writer(move || log.clone());
        (set_default(logging.finish()), deaf)
    }

    /// What was said since the last time.
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, said: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(said)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_document_is_logged() {
    let log = Log::default();
    let _logging = log.begin();
    let backend = Backend::open().await;
    let app = app(&built(&backend.url)).await;
    assert_eq!(get(&app, "/article/no-such-story").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(log.take(), "");
    backend.say(503);
    // Until then the edition is the one that stands around every page.
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert_eq!(get(&app, STORY).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    let said = log.take();
    for document in ["edition.json", "articles/alaska-summit.json"] {
        assert_eq!(
            said.matches(&format!("{}{document}: status 503", backend.url)).count(),
            1,
            "{said}"
        );
    }
    backend.say(1);
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert_eq!(get(&app, "/").await.status(), StatusCode::BAD_GATEWAY);
    let said = log.take();
    assert!(
        said.contains(&format!("{}edition.json: title: expected a string", backend.url)),
        "{said}"
    );
    assert_eq!(get(&app, "/feed.xml").await.status(), StatusCode::BAD_GATEWAY);
    let said = log.take();
    assert!(
        said.contains(&format!("{}edition.json: title: expected a string", backend.url)),
        "{said}"
    );
}

#[tokio::test]
async fn a_wrong_key_of_the_configuration_is_logged() {
    let log = Log::default();
    let _logging = log.begin();
    let dist = built("/edition/");
    let file = dist.path().join("index.html");
    let page = fs::read_to_string(&file).unwrap().replace("\"en-GB\"", "5");
    fs::write(&file, page).unwrap();
    let app = app(&dist).await;
    let said = log.take();
    assert!(said.contains("the configuration is wrong: site.lang: expected a string"), "{said}");
    assert!(text(get(&app, STORY).await).await.contains("id=\"boot\""));
    assert_eq!(log.take(), "", "once is enough");
}

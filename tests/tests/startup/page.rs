//! What stands where the app doesn't, and the files that it needs.

use std::time::Duration;

use journeys::{Browser, Result, Site};
use serde::Deserialize;

pub const PATH: &str = "/article/alaska-summit";
pub const SOON: Duration = Duration::from_secs(5);
/// A slow machine's share of the wait.
pub const SLACK: Duration = Duration::from_secs(2);

/// What a reader sees of a page without the app.
#[derive(Debug, Deserialize)]
pub struct Look {
    pub words: String,
    pub heading: String,
    pub title: String,
    /// Links that can be seen, by their words and where they lead.
    pub links: Vec<(String, String)>,
    pub app: Option<String>,
}

pub const LOOK: &str = "(() => {
    const seen = (e) => Boolean(e?.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && e.getClientRects().length);
    return {
      words: document.body?.innerText.trim() ?? '',
      heading: [...document.querySelectorAll('h1')].filter(seen).map((e) => e.innerText).join(' | '),
      title: document.title,
      links: [...document.querySelectorAll('a[href]')].filter(seen).map((e) => [e.innerText.trim(), e.href]),
      app: document.documentElement?.dataset.app ?? null,
    };
  })()";

impl Look {
    pub async fn at(browser: &Browser) -> Result<Self> {
        Ok(serde_json::from_value(browser.js(LOOK).await?)?)
    }

    pub fn has_reload(&self) -> bool {
        self.links.iter().any(|(words, href)| words == "Reload the page" && href.ends_with(PATH))
    }
}

/// How often the page itself was asked for.
pub fn visits(site: &Site) -> usize {
    site.asked().iter().filter(|path| *path == PATH).count()
}

/// The built files whose loss keeps the app from starting.
pub struct Built {
    pub glue: String,
    pub program: String,
    pub boot: String,
    pub styles: String,
}

impl Built {
    pub fn of(site: &Site) -> Result<Self> {
        Ok(Self {
            glue: site.file("broadsheet-", ".js")?,
            program: site.file("broadsheet-", ".wasm")?,
            boot: site.file("boot-", ".js")?,
            styles: site.file("broadsheet-", ".css")?,
        })
    }
}

pub fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

//! A site whose backend can be made to fail, with a reader in front of it.

use std::time::Duration;

use journeys::{Answer, Backend, Browser, Device, Result, Site, inspect, wait};
use serde::Deserialize;
use serde_json::{Value, json};

pub const LEAD: &str = "/article/alaska-summit";
pub const LEAD_JSON: &str = "articles/alaska-summit.json";
pub const EDITION_JSON: &str = "edition.json";

/// Watches every page from its first moment: errors that nobody caught, panics, frames with nothing
/// on them, and how a wait came to be shown: by a skeleton, or by an old page that dims.
const WATCH: &str = "
    globalThis.watched = { errors: [], panics: 0, blank: 0, skeleton: null, dim: null, timers: [] };
    addEventListener('error', (e) => e.message && watched.errors.push(e.message));
    addEventListener('unhandledrejection', (e) => watched.errors.push(String(e.reason)));
    addEventListener('broadsheet-panic', () => watched.panics += 1);
    {
      const timer = globalThis.setTimeout;
      globalThis.setTimeout = (work, time, ...rest) => { watched.timers.push(time); return timer(work, time, ...rest); };
      // A wait is shown by an animation that does nothing at first. Its own clock is read beside what it
      // shows, frame by frame: however late a loaded machine draws the frame, the two must fit.
      const hidden = {};
      const follow = (what, element, isShown) => {
        if (!element) delete hidden[what];
        if (!element || watched[what]) return;
        const animation = element.getAnimations()[0];
        const time = animation?.currentTime ?? null;
        if (!isShown(getComputedStyle(element))) {
          hidden[what] = { until: time, delay: animation?.effect.getComputedTiming().delay ?? null };
          return;
        }
        watched[what] = {
          hidden_until: hidden[what]?.until ?? null, delay: hidden[what]?.delay ?? null, shown_at: time,
          heading: document.querySelector('main h1')?.innerText ?? '', path: location.pathname,
          has_frame: document.title.trim() !== '' && document.querySelector('header .site-name') !== null
            && document.querySelector('nav.section-nav a[href=\"/\"]') !== null
            && document.querySelectorAll('main [aria-hidden=true].skeletons').length <= 1,
        };
      };
      const look = () => {
        if (document.body && document.readyState !== 'loading'
          && !document.querySelector('#boot, main h1, main .skeletons')) watched.blank += 1;
        follow('skeleton', document.querySelector('.skeletons'), (style) => style.visibility === 'visible');
        follow('dim', document.querySelector('main[aria-busy]'), (style) => Number(style.opacity) < 0.9);
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }";

/// What a reader and a developer find on the page.
const LOOK: &str = "(() => {
    const seen = (e) => Boolean(e?.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && e.getClientRects().length);
    const text = (css) => [...document.querySelectorAll(css)].filter(seen).map((e) => e.innerText.trim());
    return {
      alerts: text('[role=alert]'),
      heading: text('main h1, .boot h1').join(' | '),
      title: document.title,
      // A discussion may hold thousands; whether each can be seen would have to be laid out first.
      buttons: text('main button:not(.comment *)'),
      links: [...document.querySelectorAll('main a[href]:not(.comment *)')].filter(seen).map((e) => e.getAttribute('href')),
      body: document.body.innerText,
      // The footer waits for a discussion that is still to come.
      has_frame: ['header .site-name', 'nav.section-nav a[href=\"/\"]', 'footer'].every((css) =>
        seen(document.querySelector(css)) || (css === 'footer' && document.querySelector('.comments.is-awaited'))),
      is_hidden_from_search: document.querySelector('meta[name=robots]')?.content === 'noindex',
      is_focus_on_heading: document.activeElement === document.querySelector('main h1'),
      app: document.documentElement.dataset.app ?? '',
      overlays: document.querySelectorAll('.panic-overlay').length,
      errors: watched.errors,
      panics: watched.panics,
      blank: watched.blank,
    };
  })()";

/// What a reader and a developer find on the page.
#[derive(Debug, Deserialize)]
pub struct Look {
    pub alerts: Vec<String>,
    pub heading: String,
    pub title: String,
    pub buttons: Vec<String>,
    pub links: Vec<String>,
    pub body: String,
    pub has_frame: bool,
    pub is_hidden_from_search: bool,
    pub is_focus_on_heading: bool,
    app: String,
    overlays: u32,
    errors: Vec<String>,
    panics: u32,
    blank: u32,
}

impl Look {
    /// What is wrong on any page, whatever it shows.
    pub fn never(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut expect = |holds: bool, line: String| {
            if !holds {
                wrong.push(line);
            }
        };
        expect(self.app == "started", format!("the app is {:?}", self.app));
        expect(self.overlays == 0, "the panic overlay".to_owned());
        expect(self.panics == 0, format!("{} panics", self.panics));
        expect(self.errors.is_empty(), format!("uncaught: {:?}", self.errors));
        expect(self.blank == 0, format!("{} frames without a page", self.blank));
        expect(self.has_frame, "masthead, sections or footer are missing".to_owned());
        expect(!self.heading.is_empty(), "no heading".to_owned());
        expect(!self.title.trim().is_empty(), "no title".to_owned());
        for slip in ["undefined", "NaN", "Invalid Date", "[object", "null"] {
            expect(!self.body.contains(slip), format!("{slip:?} on the page"));
        }
        wrong
    }

    /// What is wrong with a page that could not be had.
    pub fn problem(&self) -> Vec<String> {
        let mut wrong = self.never();
        let mut expect = |holds: bool, line: &str| {
            if !holds {
                wrong.push(line.to_owned());
            }
        };
        let alert = self.alerts.first().map(String::as_str).unwrap_or_default();
        expect(self.alerts.len() == 1, "not one alert");
        expect(alert.contains(&self.heading), "the heading is not part of the alert");
        expect(alert.len() > self.heading.len() + 30, "the alert has no sentence");
        expect(self.title.starts_with(&self.heading), "the title is another than the heading");
        expect(self.links.iter().any(|href| href == "/"), "no link to the front page");
        expect(self.is_hidden_from_search, "a search engine may keep it");
        wrong
    }

    pub fn has_retry(&self) -> bool {
        self.buttons.iter().any(|name| name == "Try again")
    }
}

/// How a wait came to be shown.
#[derive(Debug, Deserialize)]
pub struct Wait {
    /// The animation's clock in the last frame that did not show it, and what it was to wait for, in
    /// milliseconds.
    hidden_until: Option<f64>,
    delay: Option<f64>,
    /// The animation's clock in the first frame that showed it; none where the animation was over.
    shown_at: Option<f64>,
    /// What stood then.
    pub heading: String,
    pub path: String,
    pub has_frame: bool,
}

impl Wait {
    /// Whether it was not shown before 200 ms, and then at once.
    pub fn is_in_time(&self) -> bool {
        let was_hidden = self.hidden_until.is_some_and(|time| time < 200.0);
        was_hidden && self.delay == Some(200.0) && self.shown_at.is_none_or(|time| time >= 200.0)
    }
}

pub struct Stage {
    pub backend: Backend,
    pub site: Site,
    pub browser: Browser,
}

impl Stage {
    /// A browser that has not opened anything yet.
    pub async fn set(device: Device) -> Result<Self> {
        let backend = Backend::open().await?;
        let site = Site::with_backend(&backend.url()).await?;
        let browser = watching(device).await?;
        Ok(Self { backend, site, browser })
    }

    /// The same, with a page open.
    pub async fn at(path: &str, device: Device) -> Result<Self> {
        let stage = Self::set(device).await?;
        stage.open(path).await?;
        stage.browser.wait_for(".section-nav a[href='/section/sport']").await?;
        Ok(stage)
    }

    /// Opens a page, and waits until it or a problem stands.
    pub async fn open(&self, path: &str) -> Result<()> {
        // Else an address with a fragment would only scroll the page that stands.
        self.browser.open_address("about:blank").await?;
        self.browser.visit(&self.site.url(path)).await
    }

    /// Follows a link to a page, which is put into the footer first: not every page that fails is
    /// linked from a page that doesn't.
    pub async fn follow(&self, path: &str) -> Result<()> {
        self.browser.js(format!("void ({})({})", FOLLOW, json!(path))).await?;
        Ok(())
    }

    /// Follows a link, and waits until the page or a problem stands.
    pub async fn go(&self, path: &str) -> Result<()> {
        self.follow(path).await?;
        self.browser.wait_for_path(path).await
    }

    pub async fn look(&self) -> Result<Look> {
        look(&self.browser).await
    }

    /// A document of the built-in edition with something changed.
    pub fn changed(&self, path: &str, change: impl FnOnce(&mut Value)) -> Result<Answer> {
        let mut document = self.backend.document(path)?;
        change(&mut document);
        Ok(Answer::json(&document))
    }

    /// Presses "Try again", and waits until the story stands and has the focus.
    pub async fn try_again(&self) -> Result<()> {
        self.browser.click_text("[role=alert] button", "Try again").await?;
        self.browser
            .wait_until(
                "document.querySelector('[role=alert]') === null && document.querySelector('main h1') !== null
                  && document.activeElement === document.querySelector('main h1')",
            )
            .await
    }

    /// Whether the console names the document and what is wrong with it.
    pub async fn console_names(&self, document: &str, detail: &str) -> Result<Vec<String>> {
        let url = format!("{}{document}", self.backend.url());
        let waited = wait::until(Duration::from_secs(5), "a line in the console", || async {
            let lines = self.browser.console().await?;
            let is_there = lines.iter().any(|line| line.contains(&url) && line.contains(detail));
            Ok(is_there.then_some(()))
        });
        match waited.await {
            Ok(()) => Ok(Vec::new()),
            Err(_) => {
                let lines = self.browser.console().await?.join("\n      ");
                Ok(vec![format!("the console names no {url} with {detail:?}:\n      {lines}")])
            }
        }
    }

    /// What the console says beside the document that fails: its name must be in every line. The browser
    /// itself names a request without an answer by its address, too.
    pub async fn console_says_else(&self, document: &str) -> Result<Vec<String>> {
        let url = format!("{}{document}", self.backend.url());
        let lines = self.browser.console().await?;
        // A redirect to a script is for the policy to refuse, which the browser tells by itself.
        let is_refused = |line: &str| line.contains("Connecting to 'javascript:");
        let others = lines.iter().filter(|line| !line.contains(&url) && !is_refused(line));
        Ok(others.map(|line| format!("in the console as well: {line}")).collect())
    }

    /// What the console says, and requests to others than the site and its backend.
    pub async fn quiet(&self) -> Result<Vec<String>> {
        inspect::quiet(&self.browser, &[&self.site.url(""), &self.backend.url()]).await
    }

    /// How far the page has moved by itself since this was asked last.
    pub async fn moved(&self) -> Result<Option<String>> {
        let moved = inspect::still(&self.browser).await?;
        self.browser.js("void (journeyShifts.length = 0)").await?;
        Ok(moved)
    }

    /// What axe finds on the page as it stands. Its looking is not the page's own moving.
    pub async fn accessible(&self) -> Result<Vec<String>> {
        let mut wrong: Vec<String> = self.moved().await?.into_iter().collect();
        wrong.extend(inspect::accessible(&self.browser).await?);
        self.moved().await?;
        Ok(wrong)
    }

    /// How a wait, `skeleton` or `dim`, came to be shown, if it did.
    pub async fn waited(&self, what: &str) -> Result<Option<Wait>> {
        Ok(serde_json::from_value(self.browser.js(format!("watched.{what}")).await?)?)
    }
}

const FOLLOW: &str = "(path) => {
    const link = document.querySelector('#journey-link') ?? document.createElement('a');
    link.id = 'journey-link';
    link.textContent = 'a link';
    link.href = path;
    document.querySelector('footer').append(link);
    link.click();
  }";

/// A browser that watches its pages.
pub async fn watching(device: Device) -> Result<Browser> {
    watching_with(device, &[]).await
}

/// The same, started with more flags.
pub async fn watching_with(device: Device, flags: &[&str]) -> Result<Browser> {
    let browser = Browser::open_with(device, flags).await?;
    browser.before_every_page(WATCH).await?;
    Ok(browser)
}

pub async fn look(browser: &Browser) -> Result<Look> {
    Ok(serde_json::from_value(browser.js(LOOK).await?)?)
}

/// Fails with everything that is wrong, one line each.
pub fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// Names where it was found.
pub fn at(place: &str, wrong: Vec<String>) -> Vec<String> {
    wrong.into_iter().map(|line| format!("{place}: {line}")).collect()
}

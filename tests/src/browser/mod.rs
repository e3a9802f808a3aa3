//! A headless Chromium with a reader in front of it.
//!
//! [`page`](self) what the reader sees and does; [`devtools`] what only Chromium can do;
//! [`evidence`] what a developer would see beside the page; [`axe`] the accessibility checker.

mod axe;
mod devtools;
mod driver;
mod evidence;
mod reader;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::common::capabilities::desiredcapabilities::PageLoadStrategy;
use thirtyfour::{
    CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel,
    WebDriver, WindowHandle,
};

use crate::Result;

pub use axe::{Finding, Report};
pub use devtools::{Device, Media, Network};
pub use evidence::{Named, Shifts};

/// What Chromium is started with: quiet, and never slower because nobody looks at it.
const FLAGS: [&str; 14] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--no-first-run",
    "--hide-scrollbars",
    "--lang=en",
];

/// What runs in every page before its own scripts: it collects the layout shifts.
const ON_NEW_DOCUMENT: &str = "
    globalThis.journeyShifts = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) {
        const named = (source) => source.node?.nodeType === 1
          ? source.node.tagName.toLowerCase() + (source.node.id ? '#' + source.node.id : '')
            + (source.node.classList.length ? '.' + [...source.node.classList].join('.') : '')
          : String(source.node?.nodeName);
        const box = (r) => [r.x, r.y, r.width, r.height].map(Math.round).join(' ');
        journeyShifts.push({
          value: shift.value,
          sources: shift.sources.map((s) =>
            named(s) + ' from ' + box(s.previousRect) + ' to ' + box(s.currentRect)),
        });
      }
    }).observe({ type: 'layout-shift', buffered: true });";

/// A browser with one page.
#[derive(Debug)]
pub struct Browser {
    // Ended in this order: the session, the driver's process, the profile's folder.
    web: WebDriver,
    _driver: driver::Driver,
    _profile: TempDir,
    kept: Mutex<Kept>,
}

/// What was taken out of the driver's logs, which give each entry once.
#[derive(Debug, Default)]
struct Kept {
    console: Vec<String>,
    requests: Vec<String>,
}

impl Browser {
    /// A browser with a profile of its own.
    pub async fn open(device: Device) -> Result<Self> {
        Self::open_with(device, &[]).await
    }

    /// A browser that is started with more flags, such as `--js-flags=--jitless`.
    pub async fn open_with(device: Device, flags: &[&str]) -> Result<Self> {
        let driver = driver::Driver::start().await?;
        let profile = tempfile::tempdir()?;
        let mut wanted = DesiredCapabilities::chrome();
        if let Some(program) = std::env::var_os("CHROMIUM") {
            wanted.set_binary(&PathBuf::from(program).to_string_lossy())?;
        }
        for flag in FLAGS.iter().chain(flags) {
            wanted.add_arg(flag)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        // The journeys wait for what they expect; a page whose file never comes must not stop them.
        wanted.set_page_load_strategy(PageLoadStrategy::None)?;
        wanted.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        wanted.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        let mut web = WebDriver::new(driver.url(), wanted.clone()).await;
        // On a machine that is busy it may end before it answers; never of what is tested.
        for _ in 0..2 {
            if web.is_err() {
                web = WebDriver::new(driver.url(), wanted.clone()).await;
            }
        }
        let web = web.context("Chromium did not start")?;
        let kept = Mutex::default();
        let browser = Self { web, _driver: driver, _profile: profile, kept };
        browser.devtools("Page.enable", json!({})).await?;
        browser.before_every_page(ON_NEW_DOCUMENT).await?;
        browser.hold(device).await?;
        Ok(browser)
    }

    /// Ends the browser. Dropping it does so too, at the cost of a pause.
    pub async fn close(self) -> Result<()> {
        Ok(self.web.quit().await?)
    }

    /// The tab that the reader has before them.
    pub async fn tab(&self) -> Result<WindowHandle> {
        Ok(self.web.window().await?)
    }

    /// Opens another tab, empty, and turns to it.
    pub async fn open_tab(&self) -> Result<WindowHandle> {
        let tab = self.web.new_tab().await?;
        self.turn_to(&tab).await?;
        Ok(tab)
    }

    /// Turns to another tab.
    pub async fn turn_to(&self, tab: &WindowHandle) -> Result<()> {
        Ok(self.web.switch_to_window(tab.clone()).await?)
    }

    /// The WebDriver session, for what has no words of its own here.
    pub fn web(&self) -> &WebDriver {
        &self.web
    }

    /// A DevTools command.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let answer = self.web.cdp().send_raw(command, parameters).await;
        answer.with_context(|| format!("{command} was refused"))
    }

    /// Runs a script in every page from now on, before the page's own.
    pub async fn before_every_page(&self, script: &str) -> Result<()> {
        let parameters = json!({"source": script});
        self.devtools("Page.addScriptToEvaluateOnNewDocument", parameters).await?;
        Ok(())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! What a developer would see beside the page: console, network, layout shifts, accessibility tree.

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Browser;
use crate::Result;

/// How far the page has moved by itself since it was opened.
#[derive(Clone, Debug, Default)]
pub struct Shifts {
    /// The sum of all shifts; none is excused.
    pub total: f64,
    /// What moved, one line a shift.
    pub moved: Vec<String>,
}

/// An element as a screen reader has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// `banner`, `navigation`, `heading`, …
    pub role: String,
    /// Its accessible name.
    pub name: String,
}

impl Browser {
    /// Everything that the console has said so far: errors, warnings, violations of the policy,
    /// requests that failed.
    pub async fn console(&self) -> Result<Vec<String>> {
        let fresh = self.web().get_log("browser").await?;
        let lines = fresh.into_iter().map(|entry| format!("{} {}", entry.level, entry.message));
        let mut kept = self.kept();
        kept.console.extend(lines);
        Ok(kept.console.clone())
    }

    /// Forgets what console and network said so far.
    pub async fn forget(&self) -> Result<()> {
        self.console().await?;
        self.requests().await?;
        let mut kept = self.kept();
        kept.console.clear();
        kept.requests.clear();
        Ok(())
    }

    /// The address of every request so far, those that were forbidden or failed included.
    pub async fn requests(&self) -> Result<Vec<String>> {
        let fresh = self.web().get_log("performance").await?;
        let urls = fresh.iter().filter_map(|entry| requested(&entry.message));
        let mut kept = self.kept();
        kept.requests.extend(urls);
        Ok(kept.requests.clone())
    }

    /// The requests to any other origin than those given (`http://127.0.0.1:8080`).
    pub async fn requests_to_others(&self, ours: &[&str]) -> Result<Vec<String>> {
        let requests = self.requests().await?;
        let is_ours = |url: &str| {
            let fits = |origin: &&str| {
                url.strip_prefix(origin.trim_end_matches('/'))
                    .is_some_and(|rest| rest.starts_with('/'))
            };
            ["data:", "blob:", "about:"].iter().any(|scheme| url.starts_with(scheme))
                || ours.iter().any(fits)
        };
        Ok(requests.into_iter().filter(|url| !is_ours(url)).collect())
    }

    /// How far the page has moved by itself since it was opened.
    pub async fn shifts(&self) -> Result<Shifts> {
        #[derive(Deserialize)]
        struct Shift {
            value: f64,
            sources: Vec<String>,
        }
        // A shift is told one frame after it happened.
        self.next_frames().await?;
        let shifts: Vec<Shift> = serde_json::from_value(self.js("journeyShifts").await?)?;
        let line = |shift: &Shift| format!("{:.4}: {}", shift.value, shift.sources.join("; "));
        Ok(Shifts {
            total: shifts.iter().map(|shift| shift.value).sum(),
            moved: shifts.iter().map(line).collect(),
        })
    }

    /// The page as a screen reader has it, from top to bottom: what has a role, with its name.
    pub async fn outline(&self) -> Result<Vec<Named>> {
        let tree = self.devtools("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().context("the page has no accessibility tree")?;
        let named = |node: &Value| {
            let text = |field: &str| node[field]["value"].as_str().unwrap_or_default().to_owned();
            let is_there = node["ignored"] != json!(true);
            is_there.then(|| Named { role: text("role"), name: text("name") })
        };
        Ok(nodes.iter().filter_map(named).collect())
    }
}

/// The address in a log entry of the network, if it is about a request that is about to be sent. Those of the
/// browser's own pages (`chrome:`, `chrome-untrusted:`) are no site's: it begins with one, and is late at times.
fn requested(message: &str) -> Option<String> {
    let entry: Value = serde_json::from_str(message).ok()?;
    let event = &entry["message"];
    let url = event["params"]["request"]["url"].as_str()?;
    let is_sent = event["method"] == "Network.requestWillBeSent";
    (is_sent && !url.starts_with("chrome")).then(|| url.to_owned())
}

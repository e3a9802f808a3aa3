//! The accessibility checker, axe-core, run in the page.

use std::fmt;

use anyhow::Context;
use serde::Deserialize;

use super::Browser;
use crate::Result;

/// What axe has found.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Report {
    /// What is wrong.
    pub violations: Vec<Finding>,
    /// What it can't decide.
    pub incomplete: Vec<Finding>,
}

/// One rule, and where it is broken.
#[derive(Clone, Debug, Deserialize)]
pub struct Finding {
    /// The rule: `color-contrast`.
    pub id: String,
    /// What the rule wants.
    pub help: String,
    /// The elements, and what is wrong with each.
    pub nodes: Vec<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.id, self.help, self.nodes.join(" | "))
    }
}

const RUN: &str =
    // The size of targets is a rule of WCAG 2.2 (2.5.8), which axe leaves out unless it is asked for.
    "axe.run(document, { resultTypes: ['violations', 'incomplete'],
      rules: { 'target-size': { enabled: true } } }).then((results) => {
    const short = (found) => found.map((rule) => ({
      id: rule.id,
      help: rule.help,
      nodes: rule.nodes.map((node) => node.target.join(' ') + ' — '
        + (node.failureSummary ?? '').split('\\n').slice(1).join(' ').trim()),
    }));
    return { violations: short(results.violations), incomplete: short(results.incomplete) };
  })";

impl Browser {
    /// Lets axe judge the page as it stands.
    pub async fn axe(&self) -> Result<Report> {
        if !self.is("typeof axe === 'object'").await? {
            let path = std::env::var_os("BROADSHEET_AXE")
                .context("BROADSHEET_AXE must name axe-core's script; cargo xtask test sets it")?;
            // Evaluated by the debugger, which the page's policy does not hold back.
            let script = std::fs::read_to_string(path)?;
            self.js(&format!("{script}\n;0")).await?;
        }
        Ok(serde_json::from_value(self.js(RUN).await?)?)
    }
}

//! Lighthouse, with its own picture of a phone: what it makes of the front page and of a story.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::pages;
use crate::packages::{self, Wanted};
use crate::{browser, build, system};

/// The version, since each has scores of its own.
const VERSION: &str = "12.8.2";
const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];
/// What performance is made of, by the audit's name, each in milliseconds but the shift.
const MADE_OF: [(&str, &str); 5] = [
    ("FCP", "first-contentful-paint"),
    ("LCP", "largest-contentful-paint"),
    ("blocking", "total-blocking-time"),
    ("speed index", "speed-index"),
    ("shift", "cumulative-layout-shift"),
];
const PATHS: [&str; 2] = ["/", "/article/alaska-summit"];
/// How often each page is looked at: performance differs from run to run.
const ROUNDS: usize = 3;

/// Measures, and prints.
pub fn run() -> Result<()> {
    let lighthouse = installed()?;
    let browser = browser::environment()?;
    let chromium = browser.iter().find(|(name, _)| *name == "CHROMIUM");
    let (_, chromium) = chromium.context("there is no Chromium")?;
    let folder = system::root().join("target/bench-lighthouse");
    fs::create_dir_all(&folder)?;
    let server = pages::server(&folder, &build::tested())?;
    println!("\nLighthouse {VERSION}, mobile, medians of {ROUNDS} (aim 100 each)\n");
    println!("{:<26}{}", "", CATEGORIES.map(|category| format!("{category:>16}")).concat());
    for path in PATHS {
        let url = format!("http://127.0.0.1:{}{path}", server.port);
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            // It now and then misses the beginning of a page (NO_NAVSTART), and then wants to be run again.
            let look = || look(&lighthouse, chromium, &folder.join("report.json"), &url);
            rounds.push(look().or_else(|_| look())?);
        }
        let median = |place: usize| {
            let mut figures: Vec<f64> = rounds.iter().map(|figures| figures[place]).collect();
            figures.sort_by(f64::total_cmp);
            figures[figures.len() / 2]
        };
        let scores = (0..CATEGORIES.len()).map(|place| format!("{:>16.0}", median(place)));
        println!("{path:<26}{}", scores.collect::<String>());
        let made_of = MADE_OF.iter().zip(CATEGORIES.len()..).map(|((name, audit), place)| {
            let digits = if audit.ends_with("shift") { 3 } else { 0 };
            format!("{name} {:.digits$}", median(place))
        });
        println!("  {}", made_of.collect::<Vec<_>>().join(", "));
    }
    Ok(())
}

/// Its scores for a page, of 100, by category, and what performance is made of.
fn look(lighthouse: &Path, chromium: &Path, report: &Path, url: &str) -> Result<Vec<f64>> {
    let mut looking = Command::new(lighthouse);
    looking
        .args([url, "--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox"])
        .arg(format!("--output-path={}", report.display()))
        .arg(format!("--only-categories={}", CATEGORIES.join(",")))
        .env("CHROME_PATH", chromium);
    system::run(&mut looking)?;
    let report: Value = serde_json::from_str(&fs::read_to_string(report)?)?;
    let score = |category: &&str| {
        let score = report["categories"][*category]["score"].as_f64();
        score.map(|score| score * 100.0).with_context(|| format!("no score for {category}"))
    };
    let audit = |(_, audit): &(&str, &str)| {
        let value = report["audits"][*audit]["numericValue"].as_f64();
        value.with_context(|| format!("no figure for {audit}"))
    };
    CATEGORIES.iter().map(score).chain(MADE_OF.iter().map(audit)).collect()
}

/// Lighthouse, installed once for all clones.
fn installed() -> Result<PathBuf> {
    let folder = system::cache()?.join(format!("lighthouse-{VERSION}"));
    let program = folder.join("node_modules/.bin/lighthouse");
    if !program.exists() {
        if system::find("npm").is_none() {
            packages::install(&[Wanted::Npm])?;
        }
        fs::create_dir_all(&folder)?;
        eprintln!("Fetching Lighthouse {VERSION}, once for all clones on this machine.");
        let mut installing = Command::new("npm");
        installing
            .args([
                "install",
                "--silent",
                "--no-fund",
                "--no-audit",
                "--ignore-scripts",
                "--prefix",
            ])
            .arg(&folder)
            .arg(format!("lighthouse@{VERSION}"));
        system::run(&mut installing)?;
    }
    Ok(program)
}

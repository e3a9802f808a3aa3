//! The headers, scored by the rules that Mozilla's HTTP Observatory publishes.
//!
//! The numbers are those of <https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring>,
//! which says what each test wants and what it is worth; the names of the results are the page's. Of its
//! ten tests those are made here that answers' headers decide. There are no cookies (`cookies-not-found`,
//! 0) and no scripts of others (`sri-not-implemented-but-all-scripts-loaded-from-secure-origin`, 0), and
//! redirecting to HTTPS is for whoever ends TLS (`redirection-to-https`, 0).

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, Response};
use broadsheet_server::{App, Options};
use tower::ServiceExt;

use super::{built, field, get, write};

/// The aim of the design.
const AIM: i32 = 130;
/// "All websites start with a baseline score of 100".
const BASELINE: i32 = 100;
/// "If the resulting score is 90 (A) or greater, the bonuses are then added to it".
const BONUS_FROM: i32 = 90;
/// "`Strict-Transport-Security` header set to a minimum of six months (15768000)".
const SIX_MONTHS: u64 = 15_768_000;
/// Sources that are as good as none.
const BROAD: [&str; 8] =
    ["ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"];

type Headers = BTreeMap<String, String>;

/// A header's value without capitals; empty where it is missing.
fn value(headers: &Headers, name: &str) -> String {
    headers.get(name).map(|value| value.trim().to_ascii_lowercase()).unwrap_or_default()
}

/// A policy's directives and their sources.
fn directives(policy: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let parts = policy.split(';').map(str::split_whitespace);
    parts.filter_map(|mut words| Some((words.next()?, words.collect()))).collect()
}

fn policy(headers: &Headers) -> (&'static str, i32) {
    let policy = value(headers, "content-security-policy");
    let known = directives(&policy);
    if known.is_empty() {
        return ("csp-not-implemented", -25);
    }
    let sources = |names: &[&str]| {
        let found = names.iter().find_map(|name| known.get(name));
        found.cloned().unwrap_or_else(|| BTreeSet::from(["*"]))
    };
    let is_broad = |of: &BTreeSet<&str>| of.iter().any(|source| BROAD.contains(source));
    let is_inline = |of: &BTreeSet<&str>| of.contains("'unsafe-inline'") || of.contains("data:");
    let is_insecure = |of: &BTreeSet<&str>| {
        of.iter().any(|source| source.starts_with("http:") || source.starts_with("ftp:"))
    };
    let script = sources(&["script-src", "default-src"]);
    let style = sources(&["style-src", "default-src"]);
    let object = sources(&["object-src", "default-src"]);
    let is_passive = |name: &str| ["img-src", "media-src"].contains(&name);
    let by = |passive: bool| {
        let mut of_kind = known.iter().filter(move |(name, _)| is_passive(name) == passive);
        of_kind.any(|(_, sources)| is_insecure(sources))
    };
    let form = sources(&["form-action"]);
    match () {
        () if is_broad(&script) || is_inline(&script) || is_broad(&object) => {
            ("csp-implemented-with-unsafe-inline", -20)
        }
        () if by(false) => ("csp-implemented-with-insecure-scheme", -20),
        () if script.contains("'unsafe-eval'") || style.contains("'unsafe-eval'") => {
            ("csp-implemented-with-unsafe-eval", -10)
        }
        () if by(true) => ("csp-implemented-with-insecure-scheme-in-passive-content-only", -10),
        () if is_inline(&style) || is_broad(&style) => {
            ("csp-implemented-with-unsafe-inline-in-style-src-only", 0)
        }
        () if known.get("default-src") == Some(&BTreeSet::from(["'none'"]))
            && form.iter().all(|source| ["'none'", "'self'"].contains(source)) =>
        {
            ("csp-implemented-with-no-unsafe-default-src-none", 10)
        }
        () => ("csp-implemented-with-no-unsafe", 5),
    }
}

fn framing(headers: &Headers) -> (&'static str, i32) {
    let policy = value(headers, "content-security-policy");
    match directives(&policy).get("frame-ancestors") {
        Some(by) if !by.iter().any(|source| BROAD.contains(source)) => {
            ("x-frame-options-implemented-via-csp", 5)
        }
        _ if ["deny", "sameorigin"].contains(&&*value(headers, "x-frame-options")) => {
            ("x-frame-options-sameorigin-or-deny", 5)
        }
        _ => ("x-frame-options-not-implemented", -20),
    }
}

fn referrer(headers: &Headers) -> (&'static str, i32) {
    // Of several the last that is known counts.
    match value(headers, "referrer-policy").rsplit(',').next().unwrap_or_default().trim() {
        "" => ("referrer-policy-not-implemented", 0),
        "no-referrer" | "same-origin" | "strict-origin" | "strict-origin-when-cross-origin" => {
            ("referrer-policy-private", 5)
        }
        "origin" | "origin-when-cross-origin" | "unsafe-url" | "no-referrer-when-downgrade" => {
            ("referrer-policy-unsafe", -5)
        }
        _ => ("referrer-policy-header-invalid", -5),
    }
}

fn transport(headers: &Headers) -> (&'static str, i32) {
    let said = value(headers, "strict-transport-security");
    let age = said.split(';').find_map(|part| part.trim().strip_prefix("max-age=")?.parse().ok());
    match age {
        Some(SIX_MONTHS..=u64::MAX) => ("hsts-implemented-max-age-at-least-six-months", 0),
        Some(_) => ("hsts-implemented-max-age-less-than-six-months", -10),
        None if said.is_empty() => ("hsts-not-implemented", -20),
        None => ("hsts-header-invalid", -20),
    }
}

fn types(headers: &Headers) -> (&'static str, i32) {
    match &*value(headers, "x-content-type-options") {
        "nosniff" => ("x-content-type-options-nosniff", 0),
        "" => ("x-content-type-options-not-implemented", -5),
        _ => ("x-content-type-options-header-invalid", -5),
    }
}

fn resources(headers: &Headers) -> (&'static str, i32) {
    match &*value(headers, "cross-origin-resource-policy") {
        "same-origin" => ("corp-implemented-with-same-origin", 10),
        "same-site" => ("corp-implemented-with-same-site", 10),
        "cross-origin" => ("corp-implemented-with-cross-origin", 0),
        "" => ("corp-not-implemented", 0),
        _ => ("corp-header-invalid", -5),
    }
}

fn sharing(headers: &Headers) -> (&'static str, i32) {
    let anybody = value(headers, "access-control-allow-origin") == "*";
    let credentials = value(headers, "access-control-allow-credentials") == "true";
    match (anybody, credentials) {
        (true, true) => ("cross-origin-resource-sharing-implemented-with-universal-access", -50),
        (true, false) => ("cross-origin-resource-sharing-implemented-with-public-access", 0),
        _ => ("cross-origin-resource-sharing-not-implemented", 0),
    }
}

/// The score, and what it is made of.
fn scored(headers: &Headers) -> (i32, Vec<(&'static str, i32)>) {
    let tests = [policy, framing, referrer, transport, types, resources, sharing];
    let results: Vec<_> = tests.iter().map(|test| test(headers)).collect();
    let sum = |of: fn(i32) -> i32| results.iter().map(|(_, worth)| of(*worth)).sum::<i32>();
    let score = BASELINE + sum(|worth| worth.min(0));
    let bonus = if score >= BONUS_FROM { sum(|worth| worth.max(0)) } else { 0 };
    ((score + bonus).max(0), results)
}

/// The headers that the README tells a deployer to send.
fn told() -> Headers {
    let readme = include_str!("../../../README.md");
    let block = readme.split("```\n").find(|block| block.starts_with("Content-Security-Policy: "));
    let lines = block.expect("the README has no headers").lines();
    // What stands in brackets after a value is said to the deployer.
    let header = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        let value = value.split("    (").next()?;
        Some((name.to_ascii_lowercase(), value.to_owned()))
    };
    lines.filter_map(header).collect()
}

#[test]
fn what_the_readme_says_is_worth_the_aim() {
    let (score, results) = scored(&told());
    assert!(score >= AIM, "{score}: {results:?}");
}

fn is_worth_the_aim(path: &str, response: &Response<Body>) {
    let names = response.headers().keys().map(|name| name.as_str().to_owned());
    let mut headers: Headers =
        names.map(|name| (name.clone(), field(response, &name).to_owned())).collect();
    // Whoever ends TLS promises that it stays.
    let promise = "strict-transport-security";
    assert!(!headers.contains_key(promise));
    headers.insert(promise.to_owned(), told()[promise].clone());
    let (score, results) = scored(&headers);
    assert!(score >= AIM, "{path}, {score}: {results:?}");
}

#[tokio::test]
async fn what_is_served_is_worth_the_aim() {
    let folder = built();
    for path in ["/", "/article/talks", "/gone.json", "/edition/articles.json"] {
        is_worth_the_aim(path, &get(&folder, path).await);
    }
}

/// Its styles and its script stand in the page itself.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_rendered_is_worth_the_aim() {
    let folder = tempfile::tempdir().unwrap();
    let page = r#"<!doctype html><html lang="en"><head><title>Built</title>
        <script type="application/json" id="broadsheet-config">{
            "site": {"name": "The Example", "lang": "en", "url": "https://news.example"},
            "edition": {"kind": "files", "url": "/edition/"},
            "comments": {"kind": "files", "url": "/edition/"}}</script>
        <link rel="stylesheet" href="/broadsheet-1.css"><script src="/boot-1.js"></script>
        <link id="broadsheet-app" rel="broadsheet-app" href="/a.js" data-wasm="/a.wasm"></head>
        <body></body></html>"#;
    for (name, content) in
        [("index.html", page), ("broadsheet-1.css", "p{color:red}"), ("boot-1.js", "start()")]
    {
        write(folder.path(), name, content);
    }
    let edition = concat!(env!("CARGO_MANIFEST_DIR"), "/../public/edition");
    std::os::unix::fs::symlink(edition, folder.path().join("edition")).unwrap();
    let dist = Some(folder.path().to_owned());
    let options = Options { dist, rendered: Some(8 << 20), ..Options::default() };
    let app = App::open(options).await.unwrap();
    for (path, status) in [("/", 200), ("/article/alaska-summit", 200), ("/nowhere", 404)] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = app.router().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        assert!(field(&response, "content-security-policy").contains("'sha256-"), "{path}");
        is_worth_the_aim(path, &response);
    }
}

#[test]
fn the_score_falls_with_what_is_worse() {
    let with = |name: &str, value: &str| {
        let mut headers = told();
        headers.insert(name.to_owned(), value.to_owned());
        scored(&headers).0
    };
    let csp = "content-security-policy";
    let policy = told()[csp].clone();
    assert_eq!(scored(&Headers::new()).0, 30);
    for (worse, score) in [
        (with(csp, &policy.replace("default-src 'none'", "default-src 'self'")), 125),
        (with(csp, &policy.replace("style-src 'self'", "style-src 'unsafe-inline'")), 120),
        (with(csp, &policy.replace("'wasm-unsafe-eval'", "'unsafe-eval'")), 110),
        (with(csp, &policy.replace("script-src 'self'", "script-src 'unsafe-inline'")), 80),
        (with(csp, &policy.replace("frame-ancestors 'none'", "frame-ancestors *")), 80),
        (with("cross-origin-resource-policy", "cross-origin"), 120),
        (with("referrer-policy", "unsafe-url"), 120),
        (with("strict-transport-security", "max-age=60"), 120),
        (with("x-content-type-options", "sniff"), 125),
    ] {
        assert_eq!(worse, score);
    }
}

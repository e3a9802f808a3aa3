//! The app does not start: a file is missing, damaged, mislabelled or forbidden, the browser can't run
//! it, the deployer made a slip. The page says so, and shows a way on, within 5 s.

use std::time::{Duration, Instant};

use journeys::site::Swap;
use journeys::{Browser, Device, Result, Site, inspect, wait};
use serde::Deserialize;
use serde_json::{Value, json};

const PATH: &str = "/article/alaska-summit";
const SOON: Duration = Duration::from_secs(5);
/// A slow machine's share of the wait.
const SLACK: Duration = Duration::from_secs(2);

/// What a reader sees of a page without the app.
#[derive(Debug, Deserialize)]
struct Look {
    words: String,
    heading: String,
    title: String,
    /// Links that can be seen, by their words and where they lead.
    links: Vec<(String, String)>,
    app: Option<String>,
}

const LOOK: &str = "(() => {
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
    async fn at(browser: &Browser) -> Result<Self> {
        Ok(serde_json::from_value(browser.js(LOOK).await?)?)
    }

    fn has_reload(&self) -> bool {
        self.links.iter().any(|(words, href)| words == "Reload the page" && href.ends_with(PATH))
    }
}

/// How often the page itself was asked for.
fn visits(site: &Site) -> usize {
    site.asked().iter().filter(|path| *path == PATH).count()
}

/// The built files whose loss keeps the app from starting.
struct Built {
    glue: String,
    program: String,
    boot: String,
    styles: String,
}

impl Built {
    fn of(site: &Site) -> Result<Self> {
        Ok(Self {
            glue: site.file("broadsheet-", ".js")?,
            program: site.file("broadsheet-", ".wasm")?,
            boot: site.file("boot-", ".js")?,
            styles: site.file("broadsheet-", ".css")?,
        })
    }
}

type Fault = (&'static str, String, Swap);

fn faults(site: &Site, built: &Built) -> Result<Vec<Fault>> {
    let program = site.read(&built.program)?;
    let truncated = program[..program.len() / 2].to_vec();
    let mut damaged = program.clone();
    for byte in damaged.iter_mut().skip(2_000).step_by(997) {
        *byte ^= 0xff;
    }
    let page = site.read("/index.html")?;
    let answer = |status, content_type, body| Swap::Answer { status, content_type, body };
    let wasm = "application/wasm";
    let no_wasm = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
        font-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types default";
    let no_scripts = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'";
    let (glue_at, program_at) = (|| built.glue.clone(), || built.program.clone());
    Ok(vec![
        ("no glue", glue_at(), Swap::missing()),
        ("glue that never comes", glue_at(), Swap::Silence),
        ("the page in the glue's place", glue_at(), answer(200, "text/html", page.clone())),
        (
            "a glue that fails",
            glue_at(),
            answer(200, "text/javascript", b"export default 1;".to_vec()),
        ),
        ("no program", program_at(), Swap::missing()),
        ("a program that never comes", program_at(), Swap::Silence),
        ("half of the program", program_at(), answer(200, wasm, truncated)),
        ("a damaged program", program_at(), answer(200, wasm, damaged)),
        ("an empty program", program_at(), answer(200, wasm, Vec::new())),
        ("the page in the program's place", program_at(), answer(200, "text/html", page)),
        ("500 for the program", program_at(), answer(500, "text/plain", b"Oh.\n".to_vec())),
        ("no start-up script", built.boot.clone(), Swap::missing()),
        (
            "a start-up script that is damaged",
            built.boot.clone(),
            answer(200, "text/javascript", b"((".to_vec()),
        ),
        (
            "a policy that forbids the program",
            "page".to_owned(),
            Swap::Header("content-security-policy", no_wasm.to_owned()),
        ),
        (
            "a policy that forbids scripts",
            "page".to_owned(),
            Swap::Header("content-security-policy", no_scripts.to_owned()),
        ),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_so_where_a_file_is_bad() -> Result<()> {
    // Most of the time is waiting, so several browsers wait at once.
    let [a, b, c] = [0, 1, 2].map(|part| bad_files(part, 3));
    let (a, b, c) = tokio::try_join!(a, b, c)?;
    report(&[a, b, c].concat());
    Ok(())
}

async fn bad_files(part: usize, parts: usize) -> Result<Vec<String>> {
    let device = if part % 2 == 0 { Device::Phone } else { Device::Desktop };
    let some = Site::as_built().await?;
    let all = faults(&some, &Built::of(&some)?)?;
    let mut wrong = Vec::new();
    for (name, path, swap) in all.into_iter().skip(part).step_by(parts) {
        // A site and a browser of its own each, as for a reader who never came before.
        let site = Site::as_built().await?;
        let browser = Browser::open(device).await?;
        site.swap(&path, swap);
        let found = bad_file(&site, &browser, name.contains("script")).await?;
        wrong.extend(found.into_iter().map(|line| format!("{name}: {line}")));
        browser.close().await?;
    }
    Ok(wrong)
}

async fn bad_file(site: &Site, browser: &Browser, is_without_script: bool) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let began = Instant::now();
    browser.open_address(&site.url(PATH)).await?;
    browser.wait_for("h1").await?;
    let first = Look::at(browser).await?;
    if first.words.len() < 80 || first.heading.is_empty() || first.title.is_empty() {
        wrong.push(format!("at first: {first:?}"));
    }
    let look = wait::until(SOON + SLACK, "a way on", || async {
        Ok(Look::at(browser).await.ok().filter(Look::has_reload))
    });
    match look.await {
        Err(_) => wrong.push(format!("no reload within 5 s: {:?}", Look::at(browser).await?)),
        Ok(look) if look.words.len() < 80 || look.heading.is_empty() || look.title.is_empty() => {
            wrong.push(format!("{look:?}"));
        }
        Ok(_) => {}
    }
    // What is wrong stays wrong: one reload by itself at most, and no loop.
    tokio::time::sleep(SOON.saturating_sub(began.elapsed()) + Duration::from_secs(2)).await;
    let loads = visits(site);
    if loads > 2 {
        wrong.push(format!("loaded {loads} times"));
    }
    let blank = Look::at(browser).await?.words.len() < 80;
    if blank {
        wrong.push("blank after a while".to_owned());
    }
    // Once the deployer has put it right, the reload brings the story.
    site.heal();
    if is_without_script && blank {
        return Ok(wrong);
    }
    match reload_by_link(browser).await {
        Ok(()) => {}
        Err(problem) => wrong.push(format!("the reload brings nothing: {problem:#}")),
    }
    Ok(wrong)
}

async fn reload_by_link(browser: &Browser) -> Result<()> {
    browser.click_text("a", "Reload the page").await?;
    browser.wait_for("article h1").await?;
    browser.wait_until_settled().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_starts_all_the_same() -> Result<()> {
    let mut wrong = Vec::new();
    for (name, ending, swap) in [
        (
            "a program without its type",
            ".wasm",
            Swap::Header("content-type", "application/octet-stream".to_owned()),
        ),
        ("a program with no type at all", ".wasm", Swap::Header("content-type", String::new())),
        ("no styles", ".css", Swap::missing()),
        ("a typeface that never comes", ".woff2", Swap::Silence),
    ] {
        let site = Site::as_built().await?;
        let browser = Browser::open(Device::Phone).await?;
        let path = match ending {
            ".woff2" => "/fonts/newsreader-latin.woff2".to_owned(),
            _ => site.file("broadsheet-", ending)?,
        };
        site.swap(&path, swap);
        browser.open_address(&site.url(PATH)).await?;
        if let Err(problem) = browser.wait_for("article h1").await {
            wrong.push(format!("{name}: {problem:#}"));
        }
        let loads = visits(&site);
        if loads != 1 || browser.count(".panic-overlay, #boot").await? > 0 {
            wrong.push(format!("{name}: loaded {loads} times, or something stands above it"));
        }
        browser.close().await?;
    }
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_webassembly() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open_with(Device::Phone, &["--js-flags=--jitless"]).await?;
    browser.open_address(&site.url(PATH)).await?;
    browser.wait_until("document.querySelector('#boot-unable').checkVisibility()").await?;
    tokio::time::sleep(SOON).await;
    let look = Look::at(&browser).await?;
    let mut wrong = Vec::new();
    if !look.words.contains("WebAssembly") || look.links.is_empty() || look.title.is_empty() {
        wrong.push(format!("{look:?}"));
    }
    // What cannot come must not be promised.
    if look.words.contains("on its way") || look.words.contains("loading now") || look.has_reload()
    {
        wrong.push(format!("it promises what this browser can't do: {}", look.words));
    }
    if visits(&site) != 1 {
        wrong.push(format!("loaded {} times", visits(&site)));
    }
    wrong.extend(inspect::sideways(&browser).await?);
    wrong.extend(inspect::accessible(&browser).await?);
    browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_javascript() -> Result<()> {
    let site = Site::as_built().await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await?;
        browser.open_address(&site.url(PATH)).await?;
        browser.wait_for("h1").await?;
        tokio::time::sleep(SOON).await;
        let look = Look::at(&browser).await?;
        if !look.words.contains("JavaScript") || look.links.is_empty() || look.app.is_some() {
            wrong.push(format!("{look:?}"));
        }
        if look.words.contains("on its way") || look.words.contains("loading now") {
            wrong.push(format!("it promises what can't come: {}", look.words));
        }
        wrong.extend(inspect::sideways(&browser).await?);
        browser.close().await?;
    }
    report(&wrong);
    Ok(())
}

/// The page as it was before a deploy: it names files that are gone.
fn page_before_a_deploy(site: &Site) -> Result<Swap> {
    let built = Built::of(site)?;
    let mut page = String::from_utf8(site.read("/index.html")?)?;
    for file in [built.glue, built.program, built.styles] {
        let (name, ending) = file.split_once('.').unwrap_or_default();
        let old: String = name.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        page = page.replace(&file, &format!("{old}.{ending}"));
    }
    Ok(Swap::Answer { status: 200, content_type: "text/html; charset=utf-8", body: page.into() })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_from_before_a_deploy_reloads_once() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    site.swap("page", page_before_a_deploy(&site)?);
    browser.open_address(&site.url(PATH)).await?;
    // The old page has been handed out; whoever asks again gets the new one.
    while visits(&site) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    site.heal();
    browser.wait_for("article h1").await?;
    browser.wait_until_settled().await?;
    assert_eq!(visits(&site), 2);
    // The next deploy within the same visit: one reload again brings nothing new, and no loop.
    site.swap("page", page_before_a_deploy(&site)?);
    browser.open_address(&site.url(PATH)).await?;
    wait::until(SOON + SLACK, "a way on", || async {
        Ok(Look::at(&browser).await.ok().filter(Look::has_reload))
    })
    .await?;
    assert!(visits(&site) <= 4, "{} loads", visits(&site));
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deploy_that_stays_broken_is_no_loop() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Desktop).await?;
    site.swap("page", page_before_a_deploy(&site)?);
    browser.open_address(&site.url(PATH)).await?;
    let look = wait::until(SOON + SLACK, "a way on", || async {
        Ok(Look::at(&browser).await.ok().filter(Look::has_reload))
    });
    let look = look.await?;
    assert!(!look.heading.is_empty() && look.words.len() > 80, "{look:?}");
    tokio::time::sleep(SOON).await;
    assert_eq!(visits(&site), 2, "one reload by itself");
    // The reader's own tries stay one visit each.
    browser.click_text("a", "Reload the page").await?;
    wait::until(SOON, "another visit", || async { Ok((visits(&site) == 3).then_some(())) }).await?;
    tokio::time::sleep(SOON).await;
    assert_eq!(visits(&site), 3, "no reload by itself after the reader's own");
    browser.close().await
}

/// An app that stays in another tab, or in the browser's own store for going back, over a deploy.
#[tokio::test(flavor = "multi_thread")]
async fn going_back_over_a_deploy() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url(PATH)).await?;
    browser.open_address(&site.url("/robots.txt")).await?;
    browser.wait_until("location.pathname === '/robots.txt'").await?;
    let built = Built::of(&site)?;
    for file in [&built.glue, &built.program] {
        site.swap(file, Swap::missing());
    }
    browser.back().await?;
    browser.wait_until(format!("location.pathname === '{PATH}'")).await?;
    wait::until(SOON + SLACK, "the story or a way on", || async {
        let look = Look::at(&browser).await.ok();
        Ok(look.filter(|look| look.app.as_deref() == Some("started") || look.has_reload()))
    })
    .await?;
    assert!(visits(&site) <= 3, "{} loads", visits(&site));
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_configuration_names_its_key() -> Result<()> {
    let browser = Browser::open(Device::Phone).await?;
    let mut wrong = Vec::new();
    let cases: [(&str, Value, &str); 9] = [
        ("/site", Value::Null, "site: expected an object"),
        ("/site/name", json!(7), "site.name: expected a string"),
        ("/site/lang", json!("not a language"), "site.lang: expected a language tag"),
        ("/site/url", json!("news.example"), "site.url: expected an http or https address"),
        ("/edition/kind", json!("fils"), "edition.kind: expected \"files\""),
        (
            "/edition/url",
            json!("javascript:alert(1)"),
            "edition.url: expected an http or https address",
        ),
        ("/comments", json!([]), "comments: expected an object"),
        ("/comments/url", Value::Null, "comments.url: expected a string"),
        ("/embeds", json!("everything"), "embeds: expected a list"),
    ];
    for (key, value, said) in cases {
        let site = Site::configured(|config| {
            if let Some(place) = config.pointer_mut(key) {
                *place = value;
            }
        });
        wrong.extend(misconfigured(&browser, &site.await?, key, said).await?);
    }
    let page = std::fs::read_to_string(journeys::dist().join("index.html"))?;
    let without = page.replace("broadsheet-config", "another-block");
    wrong.extend(
        misconfigured(&browser, &Site::with_page(&without).await?, "no block", "expected").await?,
    );
    let block = broadsheet_server::page::config_block(&page).unwrap_or_default();
    let slip = page.replace(block, &block.replacen(':', "", 1));
    assert_ne!(slip, page);
    wrong.extend(
        misconfigured(&browser, &Site::with_page(&slip).await?, "no JSON", "expected JSON").await?,
    );
    browser.close().await?;
    report(&wrong);
    Ok(())
}

async fn misconfigured(
    browser: &Browser,
    site: &Site,
    key: &str,
    said: &str,
) -> Result<Vec<String>> {
    browser.open_address(&site.url("/")).await?;
    let mut wrong = Vec::new();
    match browser.wait_for("[role=alert] h1").await {
        Err(problem) => wrong.push(format!("{problem:#}")),
        Ok(()) => {
            let look = Look::at(browser).await?;
            if !look.words.contains(said) || look.heading.is_empty() || look.title.is_empty() {
                wrong.push(format!("not {said:?}, but {look:?}"));
            }
            wrong.extend(inspect::sideways(browser).await?);
        }
    }
    if browser.count(".panic-overlay, #boot").await? > 0 {
        wrong.push("the overlay, or the page from before the start".to_owned());
    }
    Ok(wrong.into_iter().map(|line| format!("{key}: {line}")).collect())
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

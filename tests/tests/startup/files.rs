//! Files that are missing, damaged, mislabelled or forbidden.

use std::time::{Duration, Instant};

use anyhow::Context;
use journeys::site::Swap;
use journeys::{Browser, Device, Result, Site, inspect, wait};

use super::page::{Built, Look, PATH, SLACK, SOON, report, visits};

/// For how long, in milliseconds, the page before the app keeps its way on to itself: none where it shows
/// it already. The time that its style names, since a loaded machine may draw it late.
const KEPT_BACK: &str = "(() => {
    const late = document.querySelector('#boot-late');
    const style = late && getComputedStyle(late);
    return !style || style.animationName === 'none' ? 0 : 1000 * parseFloat(style.animationDelay);
  })()";
/// The faults at which the accessibility checker looks: the way on is shown by the style alone, on a
/// phone and on a desktop.
const LOOKED_AT: [&str; 2] = ["glue that never comes", "no start-up script"];

type Fault = (&'static str, String, Swap);

fn faults(site: &Site, built: &Built) -> Result<Vec<Fault>> {
    let program = site.read(&built.program)?;
    let truncated = program[..program.len() / 2].to_vec();
    let mut damaged = program.clone();
    for byte in damaged.iter_mut().skip(2_000).step_by(997) {
        *byte ^= 0xff;
    }
    let page = site.read("/index.html")?;
    let glue = site.read(&built.glue)?;
    let half_glue = glue[..glue.len() / 2].to_vec();
    // It would run as well as the right one, but it is not what was built.
    let other_glue = [&glue[..], b"\n// Somebody else was here.\n"].concat();
    let text = String::from_utf8(page.clone())?;
    let (before, hashes) = text.split_once("sha384-").context("the page has no integrity")?;
    let others = hashes.split("sha384-").map(|hash| format!("sha384-AAAA{}", &hash[4..]));
    let other_hashes = format!("{before}{}", others.collect::<String>());
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
        ("half of the glue", glue_at(), answer(200, "text/javascript", half_glue)),
        ("another glue", glue_at(), answer(200, "text/javascript", other_glue)),
        (
            "a page that expects other scripts",
            "page".to_owned(),
            answer(200, "text/html; charset=utf-8", other_hashes.into_bytes()),
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
    let some = Site::as_built().await?;
    let all = faults(&some, &Built::of(&some)?)?;
    let mut wrong = Vec::new();
    for (place, (name, path, swap)) in all.into_iter().enumerate().skip(part).step_by(parts) {
        // Neighbours are of a kind, so that each kind is seen at both.
        let device = if place.is_multiple_of(2) { Device::Phone } else { Device::Desktop };
        // A site and a browser of its own each, as for a reader who never came before.
        let site = Site::as_built().await?;
        let browser = Browser::open(device).await?;
        site.swap(&path, swap);
        let found = bad_file(&site, &browser, name).await?;
        wrong.extend(found.into_iter().map(|line| format!("{name}: {line}")));
        browser.close().await?;
    }
    Ok(wrong)
}

async fn bad_file(site: &Site, browser: &Browser, name: &str) -> Result<Vec<String>> {
    let is_without_script = name.contains("script");
    let mut wrong = Vec::new();
    let began = Instant::now();
    browser.open_address(&site.url(PATH)).await?;
    // Words from the start; while a page gives way to its reload there is nobody to ask.
    let words =
        |look: &Look| look.words.len() >= 80 && !look.heading.is_empty() && !look.title.is_empty();
    let first =
        wait::until(SLACK, "words", || async { Ok(Look::at(browser).await.ok().filter(words)) });
    if first.await.is_err() {
        wrong.push(format!("at first: {:?}", Look::at(browser).await?));
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
    let kept_back = browser.js_number(KEPT_BACK).await?;
    if kept_back > SOON.as_millis() as f64 {
        wrong.push(format!("the way on is kept back for {kept_back} ms"));
    }
    if LOOKED_AT.contains(&name) {
        wrong.extend(inspect::accessible(browser).await?);
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
    let (phone, desktop) = tokio::try_join!(starts_on(Device::Phone), starts_on(Device::Desktop))?;
    report(&[phone, desktop].concat());
    Ok(())
}

async fn starts_on(device: Device) -> Result<Vec<String>> {
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
        let browser = Browser::open(device).await?;
        let path = match ending {
            ".woff2" => "/fonts/newsreader-latin.woff2".to_owned(),
            _ => site.file("broadsheet-", ending)?,
        };
        site.swap(&path, swap);
        browser.open_address(&site.url(PATH)).await?;
        if let Err(problem) = browser.wait_for("article h1").await {
            wrong.push(format!("{name}, {device:?}: {problem:#}"));
        }
        let loads = visits(&site);
        if loads != 1 || browser.count(".panic-overlay, #boot").await? > 0 {
            wrong.push(format!(
                "{name}, {device:?}: loaded {loads} times, or something stands above it"
            ));
        }
        browser.close().await?;
    }
    Ok(wrong)
}

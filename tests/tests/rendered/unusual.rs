//! Taken up where little is as usual: a problem's page, a page that runs from right to left, and a discussion
//! whose program a deploy has taken away.

use super::*;

/// What the browser itself says of a page that comes with such a status, and of a document that does.
fn is_of_status(line: &str, status: u16) -> bool {
    line.contains(&format!("status of {status}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_taken_up_without_a_warning() -> Result<()> {
    let backend = Backend::open().await?;
    let mut wrong = Vec::new();
    let story = "articles/alaska-summit.json";
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.before_every_page(HELD).await?;
        for (said, status, path, document) in [
            (410, 410, STORY, story),
            (404, 404, STORY, story),
            (451, 451, STORY, story),
            (503, 503, STORY, story),
            (200, 502, STORY, story),
            (503, 503, "/", "edition.json"),
        ] {
            let answer = match said {
                200 => journeys::Answer::text("application/json", "[1, 2]"),
                said => journeys::Answer::status(said),
            };
            // A server that knows no page yet.
            let site = Site::rendered(Some(&backend.url())).await?;
            backend.set(document, answer);
            let found = taken_up(&browser, &site.url(path)).await?;
            let is_known = [404, 410].contains(&status);
            let asked = found.iter().filter(|line| line.ends_with(document)).count();
            if asked != usize::from(!is_known) {
                wrong.push(format!("{device:?} {status} {path}: asked for {asked} times"));
            }
            // What could not be had is asked for once more by the program, which draws what has come of it.
            let is_tried_again = |line: &String| {
                let asks = line.contains(document) || line.ends_with("edition.json");
                !is_known && (asks || line.starts_with("<main "))
            };
            let is_usual = |line: &String| is_of_status(line, status) || is_tried_again(line);
            let found = found.into_iter().filter(|line| !is_usual(line));
            wrong.extend(found.map(|line| format!("{device:?} {status} {path}: {line}")));
            assert_eq!(
                browser.count("main .problem, main .page-title").await?,
                1,
                "{status} {path}"
            );
            backend.heal();
        }
        browser.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_runs_from_right_to_left_is_taken_up_far_from_its_server() -> Result<()> {
    let backend = Backend::open().await?;
    let mut edition = backend.document("edition.json")?;
    edition["lang"] = json!("ur");
    edition["dir"] = json!(null);
    backend.set("edition.json", journeys::Answer::json(&edition));
    let mut story = backend.document("articles/alaska-summit.json")?;
    story["lang"] = json!("ur");
    backend.set("articles/alaska-summit.json", journeys::Answer::json(&story));
    let site = Site::rendered_in(Some(&backend.url()), Some("ur")).await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.before_every_page(HELD).await?;
        browser
            .devtools("Emulation.setTimezoneOverride", json!({"timezoneId": "Asia/Karachi"}))
            .await?;
        for path in PATHS {
            let mut found = taken_up(&browser, &site.url(path)).await?;
            let is_mirrored =
                "document.documentElement.dir === 'rtl' && document.documentElement.lang === 'ur'";
            if !browser.is(is_mirrored).await? {
                found.push("does not run from right to left".to_owned());
            }
            wrong.extend(found.into_iter().map(|line| format!("{device:?} {path}: {line}")));
        }
        browser.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// The page is from before a deploy, and its program came before it; that of the discussion did not.
#[tokio::test(flavor = "multi_thread")]
async fn a_deploy_that_takes_the_discussions_program_costs_one_press() -> Result<()> {
    let site = Site::rendered(None).await?;
    let browser = Browser::open(Device::Phone).await?;
    let files = [site.file("discussion-", ".js")?, site.file("discussion-", ".wasm")?];
    let take_away = || files.iter().for_each(|file| site.swap(file, Swap::missing()));
    let visits = || site.asked().iter().filter(|path| *path == STORY).count();
    take_away();
    browser.open_address(&site.url(STORY)).await?;
    browser.wait_until(STARTED).await?;
    let stood = browser.count("li.comment").await?;
    come_near(&browser).await?;
    browser.wait_for(".discussion > .problem button").await?;
    assert!(stood > 10);
    assert_eq!(browser.count("li.comment").await?, stood, "what stands is read on");
    assert_eq!(visits(), 1, "nobody is torn from what they read");
    // Where the deploy stays broken one reload brings nothing new, and it stays at one.
    let press = ".discussion > .problem button";
    browser.js("void (window.isBefore = true)").await?;
    browser.click(press).await?;
    browser.wait_until("!window.isBefore").await?;
    browser.wait_until(STARTED).await?;
    come_near(&browser).await?;
    browser.wait_for(press).await?;
    assert_eq!(visits(), 2);
    browser.js("void (window.isBefore = true)").await?;
    browser.click(press).await?;
    // It goes with the press, and is back once it is known that there is nothing new.
    browser.wait_for(press).await?;
    assert!(browser.is("window.isBefore").await?, "a second reload");
    // Once it is whole a press is enough.
    site.heal();
    browser.click(press).await?;
    browser.wait_until(TALKING).await?;
    browser.wait_until(format!("document.querySelector('{press}') === null")).await?;
    assert_eq!(visits(), 2);
    browser.close().await
}

//! A newsroom whose language runs from right to left: what goes wrong is mirrored as the rest is.

use journeys::backend::{Backend, Gate};
use journeys::browser::Network;
use journeys::{Answer, Device, Result, Site, inspect};
use serde_json::json;

use super::stage::{EDITION_JSON, LEAD, LEAD_JSON, Stage, at, report, watching};
use super::states::while_it_is_slow;

/// The languages that the public matrix names.
const LANGUAGES: [&str; 4] = ["ar", "fa", "he", "ur"];

/// A site in a language, with a story in it, and a reader who has not opened anything yet.
async fn in_language(lang: &str, device: Device) -> Result<Stage> {
    let backend = Backend::open().await?;
    let mut edition = backend.document(EDITION_JSON)?;
    edition["lang"] = json!(lang);
    edition["dir"] = json!(null);
    backend.set(EDITION_JSON, Answer::json(&edition));
    let mut story = backend.document(LEAD_JSON)?;
    story["lang"] = json!(lang);
    backend.set(LEAD_JSON, Answer::json(&story));
    let url = backend.url();
    let site = Site::configured(|config| {
        config["site"]["lang"] = json!(lang);
        config["edition"]["url"] = json!(url);
        config["comments"]["url"] = json!(url);
    });
    Ok(Stage { site: site.await?, backend, browser: watching(device).await? })
}

async fn mirrored(stage: &Stage) -> Result<Vec<String>> {
    let mut wrong: Vec<String> = inspect::sideways(&stage.browser).await?.into_iter().collect();
    if stage.browser.js_text("document.documentElement.dir").await? != "rtl" {
        wrong.push("the page does not run from right to left".to_owned());
    }
    Ok(wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_does_not_come() -> Result<()> {
    let (phone, desktop) =
        tokio::try_join!(does_not_come(Device::Phone), does_not_come(Device::Desktop))?;
    report(&[phone, desktop].concat());
    Ok(())
}

async fn does_not_come(device: Device) -> Result<Vec<String>> {
    let stage = in_language("ur", device).await?;
    let browser = &stage.browser;
    let story = Answer::json(&stage.backend.document(LEAD_JSON)?);
    let mut wrong = Vec::new();
    for status in [404, 500] {
        stage.backend.set(LEAD_JSON, Answer::status(status));
        stage.open(LEAD).await?;
        let mut found = mirrored(&stage).await?;
        found.extend(stage.look().await?.never());
        found.extend(stage.accessible().await?);
        wrong.extend(at(&format!("status {status}"), found));
    }

    let gate = Gate::shut();
    stage.backend.set(LEAD_JSON, story.clone().behind(&gate));
    browser.open_address(&stage.site.url(LEAD)).await?;
    browser.wait_until("watched.skeleton !== null").await?;
    let mut found = mirrored(&stage).await?;
    found.extend(while_it_is_slow(&stage).await?);
    wrong.extend(at("slow", found));
    gate.open();
    browser.wait_until_settled().await?;

    stage.backend.set(LEAD_JSON, story);
    let nobody = json!({"comments": [], "total": 0});
    stage.backend.set("articles/alaska-summit/comments.json", Answer::json(&nobody));
    stage.open(&format!("{LEAD}#comments")).await?;
    browser.wait_for(".comments .comments-notice").await?;
    let mut found = mirrored(&stage).await?;
    found.extend(stage.accessible().await?);
    wrong.extend(at("no comments", found));

    browser.connect(Network::Offline).await?;
    browser.wait_until("document.querySelector('.offline-banner')?.checkVisibility()").await?;
    let mut found = mirrored(&stage).await?;
    found.extend(stage.accessible().await?);
    wrong.extend(at("offline", found));
    browser.connect(Network::Usual).await?;
    stage.browser.close().await?;
    Ok(at(&format!("{device:?}"), wrong))
}

#[tokio::test(flavor = "multi_thread")]
async fn in_every_language_that_runs_so() -> Result<()> {
    let mut wrong = Vec::new();
    for (number, lang) in LANGUAGES.into_iter().enumerate() {
        let device = if number.is_multiple_of(2) { Device::Phone } else { Device::Desktop };
        let stage = in_language(lang, device).await?;
        stage.open(LEAD).await?;
        stage.browser.wait_for(".section-nav a[href='/section/sport']").await?;
        let mut found = mirrored(&stage).await?;
        let marked = format!(
            "document.documentElement.lang === '{lang}'
              && document.querySelector(\"article.story:is([lang='{lang}'], :not([lang]))\") !== null
              && getComputedStyle(document.querySelector('article.story')).direction === 'rtl'"
        );
        if !stage.browser.is(&marked).await? {
            found.push("page or story is not marked with its language".to_owned());
        }
        found.extend(stage.look().await?.never());
        found.extend(stage.accessible().await?);
        stage.browser.close().await?;
        wrong.extend(at(lang, found));
    }
    report(&wrong);
    Ok(())
}

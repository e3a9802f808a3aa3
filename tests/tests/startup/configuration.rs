//! A deployer's slip.

use journeys::{Browser, Device, Result, Site, inspect};
use serde_json::{Value, json};

use super::page::{Look, report};

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

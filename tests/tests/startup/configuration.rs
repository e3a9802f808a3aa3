//! A deployer's slip.

use journeys::{Backend, Browser, Device, Result, Site, inspect};
use serde_json::{Value, json};

use super::page::{Look, report};

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_configuration_names_its_key() -> Result<()> {
    let browser = Browser::open(Device::Phone).await?;
    let mut wrong = Vec::new();
    let cases: [(&str, Value, &str); 10] = [
        ("/site", Value::Null, "site: expected an object"),
        ("/site/name", json!(7), "site.name: expected a string"),
        ("/site/lang", json!("not a language"), "site.lang: expected a language tag"),
        ("/site/url", json!("news.example"), "site.url: expected an http or https address"),
        ("/edition/kind", json!("fils"), "edition.kind: expected \"files\""),
        ("/edition/kind", json!("off"), "edition.kind: an edition can't be off"),
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
    let misspelt = Site::configured(|config| config["imges"] = json!([])).await?;
    wrong.extend(misconfigured(&browser, &misspelt, "imges", "imges: there is no such key").await?);
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

#[tokio::test(flavor = "multi_thread")]
async fn an_address_names_no_backend() -> Result<()> {
    let backend = Backend::open().await?;
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    let theirs = format!("{{\"edition\":{{\"kind\":\"files\",\"url\":\"{}\"}}}}", backend.url());
    for name in ["backend", "edition", "config", "broadsheet-config"] {
        for value in [&backend.url(), &theirs] {
            let query = percent(value);
            browser.visit(&site.url(&format!("/?{name}={query}#{name}={query}"))).await?;
            browser.wait_for("main .top-stories").await?;
        }
    }
    assert_eq!(backend.all_seen().len(), 0);
    browser.close().await
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_makes_markup_or_a_script_of_a_text() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url("/")).await?;
    for act in [
        "document.createElement('p').innerHTML = '<b>bold</b>'",
        "document.body.insertAdjacentHTML('beforeend', '<b>bold</b>')",
        "new DOMParser().parseFromString('<b>bold</b>', 'text/html')",
        "document.createElement('script').src = '/boot.js'",
        "document.createElement('script').textContent = 'window.ran = true'",
        "window.setTimeout('window.ran = true')",
    ] {
        let refused = format!(
            "(() => {{ try {{ {act}; return false; }} catch (error) {{ return error instanceof TypeError || error instanceof EvalError; }} }})()"
        );
        assert!(browser.is(&refused).await?, "{act} was let through");
    }
    // Nor by a policy of somebody else's.
    let own = "(() => { try { return trustedTypes.createPolicy('mine', { createHTML: (text) => text }) === null; } catch { return true; } })()";
    assert!(browser.is(own).await?);
    assert!(browser.is("window.ran === undefined").await?);
    browser.close().await
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
            for device in [Device::Desktop, Device::Phone] {
                browser.hold(device).await?;
                wrong.extend(inspect::sideways(browser).await?);
                // It is one page, whatever key it names.
                if key == "/site" {
                    wrong.extend(inspect::accessible(browser).await?);
                }
            }
        }
    }
    if browser.count(".panic-overlay, #boot").await? > 0 {
        wrong.push("the overlay, or the page from before the start".to_owned());
    }
    Ok(wrong.into_iter().map(|line| format!("{key}: {line}")).collect())
}

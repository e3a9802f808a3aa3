//! A site and a backend over https, as they are everywhere but here; and what leads from there to http.

use journeys::secure::{Secure, TRUSTING};
use journeys::{Answer, Backend, Browser, Device, Result, Site};

use super::stage::{LEAD, LEAD_JSON, at, look, report, watching_with};
use super::table::UNREACHABLE;

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_from_https_to_http() -> Result<()> {
    let backend = Backend::open().await?;
    let secure_backend = Secure::before(backend.address()).await?;
    let site = Site::with_backend(&secure_backend.url("/edition/")).await?;
    let secure_site = Secure::before(site.address()).await?;
    let mut wrong = Vec::new();
    for device in [Device::Phone, Device::Desktop] {
        let browser = watching_with(device, &[TRUSTING]).await?;
        for to in [backend.url(), "http://backend.invalid/edition/".to_owned()] {
            let place = format!("to {to} on {device:?}");
            backend.set(LEAD_JSON, Answer::redirect(&format!("{to}{LEAD_JSON}")));
            let found = shown_and_healed(&browser, &secure_site.url(LEAD), &backend).await?;
            wrong.extend(at(&place, found));
        }
        browser.close().await?;
    }
    report(&wrong);
    Ok(())
}

/// What is wrong with a story behind such a redirect, and with another try once it is gone.
async fn shown_and_healed(browser: &Browser, url: &str, backend: &Backend) -> Result<Vec<String>> {
    browser.open_address("about:blank").await?;
    browser.visit(url).await?;
    let shown = look(browser).await?;
    let mut wrong = shown.problem();
    if shown.heading != UNREACHABLE || !shown.has_retry() {
        wrong.push(format!("says {:?} with {:?}", shown.heading, shown.buttons));
    }
    backend.heal();
    browser.click_text("[role=alert] button", "Try again").await?;
    browser.wait_for("article h1").await?;
    let healed = look(browser).await?;
    wrong.extend(healed.never());
    if !healed.heading.starts_with("Two presidents") {
        wrong.push(format!("after the retry: {:?}", healed.heading));
    }
    Ok(wrong)
}

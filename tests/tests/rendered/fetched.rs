//! What a first visit fetches, and how long it may be kept.

use super::*;
use std::path::Path;

/// The addresses of what the page has fetched as a picture.
const PICTURES: &str = "performance.getEntriesByType('resource')
    .map((entry) => new URL(entry.name).pathname)
    .filter((path) => /\\.(avif|webp|jpg|png)$/.test(path))";

/// A picture announced in another size than the one that is drawn is fetched twice, which no reader sees and
/// each of them pays.
#[tokio::test(flavor = "multi_thread")]
async fn the_picture_that_is_announced_is_the_one_that_is_drawn() -> Result<()> {
    let site = Site::rendered(None).await?;
    for (width, scale) in [(320, 1), (360, 2), (412, 3), (768, 2), (1280, 1), (1920, 2)] {
        let browser = Browser::open(Device::Window(width, 740)).await?;
        let metrics = json!({"width": width, "height": 740, "deviceScaleFactor": scale, "mobile": width < 500});
        browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        for (path, picture) in [("/", ".story-card.lead img"), (STORY, ".story figure img")] {
            let place = format!("{path} at {width} px × {scale}");
            browser.visit(&site.url(path)).await?;
            browser.wait_for(picture).await.with_context(|| place.clone())?;
            let drawn = format!("document.querySelector('{picture}')");
            browser.wait_until(format!("{drawn}.complete && {drawn}.currentSrc")).await?;
            let drawn = browser.js_text(format!("new URL({drawn}.currentSrc).pathname")).await?;
            let link = "document.querySelector('link[rel=preload][as=image]') !== null";
            assert!(browser.is(link).await?, "{place}");
            // Of one picture one size: its names differ in their width alone.
            let stem = drawn.rsplit_once('-').map_or(drawn.as_str(), |(stem, _)| stem);
            let fetched: Vec<String> = serde_json::from_value(browser.js(PICTURES).await?)?;
            let of_it: Vec<&String> =
                fetched.iter().filter(|path| path.starts_with(stem)).collect();
            assert_eq!(of_it, [&drawn], "{place}: {fetched:?}");
        }
        // What was announced and not used is told on the console.
        assert_eq!(complaints(&browser).await?, Vec::<String>::new(), "{width} px × {scale}");
        browser.close().await?;
    }
    Ok(())
}

/// The files below a folder, as addresses.
fn addresses(folder: &Path, below: &str) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{below}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            all.extend(addresses(&entry.path(), &name)?);
        } else {
            all.push(name);
        }
    }
    Ok(all)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_named_by_its_content_is_kept_for_good_and_nothing_else_is() -> Result<()> {
    let site = Site::rendered(None).await?;
    let (mut for_good, mut all) = (Vec::new(), 0);
    for address in addresses(&dist(), "")? {
        // Compressed copies are sent under the name of what they are copies of.
        if address.ends_with(".br") || address.ends_with(".gz") {
            continue;
        }
        let answer = reqwest::get(site.url(&address)).await?;
        let kept = answer.headers().get("cache-control").context(address.clone())?.to_str()?;
        all += 1;
        if kept.contains("immutable") {
            for_good.push(address);
        } else if address.starts_with("/moderation") {
            assert_eq!(kept, "no-cache", "{address}");
        }
    }
    assert!(all > 100, "{all} files");
    // The page names them, with a hash of what they hold.
    let page = std::fs::read_to_string(dist().join("index.html"))?;
    assert!(for_good.iter().all(|address| page.contains(address.as_str())), "{for_good:?}");
    let of_kind =
        |ending: &str| for_good.iter().filter(|address| address.ends_with(ending)).count();
    // The two programs with their scripts and `boot.js`; the styles of the first screen and the later ones.
    assert_eq!([of_kind(".wasm"), of_kind(".js"), of_kind(".css")], [2, 3, 2], "{for_good:?}");
    assert_eq!(for_good.len(), 7, "{for_good:?}");
    Ok(())
}

//! x
use journeys::*;
#[tokio::test(flavor = "multi_thread")]
async fn tmp() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    browser.visit(&site.url("/article/alaska-summit#comments")).await?;
    browser.wait_for(".comments-more button").await?;
    let n = "document.querySelectorAll('.comment').length + ' ' + document.querySelector('main').textContent.length";
    println!("before {}", browser.js(n).await?);
    browser
        .js("void setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); }, 0)")
        .await?;
    browser.wait_for(".panic-overlay").await?;
    println!("dead {}", browser.js(n).await?);
    browser.js("void document.querySelector('.comments-more button').click()").await?;
    browser.next_frames().await?;
    println!("more {}", browser.js(n).await?);
    browser.js("void document.querySelector('.comment-collapse').click()").await?;
    browser.next_frames().await?;
    println!("fold {}", browser.js(n).await?);
    browser.js("void (location.hash = '#comment-c254')").await?;
    browser.next_frames().await?;
    println!("hash {}", browser.js(n).await?);
    println!("{:?}", browser.js("document.documentElement.dataset.app").await?);
    browser.close().await
}

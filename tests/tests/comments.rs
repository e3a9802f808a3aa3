//! The discussion below a story: threads, orders, folding, permalinks.

use std::collections::{HashMap, HashSet};

use journeys::{Backend, Browser, Device, Result, Site, inspect};
use serde_json::Value;

const STORY: &str = "/article/alaska-summit";
/// A comment ten levels down.
const DEEP: &str = "c254";
/// How many threads stand at first.
const THREADS: usize = 20;
/// The deepest level that stands in the list; what is deeper opens in a view of its own.
const DEEPEST: usize = 6;

/// A discussion as the reader should find it, worked out from the file by other means than the app's.
struct Threads {
    comments: Vec<Value>,
    replies: HashMap<String, Vec<usize>>,
}

impl Threads {
    async fn read() -> Result<Self> {
        let document = Backend::open().await?.document("articles/alaska-summit/comments.json")?;
        let mut comments = document["comments"].as_array().cloned().unwrap_or_default();
        comments.sort_by_key(|comment| (text(comment, "created_at"), text(comment, "id")));
        let mut replies: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, comment) in comments.iter().enumerate() {
            replies.entry(text(comment, "parent_id")).or_default().push(place);
        }
        Ok(Self { comments, replies })
    }

    fn below(&self, place: usize) -> &[usize] {
        self.replies.get(&text(&self.comments[place], "id")).map_or(&[], Vec::as_slice)
    }

    /// Whether a comment stands on the page: it can be read, or something below it can.
    fn stands(&self, place: usize) -> bool {
        text(&self.comments[place], "status") == "visible"
            || self.below(place).iter().any(|&reply| self.stands(reply))
    }

    fn thread(&self, place: usize, depth: usize, lines: &mut Vec<(String, usize)>) {
        lines.push((format!("comment-{}", text(&self.comments[place], "id")), depth));
        if depth == DEEPEST {
            return;
        }
        for &reply in self.below(place).iter().filter(|&&reply| self.stands(reply)) {
            self.thread(reply, depth + 1, lines);
        }
    }

    /// The first threads in an order, with how far each comment is indented.
    fn lines(&self, order: &str, threads: usize) -> Vec<(String, usize)> {
        let mut roots: Vec<usize> =
            self.replies[""].iter().copied().filter(|&root| self.stands(root)).collect();
        if order != "Oldest" {
            roots.reverse();
        }
        if order == "Most liked" {
            roots.sort_by_key(|&root| -self.comments[root]["likes"].as_i64().unwrap_or_default());
        }
        let mut lines = Vec::new();
        for root in roots.into_iter().take(threads) {
            self.thread(root, 0, &mut lines);
        }
        lines
    }
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}

async fn drawn(browser: &Browser) -> Result<Vec<(String, usize)>> {
    let lines = browser.js("[...document.querySelectorAll('.comment-list .comment')].map((e) => [e.id, Number(e.dataset.depth)])");
    Ok(serde_json::from_value(lines.await?)?)
}

async fn at_the_comments(device: Device) -> Result<(Site, Browser)> {
    let site = Site::as_built().await?;
    let browser = Browser::open(device).await?;
    browser.visit(&site.url(STORY)).await?;
    browser.js("document.querySelector('.comments').scrollIntoView()").await?;
    browser.wait_for(".comment-list > li").await?;
    Ok((site, browser))
}

async fn sort_by(browser: &Browser, order: &str) -> Result<()> {
    browser.click(".comments select").await?;
    browser.click_text(".comments option", order).await?;
    browser.next_frames().await
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_stand_in_every_order() -> Result<()> {
    let threads = Threads::read().await?;
    let (site, browser) = at_the_comments(Device::Phone).await?;
    assert_eq!(drawn(&browser).await?, threads.lines("Newest", THREADS));
    for order in ["Oldest", "Most liked", "Newest"] {
        sort_by(&browser, order).await?;
        assert_eq!(drawn(&browser).await?, threads.lines(order, THREADS), "{order}");
    }
    // The indentation leaves room for the words on the narrowest screen.
    let narrowest =
        "Math.min(...[...document.querySelectorAll('.comment-text')].map((e) => e.clientWidth))";
    assert!(browser.js_number(narrowest).await? >= 180.0);
    assert_eq!(inspect::sideways(&browser).await?, None);
    inspect::end_quietly(browser, &[&site.url("")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn all_comments_can_be_reached_and_stand_once() -> Result<()> {
    let threads = Threads::read().await?;
    let (site, browser) = at_the_comments(Device::Desktop).await?;
    let mut shown = THREADS;
    while browser.count(".comments-more button").await? > 0 {
        browser.click(".comments-more button").await?;
        browser.next_frames().await?;
        shown += THREADS;
        assert_eq!(drawn(&browser).await?, threads.lines("Newest", shown), "{shown} threads");
    }
    assert!(shown > 80, "{shown}");
    // What is too deep for the list is found behind the links that continue a thread.
    let ids = |lines: Vec<(String, usize)>| lines.into_iter().map(|(id, _)| id);
    let mut found: HashSet<String> = ids(drawn(&browser).await?).collect();
    let deeper = "[...document.querySelectorAll('.comment-deeper a')].map((a) => a.hash)";
    let mut views: Vec<String> = serde_json::from_value(browser.js(deeper).await?)?;
    assert!(!views.is_empty(), "nothing is deep");
    while let Some(hash) = views.pop() {
        browser.js(format!("location.hash = '{hash}'")).await?;
        let first = hash.replace("#thread-", "comment-");
        let is_first = "document.querySelector('.comment-list .comment').id";
        browser.wait_until(format!("{is_first} === '{first}'")).await?;
        found.extend(ids(drawn(&browser).await?));
        views.extend(serde_json::from_value::<Vec<String>>(browser.js(deeper).await?)?);
    }
    assert!(found.len() >= 293, "{}", found.len());
    browser.click_text(".comments-back a", "All comments").await?;
    browser.wait_until("document.querySelector('.comments-back') === null").await?;
    assert_eq!(drawn(&browser).await?, threads.lines("Newest", shown));
    inspect::end_quietly(browser, &[&site.url("")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_is_folded_and_unfolded() -> Result<()> {
    let (site, browser) = at_the_comments(Device::Phone).await?;
    let before = drawn(&browser).await?;
    let label = browser.text(".comment-collapse").await?;
    let count: usize = label.split(' ').nth(1).unwrap_or_default().parse()?;
    browser.click(".comment-collapse").await?;
    browser.wait_for(".comment-collapse[aria-expanded=false]").await?;
    assert_eq!(drawn(&browser).await?.len(), before.len() - count);
    assert_eq!(browser.text(".comment-collapse").await?, label.replace("Hide", "Show"));
    browser.click(".comment-collapse").await?;
    browser.wait_for(".comment-collapse[aria-expanded=true]").await?;
    assert_eq!(drawn(&browser).await?, before);
    inspect::end_quietly(browser, &[&site.url("")]).await
}

/// The comment that has the focus, and whether the reader sees it.
const AT: &str = "(() => {
    const e = document.activeElement, top = e.getBoundingClientRect().top;
    return top >= 0 && top < innerHeight ? e.id : 'off the screen';
  })()";

#[tokio::test(flavor = "multi_thread")]
async fn a_permalink_leads_to_its_comment_however_deep() -> Result<()> {
    let site = Site::as_built().await?;
    for device in [Device::Phone, Device::Desktop] {
        let browser = Browser::open(device).await?;
        browser.visit(&site.url(&format!("{STORY}#comment-{DEEP}"))).await?;
        browser.wait_until(format!("{AT} === 'comment-{DEEP}'")).await?;
        browser.wait_for(&format!("#comment-{DEEP}.is-target")).await?;
        // Once the pictures above have come the comment must still be there.
        browser
            .wait_until("[...document.images].every((i) => i.complete || i.loading === 'lazy')")
            .await?;
        browser.next_frames().await?;
        assert_eq!(browser.js_text(AT).await?, format!("comment-{DEEP}"), "{device:?}");
        inspect::end_quietly(browser, &[&site.url("")]).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permalink_on_the_page_moves_the_reader_within_it() -> Result<()> {
    let (site, browser) = at_the_comments(Device::Desktop).await?;
    let asked = site.asked().len();
    let answered = browser.attribute(".comment-parent a", "href").await?.unwrap_or_default();
    browser.click(".comment-parent a").await?;
    browser.wait_until(format!("location.hash === '{answered}'")).await?;
    browser.wait_until(format!("{AT} === '{}'", answered.trim_start_matches('#'))).await?;
    browser.wait_for(".comment.is-target").await?;
    let asked: Vec<_> = site.asked().split_off(asked);
    assert!(asked.iter().all(|path| !path.ends_with(".json")), "{asked:?}");
    browser.back().await?;
    browser.wait_until("location.hash === ''").await?;
    assert_eq!(
        browser.text("h1").await?,
        "Two presidents, one hangar: ceasefire talks run into the night"
    );
    inspect::end_quietly(browser, &[&site.url("")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permalink_that_leads_nowhere_says_so() -> Result<()> {
    let site = Site::as_built().await?;
    let browser = Browser::open(Device::Phone).await?;
    for gone in ["no-such-comment", "%3Cimg%20src%3Dx%3E", "%zz"] {
        browser.open_address("about:blank").await?;
        browser.visit(&site.url(&format!("{STORY}#comment-{gone}"))).await?;
        if gone != "%zz" {
            browser
                .wait_until("[...document.querySelectorAll('.comments-notice')].some((e) => e.checkVisibility() && e.innerText.includes('no longer here')) && document.querySelector('#announcer').innerText.includes('no longer here')")
                .await?;
        }
        browser.wait_for(".comment-list > li").await?;
        assert_eq!(browser.count("article h1").await?, 1);
        // What the next link leads to is there.
        browser.js("void (location.hash = document.querySelector('li.comment').id)").await?;
        browser.wait_until("![...document.querySelectorAll('.comments-notice')].some((e) => e.checkVisibility() && e.innerText.includes('no longer here'))").await?;
    }
    inspect::end_quietly(browser, &[&site.url("")]).await
}

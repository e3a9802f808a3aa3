//! The list: its order, its pages, its threads, and the links into it.

use journeys::line::{Condition, Wire};
use journeys::{Browser, Device, Key, Newsroom, Result};
use serde_json::{Value, json};

use super::reader::{SLUG, STORY, at_the_comments, near, says, stands};

/// The ids of the threads' first comments, in the order in which they stand.
const THREADS: &str = "[...document.querySelectorAll('.comment-list > .thread > ol > .comment[data-depth=\"0\"]')].map((e) => e.id.slice(8))";

/// The same by the server's word.
async fn by_the_server(newsroom: &Newsroom, sort: &str) -> Result<Vec<String>> {
    let url = newsroom.api(&format!("articles/{SLUG}/comments?limit=200&replies=0&sort={sort}"));
    let answer: Value = serde_json::from_str(&reqwest::get(url).await?.text().await?)?;
    let ids = answer["comments"].as_array().into_iter().flatten();
    Ok(ids.map(|comment| comment["id"].as_str().unwrap_or_default().to_owned()).collect())
}

async fn threads(reader: &Browser) -> Result<Vec<String>> {
    Ok(serde_json::from_value(reader.js(THREADS).await?)?)
}

pub async fn choose(reader: &Browser, sort: usize) -> Result<()> {
    reader
        .js(format!(
            "(() => {{ const s = document.querySelector('.comments-sort select'); s.value = '{sort}';
               s.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
        ))
        .await?;
    Ok(())
}

/// More threads than a page holds, so that another order has to be fetched.
pub async fn with_many_threads() -> Result<Newsroom> {
    let newsroom = Newsroom::open().await?;
    for place in 0..30 {
        newsroom.say(SLUG, None, &format!("Thread {place}")).await?;
    }
    Ok(newsroom)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_order_and_every_page_is_the_servers() -> Result<()> {
    let newsroom = with_many_threads().await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    for (sort, name) in [(1, "oldest"), (2, "liked"), (0, "newest")] {
        let all = by_the_server(&newsroom, name).await?;
        choose(&reader, sort).await?;
        reader.wait_until(format!("{THREADS}[0] === {}", json!(all[0]))).await?;
        assert_eq!(threads(&reader).await?, all[..20], "{name}");
    }
    let all = by_the_server(&newsroom, "newest").await?;
    reader.click(".comments-more button").await?;
    reader.wait_until(format!("{THREADS}.length === {}", all.len().min(40))).await?;
    assert_eq!(threads(&reader).await?, all[..all.len().min(40)]);
    reader.close().await
}

/// It is on neither page: not on the first, which was read before, nor on the second.
#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_rises_between_two_pages_is_not_passed_over() -> Result<()> {
    let newsroom = with_many_threads().await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    let all = by_the_server(&newsroom, "liked").await?;
    choose(&reader, 2).await?;
    reader.wait_until(format!("{THREADS}[0] === {}", json!(all[0]))).await?;
    assert_eq!(threads(&reader).await?, all[..20]);
    // The last of those that were just said: nobody has liked it, and it can be.
    let rising = all[20..].iter().rfind(|id| !id.starts_with('c')).cloned().unwrap_or_default();
    for place in 0..60 {
        newsroom.like(SLUG, &rising, 700 + place).await?;
    }
    assert!(by_the_server(&newsroom, "liked").await?[..20].contains(&rising));
    let stands = format!("{THREADS}.includes({})", json!(rising));
    assert!(!reader.is(&stands).await?);
    let all_of_it = format!(
        "(async () => {{ while (!{stands}) {{ document.querySelector('.comments-more button:not([aria-disabled])')?.click();
           await new Promise((go) => setTimeout(go, 100)); }} return true; }})()"
    );
    assert!(reader.is(all_of_it).await?);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_another_order_is_fetched_is_not_lost() -> Result<()> {
    let newsroom = with_many_threads().await?;
    let reader = Browser::open(Device::Desktop).await?;
    // The page of the other order is read by the server, and arrives when the journey says so.
    reader
        .before_every_page(
            "globalThis.held = new Promise((go) => { globalThis.letGo = go; }); const ask = fetch;
             globalThis.fetch = async (...all) => { const answer = await ask(...all);
               if (answer.url.includes('sort=oldest')) { globalThis.isRead = true; await held; } return answer; };",
        )
        .await?;
    reader.visit(&newsroom.url(STORY)).await?;
    near(&reader).await?;
    let first = by_the_server(&newsroom, "oldest").await?[0].clone();
    choose(&reader, 1).await?;
    reader.wait_until("globalThis.isRead").await?;
    newsroom.say(SLUG, Some(&first), "Said in between").await?;
    reader.js("new Promise((done) => setTimeout(done, 1500))").await?;
    reader.js("letGo()").await?;
    reader.wait_until(format!("{THREADS}[0] === {}", json!(first))).await?;
    reader
        .wait_until("document.querySelector('.comments-held button')?.innerText === '1 new reply'")
        .await?;
    reader.click(".comments-held button").await?;
    reader.wait_until(stands("Said in between", 1)).await?;
    reader.close().await
}

/// Mends the line below a problem that is shown: it stays where the reader's thumb is, and no connection
/// that was closed while the line was cut is left to ask over.
async fn the_line_is_mended(newsroom: &Newsroom, reader: &Browser) -> Result<()> {
    const PLACE: &str =
        "document.querySelector('.comments .problem button').getBoundingClientRect().top + scrollY";
    reader.wait_until(says("Reconnecting…")).await?;
    let place = reader.js_number(PLACE).await?;
    newsroom.line.become_so(Condition::Whole);
    reader.wait_until(says("Live")).await?;
    assert_eq!(reader.js_number(PLACE).await?, place);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_again_repeats_what_failed() -> Result<()> {
    let newsroom = with_many_threads().await?;
    let id = newsroom.say(SLUG, None, "A long thread").await?;
    for place in 0..30 {
        newsroom.say(SLUG, Some(&id), &format!("Reply {place}")).await?;
    }
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let before = threads(&reader).await?;
    // Another order.
    newsroom.line.become_so(Condition::Cut);
    choose(&reader, 1).await?;
    reader.wait_for(".comments .problem button").await?;
    assert_eq!(threads(&reader).await?, before);
    the_line_is_mended(&newsroom, &reader).await?;
    reader.click(".comments .problem button").await?;
    let all = by_the_server(&newsroom, "oldest").await?;
    reader.wait_until(format!("{THREADS}[0] === {}", json!(all[0]))).await?;
    assert_eq!(threads(&reader).await?, all[..20]);
    assert_eq!(reader.count(".comments .problem").await?, 0);
    choose(&reader, 0).await?;
    reader.wait_until(format!("{THREADS}[0] === {}", json!(before[0]))).await?;
    // More of a thread.
    reader.wait_for("[data-act=rest]").await?;
    newsroom.line.become_so(Condition::Cut);
    reader.click("[data-act=rest]").await?;
    reader.wait_for(".comments .problem button").await?;
    assert!(reader.is(stands("Reply 29", 0)).await?);
    the_line_is_mended(&newsroom, &reader).await?;
    reader.click(".comments .problem button").await?;
    reader.wait_until(stands("Reply 29", 1)).await?;
    assert_eq!(threads(&reader).await?, before);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn more_replies_and_a_far_thread_outlast_a_deploy_and_a_gap() -> Result<()> {
    let mut newsroom = Newsroom::open().await?;
    let far = newsroom.say(SLUG, None, "Far down").await?;
    let below = newsroom.say(SLUG, Some(&far), "Below what is far down").await?;
    for place in 0..45 {
        newsroom.say(SLUG, None, &format!("Thread {place}")).await?;
    }
    let id = newsroom.say(SLUG, None, "A long thread").await?;
    for place in 0..30 {
        newsroom.say(SLUG, Some(&id), &format!("Reply {place}")).await?;
    }
    let reader = Browser::open(Device::Phone).await?;
    reader
        .before_every_page("globalThis.EventSource = class extends EventSource { constructor(...all) { super(...all); globalThis.line = this; } };")
        .await?;
    reader.visit(&newsroom.url(&format!("{STORY}#comment-{below}"))).await?;
    reader.wait_until(stands("Below what is far down", 1)).await?;
    reader.wait_until(says("Live")).await?;
    reader.click("[data-act=rest]").await?;
    reader.wait_until(stands("Reply 29", 1)).await?;
    // A deploy costs no fetch: the line goes on after the cursor.
    let lists =
        "performance.getEntriesByType('resource').filter((e) => e.name.includes('sort=')).length";
    let before = reader.js_number(lists).await?;
    newsroom.stop().await?;
    reader.wait_until(says("Reconnecting…")).await?;
    newsroom.start().await?;
    reader.wait_until(says("Live")).await?;
    assert_eq!(reader.js_number(lists).await?, before);
    // A line that was too slow says that something was missed.
    newsroom.decide(&below, "feature").await?;
    reader
        .js("line.dispatchEvent(new MessageEvent('reset', { data: '{\"type\":\"reset\",\"reason\":\"too slow\"}' }))")
        .await?;
    reader.wait_until(format!("{lists} > {before}")).await?;
    reader.wait_until(says("Live")).await?;
    reader.next_frames().await?;
    for text in ["Reply 29", "Far down", "Below what is far down"] {
        assert!(reader.is(stands(text, 1)).await?, "{text}");
    }
    reader
        .wait_until(
            "performance.getEntriesByType('resource').some((e) => e.name.includes('/replies?'))",
        )
        .await?;
    reader.js("new Promise((done) => setTimeout(done, 1000))").await?;
    for text in ["Reply 29", "Far down", "Below what is far down"] {
        assert!(reader.is(stands(text, 1)).await?, "{text}");
    }
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_comment_finds_it_or_says_that_it_is_gone_or_why_not() -> Result<()> {
    let newsroom = with_many_threads().await?;
    let gone = newsroom.say(SLUG, None, "Gone").await?;
    newsroom.decide(&gone, "remove").await?;
    let far = by_the_server(&newsroom, "newest").await?.pop().unwrap_or_default();
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    let is_gone = "[...document.querySelectorAll('.comments-notice')].some((e) => !e.hidden && e.innerText.includes('no longer here'))";
    let follow =
        async |id: &str| reader.js(format!("void (location.hash = '#comment-{id}')")).await;
    follow(&far).await?;
    reader.wait_until(format!("document.activeElement.id === 'comment-{far}'")).await?;
    reader
        .wait_until(format!("document.getElementById('comment-{far}').matches('.is-target')"))
        .await?;
    assert!(!reader.is(is_gone).await?);
    follow(&gone).await?;
    reader.wait_until(is_gone).await?;
    // Where the line is cut nobody knows whether it is gone.
    let other = newsroom.say(SLUG, None, "Still here").await?;
    newsroom.decide(&other, "feature").await?;
    newsroom.line.become_so(Condition::Cut);
    follow("01NOSUCHCOMMENT").await?;
    reader.wait_for(".comments .problem button").await?;
    assert!(!reader.is(is_gone).await?);
    the_line_is_mended(&newsroom, &reader).await?;
    reader.click(".comments .problem button").await?;
    reader.wait_until(is_gone).await?;
    assert_eq!(reader.count(".comments .problem").await?, 0);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_reader_asks_for_is_seen_wherever_it_stands() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let id = newsroom.say(SLUG, None, "Folded away").await?;
    newsroom.say(SLUG, Some(&id), "Below it").await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    reader.wait_until(stands("Below it", 1)).await?;
    reader.click(&format!("#comment-{id} [data-act=fold]")).await?;
    reader.wait_until(stands("Below it", 0)).await?;
    newsroom.say(SLUG, Some(&id), "News below it").await?;
    reader.wait_for(".comments-held button").await?;
    reader.click(".comments-held button").await?;
    reader.wait_until(stands("News below it", 1)).await?;
    reader.wait_until("document.activeElement.innerText.includes('News below it')").await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_outgrew_its_page_moves_nothing_until_the_reader_asks() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.say(SLUG, None, "Below it").await?;
    let id = newsroom.say(SLUG, None, "A thread").await?;
    // As many as a page tells of a thread.
    for place in 0..20 {
        newsroom.say(SLUG, Some(&id), &format!("Reply {place}")).await?;
    }
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    let place = "(() => {
        const texts = [...document.querySelectorAll('.comment-text')];
        const below = texts.find((it) => it.textContent === 'Below it');
        return below.getBoundingClientRect().top + scrollY;
      })()";
    let before = reader.js_number(place).await?;
    newsroom.line.become_so(Condition::Cut);
    reader.wait_until(says("Reconnecting…")).await?;
    for place in 20..25 {
        newsroom.say(SLUG, Some(&id), &format!("Reply {place}")).await?;
    }
    // What was missed is told nobody any more.
    let reset = "event: reset\ndata: {\"type\": \"reset\", \"reason\": \"too slow\"}\n\n";
    let answer = Wire::whole(200, "text/event-stream", "", reset);
    newsroom.line.answer_once("GET", "/comments/stream", answer);
    newsroom.line.become_so(Condition::Whole);
    let pill = "document.querySelector('.comments-held button')?.innerText";
    reader.wait_until(format!("{pill} === '5 new replies'")).await?;
    reader.wait_until(says("Live")).await?;
    assert_eq!(reader.count(".comment-rest").await?, 0);
    assert_eq!(reader.js_number(place).await?, before);
    reader.js("document.querySelector('.comments-held button').focus()").await?;
    reader.press(Key::Enter).await?;
    reader.wait_until(stands("Reply 24", 1)).await?;
    assert_eq!(reader.count(".comment-rest, .comments-held").await?, 0);
    assert!(reader.is(IS_AT_SOMETHING).await?);
    reader.close().await
}

/// How a discussion stands: how many threads there are, and which comments are folded.
const STANDS: &str = "({
    folded: [...document.querySelectorAll('[data-act=fold][aria-expanded=false]')].map((e) => e.closest('.comment').id),
    threads: document.querySelectorAll('.comment-list > .thread').length })";

/// Whoever has read on, and follows a link from far down, comes back to where they were.
#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_finds_all_the_threads_that_stood_what_was_folded_and_the_place() -> Result<()>
{
    let newsroom = Newsroom::open().await?;
    let link = newsroom.url("/section/world");
    let far = newsroom.say(SLUG, None, &format!("More of it on {link}")).await?;
    for place in 0..20 {
        newsroom.say(SLUG, None, &format!("Thread {place}")).await?;
    }
    let folded = newsroom.say(SLUG, None, "To be folded").await?;
    for place in 0..3 {
        newsroom.say(SLUG, Some(&folded), &format!("Reply {place}")).await?;
    }
    for place in 20..25 {
        newsroom.say(SLUG, None, &format!("Thread {place}")).await?;
    }
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    reader.click(&format!("[id='comment-{folded}'] [data-act=fold]")).await?;
    reader.wait_until(stands("Reply 0", 0)).await?;
    reader.click(".comments-more button").await?;
    reader.wait_for(&format!("[id='comment-{far}']")).await?;
    // All of it is seen on the way down.
    reader.scroll_through().await?;
    let it = format!("document.querySelector(\"[id='comment-{far}'] .comment-text a\")");
    reader.js(format!("void {it}.scrollIntoView({{ block: 'center' }})")).await?;
    let place = format!("{it}.getBoundingClientRect().top");
    let is_still = format!(
        "(() => {{ const was = globalThis.place; globalThis.place = {place} + scrollY; return was === place; }})()"
    );
    reader.next_frames().await?;
    reader.wait_until(is_still).await?;
    let stood = reader.js(STANDS).await?;
    assert_eq!(stood["folded"], json!([format!("comment-{folded}")]));
    assert!(stood["threads"].as_u64() > Some(20), "{stood}");
    let (scroll, eye) = (reader.scroll().await?, reader.js_number(&place).await?);
    reader.element(&format!("[id='comment-{far}'] .comment-text a")).await?.click().await?;
    reader.wait_for_path("/section/world").await?;
    reader.back().await?;
    reader.wait_for_path(STORY).await?;
    reader.wait_until(says("Live")).await?;
    // Nothing is pressed for it.
    let is_as_it_was = format!("JSON.stringify({STANDS}) === JSON.stringify({stood})");
    let is_there = format!("{is_as_it_was} && Math.abs({place} - {eye}) <= 2");
    // Where it never is, what is asserted says how it is instead.
    let _ = reader.wait_until(is_there).await;
    let stands = reader.js(STANDS).await?;
    assert_eq!(stands, stood, "scrolled to {} px of {scroll}", reader.scroll().await?);
    // And it stays so.
    reader.next_frames().await?;
    let (scrolled, moved) =
        (reader.scroll().await? - scroll, reader.js_number(&place).await? - eye);
    assert!(
        scrolled.abs() <= 2.0 && moved.abs() <= 2.0,
        "scrolled by {scrolled} px, and what was read has moved by {moved} px"
    );
    reader.close().await
}

/// Whoever works by keyboard is somewhere, and not at the beginning of all.
const IS_AT_SOMETHING: &str = "document.activeElement.closest('#comments') !== null";

#[tokio::test(flavor = "multi_thread")]
async fn all_that_the_list_offers_is_had_by_keyboard() -> Result<()> {
    let newsroom = with_many_threads().await?;
    let mut deep = newsroom.say(SLUG, None, "Level 0").await?;
    for level in 1..8 {
        deep = newsroom.say(SLUG, Some(&deep), &format!("Level {level}")).await?;
    }
    let id = newsroom.say(SLUG, None, "A long thread").await?;
    for place in 0..30 {
        newsroom.say(SLUG, Some(&id), &format!("Reply {place}")).await?;
    }
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    let enter = async |css: &str| -> Result<()> {
        reader.js(format!("document.querySelector({}).focus()", json!(css))).await?;
        reader.press(Key::Enter).await
    };
    // More of a thread, which fails first.
    newsroom.line.become_so(Condition::Cut);
    enter("[data-act=rest]").await?;
    reader.wait_for(".comments .problem button").await?;
    newsroom.line.become_so(Condition::Whole);
    reader.wait_until(says("Live")).await?;
    enter(".comments .problem button").await?;
    reader.wait_until(stands("Reply 29", 1)).await?;
    assert!(reader.is(IS_AT_SOMETHING).await?, "after the rest of a thread");
    // The link to a comment.
    enter(".comment-time").await?;
    reader.wait_until("location.hash.startsWith('#comment-')").await?;
    // It takes the reader there, and marks it when that is done: the browser by itself moves the focus before.
    let is_there = "document.activeElement.matches('.is-target')
        && document.activeElement.id === location.hash.slice(1)";
    reader.wait_until(is_there).await?;
    // What is too deep for the list, and back.
    enter(".comment-deeper a").await?;
    reader.wait_until(stands("Level 7", 1)).await?;
    reader.wait_until("document.activeElement.innerText.includes('Level 6')").await?;
    enter(".comments-back a").await?;
    reader.wait_until(stands("Level 0", 1)).await?;
    reader.wait_until(IS_AT_SOMETHING).await?;
    // More threads.
    let before = threads(&reader).await?.len();
    enter(".comments-more button").await?;
    reader.wait_until(format!("{THREADS}.length > {before}")).await?;
    assert!(reader.is(IS_AT_SOMETHING).await?, "after more threads");
    // The order.
    reader.js("document.querySelector('.comments-sort select').focus()").await?;
    reader.press(Key::Down).await?;
    let all = by_the_server(&newsroom, "oldest").await?;
    reader.wait_until(format!("{THREADS}[0] === {}", json!(all[0]))).await?;
    assert!(reader.is("document.activeElement.matches('.comments-sort select')").await?);
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deep_thread_opens_by_itself_and_leads_back() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let mut id = newsroom.say(SLUG, None, "Level 0").await?;
    for level in 1..10 {
        id = newsroom.say(SLUG, Some(&id), &format!("Level {level}")).await?;
    }
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    assert!(reader.is(stands("Level 6", 1)).await?);
    assert!(reader.is(stands("Level 7", 0)).await?);
    reader.click(".comment-deeper a").await?;
    reader.wait_until(stands("Level 9", 1)).await?;
    assert!(reader.is(stands("Level 5", 0)).await?);
    reader.wait_until("document.activeElement.innerText.includes('Level 6')").await?;
    // What is said in it arrives in it.
    newsroom.say(SLUG, Some(&id), "Level 10").await?;
    reader.wait_for(".comments-held button").await?;
    reader.click(".comments-held button").await?;
    reader.wait_until(stands("Level 10", 1)).await?;
    // Its address leads to it, and back leads back.
    reader.reload().await?;
    reader.wait_until(stands("Level 9", 1)).await?;
    assert!(reader.is(stands("Level 0", 0)).await?);
    reader.click(".comments-back a").await?;
    reader.wait_until(stands("Level 0", 1)).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_say_how_many_comments_a_story_has() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let total = async || -> Result<u64> {
        let url = newsroom.api(&format!("comments/counts?articles={SLUG}"));
        let answer: Value = serde_json::from_str(&reqwest::get(url).await?.text().await?)?;
        Ok(answer["counts"][SLUG].as_u64().unwrap_or_default())
    };
    newsroom.say(SLUG, None, "One more").await?;
    let count = total().await?;
    let reader = Browser::open(Device::Phone).await?;
    reader.visit(&newsroom.url("/")).await?;
    let says_so = format!(
        "[...document.querySelectorAll('.comment-count')].some((e) => e.innerText === '{count} comments')"
    );
    reader.wait_until(says_so).await?;
    // All cards of the page in one call.
    let calls = "performance.getEntriesByType('resource').filter((e) => e.name.includes('/comments/counts?')).length";
    assert_eq!(reader.js_number(calls).await?, 1.0);
    reader.close().await
}

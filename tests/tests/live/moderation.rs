//! The moderators' page: the door, and what readers see of what is decided behind it.

use std::time::Duration;

use journeys::line::Wire;
use journeys::newsroom::TOKEN;
use journeys::pill::{PILL, pill};
use journeys::{Browser, Device, Key, Newsroom, Result};
use serde_json::json;

use super::reader::{SLUG, STORY, at_the_comments, says, stands};

pub const PAGE: &str = "/moderation";

/// A comment with this text waits on the page, or is past it.
pub fn item(text: &str, stage: &str) -> String {
    format!(
        "[...document.querySelectorAll('.moderation-list > [data-stage={stage}]')].some((e) => e.textContent.includes({}))",
        json!(text)
    )
}

/// Presses a button of the comment with this text.
pub async fn act(browser: &Browser, text: &str, action: &str) -> Result<()> {
    let script = format!(
        "(() => {{ for (const e of document.querySelectorAll('.moderation .comment'))
             e.toggleAttribute('data-chosen', e.textContent.includes({})); }})()",
        json!(text)
    );
    browser.js(script).await?;
    browser.click(&format!("[data-chosen] [data-action={action}]")).await
}

/// A button of the comment with this text can be pressed, or does nothing.
fn is_ready(text: &str, action: &str, is_ready: bool) -> String {
    format!(
        "[...document.querySelectorAll('.moderation .comment')].find((e) => e.textContent.includes({}))
           .querySelector('[data-action={action}]').ariaDisabled === {}",
        json!(text),
        if is_ready { "null" } else { "'true'" }
    )
}

/// Where the focus is.
const FOCUS: &str = "document.activeElement";

pub async fn sign_in(browser: &Browser, token: &str) -> Result<()> {
    browser.wait_for("[name=token]").await?;
    browser.js("document.querySelector('[name=token]').focus()").await?;
    browser.js("document.querySelector('[name=token]').value = ''").await?;
    browser.press(token).await?;
    browser.press(Key::Enter).await
}

pub async fn at_the_desk(newsroom: &Newsroom, device: Device) -> Result<Browser> {
    let browser = Browser::open(device).await?;
    browser.visit(&newsroom.url(PAGE)).await?;
    sign_in(&browser, TOKEN).await?;
    browser.wait_until(says("Live")).await?;
    // The door is gone, and whoever came through it by keyboard is at the head of what lies behind it.
    browser.wait_until("document.activeElement.matches('.page-title')").await?;
    Ok(browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_token_opens_the_door() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let moderator = Browser::open(Device::Phone).await?;
    moderator.visit(&newsroom.url(PAGE)).await?;
    assert_eq!(
        moderator.attribute("meta[name=robots]", "content").await?.as_deref(),
        Some("noindex")
    );
    moderator.click(".composer button[type=submit]").await?;
    moderator
        .wait_until(
            "document.querySelector('#door-problem').innerText === 'Please enter the token.'",
        )
        .await?;
    sign_in(&moderator, "not the token").await?;
    moderator
        .wait_until("document.querySelector('#door-problem').innerText === 'The server does not know this token.'")
        .await?;
    // What was typed stands, and so does the focus.
    assert_eq!(moderator.js_text("document.activeElement.value").await?, "not the token");
    assert_eq!(moderator.count(".moderation-queue").await?, 0);
    sign_in(&moderator, TOKEN).await?;
    moderator.wait_until(says("Live")).await?;
    // The tab keeps it, no other does, and no address has it.
    moderator.reload().await?;
    moderator.wait_until(says("Live")).await?;
    assert_eq!(moderator.js("localStorage.getItem('broadsheet-moderator')").await?, json!(null));
    assert!(!moderator.address().await?.contains("token"));
    moderator.click_text(".moderation-queue button", "Sign out").await?;
    moderator.wait_for("[name=token]").await?;
    moderator.reload().await?;
    moderator.wait_for("[name=token]").await?;
    assert_eq!(moderator.count(".moderation-queue").await?, 0);
    moderator.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_arrives_and_what_is_decided_is_seen_by_readers() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let moderator = at_the_desk(&newsroom, Device::Desktop).await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    assert!(
        moderator
            .is("document.querySelector('.moderation').innerText.includes('Nothing waits')")
            .await?
    );
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    for text in ["May I?", "Or I?"] {
        assert_eq!(newsroom.post(SLUG, None, text).await?.0, 202);
        moderator.wait_until(item(text, "waits")).await?;
    }
    moderator.wait_until("document.title.startsWith('(2) Moderation')").await?;
    act(&moderator, "May I?", "approve").await?;
    moderator.wait_until(item("May I?", "decided")).await?;
    // The next is at hand.
    moderator.wait_until("document.activeElement.innerText.includes('Or I?')").await?;
    moderator
        .wait_until(
            "document.querySelector('#announcer').innerText === 'Approved. 1 comment waits.'",
        )
        .await?;
    reader.wait_until(pill("1 new comment")).await?;
    reader.click(PILL).await?;
    reader.wait_until(stands("May I?", 1)).await?;
    act(&moderator, "Or I?", "remove").await?;
    moderator.wait_until(item("Or I?", "decided")).await?;
    // Removed by mistake: it can be taken back.
    act(&moderator, "Or I?", "approve").await?;
    reader.wait_until(pill("1 new comment")).await?;
    moderator.click_text(".moderation-queue button", "Take away what is decided").await?;
    moderator
        .wait_until("document.querySelectorAll('.moderation-list > .comment').length === 0")
        .await?;
    // The button that did so has hidden itself, and whoever pressed it is at the head of the queue.
    moderator.next_frames().await?;
    assert!(moderator.is(format!("{FOCUS}.id === 'queue-title'")).await?);
    assert_eq!(reader.count(PILL).await?, 1);
    moderator.close().await?;
    reader.close().await
}

/// From now on what the page asks of the queue is asked when the journey says so.
const HOLD_THE_QUEUE: &str =
    "globalThis.held = new Promise((go) => { globalThis.letGo = go; }); const ask = fetch;
    globalThis.fetch = async (...all) => {
      if (String(all[0]).includes('moderation/queue')) await held;
      return ask(...all); }; 0";

#[tokio::test(flavor = "multi_thread")]
async fn what_its_author_changes_is_read_again_before_it_is_approved() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    let (status, posted) = newsroom.post(SLUG, None, "Harmless").await?;
    assert_eq!(status, 202, "{posted}");
    let moderator = at_the_desk(&newsroom, Device::Phone).await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    moderator.wait_until(item("Harmless", "waits")).await?;
    moderator.js(HOLD_THE_QUEUE).await?;
    newsroom.edit(SLUG, &posted, "No longer so").await?;
    act(&moderator, "Harmless", "approve").await?;
    let changed = "It was changed meanwhile. Please read what it says now.";
    moderator.wait_until(item(changed, "waits")).await?;
    // It is announced, and whoever works by keyboard is still there.
    moderator
        .wait_until(format!(
            "document.querySelector('#announcer').innerText === '{changed} 1 comment waits.'"
        ))
        .await?;
    moderator.wait_until("document.activeElement.matches('.moderation-list > .comment')").await?;
    // A finger is on its way to the button: it comes down as soon as the other text stands there.
    moderator
        .js("globalThis.presses = 0;
             new MutationObserver(() => {
               const row = document.querySelector('.moderation-list > .comment');
               if (presses || !row.textContent.includes('No longer so')) return;
               presses += 1;
               row.querySelector('[data-action=approve]').click();
             }).observe(document.querySelector('.moderation-list'),
               { subtree: true, childList: true, characterData: true }); 0")
        .await?;
    moderator.js("letGo()").await?;
    moderator.wait_until(item("No longer so", "waits")).await?;
    moderator.wait_until("presses === 1").await?;
    moderator.wait_until(is_ready("No longer so", "approve", true)).await?;
    assert!(moderator.is(item(changed, "waits")).await?);
    assert_eq!(reader.count(PILL).await?, 0);
    act(&moderator, "No longer so", "approve").await?;
    moderator.wait_until(item("No longer so", "decided")).await?;
    assert!(!moderator.is(item(changed, "decided")).await?);
    reader.wait_for(PILL).await?;
    reader.click(PILL).await?;
    reader.wait_until(stands("No longer so", 1)).await?;
    // What changes under the moderator's eyes says so too.
    let (_, posted) = newsroom.post(SLUG, None, "Fair").await?;
    moderator.wait_until(item("Fair", "waits")).await?;
    newsroom.edit(SLUG, &posted, "Foul").await?;
    moderator.wait_until(item("Foul", "waits")).await?;
    assert!(moderator.is(item(changed, "waits")).await?);
    moderator.close().await?;
    reader.close().await
}

/// From now on an answer to a decision comes when the journey says so, or is lost; the server has had the
/// question before.
const HOLD_THE_DECISIONS: &str =
    "globalThis.asked = 0; globalThis.answered = 0; const ask = fetch;
    globalThis.fetch = async (...all) => {
      const answer = await ask(...all);
      if (String(all[0]).includes('moderation/queue')) asked += 1;
      if (!String(all[0]).includes('moderation/comments/')) return answer;
      answered += 1;
      const isLost = await new Promise((go) => { globalThis.letGo = () => go(false); globalThis.lose = () => go(true); });
      if (isLost) throw new TypeError('lost');
      return answer; }; 0";

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_whose_answer_is_lost_is_learnt_from_the_queue() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    newsroom.post(SLUG, None, "May I?").await?;
    let moderator = at_the_desk(&newsroom, Device::Phone).await?;
    moderator.wait_until(item("May I?", "waits")).await?;
    moderator.js(HOLD_THE_DECISIONS).await?;
    act(&moderator, "May I?", "approve").await?;
    // The stream tells of it before the answer is lost, and does so once.
    moderator.wait_until("answered === 1 && asked > 0").await?;
    moderator.wait_until(item("May I?", "deciding")).await?;
    moderator.js("new Promise((done) => setTimeout(done, 1500))").await?;
    moderator.js("lose()").await?;
    moderator.wait_until(item("No longer waits", "decided")).await?;
    moderator.wait_until("document.title.startsWith('Moderation')").await?;
    assert_eq!(moderator.text(".moderation-list .composer-problem").await?, "");
    moderator.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_takes_nobody_from_where_they_are() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    for number in 0..8 {
        newsroom.post(SLUG, None, &format!("Number {number}")).await?;
    }
    let moderator = at_the_desk(&newsroom, Device::Phone).await?;
    moderator.wait_until(item("Number 7", "waits")).await?;
    moderator.js(HOLD_THE_DECISIONS).await?;
    // Whoever works by hand has the focus taken on to the first, far above, and the page stays.
    act(&moderator, "Number 7", "approve").await?;
    moderator.wait_until("answered === 1").await?;
    moderator.next_frames().await?;
    let before = moderator.scroll().await?;
    assert!(before > 0.0);
    moderator.js("letGo()").await?;
    moderator.wait_until(item("Number 7", "decided")).await?;
    let at_the_first =
        format!("{FOCUS}.matches('.comment') && {FOCUS}.innerText.includes('Number 0')");
    moderator.wait_until(&at_the_first).await?;
    moderator.next_frames().await?;
    assert_eq!(moderator.scroll().await?, before);
    // Whoever writes something else meanwhile writes on.
    act(&moderator, "Number 6", "approve").await?;
    moderator.wait_until("answered === 2").await?;
    moderator.js("document.querySelector('[name=address]').focus()").await?;
    moderator.js("letGo()").await?;
    moderator.wait_until(item("Number 6", "decided")).await?;
    moderator.next_frames().await?;
    moderator.next_frames().await?;
    assert!(moderator.is(format!("{FOCUS}.name === 'address'")).await?);
    // Whoever works by keyboard is taken along.
    moderator
        .js("[...document.querySelectorAll('.moderation-list > .comment')]
              .find((e) => e.textContent.includes('Number 5')).focus()")
        .await?;
    let at_the_button = format!("{FOCUS}.matches('[data-action=approve]:focus-visible')");
    for _ in 0..3 {
        if !moderator.is(&at_the_button).await? {
            moderator.press(Key::Tab).await?;
        }
    }
    assert!(moderator.is(&at_the_button).await?);
    moderator.press(Key::Enter).await?;
    moderator.wait_until("answered === 3").await?;
    moderator.js("letGo()").await?;
    moderator
        .wait_until(format!(
            "{at_the_first}
             && {FOCUS}.getBoundingClientRect().top >= 0
             && {FOCUS}.getBoundingClientRect().top < innerHeight"
        ))
        .await?;
    moderator.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_press_does_nothing() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let id = newsroom.say(SLUG, None, "Fair point").await?;
    newsroom.report(SLUG, &id, "off_topic", "").await?;
    for device in [Device::Phone, Device::Desktop] {
        let moderator = at_the_desk(&newsroom, device).await?;
        let colleague = at_the_desk(&newsroom, device).await?;
        let row = "document.querySelector('.moderation-list > .comment')";
        let places = format!(
            "[{row}, ...{row}.querySelectorAll('.comment-foot > *')].map((e) => {{
               const box = e.getBoundingClientRect(), list = {row}.parentElement.getBoundingClientRect();
               return [box.left, box.top - list.top, box.width, box.height].map(Math.round).join(' '); }})"
        );
        for browser in [&moderator, &colleague] {
            browser.wait_until(item("Fair point", "waits")).await?;
            browser.next_frames().await?;
        }
        let before = [moderator.js(&places).await?, colleague.js(&places).await?];
        act(&moderator, "Fair point", "dismiss").await?;
        moderator.wait_until(item("Kept", "decided")).await?;
        colleague.wait_until(item("No longer waits", "decided")).await?;
        // Each button is where it was, and the one that was pressed is done with.
        assert_eq!([moderator.js(&places).await?, colleague.js(&places).await?], before);
        for browser in [&moderator, &colleague] {
            act(browser, "Fair point", "dismiss").await?;
            browser.next_frames().await?;
            assert!(browser.is(is_ready("Fair point", "dismiss", false)).await?);
            assert!(browser.is(is_ready("Fair point", "feature", true)).await?);
        }
        assert_eq!(newsroom.with_text(SLUG, "Fair point").await?[0]["featured"], json!(false));
        // What makes it a pick does not take that back by the same finger.
        act(&moderator, "Fair point", "feature").await?;
        moderator.wait_until(item("Now an editors’ pick", "decided")).await?;
        assert!(moderator.is(is_ready("Fair point", "unfeature", false)).await?);
        moderator.wait_until(is_ready("Fair point", "unfeature", true)).await?;
        newsroom.decide(&id, "unfeature").await?;
        newsroom.report(SLUG, &id, "spam", "").await?;
        moderator.close().await?;
        colleague.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_looked_up_from_a_line_is_shown_and_so_is_why_not() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    newsroom.keep(SLUG, json!({"premoderated": true})).await?;
    for number in 0..8 {
        newsroom.post(SLUG, None, &format!("Number {number}")).await?;
    }
    let moderator = at_the_desk(&newsroom, Device::Phone).await?;
    moderator.wait_until(item("Number 7", "waits")).await?;
    moderator
        .js("globalThis.held = new Promise((go) => { globalThis.letGo = go; }); const ask = fetch;
             globalThis.fetch = async (...all) => {
               if (String(all[0]).includes('moderation/articles/')) await held;
               return ask(...all); }; 0")
        .await?;
    let last = ".moderation-list > .comment:last-child .comment-foot > .text-button";
    let in_view = |id: &str| {
        format!(
            "{FOCUS}.id === '{id}' && {FOCUS}.getBoundingClientRect().top >= 0
             && {FOCUS}.getBoundingClientRect().top < innerHeight"
        )
    };
    moderator.click(last).await?;
    moderator
        .wait_until(format!(
            "document.querySelector('{last}').innerText === 'Finding…'
             && document.querySelector('{last}').ariaBusy === 'true'"
        ))
        .await?;
    assert!(moderator.scroll().await? > 0.0);
    moderator.js("letGo()").await?;
    moderator.wait_until(in_view("kept")).await?;
    moderator
        .wait_until(format!(
            "document.querySelector('#announcer').innerText === 'Found: {SLUG}'
             && document.querySelector('{last}').innerText === 'Discussion'"
        ))
        .await?;
    newsroom.line.answer(
        "GET",
        &format!("/moderation/articles/{SLUG}"),
        Wire::whole(404, "text/plain", "", "No."),
    );
    moderator.click(last).await?;
    moderator.wait_until(in_view("find-problem")).await?;
    assert_ne!(moderator.text("#find-problem").await?, "");
    newsroom.line.heal();
    // What is asked for in the form leads there too.
    moderator.js("document.querySelector('[name=address]').focus()").await?;
    moderator.press(STORY).await?;
    moderator.press(Key::Enter).await?;
    moderator.wait_until(in_view("kept")).await?;
    assert_eq!(moderator.text("#find-problem").await?, "");
    moderator.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_edit_sends_back_to_approval_is_withheld_and_its_replies_stay() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.words = "casino\n".to_owned()).await?;
    let (_, posted) = newsroom.post(SLUG, None, "Harmless").await?;
    let id = posted["comment"]["id"].as_str().unwrap_or_default();
    newsroom.say(SLUG, Some(id), "A reply").await?;
    let reader = at_the_comments(&newsroom, Device::Phone).await?;
    reader.wait_until(stands("Harmless", 1)).await?;
    newsroom.edit(SLUG, &posted, "Come to my casino").await?;
    let withheld = format!(
        "document.querySelector('#comment-{id}').innerText.includes('This comment is not shown')"
    );
    reader.wait_until(&withheld).await?;
    assert!(reader.is(stands("A reply", 1)).await?);
    // And to who comes later.
    reader.reload().await?;
    reader.js("document.querySelector('.discussion').scrollIntoView()").await?;
    reader.wait_until(&withheld).await?;
    assert!(reader.is(stands("A reply", 1)).await?);
    // Before the reader's eyes it keeps its line; once they have turned away it stands as it is.
    reader.js("scrollTo(0, 0)").await?;
    reader.next_frames().await?;
    newsroom.decide(id, "approve").await?;
    let is_back = format!(
        "document.querySelector('#comment-{id}').textContent.includes('Come to my casino')"
    );
    reader.wait_until(is_back).await?;
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_read_and_answered() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let moderator = at_the_desk(&newsroom, Device::Phone).await?;
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    let (bad, good) = (
        newsroom.say(SLUG, None, "Buy my clocks").await?,
        newsroom.say(SLUG, None, "Fair point").await?,
    );
    newsroom.report(SLUG, &bad, "spam", "He sells clocks <b>everywhere</b>").await?;
    newsroom.report(SLUG, &good, "off_topic", "").await?;
    moderator.wait_until(item("He sells clocks <b>everywhere</b>", "waits")).await?;
    moderator.wait_until(item("Nothing to do with the story", "waits")).await?;
    // Another moderator sees the same; what one decides the other learns, and nothing moves.
    let other = at_the_desk(&newsroom, Device::Desktop).await?;
    other.wait_until(item("Fair point", "waits")).await?;
    let before =
        other.js_number("document.querySelectorAll('.moderation-list > .comment').length").await?;
    act(&moderator, "Fair point", "dismiss").await?;
    moderator.wait_until(item("Kept", "decided")).await?;
    other.wait_until(item("No longer waits", "decided")).await?;
    assert_eq!(
        other.js_number("document.querySelectorAll('.moderation-list > .comment').length").await?,
        before
    );
    assert_eq!(other.js("journeyShifts").await?, json!([]), "the layout shifted");
    reader.click(PILL).await?;
    reader.wait_until(stands("Buy my clocks", 1)).await?;
    act(&other, "Buy my clocks", "remove").await?;
    reader.wait_until(stands("Buy my clocks", 0)).await?;
    reader.wait_until(stands("Fair point", 1)).await?;
    for browser in [moderator, other, reader] {
        browser.close().await?;
    }
    Ok(())
}

/// What one has looked up is what others have made of it by now.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_looked_up_is_live_too() -> Result<()> {
    let newsroom = Newsroom::with(|options| options.heartbeat = Duration::from_secs(1)).await?;
    let moderator = at_the_desk(&newsroom, Device::Desktop).await?;
    let id = newsroom.say(SLUG, None, "Worth reading").await?;
    let address = newsroom.url(&format!("{STORY}#comment-{id}"));
    moderator.js("document.querySelector('[name=address]').focus()").await?;
    moderator.press(address.as_str()).await?;
    moderator.press(Key::Enter).await?;
    let found = "document.querySelector('.moderation-found')";
    moderator.wait_until(format!("{found}?.innerText.includes('Worth reading')")).await?;
    assert!(!moderator.is(format!("{found}.innerText.includes('Editors’ pick')")).await?);
    // Neither is in the queue.
    newsroom.decide(&id, "feature").await?;
    newsroom.keep(SLUG, json!({"state": "closed"})).await?;
    let badge = "document.querySelector('.moderation-name .badge').innerText";
    moderator.wait_until(format!("{badge} === 'Closed'")).await?;
    moderator
        .wait_until(format!(
            "{found}.querySelector('.comment .badge')?.innerText === 'Editors’ pick'"
        ))
        .await?;
    moderator.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discussion_is_closed_and_opened_and_a_comment_made_a_pick() -> Result<()> {
    let newsroom = Newsroom::open().await?;
    let moderator = at_the_desk(&newsroom, Device::Desktop).await?;
    // Wide enough for one more badge in a line: else it would wait for the reader to turn away.
    let reader = at_the_comments(&newsroom, Device::Desktop).await?;
    let id = newsroom.say(SLUG, None, "Worth reading").await?;
    reader.wait_for(PILL).await?;
    reader.click(PILL).await?;
    let look_up = async |address: &str| -> Result<()> {
        moderator.js("(() => { const f = document.querySelector('[name=address]'); f.focus(); f.value = ''; })()").await?;
        moderator.press(address).await?;
        moderator.press(Key::Enter).await
    };
    look_up("two words").await?;
    moderator
        .wait_until("document.querySelector('#find-problem').innerText.includes('not the address')")
        .await?;
    look_up("/article/no-such-story").await?;
    moderator
        .wait_until("document.querySelector('#find-problem').innerText.includes('no longer there')")
        .await?;
    look_up(&newsroom.url(&format!("{STORY}#comment-{id}"))).await?;
    moderator
        .wait_until(
            "document.querySelector('.moderation-found')?.innerText.includes('Worth reading')",
        )
        .await?;
    act(&moderator, "Worth reading", "feature").await?;
    reader
        .wait_until(format!(
            "document.getElementById('comment-{id}')?.innerText.includes('Editors’ pick')"
        ))
        .await?;
    moderator.click(".moderation-kept [data-action=close]").await?;
    reader
        .wait_until(
            "document.querySelector('.comments').innerText.includes('discussion is closed')",
        )
        .await?;
    moderator
        .wait_until("document.querySelector('.moderation-name .badge').innerText === 'Closed'")
        .await?;
    moderator.click(".moderation-kept [data-action=close]").await?;
    reader
        .wait_until("document.querySelector('.comments-write .composer').checkVisibility({ visibilityProperty: true })")
        .await?;
    moderator.click(".moderation-kept [data-action=hold]").await?;
    moderator
        .wait_until(
            "document.querySelector('.moderation-kept [data-action=hold]').ariaPressed === 'true'",
        )
        .await?;
    moderator.next_frames().await?;
    assert_eq!(newsroom.post(SLUG, None, "I wait").await?.0, 202);
    moderator.wait_until(item("I wait", "waits")).await?;
    moderator.close().await?;
    reader.close().await
}

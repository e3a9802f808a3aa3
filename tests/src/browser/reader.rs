//! What the reader sees and does.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::{Value, json};
use thirtyfour::{By, TypingData, WebElement};

use super::Browser;
use crate::{Result, wait};

impl Browser {
    /// Opens an address as if it had been typed. It doesn't wait for what comes.
    pub async fn open_address(&self, url: &str) -> Result<()> {
        let answer = self.devtools("Page.navigate", json!({"url": url})).await?;
        match answer["errorText"].as_str() {
            Some(problem) => bail!("{url} could not be opened: {problem}"),
            None => Ok(()),
        }
    }

    /// Opens one of the site's addresses and waits until the app shows a page, be it a problem.
    pub async fn visit(&self, url: &str) -> Result<()> {
        self.open_address(url).await?;
        self.wait_until_settled().await
    }

    /// Waits until the app has started, shows a page, and has put focus and scroll in their places; and the
    /// discussion's program has come, or failed to, where the page has sent for it.
    pub async fn wait_until_settled(&self) -> Result<()> {
        self.wait_until(
            "document.documentElement.dataset.app === 'started' && document.querySelector('main h1') !== null
                && document.querySelector('main[aria-busy], main .skeletons') === null",
        )
        .await?;
        self.next_frames().await?;
        self.wait_until(
            "document.querySelector('.discussion[data-wanted]:not([data-taken])') === null
                || document.querySelector('.discussion > .problem') !== null",
        )
        .await?;
        self.next_frames().await
    }

    /// Waits until the app shows the page at a path.
    pub async fn wait_for_path(&self, path: &str) -> Result<()> {
        self.wait_until(format!("location.pathname === {}", json!(path))).await?;
        self.wait_until_settled().await
    }

    /// Lets the page draw twice: what was asked of it before has been done then.
    pub async fn next_frames(&self) -> Result<()> {
        let frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))";
        self.js(frames).await.map(|_| ())
    }

    /// The value of a JavaScript expression; a promise's when it has come.
    pub async fn js(&self, expression: impl AsRef<str>) -> Result<Value> {
        let expression = expression.as_ref();
        let parameters = json!({"expression": expression, "returnByValue": true, "awaitPromise": true,
            "userGesture": true});
        let answer = self.devtools("Runtime.evaluate", parameters);
        let answer = tokio::time::timeout(Duration::from_secs(60), answer)
            .await
            .with_context(|| format!("the page did not answer {expression}"))??;
        if let Some(details) = answer.get("exceptionDetails") {
            bail!("{expression} threw {}", details["exception"]["description"]);
        }
        Ok(answer["result"]["value"].clone())
    }

    /// A JavaScript expression's text.
    pub async fn js_text(&self, expression: impl AsRef<str>) -> Result<String> {
        let expression = expression.as_ref();
        let value = self.js(expression).await?;
        let text = value.as_str().map(str::to_owned);
        text.with_context(|| format!("{expression} is {value}, not a text"))
    }

    /// A JavaScript expression's number.
    pub async fn js_number(&self, expression: impl AsRef<str>) -> Result<f64> {
        let expression = expression.as_ref();
        let value = self.js(expression).await?;
        value.as_f64().with_context(|| format!("{expression} is {value}, not a number"))
    }

    /// Whether a JavaScript expression holds.
    pub async fn is(&self, condition: impl AsRef<str>) -> Result<bool> {
        Ok(self.js(condition).await? == json!(true))
    }

    /// Waits until a JavaScript condition holds.
    pub async fn wait_until(&self, condition: impl AsRef<str>) -> Result<()> {
        self.wait_up_to(wait::PATIENCE, condition.as_ref()).await
    }

    /// Waits until a JavaScript condition holds, for as long as `patience` lasts.
    pub async fn wait_up_to(&self, patience: Duration, condition: &str) -> Result<()> {
        let safe = format!(
            "Boolean((() => {{ try {{ return {condition} }} catch {{ return false }} }})())"
        );
        let waited = wait::until(patience, condition, || async {
            // While one page gives way to the next there may be nobody to ask.
            Ok(self.is(&safe).await.unwrap_or(false).then_some(()))
        });
        match waited.await {
            Ok(()) => Ok(()),
            Err(problem) => {
                let seen = self.js_text(
                    "location.href + '\\n' + (document.body?.innerText ?? '').slice(0, 600)
                     + (document.querySelector('.comments')?.innerText ?? '').replace(/^/, '\\n… ').slice(0, 600)",
                );
                let seen = seen.await.unwrap_or_else(|problem| problem.to_string());
                Err(problem.context(format!("the page shows {seen}")))
            }
        }
    }

    /// Waits until an element is there.
    pub async fn wait_for(&self, css: &str) -> Result<()> {
        self.wait_until(format!("document.querySelector({}) !== null", json!(css))).await
    }

    /// How many elements there are.
    pub async fn count(&self, css: &str) -> Result<usize> {
        let count = self.js_number(format!("document.querySelectorAll({}).length", json!(css)));
        Ok(count.await? as usize)
    }

    /// The text of the first such element, as it is drawn.
    pub async fn text(&self, css: &str) -> Result<String> {
        self.js_text(&format!("document.querySelector({}).innerText", json!(css))).await
    }

    /// The texts of all such elements, as they are drawn.
    pub async fn texts(&self, css: &str) -> Result<Vec<String>> {
        let texts = self
            .js(format!("[...document.querySelectorAll({})].map((e) => e.innerText)", json!(css)));
        Ok(serde_json::from_value(texts.await?)?)
    }

    /// An attribute of the first such element.
    pub async fn attribute(&self, css: &str, name: &str) -> Result<Option<String>> {
        let value = self.js(format!(
            "document.querySelector({}).getAttribute({})",
            json!(css),
            json!(name)
        ));
        Ok(value.await?.as_str().map(str::to_owned))
    }

    /// The path, query and fragment that the address bar shows.
    pub async fn address(&self) -> Result<String> {
        self.js_text("location.pathname + location.search + location.hash").await
    }

    /// The title of the tab.
    pub async fn title(&self) -> Result<String> {
        self.js_text("document.title").await
    }

    /// How far the page has been scrolled.
    pub async fn scroll(&self) -> Result<f64> {
        self.js_number("scrollY").await
    }

    /// Scrolls to a place at once.
    pub async fn scroll_to(&self, y: f64) -> Result<()> {
        self.js(format!("scrollTo({{top: {y}, behavior: 'instant'}})")).await?;
        self.next_frames().await
    }

    /// Scrolls through the whole page, waiting for every picture that comes into view.
    pub async fn scroll_through(&self) -> Result<()> {
        let script = "(async () => {
            const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const near = (image) => {
              const box = image.getBoundingClientRect();
              return box.width > 0 && box.bottom > 0 && box.top < innerHeight;
            };
            for (let y = 0; ; y += innerHeight * 0.8) {
              scrollTo({ top: y, behavior: 'instant' });
              await frame();
              const coming = [...document.images].filter((i) => near(i) && !i.complete).map((i) =>
                new Promise((done) => { i.addEventListener('load', done); i.addEventListener('error', done); }));
              await Promise.all(coming);
              await frame();
              if (y + innerHeight >= document.documentElement.scrollHeight) return y;
            }
          })()";
        self.js(script).await.map(|_| ())
    }

    /// Clicks with the pointer on the first such element, which must be in reach. What is scrolled into
    /// view may still be laid out (`content-visibility`): the click waits until it stands still, as a
    /// reader's thumb does.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.wait_for(css).await?;
        let stand_still = format!(
            "(async () => {{
               const frame = () => new Promise((next) => requestAnimationFrame(next));
               const place = () => {{
                 const frame = document.querySelector({})?.getBoundingClientRect();
                 return frame ? [frame.top, frame.left, frame.bottom].join() : '';
               }};
               const first = document.querySelector({})?.getBoundingClientRect();
               if (first && (first.top < 0 || first.bottom > innerHeight)) {{
                 document.querySelector({}).scrollIntoView({{ block: 'center' }});
               }}
               for (let still = 0, before = ''; still < 3; before = place()) {{
                 await frame();
                 still = place() === before ? still + 1 : 0;
               }}
             }})()",
            json!(css),
            json!(css),
            json!(css)
        );
        self.js(&stand_still).await?;
        let element = self.element(css).await?;
        element.click().await.with_context(|| format!("{css} can't be clicked"))
    }

    /// Clicks with the pointer on the element of a kind with a text, such as a button.
    pub async fn click_text(&self, css: &str, text: &str) -> Result<()> {
        let mark = format!(
            "(() => {{ document.querySelectorAll('[data-journey]').forEach((e) => e.removeAttribute('data-journey'));
               const found = [...document.querySelectorAll({})].find((e) => e.innerText.trim() === {});
               found?.setAttribute('data-journey', ''); return Boolean(found); }})()",
            json!(css),
            json!(text)
        );
        self.wait_until(&mark).await.with_context(|| format!("there is no {css} {text:?}"))?;
        self.click("[data-journey]").await
    }

    /// Rests the pointer on the first such element.
    pub async fn point_at(&self, css: &str) -> Result<()> {
        let element = self.element(css).await?;
        element.scroll_into_view().await?;
        Ok(self.web().action_chain().move_to_element_center(&element).perform().await?)
    }

    /// Presses keys, one after the other, where the focus is.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.web().action_chain().send_keys(keys).perform().await?)
    }

    /// Goes back in the tab's history.
    pub async fn back(&self) -> Result<()> {
        Ok(self.web().back().await?)
    }

    /// Goes forward in the tab's history.
    pub async fn forward(&self) -> Result<()> {
        Ok(self.web().forward().await?)
    }

    /// Loads the page anew, and waits until the app shows it.
    pub async fn reload(&self) -> Result<()> {
        self.js("void (document.documentElement.dataset.app = 'before the reload')").await?;
        self.devtools("Page.reload", json!({})).await?;
        self.wait_until_settled().await
    }

    /// A picture of what is on the screen.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        Ok(self.web().screenshot(path).await?)
    }

    /// The first such element, for what only the driver itself can do.
    pub async fn element(&self, css: &str) -> Result<WebElement> {
        self.wait_for(css).await?;
        Ok(self.web().find(By::Css(css)).await?)
    }
}

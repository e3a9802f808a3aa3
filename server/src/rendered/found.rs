//! What other programs read of the site: feeds, sitemaps and `robots.txt`.

use std::time::Duration;

use axum::http::StatusCode;
use broadsheet::backend::{BackendError, Fault};
use broadsheet::config::Config;
use broadsheet::model::{Language, Timestamp};
use broadsheet::pages::Page;
use broadsheet::route::Route;
use broadsheet_discovery::{Discovered, Feed, Pages, Sitemap, news_sitemap, robots};

use super::documents::Documents;
use super::gathered::{Gathered, LastLook, Reach, gathered, page as at_route};
use super::make::{FAILED, LATER, Made, is_forbidden, log, status, told_in, unavailable};
use super::turns::Turns;

/// How long a feed and the news sitemap hold.
const FEED: Duration = Duration::from_secs(60);
/// How long a sitemap holds, which is gathered from many documents; search engines come once a day.
const SITEMAP: Duration = Duration::from_secs(3_600);
/// How long one holds for which a document could not be had, which may have named more.
const INCOMPLETE: Duration = Duration::from_secs(60);

/// Makes what was asked for, when it is its turn where it needs any document.
pub async fn found(
    documents: &Documents,
    turns: &Turns,
    last_look: &LastLook,
    config: &Config,
    asked: &Discovered,
) -> Made {
    let _turn = match asked {
        Discovered::Robots => None,
        _ => match turns.take().await {
            None => return refusal(StatusCode::SERVICE_UNAVAILABLE, Some(LATER)),
            turn => turn,
        },
    };
    let made = match asked {
        Discovered::Robots => {
            // The newsroom's own rules. A crawler that is told of an error goes nowhere, so that without them
            // the rest stands, for a moment.
            let own = match documents.get("/robots.txt").await {
                Ok(own) => Some(own),
                Err(Fault::NotFound) => Some(String::new()),
                Err(fault) => {
                    log(&BackendError { url: "/robots.txt".to_owned(), fault });
                    None
                }
            };
            let text = robots(config, own.as_deref().unwrap_or_default());
            let holds = if own.is_some() { FEED } else { FAILED };
            Some(Ok(Text { text, holds, is_whole: own.is_some() }))
        }
        Discovered::Rss(route) => feed(documents, config, route, Feed::rss).await,
        Discovered::JsonFeed(route) => feed(documents, config, route, Feed::json).await,
        Discovered::NewsSitemap => {
            let now = broadsheet::state::console::now();
            let found = gathered(documents, config, Reach::News(now)).await;
            found
                .map(Gathered::logged)
                .map(|found| {
                    Some(Text::of(&found, news(config, &found.lang, &found.pages, now), FEED))
                })
                .transpose()
        }
        Discovered::Sitemap | Discovered::SitemapPart(_) => {
            let found = last_look.gathered(documents, config, |found| held(found, SITEMAP)).await;
            found
                .map(|(found, left)| {
                    let is_whole = found.failed.is_empty();
                    let text = sitemap(config, &found.pages, asked)?;
                    Some(Text { text, holds: left, is_whole })
                })
                .transpose()
        }
    };
    match made {
        Some(Ok(Text { text, holds, is_whole })) => Made {
            status: StatusCode::OK,
            retry_after: None,
            media_type: asked.media_type(),
            text,
            holds,
            is_whole,
            is_in_doubt: false,
        },
        Some(Err(error)) => {
            log(&error);
            let is_of_the_site = !matches!(
                asked,
                Discovered::Rss(route) | Discovered::JsonFeed(route) if *route != Route::Front
            );
            // What the whole site has is there again soon.
            let (status, retry_after) = match error.fault {
                Fault::NotFound if is_of_the_site => unavailable(&error),
                _ if !is_of_the_site && is_forbidden(&error.fault) => (StatusCode::NOT_FOUND, None),
                _ => status(&error),
            };
            Made { is_in_doubt: is_forbidden(&error.fault), ..refusal(status, retry_after) }
        }
        None => refusal(StatusCode::NOT_FOUND, None),
    }
}

fn refusal(status: StatusCode, retry_after: Option<u32>) -> Made {
    let text = match status {
        StatusCode::NOT_FOUND => "There is no such file.\n",
        _ => "It could not be made just now.\n",
    };
    let media_type = "text/plain; charset=utf-8";
    let text = text.to_owned();
    Made {
        status,
        retry_after,
        media_type,
        text,
        holds: FAILED,
        is_whole: true,
        is_in_doubt: false,
    }
}

/// What was made.
struct Text {
    text: String,
    holds: Duration,
    /// Whether everything could be had that may belong to it.
    is_whole: bool,
}

impl Text {
    fn whole(text: String, holds: Duration) -> Self {
        Self { text, holds, is_whole: true }
    }

    /// Made from what was found, which `holds` so long where nothing failed.
    fn of(found: &Gathered, text: String, holds: Duration) -> Self {
        Self { text, holds: held(found, holds), is_whole: found.failed.is_empty() }
    }
}

/// How long what was found holds, which would be so long where nothing failed.
fn held(found: &Gathered, holds: Duration) -> Duration {
    if found.failed.is_empty() { holds } else { INCOMPLETE }
}

/// The news sitemap: the stories of the last two days.
pub fn news(config: &Config, edition: &Option<Language>, pages: &Pages, now: Timestamp) -> String {
    news_sitemap(&told_in(config, edition.as_ref()), pages.stories(), now)
}

/// The feed of a page, in the edition's language where that is known.
async fn feed(
    documents: &Documents,
    config: &Config,
    route: &Route,
    written: fn(&Feed, &Config) -> String,
) -> Option<Result<Text, BackendError>> {
    let page = match at_route(documents, config, route).await {
        Ok(page) => page,
        Err(error) => return Some(Err(error)),
    };
    let lang = match at_route(documents, config, &Route::Front).await {
        Ok(Page::Front(edition)) => edition.lang.clone(),
        _ => None,
    };
    let config = told_in(config, lang.as_ref());
    let feed = Feed::of(&config, &page, route)?;
    Some(Ok(Text::whole(written(&feed, &config), FEED)))
}

fn sitemap(config: &Config, pages: &Pages, asked: &Discovered) -> Option<String> {
    let sitemap = Sitemap::new(config, pages.entries());
    match asked {
        Discovered::SitemapPart(number) => sitemap.part(*number).map(str::to_owned),
        _ => Some(sitemap.main().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::gathered::tests::{Edition, card, config, story};
    use super::*;

    #[tokio::test]
    async fn a_sitemap_that_is_not_whole_is_made_again_soon() {
        let front = || Edition::new(vec![card("first", "2026-11-23T06:00:00Z")]);
        let world = json!({"name": "World", "cards": []});
        let whole = || front().with("sections/world.json", world.clone());
        for (edition, holds) in [
            (whole().with("articles/first.json", story("first")), SITEMAP),
            // What is not there makes it no less whole.
            (whole(), SITEMAP),
            (whole().with("articles/first.json", json!(503)), INCOMPLETE),
        ] {
            let turns = Turns::new(1);
            let look = LastLook::default();
            let made = found(&edition.open(), &turns, &look, &config(), &Discovered::Sitemap).await;
            assert_eq!((made.status, made.holds), (StatusCode::OK, holds), "{}", made.text);
        }
    }

    #[tokio::test]
    async fn parts_of_a_sitemap_are_from_one_look_whether_they_are_there_or_not() {
        let edition = Edition::new(vec![card("first", "2026-11-23T06:00:00Z")]);
        let documents = edition.with("articles/first.json", story("first")).open();
        let (turns, look, config) = (Turns::new(1), LastLook::default(), config());
        let whole = found(&documents, &turns, &look, &config, &Discovered::Sitemap).await;
        assert!(whole.text.contains("/article/first"), "{}", whole.text);
        // Nothing is there to be read any more.
        let nothing = Edition::new(Vec::new()).open();
        for number in 1..50 {
            let part = Discovered::SitemapPart(number);
            let made = found(&nothing, &turns, &look, &config, &part).await;
            assert_eq!(made.status, StatusCode::NOT_FOUND);
        }
        let again = found(&nothing, &turns, &look, &config, &Discovered::Sitemap).await;
        assert_eq!(again.text, whole.text);
    }
}

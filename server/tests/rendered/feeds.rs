//! Feeds, as a reader of them comes to them: from the page that announces them.

use std::collections::BTreeSet;

use super::*;

/// The addresses that a page announces as its feeds.
fn feeds(page: &str) -> Vec<String> {
    let links = page.split("<link ").skip(1).filter(|link| link.starts_with("rel=\"alternate\""));
    let feeds =
        links.filter(|link| link.contains("application/rss+xml") || link.contains("feed+json"));
    let address = |link: &str| {
        let (_, rest) = link.split_once("href=\"https://news.example")?;
        rest.split_once('"').map(|(path, _)| path.to_owned())
    };
    feeds.filter_map(address).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feeds_that_a_page_announces_tell_of_its_stories() {
    let dist = built("/edition/");
    let app = app(&dist).await;
    for path in ["/", "/section/world", "/tag/ceasefire", "/author/mira-okafor"] {
        let page = text(get(&app, path).await).await;
        // A list has one of its own beside the edition's.
        let feeds: Vec<String> = feeds(&page).into_iter().rev().take(2).rev().collect();
        let base = path.trim_end_matches('/');
        assert_eq!(feeds, [format!("{base}/feed.xml"), format!("{base}/feed.json")], "{path}");
        for (feed, media_type) in feeds.iter().zip(["application/rss+xml", "application/feed+json"])
        {
            let response = get(&app, feed).await;
            assert_eq!(response.status(), StatusCode::OK, "{feed}");
            assert!(field(&response, "content-type").starts_with(media_type), "{feed}");
            let told = text(response).await;
            let stories: BTreeSet<&str> = told
                .split("https://news.example/article/")
                .skip(1)
                .filter_map(|rest| rest.split(['<', '"', '?']).next())
                .collect();
            assert!(!stories.is_empty(), "{feed}: {told}");
            for story in stories {
                assert!(page.contains(&format!("\"/article/{story}\"")), "{feed} tells of {story}");
            }
        }
    }
    for path in ["/author/nobody/feed.xml", "/author/nobody/feed.json", "/author/feed.xml"] {
        assert_eq!(get(&app, path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

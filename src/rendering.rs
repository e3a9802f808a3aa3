//! A page as text, for readers to see before the program has come, and for those to whom it never does.
//!
//! The components are the same, and what they need is at hand: whoever renders asks the backends for what
//! [`wanted`] names, and hands it over as a [`Supply`]. The program takes up what stands (see
//! [`crate::view`]), with the same documents.

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::{self, App};
use crate::backend::discussion::{REPLIES, THREADS};
use crate::backend::supply::Supply;
use crate::backend::wire::comments::CUT_FROM;
use crate::backend::wire::lists::{AT_A_TIME, part_path};
use crate::backend::wire::value::Value;
use crate::backend::{Backend, Fault, Request};
use crate::config::Config;
use crate::discussion;
use crate::model::discussion::{Discussion, RowKind, Sort, View as Looks};
use crate::model::{Direction, Language};
use crate::navigation::Navigation;
use crate::pages::Page;
use crate::prelude::*;
use crate::route::Route;
use crate::state::{reading, tools};
use crate::view::html::to_html;

/// The most comments that are drawn: as many as a server's first answer holds.
const MOST_COMMENTS: usize = THREADS * (1 + REPLIES);

/// The addresses of the documents that a page is rendered from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The front page's, which stands around every page.
    pub edition: String,
    /// The page's own; none where it is the front page, or no page.
    pub page: Option<String>,
    /// The first comments', for an article. A page stands without them.
    pub comments: Option<String>,
}

/// What a page is rendered from.
pub fn wanted(config: &Config, route: &Route) -> Wanted {
    let backend = Backend::new(config);
    let page = match route {
        // Those before it have to be read first: see [`part`].
        Route::Front | Route::NotFound | Route::Further(..) => None,
        Route::Section(slug) => Some(backend.section(slug).url),
        Route::Tag(slug) => Some(backend.tag(slug).url),
        Route::Author(slug) => Some(backend.author(slug).url),
        Route::Article(slug) => Some(backend.article(slug).url),
    };
    let comments = match route {
        Route::Article(slug) => backend.discussion(slug),
        _ => None,
    };
    let comments = comments.map(|backend| backend.first(Sort::default(), 0, None).call.url);
    Wanted { edition: backend.edition().url, page, comments }
}

/// Cuts an article's discussion to as much as a page draws of it, where its first threads hold more than
/// that. What the page draws says how many comments there are all the same.
pub fn cut(config: &Config, route: &Route, discussion: Value) -> Value {
    let Some((total, drawn)) = drawn(config, route, &discussion) else { return discussion };
    let Value::Object(mut fields) = discussion else { return discussion };
    for (_, list) in fields.iter_mut().filter(|(name, _)| name == "comments") {
        if let Value::List(comments) = list {
            comments.retain(|comment| id(comment).is_some_and(|id| drawn.contains(id)));
        }
    }
    fields.push((CUT_FROM.to_owned(), Value::Number(f64::from(total))));
    Value::Object(fields)
}

/// How many comments a discussion has, and the first that are drawn by their ids; none where these are all
/// that a page would draw.
fn drawn(config: &Config, route: &Route, discussion: &Value) -> Option<(u32, HashSet<String>)> {
    let Route::Article(slug) = route else { return None };
    let sort = Sort::default();
    let page = Backend::new(config).discussion(slug)?.first(sort, 0, None).read(discussion).ok()?;
    let known = Discussion::new(page, sort);
    let rows = known.rows(&Looks { threads: THREADS, ..Looks::default() });
    let comments = rows.iter().filter(|row| row.kind == RowKind::Comment);
    if comments.clone().count() <= MOST_COMMENTS {
        return None;
    }
    let ids = comments.filter_map(|row| Some(known.comment(row.position)?.id.clone()));
    Some((u32::try_from(known.total()).ok()?, ids.take(MOST_COMMENTS).collect()))
}

fn id(comment: &Value) -> Option<&str> {
    let Value::Object(fields) = comment else { return None };
    fields.iter().find_map(|(name, value)| match value {
        Value::Text(id) if name == "id" => Some(id.as_str()),
        _ => None,
    })
}

/// Reads the page at a route from its own document (the front page's is the edition), a list with all the
/// stories that this holds.
///
/// # Errors
///
/// [`Fault::Malformed`] or [`Fault::Contract`]; [`Fault::NotFound`] where there is no such page.
pub fn read(config: &Config, route: &Route, text: &str) -> Result<Page, Fault> {
    let backend = Backend::new(config);
    match route {
        Route::Front => taken(&backend.edition(), text, Page::Front),
        Route::Section(slug) => taken(&backend.section(slug), text, Page::Listing),
        Route::Tag(slug) => taken(&backend.tag(slug), text, Page::Listing),
        Route::Author(slug) => taken(&backend.author(slug), text, Page::Author),
        Route::Article(slug) => taken(&backend.article(slug), text, Page::Article),
        Route::Further(list, _) => read(config, list, text),
        Route::NotFound => Err(Fault::NotFound),
    }
}

/// The path of a list's first document; none where a page is no list.
pub fn path_of(config: &Config, list: &Route) -> Option<String> {
    let backend = Backend::new(config);
    match list {
        Route::Section(slug) => Some(backend.section(slug).path),
        Route::Tag(slug) => Some(backend.tag(slug).path),
        Route::Author(slug) => Some(backend.author(slug).path),
        _ => None,
    }
}

/// The paths of the pages that show what a list's document holds beyond the first of them.
pub fn further_parts(list: &Page, document: &str) -> Vec<String> {
    let stories = list.stories().len();
    (AT_A_TIME..stories).step_by(AT_A_TIME).map(|first| part_path(document, first)).collect()
}

/// The address of a part of a list, by the path that the part before it names.
pub fn part(config: &Config, list: &Route, path: &str) -> String {
    let backend = Backend::new(config);
    match list {
        Route::Author(_) => backend.author_by_path(path).url,
        _ => backend.list(path).url,
    }
}

fn taken<T>(request: &Request<T>, text: &str, page: fn(Arc<T>) -> Page) -> Result<Page, Fault> {
    request.read(text).map(|(document, _)| page(Arc::new(document)))
}

/// A page as text.
#[derive(Debug)]
pub struct Rendered {
    /// The page; [`Page::Problem`] where it could not be had.
    pub page: Page,
    /// What stands in the body.
    pub html: String,
    /// The language of the interface.
    pub lang: Language,
    /// The direction of the whole page.
    pub dir: Direction,
    /// The language of the edition, where it says so.
    pub edition_lang: Option<Language>,
    /// Whether the front page could be had, which stands around every page.
    pub has_edition: bool,
}

/// Renders a page from what its backends have answered. Several threads may at once.
pub fn render(config: Config, route: Route, supply: Supply) -> Rendered {
    let lang = config.site.lang.clone();
    let lasts = supply.lasts;
    let mut known = None;
    let html = to_html(|| {
        let backend = Backend::new(&config);
        app::provide(config, supply);
        if lasts {
            stop_clock();
        }
        discussion::provide(backend, reading().desk.supply());
        let navigation = Navigation::at(route);
        let page = navigation.shown().with_untracked(|shown| shown.page.clone());
        let front_page = reading().front_page;
        let has_edition = front_page.with(|_| ()).is_some();
        let edition_lang = front_page.with(|edition| edition.lang.clone()).flatten();
        known = Some((page, app::direction(front_page, &lang), has_edition, edition_lang));
        view! { <App navigation/> }
    });
    let known = known.unwrap_or((Page::NotFound, Direction::Ltr, false, None));
    let (page, dir, has_edition, edition_lang) = known;
    Rendered { page, html, lang, dir, edition_lang, has_edition }
}

/// Shows the edition's own moment on a page that lasts: it is not today's for long, and the same edition
/// shall give the same page on another day.
fn stop_clock() {
    if let Some(at) = reading().front_page.with(|edition| edition.updated_at).flatten() {
        tools().clock.stop(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::parse;
    use crate::model::Slug;

    const CONFIG: &str = r#"{
        "site": {"name": "The Example", "lang": "en-GB", "url": "https://news.example"},
        "edition": {"kind": "files", "url": "/edition/"},
        "comments": {"kind": "files", "url": "/edition/"}
    }"#;

    /// Renders a page from the built-in edition.
    fn rendered(path: &str) -> Rendered {
        rendered_from(path, Supply::default())
    }

    fn rendered_from(path: &str, mut supply: Supply) -> Rendered {
        let config = Config::parse(CONFIG).unwrap();
        let route = Route::parse(path);
        let wanted = wanted(&config, &route);
        for url in [Some(wanted.edition), wanted.page, wanted.comments].into_iter().flatten() {
            let file = format!("{}/public{url}", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(file).map_err(|_| Fault::NotFound);
            supply.add(url, text.and_then(|text| parse(&text)));
        }
        render(config, route, supply)
    }

    fn slugs(kind: &str) -> Vec<String> {
        let folder = format!("{}/public/edition/{kind}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(folder).unwrap().flatten();
        let name = |file: std::fs::DirEntry| file.file_name().into_string().unwrap();
        files.map(name).filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect()
    }

    #[test]
    fn every_page_of_the_edition_can_be_read() {
        for (kind, folder) in [
            ("section", "sections"),
            ("tag", "tags"),
            ("author", "authors"),
            ("article", "articles"),
        ] {
            for slug in slugs(folder) {
                let slug = Slug::new(&slug).unwrap();
                let page = rendered(&format!("/{kind}/{slug}"));
                assert!(page.page.is_worth_finding(), "{kind} {slug}: {:?}", page.page);
                assert!(page.html.contains("<h1 "), "{kind} {slug}");
                assert_eq!(page.html.matches("<main").count(), 1, "{kind} {slug}");
            }
        }
    }

    #[test]
    fn a_story_stands_with_its_frame_and_its_first_comments() {
        let story = rendered("/article/alaska-summit");
        for part in [
            "class=\"section-nav\"",
            "class=\"story-body\"",
            "class=\"key-points\"",
            "class=\"comment\"",
        ] {
            assert!(story.html.contains(part), "{part}");
        }
        assert!(!story.html.contains("comments-loading"));
        assert!(story.html.len() > 20_000);
    }

    #[test]
    fn a_face_comes_in_the_format_that_weighs_least() {
        for (path, sizes) in [
            ("/article/relay-by-a-width", "3rem"),
            ("/author/jonah-adeyemi", "clamp(4rem, 12vw, 6rem)"),
        ] {
            let source = format!(
                "<div class=\"avatar\"><picture><source type=\"image/avif\" \
                 srcset=\"/edition/photos/avatar-jonah-adeyemi-200.avif 200w\" sizes=\"{sizes}\">"
            );
            assert!(rendered(path).html.contains(&source), "{path} has no {source}");
        }
    }

    #[test]
    fn a_story_told_live_stands_with_its_blocks() {
        let story = rendered("/article/garve-storm").html;
        for part in [
            "<span class=\"live-mark\">As it happened</span> <a href=\"/section/world\">",
            "<h2 id=\"key-events-title\">",
            "<a href=\"#block-six-saved\">All six men are off the Corran Lass</a>",
            "<li class=\"block is-key-event\" tabindex=\"-1\" id=\"block-six-saved\">",
            "<a href=\"#block-a-door\"><time class=\"age\" datetime=\"2026-11-22T20:50:00Z\"",
        ] {
            assert!(story.contains(part), "{part}");
        }
        assert_eq!(story.matches("<li class=\"block").count(), 15);
    }

    #[test]
    fn the_front_page_and_no_page() {
        let front = rendered("/");
        assert!(matches!(front.page, Page::Front(_)));
        assert!(front.html.contains("class=\"top-stories\""));
        for path in ["/article/no-such-story", "/nowhere"] {
            let page = rendered(path);
            assert!(matches!(page.page, Page::NotFound), "{path}");
            assert!(page.html.contains("story-card"), "what else there is to read");
        }
    }

    #[test]
    fn a_page_that_lasts_has_its_editions_day() {
        // As the built-in edition says of itself.
        let day = "Monday 23 November 2026";
        let lasting = |path: &str| {
            let mut supply = Supply::default();
            supply.lasts = true;
            rendered_from(path, supply).html
        };
        for path in ["/", "/article/alaska-summit"] {
            assert!(lasting(path).contains(&format!("<time>{day}</time>")), "{path}");
        }
        assert!(lasting("/").contains(&format!(", {day}</h1>")));
    }

    #[test]
    fn a_page_runs_as_the_edition_does_and_else_as_its_language() {
        for (said, lang, dir) in [
            (r#""lang": "ur","#, "en", Direction::Rtl),
            (r#""lang": "ur", "dir": "ltr","#, "en", Direction::Ltr),
            (r#""dir": "rtl","#, "en", Direction::Rtl),
            ("", "ur", Direction::Rtl),
            ("", "en", Direction::Ltr),
        ] {
            let config = CONFIG.replace("en-GB", lang);
            let config = Config::parse(&config).unwrap();
            let edition = format!(r#"{{{said} "title": "E", "sections": [], "top_stories": []}}"#);
            let mut supply = Supply::default();
            supply.add(wanted(&config, &Route::Front).edition, parse(&edition));
            assert_eq!(render(config, Route::Front, supply).dir, dir, "{said} {lang}");
        }
    }

    #[test]
    fn a_backend_that_fails_is_a_sentence() {
        let config = Config::parse(CONFIG).unwrap();
        let fault = Fault::Status { status: 503, retry_after: Some(7) };
        let mut supply = Supply::default();
        supply.add("/edition/articles/x.json".to_owned(), Err(fault));
        let page = render(config, Route::parse("/article/x"), supply);
        assert!(matches!(page.page, Page::Problem(_)));
        assert!(page.html.contains("role=\"alert\""));
    }

    #[test]
    fn a_front_page_that_fails_says_with_what() {
        let failed = |answer: Result<&str, Fault>| {
            let config = Config::parse(CONFIG).unwrap();
            let mut supply = Supply::default();
            supply.add(wanted(&config, &Route::Front).edition, answer.and_then(parse));
            match render(config, Route::Front, supply).page {
                Page::Problem(error) => error.fault,
                page => panic!("{page:?}"),
            }
        };
        let fault = Fault::Status { status: 503, retry_after: Some(7) };
        assert_eq!(failed(Err(fault.clone())), fault);
        assert!(matches!(failed(Ok("{}")), Fault::Contract(_)));
    }
}

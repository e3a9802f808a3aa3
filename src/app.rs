//! What is provided to all, and the frame of a page.

use crate::backend::Backend;
use crate::backend::wire::json::JsonProblem;
use crate::components::frame::{ConnectionBanner, Masthead, SectionNav, SiteFooter, TopStrip};
use crate::config::Config;
use crate::head;
use crate::model::Slug;
use crate::navigation::Navigation;
use crate::pages::{Page, PageView};
use crate::prelude::*;
use crate::route::Route;
use crate::state::counts::CommentCounts;
use crate::state::{
    Announcer, Clock, Connection, Dates, Desk, FrontPage, Outbox, Preferences, Tools,
    provide_tools, tools,
};
use crate::view::mount;
use crate::words;

/// The element that holds the configuration.
const CONFIG: &str = "broadsheet-config";
/// The element that stands in the page before the app does.
const BOOT: &str = "boot";

/// Reads the configuration and draws the site, or says which key of it is wrong.
pub fn start() {
    start_with(|config| view! { <App config/> });
}

/// Reads the configuration and draws what it is for, or says which key of it is wrong.
pub fn start_with(draw: fn(Config) -> View) {
    let block = document().get_element_by_id(CONFIG).and_then(|block| block.text_content());
    let config = Config::parse(&block.unwrap_or_default());
    match config {
        Ok(config) => mount(move || draw(config)),
        Err(problem) => mount(move || view! { <WrongConfiguration problem/> }),
    }
    // Not before: where the app fails to draw itself, the page that stood there still stands.
    if let Some(boot) = document().get_element_by_id(BOOT) {
        boot.remove();
    }
}

/// The site.
#[component]
fn App(config: Config) -> impl IntoView {
    let site = config.site.name.clone();
    provide(config);
    let front_page = tools().front_page;
    let navigation = Navigation::start();
    let shown = navigation.shown();
    Effect::new(move || {
        let stories = shown.with(|shown| shown.page.stories());
        if !stories.is_empty() {
            let Tools { counts, desk, .. } = tools();
            counts.ask(desk, stories);
        }
    });
    let is_outdated = Memo::new(move |_| {
        shown.with(|shown| match &shown.page {
            Page::Front(edition) => {
                front_page.with(|latest| latest.updated_at > edition.updated_at).unwrap_or_default()
            }
            _ => false,
        })
    });
    view! {
        <a class="skip-link" href="#main">{words::SKIP}</a>
        <Masthead site=site.clone() is_outdated on_renew=move |()| navigation.renew()/>
        <Surroundings navigation/>
        <Main navigation/>
        <SiteFooter site/>
        <Status/>
    }
}

/// Provides what every page and component may reach for, and keeps the root's language by it.
pub fn provide(config: Config) {
    let language = config.site.lang.clone();
    let front_page = FrontPage::awaited();
    let backend = Backend::new(&config);
    let connection = Connection::listen();
    provide_tools(Tools {
        outbox: Outbox::open(backend.clone(), connection),
        discussions: StoredValue::default(),
        counts: CommentCounts::unknown(),
        desk: Desk::new(backend),
        front_page,
        dates: Dates::new(&language),
        clock: Clock::start(),
        connection,
        preferences: Preferences::load(),
        announcer: Announcer::silent(),
        config: StoredValue::new(config),
    });
    Effect::new(move || {
        let direction =
            front_page.with(|edition| edition.dir).unwrap_or_else(|| language.direction());
        head::set_language(&language, direction);
    });
}

/// What stands between the masthead and the page, and depends on the page.
#[component]
fn Surroundings(navigation: Navigation) -> impl IntoView {
    let shown = navigation.shown();
    let route = Memo::new(move |_| shown.with(|shown| shown.route.clone()));
    let section = Memo::new(move |_| shown.with(|shown| section_of(&shown.page)));
    let stale_since = Memo::new(move |_| shown.with(|shown| shown.stale_since));
    view! {
        <SectionNav route section/>
        <ConnectionBanner stale_since/>
        {move || match route.get() {
            Route::Article(slug) => view! { <TopStrip slug/> }.into_any(),
            _ => ().into_any(),
        }}
    }
}

fn section_of(page: &Page) -> Option<Slug> {
    match page {
        Page::Article(article) => Some(article.section.slug.clone()),
        _ => None,
    }
}

/// The page itself. Each is a `main` of its own, hence the list of one: a `main` that were kept would be
/// pushed about when the strip above it comes and goes, and every reader would see it jump.
#[component]
fn Main(navigation: Navigation) -> impl IntoView {
    let shown = navigation.shown();
    let is_busy = move || navigation.is_busy();
    let is_whole = navigation.is_whole();
    let retry = move |()| navigation.retry();
    view! {
        <For each=move || [shown.get()] key=|shown| shown.serial let:shown>
            <main class="page" id="main" tabindex="-1" class:is-busy=is_busy
                aria-busy=move || (is_busy() || !is_whole.get()).then_some("true")>
                <PageView page=shown.page route=shown.route tries=shown.tries is_whole retry/>
            </main>
        </For>
    }
}

/// The one polite status of the page.
#[component]
pub fn Status() -> impl IntoView {
    let announcer = tools().announcer;
    view! {
        <p class="visually-hidden" role="status" aria-live="polite" id="announcer">{move || announcer.said()}</p>
    }
}

/// A deployer's slip: which key of the configuration is wrong, and what belongs there.
#[component]
fn WrongConfiguration(problem: JsonProblem) -> impl IntoView {
    view! {
        <main class="page" id="main">
            <section class="problem" role="alert">
                <h1 class="problem-title">{words::WRONG_CONFIGURATION}</h1>
                <p class="problem-detail"><code>{problem.to_string()}</code></p>
            </section>
        </main>
    }
}

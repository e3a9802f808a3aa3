//! What is provided to all, and the frame of a page.

use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, Element, Node};

use crate::backend::Backend;
use crate::backend::supply::{self, Supply};
use crate::backend::wire::json::JsonProblem;
use crate::components::frame::{ConnectionBanner, Masthead, SectionNav, SiteFooter, TopStrip};
use crate::config::Config;
use crate::discussion;
use crate::ending::tell_boot;
use crate::head;
use crate::model::{Direction, Language, Slug};
use crate::navigation::Navigation;
use crate::pages::{Page, PageView};
use crate::prelude::*;
use crate::route::Route;
use crate::state::counts::CommentCounts;
use crate::state::{
    Announcer, Clock, Connection, Dates, Desk, FrontPage, Preferences, Reading, Tools, listen,
    provide_reading, provide_tools, reading, tools,
};
use crate::view::{mount, next_task, program, take_up_rest};
use crate::words;

/// The element that holds the configuration.
pub(crate) const CONFIG: &str = "broadsheet-config";
/// The element that stands in the page before the app does.
const BOOT: &str = "boot";
/// The event that tells `boot.js` that whatever the reader does is heard from now on.
const TAKEN_UP_EVENT: &str = "broadsheet-taken-up";
/// The attribute of the root element of a page that a server has drawn.
pub const RENDERED: &str = "data-rendered";

/// Reads the configuration and draws the site, or says which key of it is wrong.
///
/// What a server has drawn is read meanwhile, and a phone that is slow shall answer a tap: so all this is
/// several tasks, one after the other. Where nothing can be read yet, all that is seen changes in one go.
pub fn start() {
    program(|| match read_config() {
        Err(problem) => show_wrong(problem),
        Ok(config) => then(move || {
            let supply = Supply::read(&text_of(supply::ELEMENT));
            then(move || {
                provide(config, supply);
                then(start_site);
            });
        }),
    });
}

fn then(run: impl FnOnce() + 'static) {
    if is_rendered() { next_task(run) } else { run() }
}

fn start_site() {
    let navigation = Navigation::start();
    then(move || {
        // A link may have been followed since: what stands is then another page's.
        show(navigation.stands(), || view! { <App navigation/> });
        take_up_rest(move || {
            ask_for_counts(navigation);
            tell_boot(TAKEN_UP_EVENT);
        });
    });
}

/// Draws all there is to see: by taking up what a server has drawn, or in its place.
fn show(takes_up: bool, draw: impl FnOnce() -> View) {
    let rendered = rendered();
    mount(rendered.first().filter(|_| takes_up), draw);
    if !takes_up {
        // A page that says what went wrong, say: the program has asked once more, and drawn its own.
        rendered.iter().for_each(|node| node.unchecked_ref::<Element>().remove());
    }
    // Not before: where the app fails to draw itself, the page that stood there still stands.
    if let Some(boot) = document().get_element_by_id(BOOT) {
        boot.remove();
    }
}

/// Asks how many comments the stories of each page have. Not before the page is taken up: a number that had
/// come by then would not be what stands there.
fn ask_for_counts(navigation: Navigation) {
    let shown = navigation.shown();
    Effect::new(move || {
        let stories = shown.with(|shown| shown.page.stories());
        if !stories.is_empty() {
            let Reading { counts, desk, .. } = reading();
            counts.ask(desk, stories);
        }
    });
}

/// Reads the configuration and draws what it is for, or says which key of it is wrong.
pub fn start_with(draw: impl FnOnce(Config) -> View) {
    program(|| match read_config() {
        Ok(config) => show(false, || draw(config)),
        Err(problem) => show_wrong(problem),
    });
}

fn read_config() -> Result<Config, JsonProblem> {
    Config::parse(&text_of(CONFIG))
}

fn show_wrong(problem: JsonProblem) {
    show(false, || view! { <WrongConfiguration problem/> });
    tell_boot(TAKEN_UP_EVENT);
}

pub(crate) fn text_of(id: &str) -> String {
    document().get_element_by_id(id).and_then(|block| block.text_content()).unwrap_or_default()
}

fn is_rendered() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute(RENDERED))
}

/// The nodes of a page that a server has drawn.
fn rendered() -> Vec<Node> {
    let Some(body) = document().body().filter(|_| is_rendered()) else { return Vec::new() };
    let nodes = body.child_nodes();
    (0..nodes.length()).filter_map(|place| nodes.item(place)).collect()
}

/// The site.
#[component]
pub(crate) fn App(
    /// The way between its pages.
    navigation: Navigation,
) -> impl IntoView {
    let front_page = reading().front_page;
    let site = tools().config.with_value(|config| config.site.name.clone());
    let shown = navigation.shown();
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
pub fn provide(config: Config, supply: Supply) {
    let language = config.site.lang.clone();
    let (backend, lasts) = (Backend::new(&config), supply.lasts);
    provide_common(config, lasts);
    let desk = Desk::new(backend, supply);
    let front_page = FrontPage::awaited(desk);
    let (counts, preferences) = (CommentCounts::unknown(), Preferences::load());
    provide_reading(Reading {
        desk,
        front_page,
        preferences,
        counts,
        lists: StoredValue::default(),
    });
    Effect::new(move || {
        head::set_language(&language, direction(front_page, &language));
    });
}

/// Provides what the components of every program may reach for. What `lasts` is a page that is kept for
/// longer than it holds how long ago something was.
pub(crate) fn provide_common(config: Config, lasts: bool) {
    provide_tools(Tools {
        dates: Dates::new(&config.site.lang, lasts),
        clock: Clock::start(),
        connection: Connection::listen(),
        announcer: Announcer::silent(),
        config: StoredValue::new(config),
    });
}

/// The direction of the whole page: the edition's, else that of the interface's language.
pub(crate) fn direction(front_page: FrontPage, language: &Language) -> Direction {
    front_page.with(|edition| edition.dir).flatten().unwrap_or_else(|| language.direction())
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
    let retry = move |is_wanted: bool| navigation.retry(is_wanted);
    // The stories' language, where the interface speaks another; what says that there is no page is the
    // interface's.
    let lang = move || {
        let is_of_the_edition = shown.with(|shown| shown.page.is_worth_finding());
        let lang = reading().front_page.with(|edition| edition.lang.clone()).flatten();
        let site = tools().config.with_value(|config| config.site.lang.clone());
        let lang = lang.filter(|lang| is_of_the_edition && *lang != site);
        lang.map(|lang| lang.as_str().to_owned())
    };
    view! {
        <For each=move || [shown.get()] key=|shown| shown.serial let:shown>
            <main class="page" id="main" tabindex="-1" lang=lang class:is-busy=is_busy
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
    // What the discussion's program has to say is said here: two who speak would cut each other short.
    let hear = |name, tell: fn(Announcer, String)| {
        listen(name, move |event| {
            let words = event.dyn_ref::<CustomEvent>().and_then(|event| event.detail().as_string());
            tell(announcer, words.unwrap_or_default());
        })
    };
    let kept = [hear(discussion::SAY, Announcer::say), hear(discussion::SHOW, Announcer::show)];
    let _kept = StoredValue::new(kept);
    let look = move || if announcer.is_shown() { "toast" } else { "visually-hidden" };
    view! {
        <p class=look role="status" aria-live="polite" id="announcer">{move || announcer.said()}</p>
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

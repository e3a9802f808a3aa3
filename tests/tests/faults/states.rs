//! Every page in its main states: slow, not there, taken down, failing, damaged, empty; opened on a
//! phone, and come to by a link on a desktop.

use journeys::backend::Gate;
use journeys::{Answer, Device, Result, inspect};
use serde_json::{Value, json};

use super::stage::{EDITION_JSON, LEAD_JSON, Stage, at, report};

/// A page, the document that it needs, and what of it must be there.
struct Kind {
    path: &'static str,
    document: &'static str,
    required: &'static str,
    missing: &'static str,
    lists: &'static [&'static str],
    empty: &'static str,
}

const FRONT: Kind = Kind {
    path: "/",
    document: EDITION_JSON,
    required: "title",
    missing: "title: expected a string",
    lists: &["sections", "top_stories", "containers", "most_read"],
    empty: "Today’s front page is still empty",
};
const KINDS: [Kind; 4] = [
    Kind {
        path: "/article/alaska-summit",
        document: LEAD_JSON,
        required: "body",
        missing: "body: expected a list",
        lists: &["body", "blocks", "contributors", "key_points", "tags", "corrections", "related"],
        empty: "This story has no text yet.",
    },
    Kind {
        path: "/section/science",
        document: "sections/science.json",
        required: "name",
        missing: "name: expected a string",
        lists: &["cards"],
        empty: "There is nothing here yet.",
    },
    Kind {
        path: "/tag/rivers",
        document: "tags/rivers.json",
        required: "cards",
        missing: "cards: expected a list",
        lists: &["cards"],
        empty: "There is nothing here yet.",
    },
    Kind {
        path: "/author/mira-okafor",
        document: "authors/mira-okafor.json",
        required: "slug",
        missing: "slug: expected a string",
        lists: &["cards", "links"],
        empty: "There is nothing here yet.",
    },
];

const NO_FRONT_PAGE: &str = "There is nothing at this address";

/// A state: the answer, the heading, whether another try is offered, the console's words.
type State = (&'static str, Answer, &'static str, bool, String);

fn states(stage: &Stage, kind: &Kind) -> Result<Vec<State>> {
    let whole = stage.backend.document(kind.document)?;
    let text = whole.to_string();
    let half = &text.as_bytes()[..text.len() / 2];
    let without = stage.changed(kind.document, |document| {
        document.as_object_mut().map(|fields| fields.remove(kind.required));
    })?;
    let in_a_minute = Answer::status(503).header("Retry-After", "50");
    let damaged = "This page arrived damaged";
    let missing = kind.missing.to_owned();
    let of = str::to_owned;
    let mut states = vec![
        ("410", Answer::status(410), "been removed", false, of("status 410")),
        ("410 with a problem", problem(410, "gone"), "been removed", false, of("status 410")),
        (
            "503 with a problem",
            problem(503, "unavailable").header("Retry-After", "50"),
            "The newsroom’s server is very busy",
            true,
            of("status 503"),
        ),
        ("500", Answer::status(500), "The newsroom’s server has a problem", true, of("status 500")),
        ("503", in_a_minute, "The newsroom’s server is very busy", true, of("status 503")),
        ("HTML", Answer::text("text/html", "<p>Log in"), damaged, true, of("text/html")),
        ("half", Answer::text("application/json", half), damaged, true, of("not JSON")),
        (
            "wrong type",
            Answer::json(&json!([text])),
            damaged,
            true,
            of("the whole: expected an object"),
        ),
        ("missing", without, damaged, true, missing),
        (
            "reset",
            Answer::json(&whole).reset(),
            "This page could not be reached",
            true,
            of("no answer"),
        ),
    ];
    // There is always a front page: where it isn't there, something else is wrong than the address.
    let missing = if kind.path == "/" { NO_FRONT_PAGE } else { "Page not found" };
    for (name, answer) in
        [("404", Answer::status(404)), ("404 with a problem", problem(404, "not_found"))]
    {
        states.insert(0, (name, answer, missing, kind.path == "/", of("status 404")));
    }
    Ok(states)
}

/// A status with a problem as the companion writes it (RFC 9457).
fn problem(status: u16, code: &str) -> Answer {
    let problem =
        json!({"type": "about:blank", "title": "A problem", "status": status, "code": code});
    Answer::status(status).content_type("application/problem+json").body(problem.to_string())
}

/// Whether the checker of accessibility looks at a state of a page: at every state of the first page,
/// and of each other page at two of its own, so that every page and every state is looked at.
fn is_checked(kind: usize, state: usize) -> bool {
    kind == 0 || [kind, kind + 4].contains(&state)
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_first_visit_on_a_phone() -> Result<()> {
    at_a_first_visit(Device::Phone, KINDS.iter().chain([&FRONT])).await
}

/// The front page has been read by the time that a link leads to it: what it lacks is seen at a first
/// visit alone.
#[tokio::test(flavor = "multi_thread")]
async fn at_a_first_visit_of_the_front_page_on_a_desktop() -> Result<()> {
    at_a_first_visit(Device::Desktop, [&FRONT]).await
}

async fn at_a_first_visit(device: Device, kinds: impl IntoIterator<Item = &Kind>) -> Result<()> {
    let stage = Stage::set(device).await?;
    let mut wrong = Vec::new();
    for (place_of_kind, kind) in kinds.into_iter().enumerate() {
        for (number, state) in states(&stage, kind)?.into_iter().enumerate() {
            let place = format!("{} {}", kind.path, state.0);
            stage.browser.forget().await?;
            stage.backend.set(kind.document, state.1.clone());
            stage.open(kind.path).await?;
            wrong.extend(at(&place, shown(&stage, kind, &state).await?));
            wrong.extend(at(&place, stage.console_says_else(kind.document).await?));
            if is_checked(place_of_kind, number) {
                wrong.extend(at(&place, inspect::accessible(&stage.browser).await?));
            }
            stage.backend.heal();
            if state.3 {
                wrong.extend(at(&place, heals(&stage).await?));
            }
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_way_to_a_page_on_a_desktop() -> Result<()> {
    let stage = Stage::at("/", Device::Desktop).await?;
    let mut wrong = Vec::new();
    for (place_of_kind, kind) in KINDS.iter().enumerate() {
        let whole = stage.backend.document(kind.document)?;
        for (number, state) in states(&stage, kind)?.into_iter().enumerate() {
            let place = format!("{} {}", kind.path, state.0);
            stage.browser.forget().await?;
            // An address of its own, since a page that was read once is at hand.
            let path = format!("{}-{number}", kind.path);
            let document = kind.document.replace(".json", &format!("-{number}.json"));
            stage.backend.set(&document, state.1.clone());
            stage.go(&path).await?;
            let own = Kind { document: &*document.leak(), ..*kind };
            let mut found = shown(&stage, &own, &state).await?;
            found.extend(stage.console_says_else(own.document).await?);
            if !stage.look().await?.is_focus_on_heading {
                found.push("the focus is not on the heading".to_owned());
            }
            if is_checked(place_of_kind, number) {
                found.extend(inspect::accessible(&stage.browser).await?);
            }
            if state.3 {
                stage.backend.set(own.document, Answer::json(&whole));
                found.extend(heals(&stage).await?);
            }
            wrong.extend(at(&place, found));
            stage.go("/").await?;
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

async fn shown(stage: &Stage, kind: &Kind, state: &State) -> Result<Vec<String>> {
    let (_, _, heading, has_retry, console) = state;
    let look = stage.look().await?;
    let is_missing = *heading == "Page not found";
    let mut wrong = if is_missing { look.never() } else { look.problem() };
    if !look.heading.contains(heading) {
        wrong.push(format!("says {:?}, not {heading:?}", look.heading));
    }
    if look.has_retry() != *has_retry {
        wrong.push(format!("offers {:?}", look.buttons));
    }
    let is_elsewhere = look.links.iter().any(|href| href == "/");
    if !look.title.starts_with(&look.heading) || !look.is_hidden_from_search || !is_elsewhere {
        wrong.push(format!(
            "titled {:?}, hidden from search: {}, links {:?}",
            look.title, look.is_hidden_from_search, look.links
        ));
    }
    // Not every page is a story.
    if *heading == "been removed" && look.body.contains("story") != kind.path.contains("article") {
        wrong.push(format!("what was removed is called {:?}", look.heading));
    }
    wrong.extend(stage.console_names(kind.document, console).await?);
    wrong.extend(inspect::frame(&stage.browser).await?);
    wrong.extend(stage.moved().await?);
    Ok(wrong)
}

async fn heals(stage: &Stage) -> Result<Vec<String>> {
    if let Err(problem) = stage.try_again().await {
        return Ok(vec![format!("another try: {problem:#}")]);
    }
    let look = stage.look().await?;
    let mut wrong = look.never();
    if look.is_hidden_from_search || !look.alerts.is_empty() {
        wrong.push(format!("another try left {:?}", look.alerts));
    }
    wrong.extend(stage.moved().await?);
    Ok(at("after another try", wrong))
}

#[tokio::test(flavor = "multi_thread")]
async fn empty() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let mut wrong = Vec::new();
    for (place, kind) in KINDS.iter().chain([&FRONT]).enumerate() {
        let both = [(Device::Phone, json!([])), (Device::Desktop, Value::Null)];
        for (number, (device, value)) in both.into_iter().enumerate() {
            // A list that must be there may be empty, but not null.
            let is_required = |key: &str| ["body", "cards", "top_stories"].contains(&key);
            let empty = stage.changed(kind.document, |document| {
                for key in kind.lists {
                    let value = if is_required(key) { json!([]) } else { value.clone() };
                    document[*key] = value;
                }
            })?;
            stage.browser.hold(device).await?;
            stage.browser.forget().await?;
            stage.backend.set(kind.document, empty);
            stage.open(kind.path).await?;
            let look = stage.look().await?;
            let mut found = look.never();
            if !look.body.contains(kind.empty) || !look.alerts.is_empty() {
                found.push(format!("not {:?}, but {}", kind.empty, look.body));
            }
            found.extend(inspect::frame(&stage.browser).await?);
            found.extend(stage.moved().await?);
            found.extend(stage.quiet().await?);
            let boxes = "[...document.querySelectorAll('main :is(ul, ol, section, figure):not(.comments *)')]
                .filter((e) => e.checkVisibility() && !e.innerText.trim() && e.getBoundingClientRect().height > 0)
                .map((e) => e.tagName + '.' + e.className).join(' ')";
            let boxes = stage.browser.js_text(boxes).await?;
            if !boxes.is_empty() {
                found.push(format!("empty boxes: {boxes}"));
            }
            // Each page at one of the two.
            if place % 2 == number {
                found.extend(stage.accessible().await?);
            }
            wrong.extend(at(&format!("{} {device:?}", kind.path), found));
            stage.backend.heal();
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn slow() -> Result<()> {
    let stage = Stage::set(Device::Phone).await?;
    let mut wrong = Vec::new();
    for (number, device) in [Device::Phone, Device::Desktop].into_iter().enumerate() {
        stage.browser.hold(device).await?;
        for (place, kind) in KINDS.iter().chain([&FRONT]).enumerate() {
            let mut found = slow_at_a_first_visit(&stage, kind, place % 2 == number).await?;
            if kind.path != "/" {
                found.extend(slow_by_a_link(&stage, kind).await?);
            }
            wrong.extend(at(&format!("{} {device:?}", kind.path), found));
        }
    }
    stage.browser.close().await?;
    report(&wrong);
    Ok(())
}

async fn slow_at_a_first_visit(
    stage: &Stage,
    kind: &Kind,
    is_checked: bool,
) -> Result<Vec<String>> {
    let gate = Gate::shut();
    stage.browser.forget().await?;
    stage.backend.set(kind.document, Answer::file().behind(&gate));
    stage.browser.open_address(&stage.site.url(kind.path)).await?;
    stage.browser.wait_until("watched.skeleton !== null").await?;
    let mut wrong = Vec::new();
    if is_checked {
        wrong.extend(while_it_is_slow(stage).await?);
    }
    gate.open();
    stage.browser.wait_until_settled().await?;
    wrong.extend(stage.look().await?.never());
    wrong.extend(stage.moved().await?);
    wrong.extend(stage.quiet().await?);
    match stage.waited("skeleton").await? {
        Some(wait) if wait.is_in_time() && wait.has_frame => {}
        wait => wrong.push(format!("the skeleton: {wait:?}")),
    }
    Ok(wrong)
}

/// What axe finds while the page is on its way: what it will be called is not known yet.
pub async fn while_it_is_slow(stage: &Stage) -> Result<Vec<String>> {
    let mut wrong = stage.accessible().await?;
    wrong.retain(|line| !line.contains(": page-has-heading-one "));
    if stage.browser.count(".skeletons").await? == 0 {
        wrong.push("it came while it was looked at".to_owned());
    }
    Ok(wrong)
}

async fn slow_by_a_link(stage: &Stage, kind: &Kind) -> Result<Vec<String>> {
    let path = "/section/sport";
    stage.backend.heal();
    stage.open(path).await?;
    stage.browser.js("void Object.assign(watched, { skeleton: null, dim: null })").await?;
    let gate = Gate::shut();
    stage.backend.set(kind.document, Answer::file().behind(&gate));
    stage.follow(kind.path).await?;
    stage.browser.wait_until("watched.dim !== null").await?;
    gate.open();
    stage.browser.wait_for_path(kind.path).await?;
    let mut wrong = stage.look().await?.never();
    wrong.extend(stage.moved().await?);
    wrong.extend(stage.quiet().await?);
    match stage.waited("dim").await? {
        Some(wait) if wait.is_in_time() && wait.heading == "Sport" && wait.path == path => {}
        wait => wrong.push(format!("the old page: {wait:?}")),
    }
    if stage.waited("skeleton").await?.is_some() {
        wrong.push("a skeleton between two pages".to_owned());
    }
    Ok(wrong)
}

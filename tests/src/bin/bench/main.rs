//! `cargo xtask bench`: the built site beside a hand-written page with the same story and pictures.
//!
//! Both are served by one server and read in turn on the same imitated phone, so that the ratios
//! hold on any machine; the milliseconds are this machine's own. Nothing here passes or fails:
//! an aim that is missed is said, and what cannot be measured is an error.
//!
//! [`handwritten`] writes the page to compare with, [`phone`] imitates the phone, [`visits`],
//! [`clicks`] and [`comments`] measure, [`figures`] and [`table`] print.

mod clicks;
mod comments;
mod figures;
mod handwritten;
mod markup;
mod paint;
mod phone;
mod prefix;
mod table;
mod visits;

use std::collections::BTreeSet;
use std::thread::available_parallelism;

use anyhow::{Context, bail};
use journeys::{Browser, Device, Result, Site};
use serde_json::json;

use clicks::Round;
use figures::{Figure, grouped};
use table::Table;
use visits::{KINDS, Visit};

const USAGE: &str =
    "usage: bench [--markdown] [--only visits|paint|comments] [--pairs N] [--rounds N]";
/// The story that is visited, and the one that the hand-written page of it leads to.
const STORIES: [&str; 2] = ["alaska-summit", "strait-convoy"];
/// The most that code and styles should weigh, in bytes as sent.
const AIM_BYTES: u64 = 180_000;
/// The most that a page may move by itself.
const STEADY: f64 = 0.01;
/// How many comments are drawn beside plain DOM JavaScript.
const COMMENTS: [usize; 3] = [300, 1_000, 10_000];
/// How soon a story that was fetched ahead should stand on the screen.
const AIM_CLICK: &str = "aim 100 ms";

struct Options {
    is_markdown: bool,
    only: Option<String>,
    pairs: usize,
    rounds: usize,
}

/// The same visit to both pages, one after the other.
struct Pair {
    app: Visit,
    handwritten: Visit,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    let is_wanted = |part| options.only.as_deref().is_none_or(|only| only == part);
    println!("{}", machine().await?);
    let print = |table: Table| {
        print!("\n{}", if options.is_markdown { table.markdown() } else { table.plain() });
    };
    if is_wanted("visits") {
        let (pairs, rounds) = visit(&options).await?;
        for table in [bytes(&pairs[0]), first_visit(&pairs), next_story(&rounds)] {
            print(table);
        }
        for moved in unsteady(&pairs) {
            println!("\nMoved by itself, {moved}");
        }
    }
    if is_wanted("paint") {
        let pairs = paint::pairs(STORIES, options.pairs).await?;
        print(first_paint(&pairs));
        for moved in pairs.iter().flat_map(|pair| &pair.site.shifts.moved).collect::<BTreeSet<_>>()
        {
            println!("\nMoved by itself, {moved}");
        }
    }
    if is_wanted("comments") {
        print(drawn_comments(options.pairs).await?);
        print(events().await?);
    }
    Ok(())
}

async fn visit(options: &Options) -> Result<(Vec<Pair>, Vec<Round>)> {
    let site = Site::as_built().await?;
    handwritten::publish(&site, STORIES)?;
    let mut pairs = Vec::new();
    for number in 1..=options.pairs {
        eprintln!("First visits, pair {number} of {}.", options.pairs);
        let app = visits::visit(&site.url(&format!("/article/{}", STORIES[0]))).await?;
        let handwritten = visits::visit(&site.url(&handwritten::address(STORIES[0]))).await?;
        pairs.push(Pair { app, handwritten });
    }
    eprintln!("From story to story, {} rounds.", options.rounds);
    let rounds = clicks::rounds(&site, STORIES, options.rounds).await?;
    Ok((pairs, rounds))
}

async fn drawn_comments(rounds: usize) -> Result<Table> {
    let title = format!("Drawing a discussion, full speed, {rounds} rounds (aim 1.3×)");
    let mut table = Table::new(title, &["comments", "ratio", "site", "plain DOM JavaScript"]);
    for count in COMMENTS {
        eprintln!("Drawing {count} comments.");
        let drawings = comments::drawings(count, rounds).await?;
        let ratio = Figure::of(drawings.iter().map(|drawing| drawing.app / drawing.plain));
        let app = Figure::of(drawings.iter().map(|drawing| drawing.app));
        let plain = Figure::of(drawings.iter().map(|drawing| drawing.plain));
        table.row([grouped(count as u64), ratio.times(), app.milliseconds(), plain.milliseconds()]);
    }
    Ok(table)
}

async fn events() -> Result<Table> {
    eprintln!("Events in an open discussion.");
    let seen = comments::smoothness().await?;
    let title = format!(
        "{} events in an open discussion of {} comments, 360 × 740, full speed",
        grouped(comments::EVENTS as u64),
        grouped(seen.comments as u64)
    );
    let mut table = Table::new(title, &["", "ms"]);
    let written = |frame: f64| format!("{frame:.0}");
    for (how, frames) in [("all at once", &seen.at_once), ("as they are made", &seen.as_made)] {
        let longest: Vec<String> = frames.iter().take(5).map(|frame| written(*frame)).collect();
        let over = frames.iter().filter(|frame| **frame > comments::AIM_FRAME).count();
        let aim = comments::AIM_FRAME;
        table.row([format!("{how}: longest frames (aim {aim})"), longest.join(", ")]);
        table.row([format!("{how}: of the longest ten, over the aim"), over.to_string()]);
    }
    table.row(["longest frame with no events".to_owned(), written(seen.idle)]);
    let slowest: Vec<String> = seen.typing.slowest.iter().copied().map(written).collect();
    let keys = format!(
        "{} keys typed meanwhile: slowest until shown (aim {})",
        seen.typing.keys,
        comments::AIM_KEY
    );
    table.row([
        keys,
        if slowest.is_empty() { "none over 16".to_owned() } else { slowest.join(", ") },
    ]);
    Ok(table)
}

fn options(mut given: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options { is_markdown: false, only: None, pairs: 5, rounds: 10 };
    while let Some(name) = given.next() {
        let mut count = || -> Result<usize> {
            let count = given.next().and_then(|count| count.parse().ok());
            count.filter(|count| *count > 0).with_context(|| format!("{name} wants a number"))
        };
        match name.as_str() {
            "--markdown" => options.is_markdown = true,
            "--only" => options.only = given.next(),
            "--pairs" => options.pairs = count()?,
            "--rounds" => options.rounds = count()?,
            _ => bail!("{name} is not known; {USAGE}"),
        }
    }
    Ok(options)
}

/// What the figures were measured with.
async fn machine() -> Result<String> {
    let browser = Browser::open(Device::Phone).await?;
    let version = browser.devtools("Browser.getVersion", json!({})).await?;
    browser.close().await?;
    let cores = available_parallelism()?;
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown");
    let product = version["product"].as_str().context("the browser has no version")?;
    Ok(format!(
        "{cores} cores (load {load} at the start), {product}. Medians, with least and most."
    ))
}

fn bytes(pair: &Pair) -> Table {
    let title = format!("Bytes of a first visit to /article/{}, 360 × 740, as sent", STORIES[0]);
    let mut table = Table::new(title, &["", "site", "hand-written page"]);
    let (app, page) = (&pair.app.fetched, &pair.handwritten.fetched);
    let mut row =
        |name: String, app: u64, page: u64| table.row([name, grouped(app), grouped(page)]);
    for kind in KINDS {
        row(kind.to_owned(), app.kind(kind), page.kind(kind));
    }
    row("all bodies".to_owned(), app.all(), page.all());
    row("headers".to_owned(), app.headers, page.headers);
    row("answers".to_owned(), app.answers as u64, page.answers as u64);
    let name = format!("code and styles (aim {})", grouped(AIM_BYTES));
    row(name, app.code_and_styles(), page.code_and_styles());
    table
}

fn first_visit(pairs: &[Pair]) -> Table {
    let title = format!("First visit, 4× CPU, slow 4G, nothing cached, {} pairs", pairs.len());
    let mut table = Table::new(title, &["", "ratio", "site", "hand-written page"]);
    let mut time = |name: &str, of: fn(&Visit) -> f64| {
        let ratio = Figure::of(pairs.iter().map(|pair| of(&pair.app) / of(&pair.handwritten)));
        let app = Figure::of(pairs.iter().map(|pair| of(&pair.app)));
        let page = Figure::of(pairs.iter().map(|pair| of(&pair.handwritten)));
        table.row([name.to_owned(), ratio.times(), app.milliseconds(), page.milliseconds()]);
    };
    time("story readable", |visit| visit.readable);
    time("largest thing drawn (LCP)", |visit| visit.largest);
    // Of these the hand-written page has next to none, and a ratio to nothing says nothing.
    let both = |of: fn(&Visit) -> f64| {
        let app = Figure::of(pairs.iter().map(|pair| of(&pair.app)));
        (app, Figure::of(pairs.iter().map(|pair| of(&pair.handwritten))))
    };
    let (app, page) = both(|visit| visit.blocked);
    let name = "total blocking time".to_owned();
    table.row([name, "–".to_owned(), app.milliseconds(), page.milliseconds()]);
    let (app, page) = both(|visit| visit.shifts.total);
    table.row(["layout shift".to_owned(), "–".to_owned(), app.shift(), page.shift()]);
    table
}

fn first_paint(pairs: &[paint::Pair]) -> Table {
    let title = format!(
        "First paint of a rendered page, 4× CPU, slow 4G, nothing cached, {} pairs",
        pairs.len()
    );
    let mut table = Table::new(title, &["", "ratio", "rendered", "static page, no script"]);
    let of = |of: fn(&Visit) -> f64| {
        let ratio = Figure::of(pairs.iter().map(|pair| of(&pair.site) / of(&pair.plain)));
        let site = Figure::of(pairs.iter().map(|pair| of(&pair.site)));
        (ratio, site, Figure::of(pairs.iter().map(|pair| of(&pair.plain))))
    };
    for (name, figure) in [
        (
            "largest thing drawn, LCP (aim 1.05×)",
            (|visit: &Visit| visit.largest) as fn(&Visit) -> f64,
        ),
        ("story readable", |visit| visit.readable),
    ] {
        let (ratio, site, plain) = of(figure);
        table.row([name.to_owned(), ratio.times(), site.milliseconds(), plain.milliseconds()]);
    }
    let ratio = Figure::of(pairs.iter().map(|pair| pair.site.largest / pair.inline.largest));
    let inline = Figure::of(pairs.iter().map(|pair| pair.inline.largest));
    let name = "LCP, beside one with its first styles within itself (aim 1.05×)".to_owned();
    table.row([name, ratio.times(), "–".to_owned(), inline.milliseconds()]);
    let bytes = |visit: &Visit| visit.before_readable as f64;
    let ratio = Figure::of(pairs.iter().map(|pair| bytes(&pair.site) / bytes(&pair.inline)));
    let inline = Figure::of(pairs.iter().map(|pair| bytes(&pair.inline)));
    let name = "bytes before the story is readable, beside that one (aim 1.2×)".to_owned();
    table.row([name, ratio.times(), "–".to_owned(), inline.bytes()]);
    let ratio = Figure::of(pairs.iter().map(|pair| pair.site.largest / pair.small.largest));
    let small = Figure::of(pairs.iter().map(|pair| pair.small.largest));
    let name = "LCP, beside one with little markup and a small style of its own".to_owned();
    table.row([name, ratio.times(), "–".to_owned(), small.milliseconds()]);
    let (ratio, site, plain) = of(|visit| visit.before_readable as f64);
    let bytes = "bytes before the story is readable (aim 1.2×)".to_owned();
    table.row([bytes, ratio.times(), site.bytes(), plain.bytes()]);
    let (_, site, plain) = of(|visit| visit.blocked);
    let blocked = "total blocking time (aim 100 ms)".to_owned();
    table.row([blocked, "–".to_owned(), site.milliseconds(), plain.milliseconds()]);
    let (_, site, plain) = of(|visit| visit.blocked_before);
    let before = "blocked before the first paint".to_owned();
    table.row([before, "–".to_owned(), site.milliseconds(), plain.milliseconds()]);
    let (_, site, plain) = of(|visit| visit.shifts.total);
    table.row(["layout shift (aim 0)".to_owned(), "–".to_owned(), site.shift(), plain.shift()]);
    let (_, site, plain) = of(|visit| visit.fetched.but_pictures_and_fonts() as f64);
    let all = "bytes of all but pictures and fonts (at most 200,000, aim 160,000)".to_owned();
    table.row([all, "–".to_owned(), site.bytes(), plain.bytes()]);
    let onward = || pairs.iter().filter_map(|pair| pair.site.comments.as_ref());
    let bytes = onward().map(|it| it.fetched.but_pictures_and_fonts() as f64);
    let none = || "–".to_owned();
    table.row([
        "the same, going on to the comments".to_owned(),
        none(),
        Figure::of(bytes).bytes(),
        none(),
    ]);
    let blocked = Figure::of(onward().map(|it| it.blocked)).milliseconds();
    table.row([
        "total blocking time, going on to the comments".to_owned(),
        none(),
        blocked,
        none(),
    ]);
    table
}

/// What moved on the site's first visits where it was more than a reader should see, each once.
fn unsteady(pairs: &[Pair]) -> BTreeSet<&String> {
    let visits = pairs.iter().map(|pair| &pair.app);
    visits
        .filter(|visit| visit.shifts.total > STEADY)
        .flat_map(|visit| &visit.shifts.moved)
        .collect()
}

fn next_story(rounds: &[Round]) -> Table {
    let title = format!("Click to next story, 4× CPU, slow 4G, {} rounds", rounds.len());
    let mut table = Table::new(title, &["", "ratio", "site", "hand-written page, warm cache"]);
    let page = Figure::of(rounds.iter().map(|round| round.handwritten)).milliseconds();
    let mut row = |name: String, of: fn(&Round) -> f64| {
        let ratio = Figure::of(rounds.iter().map(|round| of(round) / round.handwritten));
        let app = Figure::of(rounds.iter().map(of));
        table.row([name, ratio.times(), app.milliseconds(), page.clone()]);
    };
    row(format!("fetched ahead ({AIM_CLICK})"), |round| round.prefetched);
    row("not fetched ahead".to_owned(), |round| round.unfetched);
    table
}

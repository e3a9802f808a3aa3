//! `cargo xtask test`: everything that must hold, one step after the other.

use std::env;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::options::{Options, Part};
use crate::packages::{self, Wanted};
use crate::{browser, build, edition, postgres, system, tools, validators, weight};

/// How many tests cargo's harness runs at a time, where somebody has said so.
const THREADS: &str = "RUST_TEST_THREADS";

struct Step {
    name: &'static str,
    part: Part,
    /// Whether the step runs tests, which a filter chooses from.
    is_tests: bool,
    run: fn(&Options) -> Result<()>,
}

const STEPS: [Step; 8] = [
    Step { name: "format", part: Part::Format, is_tests: false, run: format },
    Step {
        name: "lints in the browser's build",
        part: Part::Lints,
        is_tests: false,
        run: lint_wasm,
    },
    Step {
        name: "lints in the native build",
        part: Part::Lints,
        is_tests: false,
        run: lint_native,
    },
    Step {
        name: "the fuzzer's lock file",
        part: Part::Lints,
        is_tests: false,
        run: check_fuzz_lock,
    },
    Step { name: "native tests", part: Part::Native, is_tests: true, run: test_native },
    Step { name: "built-in edition", part: Part::Native, is_tests: false, run: check_edition },
    Step { name: "release build", part: Part::Browser, is_tests: true, run: build_release },
    Step { name: "browser tests", part: Part::Browser, is_tests: true, run: test_in_browser },
];

/// Runs the steps that were asked for, and stops at the first that fails.
pub fn run(options: &Options) -> Result<()> {
    let began = Instant::now();
    prepare(options)?;
    let mut passed = 0;
    for step in STEPS.iter().filter(|step| is_wanted(step, options)) {
        eprintln!("\n== {}", step.name);
        let step_began = Instant::now();
        (step.run)(options).with_context(|| {
            format!("{} failed after {}", step.name, spoken(step_began.elapsed()))
        })?;
        eprintln!("== {}: passed in {}", step.name, spoken(step_began.elapsed()));
        passed += 1;
    }
    let steps = if passed == 1 { "step" } else { "steps" };
    eprintln!("\n{passed} {steps} passed in {}", spoken(began.elapsed()));
    Ok(())
}

/// Nobody should wait for the lints and a build to learn that there is no browser: what the steps need of the
/// system is looked for, and all that is missing is installed or named, before the first of them.
fn prepare(options: &Options) -> Result<()> {
    let is_made =
        |part: Part| STEPS.iter().any(|step| step.part == part && is_wanted(step, options));
    let (natively, in_browser) = (is_made(Part::Native), is_made(Part::Browser));
    let mut missing = if in_browser { browser::missing()? } else { Vec::new() };
    if natively {
        missing.extend(validators::missing()?.filter(|wanted| !missing.contains(wanted)));
    }
    if (natively || in_browser) && !has_postgres() {
        missing.push(Wanted::Postgres);
    }
    if !missing.is_empty() {
        match packages::install(&missing) {
            // The only one of them without which there is something to test.
            Err(problem) if missing == [Wanted::Postgres] => {
                eprintln!("{problem:#}: the comments are tested over SQLite alone.");
            }
            done => done?,
        }
    }
    if natively {
        validators::environment()?;
    }
    if in_browser {
        browser::environment()?;
    }
    Ok(())
}

/// A filter means that somebody is after one test: what runs no tests is left out.
fn is_wanted(step: &Step, options: &Options) -> bool {
    let in_part = options.only.is_none_or(|only| only == step.part);
    in_part && (options.filter.is_none() || step.is_tests)
}

fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f32()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

fn cargo(arguments: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments.split(' '));
    cargo
}

fn format(_: &Options) -> Result<()> {
    system::run(&mut cargo("fmt --all --check"))
}

fn lint_wasm(_: &Options) -> Result<()> {
    tools::add_target()?;
    let target = "clippy --package broadsheet --target wasm32-unknown-unknown -- -D warnings";
    system::run(&mut cargo(target))
}

fn lint_native(_: &Options) -> Result<()> {
    system::run(&mut cargo("clippy --workspace --all-targets -- -D warnings"))
}

/// The fuzzer is a workspace of its own, which nothing here compiles: so that it can be run when it is
/// wanted, its lock file must know what the server has come to depend on.
fn check_fuzz_lock(_: &Options) -> Result<()> {
    let asked = "metadata --locked --format-version 1 --manifest-path server/fuzz/Cargo.toml";
    system::run(cargo(asked).stdout(Stdio::null())).context(
        "server/fuzz/Cargo.lock is out of date: `cargo metadata` there, without --locked, renews it",
    )
}

fn test_native(options: &Options) -> Result<()> {
    let mut tests = cargo("test --workspace --exclude journeys");
    system::run(tests.args(&options.filter).envs(validators::environment()?))
}

/// Whether PostgreSQL's programs are here, by the rule of the tests that start them.
fn has_postgres() -> bool {
    postgres::folder().is_some()
}

fn check_edition(_: &Options) -> Result<()> {
    edition::run(true)
}

fn build_release(_: &Options) -> Result<()> {
    build::run(&Options::default(), &build::tested())
}

fn test_in_browser(options: &Options) -> Result<()> {
    let bytes = weight::check(&build::tested())?;
    eprintln!("Code and styles of a first visit: {bytes} bytes.");
    system::run(&mut journeys("test --package journeys", options)?)?;
    if !has_postgres() {
        let is_required = env::var("BROADSHEET_REQUIRE_POSTGRES").is_ok_and(|it| it == "1");
        ensure!(!is_required, "PostgreSQL is required, and not installed");
        eprintln!("No PostgreSQL is here: the live journeys were made over SQLite alone.");
        return Ok(());
    }
    let mut live = journeys("test --package journeys --test live", options)?;
    system::run(live.env("BROADSHEET_NEWSROOM", "postgres"))
}

fn journeys(arguments: &str, options: &Options) -> Result<Command> {
    let mut tests = cargo(arguments);
    tests.args(&options.filter).envs(browser::environment()?);
    if env::var_os(THREADS).is_none() {
        let processors = thread::available_parallelism().map_or(2, usize::from);
        tests.env(THREADS, readers_on(processors).to_string());
    }
    Ok(tests)
}

/// How many journeys are made at a time. A reader waits most of the time: with one for each processor half of
/// these were idle (40 to 55 % busy on two, suite by suite); with two, what a journey says of time begins to
/// tell of the machine.
fn readers_on(processors: usize) -> usize {
    processors + processors.div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(options: &Options) -> Vec<&'static str> {
        STEPS.iter().filter(|step| is_wanted(step, options)).map(|step| step.name).collect()
    }

    #[test]
    fn all_is_wanted_unless_something_is_named() {
        assert_eq!(wanted(&Options::default()).len(), STEPS.len());
        let only = Options { only: Some(Part::Browser), ..Options::default() };
        assert_eq!(wanted(&only), ["release build", "browser tests"]);
    }

    #[test]
    fn a_filter_leaves_only_tests_and_what_they_need() {
        let filter = Some("threading".to_owned());
        let all = Options { filter: filter.clone(), ..Options::default() };
        assert_eq!(wanted(&all), ["native tests", "release build", "browser tests"]);
        let native = Options { filter, only: Some(Part::Native), ..Options::default() };
        assert_eq!(wanted(&native), ["native tests"]);
    }

    #[test]
    fn more_journeys_are_made_than_there_are_processors() {
        assert_eq!([1, 2, 4, 7].map(readers_on), [2, 3, 6, 11]);
    }

    #[test]
    fn times_are_spoken_as_people_do() {
        assert_eq!(spoken(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(spoken(Duration::from_secs(42)), "42 s");
        assert_eq!(spoken(Duration::from_secs(555)), "9 min 15 s");
    }
}

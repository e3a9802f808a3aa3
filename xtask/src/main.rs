//! The project's commands: `cargo xtask serve`, `test`, `build`, `bench` and a few smaller ones.
//!
//! [`tools`] brings Trunk and wasm-bindgen, [`build`] makes the site with them, and [`serve`], [`test`] and
//! [`bench`] begin from its folder.

mod bench;
mod browser;
mod build;
mod compress;
mod config;
mod css;
mod edition;
mod export;
#[path = "../../src/model/language.rs"]
mod language;
mod npm;
mod options;
mod packages;
#[path = "../../tests/postgres/src/programs.rs"]
mod postgres;
mod serve;
mod shrink;
mod system;
mod test;
mod tools;
mod validators;
mod weight;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use options::Options;

const HELP: &str = "\
usage: cargo xtask COMMAND

  serve [--port N] [--static] [--config FILE] [--debug] [--database-url URL]
        builds the site and serves it with its live comments on
        http://127.0.0.1:8080/ until Ctrl-C; --static serves files alone,
        --debug builds faster and runs slower; the comments are kept in
        target/broadsheet.sqlite, whatever DATABASE_URL says, or at URL
  test [--only fmt|clippy|native|browser] [FILTER]
        everything that must hold: format, lints, native tests, browser tests
        of the site built into target/site/; FILTER runs only the tests whose
        name contains it
  build [--config FILE]
        builds the site into dist/, compressed copies beside the files;
        FILE is the JSON of a site's configuration, written into dist/index.html
  export --out FOLDER [--config FILE]
        builds the site and writes it with all its pages rendered into FOLDER, as
        files for any static host; a second export writes what has changed
  bench [--only visits|paint|comments|pages|lighthouse|server]
        measures the built site beside a hand-written page with the same story,
        discussions beside plain DOM JavaScript, rendered pages beside nginx and
        by Lighthouse, and the comments server under load
  edition [--check]
        writes the built-in edition, or checks what is there
  check-json FOLDER
        holds a newsroom's own folder of JSON to the schemas
  css   writes target/broadsheet.css from the files that style/main.css imports
  help  prints this
";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("xtask: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let mut given = std::env::args().skip(1);
    let command = given.next().unwrap_or_default();
    let options = Options::parse(&command, given)?;
    match command.as_str() {
        "serve" => return serve::run(&options),
        "test" => test::run(&options)?,
        "build" => build::run(&options, &build::dist())?,
        "export" => export::run(&options)?,
        "bench" => bench::run(&options)?,
        "edition" => edition::run(options.check)?,
        "check-json" => {
            edition::check(options.folder.as_deref().context("check-json wants a folder")?)?;
        }
        "css" => css::run()?,
        "" | "help" | "-h" | "--help" => print!("{HELP}"),
        _ => bail!("there is no command {command:?}; `cargo xtask help` lists them"),
    }
    Ok(ExitCode::SUCCESS)
}

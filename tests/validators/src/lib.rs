//! What search engines and feed readers read, held to what others publish of it.
//!
//! | document | is held to |
//! | --- | --- |
//! | structured data | schema.org's types and properties, as Google's schema-dts has them for TypeScript's compiler |
//! | JSON Feed | jsonfeed-schema, a JSON Schema of JSON Feed 1.1 |
//! | sitemaps | the XML Schema of sitemaps.org by libxml2's xmllint, and the reader of sitemap.js |
//!
//! All of them are packages of npm at fixed versions: `BROADSHEET_VALIDATORS` names the folder of the
//! packages, and `cargo xtask test` fetches them and sets it. All but the JSON Schema run in Node.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// The JSON Schema of JSON Feed 1.1 (draft 7).
pub fn json_feed() -> Value {
    let path = folder().join("jsonfeed-schema/schema-v1.1.json");
    serde_json::from_str(&read(&path)).expect("a JSON Schema")
}

/// What is wrong with things in the words of schema.org: a type or a property that is not known, or one
/// of a value that it does not take. Each document has a name, with which its problems begin.
///
/// A date is any text here, and nothing is required: schema.org says no more.
pub fn structured_data<N: AsRef<str>>(documents: &[(N, Value)]) -> Vec<String> {
    let packages = folder();
    let place = tempfile::tempdir().expect("a folder for the documents");
    for (at, (_, document)) in documents.iter().enumerate() {
        // A literal, since only of one the compiler asks that all its properties are known.
        let typed = format!(
            "import type {{ Graph }} from \"schema-dts\";\nexport const graph: Graph = {document};\n"
        );
        write(&place.path().join(format!("{at}.ts")), &typed);
    }
    let options = json!({
        "compilerOptions": {
            "strict": true,
            "noEmit": true,
            "skipLibCheck": true,
            "target": "es2020",
            "lib": ["es2020"],
            "types": [],
            "module": "preserve",
            "moduleResolution": "bundler",
            "paths": {"schema-dts": [packages.join("schema-dts/dist/schema.d.ts")]},
        },
        "include": ["*.ts"],
    });
    write(&place.path().join("tsconfig.json"), &options.to_string());
    let mut compiler = node();
    compiler.arg(packages.join("typescript/lib/tsc.js")).args(["--pretty", "false"]);
    let done = run(compiler.current_dir(place.path()));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    // What begins with a blank explains the line above.
    let lines = said.lines().filter(|line| !line.starts_with(' ') && !line.is_empty());
    let problems: Vec<_> = lines.map(|line| named(line, ".ts", documents)).collect();
    assert!(done.status.success() || !problems.is_empty(), "{done:?}");
    problems
}

/// What is wrong with sitemaps and indexes of sitemaps; each has a name, with which its problems begin.
///
/// Indexes, and what stands within Google's `news:news`, are held to by the reader alone, since their schemas are
/// in no package.
pub fn sitemaps<N: AsRef<str>, D: AsRef<str>>(documents: &[(N, D)]) -> Vec<String> {
    let place = tempfile::tempdir().expect("a folder for the documents");
    for (at, (_, document)) in documents.iter().enumerate() {
        write(&place.path().join(format!("{at}.xml")), document.as_ref());
    }
    let mut checker = node();
    checker.args(["--input-type=module", "--eval", include_str!("sitemaps.mjs"), "--"]);
    let done = run(checker.arg(folder()).arg(place.path()));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    said.lines().map(|line| named(line, ".xml", documents)).collect()
}

/// A problem that begins with the number of a document, with the document's name in the place of it.
fn named<N: AsRef<str>, D>(problem: &str, ending: &str, documents: &[(N, D)]) -> String {
    let found = problem.split_once(ending).and_then(|(number, rest)| {
        let (name, _) = documents.get(number.parse::<usize>().ok()?)?;
        Some(format!("{}{rest}", name.as_ref()))
    });
    found.unwrap_or_else(|| problem.to_owned())
}

/// The packages' folder.
fn folder() -> PathBuf {
    let named = env::var_os("BROADSHEET_VALIDATORS").filter(|named| !named.is_empty());
    let sentence = "BROADSHEET_VALIDATORS must name the folder of the published schemas and validators; \
                    cargo xtask test sets it";
    PathBuf::from(named.expect(sentence))
}

fn node() -> Command {
    Command::new("node")
}

fn run(command: &mut Command) -> Output {
    command.output().expect("Node.js, in which the validators run, must be on PATH")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
}

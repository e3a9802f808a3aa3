//! What the native tests are given: published schemas, and validators that others keep, of what search engines
//! and feed readers read.

use std::path::PathBuf;

use anyhow::Result;

use crate::npm::Packages;
use crate::packages::Wanted;
use crate::system;

const VALIDATORS: Packages = Packages {
    name: "validators",
    packages: &[
        ("jsonfeed-schema", "0.5.0"),
        // schema.org's vocabulary, and what holds to it.
        ("schema-dts", "2.1.0"),
        ("schema-dts-lib", "1.1.0"),
        // The last that is JavaScript alone: later ones are programs, one for each system.
        ("typescript", "6.0.3"),
        // The sitemaps' schema and a reader of them, with what it reads XML with.
        ("sitemap", "9.0.1"),
        ("sax", "1.6.1"),
        ("xmllint-wasm", "5.3.0"),
    ],
};

/// What the system has to be given before they can run.
pub fn missing() -> Result<Option<Wanted>> {
    let node = system::find("node").is_none().then_some(Wanted::Npm);
    Ok(node.or(VALIDATORS.missing()?))
}

/// The environment in which they are found.
pub fn environment() -> Result<[(&'static str, PathBuf); 1]> {
    Ok([("BROADSHEET_VALIDATORS", VALIDATORS.folder()?)])
}

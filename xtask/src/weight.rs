//! What a first visit costs: the bytes of the site's code and styles, as they are sent.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The most bytes of code and styles of a first visit, compressed: the site's aim.
const MOST: u64 = 180_000;
/// Programs that no first visit fetches.
const LATER: [&str; 2] = ["discussion", "moderation"];

/// Adds up the compressed code and styles that every visit fetches; more than the aim is an error.
pub fn check(dist: &Path) -> Result<u64> {
    let entries =
        fs::read_dir(dist).with_context(|| format!("{} cannot be read", dist.display()))?;
    let mut bytes = 0;
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(is_of_first_visit) {
            bytes += entry.metadata()?.len();
        }
    }
    match bytes {
        0 => bail!("{} holds no compressed code", dist.display()),
        1..=MOST => Ok(bytes),
        _ => bail!("code and styles of a first visit are {bytes} bytes; the aim is {MOST}"),
    }
}

fn is_of_first_visit(name: &str) -> bool {
    let is_code = [".js.br", ".wasm.br", ".css.br"].iter().any(|end| name.ends_with(end));
    is_code && !LATER.iter().any(|program| name.starts_with(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_first_visit_fetches_is_added_up() {
        let dist = tempfile::tempdir().unwrap();
        assert!(check(dist.path()).is_err(), "nothing was compressed");
        let write = |name: &str, bytes: usize| {
            fs::write(dist.path().join(name), vec![0; bytes]).unwrap();
        };
        for (name, bytes) in [
            ("broadsheet-0_bg.wasm.br", 150_000),
            ("broadsheet-0_bg.wasm", 400_000),
            ("broadsheet-0.js.br", 10_000),
            ("broadsheet-0.css.br", 10_000),
            ("boot-0.js.br", 10_000),
            ("discussion_bg.wasm.br", 100_000),
            ("moderation.js.br", 100_000),
            ("edition.json.br", 100_000),
        ] {
            write(name, bytes);
        }
        assert_eq!(check(dist.path()).unwrap(), MOST);
        write("later-0.css.br", 1);
        let problem = check(dist.path()).unwrap_err().to_string();
        assert!(problem.contains("180001 bytes"), "{problem}");
    }
}

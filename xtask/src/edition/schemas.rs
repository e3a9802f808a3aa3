//! The schemas of the contract, and files held to them.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use jsonschema::{Registry, Validator};
use serde_json::Value;

/// Where the schemas are said to be: their relative `$id`s resolve against it, and nothing is ever
/// fetched from there.
const BASE: &str = "json-schema:///";
/// A message longer than this repeats a whole document and is told without the value.
const LONGEST_MESSAGE: usize = 160;

/// The schemas of a folder, by name: `article`, `edition`…
pub struct Schemas(BTreeMap<String, Validator>);

impl Schemas {
    /// Reads every `{name}.schema.json` of the folder; references between them resolve within it.
    pub fn read(dir: &Path) -> Result<Self> {
        let mut documents = BTreeMap::new();
        for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
            let path = entry?.path();
            let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if let Some(name) = file.strip_suffix(".schema.json") {
                documents.insert(name.to_owned(), read(&path)?);
            }
        }
        let mut registry = Registry::new();
        for (name, schema) in &documents {
            registry = registry.add(format!("{BASE}{name}.schema.json"), schema)?;
        }
        let registry = registry.prepare()?;
        let options = jsonschema::options()
            .with_registry(&registry)
            .with_base_uri(BASE)
            .should_validate_formats(true);
        let build = |(name, schema): (&String, &Value)| {
            let validator = options.build(schema).map_err(|error| anyhow!("{name}: {error}"))?;
            Ok((name.clone(), validator))
        };
        documents.iter().map(build).collect::<Result<_>>().map(Self)
    }

    /// What is wrong with a document, each with its path: `body[3].photo.src: …`. A null stands for
    /// a field that is left out, as the app takes it.
    pub fn violations(&self, name: &str, document: &Value) -> Result<Vec<String>> {
        let validator = self.0.get(name).with_context(|| format!("no schema {name}"))?;
        let document = without_nulls(document);
        let violation = |error: jsonschema::ValidationError<'_>| {
            let mut message = error.to_string();
            if message.len() > LONGEST_MESSAGE {
                message = error.masked().to_string();
            }
            format!("{}: {message}", path(error.instance_path().as_str()))
        };
        Ok(validator.iter_errors(&document).map(violation).collect())
    }
}

/// The schema that a file of an edition is held to, by its path in the folder.
pub fn schema_of(path: &str) -> Option<&'static str> {
    match path.strip_suffix(".json")?.split('/').collect::<Vec<_>>()[..] {
        ["edition"] => Some("edition"),
        ["config"] => Some("config"),
        ["articles", _] => Some("article"),
        ["articles", _, "comments"] => Some("comments"),
        ["authors", _] => Some("author"),
        ["sections" | "tags", _] => Some("list"),
        _ => None,
    }
}

/// Prints each violation in a folder of JSON; any is an error.
pub fn report(dir: &Path) -> Result<()> {
    let schemas = Schemas::read(&super::root().join("schemas"))?;
    let (mut checked, mut wrong) = (0, 0);
    for (name, file) in json_files(dir)? {
        let Some(schema) = schema_of(&name) else {
            println!("{name}: not a part of the contract, passed over");
            continue;
        };
        checked += 1;
        let violations = match read(&file) {
            Ok(document) => schemas.violations(schema, &document)?,
            Err(error) => vec![format!("{:#}", error.root_cause())],
        };
        wrong += violations.len();
        violations.iter().for_each(|violation| println!("{name}: {violation}"));
    }
    ensure!(checked > 0, "no file of the contract in {}: is edition.json there?", dir.display());
    ensure!(wrong == 0, "{wrong} violation(s) in {checked} file(s)");
    println!("{checked} file(s), no violation");
    Ok(())
}

/// Every JSON file below a folder, in order, with its path in the folder.
pub fn json_files(dir: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "json") {
                let segments = path.strip_prefix(dir)?.iter().map(|s| s.to_string_lossy());
                files.push((segments.collect::<Vec<_>>().join("/"), path));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a JSON file.
pub fn read(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// A JSON Pointer as the app's own messages write paths: `body[3].photo.src`.
fn path(pointer: &str) -> String {
    let mut path = String::new();
    for segment in pointer.split('/').skip(1) {
        match segment.parse::<usize>() {
            Ok(index) => path.push_str(&format!("[{index}]")),
            Err(_) => {
                let dot = if path.is_empty() { "" } else { "." };
                path.push_str(dot);
                path.push_str(&segment.replace("~1", "/").replace("~0", "~"));
            }
        }
    }
    if path.is_empty() { "(the document)".to_owned() } else { path }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(k, v)| (k.clone(), without_nulls(v))).collect())
        }
        Value::Array(list) => list.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

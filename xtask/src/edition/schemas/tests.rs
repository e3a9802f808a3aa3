//! The schemas: what they accept and what they refuse.

use serde_json::{Value, json};

use super::super::root;
use super::super::tests::derived;
use super::{Schemas, json_files, read, report, schema_of};

fn schemas() -> Schemas {
    Schemas::read(&root().join("schemas")).unwrap()
}

#[test]
fn what_is_derived_holds_to_the_schemas() {
    let schemas = schemas();
    for (path, text) in derived().files() {
        let document = serde_json::from_str(&text).unwrap();
        let violations = schemas.violations(schema_of(&path).unwrap(), &document).unwrap();
        assert_eq!(violations, Vec::<String>::new(), "{path}");
    }
}

#[test]
fn the_built_in_edition_holds_to_the_schemas() {
    let schemas = schemas();
    let files = json_files(&root().join("public/edition")).unwrap();
    for (name, file) in files {
        let schema =
            schema_of(&name).unwrap_or_else(|| panic!("{name} is no part of the contract"));
        let violations = schemas.violations(schema, &read(&file).unwrap()).unwrap();
        assert_eq!(violations, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn broken_stories_are_refused_with_their_paths() {
    type Change = fn(&mut Value);
    let broken: [(Change, &str); 21] = [
        (
            |s| drop(s.as_object_mut().unwrap().remove("headline")),
            "(the document): \"headline\" is a required property",
        ),
        (|s| s["headline"] = json!(null), "(the document): \"headline\" is a required property"),
        (|s| s["headline"] = json!(7), "headline: 7 is not of type \"string\""),
        (|s| s["headline"] = json!(" "), "headline: "),
        (|s| s["slug"] = json!("../x"), "slug: "),
        (|s| s["published_at"] = json!("yesterday"), "published_at: "),
        (|s| s["section"] = json!("world"), "section: "),
        (|s| s["body"] = json!("<p>Hello</p>"), "body: "),
        (|s| s["body"][0]["text"] = json!({}), "body[0].text: "),
        (|s| s["body"][1]["text"][0]["text"] = json!(1), "body[1].text[0].text: "),
        (|s| s["body"][0] = json!({"text": "?"}), "body[0]: \"type\" is a required property"),
        (|s| s["body"][0] = json!({"type": "heading", "level": 1, "text": "A"}), "body[0].level: "),
        (|s| s["body"][2]["photo"]["src"] = json!([]), "body[2].photo.src: "),
        (
            |s| drop(s["main_photo"].as_object_mut().unwrap().remove("width")),
            "main_photo: \"width\" is a required",
        ),
        (|s| s["commenting"] = json!("maybe"), "commenting: "),
        (|s| s["live"] = json!("soon"), "live: "),
        (|s| s["blocks"] = json!({}), "blocks: "),
        (
            |s| drop(s["blocks"][0].as_object_mut().unwrap().remove("id")),
            "blocks[0]: \"id\" is a required property",
        ),
        (|s| s["blocks"][1]["at"] = json!("at noon"), "blocks[1].at: "),
        (|s| s["blocks"][0]["key_event"] = json!("yes"), "blocks[0].key_event: "),
        (|s| s["blocks"][0]["body"][0]["text"] = json!(7), "blocks[0].body[0].text: "),
    ];
    let (schemas, newsroom) = (schemas(), derived());
    for (change, expected) in broken {
        let mut story = newsroom.articles["s3"].clone();
        change(&mut story);
        let violations = schemas.violations("article", &story).unwrap();
        assert_eq!(violations.len(), 1, "{expected}: {violations:?}");
        assert!(violations[0].starts_with(expected), "{expected}: {violations:?}");
    }
}

#[test]
fn what_the_contract_leaves_open_is_accepted() {
    let schemas = schemas();
    let mut story = derived().articles["s3"].clone();
    story["a_field_of_their_own"] = json!({"any": "thing"});
    story["kicker"] = json!(null);
    story["live"] = json!("upcoming");
    story["blocks"] = json!([{"id": "a", "at": "2026-11-23T09:10:00Z", "body": []}]);
    story["contributors"] = json!([]);
    story["body"] = json!([{"type": "hologram", "depth": 3}, {"type": "divider"}]);
    assert_eq!(schemas.violations("article", &story).unwrap(), Vec::<String>::new());
}

#[test]
fn every_other_kind_of_document_can_be_wrong() {
    let comment = json!({"id": "1", "author": {"name": "A"}, "text": "Hm.", "status": "visible"});
    let site = json!({"name": "Broadsheet", "lang": "en", "url": "https://news.example"});
    let files = json!({"kind": "files", "url": "/edition/"});
    let broken = [
        ("edition", json!({"sections": [], "top_stories": []}), "(the document): \"title\""),
        (
            "edition",
            json!({"title": "T", "sections": [{"name": "World"}], "top_stories": []}),
            "sections[0]: \"slug\"",
        ),
        (
            "edition",
            json!({"title": "T", "sections": [], "top_stories": [{"slug": "a", "headline": "A", "section": {"slug": "a", "name": "A"}}]}),
            "top_stories[0]: \"published_at\"",
        ),
        ("list", json!({"name": "World", "cards": {}}), "cards: "),
        ("author", json!({"slug": "ann", "cards": []}), "(the document): \"name\""),
        ("comments", json!({"comments": [comment], "total": 1}), "comments[0]: \"created_at\""),
        ("comments", json!({"comments": [], "total": "1"}), "total: "),
        (
            "config",
            json!({"site": site, "edition": {"kind": "fax", "url": "/"}, "comments": {"kind": "off"}}),
            "edition.kind: ",
        ),
        (
            "config",
            json!({"site": site, "edition": files, "comments": {"kind": "files"}}),
            "comments: \"url\"",
        ),
        (
            "config",
            json!({"edition": files, "comments": {"kind": "off"}}),
            "(the document): \"site\"",
        ),
    ];
    let schemas = schemas();
    for (schema, document, expected) in broken {
        let violations = schemas.violations(schema, &document).unwrap();
        assert_eq!(violations.len(), 1, "{expected}: {violations:?}");
        assert!(violations[0].starts_with(expected), "{expected}: {violations:?}");
    }
    let off = json!({"site": site, "edition": files, "comments": {"kind": "off"}});
    assert_eq!(schemas.violations("config", &off).unwrap(), Vec::<String>::new());
}

#[test]
fn a_folder_of_somebodys_own_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    assert!(report(folder.path()).unwrap_err().to_string().contains("is edition.json there?"));

    let edition = folder.path().join("edition.json");
    std::fs::write(&edition, r#"{"title": "T", "sections": [], "top_stories": []}"#).unwrap();
    std::fs::write(folder.path().join("notes.json"), "[]").unwrap();
    report(folder.path()).unwrap();

    std::fs::write(&edition, r#"{"title": "T", "sections": 3}"#).unwrap();
    assert_eq!(report(folder.path()).unwrap_err().to_string(), "2 violation(s) in 1 file(s)");
    std::fs::write(&edition, "{").unwrap();
    assert_eq!(report(folder.path()).unwrap_err().to_string(), "1 violation(s) in 1 file(s)");
}

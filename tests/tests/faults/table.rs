//! The table of answers that are wrong.

use journeys::backend::Cors;
use journeys::{Answer, Result};
use serde_json::{Value, json};

/// An answer to a request for an article, what the reader is told, and what the console names beside
/// the address.
pub struct Fault {
    pub name: &'static str,
    pub answer: Answer,
    pub heading: &'static str,
    pub console: &'static str,
}

pub const BUSY: &str = "The newsroom’s server is very busy";
pub const BROKEN: &str = "The newsroom’s server has a problem";
pub const REFUSED: &str = "This page can’t be shown to you";
pub const UNREACHABLE: &str = "This page could not be reached";
pub const DAMAGED: &str = "This page arrived damaged";
pub const TOO_LARGE: &str = "This page is too large to load";
pub const REMOVED: &str = "This story has been removed";

pub const LOGIN: &str =
    "<!doctype html><html><head><title>Log in</title></head><body><form>Name</form></body></html>";
pub const JSON: &str = "application/json";

pub fn faults(article: &Value) -> Result<Vec<Fault>> {
    let text = article.to_string();
    let half = &text.as_bytes()[..text.len() / 2];
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let without = |key: &str| {
        let mut article = article.clone();
        article.as_object_mut().map(|fields| fields.remove(key));
        Answer::json(&article)
    };
    let with = |key: &str, value: Value| {
        let mut article = article.clone();
        article[key] = value;
        Answer::json(&article)
    };
    let status =
        |name, status, heading, console| fault(name, Answer::status(status), heading, console);
    let json = |name, body: &[u8], console| fault(name, Answer::text(JSON, body), DAMAGED, console);
    let cut = |name, answer| fault(name, answer, UNREACHABLE, "no answer that may be read");
    let whole = || Answer::json(article);
    Ok(vec![
        status("400", 400, BROKEN, "status 400"),
        status("401", 401, REFUSED, "status 401"),
        status("403", 403, REFUSED, "status 403"),
        status("408", 408, BROKEN, "status 408"),
        status("429 without a time", 429, BUSY, "status 429"),
        status("500", 500, BROKEN, "status 500"),
        status("502", 502, BROKEN, "status 502"),
        status("503 without a time", 503, BUSY, "status 503"),
        status("504", 504, BROKEN, "status 504"),
        status("304 out of the blue", 304, BROKEN, "status 304"),
        status("204", 204, DAMAGED, "not JSON"),
        json("an empty body", b"", "not JSON"),
        json("half of the JSON", half, "not JSON"),
        json("HTML that calls itself JSON", LOGIN.as_bytes(), "not JSON"),
        json("UTF-16", &utf16, "not JSON"),
        json("bytes that are no text", b"{\"headline\": \"\xff\xfe\"}", "not JSON"),
        json("null", b"null", "the whole: expected an object"),
        json("a list", b"[]", "the whole: expected an object"),
        json("100,000 brackets", "[".repeat(100_000).as_bytes(), "not JSON"),
        fault("a page to log in", Answer::text("text/html", LOGIN), DAMAGED, "text/html"),
        fault("no headline", without("headline"), DAMAGED, "headline: expected a string"),
        fault("no body", without("body"), DAMAGED, "body: expected a list"),
        fault(
            "a number for a headline",
            with("headline", json!(7)),
            DAMAGED,
            "headline: expected a string",
        ),
        fault(
            "a text for a body",
            with("body", json!("<p>x</p>")),
            DAMAGED,
            "body: expected a list",
        ),
        fault(
            "a section without a name",
            with("section", json!({"slug": "x"})),
            DAMAGED,
            "section.name: expected a string",
        ),
        cut("the end in mid-body", whole().truncated()),
        cut("a reset", whole().reset()),
        cut("a length that lies", whole().claiming_longer(9)),
        cut("chunks that end too early", whole().chunked_cut()),
        cut("a redirect in circles", Answer::redirect_loop()),
        cut("a redirect to a script", Answer::redirect("javascript:alert(1)")),
        cut("a redirect to data", Answer::redirect("data:application/json,{}")),
        cut("a redirect to a file", Answer::redirect("file:///etc/hostname")),
        cut("no word on who may read it", whole().cors(Cors::Nothing)),
        cut("readable for another site", whole().cors(Cors::Says("https://elsewhere.example"))),
        cut("readable for nobody", whole().cors(Cors::Says("null"))),
        fault("50 MB", Answer::huge(50_000_000), TOO_LARGE, "more than 8 MB"),
        fault("50 MB in 50 kB", Answer::gzip_bomb(50_000_000)?, TOO_LARGE, "more than 8 MB"),
    ])
}

fn fault(
    name: &'static str,
    answer: Answer,
    heading: &'static str,
    console: &'static str,
) -> Fault {
    Fault { name, answer, heading, console }
}

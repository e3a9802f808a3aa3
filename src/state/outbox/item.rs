//! A comment on its way, how it goes with it, and how it is kept on the device.

use crate::backend::Fault;
use crate::backend::discussion::quoted;
use crate::backend::wire::value::{self, Value};
use crate::model::{Slug, Timestamp};

/// A comment on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Names this comment for ever.
    pub key: String,
    /// The story.
    pub slug: Slug,
    /// The comment that it answers.
    pub parent_id: Option<String>,
    /// What the writer calls themselves.
    pub name: String,
    /// What they say.
    pub text: String,
    /// What only a robot fills in.
    pub website: String,
    /// How long it was written for, in milliseconds.
    pub took_ms: u32,
    /// When it was sent off.
    pub at: Timestamp,
    /// What the server said that won't have it (see [`Going::code`]): the reader decides, and nobody sends it
    /// again by itself.
    pub refused: Option<String>,
    /// The reader has thrown it away while nobody knew whether the server has it: it is taken back there.
    pub is_unwanted: bool,
}

/// How it goes with a comment on its way.
#[derive(Clone, Debug, PartialEq)]
pub enum Going {
    /// It is being sent, or will be before anything is known of it.
    Sending,
    /// It is sent when there is a connection.
    Waiting(Fault),
    /// The server won't have it, and says why: the reader decides.
    Refused(Fault),
}

impl Going {
    /// What an answer that was no success means. Nobody knows whether the server took a comment whose
    /// answer got lost or damaged: it is sent again, with the same key, until there is one that can be
    /// read.
    pub fn after(fault: Fault) -> Self {
        let is_final = match &fault {
            Fault::NotFound | Fault::Gone => true,
            Fault::Status { status, .. } => *status != 429 && *status < 500,
            Fault::Refused { code, .. } => !matches!(code.as_str(), "rate_limited" | "unavailable"),
            _ => false,
        };
        if is_final { Self::Refused(fault) } else { Self::Waiting(fault) }
    }

    /// What is kept of a refusal: the protocol's word for it, or nothing that it has one for.
    pub fn code(&self) -> Option<String> {
        Some(match self {
            Self::Refused(Fault::Refused { code, .. }) => code.clone(),
            Self::Refused(Fault::NotFound | Fault::Gone) => "not_found".to_owned(),
            Self::Refused(_) => "refused".to_owned(),
            _ => return None,
        })
    }

    /// How many choices the reader has: to try again, to throw it away, and, where the server is known not
    /// to have it, to write it anew, which is to post it under another key.
    pub fn choices(&self) -> usize {
        match self {
            Self::Sending => 0,
            Self::Waiting(Fault::Offline) | Self::Refused(_) => EVERY,
            // What else a server can't do at this moment it may have begun.
            Self::Waiting(Fault::Refused { code, .. }) if code == "rate_limited" => EVERY,
            Self::Waiting(_) => EVERY - 1,
        }
    }
}

/// All the choices that there are.
pub const EVERY: usize = 3;

impl Item {
    /// How it goes with it, as far as what is kept tells.
    pub fn going(&self) -> Going {
        match self.refused.clone() {
            Some(code) => Going::Refused(Fault::Refused { code, retry_after: None }),
            None => Going::Sending,
        }
    }
}

/// What is kept of a comment on its way.
pub fn printed(item: &Item) -> String {
    let parent = item.parent_id.as_deref().map_or("null".to_owned(), quoted);
    let refused = item.refused.as_deref().map_or("null".to_owned(), quoted);
    let parts = [
        "{\"key\":",
        &quoted(&item.key),
        ",\"slug\":",
        &quoted(item.slug.as_str()),
        ",\"parent_id\":",
        &parent,
        ",\"name\":",
        &quoted(&item.name),
        ",\"text\":",
        &quoted(&item.text),
        ",\"website\":",
        &quoted(&item.website),
        ",\"took_ms\":",
        &item.took_ms.to_string(),
        ",\"at\":",
        &item.at.0.to_string(),
        ",\"refused\":",
        &refused,
        ",\"is_unwanted\":",
        if item.is_unwanted { "true" } else { "false" },
        "}",
    ];
    parts.concat()
}

/// What was kept; none where it can't be read.
pub fn parsed(text: &str) -> Option<Item> {
    let value = value::parse(text).ok()?;
    let text = |key: &str| value.get(key)?.text().map(str::to_owned);
    Some(Item {
        key: text("key")?,
        slug: Slug::new(&text("slug")?)?,
        parent_id: text("parent_id"),
        name: text("name")?,
        text: text("text")?,
        website: text("website").unwrap_or_default(),
        took_ms: value.get("took_ms")?.count()?,
        at: Timestamp(value.get("at")?.number()? as i64),
        refused: text("refused"),
        is_unwanted: value.get("is_unwanted").is_some_and(|value| *value == Value::Truth(true)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::wire::json::JsonProblem;
    use proptest::prelude::*;

    #[test]
    fn an_answer_that_cannot_be_read_is_no_refusal() {
        let problem = JsonProblem { path: "comment".to_owned(), message: "expected an object" };
        let status = |status| Fault::Status { status, retry_after: None };
        let refused = |code: &str| Fault::Refused { code: code.to_owned(), retry_after: None };
        // The server may have it: the same again until it says so, and nothing else meanwhile.
        for fault in [
            Fault::Unreachable,
            Fault::TimedOut,
            Fault::TooLarge,
            Fault::ContentType("text/html".to_owned()),
            Fault::Malformed("cut".to_owned()),
            Fault::Contract(Box::new(problem)),
            status(500),
            status(502),
            refused("unavailable"),
        ] {
            let going = Going::after(fault.clone());
            assert_eq!(going, Going::Waiting(fault));
            assert_eq!(going.choices(), 2, "{going:?}");
        }
        // It has not been taken yet, and will be.
        for fault in [Fault::Offline, refused("rate_limited")] {
            let going = Going::after(fault.clone());
            assert_eq!(going, Going::Waiting(fault));
            assert_eq!(going.choices(), EVERY, "{going:?}");
        }
        // It won't be.
        for fault in [Fault::NotFound, Fault::Gone, status(400), status(413), refused("duplicate")]
        {
            let going = Going::after(fault.clone());
            assert_eq!(going, Going::Refused(fault));
            assert_eq!(going.choices(), EVERY, "{going:?}");
        }
    }

    proptest! {
        #[test]
        fn kept_over_a_reload(
            text in "(\\PC|[\n\"\\\\]){0,40}",
            parent in prop::option::of("\\PC{0,9}"),
            refused in prop::option::of("\\PC{1,9}"),
            is_unwanted: bool,
        ) {
            let item = Item {
                key: "1".to_owned(),
                slug: Slug::new("a").unwrap(),
                parent_id: parent,
                name: text.clone(),
                text,
                website: String::new(),
                took_ms: 9,
                at: Timestamp(1_795_425_000_000),
                refused,
                is_unwanted,
            };
            prop_assert_eq!(parsed(&printed(&item)), Some(item));
        }

        #[test]
        fn nonsense_is_left_out(text in "\\PC{0,40}") {
            let _ = parsed(&text);
            prop_assert_eq!(parsed("{\"key\":1}"), None);
        }
    }
}

//! Who the reader is to a discussion: a key that nobody else has, a name, and the tokens for what they
//! wrote. All of it stays on the device.

use super::listen::Listener;
use super::storage::{hear, keep, kept};
use crate::model::{Slug, Timestamp};

const KEY: &str = "broadsheet-reader";
const NAME: &str = "broadsheet-name";
const TOKEN: &str = "broadsheet-token:";
/// What stands at the end of what is kept with the token for a comment that its author has removed.
const REMOVED: &str = " removed";
/// How long a token is kept, in milliseconds: a comment can be removed as long as its writer comes
/// back from time to time.
const KEPT_FOR: i64 = 90 * 86_400_000;

/// The reader's key, if there is one yet: whoever only reads has none.
pub fn key() -> Option<String> {
    kept(KEY).filter(|key| !key.is_empty())
}

/// The reader's key, made where there was none.
pub fn key_or_new() -> String {
    key().unwrap_or_else(|| {
        let key = random_digits();
        keep(KEY, &key);
        key
    })
}

/// What the reader called themselves last.
pub fn name() -> String {
    kept(NAME).unwrap_or_default()
}

/// Remembers what the reader calls themselves.
pub fn call_oneself(name: &str) {
    keep(NAME, name);
}

/// The token for a comment of the reader's.
pub fn token(id: &str) -> Option<String> {
    kept(&format!("{TOKEN}{id}"))?.split(' ').nth(1).map(str::to_owned)
}

/// Keeps the token for a comment of the reader's below a story, and forgets those that are too old.
pub fn keep_token(id: &str, token: &str, slug: &Slug, now: Timestamp) {
    for name in super::storage::names(TOKEN) {
        let at = kept(&name).and_then(|kept| kept.split_once(' ')?.0.parse::<i64>().ok());
        if at.is_none_or(|at| now.0 - at > KEPT_FOR) {
            keep(&name, "");
        }
    }
    keep(&format!("{TOKEN}{id}"), &format!("{} {token} {}", now.0, slug.as_str()));
}

/// Remembers beside its token that the reader has removed a comment.
pub fn mark_removed(id: &str) {
    let name = format!("{TOKEN}{id}");
    if let Some(kept) = kept(&name).filter(|_| !is_removed(id)) {
        keep(&name, &format!("{kept}{REMOVED}"));
    }
}

/// Whether the reader has removed a comment of theirs, in this tab or in another.
pub fn is_removed(id: &str) -> bool {
    kept(&format!("{TOKEN}{id}")).is_some_and(|kept| kept.ends_with(REMOVED))
}

/// Runs with the id of each comment of the reader's below a story of which another tab tells something from now
/// on: that it keeps a token for it, or that they have removed it.
pub fn hear_of_tokens(slug: Slug, told: impl Fn(&str) + 'static) -> Listener {
    hear(move |name| {
        let id = name.as_deref().and_then(|name| name.strip_prefix(TOKEN));
        let is_of = |name: &str| {
            kept(name).is_some_and(|kept| kept.split(' ').nth(2) == Some(slug.as_str()))
        };
        if let (Some(id), true) = (id, name.as_deref().is_some_and(is_of)) {
            told(id);
        }
    })
}

/// 32 hexadecimal digits that nobody can guess.
pub fn random_digits() -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut bytes = [0_u8; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    if let Some(crypto) = crypto {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let digit = |half: u8| DIGITS[usize::from(half)] as char;
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A UUID of version 4 (RFC 9562) from 32 random digits.
pub fn uuid() -> String {
    let digits = random_digits();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    [part(0, 8), "-", part(8, 12), "-4", part(13, 16), "-a", part(17, 20), "-", part(20, 32)]
        .concat()
}

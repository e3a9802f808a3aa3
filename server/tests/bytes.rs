//! Whatever is read from a request may be anything.
//!
//! The fuzz target is not part of the workspace, since its library wants a C++ compiler. So that it
//! doesn't rot, its file is compiled here as it stands, this crate being its library, and what is
//! fed below is the target itself.

extern crate self as libfuzzer_sys;

use proptest::prelude::*;

use target::swallow;

/// What a fuzzer would call, as a function.
macro_rules! fuzz_target {
    (|$bytes:ident: &[u8]| $fed:expr) => {
        pub fn swallow($bytes: &[u8]) {
            $fed
        }
    };
}
pub(crate) use fuzz_target;

#[path = "../fuzz/fuzz_targets/requests.rs"]
mod target;

/// Something that looks like what is expected, more or less.
fn likely() -> impl Strategy<Value = String> {
    let text = "\\PC{0,40}|[\\x00-\\x20\\u{200b}\\u{202e}a]{0,20}";
    prop_oneof![
        text,
        (text, text, any::<f64>()).prop_map(|(said, name, took)| {
            serde_json::json!({"text": said, "author": {"name": name}, "took_ms": took}).to_string()
        }),
        (text, text).prop_map(|(reason, note)| {
            serde_json::json!({"reason": reason, "note": note}).to_string()
        }),
        "[nolrq]-?[0-9]{0,20}\\.-?[0-9]{0,20}\\.[0-9a-f]{0,20}",
        "[0-9a-f]{0,16}:-?[0-9]{0,20}",
        "(limit|sort|after|cursor)=[^&]{0,20}(&limit=-?[0-9]{0,20})?",
        "[0-9a-fA-F]{32}",
        "[Bb]earer [0-9]{0,14}\\.?[0-9a-f]{0,64}",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn likely_text_is_read_or_refused(text in likely()) {
        swallow(text.as_bytes());
    }

    #[test]
    fn bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        swallow(&bytes);
    }

    #[test]
    fn broken_text_is_read_or_refused(
        text in likely(),
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = text.into_bytes();
        if !bytes.is_empty() {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        swallow(&bytes);
    }
}

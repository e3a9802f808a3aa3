//! Everything that the server reads of a request, fed with whatever the fuzzer finds. The property
//! tests compile this file too, and feed it without a fuzzer.
#![cfg_attr(not(test), no_main)]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| broadsheet_server::swallow(bytes));

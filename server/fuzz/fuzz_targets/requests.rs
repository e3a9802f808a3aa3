//! Everything that the server reads of a request, fed with whatever the fuzzer finds.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| broadsheet_server::swallow(bytes));

//! Any text as a profile: where it is accepted, its two parsers agree on each key and value and its place.

#![no_main]

#[path = "../../common/agree.rs"]
mod agree;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    agree::assert_agreed(text);
});

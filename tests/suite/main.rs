//! The tests that need no program of their own: one to compile and to link in place of thirty.
//! `cargo test --test suite money::` runs those of one file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../common/agree.rs"]
mod agree;
mod alarms;
mod along;
#[path = "../common/mod.rs"]
mod common;
mod contributing;
mod edit;
#[path = "../common/edits.rs"]
mod edits;
mod effects;
mod external;
mod files;
mod generated;
mod guardrails;
mod hints;
mod in_step;
mod infracost;
mod laws;
mod lookback;
mod money;
mod openings;
mod plan;
mod prices;
mod quotas;
mod raised;
mod refactor;
mod safety;
mod status;
mod switch;
mod terminal;
mod text;
mod tuned;
mod tuned_back;
mod tuned_check;
mod tuning;
#[path = "../common/wanted.rs"]
mod wanted;
mod watch;
mod words;
mod yaml;
mod zones;

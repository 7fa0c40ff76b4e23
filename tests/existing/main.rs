//! Existing Terraform is read: each rule on a small tree in memory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod ask;
mod budgets;
mod copies;
mod expressions;
mod functions;
mod modules;
mod overrides;
#[path = "../common/skip.rs"]
mod skip;
mod syntax;
mod terraform;
mod units;
mod users;
mod variables;

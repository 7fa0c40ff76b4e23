//! What only the real Terraform and AWS provider can tell, in one program, so that their waiting overlaps.
//!
//! Needs `terraform` with the AWS provider, and for some tests Python for the emulator (moto). Where one of them
//! is missing a test says SKIPPED and passes; in CI (the variable `CI` is set) it fails instead.
//! `SCALEPROF_TERRAFORM_MIRROR` may name a folder that the provider is installed from without a network.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, missing_docs)]

mod broken;
mod by_hand;
#[path = "../common/mod.rs"]
mod common;
mod emulator;
mod growth;
mod in_place;
mod kinds;
mod overrides;
mod phases;
mod project;
mod proofs;
mod provider;
mod replace;
mod reviewed;
mod root;
mod state;
mod status;
mod switch;

use common::{parallel, skip};

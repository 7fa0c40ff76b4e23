//! `scaleprof` compiles scaling profiles into Terraform and quota-change manifests.
//!
//! # Stages
//!
//! Each stage has a type of its own, and a later one cannot be handed an earlier one's:
//!
//! 1. [`load`]: text to [`load::Document`], every value with its place;
//! 2. [`validate`], [`schema`]: JSON Schema, derived from the kinds, on each layer and on the merged whole;
//! 3. [`resolve`]: `extends`, selectors and relative sizes to [`resolve::Layered`];
//! 4. [`plan`]: decoded into [`plan::Plan`], the typed capacity model;
//! 5. [`check`]: semantic rules over one plan, and over a plan and its baseline;
//! 6. [`kind`]: what a component can be; [`cloud`]: what kinds on one cloud share;
//! 7. [`watch`], [`bill`]: what is watched and what is consumed, which [`cost`] and [`quota`] read;
//!    [`external`]: services outside the cloud;
//! 8. [`diff`]: two plans, their money and their effects;
//! 9. [`schedule`], [`timeline`]: when counts change, and by when each step must begin;
//! 10. [`emit`], [`runbook`]: the texts, and the one module that writes them.
//!
//! [`project`] walks the stages for all profiles together. No clock, no network and no disk before
//! [`emit::write`] and [`commands`]: the same input gives the same bytes. Both read through [`files`], which
//! nothing that stands outside the project gets through.

#![deny(clippy::disallowed_methods)] // Files are opened in `files`, the network in `commands::network`.

pub mod source;

pub mod screen;

pub mod files;

pub mod shown;

pub mod shell;

pub mod diagnostic;

pub mod load;

pub mod model;

pub mod artifact;

pub mod template;

pub mod terraform;

pub mod priced;

pub mod validate;

pub mod schema;

pub mod resolve;

pub mod plan;

pub mod change;

pub mod effect;

pub mod schedule;

pub mod timeline;

pub mod check;

pub mod kind;

pub mod cloud;

pub mod watch;

pub mod bill;

pub mod external;

pub mod money;

pub mod price;

pub mod cost;

pub mod diff;

pub mod guardrail;

pub mod report;

pub mod quota;

pub mod emit;

pub mod runbook;

pub mod status;

pub mod project;

pub mod net;

pub mod comment;

pub mod parallel;

pub mod cli;

pub mod commands;

//! `scaleprof` compiles scaling profiles into Terraform and quota-change manifests.
//!
//! # Stages
//!
//! Each stage has a type of its own, and a later one cannot be handed an earlier one's: [`load`] makes a
//! [`load::Document`] of a text, every value with its place; [`validate`] holds each layer and the merged whole against
//! the kinds' JSON Schema; [`resolve`] merges them, relative sizes too; [`plan`] decodes the whole into
//! [`plan::Plan`]; [`check`] judges it, beside its baseline; [`diff`] tells two plans apart, with their money and
//! effects; [`emit`] and [`runbook`] make the texts. [`project`] walks the stages for all profiles together.
//!
//! # Floors
//!
//! A room is a module of the crate's root, and imports only from floors below its own (`tests/layers` reads this
//! list). From the ground up:
//!
//! 1. [`order`]: sorts lists
//! 2. [`artifact`], [`files`], [`money`], [`net`], [`parallel`], [`screen`], [`shown`], [`source`],
//!    [`table`]: knows no profile
//! 3. [`comment`], [`diagnostic`], [`quoted`], [`shell`]: what is said, and where
//! 4. [`existing`], [`load`], [`template`]: texts in, texts out
//! 5. [`model`], [`tuning`]: the words of a profile as types; constants of existing Terraform, changed
//! 6. [`bill`], [`effect`], [`terraform`], [`watch`]: what is consumed, interrupted, written and watched
//! 7. [`quota`], [`validate`]: limits of an account, and of the language
//! 8. [`kind`], [`price`]: what a component can be, and what a meter costs
//! 9. [`priced`]: a line of a bill with its price
//! 10. [`cloud`]: each kind on each cloud
//! 11. [`resolve`], [`schema`], [`survey`]: the extends chain, selectors and relative sizes; the published schema; the
//!     sizes of Terraform that is there already
//! 12. [`plan`]: the typed capacity model
//! 13. [`external`], [`in_place`], [`switch`]: services outside the cloud; what is changed in Terraform that is there;
//!     what a switch changes, and when
//! 14. [`check`], [`cost`]: rules, and money of one plan
//! 15. [`emit`], [`diff`]: files, and two plans apart
//! 16. [`guardrail`]: limits on what a switch may cost
//! 17. [`report`]: a bill or a switch in words, pages and data
//! 18. [`review`], [`runbook`], [`status`]: what any plan of Terraform does; the page of the switch, and what still runs
//!     after it
//! 19. [`cli`], [`project`]: arguments, and all profiles together
//! 20. [`lookback`]: raises in the history of a repository
//! 21. [`commands`]: what the program does
//!
//! No clock, no network and no disk before [`emit::write`], [`tuning::write`] and [`commands`]: the same input gives the
//! same bytes. They read through [`files`], which nothing that stands outside the project gets through.

#![deny(clippy::disallowed_methods)] // Files are opened in `files`, the network in `commands::network`.

pub mod artifact;
pub mod bill;
pub mod check;
pub mod cli;
pub mod cloud;
pub mod commands;
pub mod comment;
pub mod cost;
pub mod diagnostic;
pub mod diff;
pub mod effect;
pub mod emit;
pub mod existing;
pub mod external;
pub mod files;
pub mod guardrail;
pub mod in_place;
pub mod kind;
pub mod load;
pub mod lookback;
pub mod model;
pub mod money;
pub mod net;
mod order;
mod parallel;
pub mod plan;
pub mod price;
pub mod priced;
pub mod project;
pub mod quota;
mod quoted;
pub mod report;
mod resolve;
pub mod review;
pub mod runbook;
pub mod schema;
mod screen;
mod shell;
pub mod shown;
pub mod source;
pub mod status;
pub mod survey;
pub mod switch;
mod table;
pub mod template;
pub mod terraform;
pub mod tuning;
pub mod validate;
pub mod watch;

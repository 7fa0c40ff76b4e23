//! Writes what a switch or a profile costs, for people and for programs.

pub mod bill;
pub mod brief;
pub mod html;
pub mod infracost;
pub mod json;
pub mod markdown;
pub(crate) mod proposal;
pub mod quotas;
pub(crate) mod terminal;
pub mod text;
pub mod view;

use serde_json::Value;

use crate::shown::visible;

/// A value of a profile, on one line.
#[must_use]
pub fn value(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), visible)
}

//! What a switch or a profile costs, written for people and programs.

pub mod bill;
mod html;
mod infracost;
pub mod json;
mod markdown;
pub mod quotas;
pub(crate) mod terminal;
mod text;
pub mod view;

use serde_json::Value;

use crate::emit::template::visible;

pub use html::html;
pub use infracost::infracost;
pub use markdown::markdown;
pub use terminal::{clipped, padded};
pub use text::text;

/// A value of a profile, on one line.
#[must_use]
pub fn value(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), visible)
}

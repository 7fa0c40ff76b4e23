//! What users may feel of a switch.

use schemars::JsonSchema;
use serde::Deserialize;

/// What users may feel of a switch.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Slo {
    /// No step may cut users off.
    ZeroDowntime,
}

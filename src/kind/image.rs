//! What a machine starts from.

use schemars::JsonSchema;
use serde::Deserialize;

/// The image of a machine.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(from = "String")]
#[schemars(with = "String")]
pub enum Image {
    /// The cloud's own Linux, for the machine's architecture.
    #[default]
    Usual,
    /// Another one, as the cloud names it.
    Named(String),
}

impl From<String> for Image {
    fn from(name: String) -> Self {
        Self::Named(name)
    }
}

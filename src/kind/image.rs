//! What a machine starts from.

use std::borrow::Cow;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

/// The image of a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Image {
    /// The cloud's own Linux, for the machine's architecture.
    #[default]
    Usual,
    /// An image by its id in the cloud.
    Id(String),
    /// An image that a parameter of the cloud names.
    Parameter(String),
}

/// How an image is written: `ami-…` or `ssm:/…`.
const PATTERN: &str = "^(ami-[0-9a-f]{8,17}|ssm:/[A-Za-z0-9_./-]{1,1000})$";

impl FromStr for Image {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("ssm:") {
            return Ok(Self::Parameter(path.to_owned()));
        }
        if text.starts_with("ami-") {
            return Ok(Self::Id(text.to_owned()));
        }
        Err(format!("`{text}` is no image: write `ami-…` or `ssm:/path/of/parameter`"))
    }
}

impl<'de> Deserialize<'de> for Image {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Cow::<'_, str>::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Image {
    fn schema_name() -> Cow<'static, str> {
        "Image".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": PATTERN,
            "examples": ["ami-0123456789abcdef0", "ssm:/images/orientdb/latest"],
        })
    }
}

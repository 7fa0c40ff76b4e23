//! Lengths of time, as a profile writes them: `15m`.

use std::borrow::Cow;

use jiff::SignedDuration;
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::model::window::duration;

/// A length of time that depends on no date: `15m`, `800ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length(SignedDuration);

impl Length {
    /// So many minutes.
    #[must_use]
    pub const fn from_mins(minutes: i64) -> Self {
        Self(SignedDuration::from_mins(minutes))
    }

    /// So many seconds.
    #[must_use]
    pub const fn from_secs(seconds: i64) -> Self {
        Self(SignedDuration::from_secs(seconds))
    }

    /// As a duration.
    #[must_use]
    pub const fn get(self) -> SignedDuration {
        self.0
    }

    /// In seconds, to the millisecond.
    #[must_use]
    pub fn seconds(self) -> Decimal {
        let milliseconds = i64::try_from(self.0.as_millis()).unwrap_or(i64::MAX);
        Decimal::new(milliseconds, 3).normalize()
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(from)?;
        let wrong =
            |reason| de::Error::custom(format!("{reason}: write it with its unit, as in `15m` or `800ms`"));
        duration(&text).map(Self).map_err(wrong)
    }
}

impl JsonSchema for Length {
    fn schema_name() -> Cow<'static, str> {
        "Length".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "length", "maxLength": 64, "examples": ["15m", "2h"] })
    }
}

//! Amounts of storage and memory, as a profile writes them: `200GiB`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

/// An amount of bytes in whole MiB. Written `512MiB`, `200GiB` or `2TiB` (powers of 1024).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size {
    mib: u64,
}

/// The suffixes with their worth in MiB, largest first.
const UNITS: [(&str, u64); 3] = [("TiB", 1 << 20), ("GiB", 1 << 10), ("MiB", 1)];

impl Size {
    /// So many GiB.
    #[must_use]
    pub const fn from_gib(gib: u64) -> Self {
        Self { mib: gib.saturating_mul(1024) }
    }

    /// So many MiB.
    #[must_use]
    pub const fn from_mib(mib: u64) -> Self {
        Self { mib }
    }

    /// In MiB.
    #[must_use]
    pub(crate) const fn mib(self) -> u64 {
        self.mib
    }

    /// In GiB, rounded up: a volume is bought in whole GiB.
    #[must_use]
    pub(crate) const fn gib(self) -> u64 {
        self.mib.div_ceil(1024)
    }

    /// In GiB, exactly.
    #[must_use]
    pub(crate) fn in_gib(self) -> Decimal {
        Decimal::from(self.mib) / Decimal::from(1024)
    }

    /// Number and unit of a text such as `200GiB`; the number has at most nine digits.
    pub(crate) fn split(text: &str) -> Option<(u64, &'static str)> {
        let (unit, _) = UNITS.iter().find(|(unit, _)| text.ends_with(unit))?;
        let digits = text.strip_suffix(unit)?;
        let number = (digits.len() <= 9).then_some(digits)?;
        let all_digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        all_digits.then(|| number.parse().ok())?.map(|number| (number, *unit))
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, unit) =
            Self::split(text).ok_or_else(|| format!("`{text}` is no size: write `200GiB` or `2TiB`"))?;
        let worth = UNITS.iter().find(|(name, _)| *name == unit).map_or(1, |(_, worth)| *worth);
        Ok(Self { mib: number * worth })
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, worth) =
            UNITS.into_iter().find(|(_, worth)| self.mib.is_multiple_of(*worth)).unwrap_or(UNITS[2]);
        write!(f, "{}{unit}", self.mib / worth)
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Size {
    fn schema_name() -> Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]{1,9}(MiB|GiB|TiB)$",
            "examples": ["200GiB"],
        })
    }
}

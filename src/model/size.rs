//! Amounts of storage and memory, as a profile writes them: `200GiB`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::model::written::plain;

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

/// The size that was meant by a text that is none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Meant {
    /// As a profile writes it; not smaller than what was meant.
    pub size: String,
    /// What to write, and why, in one line.
    pub help: String,
}

/// The size that was meant by a text that is none, as far as it says so.
#[must_use]
pub(crate) fn meant(text: &str) -> Option<Meant> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = (text[..end].trim(), text[end..].trim().to_ascii_lowercase());
    let amount = plain(number).filter(|amount| *amount > Decimal::ZERO)?;
    if unit.is_empty() {
        let amount = amount.ceil();
        let size = format!("{amount}GiB");
        return Some(Meant { help: format!("say the unit: `{size}` or `{amount}MiB`"), size });
    }
    let power = 1 + "kmgtp".find(unit.chars().next()?)?;
    let power = u32::try_from(power).ok()?;
    let bytes = |base: u64| amount.checked_mul(Decimal::from(base.checked_pow(power)?));
    let whole = |bytes: Decimal, unit: u64| (bytes / Decimal::from(unit)).ceil().to_u64();
    let binary = Size::from_mib(whole(bytes(1024)?, 1 << 20)?);
    match &unit[1..] {
        "b" | "byte" | "bytes" => {
            let bytes = bytes(1000)?;
            // Rounded up, so that what was meant has room.
            let decimal = match whole(bytes, 1 << 30)? {
                1.. if bytes >= Decimal::from(1_000_000_000) => Size::from_gib(whole(bytes, 1 << 30)?),
                _ => Size::from_mib(whole(bytes, 1 << 20)?),
            };
            if decimal == binary {
                return Some(plainly(binary));
            }
            let written = unit[..1].to_ascii_uppercase() + "B";
            // What is counted in MB is memory, which comes in powers of two.
            let (size, help) = if power == 2 {
                let other = format!("`{decimal}` if it is {amount} {written} of a million bytes");
                (binary, format!("write `{binary}`, or {other}"))
            } else {
                let why = format!("is {amount} {written}, rounded up");
                (decimal, format!("`{decimal}` {why}; write `{binary}` if you count in 1024s"))
            };
            Some(Meant { size: size.to_string(), help })
        }
        "" | "i" | "ib" => Some(plainly(binary)),
        _ => None,
    }
}

fn plainly(size: Size) -> Meant {
    Meant { size: size.to_string(), help: format!("write `{size}`") }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, unit) = Self::split(text).ok_or_else(|| {
            let help = meant(text).map(|meant| meant.help);
            let help = help.unwrap_or_else(|| "write `200GiB` or `2TiB`".to_owned());
            format!("`{text}` is no size: {help}")
        })?;
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
            "format": "size",
            "pattern": "^[0-9]{1,9}(MiB|GiB|TiB)$",
            "patternErrorMessage": "a size is a whole number with MiB, GiB or TiB behind it",
            "examples": ["200GiB", "2TiB"],
        })
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::{Size, meant};

    #[test]
    fn no_size_is_smaller_than_what_was_meant() {
        let units: [(&str, u128); 8] = [
            ("MB", 1_000_000),
            ("GB", 1_000_000_000),
            ("TB", 1_000_000_000_000),
            ("M", 1 << 20),
            ("gib", 1 << 30),
            ("Gi", 1 << 30),
            (" GiB", 1 << 30),
            ("TIB", 1 << 40),
        ];
        for (unit, worth) in units {
            for number in [1_u128, 2, 3, 7, 20, 100, 500, 999, 1000, 1536, 4096] {
                let read = meant(&format!("{number}{unit}"));
                let Some(read) = read else { panic!("{number}{unit} is read as nothing") };
                let size: Size = read.size.parse().unwrap_or_default();
                let help = &read.help;
                let (meant, offered) = (number * worth, u128::from(size.mib()) << 20);
                assert!(offered >= meant, "{number}{unit}: {help}");
                assert!(offered < meant.max(1 << 30) * 21 / 10, "{number}{unit}: {help}");
            }
        }
    }

    #[test]
    fn what_is_no_amount_is_answered_by_nothing() {
        for text in [
            "",
            "large",
            "GiB",
            "0GB",
            "-5GB",
            "1.2.3GB",
            "5 eggs",
            "9999999999999999999999999999999TB",
            "5\u{b5}",
        ] {
            assert_eq!(meant(text), None, "{text}");
        }
        let help = |text| meant(text).map(|meant| meant.help);
        assert_eq!(help("500").as_deref(), Some("say the unit: `500GiB` or `500MiB`"));
        assert_eq!(help("1.5TiB").as_deref(), Some("write `1536GiB`"));
    }
}

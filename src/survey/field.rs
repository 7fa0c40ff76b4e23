//! Sizes as a profile writes them.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Map, Value as Json, json};

use crate::cloud::existing::shown::Shown;
use crate::cloud::existing::sort::Sort;
use crate::existing::edit::change::Literal;
use crate::model::size::Size;

/// The value of a field of the language that stands for a size; nothing where the language has no way to write it.
#[must_use]
pub(crate) fn written(shown: &Shown, sort: Sort) -> Option<String> {
    match (shown, sort) {
        (Shown::Name(name), Sort::Machine) => Some(name.clone()),
        (Shown::Flag(on), Sort::Flag) => Some(on.to_string()),
        (Shown::Number(number), _) => of_number(*number, sort),
        _ => None,
    }
}

fn of_number(number: Decimal, sort: Sort) -> Option<String> {
    let whole = || number.normalize().is_integer().then(|| number.to_u64()).flatten();
    Some(match sort {
        Sort::Count | Sort::Iops | Sort::Throughput | Sort::Target => whole()?.to_string(),
        Sort::Members => whole()?.checked_sub(1)?.to_string(),
        Sort::Gib => format!("{}GiB", whole()?),
        Sort::Mib => match whole()? {
            mib if mib > 0 && mib % 1024 == 0 => format!("{}GiB", mib / 1024),
            mib => format!("{mib}MiB"),
        },
        Sort::CpuUnits => (number / Decimal::from(1024)).normalize().to_string(),
        Sort::Vcpus | Sort::Units => number.normalize().to_string(),
        Sort::Machine | Sort::Step | Sort::Flag => return None,
    })
}

/// What stands in Terraform for the value of a field, as `written` writes it; nothing for what no size of this sort is
/// written as.
#[must_use]
pub(crate) fn literal(value: &str, sort: Sort) -> Option<Literal> {
    let number = || value.parse::<Decimal>().ok();
    let mib = || {
        let (number, unit) = Size::split(value)?;
        let worth = match unit {
            "TiB" => 1 << 20,
            "GiB" => 1 << 10,
            _ => 1,
        };
        Decimal::from(number).checked_mul(Decimal::from(worth))
    };
    let number = match sort {
        Sort::Machine => return Some(Literal::Text(value.to_owned())),
        Sort::Flag => return value.parse().ok().map(Literal::Bool),
        Sort::Members => number()?.checked_add(Decimal::ONE)?,
        Sort::Gib => mib().map(|mib| mib / Decimal::from(1024)).filter(Decimal::is_integer)?,
        Sort::Mib => mib()?,
        Sort::CpuUnits => number()?.checked_mul(Decimal::from(1024))?,
        Sort::Count
        | Sort::Iops
        | Sort::Throughput
        | Sort::Target
        | Sort::Vcpus
        | Sort::Units
        | Sort::Step => number()?,
    };
    Some(Literal::Number(number.normalize()))
}

/// A value as a profile has it, read from how it is written there.
pub(crate) fn scalar(written: &str) -> Json {
    if let Some(text) = written.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        return text.into();
    }
    match written {
        "true" => true.into(),
        "false" => false.into(),
        text => match text.parse::<serde_json::Number>() {
            Ok(number) => number.into(),
            Err(_) => text.into(),
        },
    }
}

/// Sets a field whose segments are split by dots.
pub(crate) fn put(fields: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => drop(fields.insert(path.to_owned(), value)),
        Some((name, below)) => {
            let entry = fields.entry(name.to_owned()).or_insert_with(|| json!({}));
            if let Some(fields) = entry.as_object_mut() {
                put(fields, below, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Decimal, Literal, Shown, Sort, literal, written};

    #[test]
    fn what_is_written_is_read_back() {
        for (value, sort, meant) in [
            ("100GiB", Sort::Gib, "100"),
            ("2TiB", Sort::Gib, "2048"),
            ("2GiB", Sort::Mib, "2048"),
            ("512MiB", Sort::Mib, "512"),
            ("0.25", Sort::CpuUnits, "256"),
            ("2", Sort::Members, "3"),
            ("60", Sort::Target, "60"),
            ("0.5", Sort::Units, "0.5"),
        ] {
            let number = meant.parse::<Decimal>().unwrap();
            assert_eq!(literal(value, sort), Some(Literal::Number(number)), "{value}");
            let back = written(&Shown::Number(number), sort);
            assert!(back.as_deref() == Some(value) || value == "2TiB", "{value} and {back:?}");
        }
        assert_eq!(literal("m6g.large", Sort::Machine), Some(Literal::Text("m6g.large".to_owned())));
        assert_eq!(literal("true", Sort::Flag), Some(Literal::Bool(true)));
        assert_eq!(literal("512MiB", Sort::Gib), None);
        assert_eq!(literal("many", Sort::Count), None);
    }

    #[test]
    fn a_size_is_written_as_the_language_has_it() {
        let number = |text: &str, sort| written(&Shown::Number(text.parse::<Decimal>().unwrap()), sort);
        assert_eq!(number("100", Sort::Gib).as_deref(), Some("100GiB"));
        assert_eq!(number("2048", Sort::Mib).as_deref(), Some("2GiB"));
        assert_eq!(number("512", Sort::Mib).as_deref(), Some("512MiB"));
        assert_eq!(number("256", Sort::CpuUnits).as_deref(), Some("0.25"));
        assert_eq!(number("3", Sort::Members).as_deref(), Some("2"));
        assert_eq!(number("60.0", Sort::Target).as_deref(), Some("60"));
        assert_eq!(number("60.5", Sort::Target), None);
        assert_eq!(number("-1", Sort::Count), None);
        assert_eq!(number("0", Sort::Members), None);
        let names = Shown::Names(vec!["m6g.large".to_owned(), "m6g.xlarge".to_owned()]);
        assert_eq!(written(&names, Sort::Machine), None);
    }
}

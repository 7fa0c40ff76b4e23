//! The values that may be shown: sizes, and nothing else of what the files hold.

use std::fmt;

use rust_decimal::Decimal;

use crate::existing::value::{Data, Value};

use super::sort::Sort;

/// The most types of machines that one value lists.
const MOST: usize = 64;

/// The value of a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A number.
    Number(Decimal),
    /// A switch.
    Flag(bool),
    /// The name of a type of machine, or an amount with its unit.
    Name(String),
    /// Several of them.
    Names(Vec<String>),
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.normalize().fmt(f),
            Self::Flag(on) => on.fmt(f),
            Self::Name(name) => f.write_str(name),
            Self::Names(names) => f.write_str(&names.join(", ")),
        }
    }
}

impl Shown {
    /// What a value says as a size of this sort; nothing where it says none, so that it is not shown.
    #[must_use]
    pub fn of(value: &Value, sort: Sort) -> Option<Self> {
        match sort {
            Sort::Machine => match &value.data {
                Data::Text(text) => machines(text),
                Data::List(list) | Data::Set(list) if !list.is_empty() && list.len() <= MOST => {
                    let name =
                        |value: &Value| value.text().filter(|text| is_machine(text)).map(str::to_owned);
                    list.iter().map(name).collect::<Option<Vec<_>>>().map(Self::Names)
                }
                _ => None,
            },
            Sort::Flag => match &value.data {
                Data::Bool(on) => Some(Self::Flag(*on)),
                Data::Text(text) => text.parse().ok().map(Self::Flag),
                _ => None,
            },
            Sort::CpuUnits | Sort::Mib => match value.number() {
                Some(number) => Some(Self::Number(number)),
                None => {
                    value.text().filter(|text| with_unit(text, sort)).map(|text| Self::Name(text.to_owned()))
                }
            },
            _ => value.number().map(Self::Number),
        }
    }

    /// A value as the tables write it: a word, a number or a switch.
    #[must_use]
    pub(crate) fn plain(value: &Value) -> Option<String> {
        match &value.data {
            Data::Text(text) => Some(text.to_string()),
            Data::Bool(on) => Some(on.to_string()),
            Data::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A name of a block, which may be shown: a short word without spaces.
    #[must_use]
    pub(super) fn word(value: &Value) -> Option<String> {
        let fits = |text: &&str| {
            let word = |c: char| c.is_ascii_alphanumeric() || "-_./$ ".contains(c);
            !text.is_empty() && text.len() <= 128 && text.chars().all(word)
        };
        value.text().filter(fits).map(str::to_owned)
    }
}

/// One type of machine, or several with commas between.
fn machines(text: &str) -> Option<Shown> {
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    if names.len() > MOST || !names.iter().all(|name| is_machine(name)) {
        return None;
    }
    let own = |name: &&str| (*name).to_owned();
    Some(if let [one] = *names {
        Shown::Name(one.to_owned())
    } else {
        Shown::Names(names.iter().map(own).collect())
    })
}

/// Whether a text can be the name of a type of machine: words of letters, digits and `-`, split by dots.
fn is_machine(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    text.len() <= 48 && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.split('.').all(word)
}

/// Amounts of CPU and memory that are written with a unit, such as `1 vCPU`, `2 GB` and `512Mi`.
fn with_unit(text: &str, sort: Sort) -> bool {
    let Some(at) = text.find(|c: char| !c.is_ascii_digit() && c != '.') else { return false };
    let (number, unit) = text.split_at(at);
    let units: &[&str] = match sort {
        Sort::CpuUnits => &["vcpu", "m"],
        Sort::Mib => &["gb", "mb", "gi", "mi", "gib", "mib"],
        _ => &[],
    };
    number.len() <= 9
        && number.parse::<Decimal>().is_ok()
        && units.contains(&&*unit.trim().to_ascii_lowercase())
}

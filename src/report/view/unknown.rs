//! What no sum contains, in words.

use std::borrow::Cow;

use crate::money::unit_price;
use crate::priced::Uncounted;
use crate::shown::visible;

/// Which part and which line has a price that is not known.
#[must_use]
pub fn unknown(name: &str, what: &str, service: &str, key: &str) -> String {
    visible(&format!("{name}: {what} {service} {key}"))
}

/// Each kind of use once, with all parts that have it.
#[must_use]
pub(crate) fn uncounted(uncounted: &[Uncounted]) -> Vec<String> {
    let mut out: Vec<(String, Vec<&str>)> = Vec::new();
    for use_ in uncounted {
        let price = match &use_.price {
            Some(price) => format!("{} per {}", unit_price(price.usd), singular(use_.unit)),
            None => "price unknown".to_owned(),
        };
        let what = format!("{} ({price})", use_.what);
        match out.iter_mut().find(|(known, _)| *known == what) {
            Some((_, names)) => names.push(&use_.name),
            None => out.push((what, vec![&use_.name])),
        }
    }
    let few = |names: Vec<&str>| match names.len() {
        0..=4 => names.join(", "),
        more => format!("{} and {} more", names[..3].join(", "), more - 3),
    };
    out.into_iter().map(|(what, names)| format!("{what}: {}", few(names))).collect()
}

/// The unit of a price list within a sentence: `requests`.
pub(super) fn plural(unit: &str) -> &str {
    if unit == "Requests" { "requests" } else { unit }
}

/// The singular of a unit that price lists name in the plural, such as `LCU-Hrs` and `Requests`.
pub(super) fn singular(unit: &str) -> Cow<'_, str> {
    match unit.strip_suffix("-Hrs") {
        Some(of) => format!("{of}-hour").into(),
        None if plural(unit) != unit => plural(unit).trim_end_matches('s').into(),
        None => unit.into(),
    }
}

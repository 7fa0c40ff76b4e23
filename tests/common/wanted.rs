//! What tests want of existing Terraform, in a line of text.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeSet;

use scaleprof::existing::edit::change::Literal;
use scaleprof::tuning::wanted::Wanted;

/// A number, or a text.
pub(crate) fn value(text: &str) -> Literal {
    text.parse().map_or_else(|_| Literal::Text(text.to_owned()), Literal::Number)
}

/// `address attribute = value` in the root `infra`, as a launch wants it.
pub(crate) fn wants(what: &str) -> Wanted {
    let (name, wanted) = what.split_once(" = ").unwrap();
    let (address, path) = name.rsplit_once(' ').unwrap();
    Wanted {
        root: "infra".to_owned(),
        address: address.to_owned(),
        path: path.to_owned(),
        value: value(wanted),
        known: Vec::new(),
        via: None,
        differs: true,
        beside: BTreeSet::new(),
        shared: BTreeSet::new(),
    }
}

/// The same on a normal day.
pub(crate) fn everyday(what: &str) -> Wanted {
    Wanted { differs: false, ..wants(what) }
}

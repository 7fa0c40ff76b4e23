//! Paths as they are written: of attributes that are ignored, of providers.

use std::sync::Arc;

use crate::existing::syntax::{Expr, Kind, Step};

/// A path as it is written.
pub(super) fn written(expr: &Expr) -> Option<String> {
    let (base, steps): (&Expr, &[Step]) = match &expr.kind {
        Kind::Access(base, steps) => (base, steps),
        _ => (expr, &[]),
    };
    let mut path = match &base.kind {
        Kind::Name(name) | Kind::Text(name) => name.to_string(),
        _ => return None,
    };
    for step in steps {
        match step {
            Step::Attr(name) => path = format!("{path}.{name}"),
            Step::Index(Expr { kind: Kind::Number(number), .. }) => path = format!("{path}[{number}]"),
            Step::Index(key) => {
                path = format!("{path}[\"{}\"]", key.text().map_or_else(|| Arc::from("*"), Arc::clone));
            }
            Step::Splat => path.push_str("[*]"),
        }
    }
    Some(path)
}

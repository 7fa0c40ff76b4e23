//! Changes of YAML that a configuration reads: scalars on one line, and nothing else.

use std::ops::Range;

use crate::existing::edit::change::{Change, Syntax, Why};
use crate::existing::edit::literal::{read, respelled};
use crate::existing::edit::splice::Splice;
use crate::existing::parse::yaml::value;
use crate::existing::syntax::{Expr, Kind};
use crate::source::Sources;

/// A text with its values.
pub(super) struct Yaml<'a> {
    text: &'a str,
    whole: Expr,
}

impl<'a> Yaml<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, Why> {
        let source = Sources::default().add("", "");
        Ok(Self { text, whole: value(text, source).map_err(|_| Why::Unparsed)? })
    }

    /// What makes a change whose place is here by now.
    pub(super) fn splice(&self, change: &Change, at: &Range<usize>) -> Result<Splice, Why> {
        let Change::Replace { old, new, .. } = change else { return Err(Why::NoObject) };
        let written = self.text.get(at.clone()).filter(|_| self.has(at)).ok_or(Why::NoLiteral)?;
        let meant = read(written, Syntax::Yaml).ok_or(Why::NoLiteral)?;
        if !meant.is_like(old) {
            return Err(Why::Other);
        }
        let new = respelled(written, new, Syntax::Yaml).ok_or(Why::Sort)?;
        Ok(Splice::around(at.clone(), "", &new, ""))
    }

    /// Whether a scalar stands here that is the value of a key or an element.
    fn has(&self, at: &Range<usize>) -> bool {
        let is_here =
            |expr: &Expr| expr.place.start as usize == at.start && expr.place.end as usize == at.end;
        let mut open = vec![&self.whole];
        while let Some(expr) = open.pop() {
            match &expr.kind {
                Kind::List(items) => open.extend(items),
                Kind::Object(entries) => open.extend(entries.iter().map(|(_, value)| value)),
                Kind::Number(_) | Kind::Bool(_) | Kind::Text(_) if is_here(expr) => return true,
                _ => {}
            }
        }
        false
    }
}

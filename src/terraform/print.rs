//! HCL as `terraform fmt` writes it. Values are hcl-rs expressions; this printer lays them out, one blank
//! line between blocks and `=` aligned over neighbouring lines, and escapes every string.

use std::borrow::Cow;
use std::fmt::Write as _;

use hcl::expr::{Expression, FuncCall, ObjectKey, Traversal, TraversalOperator};
use hcl::format::{Format as _, Formatter};
use hcl::{Block, Body, Structure};

use crate::quoted::{is_harmless, quoted};

/// The longest line for a list that could also be broken up.
const WIDTH: usize = 100;
/// What indents and columns are cut from.
const SPACES: &str = "                                                                ";
/// Room to begin with, in bytes: most files are smaller.
const ROOM: usize = 1 << 14;

/// Prints a body below a head.
#[must_use]
pub fn print(head: &str, body: &Body) -> String {
    let mut printer = Printer { out: String::with_capacity(ROOM) };
    printer.write(head);
    printer.structures(body, 0);
    printer.out
}

struct Printer {
    out: String,
}

impl Printer {
    fn structures(&mut self, body: &Body, depth: usize) {
        let mut rest = body.0.as_slice();
        while let Some(first) = rest.first() {
            let printed = match first {
                Structure::Block(block) => {
                    self.block(block, depth);
                    1
                }
                Structure::Attribute(_) => {
                    let run = rest.iter().map_while(Structure::as_attribute);
                    self.assignments(run.clone().map(|own| (own.key(), own.expr())), depth);
                    run.count()
                }
            };
            rest = &rest[printed..];
            if !rest.is_empty() {
                self.write("\n");
            }
        }
    }

    fn block(&mut self, block: &Block, depth: usize) {
        self.indent(depth);
        self.write(block.identifier());
        for label in block.labels() {
            self.write(" ");
            self.quoted(label.as_str(), |_| true);
        }
        if block.body().iter().next().is_none() {
            return self.write(" {}\n");
        }
        self.write(" {\n");
        self.structures(block.body(), depth + 1);
        self.indent(depth);
        self.write("}\n");
    }

    /// `key = value` lines. Neighbours whose values stay on one line share a column.
    fn assignments<'a, K: AsRef<str>>(
        &mut self,
        mut pairs: impl Iterator<Item = (K, &'a Expression)> + Clone,
        depth: usize,
    ) {
        loop {
            let flat = pairs.clone().take_while(|(_, value)| is_flat(value, depth));
            let (count, widest) =
                flat.fold((0, 0), |(count, widest), (key, _)| (count + 1, columns(key.as_ref()).max(widest)));
            let run = pairs.by_ref().take(count.max(1));
            let mut none = true;
            for (key, value) in run {
                none = false;
                let key = key.as_ref();
                self.indent(depth);
                self.write(key);
                self.spaces(widest.saturating_sub(columns(key)));
                self.write(" = ");
                self.value(value, depth);
                self.write("\n");
            }
            if none {
                return;
            }
        }
    }

    fn value(&mut self, expr: &Expression, depth: usize) {
        match expr {
            Expression::Array(items) if is_flat(expr, depth) => {
                self.write("[");
                self.separated(items, depth);
                self.write("]");
            }
            Expression::Array(items) => {
                self.write("[\n");
                for item in items {
                    self.indent(depth + 1);
                    self.value(item, depth + 1);
                    self.write(",\n");
                }
                self.indent(depth);
                self.write("]");
            }
            Expression::Object(entries) if entries.is_empty() => self.write("{}"),
            Expression::Object(entries) => {
                self.write("{\n");
                self.assignments(entries.iter().map(|(key, value)| (object_key(key), value)), depth + 1);
                self.indent(depth);
                self.write("}");
            }
            Expression::FuncCall(call) => self.function(call, depth),
            _ => self.leaf(expr),
        }
    }

    fn function(&mut self, call: &FuncCall, depth: usize) {
        self.write(call.name.name.as_str());
        self.write("(");
        self.separated(&call.args, depth);
        self.write(")");
    }

    fn separated(&mut self, items: &[Expression], depth: usize) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.write(", ");
            }
            self.value(item, depth);
        }
    }

    /// A string is ours to write, everything else that stays on one line hcl-rs's.
    fn leaf(&mut self, expr: &Expression) {
        match expr {
            Expression::String(text) => self.quoted(text, |_| true),
            Expression::Variable(name) => self.write(name),
            Expression::Bool(value) => self.write(if *value { "true" } else { "false" }),
            Expression::Number(number) => {
                // A text takes whatever is written to it.
                let _ = write!(self.out, "{number}");
            }
            Expression::FuncCall(call) => self.function(call, 0),
            Expression::Traversal(path) if is_plain(path) || is_indexed(path) => {
                self.leaf(&path.expr);
                for step in &path.operators {
                    match step {
                        TraversalOperator::GetAttr(name) => {
                            self.write(".");
                            self.write(name);
                        }
                        TraversalOperator::Index(key) => {
                            self.write("[");
                            self.leaf(key);
                            self.write("]");
                        }
                        _ => self.write("[*]"),
                    }
                }
            }
            _ => {
                let mut own = Vec::new();
                // Writing to memory cannot fail, and what is written is text.
                if expr.format(&mut Formatter::new(&mut own)).is_ok() {
                    self.write(&String::from_utf8_lossy(&own));
                }
            }
        }
    }

    /// A text that means itself, characters as they are where `raw` says so.
    fn quoted(&mut self, text: &str, raw: impl Fn(char) -> bool) {
        quoted(&mut self.out, text, raw);
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn indent(&mut self, depth: usize) {
        self.spaces(2 * depth);
    }

    fn spaces(&mut self, count: usize) {
        for _ in 0..count / SPACES.len() {
            self.write(SPACES);
        }
        self.write(&SPACES[..count % SPACES.len()]);
    }
}

/// Whether a path is made of a name, `.name` and `[*]` alone.
fn is_plain(path: &Traversal) -> bool {
    let plain = |step: &_| matches!(step, TraversalOperator::GetAttr(_) | TraversalOperator::FullSplat);
    matches!(path.expr, Expression::Variable(_) | Expression::Traversal(_))
        && path.operators.iter().all(plain)
}

/// Whether a path goes through keys and numbers in brackets too, perhaps from what a function gives.
fn is_indexed(path: &Traversal) -> bool {
    let step = |step: &_| match step {
        TraversalOperator::Index(key) => matches!(key, Expression::String(_) | Expression::Number(_)),
        TraversalOperator::GetAttr(_) | TraversalOperator::FullSplat => true,
        _ => false,
    };
    let base =
        matches!(path.expr, Expression::Variable(_) | Expression::Traversal(_) | Expression::FuncCall(_));
    base && path.operators.iter().all(step)
}

/// How many columns a key takes.
fn columns(key: &str) -> usize {
    if key.is_ascii() { key.len() } else { key.chars().count() }
}

/// Whether a value stands on one line at this depth.
fn is_flat(expr: &Expression, depth: usize) -> bool {
    match expr {
        Expression::Object(entries) => entries.is_empty(),
        Expression::FuncCall(call) => call.args.iter().all(|arg| is_flat(arg, depth)),
        Expression::Array(items) => {
            let nested = |item: &Expression| matches!(item, Expression::Object(_));
            let flat = items.iter().all(|item| !nested(item) && is_flat(item, depth));
            flat && (items.len() < 2 || width(items) + 2 * depth <= WIDTH)
        }
        _ => true,
    }
}

/// How wide a list is on one line.
fn width(items: &[Expression]) -> usize {
    items.iter().map(|item| value_width(item) + 2).sum::<usize>().saturating_sub(2)
}

/// How wide a value is on one line.
fn value_width(value: &Expression) -> usize {
    match value {
        Expression::String(text) if is_harmless(text) => text.len() + 2,
        Expression::Variable(name) => name.len(),
        Expression::Traversal(path) if is_plain(path) => {
            let step = |step: &TraversalOperator| match step {
                TraversalOperator::GetAttr(name) => name.len() + 1,
                _ => "[*]".len(),
            };
            value_width(&path.expr) + path.operators.iter().map(step).sum::<usize>()
        }
        _ => {
            let mut printer = Printer { out: String::new() };
            printer.value(value, 0);
            printer.out.len()
        }
    }
}

/// A key. Columns are counted in what a reader takes for one character, so whatever could join its
/// neighbour is escaped: beyond ASCII only Latin letters stay as they are.
fn object_key(key: &ObjectKey) -> Cow<'_, str> {
    let mut printer = Printer { out: String::new() };
    match key {
        ObjectKey::Identifier(name) if name.is_ascii() => return name.as_str().into(),
        ObjectKey::Identifier(name) => printer.quoted(name, is_single),
        ObjectKey::Expression(Expression::String(text)) => printer.quoted(text, is_single),
        ObjectKey::Expression(expr) => printer.leaf(expr),
        other => printer.quoted(&other.to_string(), is_single),
    }
    printer.out.into()
}

/// Whether a character never joins its neighbour.
const fn is_single(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{c0}'..='\u{24f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::terraform::resource::{call, each, list, object, reference};

    fn leaf() -> impl Strategy<Value = Expression> {
        prop_oneof![
            "[a-z$%{\"\\\\é\n]{0,6}".prop_map(Expression::from),
            any::<i64>().prop_map(Expression::from),
            any::<bool>().prop_map(Expression::from),
            "[a-z_]{1,5}".prop_map(|name| reference(&[&name])),
            "[a-z_]{1,5}".prop_map(|name| reference(&["data", &name, "id"])),
            "[a-z_]{1,5}".prop_map(|name| each(&["data", &name], "id")),
            Just(Expression::Null),
        ]
    }

    proptest! {
        #[test]
        fn a_list_is_as_wide_as_it_is_printed(
            items in prop::collection::vec(
                leaf().prop_recursive(2, 8, 3, |inner| prop_oneof![
                    prop::collection::vec(inner.clone(), 0..3).prop_map(list),
                    prop::collection::vec(inner, 0..3).prop_map(|all| call("f", all)),
                    Just(object([])),
                ]),
                0..4,
            ),
        ) {
            let mut printer = Printer { out: String::new() };
            printer.separated(&items, 0);
            prop_assert_eq!(width(&items), printer.out.len(), "{}", printer.out);
        }
    }
}

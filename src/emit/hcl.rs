//! HCL as `terraform fmt` writes it. Values are hcl-rs expressions, which escape every string; this
//! printer lays them out: one blank line between blocks, `=` aligned over neighbouring lines.

use hcl::expr::{Expression, FuncCall, ObjectKey};
use hcl::{Attribute, Block, Body, Structure};

/// The longest line for a list or an object that could also be broken up.
const WIDTH: usize = 100;

/// Prints a body.
#[must_use]
pub fn print(body: &Body) -> String {
    let mut out = String::new();
    structures(&mut out, body, 0);
    out
}

fn structures(out: &mut String, body: &Body, depth: usize) {
    let items: Vec<&Structure> = body.iter().collect();
    let mut at = 0;
    while at < items.len() {
        match items[at] {
            Structure::Attribute(_) => {
                let run = items[at..].iter().map_while(|item| item.as_attribute());
                let run: Vec<&Attribute> = run.collect();
                if at > 0 {
                    out.push('\n');
                }
                let pairs = run.iter().map(|a| (a.key().to_owned(), value(a.expr(), depth)));
                assignments(out, &pairs.collect::<Vec<_>>(), depth);
                at += run.len();
            }
            Structure::Block(inner) => {
                if at > 0 {
                    out.push('\n');
                }
                block(out, inner, depth);
                at += 1;
            }
        }
    }
}

fn block(out: &mut String, block: &Block, depth: usize) {
    indent(out, depth);
    out.push_str(block.identifier());
    for label in block.labels() {
        out.push(' ');
        out.push_str(&leaf(&Expression::from(label.as_str())));
    }
    if block.body().iter().next().is_none() {
        out.push_str(" {}\n");
        return;
    }
    out.push_str(" {\n");
    structures(out, block.body(), depth + 1);
    indent(out, depth);
    out.push_str("}\n");
}

/// `key = value` lines. Neighbours whose values stay on one line share a column.
fn assignments(out: &mut String, pairs: &[(String, String)], depth: usize) {
    let mut at = 0;
    while at < pairs.len() {
        let flat = pairs[at..].iter().take_while(|(_, value)| !value.contains('\n')).count();
        let run = &pairs[at..at + flat.max(1)];
        let widest = run.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
        for (key, value) in run {
            indent(out, depth);
            out.push_str(key);
            if flat > 0 {
                out.extend(std::iter::repeat_n(' ', widest - key.chars().count()));
            }
            out.push_str(" = ");
            out.push_str(value);
            out.push('\n');
        }
        at += run.len();
    }
}

fn value(expr: &Expression, depth: usize) -> String {
    match expr {
        Expression::Array(items) => list(items, depth),
        Expression::Object(entries) => {
            let keys = entries.iter().map(|(key, value)| (object_key(key), value));
            object(&keys.collect::<Vec<_>>(), depth)
        }
        Expression::FuncCall(call) => function(call, depth),
        _ => leaf(expr),
    }
}

fn list(items: &[Expression], depth: usize) -> String {
    let flat: Vec<String> = items.iter().map(|item| value(item, depth)).collect();
    let line = format!("[{}]", flat.join(", "));
    let nested = items.iter().any(|item| matches!(item, Expression::Object(_)));
    if !nested && !line.contains('\n') && line.len() + 2 * depth <= WIDTH || items.is_empty() {
        return line;
    }
    let mut out = String::from("[\n");
    for item in items {
        indent(&mut out, depth + 1);
        out.push_str(&value(item, depth + 1));
        out.push_str(",\n");
    }
    indent(&mut out, depth);
    out.push(']');
    out
}

fn object(entries: &[(String, &Expression)], depth: usize) -> String {
    if entries.is_empty() {
        return "{}".to_owned();
    }
    let pairs = entries.iter().map(|(key, expr)| (key.clone(), value(expr, depth + 1)));
    let mut out = String::from("{\n");
    assignments(&mut out, &pairs.collect::<Vec<_>>(), depth + 1);
    indent(&mut out, depth);
    out.push('}');
    out
}

fn function(call: &FuncCall, depth: usize) -> String {
    let arguments: Vec<String> = call.args.iter().map(|arg| value(arg, depth)).collect();
    format!("{}({})", leaf(&Expression::Variable(call.name.name.clone().into())), arguments.join(", "))
}

fn object_key(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Identifier(name) => name.as_str().to_owned(),
        ObjectKey::Expression(expr) => leaf(expr),
        other => leaf(&Expression::from(other.to_string())),
    }
}

/// Everything that stays on one line is hcl-rs's to write.
fn leaf(expr: &Expression) -> String {
    // Writing to memory cannot fail.
    hcl::format::to_string(expr).unwrap_or_default()
}

fn indent(out: &mut String, depth: usize) {
    out.extend(std::iter::repeat_n("  ", depth));
}

//! What the schema found, as findings with places.

use serde_json::{Map, Value};

use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::diagnostic::{Finding, Findings};
use crate::load::node::Node;
use crate::model::relative::is_relative;
use crate::validate::broken::{Broken, Violation};

/// Turns one broken keyword into findings.
pub fn report(violation: &Violation<'_>, root: &Node, findings: &mut Findings) {
    let segments: Vec<&str> = violation.path.iter().map(String::as_str).collect();
    let place = root.nearest(segments.iter().copied());
    let field = field_name(&segments);
    let finding = match &violation.broken {
        Broken::Unexpected(unexpected) => {
            let known = known_fields(violation.schema);
            for key in unexpected {
                let place = root.nearest(segments.iter().copied().chain([key.as_str()]));
                let key_place = entry_place(root, &segments, key).unwrap_or(place);
                findings.push(unknown_field(key, key_place, &known, &field));
            }
            return;
        }
        Broken::Missing(name) => {
            let name = *name;
            let message = format!("`{name}` is missing from {field}");
            let finding = Finding::new(Code::MissingField, place, message);
            match segments.as_slice() {
                // Without a kind it was meant for a component of the base profile.
                ["components", given] if name == "kind" => {
                    let others = root.get("components").map_or(&[][..], Node::entries).iter();
                    let others = others.map(|entry| entry.key.as_str()).filter(|other| other != given);
                    match closest(given, others) {
                        Some(meant) => {
                            finding.help(format!("did you mean `{meant}`? A new component needs `kind:`"))
                        }
                        None => {
                            finding.help("add `kind:`, or use the name of a component of the base profile")
                        }
                    }
                }
                _ => finding.help(format!("add `{name}:`")),
            }
        }
        Broken::AnyOf(context) => return any_of(context, root, findings),
        Broken::Key(inner) => {
            let name = inner.value.as_str().unwrap_or_default();
            let place = entry_place(root, &segments, name).unwrap_or(place);
            if let Broken::Keyword(keyword @ "maxLength", limit) = inner.broken {
                let message = format!("`{}` {}", clipped(name), requirement(keyword, limit, &inner.value));
                return findings.push(Finding::new(Code::BadValue, place, message));
            }
            let message = format!("`{name}` is not a name");
            let help = if segments.last() == Some(&"environment") {
                "an environment variable has letters, digits and `_`, and starts with no digit"
            } else if name.contains('*') {
                "selectors are for profiles that extend another one"
            } else {
                "a name has letters, digits, `-` and `_`, starts with a letter, and has at most 63 characters"
            };
            Finding::new(Code::BadValue, place, message).help(help)
        }
        Broken::Keyword("type", wanted) => {
            wrong_type(&field, wanted, &violation.value, place, example(violation.schema))
        }
        Broken::Keyword("pattern", pattern) => {
            let message = format!("{field} cannot be {}", shown(&violation.value));
            let finding = Finding::new(Code::BadValue, place, message);
            if let Some(example) = example(violation.schema) {
                finding.help(format!("write it like `{}`", flow(example)))
            } else {
                let pattern = pattern.as_str().unwrap_or_default();
                finding.note(format!("it must look like `{pattern}`"))
            }
        }
        Broken::Keyword("enum", options) if segments.last() == Some(&"kind") && segments.len() == 3 => {
            unknown_kind(&violation.value, options, place)
        }
        Broken::Keyword(keyword, wanted) => {
            let message = format!("{field} {}", requirement(keyword, wanted, &violation.value));
            Finding::new(Code::BadValue, place, message)
        }
    };
    findings.push(relative(finding, &violation.value));
}

/// A relative value that is still there after the merge had nothing to be relative to.
fn relative(finding: Finding, instance: &Value) -> Finding {
    match instance.as_str() {
        Some(text) if is_relative(text) => {
            let message = format!("`{text}` has no value in a base profile to start from");
            Finding { code: Code::RelativeWithoutBase, message, ..finding }
                .help("write the value itself, or `extends:` a profile that has one")
        }
        _ => finding,
    }
}

/// The best of several readings: the one that got furthest, which is not that of a relative value.
fn any_of(context: &[Vec<Violation<'_>>], root: &Node, findings: &mut Findings) {
    let depth = |errors: &Vec<Violation<'_>>| errors.iter().map(Violation::depth).max().unwrap_or(0);
    let furthest = context.iter().map(depth).max().unwrap_or(0);
    if let Some(errors) = context.iter().find(|errors| depth(errors) == furthest) {
        for error in errors {
            report(error, root, findings);
        }
    }
}

fn unknown_field(key: &str, place: crate::source::Place, known: &[String], owner: &str) -> Finding {
    let finding = Finding::new(Code::UnknownField, place, format!("unknown field `{key}` in {owner}"));
    match closest(key, known.iter().map(String::as_str)) {
        Some(name) => finding.help(format!("did you mean `{name}`?")),
        None if known.is_empty() => finding,
        None => finding.help(format!("fields: {}", known.join(", "))),
    }
}

/// The fields that a schema knows.
fn known_fields(schema: &Map<String, Value>) -> Vec<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut names: Vec<String> = properties.into_iter().flat_map(|p| p.keys().cloned()).collect();
    names.sort();
    names
}

fn unknown_kind(instance: &Value, kinds: &Value, place: crate::source::Place) -> Finding {
    let names: Vec<&str> = kinds.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let given = shown(instance);
    let finding = Finding::new(Code::UnknownKind, place, format!("{given} is not a kind of component"));
    match instance.as_str().and_then(|given| closest(given, names.iter().copied())) {
        Some(name) => finding.help(format!("did you mean `{name}`?")),
        None => finding.help(format!("kinds: {}", names.join(", "))),
    }
}

/// What a message calls the field at a path.
fn field_name(path: &[&str]) -> String {
    match path {
        [] => "the profile".to_owned(),
        [.., list, item] if item.bytes().all(|b| b.is_ascii_digit()) => {
            let number = item.parse::<usize>().map_or(0, |at| at + 1);
            format!("item {number} of `{list}`")
        }
        [.., name] => format!("`{name}`"),
    }
}

/// An example of what a schema takes.
fn example(schema: &Map<String, Value>) -> Option<&Value> {
    schema.get("examples")?.get(0)
}

/// The factor in `10x` or `X10`.
fn turned_round(text: &str) -> Option<&str> {
    let factor = text.strip_suffix(['x', 'X']).or_else(|| text.strip_prefix('X'))?.trim();
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    (!factor.is_empty() && factor.chars().all(digits)).then_some(factor)
}

fn wrong_type(
    field: &str,
    wanted: &Value,
    instance: &Value,
    place: crate::source::Place,
    example: Option<&Value>,
) -> Finding {
    let expected = match wanted {
        Value::Array(several) => {
            let mut names: Vec<&str> = several.iter().filter_map(Value::as_str).collect();
            names.sort_unstable();
            names.into_iter().map(noun).filter(|noun| *noun != "nothing").collect::<Vec<_>>().join(" or ")
        }
        one => noun(one.as_str().unwrap_or_default()).to_owned(),
    };
    let given = match instance {
        Value::String(text) => format!("the text \"{}\"", clipped(text)),
        other => shown(other),
    };
    let finding = Finding::new(Code::WrongType, place, format!("{field} must be {expected}, not {given}"));
    let text = instance.as_str().unwrap_or_default();
    if let Some(factor) = turned_round(text) {
        return finding.help(format!("a factor is written `x{factor}`"));
    }
    match (expected.as_str(), example) {
        (_, Some(example)) => finding.help(format!("write it like `{}`", flow(example))),
        ("a text", None) if instance.is_number() => finding.help("put quotes around it"),
        ("a whole number" | "a number", None) if text.parse::<f64>().is_ok() => {
            finding.help("remove the quotes")
        }
        ("`true` or `false`", None) if matches!(text, "yes" | "on" | "Yes" | "On") => {
            finding.help("write `true`")
        }
        ("`true` or `false`", None) if matches!(text, "no" | "off" | "No" | "Off") => {
            finding.help("write `false`")
        }
        _ => finding,
    }
}

fn noun(json_type: &str) -> &'static str {
    match json_type {
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a text",
        "boolean" => "`true` or `false`",
        "array" => "a list",
        "object" => "a mapping",
        _ => "nothing",
    }
}

/// A value in a message: scalars as written, collections by their kind.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
        Value::String(text) => format!("`{}`", clipped(text)),
        other => format!("`{}`", clipped(&other.to_string())),
    }
}

/// An example as YAML on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(entries) => {
            let pairs: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

/// At most sixty characters of a text.
fn clipped(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

fn requirement(keyword: &str, wanted: &Value, instance: &Value) -> String {
    let given = shown(instance);
    match keyword {
        "minimum" => format!("is {given}; the smallest allowed is {wanted}"),
        "maximum" => format!("is {given}; the largest allowed is {wanted}"),
        "minLength" => format!("is shorter than {wanted} characters"),
        "maxLength" => format!("is longer than {wanted} characters"),
        "uniqueItems" => "gives something twice".to_owned(),
        "maxItems" => format!("has more than {wanted} items"),
        "enum" => {
            let names = wanted.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(shown);
            format!("is {given}; allowed are {}", names.collect::<Vec<_>>().join(", "))
        }
        "const" => format!("is {given}; it must be {}", shown(wanted)),
        other => format!("is {given}, which breaks the rule `{other}`"),
    }
}

fn entry_place(root: &Node, path: &[&str], key: &str) -> Option<crate::source::Place> {
    let owner = path.iter().try_fold(root, |node, segment| node.step(segment))?;
    owner.entry(key).map(|entry| entry.place)
}

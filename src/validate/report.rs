//! What the schema found, as findings with places.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::order::Order as _;
use crate::shown::clipped;
use crate::source::Place;
use crate::validate::advice::Advice;
use crate::validate::remedy::{first_form, named, remedy};

use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::diagnostic::{Finding, Findings};
use crate::load::node::Node;
use crate::model::relative::is_relative;
use crate::validate::broken::{Broken, Violation};
use crate::validate::secret;
use crate::validate::shape::{example, flow, said, shape};

/// The largest number of unknown fields of one mapping for which the one that was meant is looked for.
const MOST_GUESSES: usize = 100;

/// The characters of a name that are shown.
const LONGEST: usize = 60;

/// The largest number of names of a list that are written down as a mapping.
const MOST_NAMES: usize = 5;

/// Turns one broken keyword into findings.
pub fn report(violation: &Violation<'_>, root: &Node, advice: &dyn Advice, findings: &mut Findings) {
    let segments: Vec<&str> = violation.path.iter().map(String::as_str).collect();
    let layered = root.get("extends").is_some();
    let of_field = || {
        let own = advised(&segments, &violation.value, root, advice);
        own.or_else(|| remedy(&violation.value, violation.schema, layered))
    };
    let place = root.nearest(segments.iter().copied());
    if let Some(finding) = secret::finding(&segments, violation, place) {
        return findings.push(finding);
    }
    let field = field_name(&segments);
    let finding = match &violation.broken {
        Broken::Unexpected(unexpected) => {
            let known = known_fields(violation.schema);
            let properties = violation.schema.get("properties").and_then(Value::as_object);
            for (number, key) in unexpected.iter().enumerate() {
                let known = if number < MOST_GUESSES { &*known } else { &[] };
                let place = root.nearest(segments.iter().copied().chain([key.as_str()]));
                let key_place = entry_place(root, &segments, key).unwrap_or(place);
                findings.push(unknown_field(key, key_place, (known, advice), properties, &field));
            }
            return;
        }
        Broken::Missing(name) => missing(name, violation, (&segments, &field), root, place),
        Broken::AnyOf(context) => return any_of(context, root, advice, findings),
        Broken::Key(inner) => {
            let name = inner.value.as_str().unwrap_or_default();
            let place = entry_place(root, &segments, name).unwrap_or(place);
            if let Broken::Keyword(keyword @ "maxLength", limit) = inner.broken {
                let message =
                    format!("`{}` {}", clipped(name, LONGEST), requirement(keyword, limit, &inner.value));
                return findings.push(Finding::new(Code::BadValue, place, message));
            }
            let message = format!("`{}` cannot be a name here", clipped(name, LONGEST));
            let help = match said(inner.schema) {
                _ if name.contains('*') => "selectors are for profiles that extend another one",
                Some(said) => said,
                None => "choose another name",
            };
            Finding::new(Code::BadValue, place, message).help(help)
        }
        Broken::Keyword("type", wanted) => {
            let finding = wrong_type(&field, wanted, &violation.value, place);
            match (of_field(), example(violation.schema)) {
                (Some(help), _) => finding.help(help),
                _ if violation.value.is_array() && takes(wanted, "object") => {
                    let names = named(&texts(root, &segments), violation.schema);
                    finding.help(names.unwrap_or_else(|| {
                        "write its fields without a `-` before them, each with its name and a `:`".to_owned()
                    }))
                }
                (None, Some(example)) => finding.help(format!("write it like `{}`", flow(example))),
                (None, None) => finding,
            }
        }
        Broken::Keyword("pattern", _) => {
            let message = format!("{field} cannot be {}", shown(&violation.value));
            let finding = Finding::new(Code::BadValue, place, message);
            match of_field().or_else(|| shape(violation.schema)) {
                Some(help) => finding.help(help),
                None => finding,
            }
        }
        Broken::Keyword("enum", options) if segments.last() == Some(&"kind") && segments.len() == 3 => {
            unknown_kind(&violation.value, options, place, advice)
        }
        Broken::Keyword(keyword, wanted) => {
            let message = format!("{field} {}", requirement(keyword, wanted, &violation.value));
            let finding = Finding::new(Code::BadValue, place, message);
            let close = || {
                let options = wanted.as_array().into_iter().flatten().filter_map(Value::as_str);
                let given = violation.value.as_str()?;
                closest(given, options).map(|meant| format!("did you mean `{meant}`?"))
            };
            match of_field().or_else(close) {
                Some(help) => finding.help(help),
                None => finding,
            }
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

/// Those of the violations that only follow from another one, by their position: a field that is missing because its name
/// is misspelt.
pub(super) fn consequences(all: &[Violation<'_>], advice: &dyn Advice) -> BTreeSet<usize> {
    let mut misspelt: BTreeSet<(&[String], String)> = BTreeSet::new();
    for violation in all {
        if let Broken::Unexpected(keys) = &violation.broken {
            let known = known_fields(violation.schema);
            for key in keys.iter().take(MOST_GUESSES) {
                let meant = field_meant(key, &known, advice);
                misspelt.extend(meant.map(|meant| (&*violation.path, meant.to_owned())));
            }
        }
    }
    let follows = |violation: &Violation<'_>| match violation.broken {
        Broken::Missing(name) => misspelt.contains(&(&*violation.path, name.to_owned())),
        _ => false,
    };
    all.iter().enumerate().filter(|(_, violation)| follows(violation)).map(|(at, _)| at).collect()
}

/// The best of several readings: the one that got furthest, which is not that of a relative value.
fn any_of(context: &[Vec<Violation<'_>>], root: &Node, advice: &dyn Advice, findings: &mut Findings) {
    let depth = |errors: &Vec<Violation<'_>>| errors.iter().map(Violation::depth).max().unwrap_or(0);
    let furthest = context.iter().map(depth).max().unwrap_or(0);
    if let Some(errors) = context.iter().find(|errors| depth(errors) == furthest) {
        for error in errors {
            report(error, root, advice, findings);
        }
    }
}

/// The field of these that was meant by a word.
fn field_meant<'a>(word: &str, known: &'a [String], advice: &dyn Advice) -> Option<&'a str> {
    let called = || advice.field(word).iter().find_map(|name| known.iter().find(|own| own == name));
    called().map(String::as_str).or_else(|| closest(word, known.iter().map(String::as_str)))
}

/// A field that is not there.
fn missing(
    name: &str,
    violation: &Violation<'_>,
    (segments, field): (&[&str], &str),
    root: &Node,
    place: Place,
) -> Finding {
    let message = format!("`{name}` is missing from {field}");
    let finding = Finding::new(Code::MissingField, place, message);
    match segments {
        // Without a kind it was meant for a component of the base profile.
        ["components", given] if name == "kind" => {
            let others = root.get("components").map_or(&[][..], Node::entries).iter();
            let others = others.map(|entry| entry.key.as_str()).filter(|other| other != given);
            match closest(given, others) {
                Some(meant) => finding.help(format!("did you mean `{meant}`? A new component needs `kind:`")),
                None => finding.help("add `kind:`, or use the name of a component of the base profile"),
            }
        }
        // Another entry beside it may have been meant, to which this one adds a word.
        [section, given] if meant(root, section, given, name).is_some() => {
            let meant = meant(root, section, given, name).unwrap_or_default();
            finding.help(format!("did you mean `{meant}`? A new one needs `{name}:`"))
        }
        _ => match example(violation.schema).filter(|like| like.get(name).is_some()) {
            Some(like) => finding.help(format!("add `{name}:`, as in `{}`", flow(like))),
            None => finding.help(format!("add `{name}:`")),
        },
    }
}

/// The entry beside another one that was meant by its name, and that has a field which this one lacks.
fn meant<'a>(root: &'a Node, section: &str, given: &str, field: &str) -> Option<&'a str> {
    let all = root.get(section).map_or(&[][..], Node::entries).iter();
    let others = all.filter(|entry| entry.key != given && entry.node.get(field).is_some());
    closest(given, others.map(|entry| entry.key.as_str()))
}

/// Whether a word is a field with one letter more or less at its end.
fn is_misspelt(word: &str, field: &str) -> bool {
    let one_more = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.len() == 1);
    one_more(field, word) || one_more(word, field)
}

fn unknown_field(
    key: &str,
    place: Place,
    (known, advice): (&[String], &dyn Advice),
    properties: Option<&Map<String, Value>>,
    owner: &str,
) -> Finding {
    let finding = Finding::new(Code::UnknownField, place, format!("unknown field `{key}` in {owner}"));
    // `cpu:60` between braces is one word.
    if let Some((own, value)) = key.split_once(':').filter(|(_, value)| !value.is_empty()) {
        return finding.help(format!("write `{own}: {value}`, with a space behind the `:`"));
    }
    match field_meant(key, known, advice) {
        Some(name) => {
            // Another word for a field may stand for a value of another shape.
            let close = closest(key, known.iter().map(String::as_str));
            let called = close != Some(name);
            let schema = properties.and_then(|own| own.get(name)).and_then(first_form);
            let like = schema.and_then(example).filter(|_| called);
            let like =
                like.map(|like| format!(" Write it like `{name}: {}`", flow(like))).unwrap_or_default();
            // A word that another field is called by may be a misspelt field as well.
            let other = close.filter(|other| *other != name && is_misspelt(key, other));
            let other = other.map(|other| format!(", or `{other}`")).unwrap_or_default();
            finding.help(format!("did you mean `{name}`{other}?{like}"))
        }
        None if known.is_empty() => finding,
        None => finding.help(format!("fields: {}", known.join(", "))),
    }
}

/// The fields that a schema knows.
fn known_fields(schema: &Map<String, Value>) -> Vec<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut names: Vec<String> = properties.into_iter().flat_map(|p| p.keys().cloned()).collect();
    names.order();
    names
}

fn unknown_kind(instance: &Value, kinds: &Value, place: Place, advice: &dyn Advice) -> Finding {
    let names: Vec<&str> = kinds.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let given = shown(instance);
    let finding = Finding::new(Code::UnknownKind, place, format!("{given} is not a kind of component"));
    let word = instance.as_str().unwrap_or_default();
    if let Some(called) = advice.kind(word) {
        return finding.help(called);
    }
    match closest(word, names.iter().copied()) {
        Some(name) => finding.help(format!("did you mean `{name}`?")),
        None => finding.help(format!(
            "the kinds are {}; what is bought elsewhere stands under `external:`",
            names.join(", ")
        )),
    }
}

/// What is known of a value of a field of a component, apart from the schema.
fn advised(path: &[&str], value: &Value, root: &Node, advice: &dyn Advice) -> Option<String> {
    let ["components", component, field @ ..] = path else { return None };
    let kind = root.at("components")?.get(component)?.get("kind")?.as_str()?;
    advice.value(kind, &field.join("."), value)
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

/// The items of a short list of texts; none of any other.
fn texts<'a>(root: &'a Node, path: &[&str]) -> Vec<&'a str> {
    let list = path.iter().try_fold(root, |node, segment| node.step(segment));
    let items: Vec<&Node> = (0..=MOST_NAMES).map_while(|at| list?.step(&at.to_string())).collect();
    let texts: Option<Vec<&str>> = items.iter().map(|item| item.as_str()).collect();
    texts.filter(|texts| texts.len() <= MOST_NAMES).unwrap_or_default()
}

/// Whether the keyword `type` names a type.
fn takes(wanted: &Value, name: &str) -> bool {
    wanted == name || wanted.as_array().is_some_and(|several| several.iter().any(|one| one == name))
}

fn wrong_type(field: &str, wanted: &Value, instance: &Value, place: Place) -> Finding {
    let expected = match wanted {
        Value::Array(several) => {
            let mut names: Vec<&str> = several.iter().filter_map(Value::as_str).collect();
            names.order();
            names.into_iter().map(noun).filter(|noun| *noun != "nothing").collect::<Vec<_>>().join(" or ")
        }
        one => noun(one.as_str().unwrap_or_default()).to_owned(),
    };
    let given = match instance {
        Value::String(text) => format!("the text \"{}\"", clipped(text, LONGEST)),
        // `16.10` is read as 16.1: what was written is in the line that is shown.
        Value::Number(_) if expected == "a text" => "a number".to_owned(),
        other => shown(other),
    };
    Finding::new(Code::WrongType, place, format!("{field} must be {expected}, not {given}"))
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
        Value::String(text) => format!("`{}`", clipped(text, LONGEST)),
        other => format!("`{}`", clipped(&other.to_string(), LONGEST)),
    }
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

//! What to write in place of a value that a field does not take, where the value says what was meant. A remedy keeps the
//! amount that was meant: an example of another size would be taken over.

use serde_json::{Map, Value};

use crate::model::size::meant;
use crate::model::window::length_meant;
use crate::model::written::{plain, relative};
use crate::order::Order as _;
use crate::validate::shape::{example, flow};

/// What to write in place of a value; `None` where it does not say what was meant. `layered` says whether the profile
/// extends another one, so that relative values are taken.
pub(super) fn remedy(value: &Value, schema: &Map<String, Value>, layered: bool) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(_) => return is_of(schema, "string").then(|| "put quotes around it".to_owned()),
        _ => return None,
    };
    let format = schema.get("format").and_then(Value::as_str);
    match format {
        Some("size") => scaled(&text, layered).or_else(|| meant(&text).map(|meant| meant.help)),
        Some("machine") if text.starts_with('-') => {
            Some("write the name of the smaller type: `+1` and `largest` only go up".to_owned())
        }
        Some("machine") => None,
        Some("length") => Some(length_meant(&text)),
        Some("vcpu") => vcpus(&text),
        Some("percent") => percent(&text, layered).or_else(|| number(&text, value, schema, layered)),
        _ if is_of(schema, "integer") || is_of(schema, "number") => number(&text, value, schema, layered),
        _ if is_of(schema, "boolean") => switch(&text),
        _ if is_of(schema, "array") => list(&text, value, schema),
        _ if is_of(schema, "object") => mapping(&text, value, schema, layered),
        _ if is_of(schema, "string") && !value.is_string() => {
            Some("put quotes around it, as it is written".to_owned())
        }
        _ => None,
    }
}

/// Whether a schema takes values of a type.
fn is_of(schema: &Map<String, Value>, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

/// A relative value that was meant, as far as the profile takes one.
fn scaled(text: &str, layered: bool) -> Option<String> {
    let help = relative(text)?;
    let whole = "write the value itself: only a profile that `extends:` another one can scale";
    let percent = text.ends_with('%') && !text.starts_with(['+', '-']);
    Some(match (layered, percent) {
        (true, _) => help,
        (false, true) => "write the number itself, and no percentage".to_owned(),
        (false, false) => whole.to_owned(),
    })
}

/// Parts of a virtual processor: `500m` is half of one to schedulers of containers.
fn vcpus(text: &str) -> Option<String> {
    let number = if let Some(thousandths) = text.strip_suffix('m') {
        plain(thousandths)?.checked_div(rust_decimal::Decimal::ONE_THOUSAND)?.normalize()
    } else {
        plain(text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' '))?
    };
    let is_written = text.parse::<f64>().is_ok() && text == number.to_string();
    (!is_written).then(|| format!("write `{number}`, in vCPUs"))
}

/// Percent are written without their sign.
fn percent(text: &str, layered: bool) -> Option<String> {
    let number = text.strip_suffix('%').map(str::trim)?;
    let signed = number.starts_with(['+', '-']);
    if signed && layered {
        return relative(text);
    }
    plain(number.trim_start_matches(['+', '-'])).map(|number| format!("it is in percent: write `{number}`"))
}

fn number(text: &str, value: &Value, schema: &Map<String, Value>, layered: bool) -> Option<String> {
    if let Some(number) = value.as_number() {
        let fraction = number.is_f64() && is_of(schema, "integer");
        return match number.as_f64() {
            Some(own) if own < 0.0 && layered => relative(text),
            Some(own) if fraction && own.is_sign_positive() => {
                plain(text).map(|own| format!("write `{}`, rounded up", own.ceil()))
            }
            _ => None,
        };
    }
    // Prices are in US dollars.
    let bare = text.trim().trim_start_matches('$').trim_start_matches("USD").trim_end_matches("USD");
    if let Some(number) = plain(bare) {
        // Counts are whole; half a machine is a machine.
        let number = if is_of(schema, "integer") { number.ceil() } else { number };
        let quotes = if number.to_string() == text { ", without quotes" } else { "" };
        return Some(format!("write `{number}`{quotes}"));
    }
    scaled(text, layered).or_else(|| {
        let kind = if is_of(schema, "integer") { "a whole number" } else { "a number" };
        let factor = if layered { ", or a factor such as `x10`" } else { "" };
        Some(format!("write {kind}{factor}"))
    })
}

fn switch(text: &str) -> Option<String> {
    let word = match text.to_ascii_lowercase().as_str() {
        "yes" | "on" | "y" | "true" | "1" | "enabled" => "true",
        "no" | "off" | "n" | "false" | "0" | "disabled" => "false",
        _ => return None,
    };
    Some(format!("write `{word}`"))
}

/// One value in place of a list, or several in one text.
fn list(text: &str, value: &Value, schema: &Map<String, Value>) -> Option<String> {
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    let items = schema.get("items").and_then(first_form).filter(|items| is_of(items, "object"));
    if let Some(example) = items.map(example) {
        return example.map(|example| {
            let like = with_number(example, value).map_or_else(|| flow(example), |own| flow(&own));
            format!("each item of the list is a mapping: write it like `[{like}]`")
        });
    }
    let parts: Vec<&str> = match value {
        Value::String(_) => text.split([',', ' ']).filter(|part| !part.is_empty()).collect(),
        _ => vec![text],
    };
    Some(format!("a list stands between brackets, even of one: write `[{}]`", parts.join(", ")))
}

/// An example with the number that was given in place of its only one.
fn with_number(example: &Value, given: &Value) -> Option<Value> {
    let mut like = example.as_object()?.clone();
    let mut numbers = like.values_mut().filter(|value| value.is_number());
    let (number, None) = (numbers.next()?, numbers.next()) else { return None };
    *number = given.is_number().then(|| given.clone())?;
    Some(Value::Object(like))
}

/// Names in a list, where each name has a mapping of its own: `{shop-db: {connections: …}}`.
pub(super) fn named(names: &[&str], schema: &Map<String, Value>) -> Option<String> {
    let each = schema.get("additionalProperties").or_else(|| {
        let patterns = schema.get("patternProperties")?.as_object()?;
        patterns.values().next()
    })?;
    let each = first_form(each).filter(|each| is_of(each, "object"))?;
    let required = each.get("required").and_then(Value::as_array).filter(|names| !names.is_empty());
    let required = required.map(|names| names.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    let fields = required
        .or_else(|| Some(each.get("properties")?.as_object()?.keys().map(String::as_str).collect()))?;
    let fields: Vec<String> = fields.into_iter().take(3).map(|name| format!("{name}: …")).collect();
    let fields = fields.join(", ");
    let short = !names.is_empty() && names.iter().all(|name| name.len() <= 60);
    let pairs: Vec<String> = names.iter().map(|name| format!("{name}: {{{fields}}}")).collect();
    short.then(|| format!("write `{{{}}}`", pairs.join(", ")))
}

/// Two whole numbers as people write a range: `2-6`, `2..6`, `2 to 6`.
fn range(text: &str) -> Option<(u32, u32)> {
    let (least, most) =
        ["-", "..", "–", "to", ":", "/"].iter().find_map(|between| text.split_once(between))?;
    let (least, most) = (least.trim().parse().ok()?, most.trim().parse().ok()?);
    (least <= most).then_some((least, most))
}

/// One value in place of a mapping: of each field that the mapping must have.
fn mapping(text: &str, value: &Value, schema: &Map<String, Value>, layered: bool) -> Option<String> {
    let properties = schema.get("properties").and_then(Value::as_object)?;
    let format = |name: &str| first_form(properties.get(name)?)?.get("format")?.as_str();
    let mut percent = properties.keys().filter(|name| format(name) == Some("percent"));
    if let (Some(number), Some(name), None) = (text.strip_suffix('%'), percent.next(), percent.next())
        && plain(number).is_some()
    {
        return Some(format!("write `{{{name}: {}}}`: it is in percent", number.trim()));
    }
    if let Some((least, most)) = range(text)
        && ["min", "max"].iter().all(|name| properties.contains_key(*name))
    {
        return Some(format!("write `{{min: {least}, max: {most}}}`"));
    }
    if value.is_string() && relative(text).is_some() && properties.values().all(numeric) {
        return scaled(text, layered);
    }
    let required = schema.get("required").and_then(Value::as_array);
    // A layer requires nothing; the example of the field then says what usually stands there.
    let example = example(schema).and_then(Value::as_object);
    let names: Vec<&str> = match (required, example) {
        (Some(required), _) => required.iter().filter_map(Value::as_str).collect(),
        (None, Some(example)) => example.keys().map(String::as_str).collect(),
        (None, None) => Vec::new(),
    };
    let names: Vec<&str> = properties.keys().map(String::as_str).filter(|own| names.contains(own)).collect();
    let takes = |name: &&str| properties.get(*name).is_some_and(|below| fits(value, below));
    // One text for several fields would be the wrong one for most of them.
    let alike = names.len() == 1 || value.is_number() && !names.is_empty();
    if alike && names.iter().all(takes) && text.len() <= 60 {
        let mut names = names;
        // A floor is said before its ceiling.
        names.order_by_key(|name| *name != "min");
        let pairs: Vec<String> = names.iter().map(|name| format!("{name}: {text}")).collect();
        return Some(format!("write `{{{}}}`", pairs.join(", ")));
    }
    if let ([name], Some(meant)) = (&names[..], meant(text))
        && format(name) == Some("size")
    {
        let more = if meant.help.contains("1024s") { format!(": {}", meant.help) } else { String::new() };
        return Some(format!("write `{{{name}: {}}}`{more}", meant.size));
    }
    if value.is_string() && text.len() <= 60 && properties.contains_key("name") && names.is_empty() {
        return Some(format!("write `{{name: {text}}}`"));
    }
    if example.is_some() {
        return None;
    }
    let fields: Vec<&str> = properties.keys().map(String::as_str).take(20).collect();
    // Which of them a number is nobody can tell from it.
    if let [first, others @ ..] = &fields[..]
        && value.is_number()
        && !others.is_empty()
        && properties.values().all(|below| fits(value, below))
    {
        let others: Vec<String> = others.iter().map(|name| format!("`{{{name}: {text}}}`")).collect();
        return Some(format!("say which it is: `{{{first}: {text}}}`, or {}", others.join(", ")));
    }
    (!fields.is_empty()).then(|| format!("it has fields of its own: {}", fields.join(", ")))
}

fn numeric(schema: &Value) -> bool {
    let own = |schema: &Value| schema.as_object().is_some_and(|own| is_of(own, "integer"));
    own(schema) || schema.get("anyOf").and_then(Value::as_array).is_some_and(|forms| forms.iter().any(own))
}

/// The schema of a field, without the relative form that a layer takes beside it.
pub(super) fn first_form(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("anyOf").and_then(|forms| forms.get(0)).unwrap_or(schema).as_object()
}

/// Whether a field takes a value, by its type and, of a text, by its format.
fn fits(value: &Value, schema: &Value) -> bool {
    let Some(schema) = first_form(schema) else { return false };
    if let Some(options) = schema.get("enum").and_then(Value::as_array) {
        return options.contains(value);
    }
    match value {
        Value::Number(number) => {
            is_of(schema, "number")
                || is_of(schema, "integer") && !number.is_f64() && number.as_u64().is_some()
        }
        Value::String(text) => {
            let is_size = crate::model::size::Size::split(text).is_some();
            is_of(schema, "string") && is_size == (schema.get("format") == Some(&"size".into()))
        }
        _ => false,
    }
}

//! Texts.

use std::collections::BTreeSet;
use std::sync::Arc;

use regex_lite::Regex;
use rust_decimal::prelude::ToPrimitive as _;

use super::call::Call;
use super::format;
use crate::existing::access::{elements, text_of};
use crate::existing::value::{Data, Value};

pub(super) fn call(call: &Call<'_>) -> Option<Value> {
    let texts: Option<Vec<Arc<str>>> = call.arguments.iter().map(text_of).collect();
    let texts: Option<Vec<&str>> = texts.as_ref().map(|texts| texts.iter().map(AsRef::as_ref).collect());
    let texts = texts.as_deref();
    let one = |of: &dyn Fn(&str) -> String| match texts {
        Some([text]) => Some(Data::Text(of(text).into())),
        _ => None,
    };
    let two = |of: &dyn Fn(&str, &str) -> Data| match texts {
        Some([first, second]) => Some(of(first, second)),
        _ => None,
    };
    let data = match call.name.as_ref() {
        "lower" => one(&str::to_lowercase),
        "upper" => one(&str::to_uppercase),
        "title" => one(&title),
        "trimspace" => one(&|text| text.trim().to_owned()),
        "chomp" => one(&|text| text.trim_end_matches(['\n', '\r']).to_owned()),
        "strrev" => one(&|text| text.chars().rev().collect()),
        "basename" => one(&basename),
        "dirname" => one(&dirname),
        "trim" => two(&|text, chars| Data::Text(text.trim_matches(|char| chars.contains(char)).into())),
        "trimprefix" => two(&|text, prefix| Data::Text(text.strip_prefix(prefix).unwrap_or(text).into())),
        "trimsuffix" => two(&|text, suffix| Data::Text(text.strip_suffix(suffix).unwrap_or(text).into())),
        "startswith" => two(&|text, prefix| Data::Bool(text.starts_with(prefix))),
        "endswith" => two(&|text, suffix| Data::Bool(text.ends_with(suffix))),
        "strcontains" => two(&|text, part| Data::Bool(text.contains(part))),
        "split" => return Some(split(call, texts)),
        "replace" => match texts {
            Some([text, from, to]) => replaced(text, from, to).map(|text| Data::Text(text.into())),
            _ => None,
        },
        "substr" => match call.arguments {
            [text, start, length] => text_of(text).and_then(|text| {
                let (start, length) = (start.number()?.to_i64()?, length.number()?.to_i64()?);
                Some(Data::Text(part(&text, start, length)?.into()))
            }),
            _ => None,
        },
        "regex" => return Some(matched(call, texts)),
        "join" => return Some(joined(call)),
        "formatlist" => return Some(listed(call)),
        "format" => format::format(call.arguments).map(|text| Data::Text(text.into())),
        _ => return None,
    };
    Some(call.or_misfit(data))
}

/// A text for each member of the lists, which are all as long; what is no list is the same for each.
fn listed(call: &Call<'_>) -> Value {
    let lists = call.arguments.iter().map(|argument| match &argument.data {
        Data::List(items) | Data::Set(items) => Some(items.as_slice()),
        _ => None,
    });
    let lists: Vec<Option<&[Value]>> = lists.collect();
    let lengths: BTreeSet<usize> = lists.iter().flatten().map(|list| list.len()).collect();
    let Some(length) = lengths.first().copied().filter(|_| lengths.len() == 1) else { return call.misfit() };
    if let Err(why) = call.meter.spend(length) {
        return call.unknown(why);
    }
    let text = |at: usize| {
        let of = call.arguments.iter().zip(&lists);
        let arguments: Vec<Value> =
            of.map(|(argument, list)| list.map_or(argument, |list| &list[at]).clone()).collect();
        Some(Value::new(Data::Text(format::format(&arguments)?.into()), call.origin()))
    };
    let made: Option<Vec<Value>> = (0..length).map(text).collect();
    call.or_misfit(made.map(|made| Data::List(Arc::new(made))))
}

fn title(text: &str) -> String {
    let mut before = ' ';
    let mut titled = String::with_capacity(text.len());
    for char in text.chars() {
        if before.is_alphanumeric() || before == '_' {
            titled.push(char);
        } else {
            titled.extend(char.to_uppercase());
        }
        before = char;
    }
    titled
}

/// The last part of a path.
fn basename(path: &str) -> String {
    let bare = path.trim_end_matches('/');
    let name = bare.rsplit('/').next().unwrap_or_default();
    match (name, path) {
        ("", "") => ".",
        ("", _) => "/",
        (name, _) => name,
    }
    .to_owned()
}

/// All but the last part of a path.
fn dirname(path: &str) -> String {
    let folder = path.rsplit_once('/').map(|(folder, _)| folder.trim_end_matches('/'));
    match folder {
        None => ".",
        Some("") => "/",
        Some(folder) => folder,
    }
    .to_owned()
}

/// What is between slashes is a pattern.
fn replaced(text: &str, from: &str, to: &str) -> Option<String> {
    match from.strip_prefix('/').and_then(|from| from.strip_suffix('/')) {
        Some(pattern) => Some(Regex::new(pattern).ok()?.replace_all(text, to).into_owned()),
        None if text.len().checked_mul(to.len() + 1)? > 1 << 22 => None,
        None => Some(text.replace(from, to)),
    }
}

fn part(text: &str, start: i64, length: i64) -> Option<String> {
    let count = i64::try_from(text.chars().count()).ok()?;
    let start = if start < 0 { start + count } else { start };
    let length = if length < 0 { count } else { length };
    Some(text.chars().skip(usize::try_from(start).ok()?).take(usize::try_from(length).ok()?).collect())
}

fn split(call: &Call<'_>, texts: Option<&[&str]>) -> Value {
    let Some([by, text]) = texts else { return call.misfit() };
    let origin = call.origin();
    let part = |part: &str| Value::new(Data::Text(part.into()), origin.clone());
    let parts = match (by.is_empty(), text.is_empty()) {
        (_, true) => vec![part("")],
        (true, false) => text.chars().map(|char| part(&char.to_string())).collect(),
        (false, false) => text.split(by).map(part).collect(),
    };
    call.computed(Data::List(Arc::new(parts)))
}

fn matched(call: &Call<'_>, texts: Option<&[&str]>) -> Value {
    let Some([pattern, text]) = texts else { return call.misfit() };
    let Ok(regex) = Regex::new(pattern) else { return call.misfit() };
    let Some(found) = regex.captures(text) else { return call.mistake() };
    let origin = call.origin();
    let group = |at: usize| match found.get(at) {
        Some(group) => Value::new(Data::Text(group.as_str().into()), origin.clone()),
        None => Value::new(Data::Null, origin.clone()),
    };
    if found.len() == 1 {
        return group(0);
    }
    let names: Vec<_> = regex.capture_names().skip(1).collect();
    if names.iter().all(Option::is_some) {
        let named = names.iter().enumerate().filter_map(|(at, name)| Some(((*name)?.into(), group(at + 1))));
        return Value::of_map(named.collect(), None, origin);
    }
    Value::of_list((1..found.len()).map(group).collect(), origin)
}

fn joined(call: &Call<'_>) -> Value {
    let Some((by, lists)) = call.arguments.split_first() else { return call.misfit() };
    let mut parts: Vec<Arc<str>> = Vec::new();
    let mut length = 0;
    let Some(by) = text_of(by) else { return call.misfit() };
    for list in lists {
        let Some(members) = elements(list).filter(|_| !matches!(list.data, Data::Map(_))) else {
            return call.misfit();
        };
        for (_, member) in members {
            let Some(part) = text_of(&member) else { return call.misfit() };
            length += part.len() + by.len();
            parts.push(part);
        }
    }
    if let Err(why) = call.meter.spend(length / 16) {
        return call.unknown(why);
    }
    call.computed(Data::Text(parts.join(by.as_ref()).into()))
}

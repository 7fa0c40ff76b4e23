//! `format`.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use crate::existing::access::{text_of, written};
use crate::existing::value::Value;

/// The longest padding that is made.
const WIDEST: usize = 1000;

/// The formatted text; none if a verb is not one of `%s`, `%d`, `%v`, `%q`, `%t` and `%f`, or does not fit its argument.
pub(super) fn format(arguments: &[Value]) -> Option<String> {
    let (pattern, arguments) = arguments.split_first()?;
    let mut arguments = arguments.iter();
    let mut made = String::new();
    let pattern = text_of(pattern)?;
    let mut rest = pattern.as_ref();
    while let Some((before, behind)) = rest.split_once('%') {
        made.push_str(before);
        let verb = behind.find(|char: char| char.is_ascii_alphabetic() || char == '%')?;
        let (flags, kind) = (&behind[..verb], &behind[verb..=verb]);
        rest = &behind[verb + 1..];
        if kind == "%" {
            made.push('%');
            continue;
        }
        let argument = arguments.next()?;
        made.push_str(&one(kind, flags, argument)?);
    }
    made.push_str(rest);
    if arguments.next().is_some() { None } else { Some(made) }
}

fn one(kind: &str, flags: &str, argument: &Value) -> Option<String> {
    let (width, precision) =
        flags.split_once('.').map_or((flags, None), |(width, precision)| (width, Some(precision)));
    let left = width.starts_with('-');
    let width = width.trim_start_matches('-');
    let zeros = width.starts_with('0');
    let width: usize =
        if width.is_empty() { 0 } else { width.parse().ok().filter(|width| *width <= WIDEST)? };
    let precision: Option<u32> = match precision {
        Some(precision) => Some(precision.parse().ok().filter(|precision| *precision <= 20)?),
        None => None,
    };
    let text = match (kind, precision) {
        ("s" | "v", None) => text_of(argument)?.to_string(),
        ("q", None) => format!("{:?}", text_of(argument)?),
        ("t", None) => {
            text_of(argument).filter(|text| matches!(text.as_ref(), "true" | "false"))?.to_string()
        }
        ("d", None) => {
            let number = argument.number().filter(|number| number.fract().is_zero())?;
            written(number)
        }
        ("f", precision) => {
            let places = precision.unwrap_or(6);
            let mut text = String::new();
            let number: Decimal = argument.number()?.round_dp(places);
            write!(text, "{number:.*}", places as usize).ok()?;
            text
        }
        _ => return None,
    };
    let missing = width.saturating_sub(text.chars().count());
    Some(match (left, zeros && kind != "s", text.strip_prefix('-')) {
        (true, ..) => text + &" ".repeat(missing),
        (false, true, Some(digits)) => format!("-{}{digits}", "0".repeat(missing)),
        (false, true, None) => "0".repeat(missing) + &text,
        (false, false, _) => " ".repeat(missing) + &text,
    })
}

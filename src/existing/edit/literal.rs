//! Literals: what they mean, and how another value of the same sort is spelled in their place.

use rust_decimal::Decimal;

use crate::existing::edit::change::{Literal, Syntax};
use crate::existing::parse::yaml::plain;
use crate::existing::syntax::Kind;
use crate::quoted::quoted;

/// What a literal says. `None` for anything else, such as a string that holds an expression.
pub(super) fn read(written: &str, syntax: Syntax) -> Option<Literal> {
    if syntax == Syntax::Yaml {
        return yaml(written);
    }
    match written {
        "true" => return Some(Literal::Bool(true)),
        "false" => return Some(Literal::Bool(false)),
        _ => {}
    }
    let Some(inside) = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return Number::read(written)?.value().map(Literal::Number);
    };
    match syntax {
        Syntax::Hcl => unescaped(inside),
        // Whether `${` opens an expression depends on the file.
        Syntax::Json | Syntax::Yaml => {
            serde_json::from_str(written).ok().filter(|text: &String| !opens(text))
        }
    }
    .map(Literal::Text)
}

/// What a scalar of YAML says that is written on one line and with nothing but letters, digits, dots and the like, so
/// that it means the same with quotes and without.
fn yaml(written: &str) -> Option<Literal> {
    if let Some(inside) = ['"', '\''].iter().find_map(|quote| unquoted(written, *quote)) {
        return is_word(inside).then(|| Literal::Text(inside.to_owned()));
    }
    match plain(written) {
        Kind::Bool(value) => matches!(written, "true" | "false").then_some(Literal::Bool(value)),
        // A number that begins with a zero has another base for some, and one with an exponent is a text for others.
        Kind::Number(_) => Number::read(written)
            .filter(|number| number.whole == "0" || !number.whole.starts_with('0'))
            .filter(|number| number.exponent.is_empty())?
            .value()
            .map(Literal::Number),
        Kind::Text(text) => is_word(&text).then(|| Literal::Text(text.to_string())),
        _ => None,
    }
}

fn unquoted(written: &str, quote: char) -> Option<&str> {
    written.strip_prefix(quote)?.strip_suffix(quote)
}

fn is_word(text: &str) -> bool {
    let is_kept = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.bytes().all(is_kept) && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
}

/// A scalar of YAML in the same quotes as the written one, or without any.
fn yaml_like(written: &str, text: &str) -> Option<String> {
    let quote = ['"', '\''].into_iter().find(|quote| unquoted(written, *quote).is_some());
    let spelled = quote.map_or_else(|| text.to_owned(), |quote| format!("{quote}{text}{quote}"));
    matches!(yaml(&spelled)?, Literal::Text(_)).then_some(spelled)
}

/// A literal of the same sort as the written one, with its quotes and its way to spell a number. `None` where there is
/// none.
pub(super) fn respelled(written: &str, new: &Literal, syntax: Syntax) -> Option<String> {
    let old = read(written, syntax)?;
    let text = |text: &str| match syntax {
        Syntax::Yaml => yaml_like(written, text),
        Syntax::Hcl | Syntax::Json => self::text(text, syntax),
    };
    match (&old, new) {
        (Literal::Bool(_), Literal::Bool(_)) => Some(spelled(new, syntax)?),
        (Literal::Text(old), Literal::Bool(value)) if matches!(old.as_str(), "true" | "false") => {
            text(&value.to_string())
        }
        (Literal::Number(_), Literal::Number(new)) => Number::read(written)?.with(*new),
        (Literal::Number(_), Literal::Text(new)) => Number::read(written)?.with(Number::read(new)?.value()?),
        (Literal::Text(old), Literal::Number(new)) => text(&Number::read(old)?.with(*new)?),
        (Literal::Text(_), Literal::Text(new)) => text(new),
        _ => None,
    }
}

/// A literal where there was none.
pub(super) fn spelled(new: &Literal, syntax: Syntax) -> Option<String> {
    match new {
        Literal::Bool(value) => Some(value.to_string()),
        Literal::Number(number) => Some(number.normalize().to_string()),
        Literal::Text(text) => self::text(text, syntax),
    }
}

/// A text in quotes, in which nothing is an expression.
pub(super) fn text(text: &str, syntax: Syntax) -> Option<String> {
    match syntax {
        Syntax::Hcl => {
            let mut out = String::new();
            quoted(&mut out, text, |_| true);
            Some(out)
        }
        Syntax::Json if opens(text) => None,
        Syntax::Json => serde_json::to_string(text).ok(),
        // Nothing is added to data.
        Syntax::Yaml => None,
    }
}

/// Whether a text could be taken for one with an expression in it.
fn opens(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

/// What stands between the quotes of a string without expressions.
pub(super) fn unescaped(inside: &str) -> Option<String> {
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(c) = rest.chars().next() {
        let (meant, length) = match (c, rest.as_bytes()) {
            ('$' | '%', [one, other, b'{', ..]) if one == other => {
                out.push(c);
                ('{', 3)
            }
            ('$' | '%', [_, b'{', ..]) | ('"' | '\n', _) => return None,
            ('\\', bytes) => match bytes.get(1)? {
                b'n' => ('\n', 2),
                b'r' => ('\r', 2),
                b't' => ('\t', 2),
                b'"' => ('"', 2),
                b'\\' => ('\\', 2),
                b'u' => (scalar(rest.get(2..6)?)?, 6),
                b'U' => (scalar(rest.get(2..10)?)?, 10),
                _ => return None,
            },
            (c, _) => (c, c.len_utf8()),
        };
        out.push(meant);
        rest = &rest[length..];
    }
    Some(out)
}

fn scalar(hex: &str) -> Option<char> {
    let digits = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)).flatten()
}

/// A number as it is written.
struct Number<'a> {
    /// Whether it has a minus.
    negative: bool,
    /// The digits before the point.
    whole: &'a str,
    /// The digits behind it.
    fraction: &'a str,
    /// `e3`, or nothing.
    exponent: &'a str,
}

/// The largest power of ten that an exponent may mean here.
const MOST_ZEROS: u32 = 18;

impl<'a> Number<'a> {
    fn read(written: &'a str) -> Option<Self> {
        let (negative, rest) = written.strip_prefix('-').map_or((false, written), |rest| (true, rest));
        let (mantissa, exponent) = rest.split_at(rest.find(['e', 'E']).unwrap_or(rest.len()));
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        let own = Self { negative, whole, fraction, exponent };
        own.power().map(|_| own)
    }

    /// The exponent of ten.
    fn power(&self) -> Option<i32> {
        let Some(digits) = self.exponent.get(1..) else { return Some(0) };
        let power: i32 = digits.parse().ok()?;
        (power.unsigned_abs() <= MOST_ZEROS).then_some(power)
    }

    fn value(&self) -> Option<Decimal> {
        let sign = if self.negative { "-" } else { "" };
        let mantissa: Decimal =
            Decimal::from_str_exact(&format!("{sign}{}.{}", self.whole, self.fraction_or_zero())).ok()?;
        shifted(mantissa, self.power()?)
    }

    const fn fraction_or_zero(&self) -> &str {
        if self.fraction.is_empty() { "0" } else { self.fraction }
    }

    /// Another number in the same spelling: with the same exponent, and as many zeros that say nothing.
    fn with(&self, new: Decimal) -> Option<String> {
        let mantissa = shifted(new, -self.power()?)?.to_string();
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((&mantissa, ""));
        let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
        let significant = self.whole.trim_start_matches('0').len().max(1);
        let before = "0".repeat(self.whole.len() - significant);
        let behind = &self.fraction[self.fraction.trim_end_matches('0').len()..];
        let point = if fraction.is_empty() && behind.is_empty() { "" } else { "." };
        Some(format!("{sign}{before}{whole}{point}{fraction}{behind}{}", self.exponent))
    }
}

/// A number times a power of ten, exactly.
fn shifted(number: Decimal, power: i32) -> Option<Decimal> {
    let factor = Decimal::from(10_u64.pow(power.unsigned_abs()));
    let shifted = if power < 0 { number.checked_div(factor)? } else { number.checked_mul(factor)? };
    let back = if power < 0 { shifted.checked_mul(factor)? } else { shifted.checked_div(factor)? };
    (back == number).then(|| shifted.normalize())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn number(text: &str) -> Literal {
        Literal::Number(text.parse().unwrap())
    }

    #[test]
    fn a_number_keeps_its_spelling_there_and_back() {
        let cases = [
            ("3", "12", "12"),
            ("50.0", "65", "65.0"),
            ("50.0", "65.5", "65.50"),
            ("50", "65.5", "65.5"),
            ("1e3", "2500", "2.5e3"),
            ("1.0E+3", "2000", "2.0E+3"),
            ("5e-1", "64", "640e-1"),
            ("007", "12", "0012"),
            ("-1", "9", "9"),
            ("9", "-1", "-1"),
            ("\"1024\"", "2048", "\"2048\""),
            ("\"0.50\"", "4", "\"4.0\""),
        ];
        for (old, new, spelled) in cases {
            let there = respelled(old, &number(new), Syntax::Hcl).unwrap();
            assert_eq!(there, spelled, "{old} to {new}");
            let meant = read(old, Syntax::Hcl).unwrap();
            assert_eq!(respelled(&there, &meant, Syntax::Hcl).unwrap(), old, "{new} back to {old}");
            assert!(read(&there, Syntax::Hcl).unwrap().is_like(&number(new)), "{there} is {new}");
        }
    }

    #[test]
    fn what_is_no_literal_is_not_read() {
        for text in [
            "var.a",
            "\"${a}\"",
            "\"%{ if a }\"",
            "1.",
            ".5",
            "--1",
            "\"a",
            "\"a\\q\"",
            "null",
            "",
            "1e99",
            "+1",
        ] {
            assert_eq!(read(text, Syntax::Hcl), None, "{text}");
        }
        assert_eq!(read("\"$${a}\"", Syntax::Hcl), Some(Literal::Text("${a}".to_owned())));
        assert_eq!(read("\"${a}\"", Syntax::Json), None);
    }

    #[test]
    fn a_text_never_becomes_an_expression() {
        for text in ["${a}", "%{if}", "$${a}", "\"}", "a\\", "\n", "$${", "%%%{"] {
            let there = respelled("\"t3.small\"", &Literal::Text(text.to_owned()), Syntax::Hcl).unwrap();
            assert_eq!(read(&there, Syntax::Hcl), Some(Literal::Text(text.to_owned())), "{there}");
            let tokens: hcl::Body = hcl::parse(&format!("a = {there}\n")).unwrap();
            let value = tokens.attributes().next().unwrap().expr().clone();
            assert!(matches!(value, hcl::Expression::String(_)), "{value:?}");
        }
        assert_eq!(respelled("\"a\"", &Literal::Text("${a}".to_owned()), Syntax::Json), None);
    }

    #[test]
    fn a_value_of_another_sort_is_not_spelled() {
        assert_eq!(respelled("3", &Literal::Text("many".to_owned()), Syntax::Hcl), None);
        assert_eq!(respelled("3", &Literal::Bool(true), Syntax::Hcl), None);
        assert_eq!(respelled("true", &number("1"), Syntax::Hcl), None);
        assert_eq!(respelled("\"t3.small\"", &number("1"), Syntax::Hcl), None);
    }
}

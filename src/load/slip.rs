//! The slip behind what a YAML parser refuses: where it was made, and what to write instead. A parser says where it was
//! lost, in words of its own; people need the line that they have to change.

use std::ops::Range;

use crate::load::outline::{Line, Outline};

/// A slip.
pub(super) struct Slip {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write instead, in one line.
    pub help: String,
}

impl Slip {
    fn new(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { range, message: message.into(), help: help.into() }
    }
}

/// The slip behind a complaint of the parser at a byte of the text; `None` where no usual one is found.
pub(super) fn slip(text: &str, at: usize, complaint: &str) -> Option<Slip> {
    // A tab is met behind the end of the line above.
    let line_below = text[at..].find('\n').filter(|_| complaint.contains("tab")).map(|end| at + end + 1);
    let outline = Outline::of(text, line_below.unwrap_or(at));
    tab(&outline)
        .or_else(|| alias(text, at, complaint))
        .or_else(|| selector(text, &outline))
        .or_else(|| quote(&outline, complaint))
        .or_else(|| zone_in_flow(text, at, complaint))
        .or_else(|| bracket(&outline))
        .or_else(|| comma(text, at, complaint))
        .or_else(|| indentation(&outline))
        .or_else(|| colon_in_value(&outline, at, complaint))
        .or_else(|| no_colon(&outline))
        .or_else(|| start_of_value(text, at, complaint))
        .or_else(|| behind_quotes(&outline, complaint))
}

/// A tab before the first word of a line.
fn tab(outline: &Outline<'_>) -> Option<Slip> {
    let line = outline.lines.iter().find(|line| line.text[..line.indent].contains('\t'))?;
    let from = line.text.find('\t')?;
    let tabs = line.text[from..line.indent].bytes().filter(|byte| *byte == b'\t').count();
    let word = if tabs == 1 { "a tab stands" } else { "tabs stand" };
    Some(Slip::new(
        line.start + from..line.start + line.indent,
        format!("{word} before this line, and YAML takes only spaces there"),
        "put two spaces for each level in its place",
    ))
}

/// A selector without quotes at the start of a line. The parser goes on behind it, and is lost on the line below.
fn selector(text: &str, outline: &Outline<'_>) -> Option<Slip> {
    let near = outline.lines.iter().rev().take(3);
    let line = near.into_iter().find(|line| line.text[line.indent..].starts_with('*'))?;
    alias(text, line.start + line.indent, "anchor")
}

/// A selector without quotes, which is an alias to YAML, and a factor that begins with `*`.
fn alias(text: &str, at: usize, complaint: &str) -> Option<Slip> {
    if !complaint.contains("anchor") {
        return None;
    }
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let starts = |(byte, _): &(usize, &str)| {
        text[line..*byte].chars().next_back().is_none_or(|before| " \t[{,".contains(before))
    };
    let stars = text[line..end].match_indices('*').map(|(byte, star)| (line + byte, star));
    let (from, _) = stars.filter(starts).min_by_key(|(byte, _)| byte.abs_diff(at))?;
    let rest = &text[from..end];
    let length = rest.find([' ', ',', '}', ']', '\t', '\r']).unwrap_or(rest.len());
    let word = rest[..length].trim_end_matches(':');
    let range = from..from + word.len();
    let factor = word.trim_start_matches('*');
    if factor.parse::<f64>().is_ok() {
        let message = format!("`{word}` is a YAML alias, and not a factor");
        return Some(Slip::new(range, message, format!("a factor is written `x{factor}`")));
    }
    let colon = if rest[word.len()..].starts_with(':') { ":" } else { "" };
    Some(Slip::new(
        range,
        format!("`{word}` without quotes is a YAML alias, and not a selector"),
        format!("put quotes around it: `\"{word}\"{colon}`"),
    ))
}

/// A quote that nothing closes.
fn quote(outline: &Outline<'_>, complaint: &str) -> Option<Slip> {
    let about = ["quoted scalar", "end of stream", "unexpected eof", "trailing content"];
    let (at, quote) = outline.over_lines.filter(|_| about.iter().any(|part| complaint.contains(part)))?;
    Some(Slip::new(
        at..at + 1,
        format!("the text that begins with this `{quote}` does not end"),
        format!("write the closing `{quote}` on the same line"),
    ))
}

/// A value with `[` in it, unquoted in a mapping between braces: a time zone most of the time.
fn zone_in_flow(text: &str, at: usize, complaint: &str) -> Option<Slip> {
    if !complaint.contains("expected ','") {
        return None;
    }
    let before = &text[..at];
    let from = before.rfind([',', '{', '\n'])? + 1;
    let value = before[from..].rfind(": ").map_or(from, |colon| from + colon + 2);
    let rest = text.get(at..)?.strip_prefix('[')?;
    let end = at + 1 + rest.find(']')? + 1;
    let written =
        text.get(value..end).filter(|written| !written.contains(['\n', '"', '\'']) && value < at)?;
    Some(Slip::new(
        value..end,
        "a value with `[` in it needs quotes between braces",
        format!("write `\"{}\"`", written.trim()),
    ))
}

/// A bracket that nothing closes.
fn bracket(outline: &Outline<'_>) -> Option<Slip> {
    let (at, open) = *outline.open.last()?;
    let close = if open == '{' { '}' } else { ']' };
    Some(Slip::new(
        at..at + 1,
        format!("this `{open}` is not closed"),
        format!("write the `{close}` that is missing, or the `,` between two values"),
    ))
}

/// A `,` that is missing between braces, or that stands behind a line without them.
fn comma(text: &str, at: usize, complaint: &str) -> Option<Slip> {
    let rest = text.get(at..)?;
    if complaint.contains("expected ','") && rest.starts_with(':') {
        let before = text[..at].trim_end_matches(|c: char| !c.is_whitespace() && !"{[,:".contains(c));
        let word = &text[before.len()..at];
        let help = format!("write a `,` before `{word}`");
        return Some(Slip::new(before.len()..at, "a `,` is missing between two fields", help))
            .filter(|_| before.ends_with(' ') && !word.is_empty());
    }
    let own = rest.starts_with(',') && complaint.contains("expected key");
    own.then(|| Slip::new(at..at + 1, "a `,` parts fields only between braces", "remove it"))
}

/// A number of spaces in words.
fn spaces(count: usize) -> String {
    format!("{count} space{}", if count == 1 { "" } else { "s" })
}

/// A line that is no sibling and no child of a line above.
fn indentation(outline: &Outline<'_>) -> Option<Slip> {
    let mut levels: Vec<Level<'_>> = Vec::new();
    let mut above: Option<&Line<'_>> = None;
    for line in &outline.lines {
        let mut left: Option<Level<'_>> = None;
        while levels.last().is_some_and(|level| level.indent > line.indent) {
            left = levels.pop();
        }
        let deeper = levels.last().is_none_or(|level| level.indent < line.indent);
        let range = line.start..line.start + line.text.trim_end().len();
        let range = if line.indent == 0 { range } else { line.start..line.start + line.indent };
        match (left, levels.last(), above) {
            (Some(left), under, _) if deeper => {
                let lower = under.map(|level| level.indent);
                let or = lower.map_or_else(String::new, |lower| format!("{lower} or "));
                let message = format!(
                    "this line is indented by {}, and the lines above by {or}{}",
                    spaces(line.indent),
                    left.indent
                );
                let help = match left.owner.zip(lower) {
                    Some((owner, lower)) => format!(
                        "indent it by {} to make it a part of `{owner}`, or by {lower} to put it beside `{owner}`",
                        left.indent
                    ),
                    None => format!("indent it by {} as the lines above", left.indent),
                };
                return Some(Slip::new(range, message, help));
            }
            (None, Some(level), Some(above)) if deeper && !above.opens() && line.key().is_some() => {
                let has = above.key().map_or_else(String::new, |key| format!(", `{key}`"));
                let message = format!(
                    "this line is indented by {}, deeper than the one above{has}, which has its value already",
                    spaces(line.indent)
                );
                return Some(Slip::new(
                    range,
                    message,
                    format!("indent it by {}, as the one above", level.indent),
                ));
            }
            _ => {}
        }
        if deeper {
            levels.push(Level { indent: line.indent, owner: above.and_then(Line::key) });
        }
        if let Some(inner) = line.inner() {
            levels.push(Level { indent: inner, owner: above.and_then(Line::key) });
        }
        above = Some(line);
    }
    None
}

/// A depth at which lines stand.
struct Level<'a> {
    indent: usize,
    /// The key that they belong to.
    owner: Option<&'a str>,
}

/// A second `: ` in a line, within its value.
fn colon_in_value(outline: &Outline<'_>, at: usize, complaint: &str) -> Option<Slip> {
    if !complaint.contains("mapping values are not allowed") && !complaint.contains("':'") {
        return None;
    }
    let line = outline.lines.last()?;
    let key = line.key()?;
    let value = line.value()?;
    let from = line.start + line.text.find(value)?;
    if from >= at || !value.contains(": ") || value.starts_with(['"', '\'', '{', '[']) {
        return None;
    }
    let quoted = value.replace('\'', "''");
    Some(Slip::new(
        from..from + value.len(),
        "a value with `: ` in it needs quotes",
        format!("write `{key}: '{quoted}'`"),
    ))
}

/// A line without a `:`, or without a space behind it.
fn no_colon(outline: &Outline<'_>) -> Option<Slip> {
    let line = outline.lines.iter().rev().take(2).find(|line| line.key().is_none() && line.is_word())?;
    let written = line.text.trim();
    let range = line.start + line.indent..line.start + line.indent + written.len();
    match written.split_once(':') {
        Some((key, value)) if !value.is_empty() => {
            Some(Slip::new(range, "a space is missing behind the `:`", format!("write `{key}: {value}`")))
        }
        _ => {
            let help = match written.split_once(' ') {
                Some((key, value)) => format!("write `{key}: {}`", value.trim()),
                None => format!("write `{written}:`"),
            };
            Some(Slip::new(range, "a `:` is missing behind the key", help))
        }
    }
}

/// A character that no value begins with.
fn start_of_value(text: &str, at: usize, complaint: &str) -> Option<Slip> {
    if !complaint.contains("unexpected character") {
        return None;
    }
    let first = text.get(at..)?.chars().next()?;
    let rest = &text[at..];
    let value = rest[..rest.find(['\n', ',', '}', ']']).unwrap_or(rest.len())].trim_end();
    Some(Slip::new(
        at..at + value.len(),
        format!("a value cannot begin with `{first}`"),
        format!("put quotes around it: `\"{}\"`", value.replace('"', "'")),
    ))
}

/// Words behind the closing quote.
fn behind_quotes(outline: &Outline<'_>, complaint: &str) -> Option<Slip> {
    if !complaint.contains("trailing content") && !complaint.contains("expected key") {
        return None;
    }
    let line = outline.lines.last()?;
    let value = line.value().filter(|value| value.starts_with(['"', '\'']))?;
    let from = line.start + line.text.find(value)?;
    Some(Slip::new(
        from..from + value.len(),
        "there are words behind the closing quote",
        "put quotes around the whole value, `'` if there is a `\"` in it",
    ))
}

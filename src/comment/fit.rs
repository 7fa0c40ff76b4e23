//! Cuts a Markdown text to the length of a comment: between lines, with every open block closed.

use crate::comment::block::Blocks;

/// The smallest limit at which a cut text keeps its start: there is room for the tag and the last line.
pub const LEAST: usize = 256;

/// `text` in at most `limit` characters (not bytes).
///
/// A longer text keeps its start, up to the end of a line or of a table row. Fenced code, `<details>` and HTML tables
/// that are open there are closed, and a last line says how much is left out.
#[must_use]
pub fn fit(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();

    let mut blocks = Blocks::default();
    let mut best = Cut { bytes: 0, lines: 0, chars: 0, closing: String::new() };
    let mut here = Cut { bytes: 0, lines: 0, chars: 0, closing: String::new() };
    let longest_notice = notice(lines.len()).chars().count();
    for (index, line) in lines.iter().enumerate() {
        blocks.read(line.trim_end_matches('\n'));
        here.bytes += line.len();
        here.chars += line.chars().count();
        here.lines += 1;
        // Count the blank line before the closing lines too.
        if here.chars + blocks.closing_chars() + 1 + longest_notice > limit {
            if here.chars > limit {
                break;
            }
            continue;
        }
        let in_header = lines.get(index + 1).is_some_and(|next| is_delimiter_row(next));
        if !in_header && blocks.may_end() {
            best = Cut { closing: blocks.closing(), ..here };
        }
    }
    best.finish(&text, &lines, limit)
}

/// A place at which the text can be cut.
struct Cut {
    bytes: usize,
    lines: usize,
    chars: usize,
    closing: String,
}

impl Cut {
    fn finish(self, text: &str, lines: &[&str], limit: usize) -> String {
        let notice = notice(lines.len() - self.lines);
        let mut out = text[..self.bytes].to_owned();
        if self.closing.is_empty() && is_bare(&out) {
            // The very first line alone is too long.
            let room = limit.saturating_sub(self.chars + notice.chars().count() + 2);
            let head = lines.get(self.lines).map_or("", |line| plain_start(line, room));
            if !head.is_empty() {
                out.push_str(head);
                out.push_str("…\n");
            }
        }
        out.push_str(&self.closing);
        out.push_str(&notice);
        if out.chars().count() <= limit { out } else { out.chars().take(limit).collect() }
    }
}

/// The line that says how much is left out. It stands after a blank line, which ends whatever is open.
fn notice(lines: usize) -> String {
    let (lines, noun) = (grouped(lines), if lines == 1 { "line" } else { "lines" });
    format!("\n*{lines} more {noun} did not fit into this comment. All of it: `scaleprof diff FROM TO`.*\n")
}

/// `12,345`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Whether the text has nothing to read yet.
fn is_bare(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || (line.starts_with("<!--") && line.ends_with("-->")))
}

/// The start of a line, up to the first markup.
fn plain_start(line: &str, room: usize) -> &str {
    let end = line
        .char_indices()
        .enumerate()
        .find(|(count, (_, c))| *count == room || matches!(c, '<' | '`' | '~' | '|' | '[' | '\n'))
        .map_or(line.len(), |(_, (end, _))| end);
    line[..end].trim_end()
}

/// Whether a line is the one below the head of a table.
fn is_delimiter_row(line: &str) -> bool {
    line.contains('-') && line.contains('|') && line.trim().chars().all(|c| "|-: \t".contains(c))
}

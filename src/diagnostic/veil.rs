//! Lines of the team's own Terraform, of which only what is marked is shown: beside a size there may stand anything.

use std::ops::Range;

/// A text in which everything but what is marked, and the key that a mark is the value of, is blank. No byte moves.
pub(super) fn veiled(text: &str, marks: &[Range<usize>]) -> String {
    let mut shown: Vec<Range<usize>> = marks.to_vec();
    shown.extend(marks.iter().filter_map(|mark| key_before(text, mark.start)));
    let is_shown = |at: usize| shown.iter().any(|range| range.contains(&at));
    let stand_in = |c: char| match c.len_utf8() {
        1 => ' ',
        2 => '\u{a0}',
        3 => '\u{2003}',
        _ => '\u{1f6c7}',
    };
    let blank = |(at, c): (usize, char)| {
        if is_shown(at) || matches!(c, '\n' | '\r' | '\t') { c } else { stand_in(c) }
    };
    text.char_indices().map(blank).collect()
}

/// `key = ` at the start of the line that a mark begins in, if nothing else stands before it.
fn key_before(text: &str, mark: usize) -> Option<Range<usize>> {
    let start = text.get(..mark)?.rfind('\n').map_or(0, |at| at + 1);
    let before = text.get(start..mark)?;
    let key = before.trim_end().strip_suffix(['=', ':'])?.trim();
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (!key.is_empty() && key.chars().all(plain)).then_some(start..mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mark_and_its_key_are_shown() {
        let text = "  size = 20 # ä word\nx = { password = \"p\", size = 30 }\n";
        let at = |what: &str| text.find(what).map(|at| at..at + 2).into_iter().next();
        let marks: Vec<Range<usize>> = [at("20"), at("30")].into_iter().flatten().collect();
        let own = veiled(text, &marks);
        assert_eq!(own.len(), text.len());
        let lines: Vec<&str> = own.lines().map(str::trim_end).collect();
        assert_eq!(lines[0], "  size = 20");
        assert_eq!(lines[1].trim_start(), "30");
    }
}

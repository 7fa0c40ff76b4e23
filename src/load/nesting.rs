//! How deep the brackets of a text can be nested, found without parsing it.

/// At least the deepest nesting of `[` and `{` in a YAML text. A line that is closed again for certain counts on its own;
/// of any other each bracket may stay open until the end.
pub(super) fn at_most(text: &str) -> usize {
    let (mut left_open, mut deepest) = (0, 0);
    for line in text.lines() {
        match closed(line) {
            Some(own) => deepest = own.max(deepest),
            None => left_open += line.matches(['[', '{']).count(),
        }
    }
    left_open + deepest
}

/// The deepest nesting in a line that closes what it opens; none where a bracket may be part of a text, as those in quotes
/// and remarks are: all others come in pairs, or the parser ends there.
fn closed(line: &str) -> Option<usize> {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in line.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1)?,
            b'"' | b'\'' | b'#' | b'!' | b'%' | b'*' => return None,
            _ => {}
        }
        deepest = depth.max(deepest);
    }
    (depth == 0).then_some(deepest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use saphyr_parser::{Event, Parser};

    use super::*;

    /// The deepest nesting that a parser sees, of all that it reads before it ends.
    fn seen(text: &str) -> usize {
        let (mut depth, mut deepest) = (0_usize, 0);
        for event in Parser::new_from_str(text) {
            match event {
                // A collection in brackets begins with one; others are nested by their indentation.
                Ok((Event::SequenceStart(..) | Event::MappingStart(..), span)) => {
                    let flow = text.chars().nth(span.start.index()).is_some_and(|first| "[{".contains(first));
                    depth += usize::from(flow || depth > 0);
                }
                Ok((Event::SequenceEnd | Event::MappingEnd, _)) => depth = depth.saturating_sub(1),
                Ok(_) => {}
                Err(_) => break,
            }
            deepest = depth.max(deepest);
        }
        deepest
    }

    #[test]
    fn lines_that_close_count_on_their_own() {
        let line = "a: {b: [1, 2], c: {d: 3}}\n";
        assert_eq!(at_most(&line.repeat(1000)), 2);
        assert_eq!(at_most(""), 0);
    }

    #[test]
    fn brackets_that_are_hidden_count_as_open() {
        assert_eq!(at_most(&"[ \"]\",\n".repeat(1000)), 1000);
        assert_eq!(at_most(&"x]: [\n".repeat(10)), 10);
        assert_eq!(at_most(&"[ # ]\n".repeat(10)), 10);
        assert_eq!(at_most("a: [\n  b\n]\n"), 1);
    }

    proptest! {
        #[test]
        fn no_parser_sees_more(lines in prop::collection::vec("(a: |- |\\? )?[\\[\\]{}\"'#!%*,:ab -]{0,8}", 0..12)) {
            let text = lines.join("\n");
            // A pair in brackets is a mapping of its own, without brackets.
            prop_assert!(seen(&text) <= 2 * at_most(&text) + 1, "{text}");
        }
    }
}

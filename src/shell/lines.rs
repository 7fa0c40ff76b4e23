//! Breaks a command into lines that a page shows and a printer prints whole. A shell reads the lines as the one command.

/// The most columns of a line of a command on a page, so that it prints on one sheet.
pub(crate) const COLUMNS: usize = 110;

/// A line has more columns than this if another place to end it is as good.
const SHORTEST: usize = 27;

/// How a text is quoted at one place of a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    /// It is not; also within `$(…)`.
    Bare,
    /// `'…'`, in which nothing has a meaning.
    Single,
    /// `"…"`.
    Double,
    /// `$'…'`, with escapes.
    Ansi,
}

/// A place where a line may end.
struct Break {
    /// The byte at which the next line goes on.
    at: usize,
    /// The number of characters before it.
    column: usize,
    /// How good it is.
    rank: Rank,
}

/// How good a place for the end of a line is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Within `'…'`, which ends before and begins again after it.
    InSingle,
    /// Within a word: the next line cannot be indented.
    InWord,
    /// At a space within `"…"`: nor can it here.
    InDouble,
    /// Between two words.
    Word,
    /// Before an option, or between two commands.
    Option,
}

impl Rank {
    /// What ends the line, and what begins the next one.
    const fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::InSingle => ("'\\", "'"),
            Self::InWord | Self::InDouble => ("\\", ""),
            Self::Word | Self::Option => ("\\", "  "),
        }
    }
}

/// The lines of a command, of at most [`COLUMNS`] columns wherever a shell allows to end one there: all but the last end
/// with a backslash, and `$'…'` stays whole.
pub(crate) fn lines(command: &str) -> Vec<String> {
    let total = command.chars().count();
    if total <= COLUMNS {
        return vec![command.to_owned()];
    }
    let breaks = breaks(command);
    let mut out = Vec::new();
    let (mut head, mut from, mut column, mut next) = ("", 0, 0, 0);
    while head.len() + total - column > COLUMNS {
        let width = |one: &Break| head.len() + (one.column - column) + one.rank.marks().0.len();
        let ahead = breaks.get(next..).unwrap_or_default();
        let fitting = ahead.iter().take_while(|one| width(one) <= COLUMNS).count();
        // An option is worth a shorter line, a word is worth more than a part of one.
        let best = |least: Rank, shortest: usize| {
            let fits = |one: &&Break| one.rank >= least && width(one) > shortest;
            ahead[..fitting].iter().rposition(|one| fits(&one))
        };
        let best = best(Rank::Option, COLUMNS / 2)
            .or_else(|| best(Rank::Word, COLUMNS / 2))
            .or_else(|| best(Rank::Option, SHORTEST))
            .or_else(|| best(Rank::Word, SHORTEST))
            .or_else(|| best(Rank::InDouble, SHORTEST));
        let best = best.or_else(|| fitting.checked_sub(1)).or(if ahead.is_empty() { None } else { Some(0) });
        let Some((at, one)) = best.and_then(|at| Some((at, ahead.get(at)?))) else { break };
        let (tail, indent) = one.rank.marks();
        out.push(format!("{head}{}{tail}", &command[from..one.at]));
        (head, from, column) = (indent, one.at, one.column);
        next += at + 1;
    }
    out.push(format!("{head}{}", &command[from..]));
    out
}

/// All places where a line may end, in order.
fn breaks(command: &str) -> Vec<Break> {
    let mut out = Vec::new();
    // What a `$(` stands in goes on after its `)`.
    let mut outside: Vec<Quoting> = Vec::new();
    let mut quoting = Quoting::Bare;
    let mut escaped = false;
    let mut before = '\0';
    for (column, (at, c)) in command.char_indices().enumerate() {
        let plain = !escaped && before.is_alphanumeric() && (c.is_alphanumeric() || c == ' ');
        let rank = match quoting {
            Quoting::Bare if before == ' ' && !escaped && c != ' ' => {
                Some(if matches!(c, '-' | '|' | '&' | '>') { Rank::Option } else { Rank::Word })
            }
            Quoting::Double if before == ' ' && c != ' ' => Some(Rank::InDouble),
            Quoting::Bare | Quoting::Double if plain && c != ' ' => Some(Rank::InWord),
            Quoting::Single if before != '\'' && c != '\'' => Some(Rank::InSingle),
            _ => None,
        };
        out.extend(rank.map(|rank| Break { at, column, rank }));
        let was_escaped = std::mem::take(&mut escaped);
        match (quoting, c) {
            _ if was_escaped => {}
            (Quoting::Bare | Quoting::Double | Quoting::Ansi, '\\') => escaped = true,
            (Quoting::Bare, '\'') if before == '$' => quoting = Quoting::Ansi,
            (Quoting::Bare, '\'') => quoting = Quoting::Single,
            (Quoting::Single | Quoting::Ansi, '\'') | (Quoting::Double, '"') => quoting = Quoting::Bare,
            (Quoting::Bare, '"') => quoting = Quoting::Double,
            (Quoting::Bare | Quoting::Double, '(') if before == '$' => {
                outside.push(quoting);
                quoting = Quoting::Bare;
            }
            (Quoting::Bare, ')') => quoting = outside.pop().unwrap_or(quoting),
            _ => {}
        }
        before = if was_escaped { '\0' } else { c };
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::{COLUMNS, lines};
    use crate::shell::word;

    #[test]
    fn a_line_ends_before_an_option() {
        let command = format!(
            "tool verb --first {} --second {} --third {}",
            "a".repeat(40),
            "b".repeat(40),
            "c".repeat(40)
        );
        let lines = lines(&command);
        assert_eq!(lines.len(), 2);
        assert!(lines[0].ends_with(" \\") && lines[1].starts_with("  --"), "{lines:?}");
        assert_eq!(super::lines("short"), ["short"]);
    }

    #[cfg(unix)]
    fn said(script: &str) -> Option<Vec<u8>> {
        let output = std::process::Command::new("bash").args(["-c", script]).output().ok()?;
        Some(output.stdout)
    }

    #[cfg(unix)]
    #[test]
    fn what_is_quoted_stays_what_it_is() {
        let long = "x y ".repeat(50);
        for part in [
            format!("'{long}'"),
            format!("\"{long}\""),
            format!("\"a $(printf %s '{long}') b\""),
            format!("$(printf %s {long} | tr -d ' ')"),
            format!("'{}'", "z".repeat(400)),
            "z".repeat(400),
            format!("\"{}\"", r#"\"q\" \\ "#.repeat(40)),
            format!("a && printf %s {long}"),
        ] {
            let command = format!("printf '<%s>' {part}");
            let broken = lines(&command);
            assert!(broken.iter().all(|line| line.chars().count() <= COLUMNS), "{broken:#?}");
            let Some(whole) = said(&command) else { return };
            assert_eq!(said(&broken.join("\n")), Some(whole), "{broken:#?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

        /// Whatever words a command has: a shell reads the same, and no line is too long.
        #[cfg(unix)]
        #[test]
        fn a_shell_reads_the_same(words in proptest::collection::vec("[ -~é]{0,90}", 1..8)) {
            let quoted: Vec<String> = words.iter().map(|text| word(text).into_owned()).collect();
            let command = format!("printf '<%s>' {}", quoted.join(" "));
            let broken = lines(&command);
            prop_assert!(broken.iter().all(|line| line.chars().count() <= COLUMNS), "{broken:#?}");
            if let Some(whole) = said(&command) {
                prop_assert_eq!(said(&broken.join("\n")), Some(whole), "{:#?}", broken);
            }
        }
    }
}

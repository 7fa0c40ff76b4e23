//! The patterns of a schema. Most say of each character in turn what it may be, which one look at a text answers; the
//! others are asked of a general engine, which for a long repetition takes a hundred times as long.

use std::ops::RangeInclusive;

use regex_lite::Regex;

/// A pattern, compiled.
#[derive(Debug)]
pub(super) enum Pattern {
    /// One of these sequences is the whole text.
    Sequences(Vec<Vec<Run>>),
    /// Anything else.
    Regex(Regex),
}

/// So many characters of one set.
#[derive(Clone, Debug)]
pub(super) struct Run {
    set: Set,
    count: RangeInclusive<usize>,
}

/// A set of bytes, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Set([u64; 4]);

/// What begins a repetition.
const QUANTIFIERS: [char; 4] = ['+', '*', '?', '{'];

impl Pattern {
    /// Compiles a pattern; none of what is no pattern.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        match sequences(pattern) {
            Some(sequences) => Some(Self::Sequences(sequences)),
            None => Regex::new(pattern).ok().map(Self::Regex),
        }
    }

    /// Whether it is found in a text.
    pub(super) fn is_found(&self, text: &str) -> bool {
        match self {
            Self::Sequences(several) => several.iter().any(|runs| is_whole(runs, text.as_bytes())),
            Self::Regex(regex) => regex.is_match(text),
        }
    }
}

/// Whether a text is a sequence and nothing else. Each run takes all it can: what follows it is in no later run's way.
fn is_whole(runs: &[Run], text: &[u8]) -> bool {
    let mut rest = text;
    for Run { set, count } in runs {
        let most = rest.iter().take(*count.end());
        let taken = most.take_while(|byte| set.holds(**byte)).count();
        if taken < *count.start() {
            return false;
        }
        rest = &rest[taken..];
    }
    rest.is_empty()
}

/// A pattern as sequences: `^…$` with characters, sets, repetitions and one choice; nothing of any other.
fn sequences(pattern: &str) -> Option<Vec<Vec<Run>>> {
    let whole = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let Some((before, rest)) = whole.split_once('(') else {
        return Some(vec![sequence(whole)?]);
    };
    let (choices, after) = rest.split_once(')')?;
    if after.starts_with(QUANTIFIERS) {
        return None;
    }
    choices.split('|').map(|choice| sequence(&format!("{before}{choice}{after}"))).collect()
}

fn sequence(text: &str) -> Option<Vec<Run>> {
    let mut runs = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (set, negated, behind) = set(rest)?;
        let (count, behind) = count(behind)?;
        // One character that is not in a set may have several bytes, which are not counted.
        if negated && !(*count.start() <= 1 && *count.end() == usize::MAX) {
            return None;
        }
        runs.push(Run { set, count });
        rest = behind;
    }
    // A run that may end early must know where: at what is in no run that may come next.
    let is_clear = |(at, run): (usize, &Run)| {
        let following = &runs[at + 1..];
        let reached = following.iter().take_while(|next| *next.count.start() == 0).count() + 1;
        run.count.start() == run.count.end()
            || following.iter().take(reached).all(|next| run.set.is_apart(next.set))
    };
    runs.iter().enumerate().all(is_clear).then_some(runs)
}

/// The set at the start of a pattern, whether it is all but what is named, and what follows.
fn set(text: &str) -> Option<(Set, bool, &str)> {
    let Some(inner) = text.strip_prefix('[') else {
        let (byte, rest) = character(text)?;
        return Some((Set::of(byte..=byte), false, rest));
    };
    let (negated, mut rest) = inner.strip_prefix('^').map_or((false, inner), |inner| (true, inner));
    let mut set = Set([0; 4]);
    loop {
        if let Some(behind) = rest.strip_prefix(']') {
            return Some((if negated { set.opposite() } else { set }, negated, behind));
        }
        let (from, behind) = member(rest)?;
        rest = behind;
        let mut to = from;
        if let Some(range) = behind.strip_prefix('-').filter(|range| !range.starts_with(']')) {
            (to, rest) = member(range)?;
        }
        set = set.and(Set::of(from..=to));
    }
}

/// A character outside a set that stands for itself.
fn character(text: &str) -> Option<(u8, &str)> {
    let first = text.chars().next()?;
    if first != '\\' && "^$.|?*+()[]{}".contains(first) { None } else { member(text) }
}

/// A character of ASCII, as it is or escaped.
fn member(text: &str) -> Option<(u8, &str)> {
    let mut characters = text.chars();
    let c = match characters.next()? {
        '\\' => match characters.next()? {
            'n' => '\n',
            'r' => '\r',
            c if c.is_ascii_punctuation() => c,
            _ => return None,
        },
        // Sets within a set, and what engines may come to take for operators.
        '[' | '&' | '~' => return None,
        c => c,
    };
    Some((u8::try_from(c).ok().filter(u8::is_ascii)?, characters.as_str()))
}

/// How often what stands before `text` may come, and what follows.
fn count(text: &str) -> Option<(RangeInclusive<usize>, &str)> {
    let (count, rest) = match text.chars().next() {
        Some('+') => (1..=usize::MAX, &text[1..]),
        Some('*') => (0..=usize::MAX, &text[1..]),
        Some('?') => (0..=1, &text[1..]),
        Some('{') => {
            let (count, rest) = text[1..].split_once('}')?;
            let (least, most) = count.split_once(',').unwrap_or((count, count));
            (least.parse().ok()?..=most.parse().ok()?, rest)
        }
        _ => return Some((1..=1, text)),
    };
    // `+?` and the like mean something else.
    (!rest.starts_with(QUANTIFIERS) && count.start() <= count.end()).then_some((count, rest))
}

impl Set {
    fn of(bytes: RangeInclusive<u8>) -> Self {
        let mut set = [0; 4];
        for byte in bytes {
            set[usize::from(byte >> 6)] |= 1 << (byte & 63);
        }
        Self(set)
    }

    const fn holds(self, byte: u8) -> bool {
        self.0[(byte >> 6) as usize] >> (byte & 63) & 1 == 1
    }

    fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    fn opposite(self) -> Self {
        Self(self.0.map(|bits| !bits))
    }

    fn is_apart(self, other: Self) -> bool {
        self.0.iter().zip(other.0).all(|(own, other)| own & other == 0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    /// Patterns of all shapes that schemas use, and some that are close to one of them.
    const PATTERNS: [&str; 24] = [
        "^(x[0-9.]{1,3}|\\+[0-9.]{1,3}|largest)$",
        "^[0-9]{1,2}(MiB|GiB|TiB)$",
        "^[^\\r\\n]+$",
        "^[^a]*$",
        "^[^a]$",
        "^[^a]{2}$",
        "^[A-Za-z][A-Za-z0-9_-]{0,3}$",
        "^a{0,2}a$",
        "^a?b?a$",
        "^a?b?c$",
        "^[a-]+-b$",
        "^[0-9]{1,3}(\\.[0-9]{1,3}){0,2}$",
        "^[0-9]{1,3}(\\.[0-9A-Za-z.-]{1,30})?$",
        "^[\\x21-\\x7e]*$",
        "^arn:[a-c]+:[0-9]{2}$",
        "^a|b$",
        "^(a|b)(c|d)$",
        "a.b",
        "^$",
        "^a$|^b$",
        "^a+?b$",
        "^é+$",
        "^[\\]a^]+$",
        "^(ab)?$",
    ];

    proptest! {
        #[test]
        fn every_answer_is_that_of_the_engine(
            pattern in prop::sample::select(&PATTERNS[..]),
            text in "(a|b|c|é|x|1|2|\\.|-|\\+|\n|\\]|&|MiB|largest|arn:|:){0,5}",
        ) {
            let expected = Regex::new(pattern).unwrap().is_match(&text);
            prop_assert_eq!(Pattern::new(pattern).unwrap().is_found(&text), expected, "{} in {:?}", pattern, text);
        }
    }

    #[test]
    fn what_names_and_sizes_look_like_needs_no_engine() {
        let quick = |pattern: &&str| matches!(Pattern::new(pattern), Some(Pattern::Sequences(_)));
        assert!(PATTERNS[..4].iter().all(quick));
        assert!(quick(&PATTERNS[6]));
        assert!(!PATTERNS[15..18].iter().any(quick));
        assert!(Pattern::new("(").is_none());
    }
}

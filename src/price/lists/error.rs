//! Why prices could not be fetched.

use crate::shown::is_unprintable;
use std::fmt;

/// Why a region's prices could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateError {
    /// What was asked for.
    pub url: String,
    /// What went wrong.
    pub reason: String,
}

impl UpdateError {
    pub(crate) fn new(url: &str, reason: impl Into<String>) -> Self {
        Self { url: url.to_owned(), reason: tame(&reason.into()) }
    }
}

impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.url, self.reason)
    }
}

impl std::error::Error for UpdateError {}

/// What a server says, as it can be shown on a terminal: no control characters, no long texts.
pub(crate) fn tame(text: &str) -> String {
    let plain = |letter: char| if is_unprintable(letter) { char::REPLACEMENT_CHARACTER } else { letter };
    let mut tame: String = text.chars().take(SHOWN).map(plain).collect();
    if text.chars().nth(SHOWN).is_some() {
        tame.push('…');
    }
    tame
}

/// So many characters of a reason are shown.
const SHOWN: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_is_tamed() {
        assert_eq!(tame("a\u{1b}[31mb\nc"), "a\u{fffd}[31mb\u{fffd}c");
        assert_eq!(tame(&"é".repeat(SHOWN)), "é".repeat(SHOWN));
        assert_eq!(tame(&"é".repeat(SHOWN + 1)), "é".repeat(SHOWN) + "…");
    }
}

//! How a command ends, and what several say in the end.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There is nothing to report.
    Clean,
    /// There are findings, or a file is stale.
    Findings,
}

/// A wrong argument, or a file that cannot be read or written, in one line.
#[derive(Debug)]
pub(super) struct Failure(pub(super) String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// The failure for a profile that does not exist.
pub(super) fn no_such_profile<'a>(profile: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let hint = match crate::diagnostic::suggest::closest(profile, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write profiles/{profile}.yaml"),
    };
    Failure(format!("there is no profile `{profile}`; {hint}"))
}

/// `1 file`, `2 files`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

//! Changes that do not happen with the apply, because they wait for a maintenance window, in words.

use crate::cloud::existing::swallowed::Swallowing;
use crate::diff::Diff;
use crate::report::view::say;
use crate::switch::change::Change;

/// When such a change happens.
pub(crate) const WHEN: &str = "in a maintenance window";

/// That a change waits, and why: the end of a sentence.
#[must_use]
pub(crate) fn why(own: &Swallowing) -> String {
    let Swallowing { address, attribute, is_set, .. } = own;
    let state = if *is_set { "is not true" } else { "is not set" };
    format!("it waits for the next maintenance window of {}, as `{attribute}` {state}", say::text(address))
}

/// What to do about it, as a sentence without its end.
#[must_use]
pub(crate) fn instead(own: &Swallowing) -> String {
    let Swallowing { address, attribute, .. } = own;
    format!(
        "to choose the time, write `{attribute} = true` into {} and apply that before; or, once the change is applied, have the \
         cloud make it at once, in its console or with its tool",
        say::text(address)
    )
}

/// What some changes wait for.
#[must_use]
pub(crate) fn of(changes: &[Change]) -> Option<&Swallowing> {
    changes.iter().find_map(|change| change.waits.as_ref())
}

/// The parts whose changes wait, by their names.
pub(super) fn parts<'a>(diff: &'a Diff<'_>) -> Vec<&'a str> {
    let waits = diff.changed().filter(|part| of(&part.changes).is_some());
    waits.map(|part| part.name.as_str()).collect()
}

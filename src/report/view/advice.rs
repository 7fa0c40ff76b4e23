//! How each change that users feel goes on, what softens it, and what cannot be undone.

use serde::Serialize;

use crate::diff::Diff;
use crate::effect::{Effect, Rule};
use crate::order::Order as _;
use crate::report::view::change::time;
use crate::report::view::say;

/// So many changes are explained.
const MOST: usize = 40;

/// A change of some components, and what to know of it.
#[derive(Debug, Serialize)]
pub struct AdviceView {
    /// The components, as far as they are named.
    pub who: String,
    /// The field that changes.
    pub field: String,
    /// The effect in a word: `brief-failover`.
    pub effect: &'static str,
    /// What happens, in one line.
    pub what: &'static str,
    /// How long the change takes, and for how long users feel it.
    pub time: String,
    /// What cannot be undone.
    pub undo: Option<&'static str>,
    /// How to soften it.
    pub avoid: Option<&'static str>,
}

/// What to know of each kind of change once, the worst effect first.
pub(super) fn advice(diff: &Diff<'_>) -> Vec<AdviceView> {
    let mut all: Vec<(&'static Rule, (&str, bool), Vec<&str>)> = Vec::new();
    for part in diff.changed() {
        for change in &part.changes {
            let Some(rule) = change.effect.filter(|rule| rule.effect != Effect::None || rule.undo.is_some())
            else {
                continue;
            };
            let key = (change.field.as_str(), change.waits.is_some());
            match all.iter_mut().find(|(known, own, _)| std::ptr::eq(*known, rule) && *own == key) {
                Some((_, _, names)) => names.push(&part.name),
                None => all.push((rule, key, vec![&part.name])),
            }
        }
    }
    all.order_by_key(|(rule, ..)| std::cmp::Reverse(rule.effect));
    let row = |(rule, (field, waits), names): (&'static Rule, (&str, bool), Vec<&str>)| AdviceView {
        who: say::names(&names),
        field: field.to_owned(),
        effect: rule.effect.word(),
        what: rule.what,
        time: time(rule, waits),
        undo: rule.undo,
        avoid: rule.avoid,
    };
    all.into_iter().take(MOST).map(row).collect()
}

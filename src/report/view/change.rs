//! A field that changes and what live users feel of it, in words.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use crate::cloud::existing::swallowed::Swallowing;
use crate::diff::Diff;
use crate::effect::{Effect, Rule};
use crate::report::view::say;
use crate::report::view::waits::{WHEN, instead, why};
use crate::report::view::when::length;
use crate::source::{Place, Sources};
use crate::switch::change::Change;

/// A field before and after.
#[derive(Debug, Serialize)]
pub struct ChangeView {
    /// The field, its segments split by dots.
    pub field: String,
    /// The value before; `-` if the field is left out.
    pub from: String,
    /// The value after.
    pub to: String,
    /// The place of the value before.
    pub(crate) from_at: Option<String>,
    /// The place of the value after.
    pub(crate) to_at: Option<String>,
    /// What live users feel of the change, if anything.
    pub effect: Option<EffectView>,
}

/// What a change does to live users.
#[derive(Debug, Serialize)]
pub struct EffectView {
    /// The effect in a word: `brief-failover`.
    pub effect: &'static str,
    /// What happens, in one line.
    pub what: &'static str,
    /// How long the change takes, and for how long users feel it.
    pub time: String,
    /// That it does not happen with the apply, why, and what to do about it.
    pub(crate) waits: Option<String>,
    /// What cannot be undone.
    pub(crate) undo: Option<&'static str>,
    /// How to avoid it.
    pub avoid: Option<&'static str>,
    /// The page where that was read.
    pub source: &'static str,
}

/// An effect, and the components that have it.
#[derive(Debug, Serialize)]
pub struct EffectGroup {
    /// The effect in a word: `brief-failover`.
    pub effect: &'static str,
    /// The names of the components.
    pub names: Vec<String>,
}

impl ChangeView {
    pub(super) fn of(change: &Change, sources: &Sources) -> Self {
        let value = |side: &Option<(Json, Place)>| match side {
            None => "-".to_owned(),
            Some((value, _)) => say::value(value),
        };
        let place = |side: &Option<(Json, Place)>| side.as_ref().map(|(_, place)| sources.describe(*place));
        Self {
            field: change.field.clone(),
            from: value(&change.from),
            to: value(&change.to),
            from_at: place(&change.from),
            to_at: place(&change.to),
            effect: change.effect.and_then(|rule| effect_view(rule, change.waits.as_ref(), sources)),
        }
    }
}

/// How long a change takes, or that it waits, and for how long users feel it.
pub(super) fn time(rule: &Rule, waits: bool) -> String {
    let time = [("takes", rule.takes.filter(|_| !waits)), ("users feel it for", rule.users)];
    let time = time.into_iter().filter_map(|(word, time)| Some(format!("{word} about {}", length(time?))));
    waits.then(|| WHEN.to_owned()).into_iter().chain(time).collect::<Vec<_>>().join(", ")
}

fn effect_view(rule: &Rule, waits: Option<&Swallowing>, sources: &Sources) -> Option<EffectView> {
    let Rule { effect, what, undo, avoid, source, .. } = *rule;
    (effect != Effect::None || rule.keeps()).then(|| EffectView {
        effect: effect.word(),
        what,
        time: time(rule, waits.is_some()),
        waits: waits.map(|own| format!("{} ({}); {}", why(own), sources.describe(own.place), instead(own))),
        undo,
        avoid,
        source,
    })
}

pub(super) fn effects(diff: &Diff<'_>) -> Vec<EffectGroup> {
    let mut groups: BTreeMap<std::cmp::Reverse<Effect>, Vec<String>> = BTreeMap::new();
    for part in &diff.parts {
        if let Some(effect) = part.effect.filter(|effect| *effect != Effect::None) {
            groups.entry(std::cmp::Reverse(effect)).or_default().push(part.name.clone());
        }
    }
    groups.into_iter().map(|(effect, names)| EffectGroup { effect: effect.0.word(), names }).collect()
}

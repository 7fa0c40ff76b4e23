//! A part of a switch: the fields that change, and what live users feel.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::diff::PartDiff;
use crate::effect::{Effect, Rule};
use crate::report::json::line::LineReport;
use crate::report::json::money::CostReport;
use crate::source::Sources;
use crate::switch::change::Change;

/// The network, a component or an external service.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PartReport {
    /// The name in the profile.
    pub name: String,
    /// The kind of the component; `network` or `external` for what is no component.
    pub kind: &'static str,
    /// The component that it changes along with; left out of what is in the profiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) along: Option<String>,
    /// `added`, `removed`, `changed` or `same`.
    pub status: &'static str,
    /// What live users feel, the worst of its changes: `none`, `degraded`, `brief-failover`, `restart`,
    /// `replace` or `rejected`; null for what is no component.
    pub effect: Option<Effect>,
    /// Where the expected count comes from: `profile` or `floor`; null if it does not scale.
    pub(crate) expected_from: Option<&'static str>,
    /// The fields that differ.
    pub changes: Vec<ChangeReport>,
    /// What the switch costs for this part.
    pub cost: CostReport,
    /// The lines of its bill.
    pub lines: Vec<LineReport>,
}

/// A field before and after.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangeReport {
    /// The field, its segments split by dots.
    pub field: String,
    /// The value before; null if it is left out.
    pub from: Value,
    /// The value afterwards; null if it is left out.
    pub to: Value,
    /// The place of the value before: file, line and column.
    pub(crate) from_at: Option<String>,
    /// The place of the value afterwards: file, line and column.
    pub(crate) to_at: Option<String>,
    /// What live users feel.
    pub effect: Option<Effect>,
    /// How long the effect lasts, and how to avoid it.
    pub effect_detail: Option<EffectReport>,
    /// What the change waits for; left out where it happens with the apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waits: Option<WaitsReport>,
}

/// What a change waits for: the next maintenance window, whenever that is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WaitsReport {
    /// The address of the resource whose attribute makes it wait.
    pub(crate) address: String,
    /// That attribute.
    pub(crate) attribute: String,
    /// Where it is set, or the resource where it is not: file, line and column.
    pub(crate) at: String,
}

/// What a change does to live users.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EffectReport {
    /// What happens, in one line.
    pub what: &'static str,
    /// How long the change takes, typically, in seconds.
    pub(crate) takes_seconds: Option<i64>,
    /// For how long users feel it, in seconds.
    pub(crate) users_seconds: Option<i64>,
    /// For how long the cloud refuses another change of the kind, in seconds.
    pub(crate) lock_seconds: Option<i64>,
    /// What cannot be undone.
    pub(crate) undo: Option<&'static str>,
    /// How to avoid it.
    pub avoid: Option<&'static str>,
    /// The source of these facts.
    pub source: &'static str,
}

impl From<&Rule> for EffectReport {
    fn from(rule: &Rule) -> Self {
        let seconds = |length: Option<jiff::SignedDuration>| length.map(|length| length.as_secs());
        Self {
            what: rule.what,
            takes_seconds: seconds(rule.takes),
            users_seconds: seconds(rule.users),
            lock_seconds: seconds(rule.lock),
            undo: rule.undo,
            avoid: rule.avoid,
            source: rule.source,
        }
    }
}

impl PartReport {
    pub(super) fn of(part: &PartDiff, sources: &Sources) -> Self {
        Self {
            name: part.name.clone(),
            kind: part.kind,
            along: part.along.clone(),
            status: part.status.word(),
            effect: part.effect,
            expected_from: part.expects.map(|given| if given { "profile" } else { "floor" }),
            changes: part.changes.iter().map(|change| ChangeReport::of(change, sources)).collect(),
            cost: CostReport::from(&part.total),
            lines: part.lines.iter().map(LineReport::from).collect(),
        }
    }
}

impl ChangeReport {
    fn of(change: &Change, sources: &Sources) -> Self {
        let value = |side: &Option<(Value, _)>| side.as_ref().map_or(Value::Null, |(value, _)| value.clone());
        let place = |side: &Option<(_, _)>| side.as_ref().map(|(_, place)| sources.describe(*place));
        Self {
            field: change.field.clone(),
            from: value(&change.from),
            to: value(&change.to),
            from_at: place(&change.from),
            to_at: place(&change.to),
            effect: change.effect.map(|rule| rule.effect),
            effect_detail: change.effect.map(EffectReport::from),
            waits: change.waits.as_ref().map(|own| WaitsReport {
                address: own.address.clone(),
                attribute: own.attribute.clone(),
                at: sources.describe(own.place),
            }),
        }
    }
}

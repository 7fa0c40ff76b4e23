//! The parts of a plan's JSON that are read. Values are left as they are written.
//! <https://developer.hashicorp.com/terraform/internals/json-format>

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::PlanError;
use super::capped::Capped;

/// What is looked at first: whether the text is JSON as a whole, and which format it has.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    format_version: Option<Cow<'a, str>>,
    planned_values: Option<IgnoredAny>,
    resource_changes: Option<IgnoredAny>,
}

/// A plan.
#[derive(Debug, Deserialize)]
pub(super) struct Document<'a> {
    #[serde(borrow)]
    pub(super) terraform_version: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    resource_changes: Capped<Change<'a>>,
    #[serde(default)]
    resource_drift: Capped<IgnoredAny>,
    #[serde(default)]
    deferred_changes: Capped<IgnoredAny>,
    #[serde(default)]
    action_invocations: Capped<IgnoredAny>,
    #[serde(default)]
    deferred_action_invocations: Capped<IgnoredAny>,
    #[serde(borrow)]
    output_changes: Option<BTreeMap<Cow<'a, str>, Output<'a>>>,
    #[serde(borrow, default)]
    checks: Capped<Check<'a>>,
    #[serde(borrow)]
    pub(super) variables: Option<BTreeMap<Cow<'a, str>, Variable<'a>>>,
    #[serde(borrow)]
    pub(super) configuration: Option<&'a RawValue>,
    pub(super) errored: Option<bool>,
    pub(super) complete: Option<bool>,
    pub(super) applyable: Option<bool>,
}

/// What happens to one resource.
#[derive(Debug, Deserialize)]
pub(super) struct Change<'a> {
    #[serde(borrow)]
    pub(super) address: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) previous_address: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) module_address: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    pub(super) index: Option<serde_json::Value>,
    #[serde(borrow)]
    pub(super) provider_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) deposed: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) action_reason: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "change")]
    pub(super) sides: Sides<'a>,
}

/// A resource before and after.
#[derive(Debug, Deserialize)]
pub(super) struct Sides<'a> {
    #[serde(borrow)]
    pub(super) actions: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) before: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) after: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) after_unknown: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) before_sensitive: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) after_sensitive: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) replace_paths: Option<&'a RawValue>,
    pub(super) importing: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct Output<'a> {
    #[serde(borrow)]
    actions: Vec<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
struct Check<'a> {
    #[serde(borrow)]
    status: Option<Cow<'a, str>>,
}

/// The value of a variable of the root.
#[derive(Debug, Deserialize)]
pub(super) struct Variable<'a> {
    #[serde(borrow)]
    pub(super) value: Option<&'a RawValue>,
}

/// An object as it is written: its members are read when somebody asks for them.
pub(super) type Members<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// The members of what may be an object; none of anything else.
pub(super) fn members(raw: Option<&RawValue>) -> Members<'_> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

impl<'a> Document<'a> {
    /// Reads a plan, and the version of its format.
    pub(super) fn read(text: &'a str) -> Result<(Self, String), PlanError> {
        if text.trim().is_empty() {
            let reason = "it is empty: the command that should have written it says why";
            return Err(PlanError::NoPlan(reason.to_owned()));
        }
        let head: Head<'_> = serde_json::from_str(text).map_err(|error| broken(&error))?;
        let Some(format) = head.format_version else {
            return Err(PlanError::NoPlan("it has no `format_version`".to_owned()));
        };
        if format.split('.').next() != Some("1") {
            return Err(PlanError::Format(format.chars().take(32).collect()));
        }
        if head.planned_values.is_none() && head.resource_changes.is_none() {
            return Err(PlanError::NoPlan("it is a state, which plans nothing".to_owned()));
        }
        let document = serde_json::from_str(text).map_err(|error| broken(&error))?;
        Ok((document, format.into_owned()))
    }

    /// The resources, those to which nothing happens too.
    pub(super) fn changes(&self) -> &[Change<'a>] {
        &self.resource_changes.0
    }

    pub(super) fn drifted(&self) -> usize {
        self.resource_drift.0.len()
    }

    pub(super) const fn deferred(&self) -> usize {
        self.deferred_changes.0.len()
    }

    /// The actions of providers that are invoked, now or later.
    pub(super) const fn invoked(&self) -> usize {
        self.action_invocations.0.len() + self.deferred_action_invocations.0.len()
    }

    pub(super) fn outputs(&self) -> usize {
        let changes = |output: &&Output<'_>| output.actions.iter().any(|action| action != "no-op");
        self.output_changes.iter().flat_map(BTreeMap::values).filter(changes).count()
    }

    pub(super) fn failing_checks(&self) -> usize {
        self.checks.0.iter().filter(|check| check.status.as_deref() != Some("pass")).count()
    }
}

/// What is wrong with a text. A message of the parser may quote a value: only what stands before it is taken, and names
/// of fields.
fn broken(error: &serde_json::Error) -> PlanError {
    use serde_json::error::Category;
    let whole = error.to_string();
    let reason = whole.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        Category::Eof => PlanError::Syntax(error.line(), error.column(), "it ends in the middle".to_owned()),
        Category::Syntax | Category::Io => PlanError::Syntax(error.line(), error.column(), reason.to_owned()),
        Category::Data => {
            let at = format!("line {}, column {}", error.line(), error.column());
            let known = ["missing field", "duplicate field", "there are more than"];
            let reason = if known.iter().any(|start| reason.starts_with(start)) {
                reason.to_owned()
            } else {
                "a value has another type than in a plan".to_owned()
            };
            PlanError::NoPlan(format!("{at}: {reason}"))
        }
    }
}

//! What a runbook is computed from.

use jiff::Timestamp;

use crate::cloud::commands::Confirmation;
use crate::diff::Diff;
use crate::external::task::Task;
use crate::guardrail::Guardrail;
use crate::in_place::alarms::Alarms;
use crate::in_place::turn::turn;
use crate::money::Amounts;
use crate::plan::Component;
use crate::quota::applied::Applied;
use crate::quota::row::Row;
use crate::switch::fit::Fit;
use crate::switch::steps::Steps;

/// What a runbook is computed from.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The switch from the everyday profile to the launch.
    pub diff: &'a Diff<'a>,
    /// What one more hour of the window costs; `None` if the length of the window is not known.
    pub(crate) hour_longer: Option<Amounts>,
    /// The limits of the profile's budget, evaluated.
    pub gates: &'a [Guardrail],
    /// The Terraform resources that the switch adds, changes and removes, by component.
    pub steps: &'a [Steps],
    /// The quotas that the launch needs.
    pub quotas: &'a [Row<'a>],
    /// The quotas of the account, if they were saved.
    pub applied: Option<&'a Applied>,
    /// The number of quota requests, for all profiles together.
    pub asked: usize,
    /// The largest launch that fits today's quotas, if the whole one does not fit.
    pub fit: Option<&'a Fit>,
    /// What to do about each outside service.
    pub tasks: &'a [Task],
    /// The alarms in Terraform of the team's own, on a normal day and in the launch.
    pub alarms: [&'a [Alarms]; 2],
    /// The present instant, if the user gave it.
    pub now: Option<Timestamp>,
}

/// The components of the profile that the switch changes.
pub(super) fn changed<'a>(diff: &'a Diff<'a>) -> impl Iterator<Item = &'a Component> {
    let own = diff.changed().filter(|part| part.along.is_none() && !part.changes.is_empty());
    own.filter_map(|part| diff.to.component(&part.name))
}

/// What owners must do so that alarms reach them that are made only by the switch, in Terraform of the team's own.
pub(super) fn to_confirm(inputs: &Inputs<'_>, root: &str) -> Option<Confirmation> {
    let plan = inputs.diff.to;
    let own = plan.cloud.commands().confirmation(&plan.header.cloud.region)?;
    turn(inputs.alarms, root)?.creates(own.resource).then_some(own)
}
